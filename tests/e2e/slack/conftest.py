"""Kundord in a Slack workspace where Anna, who is an admin, Bo and Karin work."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.process import Kundord, slack_bot
from tests.fakes.slack_client import Slack, SlackUser


@pytest.fixture
def karin(slack: Slack) -> SlackUser:
    return slack.user("Karin Holm")


@pytest.fixture
async def bot(slack: Slack, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    async with slack_bot(slack, tmp_path, sqlite_url) as running:
        yield running


@pytest.fixture
async def either_bot(slack: Slack, tmp_path: Path, database_url: str) -> AsyncIterator[Kundord]:
    """On either database."""
    async with slack_bot(slack, tmp_path, database_url) as running:
        yield running
