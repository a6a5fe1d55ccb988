"""How the bot remembers."""

from bot.ports import Clock
from storage.engine import make_engine
from storage.lanes import LIMITS, Limits
from storage.schema import SchemaOutdated, SchemaState, check_schema, migrate, schema_state
from storage.store import SqlStore

__all__ = [
    "LIMITS",
    "Limits",
    "SchemaOutdated",
    "SchemaState",
    "SqlStore",
    "check_schema",
    "migrate",
    "open_store",
    "schema_state",
]


def open_store(url: str, clock: Clock | None = None, *pragmas: str, limits: Limits = LIMITS) -> SqlStore:
    """A store on that database. ``clock`` None: the database's own."""
    return SqlStore(make_engine(url, *pragmas), clock, limits)
