"""A customer's words, written down in one line."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import Refused
from bot.domain.people import NotAllowed
from bot.domain.privacy import PersonalData
from bot.domain.quotes import (
    CREDITS_MOST,
    CustomerTooLong,
    MemberCredit,
    NewQuote,
    QuoteTooLong,
    QuoteTooShort,
    SelfCredit,
    Sentiment,
    TeamCredit,
    TooManyCredits,
    ViaTooLong,
)
from bot.domain.refs import MemberNumber, MemberRef
from bot.domain.requests import Mentioned, UnknownCommand, WordsLeftOver
from bot.domain.resolve import AmbiguousMember, AmbiguousStage, UnknownMember, UnknownStage, UnknownTeam
from bot.services import conversation, recording
from bot.services.recording import NotCreditable
from bot.speech import Action, AlreadyRecorded, AskSentiment, Found, MyQuotes, Recorded
from tests.builders import (
    ANNA_DAHL,
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DECLAN,
    HANNA_WHO_LEFT,
    KUNDER,
    MORNING,
    PARTNER,
    PRAISE,
    SLACK,
    STOCKHOLM,
    TICKETBOT,
)
from tests.services.company import Company


async def test_a_line_of_praise_is_recorded_with_all_that_stands_in_it(company: Company) -> None:
    line = f'+ "{PRAISE[0]}" @bjorn @@billing #use from "Parent of two, Uppsala" via "phone" https://tickets.example/77'
    answer = await company.say(CECILIA, line)
    assert isinstance(answer, Recorded)
    quote = await company.quote(answer.quote.number)
    bjorn, cecilia = await company.member(BJORN), await company.member(CECILIA)
    assert quote.text == PRAISE[0]
    assert quote.sentiment is Sentiment.POSITIVE
    assert set(quote.words.credits) == {MemberCredit(bjorn.number), TeamCredit(company.team["billing"])}
    assert quote.words.recorder == cecilia.number
    assert (quote.words.stage, quote.words.customer) == ("use", "Parent of two, Uppsala")
    assert (quote.words.via, quote.words.link) == ("phone", "https://tickets.example/77")
    assert quote.recorded_at == quote.words.heard_at == company.clock.now()


async def test_who_recorded_sees_the_quote_as_it_is_kept(company: Company) -> None:
    answer = await company.say(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    assert isinstance(answer, Recorded)
    assert [person.name for person in answer.quote.people] == ["Bjørn Haugland"]
    assert answer.quote.recorder
    assert answer.quote.recorder.name == "Cecilia Åkerblom"


async def test_quotes_are_numbered_from_one(company: Company) -> None:
    assert [await company.record(CECILIA, f'+ "{words}"') for words in PRAISE[:3]] == [1, 2, 3]


async def test_a_person_whom_the_platform_resolved_is_credited_by_who_they_are(company: Company) -> None:
    number = await company.record(CECILIA, [f'+ "{PRAISE[0]}" ', ANNA_DAHL])
    anna = await company.member(ANNA_DAHL)
    assert (await company.quote(number)).words.credits == (MemberCredit(anna.number),)


async def test_one_credited_twice_in_a_line_has_one_credit(company: Company) -> None:
    number = await company.record(CECILIA, [f'+ "{PRAISE[0]}" ', BJORN, " @bjorn @Bjørn"])
    assert len((await company.quote(number)).words.credits) == 1


@pytest.mark.parametrize("name", ["bjorn", "Bjørn", '"Bjørn Haugland"', "bjørn"])
async def test_a_colleague_is_found_by_handle_and_by_name(company: Company, name: str) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @{name}')
    bjorn = await company.member(BJORN)
    assert (await company.quote(number)).words.credits == (MemberCredit(bjorn.number),)


async def test_the_beginning_of_a_stage_is_enough(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" #disc')
    assert (await company.quote(number)).words.stage == "discover"


@pytest.mark.parametrize(
    "marks", ["#get help", "@bjorn #get help", '#get help from "Parent of two"', "#få hjälp", "#Få hjälp, @bjorn"]
)
async def test_a_stage_of_two_words_may_be_written_as_cards_show_it(company: Company, marks: str) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" {marks}')
    assert (await company.quote(number)).words.stage == "get help"


async def test_words_after_a_stage_that_are_none_of_its_name_are_an_error(company: Company) -> None:
    with pytest.raises(WordsLeftOver) as refused:
        await company.say(CECILIA, f'+ "{PRAISE[0]}" #use and she was happy')
    assert refused.value.facts == {"words": "and she was happy"}
    with pytest.raises(UnknownStage):
        await company.say(CECILIA, f'+ "{PRAISE[0]}" #returns and she was happy')


@pytest.mark.parametrize(
    ("who", "typed", "stage"),
    [
        (CECILIA, "använda", "use"),
        (CECILIA, "stanna", "stay"),
        (CECILIA, "stanna kvar", "stay"),
        (BJORN, "bli", "stay"),
        (BJORN, "bli værende", "stay"),
    ],
)
async def test_a_stage_is_known_by_the_name_that_cards_show(
    company: Company, who: MemberRef, typed: str, stage: str
) -> None:
    number = await company.record(who, f'+ "{PRAISE[0]}" #{typed}')
    assert (await company.quote(number)).words.stage == stage


async def test_personal_data_is_masked_and_its_writer_told(company: Company) -> None:
    line = '+ "Ring mig på 070-174 06 58 eller skriv till karin@kund.example, ni är bäst" från "karin@kund.example"'
    answer = await company.say(CECILIA, line)
    assert isinstance(answer, Recorded)
    assert answer.masked == (PersonalData.PHONE, PersonalData.EMAIL) or set(answer.masked) == {
        PersonalData.PHONE,
        PersonalData.EMAIL,
    }
    quote = await company.quote(answer.quote.number)
    assert quote.text == "Ring mig på ••• eller skriv till •••, ni är bäst"
    assert quote.words.customer == "•••"


async def test_an_order_number_is_not_masked(company: Company) -> None:
    answer = await company.say(CECILIA, '+ "Order 70174065 kom fram samma dag som jag ringde"')
    assert isinstance(answer, Recorded)
    assert not answer.masked
    assert "70174065" in answer.quote.text


async def test_the_same_words_of_the_same_customer_within_a_day_are_answered_with_the_quote_there_is(
    company: Company,
) -> None:
    first = await company.record(CECILIA, f'+ "{PRAISE[0]}" from "Parent of two"')
    company.clock.forward(timedelta(hours=23))
    answer = await company.say(DECLAN, f'+ "{PRAISE[0]}" @bjorn from "Parent of two"')
    assert isinstance(answer, AlreadyRecorded)
    assert answer.quote.number == first
    assert not (await company.quote(first)).words.credits


async def test_praise_is_known_also_after_criticism_in_the_same_words(company: Company) -> None:
    said = [
        await company.record(who, f'{sign} "{PRAISE[0]}"')
        for who, sign in zip((CECILIA, BJORN) * 2, "+-+-", strict=True)
    ]
    assert said == [1, 2, 1, 2]


async def test_the_same_words_a_day_later_are_another_quote(company: Company) -> None:
    first = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    company.clock.forward(timedelta(hours=24))
    assert await company.record(CECILIA, f'+ "{PRAISE[0]}"') == first
    company.clock.forward(timedelta(seconds=1))
    assert await company.record(CECILIA, f'+ "{PRAISE[0]}"') != first


async def test_the_same_words_of_another_customer_are_another_quote(company: Company) -> None:
    first = await company.record(CECILIA, f'+ "{PRAISE[0]}" from "Parent of two"')
    assert await company.record(CECILIA, f'+ "{PRAISE[0]}" from "Retired, Gävle"') != first


async def test_the_same_words_spaced_otherwise_are_the_same(company: Company) -> None:
    first = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    assert await company.record(DECLAN, f'+ "  {PRAISE[0].replace(" ", "  ")}\u200b "') == first


async def test_words_that_were_taken_back_may_be_recorded_again(company: Company) -> None:
    first = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.say(CECILIA, "undo")
    assert await company.record(CECILIA, f'+ "{PRAISE[0]}"') != first


async def test_nobody_writes_down_their_own_praise(company: Company) -> None:
    with pytest.raises(SelfCredit):
        await company.say(CECILIA, f'+ "{PRAISE[0]}" @cecilia')
    assert await company.record(CECILIA, f'+ "{PRAISE[0]}"') == 1


async def test_their_team_may_be_praised_by_one_of_its_members(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @@billing')
    assert (await company.quote(number)).words.credits == (TeamCredit(company.team["billing"]),)


async def test_one_may_say_that_oneself_is_concerned_by_criticism(company: Company) -> None:
    number = await company.record(CECILIA, f'- "{CRITICISM[0]}" @cecilia')
    cecilia = await company.member(CECILIA)
    assert (await company.quote(number)).words.credits == (MemberCredit(cecilia.number),)


async def test_a_name_that_nobody_has_is_an_error_that_names_it_and_those_alike(company: Company) -> None:
    with pytest.raises(UnknownMember) as refused:
        await company.say(CECILIA, f'+ "{PRAISE[0]}" @bjorn @eirk')
    assert refused.value.facts["name"] == "eirk"
    assert refused.value.facts["nearest"] == ("Eirik Sæther",)


async def test_a_name_that_two_have_is_an_error_that_tells_them_apart(company: Company) -> None:
    with pytest.raises(AmbiguousMember) as refused:
        await company.say(CECILIA, f'+ "{PRAISE[0]}" @anna')
    assert refused.value.facts["among"] == ("Anna Berg (@aberg)", "Anna Dahl (@adahl)")


async def test_the_full_name_of_one_of_two_is_enough(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @"Anna Dahl"')
    anna = await company.member(ANNA_DAHL)
    assert (await company.quote(number)).words.credits == (MemberCredit(anna.number),)


async def test_an_unknown_team_is_an_error_that_names_it(company: Company) -> None:
    with pytest.raises(UnknownTeam) as refused:
        await company.say(CECILIA, f'+ "{PRAISE[0]}" @@biling')
    assert refused.value.facts == {"name": "biling", "nearest": ("billing",)}


async def test_an_unknown_stage_is_an_error_that_lists_the_stages(company: Company) -> None:
    with pytest.raises(UnknownStage) as refused:
        await company.say(CECILIA, f'+ "{PRAISE[0]}" #checkout')
    assert refused.value.facts["stages"] == ("discover", "buy", "start", "use", "get help", "stay")


async def test_a_stage_that_may_be_two_is_an_error(company: Company) -> None:
    with pytest.raises(AmbiguousStage) as refused:
        await company.say(CECILIA, f'+ "{PRAISE[0]}" #sta')
    assert refused.value.facts["stages"] == ("start", "stay")


@pytest.mark.parametrize("wrong", ["@nobody", "@@nothing", "#nowhere", "@anna"])
async def test_nothing_is_half_recorded(company: Company, wrong: str) -> None:
    with pytest.raises((UnknownMember, UnknownTeam, UnknownStage, AmbiguousMember)):
        await company.say(CECILIA, f'+ "{PRAISE[0]}" @bjorn {wrong}')
    await company.tick()
    assert await company.say(CECILIA, "mine") == MyQuotes((), (), STOCKHOLM)
    assert company.slack.requests == []


@pytest.mark.parametrize("who", [TICKETBOT, HANNA_WHO_LEFT])
async def test_bots_and_people_who_have_left_earn_no_credit(company: Company, who: MemberRef) -> None:
    with pytest.raises(NotCreditable):
        await company.say(CECILIA, [f'+ "{PRAISE[0]}" ', who])


async def test_people_of_another_company_may_look_but_not_record(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    with pytest.raises(NotAllowed):
        await company.say(PARTNER, f'+ "{PRAISE[1]}"')
    with pytest.raises(NotAllowed):
        await company.say(PARTNER, "search broadband")
    with pytest.raises(NotAllowed):
        await company.press(PARTNER, Action.RECORD)


# How long a quote is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "length"),
    [
        (".", 0),
        ("Toppen!", 7),
        ("Tack så mye", 11),
        ("👍 👍 👍 👍 👍 👍 👍", 0),
        ("❤️🔥🎉 tack ❤️🔥🎉", 4),
        ("\u200b\u200b\u200b\u200b hej \u200b\u200b\u200b\u200b\u200b", 3),
        ("............ !!!!!!!!!!!!", 0),
        ("\u202e\u202d\u2066\u2069 ok \u202c", 2),
    ],
)
async def test_a_quote_has_twelve_real_characters(company: Company, words: str, length: int) -> None:
    with pytest.raises(QuoteTooShort) as refused:
        await company.say(CECILIA, f'+ "{words}"')
    assert refused.value.facts == {"length": length, "least": 12}


async def test_mentions_do_not_make_a_quote_longer(company: Company) -> None:
    with pytest.raises(QuoteTooShort):
        await company.say(CECILIA, '+ "@frida och @eirik är bra"')


async def test_twelve_characters_are_a_quote(company: Company) -> None:
    assert await company.record(CECILIA, '+ "Tack så mycke"') == 1


async def test_a_thousand_characters_are_a_quote_and_one_more_is_not(company: Company) -> None:
    with pytest.raises(QuoteTooLong) as refused:
        await company.say(CECILIA, f'+ "{"tack " * 200}s"')
    assert refused.value.facts["most"] == 1000
    assert await company.record(CECILIA, f'+ "{"tack " * 199}tack!"') == 1


async def test_ten_thousand_characters_are_refused_not_dropped(company: Company) -> None:
    with pytest.raises(QuoteTooLong):
        await company.say(CECILIA, f'+ "{"Så bra! " * 1_250}"')


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"text": "12 12 " * 6_000}, QuoteTooLong),
        ({"customer": "0704 " * 100}, CustomerTooLong),
        ({"via": "0704 " * 100}, ViaTooLong),
    ],
)
async def test_a_pasted_table_is_not_searched_for_phone_numbers(
    company: Company, words: dict[str, str], refusal: type[Refused]
) -> None:
    """That takes seconds, in which nobody else's words are taken."""
    new = NewQuote("Tack så mycket för allt", Sentiment.POSITIVE, MemberNumber(1), MORNING)
    with pytest.raises(refusal):
        await company.write(recording.presentable, replace(new, **words))  # type: ignore[arg-type]


