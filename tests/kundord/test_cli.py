"""The command line: what it prints, and its exit codes (PRODUCT §12)."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.domain.people import Profile
from bot.domain.quotes import MemberCredit, NewQuote, Sentiment
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Errand, Kind, Leased, Registry, UnitOfWork
from bot.services import channels, people
from kundord.cli import main
from kundord.database import storage
from kundord.outbox import MOST
from kundord.settings import Settings
from storage.engine import make_engine
from storage.schema import migrate as upgrade

Kundord = Callable[..., Result]
SLACK = WorkspaceRef("slack", "T0NORDLYS")
TEAMS = WorkspaceRef("teams", "9c0ffee0-0000-4000-8000-00000000a001")


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
    """A workspace with two colleagues and three customers' words for them. Bo would rather not be named."""
    async with storage(Settings(database_url=empty_database_url)) as store:
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
    people.be_named(unit, bo.number, False)


def test_help_is_everywhere(kundord: Kundord) -> None:
    for command in (
        "run",
        "demo",
        "migrate",
        "channel",
        "channel list",
        "channel set",
        "preview",
        "outbox",
        "outbox list",
        "outbox retry",
        "outbox drop",
        "manifest slack",
        "manifest teams",
    ):
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


@pytest.fixture
async def both(company: None, empty_database_url: str) -> None:
    """A tenant of Teams' beside the workspace, each with a channel of its own and one of the same id."""
    async with storage(Settings(database_url=empty_database_url)) as store:
        await store.registry(_install_teams)
        for workspace, ids in ((SLACK, ("C0CARE", "both")), (TEAMS, ("19:care@thread.tacv2", "both"))):
            for id in ids:
                await store.write(workspace, channels.add, ChannelRef(workspace, id), "care", None)


def _install_teams(registry: Registry) -> None:
    registry.install(TEAMS, "Nordlys", "28:bot")


@pytest.mark.usefixtures("both")
def test_a_channel_that_one_workspace_alone_knows_needs_no_workspace(kundord: Kundord) -> None:
    for id, workspace in (("C0CARE", SLACK), ("19:care@thread.tacv2", TEAMS)):
        made = json.loads(kundord("channel", "set", id, "--time", "10:15", "--json").output)
        assert (made["channel"], made["workspace"], made["time"]) == (id, workspace.id, "10:15")
        assert len(json.loads(kundord("preview", id, "--days", "2", "--json").output)) == 2


@pytest.mark.usefixtures("both")
def test_a_channel_that_several_know_or_none_is_asked_about(kundord: Kundord) -> None:
    for command in (("channel", "set", "both"), ("preview", "both"), ("channel", "set", "C0NEW")):
        said = kundord(*command, code=1).output
        assert str(SLACK) in said
        assert str(TEAMS) in said
        assert "--workspace" in said
    made = json.loads(kundord("channel", "set", "both", "--workspace", str(TEAMS), "--json").output)
    assert made["workspace"] == TEAMS.id


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
     ("--pause-until", "soon"), ("--pause-until", "9999-12-31"), ("--pause-until", "2027-W33-2"),
     ("--language", "tlh")],
)  # fmt: skip
def test_what_is_not_understood_is_wrong_usage_and_creates_nothing(kundord: Kundord, option: str, value: str) -> None:
    kundord("channel", "set", "C0KUNDORD", option, value, code=2)
    assert json.loads(kundord("channel", "list", "--json").output) == []


