"""`kundord run` with a short lease, so that a campaign need not take hours: the same wiring, and nothing else.

Called with the name of a step as well, it is wired without that step: such a bot must fail the campaign.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, cast

from bot.ports import Messenger
from kundord import logs, settings, wiring
from kundord.cli import _until_told
from kundord.clocks import SystemClock
from kundord.settings import Settings
from kundord.wiring import House


class Without:
    """A messenger of which something is left out."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._messenger, name)


class WithoutReconcile(Without):
    async def find(self, *_where: object) -> None:
        """Nobody looks."""


class WithoutDeadline(Without):
    patience = timedelta(days=-1)
    """Whatever lease is left is enough for a request that takes no time."""


STEPS: Mapping[str, Callable[[Messenger], Without]] = {"reconcile": WithoutReconcile, "deadline": WithoutDeadline}


@asynccontextmanager
async def broken(chosen: Settings, lease: timedelta, step: str) -> AsyncIterator[House]:
    """As ``wiring.house``, but with messengers that lack a step."""
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        store = await stack.enter_async_context(wiring.storage(chosen))
        there = await stack.enter_async_context(wiring.platforms(chosen, store, clock))
        messengers = {each.messenger.platform: cast(Messenger, STEPS[step](each.messenger)) for each in there}
        routes = [route for each in there for route in each.routes()]
        pings = {"database": store.ping}
        house = await wiring.furnish(stack, store, messengers, routes, pings, clock, wiring.JITTER, lease)
        for each in there:
            await each.start()
            stack.push_async_callback(each.stop)
        yield house


async def main(house: AbstractAsyncContextManager[House], chosen: Settings) -> None:
    async with house as running:
        await wiring.serve(running.app, chosen, _until_told(), print)


if __name__ == "__main__":
    loaded, (seconds, *left_out) = settings.load(), sys.argv[1:]
    logs.set_up(loaded)
    lasting = timedelta(seconds=float(seconds))
    asyncio.run(main(broken(loaded, lasting, *left_out) if left_out else wiring.house(loaded, lease=lasting), loaded))
