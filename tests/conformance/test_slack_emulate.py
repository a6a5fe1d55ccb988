"""npm `emulate`, a Slack that others wrote: a quote is recorded, posted there, and a reaction there is remembered."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.e2e.process import Kundord, due_now, eventually, reactions, running
from tests.fakes.slack_client import FORM, Slack
from tests.services_up import free_port

WORDS = "She stayed on the line until it worked"
SECRET = "shhh"
ALICE, BOT = "xoxp-alice", "xoxb-dev"


class Emulated:
    """emulate's Web API, as a person's own client calls it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self._session = url, session

    async def ask(self, method: str, token: str = ALICE, **args: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.post(f"{self.url}/api/{method}", data=args, headers=headers) as answer:
            body: dict[str, Any] = await answer.json()
        assert body["ok"], f"{method}: {body}"
        return body

    async def channel(self, name: str) -> str:
        listed = await self.ask("conversations.list")
        return next(str(each["id"]) for each in listed["channels"] if each["name"] == name)

    async def posts(self, channel: str) -> list[dict[str, Any]]:
        history = await self.ask("conversations.history", channel=channel)
        return [each for each in history["messages"] if WORDS in json.dumps(each)]


@pytest.fixture
def bot(tmp_path: Path, sqlite_url: str) -> Kundord:
    settings = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": BOT, "SLACK_API_URL": ""}
    return Kundord(tmp_path, sqlite_url, settings)


@pytest.fixture
async def emulated(clients: Path, node_modules: Path, bot: Kundord, tmp_path: Path) -> AsyncIterator[Emulated]:
    port = free_port()
    node = node_modules / "node" / "bin" / "node"
    log = tmp_path / "emulate.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            str(node),
            str(clients / "emulate-slack.mjs"),
            env=dict(os.environ)
            | {
                "EVENTS_URL": f"{bot.url}/slack/events",
                "SLACK_SIGNING_SECRET": SECRET,
                "PORT": str(port),
                "EMULATE_DIST": str(node_modules / "emulate" / "dist"),
            },
            cwd=tmp_path,
            stdout=output,
            stderr=output,
        )
    try:
        async with aiohttp.ClientSession() as session:
            emulated = Emulated(f"http://127.0.0.1:{port}", session)

            async def up() -> bool:
                assert process.returncode is None, log.read_text()
                try:
                    return bool(await emulated.ask("auth.test"))
                except aiohttp.ClientError:
                    return False

            await eventually(up)
            yield emulated
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def test_recorded_posted_and_reacted_to(emulated: Emulated, bot: Kundord) -> None:
    bot.settings["SLACK_API_URL"] = f"{emulated.url}/api/"
    alice = str((await emulated.ask("auth.test"))["user_id"])
    bob = str((await emulated.ask("auth.test", "xoxp-bob"))["user_id"])
    team = str((await emulated.ask("auth.test"))["team_id"])
    ops = await emulated.channel("ops")
    async with running(bot):
        async with Slack() as sender:
            sender.signing_secret, sender.bot_url = SECRET, bot.url
            command = {
                "team_id": team,
                "channel_id": ops,
                "user_id": alice,
                "command": "/quote",
                "text": f'+ "{WORDS}" <@{bob}|bob>',
                "response_url": sender.response_url(alice, ops),
                "trigger_id": "1.2.3",
            }
            answer = await sender.post(urlencode(command).encode(), FORM)
            assert answer.status == 200
            assert "Recorded." in answer.body
        await bot.must("channel", "set", ops, *due_now())

        async def posted() -> bool:
            return len(await emulated.posts(ops)) == 1

        await eventually(posted, within=30)
        [card] = await emulated.posts(ops)
        await asyncio.sleep(1)
        await emulated.ask("reactions.add", channel=ops, timestamp=card["ts"], name="heart")

        async def remembered() -> bool:
            return sum((await reactions(bot.database_url)).values()) == 1

        await eventually(remembered)
        await emulated.ask("reactions.remove", channel=ops, timestamp=card["ts"], name="heart")

        async def forgotten() -> bool:
            return not any((await reactions(bot.database_url)).values())

        await eventually(forgotten)
        assert len(await emulated.posts(ops)) == 1
        assert "Traceback" not in bot.log