async def test_a_quote_is_credited_to_a_score_of_colleagues_and_teams_at_most(company: Company) -> None:
    crowd = [MemberRef(SLACK, f"U{number}") for number in range(CREDITS_MOST + 1)]
    mentioned = [Mentioned(each, each.id) for each in crowd]
    line: list[str | Mentioned] = ['+ "Ni var fantastiska allihop!"', *mentioned]
    with pytest.raises(TooManyCredits):  # and not: who are they?
        await company.write(conversation.say, company.occasion(CECILIA, KUNDER, None), line)


async def test_what_cannot_be_seen_and_what_turns_text_around_is_left_out(company: Company) -> None:
    number = await company.record(
        CECILIA, '+ "Hon \u202estannade\u202c kvar\u200b i\ntelefonen \u2066hela\u2069 kvällen"'
    )
    assert (await company.quote(number)).text == "Hon stannade kvar i telefonen hela kvällen"


async def test_a_family_of_emoji_stays_together(company: Company) -> None:
    number = await company.record(CECILIA, '+ "Hela familjen 👨‍👩‍👧 är nöjd med er nu"')
    assert "👨‍👩‍👧" in (await company.quote(number)).text


@pytest.mark.parametrize(
    "words", ["<!channel> ni är bäst i hela landet", "[klicka](javascript:alert(1)) tack så mycket"]
)
async def test_words_that_look_like_commands_to_a_platform_are_kept_as_they_are(company: Company, words: str) -> None:
    number = await company.record(CECILIA, f'+ "{words}"')
    assert (await company.quote(number)).text == words


