"""Runs the outbox's errands: leases some, and has each workspace's go its own way (ARCHITECTURE §5)."""

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import inf

from adapters.lane import Lane, Meter
from bot.domain.errors import NotSent, StorageAway
from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, WorkspaceRef
from bot.ports import Clock, Kind, Leased, Letter, Messenger, Registry, Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
BATCH = 100
BATCHES = 10
"""Leased at one tick, at most."""
CLOSED_FOR = timedelta(minutes=5)
"""How long a workspace that does not let us in is left alone, unless it lets us in again before."""


class Unmetered:
    def settled(self, leased: Leased, outcome: str) -> None:
        """Nobody counts."""

    def looked(self, leased: Leased, found: bool) -> None:
        """Nobody counts."""


class Doors:
    """Those that are shut to us, and until when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[WorkspaceRef, float] = {}

    def is_shut(self, workspace: WorkspaceRef) -> bool:
        return workspace in self._until

    def shut(self, workspace: WorkspaceRef) -> bool:
        first = workspace not in self._until
        self._until[workspace] = (self._clock.now() + CLOSED_FOR).timestamp()
        return first

    def open(self, workspace: WorkspaceRef) -> None:
        self._until.pop(workspace, None)

    def all_shut(self) -> frozenset[WorkspaceRef]:
        """Those that are shut now. One whose time is over may be tried again; so may one that seems to be shut for
        longer than ``CLOSED_FOR``, for then the clock was set back.
        """
        now = self._clock.now().timestamp()
        most = now + CLOSED_FOR.total_seconds()
        self._until = {workspace: until for workspace, until in self._until.items() if now < until <= most}
        return frozenset(self._until)


class Nowhere:
    """The messenger of a platform that is switched off: what is for it waits."""

    platform = ""
    patience = timedelta(0)
    reads_back = True

    def wait(self, letter: Letter, most: timedelta) -> timedelta:
        return timedelta(0)

    async def expect(self, letters: Sequence[Letter]) -> None:
        """Nothing can be looked up."""

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        raise NotSent("no such platform here")

    async def find(
        self, to: ChannelRef | MemberRef, id: str, since: datetime, until: datetime, thread: str | None = None
    ) -> MessageRef | None:
        raise NotSent("no such platform here")

    async def text_of(self, message: MessageRef) -> None:
        return None

    async def profile(self, ref: MemberRef) -> Profile | None:
        return None


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
        self._lanes: dict[WorkspaceRef, tuple[Lane, asyncio.Task[None]]] = {}
        self._ending = False
        self._doors = Doors(clock)

    async def run(self) -> int:
        """Lease what is due and start delivering it. How many errands were leased."""
        leased = 0
        for _ in range(0 if self._ending else BATCHES):
            some = await self._lease_some()
            leased += some
            if some < BATCH:
                break
        return leased

    async def _lease_some(self) -> int:
        asked_at = time.monotonic()
        elsewhere = frozenset(self._lanes) | self._doors.all_shut()
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
        self._doors.open(workspace)

    @property
    def _blind(self) -> frozenset[str]:
        """Where nothing can be looked for."""
        return frozenset(name for name, messenger in self._messengers.items() if not messenger.reads_back)

    async def finish(self) -> None:
        """Run all there is to run now, and wait until it is done."""
        while await self.run() or self._lanes:
            await asyncio.gather(*(running for _, running in self._lanes.values()))

    async def drain(self, within: timedelta) -> None:
        """Begin nothing more, give back what was not begun, and wait for what is under way. What is not done by then
        keeps its lease, and is looked for after it.
        """
        self._ending = True
        lanes = list(self._lanes.values())
        under_way = [running for _, running in lanes] + [asyncio.create_task(lane.end()) for lane, _ in lanes]
        if under_way:
            await asyncio.wait(under_way, timeout=within.total_seconds())
        for each in under_way:
            each.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _start(self, workspace: WorkspaceRef, errands: Sequence[Leased], asked_at: float) -> None:
        messenger = self._messengers.get(workspace.platform) or Nowhere()
        lane = Lane(self._store, messenger, self._meter, self._doors, errands, asked_at)
        # Told to end while the database was asked, it begins nothing: what was leased is given back.
        going = lane.end() if self._ending else self._run(lane, errands)
        task = asyncio.create_task(going, name=f"lane {workspace}")
        self._lanes[workspace] = lane, task
        task.add_done_callback(lambda _: self._lanes.pop(workspace, None))

    async def _run(self, lane: Lane, errands: Sequence[Leased]) -> None:
        if any(leased.errand.kind is Kind.FEATURE for leased in errands):
            await asyncio.sleep(random.uniform(0, self._jitter.total_seconds()))  # noqa: S311 - no secret
        await lane.run()


def _lease(
    registry: Registry, lasting: timedelta, elsewhere: frozenset[WorkspaceRef], blind: frozenset[str]
) -> Sequence[Leased]:
    return registry.lease(BATCH, lasting, elsewhere, blind)
