"""Answers of Slack's Web API as its SDKs have recorded them: each is one of our outcomes, none a surprise."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.outbound import SlackMessenger
from bot.domain.errors import DeliveryFailed
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, WorkspaceRef
from bot.ports import Letter
from bot.speech import Hello
from tests.fakes.slack_client import Slack

WORKSPACE = WorkspaceRef("slack", "T0ACME001")
CHANNEL = ChannelRef(WORKSPACE, "C0123ABC")
MEMBER = MemberRef(WORKSPACE, "U0123ABC")
MESSAGE = MessageRef(CHANNEL, "1503435956.000247")

Row = tuple[str, dict[str, Any]]


class Now:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def rows(clients: Path) -> list[Row]:
    parsed = [json.loads(line) for line in (clients / "slack-api-responses.jsonl").read_text().splitlines()]
    return [(each["method"], each["body"]) for each in parsed]


@pytest.fixture
async def messenger(slack: Slack) -> AsyncIterator[SlackMessenger]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        yield SlackMessenger(client, Now())


def _askings(messenger: SlackMessenger) -> dict[str, Callable[[], Awaitable[object]]]:
    """What makes the messenger call each method."""
    hello, now = Hello(None), Now().now()
    sooner = now - timedelta(minutes=5)
    return {
        "chat.postMessage": lambda: messenger.send(Letter(CHANNEL, hello, "en"), "id"),
        "chat.update": lambda: messenger.send(Letter(CHANNEL, hello, "en", replaces=MESSAGE), "id"),
        "chat.postEphemeral": lambda: messenger.send(Letter(CHANNEL, hello, "en", private_to=MEMBER), "id"),
        "conversations.history": lambda: messenger.find(CHANNEL, "id", sooner, now),
        "conversations.open": lambda: messenger.find(MEMBER, "id", sooner, now),
        "conversations.replies": lambda: messenger.text_of(MessageRef(CHANNEL, "1503435956.1", "1503435956.0")),
        "users.info": lambda: messenger.profile(MEMBER),
        "conversations.info": lambda: messenger.about(CHANNEL),
    }


async def _outcome(ask: Callable[[], Awaitable[object]]) -> object:
    """What came back, or the failure it ended in; any other exception is a surprise."""
    try:
        return await ask()
    except DeliveryFailed as failed:
        return failed


async def test_each_recorded_answer_has_an_outcome(slack: Slack, messenger: SlackMessenger, rows: list[Row]) -> None:
    askings = _askings(messenger)
    met = set()
    for method, body in rows:
        if method not in askings:
            continue
        met.add(method)
        # Opening a chat is only the way to look into it.
        slack.always_answer("conversations.history", {"ok": True, "messages": [], "has_more": False})
        slack.always_answer(method, body)
        outcome = await _outcome(askings[method])
        failed = isinstance(outcome, DeliveryFailed) or not outcome
        assert body.get("ok") or failed, f"{method}: {outcome} for {body}"
        # A history that always has more is never known to lack our message.
        understood = not isinstance(outcome, DeliveryFailed) or bool(body.get("has_more"))
        assert understood or not body.get("ok"), f"{method}: {outcome} for {body}"
        slack.well()
    assert met == set(askings)


async def test_each_recorded_error_has_an_outcome_whatever_we_asked(
    slack: Slack, messenger: SlackMessenger, rows: list[Row]
) -> None:
    errors = {str(body["error"]) for _, body in rows if body.get("error")}
    assert len(errors) > 20
    for method, ask in _askings(messenger).items():
        for error in errors:
            slack.always_answer(method, {"ok": False, "error": error})
            outcome = await _outcome(ask)
            assert isinstance(outcome, DeliveryFailed) or not outcome, f"{method}: {outcome} for {error}"
        slack.well()


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504])
async def test_each_status_has_an_outcome(slack: Slack, messenger: SlackMessenger, status: int) -> None:
    """Also where something between Slack and us answers in its own way."""
    bodies: list[dict[str, Any]] = [{}, {"ok": False}, {"ok": False, "error": None}, {"ok": None, "error": 17}]
    for body in bodies:
        for method, ask in _askings(messenger).items():
            slack.always_answer(method, body, status)
            outcome = await _outcome(ask)
            assert isinstance(outcome, DeliveryFailed) or not outcome, f"{method}: {outcome} for {status} {body}"
            slack.well()
