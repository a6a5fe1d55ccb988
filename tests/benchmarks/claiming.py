"""CLAIMS: fifty people at one case at once, and its card under a burst, beside bare transactions of the same size."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple

from adapters.courier import Courier
from bot.domain.cases import AlreadyClaimed
from bot.domain.quotes import NewQuote, Sentiment
from bot.domain.refs import CaseNumber, ChannelRef, MemberRef, OrganisationId
from bot.domain.steps import Step
from bot.ports import UnitOfWork
from bot.services import conversation, recording
from bot.services.conversation import Occasion
from bot.speech import Action, CaseCard, CaseOpened
from kundord.clocks import SystemClock
from storage import SqlStore, open_store
from storage.engine import make_engine
from storage.known import Memory, Shelf
from storage.prepared import Given, Statement
from storage.repository import Scope
from storage.session import Session
from storage.unit_of_work import SqlUnitOfWork
from tests.benchmarks.company import WORKSPACE, open_company
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.running import Stage
from tests.benchmarks.sidebyside import of_rounds
from tests.benchmarks.workspace import ANNA, CHANNEL
from tests.fakes.clock import SetClock
from tests.fakes.messenger import RecordingMessenger

FIFTY = 50
APART = timedelta(milliseconds=200)
"""Between two changes of a burst."""
EDITS_MOST = 5
BAR = 12
"""The rules, and rows become values and back, in times of the driver alone: PERFORMANCE, lesson 4, has 11 to 15."""

HERE = ChannelRef(WORKSPACE, CHANNEL)
_numbers = count(1)


async def claiming(stage: Stage) -> AsyncIterator[Figure]:
    for name, url in (("SQLite", stage.sqlite), ("PostgreSQL", stage.postgresql)):
        there = await _bench(url())
        bare = Bare(url())
        sizes = await asyncio.to_thread(_sizes, there, await _opened(there))
        try:
            claims = await _in_turn(stage, there, bare, _fifty_claims, [sizes.won, *[sizes.lost] * (FIFTY - 1)])
            what = f"fifty claims at once : bare ones of {sizes.won}, {sizes.lost} statements; {name}"
            yield at_most("CLAIMS", what, BAR, claims.ratio, claims.note)
            burst = await _in_turn(stage, there, bare, _a_burst, [sizes.logged] * FIFTY)
            what = f"a burst of fifty steps : bare transactions of {sizes.logged}; {name}"
            yield at_most("CLAIMS", what, BAR, burst.ratio, burst.note)
            yield at_most("CLAIMS", f"edits of its card in ten seconds of it; {name}", EDITS_MOST, await _edits(there))
        finally:
            bare.close()
            await there.store.close()


# What is measured -------------------------------------------------------------------------------


@dataclass(slots=True)
class Bench:
    """A company whose cases are claimed, and nothing but a list at its far end."""

    url: str
    store: SqlStore
    organisation: OrganisationId
    clock: SetClock
    messenger: RecordingMessenger
    courier: Courier


async def _bench(url: str) -> Bench:
    organisation = await open_company(url)
    clock = SetClock(SystemClock().now())
    store, messenger = open_store(url, clock), RecordingMessenger(clock)
    there = Bench(url, store, organisation, clock, messenger, Courier(store, {"slack": messenger}, clock))
    await there.courier.finish()
    return there


async def _fifty_claims(there: Bench) -> Callable[[], Awaitable[None]]:
    number = await _opened(there)

    async def claims() -> None:
        asked = (there.store.write(there.organisation, _claim, f"U{n}", number) for n in range(FIFTY))
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(each, AlreadyClaimed) for each in outcomes) == FIFTY - 1, outcomes

    return claims


async def _a_burst(there: Bench) -> Callable[[], Awaitable[None]]:
    """One after the other, as they come from one person."""
    number = await _claimed(there)

    async def burst() -> None:
        for _ in range(FIFTY):
            await there.store.write(there.organisation, _log, number)

    return burst


async def _edits(there: Bench) -> int:
    """Of the card, where the outbox is served after each step."""
    number = await _claimed(there)
    await there.courier.finish()
    there.clock.forward(timedelta(minutes=1))
    there.messenger.edits.clear()
    for _ in range(FIFTY):
        await there.store.write(there.organisation, _log, number)
        await there.courier.finish()
        there.clock.forward(APART)
    await there.courier.finish()
    return len([each for each in there.messenger.edits if isinstance(each.message, CaseCard)])


async def _claimed(there: Bench) -> CaseNumber:
    number = await _opened(there)
    await there.store.write(there.organisation, _claim, ANNA, number)
    return number


async def _opened(there: Bench) -> CaseNumber:
    """A case with its card out."""
    quote = await there.store.write(there.organisation, _record)
    await there.courier.finish()
    return await there.store.write(there.organisation, _open, quote)


def _record(unit: UnitOfWork) -> int:
    new = NewQuote(f"Third call, and nobody knew my case, {next(_numbers)}", Sentiment.NEGATIVE, None, unit.now)
    return recording.record(unit, new, HERE).number


def _open(unit: UnitOfWork, quote: int) -> CaseNumber:
    opened = conversation.press(unit, _occasion(ANNA), Action.WORLD, str(quote))
    assert isinstance(opened, CaseOpened)
    return opened.case.number


def _claim(unit: UnitOfWork, who: str, number: CaseNumber) -> None:
    conversation.press(unit, _occasion(who), Action.CLAIM, str(number))


def _log(unit: UnitOfWork, number: CaseNumber) -> None:
    values = {"words": f"Notes were kept where nobody looks, {next(_numbers)}"}
    conversation.submit(unit, _occasion(ANNA), "step", f"{number}|{Step.LEARNING}", values)


def _occasion(who: str) -> Occasion:
    return Occasion(MemberRef(WORKSPACE, who), f"benchmark:{next(_numbers)}", HERE)


# What it is measured against --------------------------------------------------------------------


class Size(NamedTuple):
    reads: int
    writes: int

    def __str__(self) -> str:
        return f"{self.reads}+{self.writes}"


class Sizes(NamedTuple):
    won: Size
    lost: Size
    logged: Size


class Counting(Session):
    """Counts what it runs."""

    reads = writes = 0

    def run(self, statement: Statement, params: Given) -> list[Any]:
        if statement.on(self.dialect).sql.startswith("SELECT"):
            self.reads += 1
        else:
            self.writes += 1
        return super().run(statement, params)

    def each(self, statement: Statement, many: Any) -> None:
        self.writes += 1
        super().each(statement, many)


def _sizes(there: Bench, number: CaseNumber) -> Sizes:
    """How many statements it takes to claim, to come too late, and to log a step."""
    session = Counting(make_engine(there.url))

    def size(function: Callable[..., None], *arguments: object) -> Size:
        session.begin()
        session.reads = session.writes = 0
        try:
            memory = Memory(Shelf(), session, hold=False)
            function(SqlUnitOfWork(Scope(session, there.organisation, there.clock.now(), True, memory)), *arguments)
        except AlreadyClaimed:
            session.rollback()
        else:
            session.commit()
        return Size(session.reads, session.writes)

    won, lost, logged = (size(*call) for call in ((_claim, ANNA, number), (_claim, "U1", number), (_log, number)))
    session.close()
    return Sizes(won, lost, logged)


class Bare:
    """The driver alone, on one connection: rows read and written by key, and committed as durably."""

    def __init__(self, url: str) -> None:
        engine = make_engine(url)
        self._connection: Any = engine.raw_connection()
        self._sqlite = engine.dialect.name == "sqlite"
        mark = "?" if self._sqlite else "%s"
        self._read = f"SELECT number, words FROM bare WHERE number = {mark}"
        self._write = (
            f"INSERT INTO bare (number, words) VALUES ({mark}, {mark})"
            " ON CONFLICT (number) DO UPDATE SET words = excluded.words"
        )
        self._cursor = self._connection.cursor()
        self._begin()
        self._cursor.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, words TEXT NOT NULL)")
        self._connection.commit()

    def run(self, sizes: list[Size]) -> None:
        execute = self._cursor.execute
        for place, size in enumerate(sizes):
            self._begin()
            for number in range(size.reads):
                execute(self._read, (number,))
                self._cursor.fetchall()
            for number in range(size.writes):
                execute(self._write, (number, f"Notes were kept where nobody looks, {place}"))
            self._connection.commit()

    def _begin(self) -> None:
        if self._sqlite:
            self._cursor.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        self._connection.close()


class Compared(NamedTuple):
    ratio: float
    note: str


async def _in_turn(
    stage: Stage,
    there: Bench,
    bare: Bare,
    prepare: Callable[[Bench], Awaitable[Callable[[], Awaitable[None]]]],
    sizes: list[Size],
) -> Compared:
    """Both in turn, the first round to warm up."""

    async def bare_ones() -> None:
        await asyncio.to_thread(bare.run, sizes)

    seconds: tuple[list[float], list[float]] = [], []
    cpu: tuple[list[float], list[float]] = [], []
    for _ in range(stage.pace.rounds + 1):
        act = await prepare(there)
        for place, call in enumerate((act, bare_ones)):
            began, spent = time.perf_counter(), time.process_time()
            await call()
            seconds[place].append(time.perf_counter() - began)
            cpu[place].append(time.process_time() - spent)
    ours, theirs = (each[1:] for each in seconds)
    micros = " beside ".join(f"{statistics.median(each) / FIFTY * 1e6:,.0f} µs" for each in (ours, theirs))
    by_cpu = of_rounds(cpu[0][1:], cpu[1][1:])
    return Compared(of_rounds(ours, theirs), f"by CPU {by_cpu:.2f}; {micros} each")
