"""The ladder of PRODUCT §7, walked through weeks with a set clock."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import CLOSES, HORIZON, OPENS, DayOff, due, local_date, next_working, work_day_after
from bot.domain.cases import State
from bot.domain.channels import Schedule
from bot.domain.reminders import MOST, Reminded, Rung, Standstill, next_reminder, snoozed

STOCKHOLM = Schedule(timezone="Europe/Stockholm", holidays="SE")
OSLO = Schedule(timezone="Europe/Oslo", holidays="NO")
TICK = timedelta(minutes=30)


def at(schedule: Schedule, wall: str) -> datetime:
    """A time on the channel's wall: ``2026-11-23 10:00``."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(schedule.timezone)).astimezone(UTC)


def on_the_wall(schedule: Schedule, instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(schedule.timezone)):%Y-%m-%d %H:%M}"


def given_at(case: Standstill, schedule: Schedule, rung: Rung, now: datetime) -> Standstill:
    return replace(case, reminded=(*case.reminded, Reminded(rung, now, local_date(schedule, now))))


def walk(case: Standstill, schedule: Schedule, days: int = 14) -> list[tuple[str, Rung]]:
    """Every reminder of a case that nobody touches, at the moment when it is due."""
    return [(on_the_wall(schedule, now), rung) for now, rung in _steps(case, schedule, case.since, days)]


def _steps(case: Standstill, schedule: Schedule, now: datetime, days: int) -> Iterator[tuple[datetime, Rung]]:
    end = now + timedelta(days=days)
    while (found := next_reminder(case, schedule, now)) and found[1] < end:
        rung, now = found
        yield now, rung
        case = given_at(case, schedule, rung, now)


# Two weeks --------------------------------------------------------------------------------------

CHRISTMAS = "2026-12-22 16:30"  # a Tuesday; 24 to 26 December and 1 January are days off in Sweden
SEVENTEENTH = "2027-05-14 16:00"  # a Friday; 17 May is Norway's day


@pytest.mark.parametrize(
    ("schedule", "state", "since", "expected"),
    [
        (
            STOCKHOLM,
            State.OPEN,
            CHRISTMAS,
            [("2026-12-23 10:30", Rung.UNCLAIMED), ("2026-12-28 09:00", Rung.UNCLAIMED_ADMINS)],
        ),
        (
            STOCKHOLM,
            State.CLAIMED,
            CHRISTMAS,
            [
                ("2026-12-23 16:30", Rung.NO_CONTACT),
                ("2026-12-29 16:30", Rung.NO_STEP),
                ("2026-12-30 09:00", Rung.NO_STEP_THREAD),
            ],
        ),
        (STOCKHOLM, State.RESOLVED, CHRISTMAS, [("2026-12-28 16:30", Rung.NO_STORY)]),
        (STOCKHOLM, State.WITHDRAWN, CHRISTMAS, []),
        (STOCKHOLM, State.NO_BIG_DEAL, CHRISTMAS, []),
        (
            OSLO,
            State.OPEN,
            SEVENTEENTH,
            [("2027-05-18 10:00", Rung.UNCLAIMED), ("2027-05-19 09:00", Rung.UNCLAIMED_ADMINS)],
        ),
        (
            OSLO,
            State.CLAIMED,
            SEVENTEENTH,
            [
                ("2027-05-18 16:00", Rung.NO_CONTACT),
                ("2027-05-20 16:00", Rung.NO_STEP),
                ("2027-05-21 09:00", Rung.NO_STEP_THREAD),
            ],
        ),
        (OSLO, State.RESOLVED, SEVENTEENTH, [("2027-05-19 16:00", Rung.NO_STORY)]),
        # Clocks go forward on Sunday 28 March 2027, and back on 25 October 2026: the wall keeps its hours.
        (
            STOCKHOLM,
            State.OPEN,
            "2027-03-26 12:00",  # Good Friday, and Easter Monday follows
            [("2027-03-30 11:00", Rung.UNCLAIMED), ("2027-03-31 09:00", Rung.UNCLAIMED_ADMINS)],
        ),
        (
            OSLO,
            State.CLAIMED,
            "2026-10-23 15:00",
            [
                ("2026-10-26 15:00", Rung.NO_CONTACT),
                ("2026-10-28 15:00", Rung.NO_STEP),
                ("2026-10-29 09:00", Rung.NO_STEP_THREAD),
            ],
        ),
        # What runs out at closing time comes first thing next day.
        (
            STOCKHOLM,
            State.OPEN,
            "2026-11-20 15:00",
            [("2026-11-23 09:00", Rung.UNCLAIMED), ("2026-11-24 09:00", Rung.UNCLAIMED_ADMINS)],
        ),
        (
            STOCKHOLM,
            State.OPEN,
            "2026-11-21 03:00",
            [("2026-11-23 11:00", Rung.UNCLAIMED), ("2026-11-24 09:00", Rung.UNCLAIMED_ADMINS)],
        ),
        (
            replace(STOCKHOLM, days=frozenset({1, 3}), days_off=frozenset({date(2026, 11, 26)})),
            State.OPEN,
            "2026-11-23 10:00",
            [("2026-11-24 11:00", Rung.UNCLAIMED), ("2026-12-01 09:00", Rung.UNCLAIMED_ADMINS)],
        ),
    ],
)
def test_a_case_that_nobody_touches(
    schedule: Schedule, state: State, since: str, expected: list[tuple[str, Rung]]
) -> None:
    assert walk(Standstill(state, at(schedule, since)), schedule) == expected


