from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import public_holidays
from bot.domain.calendar import (
    DayOff,
    NoWorkDays,
    Off,
    PauseInThePast,
    PauseTooLong,
    PauseUntilToday,
    UnknownHolidays,
    UnknownTimezone,
    add_working_hours,
    check,
    check_pause,
    cutoff,
    due,
    local_date,
    next_due,
    upcoming,
    work_day_after,
    zone_in,
)
from bot.domain.channels import Schedule

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
FIRST, LAST = date(2025, 1, 1), date(2030, 12, 31)
DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
HALF_HOURS = [time(minutes // 60, minutes % 60) for minutes in range(0, 24 * 60, 30)]

dates = st.dates(FIRST, LAST)
moments = st.dates(FIRST, date(2029, 12, 31)).flatmap(
    lambda day: st.times().map(lambda at: datetime.combine(day, at, UTC))
)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
schedules = st.builds(
    Schedule,
    at=times,
    cutoff=times,
    timezone=st.sampled_from(ZONES),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.sampled_from([None, "SE", "NO", "DE-BY"]),
    days_off=st.frozensets(dates, max_size=3),
    paused_until=st.none() | dates,
)


def daily(zone: str, at: time, **chosen: object) -> Schedule:
    return replace(Schedule(at=at, timezone=zone, days=EVERY_DAY), **chosen)  # type: ignore[arg-type]


def instant(schedule: Schedule, day: date) -> datetime:
    found = due(schedule, day)
    assert isinstance(found, datetime)
    return found


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def days_around_changes() -> list[tuple[str, date]]:
    """Each zone's dates on which its clock changes, and the dates beside them; aliases count once."""
    clocks = {tuple(changes(name)): name for name in ZONES}
    return [(name, day + step * DAY) for clock, name in clocks.items() for day, _ in clock[1:] for step in (-1, 0, 1)]


def changes(name: str) -> Iterator[tuple[date, timedelta | None]]:
    """The first date and its offset from UTC, then each date whose noon has another than the date before."""
    zone, before = ZoneInfo(name), None
    for ahead in range((LAST - FIRST).days + 1):
        day = FIRST + ahead * DAY
        offset = datetime.combine(day, time(12), zone).utcoffset()
        if offset != before:
            yield day, offset
        before = offset


def assert_right(schedule: Schedule, day: date) -> datetime:
    """The rule of the product, checked from the other side: by looking at the clock on the wall."""
    found = instant(schedule, day)
    zone = ZoneInfo(schedule.timezone)
    wanted = datetime.combine(day, schedule.at)
    shown = found.astimezone(zone)
    if shown.replace(tzinfo=None, fold=0) == wanted:
        assert shown.fold == 0, "the first of two passes"
    else:
        gap = (found + timedelta(hours=3)).astimezone(zone).utcoffset()
        assert gap is not None
        gap -= (found - timedelta(hours=3)).astimezone(zone).utcoffset() or timedelta()
        assert shown.replace(tzinfo=None) - wanted == gap > timedelta()
    return found


def test_a_date_far_ahead_that_a_wrong_clock_decided_holds_no_other_up() -> None:
    schedule, now = Schedule(time(9), "Europe/Stockholm"), utc(2026, 5, 4, 6)
    assert next_due(schedule, now, date(2027, 6, 15)) == (date(2026, 5, 4), utc(2026, 5, 4, 7))
    assert next_due(schedule, now, date(2026, 5, 5)) == (date(2026, 5, 6), utc(2026, 5, 6, 7))


def test_every_zone_has_one_instant_per_date_around_every_change_of_its_clock() -> None:
    around = days_around_changes()
    assert len(around) > 900
    for name, day in around:
        for at in HALF_HOURS:
            schedule = Schedule(at=at, timezone=name, days=EVERY_DAY)
            assert assert_right(schedule, day) > instant(schedule, day - DAY)


@given(st.sampled_from(ZONES), dates, times)
def test_every_zone_has_one_instant_per_date_on_any_day(name: str, day: date, at: time) -> None:
    schedule = Schedule(at=at, timezone=name, days=EVERY_DAY)
    assert_right(schedule, day)
    assert instant(schedule, day) < instant(schedule, day + DAY)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        pytest.param("Europe/Oslo", date(2026, 3, 29), time(2, 30), utc(2026, 3, 29, 1, 30), id="gap-to-03:30"),
        pytest.param("Europe/Oslo", date(2026, 3, 29), time(3, 30), utc(2026, 3, 29, 1, 30), id="03:30-itself"),
        pytest.param("Europe/Oslo", date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30), id="first-pass"),
        pytest.param("Africa/Cairo", date(2026, 4, 24), time(0, 30), utc(2026, 4, 23, 22, 30), id="gap-after-0"),
        pytest.param("America/Havana", date(2026, 3, 8), time(0), utc(2026, 3, 8, 5), id="gap-at-midnight"),
        pytest.param("America/Nuuk", date(2026, 3, 28), time(23, 30), utc(2026, 3, 29, 1, 30), id="over-midnight"),
        pytest.param("Australia/Lord_Howe", date(2026, 10, 4), time(2), utc(2026, 10, 3, 15, 30), id="half-hour"),
    ],
)
def test_a_clock_change_moves_the_time_and_never_the_date(zone: str, day: date, at: time, expected: datetime) -> None:
    assert due(daily(zone, at), day) == expected


