"""Whatever Slack does to a post, it stands once; whatever happens to the process, nothing accepted is lost."""

import asyncio
import time
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.process import Kundord, eventually, let_leases_pass, slack_bot
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel

WORDS = "She stayed on the line until it worked"

KNOWN_AT_ONCE = ("429:2", "ok_false:ratelimited", "slow:1.5")
NOT_KNOWN = ("drop_before", "drop_after", "store_then_500", "500", "html_502", "garbage", "ok_false:internal_error")
HANGING = ("hang", "store_then_hang")


def a_channel_for_each(slack: Slack, anna: SlackUser, faults: tuple[str, ...]) -> dict[str, Channel]:
    return {fault: slack.channel(f"care-{number}", anna) for number, fault in enumerate(faults)}


async def test_the_post_of_the_day_stands_once_whatever_slack_answers(
    slack: Slack, anna: SlackUser, tmp_path: Path, database_url: str
) -> None:
    channels = a_channel_for_each(slack, anna, KNOWN_AT_ONCE + NOT_KNOWN + HANGING)
    async with slack_bot(slack, tmp_path, database_url) as bot:
        assert (await anna.types(f'/quote + "{WORDS}"')).shows("Recorded.")
        for fault, channel in channels.items():
            slack.next("chat.postMessage", fault, channel=channel)
        await bot.makes_due(*(channel.id for channel in channels.values()))
        await eventually(lambda: all(_tried(slack, channel) for channel in channels.values()), within=60)
        await eventually(lambda: all(len(slack.posts(channels[fault])) == 1 for fault in KNOWN_AT_ONCE))
        told_to_wait = slack.posts(channels["429:2"])[0]
        assert float(told_to_wait.ts) - _first_try(slack, channels["429:2"]) >= 2, "Retry-After is honoured"

        # What hangs is given up after the request's time; only then may time pass for the others.
        await eventually(lambda: _settled_or_waiting(bot, len(HANGING) + len(NOT_KNOWN)), within=90)
        let_leases_pass(database_url)
        await eventually(lambda: all(len(slack.posts(channel)) == 1 for channel in channels.values()), within=60)
        await bot.quiet()
        let_leases_pass(database_url)
        await bot.quiet()
        posted = {fault: len(slack.posts(channel)) for fault, channel in channels.items()}
        assert posted == dict.fromkeys(channels, 1)
        assert all(slack.posts(channel)[0].shows(WORDS) for channel in channels.values())


def _tried(slack: Slack, channel: Channel) -> bool:
    return any(call.args.get("channel") == channel.id for call in slack.calls("chat.postMessage"))


def _first_try(slack: Slack, channel: Channel) -> float:
    """On the clock of timestamps."""
    calls = [call for call in slack.calls("chat.postMessage") if call.args.get("channel") == channel.id]
    return calls[0].at - time.monotonic() + time.time()


def _settled_or_waiting(bot: Kundord, errands: int) -> bool:
    """Each attempt whose outcome is not known is a line in the log."""
    return sum("(feature), attempt 1: unknown" in line for line in bot.log.splitlines()) >= errands


async def test_a_channel_that_takes_no_posts_is_paused_and_its_owner_told_once(
    slack: Slack, anna: SlackUser, bo: SlackUser, tmp_path: Path, database_url: str
) -> None:
    care = slack.channel("customer-care", anna, bo, with_bot=False)
    async with slack_bot(slack, tmp_path, database_url) as bot:
        await bo.invites_bot(care)
        await bo.sees("Kundord is now in")
        await anna.types(f'/quote + "{WORDS}"', care)
        care.archived = True
        await bot.makes_due(care.id)
        told = await bo.sees("doesn’t accept posts from Kundord")
        assert told.channel == bo.chat.id
        tries = len(slack.calls("chat.postMessage"))
        await bot.stop()
        await bot.start()
        await asyncio.sleep(5)
        assert len([each for each in slack.told(bo.user) if each.shows("doesn’t accept posts")]) == 1
        assert len(slack.calls("chat.postMessage")) == tries, "a closed channel is left alone"
        assert not slack.posts(care)


@pytest.mark.parametrize(
    "moment", ["before it is delivered", "while it is delivered", "when it has just been delivered"]
)
async def test_what_was_accepted_goes_on_after_kill_9(
    slack: Slack, anna: SlackUser, bo: SlackUser, tmp_path: Path, database_url: str, moment: str
) -> None:
    care = slack.channel("customer-care", anna, bo)
    fault = {"while it is delivered": "hang", "when it has just been delivered": "store_then_hang"}.get(moment)
    if fault:
        slack.next("chat.postMessage", fault, channel=bo.chat)
    async with slack_bot(slack, tmp_path, database_url) as bot:
        assert (await anna.types(f'/quote + "{WORDS}" @bo', care)).shows("Recorded.")
        if fault:
            await eventually(lambda: bool(slack.calls("chat.postMessage")))
        await bot.kill()
        await bot.start()
        let_leases_pass(database_url)
        await bo.sees("A customer said this about you:", WORDS, within=30)
        let_leases_pass(database_url)
        await bot.quiet()
        assert len(slack.told(bo.user)) == 1
        assert (await anna.types("/quote mine", care)).text.count(WORDS) == 1


