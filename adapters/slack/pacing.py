"""How fast Slack wants to be asked: per channel, and per method and workspace (PLATFORMS §1.3)."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Clock

NOW = timedelta(0)
REMEMBERED = 10_000
"""Places; beyond that, those are forgotten that may be written to at once."""


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
        paces: dict[Hashable, Pace] = {to: self._place, (to.workspace, method): self._methods[method]}
        waits = [self._pause(key, pace, now) for key, pace in paces.items()]
        wait = max(self._held(to.workspace, method, now), *waits)
        if wait <= most:
            for key, pace in paces.items():
                self._used_until[key] = max(self._used_until.get(key, now), now) + pace.every
            self._forget(now)
        return wait

    def hold(self, method: str, workspace: WorkspaceRef, until: datetime) -> None:
        """Slack said: not before then."""
        self._held_until[workspace, method] = until

    def _held(self, workspace: WorkspaceRef, method: str, now: datetime) -> timedelta:
        return max(self._held_until.get((workspace, method), now) - now, NOW)

    def _pause(self, key: Hashable, pace: Pace, now: datetime) -> timedelta:
        return max(self._used_until.get(key, now) - now - pace.every * (pace.burst - 1), NOW)

    def _forget(self, now: datetime) -> None:
        if len(self._used_until) > REMEMBERED:
            self._used_until = {key: until for key, until in self._used_until.items() if until > now}
