"""Servers as processes of their own: started on a free port, stopped, measured, and put to sleep between windows."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_TICK = 1 / os.sysconf("SC_CLK_TCK")
# Where byte code is not kept, a server would compile our modules at each start, and only ours: an installation has it.
_NOT_INHERITED = ("KUNDORD_", "PYTHONDONTWRITEBYTECODE")
_ADDRESS = re.compile(rb"https?://127\.0\.0\.1:(\d+)")


class NotStarted(Exception):
    """The process ended, or said nothing, before it listened."""


class Server:
    """A running process that listens on ``port`` of the loopback interface."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process, self.port = process, port

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far, all threads, in user space and kernel."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * _TICK

    @property
    def resident(self) -> int:
        """Bytes of memory, resident now."""
        [line] = [line for line in self._proc("status").splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) * 1024

    def sleep(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self._process.pid}/{name}").read_text()


@contextlib.contextmanager
def server(command: Sequence[str], folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Start it in ``folder``, wait until it prints its address, stop it at the end."""
    log = folder / f"log-{time.monotonic_ns()}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    environment = {**inherited, "PYTHONPATH": str(ROOT), **(settings or {})}
    with log.open("wb") as errors:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors)
    try:
        yield Server(process, _port(process, log))
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs one of our modules."""
    return [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]


@contextlib.contextmanager
def alone(one: Server, others: Iterable[Server]) -> Iterator[None]:
    """Let only this one run: what another does in the background would fall into its window."""
    for each in others:
        if each is not one:
            each.sleep()
    one.wake()
    try:
        yield
    finally:
        for each in others:
            each.wake()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    assert process.stdout
    for line in process.stdout:
        if found := _ADDRESS.search(line):
            return int(found[1])
    raise NotStarted(f"{process.args!r}\n{log.read_text(errors='replace')}")
