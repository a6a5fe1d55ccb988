"""The two databases: how each is connected to, and how it is set for us."""

import os
import random
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy import Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine import URL

from storage.faults import PRIMARY

SQLITE_WAITS = 5_000
"""Milliseconds, for another process to let go of the file."""
SQLITE_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    # What a statement of many rows may have to undo stays in memory, and needs no file of its own.
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
)

POSTGRESQL_SETTINGS = (
    "timezone = 'UTC'",
    "statement_timeout = '30s'",
    "lock_timeout = '5s'",
    "idle_in_transaction_session_timeout = '60s'",
)
# libpq's, in seconds and once in milliseconds. A host that is gone without a word says nothing for as long as anybody
# listens, which by the system's own settings is two hours.
POSTGRESQL_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
STATEMENTS_KEPT = 1_024
"""Parsed, by each connection to SQLite. Those with lists in them are several each; the driver keeps 128 by itself."""


def normalised(url: str) -> URL:
    """The URL with our driver: psycopg for PostgreSQL by any of its names, the standard one for SQLite."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite+pysqlite")
    raise ValueError(f"neither a SQLite file nor a PostgreSQL database: {parsed.render_as_string()}")


def make_engine(url: str, *pragmas: str) -> Engine:
    """An engine without a pool: each of the storage's threads keeps one connection.

    ``pragmas`` are SQLite's, set after our own.
    """
    parsed = normalised(url)
    if parsed.get_backend_name() == "sqlite":
        arguments = {"check_same_thread": False, "cached_statements": STATEMENTS_KEPT}
        engine = create_engine(parsed, poolclass=NullPool, connect_args=arguments)
        event.listen(engine, "do_connect", _make_private)
        event.listen(engine, "connect", partial(_prepare_sqlite, pragmas))
        return engine
    line = {name: value for name, value in POSTGRESQL_LINE.items() if name not in parsed.query}
    engine = create_engine(parsed, poolclass=NullPool, connect_args=line)
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _make_private(_dialect: object, _record: object, names: Sequence[str], _arguments: object) -> None:
    """A file that SQLite makes may be read by everybody on the machine; its journals are as open as the file is.

    Only a new one is made here: whoever closes a file gives up the locks that this process has on it.
    """
    with suppress(OSError):  # it is there, or cannot be, which SQLite tells
        os.close(os.open(names[0], os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _prepare_sqlite(further: Sequence[str], connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # no transactions of the driver's own
    connection.execute(f"PRAGMA busy_timeout={SQLITE_WAITS}")
    _write_ahead(connection)
    for pragma in (*SQLITE_PRAGMAS, *further):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Whoever opens a new file beside somebody else is told at once that it is locked, however long SQLite was told to
    wait: both hold it for reading while they want to change its kind.
    """
    until = time.monotonic() + SQLITE_WAITS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & PRIMARY == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.001, 0.02))  # noqa: S311  # no secret
        else:
            return


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.autocommit = True
    for setting in POSTGRESQL_SETTINGS:
        connection.execute(f"SET {setting}")
    connection.autocommit = False


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def driver_error(engine: Engine) -> type[Exception]:
    """What all errors of the database's driver are."""
    error: type[Exception] = engine.dialect.loaded_dbapi.Error
    return error
