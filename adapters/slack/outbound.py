"""The way out: messages posted, edited, whispered and found again, and what each outcome means (PLATFORMS §3.5)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import Any, NamedTuple

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.lately import Lately
from adapters.outcomes import outcome_of, retry_after
from adapters.payload import Json, at, part
from adapters.slack import reading, render
from adapters.slack.pacing import Pacing
from adapters.slack.posting import Answer, Posting, encoded
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
from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef, MessageRef
from bot.domain.requests import Mentioned
from bot.ports import Clock, Letter
from bot.speech import QuoteOfTheDay
from bot.wording import message, words

log = logging.getLogger(__name__)

PLATFORM = "slack"
PATIENCE = timedelta(seconds=10)
MOMENT = timedelta(seconds=1)
"""For which a method rests when Slack does not say how long: it always should."""
EVENT_TYPE = "kundord"
AROUND = timedelta(seconds=60)
"""Our clock and Slack's may differ by so much."""
GLANCE, GLANCES = 15, 4
"""Messages per look at a channel's history (Slack gives some apps no more), and looks where many are in question."""

# Slack's words for each outcome; whatever is on no list was refused for good.
CHANNEL_CLOSED = frozenset({
    "channel_not_found", "is_archived", "not_in_channel", "restricted_action",
    "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel", "team_access_not_granted",
})  # fmt: skip  # a list reads better
WORKSPACE_CLOSED = frozenset({
    "access_denied", "account_inactive", "enterprise_is_restricted", "invalid_auth", "not_allowed_token_type",
    "not_authed", "org_login_required", "team_not_found", "token_expired", "token_revoked", "two_factor_setup_required",
})  # fmt: skip
PERHAPS = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
# It will go on when somebody has put our app right; nothing is lost until then.
NOT_NOW = frozenset({"accesslimited", "ekm_access_denied", "missing_scope", "no_permission"})
SLOWER = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
MESSAGE_GONE = "message_not_found"
UNREADABLE = frozenset({MESSAGE_GONE, "missing_scope", "thread_not_found"})
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})

_SHARED = ("is_ext_shared", "is_pending_ext_shared")

_TOO_MANY_REQUESTS, _TIMEOUT, _SERVER_FAULT = 429, 408, 500


class About(NamedTuple):
    """A channel. ``private``: only those in it may read what is said there; ``shared``: these may be another company's,
    or soon will be.
    """

    name: str
    private: bool
    shared: bool


# What became of a request -----------------------------------------------------------------------


async def asked(call: Awaitable[AsyncSlackResponse | Answer]) -> Json:
    """What Slack answers to one request.

    Raises: NotSent, Rejected, ChannelClosed, WorkspaceClosed, Unknown.
    """
    try:
        # The client's own time-out counts for sessions of its own, and ours is shared.
        async with asyncio.timeout(PATIENCE.total_seconds()):
            response = await call
    except SlackApiError as refused:
        raise _refusal(refused) from refused
    except (aiohttp.ClientError, OSError) as error:
        raise outcome_of(error) from error
    except (SlackClientError, AttributeError, ValueError) as error:
        # The client chokes on an answer that is no JSON object in more than one way.
        raise Unknown("unreadable answer") from error
    return response.data if isinstance(response.data, dict) else {}


def _refusal(refused: SlackApiError) -> DeliveryFailed:
    status = _status(refused.response)
    word = _word(refused.response)
    if status == _TOO_MANY_REQUESTS or word in SLOWER:
        return NotSent(word or "ratelimited", _retry_after(refused.response))
    if status >= _SERVER_FAULT or status == _TIMEOUT or word in PERHAPS:
        return Unknown(word or f"HTTP {status}")
    if not word:
        # No answer of Slack's: something on the way refuses us, and may let us through again.
        return Unknown("unreadable answer") if status < 400 else NotSent(f"HTTP {status}")
    if word in NOT_NOW:
        return NotSent(f"{word}: {needed}" if (needed := at(refused.response.data, "needed")) else word)
    if word in CHANNEL_CLOSED:
        return ChannelClosed(word)
    if word in WORKSPACE_CLOSED:
        return WorkspaceClosed(word)
    return MessageGone(word) if word == MESSAGE_GONE else Rejected(word)