def test_a_pause_of_the_quote_of_the_day_stops_no_reminder() -> None:
    case = Standstill(State.OPEN, at(STOCKHOLM, "2026-11-23 10:00"))
    assert walk(case, replace(STOCKHOLM, paused_until=date(2027, 8, 1))) == walk(case, STOCKHOLM) != []


def test_a_case_through_two_weeks_with_christmas_in_them() -> None:
    """Opened, claimed late, half followed, handed over, snoozed: and the cap of five."""
    case = Standstill(State.OPEN, at(STOCKHOLM, "2026-12-16 09:30"))
    story: Mapping[str, dict[str, object]] = {
        "2026-12-17 13:00": {"state": State.CLAIMED},
        "2026-12-18 12:30": {"contacted": True},
        "2026-12-23 15:00": {"snoozed_until": date(2026, 12, 28)},
        "2026-12-28 15:00": {"state": State.CLAIMED},
    }
    said = []
    now, end = case.since, at(STOCKHOLM, "2027-01-15 17:00")
    while now < end:
        if happened := story.get(on_the_wall(STOCKHOLM, now)):
            turned = {"since": now, "last_step": None} if "state" in happened else {}
            stepped = {"last_step": now} if "contacted" in happened else {}
            case = replace(case, **{**happened, **turned, **stepped})  # type: ignore[arg-type]
        found = next_reminder(case, STOCKHOLM, now)
        if found and found[1] <= now:
            said.append((on_the_wall(STOCKHOLM, now), found[0]))
            case = given_at(case, STOCKHOLM, found[0], now)
        now += TICK
    assert said == [
        ("2026-12-16 11:30", Rung.UNCLAIMED),
        ("2026-12-17 09:00", Rung.UNCLAIMED_ADMINS),
        ("2026-12-23 12:30", Rung.NO_STEP),
        ("2026-12-28 09:00", Rung.NO_STEP),  # it was snoozed, so it comes again, still in private
        ("2027-01-04 15:00", Rung.NO_STEP),  # to the new owner; the fifth, so the thread is spared
    ]


# One at a time ----------------------------------------------------------------------------------


MONDAY = at(STOCKHOLM, "2026-11-23 10:00")


def test_what_became_due_in_the_night_or_while_nobody_ran_comes_in_working_time_and_in_order() -> None:
    case = Standstill(State.CLAIMED, MONDAY)
    late = [
        (on_the_wall(STOCKHOLM, now), rung)
        for now, rung in _steps(case, STOCKHOLM, at(STOCKHOLM, "2026-12-12 20:00"), days=14)
    ]
    assert late == [
        ("2026-12-14 09:00", Rung.NO_CONTACT),
        ("2026-12-15 09:00", Rung.NO_STEP),
        ("2026-12-16 09:00", Rung.NO_STEP_THREAD),
    ]
    now = at(STOCKHOLM, "2026-12-14 16:59")
    assert next_reminder(case, STOCKHOLM, now) == (Rung.NO_CONTACT, now)