def test_in_autumn_it_comes_once_at_the_first_pass() -> None:
    schedule = daily("Europe/Oslo", time(2, 30))
    served = next_due(schedule, utc(2026, 10, 24, 23))
    assert served == (date(2026, 10, 25), utc(2026, 10, 25, 0, 30))
    again = next_due(schedule, utc(2026, 10, 25, 1, 30), done=date(2026, 10, 25))
    assert again == (date(2026, 10, 26), utc(2026, 10, 26, 1, 30))


def test_a_date_that_a_zone_left_out_has_no_quote_and_the_next_has_one() -> None:
    schedule = daily("Pacific/Apia", time(9))
    days = dict(islice(upcoming(schedule, date(2011, 12, 29)), 3))
    assert days[date(2011, 12, 30)] == DayOff(Off.NOT_A_WORK_DAY)
    assert days[date(2011, 12, 29)] == utc(2011, 12, 29, 19)
    assert days[date(2011, 12, 31)] == utc(2011, 12, 30, 19)


def test_a_zone_that_became_unknown_is_planned_in_utc_and_not_accepted_again() -> None:
    lost = daily("Mars/Olympus", time(9))
    assert due(lost, date(2026, 5, 4)) == utc(2026, 5, 4, 9)
    with pytest.raises(UnknownTimezone) as refused:
        check(lost)
    assert refused.value.facts == {"timezone": "Mars/Olympus"}


# Days off


def test_weekends_holidays_own_days_and_pauses_say_why() -> None:
    schedule = Schedule(holidays="NO", days_off=frozenset({date(2026, 5, 15)}), paused_until=date(2026, 5, 13))
    reasons = [found for _, found in islice(upcoming(schedule, date(2026, 5, 12)), 7)]
    assert reasons == [
        DayOff(Off.PAUSED),
        utc(2026, 5, 13, 7),
        DayOff(Off.PUBLIC_HOLIDAY, "Kristi himmelfartsdag"),
        DayOff(Off.OWN_DAY_OFF),
        DayOff(Off.NOT_A_WORK_DAY),
        DayOff(Off.NOT_A_WORK_DAY),
        utc(2026, 5, 18, 7),
    ]


def test_a_pause_that_ends_on_a_holiday_goes_on_until_the_day_after() -> None:
    schedule = Schedule(holidays="SE", paused_until=date(2026, 5, 1))
    assert due(schedule, date(2026, 4, 30)) == DayOff(Off.PAUSED)
    assert due(schedule, date(2026, 5, 1)) == DayOff(Off.PUBLIC_HOLIDAY, "Första maj")
    assert next_due(schedule, utc(2026, 4, 20)) == (date(2026, 5, 4), utc(2026, 5, 4, 7))


@pytest.mark.parametrize("eve", [date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)])
def test_the_swedish_eves_are_days_off_though_the_law_on_holidays_does_not_name_them(eve: date) -> None:
    found = due(Schedule(holidays="SE"), eve)
    assert isinstance(found, DayOff)
    assert found.reason is Off.PUBLIC_HOLIDAY


@pytest.mark.parametrize("country", ["SE", "NO", "DK", "FI"])
def test_a_plain_sunday_is_no_holiday_for_a_channel_that_works_on_sundays(country: str) -> None:
    schedule = daily("Europe/Stockholm", time(9), holidays=country)
    assert isinstance(due(schedule, date(2026, 6, 14)), datetime)
    assert due(schedule, date(2026, 4, 5)) != due(replace(schedule, holidays=None), date(2026, 4, 5))


