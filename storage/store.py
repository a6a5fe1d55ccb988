"""Transactions on threads of the storage's own: one hop per transaction, none per statement.

SQLite has one writer at a time whatever we do, so one thread writes, and what is queued while it works is committed
together: one sync to disk for all of it (PERFORMANCE, lesson 4). Beside it some threads only read. On PostgreSQL a few
threads do both.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine

from bot.domain.errors import Conflict, StorageAway
from bot.ports import Clock, Registry, UnitOfWork, Whose
from storage.engine import ConnectionLost, DatabaseClock, Session, clock_for, driver_error, is_sqlite
from storage.organisations import found
from storage.registry import SqlRegistry
from storage.repository import Scope
from storage.unit_of_work import SqlUnitOfWork

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
POSTGRESQL_THREADS = 6
TOGETHER = 64
"""Units committed at once, at most."""
TOGETHER_WITHIN = 0.025
"""Seconds after which no further unit joins those to be committed."""
QUEUE = 2_000
"""Units that may wait. More means that the database cannot keep up, and who asks is told so at once."""


class Mode(Enum):
    WRITE = auto()
    READ = auto()
    REHEARSE = auto()


@dataclass(slots=True)
class Work:
    """One unit to run: ``whose`` None is the registry's. Its outcome is for the thread that asked."""

    function: Callable[[Any], Any]
    mode: Mode
    whose: Whose | None
    loop: asyncio.AbstractEventLoop
    awaited: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        """On the loop. Whoever asked may have gone meanwhile; the unit counts all the same."""
        if self.awaited.done():
            return
        if self.error is None:
            self.awaited.set_result(self.value)
        elif isinstance(self.error, Exception):
            self.awaited.set_exception(self.error)
        else:  # meant for a thread, not for whoever awaits it
            self.awaited.set_exception(RuntimeError(repr(self.error)))


