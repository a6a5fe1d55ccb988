"""``kundord demo``: the built-in chat, with a clock of its own so that days may pass at will."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from adapters.demo import WORKSPACE, Demo
from adapters.schedule import Planner, Reminders
from adapters.web.names import asked_by_name
from bot.domain.people import Workspace
from bot.domain.refs import OrganisationId
from bot.ports import Registry, UnitOfWork
from bot.services import channels, daily
from kundord import logs, wiring
from kundord.clocks import WilfulClock
from kundord.database import storage
from kundord.failed import Failed
from kundord.settings import Settings
from kundord.wiring import House
from storage import SqlStore
from storage.alone import alone

log = logging.getLogger(__name__)

BOTS, FILE = "kundord.db", "kundord-demo.db"


class NotForPlay(Failed):
    """The database is not the demo's."""


async def run_demo(settings: Settings, until_told: Callable[[], asyncio.Event]) -> None:
    """Serve the demo until told to end. It keeps its state in files beside its database.

    Raises: NotForPlay.
    """
    settings = replace(settings, database_url=_apart(settings.database_url))
    async with AsyncExitStack() as stack:
        days = Days(_beside(settings, ".ahead"))
        stack.enter_context(alone(settings.database_url))
        store = await stack.enter_async_context(storage(settings, days.clock))
        await _make_sure_it_is_ours(store, settings)
        demo = Demo(
            store=store,
            clock=days.clock,
            chat_path=_beside(settings, "-chat.db"),
            post_now=days.post_now,
            a_day_passes=days.one_passes,
        )
        await demo.start()
        stack.push_async_callback(demo.stop)
        pings = {"database": store.ping}
        days.house = await wiring.furnish(
            stack,
            store,
            {"demo": demo.messenger},
            demo.routes(),
            pings,
            days.clock,
            guards=[asked_by_name(settings.host, settings.public_url)],
        )
        # An open page holds a stream, and would hold the process with it.
        days.house.app.on_shutdown.append(demo.hang_up)
        await wiring.serve(days.house, settings, until_told(), partial(_welcome, settings))


def _apart(url: str) -> str:
    """What is called as the bot's own file by default is the bot's, wherever it lies: in the image, in /data."""
    folder, slash, name = url.rpartition("/")
    return f"{folder}{slash}{FILE}" if url.startswith("sqlite:") and name == BOTS else url


async def _make_sure_it_is_ours(store: SqlStore, settings: Settings) -> None:
    """An invented company among customers' real words could not be taken out again.

    Raises: NotForPlay, for a database of somebody else's, or one that a platform is about to use.
    """
    there = {each.ref.platform for each in await store.registry(_workspaces)}
    about_to_be_used = not there and not _for_play(settings.database_url) and (settings.slack or settings.teams)
    if there - {WORKSPACE.platform} or about_to_be_used:
        raise NotForPlay(
            "KUNDORD_DATABASE_URL is a real company's database, and the demo would write an invented one into it. "
            f"Give the demo its own: KUNDORD_DATABASE_URL=sqlite:///{FILE} kundord demo"
        )


def _for_play(url: str) -> bool:
    """No bot's file is called so: beside a bot's secrets, too, it is the demo's."""
    return url.startswith("sqlite:") and url.rpartition("/")[2] == FILE


def _workspaces(registry: Registry) -> Sequence[Workspace]:
    return registry.workspaces()


def _welcome(settings: Settings, url: str) -> None:
    said = f"The demo is at {url}\nLeave it with Ctrl-C; it will be as you left it when you come back."
    logs.announce(settings, said)


def _beside(settings: Settings, ending: str) -> Path:
    """A file next to the database's own. The demo of a PostgreSQL keeps its chat in the working folder."""
    url = settings.database_url
    name = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else FILE
    return Path(f"{name.removesuffix('.db')}{ending}")


class Days:
    """The demo's clock, and what happens when somebody does not want to wait for it."""

    house: House

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self.clock = WilfulClock(_ahead(kept))

    async def post_now(self) -> None:
        """Today's quote in every channel that has not had it."""
        for organisation in await self._organisations():
            await self.house.store.write(organisation, _post_everywhere)
        await self.house.courier.finish()

    async def one_passes(self) -> None:
        """On to the next morning on which anything is due, past the last channel's hour, and whatever that leads to."""
        due = sorted([at for each in await self._organisations() for at in await self.house.store.read(each, _due)])
        now = self.clock.now()
        morning = [at for at in due if at - due[0] < timedelta(hours=12)]
        self.clock.ahead += max(timedelta(0), morning[-1] - now) if morning else timedelta(days=1)
        await asyncio.to_thread(self._kept.write_text, str(self.clock.ahead.total_seconds()))
        for ripe in (Planner(self.house.store), Reminders(self.house.store)):
            while await ripe.run():
                pass
        await self.house.courier.finish()

    async def _organisations(self) -> Sequence[OrganisationId]:
        return list(dict.fromkeys(each.organisation for each in await self.house.store.registry(_workspaces)))


def _ahead(kept: Path) -> timedelta:
    """By how much the demo's clock was last ahead. Without that, it is today again."""
    try:
        ahead = timedelta(seconds=float(kept.read_text()))
        WilfulClock(ahead).now()
    except FileNotFoundError:
        return timedelta(0)
    except (ValueError, OverflowError):
        log.warning("%s is damaged: the demo's clock shows the real time again", kept)
        return timedelta(0)
    return ahead


def _due(unit: UnitOfWork) -> list[datetime]:
    found = [channels.next_due(unit, channel) for channel in unit.channels.all()]
    return [due[1] for due in found if due and due[1] > unit.now]


def _post_everywhere(unit: UnitOfWork) -> None:
    for channel in unit.channels.all():
        if channel.daily and not channel.closed:
            daily.post_now(unit, channel.number)
