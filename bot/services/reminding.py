"""Reminders of cases that stand still: the ladder of PRODUCT §7 against what has happened."""

from collections.abc import Mapping, Sequence

from bot.domain import calendar, reminders
from bot.domain.cases import Case, Move, State
from bot.domain.people import Member
from bot.domain.refs import CaseNumber, ChannelRef, MemberRef
from bot.domain.reminders import Reminded, Rung, Standstill
from bot.domain.steps import Step
from bot.ports import Receipt, UnitOfWork
from bot.services import errands
from bot.services.case_places import cards, cards_anew, channel_of, schedule_of, told
from bot.services.people import curators
from bot.speech import Done

TURNS = frozenset({Move.OPEN, Move.CLAIM, Move.ACCEPT, Move.RELEASE, Move.RESOLVE, Move.REOPEN})
"""Moves with which a case comes into other hands, and the ladder starts anew."""

INSTEAD: Mapping[Rung, tuple[Rung, ...]] = {
    Rung.UNCLAIMED: (Rung.UNCLAIMED_ADMINS,),
    Rung.NO_CONTACT: (Rung.FORSAKEN, Rung.NO_STEP_THREAD),
    Rung.NO_STEP: (Rung.FORSAKEN, Rung.NO_STEP_THREAD),
    Rung.NO_STEP_THREAD: (Rung.FORSAKEN,),
    Rung.NO_STORY: (Rung.UNTOLD, Rung.UNTOLD_THREAD),
}
"""What is said where a rung reaches nobody: its owner has left, its channel is closed."""

IN_THREAD = frozenset({Rung.NO_STEP_THREAD, Rung.UNTOLD_THREAD})
STILL: Mapping[Rung, State] = {
    Rung.UNCLAIMED: State.OPEN,
    Rung.UNCLAIMED_ADMINS: State.OPEN,
    Rung.NO_CONTACT: State.CLAIMED,
    Rung.NO_STEP: State.CLAIMED,
    Rung.NO_STEP_THREAD: State.CLAIMED,
    Rung.FORSAKEN: State.CLAIMED,
    Rung.NO_STORY: State.RESOLVED,
    Rung.UNTOLD: State.RESOLVED,
    Rung.UNTOLD_THREAD: State.RESOLVED,
}
"""In which state a case is reminded of so."""

STIRS = frozenset({*Move} - {Move.SAY_WHY, Move.NOTE, Move.OFFER, Move.DECLINE, Move.CALL_OFF})
"""Moves after which a case no longer stands still."""


def look(unit: UnitOfWork, case: Case) -> None:
    """Say when this case is to be looked at again."""
    due = reminders.next_reminder(standstill(unit, case), schedule_of(unit, case), unit.now)
    unit.cases.remind_at(case.number, due[1] if due else None)


def remind(unit: UnitOfWork, number: CaseNumber) -> None:
    """Give the reminder that is due, if one is. Any number of times is once."""
    case = unit.cases.get(number)
    schedule = schedule_of(unit, case)
    due = reminders.next_reminder(standstill(unit, case), schedule, unit.now)
    if due and due[1] <= unit.now:
        unit.outbox.add(*cards_anew(unit, case))
        if not _give(unit, case, due[0]):
            # Not counted: the next work day somebody may be there again.
            tomorrow = calendar.work_day_after(schedule, unit.now)
            unit.cases.remind_at(number, calendar.next_working(schedule, unit.now, tomorrow))
            return
        day = calendar.local_date(schedule, unit.now)
        unit.cases.note_reminder(number, Reminded(due[0], unit.now, day))
    look(unit, case)


def snooze(unit: UnitOfWork, by: Member, number: CaseNumber) -> Receipt:
    """Until the channel's next work day. Raises: NoSuchCase."""
    case = unit.cases.get(number)
    unit.cases.snooze(number, reminders.snoozed(schedule_of(unit, case), unit.now))
    look(unit, case)
    return Receipt(Done.SNOOZED, number)


def standstill(unit: UnitOfWork, case: Case) -> Standstill:
    entries = unit.cases.timeline(case.number)
    since = max((entry.at for entry in entries if entry.move in TURNS), default=case.opened_at)
    steps = [entry.at for entry in entries if entry.move is Move.LOG and entry.at >= since]
    return Standstill(
        state=case.state,
        since=since,
        contacted=Step.CONTACTED in case.steps,
        last_step=max(steps, default=None),
        story_posted=case.state is State.RESOLVED and told(unit, case) is not None,
        snoozed_until=unit.cases.snoozed_until(case.number),
        reminded=unit.cases.reminded(case.number),
    )


def _give(unit: UnitOfWork, case: Case, rung: Rung) -> bool:
    """To whom it is for, or else to the next who can be reached. Whether it is given."""
    before = len(unit.cases.reminded(case.number))
    for given in (rung, *INSTEAD.get(rung, ())):
        reached = _reached(unit, case, given)
        unit.outbox.add(*(errands.reminder(case, before, given, unit.now, to, thread) for to, thread in reached))
        if reached:
            return True
    return False


def over(unit: UnitOfWork, case: Case, notes: Sequence[str]) -> bool:
    """Whether a reminder, by its notes, has lost its reason: its case has moved since, or its story is told."""
    rung, since = errands.reminded_of(notes)
    moved = since and any(entry.move in STIRS and entry.at >= since for entry in unit.cases.timeline(case.number))
    return bool(moved) or case.state is not STILL[rung] or (case.closed and told(unit, case) is not None)


def _reached(unit: UnitOfWork, case: Case, rung: Rung) -> Sequence[tuple[ChannelRef | MemberRef, str | None]]:
    """Whom a rung reaches: the channel, its thread, the admins or the owner."""
    if rung in (Rung.UNCLAIMED_ADMINS, Rung.FORSAKEN, Rung.UNTOLD):
        return [(admin.ref, None) for admin in curators(unit)]
    if rung in (Rung.UNCLAIMED, *IN_THREAD):
        if not (channel := channel_of(unit, case)):
            return []
        threads = (card.message.id for card in cards(unit, case.quote) if card.message.channel == channel.ref)
        return [(channel.ref, next(threads, None) if rung in IN_THREAD else None)]
    owner = unit.members.get(case.owner) if case.owner is not None else None
    return [(owner.ref, None)] if owner and owner.creditable else []
