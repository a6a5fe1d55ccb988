"""What Teams' path is measured against: an echo in raw aiohttp, and one in botbuilder as its makers built it.

Run as a process, with ``raw`` or ``stock``. Neither looks at who calls, and stock has no token to fetch: both are
faster than they could be in earnest.
"""

import asyncio
import itertools
import logging
import sys
from typing import Any

import aiohttp
from aiohttp import web

from tests.benchmarks.listening import serve

PATH = "/api/messages"


async def raw() -> web.Application:
    """An echo without anything between."""
    session = aiohttp.ClientSession()
    numbers = itertools.count()

    async def take(request: web.Request) -> web.Response:
        activity = await request.json()
        url = f"{activity['serviceUrl']}v3/conversations/{activity['conversation']['id']}/activities"
        async with session.post(url, json={"type": "message", "text": f"{next(numbers)} {activity['text']}"}) as sent:
            await sent.read()
        return web.Response()

    return _site(take)


async def stock() -> web.Application:
    """Its cloud adapter, as its integration for aiohttp mounts it."""
    from botbuilder.core import ActivityHandler, TurnContext
    from botbuilder.core.cloud_adapter_base import CloudAdapterBase
    from botbuilder.schema import Activity
    from botframework.connector.auth import PasswordServiceClientCredentialFactory
    from botframework.connector.auth.bot_framework_authentication_factory import BotFrameworkAuthenticationFactory

    class Echo(ActivityHandler):  # type: ignore[misc]  # botbuilder has no types
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"echo {turn_context.activity.text}")

    credentials = PasswordServiceClientCredentialFactory("", "")
    adapter = CloudAdapterBase(BotFrameworkAuthenticationFactory.create(credential_factory=credentials))
    bot = Echo()

    async def take(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        await adapter.process_activity("", activity, bot.on_turn)
        return web.Response()

    return _site(take)


def _site(take: Any) -> web.Application:
    site = web.Application()
    site.router.add_post(PATH, take)
    site.router.add_get("/healthz", _well)
    return site


async def _well(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


async def run(which: str) -> None:
    await serve(await {"raw": raw, "stock": stock}[which]())


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(run(*sys.argv[1:]))
