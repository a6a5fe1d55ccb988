"""No statement reads a whole table or sorts one, on either database: each has an index that bears its order."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Dialect
from sqlalchemy.engine import Engine
from sqlalchemy.sql.compiler import SQLCompiler

import storage
from storage import migrate
from storage.credits import READY_ON_SQLITE
from storage.engine import make_engine
from storage.leases import _due
from storage.prepared import AnyOf, Given, Lookup, Rows, Statement
from storage.turns import _seeks

ELSEWHERE = {
    "registry.WORKSPACES": "the list of all workspaces, for a command",
    "leases.BACKLOG": "counts all that waits, for whoever watches",
    "leases.HOW_MANY[0]": "counts all that waits, for a command",
    "leases.HOW_MANY[1]": "counts all that is uncertain, for a command",
    "search.VECTOR_FIND": "a person's search: what the index of words finds is sorted, at most a company's quotes",
    "search.VECTOR_INSERT": "PostgreSQL's",
    "search.VECTOR_DELETE": "PostgreSQL's",
    "search.FTS_FIND": "SQLite's; its index of words is a virtual table, which a plan always scans",
    "search.FTS_INSERT": "SQLite's",
    "search.FTS_DELETE": "SQLite's",
    "learnings.VECTOR_FIND": "as search's: at most a company's learnings",
    "learnings.VECTOR_INSERT": "PostgreSQL's",
    "learnings.VECTOR_DELETE": "PostgreSQL's",
    "learnings.FTS_FIND": "SQLite's, as search's",
    "learnings.FTS_INSERT": "SQLite's",
    "learnings.FTS_DELETE": "SQLite's",
    "credits.READY_ON_SQLITE": "SQLite's; see below",
    "clock._ASK_TIME": "PostgreSQL's; has no table",
}


def statements() -> Iterator[tuple[str, Statement]]:
    """Every statement of the storage, by the name it has there."""
    for module in pkgutil.iter_modules(storage.__path__):
        for name, value in vars(importlib.import_module(f"storage.{module.name}")).items():
            if isinstance(value, AnyOf):
                yield f"{module.name}.{name}", value.these([1, 2])[0]
            elif isinstance(value, Lookup):
                yield f"{module.name}.{name}.rows", value.rows
                yield f"{module.name}.{name}.any", value.any.these([1, 2])[0]
            elif isinstance(value, Rows):
                yield f"{module.name}.{name}", value.of(2)
            elif isinstance(value, Statement):
                yield f"{module.name}.{name}", value
            elif isinstance(value, tuple) and value and isinstance(value[0], Statement):
                yield from ((f"{module.name}.{name}[{place}]", each) for place, each in enumerate(value))
    for narrowed in [(0, 0), (4, 0), (0, 4), (4, 4)]:
        newest, oldest, next_ones = _seeks(*narrowed)
        yield f"turns.newest{narrowed}", newest
        yield f"turns.oldest{narrowed}", oldest
        yield f"turns.next{narrowed}", next_ones.these([1, 2])[0]
    yield "leases.due", _due(0)
    yield "leases.due(busy)", _due(4)


STATEMENTS = {name: statement for name, statement in statements() if name not in ELSEWHERE}
SOME: dict[type, Any] = {
    int: 1,
    str: "a",
    bool: True,
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
    date: date(2026, 1, 1),
    list: [],
}


def params(statement: Statement, dialect: Dialect) -> Given:
    """A value of its type for each parameter that has none, where the statement looks for it."""
    compiled = statement.construct.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    found = {
        name: SOME.get(_python_type(bind.type), 1) for bind, name in compiled.bind_names.items() if bind.value is None
    }
    rows: dict[int, dict[str, Any]] = {}
    for name, (row, key) in statement.places.items():
        rows.setdefault(row, {})[key] = found[name]
    return list(rows.values()) if rows else found


def _python_type(type_: Any) -> type:
    name = type(type_).__name__
    return {"UtcDateTime": datetime, "Json": list}.get(name) or (int if name == "NullType" else type_.python_type)


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    url = f"sqlite:///{tmp_path_factory.mktemp('plans') / 'kundord.db'}"
    migrate(url)
    return make_engine(url)


@pytest.mark.parametrize("name", STATEMENTS)
def test_sqlite_finds_rows_by_an_index(sqlite: Engine, name: str) -> None:
    statement = STATEMENTS[name]
    prepared = statement.on(sqlite.dialect)
    connection = sqlite.raw_connection()
    try:
        values = prepared.values(params(statement, sqlite.dialect))
        plan = [row[3] for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {prepared.sql}", values)]
    finally:
        connection.close()
    # Rows given with the statement are gone through, not looked for.
    steps = [step for step in plan if not step.endswith(("CONSTANT ROWS", "CONSTANT ROW"))]
    assert [step for step in steps if step.startswith("SCAN ") or "TEMP B-TREE" in step] == []


def test_of_those_whose_turn_is_dry_sqlite_reads_nobody_elses(sqlite: Engine) -> None:
    """Or each new quote would go through the turns of all its company's channels."""
    prepared = READY_ON_SQLITE.these([1, 2])[0].on(sqlite.dialect)
    connection = sqlite.raw_connection()
    try:
        values = prepared.values({"organisation": 1, **READY_ON_SQLITE.these([1, 2])[1]})
        [step] = [row[3] for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {prepared.sql}", values)]
    finally:
        connection.close()
    assert step.startswith("SEARCH turns USING INDEX ix_turns_dry (organisation=? AND credited=?")


@pytest.fixture(scope="module")
def postgresql_engine(postgres: Any) -> Iterator[Engine]:
    with postgres.fresh_database() as url:
        migrate(url)
        yield make_engine(url)


@pytest.mark.parametrize("name", STATEMENTS)
def test_postgresql_finds_rows_by_an_index(postgresql_engine: Engine, name: str) -> None:
    """What remains of scans and sorts where the planner is told to avoid them has no index to use."""
    statement = STATEMENTS[name]
    prepared = statement.on(postgresql_engine.dialect)
    connection = postgresql_engine.raw_connection()
    try:
        cursor = connection.cursor()
        for avoided in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            cursor.execute(f"SET enable_{avoided} = off")
        cursor.execute(f"EXPLAIN {prepared.sql}", prepared.values(params(statement, postgresql_engine.dialect)))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    finally:
        connection.close()
    assert "Seq Scan" not in plan, plan
    assert "Sort" not in plan, plan
