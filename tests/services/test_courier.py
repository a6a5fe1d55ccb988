"""Delivery: never missed, never doubled, however a platform answers (ARCHITECTURE §5)."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from adapters.courier import LEASE, Courier
from adapters.lane import AT_ONCE, FRESH, MARGIN
from adapters.schedule import Planner, Schedule
from bot.domain.channels import Channel
from bot.domain.errors import ChannelClosed, MessageGone, NotSent, Rejected, Unknown, WorkspaceClosed
from bot.domain.refs import ChannelRef, QuoteNumber
from bot.ports import Errand, Fate, Feature, Kind, Letter, Post, UnitOfWork
from bot.services import channels, people
from bot.speech import Action, ChannelPaused, CreditNotice, InDoubt, QuoteForm, QuoteOfTheDay, QuoteRemoved
from storage import open_store
from storage.engine import make_engine
from storage.tables import features, outbox, posts
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DECLAN,
    EIRIK,
    FRIDA,
    GRO_ON_TEAMS,
    KUNDER,
    MONDAY,
    ON_TEAMS,
    PRAISE,
    PROFILES,
    SLACK,
    TEAMS,
    UK,
    local,
    message,
)
from tests.fakes.clock import SetClock
from tests.fakes.messenger import RecordingMessenger
from tests.services.company import Company

NINE = local("2026-11-23 09:00")


@pytest.fixture
async def due(company: Company) -> Company:
    """A company whose #kunder has its quote of the day planned, at nine, and everything else delivered."""
    return await planned(company)


async def planned(company: Company) -> Company:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    company.clock.set(NINE)
    await company.planner.run()
    company.slack.requests.clear()
    return company


async def many_planned(company: Company) -> list[ChannelRef]:
    """As many channels as have their quote of the day planned, at nine, and everything else delivered."""
    refs = [ChannelRef(SLACK, f"CMANY{number}") for number in range(40)]
    await company.invite(ASTRID)
    await company.write(channels.left, KUNDER)
    await company.write(_set_up, refs)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    company.clock.set(NINE)
    await company.planner.run()
    return refs


async def fate(company: Company) -> Fate | None:
    channel = await company.channel()
    feature = await company.read(lambda unit: unit.features.get(channel.number, MONDAY))
    return feature.fate if feature else None


def is_feature(letter: Letter) -> bool:
    return isinstance(letter.message, QuoteOfTheDay)


# Surely not sent --------------------------------------------------------------------------------


async def test_what_was_not_sent_is_sent_soon_after(due: Company) -> None:
    due.slack.fail(NotSent("no connection"))
    await due.courier.finish()
    assert due.features() == []
    await due.later(seconds=5)
    assert len(due.features()) == 1
    assert due.slack.looked_for == []


async def test_told_to_wait_it_waits_as_long_as_it_was_told(due: Company) -> None:
    due.slack.fail(NotSent("ratelimited", wait=timedelta(seconds=30)))
    await due.courier.finish()
    await due.later(seconds=29)
    assert len(due.slack.requests) == 1
    await due.later(seconds=1)
    assert len(due.features()) == 1


@pytest.mark.parametrize("fast_by", [timedelta(minutes=20), timedelta(minutes=-5)])
async def test_a_turn_comes_when_it_is_due_whatever_the_clock_of_its_host_says(
    due: Company, fast_by: timedelta
) -> None:
    host = SetClock(due.clock.now() + fast_by)
    due.courier = Courier(due.store, {"slack": due.slack}, host)
    due.slack.pause = timedelta(seconds=30)
    await due.courier.finish()
    due.slack.pause = timedelta(0)
    await due.later(seconds=29)
    assert due.features() == []
    await due.later(seconds=1)
    assert len(due.features()) == 1


async def test_while_nothing_gets_through_it_tries_ever_less_often(due: Company) -> None:
    due.slack.fail(*[NotSent("no connection")] * 1000)
    for _ in range(60 * 12):
        due.clock.forward(timedelta(seconds=5))
        await due.courier.finish()
    assert 10 < len(due.slack.requests) < 30


async def test_a_day_of_no_connection_ends_at_the_cut_off(due: Company) -> None:
    due.slack.fail(*[NotSent("no connection")] * 1000)
    for _ in range(8 * 6):
        await due.later(minutes=10)
    assert await fate(due) is Fate.MISSED
    assert due.features() == []


