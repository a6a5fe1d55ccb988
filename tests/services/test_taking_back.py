"""Undo, withdraw, correct: what was written down may be wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import wording
from bot.domain.people import NotAllowed
from bot.domain.quotes import AlreadyWithdrawn, MemberCredit, NoSuchQuote, QuoteTooShort, SelfCredit
from bot.domain.refs import MemberRef, QuoteNumber
from bot.services import people
from bot.services.recording import NotCreditable, NothingToUndo
from bot.speech import (
    Action,
    Corrected,
    CreditNotice,
    Faulty,
    Found,
    HeadsUp,
    NegativeQuote,
    NoLongerHere,
    QuoteForm,
    QuoteOfTheDay,
    QuoteRemoved,
    ThanksNotice,
    Undone,
    Withdrawn,
)
from bot.wording.parts import ChoiceField
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    DECLAN,
    EIRIK,
    FRIDA,
    HANNA_WHO_LEFT,
    KUNDER,
    PRAISE,
    PROFILES,
    STOCKHOLM,
    UK,
    local,
)
from tests.services.company import Company


async def everywhere(company: Company) -> QuoteNumber:
    """A quote of Cecilia's that stands in two channels, in Bjørn's chat, and in hers as Bjørn's thanks."""
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn from "Parent of two"')
    await company.press(BJORN, Action.THANK, number)
    await company.at(local("2026-11-23 10:00"))
    assert [type(company.standing(place)[-1]) for place in (KUNDER, UK, BJORN, CECILIA)] == [
        QuoteOfTheDay, QuoteOfTheDay, CreditNotice, ThanksNotice,
    ]  # fmt: skip
    return number


async def correction(company: Company, who: MemberRef, number: int) -> QuoteForm:
    form = await company.press(who, Action.CORRECT, number)
    assert isinstance(form, QuoteForm)
    return form


# Undo -------------------------------------------------------------------------------------------


