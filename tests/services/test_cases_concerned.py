"""Whom a negative quote concerns: who that is may be put right, and nothing points at them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.cases import Move
from bot.domain.errors import NotSent, Refused, Rejected
from bot.domain.people import Member
from bot.domain.refs import MemberRef, QuoteNumber
from bot.domain.steps import Logged, Step
from bot.ports import UnitOfWork
from bot.services import people
from bot.services.mentions import without_names
from bot.speech import (
    Action,
    CaseCard,
    CaseHistory,
    CaseInShort,
    CaseNote,
    CaseReminder,
    HeadsUp,
    NegativeQuote,
    NoLongerHere,
    OfferAnswered,
    QuoteForm,
)
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    EIRIK,
    FRIDA,
    KUNDER,
    PARTNER,
    PRAISE,
    PROFILES,
    UK,
    local,
)
from tests.services.casework import LEARNING, ONE, a_case, a_claimed_case, a_quote, card, say, step
from tests.services.company import Company
from tests.services.test_names import named_in

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
    assert company.standing(BJORN) == [NoLongerHere(QuoteNumber(ONE))]
    assert [type(each) for each in company.standing(EIRIK)] == [HeadsUp]
    await credit(company, BJORN)
    assert [type(each) for each in company.standing(BJORN)] == [HeadsUp]
    assert company.standing(EIRIK) == [NoLongerHere(QuoteNumber(ONE))]


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


async def test_nor_has_it_a_second_card_where_it_was_corrected(company: Company) -> None:
    for place in (KUNDER, UK):
        await company.invite(ASTRID, place)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn', UK)
    await company.later(minutes=14)
    await credit(company, BJORN, EIRIK)
    await company.later(minutes=15)
    assert company.standing(KUNDER) == []
    assert [type(each) for each in company.standing(UK)] == [NegativeQuote]


async def test_criticism_once_more_after_its_time_has_its_card(on_both: Company) -> None:
    """What had nothing to say when its time came has something to say again."""
    company = on_both
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    for sentiment in ("positive", "negative"):
        form = await company.press(CECILIA, Action.CORRECT, ONE)
        assert isinstance(form, QuoteForm)
        await company.send_form(CECILIA, form, sentiment=sentiment)
        await company.tick()
        await company.later(minutes=16)
    assert isinstance(card(company), NegativeQuote)


async def test_told_late_they_have_the_whole_time_all_the_same(on_both: Company) -> None:
    company = on_both
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.later(minutes=40)
    assert [type(each) for each in company.standing(BJORN)] == [HeadsUp]
    assert company.standing(KUNDER) == []
    await company.later(minutes=14)
    assert company.standing(KUNDER) == []
    await company.later(minutes=1)
    assert isinstance(card(company), NegativeQuote)


async def test_while_they_cannot_be_told_the_card_waits_but_for_no_longer_than_a_day(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    unreached = [NotSent("ratelimited", timedelta(days=2))]
    company.slack.fail(*unreached, concerns=lambda letter: isinstance(letter.message, HeadsUp))
    await company.tick()
    await company.later(hours=23, minutes=50)
    assert company.standing(KUNDER) == []
    await company.later(minutes=30)
    assert isinstance(card(company), NegativeQuote)


async def test_who_takes_no_messages_keeps_the_card_from_nobody(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    company.slack.fail(Rejected("cannot_dm"), concerns=lambda letter: isinstance(letter.message, HeadsUp))
    await company.tick()
    await company.later(minutes=15)
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


# Nothing points at them -------------------------------------------------------------------------

BJORNS = PROFILES[BJORN].name


async def test_whoever_asks_reads_no_more_of_whom_it_concerns_than_the_card_says(company: Company) -> None:
    await a_claimed_case(company, BJORN)
    for line in ("case 1", "cases", "cases open"):
        assert named_in(await company.say(FRIDA, line)) == set(), line
    assert BJORNS not in named_in(await company.press(FRIDA, Action.SHOW_CASE, ONE))
    assert BJORNS not in named_in(await company.press(FRIDA, Action.HISTORY, ONE))
    for action in (Action.CLAIM, Action.HAND_OVER):
        with pytest.raises(Refused) as refused:
            await company.press(FRIDA, action, ONE)
        assert refused.value.facts["owner"] is None


async def test_to_whoever_works_on_it_everybody_has_a_name(company: Company) -> None:
    await a_claimed_case(company, BJORN)
    await company.submit(BJORN, "hand-over", "1", to=(FRIDA,), team="", words="")
    for who in (BJORN, FRIDA):
        for line in ("case 1", "cases"):
            assert BJORNS in named_in(await company.say(who, line)), (who, line)
        assert BJORNS in named_in(await company.press(who, Action.HISTORY, ONE))


async def test_what_is_said_in_handing_it_over_stays_between_those_who_do(company: Company) -> None:
    await a_claimed_case(company, EIRIK)
    await company.submit(EIRIK, "hand-over", "1", to=(FRIDA,), team="", words="It was @Bjørn Haugland who answered.")
    await company.later(seconds=5)
    await say(company, FRIDA, Action.DECLINE, "Ask @Bjørn Haugland, I am on leave.")
    await company.later(seconds=5)
    notes = [each.entry for each in company.standing(KUNDER) if isinstance(each, CaseNote)]
    assert [each.words for each in notes if each.move in (Move.OFFER, Move.DECLINE)] == ["", ""]
    others = await company.press(CECILIA, Action.HISTORY, ONE)
    owners = await company.press(EIRIK, Action.HISTORY, ONE)
    assert isinstance(others, CaseHistory)
    assert isinstance(owners, CaseHistory)
    assert "Bjørn" not in str(others)
    assert owners.entries[-1].words == "Ask @Bjørn Haugland, I am on leave."
    answered = company.standing(EIRIK)[-1]
    assert isinstance(answered, OfferAnswered)
    assert answered.words == "Ask @Bjørn Haugland, I am on leave."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Det var @Bjørn Haugland som svarade, och jag är ledsen", "Det var en kollega som svarade, och jag är ledsen"),
        ("It was @Bjørn Haugland who answered her", "It was a colleague who answered her"),
        ("@Bjørn Haugland", "En kollega"),
    ],
)
async def test_who_stands_for_a_name_goes_on_in_the_sentences_own_language(
    company: Company, words: str, said: str
) -> None:
    """Cecilia's own is Swedish."""
    assert await company.write(lambda unit: without_names(unit, _cecilia(unit), words, ())) == said


