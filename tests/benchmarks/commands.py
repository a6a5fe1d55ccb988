"""B1 to B4: a slash command that commits a quote, through the whole shipped app."""

from collections.abc import AsyncIterator

from sqlalchemy import Engine, func, select

from storage.engine import make_engine
from storage.tables import outbox, quotes
from tests.benchmarks.company import POSTS
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.load import WrongAnswer
from tests.benchmarks.running import Stage
from tests.benchmarks.sidebyside import Contender, latencies, note, rates, side_by_side
from tests.benchmarks.slack_requests import commands
from tests.benchmarks.slack_requests import quotes as said

NO_OP = commands(lambda n: f"nothing {n}")


async def sqlite_beside_bolt(stage: Stage) -> AsyncIterator[Figure]:
    """A command → committed quote with credits and outbox, SQLite with FULL sync, beside bare Bolt with a no-op."""
    url = stage.sqlite()
    ours, bare = Contender(await stage.kundord(url), said()), Contender(stage.floor("command"), NO_OP)
    await side_by_side(stage.pace, ours, bare)
    _kept(url, ours)
    yield at_least(
        "B1", "command → quote, credit, outbox; SQLite : bare Bolt", 0.4, rates(ours, bare), note(ours, bare)
    )


async def sqlite_beside_one_insert(stage: Stage) -> AsyncIterator[Figure]:
    """The same beside Bolt that does one INSERT by SQLAlchemy's asynchronous engine, same database and sync."""
    url = stage.sqlite()
    other = stage.floor("command", "inserting", stage.sqlite().replace("sqlite:", "sqlite+aiosqlite:"))
    ours, insert = Contender(await stage.kundord(url), said()), Contender(other, NO_OP)
    await side_by_side(stage.pace, ours, insert)
    _kept(url, ours)
    ratio = rates(ours, insert)
    yield at_least("B2", "the same : Bolt + one async SQLAlchemy INSERT", 1.6, ratio, note(ours, insert))


async def postgresql_beside_bolt(stage: Stage) -> AsyncIterator[Figure]:
    """The same as the first on a durable PostgreSQL, whose own CPU is not in the figure by CPU."""
    url = stage.postgresql()
    ours, bare = Contender(await stage.kundord(url), said()), Contender(stage.floor("command"), NO_OP)
    await side_by_side(stage.pace, ours, bare)
    _kept(url, ours)
    yield at_least("B3", "the same; PostgreSQL : bare Bolt", 0.35, rates(ours, bare), note(ours, bare))


async def one_connection(stage: Stage) -> AsyncIterator[Figure]:
    """The median time of a command that commits, one at a time, beside Bolt's fast path and its default."""
    url = stage.sqlite()
    ours = Contender(await stage.kundord(url), said())
    fast, slow = Contender(stage.floor("command"), NO_OP), Contender(stage.floor("command", "answers-first"), NO_OP)
    await side_by_side(stage.pace, ours, fast, slow, connections=1)
    _kept(url, ours)
    what = "one connection, p50 of a command that commits : Bolt's"
    yield at_most("B4", f"{what} fast path", 3, latencies(ours, fast), _medians(ours, fast))
    yield at_most("B4", f"{what} default", 0.2, latencies(ours, slow), _medians(ours, slow))


def _medians(ours: Contender, theirs: Contender) -> str:
    return " beside ".join(f"{latencies_of(each):.2f} ms" for each in (ours, theirs))


def latencies_of(one: Contender) -> float:
    ordered = sorted(each.quantile(0.5) for each in one.windows)
    return ordered[len(ordered) // 2] * 1000


def _kept(url: str, ours: Contender) -> None:
    """Every answer has its quote, and every quote its two errands. Raises: WrongAnswer."""
    engine = make_engine(url)
    kept, errands = _count(engine, quotes) - POSTS, _count(engine, outbox)
    if kept < ours.answered or errands != 2 * kept:
        raise WrongAnswer(f"{ours.answered} answers, {kept} quotes, {errands} errands")


def _count(engine: Engine, table: object) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]
