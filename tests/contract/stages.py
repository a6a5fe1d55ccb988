"""Each platform as a messenger's test needs it: with a channel that we are in, one that we are not in, and a person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.demo.bell import Bell
from adapters.demo.chat import Chat
from adapters.demo.outbound import DemoMessenger
from adapters.demo.sample import COLLEAGUES, PLACES, WORKSPACE, private_chat
from adapters.slack.outbound import SlackMessenger
from adapters.teams import hosts
from adapters.teams.addresses import AddressBook, keep
from adapters.teams.connector import Connector
from adapters.teams.outbound import TeamsMessenger
from adapters.teams.registration import tenant
from adapters.teams.tokens import NoTokens
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Address, Messenger
from kundord.clocks import SystemClock
from storage import migrate, open_store
from tests.fakes.connector import FakeConnector
from tests.fakes.slack_client import Slack


class Stage(Protocol):
    """``name`` is the person's."""

    messenger: Messenger
    channel: ChannelRef
    closed: ChannelRef
    person: MemberRef
    name: str
    stranger: MemberRef

    def in_channel(self) -> list[str]:
        """What everybody reads of ours in the channel, oldest first."""

    def in_private(self) -> list[str]:
        """What only the person reads."""

    def spoil(self, fault: str) -> bool:
        """Let the next post in the channel go wrong, in the fakes' words. False: here nothing ever does."""


class InSlack:
    name = "anna"
    """As Slack shows people."""

    def __init__(self, slack: Slack, session: aiohttp.ClientSession) -> None:
        self._slack, self._anna = slack, slack.user("Anna Berg")
        self._care = slack.channel("care", self._anna)
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        self.messenger: Messenger = SlackMessenger(client, SystemClock())
        here = WorkspaceRef("slack", slack.world.team)
        self.channel, self.closed = ChannelRef(here, self._care.id), ChannelRef(here, "C0NOBODY")
        self.person, self.stranger = MemberRef(here, self._anna.id), MemberRef(here, "U0NOBODY")

    def in_channel(self) -> list[str]:
        return [each.text for each in self._slack.posts(self._care)]

    def in_private(self) -> list[str]:
        alone = [*self._slack.told(self._anna.user), *self._slack.whispers(self._anna.user)]
        return [each.text for each in alone]

    def spoil(self, fault: str) -> bool:
        self._slack.next("chat.postMessage", fault)
        return True


class InTeams:
    name = "Anna Berg"

    def __init__(self, teams: FakeConnector, messenger: TeamsMessenger) -> None:
        self._teams = teams
        self.messenger: Messenger = messenger
        self._anna = teams.world.add_person(self.name)
        self._care = teams.world.add_channel(teams.world.add_team("Kundservice", self._anna.id), "Kunder")
        here = tenant(teams.world.tenant)
        self.channel, self.closed = ChannelRef(here, self._care.id), ChannelRef(here, "19:nobody@thread.tacv2")
        self.person, self.stranger = MemberRef(here, self._anna.aad), MemberRef(here, "nobody")

    def in_channel(self) -> list[str]:
        return [each.text for each in self._teams.posts(self._care)]

    def in_private(self) -> list[str]:
        return [each.text for each in self._teams.posts(self._teams.world.chat_with(self._anna.id))]

    def spoil(self, fault: str) -> bool:
        self._teams.next("create", fault)
        return True


class InDemo:
    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.messenger: Messenger = DemoMessenger(chat, SystemClock(), Bell())
        colleague = next(iter(COLLEAGUES.values()))
        self.name, self.person, self.stranger = colleague.name, colleague.ref, MemberRef(WORKSPACE, "nobody")
        self.channel = next(each for each in PLACES.values() if not each.private_chat).ref
        self.closed = ChannelRef(WORKSPACE, "nowhere")

    def in_channel(self) -> list[str]:
        return [text for text, only_for in self._shown(self.channel.id) if only_for is None]

    def in_private(self) -> list[str]:
        alone = [text for text, only_for in self._shown(self.channel.id) if only_for]
        return [*alone, *(text for text, _ in self._shown(private_chat(self.person.id).id))]

    def spoil(self, fault: str) -> bool:
        return False

    def _shown(self, place: str) -> list[tuple[str, str | None]]:
        roots = self._chat.shown(place, self.person.id, 50)
        return [(each.text, each.only_for) for root in roots for each in (root, *root.replies)]


@asynccontextmanager
async def in_slack(_: Path) -> AsyncIterator[Stage]:
    async with Slack() as slack, aiohttp.ClientSession() as session:
        yield InSlack(slack, session)


@asynccontextmanager
async def in_teams(folder: Path) -> AsyncIterator[Stage]:
    """Its tenant was heard of: whoever sends us something says where we are to answer."""
    url = f"sqlite:///{folder / 'kundord.db'}"
    migrate(url)
    store = open_store(url)
    async with FakeConnector(anonymous=True) as teams, aiohttp.ClientSession() as session:
        here = tenant(teams.world.tenant)
        home = await store.registry(lambda registry: registry.install(here, "Furulid", teams.world.bot_id))
        heard = Address(ChannelRef(here, "19:somewhere"), teams.service_url)
        await store.write(home.organisation, keep, [heard])
        connector = Connector(session, NoTokens(), allowed=hosts.loopback)
        yield InTeams(teams, TeamsMessenger(connector, AddressBook(store, SystemClock())))
        assert teams.violations == []
    await store.close()


@asynccontextmanager
async def in_demo(folder: Path) -> AsyncIterator[Stage]:
    chat = Chat(folder / "chat.db")
    yield InDemo(chat)
    chat.close()


STAGES = {"slack": in_slack, "teams": in_teams, "demo": in_demo}
