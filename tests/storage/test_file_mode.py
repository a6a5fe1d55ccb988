"""The file with all customers' words is for who runs the bot."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage import migrate, open_store
from storage.store import SqlStore
from tests.builders import SLACK


def _modes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


async def test_a_new_database_is_closed_to_other_people_on_the_machine(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = await _used(tmp_path / "kundord.db")
        modes = _modes(tmp_path)
        await store.close()
    finally:
        os.umask(before)
    assert modes == {"kundord.db": 0o600, "kundord.db-shm": 0o600, "kundord.db-wal": 0o600}


async def test_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    """Whoever opened it to a group, for copies, did so on purpose."""
    file = tmp_path / "kundord.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    file.chmod(0o640)
    await (await _used(file)).close()
    assert _modes(tmp_path)["kundord.db"] == 0o640


async def _used(file: Path) -> SqlStore:
    url = f"sqlite:///{file}"
    migrate(url)
    store = open_store(url)
    await store.registry(lambda registry: registry.install(SLACK, "Nordlys", "UBOT"))
    return store