@pytest.mark.parametrize("given", [("--time", "25:00"), ("--days", "blursday"), ("--pause-until", "soon")])
def test_what_is_not_understood_is_told_before_a_database_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: tuple[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KUNDORD_DATABASE_URL", raising=False)
    result = CliRunner().invoke(main, ["channel", "set", "C0KUNDORD", *given])
    assert result.exit_code == 2, result.output
    assert given[1] in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("id", ["#general", " ", "general", "c0care", "U0ANNA", "19:care@thread.tacv2"])
def test_what_no_channel_of_slack_is_called_is_wrong_usage_and_makes_none(kundord: Kundord, id: str) -> None:
    said = kundord("channel", "set", id, "--workspace", SLACK.id, code=2).output
    assert "C0123ABCD" in said
    kundord("channel", "set", "C0NEW", "--workspace", TEAMS.id, code=2)
    assert len(json.loads(kundord("channel", "list", "--json").output)) == 4


@pytest.mark.usefixtures("both")
def test_a_workspace_has_one_channel_for_following_up(kundord: Kundord) -> None:
    def following() -> set[str]:
        return {row["channel"] for row in json.loads(kundord("channel", "list", "--json").output) if row["follow_up"]}

    for id in ("C0CARE", "19:care@thread.tacv2", "C0BETTER"):
        kundord("channel", "set", id, "--follow-up", "--workspace", TEAMS.id if id.startswith("19:") else SLACK.id)
    assert following() == {"C0BETTER", "19:care@thread.tacv2"}
    kundord("channel", "set", "C0BETTER", "--time", "10:00")
    assert "C0BETTER" in following()
    kundord("channel", "set", "C0BETTER", "--no-follow-up")
    assert following() == {"19:care@thread.tacv2"}


@pytest.mark.usefixtures("company")
def test_a_time_for_a_channel_without_a_quote_of_the_day_says_that_none_comes(kundord: Kundord) -> None:
    kundord("channel", "set", "C0CARE", "--no-daily")
    said = kundord("channel", "set", "C0CARE", "--time", "10:00").output
    assert "--daily turns it on" in said
    (row,) = json.loads(kundord("channel", "list", "--json").output)
    assert (row["daily"], row["time"], row["next_post"]) == (False, "10:00", None)
    assert "daily" in kundord("channel", "list").output.splitlines()[0].lower()
    said = kundord("channel", "set", "C0CARE", "--time", "10:00", "--daily").output
    assert "--daily" not in said
    (row,) = json.loads(kundord("channel", "list", "--json").output)
    assert row["daily"]
    assert row["next_post"]


@pytest.mark.usefixtures("company")
def test_a_cut_off_that_is_not_after_the_time_is_said_to_be_midnight(kundord: Kundord) -> None:
    for given, midnight in (("--cutoff", "08:00"), True), (("--time", "08:00"), True), (("--cutoff", "15:00"), False):
        said = kundord("channel", "set", "C0CARE", *given).stderr
        assert ("midnight" in said) is midnight, given
    kundord("channel", "set", "C0CARE", "--cutoff", "07:00")
    assert kundord("channel", "set", "C0CARE", "--language", "sv").stderr == "", "who changed neither is told nothing"


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(("option", "value"), [("--pause-until", "2020-01-01"), ("--teams", ""), ("--teams", " , ")])
def test_what_means_nothing_is_refused_with_a_sentence_about_it(kundord: Kundord, option: str, value: str) -> None:
    said = kundord("channel", "set", "C0CARE", option, value, code=2).output
    assert "Not recorded" not in said
    assert json.loads(kundord("channel", "list", "--json").output) == []


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(("typed", "kept"), [("2027-08-10", "2027-08-10"), ("10.8.2027", "2027-08-10"), ("none", None)])
def test_a_pause_is_written_as_in_the_chat(kundord: Kundord, typed: str, kept: str | None) -> None:
    row = json.loads(kundord("channel", "set", "C0CARE", "--pause-until", typed, "--json").output)
    assert row["paused_until"] == kept


@pytest.mark.usefixtures("company")
def test_a_refusal_names_what_was_typed_and_where_the_right_one_stands(kundord: Kundord) -> None:
    said = kundord("channel", "set", "C0CARE", "--teams", "nope", code=2).output
    assert "'nope'" in said
    assert "ecorded" not in said
    said = kundord("preview", "C9", code=1).output
    assert "C9" in said
    assert "kundord channel list" in said


@pytest.mark.usefixtures("both")
def test_a_channel_of_teams_may_be_named_as_its_link_has_it(kundord: Kundord) -> None:
    row = json.loads(kundord("channel", "set", "19%3Acare%40thread.tacv2", "--time", "10:15", "--json").output)
    assert (row["channel"], row["time"]) == ("19:care@thread.tacv2", "10:15")
    assert json.loads(kundord("preview", "19%3Acare%40thread.tacv2", "--days", "1", "--json").output)


@pytest.mark.usefixtures("company")
def test_a_name_is_one_line(kundord: Kundord) -> None:
    kundord("channel", "set", "C0CARE", "--name", "kund\nkontakt ")
    assert json.loads(kundord("channel", "list", "--json").output)[0]["name"] == "kund kontakt"
    assert len(kundord("channel", "list").output.splitlines()) == 2


@pytest.mark.usefixtures("company")
def test_preview_lists_the_coming_days_and_why(kundord: Kundord) -> None:
    kundord("channel", "set", "C0KUNDORD", "--timezone", "Europe/Stockholm", "--holidays", "SE")
    said = kundord("preview", "C0KUNDORD", "--from", "2026-12-23", "--days", "7", "--json")
    rows = json.loads(said.output)
    assert [row["local_date"] for row in rows] == [f"2026-12-{day}" for day in range(23, 30)]
    shown = [row for row in rows if row["quote"]]
    assert [row["local_date"] for row in shown] == ["2026-12-23", "2026-12-28", "2026-12-29"]
    assert [row["credited"] for row in shown] == ["Anna", "a colleague", "Anna"]
    assert len({row["quote"] for row in shown}) == 3
    assert shown[0]["due_at"] == "2026-12-23T08:00:00Z"
    assert rows[1]["skipped"].startswith("public holiday")


@pytest.mark.usefixtures("company")
def test_a_preview_changes_nothing(kundord: Kundord) -> None:
    kundord("channel", "set", "C0KUNDORD")
    first, again = (kundord("preview", "C0KUNDORD", "--from", "2026-12-01", "--json").output for _ in range(2))
    assert first == again


@pytest.mark.usefixtures("company")
def test_a_preview_of_a_channel_without_a_quote_of_the_day_says_so(kundord: Kundord) -> None:
    kundord("channel", "set", "C0KUNDORD", "--no-daily")
    rows = json.loads(kundord("preview", "C0KUNDORD", "--days", "3", "--json").output)
    assert {row["skipped"] for row in rows} == {"the quote of the day is off"}


def test_a_preview_of_an_unknown_channel_fails(kundord: Kundord) -> None:
    kundord("preview", "C0NOWHERE", code=1)


def test_a_preview_of_no_days_is_wrong_usage(kundord: Kundord) -> None:
    kundord("preview", "C0KUNDORD", "--days", "0", code=2)


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("day", ["9999-12-30", "0001-01-01"])
def test_a_preview_at_the_end_of_all_calendars_is_wrong_usage(kundord: Kundord, day: str) -> None:
    kundord("channel", "set", "C0KUNDORD")
    kundord("preview", "C0KUNDORD", "--from", day, "--days", "30", code=2)


@pytest.mark.usefixtures("company")
def test_a_workspace_that_is_not_known_is_named_and_so_are_those_that_are(kundord: Kundord) -> None:
    for command in (("channel", "set", "C0CARE"), ("preview", "C0CARE")):
        said = kundord(*command, "--workspace", "T0SORLYS", code=1).output
        assert "T0SORLYS" in said
        assert str(SLACK) in said


# Printing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [None, "http://kundord.nordlys.example"])
def test_a_manifest_for_slack_has_an_address_that_slack_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    if url:
        monkeypatch.setenv("KUNDORD_PUBLIC_URL", url)
    result = CliRunner().invoke(main, ["manifest", "slack"])
    assert result.exit_code == 1
    assert "https://" in result.output
    assert CliRunner().invoke(main, ["manifest", "slack", "--socket-mode"]).exit_code == 0


def test_what_cannot_be_printed_is_told_in_a_sentence(tmp_path: Path) -> None:
    shut = tmp_path / "only to be read"
    shut.touch()
    with shut.open("rb") as nothing_is_written_here:
        done = subprocess.run(
            [Path(sys.executable).with_name("kundord"), "manifest", "slack", "--socket-mode"],
            cwd=tmp_path, stdout=nothing_is_written_here, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "kundord: the answer cannot be written: Bad file descriptor\n")


def test_what_the_terminal_has_no_letters_for_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("kundord"), "manifest", "slack", "--socket-mode"],
        cwd=tmp_path, env={"PYTHONIOENCODING": "latin1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = "kundord: the answer cannot be written in latin-1: set PYTHONUTF8=1\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


@pytest.fixture
def teams_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the package for Teams is made of."""
    monkeypatch.chdir(tmp_path)
    for name, value in (
        ("TEAMS_APP_ID", "11111111-2222-4333-8444-555555555555"),
        ("TEAMS_TENANT_ID", "66666666-2222-4333-8444-555555555555"),
        ("TEAMS_APP_PASSWORD", "secret"),
        ("PUBLIC_URL", "https://kundord.nordlys.example"),
    ):
        monkeypatch.setenv(f"KUNDORD_{name}", value)


@pytest.mark.usefixtures("teams_app")
def test_a_package_for_teams_goes_where_it_is_wanted(tmp_path: Path) -> None:
    for wanted in ((), ("--output", "other.zip")):
        assert CliRunner().invoke(main, ["manifest", "teams", *wanted]).exit_code == 0
    printed = CliRunner().invoke(main, ["manifest", "teams", "--output", "-"])
    written = [(tmp_path / name).read_bytes() for name in ("kundord-teams.zip", "other.zip")]
    assert written == [printed.stdout_bytes] * 2
    assert printed.stdout_bytes.startswith(b"PK")


@pytest.mark.parametrize(
    ("output", "code", "said"),
    [
        ("", 2, "Invalid value for '--output': no file has an empty name."),
        (".", 2, "Invalid value for '--output': File '.' is a directory."),
        ("no such/x.zip", 1, "kundord: no such/x.zip cannot be written: No such file or directory"),
        ("x" * 300, 1, "x cannot be written: File name too long"),
        ("a file/x.zip", 1, "kundord: a file/x.zip cannot be written: Not a directory"),
        ("/dev/full", 1, "kundord: the answer cannot be written: No space left on device"),
    ],
)
@pytest.mark.usefixtures("teams_app")
def test_a_package_that_cannot_be_written_is_told_in_a_sentence(
    tmp_path: Path, output: str, code: int, said: str
) -> None:
    (tmp_path / "a file").touch()
    result = CliRunner().invoke(main, ["manifest", "teams", "--output", output])
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert result.stdout == ""


@pytest.mark.usefixtures("teams_app")
def test_nothing_to_write_a_package_to_is_told_in_a_sentence() -> None:
    command = f"'{Path(sys.executable).with_name('kundord')}' manifest teams --output - >&-"
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "kundord: there is no stdout to write to: it is closed\n")


# The schema -------------------------------------------------------------------------------------


def change(url: str, *statements: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        for each in statements:
            connection.exec_driver_sql(each)
    engine.dispose()


def test_migrating_beside_a_newer_schema_succeeds_and_leaves_it(kundord: Kundord, empty_database_url: str) -> None:
    change(empty_database_url, "UPDATE alembic_version SET version_num = '0099'")
    assert "0099" in kundord("migrate").output
    assert kundord("channel", "list").output.startswith("No channel yet")


@pytest.mark.parametrize("command", ["migrate", "channel list", "run", "demo"])
def test_a_database_of_another_application_is_refused_in_a_sentence(
    kundord: Kundord, empty_database_url: str, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    url = empty_database_url.replace("kundord.db", "care.db")
    change(
        url,
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))",
        "DELETE FROM alembic_version",
        "INSERT INTO alembic_version VALUES ('3f2a1b')",
    )
    monkeypatch.setenv("KUNDORD_DATABASE_URL", url)
    monkeypatch.setenv("KUNDORD_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("KUNDORD_SLACK_SIGNING_SECRET", "shhh")
    said = kundord(*command.split(), code=1).output
    assert "another application's" in said
    assert "3f2a1b" in said
    assert len(said.splitlines()) == 1


def test_another_ones_tables_in_the_way_are_told_of_in_a_sentence(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUNDORD_DATABASE_URL", empty_database_url)
    change(empty_database_url, "CREATE TABLE quotes (price INTEGER)")
    result = CliRunner().invoke(main, ["migrate"])
    assert isinstance(result.exception, SystemExit), "a sentence, and no traceback"
    assert "quotes" in result.output
    assert "one of its own" in result.output
    assert len(result.output.splitlines()) == 1


@pytest.fixture
def stranger(empty_postgresql_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The URL of a PostgreSQL database for a user who has no rights there."""
    monkeypatch.chdir(tmp_path)
    change(empty_postgresql_url, "CREATE ROLE stranger LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    url = empty_postgresql_url.replace("postgres@", "stranger@")
    monkeypatch.setenv("KUNDORD_DATABASE_URL", url)
    yield url
    change(empty_postgresql_url, "DROP ROLE stranger")


@pytest.mark.usefixtures("stranger")
def test_who_may_make_no_tables_is_told_so(empty_postgresql_url: str) -> None:
    made = CliRunner().invoke(main, ["migrate"])
    upgrade(empty_postgresql_url)
    for result in (made, *(CliRunner().invoke(main, words) for words in (["migrate"], ["outbox", "list"]))):
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit), "a sentence, and no traceback"
        assert "permission denied" in result.output
        assert "missing" not in result.output
        assert len(result.output.splitlines()) == 1


# Away -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "migrate", "channel list", "channel set C0CARE", "outbox list", "demo"])
@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://kundord:hemligt@127.0.0.1:1/kundord", "onnection refused"),
        ("sqlite:///nowhere/care.db", "nowhere/care.db"),
        ("sqlite:///letter.db", "letter.db"),
        ("sqlite:///.", "."),
    ],
)
def test_who_runs_kundord_is_told_why_the_database_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, url: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("letter.db").write_text("Dear colleagues, " * 99)
    for name, value in {"DATABASE_URL": url, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shhh"}.items():
        monkeypatch.setenv(f"KUNDORD_{name}", value)
    result = CliRunner().invoke(main, command.split())
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), "a sentence, and no traceback"
    assert why in result.output
    assert "nothing is lost" not in result.output
    assert "hemligt" not in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("command", ["run", "migrate", "channel list", "channel set C0CARE", "outbox list", "demo"])
