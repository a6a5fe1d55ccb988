"""No faster than Teams takes it (PLATFORMS §2.9): a short wait is waited here, a long one is the outbox's to wait."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import timedelta

from adapters.bounded import Latest
from bot.domain.errors import NotSent
from bot.domain.refs import WorkspaceRef

Windows = Sequence[tuple[int, float]]
"""So many requests in so many seconds."""

CONVERSATION: Windows = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
TENANT: Windows = ((30, 1.0),)
PATIENCE = 2.0
"""Seconds."""
FORGOTTEN_AT = 20_000
"""Conversations, of which those that have been quiet for longest are forgotten."""


class Turns:
    """One sequence of requests: when the next may go."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._taken: deque[float] = deque(maxlen=max(count for count, _ in windows))

    def take(self, now: float, patience: float) -> float:
        """Seconds to wait for a turn. One that is further away than ``patience`` is not taken."""
        free = max([now, *self._ends()])
        if free - now <= patience:
            self._taken.append(free)
        return free - now

    def _ends(self) -> list[float]:
        """When each window that is full has room again."""
        taken = self._taken
        return [taken[-count] + seconds for count, seconds in self._windows if len(taken) >= count]


class Pace:
    """Of one app. ``windows`` for tests and benchmarks, whose Teams is not Microsoft's."""

    def __init__(
        self,
        conversation: Windows = CONVERSATION,
        tenant: Windows = TENANT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._conversation = conversation
        self._conversations: Latest[tuple[WorkspaceRef, str], Turns] = Latest(FORGOTTEN_AT)
        self._tenants: defaultdict[WorkspaceRef, Turns] = defaultdict(lambda: Turns(tenant))

    async def turn(self, tenant: WorkspaceRef, conversation: str | None = None) -> None:
        """Wait until a request may go; those to other conversations and tenants do not wait for it. Raises: NotSent."""
        if conversation:
            key = tenant, conversation.partition(";")[0]
            turns = self._conversations[key] = self._conversations.get(key) or Turns(self._conversation)
            await self._wait(turns)
        await self._wait(self._tenants[tenant])

    async def _wait(self, turns: Turns) -> None:
        seconds = turns.take(self._monotonic(), PATIENCE)
        if seconds > PATIENCE:
            raise NotSent("as much as Teams takes", timedelta(seconds=seconds))
        if seconds > 0:
            await asyncio.sleep(seconds)
