"""The demo chat over HTTP, on a real store: what each person sees, and that nothing the page never sends breaks it."""

import asyncio
import json
import logging
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.demo import Demo
from adapters.demo.heard import HEARD
from adapters.demo.sample import CHANNELS, COLLEAGUES, WORKSPACE
from bot.domain.errors import Rejected
from bot.domain.quotes import Sentiment
from bot.domain.refs import ChannelRef, MemberNumber, MemberRef, MessageRef, QuoteNumber
from bot.domain.steps import Step
from bot.ports import Letter, UnitOfWork
from bot.speech import Hello
from bot.wording import words
from storage import SqlStore, migrate, open_store
from tests.builders import MORNING
from tests.fakes.clock import SetClock


@dataclass
class Visit:
    """The demo with its page open."""

    demo: Demo
    store: SqlStore
    clock: SetClock
    client: TestClient[web.Request, web.Application]
    pressed: list[str] = field(default_factory=list)
    keys: int = 0

    async def act(self, path: str, who: str, where: str = "support", **details: object) -> Any:
        """What came of it, as the page gets it."""
        self.keys += 1
        status, outcome = await self.send(path, {"as": who, "in": where, "key": f"k{self.keys}", **details})
        assert status == 200, outcome
        return outcome

    async def send(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        async with self.client.post(f"/demo/{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def ask(self, path: str, who: str, **query: str) -> Any:
        async with self.client.get(f"/demo/{path}", params={"as": who, **query}) as answer:
            assert answer.status == 200
            return await answer.json()

    async def seen(self, who: str, where: str = "support") -> str:
        return str((await self.ask("view", who, **{"in": where}))["log"])

    async def in_store(self, function: Any) -> Any:
        workspace = await self.store.registry(lambda registry: registry.workspace(WORKSPACE))
        assert workspace
        return await self.store.read(workspace.organisation, function)


@asynccontextmanager
async def visit_in(folder: Path) -> AsyncIterator[Visit]:
    clock = SetClock(MORNING)
    store = open_store(f"sqlite:///{folder / 'kundord.db'}", clock)
    pressed: list[str] = []

    async def post_now() -> None:
        pressed.append("post now")

    async def a_day_passes() -> None:
        clock.forward(timedelta(days=1))

    demo = Demo(store=store, clock=clock, chat_path=folder / "chat.db", post_now=post_now, a_day_passes=a_day_passes)
    await demo.start()
    app = web.Application()
    app.add_routes(demo.routes())
    async with TestClient(TestServer(app)) as client:
        yield Visit(demo, store, clock, client, pressed)
    await demo.stop()
    await store.close()


@pytest.fixture(scope="session")
def started_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a demo that has been started and left again, for every test to copy."""
    folder = tmp_path_factory.mktemp("demo")
    migrate(f"sqlite:///{folder / 'kundord.db'}")

    async def start() -> None:
        async with visit_in(folder):
            pass

    asyncio.run(start())
    return folder


@pytest.fixture
async def visit(started_once: Path, tmp_path: Path) -> AsyncIterator[Visit]:
    shutil.copytree(started_once, tmp_path, dirs_exist_ok=True)
    async with visit_in(tmp_path) as visit:
        yield visit


# The sample -------------------------------------------------------------------------------------


async def test_the_company_has_been_listening_for_weeks(visit: Visit) -> None:
    def looked(unit: UnitOfWork) -> tuple[int, int, int]:
        teams = unit.teams.all()
        channels = unit.channels.all()
        earned = unit.quotes.earned_by(
            unit.members.by_refs([COLLEAGUES["anna"].ref])[COLLEAGUES["anna"].ref].number, 50
        )
        return len(teams), len(channels), len(earned)

    teams, channels, earned = await visit.in_store(looked)
    assert (teams, channels) == (3, len(CHANNELS))
    assert earned == len([each for each in HEARD if each.sentiment is Sentiment.POSITIVE and "anna" in each.credits])


async def test_starting_again_changes_nothing(visit: Visit) -> None:
    def numbers(unit: UnitOfWork) -> tuple[int, int]:
        return len(unit.quotes.search("en", 500)), len(unit.channels.all())

    before, shown = await visit.in_store(numbers), await visit.seen("anna")
    await visit.demo.start()
    assert await visit.in_store(numbers) == before
    assert await visit.seen("anna") == shown


async def test_what_was_there_before_one_came_is_not_undone(visit: Visit) -> None:
    def standing(unit: UnitOfWork) -> int:
        return sum(not each.withdrawn for each in unit.quotes.some(map(QuoteNumber, range(1, 100))).values())

    before = await visit.in_store(standing)
    await visit.act("say", "sam", text='/quote + "They called before I had to" @anna')
    for _ in range(2):
        await visit.act("say", "sam", text="/quote undo")
    assert await visit.in_store(standing) == before


async def test_what_a_line_may_become_says_no_more_than_it_does(visit: Visit) -> None:
    offered = {each["label"]: each["hint"] for each in (await visit.ask("known", "sam"))["commands"]}
    assert offered['/quote + "…"'] == "praise from a customer"
    assert offered['/quote - "…"'] == "criticism from a customer"


# The page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("sv-SE,sv;q=0.9,en;q=0.8", "Anna Berg"),
        ("nn-NO", "Ingrid Haugen"),
        ("en-GB", "Sam Okafor"),
        ("de,nb", "Ingrid Haugen"),
        ("", "Sam Okafor"),
    ],
)  # fmt: skip
async def test_a_visitor_is_somebody_who_speaks_their_language(visit: Visit, wanted: str, name: str) -> None:
    async with visit.client.get("/", headers={"Accept-Language": wanted}) as answer:
        assert answer.status == 200
        assert f'<span class="name">{name}</span>' in await answer.text()


async def test_the_page_runs_nothing_but_its_own(visit: Visit) -> None:
    async with visit.client.get("/?as=<script>&in=<script>", cookies={"theme": '"><script>'}) as answer:
        policy = answer.headers["Content-Security-Policy"]
        page = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


async def test_everything_the_page_loads_is_here(visit: Visit) -> None:
    async with visit.client.get("/") as answer:
        page = await answer.text()
    for name in ("chat.css", "chat.js", "mark.svg", "fonts/inter.woff2", "fonts/source-serif-4.woff2"):
        path = next(word for word in page.split('"') if word.endswith(name))
        async with visit.client.get(path) as asset:
            assert asset.status == 200
            assert "immutable" in asset.headers["Cache-Control"]
    async with visit.client.get("/demo/static/v/..%2f..%2fdemo.py") as asset:
        assert asset.status == 404


async def test_a_private_channel_is_not_for_everybody(visit: Visit) -> None:
    assert "Kungsbacka" in await visit.seen("sam", "on-the-road")
    async with visit.client.get("/demo/view", params={"as": "anna", "in": "on-the-road"}) as answer:
        assert answer.status == 400
    async with visit.client.get("/", params={"as": "anna", "in": "on-the-road"}) as answer:
        assert "Kungsbacka" not in await answer.text()
    changes = await visit.ask("changes", "anna", since="0")
    open_to_anna = {"kundord", "support", "uppfoljning", "kunde-norge", "dm-anna"}
    assert {message["place"] for message in changes["messages"]} == open_to_anna
    assert "on-the-road" not in changes["unread"]


# Talking ----------------------------------------------------------------------------------------


async def test_colleagues_hear_each_other(visit: Visit) -> None:
    await visit.act("say", "anna", text="Hej <b>allihop</b>")
    assert "Hej &lt;b&gt;allihop&lt;/b&gt;" in await visit.seen("bo")


async def test_a_command_is_answered_to_one_person_only(visit: Visit) -> None:
    outcome = await visit.act("say", "anna", text='/quote + "Han väntade tills jag hittade brillorna" @bo')
    assert outcome == {"form": None, "faults": None, "refused": False}
    assert "brillorna" in await visit.seen("anna")
    assert "brillorna" not in await visit.seen("bo")


async def test_the_same_event_twice_is_one_quote_and_one_answer(visit: Visit) -> None:
    body = {
        "as": "anna",
        "in": "support",
        "key": "once",
        "text": '/quote + "Han väntade tills jag hittade brillorna" @bo',
    }
    assert await visit.send("say", body) == await visit.send("say", body)
    assert (await visit.seen("anna")).count("brillorna") == 1
    assert await visit.in_store(lambda unit: len(unit.quotes.search("brillorna", 9))) == 1


@pytest.mark.parametrize("who", COLLEAGUES)
@pytest.mark.parametrize("example", ["help-example-praise", "help-example-criticism"])
async def test_what_the_help_shows_can_be_tried_by_everybody(visit: Visit, who: str, example: str) -> None:
    """The colleague in it is there and somebody else, and so is the team."""
    line = words(COLLEAGUES[who].language).text(example)
    assert not (await visit.act("say", who, text=f"/quote {line}"))["refused"]


async def test_refused_words_are_given_back(visit: Visit) -> None:
    assert (await visit.act("say", "anna", text='/quote + "Han väntade tills jag kom" @nobody'))["refused"]
    assert (await visit.act("say", "anna", text="/qoute hjälp"))["refused"]


class Broken:
    """A store that fails in a way nobody expected."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def write(self, *_: Any, **__: Any) -> Any:
        raise self._error

    read = rehearse = registry = ping = write


async def test_what_nobody_expected_is_told_in_one_sentence_and_logged_without_a_customers_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    words = "Han väntade tills jag hittade brillorna"
    store, clock, chat = Broken(KeyError(words)), SetClock(MORNING), tmp_path / "chat.db"

    async def never() -> None: ...

    demo = Demo(store=store, clock=clock, chat_path=chat, post_now=never, a_day_passes=never)
    app = web.Application()
    app.add_routes(demo.routes())
    async with TestClient(TestServer(app)) as client:
        with caplog.at_level(logging.DEBUG):
            body = {"as": "anna", "in": "support", "key": "k", "text": f'/quote + "{words}"'}
            async with client.post("/demo/say", json=body) as answer:
                assert (await answer.json())["refused"]
        async with client.get("/demo/view", params={"as": "anna", "in": "support"}) as view:
            assert "Något gick fel här" in (await view.json())["log"]
    await demo.stop()
    assert "KeyError" in caplog.text
    assert words not in caplog.text


async def test_called_by_name_it_listens(visit: Visit) -> None:
    await visit.act("say", "sam", text='@Kundord + "They called before I had to" @anna')
    seen = await visit.seen("sam")
    assert seen.count("They called before I had to") == 2, "what one said, and the answer"
    assert (await visit.seen("bo")).count("They called before I had to") == 1


async def test_ones_own_chat_with_kundord_begins_with_its_greeting_which_nobody_has_to_read(visit: Visit) -> None:
    for colleague in COLLEAGUES.values():
        seen = await visit.seen(colleague.id, f"dm-{colleague.id}")
        assert seen.count("<article") == 1
        assert words(colleague.language).text("hello") in seen
        view = await visit.ask("view", colleague.id, **{"in": "support"})
        assert not [place for place in view["unread"] if place.startswith("dm-")]


@pytest.mark.parametrize(("who", "channel"), [("anna", "kundord"), ("ingrid", "kunde-norge"), ("bo", "kundord")])
async def test_in_private_the_next_quote_is_that_of_a_channel_in_ones_own_language(
    who: str, channel: str, visit: Visit
) -> None:
    await visit.act("say", who, f"dm-{who}", text="today")
    own, other = f"<strong>{channel}</strong>", {"kundord": "kunde-norge", "kunde-norge": "kundord"}[channel]
    seen = await visit.seen(who, f"dm-{who}")
    assert own in seen
    assert f"<strong>{other}</strong>" not in seen


async def test_in_private_no_command_is_needed(visit: Visit) -> None:
    await visit.act("say", "ingrid", "dm-ingrid", text="hjelp")
    seen = await visit.seen("ingrid", "dm-ingrid")
    assert "Dette kan du skrive" in seen
    assert "/quote" not in seen


async def test_a_form_asks_and_tells_what_is_wrong_where(visit: Visit) -> None:
    opened = await visit.act("say", "sam", text="/quote")
    assert 'data-form="quote"' in opened["form"]
    values: dict[str, dict[str, object]] = {
        "sentiment": {"kind": "one", "value": "positive"},
        "text": {"kind": "text", "value": "too short"},
        "credits": {"kind": "people", "value": []},
    }
    wrong = await visit.act("submit", "sam", form="quote", memo="", values=values)
    assert list(wrong["faults"]) == ["text"]
    assert wrong["faults"]["text"].strip()
    values["text"]["value"] = "They called before I had to call them"
    assert (await visit.act("submit", "sam", form="quote", memo="", values=values))["faults"] is None
    assert "They called before I had to call them" in await visit.seen("sam")


async def test_a_team_keeps_whom_a_colleague_took_in_while_its_form_was_open_elsewhere(visit: Visit) -> None:
    async def opened() -> str:
        [number] = await visit.in_store(
            lambda unit: [each.number for each in unit.teams.all() if each.name == "Billing"]
        )
        form = (await visit.act("press", "karin", message=None, action="team", value=str(number)))["form"]
        return str(form).split('data-memo="', 1)[1].split('"')[0]

    async def send(memo: str, *members: str, key: str) -> Any:
        values = {"name": {"kind": "text", "value": "Billing"}, "members": {"kind": "people", "value": members}}
        return await visit.act("submit", "karin", key=key, form="team", memo=memo, values=values)

    async def members() -> set[str]:
        def found(unit: UnitOfWork) -> set[str]:
            [team] = [each for each in unit.teams.all() if each.name == "Billing"]
            return {each.ref.id for each in unit.members.some(team.members).values()}

        return set(await visit.in_store(found))

    early, late = await opened(), await opened()
    saved = await send(early, "bo", "ingrid", key="early")
    assert saved["faults"] is None
    assert await send(early, "bo", "ingrid", key="early") == saved
    assert (await send(early, "bo", "ingrid", key="pressed again"))["faults"] is None
    refused = await send(late, "bo", "sam", key="late")
    [sentence] = refused["faults"].values()
    assert sentence.startswith("Det här ändrades efter att du öppnade det, så inget är sparat.")
    assert refused["form"] is None, "the one that is open stays"
    assert await members() == {"bo", "ingrid"}
    assert (await send(await opened(), "bo", "sam", key="anew"))["faults"] is None
    assert await members() == {"bo", "sam"}


def number_of(log: str, words: str) -> int:
    before = log[: log.index(words)]
    return int(before.rsplit('data-id="', 1)[1].split('"')[0])


async def test_a_colleagues_message_can_be_saved(visit: Visit) -> None:
    message = number_of(await visit.seen("sam"), "Skellefteå")
    opened = await visit.act("save", "sam", message=message)
    assert "Du är den första som frågar hur det är" in opened["form"]


async def test_reactions_are_seen_by_all(visit: Visit) -> None:
    message = number_of(await visit.seen("sam"), "samma faktura")
    await visit.act("react", "sam", message=message, emoji="🎉", present=True)
    assert 'aria-label="🎉 från Sam Okafor"' in await visit.seen("anna")
    await visit.act("react", "sam", message=message, emoji="🎉", present=False)
    assert 'aria-label="🎉 från Sam Okafor"' not in await visit.seen("anna")


async def test_an_answered_question_gives_way_to_its_answer(visit: Visit) -> None:
    await visit.act("say", "sam", text='/quote "They called before I had to" @anna')
    asked = await visit.seen("sam")
    button = asked[asked.index('data-action="answer-praise"') :]
    draft = button.split('data-value="', 1)[1].split('"')[0]
    message = number_of(asked, "answer-praise")
    await visit.act("press", "sam", message=message, action="answer-praise", value=draft)
    answered = await visit.seen("sam")
    assert "answer-praise" not in answered
    assert number_of(answered, 'data-action="undo"') == message


async def test_a_private_answer_can_be_put_away_by_its_reader_only(visit: Visit) -> None:
    await visit.act("say", "anna", text="/quote mina")
    before = await visit.ask("changes", "anna", since="0")
    message = before["messages"][-1]["id"]
    status, _ = await visit.send("dismiss", {"as": "bo", "in": "support", "key": "x", "message": message})
    assert status == 400
    await visit.act("dismiss", "anna", message=message)
    after = await visit.ask("changes", "anna", since=str(before["change"]))
    assert [(each["id"], each["gone"]) for each in after["messages"]] == [(message, True)]


async def test_ones_own_page_is_drawn(visit: Visit) -> None:
    assert "Hon stannade kvar i luren" in (await visit.ask("home", "anna"))["html"]


async def test_a_line_is_completed_from_what_there_is(visit: Visit) -> None:
    known = await visit.ask("known", "sam")
    assert {"insert": "@anna", "label": "Anna Berg", "hint": "Support, Umeå"} in known["people"]
    assert [team["insert"] for team in known["teams"]] == ["@@Billing", "@@Delivery", "@@Support"]
    assert '#"get help"' in [stage["insert"] for stage in known["stages"]]
    assert "/quote today" in [command["insert"] for command in known["commands"]]


async def test_the_impatient_get_their_way(visit: Visit) -> None:
    await visit.act("post-now", "sam")
    assert visit.pressed == ["post now"]
    later = await visit.act("next-day", "sam")
    assert later["now"] == (MORNING + timedelta(days=1)).isoformat()


async def test_a_page_hears_at_once(visit: Visit) -> None:
    async with visit.client.get("/demo/stream", params={"as": "bo", "since": "0"}) as stream:
        assert (await _event(stream))["messages"]
        await visit.act("say", "anna", text="Hörs det?")
        assert "Hörs det?" in (await _event(stream))["messages"][0]["html"]
        await visit.demo.hang_up()
        assert b"data:" not in await stream.content.read()


async def _event(stream: Any) -> Any:
    async for line in stream.content:
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))
    raise AssertionError("the stream ended")


