"""The rules of the house that import-linter cannot say: what a room may import, as one list per room."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Pure libraries without I/O; the core may use these and the standard library.
PURE = {"babel", "emoji", "holidays", "phonenumbers", "rapidfuzz", "stdnum"}

ALLOWED = {
    "bot": {"bot"} | PURE,
    "storage": {"storage", "bot", "sqlalchemy", "alembic", "msgspec", "psycopg"},
}

# The part of the standard library that waits, starts something or reaches out of the process.
NOT_FOR_THE_CORE = {
    "asyncio",
    "concurrent",
    "ctypes",
    "ftplib",
    "http",
    "imaplib",
    "multiprocessing",
    "sched",
    "select",
    "selectors",
    "shelve",
    "signal",
    "smtplib",
    "socket",
    "socketserver",
    "sqlite3",
    "ssl",
    "subprocess",
    "threading",
    "urllib.request",
    "xmlrpc",
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(source: str) -> Iterator[str]:
    """Yield the full name of everything imported, wherever in the module the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def strangers(source: str, room: str) -> set[str]:
    """Return what a module of that room imports and may not."""
    return {name for name in imports(source) if not _may_enter(name, room)}


def _may_enter(name: str, room: str) -> bool:
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names:
        return room != "bot" or not any(f"{name}.".startswith(f"{banned}.") for banned in NOT_FOR_THE_CORE)
    return top in ALLOWED[room]


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_is_on_its_list(room: str) -> None:
    assert modules(room)
    found = {str(path.relative_to(ROOT)): strangers(path.read_text(), room) for path in modules(room)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import aiohttp", {"aiohttp"}),
        ("from slack_sdk.errors import SlackApiError", {"slack_sdk.errors.SlackApiError"}),
        ("def late():\n    import sqlalchemy.orm", {"sqlalchemy.orm"}),
        ("from urllib import request", {"urllib.request"}),
        ("from . import speech", {"..speech"}),
        ("from adapters.slack import render", {"adapters.slack.render"}),
        ("from urllib.parse import urlsplit\nimport phonenumbers\nfrom bot import speech", set()),
    ],
)
def test_the_fence_sees_a_stranger(source: str, found: set[str]) -> None:
    assert strangers(source, "bot") == found


def test_no_contract_has_an_exception() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert contracts
    assert [each["name"] for each in contracts if "ignore_imports" in each] == []
