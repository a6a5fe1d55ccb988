"""Which part goes with which: plain constructions, from top to bottom. Nothing is built at import."""

import asyncio
import errno
import gc
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.courier import LEASE, Courier
from adapters.schedule import Schedule
from adapters.web import about
from adapters.web.health import Health, Ping
from adapters.web.metrics import Metrics
from adapters.web.names import asked_by_name
from bot.domain import public_holidays
from bot.domain.refs import WorkspaceRef
from bot.ports import Clock, Messenger
from kundord.clocks import SystemClock
from kundord.database import storage
from kundord.settings import Secret, Settings
from storage import SqlStore
from storage.alone import alone

if TYPE_CHECKING:
    from adapters.teams import TeamsConfig

log = logging.getLogger(__name__)

LINGER = timedelta(seconds=3)
"""For whoever sends people to us to notice that we are about to end; until then we answer."""

GRACE = timedelta(seconds=17)
"""For what is under way when the process is asked to end; a container's stop time should be longer than both."""

JITTER = timedelta(seconds=2)
"""Within which the first posts of a full hour begin."""

SETTLED = 60.0
"""Seconds after the start until what can wait is made ready."""

BODY_MOST = 512 * 1024

IDLE = 4.0
"""Seconds for which a connection that nobody uses is kept. Many servers close theirs after five, and of a request that
meets the closing nobody can tell whether it was heard.
"""

YOUNG = 10_000
"""Objects that may be made before anybody looks for garbage among them, in place of Python's 700."""


@dataclass(frozen=True)
class House:
    """A running Kundord, for who steers it: the command line, the demo, a test."""

    store: SqlStore
    courier: Courier
    schedule: Schedule
    health: Health
    app: web.Application


class Platform(Protocol):
    """Somewhere that people talk, and how we are there."""

    @property
    def messenger(self) -> Messenger: ...
    def routes(self) -> list[web.RouteDef]: ...
    def when_let_in(self, do: Callable[[WorkspaceRef], None]) -> None:
        """``do`` it whenever a workspace lets us in that had shut us out."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def ping(self) -> None: ...
    async def introduce(self) -> None:
        """Have the store know our workspaces, for a command without a running bot. Raises: KundordError."""


@asynccontextmanager
async def platforms(settings: Settings, store: SqlStore, clock: Clock) -> AsyncIterator[Sequence[Platform]]:
    """Those whose secrets are set; a vendor's library is imported only then."""
    if not (settings.slack or settings.teams):
        yield ()
        return
    async with http_session() as session:
        chosen = [make for make, wanted in ((_slack, settings.slack), (_teams, settings.teams)) if wanted]
        yield [make(settings, store, clock, session) for make in chosen]


def http_session(trusted: ssl.SSLContext | bool = True) -> aiohttp.ClientSession:
    """For all that we ask of platforms, which tell their tenants apart by tokens: no cookie is kept for another.

    ``trusted`` says whose certificates are believed.
    """
    connector = aiohttp.TCPConnector(ssl=trusted, keepalive_timeout=IDLE)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


def _slack(settings: Settings, store: SqlStore, clock: Clock, session: aiohttp.ClientSession) -> Platform:
    from adapters.slack import Slack, SlackConfig

    config = SlackConfig(
        signing_secret=_secret(settings.slack_signing_secret),
        bot_token=_secret(settings.slack_bot_token) or "",
        app_token=_secret(settings.slack_app_token),
        api_url=settings.slack_api_url,
    )
    return Slack(config=config, store=store, clock=clock, session=session)


def _teams(settings: Settings, store: SqlStore, clock: Clock, session: aiohttp.ClientSession) -> Platform:
    from adapters.teams import Teams

    return Teams(config=_teams_config(settings), store=store, clock=clock, session=session)


def _teams_config(settings: Settings) -> "TeamsConfig":
    from adapters.teams import Registration, TeamsConfig

    password, app_id, tenant = _secret(settings.teams_app_password), settings.teams_app_id, settings.teams_tenant_id
    registrations = [Registration(app_id, tenant, password)] if app_id and tenant and password else []
    return TeamsConfig(
        registrations,
        anonymous=settings.teams_anonymous,
        openid_url=settings.teams_openid_url,
        login_url=settings.teams_login_url,
        service_url=settings.teams_service_url,
    )


