"""Colleagues whom a customer's words mention: named with praise, never with criticism."""

from dataclasses import replace

import pytest

from bot.domain.privacy import PersonalData
from bot.domain.quotes import MemberCredit, QuoteTooLong, QuoteTooShort
from bot.domain.refs import MemberRef, MessageRef, QuoteNumber
from bot.services import people
from bot.speech import Action, AskSentiment, CaseCard, CaseNote, Corrected, HeadsUp, NegativeQuote, QuoteForm, Recorded
from bot.wording import message, words
from tests.builders import (
    ANNA_BERG,
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    EIRIK,
    EVA,
    FRIDA,
    HANNA_WHO_LEFT,
    KUNDER,
    PRAISE,
    PROFILES,
)
from tests.services.casework import a_case, a_resolved_case, say
from tests.services.company import Company, Line
from tests.services.test_cases_once_and_unnamed import public
from tests.wording.samples import spoken

CALLED = "  never called me back at all, and I waited"
NAMES = ("Anna", "Berg")


async def credited(company: Company, number: QuoteNumber, *refs: MemberRef) -> bool:
    quote = await company.quote(number)
    members = [await company.member(ref) for ref in refs]
    return quote.words.credits == tuple(MemberCredit(member.number) for member in members)


def named_in_public(company: Company, *names: str) -> list[str]:
    return [
        text
        for letter in public(company)
        for language in ("en", "sv", "nb")
        for said in [message(letter.message, words(language))]
        for text in (said.notification, *spoken(said))
        if any(name in text for name in names)
    ]


async def test_whom_criticism_mentions_in_its_words_is_a_colleague_there_and_is_told(company: Company) -> None:
    await company.invite(ASTRID)
    answer = await company.say(CECILIA, ['- "', ANNA_BERG, ' never called me back at all"'])
    assert isinstance(answer, Recorded)
    assert answer.quote.text == "A colleague never called me back at all"
    assert answer.masked == (PersonalData.COLLEAGUE,)
    assert await credited(company, answer.quote.number, ANNA_BERG)
    await company.tick()
    assert any(isinstance(each, HeadsUp) for each in company.standing(ANNA_BERG))
    assert not [each for each in company.standing() if isinstance(each, NegativeQuote)], "they have time to read"
    await company.later(minutes=15)
    assert [each for each in company.standing() if isinstance(each, NegativeQuote)]
    assert not named_in_public(company, *NAMES)


async def test_in_who_said_it_and_how_it_was_heard_too(company: Company) -> None:
    line: Line = ['- "Nobody ever called me back" from "a friend of ', ANNA_BERG, '" via "', ANNA_BERG, ' again"']
    number = await company.record(CECILIA, line)
    quote = await company.quote(number)
    assert (quote.words.customer, quote.words.via) == ("a friend of a colleague", "A colleague again")
    assert await credited(company, number, ANNA_BERG)


async def test_each_mentioned_is_concerned_once(company: Company) -> None:
    line: Line = ['- "', ANNA_BERG, " and ", BJORN, " and again ", ANNA_BERG, ' promised me a call" @eirik']
    number = await company.record(EIRIK, line)
    assert (await company.quote(number)).text == "A colleague and a colleague and again a colleague promised me a call"
    assert await credited(company, number, EIRIK, ANNA_BERG, BJORN)


async def test_what_the_bot_asks_about_is_spelled_when_it_is_answered(company: Company) -> None:
    line: Line = ['"', ANNA_BERG, ' called me back twice that day"']
    asked = await company.say(CECILIA, line)
    assert isinstance(asked, AskSentiment)
    answer = await company.press(CECILIA, Action.ANSWER_CRITICISM, asked.draft)
    assert isinstance(answer, Recorded)
    assert answer.quote.text == "A colleague called me back twice that day"
    assert await credited(company, answer.quote.number, ANNA_BERG)
    again = await company.say(FRIDA, line)
    assert isinstance(again, AskSentiment)
    praise = await company.press(FRIDA, Action.ANSWER_PRAISE, again.draft)
    assert isinstance(praise, Recorded)
    assert praise.quote.text == "@Anna Berg called me back twice that day"


