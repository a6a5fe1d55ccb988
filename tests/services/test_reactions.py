"""Emoji on messages: counted on ours, and on anybody's an offer that a person confirms."""

from datetime import timedelta

import pytest

from bot.domain.people import NotAllowed
from bot.domain.quotes import Sentiment, Vote
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, QuoteNumber
from bot.services.conversation import NeedsWords
from bot.services.reactions import GRACE, take_off_later
from bot.speech import Action, AskForQuote, CaseOpened, DraftPrompt, QuoteForm
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DECLAN,
    FRIDA,
    KUNDER,
    PARTNER,
    PRAISE,
    SLACK,
    UK,
    local,
    message,
)
from tests.services.company import Company


async def counts(company: Company, number: int = 1) -> dict[str, int]:
    return dict(await company.read(lambda unit: unit.reactions.counts(QuoteNumber(number))))


async def votes(company: Company, number: int = 1) -> dict[Vote, int]:
    return dict(await company.read(lambda unit: unit.votes.counts(QuoteNumber(number))))


async def a_card(company: Company) -> MessageRef:
    """Today's card of a positive quote in #kunder."""
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.at(local("2026-11-23 09:00"))
    return company.latest_card()


async def a_negative_card(company: Company) -> MessageRef:
    """In #kunder, a quarter of an hour after the word to whom it concerns."""
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.tick()
    await company.later(minutes=15)
    return company.latest_card()


# On ours ----------------------------------------------------------------------------------------


async def test_every_emoji_on_a_card_counts_per_member(company: Company) -> None:
    card = await a_card(company)
    for who, emoji in ((BJORN, "❤️"), (FRIDA, "❤️"), (FRIDA, "👏")):
        await company.react(who, card, emoji)
    assert await counts(company) == {"❤️": 2, "👏": 1}


async def test_the_same_event_three_times_counts_once(company: Company) -> None:
    card = await a_card(company)
    for _ in range(3):
        await company.react(BJORN, card, "❤️")
    assert await counts(company) == {"❤️": 1}


async def test_added_removed_and_added_within_two_seconds_it_is_there(company: Company) -> None:
    card, at = await a_card(company), company.clock.now()
    for second, present in enumerate((True, False, True)):
        await company.react(BJORN, card, "❤️", present, at + timedelta(seconds=second))
    assert await counts(company) == {"❤️": 1}


async def test_events_that_come_in_the_wrong_order_end_as_they_happened(company: Company) -> None:
    card, at = await a_card(company), company.clock.now()
    await company.react(BJORN, card, "❤️", False, at + timedelta(seconds=1))
    await company.react(BJORN, card, "❤️", True, at)
    assert await counts(company) == {}
    await company.react(BJORN, card, "❤️", True, at + timedelta(seconds=2))
    await company.react(BJORN, card, "❤️", False, at + timedelta(seconds=1))
    assert await counts(company) == {"❤️": 1}


async def test_taking_off_what_was_never_put_on_is_nothing(company: Company) -> None:
    await company.react(BJORN, await a_card(company), "❤️", False)
    assert await counts(company) == {}


async def test_two_cards_of_one_quote_count_distinct_members(company: Company) -> None:
    await company.invite(DECLAN, UK)
    card = await a_card(company)
    await company.at(local("2026-11-23 10:00"))
    other = company.latest_card(UK)
    for who, where in ((BJORN, card), (BJORN, other), (DECLAN, other)):
        await company.react(who, where, "❤️")
    assert await counts(company) == {"❤️": 2}
    await company.react(BJORN, card, "❤️", False, company.clock.now() + timedelta(seconds=1))
    assert await counts(company) == {"❤️": 2}


async def test_people_of_another_company_may_react(company: Company) -> None:
    await company.react(PARTNER, await a_card(company), "❤️")
    assert await counts(company) == {"❤️": 1}


# End of the world -------------------------------------------------------------------------------


@pytest.mark.parametrize("emoji", ["🌍", "🌎", "🌏", "🚨"])
async def test_on_a_negative_quotes_card_it_is_a_vote_at_once(company: Company, emoji: str) -> None:
    card = await a_negative_card(company)
    for _ in range(2):
        await company.react(BJORN, card, emoji)
    await company.react(FRIDA, card, emoji)
    await company.tick()
    assert await votes(company) == {Vote.WORLD: 2}
    assert [type(each) for each in company.slack.whispers_to(BJORN)] == [CaseOpened]
    assert company.slack.whispers_to(FRIDA) == []


async def test_with_two_such_emoji_it_stands_until_both_are_off(company: Company) -> None:
    card, at = await a_negative_card(company), company.clock.now()
    for emoji in ("🌍", "🚨"):
        await company.react(BJORN, card, emoji)
    await company.react(BJORN, card, "🌍", False, at + timedelta(seconds=1))
    assert await votes(company) == {Vote.WORLD: 1}
    await company.react(BJORN, card, "🚨", False, at + timedelta(seconds=2))
    assert await votes(company) == {}


