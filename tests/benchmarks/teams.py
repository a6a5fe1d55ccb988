"""B8: messages in Teams handled and answered."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.load import WrongAnswer
from tests.benchmarks.processes import Server, python, server
from tests.benchmarks.running import Stage, calls
from tests.benchmarks.sidebyside import Contender, Requests, note, rates, side_by_side
from tests.benchmarks.sidebyside import Pace as Rounds
from tests.benchmarks.teams_requests import Tenant
from tests.fakes.connector import PASSWORD, FakeConnector

LINE = "search nobody"
PROBE_EVERY = 0.02


async def answering(stage: Stage) -> AsyncIterator[Figure]:
    """A signed message, kept and answered by a card, beside echoes that look at nobody's token and keep nothing."""
    far_end = stage.up.enter_context(server(python("teams_far_end"), stage.folder))
    service = f"http://127.0.0.1:{far_end.port}/"
    async with FakeConnector() as microsoft, trusting(microsoft):
        tenant = Tenant(microsoft.world.tenant, microsoft.world.bot_id, service, microsoft.login.token(service))
        requests = tenant.messages(LINE)
        ours = Contender(_served(stage, microsoft, service), requests)
        raw = Contender(_floor(stage, "raw"), requests)
        await side_by_side(stage.pace, ours, raw)
        yield at_least("B8", "Teams message kept and answered : raw echo", 0.4, rates(ours, raw), note(ours, raw))
        again = Contender(ours.server, requests)
        stock = Contender(_floor(stage, "stock"), requests, guess=60)
        await side_by_side(stage.pace, again, stock)
        what = "Teams message kept and answered : stock botbuilder's echo"
        yield at_least("B8", what, 15, rates(again, stock), note(again, stock))
        answered = calls(far_end).get("send", 0)
        asked = sum(each.answered for each in (ours, raw, again, stock))
        if answered < asked:
            raise WrongAnswer(f"{answered} answers to {asked} messages")
        for name, one in (("ours", ours.server), ("stock", stock.server)):
            lag = await _lag(stage.pace, one, requests)
            if name == "ours":
                yield at_most("B8", "loop lag meanwhile, worst of a window, median", 100, lag * 1000, "milliseconds")
            else:
                yield at_least("B8", "loop lag of stock botbuilder, for comparison", 0, lag * 1000, "milliseconds")


def _served(stage: Stage, microsoft: FakeConnector, service: str) -> Server:
    world, login = microsoft.world, microsoft.login
    start = python("teams_served", stage.sqlite(), world.app_id, world.tenant, PASSWORD)
    return stage.up.enter_context(server([*start, login.openid_url, login.login_url, service], stage.folder))


def _floor(stage: Stage, which: str) -> Server:
    return stage.up.enter_context(server(python("teams_floors", which), stage.folder))


@asynccontextmanager
async def trusting(microsoft: FakeConnector) -> AsyncIterator[None]:
    """msal asks over TLS, and processes started meanwhile take the fake login's certificate for good."""
    before = os.environ.get("REQUESTS_CA_BUNDLE")
    os.environ["REQUESTS_CA_BUNDLE"] = str(microsoft.certificate)
    try:
        yield
    finally:
        os.environ.pop("REQUESTS_CA_BUNDLE")
        if before:
            os.environ["REQUESTS_CA_BUNDLE"] = before


async def _lag(pace: Rounds, one: Server, requests: Requests) -> float:
    """Seconds that the loop kept somebody else waiting under load: the worst of a window, the median of them."""
    worst = []
    for _ in range(pace.rounds):
        loaded = asyncio.create_task(side_by_side(Rounds(1, pace.seconds), Contender(one, requests, guess=1_500)))
        seen = [0.0]
        while not loaded.done():
            seen.append(await _probe(one))
            await asyncio.sleep(PROBE_EVERY)
        await loaded
        worst.append(max(seen))
    return sorted(worst)[len(worst) // 2]


async def _probe(one: Server) -> float:
    """How long a request that asks for nothing waits."""
    began = perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()
    return perf_counter() - began
