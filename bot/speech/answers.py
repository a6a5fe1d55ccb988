"""What a person gets back, in private."""

from datetime import date
from enum import StrEnum

from bot.domain.calendar import DayOff
from bot.domain.channels import Channel
from bot.domain.choice import Choice
from bot.domain.errors import KundordError
from bot.domain.privacy import PersonalData
from bot.domain.refs import QuoteNumber
from bot.domain.values import dataclass
from bot.speech.actions import Action
from bot.speech.shown import NextPost, Person, ShownLearning, ShownQuote


@dataclass(frozen=True, slots=True)
class Recorded:
    """``told`` and ``teams`` are those with credit who hear of it: perhaps not all."""

    quote: ShownQuote
    masked: tuple[PersonalData, ...] = ()
    told: tuple[Person, ...] = ()
    teams: tuple[str, ...] = ()
    similar: tuple[ShownLearning, ...] = ()


@dataclass(frozen=True, slots=True)
class AlreadyRecorded:
    quote: ShownQuote


@dataclass(frozen=True, slots=True)
class AskSentiment:
    """A line without + or -. ``draft`` is where its words are kept."""

    draft: int
    text: str


class NoQuote(StrEnum):
    """Why there is no quote of the day to show, on a day that should have one."""

    ON_ITS_WAY = "on its way"
    SKIPPED = "skipped"
    MISSED = "missed"
    NOTHING = "nothing"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Today:
    """Today's quote, for one person. ``quote`` None: ``why_not`` says why, None that it is not time yet."""

    quote: ShownQuote | None
    local_date: date | None = None
    next_post: NextPost | None = None
    why_not: DayOff | NoQuote | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why this one. ``credited`` is whose turn it was, None for a quote without credit."""

    choice: Choice
    credited: Person | str | None


@dataclass(frozen=True, slots=True)
class NothingFeatured:
    """There is no quote of the day to explain: there never was one, or that ``day``'s is shown no more."""

    day: date | None = None


@dataclass(frozen=True, slots=True)
class MyQuotes:
    """``timezone`` is the reader's."""

    recorded: tuple[ShownQuote, ...]
    earned: tuple[ShownQuote, ...]
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Found:
    """``changeable`` are those that the person may correct or withdraw; ``timezone`` is theirs."""

    words: str
    quotes: tuple[ShownQuote, ...]
    changeable: frozenset[QuoteNumber] = frozenset()
    learnings: tuple[ShownLearning, ...] = ()
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Undone:
    quote: ShownQuote


@dataclass(frozen=True, slots=True)
class Corrected:
    quote: ShownQuote
    masked: tuple[PersonalData, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    quote: QuoteNumber


class Thanking(StrEnum):
    """What became of somebody's thanks."""

    SENT = "sent"
    ONESELF = "oneself"
    TOO_LATE = "too late"
    """Who wrote it down has left."""


@dataclass(frozen=True, slots=True)
class Thanked:
    """``recorder`` None: written down by a system."""

    recorder: Person | None
    thanking: Thanking = Thanking.SENT


@dataclass(frozen=True, slots=True)
class Paused:
    next_post: NextPost


@dataclass(frozen=True, slots=True)
class Resumed:
    next_post: NextPost


@dataclass(frozen=True, slots=True)
class PostingAgain:
    """What was in doubt goes out now."""


@dataclass(frozen=True, slots=True)
class Skipped:
    local_date: date
    next_post: NextPost


@dataclass(frozen=True, slots=True)
class ScheduleSaved:
    channel: Channel
    next_post: NextPost


@dataclass(frozen=True, slots=True)
class SettingsSaved:
    pass


@dataclass(frozen=True, slots=True)
class TeamSaved:
    name: str


@dataclass(frozen=True, slots=True)
class Hello:
    """A greeting, or anything said to us in private that has no other answer. ``thanked``: to a word of thanks."""

    next_post: NextPost | None
    thanked: bool = False


@dataclass(frozen=True, slots=True)
class OfferForm:
    """A form where none can be opened: a sentence and a button that opens it."""

    action: Action
    value: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error, said to the person it happened to."""

    error: KundordError


@dataclass(frozen=True, slots=True)
class WentWrong:
    """Something we did not expect. The log has it."""
