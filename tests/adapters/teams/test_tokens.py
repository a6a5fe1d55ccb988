"""Our own tokens: one request for many sends, in a thread, and what its failures mean.

The login listens on the loop of the test itself: whoever asked it on that loop would wait for ever.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.teams.registration import Registration, tenant
from adapters.teams.tokens import AppTokens, NoTokens
from bot.domain.errors import NotSent, WorkspaceClosed
from tests.adapters.teams.login import APP, PASSWORD, TENANT, Login, login
from tests.e2e.process import eventually
from tests.fakes.clock import SetClock

HERE = tenant(TENANT)


@pytest.fixture
async def microsoft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Login]:
    async with login(tmp_path) as there:
        # The certificates that msal's HTTP library trusts.
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(there.ca))
        yield there


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 24, 8, tzinfo=UTC))


@pytest.fixture
def tokens(microsoft: Login, clock: SetClock) -> AppTokens:
    return registered(microsoft, clock, Registration(APP, TENANT, PASSWORD))


def registered(microsoft: Login, clock: SetClock, *registrations: Registration) -> AppTokens:
    return AppTokens(registrations, microsoft.fake.login_url, clock.monotonic)


async def test_a_thousand_who_need_a_token_share_one_request(microsoft: Login, tokens: AppTokens) -> None:
    given = await asyncio.gather(*(tokens.bearer(HERE) for _ in range(1_000)))
    assert len(set(given)) == 1
    assert microsoft.fake.admits(f"Bearer {given[0]}")
    assert microsoft.count("/token") == 1


async def test_a_login_that_does_not_answer_is_not_waited_for(microsoft: Login, tokens: AppTokens) -> None:
    microsoft.fault = "hang"
    async with asyncio.timeout(8):
        with pytest.raises(NotSent):
            await tokens.bearer(HERE)


async def test_a_token_is_kept_until_five_minutes_before_its_end(
    microsoft: Login, tokens: AppTokens, clock: SetClock
) -> None:
    first = await tokens.bearer(HERE)
    clock.forward(timedelta(minutes=54, seconds=59))
    assert await tokens.bearer(HERE) == first
    clock.forward(timedelta(seconds=1))
    assert await tokens.bearer(HERE) != first
    assert microsoft.count("/token") == 2


async def test_a_token_that_was_refused_is_not_given_again(microsoft: Login, tokens: AppTokens) -> None:
    first = await tokens.bearer(HERE)
    tokens.refused(HERE, first)
    second = await tokens.bearer(HERE)
    assert second != first
    tokens.refused(HERE, first)
    assert await tokens.bearer(HERE) == second, "somebody else's refusal of the old one means nothing"


async def test_who_leaves_does_not_take_the_others_token_along(microsoft: Login, tokens: AppTokens) -> None:
    microsoft.slow = 0.1
    first, second = (asyncio.create_task(tokens.bearer(HERE)) for _ in range(2))
    await asyncio.sleep(0.05)
    first.cancel()
    assert microsoft.fake.admits(f"Bearer {await second}")


async def test_the_loop_goes_on_while_a_token_is_fetched(microsoft: Login, tokens: AppTokens) -> None:
    microsoft.slow = 0.2
    asked = asyncio.create_task(tokens.bearer(HERE))
    beats = 0
    while not asked.done():
        await asyncio.sleep(0.01)
        beats += 1
    assert beats > 10


async def test_each_tenant_has_its_own_token(microsoft: Login, clock: SetClock) -> None:
    tokens = registered(microsoft, clock, Registration(APP, TENANT, PASSWORD))
    assert await tokens.bearer(tenant(TENANT.upper())) == await tokens.bearer(HERE)
    with pytest.raises(WorkspaceClosed, match="no registration"):
        await tokens.bearer(tenant("another"))


@pytest.mark.parametrize(
    ("registration", "reason"),
    [
        (Registration(APP, TENANT, "wrong"), r"invalid_client \(AADSTS7000215\)"),
        (Registration("nobody", TENANT, PASSWORD), r"invalid_client \(AADSTS7000215\)"),
        (Registration(APP, "11111111-0000-4000-8000-000000000000", PASSWORD), "no such tenant"),
    ],
    ids=["secret", "app", "tenant"],
)
async def test_a_wrong_registration_closes_the_workspace(
    microsoft: Login, clock: SetClock, registration: Registration, reason: str
) -> None:
    tokens = registered(microsoft, clock, registration)
    with pytest.raises(WorkspaceClosed, match=reason) as closed:
        await tokens.bearer(registration.workspace)
    assert PASSWORD not in str(closed.value)
    assert PASSWORD not in repr(registration)


@pytest.mark.parametrize("fault", ["500", "503", "drop"])
async def test_while_the_login_is_away_nothing_is_sent(microsoft: Login, tokens: AppTokens, fault: str) -> None:
    microsoft.fault = fault
    with pytest.raises(NotSent):
        await tokens.bearer(HERE)


async def test_without_a_connection_nothing_is_sent() -> None:
    nowhere = AppTokens([Registration(APP, TENANT, PASSWORD)], "https://127.0.0.1:1")
    with pytest.raises(NotSent):
        await nowhere.bearer(HERE)


async def test_a_login_that_nobody_vouches_for_is_told_no_secret(
    microsoft: Login, tokens: AppTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(NotSent):
        await tokens.bearer(HERE)
    assert microsoft.asked == []


async def test_after_a_failure_the_login_is_left_alone_for_a_moment(
    microsoft: Login, tokens: AppTokens, clock: SetClock
) -> None:
    microsoft.fault = "500"
    with pytest.raises(NotSent):
        await tokens.bearer(HERE)
    asked = len(microsoft.asked)
    with pytest.raises(NotSent):
        await tokens.bearer(HERE)
    assert len(microsoft.asked) == asked
    microsoft.fault = ""
    clock.forward(timedelta(seconds=10))
    assert microsoft.fake.admits(f"Bearer {await tokens.bearer(HERE)}")


async def test_a_clock_that_is_set_back_lengthens_neither_a_failure_nor_a_tokens_life(
    microsoft: Login, tokens: AppTokens, clock: SetClock
) -> None:
    microsoft.fault = "500"
    with pytest.raises(NotSent):
        await tokens.bearer(HERE)
    microsoft.fault = ""
    clock.set(clock.now() - timedelta(hours=3))
    clock.forward(timedelta(seconds=10))
    first = await tokens.bearer(HERE)
    clock.set(clock.now() - timedelta(hours=3))
    clock.forward(timedelta(minutes=55))
    assert await tokens.bearer(HERE) != first


async def test_while_the_login_is_away_a_token_is_used_to_its_end(
    microsoft: Login, tokens: AppTokens, clock: SetClock
) -> None:
    kept = await tokens.bearer(HERE)
    microsoft.fault = "500"
    clock.forward(timedelta(minutes=55))
    assert [await tokens.bearer(HERE) for _ in range(3)] == [kept] * 3
    clock.forward(timedelta(minutes=5))
    with pytest.raises(NotSent):
        await tokens.bearer(HERE)


async def test_a_secret_that_was_revoked_ends_what_it_opened(
    microsoft: Login, tokens: AppTokens, clock: SetClock
) -> None:
    await tokens.bearer(HERE)
    microsoft.fake.password = "another"
    clock.forward(timedelta(minutes=55))
    with pytest.raises(WorkspaceClosed):
        await tokens.bearer(HERE)


async def test_a_wrong_secret_is_told_before_anybody_waits_for_an_answer_and_until_it_is_right(
    microsoft: Login, tokens: AppTokens, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    microsoft.fake.password = "another"
    tokens.prepare()
    await tokens.check()
    await eventually(lambda: "KUNDORD_TEAMS_APP_PASSWORD" in caplog.text)
    for _ in range(3):
        with pytest.raises(WorkspaceClosed, match="AADSTS7000215"):
            await tokens.check()
    assert microsoft.count("/token") == 1
    microsoft.fault = "500"
    clock.forward(timedelta(minutes=1))
    with pytest.raises(WorkspaceClosed, match="AADSTS7000215"):
        await tokens.check()
    microsoft.fault, microsoft.fake.password = "", PASSWORD
    clock.forward(timedelta(minutes=1))
    await tokens.check()
    assert tokens.kept(HERE)


class Listener(logging.Handler):
    """Whoever waits for its ``heard`` goes on before the end of the task that logged is told to anybody."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.get_running_loop().create_future()

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.set_result(record)


async def test_what_came_before_is_no_answer_to_who_asks_now(
    microsoft: Login, tokens: AppTokens, clock: SetClock
) -> None:
    microsoft.fake.password = "another"
    listener = Listener()
    tokens_log = logging.getLogger("adapters.teams.tokens")
    tokens_log.addHandler(listener)
    tokens.prepare()
    await listener.heard
    tokens_log.removeHandler(listener)
    microsoft.fake.password = PASSWORD
    clock.forward(timedelta(minutes=1))
    assert await tokens.bearer(HERE)


async def test_a_login_that_is_away_or_a_tenant_of_others_does_not_make_us_unready(
    microsoft: Login, tokens: AppTokens
) -> None:
    microsoft.fault = "500"
    for each in (HERE, tenant("another")):
        with pytest.raises((NotSent, WorkspaceClosed)):
            await tokens.bearer(each)
    await tokens.check()


async def test_a_developers_teams_asks_for_none() -> None:
    assert await NoTokens().bearer(HERE) is None
