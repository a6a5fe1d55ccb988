"""Receipts, drafts and settled errands are kept for a week: a platform repeats itself for minutes."""

import asyncio
from datetime import timedelta

import pytest

from adapters.schedule import KEPT, Schedule
from bot.domain.quotes import NoSuchQuote
from bot.ports import Receipt, UnitOfWork
from bot.services.conversation import OutOfDate
from bot.speech import Action, AskSentiment, Recorded
from tests.builders import ASTRID, BJORN, CECILIA, FRIDA, PRAISE, local
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


async def test_however_much_is_over_one_purge_forgets_it(company: Company) -> None:
    def much(unit: UnitOfWork) -> None:
        for number in range(4_100):
            unit.inbox.keep(f"much-{number}", Receipt("thanked"))

    await company.write(much)
    company.clock.forward(KEPT + timedelta(seconds=1))
    await Schedule(company.store, company.courier.run).purge()
    assert await purge(company) == 0
