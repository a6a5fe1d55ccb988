"""What people ask of the bot, as values, and why a line of theirs may be refused."""

from datetime import date
from enum import StrEnum

from bot.domain.errors import Refused
from bot.domain.quotes import Sentiment
from bot.domain.refs import CaseNumber, MemberRef, QuoteNumber
from bot.domain.values import dataclass


class UnknownCommand(Refused):
    """No such command. Facts: ``words``, ``nearest`` (up to three commands, may be empty)."""


class UnclosedQuotation(Refused):
    """A quotation that does not end. Facts: ``words`` (how it begins)."""

    field = "text"


class WordsLeftOver(Refused):
    """Words that belong to nothing, and may be a customer's: not to be dropped. Facts: ``words``."""

    field = "text"


class NameCutShort(WordsLeftOver):
    """Words that seem to be the rest of a name. Facts: ``words``, ``mark`` (@ or @@), ``name`` (the whole of it)."""


class TwoOf(Refused):
    """Given twice. Facts: ``what``: text, sentiment, stage, customer, via or link."""


class QuoteMissing(Refused):
    """Marks without a customer's words. Facts: none."""

    field = "text"


class SearchWordsMissing(Refused):
    """Facts: none."""


class DateMissing(Refused):
    """A pause has an end. Facts: none."""


class DateNotUnderstood(Refused):
    """Neither 2026-08-10 nor 10.8.2026. Facts: ``words``."""


class NumberMissing(Refused):
    """Which case, or which quote? Facts: ``command``, its name in the registry."""


class Which(StrEnum):
    """Of which cases a list is asked."""

    OPEN = "open"
    MINE = "mine"
    UNCLAIMED = "unclaimed"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A person whom the platform has resolved already."""

    ref: MemberRef
    name: str


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person by the name somebody typed, without the ``@``."""

    name: str


@dataclass(frozen=True, slots=True)
class ShowForm:
    pass


@dataclass(frozen=True, slots=True)
class ShowHome:
    pass


@dataclass(frozen=True, slots=True)
class Record:
    """A quote as it was typed: names unresolved, text not checked.

    ``sentiment`` None means that the bot asks. ``teams`` and ``stage`` are what was typed after the mark.
    ``within`` are the people whose names stand in the words themselves, each after an ``@``.
    """

    sentiment: Sentiment | None
    text: str
    people: tuple[Mentioned | NamedPerson, ...] = ()
    teams: tuple[str, ...] = ()
    stage: str | None = None
    customer: str | None = None
    via: str | None = None
    link: str | None = None
    within: tuple[Mentioned, ...] = ()


@dataclass(frozen=True, slots=True)
class Today:
    pass


@dataclass(frozen=True, slots=True)
class Why:
    pass


@dataclass(frozen=True, slots=True)
class Search:
    words: str


@dataclass(frozen=True, slots=True)
class Mine:
    pass


@dataclass(frozen=True, slots=True)
class Cases:
    which: Which = Which.OPEN


@dataclass(frozen=True, slots=True)
class ShowCase:
    number: CaseNumber


@dataclass(frozen=True, slots=True)
class Escalate:
    """End of the world. ``because`` is empty when no reason was given; ``within`` are the people named in it."""

    quote: QuoteNumber
    because: str = ""
    within: tuple[Mentioned, ...] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class ShowSchedule:
    pass


@dataclass(frozen=True, slots=True)
class Pause:
    """``until`` is the first date with a post again."""

    until: date


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class Skip:
    pass


@dataclass(frozen=True, slots=True)
class ShowSettings:
    pass


@dataclass(frozen=True, slots=True)
class MakeLink:
    """``code`` is empty to ask for one, else the one typed."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Unlink:
    pass


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Hello:
    """A greeting; ``thanked``: a word of thanks."""

    thanked: bool = False


Request = (
    ShowForm | ShowHome | Record | Today | Why | Search | Mine | Cases | ShowCase | Escalate | Undo
    | ShowSchedule | Pause | Resume | Skip | ShowSettings | MakeLink | Unlink | Help | Hello
)  # fmt: skip  # a union reads as a list, not as a column
