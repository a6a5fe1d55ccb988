"""A Bot Connector that can be nasty, and Microsoft's login beside it, on one loopback port.

Operations are ``create`` (a thread in a channel, or a 1:1 chat), ``send``, ``update``, ``delete``, ``members``,
``member``, ``team``; and of the login ``openid``, ``keys``, ``token``. Faults are words, per operation: ``hang`` (never
answers), ``store_then_hang``, ``drop_before`` and ``drop_after`` (closes the socket without an answer, before or after
doing it), ``STATUS`` or ``STATUS:CODE`` (nothing is done; ``429:SECONDS`` says when to come back),
``store_then_STATUS``, ``html_502``, ``garbage`` and ``slow:SECONDS``.
"""

import asyncio
import contextlib
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from aiohttp import web

from tests.fakes.chance import Chance
from tests.fakes.microsoft_login import LoginFake, tls
from tests.fakes.teams_rules import faults_in_activity
from tests.fakes.teams_world import Conversation, Json, Shown, World

PASSWORD = "a-client-secret-that-is-none"
PAGE = 2
"""Members a page: few, so that a second page is asked for."""

Deed = Callable[[web.Request, str, Json], tuple[int, Json]]
"""What an operation does, given the conversation and the body: a status and an answer. Raises: Refused."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request, and what became of it: a status, or the fault that struck. ``at`` is on the monotonic clock."""

    operation: str
    conversation: str
    body: Json
    at: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Fault:
    """``conversation`` is the only one it is for, empty for any."""

    name: str
    detail: str = ""
    conversation: str = ""

    @classmethod
    def named(cls, words: str, conversation: str = "") -> "Fault":
        name, _, detail = words.partition(":")
        return cls(name, detail, conversation)

    @property
    def stores(self) -> bool:
        """Whether what was asked for is done nevertheless."""
        return self.name in ("slow", "garbage", "drop_after") or self.name.startswith("store_then_")


