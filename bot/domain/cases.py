"""A case: one quote followed to the bottom. The state machine of PRODUCT §7 as one table, and the rules around it.

A change is a new ``Case`` and the ``Entry`` that explains it; nobody's entry is ever taken back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.errors import Refused
from bot.domain.people import Member, Team
from bot.domain.refs import CaseNumber, MemberNumber, QuoteNumber, TeamNumber
from bot.domain.steps import Logged, Step, one_sentence, remark
from bot.domain.values import dataclass


class State(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    NO_BIG_DEAL = "no big deal"


class Move(StrEnum):
    """What can be done to a case, ``TAKE_BACK`` to its quote. ``SAY_WHY``, ``LOG`` and ``NOTE`` change no state."""

    OPEN = "open"
    SAY_WHY = "say why"
    CLAIM = "claim"
    RELEASE = "release"
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    CALL_OFF = "call off"
    LOG = "log"
    NOTE = "note"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    NO_BIG_DEAL = "no big deal"
    TAKE_BACK = "take back"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.OPEN, Move.SAY_WHY): State.OPEN,
    (State.OPEN, Move.NOTE): State.OPEN,
    (State.OPEN, Move.CLAIM): State.CLAIMED,
    (State.OPEN, Move.WITHDRAW): State.WITHDRAWN,
    (State.OPEN, Move.NO_BIG_DEAL): State.NO_BIG_DEAL,
    (State.OPEN, Move.TAKE_BACK): State.WITHDRAWN,
    (State.CLAIMED, Move.SAY_WHY): State.CLAIMED,
    (State.CLAIMED, Move.NOTE): State.CLAIMED,
    (State.CLAIMED, Move.RELEASE): State.OPEN,
    (State.CLAIMED, Move.OFFER): State.CLAIMED,
    (State.CLAIMED, Move.ACCEPT): State.CLAIMED,
    (State.CLAIMED, Move.DECLINE): State.CLAIMED,
    (State.CLAIMED, Move.CALL_OFF): State.CLAIMED,
    (State.CLAIMED, Move.LOG): State.CLAIMED,
    (State.CLAIMED, Move.RESOLVE): State.RESOLVED,
    (State.CLAIMED, Move.TAKE_BACK): State.WITHDRAWN,
    (State.RESOLVED, Move.NOTE): State.RESOLVED,
    (State.RESOLVED, Move.REOPEN): State.OPEN,
    (State.RESOLVED, Move.TAKE_BACK): State.WITHDRAWN,
}
"""Every move there is, and where it leads. What is not here is refused."""

OWNERS = frozenset({Move.RELEASE, Move.OFFER, Move.CALL_OFF, Move.LOG, Move.RESOLVE})
OPENERS = frozenset({Move.SAY_WHY, Move.WITHDRAW})
ANSWERS = frozenset({Move.ACCEPT, Move.DECLINE})
"""Moves of its owner, of its opener, and of whoever it is offered to. The rest is anybody's."""

OFFER_ENDS = frozenset(
    {Move.OFFER, Move.ACCEPT, Move.DECLINE, Move.CALL_OFF, Move.RELEASE, Move.RESOLVE, Move.TAKE_BACK}
)
"""Moves after which an offer made before cannot be answered any more; of a team's, the last no."""


# Refusals ---------------------------------------------------------------------------------------


class NoSuchCase(Refused):
    """Facts: ``number``."""


class AlreadyClaimed(Refused):
    """Somebody has it, and what is asked is for a case that nobody has. Facts: ``owner`` (a number), ``number``."""


class ClaimedMeanwhile(AlreadyClaimed):
    """As that, to who wanted something else than to have it."""


class StillYours(Refused):
    """What is asked is for a case that nobody has, and who asks has it. Facts: ``number``."""


class NotYours(Refused):
    """Only its owner may do this. Facts: ``owner`` (a member's number), ``number``."""


class NotInThatState(Refused):
    """The case is past that, or not there yet. Facts: ``state``, ``number``."""


class OpenerOnly(Refused):
    """Facts: ``number``."""


class NothingOffered(Refused):
    """No offer, or not to this member. Facts: ``number``."""


class OfferRefused(Refused):
    """To oneself, to a bot, to somebody gone or of another company, to a team of nobody else. Facts: ``name``."""

    field = "to"


class LearningMissing(Refused):
    """Facts: ``number``."""

    field = "learning"


class LoopMissing(Refused):
    """Facts: ``number``."""

    field = "loop"


