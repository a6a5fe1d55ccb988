"""Payloads of Slack's own SDKs, to the real process: each is answered, in time, and none by a fault of ours."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.e2e.process import Kundord, slack_bot
from tests.fakes.slack_client import FORM, JSON, Slack

IN_TIME = 3.0


@dataclass(frozen=True, slots=True)
class Row:
    form: str
    kind: str
    body: Any

    def wire(self) -> tuple[bytes, str]:
        """As Slack sends it."""
        if self.form == "json":
            return json.dumps(self.body).encode(), JSON
        if self.form == "payload":
            return urlencode({"payload": json.dumps(self.body)}).encode(), FORM
        return urlencode(self.body).encode(), FORM

    def at(self, team: str, bot: str) -> "Row":
        """The same, as if it had happened in our workspace to our bot."""
        return Row(self.form, self.kind, _moved(self.body, team, bot))


def _moved(body: Any, team: str, bot: str) -> Any:
    if not isinstance(body, dict):
        return body
    moved: dict[str, Any] = {}
    for key, value in body.items():
        if key in ("team_id", "app_installed_team_id", "context_team_id"):
            moved[key] = team
        elif key == "enterprise_id":
            moved[key] = None
        elif key == "team" and isinstance(value, dict):
            moved[key] = value | {"id": team}
        elif key == "authorizations" and isinstance(value, list):
            mine = {"enterprise_id": None, "team_id": team, "user_id": bot}
            moved[key] = [each | mine | {"is_enterprise_install": False} for each in value if isinstance(each, dict)]
        else:
            moved[key] = _moved(value, team, bot) if key in ("view", "user") else value
    return moved


@pytest.fixture
def rows(clients: Path) -> list[Row]:
    lines = (clients / "slack-inbound.jsonl").read_text().splitlines()
    parsed = [json.loads(line) for line in lines]
    return [Row(each["form"], each["kind"], each["body"]) for each in parsed]


@pytest.fixture
async def bot(slack: Slack, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    async with slack_bot(slack, tmp_path, sqlite_url) as running:
        yield running


@pytest.mark.parametrize("ours", [False, True], ids=["from elsewhere", "from our workspace"])
async def test_every_payload_is_answered(slack: Slack, bot: Kundord, rows: list[Row], ours: bool) -> None:
    unanswered = []
    for row in (each.at(slack.world.team, slack.world.bot.id) if ours else each for each in rows):
        body, kind = row.wire()
        answer = await slack.post(body, kind)
        if not 200 <= answer.status < 300 or answer.seconds > IN_TIME:
            unanswered.append(f"{row.form} {row.kind}: {answer.status} after {answer.seconds:.1f} s {answer.body[:80]}")
    assert rows
    assert not unanswered, "\n".join(unanswered)
    assert "Traceback" not in bot.log


async def test_what_slack_delivers_again_is_answered_again(slack: Slack, bot: Kundord, rows: list[Row]) -> None:
    for row in rows:
        body, kind = row.at(slack.world.team, slack.world.bot.id).wire()
        first = await slack.post(body, kind)
        again = await slack.redeliver(1)
        assert again.status == first.status, row.kind
    assert "Traceback" not in bot.log
