"""What a platform's adapter stands on: a store, and a session for its requests."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from storage import SqlStore, open_store


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[SqlStore]:
    store = open_store(sqlite_url)
    yield store
    await store.close()
