"""What is set wrongly is told at the start, all of it at once."""

from pathlib import Path

import pytest

from kundord import settings
from kundord.settings import Secret, WrongSettings
from storage.engine import normalised


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))


def faults(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    for name, value in variables.items():
        monkeypatch.setenv(f"KUNDORD_{name}", value)
    with pytest.raises(WrongSettings) as wrong:
        settings.load()
    return wrong.value.faults


def test_without_any_setting_it_starts_on_a_sqlite_file_and_loopback() -> None:
    chosen = settings.load()
    assert (chosen.database_url, chosen.host, chosen.port) == ("sqlite:///kundord.db", "127.0.0.1", 8080)


def test_a_name_that_is_no_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch, SLACK_TOKEN="xoxb-1") == ["KUNDORD_SLACK_TOKEN is no setting of Kundord's"]


def test_a_name_that_is_no_setting_is_refused_in_the_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(".env", "w") as file:
        file.write("KUNDORD_PROT=8080\n")
    assert faults(monkeypatch) == ["KUNDORD_PROT is no setting of Kundord's"]


def test_a_directory_in_the_files_place_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").mkdir()
    assert faults(monkeypatch) == [".env cannot be read: it is a directory"]


@pytest.mark.parametrize("half", ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_the_one_half_of_slacks_secrets_is_refused(monkeypatch: pytest.MonkeyPatch, half: str) -> None:
    assert "KUNDORD_SLACK_BOT_TOKEN is missing" in faults(monkeypatch, **{half: "shhh"})[0]


def test_the_other_half_of_slacks_secrets_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "KUNDORD_SLACK_SIGNING_SECRET" in faults(monkeypatch, SLACK_BOT_TOKEN="xoxb-1")[0]


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "\n".join(faults(monkeypatch, PORT="eighty", DATABASE_URL="mysql://x", NOPE="1", SLACK_BOT_TOKEN="xoxb-1"))
    for name in ("PORT", "DATABASE_URL", "NOPE", "SLACK_SIGNING_SECRET"):
        assert f"KUNDORD_{name}" in told


def test_a_secret_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "\n".join(faults(monkeypatch, SLACK_BOT_TOKEN="xoxb-very-secret", PORT="-1"))
    assert "very-secret" not in told


def test_slacks_tokens_in_each_others_place_are_both_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults(monkeypatch, SLACK_BOT_TOKEN="xapp-1-A0-secret", SLACK_APP_TOKEN="xoxb-1-secret")
    assert told == ["KUNDORD_SLACK_BOT_TOKEN: should be xoxb-…", "KUNDORD_SLACK_APP_TOKEN: should be xapp-…"]


def test_a_secret_that_was_mounted_with_the_end_of_its_line_is_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "shhh"} | TEAMS
    for name, value in given.items():
        monkeypatch.setenv(f"KUNDORD_{name}", f" {value}\r\n")
    chosen = settings.load()
    for name, value in given.items():
        kept = getattr(chosen, name.lower())
        assert (kept.text if isinstance(kept, Secret) else kept) == value


def test_a_variable_of_nothing_but_space_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNDORD_SLACK_BOT_TOKEN", "\n")
    assert not settings.load().slack


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNDORD_SLACK_BOT_TOKEN", "")
    assert not settings.load().slack


@pytest.mark.parametrize(
    "url",
    ["sqlite:///", "sqlite:///:memory:", "sqlite:///?mode=ro", "sqlite://", "postgres+psycopg://db/kundord",
     "postgresql://", "mysql://db/kundord", "postgresql://db:port/kundord", "postgresql://db:99999/kundord",
     "postgresql://kundord:hem/ligt@db/kundord", "postgresql://kundord:hem@ligt@db/kundord"],
)  # fmt: skip
def test_an_address_that_names_no_database_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    [told] = faults(monkeypatch, DATABASE_URL=url)
    assert told.startswith("KUNDORD_DATABASE_URL")
    assert "hem" not in told


