"""Several workspaces of one company: the code that links them, who must agree, and what the numbers become."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.domain.errors import Refused
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.values import dataclass

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What cannot be misread when somebody reads it out."""
LENGTH = 10
"""Fifty bits: with a few tries an hour and a quarter of an hour to live, a code is not found by trying."""
LIVES = timedelta(minutes=15)
ANSWERED_WITHIN = timedelta(days=1)
"""For the code's maker, who may be asleep where the code is typed."""
TRIES, TRIES_WITHIN = 5, timedelta(hours=1)
"""Wrong codes that one workspace may type."""
WITHOUT_ADMINS = frozenset({"teams"})
"""Platforms that tell a bot of no admins. Who brings us there is a curator, and so are those they name."""


class AdminsOnly(Refused):
    """Linking opens a company's quotes to another workspace: where there are admins, named curators may not do it.

    Facts: none.
    """


class LinkCodeWrong(Refused):
    """No such code, whatever the reason. Facts: ``words``."""


class LinkCodeExpired(Refused):
    """Facts: ``minutes`` that a code lives."""


class LinkCodeUsed(Refused):
    """A code counts once. Facts: none."""


class TooManyCodes(Refused):
    """Facts: ``count`` of minutes until the workspace may try again."""


class LinkWithOneself(Refused):
    """The code is of this very workspace. Facts: none."""


class LinkedTogether(Refused):
    """Both are of one organisation already. Facts: ``name`` of the other."""


class LinkedElsewhere(Refused):
    """Who types the code belongs to a linked group: that group may only invite. Facts: ``name`` of who is in it."""


class NotLinked(Refused):
    """Nothing to unlink. Facts: none."""


class LinkCodeShown(Refused):
    """Asked for a second time by one event, after the code was made. Facts: none."""


class LinkOver(Refused):
    """Answered already, or too late. Facts: none."""


class QuoteRenumbered(Refused):
    """An old number, from before the link. Facts: ``number``, ``now`` (what it is today)."""


class CaseRenumbered(Refused):
    """As of a quote. Facts: ``number``, ``now``."""


class LinkState(StrEnum):
    """OFFERED: there is a code. SHOWN: it was typed in the other workspace, where it says what will be joined. WANTED:
    confirmed there. ASKED: its maker is asked. AGREED: by both sides, to be joined. DECLINED: by one side, the other to
    be told. FAILED: agreed, but meanwhile impossible; both to be told. JOINED and OVER (for nothing) are ends.
    """

    OFFERED = "offered"
    SHOWN = "shown"
    WANTED = "wanted"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    FAILED = "failed"
    JOINED = "joined"
    OVER = "over"


S = LinkState
MOVES: Mapping[LinkState, frozenset[LinkState]] = {
    S.OFFERED: frozenset({S.SHOWN, S.OVER}),
    S.SHOWN: frozenset({S.SHOWN, S.WANTED, S.OVER}),
    S.WANTED: frozenset({S.ASKED}),
    S.ASKED: frozenset({S.AGREED, S.DECLINED}),
    S.AGREED: frozenset({S.JOINED, S.FAILED}),
    S.DECLINED: frozenset({S.OVER}),
    S.FAILED: frozenset({S.OVER}),
    S.JOINED: frozenset(),
    S.OVER: frozenset(),
}
PENDING = frozenset({S.WANTED, S.AGREED, S.DECLINED, S.FAILED})
"""What the next tick has to do something about."""


@dataclass(frozen=True, slots=True)
class Link:
    """A wish to be one organisation: ``host`` made the code, ``guest`` typed it. ``code`` is its digest.

    ``until`` is when the step that is waited for comes too late.
    """

    id: str
    code: str
    host: MemberRef
    until: datetime
    state: LinkState = S.OFFERED
    guest: MemberRef | None = None

    @property
    def ended(self) -> bool:
        """Whether all there was to say of it is said, or is about to be."""
        return self.state in (S.JOINED, S.DECLINED, S.FAILED, S.OVER)

    def typed(self, by: MemberRef, at: datetime) -> "Link":
        """The code was typed; the same person may type it again until they confirm.

        Raises: LinkWithOneself, LinkCodeUsed, LinkCodeExpired.
        """
        if by.workspace == self.host.workspace:
            raise LinkWithOneself
        if self.state is not S.OFFERED and (self.state is not S.SHOWN or self.guest != by):
            raise LinkCodeUsed
        if at >= self.until:
            raise LinkCodeExpired(minutes=LIVES // timedelta(minutes=1))
        return replace(self, state=S.SHOWN, guest=by)

    def confirmed(self, by: MemberRef, at: datetime) -> "Link":
        """By who typed it. Raises: LinkOver."""
        return replace(self._by(self.guest, by, S.WANTED, at), until=at + ANSWERED_WITHIN)

    def agreed(self, by: MemberRef, at: datetime) -> "Link":
        """By who made it. Raises: LinkOver."""
        return self._by(self.host, by, S.AGREED, at)

    def refused(self, by: MemberRef, at: datetime) -> "Link":
        """By the one whose turn it is. Who typed the code may simply let it go. Raises: LinkOver."""
        if self.state is S.SHOWN:
            return self._by(self.guest, by, S.OVER, at)
        return self._by(self.host, by, S.DECLINED, at)

    def moved(self, state: LinkState) -> "Link":
        """Raises: LinkOver."""
        if state not in MOVES[self.state]:
            raise LinkOver
        return replace(self, state=state)

    def _by(self, whose: MemberRef | None, by: MemberRef, state: LinkState, at: datetime) -> "Link":
        if by != whose or at >= self.until:
            raise LinkOver
        return self.moved(state)


def new_code() -> str:
    """In two halves, to be read out: ``K7QPM-2W9XD``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"


def digest(code: str) -> str:
    """What is kept of a code: case, blanks and hyphens do not count."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return sha256(typed.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Side:
    """A workspace with what its organisation would bring along."""

    workspace: WorkspaceRef
    name: str
    quotes: int
    cases: int
    people: int
    teams: int
    alone: bool
    """Whether it is the only workspace of its organisation."""


# Numbers ----------------------------------------------------------------------------------------

Shift = tuple[int, int]
"""Numbers up to the first were raised by the second when the workspace was linked."""


def raised(host_last: int, guest_last: int) -> tuple[int, int]:
    """By how much each side's numbers of one noun are raised when they are joined.

    Both sides' numbers go above every number that either side ever gave. So a number that stands on an old button or in
    somebody's memory never comes to mean another quote: it is nobody's, and can be translated. Where one side has given
    none, there is nothing to be mistaken for, and nothing moves. The step is a round number, to be added in the head.
    """
    if not (host_last and guest_last):
        return 0, 0
    step = rounded_up(max(host_last, guest_last))
    return step, 2 * step


def rounded_up(number: int) -> int:
    """To the next number of one digit and noughts, 10 at least: 412 becomes 500."""
    unit: int = max(10, 10 ** (len(str(number)) - 1))
    return -(-number // unit) * unit


def called_now(number: int, shifts: Sequence[Shift]) -> int:
    """What a number of before is today, through all links of its workspace."""
    for upto, by in shifts:
        number += by if number <= upto else 0
    return number
