"""Microsoft's Agents Playground: a Teams client that others wrote, started, talked to and looked at."""

import asyncio
import contextlib
import json
import os
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as WaitedInVain

from tests.services_up import free_port

Json = dict[str, Any]

CONFIG = "playground-teams.yml"
STARTS_WITHIN = 30.0
# What that file says.
TENANT = "72f988bf-0000-4000-8000-0000000000aa"
BOT = "28:11111111-2222-4333-8444-555555555555"
BOT_NAME = "Test Bot"
ALEX = "29:1AlexXXXXXXXXXXXXXXXXXXXXXXXXX"
MEGAN = "29:1Megan"
PERSONAL = "a:1personalChatAlex"
GENERAL = "19:general0001@thread.tacv2"


class Playground:
    """The server behind the page: what the page cannot do is asked of it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self._session = url, session

    async def up(self) -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            async with self._session.get(f"{self.url}/_internal/v1/testConfig") as answer:
                return answer.status == 200
        return False

    async def happens(self, kind: str, conversation: str) -> None:
        """Something of Teams' own, by the Playground's template: ``install``, ``channelCreated``, …"""
        wanted = {"conversationId": conversation, "type": kind}
        async with self._session.get(f"{self.url}/_internal/v1/customActivities/template", params=wanted) as answer:
            assert answer.status == 200, await answer.text()
            activity = await answer.json()
        await self.sends(activity)

    async def sends(self, activity: Json) -> None:
        """Any activity, as it is."""
        async with self._session.post(f"{self.url}/_internal/v1/customActivities", json=activity) as answer:
            assert answer.status == 200, await answer.text()

    def activity(self, kind: str, conversation: str, who: str = ALEX, **more: Any) -> Json:
        """As the Playground makes its own, for what its page has no button for."""
        place = "personal" if conversation == PERSONAL else "channel"
        where: Json = {"id": conversation, "conversationType": place, "tenantId": TENANT}
        return {
            "type": kind,
            "id": str(uuid.uuid4()),
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
            "channelId": "msteams",
            "serviceUrl": f"{self.url.replace('127.0.0.1', 'localhost')}/_connector",
            "recipient": {"id": BOT, "name": BOT_NAME},
            "from": {"id": who, **self.directory[who]},
            "conversation": where if place == "personal" else where | {"isGroup": True},
            "channelData": {"tenant": {"id": TENANT}},
            **more,
        }

    directory: Mapping[str, Json] = {
        ALEX: {"name": "Alex Wilber", "aadObjectId": "aaaaaaaa-0000-4000-8000-000000000020"},
        MEGAN: {"name": "Megan Bowen", "aadObjectId": "aaaaaaaa-0000-4000-8000-000000000021"},
    }


@contextlib.asynccontextmanager
async def playground(clients: Path, node_modules: Path, bot_url: str, folder: Path) -> AsyncIterator[Playground]:
    """Running, and pointed at the bot."""
    port = free_port()
    program = node_modules / "@microsoft" / "m365agentsplayground" / "cli.js"
    node = node_modules / "node" / "bin" / "node"
    log = folder / "playground.log"
    settings = {
        # `--disable-telemetry` alone still looks for the network.
        "APPLICATION_INSIGHTS_NO_STATSBEAT": "1",
        "TEAMSAPPTESTER_BROWSER": "none",
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(clients / CONFIG),
    }
    command = ["start", "-e", f"{bot_url}/api/messages", "-c", "msteams", "-p", str(port), "--disable-telemetry"]
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            str(node), str(program), *command, env=dict(os.environ) | settings, cwd=folder, stdout=output, stderr=output
        )
    try:
        async with aiohttp.ClientSession() as session:
            running = Playground(f"http://127.0.0.1:{port}", session)
            deadline = time.monotonic() + STARTS_WITHIN
            while not await running.up():
                assert process.returncode is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                await asyncio.sleep(0.1)
            yield running
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


class Screen:
    """The page, as Alex sees it. It shows only what happens while it is open."""

    def __init__(self, page: Page, playground: Playground, pictures: Path) -> None:
        self.page, self._playground, self._pictures = page, playground, pictures
        self._count = 0

    async def opens(self) -> None:
        await self.page.goto(self._playground.url)
        await self.composer.wait_for()

    @property
    def composer(self) -> Locator:
        return self.page.locator("[data-lexical-editor=true]").first

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def picture(self, name: str) -> Path:
        """Into the folder that KUNDORD_PICTURES names, else the test's own; to be looked at."""
        self._count += 1
        path = self._pictures / f"{self._count:02}-{name}.png"
        await self.page.screenshot(path=path)
        return path

    async def goes_to(self, place: str) -> None:
        """A chat or a channel, by what stands at the left."""
        await self.page.locator("[role=treeitem]", has_text=place).click()

    async def says(self, text: str) -> None:
        await self.composer.click()
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")

    async def posts(self, text: str) -> None:
        """A new thread in a channel, that begins with the bot's name: the only one the menu offers there."""
        await self.composer.click()
        await self.page.keyboard.type(f"@{BOT_NAME[:4]}")
        await self.page.get_by_role("menuitem", name=BOT_NAME).click()
        await self.page.keyboard.type(f" {text}")
        await self.page.get_by_role("button", name="Post", exact=True).click()

    async def sees(self, text: str, within: float = 20) -> Locator:
        """Wait until it can be read; the last place where it is."""
        found = self.page.get_by_text(text).last
        try:
            await found.wait_for(timeout=within * 1000)
        except WaitedInVain as error:
            error.add_note(f"What could be seen instead: {await self.picture('lost')}")
            raise
        return found

    async def presses(self, button: str) -> None:
        """The last one of that name: cards that came later stand lower."""
        await self.page.get_by_role("button", name=button, exact=True).last.click()

    async def uses_command(self, command: str, on: str) -> Locator:
        """A message's action; the dialog."""
        # The first place where that can be read: the bot may have answered with the same words.
        message = self.page.get_by_text(on, exact=True).first
        await message.hover()
        # A message's three dots stand above it.
        await message.locator("xpath=preceding::*[@aria-label='Show more information'][1]").click(force=True)
        await self.page.get_by_role("menuitem", name="Action Command").click()
        await self.dialog.get_by_placeholder("Input command id or leave blanks").fill(command)
        await self.dialog.get_by_role("button", name="Create").click()
        return self.dialog


def pictures_folder(otherwise: Path) -> Path:
    named = os.environ.get("KUNDORD_PICTURES")
    folder = Path(named) if named else otherwise
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def as_json(body: str) -> Json:
    parsed = json.loads(body)
    assert isinstance(parsed, dict), body
    return parsed
