"""Runs the outbox's errands: leases some, has each say its words, and settles how it went (ARCHITECTURE §5)."""

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.errors import (
    DeliveryFailed,
    NotSent,
    OrganisationMoved,
    Rejected,
    StorageAway,
    Unknown,
    WorkspaceClosed,
)
from bot.domain.refs import MessageRef, WorkspaceRef
from bot.ports import Clock, Kind, Leased, Letter, Messenger, Registry, Store, UnitOfWork
from bot.services import delivery, doubts

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(seconds=90)
MARGIN = timedelta(seconds=5)
BATCH = 100
AT_ONCE = 8
"""Requests under way in one workspace."""
WAIT_MOST = timedelta(seconds=20)
"""For a turn, with the lease in hand. Whose turn is later than that gives the errand back until then."""
CLOSED_FOR = timedelta(minutes=5)
"""How long a workspace that does not let us in is left alone, unless it lets us in again before."""


class Meter(Protocol):
    """Counts what becomes of errands."""

    def settled(self, leased: Leased, outcome: str) -> None: ...
    def looked(self, leased: Leased, found: bool) -> None: ...


class Unmetered:
    def settled(self, leased: Leased, outcome: str) -> None:
        """Nobody counts."""

    def looked(self, leased: Leased, found: bool) -> None:
        """Nobody counts."""


