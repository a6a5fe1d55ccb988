"""Receipts, drafts and settled errands are kept for a week: a platform repeats itself for minutes."""

import asyncio
import time
from datetime import timedelta

import pytest

from adapters.schedule import KEPT, Schedule
from bot.domain.quotes import NoSuchQuote
from bot.domain.refs import ChannelRef, MemberRef
from bot.ports import Receipt, UnitOfWork
from bot.services.conversation import OutOfDate
from bot.speech import (
    Action,
    AskSentiment,
    CreditNotice,
    HeadsUp,
    NegativeQuote,
    QuoteForm,
    Recorded,
    Story,
    ThanksNotice,
)
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, EIRIK, FRIDA, KUNDER, PRAISE, local
from tests.services.casework import a_resolved_case, case, tell
from tests.services.company import Company


async def purge(company: Company) -> int:
    return await company.store.registry(lambda registry: registry.purge(registry.now - KEPT))


async def test_after_a_week_receipts_drafts_and_settled_errands_are_gone(on_both: Company) -> None:
    company = on_both
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    asked = await company.say(CECILIA, f'"{PRAISE[1]}"')
    assert isinstance(asked, AskSentiment)
    await company.tick()
    company.clock.forward(KEPT)
    assert await purge(company) == 0
    company.clock.forward(timedelta(seconds=1))
    assert await purge(company) == 4
    with pytest.raises(OutOfDate):
        await company.press(CECILIA, Action.ANSWER_PRAISE, asked.draft)


async def test_what_is_still_to_be_said_is_kept(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    company.clock.forward(timedelta(days=30))
    await purge(company)
    await company.tick()
    assert len(company.standing(BJORN)) == 1


async def test_quotes_cards_and_turns_are_kept(company: Company) -> None:
    await company.invite(ASTRID)
    for words in PRAISE[:2]:
        await company.record(CECILIA, f'+ "{words}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    await company.later(days=30, hours=8)
    await purge(company)
    await company.submit(
        CECILIA, "quote", f"quote|{company.features()[0].quote.number}", sentiment="positive", text=PRAISE[4]
    )
    await company.tick()
    assert company.features()[0].quote.text == PRAISE[4]
    with pytest.raises(NoSuchQuote):
        await company.press(FRIDA, Action.THANK, 99)


async def a_week_later(company: Company) -> None:
    await company.later(days=8)
    await purge(company)


async def put_right(company: Company, number: int = 1) -> None:
    form = await company.press(CECILIA, Action.CORRECT, number)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, via="by phone")
    await company.later(minutes=30)


def told(company: Company, where: ChannelRef | MemberRef, what: type) -> int:
    return len([each for each in company.standing(where) if isinstance(each, what)])


async def test_praise_put_right_weeks_later_is_no_news_to_who_earned_it(on_both: Company) -> None:
    company = on_both
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    await a_week_later(company)
    await put_right(company, number)
    assert told(company, BJORN, CreditNotice) == 1


async def test_who_is_credited_weeks_later_hears_of_it(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    await a_week_later(company)
    form = await company.press(CECILIA, Action.CORRECT, number)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, credits=[BJORN, FRIDA])
    await company.tick()
    assert [told(company, each, CreditNotice) for each in (BJORN, FRIDA)] == [1, 1]


async def test_criticism_put_right_weeks_later_keeps_its_one_card(on_both: Company) -> None:
    company = on_both
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.later(minutes=30)
    await a_week_later(company)
    await put_right(company)
    assert told(company, KUNDER, NegativeQuote) == 1
    assert told(company, BJORN, HeadsUp) == 1


async def test_thanks_given_again_weeks_later_are_the_same_thanks(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    for _ in range(2):
        await company.press(BJORN, Action.THANK, number)
        await company.tick()
        await a_week_later(company)
    assert told(company, CECILIA, ThanksNotice) == 1


async def test_a_story_put_right_weeks_later_is_no_news(company: Company) -> None:
    await a_resolved_case(company)
    await tell(company, EIRIK)
    await a_week_later(company)
    await tell(company, EIRIK)
    assert [told(company, each, Story) for each in (KUNDER, FRIDA)] == [1, 1]


async def test_how_a_case_ended_anew_is_news_though_the_first_story_stands(company: Company) -> None:
    await a_resolved_case(company)
    await tell(company, EIRIK)
    await a_week_later(company)
    await company.press(EIRIK, Action.REOPEN, 1)
    await company.submit(EIRIK, "sentence", "reopen|1", words="It happened again.")
    await company.press(EIRIK, Action.CLAIM, 1)
    number = (await case(company)).number
    await company.submit(EIRIK, "resolve", str(number), learning="One place to look.", possible="yes", loop="Called.")
    await tell(company, EIRIK)
    assert told(company, KUNDER, Story) == 2


async def test_an_event_repeated_within_the_week_is_known(company: Company) -> None:
    first = await company.say(CECILIA, f'+ "{PRAISE[0]}"', key="the event")
    company.clock.forward(timedelta(days=6))
    await purge(company)
    again = await company.say(CECILIA, f'+ "{PRAISE[0]}"', key="the event")
    assert isinstance(again, Recorded)
    assert again == first


async def test_the_schedule_ticks_by_itself(company: Company) -> None:
    """With the real scheduler: plan, deliver and purge happen without anybody asking."""
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    company.clock.set(local("2026-11-23 09:00"))
    arrives = company.slack.stall()
    arrives.gate.set()
    schedule = Schedule(company.store, company.courier.run)
    schedule.start()
    async with asyncio.timeout(30):
        await arrives.reached.wait()
    await schedule.stop()
    await schedule.stop()
    await company.courier.drain(timedelta(seconds=5))
    assert len(company.features()) == 1


async def test_a_clock_that_is_set_back_holds_no_tick_up(company: Company) -> None:
    """What is over is forgotten every hour; a clock that was set back makes the next tick come at once."""
    await company.say(CECILIA, f'+ "{PRAISE[0]}"', key="the event")
    company.clock.forward(KEPT + timedelta(minutes=1))
    ahead, forgotten = [timedelta(hours=1)], asyncio.Event()

    async def deliver() -> int:
        if not await company.read(lambda unit: unit.inbox.receipt("the event")):
            forgotten.set()
        return 0

    schedule = Schedule(company.store, deliver, lambda: time.time() + ahead[0].total_seconds())
    schedule.start()
    await asyncio.sleep(0)
    ahead[0] = timedelta(0)
    async with asyncio.timeout(30):
        await forgotten.wait()
    await schedule.stop()


async def test_however_much_is_over_one_purge_forgets_it(company: Company) -> None:
    def much(unit: UnitOfWork) -> None:
        for number in range(4_100):
            unit.inbox.keep(f"much-{number}", Receipt("thanked"))

    await company.write(much)
    company.clock.forward(KEPT + timedelta(seconds=1))
    await Schedule(company.store, company.courier.run).purge()
    assert await purge(company) == 0
