"""Time, as an adapter: APScheduler ticks, and the database remembers what is due (PLATFORMS §3)."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters.faults import unexpected
from bot.domain.errors import Conflict, StorageAway
from bot.domain.links import Link
from bot.domain.refs import MemberRef, OrganisationId
from bot.ports import Registry, Store
from bot.services import daily, joining, reminding

log = logging.getLogger(__name__)

T = TypeVar("T")
Due = Sequence[tuple[OrganisationId, int]]

DELIVER_EVERY = timedelta(seconds=1)
PLAN_EVERY = timedelta(seconds=2)
REMIND_EVERY = timedelta(seconds=30)
LINK_EVERY = timedelta(seconds=2)
PURGE_EVERY = timedelta(hours=1)
KEPT = timedelta(days=7)
"""Receipts, drafts and settled errands; a platform repeats itself for minutes."""
STEP = 1.0
"""Seconds by which a clock is set back that is not only put right."""
STOPS_WITHIN = 5.0
"""Seconds for a tick that is under way when there shall be no more."""
BATCH = 500
AT_ONCE = 32
"""Of what is due, asked of the store at the same time."""


class Round:
    """Goes to each that is due, in every organisation: ``act`` decides what to do there.

    ``together``: it takes any number of one organisation's at once.
    """

    def __init__(
        self, store: Store, due: Callable[[Registry], Due], act: Callable[..., None], *, together: bool = False
    ) -> None:
        self._store, self._due, self._act, self._together = store, due, act, together

    async def run(self) -> int:
        """Do a batch of what is due. How many there were."""
        try:
            due = await self._store.registry(self._due)
        except StorageAway as away:
            log.error("what is due is not readable: %s", away)
            return 0
        # Together, but not all: they share commits, and leave room for who is waiting for an answer.
        for start in range(0, len(due), AT_ONCE):
            some = due[start : start + AT_ONCE]
            await asyncio.gather(*(self._do(*each) for each in (_grouped(some) if self._together else _apart(some))))
        return len(due)

    async def _do(self, organisation: OrganisationId, numbers: Sequence[int]) -> None:
        try:
            await self._store.write(organisation, self._act, *numbers)
        except StorageAway as away:
            log.error("what is due is not done now: %s", away)
        except Exception as error:  # noqa: BLE001  # whatever it is, the others are seen to
            if len(numbers) > 1:
                # One that cannot be done must not keep the others waiting.
                await asyncio.gather(*(self._do(organisation, [number]) for number in numbers))
            else:
                unexpected(log, error, f"{self._act.__name__} of {numbers[0]} in organisation {organisation}")


class Planner(Round):
    """Plans the quote of the day of each channel whose time has come."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, _due_channels, daily.plan, together=True)


class Reminders(Round):
    """Reminds of each case that stands still."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, _due_cases, reminding.remind)


class Linker:
    """Joins and parts organisations whose people have agreed to it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(self) -> int:
        """Do all there is to do. How much there was."""
        done = 0
        try:
            while await self._one():
                done += 1
        except (StorageAway, Conflict) as away:
            log.error("nothing linked or unlinked now: %s", away)
        return done

    async def _one(self) -> bool:
        if pending := await self._store.registry(_pending_link):
            return await self._try(joining.settle, joining.fail, pending)
        if leaving := await self._store.registry(_leaving):
            return await self._try(joining.part, joining.stay, leaving)
        return False

    async def _try(
        self, act: Callable[[Registry, T], None], instead: Callable[[Registry, T], None], subject: T
    ) -> bool:
        """Whether it was done. What was not may be there again, and waits for the next tick."""
        try:
            await self._store.registry(act, subject)
        except (StorageAway, Conflict):
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is
            # It would fail again at every tick, and keep the others waiting.
            unexpected(log, error, f"{act.__name__} of {subject}")
            await self._store.registry(instead, subject)
            return False
        return True


class Schedule:
    """The ticks of one process."""

    def __init__(
        self, store: Store, deliver: Callable[[], Awaitable[int]], wall: Callable[[], float] = time.time
    ) -> None:
        """``wall`` is the clock, in seconds, that the ticker goes by."""
        self._store, self._deliver, self._wall = store, deliver, wall
        self._planner, self._reminders, self._linker = Planner(store), Reminders(store), Linker(store)
        self._ticker = AsyncIOScheduler(timezone="UTC")
        self._under_way: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        for tick, every in (
            (self._deliver, DELIVER_EVERY),
            (self._planner.run, PLAN_EVERY),
            (self._reminders.run, REMIND_EVERY),
            (self._linker.run, LINK_EVERY),
            (self.purge, PURGE_EVERY),
        ):
            # A late tick is still a tick, and two at once are one.
            self._ticker.add_job(
                self._ticked,
                "interval",
                args=(tick,),
                seconds=every.total_seconds(),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._ticker.start()
        self._watch = asyncio.create_task(self._watch_the_clock())

    async def _watch_the_clock(self) -> None:
        """The ticker remembers when each next tick is, and would wait for it as long as the clock was set back."""
        while True:
            ahead = self._wall() - time.monotonic()
            await asyncio.sleep(DELIVER_EVERY.total_seconds())
            if (stepped := self._wall() - time.monotonic() - ahead) < -STEP:
                log.warning("the clock was set back by %.0f seconds", -stepped)
                for job in self._ticker.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """No further tick. One that is under way has leased or planned something, and is not cut off."""
        if self._ticker.running:
            self._watch.cancel()
            self._ticker.pause()
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=STOPS_WITHIN)
            self._ticker.shutdown(wait=False)

    async def _ticked(self, tick: Callable[[], Awaitable[object]]) -> None:
        task = asyncio.current_task()
        assert task  # noqa: S101  # the scheduler runs coroutines in tasks
        self._under_way.add(task)
        try:
            await tick()
        finally:
            self._under_way.discard(task)

    async def purge(self) -> None:
        """Forget what is over, a bounded number at a time, so that nobody waits for it."""
        try:
            while await self._store.registry(_purge):
                pass
        except (StorageAway, Conflict) as away:
            log.error("nothing purged now: %s", away)


def _apart(due: Due) -> Iterable[tuple[OrganisationId, list[int]]]:
    return [(organisation, [number]) for organisation, number in due]


def _grouped(due: Due) -> Iterable[tuple[OrganisationId, list[int]]]:
    groups: dict[OrganisationId, list[int]] = defaultdict(list)
    for organisation, number in due:
        groups[organisation].append(number)
    return groups.items()


def _due_channels(registry: Registry) -> Due:
    return registry.due_channels(BATCH)


def _due_cases(registry: Registry) -> Due:
    return registry.due_cases(BATCH)


def _pending_link(registry: Registry) -> Link | None:
    return next(iter(registry.pending_links(1)), None)


def _leaving(registry: Registry) -> MemberRef | None:
    return next(iter(registry.leaving()), None)


def _purge(registry: Registry) -> int:
    return registry.purge(registry.now - KEPT)
