"""The only reader of the environment. All faults are reported at once (PRODUCT §12)."""

import os
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "KUNDORD_"


class WrongSettings(Exception):
    """``faults`` has a line for each, to be read by who starts Kundord."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """Every setting, from ``KUNDORD_…`` variables or from an ``.env`` file."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: str = "sqlite:///kundord.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    public_url: str | None = None
    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str | None = None
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def slack(self) -> bool:
        return self.slack_bot_token is not None

    @model_validator(mode="after")
    def _whole_platforms(self) -> Self:
        faults = [*_slack_faults(self), *_url_faults(self)]
        if faults:
            raise ValueError("\n".join(faults))
        return self


def _slack_faults(settings: Settings) -> list[str]:
    inbound = settings.slack_signing_secret or settings.slack_app_token
    if inbound and not settings.slack_bot_token:
        return ["KUNDORD_SLACK_BOT_TOKEN is missing: the other half of Slack's secrets is set"]
    if settings.slack_bot_token and not inbound:
        return ["KUNDORD_SLACK_SIGNING_SECRET (HTTP) or KUNDORD_SLACK_APP_TOKEN (Socket Mode) is missing"]
    return []


def _url_faults(settings: Settings) -> list[str]:
    schemes = ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")
    if settings.database_url.startswith(schemes):
        return []
    return ["KUNDORD_DATABASE_URL is neither sqlite:///FILE nor postgresql://…"]


def load() -> Settings:
    """Raises: WrongSettings."""
    faults = _unknown()
    try:
        settings = Settings()
    except ValidationError as wrong:
        faults += [_fault(each) for each in wrong.errors(include_input=False)]
    if faults:
        raise WrongSettings(faults)
    return settings


def _unknown() -> list[str]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return [
        f"{name} is no setting of Kundord's"
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known
    ]


def _fault(error: object) -> str:
    assert isinstance(error, dict)
    name = "_".join(str(part) for part in error["loc"]).upper()
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{name}: {said}" if name else said
