"""Transactions on threads of the storage's own: one hop per transaction, none per statement."""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine

from bot.domain.errors import StorageAway
from bot.ports import Clock, Registry, UnitOfWork, Whose
from storage.clock import clock_for
from storage.engine import driver_error, is_sqlite
from storage.known import Shelf
from storage.lanes import Lane, Limits, Mode, Work
from storage.registry import SqlRegistry

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

WRITERS = READERS = 3
"""Threads; on SQLite one writes."""
CLOSES_WITHIN = 5.0
"""Seconds for the units under way when there shall be no more. Nobody was told that what is undone was done."""


class SqlStore:
    """``bot.ports.Store`` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, clock: Clock | None, limits: Limits) -> None:
        clock = clock_for(engine, clock)
        self._engine = engine
        shelf = Shelf()
        lane = partial(Lane, engine=engine, clock=clock, shelf=shelf, limits=limits)
        sqlite = is_sqlite(engine)
        threads, turn = (1, _everybody) if sqlite else (WRITERS, partial(_organisation, shelf))
        self._writers = lane("write", threads=threads, turn=turn)
        self._readers = lane("read", threads=READERS, turn=_nobody)

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

    async def close(self, within: float = CLOSES_WITHIN) -> None:
        """Take nothing more, and wait until all that was taken is done. What is not by then ends with the process."""
        lanes = (self._writers, self._readers)
        for lane in lanes:
            lane.refuse()
        until = time.monotonic() + within
        done = [await asyncio.to_thread(lane.join, until) for lane in lanes]
        if not all(done):
            log.error("the database has not answered all that it was asked")
        self._engine.dispose()

    def _ask(self, mode: Mode, whose: Whose | None, function: Callable[[Any], T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        work = Work(function, mode, whose, loop, loop.create_future())
        (self._readers if mode is Mode.READ else self._writers).put(work)
        return work.awaited


def _everybody(_work: Work) -> Hashable:
    """All take turns with each other."""
    return None


def _organisation(shelf: Shelf, work: Work) -> Hashable:
    return shelf.turn(work.whose)


def _nobody(work: Work) -> Hashable:
    """None waits for another."""
    return work


def _call(function: Callable[..., T], args: Any, kwargs: Any, unit: Any) -> T:
    return function(unit, *args, **kwargs)
