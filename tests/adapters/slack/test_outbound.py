"""What becomes of a request to Slack, and what a messenger can do with its answers."""

import socket
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.outbound import SlackMessenger, asked
from bot.domain.errors import (
    ChannelClosed,
    DeliveryFailed,
    MessageGone,
    NotSent,
    Rejected,
    Unfindable,
    Unknown,
    WorkspaceClosed,
)
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, WorkspaceRef
from bot.domain.requests import Mentioned
from bot.ports import Letter
from bot.speech import CreditNotice, Hello
from tests.fakes.clock import SetClock
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel
from tests.wording.samples import PRAISE

CLOCK = SetClock(datetime(2026, 11, 24, 8, tzinfo=UTC))


def client(url: str, token: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=url, session=session, retry_handlers=[])


@pytest.fixture
def messenger(slack: Slack, session: aiohttp.ClientSession) -> SlackMessenger:
    return SlackMessenger(client(slack.api_url, slack.bot_token, session), CLOCK)


@pytest.fixture
def here(slack: Slack) -> WorkspaceRef:
    return WorkspaceRef("slack", slack.world.team)


@pytest.fixture
def anna(slack: Slack) -> SlackUser:
    return slack.user("Anna Berg", locale="sv-SE", tz="Europe/Stockholm", admin=True)


@pytest.fixture
def care(slack: Slack, anna: SlackUser) -> Channel:
    return slack.channel("care", anna)


def hello(to: ChannelRef | MemberRef) -> Letter:
    return Letter(to, Hello(None), "en")


# Outcomes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        ("429:7", NotSent, "ratelimited"),
        ("ok_false:ratelimited", NotSent, "ratelimited"),
        ("ok_false:channel_not_found", ChannelClosed, "channel_not_found"),
        ("ok_false:is_archived", ChannelClosed, "is_archived"),
        ("ok_false:not_in_channel", ChannelClosed, "not_in_channel"),
        ("ok_false:restricted_action", ChannelClosed, "restricted_action"),
        ("ok_false:token_revoked", WorkspaceClosed, "token_revoked"),
        ("ok_false:account_inactive", WorkspaceClosed, "account_inactive"),
        ("ok_false:invalid_auth", WorkspaceClosed, "invalid_auth"),
        ("ok_false:not_authed", WorkspaceClosed, "not_authed"),
        ("ok_false:token_expired", WorkspaceClosed, "token_expired"),
        ("ok_false:invalid_blocks", Rejected, "invalid_blocks"),
        ("ok_false:message_not_found", MessageGone, "message_not_found"),
        ("ok_false:missing_scope", NotSent, "missing_scope"),
        ("ok_false:fatal_error", Unknown, "fatal_error"),
        ("ok_false:internal_error", Unknown, "internal_error"),
        ("ok_false:service_unavailable", Unknown, "service_unavailable"),
        ("500", Unknown, "HTTP 500"),
        ("store_then_500", Unknown, "HTTP 500"),
        ("html_403", NotSent, "HTTP 403"),
        ("html_408", Unknown, "HTTP 408"),
        ("html_502", Unknown, "HTTP 502"),
        ("garbage", Unknown, "unreadable answer"),
        ("drop_before", Unknown, "ServerDisconnectedError"),
        ("drop_after", Unknown, "ServerDisconnectedError"),
    ],
)
async def test_each_outcome_is_of_one_class(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel, fault: str, kind: type, reason: str
) -> None:
    slack.next("chat.postMessage", fault)
    with pytest.raises(DeliveryFailed) as failed:
        await messenger.send(hello(ChannelRef(here, care.id)), "id")
    assert type(failed.value) is kind
    assert getattr(failed.value, "reason", None) == reason
    assert len(slack.calls("chat.postMessage")) == 1


async def test_a_wait_is_as_long_as_slack_says_and_counts_in_all_its_channels(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel
) -> None:
    slack.next("chat.postMessage", "429:7")
    with pytest.raises(NotSent) as failed:
        await messenger.send(hello(ChannelRef(here, care.id)), "id")
    assert failed.value.wait == timedelta(seconds=7)
    others = messenger.wait(hello(ChannelRef(here, "C0OTHERS")), timedelta(seconds=1))
    assert timedelta(seconds=5) < others <= timedelta(seconds=7)


