"""The command line: what it prints, and its exit codes (PRODUCT §12)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.domain.people import Profile
from bot.domain.quotes import MemberCredit, NewQuote, Sentiment
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.ports import Registry, UnitOfWork
from kundord import wiring
from kundord.cli import main
from kundord.settings import Settings

Kundord = Callable[..., Result]
SLACK = WorkspaceRef("slack", "T0NORDLYS")


@pytest.fixture
def kundord(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kundord:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUNDORD_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("KUNDORD_LOG_LEVEL", "error")
    runner = CliRunner()

    def run(*arguments: str, code: int = 0) -> Result:
        result = runner.invoke(main, arguments)
        assert result.exit_code == code, result.output
        return result

    run("migrate")
    return run


@pytest.fixture
async def company(kundord: Kundord, empty_database_url: str) -> None:
    """A workspace with two colleagues and three customers' words for them."""
    async with wiring.storage(Settings(database_url=empty_database_url)) as store:
        workspace = await store.registry(_install)
        await store.write(workspace, _record)


def _install(registry: Registry):  # type: ignore[no-untyped-def]
    return registry.install(SLACK, "Nordlys", "U0BOT").organisation


def _record(unit: UnitOfWork) -> None:
    anna, bo = (unit.members.meet(Profile(MemberRef(SLACK, f"U0{name}"), name)) for name in ("Anna", "Bo"))
    for text, member in (
        ("Hon stannade kvar i luren", anna),
        ("Han ringde tillbaka samma dag", bo),
        ("Rask og grei hjelp i går", anna),
    ):
        unit.quotes.add(NewQuote(text, Sentiment.POSITIVE, None, datetime.now(UTC), (MemberCredit(member.number),)))


def test_help_is_everywhere(kundord: Kundord) -> None:
    for command in ("run", "demo", "migrate", "channel", "channel list", "channel set", "preview", "manifest slack"):
        assert "Usage:" in kundord(*command.split(), "--help").output


def test_running_without_a_platform_says_what_to_do(kundord: Kundord) -> None:
    assert "kundord demo" in kundord("run", code=1).output


def test_a_channel_before_any_workspace_is_refused(kundord: Kundord) -> None:
    assert "workspace" in kundord("channel", "set", "C0KUNDORD", code=1).output


@pytest.mark.usefixtures("company")
def test_a_channel_the_bot_never_met_is_created_as_set(kundord: Kundord) -> None:
    said = kundord(
        "channel", "set", "C0KUNDORD", "--time", "8.30", "--timezone", "Europe/Oslo", "--days", "man-tor",
        "--holidays", "no", "--language", "nb", "--cutoff", "15:00", "--json",
    )  # fmt: skip
    made = json.loads(said.output)
    assert made["channel"] == "C0KUNDORD"
    assert (made["time"], made["timezone"], made["cutoff"]) == ("08:30", "Europe/Oslo", "15:00")
    assert (made["days"], made["holidays"], made["language"]) == (["mon", "tue", "wed", "thu"], "NO", "nb")
    assert json.loads(kundord("channel", "list", "--json").output) == [made]


@pytest.mark.usefixtures("company")
def test_what_is_not_named_stays(kundord: Kundord) -> None:
    kundord("channel", "set", "C0KUNDORD", "--time", "10:15", "--holidays", "SE")
    kundord("channel", "set", "C0KUNDORD", "--language", "sv")
    (row,) = json.loads(kundord("channel", "list", "--json").output)
    assert (row["time"], row["holidays"], row["language"]) == ("10:15", "SE", "sv")


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("option", "value"),
    [("--time", "25:00"), ("--days", "blursday"), ("--timezone", "Mars/Olympus"), ("--holidays", "XX"),
     ("--pause-until", "soon"), ("--language", "tlh")],
)  # fmt: skip
def test_what_is_not_understood_is_wrong_usage_and_creates_nothing(kundord: Kundord, option: str, value: str) -> None:
    kundord("channel", "set", "C0KUNDORD", option, value, code=2)
    assert json.loads(kundord("channel", "list", "--json").output) == []


@pytest.mark.usefixtures("company")
def test_preview_lists_the_coming_days_and_why(kundord: Kundord) -> None:
    kundord("channel", "set", "C0KUNDORD", "--timezone", "Europe/Stockholm", "--holidays", "SE")
    said = kundord("preview", "C0KUNDORD", "--from", "2026-12-23", "--days", "7", "--json")
    rows = json.loads(said.output)
    assert [row["local_date"] for row in rows] == [f"2026-12-{day}" for day in range(23, 30)]
    shown = [row for row in rows if row["quote"]]
    assert [row["local_date"] for row in shown] == ["2026-12-23", "2026-12-28", "2026-12-29"]
    assert [row["credited"] for row in shown] == ["Anna", "Bo", "Anna"]
    assert len({row["quote"] for row in shown}) == 3
    assert shown[0]["due_at"] == "2026-12-23T08:00:00Z"
    assert rows[1]["skipped"].startswith("public holiday")


@pytest.mark.usefixtures("company")
def test_a_preview_changes_nothing(kundord: Kundord) -> None:
    kundord("channel", "set", "C0KUNDORD")
    first, again = (kundord("preview", "C0KUNDORD", "--from", "2026-12-01", "--json").output for _ in range(2))
    assert first == again


def test_a_preview_of_an_unknown_channel_fails(kundord: Kundord) -> None:
    kundord("preview", "C0NOWHERE", code=1)


def test_a_preview_of_no_days_is_wrong_usage(kundord: Kundord) -> None:
    kundord("preview", "C0KUNDORD", "--days", "0", code=2)
