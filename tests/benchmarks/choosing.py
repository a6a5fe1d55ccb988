"""B14: choosing a busy channel's quote of the day must not grow with the number of quotes."""

import statistics
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

from bot.domain.refs import ChannelNumber
from storage import migrate
from storage.engine import make_engine
from storage.known import Memory, Shelf
from storage.prepared import Given, Statement
from storage.repository import Scope
from storage.session import Session
from storage.unit_of_work import SqlUnitOfWork
from tests.benchmarks.crowds import BUSY, ORGANISATION, TODAY, fill_quotes, settle_down
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.running import Stage
from tests.benchmarks.sidebyside import of_rounds, timed_in_turn

MANY, FEW = 1_000_000, 10_000
TIMES = 100
"""Choices timed at once."""
# What a plan says of work that grows with the table.
GROWS = ("SCAN", "TEMP B-TREE", "Seq Scan", "Sort", "HashAggregate", "Hash Join")


async def choosing(stage: Stage) -> AsyncIterator[Figure]:
    """The choice among a million quotes beside the choice among ten thousand, both databases, and its plans."""
    for name, url in (("SQLite", stage.sqlite), ("PostgreSQL", stage.postgresql)):
        many, few = _filled(url(), MANY), _filled(url(), FEW)
        took = timed_in_turn(stage.pace, {"many": _choices(many), "few": _choices(few)})
        micros = " beside ".join(f"{statistics.median(took[each]) / TIMES * 1e6:.0f} µs" for each in ("many", "few"))
        what = f"choice of the quote, busy channel, {MANY:,} : {FEW:,} quotes; {name}"
        yield at_most("B14", what, 2, of_rounds(took["many"], took["few"]), micros)
        growing = [line.strip() for line in _plans(many) if any(word in line for word in GROWS)]
        yield at_most("B14", f"scans and sorts in its plans; {name}", 0, len(growing), " | ".join(growing))
        many.close()
        few.close()


class Listening(Session):
    """Remembers the statements it ran."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self.heard: list[tuple[str, Any]] = []

    def run(self, statement: Statement, params: Given) -> list[Any]:
        prepared = statement.on(self.dialect)
        self.heard.append((prepared.sql, prepared.values(params)))
        return super().run(statement, params)

    def explained(self, sql: str, params: Any) -> list[str]:
        self._cursor.execute(f"{'EXPLAIN QUERY PLAN' if self.sqlite else 'EXPLAIN'} {sql}", params)
        return [str(row[-1]) for row in self._cursor.fetchall()]


def _filled(url: str, count: int) -> Listening:
    migrate(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        fill_quotes(connection, count)
    settle_down(engine)
    return Listening(engine)


def _unit(session: Session) -> SqlUnitOfWork:
    return SqlUnitOfWork(Scope(session, ORGANISATION, datetime.now(UTC), True, Memory(Shelf(), session, hold=False)))


def _choices(session: Listening) -> Callable[[], object]:
    def choose() -> None:
        session.begin()
        unit = _unit(session)
        channel = unit.channels.get(ChannelNumber(BUSY))
        session.heard.clear()
        for _ in range(TIMES):
            assert unit.features.choose(channel, TODAY)
        session.rollback()

    return choose


def _plans(session: Listening) -> list[str]:
    _choices(session)()
    session.begin()
    lines = [line for sql, params in dict(session.heard).items() for line in session.explained(sql, params)]
    session.rollback()
    return lines