async def test_an_event_that_died_with_the_process_is_taken_when_it_comes_again(
    slack: Slack, anna: SlackUser, bo: SlackUser, tmp_path: Path, sqlite_url: str
) -> None:
    care = slack.channel("customer-care", anna, bo)
    async with slack_bot(slack, tmp_path, sqlite_url) as bot:
        await anna.types("/quote help", care)
        message = bo.writes("The customer said that she would stay only because of Anna", care)
        await bot.kill()
        assert (await bo.reacts("speech_balloon", to=message)).status == 0
        await bot.start()
        assert (await slack.redeliver(1, "connection_failed")).status == 200
        await bo.sees("Did a customer say this?")


async def test_many_at_once_all_arrive_and_none_twice(
    slack: Slack, anna: SlackUser, bo: SlackUser, tmp_path: Path, database_url: str
) -> None:
    """Slack fails one call in five, at random from a seed, and the process is killed in the middle."""
    care = slack.channel("customer-care", anna, bo)
    quotes = 12
    async with slack_bot(slack, tmp_path, database_url) as bot:
        odds = {"drop_after": 0.07, "store_then_500": 0.07, "429:1": 0.06}
        slack.sometimes("chat.postMessage", odds, seed=7)
        for number in range(quotes):
            said = await anna.types(f'/quote + "Caller number {number} was glad that it worked" @bo', care)
            assert said.shows("Recorded.")
            if number == quotes // 2:
                await bot.kill()
                await bot.start()

        async def everyone_told() -> bool:
            let_leases_pass(database_url)
            await asyncio.sleep(2)
            return len({each.text for each in slack.told(bo.user)}) >= quotes

        await eventually(everyone_told, within=90)
        slack.well()
        let_leases_pass(database_url)
        await asyncio.sleep(3)
        told = [each.text for each in slack.told(bo.user)]
        assert len(set(told)) == quotes
        assert len(told) == quotes, "none twice"


async def test_what_waits_while_the_token_is_revoked_goes_out_when_it_is_good_again(
    slack: Slack, anna: SlackUser, bo: SlackUser, tmp_path: Path, sqlite_url: str
) -> None:
    care = slack.channel("customer-care", anna, bo)
    async with slack_bot(slack, tmp_path, sqlite_url) as bot:
        assert (await anna.types("/quote help", care)).text
        assert (await anna.types(f'/quote - "{WORDS}" @bo', care)).shows("Recorded as criticism.")
        slack.revoke_token()
        # Nobody can be looked up now, but all who are named have been met.
        assert (await anna.types(f'/quote + "{WORDS}, after all" @bo', care)).shows("Recorded.")
        await eventually(lambda: any(call.outcome == "token_revoked" for call in slack.calls("chat.postMessage")))
        await asyncio.sleep(1)  # what was under way with it
        tries = len(slack.calls("chat.postMessage"))
        await asyncio.sleep(4)
        assert len(slack.calls("chat.postMessage")) == tries, "a closed workspace is left alone"
        await eventually(lambda: _unready(bot))
        slack.token_state = None
        await eventually(lambda: _is_ready(bot), within=45)
        await bo.sees("A customer said this about you:", WORDS)
        assert WORDS not in bot.log


async def test_a_quote_taken_back_while_its_post_is_uncertain_does_not_stay_on_the_card(
    slack: Slack, anna: SlackUser, tmp_path: Path, sqlite_url: str
) -> None:
    care = slack.channel("customer-care", anna)
    async with slack_bot(slack, tmp_path, sqlite_url) as bot:
        recorded = await anna.types(f'/quote + "{WORDS}"', care)
        slack.next("chat.postMessage", "store_then_500", channel=care)
        await bot.makes_due(care.id)
        await eventually(lambda: bool(slack.posts(care)))
        await anna.presses("Undo", on=recorded)
        await eventually(lambda: "attempt 1: unknown" in bot.log)
        let_leases_pass(sqlite_url)
        await eventually(lambda: not any(WORDS in each.announcement for each in slack.posts(care)))
        [card] = slack.posts(care)
        assert card.shows("This quote has been removed.")


async def test_two_processes_on_one_database_are_one_bot(
    slack: Slack, anna: SlackUser, bo: SlackUser, tmp_path: Path, postgresql_url: str
) -> None:
    channels = [slack.channel(f"care-{number}", anna, bo) for number in range(4)]
    (tmp_path / "twin").mkdir()
    async with (
        slack_bot(slack, tmp_path, postgresql_url) as bot,
        slack_bot(slack, tmp_path / "twin", postgresql_url) as twin,
    ):
        recorded = await anna.types(f'/quote + "{WORDS}" @bo', channels[0])
        assert recorded.shows("Recorded.")
        for slack.bot_url in (bot.url, twin.url, bot.url):
            assert (await slack.replay()).status == 200
        await bot.makes_due(*(channel.id for channel in channels))
        await eventually(lambda: all(slack.posts(channel) for channel in channels))
        await asyncio.sleep(4)
        assert [len(slack.posts(channel)) for channel in channels] == [1] * len(channels)
        assert len(slack.told(bo.user)) == 1
        assert "Traceback" not in bot.log + twin.log


async def _is_ready(bot: Kundord) -> bool:
    async with aiohttp.ClientSession() as session, session.get(f"{bot.url}/readyz") as answer:
        return answer.status == 200


async def _unready(bot: Kundord) -> bool:
    return not await _is_ready(bot)
