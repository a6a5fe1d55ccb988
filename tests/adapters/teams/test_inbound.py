"""Activities in, answers out: what people say, press and send in."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import aiohttp
import pytest

from adapters.courier import Courier
from adapters.teams import Teams as Adapter
from bot.domain.cases import Case, State
from bot.domain.errors import StorageAway
from bot.domain.people import Workspace
from bot.domain.quotes import MemberCredit, Quote, Vote
from bot.domain.refs import ChannelRef, MemberRef, QuoteNumber, WorkspaceRef
from bot.ports import Kind, Pending, Registry, UnitOfWork
from bot.services import channels
from kundord.clocks import SystemClock
from storage import SqlStore
from tests.adapters.teams.conftest import running
from tests.fakes.teams_client import Delivery, Teams, TeamsPerson
from tests.fakes.teams_world import Shown, Team

WORDS = "She stayed on the line until it worked"
PRAISE = f'+ "{WORDS}" @bo'
CRITICISM = '- "Third call, nobody knew my case"'

pytestmark = pytest.mark.usefixtures("adapter")


def _workspaces(registry: Registry) -> list[Workspace]:
    return list(registry.workspaces())


async def read(store: SqlStore, function: Any, *args: Any) -> Any:
    [workspace] = await store.registry(_workspaces)
    return await store.read(workspace.organisation, function, *args)


def _found(unit: UnitOfWork, words: str) -> list[Quote]:
    return list(unit.quotes.search(words, 9))


def _votes(unit: UnitOfWork) -> dict[Vote, int]:
    return dict(unit.votes.counts(QuoteNumber(1)))


# Words to us ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", "/quote ", "/QUOTE ", "quote "])
async def test_a_line_is_understood_with_and_without_the_word_for_it(
    store: SqlStore, anna: TeamsPerson, command: str
) -> None:
    answer = await anna.says(f'{command}+ "{WORDS}"')
    assert answer.shows("Recorded.", WORDS)
    assert [each.text for each in await read(store, _found, "stayed")] == [WORDS]


async def test_a_message_that_comes_again_is_answered_once(teams: Teams, store: SqlStore, anna: TeamsPerson) -> None:
    await anna.says(f'+ "{WORDS}"')
    for _ in range(3):
        assert (await teams.resend()).status == 200
    assert len(anna.told) == 1
    assert len(await read(store, _found, "stayed")) == 1


async def test_what_nobody_understands_gets_the_nearest_commands(anna: TeamsPerson) -> None:
    assert (await anna.says("todya")).shows("today")


async def test_a_form_is_offered_where_none_can_be_opened(anna: TeamsPerson) -> None:
    form = await anna.presses("Open the form", on=await anna.says("form"))
    recorded = await anna.submits(form, sentiment="positive", text=WORDS)
    assert recorded.shows("Recorded.", WORDS)


@pytest.mark.parametrize("word", ["home", "Hem ", "/quote hjem", "home!"])
async def test_home_is_somebodys_own_page(anna: TeamsPerson, word: str) -> None:
    await anna.says(f'+ "{WORDS}"')
    assert (await anna.says(word)).shows("Your quotes", WORDS)


async def test_a_customer_who_was_at_home_is_no_page(anna: TeamsPerson) -> None:
    assert not (await anna.says("home from the shop it worked at once")).shows("Your quotes")


async def test_help_says_how_to_get_home(anna: TeamsPerson) -> None:
    assert (await anna.says("help")).shows("home", "your own page")


async def test_what_is_said_in_a_channel_is_answered_in_private(
    teams: Teams, store: SqlStore, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    answer = await anna.mentions_bot(teams.general(care), PRAISE)
    assert answer.shows("Recorded.", "Bo Ek")
    assert {each.conversation for each in answer.shown} == {anna.chat.id}
    [quote] = await read(store, _found, "stayed")
    [credit] = quote.words.credits
    assert isinstance(credit, MemberCredit)
    member = await read(store, lambda unit: unit.members.get(credit.member))
    assert member.ref.id == bo.person.aad, "a mention gives the chat's own id, and we know people by the directory's"


async def test_whom_we_cannot_write_to_is_not_met_with_silence(teams: Teams, anna: TeamsPerson, care: Team) -> None:
    await anna.installs(care)
    anna.chat.blocked = True
    answer = await anna.mentions_bot(teams.general(care), f'+ "{WORDS}"')
    assert [each.conversation for each in answer.shown] == [care.id]
    assert WORDS not in answer.text, "others read along"


@pytest.mark.parametrize("fault", ["429:1", "502", "drop_before"])
async def test_an_answer_that_may_not_have_arrived_is_given_once_more(
    teams: Teams, anna: TeamsPerson, fault: str
) -> None:
    teams.next("send", fault)
    assert (await anna.says(f'+ "{WORDS}"')).shows("Recorded.")
    teams.next("send", fault)
    assert (await anna.says("home")).shows("Today’s quote")


async def test_a_channel_where_we_are_spoken_to_is_known_but_gets_no_daily_quote_unasked(
    teams: Teams, store: SqlStore, here: WorkspaceRef, anna: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    other = teams.channel(care, "Night shift")
    await anna.mentions_bot(other, "help")
    channel = await read(store, lambda unit: unit.channels.by_ref(ChannelRef(here, other.id)))
    assert not channel.daily
    await anna.mentions_bot(other, "resume")
    channel = await read(store, lambda unit: unit.channels.by_ref(ChannelRef(here, other.id)))
    assert channel.daily


async def test_the_person_is_answered_in_the_language_of_their_teams(teams: Teams) -> None:
    astrid = teams.person("Astrid Dahl", locale="nb-NO", timezone="Europe/Oslo")
    norwegian = await astrid.says("hjelp")
    astrid.person.locale = "sv-SE"
    swedish = await astrid.says("hjälp")
    assert "sitat" in norwegian.text.lower()
    assert "citat" in swedish.text.lower()


async def test_where_a_person_lives_is_known_from_what_they_say_and_is_their_channels_zone(
    anna: TeamsPerson, care: Team, store: SqlStore, here: WorkspaceRef
) -> None:
    """Also of who uses Teams in the language that everybody is taken to speak."""
    zones = []
    for anna.person.timezone in ("Europe/London", "Europe/London", "Asia/Tokyo"):
        await anna.says("help")
        known = await read(store, lambda unit: unit.members.by_ref(MemberRef(here, anna.person.aad)))
        zones.append(known and known.profile.timezone)
    assert zones == ["Europe/London", "Europe/London", "Asia/Tokyo"]
    await anna.installs(care)
    [channel] = await read(store, lambda unit: unit.channels.all())
    assert channel.schedule.timezone == "Asia/Tokyo"
    # Everybody in the team was met again, of whom Teams' list says nothing of the kind.
    known = await read(store, lambda unit: unit.members.by_ref(MemberRef(here, anna.person.aad)))
    assert known
    assert known.profile.timezone == "Asia/Tokyo"


async def test_a_guest_may_look_but_not_record(teams: Teams, store: SqlStore) -> None:
    guest = teams.person("Petra Partner", guest=True)
    answer = await guest.says(f'+ "{WORDS}"')
    assert not answer.shows("Recorded.")
    assert await read(store, _found, "stayed") == []


async def test_a_guest_is_offered_nothing_that_they_are_refused(teams: Teams, anna: TeamsPerson) -> None:
    guest = teams.person("Petra Partner", guest=True)
    assert (await guest.says("home")).buttons == ["What can I write?"]
    assert {"Record a quote", "Settings", "What can I write?"} <= {*(await anna.says("home")).buttons}


async def test_a_bot_is_not_answered(teams: Teams, anna: TeamsPerson) -> None:
    await anna.says("help")
    echoed = teams.last | {"from": {"id": teams.world.bot_id, "name": "Kundord"}, "id": "1"}
    assert (await teams.send(echoed)).status == 200
    assert len(anna.told) == 1


# Buttons ----------------------------------------------------------------------------------------


async def test_a_press_sent_again_under_another_id_is_the_same_press(
    teams: Teams, store: SqlStore, anna: TeamsPerson
) -> None:
    recorded = await anna.says(f'+ "{WORDS}"')
    first = await anna.presses("Undo", on=recorded)
    again = await teams.resend_with_new_id()
    assert json.loads(first.delivery.body) == again.json
    assert await read(store, _found, "stayed") == []


async def test_a_question_gives_way_to_its_answer(teams: Teams, anna: TeamsPerson) -> None:
    asked = await anna.says(WORDS)
    assert (await anna.presses("praise", on=asked)).shows("Recorded.")
    [standing] = anna.told
    assert standing.shows("Recorded.")
    assert standing.edits == 1


async def test_who_changes_their_mind_and_changes_it_back_is_believed(
    teams: Teams, store: SqlStore, anna: TeamsPerson, bo: TeamsPerson, care: Team, courier: Courier
) -> None:
    await anna.installs(care)
    await anna.mentions_bot(teams.general(care), CRITICISM)
    await courier.finish()
    [card] = [each for each in teams.posts(teams.general(care)) if each.shows("Third call")]
    for button in ("End of the world", "No big deal", "End of the world"):
        assert (await bo.presses(button, on=card)).text
    assert await read(store, _votes) == {Vote.WORLD: 1}
    for _ in range(2):
        await teams.resend_with_new_id()
    assert await read(store, _votes) == {Vote.WORLD: 1}


@pytest.fixture
async def card(teams: Teams, anna: TeamsPerson, care: Team, courier: Courier) -> Shown:
    """A negative quote's, in a channel."""
    await anna.installs(care)
    await anna.mentions_bot(teams.general(care), CRITICISM)
    await courier.finish()
    [found] = [each for each in teams.posts(teams.general(care)) if each.shows("Third call")]
    return found