async def test_without_a_connection_nothing_was_sent(session: aiohttp.ClientSession, here: WorkspaceRef) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/api/", "http://no-such-host.invalid/api/"):
        nowhere = SlackMessenger(client(url, "xoxb-1", session), CLOCK)
        with pytest.raises(NotSent):
            await nowhere.send(hello(ChannelRef(here, "C1")), "id")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), Unknown),
        (aiohttp.ServerDisconnectedError(), Unknown),
        (aiohttp.ClientOSError(), Unknown),
        (aiohttp.ClientPayloadError(), Unknown),
        (aiohttp.ConnectionTimeoutError(), NotSent),
        (aiohttp.InvalidURL("x"), Rejected),
    ],
)
async def test_what_may_come_after_writing_is_not_known(error: Exception, kind: type) -> None:
    async def call() -> AsyncSlackResponse:
        raise error

    with pytest.raises(DeliveryFailed) as failed:
        await asked(call())
    assert type(failed.value) is kind


# Messages ---------------------------------------------------------------------------------------


async def test_a_post_can_be_found_again_and_edited(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel
) -> None:
    channel = ChannelRef(here, care.id)
    began = datetime.now(UTC)
    posted = await messenger.send(Letter(channel, CreditNotice(PRAISE), "sv"), "errand-1")
    assert posted
    assert posted.channel == channel
    assert await messenger.find(channel, "errand-1", began, datetime.now(UTC)) == posted
    assert await messenger.find(channel, "errand-2", began, datetime.now(UTC)) is None
    assert len(slack.calls("conversations.history")) == 2
    edited = await messenger.send(Letter(channel, Hello(None), "en", replaces=posted), "errand-3")
    assert edited == posted
    [shown] = slack.posts(care)
    assert not shown.shows(PRAISE.text)
    assert await messenger.find(channel, "errand-3", began, datetime.now(UTC)) == posted


async def test_a_note_in_a_thread_is_found_in_it(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel
) -> None:
    channel, began = ChannelRef(here, care.id), datetime.now(UTC)
    card = await messenger.send(hello(channel), "errand-1")
    assert card
    note = await messenger.send(Letter(channel, Hello(None), "en", thread=card.id), "errand-2")
    assert note == MessageRef(channel, slack.posts(care)[-1].ts, card.id)
    assert slack.posts(care)[-1].thread == card.id
    assert await messenger.find(channel, "errand-2", began, datetime.now(UTC), card.id) == note
    assert await messenger.find(channel, "errand-2", began, datetime.now(UTC)) is None
    assert await messenger.find(channel, "errand-3", began, datetime.now(UTC), card.id) is None


async def test_a_private_message_is_found_in_its_chat(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, anna: SlackUser
) -> None:
    began = datetime.now(UTC)
    to = MemberRef(here, anna.id)
    posted = await messenger.send(hello(to), "errand-1")
    assert posted
    assert posted.channel.id == anna.chat.id
    assert await messenger.find(to, "errand-1", began, datetime.now(UTC)) == posted


async def test_among_many_messages_it_is_still_found(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel, anna: SlackUser
) -> None:
    """A page that is full is not the end."""
    channel, began = ChannelRef(here, care.id), datetime.now(UTC)
    posted = await messenger.send(hello(channel), "errand-1")
    for number in range(20):
        anna.writes(f"Customer {number} has called", care)
    assert await messenger.find(channel, "errand-1", began, datetime.now(UTC)) == posted
    assert len(slack.calls("conversations.history")) == 2


async def test_among_so_many_that_no_page_is_the_last_it_is_looked_for_only_so_long(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel
) -> None:
    began = datetime.now(UTC)
    slack.always_answer("conversations.history", {"ok": True, "messages": [], "has_more": True})
    with pytest.raises(Unfindable):
        await messenger.find(ChannelRef(here, care.id), "errand-1", began, datetime.now(UTC))
    assert len(slack.calls("conversations.history")) == 4


