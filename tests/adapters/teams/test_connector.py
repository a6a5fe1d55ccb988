"""What becomes of a request to the Connector."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.teams import hosts
from adapters.teams.connector import Connector, Door, Posted
from adapters.teams.pacing import Pace, Turns
from adapters.teams.registration import Registration, tenant
from adapters.teams.tokens import AppTokens, NoTokens
from bot.domain.errors import ChannelClosed, DeliveryFailed, MessageGone, NotSent, Rejected, Unknown, WorkspaceClosed
from bot.domain.refs import WorkspaceRef
from tests.fakes.clock import SetClock
from tests.fakes.connector import PASSWORD, FakeConnector
from tests.fakes.teams_world import Conversation, Json

CLOCK = SetClock(datetime(2026, 11, 24, 8, tzinfo=UTC))
HELLO: Json = {"type": "message", "text": "Hej!", "summary": "Hej!"}


@pytest.fixture
async def teams() -> AsyncIterator[FakeConnector]:
    async with FakeConnector(anonymous=True) as there:
        yield there


@pytest.fixture
def connector(session: aiohttp.ClientSession) -> Connector:
    return Connector(session, NoTokens(), allowed=hosts.loopback)


@pytest.fixture
def door(teams: FakeConnector) -> Door:
    return Door(tenant(teams.world.tenant), teams.service_url)


@pytest.fixture
def care(teams: FakeConnector) -> Conversation:
    """A channel of a team that we are in."""
    anna = teams.world.add_person("Anna Berg")
    return teams.world.add_channel(teams.world.add_team("Kundservice", anna.id), "Kunder")


# The requests -----------------------------------------------------------------------------------


async def test_a_thread_is_opened_in_a_channel_and_answered_in(
    teams: FakeConnector, connector: Connector, door: Door, care: Conversation
) -> None:
    opened = await connector.start_thread(door, care.id, HELLO, teams.world.bot_id)
    answer = await connector.post(door, opened.conversation, HELLO)
    assert opened == Posted(f"{care.id};messageid={opened.id}", opened.id)
    assert [(each.id, each.thread) for each in teams.posts(care)] == [(opened.id, None), (answer.id, opened.id)]


async def test_a_chat_is_opened_with_a_person_by_either_of_their_ids(
    teams: FakeConnector, connector: Connector, door: Door
) -> None:
    anna = teams.world.add_person("Anna Berg")
    chats = [await connector.open_chat(door, id, teams.world.bot_id) for id in (anna.aad, anna.id)]
    assert chats == [teams.world.chat_with(anna.id).id] * 2
    await connector.post(door, chats[0], HELLO)
    assert [each.text for each in teams.posts(teams.world.chat_with(anna.id))] == ["Hej!"]


async def test_a_message_is_put_in_anothers_place_and_taken_away(
    teams: FakeConnector, connector: Connector, door: Door, care: Conversation
) -> None:
    opened = await connector.start_thread(door, care.id, HELLO, teams.world.bot_id)
    await connector.update(door, opened.conversation, opened.id, {**HELLO, "text": "Hallå!"})
    assert [each.text for each in teams.posts(care)] == ["Hallå!"]
    await connector.delete(door, opened.conversation, opened.id)
    assert teams.posts(care) == []


async def test_people_are_listed_page_by_page(teams: FakeConnector, connector: Connector, door: Door) -> None:
    people = [teams.world.add_person(f"Colleague {number}") for number in range(5)]
    team = teams.world.add_team("Kundservice", *(each.id for each in people))
    found = [each["aadObjectId"] async for each in connector.members(door, team.id)]
    assert sorted(found) == sorted(each.aad for each in people)
    assert len(teams.calls("members")) == 3


async def test_one_person_is_asked_for(teams: FakeConnector, connector: Connector, door: Door) -> None:
    anna, bo = (teams.world.add_person(name) for name in ("Anna Berg", "Bo Ek"))
    team = teams.world.add_team("Kundservice", anna.id)
    for id in (anna.aad, anna.id):
        found = await connector.member(door, team.id, id)
        assert found
        assert found["name"] == "Anna Berg"
    assert await connector.member(door, team.id, bo.aad) is None
    with pytest.raises(ChannelClosed, match="channel_not_found"):
        await connector.member(door, "19:gone@thread.tacv2", anna.aad)


# Outcomes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        ("400:BadSyntax", Rejected, "BadSyntax"),
        ("413:MessageSizeTooBig", Rejected, "MessageSizeTooBig"),
        ("401:BotNotRegistered", WorkspaceClosed, "BotNotRegistered"),
        ("403:BotNotInConversationRoster", ChannelClosed, "not_in_channel"),
        ("403:MessageWritesBlocked", ChannelClosed, "MessageWritesBlocked"),
        ("404:ConversationNotFound", ChannelClosed, "channel_not_found"),
        ("404:ActivityNotFoundInConversation", MessageGone, "ActivityNotFoundInConversation"),
        ("408", Unknown, "ServiceError"),
        ("412:PreconditionFailed", NotSent, "PreconditionFailed"),
        ("429:7", NotSent, "TooManyRequests"),
        ("500", Unknown, "ServiceError"),
        ("502", Unknown, "ServiceError"),
        ("503", Unknown, "ServiceError"),
        ("504", Unknown, "ServiceError"),
        ("store_then_500", Unknown, "ServiceError"),
        ("html_502", Unknown, "HTTP 502"),
        ("garbage", Unknown, "unreadable answer"),
        ("drop_before", Unknown, "ServerDisconnectedError"),
        ("drop_after", Unknown, "ServerDisconnectedError"),
    ],
)
async def test_each_outcome_is_of_one_class(
    teams: FakeConnector, connector: Connector, door: Door, care: Conversation, fault: str, kind: type, reason: str
) -> None:
    requests: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
        "create": lambda: connector.start_thread(door, care.id, HELLO, teams.world.bot_id),
        "send": lambda: connector.post(door, care.id, HELLO),
    }
    for operation, request in requests.items():
        teams.always(operation, fault)
        with pytest.raises(DeliveryFailed) as failed:
            await request()
        assert type(failed.value) is kind
        assert getattr(failed.value, "reason", None) == reason
        assert len(teams.calls(operation)) == (2 if kind is WorkspaceClosed else 1), "once more with another token"


@pytest.mark.parametrize(("fault", "seconds"), [("429:7", 7), ("429:0", 0), ("429:999999", 3600)])
async def test_a_wait_is_as_long_as_teams_says(
    teams: FakeConnector, connector: Connector, door: Door, care: Conversation, fault: str, seconds: int
) -> None:
    teams.next("send", fault)
    with pytest.raises(NotSent) as failed:
        await connector.post(door, care.id, HELLO)
    assert failed.value.wait == timedelta(seconds=seconds)


@pytest.mark.parametrize("fault", ["429", "429:soon"])
async def test_where_teams_does_not_say_how_long_it_is_left_to_us(
    teams: FakeConnector, connector: Connector, door: Door, care: Conversation, fault: str
) -> None:
    teams.next("send", fault)
    with pytest.raises(NotSent) as failed:
        await connector.post(door, care.id, HELLO)
    assert failed.value.wait is None


async def test_a_chat_that_was_perhaps_opened_is_opened_again(
    teams: FakeConnector, connector: Connector, door: Door
) -> None:
    anna = teams.world.add_person("Anna Berg")
    for fault in ("500", "drop_after", "garbage"):
        teams.next("create", fault)
        with pytest.raises(NotSent):
            await connector.open_chat(door, anna.aad, teams.world.bot_id)


async def test_without_a_connection_nothing_was_sent(connector: Connector) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with pytest.raises(NotSent):
        await connector.post(Door(tenant("t"), f"http://127.0.0.1:{port}/"), "19:x", HELLO)


async def test_an_answer_is_waited_for_fifteen_seconds(
    teams: FakeConnector, connector: Connector, door: Door, care: Conversation
) -> None:
    teams.next("send", "store_then_hang")
    began = time.monotonic()
    with pytest.raises(Unknown, match="TimeoutError"):
        await connector.post(door, care.id, HELLO)
    assert 14 < time.monotonic() - began < 17
    assert len(teams.posts(care)) == 1


class NeverATokenYet(NoTokens):
    """Microsoft's login has not answered."""

    async def bearer(self, tenant: WorkspaceRef) -> str | None:
        await asyncio.Event().wait()
        return None


