"""The real `kundord` as a process: started, asked, killed, started again on the same database."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import aiohttp
import sqlalchemy

from bot.domain.refs import OrganisationId, QuoteNumber
from bot.ports import Registry, UnitOfWork
from kundord import channels
from kundord.settings import Settings
from storage import open_store, schema_state
from storage.tables import outbox
from tests.fakes.slack_client import Slack
from tests.forked import Forked, forked, kundord
from tests.services_up import end_with_this_process, free_port

PROGRAM = Path(sys.executable).with_name("kundord")
STARTS_WITHIN = 60.0
ENDS_WITHIN = 40.0
SOON = timedelta(seconds=5)

AnyKundord = TypeVar("AnyKundord", bound="Kundord")


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str


class Kundord:
    """One installation: a database, settings, and at most one running process."""

    def __init__(self, folder: Path, database_url: str, settings: Mapping[str, str]) -> None:
        self.database_url = database_url
        self._folder = folder
        self._log = folder / "kundord.log"
        self.port = free_port()
        self.settings = {"DATABASE_URL": database_url, "PORT": str(self.port), **settings}
        self._process: Process | Forked | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process, "it is not running"
        return self._process.pid

    @property
    def log(self) -> str:
        """All that every process of this installation has printed."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    async def command(self, *words: str) -> Done:
        """Run `kundord WORDS` beside the bot."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            printed = [Path(folder, name) for name in ("out", "err")]
            process = await self._process_of(words, *printed)
            return Done(await process.wait(), *(each.read_text() for each in printed))

    async def must(self, *words: str) -> str:
        """Run a command that succeeds; what it prints."""
        done = await self.command(*words)
        assert done.code == 0, f"kundord {' '.join(words)}: {done.code}\n{done.out}{done.err}"
        return done.out

    async def makes_due(self, *places: str) -> None:
        """What `kundord channel set PLACE` with the words of ``due_now`` does, without a process for each."""
        for place in places:
            await channels.set_up(Settings(database_url=self.database_url), place, None, _due_now())

    async def quiet(self, within: float = 60) -> None:
        """Wait until it has nothing more to do by itself: nothing is due or will soon be, and nothing is under way."""
        store = open_store(self.database_url)

        async def idle() -> bool:
            return await store.registry(_idle)

        try:
            await eventually(idle, within)
        finally:
            await store.close()

    async def start(self) -> None:
        """Returns when it says that it is ready."""
        if self.database_url.startswith("postgresql") and not schema_state(self.database_url).current:
            await self.must("migrate")
        await self._begin("run")

    async def _begin(self, command: str) -> None:
        self._process = await self._process_of([command], self._log, self._log)
        await self._ready()

    async def _process_of(self, words: Sequence[str], out: Path, errors: Path) -> Process | Forked:
        return forked(kundord, words, self._environment, self._folder, out, errors)

    async def ready(self) -> Any:
        """What it says of itself."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/readyz") as answer:
            told = await answer.json()
            assert answer.status == (200 if told["ready"] else 503)
            return told

    async def kill(self) -> None:
        """kill -9: no farewell, no settling."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end as one who waits for it, by Ctrl-C; its exit code."""
        return await self._end(signal.SIGINT)

    async def leave(self) -> int:
        """Ask it to end as an orchestrator does, that sends people to others meanwhile; its exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        assert process, "it is not running"
        if process.returncode is None:
            process.send_signal(how)
        return await asyncio.wait_for(process.wait(), ENDS_WITHIN)

    async def ended(self) -> None:
        """Make sure that no process is left."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                await self.kill()

    @property
    def _environment(self) -> dict[str, str]:
        ours = {f"KUNDORD_{name}": value for name, value in self.settings.items()}
        return {name: value for name, value in os.environ.items() if not name.startswith("KUNDORD_")} | ours

    async def _ready(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while time.monotonic() < deadline and self._process and self._process.returncode is None:
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.1)
        raise AssertionError(f"kundord run is not ready:\n{self.log}")


class Installed(Kundord):
    """The program as people start it, or of another version."""

    async def _process_of(self, words: Sequence[str], out: Path, errors: Path) -> Process:
        with out.open("ab") as output, errors.open("ab") as complaints:
            return await asyncio.create_subprocess_exec(
                *end_with_this_process(),
                str(PROGRAM),
                *words,
                env=self._environment,
                cwd=self._folder,
                stdout=output,
                stderr=complaints,
            )


@contextlib.asynccontextmanager
async def running(bot: AnyKundord) -> AsyncIterator[AnyKundord]:
    """From its start until no process of it is left. Its log is printed where the test fails."""
    try:
        await bot.start()
        yield bot
    finally:
        await bot.ended()
        sys.stdout.write(bot.log)


@contextlib.asynccontextmanager
async def slack_bot(
    slack: Slack, folder: Path, database_url: str, *, socket_mode: bool = False, **settings: str
) -> AsyncIterator[Kundord]:
    """Kundord running in this workspace."""
    inbound = {"SLACK_APP_TOKEN": slack.app_token} if socket_mode else {"SLACK_SIGNING_SECRET": slack.signing_secret}
    chosen = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, **inbound, **settings}
    bot = Kundord(folder, database_url, chosen)
    slack.bot_url = bot.url
    async with running(bot):
        yield bot


def _idle(registry: Registry) -> bool:
    """Of no trade that a tick is for is anything left to be done now."""
    errands = registry.pending(registry.how_many_pending())
    soon = registry.now + SOON
    under_way = any(each.due_at and (each.leased or each.due_at <= soon) for each in errands)
    expected = registry.due_channels(1) or registry.due_cases(1) or registry.pending_links(1) or registry.leaving()
    return not under_way and not expected


def due_now() -> list[str]:
    """The words of `kundord channel set` that make a channel's quote of the day due already and not over."""
    return [word for name, value in _due_now().items() for word in (f"--{name}".replace("--at", "--time"), value)]


def _due_now() -> dict[str, str]:
    """It is about noon there, on a work day."""
    now = datetime.now(UTC)
    east = 12 - now.hour
    # The sign in these zones' names is that of POSIX: what lies east is minus.
    zone = f"Etc/GMT{-east:+d}"
    at = now.astimezone(ZoneInfo(zone)) - timedelta(minutes=5)
    return {"at": f"{at:%H:%M}", "cutoff": "23:00", "timezone": zone, "days": "mon-sun", "holidays": "none"}


async def reacted(database_url: str, expected: Mapping[str, int]) -> bool:
    """Whether the bot remembers so many of each emoji on the first quote."""
    return await reactions(database_url) == {_plain(emoji): count for emoji, count in expected.items()}


async def reactions(database_url: str) -> dict[str, int]:
    """On the first quote, by emoji without their variation selectors."""

    def counts(unit: UnitOfWork) -> Mapping[str, int]:
        return dict(unit.reactions.counts(QuoteNumber(1)))

    store = open_store(database_url)
    try:
        counted = await store.read(OrganisationId(1), counts)
    finally:
        await store.close()
    return {_plain(emoji): count for emoji, count in counted.items()}


def _plain(emoji: str) -> str:
    return emoji.rstrip("\ufe0f")


async def eventually(look: Callable[[], bool | Awaitable[bool]], within: float = 20) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(within):
        while True:
            found = look()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.05)


def let_leases_pass(database_url: str) -> None:
    """Let time pass for errands that wait or were under way in a process that is no more: they are due."""
    url = database_url.replace("postgresql://", "postgresql+psycopg://")
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(outbox.update().where(outbox.c.due_at.is_not(None)).values(due_at=outbox.c.created_at))
    finally:
        engine.dispose()
