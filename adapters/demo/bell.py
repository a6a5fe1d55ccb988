"""Tells every open page that the chat has changed."""

import asyncio
from contextlib import suppress


class Bell:
    def __init__(self) -> None:
        self._next = asyncio.Event()
        self.closing = False

    def ring(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """Ring a last time, for the pages to hang up."""
        self.closing = True
        self.ring()

    def listen(self) -> asyncio.Event:
        """What will be set by the next ring. Take it before looking, and nothing is missed between."""
        return self._next

    @staticmethod
    async def heard(event: asyncio.Event, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
