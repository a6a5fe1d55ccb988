"""Time, as an adapter: APScheduler ticks, and the database remembers what is due (PLATFORMS §3)."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import StorageAway
from bot.domain.refs import ChannelNumber, OrganisationId
from bot.ports import Registry, Store
from bot.services import daily

log = logging.getLogger(__name__)

DELIVER_EVERY = timedelta(seconds=1)
PLAN_EVERY = timedelta(seconds=2)
PURGE_EVERY = timedelta(hours=1)
KEPT = timedelta(days=7)
"""Receipts, drafts and settled errands; a platform repeats itself for minutes."""
BATCH = 500


class Planner:
    """Decides what is due in every channel of every organisation."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(self) -> int:
        """Plan a batch of due channels. How many there were."""
        try:
            due = await self._store.registry(_due)
        except StorageAway as away:
            log.error("due channels not readable: %s", away)
            return 0
        for organisation, channel in due:
            await self._plan(organisation, channel)
        return len(due)

    async def _plan(self, organisation: OrganisationId, channel: ChannelNumber) -> None:
        try:
            await self._store.write(organisation, daily.plan, channel)
        except Exception:
            # One channel that cannot be planned must not keep the others waiting.
            log.exception("channel %d of organisation %d not planned", channel, organisation)


class Schedule:
    """The ticks of one process."""

    def __init__(self, store: Store, deliver: Callable[[], Awaitable[int]]) -> None:
        self._store, self._deliver = store, deliver
        self._planner = Planner(store)
        self._ticker = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        for tick, every in (
            (self._deliver, DELIVER_EVERY),
            (self._planner.run, PLAN_EVERY),
            (self.purge, PURGE_EVERY),
        ):
            # A late tick is still a tick, and two at once are one.
            self._ticker.add_job(
                tick,
                "interval",
                seconds=every.total_seconds(),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._ticker.start()

    def stop(self) -> None:
        if self._ticker.running:
            self._ticker.shutdown(wait=False)

    async def purge(self) -> None:
        """Forget what is over, a bounded number at a time, so that nobody waits for it."""
        try:
            while await self._store.registry(_purge):
                pass
        except StorageAway as away:
            log.error("nothing purged: %s", away)


def _due(registry: Registry) -> Sequence[tuple[OrganisationId, ChannelNumber]]:
    return registry.due_channels(BATCH)


def _purge(registry: Registry) -> int:
    return registry.purge(registry.now - KEPT)
