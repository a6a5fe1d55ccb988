"""Socket Mode: the same requests over a connection that we open, where there is no public address."""

import asyncio
import logging
from contextlib import suppress

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from adapters.insisting import pauses
from adapters.payload import at
from adapters.slack.outbound import asked
from bot.domain.errors import DeliveryFailed, NotSent

log = logging.getLogger(__name__)

PATIENCE = 15.0
"""Seconds for the client to connect to an address that we give it."""
LOOK_EVERY = 10.0
LOOKS = 3
"""Without a connection, until it is made anew. Before that, the client reconnects by itself."""


class Socket:
    """We ask for an address before the client does: with an app token that is refused, or an address that counts no
    more, its ``connect`` never returns and never raises.
    """

    def __init__(self, app: AsyncApp, app_token: str, quiet: logging.Logger) -> None:
        self._app, self._app_token = app, app_token
        self._quiet = quiet.getChild("socket")
        self._quiet.addFilter(_in_a_line)
        self._handler: AsyncSocketModeHandler | None = None
        self._trouble: DeliveryFailed | None = NotSent("not connected yet")
        self._keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._keeping = asyncio.create_task(self._keep_connected(), name="slack: socket")

    async def stop(self) -> None:
        if self._keeping:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        await self._hang_up()

    async def check(self) -> None:
        """Raises: NotSent, unless Slack can reach us."""
        if self._trouble or not await self._connected():
            raise NotSent(f"no socket by KUNDORD_SLACK_APP_TOKEN: {self._trouble or 'it was closed'}")

    async def _keep_connected(self) -> None:
        waits = pauses()
        while True:
            try:
                await self._connect()
            except DeliveryFailed as failed:
                log.warning("no socket to Slack by KUNDORD_SLACK_APP_TOKEN yet: %s", failed)
                self._trouble = failed
                await asyncio.sleep(next(waits))
            else:
                self._trouble, waits = None, pauses()
                await self._until_lost()

    async def _connect(self) -> None:
        """Raises: DeliveryFailed."""
        await self._hang_up()
        answer = await asked(self._app.client.apps_connections_open(app_token=self._app_token))
        # Its client opens a session of its own as soon as it is made.
        self._handler = AsyncSocketModeHandler(self._app, self._app_token, logger=self._quiet)
        self._handler.client.wss_uri = at(answer, "url")
        try:
            async with asyncio.timeout(PATIENCE):
                await self._handler.connect_async()  # type: ignore[no-untyped-call] # Bolt's
        except TimeoutError as late:
            raise NotSent("its address does not answer") from late

    async def _until_lost(self) -> None:
        lost = 0
        while lost < LOOKS:
            await asyncio.sleep(LOOK_EVERY)
            lost = 0 if await self._connected() else lost + 1

    async def _connected(self) -> bool:
        return self._handler is not None and await self._handler.client.is_connected()

    async def _hang_up(self) -> None:
        handler, self._handler = self._handler, None
        if handler:
            await handler.close_async()  # type: ignore[no-untyped-call] # Bolt's


def _in_a_line(record: logging.LogRecord) -> bool:
    """The client writes a traceback whenever it does not reach Slack, which is none of its faults or ours."""
    record.msg, record.exc_info = " ".join(str(record.msg).split()), None
    return True
