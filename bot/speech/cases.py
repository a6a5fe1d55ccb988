"""What everyone sees of a case: the card of a negative quote and of its case, a nudge, a story."""

from enum import StrEnum

from bot.domain.refs import CaseNumber
from bot.domain.reminders import Rung
from bot.domain.values import dataclass
from bot.speech.shown import Person, ShownCase, ShownQuote, Split


class Role(StrEnum):
    """What somebody is to a case."""

    OWNER = "owner"
    ASKED = "asked to take it over"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class NegativeQuote:
    """A negative quote's card, before there is a case: no big deal, or end of the world? No person's name on it."""

    quote: ShownQuote
    split: Split = Split()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseCard:
    """The same card once there is a case, for its whole life. ``private``: shown to one person who asked for it.

    To them ``role`` says what they may do; the card that everybody sees has the owner's buttons on it.
    """

    case: ShownCase
    private: bool = False
    role: Role = Role.OWNER


@dataclass(frozen=True, slots=True)
class CaseInShort:
    """How a case stands, in place of what was asked about it and is over: a reminder, the steps of who had it."""

    case: ShownCase


@dataclass(frozen=True, slots=True)
class CaseReminder:
    """A case stands still. In the case channel, in its thread, or in private, as the rung says."""

    rung: Rung
    case: ShownCase


@dataclass(frozen=True, slots=True)
class Story:
    """A resolved case, told. ``by`` None: told with its teams only. ``quiet``: in private, to who voted or reacted."""

    case: CaseNumber
    quote: ShownQuote
    said: str
    learned: str
    changed: str
    by: Person | None
    team: str | None = None
    quiet: bool = False
