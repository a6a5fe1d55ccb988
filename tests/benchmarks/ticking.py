"""B13: time must cost what is due, not what there is."""

import asyncio
import statistics
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from typing import Any

from adapters.courier import Courier
from adapters.schedule import Planner
from bot.ports import Leased, Registry
from kundord.clocks import SystemClock
from storage import SqlStore, migrate, open_store
from storage.engine import make_engine
from tests.benchmarks.crowds import fill_organisation, fill_outbox, settle_down
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.running import Stage, kundord_run, kundord_settings
from tests.benchmarks.sidebyside import of_rounds, timed_in_turn
from tests.benchmarks.starting import first_answers

CHANNELS = 10_000
TICKS = 50
"""Ticks timed at once."""
MANY, FEW = 1_000_000, 10_000
CLAIMED = 100
"""Errands leased at once, as the courier does."""


async def ticking(stage: Stage) -> AsyncIterator[Figure]:
    """A tick and a start with ten thousand channels beside one; a claim among a million errands beside ten thousand."""
    crowd, one = _channels(stage.sqlite(), CHANNELS), _channels(stage.sqlite(), 1)
    ticks = await asyncio.to_thread(_timed, stage, _tick, crowd, one)
    yield at_most("B13", f"tick, {CHANNELS:,} channels : one", 1.05, _ratio(ticks), _micros(ticks, TICKS))

    far_end = stage.far_end()
    start = {name: (kundord_run(), kundord_settings(url, far_end)) for name, url in (("many", crowd), ("few", one))}
    starts = await asyncio.to_thread(first_answers, stage, start)
    seconds = {name: [each.seconds for each in seen] for name, seen in starts.items()}
    yield at_most("B13", f"start, {CHANNELS:,} channels : one", 1.05, _ratio(seconds), _micros(seconds, 1))

    for name, url in (("SQLite", stage.sqlite), ("PostgreSQL", stage.postgresql)):
        claims = await asyncio.to_thread(_timed, stage, _claim, _errands(url(), MANY), _errands(url(), FEW))
        what = f"claim per errand, {MANY:,} : {FEW:,} errands; {name}"
        yield at_most("B13", what, 1.3, _ratio(claims), _micros(claims, CLAIMED))


def _channels(url: str, count: int) -> str:
    migrate(url)
    with make_engine(url).begin() as connection:
        fill_organisation(connection, count)
    return url


def _errands(url: str, count: int) -> str:
    migrate(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        fill_outbox(connection, count)
    settle_down(engine)
    return url


Work = Callable[[SqlStore], Coroutine[Any, Any, None]]


def _timed(stage: Stage, work: Work, many: str, few: str) -> dict[str, list[float]]:
    with asyncio.Runner() as runner:
        stores = {name: open_store(url) for name, url in (("many", many), ("few", few))}

        def call(store: SqlStore) -> Callable[[], object]:
            return lambda: runner.run(work(store))

        try:
            return timed_in_turn(stage.pace, {name: call(store) for name, store in stores.items()})
        finally:
            for store in stores.values():
                runner.run(store.close())


async def _tick(store: SqlStore) -> None:
    """What the schedule does by itself when nothing is due."""
    planner, courier = Planner(store), Courier(store, {}, SystemClock())
    for _ in range(TICKS):
        await planner.run()
        await courier.run()


async def _claim(store: SqlStore) -> None:
    assert len(await store.registry(_lease)) == CLAIMED


def _lease(registry: Registry) -> list[Leased]:
    return list(registry.lease(CLAIMED, timedelta(minutes=90)))


def _ratio(took: dict[str, list[float]]) -> float:
    return of_rounds(took["many"], took["few"])


def _micros(took: dict[str, list[float]], times: int) -> str:
    return " beside ".join(f"{statistics.median(took[name]) / times * 1e6:,.0f} µs" for name in ("many", "few"))