async def test_a_workspace_that_does_not_let_us_in_is_left_alone_and_tried_again(due: Company) -> None:
    due.slack.fail(WorkspaceClosed("token_revoked"))
    await due.courier.finish()
    await due.later(minutes=4)
    assert len(due.slack.requests) == 1
    await due.later(minutes=1)
    assert len(due.features()) == 1
    assert (await due.channel()).closed is None


# Refused ----------------------------------------------------------------------------------------


async def test_what_is_rejected_is_given_up_and_the_day_with_it(due: Company) -> None:
    due.slack.fail(Rejected("invalid_blocks"))
    await due.courier.finish()
    for _ in range(3):
        await due.later(hours=1)
    assert len(due.slack.requests) == 1
    assert await fate(due) is Fate.MISSED
    assert (await due.channel()).closed is None
    await due.record(CECILIA, f'+ "{PRAISE[1]}" @bjorn')
    await due.at(local("2026-11-24 09:00"))
    assert len(due.features()) == 1


async def test_a_closed_channel_is_paused_and_its_owner_told_once(due: Company) -> None:
    due.slack.fail(ChannelClosed("is_archived"))
    await due.courier.finish()
    channel = await due.channel()
    assert channel.closed == "is_archived"
    [told] = due.standing(ASTRID)
    assert isinstance(told, ChannelPaused)
    assert (told.channel.name, told.reason) == ("kunder", "is_archived")
    for day in ("24", "25", "26"):
        await due.at(local(f"2026-11-{day} 09:00"))
    assert due.features() == []
    assert len(due.standing(ASTRID)) == 1


async def test_back_in_the_channel_it_posts_again_and_a_second_closing_is_told_again(due: Company) -> None:
    due.slack.fail(ChannelClosed("not_in_channel"))
    await due.courier.finish()
    await due.invite(ASTRID)
    await due.at(local("2026-11-24 09:00"))
    assert len(due.features()) == 1
    due.slack.fail(ChannelClosed("is_archived"), concerns=is_feature)
    await due.record(CECILIA, f'+ "{PRAISE[1]}" @bjorn')
    await due.at(local("2026-11-25 09:00"))
    assert [told.reason for told in due.standing(ASTRID) if isinstance(told, ChannelPaused)] == [
        "not_in_channel",
        "is_archived",
    ]


async def test_of_a_channel_without_an_owner_the_curators_are_told(due: Company) -> None:
    def disowned(unit: UnitOfWork) -> None:
        channels.save(unit, replace(channels.here(unit, KUNDER), owner=None))

    await due.write(disowned)
    due.slack.fail(ChannelClosed("is_archived"))
    await due.courier.finish()
    [told] = due.standing(ASTRID)
    assert isinstance(told, ChannelPaused)
    assert not any(isinstance(said, ChannelPaused) for said in due.standing(BJORN))


async def test_of_one_whose_owner_has_left_the_curators_are_told(due: Company) -> None:
    def left(unit: UnitOfWork) -> None:
        channels.save(unit, replace(channels.here(unit, KUNDER), owner=people.known(unit, BJORN).number))
        people.changed(unit, replace(people.known(unit, BJORN).profile, gone=True))

    await due.write(left)
    due.slack.fail(ChannelClosed("is_archived"))
    await due.courier.finish()
    [told] = due.standing(ASTRID)
    assert isinstance(told, ChannelPaused)
    assert not any(isinstance(said, ChannelPaused) for said in due.standing(BJORN))


async def test_resume_opens_it_too(due: Company) -> None:
    due.slack.fail(ChannelClosed("is_archived"))
    await due.courier.finish()
    await due.say(ASTRID, "resume")
    await due.at(local("2026-11-24 09:00"))
    assert len(due.features()) == 1


async def test_open_again_before_the_owner_was_told_there_is_nothing_to_tell(due: Company) -> None:
    due.slack.fail(ChannelClosed("is_archived"))
    due.slack.fail(NotSent("no connection"), concerns=lambda letter: isinstance(letter.message, ChannelPaused))
    await due.courier.finish()
    await due.write(channels.reopened, KUNDER)
    await due.later(minutes=5)
    assert due.standing(ASTRID) == []


async def test_a_person_who_takes_no_messages_closes_no_channel(company: Company) -> None:
    await company.invite(ASTRID)
    company.slack.fail(ChannelClosed("user_disabled"))
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    assert (await company.channel()).closed is None
    await company.at(NINE)
    assert len(company.features()) == 1


