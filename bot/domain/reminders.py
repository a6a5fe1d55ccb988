"""The ladder of PRODUCT §7: what a case that stands still is reminded of, when, and whom it reaches."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import CLOSES, OPENS, add_working_hours, next_working, work_day_after
from bot.domain.cases import State
from bot.domain.channels import Schedule
from bot.domain.values import dataclass


class Rung(StrEnum):
    """In the order of the ladder. Whoever holds a case is told in private, and then in its thread."""

    UNCLAIMED = "unclaimed"
    UNCLAIMED_ADMINS = "unclaimed, to the admins"
    NO_CONTACT = "no contact"
    NO_STEP = "no step"
    NO_STEP_THREAD = "no step, in the thread"
    NO_STORY = "no story"
    # These are given in place of another, whose turn it was; they never have one of their own.
    FORSAKEN = "forsaken, to the admins"
    UNTOLD = "untold, to the admins"
    UNTOLD_THREAD = "untold, in the thread"


MOST = 5
"""In all, for one case."""


def _hours(at: time) -> float:
    return at.hour + at.minute / 60


_WORK_DAY = _hours(CLOSES) - _hours(OPENS)
_DAY = timedelta(days=1)

AFTER: Mapping[Rung, float] = {
    Rung.UNCLAIMED: 2,
    Rung.NO_CONTACT: _WORK_DAY,
    Rung.NO_STEP: 3 * _WORK_DAY,
    Rung.NO_STORY: 2 * _WORK_DAY,
}
"""How long a case has stood still, in working hours."""

NEXT_WORK_DAY: Mapping[Rung, Rung] = {
    Rung.UNCLAIMED_ADMINS: Rung.UNCLAIMED,
    Rung.NO_STEP_THREAD: Rung.NO_STEP,
}
"""Rungs that follow another, first thing on the next work day."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder that was given. ``local_date`` is the channel's: one per case and day at most."""

    rung: Rung
    at: datetime
    local_date: date


@dataclass(frozen=True, slots=True)
class Standstill:
    """What the ladder needs to know of a case.

    ``since`` is when it came into its present state or hands; a rung is given once for each such moment. ``last_step``
    is the latest step logged since, None if there is none; with it the wait for the next one begins anew.
    ``reminded`` holds every reminder the case ever had, oldest first.
    """

    state: State
    since: datetime
    contacted: bool = False
    last_step: datetime | None = None
    story_posted: bool = False
    snoozed_until: date | None = None
    reminded: Sequence[Reminded] = ()


def next_reminder(case: Standstill, schedule: Schedule, now: datetime) -> tuple[Rung, datetime] | None:
    """The next rung and the working moment for it, from ``now`` on: due when that is ``now``. None: no more to come.

    A rung that was missed keeps its turn, so that nobody reads in public what they were not told in private.
    """
    if len(case.reminded) >= MOST:
        return None
    earliest = _earliest(case)
    turns = {rung: next_working(schedule, at, earliest) for rung, at in _waiting(case, schedule)}
    if not turns:
        return None
    rung = min(turns, key=turns.__getitem__)
    return rung, next_working(schedule, max(turns[rung], now), earliest)


def snoozed(schedule: Schedule, now: datetime) -> date:
    """Until when *snooze until tomorrow* is: the channel's next work day."""
    return work_day_after(schedule, now)


def _waiting(case: Standstill, schedule: Schedule) -> Iterator[tuple[Rung, datetime]]:
    """The rungs whose turn it may be, and since when, in the order of the ladder."""
    for start, rungs in _reasons(case):
        given = _given(case, start)
        for rung in rungs:
            if rung in given:
                continue
            if (before := NEXT_WORK_DAY.get(rung)) is None:
                yield rung, add_working_hours(schedule, start, AFTER[rung])
            elif before in given:
                yield rung, start
            break


def _reasons(case: Standstill) -> Iterator[tuple[datetime, tuple[Rung, ...]]]:
    """Why a case may stand still: since when it does so, and what is given for it, one after the other."""
    match case.state:
        case State.OPEN:
            yield case.since, (Rung.UNCLAIMED, Rung.UNCLAIMED_ADMINS)
        case State.CLAIMED:
            if not case.contacted:
                yield case.since, (Rung.NO_CONTACT,)
            yield max(case.since, case.last_step or case.since), (Rung.NO_STEP, Rung.NO_STEP_THREAD)
        case State.RESOLVED if not case.story_posted:
            yield case.since, (Rung.NO_STORY,)


def _given(case: Standstill, start: datetime) -> frozenset[Rung]:
    """The rungs given since ``start``.

    The last one comes again if it was snoozed, but only once, since then it was given before: or whoever snoozes would
    use up the five, and keep a case from those who are told next.
    """
    given = [reminded for reminded in case.reminded if reminded.at >= start]
    if given and case.snoozed_until and given[-1].local_date < case.snoozed_until:
        given.pop()
    return frozenset(reminded.rung for reminded in given)


def _earliest(case: Standstill) -> date | None:
    """The first local date with room for a reminder."""
    days = [reminded.local_date + _DAY for reminded in case.reminded]
    if case.snoozed_until:
        days.append(case.snoozed_until)
    return max(days, default=None)
