"""Whether a process can do its work, for who decides whether people are sent to it."""

import aiohttp
import pytest

from adapters.web.health import Health
from tests.adapters.serving import listening


async def works() -> None:
    pass


async def is_away() -> None:
    raise ConnectionError("nobody there")


@pytest.mark.parametrize(
    ("database", "slack", "teams", "ready"),
    [
        (works, works, works, True),
        (works, is_away, works, True),
        (works, is_away, is_away, False),
        (is_away, works, works, False),
    ],
)
async def test_a_process_is_ready_with_its_database_and_one_platform(
    database: object, slack: object, teams: object, ready: bool
) -> None:
    """A dead token of one platform is dead in every process, and the other one's people would be cut off with it."""
    pings = {"database": database, "slack": slack, "teams": teams}
    health = Health({"database": database}, {"slack": slack, "teams": teams})  # type: ignore[dict-item]
    parts = {name: "ok" if ping is works else "away" for name, ping in pings.items()}
    assert await told(health) == (200 if ready else 503, {"ready": ready, "parts": parts})


async def test_the_log_names_the_part_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    await told(Health({"database": works}, {"slack": is_away}))
    assert "slack is away: nobody there" in caplog.text


async def test_without_any_platform_the_database_is_enough() -> None:
    assert await told(Health({"database": works})) == (200, {"ready": True, "parts": {"database": "ok"}})


async def told(health: Health) -> tuple[int, object]:
    async with (
        listening(*health.routes()) as url,
        aiohttp.ClientSession() as session,
        session.get(f"{url}/readyz") as answer,
    ):
        return answer.status, await answer.json()
