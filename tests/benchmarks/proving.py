"""B9 and B10: who calls from Teams is proved, and we prove who we are, without the loop noticing."""

import asyncio
import os
import statistics
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import aiohttp

from adapters.teams import hosts
from adapters.teams.addresses import AddressBook, keep
from adapters.teams.connector import Connector
from adapters.teams.identity import Identity
from adapters.teams.keys import Keys
from adapters.teams.outbound import TeamsMessenger
from adapters.teams.pacing import Pace
from adapters.teams.registration import Registration
from adapters.teams.tokens import AppTokens
from bot.domain.refs import ChannelRef
from bot.ports import Address, Letter
from bot.speech import Hello
from kundord.clocks import SystemClock
from storage import migrate, open_store
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.load import WrongAnswer
from tests.benchmarks.running import Stage
from tests.benchmarks.sidebyside import Pace as Rounds
from tests.benchmarks.sidebyside import of_rounds
from tests.fakes.connector import PASSWORD, FakeConnector

SERVICE = "https://smba.trafficmanager.net/emea/"
CHECKS = 100
"""Of each kind in a round."""
SENDS, AT_ONCE = 1_000, 8

Header = str
Check = Callable[[Header], Awaitable[object]]


# B9 ---------------------------------------------------------------------------------------------


async def checking(stage: Stage) -> AsyncIterator[Figure]:
    """Our check of a token beside botframework-connector's, whose keys were fetched beforehand too."""
    async with FakeConnector() as microsoft, aiohttp.ClientSession() as session:
        theirs, ours = await _theirs(microsoft), _ours(microsoft, session)
        seen = f"Bearer {microsoft.login.token(SERVICE)}"
        checks: Mapping[str, Callable[[Header], Awaitable[object]]] = {
            "warm": lambda _: ours(seen),
            "cold": ours,
            "theirs": theirs,
        }
        took = await _timed(
            stage.pace, checks, lambda: f"Bearer {microsoft.login.token(SERVICE, jti=os.urandom(9).hex())}"
        )
    micros = {name: f"{statistics.median(seconds) / CHECKS * 1e6:.0f} µs" for name, seconds in took.items()}
    for name, what, bar in (("warm", "seen before", 0.05), ("cold", "never seen", 0.4)):
        note = f"{micros[name]} beside {micros['theirs']}"
        yield at_most("B9", f"check of a token {what} : the SDK's", bar, of_rounds(took[name], took["theirs"]), note)


def _ours(microsoft: FakeConnector, session: aiohttp.ClientSession) -> Check:
    world, clock = microsoft.world, SystemClock()
    registration = Registration(world.app_id, world.tenant, PASSWORD)
    identity = Identity([registration], Keys(session, microsoft.login.openid_url), clock)
    body = {"channelId": "msteams", "serviceUrl": SERVICE, "conversation": {"tenantId": world.tenant}}
    return lambda header: identity.verify(header, body)


async def _theirs(microsoft: FakeConnector) -> Check:
    from botbuilder.schema import Activity
    from botframework.connector.auth import AuthenticationConstants, JwtTokenValidation, SimpleCredentialProvider
    from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor

    url = AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
    metadata: Any = JwtTokenExtractor.get_open_id_metadata(url)
    metadata.url = microsoft.login.openid_url
    # It asks for the keys on the loop, which is the server's here.
    await asyncio.to_thread(asyncio.run, metadata._refresh())
    credentials = SimpleCredentialProvider(microsoft.world.app_id, PASSWORD)
    activity = Activity(channel_id="msteams", service_url=SERVICE)

    async def check(header: Header) -> object:
        claims = await JwtTokenValidation.authenticate_request(activity, header, credentials)
        if not claims.is_authenticated:
            raise WrongAnswer(header)
        return claims

    return check


async def _timed(pace: Rounds, checks: Mapping[str, Check], new_header: Callable[[], Header]) -> dict[str, list[float]]:
    """Seconds that so many checks took, in rounds; the first warms up."""
    took: dict[str, list[float]] = {name: [] for name in checks}
    for _ in range(pace.rounds + 1):
        for name, check in checks.items():
            headers = [new_header() for _ in range(CHECKS)]
            began = time.thread_time()
            for header in headers:
                await check(header)
            took[name].append(time.thread_time() - began)
    return {name: seconds[1:] for name, seconds in took.items()}


# B10 --------------------------------------------------------------------------------------------


async def sending(stage: Stage) -> AsyncIterator[Figure]:
    """Proactive messages to as many conversations, and how often Microsoft's login was asked, by which thread."""
    url = stage.sqlite()
    await asyncio.to_thread(migrate, url)
    store, clock = open_store(url), SystemClock()
    async with FakeConnector() as microsoft, aiohttp.ClientSession() as session:
        world, before = microsoft.world, os.environ.get("REQUESTS_CA_BUNDLE")
        os.environ["REQUESTS_CA_BUNDLE"] = str(microsoft.certificate)
        connections = _heard_connections(int(microsoft.login.login_url.split(":")[2].partition("/")[0]))
        registration = Registration(world.app_id, world.tenant, PASSWORD)
        home = await store.registry(lambda registry: registry.install(registration.workspace, "Furulid", world.bot_id))
        heard = Address(ChannelRef(registration.workspace, "19:somewhere"), microsoft.service_url)
        await store.write(home.organisation, keep, [heard])
        tokens = AppTokens([registration], microsoft.login.login_url)
        # Microsoft's limits are those of one tenant: a minute of waiting would say nothing.
        unlimited = Pace(((SENDS, 1.0),), ((SENDS, 1.0),))
        connector = Connector(session, tokens, unlimited, hosts.loopback)
        messenger = TeamsMessenger(connector, AddressBook(store, clock))
        groups = [ChannelRef(registration.workspace, world.add_group(str(n)).id) for n in range(SENDS)]
        began = time.perf_counter()
        await _send(messenger, groups)
        took = time.perf_counter() - began
        asked, posted = len(microsoft.calls("token")), len(microsoft.calls("send"))
        os.environ.pop("REQUESTS_CA_BUNDLE")
        if before:
            os.environ["REQUESTS_CA_BUNDLE"] = before
    await store.close()
    if posted != SENDS:
        raise WrongAnswer(f"{posted} of {SENDS} were sent")
    what = f"token requests of {SENDS:,} proactive Teams sends"
    yield at_most("B10", what, 1, asked, f"{SENDS / took:,.0f} sends/s, the far end in the same process")
    loop = threading.get_ident()
    on_loop, others = connections.count(loop), len(connections) - connections.count(loop)
    if not others:
        raise WrongAnswer("nobody was heard to ask for a token")
    yield at_most("B10", "connections to Microsoft's login from the loop's thread", 0, on_loop, f"{others} from others")


async def _send(messenger: TeamsMessenger, groups: list[ChannelRef]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def send(to: ChannelRef) -> None:
        async with gate:
            await messenger.send(Letter(to, Hello(None), "en"), "id")

    await asyncio.gather(*map(send, groups))


def _heard_connections(port: int) -> list[int]:
    """The threads that connect to a port from now on, as Python itself reports it: nothing of ours is changed."""
    threads: list[int] = []

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][1] == port:
            threads.append(threading.get_ident())

    sys.addaudithook(hear)
    return threads
