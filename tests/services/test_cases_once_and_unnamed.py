"""A whole life of a case: nothing public names whom it is about, and every event of it twice is once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.domain.cases import AlreadyClaimed, NothingOffered, NotInThatState, NotYours
from bot.domain.refs import MemberRef
from bot.domain.steps import Step
from bot.ports import Letter
from bot.speech import Action, Answer, CaseCard, CaseNote, CaseReminder, NegativeQuote, Story
from bot.wording import message, words
from tests.builders import BJORN, CECILIA, CHANNEL_NAMES, DECLAN, EIRIK, FRIDA, PROFILES, local
from tests.services.casework import (
    LEARNING,
    LOOP,
    ONE,
    a_case,
    a_claimed_case,
    a_quote,
    a_resolved_case,
    card_ref,
    say,
    step,
)
from tests.services.company import Company
from tests.services.test_names import named_in
from tests.services.test_once import everything
from tests.wording.samples import spoken

# Nobody is named --------------------------------------------------------------------------------

BJORNS = PROFILES[BJORN].name


def public(company: Company) -> list[Letter]:
    """What more than one person reads; a message to one of them is edited in their chat with us."""
    return [each for each in company.slack.requests if each.to in CHANNEL_NAMES and each.private_to is None]


async def a_life(company: Company) -> None:
    """Bjørn, whom the quote concerns, has a hand in everything that can be done."""
    await a_quote(company)
    await say(company, BJORN, Action.ADD_CONTEXT, "The van had broken down.")
    await company.press(BJORN, Action.NO_BIG_DEAL, ONE)
    await company.later(seconds=5)
    await company.react(BJORN, card_ref(company), "🌍")
    await company.later(seconds=5)
    await say(company, BJORN, Action.SAY_WHY, "It was my round.")
    await company.press(BJORN, Action.UNDO_CASE, 1)
    await company.press(BJORN, Action.WORLD, ONE)
    await company.later(seconds=5)
    await company.later(hours=8)
    await company.press(FRIDA, Action.CLAIM, 2)
    for to, action in ((BJORN, Action.DECLINE), (BJORN, Action.ACCEPT)):
        await company.submit(FRIDA, "hand-over", "2", to=(to,), team="", words="It was your round.")
        await company.later(seconds=5)
        await (say(company, to, action, "Not now.", 2) if action == Action.DECLINE else company.press(to, action, 2))
        await company.later(seconds=5)
    await company.submit(BJORN, "hand-over", "2", to=(), team=str(company.team["billing"]), words="")
    for days in range(8):
        await company.at(local(f"2026-11-{24 + days % 7} 09:00") if days < 7 else local("2026-12-01 09:00"))
    await company.submit(BJORN, "step", f"2|{Step.CONTACTED}", words="I called her.", how="phone", expectation="high")
    await company.press(BJORN, Action.RELEASE, 2)
    await company.press(BJORN, Action.CLAIM, 2)
    await company.submit(BJORN, "resolve", "2", learning=LEARNING, possible="yes", loop=LOOP)
    await company.later(seconds=5)
    await company.submit(BJORN, "story", "2", said="", learned=LEARNING, changed="", named=True)
    await company.later(seconds=5)
    await say(company, BJORN, Action.REOPEN, "She called again.", 2)
    await company.later(seconds=5)
    await say(company, BJORN, Action.CLOSE, "It was her brother.", 2)
    await company.later(seconds=5)


async def test_whom_the_quote_concerns_is_named_on_nothing_public_in_all_its_life(company: Company) -> None:
    await a_life(company)
    letters = public(company)
    kinds = {type(letter.message) for letter in letters}
    assert kinds >= {NegativeQuote, CaseCard, CaseNote, CaseReminder, Story}
    for letter in letters:
        assert BJORNS not in named_in(letter.message), letter
        for language in ("en", "sv", "nb"):
            said = message(letter.message, words(language))
            assert not [text for text in (said.notification, *spoken(said)) if BJORNS.split()[0] in text], letter


async def test_nor_on_any_list_that_others_read_at_home(company: Company) -> None:
    await a_claimed_case(company, BJORN)
    assert BJORNS not in named_in((await company.home(FRIDA)).open_cases)


# Once -------------------------------------------------------------------------------------------

Act = Callable[[Company, str], Awaitable[Answer]]


@dataclass(frozen=True)
class Event:
    name: str
    before: Callable[[Company], Awaitable[object]]
    act: Act


def pressed(who: MemberRef, action: Action, value: object = ONE) -> Act:
    return lambda company, key: company.press(who, action, value, key=key)


def said(who: MemberRef, line: str) -> Act:
    return lambda company, key: company.say(who, line, key=key)


def sent(who: MemberRef, form: str, memo: str, **values: object) -> Act:
    return lambda company, key: company.submit(who, form, memo, key, **values)  # type: ignore[arg-type]


async def an_offer(company: Company) -> None:
    await a_claimed_case(company)
    await company.submit(EIRIK, "hand-over", "1", to=(FRIDA,), team="", words="")


EVENTS = [
    Event("a vote", a_quote, pressed(FRIDA, Action.NO_BIG_DEAL)),
    Event("the end of the world", a_quote, pressed(FRIDA, Action.WORLD)),
    Event("escalate", a_quote, said(FRIDA, "escalate 1 because she cried")),
    Event("context", a_quote, sent(BJORN, "sentence", "add-context|1", words="The van had broken down.")),
    Event("undo of a case", a_case, pressed(FRIDA, Action.UNDO_CASE)),
    Event("the word undo", a_case, said(FRIDA, "undo")),
    Event("a reason", a_case, sent(FRIDA, "sentence", "say-why|1", words="She cried.")),
    Event("no big deal", a_case, sent(DECLAN, "sentence", "close|1", words="She laughed.")),
    Event("a claim", a_case, pressed(EIRIK, Action.CLAIM)),
    Event("following", a_case, pressed(EIRIK, Action.FOLLOW)),
    Event("snooze", a_case, pressed(EIRIK, Action.SNOOZE)),
    Event("release", a_claimed_case, pressed(EIRIK, Action.RELEASE)),
    Event("a step", a_claimed_case, sent(EIRIK, "step", "1|learning", words=LEARNING)),
    Event("a hand-over", a_claimed_case, sent(EIRIK, "hand-over", "1", to=(FRIDA,), team="", words="Yours?")),
    Event("accept", an_offer, pressed(FRIDA, Action.ACCEPT)),
    Event("decline", an_offer, sent(FRIDA, "sentence", "decline|1", words="On leave.")),
    Event("resolve", a_claimed_case, sent(EIRIK, "resolve", "1", learning=LEARNING, possible="yes", loop=LOOP)),
    Event("reopen", a_resolved_case, sent(CECILIA, "sentence", "reopen|1", words="She called again.")),
    Event("a story", a_resolved_case, sent(EIRIK, "story", "1", said="", learned=LEARNING, changed="", named=True)),
]


LINES = {"escalate": 2, "resolve": 3}
"""Lines of the timeline, where an event adds more than one."""


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.name).replace(" ", "-"))
async def test_an_event_of_a_case_that_comes_again_has_no_second_effect_and_the_same_answer(
    company: Company, store_url: str, event: Event
) -> None:
    await event.before(company)
    before = everything(store_url)
    first = await event.act(company, "the event")
    once = everything(store_url)
    assert once != before
    for _ in range(3):
        assert await event.act(company, "the event") == first
    assert everything(store_url) == once


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.name).replace(" ", "-"))
async def test_an_event_of_a_case_that_comes_four_times_at_once_has_one_effect_and_one_answer(
    on_postgresql: Company, postgresql_copy: str, event: Event
) -> None:
    """On SQLite one thread writes, so that nothing ever is at once."""
    await event.before(on_postgresql)
    # The first time that PostgreSQL has anything to do with somebody is not what is raced here.
    for who in (BJORN, CECILIA, DECLAN, EIRIK, FRIDA):
        await on_postgresql.home(who)
    before = everything(postgresql_copy)
    answers = await asyncio.gather(*(event.act(on_postgresql, "the event") for _ in range(4)))
    assert answers == [answers[0]] * 4
    after = everything(postgresql_copy)
    assert len([row for row in after["inbox"] if "'the event'" in row]) == 1
    more = {table: len(rows) - len(before[table]) for table, rows in after.items()}
    assert more["case_entries"] <= LINES.get(event.name, 1)
    assert all(more[table] <= 1 for table in ("cases", "votes", "context", "case_followers", "stories"))


async def test_a_lost_race_is_answered_by_what_is_so_and_leaves_nothing(company: Company, store_url: str) -> None:
    await a_claimed_case(company)
    before = everything(store_url)
    for action in (Action.CLAIM, Action.UNDO_CASE, Action.RELEASE, Action.ACCEPT):
        with pytest.raises((AlreadyClaimed, NotYours, NothingOffered)):
            await company.press(FRIDA, action, 1)
    assert everything(store_url) == before


async def test_after_the_end_no_step_is_taken(company: Company) -> None:
    await a_resolved_case(company)
    with pytest.raises(NotInThatState):
        await step(company, EIRIK, Step.LEARNING, LEARNING)
