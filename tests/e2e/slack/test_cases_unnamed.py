"""Whom a negative quote concerns has a hand in all of its life, by the real process, and is named on nothing public."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Connection, insert, select, update

from bot.domain.reminders import Rung
from bot.ports import Kind
from storage.tables import case_entries, cases, outbox, reminders
from tests.e2e.process import Kundord, eventually, let_leases_pass
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel, Shown

WORDS = "Third call, and nobody knew my case"
LEARNING = "A case that two of us touch needs one place for its notes"
TICKS = 60
"""Seconds within which a reminder that is due comes."""


@pytest.fixture
def bosse(slack: Slack) -> SlackUser:
    return slack.user("Bosse Ekström", handle="bosse")


@pytest.fixture
def care(slack: Slack, anna: SlackUser, karin: SlackUser, bosse: SlackUser) -> Channel:
    return slack.channel("customer-care", anna, karin, bosse, with_bot=False)


def public(slack: Slack, care: Channel) -> list[dict[str, Any]]:
    """Every message that was ever posted to the channel or its threads, and every edit of one, as it was sent."""
    return [
        call.args
        for call in slack.all_calls
        if call.method in ("chat.postMessage", "chat.update") and call.args.get("channel") == care.id
    ]


def standing_still(bot: Kundord, days: int, *, reminded: bool = False) -> None:
    """Nobody has touched the case for so many days. ``reminded``: its owner was, privately, yesterday."""
    engine = sqlalchemy.create_engine(bot.database_url)
    try:
        with engine.begin() as connection:
            _move_back(connection, timedelta(days=days))
            if reminded:
                yesterday = datetime.now(UTC) - timedelta(days=1)
                [row] = connection.execute(select(cases).order_by(cases.c.number.desc()).limit(1))
                gone = {"organisation": row.organisation, "case": row.number, "local_date": yesterday.date()}
                connection.execute(insert(reminders).values(**gone, rung=Rung.NO_STEP.value, at=yesterday))
    finally:
        engine.dispose()


def _move_back(connection: Connection, by: timedelta) -> None:
    for row in connection.execute(select(case_entries)).all():
        mine = (case_entries.c.case == row.case, case_entries.c.place == row.place)
        connection.execute(update(case_entries).where(*mine).values(at=row.at - by))
    for row in connection.execute(select(reminders)).all():
        mine = (reminders.c.case == row.case, reminders.c.local_date == row.local_date)
        connection.execute(update(reminders).where(*mine).values(at=row.at - by, local_date=row.local_date - by))
    connection.execute(update(cases).values(remind_at=datetime.now(UTC) - timedelta(minutes=1)))


async def card_of(slack: Slack, bot: Kundord, anna: SlackUser, karin: SlackUser, care: Channel) -> Shown:
    """Of a quote about Bosse, out after he was told."""
    await anna.invites_bot(care)
    await anna.sees("Kundord is now in")
    # Round the clock and the week, or the reminders would wait for working hours.
    await bot.makes_due(care.id)
    recorded = await karin.types(f'/quote - "{WORDS}, and @bosse had promised" @bosse', care)
    assert recorded.shows("Recorded as criticism", "and a colleague had promised", "A colleague’s name was hidden.")
    return await _out(slack, bot, care)


async def _out(slack: Slack, bot: Kundord, care: Channel) -> Shown:
    def cards() -> list[Shown]:
        return [each for each in slack.posts(care) if each.shows(WORDS)]

    await eventually(lambda: told_long_ago(bot))
    let_leases_pass(bot.database_url)
    await eventually(lambda: bool(cards()))
    return cards()[0]


def told_long_ago(bot: Kundord) -> bool:
    """Whether whom it concerns was told; if so, let that be an hour ago."""
    told = (outbox.c.kind == Kind.HEADS_UP.value, outbox.c.settled_at.is_not(None))
    engine = sqlalchemy.create_engine(bot.database_url)
    try:
        with engine.begin() as connection:
            an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
            return bool(connection.execute(update(outbox).where(*told).values(settled_at=an_hour_ago)).rowcount)
    finally:
        engine.dispose()


async def opened_by_bosse(slack: Slack, bosse: SlackUser, card: Shown) -> None:
    await bosse.presses("No big deal", on=card)
    opened = await bosse.presses("End of the world", on=card)
    why = await bosse.presses("Say why", on=opened)
    await bosse.submits(why, words="It was my round, and the van had broken down.")
    await bosse.presses("Undo", on=opened)
    await eventually(lambda: card.shows("No big deal, or end of the world?"))
    assert (await bosse.reacts("earth_africa", to=card)).status == 200
    await eventually(lambda: card.shows("Case 2", "nobody has it yet"))


async def handed_to_bosse(slack: Slack, karin: SlackUser, bosse: SlackUser, card: Shown) -> None:
    await karin.presses("I’ll take this", on=card)
    for answer in ("Decline", "Accept"):
        form = await karin.presses("Hand over", on=await karin.types("/quote case 2"))
        await karin.submits(form, to=bosse, words="It was your round.")
        offer = await bosse.sees("asks you to take over case 2", count=1 if answer == "Decline" else 2)
        answered = await bosse.presses(answer, on=offer)
        if answer == "Decline":
            await bosse.submits(answered, words="Not today.")


async def test_from_card_to_story_his_name_is_on_nothing_that_others_can_read(
    slack: Slack, bot: Kundord, anna: SlackUser, karin: SlackUser, bosse: SlackUser, care: Channel
) -> None:
    card = await card_of(slack, bot, anna, karin, care)
    told = await bosse.sees("A customer said something", WORDS)
    context = await bosse.presses("Add context", on=told)
    await bosse.submits(context, words="The van had broken down.")
    await opened_by_bosse(slack, bosse, card)
    await karin.types("/quote escalate 1 because @bosse said so", care)
    await eventually(lambda: any(each.shows("A colleague said so") for each in slack.posts(care)))
    standing_still(bot, 2)
    await anna.sees("Nobody has case 2 yet", within=TICKS)

    await handed_to_bosse(slack, karin, bosse, card)
    await eventually(lambda: card.shows("a colleague has it"))
    await anna.opens_home()
    assert anna.home.shows("Case 2", "a colleague has it"), "what is open is for all to see"
    unnamed(bosse, json.dumps(anna.home.blocks, ensure_ascii=False))
    steps = await bosse.sees("Case 2 is yours")
    contacted = await bosse.presses("Contacted", on=steps)
    assert (await bosse.submits(contacted, words="She wants one name to call.")).shows("Logged in case 2.")
    standing_still(bot, 6, reminded=True)
    await anna.sees("Case 2 has been stalled", within=TICKS)

    resolve = await bosse.presses("Resolve", on=await bosse.types("/quote case 2"))
    assert (await bosse.submits(resolve, learning=LEARNING, loop="She has it.")).shows("Case 2 is resolved.")
    story = await bosse.presses("Tell the story", on=await bosse.sees("So far its story reads:"))
    assert (await bosse.submits(story)).shows("The story of case 2 is told.")
    await eventually(lambda: any(each.shows("What became of it") for each in slack.posts(care)))
    reopened = await bosse.presses("Reopen", on=card)
    assert (await bosse.submits(reopened, words="She called again.")).shows("open again")
    closing = await bosse.presses("No big deal after all", on=await bosse.types("/quote case 2"))
    assert (await bosse.submits(closing, words="It was her brother.")).shows("closed")
    await eventually(lambda: card.shows("closed as no big deal"))
    let_leases_pass(bot.database_url)
    await eventually(lambda: any(each.shows("closed the case") for each in slack.posts(care)))

    said = json.dumps(public(slack, care), ensure_ascii=False).replace("\u00a0", " ")
    for surface in (
        "Somebody said",
        "nobody has it yet",
        "a colleague has it",
        "resolved by a colleague",
        "Nobody has case 2 yet",
        "has been stalled",
        "What became of it",
        "A colleague took the case over",
        "A colleague logged a step",
        "A colleague reopened the case",
    ):
        assert surface in said, surface
    assert any("ts" in each and "thread_ts" not in each for each in public(slack, care)), "edits are among them"
    unnamed(bosse, said)


def unnamed(who: SlackUser, said: str) -> None:
    for name in ("Bosse", "Ekström", who.id):
        assert name not in said
