"""The version before goes on beside every migration: it only adds, and what it adds may be left out.

What a migration does is read from the database before and after it, however it was written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage import migrate
from storage.schema import alembic_config
from tests.storage.test_migrations import connected

CONTRACTS: Mapping[str, str] = {}
"""Revisions that take away what nothing has needed since the release that is named."""


@dataclass(frozen=True)
class Table:
    """What those who write and read it must know. ``narrow``: what a row may not be, and which rows that is for."""

    columns: Mapping[str, tuple[str, bool, bool]]
    """By name: its type, whether it may be NULL, and whether it may be left out."""
    narrow: Mapping[str, str]


def tables(connection: Connection) -> dict[str, Table]:
    seen = inspect(connection)
    return {name: _table(seen, name) for name in seen.get_table_names() if not _of_search(name)}


def _of_search(name: str) -> bool:
    """SQLite's own for searching: nobody writes to them by name."""
    return "_words_" in name


def _table(seen: Any, name: str) -> Table:
    columns = {
        each["name"]: (str(each["type"]), bool(each["nullable"]), bool(each["nullable"] or each["default"] is not None))
        for each in seen.get_columns(name)
    }
    narrow = {f"unique {sorted(each['column_names'])}": "" for each in seen.get_unique_constraints(name)}
    narrow |= {_unique(each): _where(each) for each in seen.get_indexes(name) if each["unique"]}
    narrow |= {f"check {each['sqltext']}": "" for each in seen.get_check_constraints(name)}
    narrow |= {f"key {each['constrained_columns']}": "" for each in seen.get_foreign_keys(name)}
    narrow[f"primary {seen.get_pk_constraint(name)['constrained_columns']}"] = ""
    return Table(columns, narrow)


def _unique(index: Any) -> str:
    return f"unique {sorted(map(str, index['column_names']))}"


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def faults(before: Mapping[str, Table], after: Mapping[str, Table]) -> list[str]:
    """What would break a program that knows only ``before``."""
    return [fault for name, table in before.items() for fault in _faults(name, table, after.get(name))]


def _faults(name: str, before: Table, after: Table | None) -> Iterator[str]:
    if after is None:
        yield f"{name} is gone"
        return
    for column, (kind, nullable, _) in before.columns.items():
        if column not in after.columns:
            yield f"{name}.{column} is gone"
        elif after.columns[column][0] != kind:
            yield f"{name}.{column} is {after.columns[column][0]}, and was {kind}"
        elif nullable and not after.columns[column][1]:
            yield f"{name}.{column} must be given now"
    new = set(after.columns) - set(before.columns)
    for column in sorted(new):
        if not after.columns[column][2]:
            yield f"{name}.{column} is new and must be given"
    for rule in sorted(set(after.narrow) - set(before.narrow)):
        # Rows that have something in a new column are not of the version before.
        if not any(column in after.narrow[rule] for column in new):
            yield f"{name} has a new rule: {rule}"


def revisions(connection: Connection) -> list[str]:
    """In their order."""
    script = ScriptDirectory.from_config(alembic_config(connection))
    return [each.revision for each in script.walk_revisions()][::-1]


def test_every_migration_leaves_the_version_before_it_working(empty_database_url: str) -> None:
    with connected(empty_database_url) as connection:
        first, *later = revisions(connection)
    migrate(empty_database_url, first)
    found: dict[str, list[str]] = {}
    for revision in later:
        with connected(empty_database_url) as connection:
            before = tables(connection)
        migrate(empty_database_url, revision)
        with connected(empty_database_url) as connection:
            found[revision] = faults(before, tables(connection))
    assert {revision: faults for revision, faults in found.items() if faults and revision not in CONTRACTS} == {}


BREAKING = {
    "drop a table": "DROP TABLE reactions",
    "drop a column": "ALTER TABLE quotes DROP COLUMN home",
    "rename a column": "ALTER TABLE quotes RENAME COLUMN home TO origin",
    "rename a table": "ALTER TABLE drafts RENAME TO memos",
    "want what nobody gives": "ALTER TABLE outbox ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'",
    "forbid what was allowed": "CREATE UNIQUE INDEX alone ON outbox (organisation, kind)",
}


@pytest.mark.parametrize("what", BREAKING)
def test_what_would_break_it_is_seen(database_url: str, what: str) -> None:
    with connected(database_url) as connection:
        before = tables(connection)
        connection.execute(text(BREAKING[what]))
        if what.startswith("want"):
            _want(connection)
        assert faults(before, tables(connection))


def _want(connection: Connection) -> None:
    """Take the default away, by Alembic: SQLite has no words for it."""
    with Operations(MigrationContext.configure(connection)).batch_alter_table("outbox") as table:
        table.alter_column("colour", server_default=None)


ADDING = (
    "ALTER TABLE quotes ADD COLUMN mood TEXT",
    "ALTER TABLE outbox ADD COLUMN weight INTEGER NOT NULL DEFAULT 1",
    "CREATE TABLE moods (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE INDEX moody ON quotes (organisation, mood)",
)


def test_what_only_adds_breaks_nothing(database_url: str) -> None:
    with connected(database_url) as connection:
        before = tables(connection)
        for statement in ADDING:
            connection.execute(text(statement))
        assert faults(before, tables(connection)) == []