# Without a sign ---------------------------------------------------------------------------------


async def test_a_line_without_a_sign_asks_and_a_tap_records_it(company: Company) -> None:
    asked = await company.say(CECILIA, f'"{PRAISE[0]}" @bjorn @@billing #use from "Parent of two" via "phone"')
    assert isinstance(asked, AskSentiment)
    assert asked.text == PRAISE[0]
    answer = await company.press(CECILIA, Action.ANSWER_PRAISE, asked.draft)
    assert isinstance(answer, Recorded)
    quote = await company.quote(answer.quote.number)
    bjorn = await company.member(BJORN)
    assert quote.sentiment is Sentiment.POSITIVE
    assert quote.words.credits == (MemberCredit(bjorn.number), TeamCredit(company.team["billing"]))
    assert (quote.words.stage, quote.words.customer, quote.words.via) == ("use", "Parent of two", "phone")


async def test_the_other_tap_records_criticism(company: Company) -> None:
    asked = await company.say(CECILIA, f'"{CRITICISM[0]}" @@billing')
    assert isinstance(asked, AskSentiment)
    answer = await company.press(CECILIA, Action.ANSWER_CRITICISM, asked.draft)
    assert isinstance(answer, Recorded)
    assert answer.quote.sentiment is Sentiment.NEGATIVE


