"""B8 and the Teams part of B11: messages handled and answered, and daily posts out."""

import asyncio
import os
import urllib.request
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from time import perf_counter
from typing import Any

import aiohttp

from adapters.courier import AT_ONCE, Courier
from adapters.schedule import Planner
from adapters.teams import Registration, Teams, TeamsConfig
from adapters.teams.pacing import Pace
from bot.domain.channels import Channel, Schedule
from bot.domain.people import Workspace
from bot.domain.quotes import NewQuote, Sentiment
from bot.domain.refs import ChannelNumber, ChannelRef, WorkspaceRef
from bot.ports import Address, Registry, UnitOfWork
from bot.services import recording
from kundord.clocks import SystemClock
from storage import SqlStore, migrate, open_store
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.load import WrongAnswer
from tests.benchmarks.processes import Server, python, server
from tests.benchmarks.running import Stage, calls
from tests.benchmarks.sidebyside import Contender, Requests, note, of_rounds, rates, side_by_side
from tests.benchmarks.sidebyside import Pace as Rounds
from tests.benchmarks.teams_requests import Tenant
from tests.benchmarks.teams_served import NO_LIMIT
from tests.fakes.connector import PASSWORD, FakeConnector

LINE = "search nobody"
POSTS = 300
"""Channels, each with a quote of the day that is due."""
PROBE_EVERY = 0.02


# B8 ---------------------------------------------------------------------------------------------


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


# B11 --------------------------------------------------------------------------------------------


async def posting(stage: Stage) -> AsyncIterator[Figure]:
    """Daily posts planned, sent and settled, beside as many bare requests of the same bytes, as many at once."""
    far_end = stage.up.enter_context(server(python("teams_far_end"), stage.folder))
    service = f"http://127.0.0.1:{far_end.port}/"
    ours, raw = [], []
    async with FakeConnector() as microsoft, trusting(microsoft), aiohttp.ClientSession() as session:
        for _ in range(stage.pace.rounds + 1):
            house = await _opened(stage.sqlite(), microsoft, service, session)
            ours.append(await _timed(house.posts_of_the_day()))
            raw.append(await _timed(_bare(session, far_end, service)))
            await house.store.close()
        posted = calls(far_end).get("create", 0)
        if posted != 2 * POSTS * (stage.pace.rounds + 1):
            raise WrongAnswer(f"{posted} posts")
        rate = f"{POSTS / min(ours[1:]):,.0f}/s beside {POSTS / min(raw[1:]):,.0f}/s at best"
        yield at_least(
            "B11", "daily posts in Teams, ledger and settling : raw posts", 0.3, of_rounds(raw[1:], ours[1:]), rate
        )


@dataclass(frozen=True, slots=True)
class House:
    """What sends posts of the day, in this process."""

    store: SqlStore
    planner: Planner
    courier: Courier

    async def posts_of_the_day(self) -> None:
        while await self.planner.run():
            pass
        await self.courier.finish()


async def _opened(url: str, microsoft: FakeConnector, service: str, session: aiohttp.ClientSession) -> House:
    await asyncio.to_thread(migrate, url)
    clock, store = SystemClock(), open_store(url)
    world, login = microsoft.world, microsoft.login
    registration = Registration(world.app_id, world.tenant, PASSWORD)
    config = TeamsConfig((registration,), openid_url=login.openid_url, login_url=login.login_url, service_url=service)
    pace = Pace(clock, NO_LIMIT, NO_LIMIT)
    teams = Teams(config=config, store=store, clock=clock, session=session, pace=pace)
    await teams.start()
    organisation = (await store.registry(_known, registration.workspace)).organisation
    await store.write(organisation, _settle_in, registration.workspace, service)
    return House(store, Planner(store), Courier(store, {"teams": teams.messenger}, clock))


def _known(registry: Registry, ref: WorkspaceRef) -> Workspace:
    found = registry.workspace(ref)
    assert found
    return found


def _settle_in(unit: UnitOfWork, here: WorkspaceRef, service: str) -> None:
    """Channels whose hour has just come, and quotes to choose from."""
    for number in range(20):
        words = f"They answered before I had asked, {number}"
        recording.record(unit, NewQuote(words, Sentiment.POSITIVE, None, unit.now))
    east = 12 - unit.now.hour
    just_now = (unit.now + timedelta(hours=east) - timedelta(minutes=5)).time().replace(second=0, microsecond=0)
    every_day = frozenset(range(7))
    schedule = Schedule(just_now, f"Etc/GMT{-east:+d}", every_day, cutoff=time(23))
    for number in range(POSTS):
        ref = ChannelRef(here, f"19:channel{number}@thread.tacv2")
        unit.channels.add(Channel(ChannelNumber(0), ref, "customers", schedule), unit.now)
        unit.addresses.keep(Address(ref, service))


async def _bare(session: aiohttp.ClientSession, far_end: Server, service: str) -> None:
    """The bytes of the last post, again and again."""
    body = await asyncio.to_thread(_last_body, far_end)
    gate = asyncio.Semaphore(AT_ONCE)
    headers = {"Authorization": "Bearer a.b.c", "Content-Type": "application/json"}

    async def post() -> None:
        async with gate, session.post(f"{service}v3/conversations", data=body, headers=headers) as answer:
            await answer.read()

    await asyncio.gather(*(post() for _ in range(POSTS)))


def _last_body(far_end: Server) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{far_end.port}/last") as answer:
        body: bytes = answer.read()
        return body


async def _timed(work: Coroutine[Any, Any, None]) -> float:
    began = perf_counter()
    await work
    return perf_counter() - began
