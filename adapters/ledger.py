"""What became of errands, kept: as many as come back together by one unit of work."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from bot.domain.errors import StorageAway
from bot.ports import Leased, Sent, Store, UnitOfWork
from bot.services import delivery

S = TypeVar("S")
T = TypeVar("T")

LINGER = 0.02
"""Seconds that one which came back waits for others. Shorter than the request that it came back from: a process that is
killed has hardly more in doubt for it.
"""


class Ledger:
    """What comes back within a moment is settled together, as is what comes back while a commit is made.

    ``alone`` settles one by itself. ``enough`` to be settled without waiting for more.
    """

    def __init__(self, store: Store, alone: Callable[[Sent], Awaitable[None]], enough: int) -> None:
        self._store, self._alone, self._most = store, alone, enough
        self._came_back: list[tuple[Sent, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._enough = asyncio.Event()

    async def settle(self, sent: Sent, *, more: bool) -> None:
        """Also if who asked for it goes meanwhile. ``more``: others may come back soon. Raises: as ``Store.write``."""
        settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._came_back.append((sent, settled))
        if len(self._came_back) >= self._most or not more:
            self._enough.set()
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await settled

    async def written(self) -> None:
        if self._writing:
            await self._writing

    async def _write(self) -> None:
        while self._came_back:
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER):
                    await self._enough.wait()
            some, self._came_back = self._came_back, []
            self._enough.clear()
            went = [sent for sent, _ in some]
            outcomes = await in_one_unit(self._store, _settle, self._alone, went, [sent.leased for sent in went])
            for (_, settled), outcome in zip(some, outcomes, strict=True):
                if settled.done():
                    continue
                if isinstance(outcome, Exception):
                    settled.set_exception(outcome)
                else:
                    settled.set_result(None)
        self._writing = None


async def in_one_unit(
    store: Store,
    together: Callable[[UnitOfWork, Sequence[S]], Sequence[T]],
    alone: Callable[[S], Awaitable[T]],
    some: Sequence[S],
    leased: Sequence[Leased],
) -> Sequence[T | Exception]:
    """What is made of each of them, or the error it ends in. ``leased`` are the errands they are about.

    One that cannot be done must not keep the others waiting: where one fails, each is tried ``alone``.
    """
    try:
        return await store.write(leased[0].organisation, together, some)
    except StorageAway as away:
        return [away] * len(some)
    except Exception:  # noqa: BLE001  # whatever it is, it is one of theirs, who meets it again
        return [await _outcome(alone(each)) for each in some]


async def _outcome(awaited: Awaitable[T]) -> T | Exception:
    try:
        return await awaited
    except Exception as error:  # noqa: BLE001  # it is for whoever asked, who logs it
        return error


def _settle(unit: UnitOfWork, went: Sequence[Sent]) -> list[None]:
    delivery.all_sent(unit, went)
    return [None] * len(went)
