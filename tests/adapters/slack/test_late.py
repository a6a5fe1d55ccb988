"""Slack waits three seconds for an answer. A database that is held by somebody for longer costs nobody their answer."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.slack import Slack as Adapter
from adapters.slack.punctual import IN_TIME
from bot.domain.errors import StorageAway
from storage import SqlStore
from tests.adapters.slack.conftest import running
from tests.adapters.slack.test_inbound import quotes
from tests.fakes.slack_client import PATIENCE, Slack

WORDS = "She stayed on the line until it worked"
LONGER = PATIENCE + 0.4
"""Than Slack waits, and not as long as the database does."""


class AwayAtLast:
    """A store that does not answer for longer than Slack waits, and is away then."""

    def __init__(self, store: SqlStore) -> None:
        self.registry, self.ping = store.registry, store.ping

    async def write(self, *_: Any, **__: Any) -> Any:
        await asyncio.sleep(LONGER)
        raise StorageAway

    read = rehearse = write


@contextlib.asynccontextmanager
async def held(url: str) -> AsyncIterator[None]:
    """Somebody else writes meanwhile, and takes their time; who leaves it waits until they are done."""
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = asyncio.get_running_loop().call_later(LONGER, other.execute, "ROLLBACK")
        yield
        await asyncio.sleep(max(0.0, done.when() - asyncio.get_running_loop().time()) + 0.1)


async def test_a_command_is_acknowledged_in_time_and_answered_when_it_is_done(
    slack: Slack, adapter: Adapter, store: SqlStore, sqlite_url: str
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    await anna.types("/citat mine", care)
    async with held(sqlite_url):
        answer = await anna.types(f'/citat + "{WORDS}"', care)
    assert IN_TIME < answer.delivery.seconds < PATIENCE
    assert [each.kind for each in answer.shown] == ["ephemeral"]
    assert answer.shows("Recorded")
    assert await quotes(store) == [WORDS]


async def test_a_form_stays_until_what_became_of_it_takes_its_place(
    slack: Slack, adapter: Adapter, store: SqlStore, sqlite_url: str
) -> None:
    anna = slack.user("Anna Berg")
    opened = (await anna.types("/citat", slack.channel("care", anna))).form
    async with held(sqlite_url):
        waiting = await anna.submits(opened, text=WORDS, sentiment="Praise")
        assert waiting.delivery.seconds < PATIENCE
        [told] = waiting.errors.values()
        assert "nothing is done twice" in told
        again = asyncio.create_task(anna.submits(opened, text=WORDS, sentiment="Praise"))
    assert (await again).shows("Recorded")
    assert (await slack.world.read_by(anna.user, ("Recorded",), 5, 1)).view
    assert await quotes(store) == [WORDS]


async def test_a_form_that_could_not_be_saved_after_all_still_stands_there(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession
) -> None:
    anna = slack.user("Anna Berg")
    async with running(slack, store, session):
        opened = (await anna.types("/citat", slack.channel("care", anna))).form
    mark = slack.world.mark()
    async with running(slack, AwayAtLast(store), session):
        assert (await anna.submits(opened, text=WORDS, sentiment="Praise")).errors
    assert slack.world.seen_by(anna.id, mark) == []
    async with running(slack, store, session):
        assert (await anna.submits(opened, text=WORDS, sentiment="Praise")).shows("Recorded")


async def test_a_button_is_acknowledged_in_time_and_answered_when_it_is_done(
    slack: Slack, adapter: Adapter, store: SqlStore, sqlite_url: str
) -> None:
    anna = slack.user("Anna Berg")
    recorded = await anna.types(f'/citat + "{WORDS}"', slack.channel("care", anna))
    async with held(sqlite_url):
        undone = await anna.presses("Undo", on=recorded)
    assert undone.delivery.seconds < PATIENCE
    assert undone.shown
    assert await quotes(store) == []


async def test_who_stops_gives_the_answers_that_are_owed(
    slack: Slack, store: SqlStore, session: aiohttp.ClientSession, sqlite_url: str
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    async with held(sqlite_url):
        async with running(slack, store, session):
            typing = asyncio.create_task(anna.types(f'/citat + "{WORDS}"', care))
            await asyncio.sleep(IN_TIME + 0.2)
        assert (await typing).shows("Recorded")


async def test_an_answer_whose_url_is_gone_is_logged_and_the_quote_is_kept(
    slack: Slack, adapter: Adapter, store: SqlStore, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    anna = slack.user("Anna Berg")
    care = slack.channel("care", anna)
    await anna.types("/citat mine", care)
    async with held(sqlite_url):
        asyncio.get_running_loop().call_later(1.0, slack.forget_response_urls)
        answer = await anna.types(f'/citat + "{WORDS}"', care)
    assert answer.shown == ()
    assert "a late answer did not arrive" in caplog.text
    assert WORDS not in caplog.text
    assert await quotes(store) == [WORDS]