async def test_a_recording_is_undone_within_fifteen_minutes(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    company.clock.forward(timedelta(minutes=15))
    answer = await company.say(CECILIA, "undo")
    assert isinstance(answer, Undone)
    assert answer.quote.number == number
    assert (await company.quote(number)).withdrawn


async def test_and_not_later(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    company.clock.forward(timedelta(minutes=15, seconds=1))
    with pytest.raises(NothingToUndo) as refused:
        await company.say(CECILIA, "undo")
    assert refused.value.facts == {"minutes": 15}
    assert not (await company.quote(number)).withdrawn


async def test_undo_takes_back_the_last_of_ones_own(company: Company) -> None:
    first = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    last = await company.record(CECILIA, f'+ "{PRAISE[1]}"')
    others = await company.record(DECLAN, f'+ "{PRAISE[2]}"')
    await company.say(CECILIA, "undo")
    assert [(await company.quote(number)).withdrawn for number in (first, last, others)] == [False, True, False]


async def test_who_recorded_nothing_has_nothing_to_undo(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    with pytest.raises(NothingToUndo):
        await company.say(DECLAN, "undo")


async def test_the_undo_button_takes_back_its_own_quote_and_no_later_one(company: Company) -> None:
    first = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    later = await company.record(CECILIA, f'+ "{PRAISE[1]}"')
    await company.press(CECILIA, Action.UNDO, first)
    assert [(await company.quote(number)).withdrawn for number in (first, later)] == [True, False]


# Withdraw ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [CECILIA, ASTRID], ids=["its recorder", "a curator"])
async def test_a_withdrawn_quote_is_removed_from_every_card(company: Company, who: MemberRef) -> None:
    number = await everywhere(company)
    assert await company.press(who, Action.WITHDRAW, number) == Withdrawn(number)
    await company.tick()
    for place in (KUNDER, UK, BJORN, CECILIA):
        assert company.standing(place)[-1] == QuoteRemoved(number)


async def test_a_withdrawn_quote_is_found_nowhere(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.press(CECILIA, Action.WITHDRAW, number)
    assert await company.say(CECILIA, "search broadband") == Found("broadband", (), timezone=STOCKHOLM)


@pytest.mark.parametrize(("action", "value"), [(Action.DRAFT, "quote|1|negative"), (Action.CUSTOMER_ANSWER, "1")])
async def test_an_old_button_opens_no_form_with_what_was_withdrawn(
    company: Company, action: Action, value: str
) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" from "Parent of two"')
    await company.press(CECILIA, Action.WITHDRAW, number)
    with pytest.raises(AlreadyWithdrawn):
        await company.press(FRIDA, action, value)


async def test_nobody_else_may_withdraw_or_correct(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    for action in (Action.WITHDRAW, Action.CORRECT, Action.UNDO):
        with pytest.raises(NotAllowed):
            await company.press(BJORN, action, number)
    with pytest.raises(NotAllowed):
        await company.submit(BJORN, "quote", f"quote|{number}", sentiment="positive", text=PRAISE[1])


async def test_what_is_withdrawn_can_be_neither_withdrawn_nor_corrected(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.press(CECILIA, Action.WITHDRAW, number)
    for action in (Action.WITHDRAW, Action.CORRECT):
        with pytest.raises(AlreadyWithdrawn):
            await company.press(CECILIA, action, number)
    with pytest.raises(NoSuchQuote):
        await company.press(CECILIA, Action.WITHDRAW, 404)


# Correct ----------------------------------------------------------------------------------------


async def test_the_correction_form_has_all_that_is_kept(company: Company) -> None:
    line = f'+ "{PRAISE[0]}" @bjorn @@billing #use from "Parent of two" via "phone" https://tickets.example/77'
    number = await company.record(CECILIA, line)
    form = await correction(company, CECILIA, number)
    assert (form.text, form.sentiment, form.stage) == (PRAISE[0], "positive", "use")
    assert (form.customer, form.via, form.link) == ("Parent of two", "phone", "https://tickets.example/77")
    assert form.people == (BJORN,)
    assert form.team_numbers == (company.team["billing"],)
    before = await company.quote(number)
    assert isinstance(await company.send_form(CECILIA, form), Corrected)
    assert (await company.quote(number)).words == before.words


@pytest.mark.parametrize("who", [CECILIA, ASTRID], ids=["its recorder", "a curator"])
async def test_a_correction_edits_every_card(company: Company, who: MemberRef) -> None:
    number = await everywhere(company)
    form = await correction(company, who, number)
    answer = await company.send_form(who, form, text=PRAISE[3], customer="Mother of two")
    assert isinstance(answer, Corrected)
    await company.tick()
    for place in (KUNDER, UK, BJORN, CECILIA):
        card = company.standing(place)[-1]
        assert isinstance(card, QuoteOfTheDay | CreditNotice | ThanksNotice)
        assert (card.quote.text, card.quote.customer) == (PRAISE[3], "Mother of two")


async def test_a_curators_correction_leaves_the_quote_its_recorders(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    company.clock.forward(timedelta(hours=3))
    await company.send_form(ASTRID, await correction(company, ASTRID, number), text=PRAISE[3])
    quote, cecilia = await company.quote(number), await company.member(CECILIA)
    assert quote.words.recorder == cecilia.number
    assert quote.words.heard_at == quote.recorded_at


async def test_a_typo_is_put_right_though_who_earned_it_has_left_since(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.write(people.changed, replace(PROFILES[BJORN], gone=True))
    form = await correction(company, CECILIA, number)
    assert isinstance(await company.send_form(CECILIA, form, text=PRAISE[3]), Corrected)
    quote, bjorn = await company.quote(number), await company.member(BJORN)
    assert (quote.text, quote.words.credits) == (PRAISE[3], (MemberCredit(bjorn.number),))
    faulty = await company.send_form(CECILIA, form, credits=(BJORN, HANNA_WHO_LEFT))
    assert isinstance(faulty, Faulty)
    assert [type(each) for each in faulty.faults.values()] == [NotCreditable], "new credit is checked"


async def test_a_typo_is_put_right_though_the_company_has_renamed_its_steps_since(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" #use')
    await company.submit(ASTRID, "settings", named=True, stages="buy\nusing", world_emoji="🌍", save_emoji="💬")
    form = await correction(company, CECILIA, number)
    worded = {
        each.name: each for each in wording.form(form, wording.words("en")).fields if isinstance(each, ChoiceField)
    }
    assert worded["stage"].value == ("use",)
    assert [option.value for option in worded["stage"].options] == ["buy", "using", "use"]
    await company.send_form(CECILIA, form, text=PRAISE[3])
    assert (await company.quote(number)).words.stage == "use"


async def test_a_correction_masks_and_is_checked_as_a_recording_is(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    form = await correction(company, CECILIA, number)
    answer = await company.send_form(CECILIA, form, text="Skriv till karin@kund.example, hon är nöjd")
    assert isinstance(answer, Corrected)
    assert len(answer.masked) == 1
    for values, fault in (({"text": "Bra!"}, QuoteTooShort), ({"credits": (CECILIA,)}, SelfCredit)):
        faulty = await company.send_form(CECILIA, form, **values)
        assert isinstance(faulty, Faulty)
        assert [type(each) for each in faulty.faults.values()] == [fault]


async def test_who_is_credited_by_a_correction_is_told_and_who_was_told_is_not_told_again(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    form = await correction(company, CECILIA, number)
    await company.send_form(CECILIA, form, credits=(BJORN, EIRIK))
    await company.tick()
    assert len(company.standing(BJORN)) == len(company.standing(EIRIK)) == 1


async def test_who_was_credited_by_mistake_no_longer_reads_that_it_was_about_them(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    await company.send_form(CECILIA, await correction(company, CECILIA, number), credits=(EIRIK,))
    await company.tick()
    assert company.standing(BJORN) == [NoLongerHere(number)]
    assert isinstance(company.standing(EIRIK)[0], CreditNotice)
    eirik = await company.member(EIRIK)
    assert (await company.quote(number)).words.credits == (MemberCredit(eirik.number),)


async def test_who_was_credited_by_mistake_is_not_told_if_there_is_time(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.send_form(CECILIA, await correction(company, CECILIA, number), credits=(EIRIK,))
    await company.tick()
    assert company.standing(BJORN) == []


async def test_told_with_their_team_and_credited_themselves_they_read_the_latter(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery')
    await company.tick()
    await company.send_form(CECILIA, await correction(company, CECILIA, number), credits=(BJORN,), teams=[])
    await company.tick()
    [bjorns], eiriks = company.standing(BJORN), company.standing(EIRIK)
    assert isinstance(bjorns, CreditNotice)
    assert bjorns.team is None
    assert eiriks == [NoLongerHere(number)]


async def test_praise_that_was_none_is_removed_from_every_card(company: Company) -> None:
    number = await everywhere(company)
    form = await correction(company, CECILIA, number)
    await company.send_form(CECILIA, form, sentiment="negative")
    await company.tick()
    for place in (KUNDER, UK, BJORN):
        assert NoLongerHere(number) in company.standing(place)
        assert [each for each in company.standing(place) if isinstance(each, QuoteOfTheDay | CreditNotice)] == []


async def test_praise_that_was_none_gets_the_card_that_criticism_has(company: Company) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    for _ in range(2):
        form = await correction(company, CECILIA, number)
        await company.send_form(CECILIA, form, sentiment="negative")
    await company.tick()
    assert len([each for each in company.standing(BJORN) if isinstance(each, HeadsUp)]) == 1
    await company.later(minutes=15)
    assert [type(each) for each in company.standing()] == [NegativeQuote]


@pytest.mark.parametrize("who", [BJORN, FRIDA])
async def test_a_private_message_is_put_right_in_its_readers_language(company: Company, who: MemberRef) -> None:
    number = await company.record(CECILIA, ['+ "', PRAISE[0], '" ', who])
    await company.tick()
    await company.send_form(CECILIA, await correction(company, CECILIA, number), text=PRAISE[1])
    await company.press(CECILIA, Action.WITHDRAW, number)
    await company.tick()
    assert company.standing(who) == [QuoteRemoved(number)]
    assert {letter.language for letter in company.slack.edits} == {PROFILES[who].language}


async def test_ten_corrections_of_one_card_are_one_edit(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @frida')
    await company.tick()
    for words in PRAISE:
        await company.send_form(CECILIA, await correction(company, CECILIA, number), text=words)
    await company.tick()
    assert len(company.slack.edits) == 1
    card = company.standing(FRIDA)[0]
    assert isinstance(card, CreditNotice)
    assert card.quote.text == PRAISE[-1]
