"""A store on a fresh database, and a company in it that speaks through one function at a time."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.domain.channels import Channel
from bot.domain.people import Profile
from bot.domain.quotes import Credit, NewQuote, Sentiment
from bot.domain.refs import (
    ChannelNumber,
    ChannelRef,
    MemberNumber,
    MemberRef,
    OrganisationId,
    QuoteNumber,
    WorkspaceRef,
)
from bot.ports import Registry, UnitOfWork
from storage import LIMITS, Limits, SqlStore, migrate, open_store, schema_state
from tests.builders import MORNING
from tests.fakes.clock import SetClock

P = ParamSpec("P")
T = TypeVar("T")

ACME, RIVAL = WorkspaceRef("slack", "TACME"), WorkspaceRef("slack", "TRIVAL")
WORDS = "She stayed on the line until the broadband worked again."


@dataclass
class Company:
    """One organisation of the store."""

    url: str
    store: SqlStore
    clock: SetClock
    id: OrganisationId

    async def does(self, function: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.store.write(self.id, function, *args, **kwargs)

    async def sees(self, function: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.store.read(self.id, function, *args, **kwargs)

    async def registry(self, function: Callable[Concatenate[Registry, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.store.registry(function, *args, **kwargs)


async def found(url: str, store: SqlStore, clock: SetClock, workspace: WorkspaceRef = ACME) -> Company:
    installed = await store.registry(lambda registry: registry.install(workspace, workspace.id, "UBOT"))
    return Company(url, store, clock, installed.organisation)


@asynccontextmanager
async def company(url: str, at: datetime = MORNING, *pragmas: str, limits: Limits = LIMITS) -> AsyncIterator[Company]:
    clock = SetClock(at)
    if not schema_state(url).current:
        migrate(url)
    store = open_store(url, clock, *pragmas, limits=limits)
    try:
        yield await found(url, store, clock)
    finally:
        await store.close()


def profile(id: str, name: str = "") -> Profile:
    return Profile(MemberRef(ACME, id), name or id.title(), id.lower())


def channel(id: str = "CKUNDER") -> Channel:
    return Channel(ChannelNumber(0), ChannelRef(ACME, id), id.lower())


def words(
    *credits: Credit,
    text: str = WORDS,
    sentiment: Sentiment = Sentiment.POSITIVE,
    recorder: MemberNumber | None = None,
    customer: str | None = None,
    stage: str | None = None,
) -> NewQuote:
    return NewQuote(text, sentiment, recorder, MORNING, credits, customer, stage)


def records(unit: UnitOfWork) -> QuoteNumber:
    return unit.quotes.add(words()).number


async def together(there: Company, *units: Callable[[UnitOfWork], T]) -> list[T | BaseException]:
    """What they lead to, in one transaction as long as none fails."""
    release = threading.Event()
    slow = asyncio.ensure_future(there.does(lambda unit: release.wait(30)))
    waiting = [asyncio.ensure_future(there.does(unit)) for unit in units]
    await asyncio.sleep(0)
    release.set()
    await slow
    return await asyncio.gather(*waiting, return_exceptions=True)
