"""The only reader of the environment. All faults are reported at once (PRODUCT §12)."""

import os
from collections.abc import Mapping
from typing import Any, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "KUNDORD_"
FILE = ".env"
DATABASE = r"^(sqlite:///|postgres(ql)?(\+psycopg)?://)"
ADDRESS = "^https?://"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
GUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"


class WrongSettings(Exception):
    """``faults`` has a line for each, to be read by who starts Kundord."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """Every setting, from ``KUNDORD_…`` variables or from an ``.env`` file; variables win."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=FILE, extra="ignore", env_ignore_empty=True)

    database_url: str = Field(default="sqlite:///kundord.db", pattern=DATABASE)
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    public_url: str | None = Field(default=None, pattern=ADDRESS)
    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str | None = Field(default=None, pattern=ADDRESS)
    teams_app_id: str | None = Field(default=None, pattern=GUID)
    teams_app_password: SecretStr | None = None
    teams_tenant_id: str | None = Field(default=None, pattern=GUID)
    teams_anonymous: bool = False
    # Where Microsoft is, for clouds of its own and for tests.
    teams_openid_url: str | None = Field(default=None, pattern=ADDRESS)
    teams_login_url: str | None = Field(default=None, pattern=ADDRESS)
    teams_service_url: str | None = Field(default=None, pattern=ADDRESS)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def slack(self) -> bool:
        return self.slack_bot_token is not None

    @property
    def teams(self) -> bool:
        return self.teams_app_password is not None or self.teams_anonymous


def load() -> Settings:
    """Raises: WrongSettings."""
    given = _given()
    faults = [*_unknown(given), *_halves(given), *_thirds(given)]
    try:
        settings = Settings()
    except ValidationError as wrong:
        faults += [_fault(dict(each)) for each in wrong.errors(include_input=False)]
        raise WrongSettings(faults) from wrong
    faults += _exposed(settings)
    if faults:
        raise WrongSettings(faults)
    return settings


def _given() -> frozenset[str]:
    """The names of ours that have a value, without the prefix."""
    both = {**dotenv_values(FILE), **os.environ}  # noqa: TID251  # here, and nowhere else
    return frozenset(name.removeprefix(PREFIX) for name, value in both.items() if name.startswith(PREFIX) and value)


def _unknown(given: frozenset[str]) -> list[str]:
    known = {name.upper() for name in Settings.model_fields}
    return [f"{PREFIX}{name} is no setting of Kundord's" for name in sorted(given - known)]


def _halves(given: frozenset[str]) -> list[str]:
    """Half of a platform's secrets is a mistake to be found now, not by silence on Monday."""
    inbound = given & {"SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"}
    if inbound and "SLACK_BOT_TOKEN" not in given:
        return [f"{PREFIX}SLACK_BOT_TOKEN is missing: the other half of Slack's secrets is set"]
    if not inbound and "SLACK_BOT_TOKEN" in given:
        return [f"{PREFIX}SLACK_SIGNING_SECRET (HTTP) or {PREFIX}SLACK_APP_TOKEN (Socket Mode) is missing"]
    return []


def _thirds(given: frozenset[str]) -> list[str]:
    """Teams' secrets are three, but its id alone is enough to make the app's package."""
    names = ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID")
    if not given & set(names[1:]):
        return []
    return [f"{PREFIX}{name} is missing: the rest of Teams' secrets is set" for name in names if name not in given]


def _exposed(settings: Settings) -> list[str]:
    """Who takes what nobody signed must not be reached from elsewhere."""
    if not settings.teams_anonymous or settings.host in LOOPBACK:
        return []
    return [f"{PREFIX}TEAMS_ANONYMOUS is for a Teams on this machine only: {PREFIX}HOST is to be 127.0.0.1"]


_MEANT = {
    "DATABASE_URL": "sqlite:///FILE or postgresql://…",
    "TEAMS_APP_ID": "the app's id as Microsoft gives it, 00000000-0000-0000-0000-000000000000",
    "TEAMS_TENANT_ID": "the tenant's id as Microsoft gives it, 00000000-0000-0000-0000-000000000000",
}


def _fault(error: Mapping[str, Any]) -> str:
    name = "_".join(str(part) for part in error["loc"]).upper()
    if error["type"] == "string_pattern_mismatch":
        return f"{PREFIX}{name}: should be {_MEANT.get(name, 'http://… or https://…')}"
    return f"{PREFIX}{name}: {error['msg']}"
