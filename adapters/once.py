"""One event, one answer, also where its deliveries overtake each other."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

REMEMBERED = 1_000
"""Events whose answer is remembered, so that one that comes again is not answered again."""


class Once(Generic[T]):
    """A delivery that overtakes an earlier one of the same event shares its answer, and so does a later one.

    ``good`` tells an answer from a request to come again later, which is not remembered.
    """

    def __init__(self, good: Callable[[T], bool]) -> None:
        self._good = good
        self._answering: dict[str, asyncio.Task[T]] = {}

    async def __call__(self, key: str, answer: Callable[[], Awaitable[T]]) -> T:
        earlier = self._answering.get(key)
        if earlier is None or (earlier.done() and not self._stands(earlier)):
            while len(self._answering) >= REMEMBERED:
                self._answering.pop(next(iter(self._answering)))
            self._answering[key] = earlier = asyncio.ensure_future(answer())
        return await asyncio.shield(earlier)

    def _stands(self, done: asyncio.Task[T]) -> bool:
        return not done.cancelled() and not done.exception() and self._good(done.result())
