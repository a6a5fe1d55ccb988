"""The store alone: all that a command beside a running bot needs, without what the bot itself would load."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.ports import Clock
from kundord.settings import Settings
from storage import SqlStore, open_store
from storage.schema import check_schema, migrate, schema_state


@asynccontextmanager
async def storage(settings: Settings, clock: Clock | None = None) -> AsyncIterator[SqlStore]:
    """Raises: SchemaOutdated, StorageAway."""
    _prepare_schema(settings.database_url)
    store = open_store(settings.database_url, clock)
    try:
        yield store
    finally:
        await store.close()


def _prepare_schema(url: str) -> None:
    """A SQLite file migrates by itself: its owner has no one else to do it."""
    if url.startswith("sqlite:"):
        if not schema_state(url).current:
            migrate(url)
    else:
        check_schema(url)
