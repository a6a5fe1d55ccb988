"""The platforms, and who has Slack open. A folder of one platform's has people and a bot of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.teams_client import Teams


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as workspace:
        yield workspace


@pytest.fixture
async def teams() -> AsyncIterator[Teams]:
    async with Teams() as tenant:
        yield tenant


@pytest.fixture
def anna(slack: Slack) -> SlackUser:
    return slack.user("Anna Berg", admin=True)


@pytest.fixture
def bo(slack: Slack) -> SlackUser:
    return slack.user("Bo Ek", handle="bo")
