"""The floor with our authorisation in the place of a constant, at home in many workspaces. Run as a process."""

import asyncio
import logging
import sys

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.install import Authorisation, Installation
from adapters.slack.outbound import PLATFORM
from bot.domain.people import Workspace
from bot.domain.refs import OrganisationId, WorkspaceRef
from kundord.clocks import SystemClock
from storage import migrate, open_store
from tests.benchmarks.floors import bolt, mounted
from tests.benchmarks.listening import serve
from tests.benchmarks.workspace import BOT, BOT_ID, BOT_TOKEN, WORKSPACES, team


async def run(url: str, api_url: str) -> None:
    migrate(url)
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=BOT_TOKEN, base_url=api_url, session=session)
        installation = Installation(client, open_store(url), SystemClock())
        await installation.start()
        for number in range(WORKSPACES):
            ref = WorkspaceRef(PLATFORM, team(number))
            installation._know(Workspace(ref, OrganisationId(number), team(number), BOT), BOT_ID)
        await serve(mounted(bolt("command", authorize=Authorisation(installation))))


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(run(*sys.argv[1:]))