@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://kundord:hemligt@127.0.0.1:1/kundord?keepalive_idle=30", '"keepalive_idle"'),
        ("postgresql://kundord:hemligt@127.0.0.1:1/kundord?connect_timeout=soon", "'soon'"),
        ("postgresql://kundord:hemligt@127.0.0.1:1/kundord?port=abc", "'abc'"),
        ("sqlite:///care.db?timeout=soon", "'soon'"),
    ],
)
def test_an_option_of_the_database_that_is_none_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, url: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("care.db").touch()
    for name, value in {"DATABASE_URL": url, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shhh"}.items():
        monkeypatch.setenv(f"KUNDORD_{name}", value)
    result = CliRunner().invoke(main, command.split())
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), "a sentence, and no traceback"
    assert "KUNDORD_DATABASE_URL: " in result.output
    assert why in result.output
    assert "hemligt" not in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize(
    ("secrets", "why"),
    [
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shhh", "SLACK_API_URL": "http://127.0.0.1:1/"},
            "not known yet. Nothing was changed",
        ),
        ({"TEAMS_ANONYMOUS": "on"}, "write to it once"),
    ],
    ids=["Slack is away", "no tenant has written"],
)
def test_whose_channel_it_is_must_be_known_before_it_is_set_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, secrets: dict[str, str], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUNDORD_LOG_LEVEL", "error")
    for name, value in secrets.items():
        monkeypatch.setenv(f"KUNDORD_{name}", value)
    result = CliRunner().invoke(main, ["channel", "set", "C0CARE"])
    assert result.exit_code == 1, result.output
    assert why in result.output
    assert "goes out" not in result.output


