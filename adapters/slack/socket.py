"""Socket Mode: the same requests over a connection that we open, where there is no public address."""

import asyncio
import logging
from contextlib import suppress

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError

log = logging.getLogger(__name__)

AGAIN_AFTER = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between attempts to connect; the last one for ever. Once connected, the client reconnects by itself."""


class Socket:
    def __init__(self, app: AsyncApp, app_token: str, quiet: logging.Logger) -> None:
        self._app, self._app_token, self._quiet = app, app_token, quiet
        self._handler: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        # Its client opens a session of its own as soon as it is made.
        self._handler = AsyncSocketModeHandler(self._app, self._app_token, logger=self._quiet)
        self._connecting = asyncio.create_task(self._connect(self._handler), name="slack: socket")

    async def stop(self) -> None:
        if self._connecting:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        if self._handler:
            await self._handler.close_async()  # type: ignore[no-untyped-call] # Bolt's

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        attempt = 0
        while True:
            try:
                await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt's
            except (SlackClientError, aiohttp.ClientError, OSError) as failed:
                log.warning("no socket to Slack yet: %s", failed)
            else:
                return
            await asyncio.sleep(AGAIN_AFTER[min(attempt, len(AGAIN_AFTER) - 1)])
            attempt += 1
