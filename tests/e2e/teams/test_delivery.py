"""Whatever Teams does to a post, it stands once; whatever happens to the process, nothing accepted is lost."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from tests.e2e.process import eventually, let_leases_pass
from tests.e2e.teams_process import healthy, teams_bot
from tests.fakes.teams_client import Teams, TeamsPerson
from tests.fakes.teams_world import Conversation, Team

WORDS = "She stayed on the line until it worked"

SURELY_NOT_SENT = ("429:2", "429", "412", "slow:1.5")
PERHAPS_SENT = ("drop_before", "drop_after", "store_then_500", "500", "502", "store_then_502", "html_502", "garbage")
HANGING = ("hang", "store_then_hang")


def posted(teams: Teams, channel: Conversation) -> int:
    return len([each for each in teams.posts(channel) if each.shows("Quote of the day", WORDS)])


async def test_the_post_of_the_day_stands_at_most_once_whatever_teams_answers(
    teams: Teams, anna: TeamsPerson, bo: TeamsPerson, care: Team, tmp_path: Path, database_url: str
) -> None:
    """There is no looking it up in Teams: by default what may have been sent is not sent again."""
    channels = {
        fault: teams.channel(care, f"Care {number}")
        for number, fault in enumerate(SURELY_NOT_SENT + PERHAPS_SENT + HANGING)
    }
    async with teams_bot(teams, tmp_path, database_url) as bot:
        await anna.brings_bot(care)
        assert (await anna.says(f'+ "{WORDS}"')).shows("Recorded.")
        for fault, channel in channels.items():
            teams.next("create", fault, conversation=channel)
        await bot.makes_due(*(channel.id for channel in channels.values()))
        await eventually(lambda: all(_tried(teams, channel) for channel in channels.values()), within=60)
        await eventually(lambda: all(posted(teams, channels[fault]) == 1 for fault in SURELY_NOT_SENT), within=30)
        told_to_wait = [call for call in teams.calls("create") if call.conversation == channels["429:2"].id]
        assert told_to_wait[1].at - told_to_wait[0].at >= 2, "Retry-After is honoured"
        # What hangs is given up after the request's time.
        await asyncio.sleep(25)
        for _ in range(2):
            let_leases_pass(database_url)
            await asyncio.sleep(3)
        stands = {fault: posted(teams, channel) for fault, channel in channels.items()}
        assert all(count <= 1 for count in stands.values()), stands
        assert all(stands[fault] == 1 for fault in stands if fault.startswith(("store_then", "drop_after", "garbage")))
        assert await healthy(bot)


def _tried(teams: Teams, channel: Conversation) -> bool:
    return any(call.conversation == channel.id for call in teams.calls("create"))


@pytest.mark.parametrize("refusal", ["403:BotNotInConversationRoster", "403:MessageWritesBlocked", "404"])
async def test_a_channel_that_takes_no_posts_is_paused_and_its_owner_told_once(
    teams: Teams, anna: TeamsPerson, care: Team, general: Conversation, tmp_path: Path, sqlite_url: str, refusal: str
) -> None:
    async with teams_bot(teams, tmp_path, sqlite_url) as bot:
        await anna.brings_bot(care)
        await anna.says(f'+ "{WORDS}"')
        teams.always("create", refusal, conversation=general)
        await bot.makes_due(general.id)
        told = await anna.sees("doesn’t accept posts from Kundord")
        assert told.conversation == anna.chat.id
        tries = len(teams.calls("create"))
        await bot.stop()
        await bot.start()
        await bot.quiet()
        assert len([each for each in anna.told if each.shows("doesn’t accept posts")]) == 1
        assert len(teams.calls("create")) == tries, "a closed channel is left alone"
        assert not posted(teams, general)


async def test_who_blocked_the_bot_is_left_alone(
    teams: Teams, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation, tmp_path: Path, sqlite_url: str
) -> None:
    bo.chat.blocked = True
    async with teams_bot(teams, tmp_path, sqlite_url) as bot:
        await anna.brings_bot(care)
        assert (await anna.mentions_bot(general, f'+ "{WORDS}" @bo')).shows("Recorded.")
        await asyncio.sleep(4)
        tries = len([call for call in teams.calls("create", "send") if call.conversation == bo.chat.id])
        assert tries <= 2
        let_leases_pass(sqlite_url)
        await asyncio.sleep(3)
        again = len([call for call in teams.calls("create", "send") if call.conversation == bo.chat.id])
        assert again == tries, "a refusal is not asked again"
        assert "Traceback" not in bot.log


@pytest.mark.parametrize("moment", ["before", "while", "just after"])
async def test_what_was_accepted_goes_on_after_kill_9(
    teams: Teams,
    anna: TeamsPerson,
    bo: TeamsPerson,
    care: Team,
    general: Conversation,
    tmp_path: Path,
    database_url: str,
    moment: str,
) -> None:
    async with teams_bot(teams, tmp_path, database_url) as bot:
        await anna.brings_bot(care)
        faults = {"before": "429:4", "while": "hang", "just after": "store_then_hang"}
        teams.next("send", faults[moment], conversation=bo.chat)
        assert (await anna.mentions_bot(general, f'+ "{WORDS}" @bo')).shows("Recorded.")
        await eventually(lambda: any(call.conversation == bo.chat.id for call in teams.calls("send")))
        # What is known not to have been sent is so noted a moment after it is known.
        await asyncio.sleep(1)
        await bot.kill()
        let_leases_pass(database_url)
        await bot.start()
        assert (await anna.says("mine")).shows(WORDS), "what was confirmed is there"
        await bot.quiet()
        told = len([each for each in bo.told if each.shows(WORDS)])
        # In Teams nothing can be looked up: a private message is rather read twice than never.
        assert told == {"before": 1, "while": 1, "just after": 2}[moment]


async def test_a_thousand_messages_take_one_token(
    teams: Teams, anna: TeamsPerson, care: Team, tmp_path: Path, sqlite_url: str
) -> None:
    async with teams_bot(teams, tmp_path, sqlite_url):
        await anna.brings_bot(care)
        answers = await asyncio.gather(*(anna.says(f"search word{number}") for number in range(40)))
        assert all(each.delivery.status < 300 for each in answers)
        assert len(teams.calls("token")) == 1


async def test_a_token_that_counts_no_more_is_replaced(
    teams: Teams, anna: TeamsPerson, care: Team, general: Conversation, tmp_path: Path, sqlite_url: str
) -> None:
    async with teams_bot(teams, tmp_path, sqlite_url) as bot:
        await anna.brings_bot(care)
        assert (await anna.says("help")).text
        teams.login.forget_tokens()

        async def answered() -> bool:
            return bool((await anna.says("help")).text)

        await eventually(answered, within=30)
        assert len(teams.calls("token")) == 2
        assert "Traceback" not in bot.log


async def test_what_waits_while_the_secret_is_wrong_goes_out_with_the_right_one(
    teams: Teams, anna: TeamsPerson, bo: TeamsPerson, care: Team, general: Conversation, tmp_path: Path, sqlite_url: str
) -> None:
    async with teams_bot(teams, tmp_path, sqlite_url) as bot:
        await anna.brings_bot(care)
        assert (await anna.mentions_bot(general, f'+ "{WORDS}" @bo')).shows("Recorded.")
        await bo.sees(WORDS)
        teams.login.password = "another-secret"
        teams.login.forget_tokens()
        await bot.makes_due(general.id)
        await eventually(lambda: "does not let us in" in bot.log)
        tries = len(teams.calls("create", "token"))
        await asyncio.sleep(4)
        assert len(teams.calls("create", "token")) == tries, "a closed workspace is left alone"
        assert json.loads(await bot.must("outbox", "list", "--json")), "it waits"
        await bot.stop()
        bot.settings["TEAMS_APP_PASSWORD"] = "another-secret"
        let_leases_pass(sqlite_url)
        await bot.start()
        await eventually(lambda: posted(teams, general) == 1)

        async def settled() -> bool:
            return await bot.must("outbox", "list", "--json") == "[]\n"

        await eventually(settled)
        assert "Traceback" not in bot.log


async def test_a_login_that_hangs_holds_up_nobody_else(
    teams: Teams, anna: TeamsPerson, care: Team, tmp_path: Path, sqlite_url: str
) -> None:
    teams.always("token", "hang")
    async with teams_bot(teams, tmp_path, sqlite_url) as bot:
        waiting = asyncio.create_task(anna.says("help"))
        slowest, began = 0.0, time.monotonic()
        while time.monotonic() - began < 6:
            asked = time.monotonic()
            assert await healthy(bot)
            slowest = max(slowest, time.monotonic() - asked)
            await asyncio.sleep(0.05)
        assert slowest < 2, "the event loop never stands still"
        teams.well()
        await asyncio.gather(waiting, return_exceptions=True)
        assert "Traceback" not in bot.log
