"""The Teams adapter with a real store, on a loopback port, and a fake Teams around it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from adapters.courier import Courier
from adapters.teams import Teams as Adapter
from adapters.teams import TeamsConfig
from bot.domain.people import Workspace
from bot.domain.refs import WorkspaceRef
from bot.ports import Registry, Store, UnitOfWork
from kundord.clocks import SystemClock
from storage import SqlStore
from tests.adapters.serving import serving
from tests.fakes.teams_client import Teams, TeamsPerson
from tests.fakes.teams_world import Team


@pytest.fixture
async def teams() -> AsyncIterator[Teams]:
    async with Teams(anonymous=True) as tenant:
        yield tenant


@pytest.fixture
def anna(teams: Teams) -> TeamsPerson:
    return teams.person("Anna Berg")


@pytest.fixture
def bo(teams: Teams) -> TeamsPerson:
    return teams.person("Bo Ek", locale="sv-SE")


@pytest.fixture
def care(teams: Teams, anna: TeamsPerson, bo: TeamsPerson) -> Team:
    return teams.team("Customer Care", anna, bo)


@pytest.fixture
def here(teams: Teams) -> WorkspaceRef:
    return WorkspaceRef("teams", teams.world.tenant)


@asynccontextmanager
async def running(teams: Teams, store: Store, session: aiohttp.ClientSession) -> AsyncIterator[Adapter]:
    """An adapter that Teams sends to from now on."""
    adapter = Adapter(config=TeamsConfig(anonymous=True), store=store, clock=SystemClock(), session=session)
    async with serving(adapter, teams):
        yield adapter


@pytest.fixture
async def adapter(teams: Teams, store: SqlStore, session: aiohttp.ClientSession) -> AsyncIterator[Adapter]:
    async with running(teams, store, session) as adapter:
        yield adapter


@pytest.fixture
def courier(store: SqlStore, adapter: Adapter) -> Courier:
    return Courier(store, {"teams": adapter.messenger}, SystemClock())


def _workspaces(registry: Registry) -> list[Workspace]:
    return list(registry.workspaces())


async def read(store: SqlStore, function: Callable[[UnitOfWork], Any]) -> Any:
    """What the only company's next unit of work sees."""
    [workspace] = await store.registry(_workspaces)
    return await store.read(workspace.organisation, function)