# What the page never sends ----------------------------------------------------------------------

GOOD: dict[str, object] = {"as": "anna", "in": "support", "key": "k"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", []), ("say", "hej"), ("say", 0), ("say", {}), ("say", GOOD), ("say", GOOD | {"text": "  "}),
        ("say", GOOD | {"text": 1}), ("say", GOOD | {"text": "a" * 4_001}),
        ("say", GOOD | {"text": "hej", "as": "eve"}),
        ("say", GOOD | {"text": "hej", "in": "on-the-road"}), ("say", GOOD | {"text": "hej", "in": "dm-bo"}),
        ("say", GOOD | {"text": "hej", "key": ""}), ("say", GOOD | {"text": "hej", "key": "k" * 65}),
        ("press", GOOD), ("press", GOOD | {"message": "1", "action": "thank", "value": "1"}),
        ("press", GOOD | {"message": 10**30, "action": "thank", "value": "1"}),
        ("press", GOOD | {"message": 4711, "action": "thank", "value": "1"}),
        ("submit", GOOD), ("submit", GOOD | {"form": "quote", "memo": "", "values": []}),
        ("submit", GOOD | {"form": "quote", "memo": "", "values": {"text": 1}}),
        ("submit", GOOD | {"form": "quote", "memo": "", "values": {"text": {"kind": "time", "value": "99"}}}),
        ("save", GOOD), ("save", GOOD | {"message": True}), ("save", GOOD | {"message": -1}),
        ("react", GOOD | {"message": 1, "emoji": "<b>"}), ("react", GOOD | {"message": 4711, "emoji": "❤️"}),
        ("dismiss", GOOD | {"message": 1}), ("seen", GOOD | {"message": None}),
    ],
)  # fmt: skip
async def test_what_the_page_never_sends_gets_a_sentence(visit: Visit, path: str, body: object) -> None:
    sentences = set()
    for language in ("en", "sv", "nb"):
        status, answer = await visit.send(path, body, {"Accept-Language": language})
        assert status == 400
        sentences.add(answer["sentence"])
    assert len(sentences) == 3


