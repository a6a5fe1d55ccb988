"""Cases: where each one stands, and the lists people ask for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, select, update

from bot.domain.cases import Case, Entry, Move, NoSuchCase, Offer, State, resolved_with
from bot.domain.errors import AlreadyExists, StaleVersion
from bot.domain.quotes import Quote
from bot.domain.refs import CaseNumber, MemberNumber, QuoteNumber, TeamNumber
from storage.case_notes import SqlCaseNotes
from storage.learnings import SqlLearnings
from storage.prepared import AnyOf, Statement
from storage.quotes import SqlQuotes
from storage.repository import Scope
from storage.tables import cases
from storage.timelines import SqlTimelines, kept_steps, offer_key, team_key, to_offer, to_steps
from storage.upsert import insert

_here = cases.c.organisation == bindparam("organisation")
_beside = {"organisation", "waits_for", "overdue", "remind_at", "snoozed_until"}
_columns = [column for column in cases.c if column.key not in _beside]
_changing = [column for column in cases.c if column.key not in {"organisation", "number"} | (_beside - {"waits_for"})]
_SAID = frozenset({Move.SAY_WHY, Move.NOTE})
"""With these a case has not moved: who says why it matters makes it no less overdue."""

EVER = datetime(1, 1, 1, tzinfo=UTC)

INSERT = Statement(insert(cases).on_conflict_do_nothing().returning(cases.c.number))
UPDATE = Statement(
    update(cases)
    .where(_here, cases.c.number == bindparam("number_"), cases.c.version == bindparam("version_"))
    .values({column.key: bindparam(column.key) for column in _changing})
    .values(overdue=and_(cases.c.overdue, bindparam("still", type_=Boolean())))
)
SOME = AnyOf(lambda numbers: select(*_columns).where(_here, cases.c.number.in_(numbers)))
OF_QUOTE = Statement(
    select(*_columns)
    .where(_here, cases.c.quote == bindparam("quote"))
    .order_by(cases.c.number.desc())
    .limit(bindparam("most"))
)
IN_STATE = Statement(
    select(*_columns)
    .where(_here, cases.c.state == bindparam("state"))
    .order_by(cases.c.number)
    .limit(bindparam("most"))
)
OPENED_BY = Statement(
    select(*_columns)
    .where(
        _here,
        cases.c.state == bindparam("state"),
        cases.c.opener == bindparam("opener"),
        cases.c.opened_at >= bindparam("since"),
    )
    .order_by(cases.c.number.desc())
    .limit(bindparam("most"))
)
WAITING_FOR = Statement(
    select(*_columns)
    .where(_here, cases.c.waits_for == bindparam("member"))
    .order_by(cases.c.number)
    .limit(bindparam("most"))
)
OFFERED_TO = Statement(
    select(*_columns)
    .where(_here, cases.c.offer == bindparam("offer"), cases.c.owner != bindparam("member"))
    .order_by(cases.c.number)
    .limit(bindparam("most"))
)
OVERDUE = Statement(
    select(*_columns).where(_here, cases.c.overdue.is_(True)).order_by(cases.c.number).limit(bindparam("most"))
)


class SqlCases(SqlCaseNotes):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._quotes = SqlQuotes(scope)
        self._timelines = SqlTimelines(scope)
        self._learnings = SqlLearnings(scope)

    def add(self, quote: QuoteNumber, opener: MemberNumber, at: datetime, entry: Entry) -> Case:
        case = Case(CaseNumber(self._next("case")), quote, opener, at)
        beside = {"waits_for": None, "overdue": False, "remind_at": None, "snoozed_until": None}
        if not self._all(INSERT, number=case.number, **_row(case), **beside):
            raise AlreadyExists(quote=quote)
        self._timelines.append(case.number, case.version, entry)
        return case

    def get(self, number: CaseNumber) -> Case:
        found = self.some([number])
        if number not in found:
            raise NoSuchCase(number=number)
        return found[number]

    def some(self, numbers: Iterable[CaseNumber]) -> Mapping[CaseNumber, Case]:
        return {case.number: case for case in map(_case, self._any_of(SOME, numbers))}

    def of_quote(self, quote: QuoteNumber) -> Case | None:
        row = self._one(OF_QUOTE, quote=quote, most=1)
        return None if row is None else _case(row)

    def save(self, case: Case, entry: Entry) -> Case:
        row = {**_row(case), "version": case.version + 1, "waits_for": self._waits_for(case, entry)}
        row |= {"still": entry.move in _SAID}
        if not self._changed(UPDATE, number_=case.number, version_=case.version, **row):
            raise StaleVersion(case=case.number)
        self._timelines.append(case.number, case.version + 1, entry)
        self._learnings.write(case)
        return replace(case, version=case.version + 1)

    def timeline(self, number: CaseNumber) -> Sequence[Entry]:
        return self._timelines.of(number)

    def unfinished(self, most: int) -> Sequence[Case]:
        found = [*self._in_state(State.OPEN, most), *self._in_state(State.CLAIMED, most)]
        return _oldest(found, most)

    def unclaimed(self, most: int) -> Sequence[Case]:
        return self._in_state(State.OPEN, most)

    def unclaimed_by(self, opener: MemberNumber, most: int) -> Sequence[Case]:
        return self._opened_by(opener, State.OPEN, EVER, most)

    def latest_opened_by(self, opener: MemberNumber, since: datetime) -> Case | None:
        # The index of openers is by state: one look each.
        states = [state for state in State if state is not State.WITHDRAWN]
        found = [case for state in states for case in self._opened_by(opener, state, since, 1)]
        return max(found, key=lambda case: case.number, default=None)

    def owned_by(self, member: MemberNumber, most: int) -> Sequence[Case]:
        return [_case(row) for row in self._all(WAITING_FOR, member=member, most=most)]

    def offered_to(self, member: MemberNumber, teams: Collection[TeamNumber], most: int) -> Sequence[Case]:
        ways = [offer_key(Offer(member=member)), *map(team_key, teams)]
        found = [row for offer in ways for row in self._all(OFFERED_TO, offer=offer, member=member, most=most)]
        return _oldest(map(_case, found), most)

    def overdue(self, most: int) -> Sequence[Case]:
        return [_case(row) for row in self._all(OVERDUE, most=most)]

    def learnings(self, words: str, most: int) -> Sequence[tuple[Case, Quote]]:
        return self._with_quotes(self._learnings.find(words, most))

    def similar(self, text: str, most: int) -> Sequence[tuple[Case, Quote]]:
        return self._with_quotes(self._learnings.similar(text, most))

    def _opened_by(self, opener: MemberNumber, state: State, since: datetime, most: int) -> list[Case]:
        rows = self._all(OPENED_BY, opener=opener, state=state.value, since=since, most=most)
        return [_case(row) for row in rows]

    def _in_state(self, state: State, most: int) -> list[Case]:
        return [_case(row) for row in self._all(IN_STATE, state=state.value, most=most)]

    def _waits_for(self, case: Case, entry: Entry) -> MemberNumber | None:
        if case.state is State.CLAIMED or entry.move is Move.RESOLVE:
            return case.owner
        if case.state is not State.RESOLVED:
            return None
        told = self.told(case.number)
        return None if told and told.version >= resolved_with(self.timeline(case.number)) else case.owner

    def _with_quotes(self, numbers: Sequence[CaseNumber]) -> list[tuple[Case, Quote]]:
        found = self.some(numbers)
        quotes = self._quotes.some(case.quote for case in found.values())
        return [(found[number], quotes[found[number].quote]) for number in numbers]


def _oldest(found: Iterable[Case], most: int) -> list[Case]:
    return sorted(found, key=lambda case: case.number)[:most]


def _case(row: Any) -> Case:
    return Case(
        number=CaseNumber(row.number),
        quote=QuoteNumber(row.quote),
        opener=MemberNumber(row.opener),
        opened_at=row.opened_at,
        state=State(row.state),
        why=row.why,
        owner=None if row.owner is None else MemberNumber(row.owner),
        offer=to_offer(row.offer),
        steps=to_steps(row.steps),
        version=row.version,
    )


def _row(case: Case) -> dict[str, Any]:
    return {
        "quote": case.quote,
        "opener": case.opener,
        "opened_at": case.opened_at,
        "state": case.state.value,
        "why": case.why,
        "owner": case.owner,
        "offer": offer_key(case.offer),
        "steps": kept_steps(case.steps),
        "version": case.version,
    }
