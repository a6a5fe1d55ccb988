"""What the coming days would show, if nothing changed: and then it does."""

from datetime import date, timedelta

import pytest

from bot.domain.calendar import DayOff, Off
from bot.ports import Fate
from bot.services import channels, daily
from bot.services.daily import Previewed, Silent
from bot.speech import Action
from tests.builders import ASTRID, CECILIA, KUNDER, MONDAY, PRAISE, local
from tests.services.company import Company


async def preview(company: Company, days: int, start: date | None = None) -> list[Previewed]:
    channel = await company.channel()
    return await company.store.rehearse(company.organisation, daily.preview, channel.number, start, days)


def rows(previewed: list[Previewed]) -> list[tuple[str, int]]:
    return [(str(row.local_date), row.quote.number) for row in previewed if row.quote]


async def a_pool(company: Company) -> None:
    await company.invite(ASTRID)
    for place, name in enumerate(("@bjorn", "@frida", "@@delivery", "@eirik @bjorn", "", "@frida", "@@billing")):
        await company.record(CECILIA, f'+ "{PRAISE[place]}" {name}')


async def test_the_preview_of_thirty_days_is_what_then_happens(on_both: Company) -> None:
    company = on_both
    await a_pool(company)
    await company.arrange(holidays="SE", days_off=frozenset({date(2026, 11, 25)}))
    promised = await preview(company, 30)
    for ahead in range(30):
        await company.at(local(f"{MONDAY + timedelta(days=ahead)} 12:00"))
    happened = [(str(card.local_date), card.quote.number) for card in company.features()]
    assert len(happened) == 7
    assert rows(promised) == happened


async def test_the_archive_comes_back_as_promised(company: Company) -> None:
    await a_pool(company)
    for ahead in range(9):
        await company.at(local(f"{MONDAY + timedelta(days=ahead)} 12:00"))
    await company.at(local("2027-01-22 12:00"))
    promised = [row for row in await preview(company, 30) if row.quote]
    before = len(company.features())
    for ahead in range(1, 30):
        await company.at(local(f"{date(2027, 1, 22) + timedelta(days=ahead)} 12:00"))
    happened = [(str(card.local_date), card.quote.number) for card in company.features()[before:]]
    assert len(happened) == 7
    assert rows(promised) == happened
    assert all(row.choice and row.choice.archive for row in promised)


async def test_a_preview_changes_nothing(company: Company) -> None:
    await a_pool(company)
    first = await preview(company, 14)
    assert await preview(company, 14) == first
    await company.tick()
    assert company.features() == []


async def test_every_date_has_a_row_with_its_quote_or_why_there_is_none(company: Company) -> None:
    await a_pool(company)
    await company.arrange(holidays="SE")
    await company.say(ASTRID, "pause until 2026-11-24")
    found = {str(row.local_date): row for row in await preview(company, 40)}
    assert len(found) == 40
    assert found["2026-11-23"].reason == DayOff(Off.PAUSED)
    assert found["2026-11-24"].quote
    assert found["2026-11-24"].due_at == local("2026-11-24 09:00")
    assert found["2026-11-28"].reason == DayOff(Off.NOT_A_WORK_DAY)
    assert found["2026-12-15"].reason is Fate.NOTHING
    assert found["2026-12-25"].reason == DayOff(Off.PUBLIC_HOLIDAY, "Juldagen")


@pytest.mark.parametrize("at", ["08:00", "09:00"], ids=["skipped", "skipped when it was planned"])
async def test_what_is_decided_already_is_shown_as_it_is(company: Company, at: str) -> None:
    await a_pool(company)
    await company.at(local("2026-11-23 09:00"))
    await company.say(ASTRID, "why")
    company.clock.set(local(f"2026-11-24 {at}"))
    await company.planner.run()
    await company.say(ASTRID, "skip")
    yesterday, today, tomorrow = await preview(company, 3, MONDAY)
    assert yesterday.quote == company.features()[0].quote
    assert (today.quote, today.reason) == (None, Fate.SKIPPED)
    assert tomorrow.quote


async def test_what_is_taken_back_is_promised_no_more_and_another_one_is(company: Company) -> None:
    await a_pool(company)
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    [planned, *_] = await preview(company, 1)
    assert planned.quote
    await company.press(CECILIA, Action.WITHDRAW, planned.quote.number)
    [instead] = await preview(company, 1)
    await company.courier.finish()
    [card] = company.features()
    assert instead.quote == card.quote != planned.quote
    await company.press(CECILIA, Action.WITHDRAW, card.quote.number)
    [removed] = await preview(company, 1)
    assert (removed.quote, removed.reason) == (None, Fate.SHOWN)


async def test_a_day_past_its_cut_off_is_not_promised(company: Company) -> None:
    await a_pool(company)
    company.clock.set(local("2026-11-23 17:00"))
    today, tomorrow = await preview(company, 2)
    assert (today.quote, today.reason) == (None, Fate.MISSED)
    await company.at(local("2026-11-24 09:00"))
    assert company.features()[0].quote == tomorrow.quote


@pytest.mark.parametrize("why", Silent)
async def test_where_nothing_is_posted_nothing_is_promised(company: Company, why: Silent) -> None:
    await a_pool(company)
    if why is Silent.CLOSED:
        await company.write(channels.closed, KUNDER, "archived")
    else:
        await company.arrange(daily=False)
    assert {row.reason for row in await preview(company, 7)} == {why}
