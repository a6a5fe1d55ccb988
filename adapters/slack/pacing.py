"""How fast Slack wants to be asked: per channel, and per method and workspace (PLATFORMS §1.3)."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapters.bounded import Latest
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef

REMEMBERED = 10_000
"""Places; beyond that, the one is forgotten that was written to longest ago."""


@dataclass(frozen=True, slots=True)
class Pace:
    """One request each ``every`` seconds; after a pause, ``burst`` of them at once."""

    every: float
    burst: int


PLACE = Pace(1.0, 3)
"""One message a second in a channel, "short bursts tolerated"."""
METHODS = {
    # "Several hundred per minute" in all channels of a workspace together.
    "chat.postMessage": Pace(0.25, 20),
    "chat.postEphemeral": Pace(0.6, 20),
    "chat.update": Pace(1.2, 20),
}


class Pacing:
    """Whose turn is when, in this process. What other processes ask for shows in Slack's "too many requests".

    By the monotonic clock: one that is set back would make everybody wait as long as it went.
    """

    def __init__(
        self,
        place: Pace = PLACE,
        methods: Mapping[str, Pace] = METHODS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``place`` and ``methods`` for benchmarks, whose Slack is not Slack's."""
        self._place, self._methods, self._monotonic = place, methods, monotonic
        self._used_until: Latest[Hashable, float] = Latest(REMEMBERED)
        self._held_until: dict[tuple[WorkspaceRef, str], float] = {}

    def wait(self, method: str, to: ChannelRef | MemberRef, most: timedelta) -> timedelta:
        """How long until this request's turn. Where that is at most ``most``, the turn is taken."""
        now = self._monotonic()
        at_all = (to.workspace, method)
        wait = max(
            self._held_until.get(at_all, now) - now,
            self._pause(to, self._place, now),
            self._pause(at_all, self._methods[method], now),
            0.0,
        )
        if wait <= most.total_seconds():
            self._take(to, self._place, now)
            self._take(at_all, self._methods[method], now)
        return timedelta(seconds=wait)

    def hold(self, method: str, workspace: WorkspaceRef, lasting: timedelta) -> None:
        """Slack said: not before that time has passed."""
        self._held_until[workspace, method] = self._monotonic() + lasting.total_seconds()

    def _pause(self, key: Hashable, pace: Pace, now: float) -> float:
        return self._used_until.get(key, now) - now - pace.every * (pace.burst - 1)

    def _take(self, key: Hashable, pace: Pace, now: float) -> None:
        self._used_until[key] = max(self._used_until.get(key, now), now) + pace.every
