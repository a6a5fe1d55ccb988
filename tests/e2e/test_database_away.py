"""The database is full, read-only, slow or gone for a while: nothing accepted is lost, nothing is said twice.

The process is not started again.
"""

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import aiohttp
import pytest

from storage import migrate
from tests.e2e.process import Kundord, due_now, eventually, let_leases_pass, slack_bot
from tests.e2e.troubles import (
    disk_of_its_own,
    full_disk,
    full_server,
    gone_server,
    held_file,
    held_tables,
    reading_server,
    unwritable,
)
from tests.fakes.slack_client import PATIENCE, Slack, SlackUser
from tests.services_up import SURVIVES_A_CRASH, PostgresServer, missing, postgres_server

BEFORE, DURING, AFTER = (f"Caller number {number} was glad that it worked" for number in range(3))

Trouble = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def sqlite_file(tmp_path: Path, migrated: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    with disk_of_its_own(folder):
        yield Path(shutil.copy(migrated, folder / "kundord.db"))


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One that may crash without taking along what it committed."""
    with postgres_server(SURVIVES_A_CRASH) as server:
        if server is None:
            missing("there is no PostgreSQL")
        yield server


@pytest.mark.parametrize("trouble", [full_disk, unwritable, held_file])
async def test_a_sqlite_file_that_takes_nothing_costs_nothing_but_time(
    slack: Slack,
    anna: SlackUser,
    bo: SlackUser,
    tmp_path: Path,
    sqlite_file: Path,
    trouble: Callable[[Kundord, Path], AbstractContextManager[None]],
) -> None:
    async with slack_bot(slack, tmp_path, f"sqlite:///{sqlite_file}") as bot:
        await goes_through(slack, anna, bo, bot, lambda: trouble(bot, sqlite_file))


@pytest.mark.parametrize("trouble", [full_server, reading_server, held_tables, gone_server])
async def test_a_postgresql_that_takes_nothing_costs_nothing_but_time(
    slack: Slack,
    anna: SlackUser,
    bo: SlackUser,
    tmp_path: Path,
    server: PostgresServer,
    trouble: Callable[[PostgresServer, str], AbstractContextManager[None]],
) -> None:
    with server.fresh_database() as url:
        await asyncio.to_thread(migrate, url)
        async with slack_bot(slack, tmp_path, url) as bot:
            await goes_through(slack, anna, bo, bot, lambda: trouble(server, url))


async def goes_through(slack: Slack, anna: SlackUser, bo: SlackUser, bot: Kundord, trouble: Trouble) -> None:
    """It begins while a post is under way, and somebody records a quote meanwhile."""
    care = slack.channel("customer-care", anna, bo)
    process = bot.pid
    assert (await anna.types(f'/quote + "{BEFORE}" @bo', care)).shows("Recorded.")
    await bo.sees(BEFORE)
    slack.next("chat.postMessage", "slow:2", channel=care)
    await bot.must("channel", "set", care.id, *due_now())
    await eventually(lambda: any(call.args.get("channel") == care.id for call in slack.calls("chat.postMessage")))
    with trouble():
        await eventually(lambda: not_ready(bot), within=30)
        # What room a disk has left, or gets back, is filled a moment later.
        await asyncio.sleep(1)
        said = await anna.types(f'/quote + "{DURING}" @bo', care)
        assert said.shows("Not saved")
        assert [each.kind for each in said.shown] == ["ephemeral"]
        assert said.delivery.seconds < PATIENCE
        await eventually(lambda: len(slack.posts(care)) == 1)
        await asyncio.sleep(3)
        assert await not_ready(bot)
    await eventually(lambda: ready(bot), within=40)
    assert not (await anna.types("/quote mine", care)).shows(DURING), "what was not saved is not there"
    for words in (DURING, AFTER):
        assert (await anna.types(f'/quote + "{words}" @bo', care)).shows("Recorded.")
    await eventually(lambda: nothing_waits(bot), within=40)
    assert [post.announcement for post in slack.posts(care)] == [f"“{BEFORE}”"]
    told = [each.text for each in slack.told(bo.user)]
    assert [sum(words in each for each in told) for words in (BEFORE, DURING, AFTER)] == [1, 1, 1]
    assert bot.pid == process, "nobody started it again"


async def nothing_waits(bot: Kundord) -> bool:
    let_leases_pass(bot.database_url)
    await asyncio.sleep(2)
    return await bot.must("outbox", "list", "--json") == "[]\n"


async def ready(bot: Kundord) -> bool:
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        timeout = aiohttp.ClientTimeout(total=20)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(f"{bot.url}/readyz") as answer:
            return answer.status == 200
    return False


async def not_ready(bot: Kundord) -> bool:
    return not await ready(bot)