@pytest.mark.parametrize(
    "details",
    [
        {"action": "", "value": ""}, {"action": "no-such", "value": "1"}, {"action": "thank", "value": "x"},
        {"action": "thank", "value": "99999"}, {"action": "why", "value": "yesterday"},
        {"action": "team", "value": "-"},
        {"action": "draft", "value": "|"}, {"action": "draft", "value": "support|x||positive"},
        {"action": "schedule", "value": "77"},
    ],
)  # fmt: skip
async def test_a_button_that_is_none_is_refused_in_words(visit: Visit, details: Mapping[str, str]) -> None:
    await visit.act("press", "anna", message=None, **details)


@pytest.mark.parametrize("form", ["", "no-such", "schedule", "team", "settings", "quote"])
async def test_a_form_that_is_none_is_refused_in_words(visit: Visit, form: str) -> None:
    await visit.act("submit", "anna", form=form, memo="x", values={})


async def test_other_sites_cannot_speak_for_us(visit: Visit) -> None:
    body = GOOD | {"text": "hej"}
    status, _ = await visit.send("say", body, {"Origin": "https://evil.example"})
    assert status == 403
    async with visit.client.post("/demo/say", data=json.dumps(body), headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 403
    async with visit.client.post("/demo/say", data="{", headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400
    assert (await visit.send("say", body, {"Origin": "http://[::1"}))[0] == 403


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("[" * 100_000, "application/json"),
        ('{"as": "anna"', "application/json; charset=nonsense"),
        ("[]", "application/json; charset=nonsense"),
    ],
)
async def test_what_no_page_would_write_is_refused(visit: Visit, raw: str, kind: str) -> None:
    async with visit.client.post("/demo/say", data=raw.encode(), headers={"Content-Type": kind}) as answer:
        assert answer.status == 400


