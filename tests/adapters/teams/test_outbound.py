"""Where in Teams a message goes, and how that is known."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from adapters.teams import hosts
from adapters.teams.addresses import TRUSTED_FOR, AddressBook, keep
from adapters.teams.connector import Connector
from adapters.teams.outbound import TeamsMessenger
from adapters.teams.registration import tenant
from adapters.teams.requests import Request
from adapters.teams.tokens import NoTokens
from bot.domain.errors import ChannelClosed, Rejected
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, WorkspaceRef
from bot.ports import Address, Letter
from bot.speech import Hello
from storage import SqlStore, migrate, open_store
from tests.fakes.clock import SetClock
from tests.fakes.connector import FakeConnector
from tests.fakes.teams_world import Conversation, Json, Person

EMEA, AMER = "https://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net/amer/"


@dataclass
class Process:
    """One of ours. What it knows by heart ends with it."""

    teams: FakeConnector
    store: SqlStore
    session: aiohttp.ClientSession
    clock: SetClock

    def __post_init__(self) -> None:
        self.here: WorkspaceRef = tenant(self.teams.world.tenant)
        self.book = AddressBook(self.store, self.clock)
        connector = Connector(self.session, NoTokens(), allowed=hosts.loopback)
        self.messenger = TeamsMessenger(connector, self.book)

    def again(self) -> "Process":
        return Process(self.teams, self.store, self.session, self.clock)

    async def hears(self, who: Person, place: Conversation, service: str = "") -> list[Address]:
        """What is new of an activity; it is kept as the inbound side does."""
        home = await self.store.registry(lambda registry: registry.workspace(self.here))
        assert home
        news = self.book.news(Request(said(who, place), home), service or self.teams.service_url)
        await self.store.write(home.organisation, keep, news)
        self.book.learn(news)
        return news

    def letter(self, to: ChannelRef | MemberRef, **facts: MessageRef | MemberRef | None) -> Letter:
        return Letter(to, Hello(None), "en", **facts)  # type: ignore[arg-type]  # each is what its field takes

    def channel(self, place: Conversation) -> ChannelRef:
        return ChannelRef(self.here, place.id)

    def member(self, person: Person) -> MemberRef:
        return MemberRef(self.here, person.aad)


def said(who: Person, place: Conversation) -> Json:
    return {
        "from": {"id": who.id, "aadObjectId": who.aad},
        "conversation": {"id": place.id, "conversationType": place.kind},
    }


@pytest.fixture
async def teams() -> AsyncIterator[FakeConnector]:
    async with FakeConnector(anonymous=True) as there:
        yield there
        assert there.violations == []


@pytest.fixture
async def process(teams: FakeConnector, sqlite_url: str) -> AsyncIterator[Process]:
    migrate(sqlite_url)
    clock = SetClock(datetime(2026, 11, 24, 8, tzinfo=UTC))
    store = open_store(sqlite_url, clock)
    here = tenant(teams.world.tenant)
    home = await store.registry(lambda registry: registry.install(here, "Furulid", teams.world.bot_id))
    heard = Address(ChannelRef(here, "19:somewhere"), teams.service_url)
    await store.write(home.organisation, keep, [heard])
    async with aiohttp.ClientSession() as session:
        yield Process(teams, store, session, clock)
    await store.close()


@pytest.fixture
def anna(teams: FakeConnector) -> Person:
    return teams.world.add_person("Anna Berg")


# 1:1 chats --------------------------------------------------------------------------------------


async def test_a_chat_is_opened_once_and_remembered_by_all(
    teams: FakeConnector, process: Process, anna: Person
) -> None:
    for each in (process, process, process.again()):
        await each.messenger.send(each.letter(each.member(anna)), "id")
    assert len(teams.posts(teams.world.chat_with(anna.id))) == 3
    assert len(teams.calls("create")) == 1


async def test_who_wrote_to_us_need_not_be_opened_a_chat_with(
    teams: FakeConnector, process: Process, anna: Person
) -> None:
    chat = teams.world.chat_with(anna.id)
    await process.hears(anna, chat)
    sent = await process.again().messenger.send(process.letter(process.member(anna)), "id")
    assert sent == MessageRef(process.channel(chat), teams.posts(chat)[0].id)
    assert teams.calls("create") == []


async def test_who_blocked_us_closes_nothing_but_their_own_chat(
    teams: FakeConnector, process: Process, anna: Person
) -> None:
    chat = teams.world.chat_with(anna.id)
    chat.blocked = True
    for each in (1, 2):
        with pytest.raises(Rejected) as refused:
            await process.messenger.send(process.letter(process.member(anna)), "id")
        assert not isinstance(refused.value, ChannelClosed), each
        await process.hears(anna, chat)
    edit = process.letter(process.channel(chat), replaces=MessageRef(process.channel(chat), "1"))
    with pytest.raises(Rejected) as refused:
        await process.messenger.send(edit, "id")
    assert not isinstance(refused.value, ChannelClosed)


# Channels and groups ----------------------------------------------------------------------------


async def test_a_group_chat_has_no_threads(teams: FakeConnector, process: Process, anna: Person) -> None:
    group = teams.world.add_group("Skiftet", anna.id)
    first = await process.messenger.send(process.letter(process.channel(group)), "id")
    assert first == MessageRef(process.channel(group), teams.posts(group)[0].id)
    await process.messenger.send(Letter(process.channel(group), Hello(None), "en", thread=first.id), "id")
    await process.messenger.send(process.letter(process.channel(group), replaces=first), "id")
    assert [(each.thread, each.edits) for each in teams.posts(group)] == [(None, 1), (None, 0)]
    group.installed = False
    with pytest.raises(ChannelClosed):
        await process.messenger.send(process.letter(process.channel(group)), "id")


async def test_what_stands_in_a_thread_is_edited_and_removed_there(
    teams: FakeConnector, process: Process, anna: Person
) -> None:
    general = teams.world.conversations[teams.world.add_team("Kundservice", anna.id).id]
    channel = process.channel(general)
    root = await process.messenger.send(process.letter(channel), "id")
    assert root == MessageRef(channel, teams.posts(general)[0].id)
    answer = await process.messenger.send(Letter(channel, Hello(None), "en", thread=root.id), "id")
    assert answer == MessageRef(channel, teams.posts(general)[1].id, root.id)
    for each in (root, answer):
        await process.messenger.send(process.letter(channel, replaces=each), "id")
    threads = [each.conversation for each in teams.calls("update")]
    assert threads == [f"{general.id};messageid={root.id}"] * 2
    await process.messenger.remove(answer)
    assert [each.id for each in teams.posts(general)] == [root.id]


# Addresses --------------------------------------------------------------------------------------


async def test_who_was_never_heard_of_is_looked_for_where_their_tenant_is(process: Process, anna: Person) -> None:
    found = await process.book.reach(process.member(anna))
    assert found.address == Address(process.member(anna), process.teams.service_url)
    assert found.bot == process.teams.world.bot_id


async def test_a_tenant_that_was_never_heard_of_has_teams_own_address(process: Process) -> None:
    found = await process.book.reach(MemberRef(tenant("new"), "somebody"))
    assert found.address.service == "https://smba.trafficmanager.net/teams/"


async def test_the_same_again_is_no_news(process: Process, anna: Person) -> None:
    chat = process.teams.world.chat_with(anna.id)
    assert await process.hears(anna, chat, EMEA) == [
        Address(process.member(anna), EMEA, chat.id),
        Address(process.channel(chat), EMEA),
    ]
    assert await process.hears(anna, chat, EMEA) == []
    assert [each.service for each in await process.hears(anna, chat, AMER)] == [AMER, AMER]


async def test_a_chat_is_known_though_the_person_speaks_elsewhere(process: Process, anna: Person) -> None:
    chat, group = process.teams.world.chat_with(anna.id), process.teams.world.add_group("Skiftet", anna.id)
    await process.hears(anna, chat, EMEA)
    assert await process.hears(anna, group, EMEA) == [Address(process.channel(group), EMEA)]
    await process.hears(anna, group, AMER)
    for each in (process, process.again()):
        assert (await each.book.reach(process.member(anna))).address == Address(process.member(anna), AMER, chat.id)


async def test_what_another_process_heard_counts_within_a_quarter_of_an_hour(process: Process, anna: Person) -> None:
    chat, other = process.teams.world.chat_with(anna.id), process.again()
    await process.hears(anna, chat, EMEA)
    await other.hears(anna, chat, AMER)
    process.clock.forward(TRUSTED_FOR - timedelta(seconds=1))
    assert (await process.book.reach(process.member(anna))).address.service == EMEA
    process.clock.forward(timedelta(seconds=1))
    assert (await process.book.reach(process.member(anna))).address.service == AMER


# People -----------------------------------------------------------------------------------------


async def test_a_person_is_known_from_the_team_that_just_spoke_though_they_have_no_chat_with_us(
    teams: FakeConnector, process: Process, anna: Person
) -> None:
    bo = teams.world.add_person("Bo Ek")
    general = teams.world.conversations[teams.world.add_team("Kundservice", anna.id, bo.id).id]
    teams.world.chat_with(bo.id).installed = False
    with pytest.raises(Rejected):
        await process.messenger.profile(process.member(bo))
    await process.hears(anna, general)
    for place in range(2):
        await process.hears(anna, teams.world.add_group(f"Another {place}", anna.id))
    profile = await process.messenger.profile(process.member(bo))
    assert profile
    assert (profile.ref, profile.name, profile.handle) == (process.member(bo), "Bo Ek", "bo")


async def test_a_guest_is_somebody_from_outside(teams: FakeConnector, process: Process) -> None:
    for facts in ({"guest": True}, {"tenant": "another"}):
        ivar = teams.world.add_person("Ivar Partner", **facts)
        profile = await process.messenger.profile(process.member(ivar))
        assert profile
        assert profile.external
