"""The campaign in short: processes die or stand still, the database crashes, the platform fails; each stands once."""

from pathlib import Path

import pytest

from tests.campaign.campaign import campaign
from tests.campaign.scenes import Plan, Result
from tests.services_up import missing, postgres_server

# Seeds by which everything there is befalls them.
ON_SLACK, ON_TEAMS, ALONE = 11, 11, 12


def verdict(result: Result) -> tuple[list[str], list[str], list[str]]:
    print(result)  # noqa: T201  # whoever looks why it failed needs it
    return result.missed, result.doubled, result.untold


@pytest.mark.parametrize(("platform", "seed"), [("slack", ON_SLACK), ("teams", ON_TEAMS)])
async def test_three_processes_on_postgresql_post_each_once(tmp_path: Path, platform: str, seed: int) -> None:
    with postgres_server() as server:
        if server is None:
            missing("there is no PostgreSQL")
        with server.fresh_database() as url:
            result = await campaign(Plan(platform, 16, 3, seed, 5), url, tmp_path, server)
    assert verdict(result) == ([], [], [])
    assert sum(result.befell.values()) == 5
    assert result.faults


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_one_process_on_sqlite_that_is_killed_posts_each_once(
    empty_sqlite_url: str, tmp_path: Path, platform: str
) -> None:
    result = await campaign(Plan(platform, 16, 1, ALONE, 4), empty_sqlite_url, tmp_path, None)
    assert verdict(result) == ([], [], [])
    assert sum(result.befell.values()) == 4
    assert result.faults
