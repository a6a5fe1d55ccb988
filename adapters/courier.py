"""Runs the outbox's errands: leases some, has each say its words, and settles how it went (ARCHITECTURE §5)."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.errors import DeliveryFailed, NotSent, Rejected, StorageAway, Unknown, WorkspaceClosed
from bot.domain.refs import MessageRef, WorkspaceRef
from bot.ports import Clock, Kind, Leased, Messenger, Registry, Store
from bot.services import delivery

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
MARGIN = timedelta(seconds=5)
BATCH = 100
AT_ONCE = 8
"""Requests under way in one workspace."""
CLOSED_FOR = timedelta(minutes=5)
"""How long a workspace that does not let us in is left alone."""


class Courier:
    """One per process; any number of processes may run one, for a lease has one holder.

    Each workspace has a lane of its own, so that a slow or failing one delays no other.
    """

    def __init__(self, store: Store, messengers: Mapping[str, Messenger], clock: Clock) -> None:
        self._store, self._messengers, self._clock = store, messengers, clock
        self._lanes: dict[WorkspaceRef, asyncio.Task[None]] = {}

    async def run(self) -> int:
        """Lease what is due and start delivering it. How many errands were leased."""
        asked_at = time.monotonic()
        busy = frozenset(self._lanes)
        try:
            leased = await self._store.registry(_lease, busy)
        except StorageAway as away:
            log.error("outbox not readable: %s", away)
            return 0
        lanes: dict[WorkspaceRef, list[Leased]] = defaultdict(list)
        for each in leased:
            lanes[each.errand.to.workspace].append(each)
        for workspace, errands in lanes.items():
            self._start(workspace, errands, asked_at)
        return len(leased)

    async def finish(self) -> None:
        """Run all there is to run now, and wait until it is done."""
        while await self.run() or self._lanes:
            await asyncio.gather(*self._lanes.values())

    async def drain(self, within: timedelta) -> None:
        """Wait for what is under way. What is not done by then keeps its lease, and is looked for after it."""
        if self._lanes:
            await asyncio.wait(self._lanes.values(), timeout=within.total_seconds())
        for lane in list(self._lanes.values()):
            lane.cancel()
        await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    def _start(self, workspace: WorkspaceRef, errands: Sequence[Leased], asked_at: float) -> None:
        lane = asyncio.create_task(self._lane(errands, asked_at), name=f"lane {workspace}")
        self._lanes[workspace] = lane
        lane.add_done_callback(lambda _: self._lanes.pop(workspace, None))

    async def _lane(self, errands: Sequence[Leased], asked_at: float) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def through(leased: Leased) -> None:
            async with gate:
                await self._deliver(leased, asked_at)

        await asyncio.gather(*map(through, errands))

    async def _deliver(self, leased: Leased, asked_at: float) -> None:
        try:
            await self._run(leased, asked_at)
        except StorageAway as away:
            log.error("errand %s not settled: %s", leased.id, away)
        except Exception:
            # Whatever it was, the lease ends by itself, and the next attempt looks before it sends.
            log.exception("errand %s (%s) failed", leased.id, leased.errand.kind)

    async def _run(self, leased: Leased, asked_at: float) -> None:
        organisation, messenger = leased.organisation, self._messengers.get(leased.errand.to.workspace.platform)
        if messenger is None:
            await self._store.write(organisation, delivery.not_sent, leased, None, "no such platform here")
            return
        letter = await self._store.write(organisation, delivery.compose, leased)
        try:
            if leased.attempt > 1 and (found := await self._find(messenger, leased)):
                await self._store.write(organisation, delivery.sent, leased, found, None)
            elif letter is None:
                await self._store.write(organisation, delivery.nothing_to_say, leased)
            elif not self._in_time(leased, messenger, asked_at):
                raise NotSent("the lease may end before the request does")
            else:
                message = await messenger.send(letter, leased.id)
                await self._store.write(organisation, delivery.sent, leased, message, letter.message)
        except DeliveryFailed as failed:
            await self._failed(leased, failed)

    def _in_time(self, leased: Leased, messenger: Messenger, asked_at: float) -> bool:
        """Whether the lease surely outlives the request; if not, somebody else may hold it by then."""
        spent = timedelta(seconds=time.monotonic() - asked_at)
        return spent + messenger.patience + MARGIN < leased.leased_for

    async def _find(self, messenger: Messenger, leased: Leased) -> MessageRef | None:
        """What an earlier attempt wrote. An edit may be made twice, and a whisper leaves nothing to be found."""
        errand = leased.errand
        if errand.kind is Kind.EDIT or errand.within:
            return None
        until = self._clock.now()
        return await messenger.find(errand.to, leased.id, leased.first_tried_at, until, errand.thread)

    async def _failed(self, leased: Leased, failed: DeliveryFailed) -> None:
        log.warning("errand %s (%s), attempt %d: %s", leased.id, leased.errand.kind, leased.attempt, failed)
        store, organisation = self._store, leased.organisation
        match failed:
            case NotSent():
                await store.write(organisation, delivery.not_sent, leased, failed.retry_at, failed.reason)
            case WorkspaceClosed():
                retry_at = self._clock.now() + CLOSED_FOR
                await store.write(organisation, delivery.not_sent, leased, retry_at, failed.reason)
            case Rejected():
                await store.write(organisation, delivery.rejected, leased, failed)
            case Unknown():
                ends = self._clock.now() + leased.leased_for
                await store.write(organisation, delivery.perhaps_sent, leased, ends, failed.reason)


def _lease(registry: Registry, busy: frozenset[WorkspaceRef]) -> Sequence[Leased]:
    return registry.lease(BATCH, LEASE, busy)
