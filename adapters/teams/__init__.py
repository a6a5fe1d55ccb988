"""Microsoft Teams: how people there reach the bot, and how it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from adapters.teams import hosts, keys, tokens
from adapters.teams.addresses import AddressBook
from adapters.teams.connector import Connector
from adapters.teams.desk import Desk
from adapters.teams.events import Events
from adapters.teams.identity import Anonymous, Identity, Verifier
from adapters.teams.inbound import Front, Handler
from adapters.teams.invokes import Invokes
from adapters.teams.keys import Keys
from adapters.teams.messages import Messages
from adapters.teams.outbound import TeamsMessenger
from adapters.teams.pacing import Pace
from adapters.teams.places import Tenants
from adapters.teams.registration import Registration
from adapters.teams.replies import Means
from adapters.teams.requests import Presses
from adapters.teams.roster import Roster
from adapters.teams.routes import routes
from adapters.teams.tokens import AppTokens, NoTokens, Tokens
from bot.domain.refs import WorkspaceRef
from bot.ports import Clock, Store

__all__ = ["Registration", "Teams", "TeamsConfig", "TeamsMessenger"]


@dataclass(frozen=True, slots=True)
class TeamsConfig:
    """``anonymous`` takes what nobody signed, for a Teams on this machine; settings let us listen there only.

    ``openid_url`` and ``login_url`` are where Microsoft's own are not to be asked; ``service_url`` is a Teams service
    beside Microsoft's, to be trusted as those are.
    """

    registrations: Sequence[Registration] = ()
    anonymous: bool = False
    openid_url: str | None = None
    login_url: str | None = None
    service_url: str | None = None

    @property
    def allowed(self) -> Callable[[str], bool]:
        """The addresses that we answer at."""
        if self.anonymous:
            return hosts.loopback
        ours = self.service_url
        return (lambda url: url == ours or hosts.microsoft(url)) if ours else hosts.microsoft


class Teams:
    """``session`` is the process's own, and whoever made it closes it. ``pace`` None: as fast as Microsoft allows."""

    def __init__(
        self,
        *,
        config: TeamsConfig,
        store: Store,
        clock: Clock,
        session: aiohttp.ClientSession,
        command: str = "/quote",
        pace: Pace | None = None,
    ) -> None:
        self._config = config
        addresses = AddressBook(store, clock)
        self._tokens = _tokens(config)
        connector = Connector(session, self._tokens, pace, config.allowed)
        self.messenger = TeamsMessenger(connector, addresses)
        self._verifier = _verifier(config, session, clock)
        self._tenants = Tenants(store, {each.workspace: f"28:{each.app_id}" for each in config.registrations})
        desk = Desk(store, self.messenger)
        means = Means(self.messenger, Roster(connector, addresses), clock, command)
        presses = Presses()
        handler = Handler(Messages(desk, means, presses), Invokes(desk, means, presses), Events(desk, means))
        self._front = Front(handler, self._tenants, addresses, store, desk)

    def routes(self) -> list[web.RouteDef]:
        return routes(self._verifier, self._front.receive, anonymous=self._config.anonymous)

    def when_let_in(self, do: Callable[[WorkspaceRef], None]) -> None:
        """A secret is changed with a restart, and after that nobody is shut out."""

    async def start(self) -> None:
        """Know our tenants, and try our secret. While the database is away, go on asking it."""
        self._tokens.prepare()
        await self._tenants.start()

    async def introduce(self) -> None:
        """Have the store know our tenants, for a command without a running bot. Raises: StorageAway."""
        await self._tenants.introduce()

    async def stop(self) -> None:
        await self._tenants.stop()

    async def ping(self) -> None:
        """Raises: NotSent, WorkspaceClosed, unless there are tenants to work in."""
        self._tenants.check()
        await self._tokens.check()


def _verifier(config: TeamsConfig, session: aiohttp.ClientSession, clock: Clock) -> Verifier:
    if config.anonymous:
        return Anonymous()
    return Identity(config.registrations, Keys(session, config.openid_url or keys.OPENID), clock, config.allowed)


def _tokens(config: TeamsConfig) -> Tokens:
    if config.anonymous:
        return NoTokens()
    return AppTokens(config.registrations, config.login_url or tokens.AUTHORITY)