def test_a_region_adds_its_own_holidays() -> None:
    assert due(Schedule(holidays="DE-BY"), date(2026, 1, 6)) == DayOff(Off.PUBLIC_HOLIDAY, "Heilige Drei Könige")
    assert isinstance(due(Schedule(holidays="DE"), date(2026, 1, 6)), datetime)


@pytest.mark.parametrize("holidays", ["XX", "", "DE-XX", "HolidayBase", "utils", "Sweden"])
def test_a_country_nobody_knows_is_refused_but_stops_no_plan(holidays: str) -> None:
    schedule = Schedule(holidays=holidays)
    with pytest.raises(UnknownHolidays):
        check(schedule)
    assert isinstance(due(schedule, date(2026, 5, 4)), datetime)


def test_a_schedule_without_work_days_is_refused() -> None:
    with pytest.raises(NoWorkDays):
        check(Schedule(days=frozenset()))
    assert next_due(Schedule(days=frozenset()), utc(2026, 5, 4)) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Europe",
        "/etc/passwd",
        "../x",
        "localtime",
        "posixrules",
        "right/Europe/Oslo",
        "a\0b",
        "europe/oslo",
        "CEST",
    ],
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownTimezone):
        check(Schedule(timezone=name))
    assert due(Schedule(timezone=name), date(2026, 5, 4)) == utc(2026, 5, 4, 9)


@given(schedules)
def test_whatever_may_be_chosen_is_accepted(schedule: Schedule) -> None:
    check(schedule)


# Late posts and cut-offs


def test_after_a_crash_it_posts_late_until_the_cutoff_and_then_lets_the_day_go() -> None:
    schedule = Schedule()
    monday, tuesday = date(2026, 5, 4), date(2026, 5, 5)
    assert next_due(schedule, utc(2026, 5, 4, 9, 40)) == (monday, utc(2026, 5, 4, 7))
    assert next_due(schedule, utc(2026, 5, 4, 14)) == (tuesday, utc(2026, 5, 5, 7))
    assert next_due(schedule, utc(2026, 5, 4, 21, 50)) == (tuesday, utc(2026, 5, 5, 7))


def test_a_changed_time_never_brings_a_decided_date_back() -> None:
    done = date(2026, 5, 4)
    later = Schedule(at=time(13))
    assert next_due(later, utc(2026, 5, 4, 8), done) == (date(2026, 5, 5), utc(2026, 5, 5, 11))
    westward = Schedule(at=time(13), timezone="Pacific/Honolulu", cutoff=time(0))
    assert next_due(westward, utc(2026, 5, 4, 8), done) == (date(2026, 5, 5), utc(2026, 5, 5, 23))


def test_a_cutoff_before_the_time_is_the_end_of_the_day() -> None:
    assert cutoff(Schedule(at=time(17), cutoff=time(16)), date(2026, 5, 4)) == utc(2026, 5, 4, 22)
    assert cutoff(Schedule(at=time(16), cutoff=time(16)), date(2026, 5, 4)) == utc(2026, 5, 4, 22)


def test_a_gap_that_swallows_the_time_and_passes_the_cutoff_loses_no_date() -> None:
    oslo = daily("Europe/Oslo", time(2, 30), cutoff=time(3))
    assert cutoff(oslo, date(2026, 3, 29)) == utc(2026, 3, 29, 2)
    nuuk = daily("America/Nuuk", time(23, 30), cutoff=time(8))
    assert cutoff(nuuk, date(2026, 3, 28)) == utc(2026, 3, 29, 2)
    assert next_due(nuuk, utc(2026, 3, 29, 1, 40), date(2026, 3, 27)) == (
        date(2026, 3, 28),
        utc(2026, 3, 29, 1, 30),
    )


@given(schedules, dates)
def test_every_date_that_is_due_can_be_served(schedule: Schedule, day: date) -> None:
    found = due(schedule, day)
    if isinstance(found, datetime):
        assert found < cutoff(schedule, day)
        assert next_due(schedule, found, day - DAY) == (day, found)
        assert abs(local_date(schedule, found) - day) <= DAY


@given(schedules, moments)
def test_planning_from_one_date_to_the_next_meets_every_due_date_once(schedule: Schedule, after: datetime) -> None:
    met: list[date] = []
    following = next_due(schedule, after)
    while following and len(met) < 10:
        day, found = following
        assert found == due(schedule, day)
        met.append(day)
        following = next_due(schedule, found, day)
    if met:
        expected = (day for day, found in upcoming(schedule, met[0]) if isinstance(found, datetime))
        assert met == list(islice(expected, len(met)))