def _status(response: Any) -> int:
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    return status if isinstance(status, int) else 200


def _word(response: Any) -> str:
    return at(getattr(response, "data", response), "error")


def _retry_after(response: Any) -> timedelta:
    headers: Mapping[str, str] = getattr(response, "headers", None) or {}
    seconds = next((value for key, value in headers.items() if key.lower() == "retry-after"), "")
    return retry_after(seconds) or MOMENT


# The messenger ----------------------------------------------------------------------------------


class SlackMessenger:
    """One workspace's. ``client`` must not retry by itself, or a dropped connection doubles a post."""

    platform = PLATFORM
    patience = PATIENCE
    reads_back = True

    def __init__(
        self,
        client: AsyncWebClient,
        clock: Clock,
        shut_out: Callable[[str, float], None] = lambda *_: None,
        pacing: Pacing | None = None,
    ) -> None:
        """``shut_out`` is told Slack's word and the time, when it does not let us in."""
        self._client, self._clock, self._shut_out = client, clock, shut_out
        self._pacing = pacing or Pacing()
        self._posting = Posting(client)
        self._lately: Lately[Json] = Lately()
        self._warned = False

    def wait(self, letter: Letter, most: timedelta) -> timedelta:
        return self._pacing.wait(_method(letter), letter.private_to or letter.to, most)

    async def expect(self, letters: Sequence[Letter]) -> None:
        """Nothing is looked up for any of them."""

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        try:
            return await self._send(letter, id, by)
        except NotSent as slower:
            if slower.wait:
                self._pacing.hold(_method(letter), letter.to.workspace, slower.wait)
            raise

    async def _send(self, letter: Letter, id: str, by: float) -> MessageRef | None:
        content = self._content(letter)
        thread = {"thread_ts": letter.thread} if letter.thread else {}
        if letter.private_to:
            whisper = {"channel": letter.to.id, "user": letter.private_to.id, **thread, **content}
            await self._ask(self._posting.post("chat.postEphemeral", _without_unfurling(whisper), by))
            return None
        content = {**content, "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": id}}}
        if letter.replaces:
            return await self._edit(letter.replaces, content, by)
        post = {"channel": letter.to.id, **thread, **content}
        answer = await self._ask(self._posting.post("chat.postMessage", post, by))
        self._check_metadata(answer)
        channel = ChannelRef(letter.to.workspace, at(answer, "channel") or letter.to.id)
        return MessageRef(channel, at(answer, "ts"), letter.thread)

    def _content(self, letter: Letter) -> Json:
        if not isinstance(letter.message, QuoteOfTheDay):
            return _drawn(letter)
        key = letter.message, letter.language, letter.to.workspace
        return self._lately.get(key, lambda: _with_blocks_encoded(_drawn(letter)))

    async def _edit(self, replaced: MessageRef, content: Json, by: float) -> MessageRef:
        edit = {"channel": replaced.channel.id, "ts": replaced.id, **_without_unfurling(content)}
        await self._ask(self._posting.post("chat.update", edit, by))
        return replaced

    async def find(
        self, to: ChannelRef | MemberRef, id: str, since: datetime, until: datetime, thread: str | None = None
    ) -> MessageRef | None:
        """One narrow look. Only where more messages than it shows were written in that time are there further ones.

        What stands in a thread is in no channel's history: it is looked for there.
        """
        channel = await self._chat_with(to) if isinstance(to, MemberRef) else to
        look: Json = {
            "channel": channel.id,
            "oldest": f"{(since - AROUND).timestamp():.6f}",
            "latest": f"{(until + AROUND).timestamp():.6f}",
            "limit": GLANCE,
            "include_all_metadata": True,
        }
        for glance in range(GLANCES):
            try:
                page = await self._ask(self._page(look, thread))
            except NotSent as slower:
                if glance and slower.wait is not None:  # told to wait before a further page, it is told so every time
                    raise Unfindable(slower.reason) from slower
                raise
            for each in page.get("messages") or ():
                if at(each, "metadata", "event_payload", "id") == id:
                    return MessageRef(channel, at(each, "ts"), thread)
            if not page.get("has_more"):
                return None
            look["cursor"] = at(page, "response_metadata", "next_cursor")
        raise Unfindable("more messages than can be looked through")

    def _page(self, look: Json, thread: str | None) -> Awaitable[AsyncSlackResponse]:
        if thread:
            return self._client.conversations_replies(ts=thread, **look)
        return self._client.conversations_history(**look)

    async def text_of(self, message: MessageRef) -> list[str | Mentioned] | None:
        try:
            text = await self._raw_text_of(message)
        except (NotSent, Rejected) as refused:
            if refused.reason.partition(":")[0] in CHANNEL_CLOSED | UNREADABLE:
                return None
            raise
        return reading.line(text, message.channel.workspace) if text else None

    async def link_to(self, message: MessageRef) -> str:
        """Where whoever may read it finds it; empty for what only two may."""
        if message.channel.id.startswith("D"):
            return ""
        asked_for = self._client.chat_getPermalink(channel=message.channel.id, message_ts=message.id)
        return at(await self._ask(asked_for), "permalink")

    async def profile(self, ref: MemberRef) -> Profile | None:
        try:
            answer = await self._ask(self._client.users_info(user=ref.id, include_locale=True))
        except Rejected as refused:
            if refused.reason in NOBODY:
                return None
            raise
        return reading.profile(part(answer, "user"), ref.workspace)

    async def about(self, channel: ChannelRef) -> About | None:
        """None where Slack does not tell."""
        try:
            answer = await self._ask(self._client.conversations_info(channel=channel.id))
        except DeliveryFailed as failed:
            log.info("the name of channel %s is not known: %s", channel.id, failed)
            return None
        told = part(answer, "channel")
        shared = any(told.get(key) is True for key in _SHARED)
        return About(at(told, "name"), told.get("is_private") is True or shared, shared)

    async def _raw_text_of(self, message: MessageRef) -> str:
        narrow: Json = {
            "channel": message.channel.id,
            "oldest": message.id,
            "latest": message.id,
            "inclusive": True,
            "limit": GLANCE,
        }
        if not message.thread:
            history = await self._ask(self._client.conversations_history(**narrow))
            if (text := _text_in(history, message)) is not None:
                return text
        # An answer in a thread is not in the channel's history, and a reaction does not say that it is one.
        replies = await self._ask(self._client.conversations_replies(ts=message.thread or message.id, **narrow))
        return _text_in(replies, message) or ""

    async def _chat_with(self, member: MemberRef) -> ChannelRef:
        """Posts go to a person's id, but a 1:1 chat's history is found by its own."""
        answer = await self._ask(self._client.conversations_open(users=member.id))
        return ChannelRef(member.workspace, at(answer, "channel", "id"))

    async def _ask(self, call: Awaitable[AsyncSlackResponse | Answer]) -> Json:
        began = self._clock.now()
        try:
            return await asked(call)
        except WorkspaceClosed as closed:
            self._shut_out(closed.reason, began.timestamp())
            raise

    def _check_metadata(self, answer: Json) -> None:
        """Slack posts without metadata that it does not like, and then no post could be found again."""
        if not self._warned and not at(answer, "message", "metadata", "event_payload", "id"):
            self._warned = True
            log.warning("Slack did not keep a message's metadata: uncertain posts cannot be looked for")


def _method(letter: Letter) -> str:
    if letter.private_to:
        return "chat.postEphemeral"
    return "chat.update" if letter.replaces else "chat.postMessage"


def _drawn(letter: Letter) -> Json:
    said = words(letter.language)
    return render.message(message(letter.message, said), letter.to.workspace, said).content


def _with_blocks_encoded(content: Json) -> Json:
    return {**content, "blocks": encoded(content["blocks"])}


def _without_unfurling(content: Json) -> Json:
    """These methods know no previews, and refuse arguments they do not know."""
    return {key: value for key, value in content.items() if not key.startswith("unfurl_")}


def _text_in(page: Json, message: MessageRef) -> str | None:
    for each in page.get("messages") or ():
        if at(each, "ts") == message.id:
            return at(each, "text")
    return None