def _button(card: Shown, verb: str) -> dict[str, Any]:
    """As somebody still has it on their screen when the card has another."""
    [found] = [each for each in card.actions if each.get("verb") == verb]
    return found


def _case(unit: UnitOfWork) -> Case | None:
    return unit.cases.of_quote(QuoteNumber(1))


async def test_the_end_of_the_world_once_more_after_an_undo_in_ones_own_chat_opens_a_case(
    store: SqlStore, anna: TeamsPerson, card: Shown
) -> None:
    await anna.presses("End of the world", on=card)
    await anna.presses("Undo", on=anna.told[-1])
    assert (await anna.presses("End of the world", on=card)).shows("is open")
    assert (await read(store, _case)).state is State.OPEN


async def test_a_case_that_was_released_elsewhere_and_taken_by_another_is_not_said_to_be_ones_own(
    anna: TeamsPerson, bo: TeamsPerson, card: Shown, courier: Courier
) -> None:
    await bo.presses("End of the world", on=card)
    await courier.finish()
    taking = _button(card, "claim")
    assert (await bo.acts(taking, card)).shows("är ditt")
    await bo.presses("Släpp", on=await bo.says("ärende 1"))
    await anna.acts(taking, card)
    told = await bo.acts(taking, card)
    assert told.shows("Anna Berg")
    assert not told.shows("är ditt")


