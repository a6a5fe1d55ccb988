"""Threads that run units: which of them take turns, and which share a transaction.

SQLite has one writer at a time whatever we do, so one thread writes. On PostgreSQL those who write in one organisation
take turns too: the numbers they give would make them wait for each other anyway. What waits while a thread works is
then committed together, one sync to disk for all of it (PERFORMANCE, lesson 4).
"""

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Engine

from bot.domain.errors import Conflict, StorageAway
from bot.ports import Clock, Whose
from storage.clock import DatabaseClock
from storage.known import Memory, Shelf
from storage.registry import SqlRegistry
from storage.repository import Scope
from storage.session import ConnectionLost, Session, WrongGuess
from storage.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True, slots=True)
class Limits:
    """``room``: units that may wait. More means that the database cannot keep up, and who asks is told so at once.

    ``together``: units committed at once, at most; ``within``: seconds after which no further one joins them.
    ``wary``: seconds for which nobody guesses after somebody guessed wrong: what comes twice, comes so in swarms.
    """

    room: int = 2_000
    together: int = 64
    within: float = 0.025
    wary: float = 1.0


LIMITS = Limits()


class Mode(Enum):
    WRITE = auto()
    READ = auto()
    REHEARSE = auto()


@dataclass(slots=True, eq=False)
class Work:
    """One unit to run: ``whose`` None is the registry's. Its outcome is for the thread that asked.

    ``guesses``: of what mostly is not there it may be told, before anybody has looked, that it is not
    (``storage.session.Session.sought``).
    """

    function: Callable[[Any], Any]
    mode: Mode
    whose: Whose | None
    loop: asyncio.AbstractEventLoop
    awaited: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None
    guesses: bool = True

    def settle(self) -> None:
        """On the loop. Whoever asked may have gone meanwhile; the unit counts all the same."""
        if self.awaited.done():
            return
        if self.error is None:
            self.awaited.set_result(self.value)
        elif isinstance(self.error, Exception) and not isinstance(self.error, StopIteration):
            self.awaited.set_exception(self.error)
        else:  # meant for a thread, not for whoever awaits it; a StopIteration no future takes
            self.awaited.set_exception(RuntimeError(repr(self.error)))


