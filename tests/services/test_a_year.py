"""A year of fifty channels in ten zones, with holidays, pauses, downtime and changes at bad moments.

What the bot plans is held against a second statement of PRODUCT §5, made of nothing but minutes: when does a clock on
the wall there show this time on this date?
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest

from adapters.schedule import Planner
from bot.domain.channels import Schedule
from bot.domain.quotes import NewQuote, Sentiment, TeamCredit
from bot.domain.refs import ChannelNumber, ChannelRef
from bot.ports import Kind, UnitOfWork
from bot.services import channels
from storage import migrate, open_store
from tests.builders import PRAISE, SLACK
from tests.fakes.clock import SetClock
from tests.services.company import Company

BEGINS, ENDS = datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2027, 1, 1, 12, tzinfo=UTC)
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

PLACES = {
    "Europe/Stockholm": "SE",
    "Europe/Oslo": "NO",
    "Europe/Helsinki": "FI",
    "Europe/London": "GB",
    "America/New_York": "US",
    "America/Nuuk": None,
    "Africa/Cairo": None,
    "Asia/Kolkata": "IN",
    "Australia/Lord_Howe": "AU",
    "Pacific/Apia": None,
}
# No public holidays by law, but nobody in Sweden is at work.
EVES = {"SE": {date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)}}
TIMES = (time(9), time(2, 30), time(0, 15))


# The second statement ---------------------------------------------------------------------------


@cache
def shows(zone: str, day: date, wall: time) -> datetime:
    """The first minute when the wall there shows this; where it never does, as long after the jump as it would have."""
    there, wanted = ZoneInfo(zone), datetime.combine(day, wall)
    at = datetime.combine(day, wall, there).astimezone(UTC) - 3 * HOUR
    before, give_up = on_the_wall(there, at), at + 8 * HOUR
    while at < give_up:
        # A quarter of an hour that takes one on the wall too, and ends before what is wanted, does not show it.
        step = QUARTER if before + QUARTER == on_the_wall(there, at + QUARTER) < wanted else MINUTE
        at += step
        now = on_the_wall(there, at)
        if now == wanted:
            return at
        if before < wanted < now:
            return at + (wanted - (before + MINUTE))
        before = now
    raise AssertionError(f"{zone} never shows {wanted}")


def on_the_wall(there: ZoneInfo, at: datetime) -> datetime:
    return at.astimezone(there).replace(tzinfo=None)


@dataclass
class Expected:
    """One channel, as somebody with a calendar and a clock would serve it."""

    schedule: Schedule
    last: date = date.min
    posts: dict[date, datetime] = field(default_factory=dict)

    def look(self, at: datetime) -> None:
        today = at.astimezone(ZoneInfo(self.schedule.timezone)).date()
        for day in (today - DAY, today):
            if day > self.last and self.works(day) and self.begins(day) <= at < self.is_over(day):
                self.posts[day], self.last = at, day

    def works(self, day: date) -> bool:
        schedule = self.schedule
        if schedule.paused_until and day < schedule.paused_until:
            return False
        public = schedule.holidays is not None and day in country(schedule.holidays)
        return day.weekday() in schedule.days and not public and day not in schedule.days_off

    def begins(self, day: date) -> datetime:
        return shows(self.schedule.timezone, day, self.schedule.at)

    def is_over(self, day: date) -> datetime:
        return shows(self.schedule.timezone, day, self.schedule.cutoff)


@cache
def country(code: str) -> frozenset[date]:
    return frozenset({*holidays.country_holidays(code, years=(2025, 2026, 2027)), *EVES.get(code, ())})


# What happens -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    at: datetime
    channel: int
    schedule: Schedule


def schedules(dice: random.Random) -> list[Schedule]:
    zones = list(PLACES)
    return [
        Schedule(
            at=TIMES[number % 3] if number % 5 == 0 else time(9),
            timezone=zones[number % 10],
            holidays=PLACES[zones[number % 10]],
            days=frozenset(range(5)) if number % 4 else frozenset(range(7)),
            days_off=frozenset(date(2026, 1, 1) + dice.randrange(365) * DAY for _ in range(3)),
        )
        for number in range(50)
    ]


def changes(dice: random.Random, first: list[Schedule]) -> list[Change]:
    """Each channel is changed a few times, around the moment its quote is due."""
    found = []
    for number, schedule in enumerate(first):
        for day in sorted(dice.sample(range(5, 360), 4)):
            due = shows(schedule.timezone, date(2026, 1, 1) + day * DAY, schedule.at)
            at = due + dice.choice([-MINUTE, 0 * MINUTE, MINUTE, 2 * HOUR])
            found.append(Change(at, number, schedule := changed(dice, schedule, at)))
    return sorted(found, key=lambda each: each.at)


def changed(dice: random.Random, schedule: Schedule, at: datetime) -> Schedule:
    today = at.astimezone(ZoneInfo(schedule.timezone)).date()
    zone = dice.choice(list(PLACES))
    return dice.choice(
        [
            replace(schedule, at=dice.choice([time(8, 59), time(9, 1), time(11, 30), time(0, 15)])),
            replace(schedule, timezone=zone, holidays=PLACES[zone]),
            replace(schedule, paused_until=today + dice.randrange(1, 15) * DAY),
            replace(schedule, cutoff=dice.choice([time(12), time(15, 45), time(23, 30)])),
        ]
    )


def downtimes(dice: random.Random) -> list[tuple[datetime, datetime]]:
    starts = [BEGINS + dice.randrange(360 * 24) * HOUR for _ in range(12)]
    return [(start, start + dice.choice([20 * MINUTE, 5 * HOUR, 9 * HOUR, 60 * HOUR])) for start in starts]


def moments(first: list[Schedule], made: list[Change], down: list[tuple[datetime, datetime]]) -> Iterator[datetime]:
    """Whenever anything could be due, and when the bot comes back."""
    yield from (each.at for each in made)
    yield from (end for _, end in down)
    for number, schedule in enumerate(first):
        mine = [Change(BEGINS, number, schedule), *(each for each in made if each.channel == number)]
        for change, until in zip(mine, [*(each.at for each in mine[1:]), ENDS], strict=True):
            day = change.at.date() - DAY
            while day <= until.date() + DAY:
                yield shows(change.schedule.timezone, day, change.schedule.at)
                day += DAY


# The year ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1])
async def test_each_posting_of_a_year_is_the_one_that_a_calendar_and_a_clock_give(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    first = schedules(dice)
    made, down = changes(dice, first), downtimes(dice)
    url = f"sqlite:///{tmp_path / 'kundord.db'}"
    migrate(url)
    clock = SetClock(BEGINS)
    company = Company(open_store(url, clock, "synchronous=OFF"), clock)
    try:
        await company.found()
        await company.write(_words)
        numbers = await company.write(_met, first)
        expected = [Expected(schedule) for schedule in first]
        await _walk(company, clock, expected, numbers, made, down, sorted(set(moments(first, made, down))))
        planned = await _planned(company, numbers)
    finally:
        await company.store.close()
    assert sum(len(each.posts) for each in expected) > 9_000
    for number, each in enumerate(expected):
        assert planned[number] == each.posts, f"channel {number}, {each.schedule}"


async def _walk(
    company: Company,
    clock: SetClock,
    expected: list[Expected],
    numbers: list[ChannelNumber],
    made: list[Change],
    down: list[tuple[datetime, datetime]],
    when: list[datetime],
) -> None:
    planner, coming = Planner(company.store), list(made)
    for at in when:
        if not BEGINS <= at < ENDS:
            continue
        clock.set(at)
        while coming and coming[0].at <= at:
            change = coming.pop(0)
            # Commands work beside a bot that is down.
            await company.write(_rescheduled, numbers[change.channel], change.schedule)
            expected[change.channel].schedule = change.schedule
        if any(start <= at < end for start, end in down):
            continue
        await planner.run()
        for each in expected:
            each.look(at)


async def _planned(company: Company, numbers: list[ChannelNumber]) -> list[dict[date, datetime]]:
    pending = await company.store.registry(lambda registry: registry.pending(100_000))
    found: dict[int, dict[date, datetime]] = {number: {} for number in numbers}
    for each in pending:
        if each.errand.kind is Kind.FEATURE:
            found[each.errand.subject][date.fromisoformat(each.errand.notes[0])] = each.created_at
    return [found[number] for number in numbers]


def _words(unit: UnitOfWork) -> None:
    team = unit.teams.all()[0].number
    unit.quotes.add(NewQuote(PRAISE[0], Sentiment.POSITIVE, None, unit.now, (TeamCredit(team),)))


def _met(unit: UnitOfWork, first: list[Schedule]) -> list[ChannelNumber]:
    found = []
    for number, schedule in enumerate(first):
        channel = channels.add(unit, ChannelRef(SLACK, f"C{number}"), f"c{number}", None)
        channels.reschedule(unit, replace(channel, schedule=schedule))
        found.append(channel.number)
    return found


def _rescheduled(unit: UnitOfWork, number: ChannelNumber, schedule: Schedule) -> None:
    channels.reschedule(unit, replace(unit.channels.get(number), schedule=schedule))
