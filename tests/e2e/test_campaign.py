"""The campaign in short: processes die or stand still, the database crashes, the platform fails; each stands once."""

from pathlib import Path

import pytest

from tests.campaign.campaign import SURELY, campaign
from tests.campaign.scenes import Plan, Result
from tests.services_up import SURVIVES_A_CRASH, missing, postgres_server

SEED = 11


def verdict(result: Result) -> tuple[list[str], list[str], list[str]]:
    print(result)  # noqa: T201  # whoever looks why it failed needs it
    return result.missed, result.doubled, result.untold


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_three_processes_on_postgresql_post_each_once(tmp_path: Path, platform: str) -> None:
    with postgres_server(SURVIVES_A_CRASH) as server:
        if server is None:
            missing("there is no PostgreSQL")
        with server.fresh_database() as url:
            result = await campaign(Plan(platform, 16, 3, SEED, 5, brief=True), url, tmp_path, server)
    assert verdict(result) == ([], [], [])
    assert set(result.befell) == {"kill", "stall", "storm", "crash_the_database", "cut_connections"}
    assert set(SURELY) <= set(result.faults)


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_one_process_on_sqlite_that_is_killed_posts_each_once(
    empty_sqlite_url: str, tmp_path: Path, platform: str
) -> None:
    result = await campaign(Plan(platform, 16, 1, SEED, 3, brief=True), empty_sqlite_url, tmp_path, None)
    assert verdict(result) == ([], [], [])
    assert set(result.befell) == {"kill", "stall", "storm"}
    assert set(SURELY) <= set(result.faults)
