"""Slack: how people there reach the bot, and how it answers."""

import logging
from dataclasses import field

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.desk import Desk
from adapters.slack.inbound import Reception
from adapters.slack.install import Authorisation, Installation
from adapters.slack.manifest import manifest
from adapters.slack.outbound import PATIENCE, SlackMessenger
from adapters.slack.pacing import Pacing
from adapters.slack.replies import Means
from adapters.slack.routes import routes
from adapters.slack.socket import Socket
from bot.domain.values import dataclass
from bot.ports import Clock, Store

__all__ = ["Slack", "SlackConfig", "SlackMessenger", "manifest"]


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """One workspace: over HTTP with a signing secret, in Socket Mode with an app token, or both."""

    bot_token: str = field(repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str | None = None


class Slack:
    """``session`` is the process's own, and whoever made it closes it. ``pacing`` None: as fast as Slack allows."""

    def __init__(
        self,
        *,
        config: SlackConfig,
        store: Store,
        clock: Clock,
        session: aiohttp.ClientSession,
        command: str = "/quote",
        pacing: Pacing | None = None,
    ) -> None:
        quiet = logging.getLogger(f"{__name__}.sdk")
        # One level down, the libraries log whole requests, customers' words and all.
        quiet.setLevel(logging.INFO)
        client = _client(config, session, quiet, config.bot_token)
        self._installation = Installation(client, store, clock)
        self.messenger = SlackMessenger(client, clock, self._installation.close, pacing)
        self.when_let_in = self._installation.when_let_in
        self._signing_secret = config.signing_secret
        self._app = AsyncApp(
            logger=quiet,
            name="kundord",
            process_before_response=True,
            client=_client(config, session, quiet, None),
            authorize=Authorisation(self._installation),
            # Both were done before anything was read.
            signing_secret=config.signing_secret or "",
            request_verification_enabled=False,
            ssl_check_enabled=False,
        )
        means = Means(client, session, self.messenger, clock, command)
        self._reception = Reception(Desk(store, self.messenger), means, self.messenger, self._installation)
        self._app.use(self._reception)
        self._socket = Socket(self._app, config.app_token, quiet) if config.app_token else None

    def routes(self) -> list[web.RouteDef]:
        return routes(self._app, self._signing_secret) if self._signing_secret else []

    async def start(self) -> None:
        """Ask Slack who we are. Where it does not answer, go on asking, and work with what is known."""
        await self._installation.start()
        if self._socket:
            await self._socket.start()

    async def introduce(self) -> None:
        """Have the store know our workspace, for a command without a running bot. Raises: DeliveryFailed."""
        await self._installation.introduce()

    async def stop(self) -> None:
        if self._socket:
            await self._socket.stop()
        await self._reception.finish()
        await self._installation.stop()

    async def ping(self) -> None:
        """Raises: NotSent, Unknown, WorkspaceClosed, unless there is a workspace to work in, and we hear it."""
        self._installation.check()
        if self._socket:
            await self._socket.check()


def _client(
    config: SlackConfig, session: aiohttp.ClientSession, logger: logging.Logger, token: str | None
) -> AsyncWebClient:
    """Never repeats a request by itself: what Slack did with the first is not known, and a post would be doubled."""
    return AsyncWebClient(
        token=token,
        base_url=config.api_url or AsyncWebClient.BASE_URL,
        session=session,
        timeout=int(PATIENCE.total_seconds()),
        logger=logger,
        retry_handlers=[],
    )