async def test_characters_that_no_database_takes_are_left_out(visit: Visit) -> None:
    body = json.dumps(GOOD | {"text": '+ "Hon stannade på \ud800linjen tills det\0 fungerade"', "key": "\udfffkey"})
    headers = {"Content-Type": "application/json"}
    async with visit.client.post("/demo/say", data=body, headers=headers) as answer:
        assert answer.status == 200
    assert "på linjen tills det fungerade" in await visit.seen("anna")


async def test_who_asks_for_changes_that_never_come_is_told_of_none(visit: Visit) -> None:
    assert (await visit.ask("changes", "anna", since="9" * 30))["messages"] == []


@pytest.mark.parametrize("path", ["view", "changes", "home", "known", "stream"])
async def test_who_is_nobody_is_told_so(visit: Visit, path: str) -> None:
    async with visit.client.get(f"/demo/{path}", params={"as": "eve", "since": "x"}) as answer:
        assert answer.status == 400
        assert (await answer.json())["sentence"]


# Cases ------------------------------------------------------------------------------------------


async def test_some_of_what_hurt_has_been_followed(visit: Visit) -> None:
    def looked(unit: UnitOfWork) -> tuple[list[str], list[str], int]:
        unfinished = unit.cases.unfinished(9)
        learned = [case.steps[Step.LEARNING].words for case, _ in unit.cases.learnings("adress", 9)]
        return [case.state for case in unfinished], learned, len(unit.cases.timeline(unfinished[0].number))

    states, learned, moves = await visit.in_store(looked)
    assert sorted(states) == ["claimed", "open"]
    assert len(learned) == 1
    assert moves > 3


