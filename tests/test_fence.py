"""The rules of the house that import-linter cannot say: what a room may import, as one list per room."""

import ast
import importlib
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Pure libraries without I/O; the core may use these and the standard library.
PURE = {"babel", "emoji", "holidays", "phonenumbers", "rapidfuzz", "stdnum"}

ALLOWED = {
    "bot": {"bot"} | PURE,
    "storage": {"storage", "bot", "sqlalchemy", "alembic", "msgspec", "psycopg"},
}

# Rooms of several modules that the others see as one.
FRONTS = ["bot.ports", "bot.speech"]

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


def imports(source: str) -> frozenset[str]:
    """Return the full name of everything imported, wherever in the module the import stands."""
    return _read(source)[0]


@cache
def _read(source: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Return what a module imports, and what it takes from a name by a dot."""
    imported: set[str] = set()
    dotted: set[tuple[str, str]] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                imported |= {alias.name for alias in node.names}
            case ast.ImportFrom():
                imported |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
            case ast.Attribute(value=ast.Name(id=name)):
                dotted.add((name, node.attr))
    return frozenset(imported), frozenset(dotted)


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


def outside(front: str) -> dict[str, str]:
    """Return all modules that know that room but are not of it, our tests too: their source by their path."""
    folder, room = front.replace(".", "/"), front.rpartition(".")[2]
    paths = [path for top in ("adapters", "bot", "kundord", "migrations", "storage", "tests") for path in modules(top)]
    sources = {path.relative_to(ROOT).as_posix(): path.read_text() for path in paths}
    return {path: told for path, told in sources.items() if room in told and not path.startswith(f"{folder}/")}


def taken(source: str, front: str) -> Iterator[str]:
    """Yield what a module takes from a front: imported by name, or by the room's own name and a dot."""
    room = front.rpartition(".")[2]
    imported, dotted = _read(source)
    yield from (name.removeprefix(f"{front}.") for name in imported)
    yield from (attribute for name, attribute in dotted if name == room)


@pytest.mark.parametrize("front", FRONTS)
def test_a_room_is_entered_by_its_front(front: str) -> None:
    back = tuple(f"{front}.{path.stem}." for path in modules(front.replace(".", "/")))
    found = {path: {f"{name}." for name in imports(source)} for path, source in outside(front).items()}
    assert [path for path, names in found.items() if any(name.startswith(back) for name in names)] == []


@pytest.mark.parametrize("front", FRONTS)
def test_a_front_offers_only_what_somebody_takes(front: str) -> None:
    """Vulture cannot tell: to it all that is in ``__all__`` is used."""
    offered = {*importlib.import_module(front).__all__}
    assert offered - {name for source in outside(front).values() for name in taken(source, front)} == set()


def test_no_contract_has_an_exception() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert contracts
    assert [each["name"] for each in contracts if "ignore_imports" in each] == []