async def test_a_token_is_waited_for_no_longer_and_without_it_nothing_was_sent(
    teams: FakeConnector, session: aiohttp.ClientSession, door: Door, care: Conversation
) -> None:
    connector = Connector(session, NeverATokenYet(), allowed=hosts.loopback)
    began = time.monotonic()
    with pytest.raises(NotSent, match="TimeoutError"):
        await connector.post(door, care.id, HELLO)
    assert 14 < time.monotonic() - began < 17
    assert teams.all_calls == []


async def test_a_redirection_is_not_followed(session: aiohttp.ClientSession, connector: Connector) -> None:
    """It would carry our token to whoever it names."""
    asked = []

    async def redirects(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", redirects)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        with pytest.raises(Rejected):
            await connector.post(Door(tenant("t"), f"http://127.0.0.1:{runner.addresses[0][1]}/"), "19:x", HELLO)
    finally:
        await runner.cleanup()
    assert asked == ["/v3/conversations/19:x/activities"]


@pytest.mark.parametrize("service", ["https://evil.example/", "http://169.254.169.254/", "http://localhost/"])
async def test_nothing_is_said_to_a_service_that_is_not_teams_own(session: aiohttp.ClientSession, service: str) -> None:
    strict = Connector(session, NoTokens())
    with pytest.raises(Rejected):
        await strict.post(Door(tenant("t"), service), "19:x", HELLO)


@pytest.mark.parametrize(
    ("conversation", "path"),
    [
        ("19:a@thread.tacv2;messageid=1", "/emea/v3/conversations/19%3Aa%40thread.tacv2%3Bmessageid%3D1/activities"),
        ("../../evil", "/emea/v3/conversations/..%2F..%2Fevil/activities"),
        ("a?b#c%2F", "/emea/v3/conversations/a%3Fb%23c%252F/activities"),
    ],
)
async def test_an_id_is_one_part_of_a_path(connector: Connector, conversation: str, path: str) -> None:
    asked = []

    async def takes(request: web.BaseRequest) -> web.Response:
        asked.append(request.raw_path)
        return web.json_response({"id": "1"})

    server = web.ServerRunner(web.Server(takes))
    await server.setup()
    await web.TCPSite(server, "127.0.0.1", 0).start()
    try:
        await connector.post(Door(tenant("t"), f"http://127.0.0.1:{server.addresses[0][1]}/emea"), conversation, HELLO)
    finally:
        await server.cleanup()
    assert asked == [path]


@pytest.mark.parametrize("id", ["", ".", ".."])
async def test_an_id_that_is_a_way_elsewhere_is_refused(
    teams: FakeConnector, connector: Connector, door: Door, id: str
) -> None:
    with pytest.raises(Rejected):
        await connector.post(door, id, HELLO)
    with pytest.raises(Rejected):
        await connector.delete(door, "19:x", id)
    assert teams.all_calls == []


# Tokens -----------------------------------------------------------------------------------------


@pytest.fixture
async def strict(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeConnector]:
    """It wants a token with every request."""
    async with FakeConnector() as there:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(there.certificate))
        yield there