async def test_what_is_typed_into_a_step_is_there_when_it_is_opened_again(visit: Visit) -> None:
    async def opened() -> str:
        return str((await visit.act("press", "sam", message=None, action="step", value="2|learning"))["form"])

    words = {"words": {"kind": "text", "value": "A move is not an order."}}
    assert "A move" not in await opened()
    kept = await visit.act("draft", "sam", form="step", memo="2|learning", values=words)
    assert not kept["refused"]
    assert "A move is not an order." in await opened()
    await visit.act("submit", "sam", form="step", memo="2|learning", values=words, message=None)
    assert await visit.in_store(lambda unit: unit.drafts.forms(_number(unit, "sam"))) == []


def _number(unit: UnitOfWork, who: str) -> MemberNumber:
    ref = COLLEAGUES[who].ref
    return unit.members.by_refs([ref])[ref].number


# The messenger ----------------------------------------------------------------------------------


async def test_a_letter_that_was_sent_can_be_found(visit: Visit) -> None:
    to = COLLEAGUES["anna"].ref
    sent = await visit.demo.messenger.send(Letter(to, Hello(None), "sv"), "id-1")
    assert sent == await visit.demo.messenger.send(Letter(to, Hello(None), "sv"), "id-1")
    assert sent == await visit.demo.messenger.find(to, "id-1", MORNING, MORNING)
    assert await visit.demo.messenger.find(to, "id-2", MORNING, MORNING) is None