async def test_a_card_that_is_gone_is_edited_no_more(due: Company) -> None:
    await due.courier.finish()
    due.slack.fail(MessageGone("message_not_found"), concerns=lambda letter: letter.replaces is not None)
    for words in PRAISE[1:3]:
        await due.submit(CECILIA, "quote", "quote|1", sentiment="positive", text=words, credits=())
        await due.later(seconds=5)
    card_edits = [letter for letter in due.slack.requests if letter.replaces and letter.to == KUNDER]
    private_edits = [letter for letter in due.slack.requests if letter.replaces and letter.to != KUNDER]
    assert len(card_edits) + len(private_edits) == 3


async def test_an_edit_that_is_refused_leaves_its_card_known(due: Company) -> None:
    await due.courier.finish()
    due.slack.fail(Rejected("edit_window_closed"), concerns=lambda letter: letter.replaces is not None)
    for words in PRAISE[1:3]:
        await due.submit(CECILIA, "quote", "quote|1", sentiment="positive", text=words, credits=())
        await due.later(seconds=5)
    assert due.features()[0].quote.text == PRAISE[2]


# Perhaps sent -----------------------------------------------------------------------------------


async def test_what_went_out_without_an_answer_is_found_and_not_doubled(on_both: Company) -> None:
    due = await planned(on_both)
    due.slack.fail(Unknown("timeout"), stored=True)
    await due.courier.finish()
    assert await fate(due) is Fate.PLANNED
    await due.later(minutes=5)
    assert len(due.features()) == 1
    assert len(due.slack.looked_for) == 1
    assert await fate(due) is Fate.SHOWN


async def test_what_did_not_go_out_after_all_is_sent_once(due: Company) -> None:
    due.slack.fail(Unknown("http 500"), concerns=is_feature)
    await due.courier.finish()
    await due.later(minutes=5)
    assert len(due.features()) == 1
    assert len(due.slack.looked_for) == 1


async def test_what_nobody_can_find_among_others_is_left_to_somebody(due: Company) -> None:
    due.slack.fail(Unknown("timeout"), stored=True)
    due.slack.crowded = True
    await due.courier.finish()
    await due.later(minutes=5)
    assert await fate(due) is Fate.UNCERTAIN
    assert any(isinstance(said, InDoubt) for said in due.standing(ASTRID))
    assert len(due.features()) == 1


async def test_it_is_not_looked_for_before_the_request_must_be_over(due: Company) -> None:
    due.slack.fail(Unknown("timeout"), stored=True)
    await due.courier.finish()
    await due.later(seconds=LEASE.total_seconds() - 1)
    assert due.slack.looked_for == []


async def test_a_found_card_is_ours_again_with_reactions_and_edits(due: Company) -> None:
    due.slack.fail(Unknown("timeout"), stored=True)
    await due.courier.finish()
    await due.later(minutes=5)
    await due.react(BJORN, due.latest_card(), "❤️")
    assert await due.read(lambda unit: dict(unit.reactions.counts(due.features()[0].quote.number))) == {"❤️": 1}
    await due.submit(CECILIA, "quote", "quote|1", sentiment="positive", text=PRAISE[1])
    await due.later(seconds=5)
    assert due.features()[0].quote.text == PRAISE[1]


async def test_what_was_withdrawn_while_its_fate_was_unknown_is_removed_once_found(due: Company) -> None:
    due.slack.fail(Unknown("timeout"), stored=True)
    await due.courier.finish()
    await due.press(CECILIA, Action.WITHDRAW, 1)
    await due.later(minutes=5)
    assert [type(each) for each in due.standing()] == [QuoteRemoved]


async def test_what_was_withdrawn_and_is_not_found_is_not_sent(due: Company) -> None:
    due.slack.fail(Unknown("timeout"))
    await due.courier.finish()
    await due.record(CECILIA, f'+ "{PRAISE[1]}" @bjorn')
    await due.press(CECILIA, Action.WITHDRAW, 1)
    await due.later(minutes=5)
    assert due.features() == []
    assert await fate(due) is Fate.MISSED


