"""The timelines of cases: lines are added, and none is ever changed or taken away."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from bot.domain.cases import Entry, Move, Offer
from bot.domain.choice import Credited
from bot.domain.refs import CaseNumber, MemberNumber, TeamNumber
from bot.domain.steps import Basis, Expectation, Logged, Step
from storage.credits import from_key, to_key
from storage.prepared import Statement
from storage.repository import Repository
from storage.tables import case_entries
from storage.upsert import insert

_columns = [column for column in case_entries.c if column.key != "organisation"]

INSERT = Statement(insert(case_entries))
OF_CASE = Statement(
    select(*_columns)
    .where(case_entries.c.organisation == bindparam("organisation"), case_entries.c.case == bindparam("case"))
    .order_by(case_entries.c.place)
)


class SqlTimelines(Repository):
    """Part of the cases' repository, which nobody else asks."""

    def append(self, case: CaseNumber, version: int, entry: Entry) -> None:
        """The line by which a case came to that version."""
        self._all(INSERT, case=case, place=version, **_row(entry))

    def of(self, case: CaseNumber) -> Sequence[Entry]:
        return [_entry(row) for row in self._all(OF_CASE, case=case)]


def _entry(row: Any) -> Entry:
    return Entry(
        move=Move(row.move),
        by=MemberNumber(row.member),
        at=row.at,
        words=row.words,
        to=to_offer(row.offer),
        logged=None if row.logged is None else _logged(row.logged),
    )


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "move": entry.move.value,
        "member": entry.by,
        "at": entry.at,
        "words": entry.words,
        "offer": offer_key(entry.to),
        "logged": None if entry.logged is None else _kept(entry.logged),
    }


def to_offer(key: int | None) -> Offer | None:
    if key is None:
        return None
    one = from_key(key)
    return Offer(member=MemberNumber(one.number)) if one.kind == "m" else Offer(team=TeamNumber(one.number))


def offer_key(offer: Offer | None) -> int | None:
    if offer and offer.team is not None:
        return team_key(offer.team)
    if offer and offer.member is not None:
        return to_key(Credited("m", offer.member))
    return None


def team_key(team: TeamNumber) -> int:
    return to_key(Credited("t", team))


def to_steps(kept: Iterable[Mapping[str, Any]]) -> dict[Step, Logged]:
    return {logged.step: logged for logged in map(_logged, kept)}


def kept_steps(steps: Mapping[Step, Logged]) -> list[dict[str, Any]]:
    return [_kept(logged) for logged in steps.values()]


def _logged(kept: Mapping[str, Any]) -> Logged:
    return Logged(
        step=Step(kept["step"]),
        words=kept["words"],
        how=kept["how"],
        expectation=None if kept["expectation"] is None else Expectation(kept["expectation"]),
        basis=None if kept["basis"] is None else Basis(kept["basis"]),
        team=None if kept["team"] is None else TeamNumber(kept["team"]),
        possible=kept["possible"],
    )


def _kept(logged: Logged) -> dict[str, Any]:
    return {
        "step": logged.step.value,
        "words": logged.words,
        "how": logged.how,
        "expectation": logged.expectation and logged.expectation.value,
        "basis": logged.basis and logged.basis.value,
        "team": logged.team,
        "possible": logged.possible,
    }