async def test_a_letter_for_a_thread_stands_under_its_message(visit: Visit) -> None:
    message = number_of(await visit.seen("sam"), "samma faktura")
    support = ChannelRef(WORKSPACE, "support")
    unread = (await visit.ask("changes", "sam"))["unread"]
    sent = await visit.demo.messenger.send(Letter(support, Hello(None), "sv", thread=str(message)), "id-1")
    assert sent == await visit.demo.messenger.find(support, "id-1", MORNING, MORNING)
    shown = await visit.seen("sam")
    assert "1 reply" in shown
    assert shown.count('class="reply"') == 1
    assert (await visit.ask("changes", "sam"))["unread"] == unread
    for nothing in ("99999", "x"):
        with pytest.raises(Rejected):
            await visit.demo.messenger.send(Letter(support, Hello(None), "sv", thread=nothing), f"id-{nothing}")


async def test_words_can_be_fetched_where_they_are(visit: Visit) -> None:
    message = number_of(await visit.seen("sam"), "samma faktura")
    support = ChannelRef(WORKSPACE, "support")
    assert "samma faktura" in (await visit.demo.messenger.text_of(MessageRef(support, str(message))) or "")
    assert await visit.demo.messenger.text_of(MessageRef(ChannelRef(WORKSPACE, "kundord"), str(message))) is None
    assert await visit.demo.messenger.text_of(MessageRef(support, "x")) is None


async def test_people_are_known_by_name(visit: Visit) -> None:
    assert await visit.demo.messenger.profile(COLLEAGUES["bo"].ref) == COLLEAGUES["bo"].profile
    assert await visit.demo.messenger.profile(MemberRef(WORKSPACE, "eve")) is None
