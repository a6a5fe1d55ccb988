"""One process more than there should be, one that is asked to end, and one that is watched."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import aiohttp

from tests.e2e.process import Installed, Kundord, due_now, eventually, running, slack_bot
from tests.fakes.slack_client import Slack

WORDS = "She stayed on the line until it worked"


async def test_a_second_bot_on_one_sqlite_file_is_refused_and_told_of_postgresql(
    slack: Slack, tmp_path: Path, sqlite_url: str
) -> None:
    async with slack_bot(slack, tmp_path, sqlite_url) as bot:
        twin = Kundord(tmp_path, sqlite_url, {**bot.settings, "PORT": "0"})
        refused = await twin.command("run")
        assert refused.code == 1
        assert "another Kundord runs on" in refused.err
        assert "PostgreSQL" in refused.err
        assert "Traceback" not in refused.err
        assert json.loads(await bot.must("channel", "list", "--json")) == []
        await bot.kill()
        await bot.start()


async def test_the_program_that_is_installed_runs_and_ends(slack: Slack, tmp_path: Path, sqlite_url: str) -> None:
    async with slack_bot(slack, tmp_path, sqlite_url) as bot:
        await bot.stop()
        program = Installed(tmp_path, sqlite_url, {})
        program.settings = {**bot.settings, "PORT": str(program.port)}
        async with running(program) as installed:
            assert (await installed.ready())["ready"]
            assert await installed.must("channel", "list", "--json") == "[]\n"
            assert await installed.stop() == 0
            assert (await installed.command("run", "--no-such-option")).code == 2


async def test_asked_to_end_it_finishes_what_it_is_at(slack: Slack, tmp_path: Path, database_url: str) -> None:
    anna = slack.user("Anna Berg", admin=True)
    care = slack.channel("customer-care", anna)
    async with slack_bot(slack, tmp_path, database_url) as bot:
        assert (await anna.types(f'/quote + "{WORDS}"', care)).shows("Recorded.")
        slack.next("chat.postMessage", "slow:4", channel=care)
        await bot.must("channel", "set", care.id, *due_now())
        await eventually(lambda: bool(slack.calls("chat.postMessage")))
        assert await bot.stop() == 0
        assert [post.announcement for post in slack.posts(care)] == [f"“{WORDS}”"]
        await bot.start()
        await asyncio.sleep(3)
        assert len(slack.posts(care)) == 1
        assert not slack.calls("conversations.history"), "it was settled, and need not be looked for"
        assert json.loads(await bot.must("outbox", "list", "--json")) == []


async def test_asked_to_end_it_says_so_and_answers_until_a_balancer_has_noticed(
    slack: Slack, tmp_path: Path, sqlite_url: str
) -> None:
    anna = slack.user("Anna Berg", admin=True)
    care = slack.channel("customer-care", anna)
    async with slack_bot(slack, tmp_path, sqlite_url) as bot:
        assert await bot.ready() == {"ready": True, "parts": {"database": "ok", "slack": "ok"}}
        leaving = asyncio.create_task(bot.leave())
        await asyncio.sleep(1)
        assert await bot.ready() == {"ready": False, "parts": {"database": "ok", "slack": "ok"}}
        assert (await anna.types(f'/quote + "{WORDS}"', care)).shows("Recorded.")
        assert await leaving == 0


async def test_what_is_watched_tells_no_words(slack: Slack, tmp_path: Path, sqlite_url: str) -> None:
    anna = slack.user("Anna Berg", admin=True)
    care = slack.channel("customer-care", anna)
    async with slack_bot(slack, tmp_path, sqlite_url) as bot:
        assert (await anna.types(f'/quote + "{WORDS}"', care)).shows("Recorded.")
        await bot.must("channel", "set", care.id, *due_now())
        await anna.sees("Quote of the day", WORDS)
        sent = 'kundord_deliveries_total{kind="feature",outcome="sent",platform="slack"} 1.0'
        page = await _metrics(bot, having=sent)
        assert 'kundord_request_seconds_count{route="/slack/events",status="200"} 1.0' in page
        assert WORDS not in page


async def test_the_log_leads_from_the_event_to_the_post_without_words(
    slack: Slack, tmp_path: Path, sqlite_url: str
) -> None:
    anna, bo = slack.user("Anna Berg", admin=True), slack.user("Bo Ek", handle="bo")
    care = slack.channel("customer-care", anna, bo)
    async with slack_bot(slack, tmp_path, sqlite_url, LOG_FORMAT="json") as bot:
        assert (await anna.types(f'/quote + "{WORDS}" @bo', care)).shows("Recorded.")
        await bo.sees(WORDS)
        await eventually(lambda: "(credit) sent" in bot.log)
        lines = [json.loads(line) for line in bot.log.splitlines()]
        assert any(line["message"].startswith("Kundord runs on http") for line in lines)
        [sent] = [line for line in lines if "(credit) sent" in line["message"]]
        assert sent["errand"] in sent["message"]
        assert datetime.fromisoformat(sent["at"]).tzinfo is not None
        assert sent["cause"].startswith("command:")
        assert WORDS not in bot.log
        assert "Bo Ek" not in bot.log


async def _metrics(bot: Kundord, having: str) -> str:
    """The page, once it has that on it."""
    page = ""

    async def looked() -> bool:
        nonlocal page
        async with aiohttp.ClientSession() as session, session.get(f"{bot.url}/metrics") as answer:
            page = await answer.text()
        return having in page

    await eventually(looked)
    return page