async def test_what_was_looked_for_in_vain_may_have_something_to_say_again(on_both: Company) -> None:
    """Praise that was criticism for a while, in which its message was dropped on the way."""
    number = await on_both.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    on_both.slack.fail(Unknown("timeout"))
    await on_both.courier.finish()
    for sentiment in ("negative", "positive"):
        form = await on_both.press(CECILIA, Action.CORRECT, number)
        assert isinstance(form, QuoteForm)
        await on_both.send_form(CECILIA, form, sentiment=sentiment)
        await on_both.later(minutes=5)
    assert [type(each) for each in on_both.standing(BJORN)].count(CreditNotice) == 1


async def test_what_was_withdrawn_while_on_its_way_is_removed_when_it_arrives(due: Company) -> None:
    slow = due.slack.stall(is_feature)
    await due.courier.run()
    await slow.reached.wait()
    await due.press(CECILIA, Action.WITHDRAW, 1)
    slow.gate.set()
    await due.courier.finish()
    assert [type(each) for each in due.standing()] == [QuoteRemoved]


async def test_nothing_changed_on_its_way_is_not_edited(due: Company) -> None:
    await due.courier.finish()
    assert due.slack.edits == []


async def test_the_same_platform_fault_again_and_again_never_doubles(due: Company) -> None:
    due.slack.fail(Unknown("timeout"), Unknown("timeout"), Unknown("timeout"), concerns=is_feature)
    due.slack.fail(Unknown("timeout"), stored=True, concerns=is_feature)
    for _ in range(10):
        await due.later(minutes=5)
    assert len(due.features()) == 1


async def test_a_whisper_is_whispered_again_without_looking(company: Company) -> None:
    company.slack.fail(Unknown("timeout"))
    await company.react(FRIDA, message("m900"), "💬")
    await company.tick()
    await company.later(minutes=5)
    assert len(company.slack.whispers_to(FRIDA)) == 1
    assert company.slack.looked_for == []


async def test_an_edit_is_made_again_without_looking(due: Company) -> None:
    await due.courier.finish()
    due.slack.fail(Unknown("timeout"), concerns=lambda letter: letter.replaces is not None and letter.to == KUNDER)
    await due.submit(CECILIA, "quote", "quote|1", sentiment="positive", text=PRAISE[1])
    await due.courier.finish()
    await due.later(minutes=5)
    assert due.features()[0].quote.text == PRAISE[1]
    assert due.slack.looked_for == []


# Killed -----------------------------------------------------------------------------------------


async def test_killed_between_sending_and_settling_it_is_found_and_not_doubled(on_both: Company) -> None:
    due = await planned(on_both)
    slow = due.slack.stall(is_feature, stored=True)
    await due.courier.run()
    await slow.reached.wait()
    await due.courier.drain(timedelta(0))
    due.courier = due.another_courier()
    await due.courier.finish()
    assert await fate(due) is Fate.PLANNED
    await due.later(seconds=LEASE.total_seconds())
    assert len(due.features()) == 1
    assert len(due.slack.looked_for) == 1
    assert await fate(due) is Fate.SHOWN


async def test_killed_before_sending_it_is_sent_once_the_lease_is_over(due: Company) -> None:
    slow = due.slack.stall(is_feature, stored=False)
    await due.courier.run()
    await slow.reached.wait()
    await due.courier.drain(timedelta(0))
    due.courier = due.another_courier()
    await due.later(seconds=LEASE.total_seconds() - 1)
    assert due.features() == []
    await due.later(seconds=1)
    assert len(due.features()) == 1


async def test_what_is_under_way_is_waited_for_at_the_end(due: Company) -> None:
    slow = due.slack.stall(is_feature)
    await due.courier.run()
    await slow.reached.wait()
    draining = asyncio.create_task(due.courier.drain(timedelta(seconds=30)))
    await asyncio.sleep(0)
    slow.gate.set()
    await draining
    assert await fate(due) is Fate.SHOWN


@pytest.mark.parametrize("reads_back", [True, False])
async def test_at_its_end_a_process_begins_nothing_more_and_gives_the_rest_back_at_once(
    on_both: Company, reads_back: bool
) -> None:
    company = on_both
    company.slack.reads_back = reads_back
    refs = await many_planned(company)
    slow = [company.slack.stall(is_feature, stored=False) for _ in range(AT_ONCE)]
    await company.courier.run()
    for each in slow:
        await each.reached.wait()
    ending = asyncio.create_task(company.courier.drain(timedelta(seconds=30)))
    other = company.another_courier()
    async with asyncio.timeout(20):
        while sum(len(company.features(ref)) for ref in refs) < len(refs) - AT_ONCE:
            await other.finish()
    for each in slow:
        each.gate.set()
    await ending
    await company.later(minutes=2)
    assert [len(company.features(ref)) for ref in refs] == [1] * len(refs)
    assert company.slack.looked_for == []
    assert [each for each in company.standing(ASTRID) if isinstance(each, InDoubt)] == []


