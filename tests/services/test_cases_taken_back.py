"""A quote that is withdrawn, or praise after all, takes its case along, which its timeline says."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.cases import Case, Move, State
from bot.domain.refs import CaseNumber, QuoteNumber
from bot.domain.steps import Step
from bot.services import cases
from bot.speech import Action, CaseList, CaseNote, CaseOver, CaseReminder, Person, QuoteForm
from bot.wording import sentence, words
from tests.builders import ASTRID, CECILIA, EIRIK, FRIDA, KUNDER, PROFILES, local
from tests.services.casework import (
    LEARNING,
    ONE,
    a_case,
    a_claimed_case,
    a_quote,
    a_resolved_case,
    case,
    of_quote,
    say,
    step,
)
from tests.services.company import Company
from tests.services.test_names import named_in


async def withdrawn(company: Company) -> None:
    await company.press(CECILIA, Action.WITHDRAW, ONE)
    await company.later(seconds=5)


async def found_praise(company: Company) -> None:
    form = await company.press(CECILIA, Action.CORRECT, ONE)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, sentiment="positive", credits=())
    await company.later(seconds=5)


WAYS = [withdrawn, found_praise]


@pytest.mark.parametrize("gone", WAYS)
@pytest.mark.parametrize("before", [a_case, a_claimed_case, a_resolved_case])
async def test_its_case_ends_with_it_and_the_timeline_and_the_thread_say_so(
    company: Company, before: Callable[[Company], Awaitable[Case]], gone: Callable[[Company], Awaitable[None]]
) -> None:
    await before(company)
    await gone(company)
    found = await case(company)
    assert (found.state, found.owner, found.offer) == (State.WITHDRAWN, None, None)
    entry = (await company.read(lambda unit: unit.cases.timeline(CaseNumber(1))))[-1]
    cecilia = (await company.member(CECILIA)).number
    assert (entry.move, entry.by) == (Move.TAKE_BACK, cecilia)
    notes = [each for each in company.standing(KUNDER) if isinstance(each, CaseNote)]
    assert notes[-1].entry.move is Move.TAKE_BACK


@pytest.mark.parametrize(("gone", "praise"), [(withdrawn, False), (found_praise, True)])
@pytest.mark.parametrize("before", [a_claimed_case, a_resolved_case])
async def test_whoever_had_it_is_told_which_it_was_and_not_who_took_it_back(
    company: Company,
    before: Callable[[Company], Awaitable[Case]],
    gone: Callable[[Company], Awaitable[None]],
    praise: bool,
) -> None:
    await before(company)
    await gone(company)
    assert company.standing(EIRIK)[-1] == CaseOver(CaseNumber(1), praise)
    assert [each for who in (FRIDA, CECILIA) for each in company.standing(who) if isinstance(each, CaseOver)] == []


async def test_who_takes_back_what_they_had_themselves_knows(company: Company) -> None:
    await a_claimed_case(company, CECILIA)
    await withdrawn(company)
    assert [each for each in company.standing(CECILIA) if isinstance(each, CaseOver)] == []


@pytest.mark.parametrize("gone", WAYS)
async def test_who_wrote_it_down_takes_it_back_without_a_name(
    company: Company, gone: Callable[[Company], Awaitable[None]]
) -> None:
    await a_claimed_case(company)
    await gone(company)
    [*_, note] = [each for each in company.standing(KUNDER) if isinstance(each, CaseNote)]
    assert (note.entry.move, note.entry.by) == (Move.TAKE_BACK, Person(None, None))
    assert PROFILES[CECILIA].name not in named_in(await company.press(FRIDA, Action.HISTORY, ONE))


async def test_a_curator_who_takes_back_what_another_wrote_is_named(company: Company) -> None:
    await a_claimed_case(company)
    await company.press(ASTRID, Action.WITHDRAW, ONE)
    await company.later(seconds=5)
    [*_, note] = [each for each in company.standing(KUNDER) if isinstance(each, CaseNote)]
    assert note.entry.by.ref == ASTRID


@pytest.mark.parametrize("gone", WAYS)
async def test_a_button_on_a_card_of_before_says_what_has_become_of_it(
    company: Company, gone: Callable[[Company], Awaitable[None]]
) -> None:
    await a_case(company)
    await gone(company)
    with pytest.raises(cases.CaseOver) as refused:
        await company.press(EIRIK, Action.CLAIM, 1)
    assert refused.value.facts == {"number": 1}


@pytest.mark.parametrize(("action", "before"), [(Action.WORLD, a_quote), (Action.CLAIM, a_case)])
async def test_whoever_acts_at_that_moment_leaves_no_case_behind(
    on_postgresql: Company, action: Action, before: Callable[[Company], Awaitable[object]]
) -> None:
    """On SQLite one thread writes, so that nothing ever is at once."""
    company = on_postgresql
    await before(company)
    for number in range(2, 8):
        await a_quote(company, f"Jag har ringt {number} gånger om samma router.")
        if action is Action.CLAIM:
            await company.press(FRIDA, Action.WORLD, number)
    for number in range(1, 8):
        acts = [company.press(who, action, number) for who in (EIRIK, FRIDA)]
        back = company.press(CECILIA, Action.WITHDRAW, number)
        await asyncio.gather(acts[0], back, acts[1], return_exceptions=True)
        assert (await company.quote(QuoteNumber(number))).withdrawn
        found = await of_quote(company, number)
        assert found is None or found.state is State.WITHDRAWN, number


@pytest.mark.parametrize(("gone", "why"), [(withdrawn, cases.CaseOver), (found_praise, cases.CaseOverPraise)])
async def test_what_was_filled_in_meanwhile_is_refused_with_what_has_become_of_it(
    company: Company, gone: Callable[[Company], Awaitable[None]], why: type[cases.CaseOver]
) -> None:
    await a_claimed_case(company)
    await gone(company)
    acts: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: step(company, EIRIK, Step.LEARNING, LEARNING),
        lambda: say(company, EIRIK, Action.REOPEN, "She called again."),
        lambda: company.submit(EIRIK, "story", "1", said="", learned=LEARNING, changed="", named=True),
        lambda: company.press(FRIDA, Action.CLAIM, ONE),
    )
    for act in acts:
        with pytest.raises(cases.CaseOver) as refused:
            await act()
        assert type(refused.value) is why


async def test_who_looks_at_it_is_told_what_has_become_of_it(company: Company) -> None:
    await a_claimed_case(company)
    await withdrawn(company)
    with pytest.raises(cases.CaseOver) as refused:
        await company.say(EIRIK, "case 1")
    assert "taken back" in sentence(refused.value, words("en"))


async def test_nobody_is_reminded_of_it(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_case(company)
    await withdrawn(company)
    for day in range(24, 28):
        await company.at(local(f"2026-11-{day} 10:00"))
    assert not [letter for letter in company.slack.requests if isinstance(letter.message, CaseReminder)]
    assert await company.read(lambda unit: unit.cases.reminded(CaseNumber(1))) == []


async def test_it_takes_no_room_on_a_list(company: Company) -> None:
    for number in range(1, 10):
        await a_quote(company, f"Jag har ringt {number} gånger om samma router.")
        await company.press(FRIDA, Action.WORLD, number)
    for number in range(1, 9):
        await company.press(CECILIA, Action.WITHDRAW, number)
    listed = await company.say(EIRIK, "cases")
    assert isinstance(listed, CaseList)
    assert [each.number for each in listed.cases] == [9]


async def test_criticism_once_more_it_may_be_the_end_of_the_world_once_more(company: Company) -> None:
    await a_claimed_case(company)
    await found_praise(company)
    form = await company.press(CECILIA, Action.CORRECT, ONE)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, replace(form, people=()), sentiment="negative")
    await company.press(EIRIK, Action.WORLD, ONE)
    again = await of_quote(company)
    assert again is not None
    assert (again.number, again.state) == (2, State.OPEN)
