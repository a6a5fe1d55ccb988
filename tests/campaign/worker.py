"""`kundord run` with a short lease, so that a campaign need not take hours: the same wiring, and nothing else.

Told to leave out a step it is wired without that: such a bot must fail the campaign. Told to be impatient it gives
requests up sooner, so that the lease may be shorter still.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from math import inf
from typing import Any, cast

from bot.domain.errors import Unknown
from bot.domain.refs import MessageRef
from bot.ports import Letter, Messenger
from kundord import database, logs, settings, wiring
from kundord.cli import _until_told
from kundord.clocks import SystemClock
from kundord.settings import Settings
from kundord.wiring import House


class Changed:
    """A messenger of which something is different."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._messenger, name)


class WithoutReconcile(Changed):
    async def find(self, *_where: object) -> None:
        """Nobody looks."""


class WithoutDeadline(Changed):
    patience = timedelta(days=-1)
    """Whatever lease is left is enough for a request that takes no time."""


STEPS: Mapping[str, Callable[[Messenger], Changed]] = {"reconcile": WithoutReconcile, "deadline": WithoutDeadline}


class Impatient(Changed):
    def __init__(self, messenger: Messenger, patience: timedelta) -> None:
        super().__init__(messenger)
        self.patience = patience

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                return await self._messenger.send(letter, id, by)
        except TimeoutError as error:
            raise Unknown("out of patience") from error


def _changed(messenger: Messenger, called: argparse.Namespace) -> Messenger:
    if called.patience:
        messenger = cast(Messenger, Impatient(messenger, timedelta(seconds=called.patience)))
    return cast(Messenger, STEPS[called.without](messenger)) if called.without else messenger


@asynccontextmanager
async def changed(chosen: Settings, called: argparse.Namespace) -> AsyncIterator[House]:
    """As ``wiring.house``, but with other messengers."""
    async with AsyncExitStack() as stack:
        clock, lease = SystemClock(), timedelta(seconds=called.lease)
        store = await stack.enter_async_context(database.storage(chosen))
        there = await stack.enter_async_context(wiring.platforms(chosen, store, clock))
        messengers = {each.messenger.platform: _changed(each.messenger, called) for each in there}
        routes = [route for each in there for route in each.routes()]
        pings = {"database": store.ping}
        house = await wiring.furnish(stack, store, messengers, routes, pings, clock, wiring.JITTER, lease)
        for each in there:
            each.when_let_in(house.courier.let_in)
            await each.start()
            stack.push_async_callback(each.stop)
        yield house


def work(words: Sequence[str]) -> None:
    loaded, asked = settings.load(), _asked(words)
    logs.set_up(loaded)
    as_it_is = not (asked.patience or asked.without)
    lasting = timedelta(seconds=asked.lease)
    asyncio.run(_run(wiring.house(loaded, lease=lasting) if as_it_is else changed(loaded, asked), loaded))


async def _run(house: AbstractAsyncContextManager[House], chosen: Settings) -> None:
    async with house as running:
        await wiring.serve(running, chosen, _until_told(), print)


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lease", type=float)
    parser.add_argument("--patience", type=float, default=0)
    parser.add_argument("--without", default="")
    return parser.parse_args(words)
