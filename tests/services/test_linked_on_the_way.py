"""Two workspaces are linked, or unlinked, while a message is between the lease and the note of how it went."""

import logging
from datetime import timedelta

import pytest

from adapters.lane import AT_ONCE
from bot.domain.channels import Delivery
from bot.domain.errors import NotSent, Unknown
from bot.domain.refs import ChannelRef, MemberRef
from bot.ports import Fate, Letter, UnitOfWork
from bot.speech import Action, CreditNotice, InDoubt, QuoteOfTheDay, QuoteRemoved
from tests.builders import (
    ASTRID,
    BJORN,
    CRITICISM,
    GRO_ON_TEAMS,
    KUNDER,
    MONDAY,
    ON_TEAMS,
    PRAISE,
    SIRI_OF_TEAMS,
    TEAMS,
)
from tests.fakes.messenger import Trouble
from tests.services.company import Company
from tests.services.test_linking import link, shown


@pytest.fixture
async def slack(on_both: Company) -> Company:
    """Its numbers are raised by ten when it is linked, those of Teams by twenty."""
    await on_both.record(BJORN, f'+ "{PRAISE[0]}"')
    return on_both


@pytest.fixture
async def teams(slack: Company) -> Company:
    """On a platform where nothing can be looked for."""
    other = slack.beside(TEAMS)
    await other.install(TEAMS, "Furulid Teams")
    await other.record(GRO_ON_TEAMS, f'+ "{PRAISE[1]}"', None)
    slack.teams_chat.reads_back = False
    return other


async def agree(slack: Company, teams: Company) -> None:
    """Whatever is needed, but the tick that does it."""
    plan = await shown(slack, teams)
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)
    await slack.tick()
    await slack.press(ASTRID, Action.LINK_YES, plan.link)


def is_feature(letter: Letter) -> bool:
    return isinstance(letter.message, QuoteOfTheDay)


async def on_its_way(company: Company, place: ChannelRef) -> Trouble:
    """A quote of the day has been leased and stands in that channel; the platform has not answered yet."""
    messenger = company.slack if place == KUNDER else company.teams_chat
    under_way = messenger.stall(lambda letter: is_feature(letter) and letter.to == place)
    company.clock.forward(timedelta(hours=3))
    await company.planner.run()
    await company.courier.run()
    await under_way.reached.wait()
    return under_way


async def fate(company: Company, place: ChannelRef) -> Fate | None:
    def of_today(unit: UnitOfWork) -> Fate | None:
        channel = unit.channels.by_ref(place)
        feature = unit.features.get(channel.number, MONDAY) if channel else None
        return feature.fate if feature else None

    return await company.read(of_today)


def doubts(company: Company, who: MemberRef) -> list[InDoubt]:
    return [each for each in company.standing(who) if isinstance(each, InDoubt)]


