"""The Connector's few requests that we make, and what each outcome means (PLATFORMS §2.4, §3.5)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import TypeVar
from urllib.parse import quote

import aiohttp
import msgspec
from yarl import URL

from adapters.in_time import InTime, begun
from adapters.outcomes import outcome_of, retry_after
from adapters.payload import Json, at, part
from adapters.teams import hosts
from adapters.teams.pacing import Pace
from adapters.teams.tokens import Tokens
from bot.domain.channels import NOT_FOUND, NOT_IN
from bot.domain.errors import ChannelClosed, DeliveryFailed, MessageGone, NotSent, Rejected, Unknown, WorkspaceClosed
from bot.domain.refs import WorkspaceRef

T = TypeVar("T")

Body = Json | msgspec.Raw
"""What is sent, as a value or as JSON already."""
_ENCODE, _DECODE = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode

PATIENCE = 15.0
"""Seconds for a request with all that belongs to it: its turn, its token, and once more with a new token."""
PAGE = 500

_LIMITS = aiohttp.ClientTimeout(total=None, connect=5)
"""Without a connection nothing was sent, which is better known sooner than uncertain later."""

_UNAUTHORISED, _FORBIDDEN, _NOT_FOUND, _TIMEOUT = 401, 403, 404, 408
_NOT_NOW = frozenset({412, 429})
"""Nothing was done, and it may be asked again. Microsoft says the same of 502 and 504, which is not true of posts."""
_CLOSED = {
    "BotNotInConversationRoster": NOT_IN,
    "ConversationNotFound": NOT_FOUND,
    "TeamNotFound": NOT_FOUND,
}
"""What a channel is closed for, where we have a word for it already."""
_NO_MESSAGE = "ActivityNotFoundInConversation"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a tenant is served."""

    tenant: WorkspaceRef
    service: str


@dataclass(frozen=True, slots=True)
class Posted:
    """``conversation`` is the thread's, with its root in it; ``id`` the message's."""

    conversation: str
    id: str


