"""Two or more servers up at once, windows in turn, and the median of the rounds' ratios.

Absolute figures drift by two from hour to hour; what was measured within the same few seconds can be compared. A server
sleeps through the others' windows, so that what it does in the background falls into its own.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.benchmarks.load import Window, window
from tests.benchmarks.processes import Server, alone

WARM_UP = 0.5
HEADROOM = 1.6


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to look."""

    rounds: int = 9
    seconds: float = 1.0


QUICK = Pace(rounds=3, seconds=0.5)


class Requests(Protocol):
    def __call__(self, count: int) -> list[bytes]:
        """So many requests, signed just now, none of them ever sent before."""


@dataclass(slots=True)
class Contender:
    """A server, what it is asked, and how it did in each round."""

    server: Server
    requests: Requests
    windows: list[Window] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Seconds of CPU per request."""
    guess: float = 3_000.0
    """Requests per second, so that enough are made beforehand."""

    @property
    def answered(self) -> int:
        return sum(each.answered for each in self.windows)

    def __str__(self) -> str:
        rate = statistics.median(each.rate for each in self.windows)
        return f"{rate:,.0f}/s, {statistics.median(self.cpu) * 1e6:,.0f} µs CPU"


async def side_by_side(pace: Pace, *contenders: Contender, connections: int = 32) -> None:
    """Give each its windows, in turn."""
    for each in contenders:
        await _one_window(each, contenders, connections, WARM_UP)
        each.windows.clear()
        each.cpu.clear()
    for _ in range(pace.rounds):
        for each in contenders:
            await _one_window(each, contenders, connections, pace.seconds)


async def _one_window(one: Contender, among: Sequence[Contender], connections: int, seconds: float) -> None:
    requests = one.requests(int(one.guess * seconds * HEADROOM) + connections)
    with alone(one.server, [each.server for each in among]):
        before = one.server.cpu
        seen = await window(one.server.port, requests, connections, seconds)
        spent = one.server.cpu - before
    one.guess = seen.rate
    one.windows.append(seen)
    one.cpu.append(spent / seen.answered)


def of_rounds(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def rates(ours: Contender, theirs: Contender) -> float:
    """How many times the other's requests per second ours answers."""
    return of_rounds([each.rate for each in ours.windows], [each.rate for each in theirs.windows])


def latencies(ours: Contender, theirs: Contender, share: float = 0.5) -> float:
    return of_rounds([each.quantile(share) for each in ours.windows], [each.quantile(share) for each in theirs.windows])


def note(ours: Contender, theirs: Contender) -> str:
    """The tie-breaker first: by CPU time per request the ratio of rates would be this."""
    return f"by CPU {of_rounds(theirs.cpu, ours.cpu):.2f}; {ours} beside {theirs}"


def timed_in_turn(pace: Pace, calls: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Seconds that each call took, in rounds; the first round warms up."""
    took: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(pace.rounds + 1):
        for name, call in calls.items():
            began = time.perf_counter()
            call()
            took[name].append(time.perf_counter() - began)
    return {name: seconds[1:] for name, seconds in took.items()}