@pytest.mark.parametrize(
    "command",
    ["channel list", "channel set C0CARE", "preview C0CARE", "outbox list", "outbox retry 5f", "outbox drop 5f"],
)
def test_who_asks_in_the_wrong_folder_is_told_so_and_no_database_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KUNDORD_DATABASE_URL", raising=False)
    result = CliRunner().invoke(main, command.split())
    assert result.exit_code == 1, result.output
    assert f"there is no database at {tmp_path / 'kundord.db'}" in result.output
    assert "KUNDORD_DATABASE_URL" in result.output
    assert list(tmp_path.iterdir()) == []


# The outbox -------------------------------------------------------------------------------------


@pytest.fixture
async def errands(kundord: Kundord, company: None, empty_database_url: str) -> list[str]:
    """Two that wait for a member. Their ids."""

    def add(unit: UnitOfWork) -> None:
        for number, key in enumerate(("thanks-1", "thanks-2")):
            at = datetime(2030, 1, 1, number, tzinfo=UTC)
            unit.outbox.add(Errand(Kind.THANKS, key, 1, MemberRef(SLACK, "U0Anna"), not_before=at, notes=("1",)))

    async with storage(Settings(database_url=empty_database_url)) as store:
        await store.write(await store.registry(_install), add)
        return [each.id for each in await store.registry(lambda registry: registry.pending(9))]