async def test_where_slack_lets_us_look_once_a_minute_the_second_page_is_never_seen(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel, anna: SlackUser
) -> None:
    there, began = ChannelRef(here, care.id), datetime.now(UTC)
    for number in range(20):
        anna.writes(f"Customer {number} has called", care)
    slack.next("conversations.history", "429:60")
    with pytest.raises(NotSent):
        await messenger.find(there, "errand-1", began, began)
    slack.next("conversations.history", "slow:0", "ok_false:missing_scope")
    with pytest.raises(NotSent):
        await messenger.find(there, "errand-1", began, began)
    slack.next("conversations.history", "slow:0", "429:60")
    with pytest.raises(Unfindable):
        await messenger.find(there, "errand-1", began, began)
    assert len(slack.calls("conversations.history")) == 5


async def test_a_missing_scope_is_named(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel
) -> None:
    slack.always_answer("chat.postMessage", {"ok": False, "error": "missing_scope", "needed": "chat:write"})
    with pytest.raises(NotSent) as failed:
        await messenger.send(hello(ChannelRef(here, care.id)), "id")
    assert failed.value.reason == "missing_scope: chat:write"


async def test_a_whisper_is_for_one_person(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel, anna: SlackUser
) -> None:
    letter = Letter(ChannelRef(here, care.id), Hello(None), "en", private_to=MemberRef(here, anna.id))
    assert await messenger.send(letter, "errand-1") is None
    assert len(slack.whispers(anna.user, care)) == 1
    assert slack.posts(care) == []


async def test_nothing_is_previewed(slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel) -> None:
    await messenger.send(hello(ChannelRef(here, care.id)), "id")
    [call] = slack.calls("chat.postMessage")
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)


async def test_somebodys_words_are_read(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel, anna: SlackUser
) -> None:
    channel = ChannelRef(here, care.id)
    said = anna.writes("Tack @anna & co <3 :heart:", care)
    answer = anna.writes("In the thread", care, thread=said.ts)
    assert await messenger.text_of(MessageRef(channel, said.ts)) == [
        "Tack ",
        Mentioned(MemberRef(here, anna.id), ""),
        " & co <3 ❤️",
    ]
    assert await messenger.text_of(MessageRef(channel, answer.ts, said.ts)) == ["In the thread"]
    # A reaction does not tell that its message stands in a thread.
    assert await messenger.text_of(MessageRef(channel, answer.ts)) == ["In the thread"]


async def test_a_message_has_an_address_where_more_than_two_may_read_it(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel, anna: SlackUser
) -> None:
    said, aside = anna.writes("Tack!", care), anna.writes("Tack!", anna.chat)
    answer = anna.writes("In the thread", care, thread=said.ts)
    link = await messenger.link_to(MessageRef(ChannelRef(here, care.id), answer.ts, said.ts))
    assert link.endswith(f"/archives/{care.id}/p{answer.ts.replace('.', '')}?thread_ts={said.ts}&cid={care.id}")
    assert await messenger.link_to(MessageRef(ChannelRef(here, anna.chat.id), aside.ts)) == ""


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found", "missing_scope"])
async def test_what_cannot_be_read_is_nothing(
    slack: Slack, messenger: SlackMessenger, here: WorkspaceRef, care: Channel, error: str
) -> None:
    slack.next("conversations.history", f"ok_false:{error}")
    assert await messenger.text_of(MessageRef(ChannelRef(here, care.id), "1.2")) is None


async def test_a_person_is_known(messenger: SlackMessenger, here: WorkspaceRef, anna: SlackUser) -> None:
    profile = await messenger.profile(MemberRef(here, anna.id))
    assert profile
    assert (profile.handle, profile.language, profile.timezone) == ("anna", "sv", "Europe/Stockholm")
    assert (profile.admin, profile.external) == (True, False)
    assert await messenger.profile(MemberRef(here, "U0NOBODY")) is None