# Working time


def test_working_hours_skip_nights_weekends_and_holidays() -> None:
    schedule = Schedule(holidays="NO", timezone="Europe/Oslo")
    wednesday_afternoon = utc(2026, 5, 13, 14)  # 16:00; Thursday is Ascension Day
    assert add_working_hours(schedule, wednesday_afternoon, 1) == utc(2026, 5, 13, 15)
    assert add_working_hours(schedule, wednesday_afternoon, 2) == utc(2026, 5, 15, 8)
    assert add_working_hours(schedule, wednesday_afternoon, 10) == utc(2026, 5, 18, 8)
    assert add_working_hours(schedule, utc(2026, 5, 16, 3), 0) == utc(2026, 5, 18, 7)


def test_a_pause_of_the_quote_stops_no_work() -> None:
    paused = Schedule(paused_until=date(2027, 1, 1))
    assert add_working_hours(paused, utc(2026, 5, 4, 8), 1) == utc(2026, 5, 4, 9)
    assert work_day_after(paused, utc(2026, 5, 4, 8)) == date(2026, 5, 5)


@pytest.mark.parametrize("until", [date(9000, 1, 1), date(9999, 1, 2), date(9999, 12, 31)])
def test_a_pause_without_an_end_that_was_kept_once_has_no_next_date(until: date) -> None:
    assert next_due(Schedule(holidays="SE", paused_until=until), utc(2026, 5, 4, 8)) is None


def test_the_next_work_day_is_that_of_the_channels_own_zone() -> None:
    schedule = Schedule(holidays="SE")
    assert work_day_after(schedule, utc(2026, 6, 17, 12)) == date(2026, 6, 18)
    assert work_day_after(schedule, utc(2026, 6, 18, 12)) == date(2026, 6, 22)
    assert work_day_after(schedule, utc(2026, 6, 17, 22, 30)) == date(2026, 6, 22)


def test_without_work_days_a_reminder_comes_all_the_same() -> None:
    never = Schedule(days=frozenset())
    assert work_day_after(never, utc(2026, 5, 4, 8)) == date(2026, 5, 5)
    assert add_working_hours(never, utc(2026, 5, 4, 8), 4) == utc(2026, 5, 4, 12)


@given(
    schedules,
    moments,
    st.integers(0, 30),
)
def test_working_time_runs_forward_and_falls_on_work_days(schedule: Schedule, start: datetime, hours: int) -> None:
    end = add_working_hours(schedule, start, hours)
    assert end >= start + timedelta(hours=hours)
    assert end <= add_working_hours(schedule, start, hours + 1)
    assert not isinstance(due(replace(schedule, paused_until=None), local_date(schedule, end)), DayOff)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("se", "SE"), ("de-by", "DE-BY"), ("DE-AUGSBURG", "DE-Augsburg"), ("be-french", "BE-French"), ("xx-Yy", "XX-Yy")],
)
def test_a_calendar_is_found_in_whatever_letters_it_is_typed(typed: str, kept: str) -> None:
    assert public_holidays.spelled(typed) == kept
    assert public_holidays.known(kept) is (kept[:2] != "XX")


@pytest.mark.parametrize(
    ("until", "refusal"),
    [
        (date(2026, 5, 3), PauseInThePast),
        (date(2026, 5, 4), PauseInThePast),
        (date(2026, 5, 5), PauseUntilToday),
        (date(9000, 1, 1), PauseTooLong),
    ],
)
def test_a_pause_ends_on_a_later_day_of_the_channels_own(until: date, refusal: type[Exception]) -> None:
    before_midnight_in_utc = utc(2026, 5, 4, 23)
    with pytest.raises(refusal):
        check_pause(Schedule(), until, before_midnight_in_utc)


@pytest.mark.parametrize("until", [date(2026, 5, 6), date(8999, 12, 31)])
def test_a_pause_may_end_tomorrow_and_last_for_long(until: date) -> None:
    check_pause(Schedule(), until, utc(2026, 5, 4, 23))


@pytest.mark.parametrize(
    ("country", "zone"),
    [("SE", "Europe/Stockholm"), ("DE", "Europe/Berlin"), ("US", None), ("PT", None), ("XX", None), ("", None)],
)
def test_a_country_has_a_zone_where_it_is_the_same_time_everywhere(country: str, zone: str | None) -> None:
    assert zone_in(country) == zone
