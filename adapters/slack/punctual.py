"""Slack waits three seconds for an answer, tells the person then that the app does not work, and drops what comes.

Whatever takes longer is acknowledged before, and answered afterwards.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from slack_bolt.response import BoltResponse

from adapters.slack.desk import Desk
from adapters.slack.replies import Reply
from bot.domain.errors import DeliveryFailed, TakesLonger
from bot.services.conversation import Occasion

log = logging.getLogger(__name__)

IN_TIME = 2.5
"""Seconds."""


class Punctual:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._late: set[asyncio.Task[None]] = set()

    async def answer(
        self, reply: Reply, occasion: Occasion, serving: Coroutine[Any, Any, BoltResponse]
    ) -> BoltResponse:
        """What it leads to, or in time that it takes longer; then what it leads to follows."""
        task = asyncio.create_task(serving)
        await asyncio.wait((task,), timeout=IN_TIME)
        if task.done():
            return task.result()
        following = asyncio.create_task(self._follow(reply, task), name="slack: an answer that follows")
        self._late.add(following)
        following.add_done_callback(self._late.discard)
        return reply.meanwhile(*self._desk.excuse(occasion, TakesLonger()))

    async def finish(self) -> None:
        """Give the answers that are owed."""
        await asyncio.gather(*self._late)

    async def _follow(self, reply: Reply, task: asyncio.Task[BoltResponse]) -> None:
        try:
            await reply.follow(await task)
        except DeliveryFailed as failed:
            log.warning("a late answer did not arrive: %s", failed)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged without a customer's words
            self._desk.hopeless(error, "a late answer")
