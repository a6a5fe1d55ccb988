"""The only reader of the environment. All faults are reported at once (PRODUCT §12)."""

import os
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import msgspec
from dotenv import dotenv_values
from msgspec import Meta

PREFIX = "KUNDORD_"
FILE = ".env"
KUBERNETES = re.compile(rf"{PREFIX}(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)")
"""What Kubernetes tells all containers of a Service called kundord, beside a ``PORT`` that is ``tcp://10.0.0.1:8080``."""
BOOLEANS = {"on": "true", "yes": "true", "off": "false", "no": "false"}
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}
"""Slack's say what they are for."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

Database = Annotated[str, Meta(pattern=r"^(sqlite:///(?!:memory:|\?)|postgres(ql)?://|postgresql\+psycopg://)[^\s]")]
Address = Annotated[str, Meta(pattern="^https?://")]
Site = Annotated[str, Meta(pattern=r"^https?://[^?#\s]+$")]
Guid = Annotated[str, Meta(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
Port = Annotated[int, Meta(ge=0, le=65_535)]


class WrongSettings(Exception):
    """``faults`` has a line for each, to be read by who starts Kundord."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Secret:
    """Text that no log and no traceback shows."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "Secret(…)"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting, from ``KUNDORD_…`` variables or from an ``.env`` file; variables win."""

    database_url: Database = "sqlite:///kundord.db"
    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: Site | None = None
    slack_signing_secret: Secret | None = None
    slack_bot_token: Secret | None = None
    slack_app_token: Secret | None = None
    slack_api_url: Address | None = None
    teams_app_id: Guid | None = None
    teams_app_password: Secret | None = None
    teams_tenant_id: Guid | None = None
    teams_anonymous: bool = False
    # Where Microsoft is, for clouds of its own and for tests.
    teams_openid_url: Address | None = None
    teams_login_url: Address | None = None
    teams_service_url: Address | None = None
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def slack(self) -> bool:
        return self.slack_bot_token is not None

    @property
    def teams(self) -> bool:
        return self.teams_app_password is not None or self.teams_anonymous


_KINDS: Mapping[str, Any] = get_type_hints(Settings, include_extras=True)


def load() -> Settings:
    """Raises: WrongSettings."""
    given = _given()
    names = frozenset(given)
    faults = [*_unknown(names), *_halves(names), *_thirds(names), *_swapped(given)]
    read: dict[str, Any] = {}
    for name, text in given.items():
        if kind := _KINDS.get(name.lower()):
            try:
                read[name.lower()] = _read(text, kind)
            except msgspec.ValidationError:
                faults.append(f"{PREFIX}{name}: should be {_meant(kind)}")
    settings = Settings(**read)
    faults += [*_unreachable(settings), *_exposed(settings)]
    if faults:
        raise WrongSettings(faults)
    return settings


def _read(text: str, kind: Any) -> Any:
    """Raises: ValidationError."""
    meant = text.casefold() if kind is bool or get_origin(kind) is Literal else text
    if kind is bool:
        meant = BOOLEANS.get(meant, meant)
    return msgspec.convert(meant, kind, strict=False, dec_hook=lambda _, secret: Secret(secret))


def _kept() -> Mapping[str, str | None]:
    """What stands in the file, if there is one. Raises: WrongSettings."""
    if os.path.isdir(FILE):
        raise WrongSettings([f"{FILE} cannot be read: it is a directory"])
    try:
        values = dotenv_values(FILE, encoding="utf-8-sig")
    except OSError as error:
        raise WrongSettings([f"{FILE} cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise WrongSettings([f"{FILE} is not UTF-8 text: save it as such"]) from error
    if any("\0" in name for name in values):
        raise WrongSettings([f"{FILE} is not UTF-8 text: save it as such"])
    return values


def _given() -> dict[str, str]:
    """What has a value, by its name without the prefix. A secret mounted as a file ends with a line's end."""
    told = {name: value for name, value in os.environ.items() if not _kubernetes(name, value)}  # noqa: TID251  # only here
    both = {**_kept(), **told}
    given = {
        name.removeprefix(PREFIX): (value or "").strip() for name, value in both.items() if name.startswith(PREFIX)
    }
    return {name: value for name, value in given.items() if value}


def _kubernetes(name: str, value: str) -> bool:
    port = name == f"{PREFIX}PORT"
    return value.startswith(("tcp://", "udp://", "sctp://")) if port else bool(KUBERNETES.fullmatch(name))


def _unknown(given: frozenset[str]) -> list[str]:
    known = {name.upper() for name in _KINDS}
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


def _swapped(given: Mapping[str, str]) -> list[str]:
    """With a token of one kind in the other's place Kundord starts, and is deaf or mute."""
    wrong = [name for name, beginning in TOKENS.items() if not given.get(name, beginning).startswith(beginning)]
    return [f"{PREFIX}{name}: should be {TOKENS[name]}…" for name in wrong]


def _unreachable(settings: Settings) -> list[str]:
    """What is told of the URL must not tell its password, of which a part may stand where the host should."""
    try:
        parts = urlsplit(settings.database_url)
        if parts.netloc.count("@") <= 1 and parts.port != 0:
            return []
    except ValueError:
        pass
    instead = "%40 for @, %2F for /, %3A for :, %23 for #, %3F for ? and %25 for %"
    return [f"{PREFIX}DATABASE_URL: its host or port cannot be read; in a name or password write {instead}"]


def _exposed(settings: Settings) -> list[str]:
    """Who takes what nobody signed must not be reached from elsewhere."""
    if not settings.teams_anonymous or settings.host in LOOPBACK:
        return []
    return [f"{PREFIX}TEAMS_ANONYMOUS is for a Teams on this machine only: {PREFIX}HOST is to be 127.0.0.1"]


_MEANT = {
    Database: "sqlite:///FILE or postgresql://…",
    Address: "http://… or https://…",
    Site: "http://… or https://…, without a ? or #",
    Guid: "an id as Microsoft gives it, 00000000-0000-0000-0000-000000000000",
    Port: "a number from 0 to 65535",
    bool: "on or off",
}


def _meant(kind: Any) -> str:
    """In words, what a setting of this kind may be."""
    for each in (kind, *get_args(kind)):
        if each in _MEANT:
            return _MEANT[each]
    return f"one of {', '.join(map(str, get_args(kind)))}"
