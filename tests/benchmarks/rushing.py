"""B12: ten thousand channels due in one minute, and people who write meanwhile."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from storage.engine import make_engine
from storage.tables import features
from tests.benchmarks.company import open_company
from tests.benchmarks.crowds import fill_due_channels
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.load import WrongAnswer
from tests.benchmarks.processes import Server, server
from tests.benchmarks.running import Stage, kundord_run, kundord_settings
from tests.benchmarks.sidebyside import of_rounds
from tests.benchmarks.slack_requests import quotes

CHANNELS = 10_000
WINDOW = 6.0
"""Seconds, times a second of the pace: nine of them are the minute, and nine before it are quiet."""
COMMAND_EVERY, PROBE_EVERY = 0.04, 0.02
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@dataclass(slots=True)
class Waits:
    """Seconds that each answer took, counted from when the request was due."""

    command: list[float] = field(default_factory=list)
    probe: list[float] = field(default_factory=list)


async def rushing(stage: Stage) -> AsyncIterator[Figure]:
    """A commanding few before and while all channels' hour has come, which are planned, posted and settled."""
    url, length = stage.sqlite(), WINDOW * stage.pace.seconds
    organisation = await open_company(url)
    quiet_for = timedelta(seconds=length * (stage.pace.rounds + 1) + 10)
    due_at = datetime.now(UTC) + quiet_for
    await asyncio.to_thread(fill_due_channels, url, organisation, CHANNELS, due_at)
    one = stage.up.enter_context(server(kundord_run(), stage.folder, kundord_settings(url, stage.far_end())))
    await _window(one, length)  # warms up, and lets everybody who is credited take turns everywhere
    quiet = [await _window(one, length) for _ in range(stage.pace.rounds)]
    if (early := (due_at - datetime.now(UTC)).total_seconds()) < 0:
        raise WrongAnswer(f"it was quiet for {-early:.0f} s too long")
    await asyncio.sleep(early)
    rush = [await _window(one, length) for _ in range(stage.pace.rounds)]
    planned = await asyncio.to_thread(_planned, url)
    if planned < min(CHANNELS, 200 * length * stage.pace.rounds):
        raise WrongAnswer(f"{planned} channels planned")
    lag = [_p99(each.probe) * 1000 for each in rush]
    before = statistics.median(_p99(each.probe) for each in quiet) * 1000
    note = f"milliseconds; quiet {before:.1f}; {planned:,} planned"
    yield at_most("B12", f"{CHANNELS:,} channels due: loop lag p99", 50, statistics.median(lag), note)
    ratio = of_rounds([_p99(each.command) for each in rush], [_p99(each.command) for each in quiet])
    yield at_most("B12", "the same: command p99 : quiet", 3, ratio, _medians(rush, quiet))


def _p99(seconds: Sequence[float]) -> float:
    ordered = sorted(seconds)
    return ordered[int(len(ordered) * 0.99)]


def _medians(*phases: Sequence[Waits]) -> str:
    p99 = (statistics.median(_p99(each.command) for each in phase) * 1000 for phase in phases)
    return " beside ".join(f"{each:.1f} ms" for each in p99)


def _planned(url: str) -> int:
    with make_engine(url).connect() as connection:
        return int(connection.execute(select(func.count()).select_from(features)).scalar_one())


async def _window(one: Server, seconds: float) -> Waits:
    waits = Waits()
    commands = quotes()(int(seconds / COMMAND_EVERY))
    await asyncio.gather(
        _paced(one.port, commands, COMMAND_EVERY, waits.command),
        _paced(one.port, [HEALTH] * int(seconds / PROBE_EVERY), PROBE_EVERY, waits.probe),
    )
    return waits


async def _paced(port: int, requests: Sequence[bytes], every: float, waits: list[float]) -> None:
    """One request each so often, whether or not the one before was answered."""
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    began = time.perf_counter()

    async def ask(place: int, request: bytes) -> None:
        due = began + place * every
        await asyncio.sleep(due - time.perf_counter())
        reader, writer = free.pop() if free else await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        body = await reader.readexactly(int(length or 0))
        if head[9:12] != b"200":
            raise WrongAnswer((head + body[:500]).decode(errors="replace"))
        waits.append(time.perf_counter() - due)
        free.append((reader, writer))

    try:
        await asyncio.gather(*(ask(place, request) for place, request in enumerate(requests)))
    finally:
        for _, writer in free:
            writer.close()