# The timeline -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline: who did what when. ``words`` is what they said about it, ``logged`` the step taken.

    ``to`` is whom the case is offered to by an offer, or still is after one of them has declined.
    """

    move: Move
    by: MemberNumber
    at: datetime
    words: str = ""
    to: "Offer | None" = None
    logged: Logged | None = None

    @property
    def ends_offer(self) -> bool:
        return self.move in OFFER_ENDS and not (self.move is Move.DECLINE and self.to)


@dataclass(frozen=True, slots=True)
class Offer:
    """A case held out to one member, or to a team: the first of them to accept has it, each declines alone."""

    member: MemberNumber | None = None
    team: TeamNumber | None = None


Changed = tuple["Case", Entry]


@dataclass(frozen=True, slots=True)
class Case:
    """A case at one moment. ``steps`` holds the latest of each kind; all of them are in the timeline."""

    number: CaseNumber
    quote: QuoteNumber
    opener: MemberNumber
    opened_at: datetime
    state: State = State.OPEN
    why: str = ""
    owner: MemberNumber | None = None
    offer: Offer | None = None
    steps: Mapping[Step, Logged] = field(default_factory=dict)
    version: int = 1

    @property
    def closed(self) -> bool:
        return self.state not in (State.OPEN, State.CLAIMED)

    @property
    def missing(self) -> tuple[Step, ...]:
        return tuple(step for step in Step if step not in self.steps)

    def say_why(self, by: MemberNumber, at: datetime, words: str) -> Changed:
        """Raises: NotInThatState, OpenerOnly, SentenceMissing."""
        state = self.check(Move.SAY_WHY, by)
        said = one_sentence(words)
        return replace(self, state=state, why=said), Entry(Move.SAY_WHY, by, at, said)

    def claim(self, by: MemberNumber, at: datetime) -> Changed:
        """Raises: AlreadyClaimed, NotInThatState."""
        state = self.check(Move.CLAIM, by)
        return replace(self, state=state, owner=by), Entry(Move.CLAIM, by, at)

    def release(self, by: MemberNumber, at: datetime, *, curator: bool = False) -> Changed:
        """By its owner, or by a curator: an owner who has left the company would keep it for ever.

        Raises: NotInThatState, NotYours.
        """
        state = self._after(Move.RELEASE, by) if curator else self.check(Move.RELEASE, by)
        return replace(self, state=state, owner=None, offer=None), Entry(Move.RELEASE, by, at)

    def hand_over(self, by: MemberNumber, at: datetime, to: Member | Team, words: str = "") -> Changed:
        """Offered, not given: the owner keeps it until somebody accepts. A new offer takes the place of the last.

        Raises: NotInThatState, NotYours, OfferRefused, SentenceMissing (too long).
        """
        state = self.check(Move.OFFER, by)
        if isinstance(to, Team):
            wrong, offer = not to.members - {by}, Offer(team=to.number)
        else:
            wrong = to.number == by or not to.employed
            offer = Offer(member=to.number)
        if wrong:
            raise OfferRefused(name=to.name)
        return replace(self, state=state, offer=offer), Entry(Move.OFFER, by, at, remark(words), to=offer)

    def asked(self, reached: Collection[MemberNumber], timeline: Sequence[Entry]) -> frozenset[MemberNumber]:
        """Of those whom its offer reaches, who may still answer: not who has said no to it, nor its owner, who may be
        of the team. What one has, one cannot be given.
        """
        since = max((place for place, entry in enumerate(timeline) if entry.move is Move.OFFER), default=0)
        declined = {entry.by for entry in timeline[since:] if entry.move is Move.DECLINE}
        return frozenset(reached) - declined - {self.owner}

    def accept(self, by: MemberNumber, at: datetime, asked: Collection[MemberNumber]) -> Changed:
        """Raises: NotInThatState, NothingOffered."""
        state = self.check(Move.ACCEPT, by, asked)
        return replace(self, state=state, owner=by, offer=None), Entry(Move.ACCEPT, by, at)

    def decline(self, by: MemberNumber, at: datetime, asked: Collection[MemberNumber], words: str = "") -> Changed:
        """For oneself: while others are ``asked`` it stays offered to them.

        Raises: NotInThatState, NothingOffered, SentenceMissing (too long).
        """
        state = self.check(Move.DECLINE, by, asked)
        offer = self.offer if {*asked} - {by} else None
        return replace(self, state=state, offer=offer), Entry(Move.DECLINE, by, at, remark(words), to=offer)

    def call_off(self, by: MemberNumber, at: datetime) -> Changed:
        """Its owner asks nobody any more. Raises: NotInThatState, NotYours, NothingOffered."""
        state = self.check(Move.CALL_OFF, by)
        return replace(self, state=state, offer=None), Entry(Move.CALL_OFF, by, at)

    def log(self, by: MemberNumber, at: datetime, logged: Logged) -> Changed:
        """Raises: NotInThatState, NotYours, SentenceMissing, BasisMissing."""
        state = self.check(Move.LOG, by)
        logged.check()
        logged = replace(logged, words=logged.words.strip())
        steps = {**self.steps, logged.step: logged}
        return replace(self, state=state, steps=steps), Entry(Move.LOG, by, at, logged=logged)

    def note(self, by: MemberNumber, at: datetime, words: str) -> Changed:
        """By anybody: why it is the end of the world to them too. Raises: NotInThatState, SentenceMissing."""
        state = self.check(Move.NOTE, by)
        return replace(self, state=state), Entry(Move.NOTE, by, at, one_sentence(words))

    def resolve(self, by: MemberNumber, at: datetime) -> Changed:
        """It stays its owner's, to tell its story; an offer not answered yet lapses.

        Raises: NotInThatState, NotYours, LearningMissing, LoopMissing.
        """
        state = self.check(Move.RESOLVE, by)
        if Step.LEARNING not in self.steps:
            raise LearningMissing(number=self.number)
        if Step.LOOP not in self.steps:
            raise LoopMissing(number=self.number)
        return replace(self, state=state, offer=None), Entry(Move.RESOLVE, by, at)

    def reopen(self, by: MemberNumber, at: datetime, words: str) -> Changed:
        """By anybody. It keeps its opener and its steps: what was found out is still true.

        Raises: AlreadyClaimed, StillYours, NotInThatState, SentenceMissing.
        """
        state = self.check(Move.REOPEN, by)
        return replace(self, state=state, owner=None), Entry(Move.REOPEN, by, at, one_sentence(words))

    def withdraw(self, by: MemberNumber, at: datetime) -> Changed:
        """Raises: AlreadyClaimed, StillYours, NotInThatState, OpenerOnly."""
        state = self.check(Move.WITHDRAW, by)
        return replace(self, state=state), Entry(Move.WITHDRAW, by, at)

    def no_big_deal(self, by: MemberNumber, at: datetime, words: str) -> Changed:
        """Raises: AlreadyClaimed, StillYours, NotInThatState, SentenceMissing."""
        state = self.check(Move.NO_BIG_DEAL, by)
        return replace(self, state=state), Entry(Move.NO_BIG_DEAL, by, at, one_sentence(words))

    def take_back(self, by: MemberNumber, at: datetime) -> Changed:
        """Its quote was withdrawn, or is praise after all: there is nothing left to follow. Raises: NotInThatState."""
        state = self.check(Move.TAKE_BACK, by)
        return replace(self, state=state, owner=None, offer=None), Entry(Move.TAKE_BACK, by, at)

    def check(self, move: Move, by: MemberNumber, asked: Collection[MemberNumber] = ()) -> State:
        """Where the move leads. What cannot be is said before who may, and both before what is missing.

        ``asked`` are those who may answer its offer.

        Raises: AlreadyClaimed, StillYours, NotInThatState, NotYours, OpenerOnly, NothingOffered.
        """
        state = self._after(move, by)
        if move in OWNERS and by != self.owner:
            raise NotYours(owner=self.owner, number=self.number)
        if move is Move.CALL_OFF and not self.offer:
            raise NothingOffered(number=self.number)
        if move in OPENERS and by != self.opener:
            raise OpenerOnly(number=self.number)
        if move in ANSWERS and not (self.offer and by in asked):
            raise NothingOffered(number=self.number)
        return state

    def _after(self, move: Move, by: MemberNumber) -> State:
        if (state := MOVES.get((self.state, move))) is not None:
            return state
        if self.state is State.CLAIMED and by == self.owner and move is not Move.CLAIM:
            raise StillYours(number=self.number)
        if self.state is State.CLAIMED:
            refusal = AlreadyClaimed if move is Move.CLAIM else ClaimedMeanwhile
            raise refusal(owner=self.owner, number=self.number)
        raise NotInThatState(state=self.state, number=self.number)


def resolved_with(timeline: Sequence[Entry]) -> int:
    """The version that a case came to when it was last resolved; 0 if it never was."""
    return max((place for place, entry in enumerate(timeline, 1) if entry.move is Move.RESOLVE), default=0)
