"""Whether the process lives, and whether it can do its work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

log = logging.getLogger(__name__)

Ping = Callable[[], Awaitable[None]]

PATIENCE = 5
"""Seconds a part may take to say that it is there."""


class Health:
    """Each part with a far end registers its own ping, which raises when the part cannot work.

    Without one of ``pings`` nothing works. Of ``platforms`` one is enough: a dead token is dead in every process, and
    that no people are sent to any of them would cut off the other platform's.
    """

    def __init__(self, pings: Mapping[str, Ping], platforms: Mapping[str, Ping] | None = None) -> None:
        self._needed, self._platforms = frozenset(pings), frozenset(platforms or ())
        self._pings = {**pings, **(platforms or {})}
        self.closing = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self._alive), web.get("/readyz", self._ready)]

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _ready(self, _request: web.Request) -> web.Response:
        parts = await self.parts()
        there = frozenset(name for name, ok in parts.items() if ok)
        ready = self._enough(there) and not self.closing
        body = {"ready": ready, "parts": {name: "ok" if ok else "away" for name, ok in parts.items()}}
        return web.json_response(body, status=200 if ready else 503)

    async def parts(self) -> Mapping[str, bool]:
        """Whether each can work now, by its name."""
        answers = await asyncio.gather(*(self._ask(name, ping) for name, ping in self._pings.items()))
        return dict(zip(self._pings, answers, strict=True))

    def _enough(self, there: frozenset[str]) -> bool:
        return self._needed <= there and (not self._platforms or bool(self._platforms & there))

    async def _ask(self, name: str, ping: Ping) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await ping()
        except Exception as away:  # noqa: BLE001  # a ping may fail in any way: that is what it tells
            log.warning("%s is away: %s", name, str(away) or type(away).__name__)
            return False
        return True
