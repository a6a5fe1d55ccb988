"""What a bar needs to be up: the shipped app with a far end, floors, databases. All end with the bar."""

import contextlib
import itertools
import json
import sys
import urllib.request
from pathlib import Path
from typing import Self

from tests.benchmarks.company import folder, open_company, postgresql
from tests.benchmarks.processes import Server, python, server
from tests.benchmarks.sidebyside import Pace
from tests.benchmarks.workspace import BOT_TOKEN, SECRET
from tests.services_up import PostgresServer


class NotHere(Exception):
    """This machine lacks what the bar compares with."""


class Stage:
    """Use as a context manager; whatever was asked for is up until it is left."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.up = contextlib.ExitStack()
        self._files = itertools.count()
        self._postgres: PostgresServer | None = None

    def __enter__(self) -> Self:
        self.folder = self.up.enter_context(folder())
        return self

    def __exit__(self, *_: object) -> None:
        self.up.close()

    def sqlite(self) -> str:
        """The URL of a file that is not there yet."""
        return f"sqlite:///{self.folder}/{next(self._files)}.db"

    def postgresql(self) -> str:
        """The URL of an empty database. Raises: NotHere."""
        self._postgres = self._postgres or self.up.enter_context(postgresql())
        if self._postgres is None:
            raise NotHere("there is no PostgreSQL")
        return self.up.enter_context(self._postgres.fresh_database())

    def floor(self, *arguments: str) -> Server:
        return self.up.enter_context(server(python("floors", *arguments), self.folder))

    def far_end(self, *arguments: str) -> Server:
        return self.up.enter_context(server(python("far_end", *arguments), self.folder))

    async def kundord(self, url: str) -> Server:
        """``kundord run`` as people start it, in a company that is there already, beside a Slack that is busy."""
        await open_company(url)
        far_end = self.far_end("busy")
        return self.up.enter_context(server(kundord_run(), self.folder, kundord_settings(url, far_end)))


def kundord_run() -> list[str]:
    return [str(Path(sys.executable).with_name("kundord")), "run"]


def kundord_settings(url: str, far_end: Server) -> dict[str, str]:
    return {
        "KUNDORD_DATABASE_URL": url,
        "KUNDORD_PORT": "0",
        "KUNDORD_SLACK_SIGNING_SECRET": SECRET,
        "KUNDORD_SLACK_BOT_TOKEN": BOT_TOKEN,
        "KUNDORD_SLACK_API_URL": f"http://127.0.0.1:{far_end.port}/api/",
    }


def calls(far_end: Server) -> dict[str, int]:
    """How often each method was called."""
    with urllib.request.urlopen(f"http://127.0.0.1:{far_end.port}/calls") as answer:
        counted: dict[str, int] = json.load(answer)
    return counted
