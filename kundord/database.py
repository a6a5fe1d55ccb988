"""The store alone: all that a command beside a running bot needs, without what the bot itself would load."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.ports import Clock
from kundord.failed import Failed
from kundord.settings import Settings
from storage import SqlStore, open_store
from storage.engine import normalised
from storage.schema import check_schema, migrate, schema_state


class NoDatabase(Failed):
    """There is no such SQLite file."""


@asynccontextmanager
async def storage(settings: Settings, clock: Clock | None = None) -> AsyncIterator[SqlStore]:
    """Where there is no SQLite file yet, one is made. Raises: SchemaOutdated, StorageAway."""
    _prepare_schema(settings.database_url)
    store = open_store(settings.database_url, clock)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def storage_there(settings: Settings) -> AsyncIterator[SqlStore]:
    """For who asks of what is there: that nothing waits in a file made for the question says nothing.

    Raises: NoDatabase, SchemaOutdated, StorageAway.
    """
    _find(settings.database_url)
    async with storage(settings) as store:
        yield store


def _find(url: str) -> None:
    """Raises: NoDatabase."""
    parsed = normalised(url)
    file = Path(parsed.database or "").absolute()
    if parsed.get_backend_name() == "sqlite" and not file.exists():
        raise NoDatabase(f"there is no database at {file}. KUNDORD_DATABASE_URL says where it is")


def _prepare_schema(url: str) -> None:
    """A SQLite file migrates by itself: its owner has no one else to do it."""
    if url.startswith("sqlite:"):
        if not schema_state(url).current:
            migrate(url)
    else:
        check_schema(url)
