"""One running bot to a SQLite file: two would share its tables, but not each other's locks for long."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.engine import normalised


class RunsAlready(Exception):
    """Another process runs the bot on this file."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"another Kundord runs on {file}. One SQLite file is for one process; for more of them, "
            "set KUNDORD_DATABASE_URL to a PostgreSQL"
        )


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Hold a SQLite file for this process, until it ends, however it ends. PostgreSQL is for as many as there are.

    The lock is on a file beside the database: SQLite uses the database's own byte ranges, and closing any descriptor of
    a file gives up all the locks that the process holds on it.

    Raises: RunsAlready.
    """
    parsed = normalised(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        yield
        return
    database = Path(parsed.database).resolve()  # it may have several names, and is one file
    with database.with_name(f"{database.name}-run").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise RunsAlready(database) from taken
        yield
