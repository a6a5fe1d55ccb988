"""Which version the database's schema has, and how it is brought to the newest. Only the latter imports Alembic."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError

from bot.domain.errors import StorageAway
from bot.domain.values import dataclass
from storage.engine import is_sqlite, make_engine
from storage.faults import in_short, meaning_of

if TYPE_CHECKING:
    from alembic.config import Config

# Replicas that migrate at once wait for each other by this number, which means nothing.
_LOCK = 7_460_291
# However long that is, and however long a statement takes. But whoever wants a table that the migration waits for waits
# behind it: so it soon gives up, lets them through and begins again.
_WAITS = ("SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0")
_GIVES_UP = "SET LOCAL lock_timeout = '3s'"
_IN_THE_WAY = "55P03"
TRIES = 10


@dataclass(frozen=True, slots=True)
class SchemaState:
    """``found`` is None in a database that has no schema yet. Revisions are numbers, and sort."""

    found: str | None
    needed: str

    @property
    def current(self) -> bool:
        """A newer schema will do as well: while replicas are upgraded, a new one has migrated beside the old ones.

        Migrations only add what the version before can live with (docs/operating.md).
        """
        return self.found is not None and self.found >= self.needed

    @property
    def newer(self) -> bool:
        return self.found is not None and self.found > self.needed


class SchemaOutdated(Exception):
    """The database's schema is older than this program."""

    def __init__(self, state: SchemaState) -> None:
        super().__init__(f"the database's schema is {state.found or 'missing'}, needed is {state.needed}")
        self.state = state


class Unusable(Exception):
    """The database answers, and cannot be Kundord's as it is. Says why, for who set the URL."""


_REVISION = re.compile(r"\d{4}")
# What somebody who sets up a database meets, by SQLSTATE: no table yet, no right, and another's tables.
_MISSING = "42P01"
_FORBIDDEN = frozenset({"42501", "3F000"})
_TAKEN = frozenset({"42P07", "42710"})


def newest() -> str:
    """The newest revision: the beginning of the last file's name."""
    versions = files("migrations").joinpath("versions").iterdir()
    return max(each.name.partition("_")[0] for each in versions if each.name[:1].isdigit())


def schema_state(url: str) -> SchemaState:
    """Raises: StorageAway, Unusable."""
    with _connected(url) as connection:
        return SchemaState(_found(connection), newest())


def check_schema(url: str) -> None:
    """Raises: SchemaOutdated, StorageAway, Unusable."""
    state = schema_state(url)
    if not state.current:
        raise SchemaOutdated(state)


def migrate(url: str, to: str = "head") -> None:
    """Bring the schema to a revision. Raises: StorageAway, Unusable."""
    with _connected(url) as connection:
        for left in reversed(range(TRIES)):
            try:
                _migrate(connection, to)
                break
            except DBAPIError as error:
                if not left or getattr(error.orig, "sqlstate", None) != _IN_THE_WAY:
                    raise


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Raises: StorageAway, whose reason is for who set the URL: why there is no database, without its password; and
    Unusable.
    """
    try:
        engine = make_engine(url)
    except (ArgumentError, ValueError) as error:
        raise Unusable(f"KUNDORD_DATABASE_URL: {in_short(error)}") from error
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        if why := _why_unusable(error):
            raise Unusable(why) from error
        if not isinstance(error, OperationalError) and not isinstance(meaning_of(error), StorageAway):
            raise
        reason = in_short(error.orig or error)
        raise StorageAway(reason=f"{engine.url.database}: {reason}" if is_sqlite(engine) else reason) from error
    finally:
        engine.dispose()


def _why_unusable(error: DBAPIError) -> str | None:
    """None: it is something else."""
    reason, state = in_short(error.orig or error), _sqlstate(error)
    if isinstance(error, ProgrammingError) and error.statement is None:  # an option that the driver does not take
        return f"KUNDORD_DATABASE_URL: {reason}"
    if state in _FORBIDDEN:
        return f"KUNDORD_DATABASE_URL's user lacks a right in the database: {reason}"
    if state in _TAKEN or (state is None and reason.endswith("already exists")):
        return f"the database has tables of something else ({reason}): give Kundord one of its own"
    return None


def _sqlstate(error: DBAPIError) -> str | None:
    """None on SQLite."""
    return getattr(error.orig, "sqlstate", None)


def _found(connection: Connection) -> str | None:
    """Raises: Unusable."""
    try:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except (OperationalError, ProgrammingError) as error:
        if _sqlstate(error) != _MISSING and "no such table" not in str(error.orig):
            raise
        return None
    if found is not None and not _REVISION.fullmatch(str(found)):
        raise Unusable(f"the database is another application's, with the schema {found}: give Kundord one of its own")
    return None if found is None else str(found)


def alembic_config(connection: Connection) -> "Config":
    """What Alembic's commands need to work on that connection, wherever Kundord is installed."""
    from alembic.config import Config  # noqa: PLC0415  # costs start-up time, and only a migration needs it

    config = Config()
    config.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _migrate(connection: Connection, to: str) -> None:
    sqlite = is_sqlite(connection.engine)
    if sqlite:
        # A table that batch mode makes anew would take its children along. Within a transaction this is no-op.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.rollback()
    with connection.begin():
        if sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            for setting in _WAITS:
                connection.exec_driver_sql(setting)
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            connection.exec_driver_sql(_GIVES_UP)
        _run(connection, to)
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("the migration leaves rows without their parents; nothing was changed")


def _run(connection: Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415  # as above

    command.upgrade(alembic_config(connection), to)
