"""An adapter on a loopback port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import web

from kundord.wiring import Platform


class FarEnd(Protocol):
    bot_url: str


@asynccontextmanager
async def serving(adapter: Platform, far_end: FarEnd) -> AsyncIterator[None]:
    """The far end sends to it from now on."""
    async with listening(*adapter.routes()) as far_end.bot_url:
        await adapter.start()
        try:
            yield
        finally:
            await adapter.stop()


@asynccontextmanager
async def listening(*routes: web.RouteDef) -> AsyncIterator[str]:
    """A server of those routes, by its URL."""
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