@pytest.mark.parametrize(
    "url",
    ["sqlite:///kundord.db", "sqlite:////data/kundord.db", "sqlite:///C:/kundord.db", "postgres://db/kundord",
     "postgresql://kundord:h%40mligt@db:5432/kundord?sslmode=require", "postgresql+psycopg:///kundord",
     "postgresql://[::1]:5432/kundord"],
)  # fmt: skip
def test_an_address_of_a_database_may_be_written_in_many_ways(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("KUNDORD_DATABASE_URL", url)
    assert settings.load().database_url == url
    assert normalised(url).database


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_file_of_settings_that_cannot_be_read_is_told(encoding: str) -> None:
    Path(".env").write_text("KUNDORD_LOG_LEVEL=debug\n# för Nordlys\n", encoding=encoding)
    with pytest.raises(WrongSettings, match="UTF-8"):
        settings.load()


def test_a_file_of_settings_that_windows_marked_as_utf_8_is_read() -> None:
    Path(".env").write_text("KUNDORD_LOG_LEVEL=debug\n", encoding="utf-8-sig")
    assert settings.load().log_level == "debug"


def test_a_word_is_a_word_in_capitals_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNDORD_LOG_LEVEL", "WARNING")
    monkeypatch.setenv("KUNDORD_LOG_FORMAT", "Json")
    assert (settings.load().log_level, settings.load().log_format) == ("warning", "json")


def test_what_kubernetes_says_of_a_service_called_kundord_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PORT": "tcp://10.0.0.1:8080",
        "SERVICE_HOST": "10.0.0.1",
        "SERVICE_PORT": "8080",
        "SERVICE_PORT_HTTP": "8080",
        "PORT_8080_TCP": "tcp://10.0.0.1:8080",
        "PORT_8080_TCP_PROTO": "tcp",
        "PORT_8080_TCP_PORT": "8080",
        "PORT_8080_TCP_ADDR": "10.0.0.1",
    }.items():
        monkeypatch.setenv(f"KUNDORD_{name}", value)
    assert settings.load().port == 8080
    Path(".env").write_text("KUNDORD_PORT=9000\n")
    assert settings.load().port == 9000
    assert "KUNDORD_SERVICE" in faults(monkeypatch, SERVICE="kundord")[0]


# Teams ------------------------------------------------------------------------------------------

GUID = "3f2b7c1e-0000-4000-8000-00000000a001"
TEAMS = {"TEAMS_APP_ID": GUID, "TEAMS_APP_PASSWORD": "s3cret", "TEAMS_TENANT_ID": GUID}


def test_teams_is_on_with_all_three_of_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in TEAMS.items():
        monkeypatch.setenv(f"KUNDORD_{name}", value)
    assert settings.load().teams
    assert not settings.load().slack


@pytest.mark.parametrize("given", [["TEAMS_APP_PASSWORD"], ["TEAMS_TENANT_ID"], ["TEAMS_APP_ID", "TEAMS_APP_PASSWORD"]])
def test_a_part_of_teams_secrets_is_refused_and_each_missing_one_named(
    monkeypatch: pytest.MonkeyPatch, given: list[str]
) -> None:
    told = faults(monkeypatch, **{name: TEAMS[name] for name in given})
    assert [line.split()[0] for line in told] == [f"KUNDORD_{name}" for name in TEAMS if name not in given]


def test_the_apps_id_alone_is_enough_to_make_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNDORD_TEAMS_APP_ID", GUID)
    assert not settings.load().teams


@pytest.mark.parametrize("name", ["TEAMS_APP_ID", "TEAMS_TENANT_ID"])
def test_an_id_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    [told] = faults(monkeypatch, **TEAMS | {name: "kundord.onmicrosoft.com"})
    assert told.startswith(f"KUNDORD_{name}: should be")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "::", "kundord.example.com"])
def test_who_takes_what_nobody_signed_listens_on_this_machine_only(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    [told] = faults(monkeypatch, TEAMS_ANONYMOUS="true", HOST=host)
    assert "KUNDORD_TEAMS_ANONYMOUS" in told


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_this_machine_teams_may_be_anonymous(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("KUNDORD_TEAMS_ANONYMOUS", "true")
    monkeypatch.setenv("KUNDORD_HOST", host)
    assert settings.load().teams


@pytest.mark.parametrize(
    ("word", "meant"),
    [("on", True), ("Yes", True), ("true", True), ("1", True), ("off", False), ("NO", False), ("false", False)],
)
def test_yes_and_no_may_be_said_in_many_words(monkeypatch: pytest.MonkeyPatch, word: str, meant: bool) -> None:
    monkeypatch.setenv("KUNDORD_TEAMS_ANONYMOUS", word)
    assert settings.load().teams is meant


def test_a_word_that_is_neither_yes_nor_no_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch, TEAMS_ANONYMOUS="perhaps") == ["KUNDORD_TEAMS_ANONYMOUS: should be on or off"]


@pytest.mark.parametrize("url", ["https://kundord.nordlys.no?a=1", "https://kundord.nordlys.no/#top", "https://"])
def test_a_public_address_to_which_nothing_can_be_added_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    [told] = faults(monkeypatch, PUBLIC_URL=url)
    assert told.startswith("KUNDORD_PUBLIC_URL: should be")


def test_an_anonymous_teams_beside_another_fault_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "\n".join(faults(monkeypatch, TEAMS_ANONYMOUS="true", HOST="0.0.0.0", NOPE="1"))
    assert "TEAMS_ANONYMOUS" in told
    assert "NOPE" in told
