"""What whoever set up Kundord with a wrong secret is told, in the log and by /readyz."""

import logging
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from adapters.slack import Slack as Adapter
from adapters.slack import SlackConfig
from adapters.slack.routes import WARN_EVERY, routes
from bot.domain.errors import NotSent
from kundord.clocks import SystemClock
from storage import SqlStore
from tests.adapters.serving import listening, serving
from tests.e2e.process import eventually
from tests.fakes.clock import SetClock
from tests.fakes.slack_client import Slack


def adapter(slack: Slack, store: SqlStore, session: aiohttp.ClientSession, **secrets: str) -> Adapter:
    config = SlackConfig(**{"bot_token": slack.bot_token, "api_url": slack.api_url, **secrets})
    return Adapter(config=config, store=store, clock=SystemClock(), session=session)


async def test_a_bot_token_that_is_wrong_is_told_by_its_settings_name(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = adapter(slack, store, session, bot_token="xoxb-of-another", signing_secret=slack.signing_secret)
    async with serving(wrong, slack):
        assert "by KUNDORD_SLACK_BOT_TOKEN yet: workspace closed: invalid_auth" in caplog.text
    assert "xoxb-of-another" not in caplog.text


async def test_requests_that_nobody_can_have_signed_are_told_once_in_some_minutes(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    clock = SetClock(datetime(2026, 11, 24, 8, tzinfo=UTC))
    told = "a request was not signed by KUNDORD_SLACK_SIGNING_SECRET, or the clock is wrong"
    none_gets_there = AsyncApp(token="xoxb-1", signing_secret="another")
    async with listening(*routes(none_gets_there, "another", clock.monotonic)) as slack.bot_url:
        for seconds in (0, 1, WARN_EVERY - 2, 1):
            clock.forward(timedelta(seconds=seconds))
            assert (await slack.post(b'{"text": "Hon stannade kvar"}')).status == 401
    assert [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING] == [told, told]


# Socket Mode ------------------------------------------------------------------------------------


async def test_in_socket_mode_slack_is_away_until_there_is_a_socket(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    slack.next("apps.connections.open", "ok_false:missing_scope")
    bot = adapter(slack, store, session, app_token=slack.app_token)
    async with serving(bot, slack):
        await eventually(lambda: "no socket to Slack" in caplog.text)
        assert "by KUNDORD_SLACK_APP_TOKEN yet: not sent: missing_scope" in caplog.text
        with pytest.raises(NotSent, match="KUNDORD_SLACK_APP_TOKEN"):
            await bot.ping()
        await slack.connected()
        await eventually(lambda: works(bot))
    assert "Traceback" not in caplog.text


async def test_an_app_token_that_is_refused_makes_slack_away_and_is_told_in_a_sentence(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    bot = adapter(slack, store, session, app_token="xapp-of-another")
    async with serving(bot, slack):
        await eventually(lambda: "no socket to Slack" in caplog.text)
        with pytest.raises(NotSent, match="KUNDORD_SLACK_APP_TOKEN: workspace closed: invalid_auth"):
            await bot.ping()
    told = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert {each.getMessage() for each in told} == {
        "no socket to Slack by KUNDORD_SLACK_APP_TOKEN yet: workspace closed: invalid_auth"
    }
    assert not any(each.exc_info for each in told)


async def test_an_app_token_that_is_revoked_makes_slack_away_when_the_socket_ends(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession
) -> None:
    bot = adapter(slack, store, session, app_token=slack.app_token)
    async with serving(bot, slack):
        await slack.connected()
        await eventually(lambda: works(bot))
        slack.app_token = "xapp-another"
        await slack.sockets[-1].stream.close()
        await eventually(lambda: is_deaf(bot))


async def is_deaf(bot: Adapter) -> bool:
    return not await works(bot)


async def works(bot: Adapter) -> bool:
    try:
        await bot.ping()
    except NotSent:
        return False
    return True