@pytest.mark.parametrize("place", [KUNDER, ON_TEAMS])
@pytest.mark.parametrize("wish", [Delivery.AT_MOST_ONCE, Delivery.AT_LEAST_ONCE])
async def test_a_post_that_arrived_while_they_were_linked_is_known_and_stands_once(
    slack: Company, teams: Company, place: ChannelRef, wish: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    there = slack if place == KUNDER else teams
    await there.arrange(place, delivery=wish)
    await agree(slack, teams)
    under_way = await on_its_way(slack, place)
    await slack.linker.run()
    under_way.gate.set()
    await slack.courier.finish()
    assert await fate(there, place) is Fate.SHOWN
    await slack.later(minutes=5)
    assert len(there.features(place)) == 1
    assert not doubts(slack, ASTRID) + doubts(teams, SIRI_OF_TEAMS)
    assert slack.slack.looked_for == [], "it was settled, and need not be looked for"
    # The card follows its quote, by whatever number the two have now.
    reader = ASTRID if place == KUNDER else SIRI_OF_TEAMS
    await there.react(reader, there.latest_card(place), "👀")
    assert await there.read(_reactions, there.features(place)[0].quote.text) == {"👀": 1}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def _reactions(unit: UnitOfWork, text: str) -> object:
    [quote] = [each for each in unit.quotes.search(text, 9) if each.text == text]
    return unit.reactions.counts(quote.number)


async def test_a_post_of_unknown_fate_across_a_link_is_left_to_an_admin_once(slack: Company, teams: Company) -> None:
    await teams.arrange(ON_TEAMS)
    await agree(slack, teams)
    under_way = await on_its_way(slack, ON_TEAMS)
    await slack.linker.run()
    under_way.error = Unknown("timeout")
    under_way.gate.set()
    await slack.courier.finish()
    await slack.later(minutes=5)
    assert len(teams.features(ON_TEAMS)) == 1
    assert await fate(teams, ON_TEAMS) is Fate.UNCERTAIN
    [told] = doubts(slack, ASTRID)
    assert told.channel is not None
    assert told.channel.ref == ON_TEAMS


async def test_a_post_surely_not_sent_across_a_link_goes_out_soon(slack: Company, teams: Company) -> None:
    await teams.arrange(ON_TEAMS)
    await agree(slack, teams)
    under_way = await on_its_way(slack, ON_TEAMS)
    slack.teams_chat.standing.pop()
    await slack.linker.run()
    under_way.error = NotSent("no connection")
    under_way.gate.set()
    await slack.courier.finish()
    await slack.later(seconds=6)
    assert len(teams.features(ON_TEAMS)) == 1
    assert await fate(teams, ON_TEAMS) is Fate.SHOWN


async def test_who_is_told_of_their_praise_while_the_link_is_made_is_told_once(slack: Company, teams: Company) -> None:
    """More than go out at the same time: the last ones are composed when the link is made already."""
    await agree(slack, teams)
    praise = [f"Caller number {number} was glad that it worked" for number in range(AT_ONCE + 4)]
    for words in praise:
        await teams.record(GRO_ON_TEAMS, ['+ "', words, '" ', SIRI_OF_TEAMS], None)
    under_way = [slack.teams_chat.stall() for _ in range(AT_ONCE)]
    await slack.courier.run()
    for each in under_way:
        await each.reached.wait()
    await slack.linker.run()
    for each in under_way:
        each.gate.set()
    await slack.courier.finish()
    await slack.later(minutes=5)
    told = [each.quote.text for each in teams.standing(SIRI_OF_TEAMS) if isinstance(each, CreditNotice)]
    assert sorted(told) == sorted(praise)


@pytest.mark.parametrize("found", [False, True])
async def test_a_card_of_the_others_that_arrives_when_they_are_unlinked_is_taken_down(
    slack: Company, teams: Company, found: bool
) -> None:
    """Also when nobody heard whether it arrived, and it is found afterwards."""
    await link(slack, teams)
    await slack.arrange(KUNDER, teams=frozenset())
    await slack.press(BJORN, Action.WITHDRAW, 11)
    await slack.press(ASTRID, Action.UNLINK, "", None)
    under_way = await on_its_way(slack, KUNDER)
    [card] = slack.features(KUNDER)
    assert card.quote.text == PRAISE[1], "of the other side"
    await slack.linker.run()
    under_way.error = Unknown("timeout") if found else None
    under_way.gate.set()
    await slack.courier.finish()
    await slack.later(minutes=3)
    assert [type(each) for each in slack.standing(KUNDER)] == [QuoteRemoved]
    pending = await slack.store.registry(lambda registry: registry.pending(9))
    assert [each for each in pending if each.due_at] == [], "nothing is tried for ever"


async def test_a_case_of_the_others_that_is_told_when_they_are_unlinked_is_taken_down(
    slack: Company, teams: Company
) -> None:
    await link(slack, teams)
    number = await teams.record(GRO_ON_TEAMS, f'- "{CRITICISM[0]}"', None)
    await teams.press(GRO_ON_TEAMS, Action.WORLD, number, None)
    await slack.tick()
    [case] = await slack.read(lambda unit: unit.cases.unfinished(9))
    await slack.press(BJORN, Action.CLAIM, case.number)
    await slack.press(ASTRID, Action.UNLINK, "", None)
    under_way = slack.slack.stall(lambda letter: letter.to == BJORN)
    await slack.courier.run()
    await under_way.reached.wait()
    assert CRITICISM[0] in str(slack.standing(BJORN)[-1])
    await slack.linker.run()
    under_way.gate.set()
    await slack.courier.finish()
    await slack.later(minutes=3)
    assert isinstance(slack.standing(BJORN)[-1], QuoteRemoved)
    assert CRITICISM[0] not in str(slack.standing(BJORN))
