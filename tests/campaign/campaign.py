"""A campaign: many channels are due while processes die, stand still and lose their database, and the platform fails.

Afterwards each channel has one post and each credited colleague one message, or the campaign says which has not. What
happens when comes from the seed; which request it meets, from the machine.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from bot.domain.errors import StorageAway
from storage import SqlStore, migrate, open_store
from tests.campaign.on_slack import OnSlack
from tests.campaign.on_teams import OnTeams
from tests.campaign.replicas import Replica, running
from tests.campaign.scenes import Plan, Result, Scene
from tests.e2e.process import eventually
from tests.services_up import PostgresServer as Server

PLATFORMS: dict[str, type[OnSlack | OnTeams]] = {"slack": OnSlack, "teams": OnTeams}
SOON = timedelta(seconds=3)
LONGER = timedelta(seconds=3)
"""Than its lease is a process stopped."""
SURELY = ("drop_after", "store_then_500", "drop_before")
PATIENCE, LEASE = timedelta(seconds=3), timedelta(seconds=12)
"""In brief."""


async def campaign(plan: Plan, url: str, folder: Path, server: Server | None) -> Result:
    """``server`` None: a SQLite file, and one process."""
    result, began = Result(plan), asyncio.get_running_loop().time()
    await asyncio.to_thread(migrate, url)
    async with PLATFORMS[plan.platform]() as scene:
        settings = {"DATABASE_URL": url, "LOG_LEVEL": "error", **scene.settings}
        lease = LEASE if plan.brief else scene.lease
        words = [f"--lease={lease.total_seconds()}", f"--without={plan.without}"]
        words += [f"--patience={PATIENCE.total_seconds()}"] if plan.brief else []
        async with running(folder, plan.replicas, settings, scene.environment, words) as replicas:
            store = open_store(url)
            try:
                scene.bot_url = replicas[0].url
                await scene.arrange(store, plan)
                await scene.fall_due(store, datetime.now(UTC) + SOON)
                scene.nasty(plan.seed)
                scene.surely(*SURELY)
                await Fate(plan, result, replicas, scene, lease, url, server).befall()
                with contextlib.suppress(TimeoutError):  # the test says which there were
                    await eventually(lambda: all(scene.struck[each] for each in SURELY), within=60)
                scene.well()
                scene.bot_url = replicas[0].url
                await _settled(store)
                await replicas[0].ready()
                await scene.judge(store, result)
            finally:
                await store.close()
    result.seconds = asyncio.get_running_loop().time() - began
    return result


class Fate:
    """Throws the dice."""

    def __init__(
        self,
        plan: Plan,
        result: Result,
        replicas: Sequence[Replica],
        scene: Scene,
        lease: timedelta,
        url: str,
        server: Server | None,
    ) -> None:
        self._dice = random.Random(plan.seed)
        self._plan, self._result, self._replicas, self._scene = plan, result, replicas, scene
        self._stall_for, self._url, self._server = lease + LONGER, url, server
        self._stalls: list[asyncio.Task[None]] = []

    async def befall(self) -> None:
        for number, what in enumerate(self._in_order()):
            self._result.befell[what.__name__.strip("_")] += 1
            await what()
            if len(self._replicas) == 1:
                # Of one that is never up there would be nothing to see.
                await asyncio.gather(*self._stalls)
                await self._replicas[0].ready()
            self._scene.bot_url = self._dice.choice(self._awake).url
            await self._scene.record(1_000 + number)
            await asyncio.sleep(self._dice.uniform(0.5, 1.5 if self._plan.brief else 3))
        await asyncio.gather(*self._stalls)

    def _in_order(self) -> Iterator[Callable[[], Awaitable[None]]]:
        """Each once, and then whatever comes."""
        each = self._dice.sample(once := list(dict.fromkeys(self._misfortunes)), len(once))
        for number in range(self._plan.misfortunes):
            yield each[number] if number < len(each) else self._dice.choice(self._misfortunes)

    @property
    def _misfortunes(self) -> Sequence[Callable[[], Awaitable[None]]]:
        alone = (self._kill, self._kill, self._storm)
        if not self._server:
            return (*alone, self._stall)
        return (*alone, self._kill, self._stall, self._stall, self._crash_the_database, self._cut_connections)

    @property
    def _awake(self) -> Sequence[Replica]:
        return [each for each in self._replicas if not each.stalled] or self._replicas

    async def _kill(self) -> None:
        await self._dice.choice(self._awake).kill()

    async def _stall(self) -> None:
        """One at a time: with all of them standing still, nothing could go wrong."""
        if not any(each.stalled for each in self._replicas):
            self._stalls.append(asyncio.create_task(self._dice.choice(self._replicas).stall(self._stall_for)))

    async def _storm(self) -> None:
        self._scene.storm(self._plan.seed)
        await asyncio.sleep(2)
        self._scene.nasty(self._dice.randrange(2**30))

    async def _crash_the_database(self) -> None:
        assert self._server
        await asyncio.to_thread(self._server.crash)
        await asyncio.sleep(self._dice.uniform(0, 2))
        self._server.launch()
        await asyncio.to_thread(self._server.await_answer)

    async def _cut_connections(self) -> None:
        def cut() -> None:
            with psycopg.connect(self._url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

        await asyncio.to_thread(cut)


# Afterwards -------------------------------------------------------------------------------------


async def _settled(store: SqlStore, within: float = 600) -> None:
    """Wait until nothing waits any more."""
    until, waiting = time.monotonic() + within, ["everything"]
    while waiting and time.monotonic() < until:
        await asyncio.sleep(0.5)
        with contextlib.suppress(StorageAway):
            waiting = await _waiting(store)
    if waiting:
        raise RuntimeError(f"after {within:.0f} s this still waits: {waiting}")


async def _waiting(store: SqlStore) -> list[str]:
    due = await store.registry(lambda registry: registry.due_channels(3))
    pending = await store.registry(lambda registry: registry.pending(5))
    errands = [f"{each.errand.kind} {each.due_at} {each.attempt} {each.reason}" for each in pending if each.due_at]
    return [*(f"channel {number}" for _, number in due), *errands]
