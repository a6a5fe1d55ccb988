"""One workspace's errands: sent several at once, and settled together as they come back."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from adapters.drawing import Drawing, Drawn
from adapters.faults import unexpected
from adapters.ledger import Ledger, in_one_unit
from bot.domain.errors import (
    DeliveryFailed,
    NotSent,
    OrganisationMoved,
    Rejected,
    StorageAway,
    Unfindable,
    Unknown,
    WorkspaceClosed,
)
from bot.domain.refs import MessageRef, WorkspaceRef
from bot.ports import Kind, Leased, Letter, Messenger, Sent, Store, UnitOfWork
from bot.services import composing, delivery, doubts

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

MARGIN = timedelta(seconds=5)
AT_ONCE = 8
"""Requests under way in one workspace."""
SETTLED = 32
"""Errands settled together, at most."""
HANDS = AT_ONCE + SETTLED
"""Errands under way there: those that are out already wait to be settled, or are being."""
FRESH = 2.0
"""Seconds for which a letter says what is so. One that waited longer for its turn is drawn anew."""
WAIT_MOST = timedelta(seconds=20)
"""For a turn, with the lease in hand. Whose turn is later than that gives the errand back until then."""


class Meter(Protocol):
    """Counts what becomes of errands."""

    def settled(self, leased: Leased, outcome: str) -> None: ...
    def looked(self, leased: Leased, found: bool) -> None: ...


class Doors(Protocol):
    """Which workspaces let us in."""

    def is_shut(self, workspace: WorkspaceRef) -> bool: ...
    def shut(self, workspace: WorkspaceRef) -> bool:
        """Leave it alone for a while. Whether that is news."""


class Lane:
    """``asked_at`` is when the lease was asked for, by the monotonic clock."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        meter: Meter,
        doors: Doors,
        errands: Sequence[Leased],
        asked_at: float,
    ) -> None:
        self._store, self._messenger, self._meter, self._doors = store, messenger, meter, doors
        self._asked_at = asked_at
        self._drawing = Drawing(store, messenger, self._composed, errands, enough=AT_ONCE)
        self._hands = min(HANDS, len(errands))
        self._gate, self._sending = asyncio.Semaphore(AT_ONCE), 0
        self._ending = asyncio.Event()
        self._ledger = Ledger(store, self._settled_alone, SETTLED)

    async def run(self) -> None:
        try:
            await asyncio.gather(*(self._carry() for _ in range(self._hands)))
        finally:
            self._drawing.cancel()
            await self._ledger.written()

    async def end(self) -> None:
        """Begin nothing more, and give back at once what was not begun: nobody need wait until its lease is over."""
        self._ending.set()
        for _ in range(self._hands):
            # Those under way may take longer than there is time, and whoever waits for them has something to give back.
            self._gate.release()
        if rest := await self._drawing.end():
            await in_one_unit(self._store, delivery.all_given_back, self._given_back, rest, rest)

    async def _given_back(self, leased: Leased) -> None:
        await self._write(leased, delivery.given_back)

    async def _carry(self) -> None:
        while drawn := await self._drawing.next():
            try:
                await self._deliver(drawn)
            except StorageAway as away:
                log.error("errand %s not settled: %s", drawn.leased.id, away)
            except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
                await self._broken_off(drawn.leased, error)

    async def _broken_off(self, leased: Leased, error: Exception) -> None:
        """Nobody knows how far it came. Whatever goes wrong here, the lease ends by itself."""
        unexpected(log, error, _named(leased))
        try:
            await self._in_doubt(leased, Unknown(type(error).__qualname__))
        except Exception as further:  # noqa: BLE001  # as above
            unexpected(log, further, _named(leased))

    # One errand ---------------------------------------------------------------------------------

    async def _composed(self, leased: Leased) -> Letter | None:
        return await self._write(leased, composing.compose)

    async def _deliver(self, drawn: Drawn) -> None:
        leased, letter, drawn_at = drawn
        if isinstance(letter, Exception):
            await self._not_drawn(leased, letter)
            return
        try:
            if self._doors.is_shut(leased.errand.to.workspace):
                # Soon: this process leaves it alone meanwhile, and when it lets us in again nothing need wait.
                raise NotSent("the workspace does not let us in")
            if await self._done_before(leased):
                return
            if letter:
                await self._turn(leased, letter)
        except DeliveryFailed as failed:
            await self._failed(leased, failed)
        else:
            await self._send(leased, letter, drawn_at)

    async def _not_drawn(self, leased: Leased, error: Exception) -> None:
        """Raises: StorageAway."""
        if isinstance(error, StorageAway):
            raise error
        if isinstance(error, NotSent):
            await self._failed(leased, error)
            return
        unexpected(log, error, _named(leased))
        await self._failed(leased, NotSent(type(error).__qualname__))

    async def _send(self, leased: Leased, letter: Letter | None, drawn_at: float) -> None:
        try:
            sent = await self._request(leased, letter, drawn_at) if letter else None
        except Unknown as unknown:
            await self._in_doubt(leased, unknown)
        except DeliveryFailed as failed:
            await self._failed(leased, failed)
        else:
            if sent:
                await self._ledger.settle(sent, more=self._sending > 0)
                self._done(leased, "sent")
            else:
                await self._write(self._as_looked_for(leased), delivery.nothing_to_say)
                self._meter.settled(leased, "nothing to say")

    async def _request(self, leased: Leased, letter: Letter, drawn_at: float) -> Sent | None:
        """None: there is nothing to say any more."""
        self._sending += 1
        try:
            async with self._gate:
                now = await self._begun(leased, letter, drawn_at)
                if now is None:
                    return None
                by = time.monotonic() + self._spare(leased).total_seconds()
                return Sent(leased, await self._messenger.send(now, leased.id, by), now.message)
        finally:
            self._sending -= 1

    # Before -------------------------------------------------------------------------------------

    async def _done_before(self, leased: Leased) -> bool:
        """Whether an earlier attempt wrote it, or may have and must not be repeated. Raises: as ``Messenger.find``.

        An edit may be made twice, and a whisper leaves nothing to be found.
        """
        if not leased.perhaps_out or _leaves_nothing(leased):
            return False
        if not self._messenger.reads_back:
            return await self._left_to_somebody(leased, "the last attempt was cut off")
        try:
            found = await self._find(leased)
        except Unfindable as unfindable:
            return await self._left_to_somebody(leased, unfindable.reason)
        self._meter.looked(leased, found is not None)
        if found is None:
            return False
        await self._ledger.settle(Sent(leased, found, None), more=False)
        self._done(leased, "found")
        return True

    def _as_looked_for(self, leased: Leased) -> Leased:
        """What was looked for and not found is surely not out: should it have something to say again, it says so."""
        if _leaves_nothing(leased) or not self._messenger.reads_back:
            return leased
        return replace(leased, first_tried_at=None, tried_at=None)

    async def _find(self, leased: Leased) -> MessageRef | None:
        since = leased.first_tried_at or leased.leased_at
        until = (leased.tried_at or leased.leased_at) + leased.leased_for
        try:
            return await self._messenger.find(leased.errand.to, leased.id, since, until, leased.errand.thread)
        except Unfindable:
            raise
        except Unknown as unknown:
            # Looking in vain sends nothing.
            raise NotSent(unknown.reason) from unknown

    async def _turn(self, leased: Leased, letter: Letter) -> None:
        """Wait for its turn. Raises: NotSent."""
        # A turn that comes too late for this lease is left to others.
        most = min(WAIT_MOST, self._spare(leased))
        wait = self._messenger.wait(letter, most)
        if wait > most:
            raise NotSent("its turn is later", wait)
        if wait:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), wait.total_seconds())

    async def _begun(self, leased: Leased, letter: Letter, drawn_at: float) -> Letter | None:
        """The letter as it reads now. Raises: NotSent.

        Where nothing can be looked for, somebody is asked about all that was begun when the process is killed: so that
        is noted of what is about to be sent only.
        """
        if self._ending.is_set():
            raise NotSent(delivery.ENDING, timedelta(0))
        now: Letter | None = letter
        if time.monotonic() - drawn_at > FRESH:
            now = await self._composed(leased)
        if now and not self._messenger.reads_back:
            await self._write(leased, delivery.begin)
        return now

    def _spare(self, leased: Leased) -> timedelta:
        """How much of its lease is not needed for the request.

        Raises: NotSent, when none is: the lease may end before the request does, and then somebody else may hold it.
        """
        spent = timedelta(seconds=time.monotonic() - self._asked_at)
        spare = leased.leased_for - self._messenger.patience - MARGIN - spent
        if spare <= timedelta(0):
            raise NotSent("the lease may end before the request does")
        return spare

    # After --------------------------------------------------------------------------------------

    async def _in_doubt(self, leased: Leased, unknown: Unknown) -> None:
        if self._messenger.reads_back or not await self._left_to_somebody(leased, unknown.reason):
            await self._write(leased, delivery.perhaps_sent, unknown.reason)
            self._meter.settled(leased, "unknown")
        _log(leased, unknown)

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
                await self._write(leased, delivery.not_sent, failed.wait, failed.reason)
                self._meter.settled(leased, "not sent")
        _log(leased, failed)

    async def _shut_out_of(self, leased: Leased, closed: WorkspaceClosed) -> None:
        """Nothing more goes to this workspace for a while, and nothing of it is lost."""
        workspace = leased.errand.to.workspace
        first = self._doors.shut(workspace)
        await self._write(leased, delivery.not_sent, None, closed.reason)
        self._meter.settled(leased, "shut out")
        if first:
            log.error("workspace %s does not let us in: %s", workspace, closed.reason)
            await self._store.write(workspace, doubts.shut_out, workspace, closed.reason)

    async def _settled_alone(self, sent: Sent) -> None:
        await self._write(sent.leased, delivery.sent, sent.message, sent.said)

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
        if log.isEnabledFor(logging.INFO):
            log.info("errand %s (%s) %s", leased.id, leased.errand.kind, outcome, extra=_traced(leased))
        self._meter.settled(leased, outcome)


def _log(leased: Leased, failed: DeliveryFailed) -> None:
    what = (leased.id, leased.errand.kind, leased.attempt, failed)
    log.warning("errand %s (%s), attempt %d: %s", *what, extra=_traced(leased))


def _leaves_nothing(leased: Leased) -> bool:
    """That could be looked for."""
    return leased.errand.kind is Kind.EDIT or leased.errand.within is not None


def _named(leased: Leased) -> str:
    return f"errand {leased.id} ({leased.errand.kind})"


def _traced(leased: Leased) -> dict[str, str]:
    """For logs that are read by machines: from the event to the post by one id."""
    return {"errand": leased.id, "cause": leased.cause}