async def test_a_case_that_a_curator_released_meanwhile_is_not_said_to_be_ones_own(
    anna: TeamsPerson, bo: TeamsPerson, card: Shown, courier: Courier
) -> None:
    await bo.presses("End of the world", on=card)
    await courier.finish()
    taking = _button(card, "claim")
    await bo.acts(taking, card)
    await anna.acts(taking | {"verb": "release", "data": {"kundord": {"action": "release", "value": "1"}}}, card)
    assert not (await bo.acts(taking, card)).shows("är ditt")
    assert "Jag tar det" in bo.told[-1].buttons, "they see how it stands, and may take it again"


async def test_what_asks_for_more_is_written_in_the_1_to_1_chat(
    teams: Teams, anna: TeamsPerson, bo: TeamsPerson, care: Team, courier: Courier
) -> None:
    await anna.installs(care)
    await anna.mentions_bot(teams.general(care), CRITICISM)
    await courier.finish()
    [card] = [each for each in teams.posts(teams.general(care)) if each.shows("Third call")]
    told = await bo.presses("End of the world", on=card)
    assert not told.buttons, "beside the card stands a sentence"
    assert "Ångra" in bo.told[-1].buttons


async def test_a_client_that_knows_submit_only_is_served_by_a_message(
    teams: Teams, store: SqlStore, anna: TeamsPerson
) -> None:
    [recorded] = (await anna.says(f'+ "{WORDS}"')).shown
    [undo] = [each for each in recorded.actions if each.get("verb") == "undo"]
    await anna.acts(undo["fallback"], recorded)
    assert await read(store, _found, "stayed") == []