async def test_events_in_the_wrong_order_leave_the_vote_as_it_is_on_the_card(company: Company) -> None:
    card, at = await a_negative_card(company), company.clock.now()
    await company.react(BJORN, card, "🌍", True, at + timedelta(seconds=2))
    await company.react(BJORN, card, "🌍", False, at + timedelta(seconds=1))
    assert await votes(company) == {Vote.WORLD: 1}


async def test_taken_off_after_another_answer_by_button_that_answer_stays(company: Company) -> None:
    card, at = await a_negative_card(company), company.clock.now()
    await company.react(BJORN, card, "🌍")
    await company.press(BJORN, Action.NO_BIG_DEAL, 1)
    await company.react(BJORN, card, "🌍", False, at + timedelta(seconds=1))
    assert await votes(company) == {Vote.NO_BIG_DEAL: 1}


async def test_on_what_was_taken_back_it_is_no_vote(company: Company) -> None:
    card = await a_negative_card(company)
    await company.press(CECILIA, Action.WITHDRAW, 1)
    await company.react(BJORN, card, "🌍")
    assert await votes(company) == {}


async def test_another_emoji_is_no_vote(company: Company) -> None:
    await company.react(BJORN, await a_negative_card(company), "❤️")
    assert await votes(company) == {}


async def test_on_praise_it_asks_that_person_in_private_once(company: Company) -> None:
    card = await a_card(company)
    for present in (True, False, True):
        await company.react(BJORN, card, "🌍", present)
    await company.tick()
    assert company.slack.whispers_to(BJORN) == [DraftPrompt(card, Sentiment.NEGATIVE, QuoteNumber(1))]
    assert await votes(company) == {}
    assert len(company.features()) == 1


async def test_one_tap_then_records_it_as_criticism_beside_the_praise_and_opens_its_case(company: Company) -> None:
    card = await a_card(company)
    await company.react(BJORN, card, "🌍")
    form = await company.press(BJORN, Action.DRAFT, "quote|1|negative")
    assert isinstance(form, QuoteForm)
    assert (form.text, form.sentiment) == (PRAISE[0], Sentiment.NEGATIVE)
    answer = await company.send_form(BJORN, form)
    assert isinstance(answer, CaseOpened)
    assert (answer.case.quote.number, answer.case.quote.sentiment) == (2, Sentiment.NEGATIVE)
    assert not (await company.quote(QuoteNumber(1))).withdrawn


async def test_on_anybodys_message_it_asks_in_private_where_the_message_stands(company: Company) -> None:
    await company.invite(ASTRID)
    foreign = message("m900", thread="m899")
    await company.react(BJORN, foreign, "🚨")
    await company.tick()
    assert company.slack.whispers_to(BJORN) == [DraftPrompt(foreign, Sentiment.NEGATIVE)]
    letter = company.slack.requests[-1]
    assert (letter.to, letter.thread, letter.language) == (KUNDER, "m899", "nb")


# Save this message ------------------------------------------------------------------------------


async def test_a_speech_bubble_on_anybodys_message_offers_to_save_it(company: Company) -> None:
    foreign = message("m900")
    await company.react(FRIDA, foreign, "💬")
    await company.tick()
    assert company.slack.whispers_to(FRIDA) == [DraftPrompt(foreign)]
    with pytest.raises(NeedsWords) as needed:
        await company.press(FRIDA, Action.DRAFT, f"{foreign.token}|")
    assert (needed.value.message, needed.value.sentiment) == (foreign, None)


async def test_each_who_reacts_is_asked_once_a_day(company: Company) -> None:
    foreign = message("m900")
    for who in (FRIDA, BJORN, FRIDA, BJORN):
        await company.react(who, foreign, "💬")
    await company.tick()
    assert [len(company.slack.whispers_to(who)) for who in (FRIDA, BJORN)] == [1, 1]
    company.clock.forward(timedelta(days=1))
    await company.react(FRIDA, foreign, "💬")
    await company.tick()
    assert len(company.slack.whispers_to(FRIDA)) == 2


async def test_who_would_save_it_and_then_calls_it_the_end_of_the_world_is_asked_about_either(company: Company) -> None:
    foreign = message("m900")
    for emoji in ("💬", "🌍"):
        await company.react(FRIDA, foreign, emoji)
    await company.tick()
    assert company.slack.whispers_to(FRIDA) == [DraftPrompt(foreign), DraftPrompt(foreign, Sentiment.NEGATIVE)]


@pytest.mark.parametrize(("emoji", "present"), [("❤️", True), ("💬", False), ("🌍", False)])
async def test_nothing_else_on_anybodys_message_is_noticed(company: Company, emoji: str, present: bool) -> None:
    await company.react(FRIDA, message("m900"), emoji, present)
    await company.tick()
    assert company.slack.requests == []


@pytest.mark.parametrize("emoji", ["💬", "🌍"])
async def test_people_of_another_company_are_offered_nothing(company: Company, emoji: str) -> None:
    with pytest.raises(NotAllowed):
        await company.react(PARTNER, message("m900"), emoji)
    await company.react(PARTNER, await a_card(company), emoji)
    await company.tick()
    assert company.slack.whispers_to(PARTNER) == []


