"""What is asked for at every turn and seldom changes, kept at hand: the organisation, its members, its teams.

It is kept under the stamp in the organisation's row, a random number that the database itself replaces whenever one of
these rows changes, whoever changes it. A transaction reads the stamp before anything else. A stamp that was replaced
never comes back, so what was read under it is what would be read now, in whichever process it was changed, and
however a transaction ended. One that changes something itself goes on with what only it can see.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select

from bot.domain.people import Member, Organisation, Team
from bot.domain.refs import MemberNumber, MemberRef, OrganisationId, TeamNumber
from storage.engine import Session
from storage.prepared import Statement
from storage.tables import organisations

KEPT = frozenset({"organisations", "members", "teams", "team_members"})
ORGANISATIONS, MEMBERS = 1_000, 20_000
"""So many are kept at most."""

LOOK = Statement(select(organisations).where(organisations.c.id == bindparam("organisation")))
# Who writes in an organisation waits here until the one before is done: on SQLite there is one writer anyway. So two
# that touch the same rows in another order cannot hold each other up, however many units each of them holds.
HOLD = Statement(
    select(organisations).where(organisations.c.id == bindparam("organisation")).with_for_update(key_share=True)
)


@dataclass(slots=True)
class Known:
    """Of one organisation. ``named`` is whom a beginning of a name finds; ``teams`` None: not read yet."""

    stamp: int | None
    organisation: Organisation | None
    by_number: dict[MemberNumber, Member] = field(default_factory=dict)
    by_ref: dict[MemberRef, Member] = field(default_factory=dict)
    named: dict[str, tuple[MemberNumber, ...]] = field(default_factory=dict)
    teams: dict[TeamNumber, Team] | None = None

    @property
    def full(self) -> bool:
        return max(len(self.by_ref), len(self.named)) > MEMBERS


class Shelf:
    """What a process has at hand, of all organisations."""

    def __init__(self) -> None:
        self._kept: dict[OrganisationId, Known] = {}

    def known(self, session: Session, organisation: OrganisationId, *, hold: bool) -> Known:
        rows = session.run(HOLD if hold else LOOK, {"organisation": organisation})
        if not rows:
            return Known(None, None)
        kept = self._kept.get(organisation)
        if kept is None or kept.stamp != rows[0].stamp or kept.full:
            if len(self._kept) >= ORGANISATIONS:
                self._kept.clear()
            kept = self._kept[organisation] = Known(rows[0].stamp, to_organisation(rows[0]))
        return kept


class Memory:
    """What one transaction has at hand."""

    def __init__(self, shelf: Shelf, session: Session, *, hold: bool) -> None:
        self._shelf, self._session, self._hold = shelf, session, hold
        self._open: dict[OrganisationId, Known] = {}
        self._own: set[OrganisationId] = set()

    def of(self, organisation: OrganisationId) -> Known:
        if organisation not in self._own and not KEPT.isdisjoint(self._session.written):
            # What is changed here, and may yet be undone, is nothing for others to find.
            self._own.add(organisation)
            self._open[organisation] = Shelf().known(self._session, organisation, hold=False)
        elif organisation not in self._open:
            self._open[organisation] = self._shelf.known(self._session, organisation, hold=self._hold)
        return self._open[organisation]


def to_organisation(row: Any) -> Organisation:
    return Organisation(
        id=OrganisationId(row.id),
        name=row.name,
        stages=tuple(row.stages),
        world_emoji=frozenset(row.world_emoji),
        save_emoji=frozenset(row.save_emoji),
        language=row.language,
        heads_up=timedelta(minutes=row.heads_up),
    )


def organisation_row(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "stages": organisation.stages,
        "world_emoji": sorted(organisation.world_emoji),
        "save_emoji": sorted(organisation.save_emoji),
        "language": organisation.language,
        "heads_up": organisation.heads_up // timedelta(minutes=1),
    }
