"""What stands on cards: people, quotes, cases and the next post, as they may be shown to whoever reads them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from bot.domain.cases import Move, State
from bot.domain.quotes import Sentiment
from bot.domain.refs import CaseNumber, ChannelRef, MemberRef, QuoteNumber
from bot.domain.steps import Logged, Step
from bot.domain.values import dataclass


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
    """The channel's next quote of the day, or why there is none in sight: ``closed`` is the platform's word for it,
    and where ``daily`` is off nobody wants one. ``today`` is the date there: a post in another year is told with it.
    ``due``: its hour has come, as when a channel is new at noon, and it is on its way.
    """

    channel: ChannelRef
    name: str
    at: datetime | None
    timezone: str
    today: date
    closed: str | None = None
    daily: bool = True
    due: bool = False

    @property
    def stopped(self) -> bool:
        """None comes before somebody does something about it."""
        return bool(self.closed) or not self.daily


@dataclass(frozen=True, slots=True)
class Split:
    """How the votes stand."""

    world: int = 0
    no_big_deal: int = 0


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as it may be shown. ``owner`` and ``offered_to`` are never somebody whom the quote concerns, by name.

    ``since`` is the day it was opened on, by its channel's clock, and ``today`` the date there. ``closing`` is the
    sentence with which it was closed as no big deal.
    """

    number: CaseNumber
    quote: ShownQuote
    state: State
    since: date
    today: date
    why: str = ""
    owner: Person | None = None
    offered_to: Person | str | None = None
    steps: Mapping[Step, Logged] = field(default_factory=dict)
    change_team: str | None = None
    split: Split = Split()
    context: tuple[str, ...] = ()
    closing: str = ""
    story_posted: bool = False

    @property
    def missing(self) -> tuple[Step, ...]:
        return tuple(step for step in Step if step not in self.steps)


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of a case's timeline. ``to`` is whom it was offered to."""

    move: Move
    by: Person
    at: datetime
    words: str = ""
    to: Person | str | None = None
    logged: Logged | None = None


@dataclass(frozen=True, slots=True)
class ShownLearning:
    """What was learned from an earlier, similar quote, whose words are in ``language``."""

    case: CaseNumber
    text: str
    learning: str
    language: str | None = None
