"""What we say unasked: the quote of the day, and notes to one person."""

from datetime import date
from enum import StrEnum

from bot.domain.channels import Channel
from bot.domain.quotes import Sentiment
from bot.domain.refs import MessageRef, QuoteNumber
from bot.domain.values import dataclass
from bot.speech.shown import NextPost, Person, ShownQuote


@dataclass(frozen=True, slots=True)
class QuoteOfTheDay:
    """``archive``: it comes from the archive, and was heard on that day there."""

    quote: ShownQuote
    local_date: date
    archive: date | None = None


@dataclass(frozen=True, slots=True)
class QuoteRemoved:
    """What stands where a withdrawn quote's card was."""

    quote: QuoteNumber


@dataclass(frozen=True, slots=True)
class NoLongerHere:
    """What stands where a card was that a correction took away: its quote stands, and is somebody else's to read."""

    quote: QuoteNumber


@dataclass(frozen=True, slots=True)
class AskForQuote:
    """Nothing to post. ``since`` is the day the last quote was recorded, if any was, and ``today`` the date there.

    A channel narrowed to ``teams`` or ``stages`` asks for theirs, and says nothing of other quotes' days.
    """

    since: date | None
    teams: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    today: date | None = None


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
    """In private, to who put an emoji on a message. ``quote`` when the message is a quote's card of ours.

    Neither when it is ours and no quote's: then there are no words to begin with.
    """

    message: MessageRef | None
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


class Became(StrEnum):
    """What became of a post that nobody could tell about."""

    POSTING = "posting"
    POSTED = "posted"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class InDoubt:
    """In private, to who decides: a post that may be out or not. ``day``: it is that day's quote. ``id`` names it.

    ``became`` None: nobody has decided yet.
    """

    id: str
    platform: str
    channel: Channel | None
    day: date | None = None
    became: Became | None = None


@dataclass(frozen=True, slots=True)
class ShutOut:
    """In private, to curators elsewhere: a platform does not let us in. ``reason`` is its own word."""

    platform: str
    reason: str
