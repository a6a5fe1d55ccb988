"""What is asked for at every turn and seldom changes, kept at hand: the organisation, its members, its teams.

It is kept under the stamp in the organisation's row, a random number that the database itself replaces whenever one of
these rows changes, whoever changes it. A transaction reads the stamp before anything else. A stamp that was replaced
never comes back, so what was read under it is what would be read now, in whichever process it was changed, and
however a transaction ended. One that changes something itself goes on with what only it can see.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from bot.domain.people import Member, Organisation, Team
from bot.domain.refs import MemberNumber, MemberRef, OrganisationId, TeamNumber
from bot.ports import Whose
from storage.organisations import found, to_organisation
from storage.session import Session

KEPT = frozenset({"organisations", "members", "teams", "team_members"})
ORGANISATIONS, MEMBERS = 1_000, 20_000
"""So many are kept at most."""


@dataclass(slots=True)
class Known:
    """Of one organisation. ``named`` is whom a beginning of a name finds; ``teams`` None: not read yet."""

    stamp: int
    organisation: Organisation
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
        self._whose: dict[Whose, OrganisationId] = {}

    def known(self, session: Session, whose: Whose, *, hold: bool) -> Known:
        """Raises: OrganisationMoved."""
        row = found(session, whose, hold=hold)
        organisation = self._whose[whose] = OrganisationId(row.id)
        kept = self._kept.get(organisation)
        if kept is None or kept.stamp != row.stamp or kept.full:
            if len(self._kept) >= ORGANISATIONS:
                self._kept.clear()
                self._whose.clear()
            kept = self._kept[organisation] = Known(row.stamp, to_organisation(row))
        return kept

    def turn(self, whose: Whose | None) -> Hashable:
        """The same for what was of one organisation when last looked at: a hint at what would wait for each other."""
        return None if whose is None else self._whose.get(whose, whose)


class Memory:
    """What one transaction has at hand. ``numbers`` are the last that it gave to each noun of an organisation,
    ``met`` the keys of the credited whose rows it holds.
    """

    def __init__(self, shelf: Shelf, session: Session, *, hold: bool) -> None:
        self.numbers: dict[tuple[OrganisationId, str], int] = {}
        self.met: set[tuple[OrganisationId, int]] = set()
        self._shelf, self._session, self._hold = shelf, session, hold
        self._written = session.written
        self._whose: dict[Whose, OrganisationId] = {}
        self._open: dict[OrganisationId, Known] = {}
        self._own: set[OrganisationId] = set()

    def find(self, whose: Whose) -> OrganisationId:
        """Whose a unit is, asked for once and held until the end. Raises: OrganisationMoved."""
        organisation = self._whose.get(whose)
        if organisation is None:
            known = self._read(whose, hold=self._hold)
            organisation = self._whose[whose] = known.organisation.id
            self._open.setdefault(organisation, known)
        return organisation

    def of(self, organisation: OrganisationId) -> Known:
        """Raises: OrganisationMoved."""
        if not KEPT.isdisjoint(self._written) and organisation not in self._own:
            self._own.add(organisation)
            self._open.pop(organisation, None)
        known = self._open.get(organisation)
        if known is None:
            known = self._open[organisation] = self._read(organisation, hold=False)
        return known

    def forget(self) -> None:
        """Organisations have come and gone in this very transaction."""
        for each in (self._whose, self._open, self._own, self.numbers, self.met):
            each.clear()

    def _read(self, whose: Whose, *, hold: bool) -> Known:
        # What is changed here, and may yet be undone, is nothing for others to find.
        shelf = self._shelf if KEPT.isdisjoint(self._written) else Shelf()
        return shelf.known(self._session, whose, hold=hold)