def test_every_step_starts_the_wait_anew_and_contact_ends_the_question_for_it() -> None:
    case = Standstill(State.CLAIMED, MONDAY, last_step=at(STOCKHOLM, "2026-11-24 09:30"))
    assert walk(case, STOCKHOLM) == [
        ("2026-11-24 10:00", Rung.NO_CONTACT),
        ("2026-11-27 09:30", Rung.NO_STEP),
        ("2026-11-30 09:00", Rung.NO_STEP_THREAD),
    ]
    case = given_at(replace(case, contacted=True), STOCKHOLM, Rung.NO_STEP, at(STOCKHOLM, "2026-11-27 09:30"))
    case = replace(case, last_step=at(STOCKHOLM, "2026-11-27 12:00"))
    assert next_reminder(case, STOCKHOLM, MONDAY) == (Rung.NO_STEP, at(STOCKHOLM, "2026-12-02 12:00"))


def test_a_case_in_new_hands_begins_at_the_foot_of_the_ladder() -> None:
    case = given_at(Standstill(State.OPEN, MONDAY), STOCKHOLM, Rung.UNCLAIMED, at(STOCKHOLM, "2026-11-23 12:00"))
    released = replace(case, since=at(STOCKHOLM, "2026-11-26 10:00"))
    assert next_reminder(released, STOCKHOLM, released.since) == (Rung.UNCLAIMED, at(STOCKHOLM, "2026-11-26 12:00"))


def test_one_a_day_also_when_the_case_changed_hands_that_day() -> None:
    case = given_at(Standstill(State.OPEN, MONDAY), STOCKHOLM, Rung.UNCLAIMED, at(STOCKHOLM, "2026-11-23 12:00"))
    released = replace(case, since=at(STOCKHOLM, "2026-11-23 13:00"))
    assert next_reminder(released, STOCKHOLM, released.since) == (Rung.UNCLAIMED, at(STOCKHOLM, "2026-11-24 09:00"))


def test_a_story_told_is_not_asked_for() -> None:
    assert next_reminder(Standstill(State.RESOLVED, MONDAY, story_posted=True), STOCKHOLM, MONDAY) is None


def test_snoozed_until_the_next_work_day_the_same_reminder_comes_again_and_then_the_next() -> None:
    friday = at(STOCKHOLM, "2026-11-27 11:00")
    case = given_at(Standstill(State.OPEN, MONDAY), STOCKHOLM, Rung.UNCLAIMED, friday)
    monday = at(STOCKHOLM, "2026-11-30 09:00")
    assert snoozed(STOCKHOLM, friday) == date(2026, 11, 30)
    case = replace(case, snoozed_until=snoozed(STOCKHOLM, friday))
    assert next_reminder(case, STOCKHOLM, friday) == (Rung.UNCLAIMED, monday)
    case = given_at(case, STOCKHOLM, Rung.UNCLAIMED, monday)
    tuesday = (Rung.UNCLAIMED_ADMINS, at(STOCKHOLM, "2026-12-01 09:00"))
    assert next_reminder(case, STOCKHOLM, monday) == tuesday
    # Snoozed for a second time it is the admins' turn all the same.
    assert next_reminder(replace(case, snoozed_until=date(2026, 12, 1)), STOCKHOLM, monday) == tuesday
    # And theirs is the last word.
    assert next_reminder(given_at(case, STOCKHOLM, *tuesday), STOCKHOLM, tuesday[1]) is None


def test_a_case_may_be_snoozed_before_anything_was_said_of_it() -> None:
    case = Standstill(State.OPEN, MONDAY, snoozed_until=date(2026, 11, 25))
    wednesday = (Rung.UNCLAIMED, at(STOCKHOLM, "2026-11-25 09:00"))
    assert next_reminder(case, STOCKHOLM, MONDAY) == wednesday
    thursday = (Rung.UNCLAIMED_ADMINS, at(STOCKHOLM, "2026-11-26 09:00"))
    assert next_reminder(given_at(case, STOCKHOLM, *wednesday), STOCKHOLM, wednesday[1]) == thursday