def known_to(strict: FakeConnector, session: aiohttp.ClientSession, password: str = PASSWORD) -> Connector:
    registration = Registration(strict.world.app_id, strict.world.tenant, password)
    tokens = AppTokens([registration], strict.login.login_url)
    return Connector(session, tokens, allowed=hosts.loopback)


async def test_what_is_sent_carries_our_token(strict: FakeConnector, session: aiohttp.ClientSession) -> None:
    door, group = Door(tenant(strict.world.tenant), strict.service_url), strict.world.add_group("Vi")
    connector = known_to(strict, session)
    await asyncio.gather(*(connector.post(door, group.id, HELLO) for _ in range(5)))
    assert len(strict.posts(group)) == 5
    assert len(strict.calls("token")) == 1


async def test_a_token_that_counts_no_more_is_replaced_once(
    strict: FakeConnector, session: aiohttp.ClientSession
) -> None:
    door, group = Door(tenant(strict.world.tenant), strict.service_url), strict.world.add_group("Vi")
    connector = known_to(strict, session)
    await connector.post(door, group.id, HELLO)
    strict.login.forget_tokens()
    await connector.post(door, group.id, HELLO)
    assert len(strict.posts(group)) == 2
    strict.always("send", "401")
    with pytest.raises(WorkspaceClosed):
        await connector.post(door, group.id, HELLO)
    assert len(strict.calls("token")) == 3