def test_the_outbox_lists_what_waits_and_why(kundord: Kundord, errands: list[str]) -> None:
    rows = json.loads(kundord("outbox", "list", "--json").output)
    assert [row["id"] for row in rows] == errands
    assert {(row["state"], row["kind"], row["to"]) for row in rows} == {("waiting", "thanks", "member U0Anna")}
    assert "Hon stannade" not in kundord("outbox", "list").output
    assert kundord("outbox").output == kundord("outbox", "list").output, "alone, it lists"
    assert json.loads(kundord("outbox", "--json").output) == rows
    assert "outbox list --json" in kundord("outbox", "--json", "list", code=2).output


def test_an_errand_is_dropped_or_hastened_by_hand(kundord: Kundord, errands: list[str]) -> None:
    first, second = errands
    dropped = json.loads(kundord("outbox", "drop", first, "--json").output)
    assert (dropped["id"], dropped["state"], dropped["due_at"]) == (first, "dropped", None)
    done = kundord("outbox", "retry", second, "--json")
    hastened = json.loads(done.stdout)
    assert done.stderr == ""
    assert hastened["due_at"] < "2030"
    assert json.loads(kundord("outbox", "list", "--json").output) == [hastened]
    kundord("outbox", "drop", first, code=1)


@pytest.fixture
async def perhaps_out(company: None, empty_database_url: str) -> str:
    """One whose first attempt nobody heard of again. Its id."""

    def add(unit: UnitOfWork) -> None:
        unit.outbox.add(Errand(Kind.THANKS, "thanks", 1, MemberRef(SLACK, "U0Anna"), notes=("1",)))

    def unheard(unit: UnitOfWork, leased: Leased) -> None:
        unit.outbox.again(leased, datetime(2030, 1, 1, tzinfo=UTC), "timeout", tried=True)

    async with storage(Settings(database_url=empty_database_url)) as store:
        await store.write(SLACK, add)
        [leased] = await store.registry(lambda registry: registry.lease(9, timedelta(minutes=1)))
        await store.write(SLACK, unheard, leased)
        return leased.id


