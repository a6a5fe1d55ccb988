"""When a channel is due: from its schedule and a local date to the one instant, or why there is none.

The local date names the day and is fixed before anything else; the instant follows from it. So a changed
clock, time or zone can move the instant, but never make a second one for that date.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.domain import public_holidays
from bot.domain.channels import Schedule
from bot.domain.errors import Refused
from bot.domain.values import dataclass

OPENS, CLOSES = time(9), time(17)
"""Working hours of those who follow up (PRODUCT §7), in the channel's local time."""

HORIZON = 400
"""Days looked ahead before saying that nothing is due: a year, and its longest holidays."""

CALENDARS_END = 9_000
"""The year from which on nothing is looked for: dates end, and holidays are reckoned no further."""

_DAY = timedelta(days=1)
_SEASONS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))


class UnknownTimezone(Refused):
    """Facts: ``timezone``."""

    field = "timezone"


class UnknownHolidays(Refused):
    """No such country, or no such region in it. Facts: ``holidays``."""

    field = "holidays"


class NoWorkDays(Refused):
    """A week without a work day; who wants no quote of the day turns it off. Facts: none."""

    field = "days"


class PauseInThePast(Refused):
    """Facts: ``until``."""

    field = "paused_until"


class PauseUntilToday(Refused):
    """It would be over at once. Facts: none."""

    field = "paused_until"


class PauseTooLong(Refused):
    """Facts: ``until``."""

    field = "paused_until"


class Off(StrEnum):
    """Why nothing is due on a date."""

    NOT_A_WORK_DAY = "not a work day"
    PUBLIC_HOLIDAY = "public holiday"
    OWN_DAY_OFF = "own day off"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class DayOff:
    """A date without a quote of the day. ``name`` is a public holiday's, in a language of its country."""

    reason: Off
    name: str | None = None


# What is due


def due(schedule: Schedule, local_date: date) -> datetime | DayOff:
    """The instant in UTC when the date's quote is due, or why there is none.

    A local time that the date does not have moves forward by the gap; one that it has twice is the first.
    """
    if schedule.paused_until and local_date < schedule.paused_until:
        return DayOff(Off.PAUSED)
    return _day_off(schedule, local_date) or _instant(schedule, local_date, schedule.at)


@lru_cache(maxsize=1024)
def cutoff(schedule: Schedule, local_date: date) -> datetime:
    """The instant in UTC after which the date is let go. Always later than the date's due instant.

    A cut-off at or before the time means the end of the local day.
    """
    start = _instant(schedule, local_date, schedule.at)
    if schedule.cutoff > schedule.at:
        end = _instant(schedule, local_date, schedule.cutoff)
        window = _since_midnight(schedule.cutoff) - _since_midnight(schedule.at)
    else:
        end = _instant(schedule, local_date + _DAY, time.min)
        window = _DAY - _since_midnight(schedule.at)
    # A gap may push the time past a cut-off behind the gap: 02:30 becomes 03:30, and 03:00 is over by then.
    return end if end > start else start + window


def local_date(schedule: Schedule, at: datetime) -> date:
    """The date in the channel at an instant."""
    return at.astimezone(zone_or_utc(schedule.timezone)).date()


def upcoming(schedule: Schedule, start: date) -> Iterator[tuple[date, datetime | DayOff]]:
    """Day by day from ``start``, without an end."""
    day = start
    while True:
        yield day, due(schedule, day)
        day += _DAY


@lru_cache(maxsize=1024)  # at a full hour it is asked for many channels of one schedule
def next_due(schedule: Schedule, after: datetime, done: date | None = None) -> tuple[date, datetime] | None:
    """The first date, later than ``done``, that is still to be served: its cut-off is later than ``after``.

    That may be a date already due: the post is then late. ``done`` is the last date decided, however it was,
    and never comes again, whatever has become of the time or the zone; one later than tomorrow was decided by a clock
    that was wrong, and counts for nothing. None: nothing within ``HORIZON`` days.
    """
    # One day back: a gap at the end of a date (Nuuk in spring) carries its last hour into the next.
    start = local_date(schedule, after) - _DAY
    # Tomorrow: a zone that was moved by a day may have decided it.
    if done is not None and done <= local_date(schedule, after) + _DAY:
        start = max(start, done + _DAY)
    if schedule.paused_until:
        start = max(start, schedule.paused_until)
    if start.year >= CALENDARS_END:
        return None
    for day in _days(start):
        instant = due(schedule, day)
        if isinstance(instant, datetime) and cutoff(schedule, day) > after:
            return day, instant
    return None


# Working time


def work_day_after(schedule: Schedule, at: datetime) -> date:
    """The local date of the next work day. A pause of the quote of the day stops no work.

    A schedule without work days counts every day, so that a reminder comes rather than never.
    """
    tomorrow = local_date(schedule, at) + _DAY
    return next((day for day in _days(tomorrow) if not _day_off(schedule, day)), tomorrow)


