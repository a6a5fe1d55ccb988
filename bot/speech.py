"""Everything the bot can say and every button on it: values, no words.

``Message`` and ``FormSpeech`` are the two unions. ``bot.wording`` puts each value in words, and an adapter draws the
worded result in its platform's own way. Persons are shown by ``Person``, which leaves the choice between a mention and
a plain name to the adapter: it knows whether they live where the message goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.calendar import DayOff
from bot.domain.channels import Channel
from bot.domain.choice import Choice
from bot.domain.errors import KundordError
from bot.domain.people import Member, Organisation, Team
from bot.domain.privacy import Kind
from bot.domain.quotes import Sentiment
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, QuoteNumber, TeamNumber


class Action(StrEnum):
    """What a button does. A button carries an action and one id, never words or rights."""

    THANK = "thank"
    WHY = "why"
    UNDO = "undo"
    RECORD = "record"
    DRAFT = "draft"
    ANSWER_PRAISE = "answer-praise"
    ANSWER_CRITICISM = "answer-criticism"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    SCHEDULE = "schedule"
    SETTINGS = "settings"
    TEAM = "team"
    HELP = "help"


# What stands on cards ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """``name`` None: somebody who does not want to be named, "a colleague"."""

    ref: MemberRef | None
    name: str | None


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote as it may be shown: who asked not to be named is not, nor anybody on a negative one."""

    number: QuoteNumber
    text: str
    sentiment: Sentiment
    heard_at: datetime
    people: tuple[Person, ...] = ()
    teams: tuple[str, ...] = ()
    recorder: Person | None = None
    customer: str | None = None
    stage: str | None = None
    via: str | None = None
    link: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class NextPost:
    """The channel's next quote of the day, or why there is none in sight."""

    channel: ChannelRef
    name: str
    at: datetime | None
    timezone: str


# Posts ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuoteOfTheDay:
    quote: ShownQuote
    local_date: date
    archive: bool = False


@dataclass(frozen=True, slots=True)
class QuoteRemoved:
    """What stands where a withdrawn quote's card was."""

    quote: QuoteNumber


@dataclass(frozen=True, slots=True)
class AskForQuote:
    """Nothing to post. ``since`` is the day the last quote was recorded, if there ever was one."""

    since: date | None


@dataclass(frozen=True, slots=True)
class CreditNotice:
    """In private: a customer said this about you. ``team`` when it was about a team of theirs."""

    quote: ShownQuote
    team: str | None = None


@dataclass(frozen=True, slots=True)
class ThanksNotice:
    """In private, to who wrote the quote down."""

    thankful: Person
    quote: ShownQuote


@dataclass(frozen=True, slots=True)
class DraftPrompt:
    """In private, to who put an emoji on a message. ``quote`` when the message is a quote's card of ours."""

    message: MessageRef
    sentiment: Sentiment | None = None
    quote: QuoteNumber | None = None


@dataclass(frozen=True, slots=True)
class ChannelWelcome:
    """In private, to who invited us to a channel."""

    channel: Channel
    next_post: NextPost


@dataclass(frozen=True, slots=True)
class ChannelPaused:
    """In private, once, to a channel's owner: we cannot post there. ``reason`` is the platform's own word."""

    channel: Channel
    reason: str


# Private answers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recorded:
    quote: ShownQuote
    masked: tuple[Kind, ...] = ()
    next_post: NextPost | None = None


@dataclass(frozen=True, slots=True)
class AlreadyRecorded:
    quote: ShownQuote


@dataclass(frozen=True, slots=True)
class AskSentiment:
    """A line without + or -. ``draft`` is where its words are kept."""

    draft: int
    text: str


