"""What is kept beside a case: who follows it, the context of its quote, its reminders and its story.

None of it is a move, so a case keeps its version.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, null, or_, select, update

from bot.domain.cases import State
from bot.domain.errors import AlreadyExists
from bot.domain.refs import CaseNumber, MemberNumber, QuoteNumber, TeamNumber
from bot.domain.reminders import Reminded, Rung
from bot.ports import Told
from storage.prepared import Statement
from storage.repository import Repository, newer
from storage.tables import case_followers, cases, context, reminders, stories
from storage.upsert import insert

_case = (cases.c.organisation == bindparam("organisation"), cases.c.number == bindparam("number_"))

FOLLOW = Statement(insert(case_followers).on_conflict_do_nothing())
FOLLOWERS = Statement(
    select(case_followers.c.member)
    .where(case_followers.c.organisation == bindparam("organisation"), case_followers.c.case == bindparam("case"))
    .order_by(case_followers.c.member)
)

_add_context = insert(context)
ADD_CONTEXT = Statement(
    _add_context.on_conflict_do_update(
        index_elements=["organisation", "quote", "member"],
        set_=newer(_add_context, "words", "at"),
        where=_add_context.excluded.at >= context.c.at,
    )
)
CONTEXT = Statement(
    select(context.c.words, context.c.at, context.c.member).where(
        context.c.organisation == bindparam("organisation"), context.c.quote == bindparam("quote")
    )
)

REMIND = Statement(insert(reminders).on_conflict_do_nothing().returning(reminders.c.rung))
REMINDED = Statement(
    select(reminders.c.rung, reminders.c.at, reminders.c.local_date).where(
        reminders.c.organisation == bindparam("organisation"), reminders.c.case == bindparam("case")
    )
)
_unfinished = or_(cases.c.state == State.OPEN.value, cases.c.state == State.CLAIMED.value)
OVERDUE = Statement(update(cases).where(*_case, _unfinished).values(overdue=True))
REMIND_AT = Statement(update(cases).where(*_case).values(remind_at=bindparam("remind_at")))
LOOK_AT_ALL = Statement(
    update(cases)
    .where(cases.c.organisation == bindparam("organisation"), cases.c.remind_at.is_not(None))
    .values(remind_at=bindparam("remind_at"))
)
SNOOZED = Statement(
    select(cases.c.snoozed_until).where(
        cases.c.organisation == bindparam("organisation"), cases.c.number == bindparam("number")
    )
)
SNOOZE = Statement(update(cases).where(*_case).values(snoozed_until=bindparam("snoozed_until")))

_tell = insert(stories)
TELL = Statement(
    _tell.on_conflict_do_update(
        index_elements=["organisation", "case"],
        set_=newer(_tell, "version", "said", "learned", "changed", "member", "team", "at"),
    )
)
DONE = Statement(update(cases).where(*_case, cases.c.state == State.RESOLVED.value).values(waits_for=null()))
TOLD = Statement(
    select(*(column for column in stories.c if column.key != "organisation")).where(
        stories.c.organisation == bindparam("organisation"), stories.c.case == bindparam("case")
    )
)


class SqlCaseNotes(Repository):
    """Part of the cases' repository, which nobody else asks."""

    def follow(self, number: CaseNumber, member: MemberNumber) -> None:
        self._all(FOLLOW, case=number, member=member)

    def followers(self, number: CaseNumber) -> Sequence[MemberNumber]:
        return [MemberNumber(row.member) for row in self._all(FOLLOWERS, case=number)]

    def add_context(self, quote: QuoteNumber, member: MemberNumber, words: str, at: datetime) -> None:
        self._all(ADD_CONTEXT, quote=quote, member=member, words=words, at=at)

    def context_by(self, member: MemberNumber, quote: QuoteNumber) -> str:
        return next((str(row.words) for row in self._all(CONTEXT, quote=quote) if row.member == member), "")

    def context(self, quote: QuoteNumber, of: Collection[MemberNumber]) -> Sequence[str]:
        rows = [row for row in self._all(CONTEXT, quote=quote) if row.member in of]
        return [row.words for row in sorted(rows, key=lambda row: (row.at, row.member))]

    def reminded(self, number: CaseNumber) -> Sequence[Reminded]:
        rows = self._all(REMINDED, case=number)
        return sorted((_reminded(row) for row in rows), key=lambda reminded: reminded.at)

    def note_reminder(self, number: CaseNumber, reminded: Reminded) -> None:
        noted = {"rung": reminded.rung.value, "at": reminded.at, "local_date": reminded.local_date}
        if not self._all(REMIND, case=number, **noted):
            raise AlreadyExists(case=number, local_date=reminded.local_date)
        self._all(OVERDUE, number_=number)

    def remind_at(self, number: CaseNumber, at: datetime | None) -> None:
        self._all(REMIND_AT, number_=number, remind_at=at)

    def look_at_all(self, at: datetime) -> None:
        self._all(LOOK_AT_ALL, remind_at=at)

    def snoozed_until(self, number: CaseNumber) -> date | None:
        row = self._one(SNOOZED, number=number)
        return None if row is None else row.snoozed_until

    def snooze(self, number: CaseNumber, until: date) -> None:
        self._all(SNOOZE, number_=number, snoozed_until=until)

    def tell(self, told: Told) -> None:
        self._all(TELL, **_row(told))
        self._all(DONE, number_=told.case)

    def told(self, number: CaseNumber) -> Told | None:
        row = self._one(TOLD, case=number)
        return None if row is None else _told(row)


def _reminded(row: Any) -> Reminded:
    return Reminded(Rung(row.rung), row.at, row.local_date)


def _told(row: Any) -> Told:
    return Told(
        case=CaseNumber(row.case),
        version=row.version,
        said=row.said,
        learned=row.learned,
        changed=row.changed,
        by=None if row.member is None else MemberNumber(row.member),
        team=None if row.team is None else TeamNumber(row.team),
        at=row.at,
    )


def _row(told: Told) -> dict[str, Any]:
    return {
        "case": told.case,
        "version": told.version,
        "said": told.said,
        "learned": told.learned,
        "changed": told.changed,
        "member": told.by,
        "team": told.team,
        "at": told.at,
    }