class Connector:
    """One for all tenants. ``session`` is shared, and whoever made it closes it.

    Each method raises: NotSent, Rejected, ChannelClosed, WorkspaceClosed, Unknown.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: Tokens,
        pace: Pace | None = None,
        allowed: Callable[[str], bool] = hosts.microsoft,
    ) -> None:
        self._session, self._tokens = session, tokens
        self._pace, self._allowed = pace or Pace(), allowed

    async def open_chat(self, door: Door, member: str, bot: str) -> str:
        """The id of the 1:1 chat with a member. It may be asked for twice, so there is no Unknown here."""
        wanted = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": member}],
            "tenantId": door.tenant.id,
            "channelData": {"tenant": {"id": door.tenant.id}},
        }
        try:
            answer = await self._ask(door, "POST", "conversations", wanted, member)
        except Unknown as unknown:
            raise NotSent(unknown.reason) from unknown
        if not (id := at(answer, "id")):
            raise NotSent("unreadable answer")
        return id

    async def start_thread(self, door: Door, channel: str, activity: Body, bot: str, by: float = inf) -> Posted:
        """A message in a channel that opens a thread of its own."""
        wanted = {
            "isGroup": True,
            "bot": {"id": bot},
            "tenantId": door.tenant.id,
            "channelData": {"channel": {"id": channel}, "tenant": {"id": door.tenant.id}},
            "activity": activity,
        }
        answer = await self._ask(door, "POST", "conversations", wanted, channel, by)
        conversation, id = at(answer, "id"), at(answer, "activityId")
        # Either tells the other; a message whose id we do not know could never be taken back.
        root = id or conversation.partition(";messageid=")[2]
        if not root:
            raise Unknown("unreadable answer")
        return Posted(conversation or f"{channel};messageid={root}", root)

    async def post(self, door: Door, conversation: str, activity: Body, by: float = inf) -> Posted:
        answer = await self._ask(door, "POST", _path(conversation, "activities"), activity, conversation, by)
        if not (id := at(answer, "id")):
            raise Unknown("unreadable answer")
        return Posted(conversation, id)

    async def update(self, door: Door, conversation: str, id: str, activity: Json, by: float = inf) -> None:
        await self._ask(door, "PUT", _path(conversation, "activities", id), {**activity, "id": id}, conversation, by)

    async def delete(self, door: Door, conversation: str, id: str) -> None:
        await self._ask(door, "DELETE", _path(conversation, "activities", id), None, conversation)

    async def members(self, door: Door, conversation: str) -> AsyncIterator[Json]:
        """Everybody in it, a page at a time."""
        token = ""
        while True:
            path = f"{_path(conversation, 'pagedmembers')}?pageSize={PAGE}"
            page = await self._ask(door, "GET", f"{path}&continuationToken={quote(token, safe='')}" if token else path)
            for each in page.get("members") or ():
                yield each
            if not (token := at(page, "continuationToken")):
                return

    async def channels(self, door: Door, team: str) -> list[Json]:
        """A team's, of which the first bears no name: Teams calls it differently in each language."""
        answer = await self._ask(door, "GET", _path(team, "conversations", of="teams"))
        listed = answer.get("conversations")
        return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []

    async def member(self, door: Door, conversation: str, id: str) -> Json | None:
        """None: nobody of that id is in it."""
        try:
            return await self._ask(door, "GET", _path(conversation, "members", id))
        except (ChannelClosed, Rejected) as refused:
            if refused.reason.startswith("Member") or refused.reason == f"HTTP {_NOT_FOUND}":
                return None
            raise

    async def _ask(
        self,
        door: Door,
        method: str,
        path: str,
        body: Body | None = None,
        conversation: str | None = None,
        by: float = inf,
    ) -> Json:
        """``conversation`` is the one whose limits count, None for what only reads; ``by`` as in ``Messenger.send``."""
        if not self._allowed(door.service):
            raise Rejected("a service that is not Teams'")
        url = URL(f"{door.service.rstrip('/')}/v3/{path}", encoded=True)
        deadline = asyncio.get_running_loop().time() + PATIENCE
        data = None if body is None else InTime(_ENCODE(body), by)
        await self._pace.turn(door.tenant, conversation)
        token = self._tokens.kept(door.tenant) or await _before(deadline, self._tokens.bearer(door.tenant))
        status, headers, answer = await self._try(deadline, method, url, data, token)
        if status == _UNAUTHORISED:
            self._tokens.refused(door.tenant, token)
            token = await _before(deadline, self._tokens.bearer(door.tenant))
            status, headers, answer = await self._try(deadline, method, url, data, token)
        if not 200 <= status < 300:
            raise _refusal(status, headers, answer)
        return _parsed(answer)

    async def _try(
        self, deadline: float, method: str, url: URL, body: InTime | None, token: str | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        try:
            with begun(body):
                async with asyncio.timeout_at(deadline):
                    return await self._request(method, url, body, token)
        except (aiohttp.ClientError, OSError) as error:
            raise outcome_of(error) from error

    async def _request(
        self, method: str, url: URL, body: InTime | None, token: str | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        # Followed, a redirection would carry our token to wherever it points.
        async with self._session.request(
            method, url, data=body, headers=headers, allow_redirects=False, timeout=_LIMITS
        ) as response:
            return response.status, response.headers, await response.read()


async def _before(deadline: float, awaited: Awaitable[T]) -> T:
    """What comes before anything is written. Raises: NotSent, when the time is over."""
    try:
        async with asyncio.timeout_at(deadline):
            return await awaited
    except TimeoutError as error:
        raise NotSent("TimeoutError") from error


def _path(id: str, *parts: str, of: str = "conversations") -> str:
    """Raises: as ``_quoted``."""
    return "/".join((of, *map(_quoted, (id, *parts))))


@lru_cache(maxsize=1024)
def _quoted(id: str) -> str:
    """Raises: Rejected, when an id would lead somewhere else."""
    if not id.strip("."):
        raise Rejected("no such id")
    return quote(id, safe="")


def _parsed(answer: bytes) -> Json:
    """Raises: Unknown. An answer to what changes nothing may be empty."""
    try:
        parsed = _DECODE(answer) if answer.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Unknown("unreadable answer") from error
    return parsed if isinstance(parsed, dict) else {}


def _lenient(answer: bytes) -> Json:
    try:
        return _parsed(answer)
    except Unknown:
        return {}


def _refusal(status: int, headers: Mapping[str, str], answer: bytes) -> DeliveryFailed:
    reason = at(part(_lenient(answer), "error"), "code") or f"HTTP {status}"
    if status in _NOT_NOW:
        return NotSent(reason, retry_after(headers.get("Retry-After", "")))
    if status >= 500 or status == _TIMEOUT:
        return Unknown(reason)
    if status == _UNAUTHORISED:
        return WorkspaceClosed(reason)
    if reason == _NO_MESSAGE:
        return MessageGone(reason)
    if status in (_FORBIDDEN, _NOT_FOUND):
        return ChannelClosed(_CLOSED.get(reason, reason))
    return Rejected(reason)
