"""One workspace's letters, drawn from the database a few at a time, before there are too few of them."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from adapters.ledger import in_one_unit
from bot.ports import Leased, Letter, Messenger, Store
from bot.services import composing

DRAWN = 32
"""Letters drawn together."""


class Drawn(NamedTuple):
    """``letter`` as it was at that time by the monotonic clock; None: there is nothing to say."""

    leased: Leased
    letter: Letter | Exception | None
    at: float


class Drawing:
    """``alone`` draws one by itself. While there are ``enough`` at hand, no further ones are drawn."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        alone: Callable[[Leased], Awaitable[Letter | None]],
        errands: Sequence[Leased],
        enough: int,
    ) -> None:
        self._store, self._messenger, self._alone, self._enough = store, messenger, alone, enough
        self._waiting, self._drawn = deque(errands), deque[Drawn]()
        self._under_way: asyncio.Task[None] | None = None
        self._ended = False

    async def next(self) -> Drawn | None:
        """None: there is no further one."""
        if len(self._drawn) < self._enough:
            self._draw_ahead()
        while not self._drawn and self._under_way:
            await self._under_way
            if not self._drawn:
                self._draw_ahead()
        return self._drawn.popleft() if self._drawn and not self._ended else None

    async def end(self) -> list[Leased]:
        """Draw nothing more. The errands that were not given to anybody."""
        self._ended = True
        if self._under_way:
            await self._under_way
        rest = [*(drawn.leased for drawn in self._drawn), *self._waiting]
        self._drawn.clear()
        self._waiting.clear()
        return rest

    def cancel(self) -> None:
        if self._under_way:
            self._under_way.cancel()

    def _draw_ahead(self) -> None:
        if self._waiting and not self._under_way and not self._ended:
            self._under_way = asyncio.create_task(self._draw())

    async def _draw(self) -> None:
        try:
            some = [self._waiting.popleft() for _ in range(min(DRAWN, len(self._waiting)))]
            at = time.monotonic()
            letters = await in_one_unit(self._store, composing.compose_all, self._alone, some, some)
            await self._messenger.expect([each for each in letters if isinstance(each, Letter)])
            self._drawn += [Drawn(leased, letter, at) for leased, letter in zip(some, letters, strict=True)]
        finally:
            self._under_way = None
