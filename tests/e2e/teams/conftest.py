"""Kundord in a Teams tenant where Anna and Bo are in one team, Customer Care."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.process import Kundord
from tests.e2e.teams_process import teams_bot
from tests.fakes.teams_client import Teams, TeamsPerson
from tests.fakes.teams_world import Conversation, Team


@pytest.fixture
def anna(teams: Teams) -> TeamsPerson:
    return teams.person("Anna Berg")


@pytest.fixture
def bo(teams: Teams) -> TeamsPerson:
    return teams.person("Bo Ek")


@pytest.fixture
def care(teams: Teams, anna: TeamsPerson, bo: TeamsPerson) -> Team:
    """A team the bot has not been added to yet."""
    return teams.team("Customer Care", anna, bo)


@pytest.fixture
def general(teams: Teams, care: Team) -> Conversation:
    return teams.general(care)


@pytest.fixture
async def bot(teams: Teams, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    async with teams_bot(teams, tmp_path, sqlite_url) as running:
        yield running


@pytest.fixture
async def either_bot(teams: Teams, tmp_path: Path, database_url: str) -> AsyncIterator[Kundord]:
    """On either database."""
    async with teams_bot(teams, tmp_path, database_url) as running:
        yield running