def _cecilia(unit: UnitOfWork) -> Member:
    return people.known(unit, CECILIA)


async def test_what_was_found_out_is_for_whoever_asks(company: Company) -> None:
    await a_claimed_case(company, BJORN)
    await step(company, BJORN, Step.LEARNING, LEARNING)
    history = await company.press(FRIDA, Action.HISTORY, ONE)
    assert isinstance(history, CaseHistory)
    assert history.entries[-1].logged == Logged(Step.LEARNING, LEARNING)


async def test_who_had_the_case_before_reads_on_as_anybody(company: Company) -> None:
    await a_claimed_case(company, FRIDA)
    await company.press(FRIDA, Action.RELEASE, ONE)
    await company.press(BJORN, Action.CLAIM, ONE)
    await company.later(seconds=5)
    [short] = [each for each in company.standing(FRIDA) if isinstance(each, CaseInShort)]
    assert named_in(short) == set()


async def test_an_admin_is_reminded_without_a_name_of_who_has_left_with_it(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_claimed_case(company, BJORN)
    await company.write(people.changed, replace(PROFILES[BJORN], gone=True))
    await company.at(local("2026-11-24 12:30"))
    [reminder] = [each for each in company.standing(ASTRID) if isinstance(each, CaseReminder)]
    assert named_in(reminder) == set()
    await company.say(FRIDA, "escalate 1 because her mother asked too")
    await company.later(seconds=5)
    assert named_in(company.standing(ASTRID)[-1]) == set()
