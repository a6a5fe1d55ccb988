"""A Slack that can be nasty: the Web API, response URLs and Socket Mode on a loopback port.

Faults are words, per method: ``hang`` (never answers), ``store_then_hang``, ``drop_before`` and ``drop_after`` (closes
the socket without an answer, before or after doing it), ``store_then_500``, ``500``, ``html_403``, ``html_408``,
``html_502``, ``garbage``, ``429:SECONDS``, ``ok_false:ERROR`` and ``slow:SECONDS``.
"""

import asyncio
import contextlib
import json
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.fakes.chance import Chance
from tests.fakes.slack_methods import SlackError, WebApi
from tests.fakes.slack_rules import faults_in_message
from tests.fakes.slack_world import Channel, Json, Shown, User, World

MINIMAL_SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "groups:history",
        "groups:read", "im:history", "im:write", "reactions:read", "users:read",
    }
)  # fmt: skip  # a list reads better

RESPONSE_URL_USES = 5
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the Web API, and what became of it: ``ok``, Slack's error, or the fault that struck."""

    method: str
    args: Json
    at: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Fault:
    """``channels`` are the ids by which the one channel it is for is addressed; empty for any."""

    name: str
    detail: str = ""
    channels: frozenset[str] = frozenset()

    @classmethod
    def named(cls, words: str, channels: frozenset[str] = frozenset()) -> "Fault":
        name, _, detail = words.partition(":")
        return cls(name, detail, channels)

    def strikes(self, channel: object) -> bool:
        return not self.channels or channel in self.channels


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer one command or button, five times."""

    user: str
    channel: str | None
    original: Shown | None
    uses: int = 0


@dataclass(slots=True)
class Socket:
    """One connection of Socket Mode, and the envelopes that wait for their acknowledgement."""

    stream: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class FakeSlack:
    """One workspace with one app installed. Use as an asynchronous context manager."""

    def __init__(self, scopes: frozenset[str] = MINIMAL_SCOPES) -> None:
        self.world = World()
        self.api = WebApi(self.world)
        self.api.scopes = set(scopes)
        self.bot_token = f"xoxb-{secrets.randbelow(10**11)}-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{self.world.app_id}-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.token_state: str | None = None
        self.message_rate_limited = False
        self.sockets: list[Socket] = []
        self.url = ""
        self.all_calls: list[Call] = []
        self._next: dict[str, list[Fault]] = defaultdict(list)
        self._chances: dict[str, Chance] = {}
        self._canned: dict[str, tuple[int, Json, dict[str, str]]] = {}
        self._response_urls: dict[str, ResponseUrl] = {}
        self._tickets: set[str] = set()
        self._last_post: dict[str, float] = {}
        self._closing = asyncio.Event()
        self._connected = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 2**20)
        app.router.add_route("*", "/api/{method}", self._web_api)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_get("/link/", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        for socket in self.sockets:
            await socket.stream.close()
        if self._runner:
            await self._runner.cleanup()

    # What a test arranges ------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def next(self, method: str, *faults: str, channel: Channel | None = None) -> None:
        """Let the next calls of a method go wrong, in this order; those to one channel, if one is given."""
        # A 1:1 chat may be addressed by the person's id too.
        ids = frozenset(each for each in (channel.id, channel.im_with) if each) if channel else frozenset()
        self._next[method].extend(Fault.named(each, ids) for each in faults)

    def sometimes(self, method: str, odds: Mapping[str, float], seed: int) -> None:
        """Let calls of a method (``*``: of any) go wrong at random until ``well``."""
        self._chances[method] = Chance(odds, random.Random(seed))

    def well(self) -> None:
        """No more faults."""
        self._chances.clear()
        self._next.clear()
        self._canned.clear()

    def always_answer(self, method: str, body: Json, status: int = 200, **headers: str) -> None:
        """Answer every call of a method with this, and do nothing."""
        self._canned[method] = (status, body, headers)

    def revoke_token(self, error: str = "token_revoked") -> None:
        self.token_state = error

    # What a test looks at ------------------------------------------------------------------------

    def calls(self, method: str) -> list[Call]:
        return [each for each in self.all_calls if each.method == method]

    def posts(self, channel: Channel) -> list[Shown]:
        """The bot's messages in a channel, oldest first."""
        return [each for each in self.world.messages(channel.id) if each.author == self.world.bot.id]

    def told(self, user: User) -> list[Shown]:
        """The bot's messages in the 1:1 chat with somebody."""
        return self.posts(self.world.chat_with(user.id))

    def whispers(self, user: User, channel: Channel | None = None) -> list[Shown]:
        """What only this person was shown in channels."""
        return [
            each
            for each in self.world.shown
            if each.kind == "ephemeral"
            and each.to == user.id
            and not each.deleted
            and channel in (None, self.world.channels.get(each.channel or ""))
        ]

    def all_words(self) -> str:
        """Everything that stands on any screen, as it was sent: to look for what should be gone."""
        standing = [each for each in self.world.shown if not each.deleted]
        return json.dumps([[each.notification, each.blocks, each.view, each.metadata] for each in standing])

    def response_url(self, user: str, channel: str | None, original: Shown | None = None) -> str:
        id = f"{self.world.team}-{secrets.token_hex(8)}"
        self._response_urls[id] = ResponseUrl(user, channel, original)
        return f"{self.url}/response/{id}"

    def forget_response_urls(self) -> None:
        """As after half an hour."""
        self._response_urls.clear()

    # The Web API ---------------------------------------------------------------------------------

    async def _web_api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        args = await self._args(request, name)
        fault = self._fault(name, args)
        if fault:
            # At once, since a fault may be that no answer ever comes.
            self._note(name, args, fault.name)
            if (answer := await self._fail_before(request, fault)) is not None:
                return answer
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or args.pop("token", "")
        body = self._result(name, args, token)
        if not fault:
            self._note(name, args, str(body.get("error", "ok")))
        if fault and (answer := await self._fail_after(request, fault)) is not None:
            return answer
        if body.get("error") == "ratelimited":
            return web.json_response(body, status=429, headers={"Retry-After": "1"})
        return web.json_response(body, headers={"X-OAuth-Scopes": ",".join(sorted(self.api.scopes))})

    async def _args(self, request: web.Request, name: str) -> Json:
        args: Json = dict(request.query)
        body = await request.read()
        if "json" in request.content_type:
            method = self.api.methods.get(name)
            # Where Slack reads no JSON, it silently sees no arguments.
            args |= json.loads(body) if method and method.json and body else {}
        else:
            args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        return args

    def _result(self, name: str, args: Json, token: str) -> Json:
        try:
            if name == "apps.connections.open":
                return self._connection(token)
            self._admit(token)
            if name == "chat.postMessage":
                self._pace(str(args.get("channel")))
            return self.api.call(name, args)
        except SlackError as refused:
            return refused.answer

    def _admit(self, token: str) -> None:
        if not token:
            raise SlackError("not_authed")
        if token != self.bot_token:
            raise SlackError("invalid_auth")
        if self.token_state:
            raise SlackError(self.token_state)

    def _pace(self, channel: str) -> None:
        now = time.monotonic()
        if self.message_rate_limited and now - self._last_post.get(channel, -1.0) < 1:
            raise SlackError("ratelimited")
        self._last_post[channel] = now

    def _note(self, method: str, args: Json, outcome: str) -> None:
        self.all_calls.append(Call(method, args, time.monotonic(), outcome))

    # Faults --------------------------------------------------------------------------------------

    def _fault(self, method: str, args: Json) -> Fault | None:
        if method in self._canned:
            return Fault("canned", method)
        for fault in self._next[method]:
            if fault.strikes(args.get("channel")):
                self._next[method].remove(fault)
                return fault
        chance = self._chances.get(method) or self._chances.get(EVERYWHERE)
        words = chance.throw() if chance else None
        return Fault.named(words) if words else None

    async def _fail_before(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        """The answer of one that does nothing; None when the method is still to be run."""
        match fault.name:
            case "canned":
                status, body, headers = self._canned[fault.detail]
                return web.json_response(body, status=status, headers=headers)
            case "hang":
                return await self._hang(request)
            case "drop_before":
                return self._drop(request)
            case "500":
                return web.Response(status=500, text="Internal Server Error")
            case "html_403" | "html_408" | "html_502":
                status = int(fault.name.removeprefix("html_"))
                return web.Response(status=status, text="<html><h1>Not Slack</h1></html>", content_type="text/html")
            case "429":
                body = {"ok": False, "error": "ratelimited"}
                return web.json_response(body, status=429, headers={"Retry-After": fault.detail or "1"})
            case "ok_false":
                return web.json_response({"ok": False, "error": fault.detail})
            case "slow":
                await self._wait(float(fault.detail))
            case "garbage" | "drop_after" | "store_then_500" | "store_then_hang":
                pass
            case unknown:
                raise AssertionError(f"no such fault: {unknown}")
        return None

    async def _fail_after(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        match fault.name:
            case "drop_after":
                return self._drop(request)
            case "store_then_500":
                return web.Response(status=500, text="Internal Server Error")
            case "store_then_hang":
                return await self._hang(request)
            case "garbage":
                return web.Response(text="ok, but no JSON", content_type="application/json")
        return None

    def _drop(self, request: web.Request) -> web.StreamResponse:
        if request.transport:
            request.transport.abort()
        return web.Response()

    async def _hang(self, request: web.Request) -> web.StreamResponse:
        await self._closing.wait()
        return self._drop(request)

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)

    # Response URLs -------------------------------------------------------------------------------

    async def _response(self, request: web.Request) -> web.StreamResponse:
        link = self._response_urls.get(request.match_info["id"])
        if link is None or link.uses >= RESPONSE_URL_USES:
            return web.json_response({"ok": False, "error": "used_url" if link else "expired_url"}, status=404)
        link.uses += 1
        sent = await request.json()
        refusal = self.answer_privately(link, sent)
        self._note("response_url", sent, refusal or "ok")
        return web.Response(text=refusal, status=400) if refusal else web.Response(text="ok")

    def answer_privately(self, link: ResponseUrl, sent: Json) -> str | None:
        """Show what an app sent to a response URL, or in the answer itself. Returns Slack's refusal."""
        if sent.get("delete_original") and link.original:
            link.original.deleted = True
            return None
        blocks = sent.get("blocks")
        if not sent.get("text") and not blocks:
            return "no_text"
        if blocks is not None and faults_in_message(blocks):
            return "invalid_blocks"
        if sent.get("replace_original") and link.original:
            self.world.redraw(link.original, str(sent.get("text", "")), blocks)
        elif sent.get("response_type") == "in_channel":
            self.world.show("message", sent.get("text", ""), blocks, channel=link.channel, author=self.world.bot.id)
        else:
            facts: dict[str, Any] = {"channel": link.channel, "to": link.user, "author": self.world.bot.id}
            self.world.show("ephemeral", str(sent.get("text", "")), blocks, thread=sent.get("thread_ts"), **facts)
        return None

    # Socket Mode ---------------------------------------------------------------------------------

    def _connection(self, token: str) -> Json:
        if token != self.app_token:
            raise SlackError("invalid_auth")
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return {
            "ok": True,
            "url": f"ws{self.url.removeprefix('http')}/link/?ticket={ticket}&app_id={self.world.app_id}",
        }

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        stream = web.WebSocketResponse()
        await stream.prepare(request)
        socket = Socket(stream)
        self.sockets.append(socket)
        await stream.send_json(
            {
                "type": "hello",
                "num_connections": len(self.sockets),
                "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
                "connection_info": {"app_id": self.world.app_id},
            }
        )
        self._connected.set()
        try:
            async for message in stream:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(socket, message.data)
        finally:
            self.sockets.remove(socket)
        return stream

    def _acknowledge(self, socket: Socket, text: str) -> None:
        answer = json.loads(text)
        waiting = socket.waiting.pop(answer.get("envelope_id", ""), None)
        if waiting and not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    async def connected(self, within: float = 30) -> None:
        """Wait for the app to open a socket."""
        await asyncio.wait_for(self._connected.wait(), within)

    async def envelope(self, kind: str, payload: Json, within: float = 10, **extra: object) -> Json:
        """Send one to the app and wait for its acknowledgement; what it carried."""
        socket, id = self.sockets[-1], secrets.token_hex(12)
        socket.waiting[id] = asyncio.get_running_loop().create_future()
        await socket.stream.send_json(
            {"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": True, **extra}
        )
        return await asyncio.wait_for(socket.waiting[id], within)