class Lane:
    """Threads that take work from one queue. ``together``: how many units one transaction may hold."""

    def __init__(
        self, name: str, engine: Engine, clock: Clock, threads: int, together: int = 1, room: int = QUEUE
    ) -> None:
        self._room = room
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._engine, self._clock, self._together = engine, clock, together
        self._query_only = name == "read"
        self._closed = False
        self._threads = [
            threading.Thread(target=self._run, name=f"storage-{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, work: Work) -> None:
        """Raises: StorageAway, when closed or when too much waits already."""
        if self._closed:
            raise StorageAway(reason="closed")
        if self._queue.qsize() >= self._room:
            raise StorageAway(reason="too much is waiting")
        self._queue.put(work)

    def refuse(self) -> None:
        """Take nothing more. What waits is still done."""
        self._closed = True
        for _ in self._threads:
            self._queue.put(None)

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        session = Session(self._engine, query_only=self._query_only)
        while (work := self._queue.get()) is not None:
            if self._together > 1:
                self._write_together(session, work)
            else:
                _alone(session, self._clock, work)
                _settle([work])
            del work
        session.close()

    def _write_together(self, session: Session, first: Work) -> None:
        try:
            session.begin()
        except Exception as error:  # noqa: BLE001  # is the outcome of all who wait
            _settle(self._failed(first, error))
            return
        group = _Group(session, self._clock)
        until = time.monotonic() + TOGETHER_WITHIN
        work: Work | None = first
        while work is not None:
            group.run(work)
            room = len(group.works) < self._together and time.monotonic() < until and not group.lost
            work = self._waiting() if room else None
        group.commit()
        _settle(group.works)

    def _waiting(self) -> Work | None:
        try:
            work = self._queue.get_nowait()
        except Empty:
            return None
        if work is None:  # the end, which is to be seen by who waits for work
            self._queue.put(None)
        return work

    def _failed(self, first: Work, error: Exception) -> Sequence[Work]:
        """The database is away: those who wait need not wait as long again, each in their turn."""
        failed = [first]
        while len(failed) < self._room and (work := self._waiting()) is not None:
            failed.append(work)
        for work in failed:
            work.error = error
        return failed


class _Group:
    """Units in one transaction of SQLite's, each under a savepoint of its own."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session, self._clock = session, clock
        self.works: list[Work] = []

    @property
    def lost(self) -> bool:
        """A full disk or a fault of the file ends the transaction, and with it everybody's unit."""
        return not self._session.open

    def run(self, work: Work) -> None:
        self.works.append(work)
        try:
            self._run(work)
        except Conflict:
            self._run_again(work)
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is the outcome
            work.error = error

    def commit(self) -> None:
        """Nobody hears of success before it is on the disk."""
        if self.lost:
            self._fail(StorageAway(reason="the transaction was lost"))
            return
        try:
            self._session.commit()
        except Exception as error:  # noqa: BLE001  # is everybody's outcome
            self._session.rollback()
            self._fail(error)

    def _run(self, work: Work) -> None:
        self._session.savepoint()
        try:
            work.value = _perform(self._session, self._clock, work)
        except BaseException:
            if not self.lost:
                self._session.undo()
            raise
        if work.mode is Mode.REHEARSE:
            self._session.undo()
        else:
            self._session.release()

    def _run_again(self, work: Work) -> None:
        try:
            self._run(work)
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is the outcome
            work.error = error

    def _fail(self, error: Exception) -> None:
        for work in self.works:
            work.error = work.error or error


def _perform(session: Session, clock: Clock, work: Work) -> Any:
    now = clock.now()
    if work.whose is None:
        return work.function(SqlRegistry(session, now))
    writing = work.mode is not Mode.READ
    scope = Scope(session, found(session, work.whose, writing=writing), now, writable=writing)
    return work.function(SqlUnitOfWork(scope))


def _alone(session: Session, clock: Clock, work: Work) -> None:
    """A transaction for one unit. Once again, if somebody was faster, or if the connection was lost before the end."""
    try:
        try:
            work.value = _transaction(session, clock, work)
        except (Conflict, ConnectionLost):
            work.value = _transaction(session, clock, work)
    except ConnectionLost as error:
        work.error = StorageAway(**error.facts)
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is the outcome
        work.error = error


def _transaction(session: Session, clock: Clock, work: Work) -> Any:
    try:
        session.begin(read_only=work.mode is Mode.READ)
        if isinstance(clock, DatabaseClock):
            clock.compare(session)
        value = _perform(session, clock, work)
        if work.mode is not Mode.REHEARSE:
            session.commit()
    finally:
        session.rollback()
    return value


def _settle(works: Sequence[Work]) -> None:
    """Tell each loop once of all that is done."""
    loops: dict[asyncio.AbstractEventLoop, list[Work]] = {}
    for work in works:
        loops.setdefault(work.loop, []).append(work)
    for loop, done in loops.items():
        with contextlib.suppress(RuntimeError):  # that loop has ended, and nobody waits there
            loop.call_soon_threadsafe(_settle_here, done)


def _settle_here(works: Sequence[Work]) -> None:
    for work in works:
        work.settle()


class SqlStore:
    """``bot.ports.Store`` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, clock: Clock | None, room: int = QUEUE) -> None:
        clock = clock_for(engine, clock)
        self._engine = engine
        if is_sqlite(engine):
            self._writers = Lane("write", engine, clock, threads=1, together=TOGETHER, room=room)
            self._readers = Lane("read", engine, clock, threads=READERS, room=room)
        else:
            self._writers = self._readers = Lane("both", engine, clock, threads=POSTGRESQL_THREADS, room=room)

    async def write(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        return await self._ask(Mode.WRITE, whose, partial(_call, function, args, kwargs))

    async def read(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        return await self._ask(Mode.READ, whose, partial(_call, function, args, kwargs))

    async def rehearse(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        return await self._ask(Mode.REHEARSE, whose, partial(_call, function, args, kwargs))

    async def registry(self, function: Callable[Concatenate[Registry, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._ask(Mode.WRITE, None, partial(_call, function, args, kwargs))

    async def ping(self) -> None:
        try:
            await self._ask(Mode.WRITE, None, SqlRegistry.beat)
        except driver_error(self._engine) as error:
            raise StorageAway(reason=type(error).__name__) from error

    async def close(self) -> None:
        """Take nothing more, and wait until all that was taken is done."""
        lanes = {self._writers, self._readers}
        for lane in lanes:
            lane.refuse()
        for lane in lanes:
            await asyncio.to_thread(lane.join)
        self._engine.dispose()

    def _ask(self, mode: Mode, whose: Whose | None, function: Callable[[Any], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        work = Work(function, mode, whose, loop, loop.create_future())
        (self._readers if mode is Mode.READ else self._writers).put(work)
        return work.awaited


def _call(function: Callable[..., T], args: Any, kwargs: Any, unit: Any) -> T:
    return function(unit, *args, **kwargs)
