"""The Slack adapter with a real store, on a loopback port, and a fake Slack at its far end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from adapters.slack import Slack as Adapter
from adapters.slack import SlackConfig
from bot.ports import Store
from kundord.clocks import SystemClock
from storage import SqlStore, open_store
from tests.fakes.slack_client import Slack


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as workspace:
        yield workspace


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[SqlStore]:
    store = open_store(sqlite_url)
    yield store
    await store.close()


@asynccontextmanager
async def running(slack: Slack, store: Store, session: aiohttp.ClientSession) -> AsyncIterator[Adapter]:
    """An adapter that Slack sends to from now on."""
    config = SlackConfig(slack.bot_token, slack.signing_secret, api_url=slack.api_url)
    adapter = Adapter(config=config, store=store, clock=SystemClock(), session=session, command="/citat")
    app = web.Application()
    app.add_routes(adapter.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await adapter.start()
    try:
        yield adapter
    finally:
        await adapter.stop()
        await runner.cleanup()


@pytest.fixture
async def adapter(slack: Slack, store: SqlStore, session: aiohttp.ClientSession) -> AsyncIterator[Adapter]:
    async with running(slack, store, session) as adapter:
        yield adapter
