"""Who has a case, is offered one or told its story is shown as they want to be, on cards that stand as well."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.steps import Step
from bot.services import people
from bot.speech import Action, CaseCard, CaseNote, OfferNotice, QuoteForm, Story
from tests.builders import BJORN, CECILIA, DECLAN, EIRIK, FRIDA, KUNDER, PROFILES
from tests.services.casework import (
    LEARNING,
    ONE,
    a_case,
    a_claimed_case,
    a_quote,
    a_resolved_case,
    card,
    say,
    step,
    tell,
)
from tests.services.company import Company
from tests.services.test_names import named_in

EIRIKS = PROFILES[EIRIK].name


async def a_told_case(company: Company) -> None:
    await a_resolved_case(company)
    await tell(company, EIRIK)


async def opts_out(company: Company) -> None:
    await company.opt_out(EIRIK)


async def is_renamed(company: Company) -> None:
    await company.write(people.changed, replace(PROFILES[EIRIK], name="Eirik Moen"))


CHANGES = [opts_out, is_renamed]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("before", [a_claimed_case, a_told_case])
async def test_its_owner(
    company: Company,
    before: Callable[[Company], Awaitable[object]],
    change: Callable[[Company], Awaitable[None]],
) -> None:
    await before(company)
    assert EIRIKS in named_in(card(company))
    await change(company)
    await company.later(seconds=5)
    shown = [each for each in company.standing(KUNDER) if isinstance(each, CaseCard | Story)]
    shown += [each for each in company.standing(CECILIA) if isinstance(each, Story)]
    assert len(shown) == (3 if before is a_told_case else 1)
    assert [each for each in shown if EIRIKS in named_in(each)] == []


@pytest.mark.parametrize("change", CHANGES)
async def test_whom_it_is_offered_to(company: Company, change: Callable[[Company], Awaitable[None]]) -> None:
    await a_claimed_case(company, FRIDA)
    await company.submit(FRIDA, "hand-over", "1", to=(EIRIK,), team="", words="")
    await company.later(seconds=5)
    assert EIRIKS in named_in(card(company))
    await change(company)
    await company.later(seconds=5)
    assert EIRIKS not in named_in(card(company))


@pytest.mark.parametrize("change", CHANGES)
async def test_who_did_something_in_its_thread(company: Company, change: Callable[[Company], Awaitable[None]]) -> None:
    await a_claimed_case(company)
    await step(company, EIRIK, Step.LEARNING, LEARNING)
    await company.submit(EIRIK, "hand-over", "1", to=(FRIDA,), team="", words="")
    await company.press(FRIDA, Action.ACCEPT, 1)
    await company.submit(FRIDA, "hand-over", "1", to=(EIRIK,), team="", words="")
    await company.press(EIRIK, Action.ACCEPT, 1)
    await company.press(EIRIK, Action.RELEASE, 1)
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.later(seconds=5)
    before = notes(company)
    assert [EIRIKS in named_in(each) for each in before] == [True] * 3 + [False] + [True] * 3 + [False]
    company.slack.edits.clear()
    await change(company)
    await company.later(seconds=5)
    assert [each.entry.move for each in notes(company)] == [each.entry.move for each in before]
    assert [each for each in notes(company) if EIRIKS in named_in(each)] == []
    assert sum(isinstance(letter.message, CaseNote) for letter in company.slack.edits) == 6, "and no other note"


async def test_a_note_that_was_on_its_way_as_they_opted_out(company: Company) -> None:
    await a_case(company)
    noting = company.slack.stall(lambda letter: isinstance(letter.message, CaseNote))
    await company.press(EIRIK, Action.CLAIM, 1)
    delivering = asyncio.create_task(company.courier.finish())
    await noting.reached.wait()
    await company.opt_out(EIRIK)
    noting.gate.set()
    await delivering
    await company.later(seconds=5)
    [note] = notes(company)
    assert EIRIKS not in named_in(note)


async def test_whom_a_quote_turns_out_to_concern_is_no_longer_named_in_the_thread(company: Company) -> None:
    await a_claimed_case(company)
    form = await company.press(CECILIA, Action.CORRECT, ONE)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, credits=(EIRIK,))
    await company.later(seconds=5)
    assert [EIRIKS in named_in(each) for each in notes(company)] == [False]


async def test_nor_in_what_colleagues_have_said_of_it(company: Company) -> None:
    await a_quote(company)
    await say(company, BJORN, Action.ADD_CONTEXT, "Eirik had the van that day.")
    await company.say(FRIDA, "escalate 1 because Eirik Sæther promised her a call")
    await company.later(seconds=5)
    await say(company, DECLAN, Action.CLOSE, "She has spoken to Eirik now.")
    await company.later(seconds=5)
    shown = card(company)
    assert isinstance(shown, CaseCard)
    assert (shown.case.why, shown.case.closing) == ("Eirik Sæther promised her a call", "She has spoken to Eirik now.")
    form = await company.press(CECILIA, Action.CORRECT, ONE)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, credits=(BJORN, EIRIK))
    await company.later(minutes=1)
    shown = card(company)
    assert isinstance(shown, CaseCard)
    assert shown.case.why == "A colleague promised her a call"
    assert shown.case.closing == "She has spoken to a colleague now."
    assert shown.case.context == ("A colleague had the van that day.",)
    assert [note.entry.words for note in notes(company) if "Eirik" in note.entry.words] == []


async def test_nor_in_its_story(company: Company) -> None:
    await a_resolved_case(company, FRIDA)
    learned = "Eirik had asked her twice what we knew."
    await company.submit(FRIDA, "story", "1", said="", learned=learned, changed="", named=True)
    await company.later(seconds=5)
    form = await company.press(CECILIA, Action.CORRECT, ONE)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, credits=(BJORN, EIRIK))
    await company.later(minutes=1)
    stories = [each for place in (KUNDER, CECILIA) for each in company.standing(place) if isinstance(each, Story)]
    assert [each.learned for each in stories] == ["A colleague had asked her twice what we knew."] * 2


@pytest.mark.parametrize("change", CHANGES)
async def test_who_made_an_offer_and_who_answered_it(
    company: Company, change: Callable[[Company], Awaitable[None]]
) -> None:
    await a_claimed_case(company, FRIDA)
    await company.submit(FRIDA, "hand-over", "1", to=(EIRIK,), team="", words="")
    await company.later(seconds=5)
    await company.press(EIRIK, Action.ACCEPT, 1)
    await company.later(seconds=5)
    await company.submit(EIRIK, "hand-over", "1", to=(CECILIA,), team="", words="")
    await company.later(seconds=5)
    await company.press(EIRIK, Action.RELEASE, 1)
    await company.later(seconds=5)
    await change(company)
    await company.later(seconds=5)
    offers = [each for who in (EIRIK, CECILIA) for each in company.standing(who) if isinstance(each, OfferNotice)]
    assert [EIRIKS in named_in(each) for each in offers] == [False, False]


def notes(company: Company) -> list[CaseNote]:
    return [each for each in company.standing(KUNDER) if isinstance(each, CaseNote)]
