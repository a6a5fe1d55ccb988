"""What was made a moment ago, for who asks for the same again."""

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from adapters.bounded import Latest

T = TypeVar("T")

MOST = 128
FORGOTTEN_AFTER = 60.0
"""Seconds. There are customers' words in it."""


class Lately(Generic[T]):
    """One quote of the day goes to many channels in the same minute. The key holds all that the value is made of."""

    def __init__(self) -> None:
        self._made: Latest[Hashable, T] = Latest(MOST)
        self._forgetting: asyncio.TimerHandle | None = None

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = make()
            if self._forgetting is None:
                self._forgetting = asyncio.get_running_loop().call_later(FORGOTTEN_AFTER, self._forget)
        return made

    def _forget(self) -> None:
        self._made.clear()
        self._forgetting = None