async def test_what_waits_for_its_turn_when_its_process_ends_is_given_back_at_once(due: Company) -> None:
    due.slack.pause = timedelta(seconds=15)
    await due.courier.run()
    await asyncio.sleep(0.3)
    async with asyncio.timeout(10):
        await due.courier.drain(timedelta(seconds=30))
    due.slack.pause = timedelta(0)
    await due.another_courier().finish()
    assert len(due.features()) == 1
    assert due.slack.looked_for == []


async def test_what_is_leased_while_its_process_is_told_to_end_is_given_back_at_once(due: Company) -> None:
    asking = asyncio.create_task(due.courier.run())
    await asyncio.sleep(0)  # the database is asked, and has not answered
    await due.courier.drain(timedelta(seconds=30))
    await asking
    await due.courier.finish()
    assert due.features() == []
    await due.another_courier().finish()
    assert len(due.features()) == 1
    assert due.slack.looked_for == []


async def test_who_lost_the_lease_settles_nothing(due: Company) -> None:
    """A worker stalls beyond its lease; another one finds its post. One card, one row, one turn."""
    slow = due.slack.stall(is_feature, stored=True)
    await due.courier.run()
    await slow.reached.wait()
    other = due.another_courier()
    due.clock.forward(LEASE)
    await other.finish()
    slow.gate.set()
    await due.courier.finish()
    assert len(due.features()) == 1
    assert await fate(due) is Fate.SHOWN
    posts = await due.read(lambda unit: unit.posts.of_quote(due.features()[0].quote.number))
    assert len([post for post in posts if post.message.channel == KUNDER]) == 1


async def test_even_a_doubled_card_is_known_and_removed_with_its_quote(due: Company) -> None:
    """The hole that is left: a worker stands still for longer than its lease right before the request."""
    slow = due.slack.stall(is_feature, stored=False)
    await due.courier.run()
    await slow.reached.wait()
    other = due.another_courier()
    due.clock.forward(LEASE)
    await other.finish()
    slow.gate.set()
    await due.courier.finish()
    assert len(due.features()) == 2
    await due.press(CECILIA, Action.WITHDRAW, 1)
    await due.courier.finish()
    assert [type(each) for each in due.standing()] == [QuoteRemoved, QuoteRemoved]


async def test_a_messenger_more_patient_than_the_lease_sends_nothing_rather_than_twice(
    due: Company, caplog: pytest.LogCaptureFixture
) -> None:
    due.slack.patience = LEASE - MARGIN
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            await due.later(minutes=2)
    assert due.slack.requests == []
    assert "lease" in caplog.text
    due.slack.patience = timedelta(seconds=15)
    await due.later(minutes=5)
    assert len(due.features()) == 1


async def test_an_error_nobody_expected_is_logged_and_tried_again_after_the_lease(
    due: Company, caplog: pytest.LogCaptureFixture
) -> None:
    due.slack.fail(ZeroDivisionError("a fault of ours"))  # type: ignore[arg-type]
    await due.courier.finish()
    assert "ZeroDivisionError" in caplog.text
    assert "a fault of ours" not in caplog.text  # it might be a customer's words
    [waiting] = await due.store.registry(lambda registry: registry.pending(9))
    assert waiting.reason == "ZeroDivisionError"
    await due.later(seconds=LEASE.total_seconds())
    assert len(due.features()) == 1


# Workspaces -------------------------------------------------------------------------------------


async def test_a_slow_workspace_does_not_delay_another(company: Company) -> None:
    await company.install(TEAMS, "Furulid on Teams")
    slow = company.slack.stall(stored=False)
    for words in PRAISE[:3]:
        arrives = company.teams_chat.stall()
        arrives.gate.set()
        await company.record(CECILIA, [f'+ "{words}" @bjorn ', GRO_ON_TEAMS])
        async with asyncio.timeout(20):
            while not await company.courier.run():
                pass
            await arrives.reached.wait()
    await slow.reached.wait()
    assert len(company.standing(GRO_ON_TEAMS)) == 3
    assert company.standing(BJORN) == []
    slow.gate.set()
    await company.courier.finish()
    assert len(company.standing(BJORN)) == 3