def _secret(kept: Secret | None) -> str | None:
    return kept.text if kept else None


@asynccontextmanager
async def house(settings: Settings, clock: Clock | None = None, lease: timedelta = LEASE) -> AsyncIterator[House]:
    """Everything that ``kundord run`` runs but the listening socket. Leaving it drains what is under way."""
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(settings.database_url))
        store = await stack.enter_async_context(storage(settings, clock))
        there = await stack.enter_async_context(platforms(settings, store, clock or SystemClock()))
        messengers = {each.messenger.platform: each.messenger for each in there}
        routes = [*about.routes(), *(route for each in there for route in each.routes())]
        pings: dict[str, Ping] = {"database": store.ping}
        for each in there:
            pings[each.messenger.platform] = each.ping
        guards = [asked_by_name(settings.host, settings.public_url)] if settings.teams_anonymous else []
        built = await furnish(stack, store, messengers, routes, pings, clock or SystemClock(), JITTER, lease, guards)
        for each in there:
            each.when_let_in(built.courier.let_in)
            await each.start()
            stack.push_async_callback(each.stop)
        yield built


async def furnish(
    stack: AsyncExitStack,
    store: SqlStore,
    messengers: Mapping[str, Messenger],
    routes: list[web.RouteDef],
    pings: Mapping[str, Ping],
    clock: Clock,
    jitter: timedelta = timedelta(0),
    lease: timedelta = LEASE,
    guards: Sequence[Middleware] = (),
) -> House:
    """Courier, ticks and the one HTTP application, the same for every set of platforms."""
    platforms = {name: ping for name, ping in pings.items() if name in messengers}
    health = Health({name: ping for name, ping in pings.items() if name not in messengers}, platforms)
    metrics = Metrics(store, clock, messengers, health.parts)
    courier = Courier(store, messengers, clock, metrics, jitter, lease)
    schedule = Schedule(store, courier.run)
    app = web.Application(client_max_size=BODY_MOST, middlewares=[metrics.middleware, *guards])
    app.add_routes([*health.routes(), *metrics.routes(), *routes])
    metrics.start()
    schedule.start()

    async def close() -> None:
        await schedule.stop()
        await courier.drain(GRACE)
        metrics.stop()

    stack.push_async_callback(close)
    return House(store, courier, schedule, health, app)


async def serve(
    house: House,
    settings: Settings,
    until: asyncio.Event,
    ready: Callable[[str], None],
    hurry: asyncio.Event | None = None,
) -> None:
    """Listen until told to end, and a little longer: what a balancer still sends must be heard. ``hurry`` ends that;
    None is always in a hurry. ``ready`` is called with the address.
    """
    runner = web.AppRunner(house.app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await _start(site, settings)
        host, port = runner.addresses[0][:2]
        begin_collecting()
        ready(f"http://{host}:{port}")
        reading = asyncio.create_task(_read_holidays(), name="public holidays")
        await until.wait()
        reading.cancel()
        house.health.closing = True
        if hurry:
            with suppress(TimeoutError):
                await asyncio.wait_for(hurry.wait(), LINGER.total_seconds())
    finally:
        await runner.cleanup()


async def _read_holidays() -> None:
    """Reading all countries' takes a second, and Slack waits three for a schedule form. Who has just started has better
    things to do.
    """
    await asyncio.sleep(SETTLED)
    await asyncio.to_thread(public_holidays.countries)


async def _start(site: web.TCPSite, settings: Settings) -> None:
    try:
        await site.start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"port {settings.port} of {settings.host} is taken: KUNDORD_PORT=… chooses another"
        else:
            said = f"nobody can listen at KUNDORD_HOST={settings.host}, KUNDORD_PORT={settings.port}: {error.strerror}"
        raise OSError(said) from error


def begin_collecting() -> None:
    """Look for garbage from now on, and seldom.

    What is here by now stays to the end. What a request makes is gone with it but for a few cycles, so that looking
    through it twice in each request, as Python would, costs an eighth of the request and finds nothing.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    gc.enable()
