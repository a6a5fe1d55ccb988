"""What nobody can tell of a post is left to somebody, or posted again, as its channel wants; and a shut door."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.lane import AT_ONCE
from bot.domain.channels import Delivery
from bot.domain.errors import NotSent, Rejected, Unknown, WorkspaceClosed
from bot.domain.people import NotAllowed
from bot.ports import Fate
from bot.services import doubts, people
from bot.services.daily import AlreadyPosted
from bot.services.doubts import NothingInDoubt
from bot.speech import Action, Became, InDoubt, PostingAgain, ShutOut, Today
from tests.builders import ASTRID, BJORN, CECILIA, FRIDA, GRO_ON_TEAMS, PRAISE, PROFILES, SLACK, local
from tests.services.company import Company
from tests.services.test_courier import fate, is_feature, many_planned, planned


@pytest.fixture
async def blind(company: Company) -> Company:
    """A quote of the day is due on a platform where nothing can be looked for."""
    company.slack.reads_back = False
    return await planned(company)


def doubted(company: Company) -> list[InDoubt]:
    return [each for each in company.standing(ASTRID) if isinstance(each, InDoubt)]


async def test_an_uncertain_post_is_not_repeated_and_an_admin_is_told(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), stored=True, concerns=is_feature)
    for _ in range(10):
        await blind.later(minutes=5)
    assert len(blind.features()) == 1
    assert await fate(blind) is Fate.UNCERTAIN
    [told] = doubted(blind)
    assert told.channel is not None
    assert (told.channel.name, str(told.day)) == ("kunder", "2026-11-23")
    assert blind.slack.looked_for == []


async def test_what_is_perhaps_there_is_todays_quote_and_not_to_be_skipped(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), stored=True, concerns=is_feature)
    await blind.courier.finish()
    answer = await blind.say(FRIDA, "today")
    assert isinstance(answer, Today)
    assert answer.quote == blind.features()[0].quote
    with pytest.raises(AlreadyPosted):
        await blind.say(ASTRID, "skip")
    assert await fate(blind) is Fate.UNCERTAIN


async def test_the_admin_posts_it_now_where_it_is_not_there(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    assert blind.features() == []
    [told] = doubted(blind)
    assert isinstance(await blind.press(ASTRID, Action.POST_AGAIN, told.id), PostingAgain)
    await blind.courier.finish()
    assert len(blind.features()) == 1
    assert await fate(blind) is Fate.SHOWN
    with pytest.raises(NothingInDoubt):
        await blind.press(ASTRID, Action.POST_AGAIN, told.id)


async def test_posting_now_counts_even_after_the_cut_off(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    blind.clock.set(local("2026-11-23 17:30"))
    await blind.press(ASTRID, Action.POST_AGAIN, doubted(blind)[0].id)
    await blind.courier.finish()
    assert [str(each.local_date) for each in blind.features()] == ["2026-11-23"]


async def test_a_quote_withdrawn_meanwhile_gives_way_to_another(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    await blind.record(CECILIA, f'+ "{PRAISE[1]}" @bjorn')
    await blind.press(CECILIA, Action.WITHDRAW, 1)
    await blind.press(ASTRID, Action.POST_AGAIN, doubted(blind)[0].id)
    await blind.courier.finish()
    assert [each.quote.text for each in blind.features()] == [PRAISE[1]]
    await blind.later(minutes=1)
    assert [each.became for each in doubted(blind)] == [Became.POSTED], "the day has its post"


async def test_where_nothing_gives_way_the_notice_says_that_it_was_left(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    await blind.press(CECILIA, Action.WITHDRAW, 1)
    await blind.press(ASTRID, Action.POST_AGAIN, doubted(blind)[0].id)
    await blind.later(minutes=1)
    assert [each.became for each in doubted(blind)] == [Became.LEFT]


async def test_only_who_may_set_the_channel_decides(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    with pytest.raises(NotAllowed):
        await blind.press(BJORN, Action.POST_AGAIN, doubted(blind)[0].id)
    with pytest.raises(NothingInDoubt):
        await blind.press(ASTRID, Action.POST_AGAIN, "none-of-ours")


async def test_it_counts_as_shown_so_the_same_quote_does_not_come_tomorrow(blind: Company) -> None:
    await blind.record(CECILIA, f'+ "{PRAISE[1]}" @astrid')
    blind.slack.fail(Unknown("timeout"), stored=True, concerns=is_feature)
    await blind.at(local("2026-11-23 09:00"))
    await blind.at(local("2026-11-24 09:00"))
    first, second = blind.features()
    assert first.quote.number != second.quote.number


async def test_killed_at_work_it_is_in_doubt_as_well(blind: Company) -> None:
    slow = blind.slack.stall(is_feature, stored=True)
    await blind.courier.run()
    await slow.reached.wait()
    await blind.courier.drain(timedelta(0))
    blind.courier = blind.another_courier()
    await blind.later(minutes=2)
    assert len(blind.features()) == 1
    assert len(doubted(blind)) == 1


async def test_killed_before_it_is_begun_it_is_in_no_doubt(blind: Company) -> None:
    """A process leases more at once than it has under way."""
    await blind.courier.run()
    await blind.courier.drain(timedelta(0))
    blind.courier = blind.another_courier()
    await blind.later(minutes=2)
    assert len(blind.features()) == 1
    assert doubted(blind) == []


async def test_killed_while_it_waits_for_its_turn_it_is_in_no_doubt(blind: Company) -> None:
    blind.slack.pause = timedelta(seconds=15)
    killed, blind.courier = blind.courier, blind.another_courier()
    await killed.run()
    await asyncio.sleep(0.3)
    blind.slack.pause = timedelta(0)
    await blind.later(minutes=2)
    assert len(blind.features()) == 1
    assert doubted(blind) == []
    await killed.drain(timedelta(0))


async def test_killed_at_work_only_what_was_on_its_way_is_in_doubt(company: Company) -> None:
    company.slack.reads_back = False
    refs = await many_planned(company)
    slow = [company.slack.stall(is_feature) for _ in range(AT_ONCE)]
    killed, company.courier = company.courier, company.another_courier()
    await killed.run()
    for each in slow:
        await each.reached.wait()
    await asyncio.sleep(0.3)
    await company.later(minutes=2)
    assert [len(company.features(ref)) for ref in refs] == [1] * len(refs)
    assert len(doubted(company)) == AT_ONCE
    await killed.drain(timedelta(0))


async def test_a_channel_that_rather_reads_twice_than_never_gets_it_again(blind: Company) -> None:
    await blind.arrange(delivery=Delivery.AT_LEAST_ONCE)
    blind.slack.fail(Unknown("timeout"), stored=True, concerns=is_feature)
    await blind.courier.finish()
    await blind.later(minutes=5)
    assert len(blind.features()) == 2
    assert doubted(blind) == []


async def test_a_private_message_is_rather_read_twice_than_never(company: Company) -> None:
    company.slack.reads_back = False
    company.slack.fail(Unknown("timeout"), stored=True)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    await company.later(minutes=5)
    assert len(company.standing(BJORN)) == 2


async def test_what_was_surely_not_sent_is_in_no_doubt(blind: Company) -> None:
    blind.slack.fail(NotSent("no connection"), concerns=is_feature)
    await blind.courier.finish()
    await blind.later(seconds=5)
    assert len(blind.features()) == 1
    assert doubted(blind) == []


# What became of it ------------------------------------------------------------------------------


async def test_a_notice_loses_its_button_and_says_what_became_of_it(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), NotSent("no connection"), concerns=is_feature)
    await blind.courier.finish()
    await blind.press(ASTRID, Action.POST_AGAIN, doubted(blind)[0].id)
    await blind.courier.finish()
    assert [each.became for each in doubted(blind)] == [Became.POSTING]
    for _ in range(3):
        await blind.later(seconds=10)
    assert [each.became for each in doubted(blind)] == [Became.POSTED]
    assert len(blind.features()) == 1


async def test_everybody_who_was_asked_sees_what_one_of_them_decided(blind: Company) -> None:
    await blind.write(people.meet, [replace(PROFILES[FRIDA], admin=True)])
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    await blind.press(ASTRID, Action.POST_AGAIN, doubted(blind)[0].id)
    for _ in range(2):
        await blind.later(seconds=10)
    told = [each for who in (ASTRID, FRIDA) for each in blind.standing(who) if isinstance(each, InDoubt)]
    assert [each.became for each in told] == [Became.POSTED] * 2


async def test_a_notice_says_that_it_was_left_when_it_was_dropped_by_hand(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    assert await blind.write(doubts.drop, doubted(blind)[0].id)
    await blind.later(seconds=10)
    assert [each.became for each in doubted(blind)] == [Became.LEFT]


async def _refused(blind: Company) -> None:
    blind.slack.fail(Rejected("msg_too_long"), concerns=is_feature)


async def _skipped(blind: Company) -> None:
    await blind.say(ASTRID, "skip")


@pytest.mark.parametrize("happens", [_refused, _skipped])
async def test_so_it_does_when_what_was_to_be_posted_now_is_not_to_be_posted_after_all(
    blind: Company, happens: Callable[[Company], Awaitable[None]]
) -> None:
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    await blind.press(ASTRID, Action.POST_AGAIN, doubted(blind)[0].id)
    await happens(blind)
    for _ in range(2):
        await blind.later(seconds=10)
    assert blind.features() == []
    assert [each.became for each in doubted(blind)] == [Became.LEFT]


async def test_a_second_doubt_is_a_second_question(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    await blind.press(ASTRID, Action.POST_AGAIN, doubted(blind)[0].id)
    for _ in range(2):
        await blind.later(seconds=10)
    assert [each.became for each in doubted(blind)] == [None, None]
    await blind.press(ASTRID, Action.POST_AGAIN, doubted(blind)[1].id)
    for _ in range(2):
        await blind.later(seconds=10)
    assert [each.became for each in doubted(blind)] == [Became.POSTED] * 2


async def test_a_question_that_is_long_settled_stays_as_it_is_when_its_quote_is_taken_back(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), stored=True, concerns=is_feature)
    await blind.courier.finish()
    [before] = doubted(blind)
    await blind.later(days=10)
    while await blind.store.registry(lambda registry: registry.purge(registry.now - timedelta(days=7))):
        pass
    await blind.press(CECILIA, Action.WITHDRAW, 1)
    await blind.later(minutes=1)
    assert doubted(blind) == [before]


async def test_an_emoji_on_the_question_is_none_on_the_quote(blind: Company) -> None:
    blind.slack.fail(Unknown("timeout"), concerns=is_feature)
    await blind.courier.finish()
    await blind.react(ASTRID, blind.latest_card(ASTRID), "👀")
    assert await blind.read(lambda unit: unit.reactions.counts(1)) == {}  # type: ignore[arg-type]


# By hand ----------------------------------------------------------------------------------------


async def test_what_is_dropped_by_hand_is_a_day_missed(company: Company) -> None:
    due = await planned(company)
    due.slack.fail(*[NotSent("no connection")] * 3)
    await due.courier.finish()
    [pending] = await due.store.registry(lambda registry: registry.pending(10))
    assert await due.write(doubts.drop, pending.id)
    await due.later(hours=1)
    assert (due.features(), await fate(due)) == ([], Fate.MISSED)
    assert not await due.write(doubts.retry, pending.id)


# A door that is shut ----------------------------------------------------------------------------


async def test_behind_a_shut_door_only_one_request_is_made_and_nothing_is_lost(company: Company) -> None:
    for words in PRAISE[:4]:
        await company.record(CECILIA, f'+ "{words}" @bjorn')
    company.slack.fail(*[WorkspaceClosed("account_inactive")] * 8)
    await company.courier.run()
    await company.courier.finish()
    assert len(company.slack.requests) < 8  # those that were under way already, and no further one
    made = len(company.slack.requests)
    await company.later(minutes=4)
    assert len(company.slack.requests) == made
    company.slack.forgive()
    company.courier.let_in(SLACK)
    await company.later(minutes=1)
    assert len(company.standing(BJORN)) == 4


async def test_curators_elsewhere_are_told_once_that_a_door_is_shut(company: Company) -> None:
    await company.write(people.meet, [replace(PROFILES[GRO_ON_TEAMS], admin=True)])
    company.slack.fail(*[WorkspaceClosed("token_revoked")] * 3)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    for _ in range(3):
        await company.later(minutes=6)
    assert [type(each) for each in company.standing(GRO_ON_TEAMS)] == [ShutOut]


# Turns ------------------------------------------------------------------------------------------


async def test_whose_turn_is_late_gives_its_lease_back(company: Company) -> None:
    company.slack.pause = timedelta(minutes=1)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.courier.finish()
    assert company.slack.requests == []
    company.slack.pause = timedelta(0)
    await company.later(minutes=2)
    assert len(company.standing(BJORN)) == 1