@pytest.mark.parametrize("data", [{}, {"kundord": {"action": "nonsense"}}, {"kundord": 3}, {"a": 1}])
async def test_an_unknown_button_gets_a_sentence(anna: TeamsPerson, data: dict[str, Any]) -> None:
    [shown] = (await anna.says("help")).shown
    answer = await anna.acts({"type": "Action.Execute", "verb": "nonsense", "data": data}, shown)
    assert answer.text


async def test_a_card_that_is_redrawn_by_itself_is_no_press(teams: Teams, store: SqlStore, anna: TeamsPerson) -> None:
    recorded = await anna.says(f'+ "{WORDS}"')
    [undo] = [each for each in recorded.shown[0].actions if each.get("verb") == "undo"]
    value = {"action": {"type": "Action.Execute", "verb": "undo", "data": undo["data"]}, "trigger": "automatic"}
    activity = teams.activity("invoke", anna.chat, anna.person, name="adaptiveCard/action", value=value)
    assert (await teams.send(activity)).status == 200
    assert len(await read(store, _found, "stayed")) == 1


# Forms ------------------------------------------------------------------------------------------


async def test_what_is_wrong_in_a_form_is_shown_in_it_and_nothing_is_typed_again(anna: TeamsPerson) -> None:
    wrong = await anna.submits(await anna.composes(), sentiment="positive", text="Too short", via="phone")
    assert wrong.form.shows("Too short", "phone", "12")
    recorded = await anna.submits(wrong, text=WORDS)
    assert recorded.shows("Recorded.", WORDS)


async def test_a_form_sent_in_twice_is_one_quote_with_one_answer(
    teams: Teams, store: SqlStore, anna: TeamsPerson
) -> None:
    first = await anna.submits(await anna.composes(), sentiment="positive", text=WORDS)
    again = await teams.resend_with_new_id()
    assert json.loads(first.delivery.body) == again.json
    assert len(await read(store, _found, "stayed")) == 1


async def test_the_same_again_from_another_dialog_is_something_new(
    store: SqlStore, anna: TeamsPerson, here: WorkspaceRef
) -> None:
    """Hidden, shown and hidden again: the third time is not the first."""
    for named in ("false", "true", "false"):
        form = await anna.presses("Open the form", on=await anna.says("settings"))
        await anna.submits(form, named=named)
    me = await read(store, lambda unit: unit.members.by_ref(MemberRef(here, anna.person.aad)))
    assert not me.named


