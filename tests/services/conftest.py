"""The wired core on a SQLite file of its own per test; what might differ runs on PostgreSQL as well."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage import open_store
from tests.builders import MORNING
from tests.fakes.clock import SetClock
from tests.services.company import Company
from tests.services_up import PostgresServer


@asynccontextmanager
async def company_on(url: str) -> AsyncIterator[Company]:
    clock = SetClock(MORNING)
    store = open_store(url, clock)
    company = Company(store, clock)
    await company.found()
    try:
        yield company
    finally:
        await company.store.close()


def found(url: str) -> None:
    """The company, in a database with the schema."""

    async def founding() -> None:
        async with company_on(url):
            pass

    asyncio.run(founding())


@pytest.fixture(scope="session")
def founded(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, copied for every test."""
    path = tmp_path_factory.mktemp("founded") / "kundord.db"
    shutil.copy(migrated, path)
    found(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def founded_on_postgresql(postgres: PostgresServer, migrated_on_postgresql: str) -> Iterator[str]:
    with postgres.fresh_database(migrated_on_postgresql) as url:
        found(url)
        yield url.rpartition("/")[2]


@pytest.fixture
def sqlite_copy(founded: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(founded, tmp_path / 'kundord.db')}"


@pytest.fixture
def postgresql_copy(postgres: PostgresServer, founded_on_postgresql: str) -> Iterator[str]:
    with postgres.fresh_database(founded_on_postgresql) as url:
        yield url


@pytest.fixture
def store_url(sqlite_copy: str) -> str:
    return sqlite_copy


@pytest.fixture
async def company(store_url: str) -> AsyncIterator[Company]:
    async with company_on(store_url) as company:
        yield company


@pytest.fixture(params=["sqlite", "postgresql"])
def either_copy(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_copy"))


@pytest.fixture
async def on_both(either_copy: str) -> AsyncIterator[Company]:
    """The company, once on SQLite and once on PostgreSQL."""
    async with company_on(either_copy) as company:
        yield company


@pytest.fixture
async def on_postgresql(postgresql_copy: str) -> AsyncIterator[Company]:
    async with company_on(postgresql_copy) as company:
        yield company
