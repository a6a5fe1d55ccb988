"""``python -m tests.benchmarks [--quick] [--json] [BAR ...]``: every bar beside its figure."""

import argparse
import asyncio
import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import choosing, claiming, commands, dispatch, posting, proving, rushing, starting, teams, ticking
from tests.benchmarks.figures import Figure
from tests.benchmarks.running import NotHere, Stage
from tests.benchmarks.sidebyside import QUICK, Pace

BARS: Mapping[str, Callable[[Stage], AsyncIterator[Figure]]] = {
    "B1": commands.sqlite_beside_bolt,
    "B2": commands.sqlite_beside_one_insert,
    "B3": commands.postgresql_beside_bolt,
    "B4": commands.one_connection,
    "B5": dispatch.dispatching,
    "B6": dispatch.authorising,
    "B7": dispatch.reacting,
    "B8": teams.answering,
    "B9": proving.checking,
    "B10": proving.sending,
    "B11": posting.posting,
    "B12": rushing.rushing,
    "B13": ticking.ticking,
    "B14": choosing.choosing,
    "B18": starting.starting,
    "CLAIMS": claiming.claiming,
}
LIBRARIES = ("slack_bolt", "aiohttp", "SQLAlchemy", "aiosqlite", "psycopg")
WIDTHS = (6, 74, 8, 8, 5)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("bars", nargs="*", metavar="BAR", help=f"of {', '.join(BARS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="few and short rounds: a first look, no figure to quote")
    parser.add_argument("--json", action="store_true", help="a line of JSON per figure, instead of the table")
    chosen = parser.parse_args(arguments)
    names = [name.upper() for name in chosen.bars] or list(BARS)
    if unknown := [name for name in names if name not in BARS]:
        parser.error(f"no such bar here: {', '.join(unknown)}")
    tell = _tell_json if chosen.json else _tell
    if not chosen.json:
        print(*_here(), sep="\n", end="\n\n")
        print(_line("bar", "what", "bar", "figure", "", "besides"))
    failed = [name for name in names if not asyncio.run(_measure(name, QUICK if chosen.quick else Pace(), tell))]
    return 1 if failed else 0


async def _measure(name: str, pace: Pace, tell: Callable[[Figure], None]) -> bool:
    """Whether it could be measured; whether a figure is good says the table."""
    try:
        with Stage(pace) as stage:
            async for figure in BARS[name](stage):
                tell(figure)
    except NotHere as lacking:
        print(_line(name, f"not measured: {lacking}"), file=sys.stderr)
    except Exception:  # noqa: BLE001  # the other bars are still worth measuring
        traceback.print_exc()
        return False
    return True


def _tell(figure: Figure) -> None:
    print(_line(*figure.row()), flush=True)


def _tell_json(figure: Figure) -> None:
    print(json.dumps(figure.as_json(), ensure_ascii=False), flush=True)


def _line(*cells: str) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False))
    return "  ".join([*padded, *cells[len(WIDTHS) :]]).rstrip()


def _here() -> list[str]:
    """The machine and the versions, since figures are nothing without them."""
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, load {load}, fsync {_sync() * 1e6:.0f} µs",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}",
    ]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _sync(times: int = 50) -> float:
    """Seconds that a small write to disk takes: what a durable commit waits for."""
    took = []
    with tempfile.TemporaryFile(buffering=0) as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