@dataclass(frozen=True, slots=True)
class Today:
    """Today's quote, for one person. ``quote`` None: nothing yet, and ``next_post`` says when."""

    quote: ShownQuote | None
    local_date: date | None = None
    next_post: NextPost | None = None
    day_off: DayOff | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why this one. ``credited`` is whose turn it was, None for a quote without credit."""

    choice: Choice
    credited: Person | str | None


@dataclass(frozen=True, slots=True)
class NothingFeatured:
    """There is no quote of the day to explain or to skip."""


@dataclass(frozen=True, slots=True)
class MyQuotes:
    recorded: tuple[ShownQuote, ...]
    earned: tuple[ShownQuote, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """``changeable`` are those that the person may correct or withdraw."""

    words: str
    quotes: tuple[ShownQuote, ...]
    changeable: frozenset[QuoteNumber] = frozenset()


@dataclass(frozen=True, slots=True)
class Undone:
    quote: ShownQuote


@dataclass(frozen=True, slots=True)
class Corrected:
    quote: ShownQuote
    masked: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    quote: QuoteNumber


@dataclass(frozen=True, slots=True)
class Thanked:
    """``recorder`` None: written down by a system."""

    recorder: Person | None


@dataclass(frozen=True, slots=True)
class Paused:
    until: date


@dataclass(frozen=True, slots=True)
class Resumed:
    next_post: NextPost


@dataclass(frozen=True, slots=True)
class Skipped:
    local_date: date


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
    """A greeting, or anything said to us in private that has no other answer."""

    next_post: NextPost | None


@dataclass(frozen=True, slots=True)
class Help:
    """What one can write. ``root`` is the slash command's name, with its slash; empty in a chat with us alone."""

    root: str = "/quote"


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


# Home -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Home:
    """The person's own page. ``channels`` are those whose schedule they may change."""

    today: ShownQuote | None
    mine: MyQuotes
    channels: tuple[tuple[Channel, NextPost], ...] = ()
    teams: tuple[Team, ...] = ()
    curator: bool = False


# Forms ------------------------------------------------------------------------------------------

Faults = Mapping[str, KundordError]
"""By field name."""


@dataclass(frozen=True, slots=True)
class QuoteForm:
    """Record a quote. ``people`` and ``team_numbers`` are who gets credit.

    Fields: sentiment, text, credits, teams, stage, customer, via, link. ``source`` is the message it is taken from;
    ``unreadable`` when that message's words could not be fetched. ``number`` is the quote's that is being corrected.
    """

    teams: tuple[Team, ...] = ()
    stages: tuple[str, ...] = ()
    sentiment: Sentiment | None = None
    text: str = ""
    people: tuple[MemberRef, ...] = ()
    team_numbers: tuple[TeamNumber, ...] = ()
    stage: str | None = None
    customer: str = ""
    via: str = ""
    link: str = ""
    source: MessageRef | None = None
    unreadable: bool = False
    number: QuoteNumber | None = None

    @property
    def memo(self) -> str:
        """What comes back with the form, in ids: the quote it corrects, or the message it was taken from."""
        if self.number is not None:
            return f"quote|{self.number}"
        return self.source.token if self.source else ""


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """Fields: daily, time, timezone, days, holidays, days_off, cutoff, paused_until, language, teams, stages."""

    channel: Channel
    teams: tuple[Team, ...] = ()
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """Fields: named; for curators also stages (one a line), world_emoji, save_emoji, curators."""

    member: Member
    organisation: Organisation
    curators: tuple[MemberRef, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamForm:
    """Fields: name, members. ``team`` None makes a new one."""

    team: Team | None = None
    members: tuple[MemberRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Faulty:
    """A form that was not accepted: each fault belongs at its field."""

    faults: Faults = field(default_factory=dict)


FormSpeech = QuoteForm | ScheduleForm | SettingsForm | TeamForm

Message = (
    QuoteOfTheDay
    | QuoteRemoved
    | AskForQuote
    | CreditNotice
    | ThanksNotice
    | DraftPrompt
    | ChannelWelcome
    | ChannelPaused
    | Recorded
    | AlreadyRecorded
    | AskSentiment
    | Today
    | Why
    | NothingFeatured
    | MyQuotes
    | Found
    | Undone
    | Corrected
    | Withdrawn
    | Thanked
    | Paused
    | Resumed
    | Skipped
    | ScheduleSaved
    | SettingsSaved
    | TeamSaved
    | Hello
    | Help
    | OfferForm
    | Refusal
    | WentWrong
)

Answer = Message | FormSpeech | Faulty
"""What a person gets back at once, to what they said, pressed or sent in."""
