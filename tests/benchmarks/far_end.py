"""As little of Slack's Web API as the bot needs to live: every call succeeds, and is counted. Run as a process.

With ``tls`` and a folder as its arguments it listens over TLS, with the certificate there. With ``busy`` it is long in
answering posts. A benchmark's second makes more of them than Slack takes in
minutes, and delivering them is a path of its own: it would run all the time beside the one that is measured.
"""

import asyncio
import itertools
import ssl
import sys
from collections import Counter
from pathlib import Path

from aiohttp import web

from tests.benchmarks.listening import serve
from tests.benchmarks.workspace import APP, BOT, BOT_ID, TEAM

SCOPES = (
    "app_mentions:read,channels:history,channels:read,chat:write,commands,groups:history,groups:read,im:history,"
    "im:write,reactions:read,users:read"
)
METADATA = {"event_type": "kundord", "event_payload": {"id": "0123456789abcdef"}}

BUSY = 30.0
"""Seconds."""


class FarEnd:
    def __init__(self, *, busy: bool = False) -> None:
        self._busy = busy
        self._calls: Counter[str] = Counter()
        self._last = b""
        self._stamps = (f"1700000000.{number:06}" for number in itertools.count())

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/calls", self._counts)
        app.router.add_get("/last", self._last_post)
        app.router.add_route("*", "/api/{method}", self._call)
        return app

    async def _counts(self, _request: web.Request) -> web.Response:
        return web.json_response(self._calls)

    async def _last_post(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._last)

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self._calls[method] += 1
        body = await request.read()
        if method == "chat.postMessage":
            self._last = body
            if self._busy:
                await asyncio.sleep(BUSY)
        return web.json_response({"ok": True, **self._facts(method)}, headers={"x-oauth-scopes": SCOPES})

    def _facts(self, method: str) -> dict[str, object]:
        match method:
            case "auth.test":
                names = {"team": "Benchmarks", "user": "kundord", "url": "https://benchmarks.slack.com/"}
                return {**names, "team_id": TEAM, "user_id": BOT, "bot_id": BOT_ID, "app_id": APP}
            case "chat.postMessage":
                ts = next(self._stamps)
                return {"channel": "D0CHAT", "ts": ts, "message": {"ts": ts, "text": "", "metadata": METADATA}}
            case "conversations.open":
                return {"channel": {"id": "D0CHAT"}}
            case "views.open" | "views.publish":
                return {"view": {"id": "V0", "hash": "1.a"}}
            case _:
                return {}


def context(folder: Path) -> ssl.SSLContext:
    """A server's, with what ``tests.fakes.microsoft_login.tls`` has left there."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder / "login.pem", folder / "login.key")
    return made


if __name__ == "__main__":
    secure = context(Path(sys.argv[2])) if "tls" in sys.argv else None
    asyncio.run(serve(FarEnd(busy="busy" in sys.argv).app(), secure))
