"""What whoever set up Kundord with a wrong secret is told, in the log and by /readyz."""

import logging
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from adapters.slack import Slack as Adapter
from adapters.slack import SlackConfig
from adapters.slack.routes import WARN_EVERY, routes
from kundord.clocks import SystemClock
from storage import SqlStore
from tests.adapters.serving import listening, serving
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
