"""Signed requests in, answers out: what the real process's tests do not reach."""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

import aiohttp
import pytest

from adapters.courier import Courier
from adapters.slack import Slack as Adapter
from adapters.slack import SlackConfig
from bot.domain.channels import Channel
from bot.domain.errors import NotSent, StorageAway, WorkspaceClosed
from bot.domain.people import Workspace
from bot.ports import Registry, UnitOfWork
from kundord.clocks import SystemClock
from storage import SqlStore
from tests.adapters.slack.conftest import running
from tests.e2e.process import eventually
from tests.fakes.slack import RESPONSE_URL_USES
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Shown

WORDS = "She stayed on the line until it worked"


class Broken:
    """A store whose database is away, or that fails in a way nobody expected."""

    def __init__(self, store: SqlStore, error: Exception) -> None:
        self._store, self._error = store, error

    async def write(self, *_: Any, **__: Any) -> Any:
        raise self._error

    read = rehearse = write

    async def registry(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self._store.registry(function, *args, **kwargs)

    async def ping(self) -> None:
        raise self._error


async def quotes(store: SqlStore) -> list[str]:
    def found(unit: UnitOfWork) -> list[str]:
        return [quote.text for quote in unit.quotes.search("line", 5)]

    [workspace] = await store.registry(_workspaces)
    return await store.read(workspace.organisation, found)


def _workspaces(registry: Registry) -> list[Workspace]:
    return list(registry.workspaces())


# Once -------------------------------------------------------------------------------------------


async def test_a_line_in_the_chat_that_comes_again_is_answered_once(slack: Slack, adapter: Adapter) -> None:
    anna = slack.user("Anna Berg")
    await anna.says("today")
    for number in (1, 2, 3):
        assert (await slack.redeliver(number)).status == 200
    assert len(slack.told(anna.user)) == 1


async def test_two_deliveries_at_the_same_moment_share_one_answer(slack: Slack, adapter: Adapter) -> None:
    anna = slack.user("Anna Berg")
    await anna.says("today")
    slack.next("chat.postMessage", "slow:0.5")
    first = asyncio.create_task(anna.says("help"))
    await asyncio.sleep(0.2)
    assert (await slack.redeliver()).status == 200
    await first
    assert len(slack.told(anna.user)) == 2


async def test_another_process_finds_the_answer_that_was_given(
    slack: Slack, adapter: Adapter, store: SqlStore, session: aiohttp.ClientSession
) -> None:
    anna = slack.user("Anna Berg")
    await anna.says("today")
    async with running(slack, store, session):
        assert (await slack.redeliver()).status == 200
    assert len(slack.told(anna.user)) == 1


@pytest.mark.parametrize("fault", ["429:1", "drop_before", "drop_after", "store_then_500", "garbage"])
async def test_an_answer_that_did_not_surely_arrive_is_given_once_when_slack_delivers_again(
    slack: Slack, adapter: Adapter, fault: str
) -> None:
    anna = slack.user("Anna Berg")
    slack.next("chat.postMessage", fault)
    assert (await anna.says("today")).delivery.status == 503
    assert (await slack.redeliver(reason="http_error")).status == 200
    assert len(slack.told(anna.user)) == 1


@pytest.mark.parametrize(("in_channel", "method"), [(True, "chat.postEphemeral"), (False, "chat.postMessage")])
async def test_what_another_process_is_about_to_answer_is_answered_once(
    slack: Slack, adapter: Adapter, store: SqlStore, session: aiohttp.ClientSession, in_channel: bool, method: str
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    slack.next(method, "slow:3")
    first = asyncio.create_task(anna.says("@kundord today", care) if in_channel else anna.says("today"))
    await eventually(lambda: bool(slack.calls(method)))
    async with running(slack, store, session):
        assert (await slack.redeliver(1)).status == 503
        await first
        for number in (2, 3):
            assert (await slack.redeliver(number)).status == 200
    assert len(slack.whispers(anna.user, care) if in_channel else slack.told(anna.user)) == 1


async def test_a_mention_whose_answer_died_with_its_process_is_answered_when_slack_asks_once_more(
    slack: Slack, adapter: Adapter, store: SqlStore, session: aiohttp.ClientSession
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    alive, slack.bot_url = slack.bot_url, "http://127.0.0.1:1"
    await anna.says("@kundord today", care)
    slack.bot_url = alive
    assert (await slack.redeliver(1)).status == 503
    assert slack.whispers(anna.user, care) == []
    assert (await slack.redeliver(2)).status == 200
    async with running(slack, store, session):
        assert (await slack.redeliver(3)).status == 200
    assert len(slack.whispers(anna.user, care)) == 1


# What the bot says itself -------------------------------------------------------------------------


async def test_our_own_words_are_not_saved_as_a_customers(slack: Slack, adapter: Adapter, store: SqlStore) -> None:
    anna = slack.user("Anna Berg")
    await anna.says("hello")
    hello = slack.told(anna.user)[-1]
    opened = await anna.message_action("save_message", hello)
    assert opened.form.shows("What the customer said")
    assert not opened.form.shows("Kundord keeps")
    await anna.submits(opened, text=WORDS, sentiment="positive")
    assert await quotes(store) == [WORDS]


async def test_an_emoji_on_our_own_words_offers_none_of_them(slack: Slack, adapter: Adapter, store: SqlStore) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    await anna.invites_bot(care)
    said = slack.world.show("message", "No praise here yet.", channel=care.id, author=slack.world.bot.id)
    for emoji in ("speech_balloon", "rotating_light"):
        for message in (said, anna.writes(WORDS, care)):
            assert (await anna.reacts(emoji, to=message)).status == 200
    await Courier(store, {"slack": adapter.messenger}, SystemClock()).finish()
    asked = {
        each.notification.partition("?")[0] for each in slack.whispers(anna.user, care) if "?" in each.notification
    }
    assert asked == {"Did a customer say this", "Heard a customer say something", "The end of the world"}


# When things break ------------------------------------------------------------------------------


async def test_while_the_database_is_away_people_are_told_and_slack_delivers_again(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    async with running(slack, Broken(store, StorageAway()), session):
        assert (await anna.types(f'/citat + "{WORDS}"', care)).shows("Not saved")
        said = await anna.says("today")
        assert said.delivery.status == 503
        assert said.shows("Not saved")
        assert (await slack.redeliver(reason="http_error")).status == 503
        assert len(slack.told(anna.user)) == 1
        reacted = await anna.reacts("heart", to=anna.writes("Something", care))
        assert reacted.status == 503
        assert (await anna.opens_home()).delivery.status == 503


async def test_the_unexpected_is_told_in_one_sentence_and_logged_without_words(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    async with running(slack, Broken(store, KeyError(WORDS)), session):
        with caplog.at_level(logging.DEBUG):
            answer = await anna.types(f'/citat + "{WORDS}"', care)
    assert answer.delivery.status == 200
    assert len(answer.shown) == 1
    assert "KeyError" in caplog.text
    assert WORDS not in caplog.text


async def test_a_form_that_slack_opens_no_more_is_offered(slack: Slack, adapter: Adapter) -> None:
    anna = slack.user("Anna Berg")
    slack.next("views.open", "ok_false:expired_trigger_id")
    offered = await anna.types("/citat", slack.channel("care", anna))
    opened = await anna.presses("Open the form", on=offered)
    assert opened.form.shows("What the customer said")


class Spent(Slack):
    """Where every response URL has been used up already."""

    def response_url(self, user: str, channel: str | None, original: Shown | None = None) -> str:
        url = super().response_url(user, channel, original)
        self._response_urls[url.rpartition("/")[2]].uses = RESPONSE_URL_USES
        return url


async def test_a_button_whose_url_is_used_up_is_answered_all_the_same(
    store: SqlStore, session: aiohttp.ClientSession
) -> None:
    async with Spent() as slack, running(slack, store, session):
        anna = slack.user("Anna Berg")
        recorded = await anna.types(f'/citat + "{WORDS}"', slack.channel("care", anna))
        undone = await anna.presses("Undo", on=recorded)
        assert undone.shown
        assert await quotes(store) == []


async def test_a_person_slack_says_nothing_of_is_not_kept_waiting(
    slack: Slack, adapter: Adapter, store: SqlStore
) -> None:
    anna = slack.user("Anna Berg", locale="sv-SE")
    care = slack.channel("care", anna)
    slack.next("users.info", "500")
    assert (await anna.types(f'/citat + "{WORDS}"', care)).shows("Recorded.")
    assert await quotes(store) == [WORDS]
    # Known by the next time.
    assert (await anna.types("/citat help", care)).shows("/citat", "kund")


async def test_somebody_of_another_company_is_no_colleague_because_slack_says_nothing_of_them(
    slack: Slack, adapter: Adapter, store: SqlStore
) -> None:
    anna, guest = slack.user("Anna Berg"), slack.user("Gina Guest", team="T0STRANGE")
    care = slack.channel("care", anna, guest)
    await anna.types(f'/citat + "{WORDS}"', care)
    slack.next("users.info", "429:30", "429:30")
    for line in ("search stayed", f'+ "{WORDS} twice"'):
        await guest.says(f"@kundord {line}", care)
        [*_, answer] = slack.whispers(guest.user, care)
        assert not answer.shows(WORDS)
    assert await quotes(store) == [WORDS]


# Who we are -------------------------------------------------------------------------------------


async def test_while_slack_is_away_the_workspace_we_know_is_served(
    slack: Slack, adapter: Adapter, store: SqlStore, session: aiohttp.ClientSession
) -> None:
    slack.next("auth.test", "500", "500", "500")
    anna = slack.user("Anna Berg")
    async with running(slack, store, session) as second:
        assert (await anna.types(f'/citat + "{WORDS}"', slack.channel("care", anna))).shows("Recorded.")
        await second.ping()


async def test_without_slack_and_a_workspace_we_are_not_ready_until_slack_is_back(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession
) -> None:
    slack.next("auth.test", "429:1")
    anna = slack.user("Anna Berg")
    async with running(slack, store, session) as adapter:
        with pytest.raises(NotSent):
            await adapter.ping()
        assert (await anna.types("/citat help", slack.channel("care", anna))).shown

        async def ready() -> bool:
            try:
                await adapter.ping()
            except NotSent:
                return False
            return True

        await eventually(ready)


async def test_thrown_out_we_are_not_ready_unless_that_was_long_ago(slack: Slack, adapter: Adapter) -> None:
    event = {"type": "tokens_revoked", "tokens": {"bot": [slack.world.bot.id]}}
    await slack.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})
    await adapter.ping()
    await _event_at(slack, {"type": "app_uninstalled"}, 1_500_000_000)
    await adapter.ping()
    await _event_at(slack, event, 4_000_000_000)
    with pytest.raises(WorkspaceClosed):
        await adapter.ping()


async def _event_at(slack: Slack, event: dict[str, Any], at: int) -> None:
    body = {"type": "event_callback", "team_id": slack.world.team, "event": event, "event_id": f"Ev{at}"}
    answer = await slack.post(json.dumps(body | {"event_time": at}).encode())
    assert answer.status == 200


async def test_another_workspace_gets_nothing_but_a_sentence(slack: Slack, adapter: Adapter, store: SqlStore) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    slack.world.team, ours = "T0STRANGER", slack.world.team
    assert (await anna.types(f'/citat + "{WORDS}"', care)).shown
    assert (await anna.says("today")).delivery.status == 200
    slack.world.team = ours
    assert slack.told(anna.user) == []
    assert await quotes(store) == []


async def test_no_secret_is_shown_by_accident(slack: Slack) -> None:
    shown = repr(SlackConfig(slack.bot_token, slack.signing_secret, slack.app_token))
    assert not any(secret in shown for secret in (slack.bot_token, slack.signing_secret, slack.app_token))


# Words ------------------------------------------------------------------------------------------


async def test_a_quote_may_speak_of_a_payload(slack: Slack, adapter: Adapter, store: SqlStore) -> None:
    """Bolt's own reader loses forms in which that word occurs."""
    anna = slack.user("Anna Berg")
    said = "On the line they said payload=1 and payload twice"
    assert (await anna.types(f'/citat + "{said}"', slack.channel("care", anna))).shows("Recorded.")
    assert await quotes(store) == [said]


@pytest.mark.parametrize("command", ["/citat ", "/CITAT ", "citat "])
async def test_a_line_is_understood_with_the_word_for_it_where_none_is_needed(
    slack: Slack, adapter: Adapter, store: SqlStore, command: str
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    assert (await anna.says(f'{command}+ "{WORDS}"')).shows("Recorded.")
    assert (await anna.says(f"@Kundord {command}mine", care)).shows(WORDS)
    assert await quotes(store) == [WORDS]


async def test_people_named_in_a_line_without_their_names_are_met_first(
    slack: Slack, adapter: Adapter, store: SqlStore
) -> None:
    anna, bo = slack.user("Anna Berg"), slack.user("Bo Ek", handle="bo")
    care = slack.channel("care", anna, bo)
    said = await anna.says(f'@Kundord + "{WORDS}, @bo" @bo', care)
    assert said.shows("Recorded.")
    assert await quotes(store) == [f"{WORDS}, @bo"]


async def test_bots_edits_and_subtypes_are_not_answered(slack: Slack, adapter: Adapter) -> None:
    anna = slack.user("Anna Berg")
    chat = {"type": "message", "channel": anna.chat.id, "channel_type": "im", "user": anna.id, "text": "today"}
    for odd in ({"bot_id": "B1"}, {"subtype": "message_changed"}, {"edited": {"user": anna.id}}, {"user": ""}):
        await slack.event(chat | odd)
    await slack.event({"type": "message", "channel": "C1", "channel_type": "channel", "user": anna.id, "text": "today"})
    assert slack.told(anna.user) == []


async def test_what_stands_in_a_form_being_filled_in_is_nobodys_business(slack: Slack, adapter: Adapter) -> None:
    anna = slack.user("Anna Berg")
    payload = {
        "type": "block_actions",
        "team": {"id": slack.world.team},
        "user": {"id": anna.id},
        "actions": [{"type": "checkboxes", "action_id": "switch:daily", "action_ts": "1.2"}],
    }
    assert (await slack.interaction(payload)).body == ""


# Cases ------------------------------------------------------------------------------------------


async def claimed(slack: Slack, anna: SlackUser) -> Shown:
    """A case of Anna's: its card, shown to her alone."""
    care = slack.channel("care", anna)
    await anna.types(f'/citat - "{WORDS}"', care)
    await anna.types("/citat escalate 1", care)
    shown = (await anna.types("/citat case 1", care)).shown[-1]
    await anna.presses("I’ll take this", on=shown)
    return (await anna.types("/citat case 1", care)).shown[-1]


async def kept(store: SqlStore) -> list[dict[str, Any]]:
    """The drafts of Anna's."""

    def found(unit: UnitOfWork) -> list[dict[str, Any]]:
        [curator] = unit.members.curators()
        drafts = [unit.drafts.kept(curator.number, form) for form in unit.drafts.forms(curator.number)]
        return [dict(each) for each in drafts if each]

    [workspace] = await store.registry(_workspaces)
    return await store.read(workspace.organisation, found)


async def test_a_line_of_a_menu_acts_like_a_button(slack: Slack, adapter: Adapter) -> None:
    anna = slack.user("Anna Berg", admin=True)
    card = await claimed(slack, anna)
    assert card.menu == ["Follow", "Release the case", "What has happened"]
    assert (await anna.presses("What has happened", on=card)).shows("took the case")
    assert (await anna.presses("Release the case", on=card)).shows("nobody’s again")


async def test_a_menus_line_of_another_age_is_answered(slack: Slack, adapter: Adapter) -> None:
    anna = slack.user("Anna Berg", admin=True)
    card = await claimed(slack, anna)
    for odd in ("of-another-age:1", "follow:", "follow", "follow:x", ""):
        [menu] = [element for _block, element in card.elements if element["type"] == "overflow"]
        menu["options"][0]["value"] = odd
        assert (await anna.presses("Follow", on=card)).shown, odd


async def test_what_is_typed_stands_there_again(slack: Slack, adapter: Adapter, store: SqlStore) -> None:
    anna = slack.user("Anna Berg", admin=True)
    steps = await anna.presses("Log a step", on=await claimed(slack, anna))
    form = await anna.presses("Cause", on=steps)
    mark = slack.world.mark()
    for told in await anna.fills(form, words="Notes were kept", basis="assumed"):
        assert (told.status, told.body) == (200, "")
    closed = await anna.closes(form)
    assert closed
    assert (closed.status, closed.body) == (200, "")
    assert slack.world.seen_by(anna.id, mark) == [], "nobody is disturbed while typing"
    assert await kept(store) == [{"words": "Notes were kept", "basis": "assumed"}]
    again = await anna.presses("Cause", on=steps)
    assert again.form.shows("Notes were kept", "Assumed")
    await anna.submits(again)
    assert await kept(store) == []


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "in another process"])
async def test_of_two_drafts_the_newer_is_kept_in_whichever_order_they_come(
    slack: Slack, adapter: Adapter, store: SqlStore, session: aiohttp.ClientSession, elsewhere: bool
) -> None:
    anna = slack.user("Anna Berg", admin=True)
    steps = await anna.presses("Log a step", on=await claimed(slack, anna))
    form = (await anna.presses("Learning", on=steps)).form
    [block] = [each for each in form.blocks if each["type"] == "input"]
    told, here = [], slack.bot_url
    for words in ("One", "One place"):
        form.entered[block["block_id"]] = {block["element"]["action_id"]: {"value": words}}
        told.append(anna.filling(form, block))
    assert (await slack.interaction(told[1])).status == 200
    async with AsyncExitStack() as another:
        if elsewhere:
            await another.enter_async_context(running(slack, store, session))
        assert (await slack.interaction(told[0])).status == 200
        assert await kept(store) == [{"words": "One place"}]
        assert (await anna.submits(form, words="One place for notes")).shows("Logged")
    slack.bot_url = here
    assert (await slack.interaction(told[1])).status == 200
    assert await kept(store) == [], "what comes after sending is of no use"


async def test_a_draft_that_cannot_be_kept_is_no_matter_to_who_types(
    slack: Slack, adapter: Adapter, store: SqlStore, session: aiohttp.ClientSession
) -> None:
    anna = slack.user("Anna Berg", admin=True)
    steps = await anna.presses("Log a step", on=await claimed(slack, anna))
    form = await anna.presses("Learning", on=steps)
    mark = slack.world.mark()
    async with running(slack, Broken(store, StorageAway()), session):
        [told] = await anna.fills(form, words="One place")
    assert (told.status, told.body) == (200, "")
    assert slack.world.seen_by(anna.id, mark) == []


@pytest.mark.parametrize("error", [StorageAway(), RuntimeError("a fault of ours")])
async def test_a_form_that_could_not_be_saved_stays_with_all_that_was_typed(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession, error: Exception
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    async with running(slack, store, session):
        opened = (await anna.types("/citat", care)).form
    async with running(slack, Broken(store, error), session):
        told = await anna.submits(opened, text=WORDS, sentiment="Praise")
    [sentence] = told.errors.values()
    assert "again in a minute" in sentence
    async with running(slack, store, session):
        assert (await anna.submits(opened, text=WORDS, sentiment="Praise")).shows("Recorded")
    assert await quotes(store) == [WORDS]


async def test_a_form_with_faults_goes_on_keeping_drafts(slack: Slack, adapter: Adapter, store: SqlStore) -> None:
    anna = slack.user("Anna Berg", admin=True)
    form = await anna.presses("Resolve", on=await claimed(slack, anna))
    faulty = await anna.submits(form, learning="   ", loop="She knows")
    assert faulty.errors
    await anna.fills(form, learning="One place")
    assert [each["learning"] for each in await kept(store)] == ["One place"]


async def test_what_is_said_in_a_shared_channel_is_for_those_in_it_as_long_as_it_is_shared(
    slack: Slack, adapter: Adapter, store: SqlStore
) -> None:
    anna = slack.user("Anna Berg")
    care, board = slack.channel("care", anna), slack.channel("board", anna, private=True)
    [workspace] = await store.registry(_workspaces)

    def for_those_in_it(unit: UnitOfWork) -> dict[str, bool]:
        return {each.name: each.private for each in unit.channels.all()}

    def daily_of_ours(unit: UnitOfWork) -> set[str]:
        return {each.name for each in unit.channels.all() if each.daily and not each.shared}

    for each in (care, board):
        await anna.invites_bot(each)
    for shared in (True, False):
        for each in (care, board):
            assert (await anna.shares(each, on=shared)).status == 200
        assert await store.read(workspace.organisation, for_those_in_it) == {"care": shared, "board": True}
        assert await store.read(workspace.organisation, daily_of_ours) == set(), "what was off stays off"
    # Where Slack does not tell what has become of it.
    slack.next("conversations.info", "fatal_error")
    await anna.shares(care)
    assert (await store.read(workspace.organisation, for_those_in_it))["care"]


@pytest.mark.parametrize("silent", [False, True], ids=["Slack tells of it", "its event alone tells"])
async def test_into_a_channel_that_is_shared_already_nothing_comes_by_itself(
    slack: Slack, adapter: Adapter, store: SqlStore, silent: bool
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    care.shared = True
    if silent:
        slack.next("conversations.info", "fatal_error")
    await anna.invites_bot(care)
    [workspace] = await store.registry(_workspaces)
    [channel] = await store.read(workspace.organisation, lambda unit: list(unit.channels.all()))
    assert (channel.shared, channel.private, channel.daily) == (True, True, False)


async def test_somebody_of_another_company_presses_on_our_message(slack: Slack, adapter: Adapter) -> None:
    """Slack says where they are from, and whose message it is."""
    guest = slack.user("Gina Guest", team="T0STRANGE")
    care = slack.channel("care", guest)
    payload = {
        "type": "block_actions",
        "team": {"id": "T0STRANGE"},
        "user": {"id": guest.id, "team_id": "T0STRANGE"},
        "channel": {"id": care.id},
        "message": {"ts": "1.2", "team": slack.world.team},
        "response_url": slack.response_url(guest.id, care.id),
        "actions": [{"type": "button", "action_id": "claim:0", "value": "1", "action_ts": "1.3"}],
    }
    assert (await slack.interaction(payload)).status == 200
    assert len(slack.whispers(guest.user, care)) == 1


async def test_an_old_button_is_answered(slack: Slack, adapter: Adapter) -> None:
    anna = slack.user("Anna Berg")
    recorded = await anna.types(f'/citat + "{WORDS}"', slack.channel("care", anna))
    for block, element in recorded.shown[-1].elements:
        assert block["type"] == "actions"
        element["action_id"] = "of-another-age:0"
    assert (await anna.presses("Undo", on=recorded)).shown


async def test_emoji_are_chosen_in_whatever_way_they_are_typed(slack: Slack, adapter: Adapter, store: SqlStore) -> None:
    astrid = slack.user("Astrid Lindqvist", admin=True)
    care = slack.channel("care", astrid)
    form = await astrid.types("/citat settings", care)
    wrong = await astrid.submits(form, world_emoji=":rotating_light: hello")
    assert wrong.errors["world_emoji"].startswith("“hello” is no emoji I know")
    saved = await astrid.submits(form, world_emoji=":rotating_light::volcano::own-one:", save_emoji="👍🏽:heart:")
    assert saved.shows("Saved")
    [workspace] = await store.registry(_workspaces)
    organisation = await store.read(workspace.organisation, lambda unit: unit.organisation)
    assert organisation.world_emoji == {"🚨", "🌋", ":own-one:"}
    assert organisation.save_emoji == {"👍", "❤️"}


async def test_a_correction_that_was_open_before_anothers_brings_no_name_back(
    slack: Slack, adapter: Adapter, store: SqlStore
) -> None:
    astrid, bo = slack.user("Astrid Lindqvist", admin=True), slack.user("Bo Ek")
    care = slack.channel("care", astrid, bo)
    await bo.types(f'/citat - "{WORDS}" @astrid', care)
    mine = (await bo.presses("Correct", await bo.types("/citat search line", care))).form
    theirs = await astrid.presses("Correct", await astrid.types("/citat search line", care))
    assert (await astrid.submits(theirs, text=f"{WORDS} again", credits=())).shows("Corrected")
    late = await bo.submits(mine, customer="Parent of two")
    [told] = late.errors.values()
    assert told.startswith("This was changed after you opened it, so nothing is saved.")
    assert not mine.deleted, "and stays as it was typed"
    assert await quotes(store) == [f"{WORDS} again"]
    anew = await bo.presses("Correct", await bo.types("/citat search line", care))
    assert anew.form.shows(f"{WORDS} again")
    assert (await bo.submits(anew, customer="Parent of two")).shows("Corrected")


async def test_a_schedule_that_was_open_before_a_pause_does_not_end_it_and_sent_in_twice_is_one_save(
    slack: Slack, adapter: Adapter, store: SqlStore
) -> None:
    astrid = slack.user("Astrid Lindqvist", admin=True)
    care = slack.channel("care", astrid)
    await astrid.invites_bot(care)
    first = await astrid.submits(await astrid.types("/citat schedule", care), timezone="Europe/Oslo")
    assert first.shows("Saved")
    [saved] = await channels(store)
    assert (await slack.redeliver()).json["response_action"] == "update"
    assert await channels(store) == [saved]
    late = (await astrid.types("/citat schedule", care)).form
    assert (await astrid.types("/citat pause until 2099-12-24", care)).shows("2099")
    assert "changed after you opened it" in (await astrid.submits(late, timezone="Europe/Helsinki")).text
    [kept] = await channels(store)
    assert (kept.schedule.timezone, kept.schedule.paused_until) == ("Europe/Oslo", date(2099, 12, 24))


async def channels(store: SqlStore) -> list[Channel]:
    [workspace] = await store.registry(_workspaces)
    return await store.read(workspace.organisation, lambda unit: list(unit.channels.all()))
