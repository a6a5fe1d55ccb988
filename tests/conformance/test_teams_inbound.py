"""Activities recorded from Microsoft's emulator and out of its documentation, to the real process, signed: each is
answered, in time, and none by a fault of ours.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.process import Kundord
from tests.e2e.teams_process import teams_bot
from tests.fakes.teams_client import Delivery, Teams

IN_TIME = 5.0
"""Seconds: an invoke is waited for by a person."""
REFUSED = (400, 401, 403)
UNKNOWN_INVOKE = 501
"""What Teams expects for an invoke that a bot does not know."""


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    body: dict[str, Any]

    def at(self, teams: Teams) -> "Row":
        """The same, as if it had happened in our tenant to our bot."""
        moved = json.loads(json.dumps(self.body))
        moved["serviceUrl"] = teams.service_url
        moved["recipient"] = {"id": teams.world.bot_id, "name": "Kundord"}
        moved.setdefault("channelData", {})["tenant"] = {"id": teams.world.tenant}
        moved["conversation"]["tenantId"] = teams.world.tenant
        return Row(self.kind, moved)


@pytest.fixture
def rows(clients: Path) -> list[Row]:
    lines = (clients / "teams-inbound.jsonl").read_text().splitlines()
    return [Row(each["kind"], each["body"]) for each in map(json.loads, lines)]


@pytest.fixture
async def teams() -> AsyncIterator[Teams]:
    async with Teams() as tenant:
        yield tenant


@pytest.fixture
async def bot(teams: Teams, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    async with teams_bot(teams, tmp_path, sqlite_url) as running:
        yield running


async def signed(teams: Teams, row: Row) -> Delivery:
    token = teams.login.token(str(row.body.get("serviceUrl")))
    return await teams.post(json.dumps(row.body).encode(), {"Authorization": f"Bearer {token}"})


async def test_every_activity_of_our_tenant_is_answered(teams: Teams, bot: Kundord, rows: list[Row]) -> None:
    unanswered = []
    for row in (each.at(teams) for each in rows):
        answer = await signed(teams, row)
        taken = 200 <= answer.status < 300 or (row.kind.startswith("invoke") and answer.status == UNKNOWN_INVOKE)
        if not taken or answer.seconds > IN_TIME:
            unanswered.append(f"{row.kind}: {answer.status} after {answer.seconds:.1f} s {answer.body[:80]}")
    assert rows
    assert not unanswered, "\n".join(unanswered)
    assert "Traceback" not in bot.log


async def test_every_activity_from_elsewhere_is_refused(teams: Teams, bot: Kundord, rows: list[Row]) -> None:
    """Signed rightly, but of another tenant, and to be answered at another service."""
    for row in rows:
        answer = await signed(teams, row)
        assert answer.status in REFUSED, f"{row.kind}: {answer}"
    assert "Traceback" not in bot.log


async def test_what_teams_sends_again_is_answered_again(teams: Teams, bot: Kundord, rows: list[Row]) -> None:
    for row in (each.at(teams) for each in rows):
        first = await signed(teams, row)
        again = await signed(teams, row)
        assert again.status == first.status, row.kind
    assert "Traceback" not in bot.log