class Refused(Exception):
    """The Connector understood, and says no."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status, self.body = status, {"error": {"code": code, "message": message or code}}


@dataclass(slots=True)
class Faults:
    """What is to go wrong next, at random, or until told otherwise."""

    next: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    lasting: dict[str, Fault] = field(default_factory=dict)
    chances: dict[str, Chance] = field(default_factory=dict)

    def striking(self, operation: str, conversation: str) -> Fault | None:
        for fault in self.next[operation]:
            if fault.conversation in ("", conversation):
                self.next[operation].remove(fault)
                return fault
        lasting = self.lasting.get(operation)
        if lasting and lasting.conversation in ("", conversation):
            return lasting
        chance = self.chances.get(operation)
        words = chance.throw() if chance else None
        return Fault.named(words) if words else None


class FakeConnector:
    """One tenant with one bot. Use as an asynchronous context manager.

    ``service_url`` is what activities name; ``login.openid_url`` and ``login.login_url`` are Microsoft's other doors.
    ``anonymous`` lets requests in without a token, as local emulators do; ``certificate`` is the one to trust at the
    login.
    """

    def __init__(self, *, anonymous: bool = False) -> None:
        self.world = World()
        self.login = LoginFake(self.world.app_id, PASSWORD, self.world.tenant)
        self.anonymous = anonymous
        self.url = ""
        self.all_calls: list[Call] = []
        self.violations: list[str] = []
        self.faults = Faults()
        self.certificate = Path()
        self._folder = tempfile.TemporaryDirectory(prefix="kundord-teams-")
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 2**20)
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        secure, self.certificate = tls(Path(self._folder.name))
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=secure).start()
        plain, encrypted = (each[1] for each in self._runner.addresses)
        self.url = f"http://127.0.0.1:{plain}"
        self.login.base, self.login.secure_base = f"{self.url}/login", f"https://127.0.0.1:{encrypted}/login"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        if self._runner:
            await self._runner.cleanup()
        self._folder.cleanup()

    def _routes(self) -> list[web.RouteDef]:
        v3, chat = "/emea/v3", "/emea/v3/conversations/{conversation}"
        return [
            web.post(f"{v3}/conversations", self._create),
            web.post(f"{chat}/activities", self._send),
            web.post(chat + "/activities/{activity}", self._send),
            web.put(chat + "/activities/{activity}", self._update),
            web.delete(chat + "/activities/{activity}", self._delete),
            web.get(f"{chat}/pagedmembers", self._members),
            web.get(chat + "/members/{member}", self._member),
            web.get(v3 + "/teams/{conversation}", self._team),
            web.get(v3 + "/teams/{conversation}/conversations", self._channels),
            web.get("/login/v1/.well-known/openidconfiguration", self._openid),
            web.get("/login/v1/.well-known/keys", self._keys),
            web.get("/login/{tenant}/v2.0/.well-known/openid-configuration", self._tenant_openid),
            web.post("/login/{tenant}/oauth2/v2.0/token", self._token),
        ]

    # What a test arranges ------------------------------------------------------------------------

    @property
    def service_url(self) -> str:
        return f"{self.url}/emea/"

    def next(self, operation: str, *faults: str, conversation: Conversation | None = None) -> None:
        """Let the next calls go wrong, in this order; those to one conversation, if one is given."""
        place = conversation.id if conversation else ""
        self.faults.next[operation].extend(Fault.named(each, place) for each in faults)

    def always(self, operation: str, fault: str, conversation: Conversation | None = None) -> None:
        """Let every call go wrong until ``well``."""
        self.faults.lasting[operation] = Fault.named(fault, conversation.id if conversation else "")

    def sometimes(self, operation: str, odds: Mapping[str, float], seed: int) -> None:
        """Let calls go wrong at random until ``well``."""
        self.faults.chances[operation] = Chance(odds, random.Random(seed))

    def well(self) -> None:
        """No more faults."""
        self.faults = Faults()

    # What a test looks at ------------------------------------------------------------------------

    def calls(self, *operations: str) -> list[Call]:
        return [each for each in self.all_calls if each.operation in operations]

    def posts(self, conversation: Conversation) -> list[Shown]:
        """The bot's messages in a conversation, oldest first."""
        return [each for each in self.world.messages(conversation.id) if each.author == self.world.bot_id]

    def all_words(self) -> str:
        """Everything that stands on any screen, as it was sent: to look for what should be gone."""
        return json.dumps([each.activity for each in self.world.shown if not each.deleted], ensure_ascii=False)

    # The Connector -------------------------------------------------------------------------------

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body = await _json(request)
        return await self._answered(request, "create", self._destination(body), body, self._do_create)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        return await self._on_conversation(request, "send", self._do_send)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        return await self._on_conversation(request, "update", self._do_update)

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        return await self._on_conversation(request, "delete", self._do_delete)

    async def _members(self, request: web.Request) -> web.StreamResponse:
        return await self._on_conversation(request, "members", self._do_members)

    async def _member(self, request: web.Request) -> web.StreamResponse:
        return await self._on_conversation(request, "member", self._do_member)

    async def _team(self, request: web.Request) -> web.StreamResponse:
        return await self._on_conversation(request, "team", self._do_team)

    async def _channels(self, request: web.Request) -> web.StreamResponse:
        return await self._on_conversation(request, "channels", self._do_channels)

    async def _on_conversation(self, request: web.Request, operation: str, do: Deed) -> web.StreamResponse:
        return await self._answered(request, operation, request.match_info["conversation"], await _json(request), do)

    def _destination(self, body: Json) -> str:
        """The channel, or the 1:1 chat of the one member."""
        channel = (body.get("channelData") or {}).get("channel") or {}
        if channel.get("id"):
            return str(channel["id"])
        members = body.get("members") or [{}]
        person = self.world.find_person(str(members[0].get("id", "")))
        return self.world.chat_with(person.id).id if person else ""

    def _do_create(self, _request: web.Request, conversation: str, body: Json) -> tuple[int, Json]:
        if not body.get("isGroup"):
            return self._open_chat(conversation, body)
        place = self._place(conversation)
        if place.kind != "channel":
            raise Refused(400, "BadSyntax", "Bad format of conversation ID")
        if not body.get("activity"):
            raise Refused(400, "BadSyntax", "Activity missing")
        shown = self._store(place.id, self._checked(body["activity"]))
        return 201, {"id": f"{place.id};messageid={shown.id}", "activityId": shown.id}

    def _open_chat(self, conversation: str, body: Json) -> tuple[int, Json]:
        """A 1:1 chat; as in Teams, an activity that comes along is not sent."""
        tenant = body.get("tenantId") or ((body.get("channelData") or {}).get("tenant") or {}).get("id")
        if tenant != self.world.tenant or len(body.get("members") or ()) != 1:
            raise Refused(400, "BadArgument", "Tenant and exactly one member are needed")
        if not conversation:
            raise Refused(403, "ForbiddenOperationException", "The bot is not installed for this user")
        self._place(conversation)
        return 201, {"id": conversation}

    def _do_send(self, request: web.Request, conversation: str, body: Json) -> tuple[int, Json]:
        self._place(conversation)
        activity = self._checked(body)
        root = request.match_info.get("activity") or activity.get("replyToId")
        in_thread = ";messageid=" in conversation or not root or self._kind(conversation) != "channel"
        shown = self._store(conversation if in_thread else f"{conversation};messageid={root}", activity)
        return 201, {"id": shown.id}

    def _do_update(self, request: web.Request, conversation: str, body: Json) -> tuple[int, Json]:
        shown = self._own(request, conversation)
        self.world.redraw(shown, self._checked(body))
        return 200, {"id": shown.id}

    def _do_delete(self, request: web.Request, conversation: str, _body: Json) -> tuple[int, Json]:
        self._own(request, conversation).deleted = True
        return 200, {}

    def _do_members(self, request: web.Request, conversation: str, _body: Json) -> tuple[int, Json]:
        place = self._place(conversation)
        inside = sorted(each for each in self.world.people if place.has(each))
        size = min(int(request.query.get("pageSize", PAGE)), PAGE)
        first = int(request.query.get("continuationToken") or 0)
        page: Json = {"members": [self.world.people[each].shown() for each in inside[first : first + size]]}
        return 200, page | ({"continuationToken": str(first + size)} if first + size < len(inside) else {})

    def _do_member(self, request: web.Request, conversation: str, _body: Json) -> tuple[int, Json]:
        place = self._place(conversation)
        person = self.world.find_person(request.match_info["member"])
        if not person or not place.has(person.id):
            raise Refused(404, "MemberNotFoundInConversation")
        return 200, person.shown()

    def _do_team(self, _request: web.Request, conversation: str, _body: Json) -> tuple[int, Json]:
        team = self.world.teams.get(conversation)
        if not team or not team.installed:
            raise Refused(404, "TeamNotFound")
        return 200, {"id": team.id, "name": team.name, "aadGroupId": team.group, "type": "standard"}

    def _do_channels(self, _request: web.Request, conversation: str, _body: Json) -> tuple[int, Json]:
        inside = [each for each in self.world.conversations.values() if each.team and each.team.id == conversation]
        # As in Teams, General bears no name here.
        named = (({} if each.id == conversation else {"name": each.name}) for each in inside)
        listed = [{"id": each.id, "type": each.membership} | name for each, name in zip(inside, named, strict=True)]
        return 200, {"conversations": listed}

    def _place(self, conversation: str) -> Conversation:
        place = self.world.find(conversation)
        if place is None:
            raise Refused(404, "ConversationNotFound", "Conversation not found.")
        if place.blocked:
            raise Refused(403, "MessageWritesBlocked", "The user has blocked the bot, or has uninstalled it.")
        if not place.open:
            raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return place

    def _kind(self, conversation: str) -> str:
        place = self.world.find(conversation)
        return place.kind if place else ""

    def _own(self, request: web.Request, conversation: str) -> Shown:
        self._place(conversation)
        shown = self.world.message(conversation, request.match_info["activity"])
        if shown is None:
            raise Refused(404, "ActivityNotFoundInConversation", "Activity not found in conversation")
        if shown.author != self.world.bot_id:
            raise Refused(403, "ForbiddenOperationException", "Not your own message")
        return shown

    def _checked(self, activity: Json) -> Json:
        """Raises: Refused. What Teams would show wrong without a word is refused too, and kept for the test's end."""
        if faults := faults_in_activity(activity):
            self.violations.append(f"{faults}: {json.dumps(activity, ensure_ascii=False)[:2000]}")
            raise Refused(400, "BadSyntax", "; ".join(faults))
        return activity

    def _store(self, conversation: str, activity: Json) -> Shown:
        return self.world.show("message", activity, conversation, author=self.world.bot_id)

    # Microsoft's login ---------------------------------------------------------------------------

    async def _openid(self, request: web.Request) -> web.StreamResponse:
        return await self._answered(request, "openid", "", {}, lambda *_: (200, self.login.openid()))

    async def _keys(self, request: web.Request) -> web.StreamResponse:
        return await self._answered(request, "keys", "", {}, lambda *_: (200, self.login.published_keys()))

    async def _tenant_openid(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self.login.tenant_openid(request.match_info["tenant"]))

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = {key: str(value) for key, value in (await request.post()).items()}
        tenant = request.match_info["tenant"]
        return await self._answered(request, "token", tenant, {}, lambda *_: self.login.give_token(tenant, form))

    # How it is answered --------------------------------------------------------------------------

    async def _answered(
        self, request: web.Request, operation: str, conversation: str, body: Json, do: Deed
    ) -> web.StreamResponse:
        place = conversation.partition(";messageid=")[0]
        fault = self.faults.striking(operation, place)
        if fault:
            # At once, since a fault may be that no answer ever comes.
            self._note(operation, conversation, body, fault.name)
            if not fault.stores:
                return await self._fail(request, fault)
            if fault.name == "slow":
                await self._wait(float(fault.detail))
        status, answer = self._done(request, operation, conversation, body, do)
        if fault and fault.name != "slow":
            return await self._fail(request, fault)
        if not fault:
            self._note(operation, conversation, body, str(status))
        return web.json_response(answer, status=status)

    def _done(self, request: web.Request, operation: str, conversation: str, body: Json, do: Deed) -> tuple[int, Json]:
        public = operation in ("openid", "keys", "token")
        if not (public or self.anonymous or self.login.admits(request.headers.get("Authorization", ""))):
            return 401, {"message": "Authorization has been denied for this request."}
        try:
            return do(request, conversation, body)
        except Refused as refused:
            return refused.status, refused.body

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.name.removeprefix("store_then_"):
            case "hang":
                await self._closing.wait()
                return _drop(request)
            case "drop_before" | "drop_after":
                return _drop(request)
            case "garbage":
                return web.Response(text="created, but no JSON", content_type="application/json")
            case "html_502":
                return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
            case "429":
                body = {"error": {"code": "TooManyRequests", "message": "Rate limit exceeded"}}
                after = {"Retry-After": fault.detail} if fault.detail else {}
                return web.json_response(body, status=429, headers=after)
            case status if status.isdigit():
                body = {"error": {"code": fault.detail or "ServiceError", "message": "as the test wished"}}
                return web.json_response(body, status=int(status))
            case unknown:
                raise AssertionError(f"no such fault: {unknown}")

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)

    def _note(self, operation: str, conversation: str, body: Json, outcome: str) -> None:
        self.all_calls.append(Call(operation, conversation, body, time.monotonic(), outcome))


async def _json(request: web.Request) -> Json:
    """Nothing, where it is none: the Connector answers that, too."""
    body = await request.read()
    try:
        parsed = json.loads(body) if body else {}
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()
