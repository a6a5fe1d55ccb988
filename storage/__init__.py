"""How the bot remembers."""

from bot.ports import Clock
from storage.engine import make_engine
from storage.schema import SchemaOutdated, SchemaState, check_schema, migrate, schema_state
from storage.store import QUEUE, SqlStore

__all__ = ["SchemaOutdated", "SchemaState", "SqlStore", "check_schema", "migrate", "open_store", "schema_state"]


def open_store(url: str, clock: Clock | None = None, *pragmas: str, room: int = QUEUE) -> SqlStore:
    """A store on that database. ``clock`` None: the database's own. ``room``: units that may wait at once."""
    return SqlStore(make_engine(url, *pragmas), clock, room)