class Courier:
    """One per process; any number of processes may run one, for a lease has one holder.

    Each workspace has a lane of its own, so that a slow or failing one delays no other. ``jitter``: at a full hour
    every bot of the world has something to say, and a platform is kinder to who does not say it in the first second.
    """

    def __init__(
        self,
        store: Store,
        messengers: Mapping[str, Messenger],
        clock: Clock,
        meter: Meter | None = None,
        jitter: timedelta = timedelta(0),
        lease: timedelta = LEASE,
    ) -> None:
        self._store, self._messengers, self._clock = store, messengers, clock
        self._meter, self._jitter, self._lease = meter or Unmetered(), jitter, lease
        self._lanes: dict[WorkspaceRef, asyncio.Task[None]] = {}
        self._shut: dict[WorkspaceRef, float] = {}

    async def run(self) -> int:
        """Lease what is due and start delivering it. How many errands were leased."""
        asked_at = time.monotonic()
        elsewhere = frozenset(self._lanes) | self._shut_out()
        try:
            leased = await self._store.registry(_lease, self._lease, elsewhere, self._blind)
        except StorageAway as away:
            log.error("outbox not readable: %s", away)
            return 0
        lanes: dict[WorkspaceRef, list[Leased]] = defaultdict(list)
        for each in leased:
            lanes[each.errand.to.workspace].append(each)
        for workspace, errands in lanes.items():
            self._start(workspace, errands, asked_at)
        return len(leased)

    def let_in(self, workspace: WorkspaceRef) -> None:
        """A workspace that had shut us out lets us in again: what waits for it goes out at the next tick."""
        self._shut.pop(workspace, None)

    @property
    def _blind(self) -> frozenset[str]:
        """Where nothing can be looked for."""
        return frozenset(name for name, messenger in self._messengers.items() if not messenger.reads_back)

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

    def _shut_out(self) -> frozenset[WorkspaceRef]:
        now = self._clock.now().timestamp()
        self._shut = {workspace: until for workspace, until in self._shut.items() if until > now}
        return frozenset(self._shut)

    def _start(self, workspace: WorkspaceRef, errands: Sequence[Leased], asked_at: float) -> None:
        lane = asyncio.create_task(self._lane(errands, asked_at), name=f"lane {workspace}")
        self._lanes[workspace] = lane
        lane.add_done_callback(lambda _: self._lanes.pop(workspace, None))

    async def _lane(self, errands: Sequence[Leased], asked_at: float) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def through(leased: Leased) -> None:
            async with gate:
                await self._deliver(leased, asked_at)

        if any(leased.errand.kind is Kind.FEATURE for leased in errands):
            await asyncio.sleep(random.uniform(0, self._jitter.total_seconds()))  # noqa: S311 - no secret
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
        messenger = self._messengers.get(leased.errand.to.workspace.platform)
        if messenger is None:
            await self._failed(leased, NotSent("no such platform here"))
        elif leased.errand.to.workspace in self._shut:
            # Soon: this process leaves it alone meanwhile, and when it lets us in again nothing need wait.
            await self._failed(leased, NotSent("the workspace does not let us in"))
        else:
            await self._try(leased, messenger, asked_at)

    async def _try(self, leased: Leased, messenger: Messenger, asked_at: float) -> None:
        letter = await self._write(leased, delivery.compose if messenger.reads_back else delivery.begin)
        try:
            if await self._done_before(leased, messenger):
                return
            if letter is None:
                await self._write(leased, delivery.nothing_to_say)
                self._meter.settled(leased, "nothing to say")
                return
            await self._in_turn(leased, messenger, letter, asked_at)
        except DeliveryFailed as failed:
            await self._failed(leased, failed)
            return
        try:
            message = await messenger.send(letter, leased.id)
        except Unknown as unknown:
            await self._in_doubt(leased, messenger, unknown)
        except DeliveryFailed as failed:
            await self._failed(leased, failed)
        else:
            await self._write(leased, delivery.sent, message, letter.message)
            self._done(leased, "sent")

    # Before -------------------------------------------------------------------------------------

    async def _done_before(self, leased: Leased, messenger: Messenger) -> bool:
        """Whether an earlier attempt wrote it, or may have and must not be repeated. Raises: as ``Messenger.find``.

        An edit may be made twice, and a whisper leaves nothing to be found.
        """
        if not leased.perhaps_out or leased.errand.kind is Kind.EDIT or leased.errand.within:
            return False
        if not messenger.reads_back:
            return await self._left_to_somebody(leased, "the last attempt was cut off")
        found = await self._find(leased, messenger)
        self._meter.looked(leased, found is not None)
        if found is None:
            return False
        await self._write(leased, delivery.sent, found, None)
        self._done(leased, "found")
        return True

    async def _find(self, leased: Leased, messenger: Messenger) -> MessageRef | None:
        since = leased.first_tried_at or leased.leased_at
        until = (leased.tried_at or leased.leased_at) + leased.leased_for
        try:
            return await messenger.find(leased.errand.to, leased.id, since, until, leased.errand.thread)
        except Unknown as unknown:
            # Looking in vain sends nothing.
            raise NotSent(unknown.reason) from unknown

    async def _in_turn(self, leased: Leased, messenger: Messenger, letter: Letter, asked_at: float) -> None:
        """Wait for its turn, while the lease surely outlives the request; else somebody else may hold it by then.

        Raises: NotSent.
        """
        most = min(WAIT_MOST, _spare(leased, messenger, asked_at))
        # A turn that comes too late for this lease is left to others.
        wait = messenger.wait(letter, most)
        if wait > most:
            raise NotSent("its turn is later", self._clock.now() + wait)
        if wait:
            await asyncio.sleep(wait.total_seconds())
            _spare(leased, messenger, asked_at)

    # After --------------------------------------------------------------------------------------

    async def _in_doubt(self, leased: Leased, messenger: Messenger, unknown: Unknown) -> None:
        if messenger.reads_back or not await self._left_to_somebody(leased, unknown.reason):
            ends = self._clock.now() + leased.leased_for
            await self._write(leased, delivery.perhaps_sent, ends, unknown.reason)
            self._meter.settled(leased, "unknown")
        self._log(leased, unknown)

    async def _left_to_somebody(self, leased: Leased, reason: str) -> bool:
        left = await self._write(leased, doubts.in_doubt, reason)
        if left:
            self._meter.settled(leased, "uncertain")
        return left

    async def _failed(self, leased: Leased, failed: DeliveryFailed) -> None:
        match failed:
            case WorkspaceClosed():
                await self._shut_out_of(leased, failed)
            case Rejected():
                await self._write(leased, delivery.rejected, failed)
                self._meter.settled(leased, "rejected")
            case NotSent():
                await self._write(leased, delivery.not_sent, failed.retry_at, failed.reason)
                self._meter.settled(leased, "not sent")
        self._log(leased, failed)

    async def _shut_out_of(self, leased: Leased, closed: WorkspaceClosed) -> None:
        """Nothing more goes to this workspace for a while, and nothing of it is lost."""
        workspace = leased.errand.to.workspace
        first = workspace not in self._shut
        self._shut[workspace] = (self._clock.now() + CLOSED_FOR).timestamp()
        await self._write(leased, delivery.not_sent, None, closed.reason)
        self._meter.settled(leased, "shut out")
        if first:
            log.error("workspace %s does not let us in: %s", workspace, closed.reason)
            await self._store.write(workspace, doubts.shut_out, workspace, closed.reason)

    async def _write(
        self,
        leased: Leased,
        function: Callable[Concatenate[UnitOfWork, Leased, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """In its organisation; in the one that its workspace is in now, when that was linked or unlinked meanwhile."""
        try:
            return await self._store.write(leased.organisation, function, leased, *args, **kwargs)
        except OrganisationMoved:
            workspace = leased.errand.to.workspace
            return await self._store.write(workspace, delivery.moved, leased, function, *args, **kwargs)

    def _done(self, leased: Leased, outcome: str) -> None:
        log.info("errand %s (%s) %s", leased.id, leased.errand.kind, outcome, extra=_traced(leased))
        self._meter.settled(leased, outcome)

    def _log(self, leased: Leased, failed: DeliveryFailed) -> None:
        what = (leased.id, leased.errand.kind, leased.attempt, failed)
        log.warning("errand %s (%s), attempt %d: %s", *what, extra=_traced(leased))


def _spare(leased: Leased, messenger: Messenger, asked_at: float) -> timedelta:
    """How much of its lease is not needed for the request. Raises: NotSent, when none is."""
    spare = leased.leased_for - messenger.patience - MARGIN - timedelta(seconds=time.monotonic() - asked_at)
    if spare <= timedelta(0):
        raise NotSent("the lease may end before the request does")
    return spare


def _traced(leased: Leased) -> dict[str, str]:
    """For logs that are read by machines: from the event to the post by one id."""
    return {"errand": leased.id, "cause": leased.cause}


def _lease(
    registry: Registry, lasting: timedelta, elsewhere: frozenset[WorkspaceRef], blind: frozenset[str]
) -> Sequence[Leased]:
    return registry.lease(BATCH, lasting, elsewhere, blind)