async def test_a_message_is_saved_with_its_words_and_its_place_and_nobody_is_credited_unasked(
    teams: Teams, store: SqlStore, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    message = bo.writes(f"A customer <3 us: {WORDS}", teams.general(care))
    form = await anna.saves(message)
    assert form.form.shows(f"A customer <3 us: {WORDS}", "https://teams.microsoft.com/l/message/")
    await anna.submits(form, sentiment="positive")
    [quote] = await read(store, _found, "stayed")
    assert quote.words.credits == ()
    assert quote.words.source is not None
    assert (quote.words.source.channel.id, quote.words.source.id) == (care.id, message.id)


async def test_our_own_words_are_not_saved_as_a_customers(
    teams: Teams, store: SqlStore, anna: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    hello = (await anna.says("hello")).shown[-1]
    form = (await anna.saves(hello)).form
    assert form.shows("What the customer said")
    assert not form.shows("Kundord keeps")
    await anna.submits(form, sentiment="positive", text=WORDS)
    [quote] = await read(store, _found, "stayed")
    assert quote.words.source is None


async def test_a_fault_does_not_make_a_form_forget_which_message_it_is_about(
    teams: Teams, store: SqlStore, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    message = bo.writes(WORDS, teams.general(care))
    wrong = await anna.submits(await anna.saves(message), sentiment="positive", text="Short")
    await anna.submits(wrong, text=WORDS)
    [quote] = await read(store, _found, "stayed")
    assert quote.words.source is not None
    assert quote.words.source.id == message.id


async def test_a_fault_does_not_make_a_form_forget_to_ask_why_it_is_the_end_of_the_world(
    store: SqlStore, anna: TeamsPerson
) -> None:
    await anna.says(PRAISE.removesuffix(" @bo"))
    form = (await anna.presses("Record the criticism", on=await anna.says("escalate 1"))).form
    wrong = await anna.submits(form, text="Short", because="She waited three weeks.")
    assert wrong.form.shows("She waited three weeks.")
    assert (await anna.submits(wrong, text="Third call, nobody knew my case")).text
    case = await read(store, lambda unit: unit.cases.of_quote(QuoteNumber(2)))
    assert case.why == "She waited three weeks."


async def test_a_dialog_of_an_earlier_day_gets_a_sentence(anna: TeamsPerson) -> None:
    form = (await anna.composes()).form
    answer = await anna.acts({"type": "Action.Submit", "data": {"kundord": {"form": "nonsense"}}}, form)
    assert answer.delivery.status == 200
    assert answer.text


# When something is wrong ------------------------------------------------------------------------


class Away:
    """A store whose database is away from a moment on, or that fails in a way nobody expected."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.error: Exception | None = None

    async def write(self, *args: Any, **kwargs: Any) -> Any:
        if self.error:
            raise self.error
        return await self._store.write(*args, **kwargs)

    async def read(self, *args: Any, **kwargs: Any) -> Any:
        return await self._store.read(*args, **kwargs)

    async def registry(self, *args: Any, **kwargs: Any) -> Any:
        return await self._store.registry(*args, **kwargs)

    rehearse, ping = write, read


async def test_while_the_database_is_away_people_are_told_and_can_try_again(
    teams: Teams, store: SqlStore, session: aiohttp.ClientSession, anna: TeamsPerson
) -> None:
    away = Away(store)
    async with running(teams, away, session):
        recorded = await anna.says(f'+ "{WORDS}"')
        away.error = StorageAway()
        assert (await anna.says("help")).shows("Not saved")
        assert (await anna.presses("Undo", on=recorded)).shows("Not saved")
        assert "Undo" in anna.told[0].buttons, "what one is asked to try again can be tried again"
        away.error = None
        assert (await anna.presses("Undo", on=anna.told[0])).shows("is withdrawn")
        assert "Undo" not in anna.told[0].buttons


@dataclass
class Scene:
    """A team whose channel has the card of a negative quote, and a message that praise was taken from."""

    teams: Teams
    anna: TeamsPerson
    care: Team
    message: Shown
    card: Shown

    async def installation(self, action: str) -> Delivery:
        place = self.teams.general(self.care)
        return await self.teams.send(self.teams.activity("installationUpdate", place, self.anna.person, action=action))


async def _taken_out(scene: Scene) -> Delivery:
    return await scene.installation("remove")


async def _brought_back(scene: Scene) -> Delivery:
    return await scene.installation("add")


async def _renamed(scene: Scene) -> Delivery:
    scene.care.name = "Customer Happiness"
    return await scene.teams.event("teamRenamed", scene.care, scene.anna)


async def _message_deleted(scene: Scene) -> Delivery:
    return await scene.anna.deletes(scene.message)


async def _message_restored(scene: Scene) -> Delivery:
    return await scene.anna.deletes(scene.message, back=True)


async def _reacted(scene: Scene) -> Delivery:
    return await scene.anna.reacts("heart", to=scene.card)


async def _reaction_taken_off(scene: Scene) -> Delivery:
    return await scene.anna.reacts("heart", to=scene.card, removing=True)


async def _kept(store: SqlStore) -> dict[str, object]:
    """What is kept of all that may happen there."""

    def pending(registry: Registry) -> Sequence[Pending]:
        return registry.pending(99)

    [channel] = await read(store, lambda unit: list(unit.channels.all()))
    praise = await read(store, lambda unit: unit.quotes.get(QuoteNumber(1)))
    emoji = await read(store, lambda unit: dict(unit.reactions.counts(QuoteNumber(2))))
    waiting = {each.errand.kind for each in await store.registry(pending)}
    return {
        "closed": channel.closed,
        "name": channel.name,
        "held": praise.held,
        "emoji": emoji,
        "taken off soon": Kind.TAKEN_OFF in waiting,
    }


@pytest.mark.parametrize(
    ("events", "effect"),
    [
        ([_taken_out], {"closed": "not_in_channel"}),
        ([_taken_out, _brought_back], {"closed": None}),
        ([_renamed], {"name": "Customer Happiness"}),
        ([_message_deleted], {"held": True}),
        ([_message_deleted, _message_restored], {"held": False}),
        ([_reacted], {"emoji": {"❤️": 1}}),
        ([_reacted, _reaction_taken_off], {"taken off soon": True}),
    ],
)
async def test_an_event_while_the_database_is_away_comes_again_and_then_takes_effect(
    teams: Teams,
    store: SqlStore,
    session: aiohttp.ClientSession,
    anna: TeamsPerson,
    care: Team,
    events: Sequence[Callable[[Scene], Awaitable[Delivery]]],
    effect: dict[str, object],
) -> None:
    away, general = Away(store), teams.general(care)
    async with running(teams, away, session) as adapter:
        await anna.installs(care)
        message = anna.writes(WORDS, general)
        await anna.submits(await anna.saves(message), sentiment="Praise")
        await anna.mentions_bot(general, CRITICISM)
        await Courier(store, {"teams": adapter.messenger}, SystemClock()).finish()
        [card] = [each for each in teams.posts(general) if each.shows("Third call")]
        scene = Scene(teams, anna, care, message, card)
        *earlier, last = events
        for happens in earlier:
            assert (await happens(scene)).status == 200
        before = await _kept(store)
        away.error = StorageAway()
        assert (await last(scene)).status == 503
        assert await _kept(store) == before
        away.error = None
        assert (await teams.resend()).status == 200
        assert await _kept(store) == before | effect != before


@pytest.mark.parametrize("error", [StorageAway(), RuntimeError("a fault of ours")])
async def test_a_form_that_could_not_be_saved_keeps_its_words_and_is_sent_again_by_one_button(
    teams: Teams, store: SqlStore, session: aiohttp.ClientSession, anna: TeamsPerson, error: Exception
) -> None:
    away = Away(store)
    async with running(teams, away, session):
        opened = await anna.composes()
        away.error = error
        told = await anna.submits(opened, sentiment="positive", text=WORDS, via="phone")
        assert told.shows(WORDS, "phone", "again in a minute")
        told = await anna.presses("Try again", on=told)
        assert told.shows(WORDS, "phone", "again in a minute")
        away.error = None
        recorded = await anna.presses("Try again", on=told)
        assert recorded.shows("Recorded.", WORDS)
        assert (await anna.presses("Try again", on=told)).text == recorded.text
    assert len(await read(store, _found, "stayed")) == 1


async def test_what_nobody_expected_is_told_in_one_sentence_and_logged_without_a_customers_words(
    teams: Teams,
    store: SqlStore,
    session: aiohttp.ClientSession,
    anna: TeamsPerson,
    caplog: pytest.LogCaptureFixture,
) -> None:
    away = Away(store)
    async with running(teams, away, session):
        await anna.says("help")
        away.error = RuntimeError(WORDS)
        answer = await anna.says(f'+ "{WORDS}"')
    assert answer.delivery.status == 200
    assert answer.text
    assert "RuntimeError" in caplog.text
    assert WORDS not in caplog.text


async def test_ping_knows_whether_there_is_a_tenant(adapter: Adapter) -> None:
    await adapter.ping()


async def test_a_correction_that_was_open_before_anothers_brings_no_name_back(
    teams: Teams, store: SqlStore, anna: TeamsPerson, bo: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    await bo.says(f'- "{WORDS}" @anna')
    mine = await bo.presses("Rätta", on=await bo.says("sök line"))
    theirs = await anna.presses("Correct", on=await anna.says("search line"))
    first = await anna.submits(theirs, text=f"{WORDS} again", credits=())
    assert first.shows("Corrected")
    assert json.loads(first.delivery.body) == (await teams.resend_with_new_id()).json, "sent in twice it is one save"
    late = await bo.submits(mine, customer="Parent of two")
    assert late.form.shows("Det här ändrades efter att du öppnade det", WORDS, "Parent of two")
    still = await bo.submits(late, via="phone")
    assert still.form.shows("Det här ändrades efter att du öppnade det", "Parent of two", "phone")
    [quote] = await read(store, _found, "stayed")
    assert (quote.text, quote.words.credits, quote.words.customer) == (f"{WORDS} again", (), None)
    anew = await bo.presses("Rätta", on=await bo.says("sök line"))
    assert anew.form.shows(f"{WORDS} again")
    await bo.submits(anew, customer="Parent of two")
    [quote] = await read(store, _found, "stayed")
    assert (quote.words.credits, quote.words.customer) == ((), "Parent of two")


async def test_a_schedule_that_was_open_before_a_pause_does_not_end_it(
    teams: Teams, store: SqlStore, anna: TeamsPerson, care: Team
) -> None:
    await anna.installs(care)
    general = teams.general(care)
    form = await anna.presses("Open the form", on=await anna.mentions_bot(general, "schedule"))
    await anna.mentions_bot(general, "pause until 2099-12-24")
    late = await anna.submits(form, time="08:30")
    assert late.form.shows("This was changed after you opened it", "Save")
    [channel] = await read(store, lambda unit: list(unit.channels.all()))
    assert (channel.schedule.at, channel.schedule.paused_until) == (time(9), date(2099, 12, 24))


async def test_a_curator_pages_through_what_home_only_counts(
    anna: TeamsPerson, care: Team, store: SqlStore, here: WorkspaceRef
) -> None:
    def add(unit: UnitOfWork) -> None:
        for number in range(40):
            channels.add(unit, ChannelRef(here, f"19:{number}@thread.tacv2"), f"Kontor {number}", None)
            unit.teams.add(f"Lag {number}", frozenset())

    await anna.installs(care)
    await store.write(here, add)
    home = await anna.says("home")
    for button, name in (("More channels", "Kontor"), ("More teams", "Lag")):
        page, read_of = home, home.text
        while button in page.buttons:
            page = await anna.presses(button, page)
            read_of += page.text
        assert all(f"{name} {number}\N{NO-BREAK SPACE}" in read_of for number in range(40)), button
        opened = "Change" if name == "Kontor" else "Edit"
        assert (await anna.presses(opened, page)).form.shows(name), "each leads to its form"