async def test_tapping_twice_or_both_is_told_of_the_first(company: Company) -> None:
    asked = await company.say(CECILIA, f'"{PRAISE[0]}"')
    assert isinstance(asked, AskSentiment)
    first = await company.press(CECILIA, Action.ANSWER_PRAISE, asked.draft)
    assert await company.press(CECILIA, Action.ANSWER_PRAISE, asked.draft) == first
    assert await company.press(CECILIA, Action.ANSWER_CRITICISM, asked.draft) == first
    found = await company.say(CECILIA, "search broadband")
    assert isinstance(found, Found)
    assert len(found.quotes) == 1


async def test_a_line_without_a_sign_that_cannot_be_recorded_is_refused_at_once(company: Company) -> None:
    with pytest.raises(QuoteTooShort):
        await company.say(CECILIA, '"Bra!"')
    with pytest.raises(UnknownMember):
        await company.say(CECILIA, f'"{PRAISE[0]}" @nobody')


async def test_praise_of_oneself_is_refused_when_it_turns_out_to_be_praise(company: Company) -> None:
    asked = await company.say(CECILIA, f'"{PRAISE[0]}" @cecilia')
    assert isinstance(asked, AskSentiment)
    with pytest.raises(SelfCredit):
        await company.press(CECILIA, Action.ANSWER_PRAISE, asked.draft)
    assert isinstance(await company.press(CECILIA, Action.ANSWER_CRITICISM, asked.draft), Recorded)


async def test_an_unknown_word_gets_the_nearest_commands(company: Company) -> None:
    with pytest.raises(UnknownCommand) as refused:
        await company.say(ASTRID, "serch")
    assert refused.value.facts["nearest"] == ("search",)
