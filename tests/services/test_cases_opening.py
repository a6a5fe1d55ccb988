"""A negative quote: a word to whom it concerns, a card, its votes, and the first "end of the world"."""

from datetime import date, timedelta

import pytest

from bot.domain.cases import AlreadyClaimed, Move, OpenerOnly, State
from bot.domain.people import NotAllowed
from bot.domain.privacy import PersonalData
from bot.domain.quotes import Sentiment, Vote
from bot.domain.refs import MemberRef
from bot.domain.steps import SentenceMissing
from bot.services.cases import NotConcerned
from bot.services.recording import NothingToUndo
from bot.speech import (
    Action,
    CaseCard,
    CaseDone,
    CaseOpened,
    Done,
    DraftPrompt,
    Faulty,
    HeadsUp,
    NegativeQuote,
    QuoteForm,
    SentenceForm,
    Split,
)
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DECLAN,
    EIRIK,
    FRIDA,
    KUNDER,
    KUNDESERVICE,
    PARTNER,
    PRAISE,
    local,
)
from tests.services.casework import (
    a_case,
    a_claimed_case,
    a_quote,
    a_resolved_case,
    card,
    case,
    of_quote,
    say,
    shown_split,
    votes,
)
from tests.services.company import Company

# The card ---------------------------------------------------------------------------------------