def test_a_schedule_without_work_days_is_reminded_in_the_daytime_rather_than_never() -> None:
    nobody = replace(STOCKHOLM, days=frozenset())
    found = next_reminder(Standstill(State.OPEN, at(STOCKHOLM, "2026-11-21 22:00")), nobody, MONDAY)
    assert found == (Rung.UNCLAIMED, MONDAY)
    sunday = at(STOCKHOLM, "2026-11-22 09:00")
    assert next_working(nobody, at(STOCKHOLM, "2026-11-21 22:00")) == sunday


# Any case, anywhere -----------------------------------------------------------------------------


ZONES = sorted(available_timezones() - {"localtime", "Factory"})
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once
days = st.dates(date(2026, 1, 1), date(2028, 1, 1))
schedules = st.builds(
    Schedule,
    timezone=st.sampled_from(ZONES),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.sampled_from([None, "SE", "NO", "DE-BY"]),
    days_off=st.frozensets(days, max_size=3),
)
standstills = st.builds(
    Standstill,
    state=st.sampled_from(State),
    since=instants,
    contacted=st.booleans(),
    last_step=st.none() | instants,
    story_posted=st.booleans(),
    snoozed_until=st.none() | days,
    reminded=st.lists(st.builds(Reminded, st.sampled_from(Rung), instants, days), max_size=MOST + 1),
)
unhurried = settings(deadline=None)  # the first example of a country and year reads its holidays
fresh = standstills.map(lambda case: replace(case, reminded=()))


@unhurried
@given(standstills, schedules, instants)
def test_whatever_the_case_a_reminder_is_in_the_future_and_in_working_hours(
    case: Standstill, schedule: Schedule, now: datetime
) -> None:
    if found := next_reminder(case, schedule, now):
        assert found[1] >= now
        assert_working(schedule, found[1])


@unhurried
@given(fresh, schedules, st.lists(st.sampled_from(["wait", "late", "snooze", "step", "turn"]), max_size=40))
def test_never_two_on_one_date_and_never_more_than_five(case: Standstill, schedule: Schedule, life: list[str]) -> None:
    now = case.since
    for happens in [*life, *["wait"] * MOST]:
        match happens:
            case "snooze":
                case = replace(case, snoozed_until=snoozed(schedule, now))
            case "step":
                case = replace(case, last_step=now)
            case "turn":
                case = replace(case, since=now, last_step=None)
            case _ if found := next_reminder(case, schedule, now):
                rung, now = found
                case = given_at(case, schedule, rung, now)
                now += timedelta(days=9, hours=13) if happens == "late" else TICK
    dates = [reminded.local_date for reminded in case.reminded]
    assert len(dates) <= MOST
    assert all(earlier < later for earlier, later in pairwise(dates))
    for reminded in case.reminded:
        assert_working(schedule, reminded.at)


@unhurried
@given(standstills, schedules, instants, instants)
def test_to_look_later_gives_the_same_rung_no_earlier(
    case: Standstill, schedule: Schedule, one: datetime, other: datetime
) -> None:
    early, late = sorted((one, other))
    first, second = next_reminder(case, schedule, early), next_reminder(case, schedule, late)
    assert (first is None) == (second is None)
    if first and second:
        assert first[0] == second[0]
        assert first[1] <= second[1]
        assert next_reminder(case, schedule, first[1]) == first


@unhurried
@given(schedules, instants)
def test_tomorrow_is_the_next_work_day(schedule: Schedule, now: datetime) -> None:
    today, tomorrow = local_date(schedule, now), snoozed(schedule, now)
    assert tomorrow > today
    assert not isinstance(due(schedule, tomorrow), DayOff)
    between = (today + timedelta(days=ahead) for ahead in range(1, (tomorrow - today).days))
    assert all(isinstance(due(schedule, day), DayOff) for day in between)
    assert tomorrow == work_day_after(schedule, now) < today + timedelta(days=HORIZON)


def assert_working(schedule: Schedule, instant: datetime) -> None:
    day = local_date(schedule, instant)
    wall = instant.astimezone(ZoneInfo(schedule.timezone)).time()
    assert OPENS <= wall < CLOSES
    assert not isinstance(due(replace(schedule, at=time(12)), day), DayOff)
