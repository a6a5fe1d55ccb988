"""What stands on people's screens, whatever the platform."""

import asyncio
import contextlib
import itertools
import time
from abc import ABC, abstractmethod
from typing import Generic, Protocol, TypeVar


class Somebody(Protocol):
    id: str
    name: str


class Seen(Protocol):
    born: int
    deleted: bool

    def shows(self, *words: str) -> bool: ...


AnySeen = TypeVar("AnySeen", bound=Seen)


class Screens(ABC, Generic[AnySeen]):
    """All that was ever ``shown``; what was born later has a higher number."""

    def __init__(self) -> None:
        self.shown: list[AnySeen] = []
        self._numbers = itertools.count(1)
        self._stirred = asyncio.Event()

    @abstractmethod
    def _sees(self, person: str, shown: AnySeen) -> bool:
        """Whether it stands where they look."""

    def put(self, shown: AnySeen) -> None:
        self.shown.append(shown)
        self._stirred.set()

    def renew(self, shown: AnySeen) -> None:
        """It counts as seen anew."""
        shown.born = next(self._numbers)
        self._stirred.set()

    async def stirs(self, within: float = 0.1) -> None:
        """Wait until something is shown, or for a moment at most."""
        self._stirred.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), within)

    def mark(self) -> int:
        """A moment: what is born later has a higher number."""
        return next(self._numbers)

    def seen_by(self, person: str, since: int = 0) -> list[AnySeen]:
        """All that is on somebody's screen, oldest first: theirs alone, and what stands where they are."""
        return sorted(
            (each for each in self.shown if each.born > since and not each.deleted and self._sees(person, each)),
            key=lambda each: each.born,
        )

    async def read_by(self, person: Somebody, words: tuple[str, ...], within: float, count: int) -> AnySeen:
        """The last of what shows the words, once there are ``count`` of it on their screen."""
        deadline = time.monotonic() + within
        while True:
            seen = self.seen_by(person.id)
            found = [each for each in seen if each.shows(*words)]
            if len(found) >= count:
                return found[-1]
            if time.monotonic() > deadline:
                raise AssertionError(f"{person.name} never saw {words}, but\n" + "\n".join(map(str, seen)))
            await self.stirs()