async def test_praise_names_whom_it_mentions_but_not_who_has_opted_out(company: Company) -> None:
    line: Line = ['+ "', ANNA_BERG, " and ", BJORN, ' called me back twice that day"']
    first = await company.record(CECILIA, line)
    assert (await company.quote(first)).text == "@Anna Berg and @Bjørn Haugland called me back twice that day"
    assert not (await company.quote(first)).words.credits, "credit is given beside the words"
    await company.opt_out(ANNA_BERG)
    answer = await company.say(FRIDA, line)
    assert isinstance(answer, Recorded)
    assert answer.masked == (PersonalData.COLLEAGUE,)
    assert "Anna" not in answer.quote.text
    assert "@Bjørn Haugland" in answer.quote.text


async def test_who_has_left_is_not_named_either(company: Company) -> None:
    number = await company.record(CECILIA, ['- "', HANNA_WHO_LEFT, ' never called me back at all"'])
    quote = await company.quote(number)
    assert quote.text == "A colleague never called me back at all"
    assert not quote.words.credits


async def test_a_form_knows_a_colleague_by_the_name_after_the_sign(company: Company) -> None:
    await company.write(lambda unit: unit.members.meet(PROFILES[ANNA_BERG]))
    form = await company.save_message(FRIDA, MessageRef(KUNDER, "m100"), "I waited. @Anna Berg never called me back")
    answer = await company.send_form(FRIDA, form, sentiment="negative")
    assert isinstance(answer, Recorded)
    assert "Anna" not in answer.quote.text
    assert answer.masked == (PersonalData.COLLEAGUE,)
    assert await credited(company, answer.quote.number, ANNA_BERG)


async def test_a_saved_message_knows_whom_it_mentions(company: Company) -> None:
    said: Line = ["I waited, and ", ANNA_BERG, " never called me back"]
    form = await company.save_message(FRIDA, MessageRef(KUNDER, "m100"), said)
    assert form.text == "I waited, and @Anna Berg never called me back"
    answer = await company.send_form(FRIDA, form, sentiment="negative")
    assert isinstance(answer, Recorded)
    assert answer.quote.text == "I waited, and a colleague never called me back"
    assert await credited(company, answer.quote.number, ANNA_BERG)


async def test_the_name_of_somebody_whom_nobody_credits_is_a_customers_word(company: Company) -> None:
    await company.write(lambda unit: unit.members.meet(PROFILES[ANNA_BERG]))
    number = await company.record(CECILIA, '- "Anna Berg never called me back at all"')
    assert (await company.quote(number)).text == "Anna Berg never called me back at all"


# Names without the sign -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Bjørn never called me back", "A colleague never called me back"),
        ("I waited. Bjørn Haugland never came", "I waited. A colleague never came"),
        ("Bjørns sjef lovet at han skulle ringe", "En kollegas sjef lovet at han skulle ringe"),
        ("Det var Haugland som lovade, och jag är arg", "Det var en kollega som lovade, och jag är arg"),
        ("en bjørn lovet ingenting, sa han", "en bjørn lovet ingenting, sa han"),
    ],
)
async def test_whom_criticism_concerns_is_no_name_in_it(company: Company, words: str, said: str) -> None:
    await company.invite(ASTRID)
    answer = await company.say(CECILIA, f'- "{words}" @bjorn from "Bjørns venn" via "Bjørn"')
    assert isinstance(answer, Recorded)
    assert answer.quote.text == said
    assert answer.masked == (PersonalData.COLLEAGUE,)
    assert "Bjørn" not in f"{answer.quote.customer} {answer.quote.via}"
    await company.tick()
    await company.later(minutes=15)
    assert [each for each in company.standing() if isinstance(each, NegativeQuote)]
    assert not named_in_public(company, "Bjørn", "Haugland")


async def test_praise_goes_on_to_name_whom_it_praises(company: Company) -> None:
    number = await company.record(CECILIA, '+ "Bjørn called me back at once" @bjorn')
    assert (await company.quote(number)).text == "Bjørn called me back at once"


async def test_whom_the_words_mention_is_no_name_further_on_in_them(company: Company) -> None:
    number = await company.record(CECILIA, ['- "', ANNA_BERG, ' promised a call. Annas chef too, and Anna again"'])
    assert (
        await company.quote(number)
    ).text == "A colleague promised a call. A colleagues chef too, and a colleague again"


async def test_whom_a_correction_adds_is_no_name_from_then_on(company: Company) -> None:
    await company.write(lambda unit: unit.members.meet(PROFILES[ANNA_BERG]))
    number = await company.record(CECILIA, '- "Anna Berg never called me back at all"')
    form = await company.press(CECILIA, Action.CORRECT, number)
    answer = await company.send_form(CECILIA, form, credits=(ANNA_BERG,))  # type: ignore[arg-type]
    assert isinstance(answer, Corrected)
    assert answer.masked == (PersonalData.COLLEAGUE,)
    assert (await company.quote(number)).text == "A colleague never called me back at all"


