"""One event, one answer, also where its deliveries overtake each other."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from adapters.bounded import Latest

T = TypeVar("T")

REMEMBERED = 1_000
"""Events whose answer is remembered, so that one that comes again is not answered again."""


class Once(Generic[T]):
    """A delivery that overtakes an earlier one of the same event shares its answer, and so does a later one.

    ``good`` tells an answer from a request to come again later, which is not remembered.
    """

    def __init__(self, good: Callable[[T], bool]) -> None:
        self._good = good
        self._answering: Latest[str, asyncio.Future[T]] = Latest(REMEMBERED)

    async def __call__(self, key: str, answer: Callable[[], Awaitable[T]]) -> T:
        earlier = self._answering.get(key)
        if earlier is None or (earlier.done() and not self._stands(earlier)):
            return await self._first(key, answer)
        return await asyncio.shield(earlier)

    def __contains__(self, key: str) -> bool:
        """Whether it came here before, however that ended."""
        return key in self._answering

    async def _first(self, key: str, answer: Callable[[], Awaitable[T]]) -> T:
        answering = self._answering[key] = asyncio.get_running_loop().create_future()
        try:
            answered = await answer()
        except asyncio.CancelledError:
            answering.cancel()
            raise
        except BaseException as error:
            answering.set_exception(error)
            answering.exception()  # nobody else may be waiting, which is no fault
            raise
        answering.set_result(answered)
        return answered

    def _stands(self, done: asyncio.Future[T]) -> bool:
        return not done.cancelled() and not done.exception() and self._good(done.result())
