"""Fixtures that every folder of tests may ask for."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.async_api import Browser

from tests.services_up import PostgresServer, chromium, missing, postgres_server

# A busy machine is slow, not wrong.
settings.register_profile("kundord", deadline=None, print_blob=True)
settings.load_profile("kundord")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for the whole run (one per worker under xdist), started when first asked for."""
    with postgres_server() as server:
        if server is None:
            missing("there is no PostgreSQL")
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'kundord.db'}"


@pytest.fixture
def postgresql_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with postgres.fresh_database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, empty database: each test that asks runs once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium with an empty profile."""
    async with chromium() as running:
        yield running