async def test_without_a_token_nothing_is_sent(strict: FakeConnector, session: aiohttp.ClientSession) -> None:
    door, group = Door(tenant(strict.world.tenant), strict.service_url), strict.world.add_group("Vi")
    with pytest.raises(WorkspaceClosed, match="invalid_client"):
        await known_to(strict, session, "wrong").post(door, group.id, HELLO)
    strict.next("token", "500")
    with pytest.raises(NotSent):
        await known_to(strict, session).post(door, group.id, HELLO)
    assert strict.calls("send") == []


# Pace -------------------------------------------------------------------------------------------

HERE = tenant("t")


def test_a_conversation_hears_no_more_than_teams_takes() -> None:
    turns = Turns(((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0)))
    at = [turns.take(0.0, 1e9) for _ in range(4_000)]
    assert at == sorted(at)
    for count, seconds in ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0)):
        assert all(at[place + count] - at[place] >= seconds for place in range(len(at) - count))
    assert at[6] == 0
    assert at[7] == 1
    assert at[1800] >= 3600


def test_who_would_wait_long_takes_no_turn() -> None:
    turns = Turns(((1, 10.0),))
    assert turns.take(0.0, 2.0) == 0
    assert [turns.take(each, 2.0) for each in (1.0, 2.0, 9.0, 9.5)] == [9.0, 8.0, 1.0, 10.5]


async def test_a_short_wait_is_waited_and_a_long_one_told() -> None:
    pace = Pace(conversation=((2, 0.2), (3, 60.0)))
    began = time.monotonic()
    for _ in range(3):
        await pace.turn(HERE, "19:a")
    assert 0.15 < time.monotonic() - began < 2
    with pytest.raises(NotSent) as failed:
        await pace.turn(HERE, "19:a;messageid=1")
    assert failed.value.wait
    assert timedelta(seconds=55) < failed.value.wait <= timedelta(seconds=60)


async def test_a_busy_conversation_delays_no_other() -> None:
    pace = Pace(conversation=((1, 1.0),))
    await pace.turn(HERE, "19:a")
    waiting = asyncio.create_task(pace.turn(HERE, "19:a"))
    began = time.monotonic()
    for number in range(20):
        await pace.turn(HERE, f"19:{number}")
    assert time.monotonic() - began < 0.5
    await waiting


async def test_a_busy_tenant_delays_no_other() -> None:
    pace = Pace(tenant=((1, 1.0),))
    await pace.turn(HERE)
    waiting = asyncio.create_task(pace.turn(HERE))
    began = time.monotonic()
    for number in range(20):
        await pace.turn(tenant(str(number)))
    assert time.monotonic() - began < 0.5
    await waiting
