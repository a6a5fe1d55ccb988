"""The wired core on a SQLite file of its own per test. Key files run on PostgreSQL as well."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage import open_store
from storage.schema import migrate
from tests.builders import MORNING
from tests.fakes.clock import SetClock
from tests.services.company import Company


@asynccontextmanager
async def company_on(url: str) -> AsyncIterator[Company]:
    clock = SetClock(MORNING)
    store = open_store(url, clock)
    company = Company(store, clock)
    await company.found()
    try:
        yield company
    finally:
        await store.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the company in it: made once, copied for every test."""
    path = tmp_path_factory.mktemp("founded") / "kundord.db"
    migrate(f"sqlite:///{path}")

    async def found() -> None:
        async with company_on(f"sqlite:///{path}"):
            pass

    asyncio.run(found())
    return path


@pytest.fixture
def store_url(founded: Path, tmp_path: Path) -> str:
    """The URL of a database with the schema. A file that runs on both databases overrides this."""
    return f"sqlite:///{shutil.copy(founded, tmp_path / 'kundord.db')}"


@pytest.fixture
async def company(store_url: str) -> AsyncIterator[Company]:
    async with company_on(store_url) as company:
        yield company