async def test_an_id_in_place_of_a_name_hides_no_word(company: Company) -> None:
    unnamed = replace(PROFILES[ANNA_BERG], name=ANNA_BERG.id, handle="")
    await company.write(lambda unit: unit.members.meet(unnamed))
    number = await company.record(CECILIA, [f'- "They told me to call {ANNA_BERG.id} again" ', ANNA_BERG])
    assert await credited(company, number, ANNA_BERG)
    assert (await company.quote(number)).text == f"They told me to call {ANNA_BERG.id} again"


async def test_an_address_with_a_name_in_it_is_masked_as_one(company: Company) -> None:
    number = await company.record(CECILIA, '- "I wrote to Bjorn.Haugland@furulid.example twice" @bjorn')
    assert (await company.quote(number)).text == "I wrote to ••• twice"


@pytest.mark.parametrize("purpose", [Action.SAY_WHY, Action.CLOSE, Action.ADD_CONTEXT, Action.REOPEN])
async def test_what_colleagues_say_of_criticism_names_nobody_whom_it_concerns(
    company: Company, purpose: Action
) -> None:
    await (a_resolved_case if purpose is Action.REOPEN else a_case)(company)
    who = BJORN if purpose is Action.ADD_CONTEXT else FRIDA
    await say(company, who, purpose, "It was Bjørn who forgot.")
    await company.later(seconds=5)
    assert named_in_public(company, "who forgot.")
    assert not named_in_public(company, "Bjørn", "Haugland")


async def test_the_story_of_the_case_names_nobody_whom_it_concerns(company: Company) -> None:
    await a_resolved_case(company)
    told = {"said": "Bjørn rang her", "learned": "We learned that Haugland forgot.", "changed": "Bjørn has a list"}
    await company.submit(EIRIK, "story", "1", **told)
    await company.later(seconds=5)
    assert named_in_public(company, "has a list")
    assert not named_in_public(company, "Bjørn", "Haugland")


@pytest.mark.parametrize("name", ["Bjørn", "@Bjørn Haugland"])
async def test_a_reason_given_with_words_that_are_known_names_nobody_in_the_thread(company: Company, name: str) -> None:
    await a_case(company)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    form = await company.press(EIRIK, Action.DRAFT, "quote|2|negative")
    reason = f"{name} promised it"
    await company.send_form(EIRIK, form, text=CRITICISM[0], because=reason)  # type: ignore[arg-type]
    await company.later(seconds=5)
    assert named_in_public(company, "promised it")
    assert not named_in_public(company, "Bjørn", "Haugland")


async def test_praise_in_which_there_is_criticism_names_nobody_whom_it_praised(company: Company) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, '+ "Bjørn stayed on the line for two hours" @bjorn')
    form = await company.press(EIRIK, Action.DRAFT, f"quote|{number}|negative")
    assert isinstance(form, QuoteForm)
    assert form.text == "A colleague stayed on the line for two hours"
    await company.send_form(EIRIK, form)
    await company.later(seconds=5)
    assert named_in_public(company, "stayed on the line")
    assert not named_in_public(company, "Bjørn", "Haugland")


# What was masked is told ------------------------------------------------------------------------

WITH_ADDRESS = "I wrote to karin@kund.example twice"


async def test_who_answers_whether_it_is_praise_is_told_what_was_masked(company: Company) -> None:
    asked = await company.say(CECILIA, f'"{WITH_ADDRESS}"')
    assert isinstance(asked, AskSentiment)
    answer = await company.press(CECILIA, Action.ANSWER_CRITICISM, asked.draft)
    assert isinstance(answer, Recorded)
    assert answer.masked == (PersonalData.EMAIL,)