def add_working_hours(schedule: Schedule, start: datetime, hours: float) -> datetime:
    """The instant in UTC when ``hours`` of working time have passed since ``start``.

    Ends on a working moment: what runs out at closing time does so at closing time, not at the next opening.
    A schedule without work days counts every hour.
    """
    left = timedelta(hours=hours)
    start = start.astimezone(UTC)
    for day in _days(local_date(schedule, start)):
        if _day_off(schedule, day):
            continue
        begin, end = max(start, _instant(schedule, day, OPENS)), _instant(schedule, day, CLOSES)
        if begin + left <= end:
            return begin + left
        left -= max(end - begin, timedelta())
    return start + timedelta(hours=hours)


def next_working(schedule: Schedule, at: datetime, not_before: date | None = None) -> datetime:
    """The first working moment in UTC from ``at`` on, on ``not_before`` or later. Closing time itself is none.

    A schedule without work days works on every day.
    """
    start = local_date(schedule, at)
    for day in _days(max(start, not_before or start)):
        begin, end = _instant(schedule, day, OPENS), _instant(schedule, day, CLOSES)
        if at < end and not _day_off(schedule, day):
            return max(at.astimezone(UTC), begin)
    return next_working(Schedule(timezone=schedule.timezone, days=frozenset(range(7))), at, not_before)


# Zones and days


@cache
def zones() -> frozenset[str]:
    """The names of all zones of the world."""
    # Not every file that ZoneInfo opens is one: `localtime` is the machine's own, `right/…` counts leap seconds.
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def known_zone(name: str) -> str | None:
    """The name that somebody's platform gives of their zone, if it is one."""
    return name if name in zones() else None


@lru_cache(maxsize=512)
def zone_in(country: str) -> str | None:
    """The zone of a country by its two letters; None for one where it is not the same time everywhere."""
    from babel.core import get_global  # noqa: PLC0415  # as bot.wording.dates

    found = sorted(name for name, its in get_global("zone_territories").items() if its == country and known_zone(name))
    clocks = {tuple(each.astimezone(zone(name)).utcoffset() for each in _SEASONS) for name in found}
    return found[0] if len(clocks) == 1 else None


def zone(name: str) -> tzinfo:
    """A time zone by its IANA name. Raises: UnknownTimezone."""
    if known_zone(name) is None:
        raise UnknownTimezone(timezone=name)
    return ZoneInfo(name)


@lru_cache(maxsize=1024)
def zone_or_utc(name: str) -> tzinfo:
    """A zone to plan and to speak in. A name that became unknown since it was checked is UTC: late beats never."""
    try:
        return zone(name)
    except UnknownTimezone:
        return UTC


def _instant(schedule: Schedule, day: date, at: time) -> datetime:
    # fold=0 is both rules at once (PEP 495): the first of two passes, and in a gap the offset from before it,
    # which reads as the wall clock moved forward by the gap.
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0), zone_or_utc(schedule.timezone))
    return wall.astimezone(UTC)


def _day_off(schedule: Schedule, day: date) -> DayOff | None:
    if day.weekday() not in schedule.days or _skipped(schedule, day):
        return DayOff(Off.NOT_A_WORK_DAY)
    if day in schedule.days_off:
        return DayOff(Off.OWN_DAY_OFF)
    if schedule.holidays and (name := public_holidays.of_year(schedule.holidays, day.year).get(day)):
        return DayOff(Off.PUBLIC_HOLIDAY, name)
    return None


def _skipped(schedule: Schedule, day: date) -> bool:
    """Samoa crossed the date line and had no 30 December 2011: all its times are the next date's."""
    return _instant(schedule, day, time.min) >= _instant(schedule, day + _DAY, time.min)


def _days(start: date) -> Iterator[date]:
    return (start + ahead * _DAY for ahead in range(HORIZON))


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


# A schedule about to be saved


def check(schedule: Schedule) -> None:
    """Raises: UnknownTimezone, NoWorkDays, UnknownHolidays."""
    zone(schedule.timezone)
    if not schedule.days & frozenset(range(7)):
        raise NoWorkDays
    if schedule.holidays is not None and not public_holidays.known(schedule.holidays):
        raise UnknownHolidays(holidays=schedule.holidays)


def check_pause(schedule: Schedule, until: date, now: datetime) -> None:
    """Whether somebody may choose that end. Raises: PauseInThePast, PauseUntilToday, PauseTooLong."""
    today = local_date(schedule, now)
    if until == today:
        raise PauseUntilToday
    if until < today:
        raise PauseInThePast(until=until)
    if until.year >= CALENDARS_END:
        raise PauseTooLong(until=until)
