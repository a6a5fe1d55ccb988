"""Some processes of one bot, and what may befall them."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import aiohttp

from tests.campaign.worker import work
from tests.forked import Forked, forked
from tests.services_up import free_port


class Replica:
    """One process. ``stalled`` while it is stopped by SIGSTOP."""

    def __init__(
        self, log: Path, settings: Mapping[str, str], environment: Mapping[str, str], words: Sequence[str]
    ) -> None:
        """``words`` are what the worker is called with, ``environment`` what is not ours to set."""
        self._log, self._words = log, words
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        ours = {f"KUNDORD_{name}": value for name, value in {**settings, "PORT": str(port)}.items()}
        others = {name: value for name, value in os.environ.items() if not name.startswith("KUNDORD_")}
        self._environment = {**others, **environment, **ours}
        self._process: Forked | None = None
        self._changing = asyncio.Lock()
        self.stalled = False

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    async def start(self) -> None:
        self._process = forked(work, self._words, self._environment, self._log.parent, self._log, self._log)

    async def ready(self, within: float = 90) -> None:
        until = time.monotonic() + within
        async with aiohttp.ClientSession() as session:
            while not await self._answers(session):
                assert time.monotonic() < until, self.log
                await asyncio.sleep(0.2)

    async def kill(self) -> None:
        """kill -9, and another start."""
        async with self._changing:
            await self.end()
            await self.start()

    async def revive(self) -> None:
        """As whoever runs services does: one that has ended, for there was no database, is started again."""
        async with self._changing:
            if self._process and self._process.returncode is not None:
                await self.start()

    async def stall(self, lasting: timedelta) -> None:
        """SIGSTOP: to the others it is gone, to itself no time has passed."""
        if self._process and self._process.returncode is None:
            self.stalled = True
            self._process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(lasting.total_seconds())
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGCONT)
            self.stalled = False

    async def end(self) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _answers(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self.url}/readyz", timeout=aiohttp.ClientTimeout(total=5)) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False


@contextlib.asynccontextmanager
async def running(
    folder: Path, count: int, settings: Mapping[str, str], environment: Mapping[str, str], words: Sequence[str]
) -> AsyncIterator[Sequence[Replica]]:
    logs = [folder / f"replica-{number}.log" for number in range(count)]
    replicas = [Replica(log, settings, environment, words) for log in logs]
    try:
        for each in replicas:
            await each.start()
        for each in replicas:
            await each.ready()
        reviving = asyncio.create_task(_revive(replicas))
        try:
            yield replicas
        finally:
            reviving.cancel()
            await asyncio.gather(reviving, return_exceptions=True)
    finally:
        for each in replicas:
            await each.end()


async def _revive(replicas: Sequence[Replica]) -> None:
    while True:
        await asyncio.sleep(1)
        for each in replicas:
            await each.revive()
