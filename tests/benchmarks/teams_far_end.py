"""As little of the Bot Connector as the bot needs to live: every call succeeds, and is counted. Run as a process."""

import asyncio
import itertools
import json
from collections import Counter

from aiohttp import web

from tests.benchmarks.listening import serve


class FarEnd:
    def __init__(self) -> None:
        self._calls: Counter[str] = Counter()
        self._last = b""
        self._numbers = itertools.count(1_700_000_000_000)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/calls", self._counts)
        app.router.add_get("/last", self._last_post)
        app.router.add_post("/v3/conversations", self._create)
        app.router.add_post("/v3/conversations/{conversation}/activities", self._send)
        app.router.add_post("/v3/conversations/{conversation}/activities/{activity}", self._send)
        app.router.add_get("/v3/conversations/{conversation}/members/{member}", self._member)
        return app

    async def _counts(self, _request: web.Request) -> web.Response:
        return web.json_response(self._calls)

    async def _last_post(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._last)

    async def _create(self, request: web.Request) -> web.Response:
        self._calls["create"] += 1
        self._last = await request.read()
        asked = json.loads(self._last)
        if not asked.get("isGroup"):
            return web.json_response({"id": f"a:{asked['members'][0]['id']}"}, status=201)
        channel, id = asked["channelData"]["channel"]["id"], str(next(self._numbers))
        return web.json_response({"id": f"{channel};messageid={id}", "activityId": id}, status=201)

    async def _send(self, request: web.Request) -> web.Response:
        self._calls["send"] += 1
        await request.read()
        return web.json_response({"id": str(next(self._numbers))}, status=201)

    async def _member(self, request: web.Request) -> web.Response:
        self._calls["member"] += 1
        id = request.match_info["member"]
        return web.json_response({"id": id, "aadObjectId": id, "name": "Rune Rask", "userRole": "user"})


if __name__ == "__main__":
    asyncio.run(serve(FarEnd().app()))