async def test_the_lists_are_the_companys_own(company: Company) -> None:
    await company.submit(ASTRID, "settings", "", None, named=True, stages="use", world_emoji="🔥", save_emoji="📌")
    for who, emoji in ((FRIDA, "💬"), (BJORN, "📌"), (CECILIA, "🌍"), (DECLAN, "🔥")):
        await company.react(who, message("m900"), emoji)
    await company.tick()
    asked: dict[MemberRef, int] = {who: len(company.slack.whispers_to(who)) for who in (FRIDA, BJORN, CECILIA, DECLAN)}
    assert asked == {FRIDA: 0, BJORN: 1, CECILIA: 0, DECLAN: 1}


# On what the bot says itself ----------------------------------------------------------------------


async def test_on_our_question_a_speech_bubble_offers_a_form_without_our_words(company: Company) -> None:
    await company.invite(ASTRID)
    await company.at(local("2026-11-23 09:00"))
    question = company.latest_card()
    assert company.standing() == [AskForQuote(None)]
    for present in (True, False, True):
        await company.react(FRIDA, question, "💬", present, ours=True)
    await company.tick()
    assert company.slack.whispers_to(FRIDA) == [DraftPrompt(None)]
    form = await company.press(FRIDA, Action.RECORD)
    assert isinstance(form, QuoteForm)
    assert (form.text, form.source, form.sentiment) == ("", None, None)


async def test_our_own_words_are_no_criticism(company: Company) -> None:
    await company.invite(ASTRID)
    await company.react(FRIDA, message("m900"), "🚨", ours=True)
    await company.tick()
    assert company.slack.whispers_to(FRIDA) == []


@pytest.mark.parametrize("emoji", ["💬", "🌍"])
async def test_what_we_say_to_one_person_is_nothing_to_save(company: Company, emoji: str) -> None:
    await company.react(FRIDA, message("m900", ChannelRef(SLACK, "DFRIDA")), emoji, ours=True)
    await company.tick()
    assert company.slack.requests == []


@pytest.mark.parametrize("ours", [True, False])
async def test_on_a_quotes_card_an_emoji_is_about_the_quote_whoever_is_said_to_have_written_it(
    company: Company, ours: bool
) -> None:
    card = await a_card(company)
    await company.react(BJORN, card, "🌍", ours=ours)
    await company.tick()
    assert company.slack.whispers_to(BJORN) == [DraftPrompt(card, Sentiment.NEGATIVE, QuoteNumber(1))]


# Where one emoji may take another's place -------------------------------------------------------


async def take_off(company: Company, who: MemberRef, card: MessageRef, emoji: str) -> None:
    await company.write(take_off_later, who, card, emoji, company.clock.now())


async def test_an_emoji_taken_off_counts_until_it_has_stayed_away(company: Company) -> None:
    card = await a_card(company)
    await company.react(BJORN, card, "❤️")
    await take_off(company, BJORN, card, "❤️")
    await company.later(seconds=GRACE.total_seconds() - 1)
    assert await counts(company) == {"❤️": 1}
    await company.later(seconds=1)
    assert await counts(company) == {}


async def test_the_end_of_the_world_that_is_back_within_the_grace_time_was_never_taken_back(company: Company) -> None:
    card = await a_negative_card(company)
    await company.react(FRIDA, card, "🌍")
    await take_off(company, FRIDA, card, "🌍")
    await company.later(seconds=1)
    await company.react(FRIDA, card, "🌍")
    await company.later(seconds=GRACE.total_seconds())
    assert await votes(company) == {Vote.WORLD: 1}


async def test_the_end_of_the_world_that_is_back_and_then_stays_away_is_taken_back(company: Company) -> None:
    card = await a_negative_card(company)
    for _ in range(2):
        await company.react(FRIDA, card, "🌍")
        await company.later(seconds=1)
        await take_off(company, FRIDA, card, "🌍")
        await company.later(seconds=1)
    await company.later(seconds=GRACE.total_seconds())
    assert await votes(company) == {}


async def test_the_end_of_the_world_that_stays_away_is_taken_back_however_often_it_was_put_on(company: Company) -> None:
    card = await a_negative_card(company)
    for _ in range(2):
        await company.react(FRIDA, card, "🌍")
        assert await votes(company) == {Vote.WORLD: 1}
        await company.later(seconds=1)
        await take_off(company, FRIDA, card, "🌍")
        await company.later(seconds=GRACE.total_seconds())
        assert await votes(company) == {}


async def test_an_answer_by_button_outlasts_an_emoji_taken_off_before_it(company: Company) -> None:
    card = await a_negative_card(company)
    for emoji in ("🌍", "🚨"):
        await company.react(FRIDA, card, emoji)
    await take_off(company, FRIDA, card, "🚨")
    await company.press(FRIDA, Action.NO_BIG_DEAL, "1")
    await company.later(seconds=GRACE.total_seconds())
    assert await votes(company) == {Vote.NO_BIG_DEAL: 1}
