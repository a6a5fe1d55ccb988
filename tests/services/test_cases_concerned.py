"""Whom a negative quote concerns: who that is may be put right, and nothing points at them."""

from dataclasses import replace

from bot.domain.refs import MemberRef, QuoteNumber
from bot.services import people
from bot.speech import Action, CaseCard, HeadsUp, NegativeQuote, QuoteForm, QuoteRemoved
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, EIRIK, KUNDER, PARTNER, PRAISE, PROFILES
from tests.services.casework import ONE, a_case, a_quote, card, say
from tests.services.company import Company

HOLIDAY = "Jeg hadde fri hele den uka."


async def credit(company: Company, *to: MemberRef) -> None:
    """Cecilia, who wrote it down, puts right whom it concerns."""
    form = await company.press(CECILIA, Action.CORRECT, ONE)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, credits=to)
    await company.later(seconds=5)


def context(company: Company) -> tuple[str, ...]:
    found = card(company)
    return found.case.context if isinstance(found, CaseCard) else found.context


# Put right --------------------------------------------------------------------------------------


async def test_whom_it_does_not_concern_after_all_keeps_no_heads_up(company: Company) -> None:
    await a_quote(company)
    await credit(company, EIRIK)
    assert company.standing(BJORN) == [QuoteRemoved(QuoteNumber(ONE))]
    assert [type(each) for each in company.standing(EIRIK)] == [HeadsUp]
    await credit(company, BJORN)
    assert [type(each) for each in company.standing(BJORN)] == [HeadsUp]
    assert company.standing(EIRIK) == [QuoteRemoved(QuoteNumber(ONE))]


async def test_what_they_said_goes_from_the_card_with_them_and_comes_back_with_them(on_both: Company) -> None:
    company = on_both
    await a_quote(company)
    await say(company, BJORN, Action.ADD_CONTEXT, HOLIDAY)
    await company.later(seconds=5)
    assert context(company) == (HOLIDAY,)
    await credit(company, EIRIK)
    assert context(company) == ()
    await say(company, EIRIK, Action.ADD_CONTEXT, "Bilen sto fast.")
    await company.later(seconds=5)
    assert context(company) == ("Bilen sto fast.",)
    await credit(company, EIRIK, BJORN)
    assert context(company) == (HOLIDAY, "Bilen sto fast.")


async def test_it_goes_from_the_card_of_a_case_as_well(company: Company) -> None:
    await a_case(company)
    await say(company, BJORN, Action.ADD_CONTEXT, HOLIDAY)
    await company.later(seconds=5)
    assert context(company) == (HOLIDAY,)
    await credit(company, EIRIK)
    assert context(company) == ()


# Who hears of it first --------------------------------------------------------------------------


async def test_of_another_company_they_get_no_word_of_it_and_nobody_waits_for_them(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, [f'- "{CRITICISM[0]}" ', PARTNER])
    await company.tick()
    assert company.standing(PARTNER) == []
    assert isinstance(card(company), NegativeQuote)


async def test_nobody_waits_for_somebody_who_has_left_to_read_it(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.write(people.changed, replace(PROFILES[BJORN], gone=True))
    form = await company.press(CECILIA, Action.CORRECT, ONE)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, sentiment="negative")
    await company.tick()
    assert isinstance(card(company), NegativeQuote)


async def test_whom_a_correction_adds_has_the_whole_time_to_read_before_the_card_comes(on_both: Company) -> None:
    company = on_both
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.later(minutes=14)
    await credit(company, BJORN, EIRIK)
    [told] = company.standing(EIRIK)
    assert isinstance(told, HeadsUp)
    assert told.minutes == 15
    await company.later(minutes=14, seconds=54)
    assert company.standing(KUNDER) == []
    await company.later(seconds=1)
    assert isinstance(card(company), NegativeQuote)


async def test_the_card_is_put_off_also_when_it_is_corrected_where_it_was_not_recorded(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(KUNDER, daily=False)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn', KUNDER)
    await company.later(minutes=14)
    await credit(company, BJORN, EIRIK)
    await company.later(minutes=1)
    assert company.standing(KUNDER) == []
    await company.later(minutes=14)
    assert isinstance(card(company), NegativeQuote)


async def test_no_correction_puts_the_card_off_for_who_was_told_before(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.later(minutes=10)
    await credit(company, EIRIK)
    for _ in range(3):
        await company.later(minutes=2)
        await credit(company, BJORN)
        await company.later(minutes=2)
        await credit(company, BJORN, EIRIK)
    await company.later(minutes=3)
    assert isinstance(card(company), NegativeQuote)