def test_what_may_be_out_keeps_its_time_and_the_command_says_why(kundord: Kundord, perhaps_out: str) -> None:
    done = kundord("outbox", "retry", perhaps_out, "--json")
    assert json.loads(done.stdout)["due_at"] == "2030-01-01T00:00:00Z"
    assert "may be out already" in done.stderr
    assert "2030-01-01T00:00:00Z" in done.stderr


@pytest.fixture
async def heap(company: None, empty_database_url: str) -> str:
    """More than a list shows. The id of the last one."""

    def add(unit: UnitOfWork) -> None:
        for number in range(MOST + 2):
            at = datetime(2030, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
            unit.outbox.add(Errand(Kind.THANKS, f"thanks-{number}", 1, MemberRef(SLACK, "U0Anna"), not_before=at))

    async with storage(Settings(database_url=empty_database_url)) as store:
        await store.write(SLACK, add)
        return (await store.registry(lambda registry: registry.pending(MOST + 2)))[-1].id


def test_of_what_no_list_has_room_for_it_says_how_many_and_each_can_be_dropped(kundord: Kundord, heap: str) -> None:
    assert kundord("outbox", "list").output.splitlines()[-1] == "… and 2 more"
    shown = json.loads(kundord("outbox", "list", "--json").stdout)
    assert len(shown) == MOST
    assert heap not in [row["id"] for row in shown]
    assert json.loads(kundord("outbox", "drop", heap, "--json").output)["state"] == "dropped"
    assert kundord("outbox", "list").output.splitlines()[-1] == "… and 1 more"


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("word", ["retry", "drop"])
def test_of_an_errand_that_is_not_there_one_is_told(kundord: Kundord, word: str) -> None:
    assert kundord("outbox", "list").output == "Nothing waits.\n"
    assert "no errand 5f waits" in kundord("outbox", word, "5f", code=1).output
