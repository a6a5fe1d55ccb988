"""A company of ordinary size in a fresh database, as it is after people have used the bot for a while."""

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.domain.channels import Channel
from bot.domain.people import Profile, Workspace
from bot.domain.quotes import NewQuote, Sentiment
from bot.domain.refs import ChannelNumber, ChannelRef, MemberRef, MessageRef, OrganisationId, QuoteNumber, WorkspaceRef
from bot.ports import Kind, Post, Registry, UnitOfWork
from bot.services import people, recording
from storage import migrate, open_store
from tests.benchmarks.workspace import ANNA, BO, BOT, CHANNEL, RECORDER, TEAM
from tests.services_up import PostgresServer, postgres_server

WORKSPACE = WorkspaceRef("slack", TEAM)
COLLEAGUES, TEAMS = 200, 10
POSTS = 500
"""Messages of ours with a quote on them, for people to react to."""

# As people run it. The tests' own server forgets what it said it had written.
DURABLE = ("max_connections=50",)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kundord-bench-") as name:
        yield Path(name)


@contextlib.contextmanager
def postgresql() -> Iterator[PostgresServer | None]:
    with postgres_server(DURABLE) as server:
        yield server


async def open_company(url: str) -> OrganisationId:
    """Make the schema and the company there."""
    await asyncio.to_thread(migrate, url)
    store = open_store(url)
    try:
        organisation = (await store.registry(_install)).organisation
        await store.write(organisation, _settle_in)
        return organisation
    finally:
        await store.close()


def _install(registry: Registry) -> Workspace:
    return registry.install(WORKSPACE, "Benchmarks", BOT)


def message(place: int) -> str:
    """The time stamp of one of our posts."""
    return f"1600000000.{place % POSTS:06}"


def _settle_in(unit: UnitOfWork) -> None:
    people.meet(unit, [_profile(RECORDER, "Rune Rask", "rune", admin=True), _profile(ANNA, "Anna Berg", "anna")])
    people.meet(unit, [_profile(BO, "Bo Ek", "bo")])
    people.meet(unit, [_profile(f"U{n}", f"Colleague {n} Family{n}", f"colleague{n}") for n in range(COLLEAGUES)])
    members = unit.members.by_refs(MemberRef(WORKSPACE, id) for id in (RECORDER, ANNA, BO))
    recorder, anna, bo = (members[MemberRef(WORKSPACE, id)] for id in (RECORDER, ANNA, BO))
    people.save_team(unit, recorder, None, "Billing", frozenset({anna.number, bo.number}))
    for number in range(TEAMS - 1):
        people.save_team(unit, recorder, None, f"Team {number}", frozenset({anna.number}))
    channel = Channel(ChannelNumber(0), ChannelRef(WORKSPACE, CHANNEL), "customers", daily=False)
    unit.channels.add(channel, None)
    for place in range(POSTS):
        new = NewQuote(f"They answered before I had asked, {place}", Sentiment.POSITIVE, None, unit.now)
        number = QuoteNumber(recording.record(unit, new).number)
        posted = MessageRef(channel.ref, message(place))
        unit.posts.add(Post(0, posted, Kind.FEATURE, channel.number, quote=number))


def _profile(id: str, name: str, handle: str, admin: bool = False) -> Profile:
    return Profile(MemberRef(WORKSPACE, id), name, handle, timezone="Europe/Stockholm", admin=admin)