async def test_who_puts_a_quote_right_is_told_what_was_masked(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    form = await company.press(CECILIA, Action.CORRECT, number)
    answer = await company.send_form(CECILIA, form, text=WITH_ADDRESS)  # type: ignore[arg-type]
    assert isinstance(answer, Corrected)
    assert answer.masked == (PersonalData.EMAIL,)


async def test_who_records_the_customers_answer_is_told_what_was_masked(company: Company) -> None:
    await a_resolved_case(company)
    form = await company.press(EIRIK, Action.CUSTOMER_ANSWER, 1)
    answer = await company.send_form(EIRIK, form, sentiment="positive", text=WITH_ADDRESS)  # type: ignore[arg-type]
    assert isinstance(answer, Recorded)
    assert answer.masked == (PersonalData.EMAIL,)


# What else stands in them -----------------------------------------------------------------------


async def test_praise_that_is_put_right_as_criticism_names_nobody_any_more(company: Company) -> None:
    number = await company.record(CECILIA, ['+ "', ANNA_BERG, ' called me back after a week"'])
    form = await company.press(CECILIA, Action.CORRECT, number)
    await company.send_form(CECILIA, form, sentiment="negative")  # type: ignore[arg-type]
    assert (await company.quote(number)).text == "A colleague called me back after a week"
    assert await credited(company, number, ANNA_BERG)


async def test_who_is_shown_by_a_short_name_is_hidden_by_the_whole_one_too(company: Company) -> None:
    await company.write(people.meet, [PROFILES[EVA]])
    number = await company.record(CECILIA, '- "Det var @Eva Lind som lovade att ringa" @"Eva Lind"')
    assert (await company.quote(number)).text == "Det var en kollega som lovade att ringa"
    assert await credited(company, number, EVA)


@pytest.mark.parametrize("after", ["a case", "praise"])
async def test_a_reason_names_nobody_on_the_card(company: Company, after: str) -> None:
    await company.invite(ASTRID)
    sign = "-" if after == "a case" else "+"
    await company.record(CECILIA, f'{sign} "The invoice came a third time this month"')
    await company.later(minutes=15)
    line: Line = ["escalate 1 because ", ANNA_BERG, " promised it"]
    await company.say(FRIDA, line)
    if after == "praise":
        form = await company.press(FRIDA, Action.DRAFT, "quote|1|negative")
        assert form.because == "A colleague promised it"  # type: ignore[union-attr]
        return
    await company.later(seconds=5)
    assert [each for each in company.standing() if isinstance(each, CaseCard) and "promised it" in str(each)]
    await company.say(EIRIK, line)
    await company.later(seconds=5)
    assert [each for each in company.standing() if isinstance(each, CaseNote) and "promised it" in str(each)]
    assert not named_in_public(company, *NAMES)


# How long a quote is ----------------------------------------------------------------------------


@pytest.mark.parametrize("sign", "+-")
async def test_only_a_mention_is_no_quote_however_long_the_name(company: Company, sign: str) -> None:
    with pytest.raises(QuoteTooShort) as refused:
        await company.say(CECILIA, [f'{sign} "', ANNA_BERG, " & ", BJORN, ' tack"'])
    assert refused.value.facts["length"] == len("& tack")


async def test_mentions_and_emoji_do_not_make_a_quote_too_long(company: Company) -> None:
    letters = "tack " * 198 + "tack!"
    assert await company.record(CECILIA, ['+ "', ANNA_BERG, f' {letters} 🎉🎉🎉🎉🎉🎉"']) == 1
    with pytest.raises(QuoteTooLong) as refused:
        await company.say(CECILIA, f'+ "{letters} tacka {"🎉" * 6}"')
    assert refused.value.facts == {"length": 1001, "most": 1000}


async def test_nor_does_anything_endless_get_in(company: Company) -> None:
    with pytest.raises(QuoteTooLong) as refused:
        await company.say(CECILIA, f'+ "Tack så mycket {"🎉" * 1_000}"')
    assert refused.value.facts == {"length": 2015, "most": 2000}


@pytest.mark.parametrize("purpose", [Action.SAY_WHY, Action.CLOSE, Action.ADD_CONTEXT, Action.REOPEN])
async def test_nor_in_what_colleagues_say_of_it_in_a_form(company: Company, purpose: Action) -> None:
    await company.invite(ASTRID)
    await (a_resolved_case if purpose is Action.REOPEN else a_case)(company)
    who = BJORN if purpose is Action.ADD_CONTEXT else FRIDA
    await say(company, who, purpose, "It was @Anna Berg who forgot.")
    await company.later(seconds=5)
    assert not named_in_public(company, *NAMES)
    assert named_in_public(company, "who forgot.")


async def test_nor_in_the_story_of_the_case(company: Company) -> None:
    await company.invite(ASTRID)
    await a_resolved_case(company)
    learned = "We learned that @Anna Berg forgot."
    await company.submit(
        EIRIK, "story", "1", said="@Anna Berg rang her", learned=learned, changed="@Anna Berg has a list"
    )
    await company.later(seconds=5)
    assert not named_in_public(company, *NAMES)
    for words_left in ("rang her", "forgot", "has a list"):
        assert named_in_public(company, words_left)
