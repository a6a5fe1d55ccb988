"""The wired core on a SQLite file of its own per test; what might differ runs on PostgreSQL as well."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from psycopg.sql import SQL, Identifier

from storage import open_store
from storage.schema import migrate
from tests.builders import MORNING
from tests.fakes.clock import SetClock
from tests.services.company import Company
from tests.services_up import PostgresServer

_copies = count()


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
    """A database with the schema and the company."""
    migrate(url)

    async def founding() -> None:
        async with company_on(url):
            pass

    asyncio.run(founding())


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, copied for every test."""
    path = tmp_path_factory.mktemp("founded") / "kundord.db"
    found(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def founded_on_postgresql(postgres: PostgresServer) -> Iterator[str]:
    with postgres.fresh_database() as url:
        found(url)
        yield url.rpartition("/")[2]


@pytest.fixture
def sqlite_copy(founded: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(founded, tmp_path / 'kundord.db')}"


@pytest.fixture
def postgresql_copy(postgres: PostgresServer, founded_on_postgresql: str) -> Iterator[str]:
    name = f"copy_{next(_copies)}"
    postgres._execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(founded_on_postgresql)))
    yield postgres.url(name)
    postgres._execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


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