async def test_a_failing_workspace_does_not_delay_another(company: Company) -> None:
    await company.install(TEAMS, "Furulid on Teams")
    company.slack.fail(*[Unknown("http 500")] * 3)
    await company.record(CECILIA, [f'+ "{PRAISE[0]}" @bjorn @frida @eirik ', GRO_ON_TEAMS])
    await company.courier.finish()
    assert len(company.standing(GRO_ON_TEAMS)) == 1
    await company.later(minutes=5)
    assert [len(company.standing(who)) for who in (BJORN, FRIDA, EIRIK)] == [1, 1, 1]


async def test_one_company_with_slack_and_teams_shares_its_quotes_only_if_linked(company: Company) -> None:
    """An own installation is a company of its own until it is linked: neither sees the other's quotes."""
    teams = await company.install(TEAMS, "Another company")
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')

    channel: Channel = await company.store.write(teams, lambda unit: channels.add(unit, ON_TEAMS, "Kundeord", None))
    assert channel.number == 1
    await company.at(NINE)
    assert len(company.features()) == 1
    assert company.features(ON_TEAMS) == []


async def test_a_platform_that_is_switched_off_keeps_its_errands(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    slack, company.slack = company.slack, RecordingMessenger(company.clock, "irc")
    without = type(company.courier)(company.store, {"teams": company.teams_chat}, company.clock)
    await without.finish()
    company.slack = slack
    await company.later(minutes=1)
    assert len(company.standing(BJORN)) == 1


async def test_many_errands_of_one_workspace_all_go_out(company: Company) -> None:
    await company.invite(DECLAN, UK)
    for number in range(60):
        await company.record(CECILIA, f'+ "{PRAISE[0]} {number}" @bjorn @frida')
    await company.tick()
    assert len(company.standing(BJORN)) == len(company.standing(FRIDA)) == 60
    assert all(isinstance(each, CreditNotice) for each in company.standing(BJORN))


async def test_many_channels_due_at_once_each_have_theirs_and_remember_it(on_both: Company) -> None:
    company = on_both
    refs = [ChannelRef(SLACK, f"CMANY{number}") for number in range(40)]
    await company.write(_set_up, refs)
    for text, who in zip(PRAISE, ("@bjorn", "@frida", ""), strict=False):
        await company.record(CECILIA, f'+ "{text}" {who}')
    await company.at(NINE)
    for ref in refs:
        [card] = company.features(ref)
        [post] = [each for each in await company.read(_posts_of, card.quote.number) if each.message.channel == ref]
        feature = await _feature_of(company, ref)
        assert (post.subject, feature.fate) == (feature.channel, Fate.SHOWN)
        assert feature.choice is not None
        assert feature.choice.quote == card.quote.number
    assert company.slack.edits == []


async def test_one_errand_that_cannot_be_drawn_keeps_no_other_waiting(
    due: Company, caplog: pytest.LogCaptureFixture
) -> None:
    await due.write(lambda unit: unit.outbox.add(Errand(Kind.THANKS, "without who thanks", 1, CECILIA)))
    await due.courier.finish()
    assert len(due.features()) == 1
    assert await fate(due) is Fate.SHOWN
    assert "IndexError" in caplog.text
    [waiting] = await due.store.registry(lambda registry: registry.pending(9))
    assert (waiting.reason, waiting.leased) == ("IndexError", False)


async def test_what_a_newer_version_left_is_left_to_it(company: Company, store_url: str) -> None:
    """It may run beside this one, or have been gone back from."""
    await company.invite(ASTRID)
    await company.tick()
    for words in PRAISE[:2]:
        await company.record(CECILIA, f'+ "{words}" @bjorn')
    with make_engine(store_url).begin() as connection:
        first = select(func.min(outbox.c.id)).where(outbox.c.due_at.is_not(None)).scalar_subquery()
        connection.execute(update(outbox).where(outbox.c.id == first).values(kind="a kind of tomorrow"))
    await company.tick()
    assert [type(said) for said in company.standing(BJORN)] == [CreditNotice]
    assert await company.store.registry(lambda registry: registry.pending(9)) == []
    assert [each.kind for each in await company.store.registry(lambda registry: registry.backlog())] == []
    with make_engine(store_url).begin() as connection:
        connection.execute(update(posts).values(kind="a kind of tomorrow"))
    await company.press(CECILIA, Action.WITHDRAW, 2)
    await company.later(seconds=10)
    assert company.slack.edits == []


async def test_one_post_that_cannot_be_settled_keeps_no_other_from_it(
    company: Company, store_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    lost, kept = (ChannelRef(SLACK, id) for id in ("CLOST", "CKEPT"))
    await company.write(_set_up, [lost, kept])
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    company.clock.set(NINE)
    await company.planner.run()
    slow = [company.slack.stall(is_feature) for _ in (lost, kept)]
    await company.courier.run()
    for each in slow:
        await each.reached.wait()
    number = (await company.channel(lost)).number
    with make_engine(store_url).begin() as connection:
        connection.execute(delete(features).where(features.c.channel == number))
    for each in slow:
        each.gate.set()
    await company.courier.finish()
    assert (await _feature_of(company, kept)).fate is Fate.SHOWN
    assert "LookupError" in caplog.text


async def test_what_waited_long_for_its_turn_says_what_is_so_by_then(due: Company) -> None:
    due.slack.pause = timedelta(seconds=FRESH + 0.2)
    await due.courier.run()
    await asyncio.sleep(0.3)
    await due.press(CECILIA, Action.WITHDRAW, 1)
    await due.courier.finish()
    assert [letter for letter in due.slack.requests if is_feature(letter)] == []
    assert await fate(due) is Fate.MISSED


async def _feature_of(company: Company, ref: ChannelRef) -> Feature:
    number = (await company.channel(ref)).number
    feature = await company.read(lambda unit: unit.features.get(number, MONDAY))
    assert feature
    return feature


def _set_up(unit: UnitOfWork, refs: list[ChannelRef]) -> None:
    for ref in refs:
        channels.add(unit, ref, "many", None)


def _posts_of(unit: UnitOfWork, quote: QuoteNumber) -> list[Post]:
    return [post for post in unit.posts.of_quote(quote) if post.kind is Kind.FEATURE]


async def test_nothing_waits_that_is_not_due(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.courier.finish()
    company.clock.forward(timedelta(minutes=14))
    assert await company.courier.run() == 0


# Too late to say --------------------------------------------------------------------------------


async def test_a_question_held_up_beyond_its_day_is_not_asked(company: Company) -> None:
    await company.invite(ASTRID)
    company.clock.set(NINE)
    await company.planner.run()
    company.clock.set(local("2026-11-23 16:00"))
    await company.courier.finish()
    assert company.standing() == []


async def test_who_has_left_meanwhile_is_told_nothing(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn @frida')
    await company.write(people.changed, replace(PROFILES[BJORN], gone=True))
    await company.tick()
    assert (company.standing(BJORN), len(company.standing(FRIDA))) == ([], 1)


async def test_out_of_the_channel_again_before_the_welcome_there_is_none(company: Company) -> None:
    company.slack.fail(NotSent("no connection"))
    await company.invite(ASTRID)
    await company.write(channels.left, KUNDER)
    await company.later(minutes=1)
    assert company.slack.whispers_to(ASTRID) == []


# The database is away ---------------------------------------------------------------------------


async def test_without_a_database_nothing_is_sent_and_the_log_says_why(
    due: Company, caplog: pytest.LogCaptureFixture
) -> None:
    await due.store.close()
    assert await due.courier.run() == 0
    assert await due.planner.run() == 0
    await Schedule(due.store, due.courier.run).purge()
    assert due.slack.requests == []
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 3


async def test_a_database_that_goes_away_between_sending_and_settling_doubles_nothing(
    company: Company, store_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    due = await planned(company)
    slow = due.slack.stall(is_feature, stored=True)
    await due.courier.run()
    await slow.reached.wait()
    await due.store.close()
    slow.gate.set()
    await due.courier.drain(timedelta(seconds=5))
    assert "not settled" in caplog.text
    due.store = open_store(store_url, due.clock)
    due.courier, due.planner = due.another_courier(), Planner(due.store)
    await due.later(seconds=LEASE.total_seconds())
    assert len(due.features()) == 1
    assert await fate(due) is Fate.SHOWN