class Lane:
    """Threads, and the work that waits for them. Work with the same ``turn`` is done by one of them at a time."""

    def __init__(
        self,
        name: str,
        engine: Engine,
        clock: Clock,
        shelf: Shelf,
        *,
        threads: int,
        limits: Limits,
        turn: Callable[[Work], Hashable],
    ) -> None:
        self._engine, self._clock, self._shelf = engine, clock, shelf
        self._limits, self._turn = limits, turn
        self._query_only = name == "read"
        self._lock = threading.Lock()
        self._count, self._closed = 0, False
        self._wary_until = 0.0
        self._waiting: dict[Hashable, deque[Work]] = {}
        self._turns: SimpleQueue[tuple[Hashable] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, name=f"storage-{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, work: Work) -> None:
        """Raises: StorageAway, when closed or when too much waits already."""
        turn = self._turn(work)
        with self._lock:
            if self._closed:
                raise StorageAway(reason="closed")
            if self._count >= self._limits.room:
                raise StorageAway(reason="too much is waiting")
            self._count += 1
            if turn in self._waiting:
                self._waiting[turn].append(work)
            else:
                self._waiting[turn] = deque([work])
                self._turns.put((turn,))

    def refuse(self) -> None:
        """Take nothing more. What waits is still done."""
        with self._lock:
            self._closed = True
            for _ in self._threads:
                self._turns.put(None)

    def join(self, until: float) -> bool:
        """Wait for all that was taken, at most until then on the monotonic clock. Whether it is done."""
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        session = Session(self._engine, query_only=self._query_only)
        while taken := self._turns.get():
            while self._serve(session, *taken):
                pass
        session.close()

    def _serve(self, session: Session, turn: Hashable) -> bool:
        """Do what waits, as far as it goes together. Whether to go on with this turn at once."""
        waiting = self._waiting[turn]
        guessing = waiting[0].guesses and time.monotonic() >= self._wary_until
        group = _Group(session, self._clock, self._shelf, self._limits, guessing=guessing)
        group.run(lambda: self._next(waiting, joining=bool(group.works)))
        with self._lock:
            if group.guessed_wrong:
                self._put_back(group, waiting)
            if group.away:
                # The database is: those who wait need not wait as long again, each in their turn.
                group.works += waiting
                self._count -= len(waiting)
                waiting.clear()
            if not waiting:
                del self._waiting[turn]
            elif not self._closed:
                self._turns.put((turn,))
            rest = bool(waiting) and self._closed
        group.settle()
        return rest

    def _put_back(self, group: "_Group", waiting: deque[Work]) -> None:
        """Before all others, so that those who join them look as well."""
        self._wary_until = time.monotonic() + self._limits.wary
        for work in reversed(group.works):
            work.guesses, work.error = False, None
            waiting.appendleft(work)
        self._count += len(group.works)
        group.works = []

    def _next(self, waiting: deque[Work], *, joining: bool) -> Work | None:
        with self._lock:
            if not waiting or (joining and waiting[0].mode is not Mode.WRITE):
                return None
            self._count -= 1
            return waiting.popleft()


class _Group:
    """Units in one transaction. What one of them did before it failed is undone with all the others', who are then
    done again each by itself: a savepoint for each would cost all of them more.

    ``away`` is the database's fault that is everybody's outcome. ``guessed_wrong``: nothing is done, and all is to be
    done again.
    """

    def __init__(self, session: Session, clock: Clock, shelf: Shelf, limits: Limits, *, guessing: bool) -> None:
        self._session, self._clock, self._shelf = session, clock, shelf
        self._limits, self._guessing = limits, guessing
        self.works: list[Work] = []
        self.away: Exception | None = None
        self.guessed_wrong = False

    def run(self, take: Callable[[], Work | None]) -> None:
        """Those that ``take`` gives, until it gives none."""
        try:
            self._run(take)
        except WrongGuess:
            self._session.rollback()
            self.guessed_wrong = True

    def _run(self, take: Callable[[], Work | None]) -> None:
        until = time.monotonic() + self._limits.within
        while work := take():
            self.works.append(work)
            if work.mode is not Mode.WRITE:
                self._alone(work)
                return
            if len(self.works) == 1 and not self._begin():
                return
            if not self._joins(work):
                self._each_alone(work.error, work)
                return
            if len(self.works) >= self._limits.together or time.monotonic() > until:
                break
        try:
            self._session.catch_up()
        except Exception as error:  # noqa: BLE001  # whatever it is, it need not be everybody's outcome
            self._each_alone(error)
        else:
            self._commit()

    def settle(self) -> None:
        """Tell each loop once of all that is done."""
        loops: dict[asyncio.AbstractEventLoop, list[Work]] = {}
        for work in self.works:
            work.error = self.away or work.error
            loops.setdefault(work.loop, []).append(work)
        for loop, done in loops.items():
            with contextlib.suppress(RuntimeError):  # that loop has ended, and nobody waits there
                loop.call_soon_threadsafe(_settle_here, done)

    def _begin(self) -> bool:
        try:
            self._open(guessing=self._guessing)
        except ConnectionLost:
            self._open_again()
        except Exception as error:  # noqa: BLE001  # whatever it is, it is the outcome of all who wait
            self.away = error
        return self.away is None

    def _open_again(self) -> None:
        try:
            self._open(guessing=self._guessing)
        except Exception as error:  # noqa: BLE001  # as above
            self.away = error

    def _open(self, *, read_only: bool = False, guessing: bool = False) -> None:
        self._session.begin(read_only=read_only, guessing=guessing)
        if isinstance(self._clock, DatabaseClock):
            self._clock.compare(self._session)
        self._memory = Memory(self._shelf, self._session, hold=not read_only)

    def _joins(self, work: Work) -> bool:
        """Whether the transaction still stands, with all of this unit in it or nothing."""
        before = self._session.changes
        try:
            work.value = self._perform(work)
        except WrongGuess:
            raise
        except (Conflict, StorageAway) as error:
            work.error = error
            return False
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is the outcome
            work.error = error
            return self._session.changes == before and self._session.sound
        # What another unit left for later is written when this one depends on it. If that failed, this one may have
        # taken the error for its own and answered it; the transaction is lost all the same.
        return self._session.sound

    def _each_alone(self, error: BaseException | None, failed: Work | None = None) -> None:
        self._session.rollback()
        if isinstance(error, StorageAway) and not isinstance(error, ConnectionLost):
            self.away = error
            return
        for work in self.works:
            work.error = None
            # A unit is begun again once at most: for the one that failed, this is that time.
            self._alone(work, again=work is not failed)

    def _commit(self) -> None:
        """Nobody hears of success before it is on the disk."""
        try:
            self._session.commit()
        except Exception as error:  # noqa: BLE001  # is everybody's outcome
            self._session.rollback()
            self.away = error

    def _alone(self, work: Work, *, again: bool = True) -> None:
        """In a transaction of its own. Once again, if somebody was faster or the connection was lost before the end."""
        try:
            try:
                work.value = self._transaction(work)
            except (Conflict, ConnectionLost):
                if not again:
                    raise
                work.value = self._transaction(work)
        except ConnectionLost as error:
            work.error = StorageAway(**error.facts)
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is the outcome
            work.error = error

    def _transaction(self, work: Work) -> Any:
        try:
            self._open(read_only=work.mode is Mode.READ)
            value = self._perform(work)
            if work.mode is not Mode.REHEARSE:
                self._session.commit()
        finally:
            self._session.rollback()
        return value

    def _perform(self, work: Work) -> Any:
        now = self._clock.now()
        if work.whose is None:
            return work.function(SqlRegistry(self._session, now, self._memory))
        organisation = self._memory.find(work.whose)
        writable = work.mode is not Mode.READ
        return work.function(SqlUnitOfWork(Scope(self._session, organisation, now, writable, self._memory)))


def _settle_here(works: Sequence[Work]) -> None:
    for work in works:
        work.settle()
