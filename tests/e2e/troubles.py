"""What may be wrong with a database for a while, done to it from outside, while a real process goes on working with it.

Nothing here needs more than to be root: a disk of its own is mounted where that is allowed, and a limit stands in for
it where not.
"""

import contextlib
import os
import resource
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from tests.e2e.process import Kundord
from tests.services_up import PostgresServer

DISK = "4m"

# SQLite -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def disk_of_its_own(folder: Path) -> Iterator[None]:
    """A small one, mounted on that folder; nothing where mounting is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def full_disk(bot: Kundord, path: Path) -> Iterator[None]:
    """Where the disk is not its own, the process may write no file."""
    if not os.path.ismount(path.parent):
        with unwritable(bot, path):
            yield
        return
    filler, over = path.with_name("filler"), threading.Event()
    filling = threading.Thread(target=_fill, args=(filler, over))
    filling.start()
    try:
        yield
    finally:
        over.set()
        filling.join()
        filler.unlink()


def _fill(filler: Path, over: threading.Event) -> None:
    """Again and again: SQLite makes some room when it lets go of a file."""
    with filler.open("wb", buffering=0) as file:
        while not over.wait(0.005):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * 4096)


@contextlib.contextmanager
def unwritable(bot: Kundord, _path: Path) -> Iterator[None]:
    """Every write to a file ends in an error, also to those that are open."""
    before = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def held_file(_bot: Kundord, path: Path) -> Iterator[None]:
    """Somebody else writes, and takes their time."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


# PostgreSQL -------------------------------------------------------------------------------------

_FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$
"""


@contextlib.contextmanager
def full_server(_server: PostgresServer, url: str) -> Iterator[None]:
    """It answers every row that wants room as a server does whose disk is full."""
    with psycopg.connect(url, autocommit=True) as other:
        tables = [row[0] for row in other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        other.execute(_FULL)
        for each in tables:
            when = SQL("CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {} EXECUTE FUNCTION no_room()")
            other.execute(when.format(Identifier(each)))
        try:
            yield
        finally:
            other.execute("DROP FUNCTION no_room CASCADE")


@contextlib.contextmanager
def reading_server(_server: PostgresServer, url: str) -> Iterator[None]:
    """As after a failover to one that only follows: everybody is cut off, and may only read from now on."""
    with psycopg.connect(url, autocommit=True) as other:
        name = Identifier(other.info.dbname)
        other.execute(SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
        _cut_off(other)
        try:
            yield
        finally:
            other.execute("SET default_transaction_read_only = off")
            other.execute(SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))
            _cut_off(other)


@contextlib.contextmanager
def held_tables(_server: PostgresServer, url: str) -> Iterator[None]:
    """Somebody else holds what everybody needs, and takes their time."""
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE quotes, outbox, heartbeats IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


@contextlib.contextmanager
def gone_server(server: PostgresServer, _url: str) -> Iterator[None]:
    server.crash()
    try:
        yield
    finally:
        server.start()


def _cut_off(other: psycopg.Connection) -> None:
    other.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
