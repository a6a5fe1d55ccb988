"""What one person is told of a case: that it is theirs, or offered, or resolved; its history; a list of them."""

from datetime import date
from enum import StrEnum

from bot.domain.privacy import PersonalData
from bot.domain.refs import CaseNumber
from bot.domain.requests import Which
from bot.domain.steps import Step
from bot.domain.values import dataclass
from bot.speech.shown import Person, ShownCase, ShownEntry, ShownLearning, ShownQuote


@dataclass(frozen=True, slots=True)
class HeadsUp:
    """In private, before the card goes out, to whom a negative quote concerns. ``minutes`` until it does."""

    quote: ShownQuote
    minutes: int


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """In private, to a case's owner: the steps, and what is still missing. ``fresh``: it has just become theirs."""

    case: ShownCase
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class OfferNotice:
    """In private: will you take this case over? ``team`` when it is offered to a team of theirs.

    ``ended`` is what became of it, when there is nothing to answer any more.
    """

    case: ShownCase
    by: Person
    words: str = ""
    team: str | None = None
    ended: ShownEntry | None = None


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    """In private, to who offered a case. ``yours``: it was declined, is still theirs, and nobody else is asked yet.

    ``team`` when one of several declined; ``asked``: its others still are.
    """

    case: CaseNumber
    by: Person
    accepted: bool
    words: str = ""
    yours: bool = False
    team: str | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class OfferCalledOff:
    """In private, to who offered a case: to people who have left since, or whose workspace is linked no more.

    ``yours``: it is still theirs, and nobody else is asked yet.
    """

    case: CaseNumber
    yours: bool = False


@dataclass(frozen=True, slots=True)
class CaseReleased:
    """In private, to who had a case: a curator released it. ``free``: nobody has taken it since."""

    case: CaseNumber
    by: Person
    free: bool = True


@dataclass(frozen=True, slots=True)
class CaseOver:
    """In private, to who had a case: its quote was taken back, or is ``praise`` after all. Who found so is not said."""

    case: CaseNumber
    praise: bool = False


@dataclass(frozen=True, slots=True)
class CaseNote:
    """In the thread of a case's card: what was just done, and by whom; of a step only which."""

    case: CaseNumber
    entry: ShownEntry


@dataclass(frozen=True, slots=True)
class StoryReady:
    """In private, to the owner of a case just resolved: its story could be told now, or once it is, put right."""

    case: ShownCase


class Done(StrEnum):
    """What was done to a case, said back to who did it."""

    VOTED_WORLD = "voted-world"
    VOTED_NO_BIG_DEAL = "voted-no-big-deal"
    VOTE_TAKEN_BACK = "vote-taken-back"
    CONTEXT_ADDED = "context-added"
    WHY_SAID = "why-said"
    WITHDRAWN = "case-withdrawn"
    CLOSED = "case-closed"
    CLAIMED = "case-claimed"
    FOLLOWED = "case-followed"
    RELEASED = "case-released"
    OFFERED = "case-offered"
    ACCEPTED = "case-accepted"
    DECLINED = "case-declined"
    PASSED = "case-passed"
    LOGGED = "step-logged"
    NOTED = "case-noted"
    RESOLVED = "case-resolved"
    REOPENED = "case-reopened"
    SNOOZED = "case-snoozed"
    STORY_POSTED = "story-posted"
    STORY_KEPT = "story-kept"


@dataclass(frozen=True, slots=True)
class CaseDone:
    """``number`` is the case's, or the quote's where there is none. ``missing`` steps are named after a step.

    ``until`` is the day on which a snoozed case's reminders begin again.
    """

    done: Done
    number: int
    missing: tuple[Step, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """In private, to its opener: the case is open, with *Say why* and *Undo*.

    ``masked`` and ``similar`` are told when the quote was written down with it: see ``Recorded``.
    """

    case: ShownCase
    masked: tuple[PersonalData, ...] = ()
    similar: tuple[ShownLearning, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """``timezone`` is the reader's."""

    case: CaseNumber
    entries: tuple[ShownEntry, ...]
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class CaseList:
    which: Which
    cases: tuple[ShownCase, ...]
