"""The Slack adapter with a real store, on a loopback port, and a fake Slack at its far end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from adapters.slack import Slack as Adapter
from adapters.slack import SlackConfig
from bot.ports import Store
from kundord.clocks import SystemClock
from storage import SqlStore
from tests.adapters.serving import serving
from tests.fakes.slack_client import Slack


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as workspace:
        yield workspace


@asynccontextmanager
async def running(slack: Slack, store: Store, session: aiohttp.ClientSession) -> AsyncIterator[Adapter]:
    """An adapter that Slack sends to from now on."""
    config = SlackConfig(slack.bot_token, slack.signing_secret, api_url=slack.api_url)
    adapter = Adapter(config=config, store=store, clock=SystemClock(), session=session, command="/citat")
    async with serving(adapter, slack):
        yield adapter


@pytest.fixture
async def adapter(slack: Slack, store: SqlStore, session: aiohttp.ClientSession) -> AsyncIterator[Adapter]:
    async with running(slack, store, session) as adapter:
        yield adapter
