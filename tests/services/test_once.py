"""One event, one outcome, one answer: a retried, doubled or late event changes nothing the second time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import time

import pytest
from sqlalchemy import create_engine, select

from bot.domain.resolve import UnknownMember
from bot.speech import Action, AlreadyRecorded, Answer, AskSentiment, QuoteForm, Recorded
from bot.wording.parts import FormValue
from storage.engine import normalised
from storage.tables import metadata
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, FRIDA, KUNDER, PRAISE, local, message
from tests.services.company import Company, filled


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table; the search index follows the quotes and the cases."""
    engine = create_engine(normalised(url))
    with engine.connect() as connection:
        rows = {
            table.name: sorted(tuple(map(repr, row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in {"quote_words", "case_words"}
        }
    engine.dispose()
    return rows  # type: ignore[return-value]


Act = Callable[[Company, str], Awaitable[Answer]]


@dataclass(frozen=True)
class Event:
    """Something a person does that has an effect. ``before``: what must have happened for it."""

    name: str
    act: Act
    before: Callable[[Company], Awaitable[object]] | None = None


def said(line: str) -> Act:
    return lambda company, key: company.say(ASTRID, line, key=key)


async def a_quote(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(ASTRID, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()


async def a_draft(company: Company) -> None:
    assert isinstance(await company.say(ASTRID, f'"{PRAISE[0]}" @bjorn'), AskSentiment)


async def a_pause(company: Company) -> None:
    await company.invite(ASTRID)
    await company.say(ASTRID, "pause until 2026-12-24")


async def a_channel(company: Company) -> None:
    await company.invite(ASTRID)


async def send_quote_form(company: Company, key: str) -> Answer:
    form = QuoteForm(sentiment=None, text=PRAISE[1], people=(BJORN,))
    return await company.submit(ASTRID, "quote", form.memo, key, **(filled(form) | {"sentiment": "positive"}))


async def send_correction(company: Company, key: str) -> Answer:
    return await company.submit(ASTRID, "quote", "quote|1", key, sentiment="positive", text=PRAISE[2], credits=(FRIDA,))


async def send_schedule(company: Company, key: str) -> Answer:
    memo = str((await company.channel()).number)
    return await company.submit(ASTRID, "schedule", memo, key, daily=True, time=time(7, 30), days=["0", "2"])


async def send_settings(company: Company, key: str) -> Answer:
    chosen: dict[str, FormValue] = {"stages": "buy\nuse", "world_emoji": "🔥", "save_emoji": "📌"}
    return await company.submit(ASTRID, "settings", "", key, named=False, curators=(FRIDA,), **chosen)


async def send_team(company: Company, key: str) -> Answer:
    return await company.submit(ASTRID, "team", "", key, name="Night shift", members=(BJORN, FRIDA))


EVENTS = [
    Event("a line of praise", said(f'+ "{PRAISE[0]}" @bjorn @@billing from "Parent of two"')),
    Event("a line of criticism", said(f'- "{CRITICISM[0]}" @bjorn @@billing')),
    Event("a line without a sign", said(f'"{PRAISE[0]}" @bjorn')),
    Event("a tap on praise", lambda company, key: company.press(ASTRID, Action.ANSWER_PRAISE, 1, key=key), a_draft),
    Event("the same words again", said(f'+ "{PRAISE[0]}"'), a_quote),
    Event("a quote form", send_quote_form),
    Event("a correction", send_correction, a_quote),
    Event("undo", said("undo"), a_quote),
    Event("a tap on undo", lambda company, key: company.press(ASTRID, Action.UNDO, 1, key=key), a_quote),
    Event("a withdrawal", lambda company, key: company.press(ASTRID, Action.WITHDRAW, 1, key=key), a_quote),
    Event("thanks", lambda company, key: company.press(BJORN, Action.THANK, 1, key=key), a_quote),
    Event("a pause", said("pause until 2026-12-24"), a_channel),
    Event("resume", said("resume"), a_pause),
    Event("skip", said("skip"), a_channel),
    Event("a schedule", send_schedule, a_channel),
    Event("settings", send_settings),
    Event("a new team", send_team),
]


def _id(event: Event) -> str:
    return event.name.replace(" ", "-")


@pytest.mark.parametrize("event", EVENTS, ids=_id)
async def test_an_event_that_comes_again_has_no_second_effect_and_the_same_answer(
    company: Company, store_url: str, event: Event
) -> None:
    if event.before:
        await event.before(company)
    before = everything(store_url)
    first = await event.act(company, "the event")
    once = everything(store_url)
    assert once != before
    assert [await event.act(company, "the event") for _ in range(3)] == [first] * 3
    assert everything(store_url) == once


RACES = ("a line of praise", "a tap on praise", "a correction", "undo", "thanks", "a pause", "settings", "a new team")


@pytest.mark.parametrize("event", [event for event in EVENTS if event.name in RACES], ids=_id)
async def test_an_event_that_comes_four_times_at_once_has_one_effect_and_one_answer(
    on_postgresql: Company, postgresql_copy: str, event: Event
) -> None:
    """On SQLite one thread writes, so that nothing ever is at once."""
    company = on_postgresql
    await company.home(ASTRID)
    if event.before:
        await event.before(company)
    answers = await asyncio.gather(*(event.act(company, "the event") for _ in range(4)))
    assert answers == [answers[0]] * 4
    rows = everything(postgresql_copy)
    assert len([row for row in rows["inbox"] if {"'the event'", "'draft:ASTRID:1'"} & set(row)]) == 1
    assert len(rows["quotes"]) <= 1


async def test_two_events_with_the_same_words_from_two_people_are_two_answers_about_one_quote(
    on_both: Company,
) -> None:
    for who in (CECILIA, FRIDA):
        await on_both.home(who)
    for praise in PRAISE:
        answers = await asyncio.gather(*(on_both.say(who, f'+ "{praise}"') for who in (CECILIA, FRIDA) * 3))
        assert Counter(type(answer) for answer in answers) == {Recorded: 1, AlreadyRecorded: 5}
        assert len({answer.quote.number for answer in answers if isinstance(answer, Recorded | AlreadyRecorded)}) == 1


async def test_a_replay_after_the_fifteen_minutes_is_answered_as_then(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    undone = await company.say(CECILIA, "undo", key="the event")
    await company.later(hours=2)
    assert await company.say(CECILIA, "undo", key="the event") == undone


async def test_a_refused_event_leaves_nothing_and_may_come_again(company: Company, store_url: str) -> None:
    await company.home(CECILIA)
    before = everything(store_url)
    for _ in range(2):
        with pytest.raises(UnknownMember):
            await company.say(CECILIA, f'+ "{PRAISE[0]}" @nobody', key="the event")
    assert everything(store_url) == before
    assert isinstance(await company.say(CECILIA, f'+ "{PRAISE[0]}"', key="the event"), Recorded)


async def test_an_invitation_that_comes_again_welcomes_once(company: Company) -> None:
    for _ in range(3):
        await company.invite(ASTRID)
    assert len(company.slack.whispers_to(ASTRID)) == 1
    assert len(await company.read(lambda unit: unit.channels.all())) == 1


async def test_a_reaction_that_comes_again_counts_once_and_asks_once(company: Company, store_url: str) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.at(local("2026-11-23 09:00"))
    card, foreign = company.latest_card(KUNDER), message("m900")
    await company.react(BJORN, card, "❤️")
    await company.react(BJORN, foreign, "💬")
    once = everything(store_url)
    for _ in range(3):
        await company.react(BJORN, card, "❤️", at=local("2026-11-23 09:00"))
        await company.react(BJORN, foreign, "💬", at=local("2026-11-23 09:00"))
    assert everything(store_url) == once