async def test_the_card_comes_once_whom_it_concerns_had_time_to_read(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.tick()
    [told] = company.standing(BJORN)
    assert isinstance(told, HeadsUp)
    assert (told.quote.text, told.minutes) == (CRITICISM[0], 15)
    await company.later(minutes=14, seconds=59)
    assert company.standing(KUNDER) == []
    await company.later(seconds=1)
    assert isinstance(card(company), NegativeQuote)


async def test_the_delay_is_the_companys_own(company: Company) -> None:
    await company.invite(ASTRID)
    settings = {"stages": "use", "world_emoji": "🌍", "save_emoji": "💬", "heads_up": "60"}
    await company.submit(ASTRID, "settings", "", None, named=True, **settings)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.tick()
    await company.later(minutes=59)
    assert company.standing(KUNDER) == []
    await company.later(minutes=1)
    assert isinstance(card(company), NegativeQuote)


@pytest.mark.parametrize("about", ["", "@@delivery", "@cecilia"])
async def test_when_nobody_else_is_concerned_it_comes_at_once(company: Company, about: str) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" {about}')
    await company.tick()
    assert isinstance(card(company), NegativeQuote)
    assert company.standing(CECILIA) == []


async def test_it_comes_to_the_follow_up_channel_if_there_is_one(company: Company) -> None:
    await company.invite(ASTRID)
    await company.invite(ASTRID, KUNDESERVICE)
    await company.arrange(KUNDESERVICE, follow_up=True)
    await company.record(CECILIA, f'- "{CRITICISM[0]}"', KUNDER)
    await company.tick()
    assert company.standing(KUNDER) == []
    assert [type(each) for each in company.standing(KUNDESERVICE)] == [NegativeQuote]


async def test_what_is_taken_back_in_time_is_never_posted(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.say(CECILIA, "undo")
    await company.later(minutes=15)
    assert company.standing(KUNDER) == company.standing(BJORN) == []


async def test_whom_it_concerns_adds_context_that_is_shown_without_a_name(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.tick()
    assert await company.press(BJORN, Action.ADD_CONTEXT, 1) == SentenceForm(Action.ADD_CONTEXT, 1)
    await say(company, BJORN, Action.ADD_CONTEXT, "The van had\nbroken down.")
    await company.later(minutes=15)
    found = card(company)
    assert isinstance(found, NegativeQuote)
    assert found.context == ("The van had broken down.",)
    await say(company, BJORN, Action.ADD_CONTEXT, "It had, twice.")
    await company.later(seconds=5)
    found = card(company)
    assert isinstance(found, NegativeQuote)
    assert found.context == ("It had, twice.",)


async def test_nobody_else_adds_context_nor_is_it_empty(company: Company) -> None:
    await a_quote(company)
    with pytest.raises(NotConcerned):
        await say(company, FRIDA, Action.ADD_CONTEXT, "I know why.")
    empty = await say(company, BJORN, Action.ADD_CONTEXT, "   ")
    assert isinstance(empty, Faulty)
    assert isinstance(empty.faults["words"], SentenceMissing)


# Votes ------------------------------------------------------------------------------------------


async def test_each_has_one_vote_and_may_change_it_and_the_card_shows_the_split(company: Company) -> None:
    await a_quote(company)
    for who in (FRIDA, EIRIK, EIRIK):
        assert await company.press(who, Action.NO_BIG_DEAL, 1) == CaseDone(Done.VOTED_NO_BIG_DEAL, 1)
    await company.later(seconds=5)
    assert shown_split(company) == Split(0, 2)
    assert await of_quote(company) is None
    assert isinstance(await company.press(EIRIK, Action.WORLD, 1), CaseOpened)
    await company.later(seconds=5)
    assert shown_split(company) == Split(1, 1)


async def test_people_of_another_company_have_no_vote(company: Company) -> None:
    await a_quote(company)
    with pytest.raises(NotAllowed):
        await company.press(PARTNER, Action.WORLD, 1)
    await company.react(PARTNER, company.latest_card(), "🌍")
    await company.tick()
    assert await votes(company) == {}


# Opening ----------------------------------------------------------------------------------------


async def by_button(company: Company, who: MemberRef) -> None:
    await company.press(who, Action.WORLD, 1)


async def by_emoji(company: Company, who: MemberRef) -> None:
    await company.react(who, company.latest_card(), "🌍")


async def by_command(company: Company, who: MemberRef) -> None:
    await company.say(who, "escalate 1")


WAYS = [by_button, by_emoji, by_command]


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
async def test_the_first_end_of_the_world_opens_the_case_and_every_other_is_a_vote(
    company: Company, first: object, second: object
) -> None:
    await a_quote(company)
    for way, who in ((first, FRIDA), (second, EIRIK), (second, FRIDA), (first, FRIDA)):
        await way(company, who)  # type: ignore[operator]
    await company.later(seconds=5)
    found = await case(company)
    assert (found.number, found.state) == (1, State.OPEN)
    assert await votes(company) == {Vote.WORLD: 2}
    assert isinstance(card(company), CaseCard)
    assert shown_split(company) == Split(2, 0)
    entries = await company.read(lambda unit: unit.cases.timeline(found.number))
    assert [entry.move for entry in entries] == [Move.OPEN]


async def test_the_opener_by_emoji_is_told_so_in_private(company: Company) -> None:
    await a_quote(company)
    await company.react(FRIDA, company.latest_card(), "🚨")
    await company.later(seconds=5)
    [told] = company.slack.whispers_to(FRIDA)
    assert isinstance(told, CaseOpened)


async def test_the_opener_says_why_and_the_card_says_it(company: Company) -> None:
    await a_case(company)
    said = await say(company, FRIDA, Action.SAY_WHY, "Third time this week.")
    assert isinstance(said, CaseOpened)
    assert said.case.why == "Third time this week."
    await company.later(seconds=5)
    found = card(company)
    assert isinstance(found, CaseCard)
    assert found.case.why == "Third time this week."
    with pytest.raises(OpenerOnly):
        await say(company, EIRIK, Action.SAY_WHY, "I know better.")


async def test_once_somebody_has_it_the_opener_who_says_why_is_offered_nothing_to_undo(company: Company) -> None:
    await a_claimed_case(company)
    assert await say(company, FRIDA, Action.SAY_WHY, "Third time this week.") == CaseDone(Done.WHY_SAID, 1)


async def test_a_command_says_why_at_once(company: Company) -> None:
    await a_quote(company)
    assert isinstance(await company.say(FRIDA, "escalate 1 because it is the third time"), CaseOpened)
    assert (await case(company)).why == "it is the third time"


async def test_undo_takes_the_case_back_with_the_vote(company: Company) -> None:
    await a_case(company)
    with pytest.raises(OpenerOnly):
        await company.press(EIRIK, Action.UNDO_CASE, 1)
    assert await company.press(FRIDA, Action.UNDO_CASE, 1) == CaseDone(Done.WITHDRAWN, 1)
    await company.later(seconds=5)
    assert (await case(company)).state is State.WITHDRAWN
    assert isinstance(card(company), NegativeQuote)
    assert shown_split(company) == Split(0, 0)


async def test_the_word_undo_takes_back_the_escalation_before_the_recording(company: Company) -> None:
    await a_quote(company)
    await company.say(CECILIA, "escalate 1")
    assert await company.say(CECILIA, "undo") == CaseDone(Done.WITHDRAWN, 1)
    assert not (await company.quote((await case(company)).quote)).withdrawn


async def test_after_a_quarter_of_an_hour_the_word_undo_takes_back_no_escalation(company: Company) -> None:
    await a_case(company)
    await company.later(minutes=16)
    with pytest.raises(NothingToUndo):
        await company.say(FRIDA, "undo")


async def test_what_was_taken_back_may_be_opened_again_as_a_case_of_its_own(company: Company) -> None:
    await a_case(company)
    await company.press(FRIDA, Action.UNDO_CASE, 1)
    assert isinstance(await company.press(EIRIK, Action.WORLD, 1), CaseOpened)
    found = await of_quote(company)
    assert found is not None
    assert (found.number, found.state) == (2, State.OPEN)


async def test_taking_the_emoji_off_withdraws_while_nobody_has_it(company: Company) -> None:
    await a_quote(company)
    where, at = company.latest_card(), company.clock.now()
    await company.react(FRIDA, where, "🌍")
    await company.react(EIRIK, where, "🌍")
    await company.react(EIRIK, where, "🌍", False, at + timedelta(seconds=1))
    assert (await case(company)).state is State.OPEN
    await company.react(FRIDA, where, "🌍", False, at + timedelta(seconds=1))
    assert (await case(company)).state is State.WITHDRAWN
    await company.later(seconds=5)
    assert isinstance(card(company), NegativeQuote)


async def test_taking_the_emoji_off_a_claimed_case_takes_only_the_vote(company: Company) -> None:
    await a_quote(company)
    where, at = company.latest_card(), company.clock.now()
    await company.react(FRIDA, where, "🌍")
    await company.press(EIRIK, Action.CLAIM, 1)
    await company.react(FRIDA, where, "🌍", False, at + timedelta(seconds=1))
    assert (await case(company)).state is State.CLAIMED
    assert await votes(company) == {}
    with pytest.raises(AlreadyClaimed):
        await company.press(FRIDA, Action.UNDO_CASE, 1)


async def test_behind_praise_it_asks_first_and_one_tap_records_and_opens(company: Company) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    asked = await company.say(FRIDA, f"escalate {number}")
    assert asked == DraftPrompt(None, Sentiment.NEGATIVE, number)
    assert await of_quote(company) is None
    form = await company.press(FRIDA, Action.DRAFT, f"quote|{number}|negative")
    assert isinstance(form, QuoteForm)
    assert isinstance(await company.send_form(FRIDA, form), CaseOpened)
    assert isinstance(await company.send_form(FRIDA, form), CaseDone)
    found = await of_quote(company, 2)
    assert found is not None
    await company.tick()
    assert isinstance(card(company), CaseCard)
    assert (await company.quote(number)).sentiment is Sentiment.POSITIVE


async def test_who_opens_a_case_with_what_they_write_down_is_told_what_was_masked(company: Company) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    form = await company.press(FRIDA, Action.DRAFT, f"quote|{number}|negative")
    assert isinstance(form, QuoteForm)
    told = await company.send_form(FRIDA, form, text="Third call. Write to lars@granholm.se or 0703 24 18 90.")
    assert isinstance(told, CaseOpened)
    assert told.masked == (PersonalData.EMAIL, PersonalData.PHONE)


async def test_who_opens_a_case_with_what_they_write_down_sees_what_was_learned_before(company: Company) -> None:
    await a_resolved_case(company)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    form = await company.press(FRIDA, Action.DRAFT, f"quote|{number}|negative")
    assert isinstance(form, QuoteForm)
    told = await company.send_form(FRIDA, form, text=f"{CRITICISM[0]} Again.")
    assert isinstance(told, CaseOpened)
    assert [each.case for each in told.similar] == [1]


# No big deal ------------------------------------------------------------------------------------


async def test_no_big_deal_needs_a_sentence_which_the_card_shows(company: Company) -> None:
    await a_case(company)
    assert isinstance(await say(company, DECLAN, Action.CLOSE, " "), Faulty)
    assert (await case(company)).state is State.OPEN
    assert await say(company, DECLAN, Action.CLOSE, "She laughed about it.") == CaseDone(Done.CLOSED, 1)
    await company.later(seconds=5)
    found = card(company)
    assert isinstance(found, CaseCard)
    assert (found.case.state, found.case.closing) == (State.NO_BIG_DEAL, "She laughed about it.")


async def test_a_claimed_case_is_not_closed_so(company: Company) -> None:
    await a_claimed_case(company)
    with pytest.raises(AlreadyClaimed) as refused:
        await say(company, DECLAN, Action.CLOSE, "She laughed about it.")
    assert refused.value.facts["owner"] == "Eirik Sæther"


async def test_a_case_is_of_the_day_that_it_is_where_its_card_stands(company: Company) -> None:
    await company.at(local("2026-11-25 00:05"))
    await a_case(company)
    [card] = [each for each in company.standing(KUNDER) if isinstance(each, CaseCard)]
    assert (card.case.since, card.case.today) == (date(2026, 11, 25), date(2026, 11, 25))
