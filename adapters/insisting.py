"""What is tried again and again in the background, until it succeeds."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import repeat

AGAIN_AFTER = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between attempts; the last one for ever."""


def pauses() -> Iterator[float]:
    yield from AGAIN_AFTER
    yield from repeat(AGAIN_AFTER[-1])


class Insisting:
    """``attempt`` says whether it has succeeded, and never raises."""

    def __init__(self, attempt: Callable[[], Awaitable[bool]], name: str) -> None:
        self._attempt, self._name = attempt, name
        self._trying: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Unless that is under way: not at once, for it has just failed."""
        if self._trying is None or self._trying.done():
            self._trying = asyncio.create_task(self._go_on(), name=self._name)

    async def stop(self) -> None:
        if self._trying:
            self._trying.cancel()
            with suppress(asyncio.CancelledError):
                await self._trying

    async def _go_on(self) -> None:
        for pause in pauses():
            await asyncio.sleep(pause)
            if await self._attempt():
                return
