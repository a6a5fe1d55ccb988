"""Processes of ours, forked from one that has imported what they need.

Importing is most of what it costs to start a bot, and the tests start hundreds. What is forked is a process like any
other: it is told by its environment and its words, ends by signals, and shares nothing that anybody changes.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from kundord import cli

IMPORTED = (
    "adapters.demo.routes",
    "adapters.slack.inbound",
    "adapters.slack.socket",
    "adapters.teams.inbound",
    "alembic.command",
    "babel.dates",
    "kundord.channels",
    "kundord.demo",
    "kundord.logs",
    "kundord.outbox",
    "kundord.wiring",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "storage.indexes",
    "storage.schema",
    "tests.campaign.worker",
    "tests.forked",
)
"""What a bot needs. The fork server says nothing of a module that is not there."""
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload([*IMPORTED])

Main = Callable[[Sequence[str]], object]
"""What a process does with its words. Its exit code is that of ``sys.exit``."""


class Forked:
    """As ``asyncio.subprocess.Process``, as far as tests ask."""

    def __init__(self, process: ForkServerProcess) -> None:
        assert process.pid is not None
        self._process, self.pid = process, process.pid

    @property
    def returncode(self) -> int | None:
        """Less than nothing: the signal that ended it. None while it runs."""
        return self._process.exitcode

    def send_signal(self, which: signal.Signals) -> None:
        os.kill(self.pid, which)

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> int:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        assert self.returncode is not None
        return self.returncode


def forked(
    main: Main, words: Sequence[str], environment: Mapping[str, str], folder: Path, out: Path, errors: Path
) -> Forked:
    """A process that has begun in ``folder``; what it prints is added to the files."""
    process = _FORKING.Process(target=_become, args=(main, words, dict(environment), folder, out, errors), daemon=True)
    process.start()
    return Forked(process)


def kundord(words: Sequence[str]) -> None:
    cli.main(words, prog_name="kundord")


def _become(
    main: Main, words: Sequence[str], environment: Mapping[str, str], folder: Path, out: Path, errors: Path
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for file, descriptor in ((out, 1), (errors, 2)):
        with file.open("ab") as printed:
            os.dup2(printed.fileno(), descriptor)
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    main(words)


def _end_with_the_tests() -> None:
    """A killed test run must not leave a bot behind."""
    if tests := multiprocessing.parent_process():
        tests.join()
        os.kill(os.getpid(), signal.SIGINT)
