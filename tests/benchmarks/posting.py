"""B11: daily posts planned, sent and settled, beside as many bare requests of the same bytes, as many at once."""

import asyncio
import ssl
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from adapters.courier import Courier
from adapters.lane import AT_ONCE
from adapters.schedule import Planner
from adapters.slack import Slack, SlackConfig, pacing
from adapters.teams import Registration, Teams, TeamsConfig
from adapters.teams.pacing import Pace
from bot.domain.refs import ChannelRef, WorkspaceRef
from bot.ports import Messenger
from kundord.clocks import SystemClock
from kundord.wiring import begin_collecting, http_session
from storage import SqlStore, migrate, open_store
from tests.benchmarks.figures import Figure, at_least
from tests.benchmarks.load import WrongAnswer
from tests.benchmarks.morning import part_ways, settle_in
from tests.benchmarks.processes import Server, python, server
from tests.benchmarks.running import Stage
from tests.benchmarks.sidebyside import of_rounds
from tests.benchmarks.teams import trusting
from tests.benchmarks.teams_served import NO_LIMIT
from tests.benchmarks.workspace import BOT_TOKEN, TEAM
from tests.fakes.connector import PASSWORD, FakeConnector
from tests.fakes.microsoft_login import tls

POSTS = 300
"""Channels, each with a quote of the day that is due."""


async def posting(stage: Stage) -> AsyncIterator[Figure]:
    yield await _slack(stage, 0.38, "daily posts in Slack, ledger and settling : raw posts")
    yield await _slack(stage, 0.33, "the same over TLS", over_tls=True)
    yield await _teams(stage)


@dataclass(slots=True)
class Spent:
    """Seconds by the clock, and of this process's CPU, in each round."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def on(self, work: Coroutine[Any, Any, None]) -> None:
        clock, cpu = time.perf_counter(), time.process_time()
        await work
        self.clock.append(time.perf_counter() - clock)
        self.cpu.append(time.process_time() - cpu)

    def __str__(self) -> str:
        micros = statistics.median(self.cpu[1:]) / POSTS * 1e6
        return f"{POSTS / statistics.median(self.clock[1:]):,.0f}/s, {micros:,.0f} µs CPU"


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


@dataclass(frozen=True, slots=True)
class There:
    """Where posts go: ``base`` is the far end's address, ``method`` what it counts them as.

    ``session`` is for the bare ones.
    """

    session: aiohttp.ClientSession
    base: str
    path: str
    method: str

    async def bare(self) -> None:
        """The bytes of the last post, again and again."""
        body, gate = await self._told("last"), asyncio.Semaphore(AT_ONCE)
        headers = {"Authorization": f"Bearer {BOT_TOKEN}", "Content-Type": "application/json"}

        async def post() -> None:
            async with gate, self.session.post(f"{self.base}{self.path}", data=body, headers=headers) as answer:
                await answer.read()

        await asyncio.gather(*(post() for _ in range(POSTS)))

    async def counted(self) -> int:
        async with self.session.get(f"{self.base}calls") as answer:
            return int((await answer.json()).get(self.method, 0))

    async def _told(self, what: str) -> bytes:
        async with self.session.get(f"{self.base}{what}") as answer:
            return await answer.read()


async def _beside_bare_ones(
    stage: Stage, there: There, open_house: Callable[[str], Awaitable[House]]
) -> tuple[float, str]:
    """The ratio of their rates, and a note. The first round warms up."""
    ours, bare = Spent(), Spent()
    for _ in range(stage.pace.rounds + 1):
        house = await open_house(stage.sqlite())
        begin_collecting()
        await ours.on(house.posts_of_the_day())
        await bare.on(there.bare())
        await house.store.close()
    if (posted := await there.counted()) != 2 * POSTS * (stage.pace.rounds + 1):
        raise WrongAnswer(f"{posted} posts")
    by_cpu = of_rounds(bare.cpu[1:], ours.cpu[1:])
    return of_rounds(bare.clock[1:], ours.clock[1:]), f"by CPU {by_cpu:.2f}; {ours} beside {bare}"


# Slack ------------------------------------------------------------------------------------------


async def _slack(stage: Stage, bar: float, what: str, *, over_tls: bool = False) -> Figure:
    trusted: ssl.SSLContext | bool = True
    far_end = stage.far_end() if not over_tls else None
    if far_end is None:
        _, certificate = tls(stage.folder)
        trusted = ssl.create_default_context(cafile=str(certificate))
        far_end = stage.far_end("tls", str(stage.folder))
    base = f"{'https' if over_tls else 'http'}://127.0.0.1:{far_end.port}/"
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusted)) as bare,
        http_session(trusted) as session,
    ):
        there = There(bare, base, "api/chat.postMessage", "chat.postMessage")

        async def open_house(url: str) -> House:
            await asyncio.to_thread(migrate, url)
            clock, store = SystemClock(), open_store(url)
            at_once = pacing.Pace(0.0, 1)
            slack = Slack(
                config=SlackConfig(BOT_TOKEN, "secret", api_url=f"{base}api/"),
                store=store,
                clock=clock,
                session=session,
                pacing=pacing.Pacing(at_once, dict.fromkeys(pacing.METHODS, at_once)),
            )
            await slack.start()
            here = WorkspaceRef("slack", TEAM)
            return await _settled_in(url, store, slack.messenger, [ChannelRef(here, f"C{n}") for n in range(POSTS)])

        return at_least("B11", what, bar, *await _beside_bare_ones(stage, there, open_house))


# Teams ------------------------------------------------------------------------------------------


async def _teams(stage: Stage) -> Figure:
    far_end = stage.up.enter_context(server(python("teams_far_end"), stage.folder))
    async with (
        FakeConnector() as microsoft,
        trusting(microsoft),
        aiohttp.ClientSession() as bare,
        http_session() as session,
    ):
        there = There(bare, _address(far_end), "v3/conversations", "create")

        async def open_house(url: str) -> House:
            await asyncio.to_thread(migrate, url)
            clock, store = SystemClock(), open_store(url)
            world, login = microsoft.world, microsoft.login
            registration = Registration(world.app_id, world.tenant, PASSWORD)
            config = TeamsConfig(
                (registration,), openid_url=login.openid_url, login_url=login.login_url, service_url=there.base
            )
            pace = Pace(NO_LIMIT, NO_LIMIT)
            teams = Teams(config=config, store=store, clock=clock, session=session, pace=pace)
            await teams.start()
            refs = [ChannelRef(registration.workspace, f"19:channel{n}@thread.tacv2") for n in range(POSTS)]
            return await _settled_in(url, store, teams.messenger, refs, there.base)

        ratio, note = await _beside_bare_ones(stage, there, open_house)
        return at_least("B11", "daily posts in Teams, ledger and settling : raw posts", 0.3, ratio, note)


def _address(far_end: Server) -> str:
    return f"http://127.0.0.1:{far_end.port}/"


async def _settled_in(
    url: str, store: SqlStore, messenger: Messenger, refs: list[ChannelRef], service: str = ""
) -> House:
    await store.write(refs[0].workspace, settle_in, refs, service)
    await asyncio.to_thread(part_ways, url)
    clock = SystemClock()
    return House(store, Planner(store), Courier(store, {messenger.platform: messenger}, clock))
