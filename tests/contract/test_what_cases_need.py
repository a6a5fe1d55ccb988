"""What cases need of the other ports: votes taken back, who reacted, drafts that a form keeps, edits noted."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import HEADS_UP
from bot.domain.quotes import Sentiment, Vote
from bot.domain.refs import ChannelRef, MemberNumber, MessageRef, QuoteNumber
from bot.ports import Kind, Post, UnitOfWork
from tests.builders import MORNING
from tests.storage.company import ACME, Company, company, words

MINUTE = timedelta(minutes=1)
HERE = ChannelRef(ACME, "CKUNDER")
ANNA, BO, CECILIA = MemberNumber(1), MemberNumber(2), MemberNumber(3)


@pytest.fixture
async def acme(database_url: str) -> AsyncIterator[Company]:
    async with company(database_url) as there:
        yield there


def complaint(unit: UnitOfWork) -> QuoteNumber:
    return unit.quotes.add(words(sentiment=Sentiment.NEGATIVE)).number


async def test_a_vote_says_whether_it_changed_anything(acme: Company) -> None:
    def votes(unit: UnitOfWork) -> None:
        quote = complaint(unit)
        assert unit.votes.cast(quote, ANNA, Vote.WORLD, MORNING)
        assert not unit.votes.cast(quote, ANNA, Vote.WORLD, MORNING + 2 * MINUTE)
        assert not unit.votes.cast(quote, ANNA, Vote.NO_BIG_DEAL, MORNING + MINUTE)
        assert unit.votes.counts(quote) == {Vote.WORLD: 1}
        assert unit.votes.cast(quote, ANNA, Vote.NO_BIG_DEAL, MORNING + 2 * MINUTE)
        assert unit.votes.counts(quote) == {Vote.NO_BIG_DEAL: 1}

    await acme.does(votes)


async def test_a_vote_taken_back_is_none(acme: Company) -> None:
    def votes(unit: UnitOfWork) -> None:
        quote, other = complaint(unit), complaint(unit)
        for member in (CECILIA, ANNA):
            unit.votes.cast(quote, member, Vote.WORLD, MORNING)
        unit.votes.cast(quote, BO, Vote.NO_BIG_DEAL, MORNING)
        unit.votes.cast(other, BO, Vote.WORLD, MORNING)
        assert unit.votes.voters(quote) == [ANNA, BO, CECILIA]
        assert [unit.votes.answer_of(each, BO) for each in (quote, other)] == [Vote.NO_BIG_DEAL, Vote.WORLD]
        unit.votes.withdraw(quote, BO)
        unit.votes.withdraw(quote, BO)
        assert unit.votes.voters(quote) == [ANNA, CECILIA]
        assert unit.votes.answer_of(quote, BO) is None
        assert unit.votes.counts(quote) == {Vote.WORLD: 2}
        assert unit.votes.voters(other) == [BO]
        assert unit.votes.cast(quote, BO, Vote.NO_BIG_DEAL, MORNING)

    await acme.does(votes)


async def test_what_is_the_end_of_the_world_to_somebody_is_found_latest_first(acme: Company) -> None:
    def votes(unit: UnitOfWork) -> None:
        one, two, three, four = (complaint(unit) for _ in range(4))
        for place, quote in enumerate((two, one, three, four)):
            unit.votes.cast(quote, ANNA, Vote.WORLD, MORNING + place * MINUTE)
        unit.votes.cast(two, BO, Vote.WORLD, MORNING)
        unit.votes.withdraw(three, ANNA)
        unit.votes.cast(four, ANNA, Vote.NO_BIG_DEAL, MORNING + 9 * MINUTE)
        assert unit.votes.escalated_by(ANNA, MORNING) == [(one, MORNING + MINUTE), (two, MORNING)]
        assert unit.votes.escalated_by(ANNA, MORNING + MINUTE) == [(one, MORNING + MINUTE)]
        assert unit.votes.escalated_by(ANNA, MORNING + 2 * MINUTE) == []
        unit.votes.cast(two, ANNA, Vote.WORLD, MORNING + 5 * MINUTE)
        assert [quote for quote, _ in unit.votes.escalated_by(ANNA, MORNING)] == [two, one]

    await acme.does(votes)


async def test_who_reacted_comes_once_and_not_after_taking_it_off(acme: Company) -> None:
    def reacts(unit: UnitOfWork) -> None:
        quote = complaint(unit)
        here, there = (unit.posts.add(Post(0, MessageRef(HERE, id), Kind.NEGATIVE, 1, quote)) for id in "12")
        for post, member, emoji in [(here, BO, "🌍"), (there, BO, "❤️"), (there, ANNA, "🌍"), (here, CECILIA, "👀")]:
            unit.reactions.put(post, member, emoji, True, MORNING)
        unit.reactions.put(here, CECILIA, "👀", False, MORNING + MINUTE)
        assert unit.reactions.reactors(quote) == [ANNA, BO]
        found = [unit.reactions.of_member(quote, member) for member in (ANNA, BO, CECILIA)]
        assert found == [{"🌍"}, {"🌍", "❤️"}, frozenset()]

    await acme.does(reacts)


async def test_a_form_keeps_the_latest_that_stood_in_it(acme: Company) -> None:
    await acme.does(lambda unit: unit.drafts.keep(ANNA, "step|1", {"words": "den ble aldri"}))
    acme.clock.forward(MINUTE)
    await acme.does(lambda unit: unit.drafts.keep(ANNA, "story|2", {"named": True}))
    assert await acme.sees(lambda unit: unit.drafts.forms(ANNA)) == ["story|2", "step|1"]
    acme.clock.forward(MINUTE)
    await acme.does(lambda unit: unit.drafts.keep(ANNA, "step|1", {"words": "den ble aldri skrevet ut", "basis": None}))

    def looks(unit: UnitOfWork) -> None:
        assert unit.drafts.forms(ANNA) == ["step|1", "story|2"]
        assert unit.drafts.kept(ANNA, "step|1") == {"words": "den ble aldri skrevet ut", "basis": None}
        assert unit.drafts.kept(BO, "step|1") is unit.drafts.kept(ANNA, "step|2") is None
        assert unit.drafts.forms(BO) == []

    await acme.sees(looks)
    await acme.does(lambda unit: unit.drafts.discard(ANNA, "step|1"))
    assert await acme.sees(lambda unit: unit.drafts.forms(ANNA)) == ["story|2"]


async def test_of_two_drafts_the_newer_stays_and_none_from_before_it_was_sent(acme: Company) -> None:
    def keeps(unit: UnitOfWork) -> None:
        unit.drafts.keep(ANNA, "step|1", {"words": "den ble"}, MORNING + MINUTE)
        unit.drafts.keep(ANNA, "step|1", {"words": "den"}, MORNING)
        assert unit.drafts.kept(ANNA, "step|1") == {"words": "den ble"}
        unit.drafts.keep(BO, "step|1", {"words": "den"}, MORNING)
        assert unit.drafts.kept(BO, "step|1") == {"words": "den"}

    def sends(unit: UnitOfWork) -> None:
        unit.drafts.discard(ANNA, "step|1")
        unit.drafts.discard(ANNA, "never|kept")
        for form in ("step|1", "never|kept"):
            unit.drafts.keep(ANNA, form, {"words": "den ble aldri"}, MORNING + MINUTE)
        assert unit.drafts.forms(ANNA) == []
        assert unit.drafts.kept(ANNA, "step|1") is None
        unit.drafts.keep(ANNA, "step|1", {"words": "begun again"}, unit.now + MINUTE)
        assert unit.drafts.forms(ANNA) == ["step|1"]

    await acme.does(keeps)
    acme.clock.forward(2 * MINUTE)
    await acme.does(sends)


async def test_a_question_asked_is_no_form_that_was_left(acme: Company) -> None:
    def asks(unit: UnitOfWork) -> None:
        numbers = [unit.drafts.add(ANNA, "quote", {"text": text}) for text in "ab"]
        unit.drafts.keep(ANNA, "quote", {"text": "c"})
        unit.drafts.keep(ANNA, "quote", {"text": "d"})
        assert unit.drafts.forms(ANNA) == ["quote"]
        assert unit.drafts.kept(ANNA, "quote") == {"text": "d"}
        unit.drafts.discard(ANNA, "quote")
        assert [unit.drafts.get(number, ANNA) for number in numbers] == [{"text": "a"}, {"text": "b"}]

    await acme.does(asks)


async def test_a_form_left_too_long_ago_is_forgotten(acme: Company) -> None:
    await acme.does(lambda unit: unit.drafts.keep(ANNA, "step|1", {"words": "den ble"}))
    assert await acme.registry(lambda registry: registry.purge(MORNING)) == 0
    assert await acme.registry(lambda registry: registry.purge(MORNING + MINUTE)) == 1
    assert await acme.sees(lambda unit: unit.drafts.forms(ANNA)) == []


async def test_a_post_knows_when_it_was_edited(acme: Company) -> None:
    def edits(unit: UnitOfWork) -> None:
        one, two = (unit.posts.add(Post(0, MessageRef(HERE, id), Kind.NEGATIVE, 1, None)) for id in "12")
        unit.posts.edited(one.number, MORNING)
        assert unit.posts.get(one.number) == replace(one, edited_at=MORNING)
        assert unit.posts.find(two.message) == two

    await acme.does(edits)


async def test_an_answer_knows_which_quote_it_follows(acme: Company) -> None:
    def answers(unit: UnitOfWork) -> None:
        first = complaint(unit)
        answer = unit.quotes.add(replace(words(), follows=first))
        assert unit.quotes.get(answer.number).words.follows == first

    await acme.does(answers)


async def test_an_organisation_chooses_how_early_its_heads_up_is(acme: Company) -> None:
    assert (await acme.sees(lambda unit: unit.organisation)).heads_up == HEADS_UP
    await acme.does(lambda unit: unit.change(replace(unit.organisation, heads_up=timedelta(hours=2))))
    assert (await acme.sees(lambda unit: unit.organisation)).heads_up == timedelta(hours=2)
