"""How fast Slack wants to be asked: per channel, and per method and workspace (PLATFORMS §1.3)."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Clock

NOW = timedelta(0)
REMEMBERED = 10_000
"""Places; beyond that, the one is forgotten that was written to longest ago."""


@dataclass(frozen=True, slots=True)
class Pace:
    """One request each ``every``; after a pause, ``burst`` of them at once."""

    every: timedelta
    burst: int


PLACE = Pace(timedelta(seconds=1), 3)
"""One message a second in a channel, "short bursts tolerated"."""
METHODS = {
    # "Several hundred per minute" in all channels of a workspace together.
    "chat.postMessage": Pace(timedelta(seconds=0.25), 20),
    "chat.postEphemeral": Pace(timedelta(seconds=0.6), 20),
    "chat.update": Pace(timedelta(seconds=1.2), 20),
}


class Pacing:
    """Whose turn is when, in this process. What other processes ask for shows in Slack's "too many requests"."""

    def __init__(self, clock: Clock, place: Pace = PLACE, methods: Mapping[str, Pace] = METHODS) -> None:
        """``place`` and ``methods`` for benchmarks, whose Slack is not Slack's."""
        self._clock, self._place, self._methods = clock, place, methods
        self._used_until: dict[Hashable, datetime] = {}
        self._held_until: dict[tuple[WorkspaceRef, str], datetime] = {}

    def wait(self, method: str, to: ChannelRef | MemberRef, most: timedelta) -> timedelta:
        """How long until this request's turn. Where that is at most ``most``, the turn is taken."""
        now = self._clock.now()
        at_all = (to.workspace, method)
        pauses = (
            self._held(at_all, now),
            self._pause(to, self._place, now),
            self._pause(at_all, self._methods[method], now),
        )
        wait = max(pauses)
        if wait <= most:
            self._take(to, self._place, now)
            self._take(at_all, self._methods[method], now)
        return wait

    def hold(self, method: str, workspace: WorkspaceRef, until: datetime) -> None:
        """Slack said: not before then."""
        self._held_until[workspace, method] = until

    def _held(self, method: tuple[WorkspaceRef, str], now: datetime) -> timedelta:
        until = self._held_until.get(method)
        return max(until - now, NOW) if until else NOW

    def _pause(self, key: Hashable, pace: Pace, now: datetime) -> timedelta:
        until = self._used_until.get(key)
        return max(until - now - pace.every * (pace.burst - 1), NOW) if until else NOW

    def _take(self, key: Hashable, pace: Pace, now: datetime) -> None:
        """The one that was used longest ago stands first."""
        until = self._used_until.pop(key, now)
        self._used_until[key] = max(until, now) + pace.every
        if len(self._used_until) > REMEMBERED:
            del self._used_until[next(iter(self._used_until))]
