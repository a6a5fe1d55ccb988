"""B18: from the start of the process to its first answer, and the memory it has taken by then."""

import asyncio
import socket
import statistics
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.company import open_company
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.load import WrongAnswer
from tests.benchmarks.processes import python, server
from tests.benchmarks.running import Stage, kundord_run, kundord_settings
from tests.benchmarks.sidebyside import of_rounds
from tests.benchmarks.slack_requests import commands

Start = tuple[Sequence[str], Mapping[str, str]]
"""A command, and the settings it is given."""

HELP = commands(lambda _: "help")


@dataclass(frozen=True, slots=True)
class Started:
    """How long the first answer took, and how many bytes were resident then."""

    seconds: float
    resident: int


async def starting(stage: Stage) -> AsyncIterator[Figure]:
    """The shipped app on its database beside the least there is: Bolt, and SQLAlchemy connected to the same."""
    url = stage.sqlite()
    await open_company(url)
    shipped = (kundord_run(), kundord_settings(url, stage.far_end()))
    least: Start = (python("floors", "command", "connected", url), {})
    seen = await asyncio.to_thread(first_answers, stage, {"ours": shipped, "least": least})
    ours, theirs = seen["ours"], seen["least"]
    seconds = of_rounds([each.seconds for each in ours], [each.seconds for each in theirs])
    resident = of_rounds([each.resident for each in ours], [each.resident for each in theirs])
    what = "Bolt + connected SQLAlchemy"
    yield at_most("B18", f"start to first answer : {what}", 1.3, seconds, _medians(ours, theirs))
    yield at_most("B18", f"resident memory : {what}", 1.25, resident, _medians(ours, theirs))


def first_answers(stage: Stage, starts: Mapping[str, Start]) -> dict[str, list[Started]]:
    """Start each in turn, and stop it; the first round warms up."""
    seen: dict[str, list[Started]] = {name: [] for name in starts}
    for _ in range(stage.pace.rounds + 1):
        for name, start in starts.items():
            seen[name].append(_first_answer(stage, *start))
    return {name: started[1:] for name, started in seen.items()}


def _first_answer(stage: Stage, command: Sequence[str], settings: Mapping[str, str]) -> Started:
    [request] = HELP(1)
    began = time.perf_counter()
    with server(command, stage.folder, settings) as one, socket.create_connection(("127.0.0.1", one.port)) as asked:
        asked.sendall(request)
        answer = asked.recv(65_536)
        seconds = time.perf_counter() - began
        if not answer.startswith(b"HTTP/1.1 200"):
            raise WrongAnswer(answer.decode(errors="replace"))
        return Started(seconds, one.resident)


def _medians(ours: Sequence[Started], theirs: Sequence[Started]) -> str:
    return " beside ".join(
        f"{statistics.median(each.seconds for each in seen) * 1000:,.0f} ms, "
        f"{statistics.median(each.resident for each in seen) / 2**20:.0f} MiB"
        for seen in (ours, theirs)
    )
