"""Kundord's main job in Slack, by the real process: a customer's words reach whoever earned them, then everybody."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.process import Kundord, due_now, eventually, reacted, slack_bot
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel, Shown

WORDS = "She stayed on the line until it worked"
PRAISE = f'/quote + "{WORDS}" @bo #use from "Parent of two, Uppsala"'


@pytest.fixture
def care(slack: Slack, anna: SlackUser, bo: SlackUser) -> Channel:
    """A channel the bot has not been invited to yet."""
    return slack.channel("customer-care", anna, bo, with_bot=False)


@pytest.fixture
async def new_bot(slack: Slack, tmp_path: Path, empty_database_url: str) -> AsyncIterator[Kundord]:
    """From nothing, not even a schema."""
    async with slack_bot(slack, tmp_path, empty_database_url) as running:
        yield running


@pytest.fixture
def bot(either_bot: Kundord) -> Kundord:
    """Here, on either database."""
    return either_bot


async def first_post(slack: Slack, channel: Channel, within: float = 20) -> Shown:
    await eventually(lambda: bool(slack.posts(channel)), within)
    return slack.posts(channel)[0]


async def test_a_customers_words_reach_who_earned_them_and_then_everybody(
    slack: Slack, new_bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    await anna.sees("Kundord is now in")

    recorded = await anna.types(PRAISE, care)
    assert recorded.shows("Recorded. @Bo Ek will hear about it.", WORDS)
    assert not slack.posts(care), "a confirmation is for one person"

    told = await bo.sees("A customer said this about you:", WORDS)
    assert told.channel == bo.chat.id
    assert told.shows("Anna Berg"), "who wrote it down is named"
    thanked = await bo.presses("Thank them", on=told)
    assert thanked.shows("gets your thanks")
    await anna.sees("Bo Ek thanks you for writing this down:", WORDS)
    await bo.presses("Thank them", on=told)

    await new_bot.must("channel", "set", care.id, *due_now())
    card = await first_post(slack, care)
    assert card.shows("Quote of the day", WORDS, "@Bo Ek", "Parent of two, Uppsala", "use", "Anna Berg")
    assert WORDS in card.announcement, "the notification carries the whole quote"
    assert card.buttons == ["Thank them", "Why this one"]

    why = await anna.presses("Why this one", on=card)
    assert why.shows("hadn’t had credit here before")
    assert (await anna.types("/quote why", care)).shows("hadn’t had credit here before")
    assert (await bo.types("/quote today", care)).shows(WORDS)

    await new_bot.must("channel", "set", care.id, *due_now(), "--time", "00:01")
    await asyncio.sleep(4)
    assert len(slack.posts(care)) == 1, "changing the time never yields a second post that date"
    assert len([each for each in slack.told(anna.user) if each.shows("thanks you")]) == 1


async def test_the_cards_menu_opens_the_case_behind_praise_as_the_emoji_does(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    await anna.types(PRAISE, care)
    await bot.makes_due(care.id)
    card = await first_post(slack, care)
    form = await bo.presses("There is criticism in this", on=card)
    assert form.form.shows(WORDS, "Why it is the end of the world")
    opened = await bo.submits(form, text="It took an hour on the line. Mail me at lisa@example.com")
    assert opened.shows("Case 1 is open.", "e-mail address")
    await eventually(lambda: any(each.shows("Case 1", "It took an hour") for each in slack.posts(care)))


async def test_reactions_on_the_card_are_remembered(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    await anna.types(PRAISE, care)
    await bot.makes_due(care.id)
    card = await first_post(slack, care)
    await eventually(lambda: _knows_todays(bo, care))

    assert (await anna.reacts("heart::skin-tone-3", to=card)).status == 200
    for number in (1, 2, 3):
        assert (await slack.redeliver(number)).status == 200
    await bo.reacts("heart", to=card)
    await bo.reacts("tada", to=card)
    await bo.reacts("tada", to=card, removing=True)

    await eventually(lambda: reacted(bot.database_url, {"❤️": 2}))


async def _knows_todays(who: SlackUser, channel: Channel) -> bool:
    """That a post is its own, the bot knows a moment after it stands."""
    return (await who.types("/quote today", channel)).shows(WORDS)


async def test_the_same_request_again_has_the_same_answer_and_no_second_effect(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    first = await anna.types(PRAISE, care)
    assert first.shows("Recorded.")
    again = await slack.replay()
    assert again.status == 200
    await bo.sees("A customer said this about you:", WORDS)
    await asyncio.sleep(2)
    assert len(slack.told(bo.user)) == 1
    mine = await anna.types("/quote mine", care)
    assert mine.text.count(WORDS) == 1


async def test_one_event_delivered_four_times_at_once_is_one(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    await anna.sees("Kundord is now in")
    said = await anna.says(f'@kundord + "{WORDS}" @bo', care)
    assert said.shows("Recorded.")
    answers = await asyncio.gather(*(slack.redeliver(number) for number in (1, 2, 3)))
    assert [each.status for each in answers] == [200, 200, 200]
    await bo.sees("A customer said this about you:", WORDS)

    mark = len(slack.whispers(anna.user))
    command = await anna.types('/quote + "They fixed my invoice within the hour" @bo', care)
    assert command.shows("Recorded.")
    answers = await asyncio.gather(*(slack.replay() for _ in range(4)))
    assert {each.status for each in answers} == {200}
    assert len({each.body for each in answers}) == 1, "the same answer"
    await asyncio.sleep(3)
    assert len(slack.told(bo.user)) == 2
    assert len([each for each in slack.whispers(anna.user)[:mark] if each.shows("Recorded.")]) == 1


async def test_undo_takes_back_what_was_just_recorded(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    recorded = await anna.types(PRAISE, care)
    told = await bo.sees("A customer said this about you:", WORDS)
    undone = await anna.presses("Undo", on=recorded)
    assert undone.text, "nothing is met with silence"
    await eventually(lambda: not told.shows(WORDS))
    assert WORDS not in (await anna.types("/quote mine", care)).text
    await bot.makes_due(care.id)
    await bot.quiet()
    assert not any(each.shows(WORDS) for each in slack.posts(care))

    assert (await anna.types(PRAISE, care)).shows("Recorded."), "what was undone may be recorded anew"
    assert (await anna.types("/quote undo", care)).shows("Undone.", WORDS)


async def test_a_card_that_stands_changes_when_its_quote_is_withdrawn(
    slack: Slack, bot: Kundord, anna: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    recorded = await anna.types(PRAISE, care)
    await bot.makes_due(care.id)
    card = await first_post(slack, care)
    await anna.presses("Undo", on=recorded)
    await eventually(lambda: card.shows("This quote has been removed."))
    assert WORDS not in slack.posts(care)[0].announcement
    assert len(slack.posts(care)) == 1


async def test_a_name_that_nobody_bears_is_told_privately_and_nothing_is_recorded(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    answer = await anna.types(f'/quote + "{WORDS}" @bo @zebulon', care)
    assert answer.shows("zebulon")
    assert not slack.posts(care)
    assert WORDS not in (await anna.types("/quote mine", care)).text
    await asyncio.sleep(2)
    assert not slack.told(bo.user)


async def test_whatever_is_typed_is_answered(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    assert (await anna.types("/quote help", care)).shows("What you can write", "undo")
    assert (await anna.types("/quote tomorow", care)).text
    asked = await anna.types('/quote "Third call, and nobody knew my case" @bo', care)
    assert asked.shows("Is this praise or criticism?")
    assert (await anna.presses("Criticism", on=asked)).shows("Recorded as criticism.")
    assert (await anna.types("/quote search nobody", care)).shows("Third call")
    assert (await anna.types("/quote pause until 2031-08-10", care)).shows("Paused.")
    assert (await anna.types("/quote resume", care)).shows("goes on")
    assert (await anna.says("hello")).shows("Hello.")
    assert (await anna.says(f'@kundord + "{WORDS}" @bo', care)).shows("Recorded.")
    for line in ("/quote mine", "/quote today", "/quote why", "/quote undo", "/quote what is this"):
        assert (await bo.types(line, care)).text, line
    await asyncio.sleep(2)
    praised = [each for each in slack.told(bo.user) if each.shows("said this about you")]
    assert not any(each.shows("Third call") for each in praised), "credit is for praise"


async def test_a_bot_asked_to_end_ends_well(slack: Slack, bot: Kundord, anna: SlackUser, care: Channel) -> None:
    await anna.invites_bot(care)
    await anna.types(PRAISE, care)
    assert await bot.stop() == 0
    assert "Traceback" not in bot.log
    assert WORDS not in bot.log
