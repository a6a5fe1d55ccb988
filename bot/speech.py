"""Everything the bot can say and every button on it: values, no words.

``Message`` and ``FormSpeech`` are the two unions. ``bot.wording`` puts each value in words, and an adapter draws the
worded result in its platform's own way. Persons are shown by ``Person``, which leaves the choice between a mention and
a plain name to the adapter: it knows whether they live where the message goes.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b

from bot.domain.calendar import DayOff
from bot.domain.cases import Move, State
from bot.domain.channels import Channel
from bot.domain.choice import Choice
from bot.domain.errors import KundordError
from bot.domain.links import Side
from bot.domain.people import Member, Organisation, Team
from bot.domain.privacy import Kind
from bot.domain.quotes import Sentiment
from bot.domain.refs import CaseNumber, ChannelRef, MemberRef, MessageRef, QuoteNumber, TeamNumber
from bot.domain.reminders import Rung
from bot.domain.requests import Which
from bot.domain.steps import Logged, Step
from bot.domain.values import dataclass


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
    POST_AGAIN = "post-again"
    # On a negative quote: the vote, and a word from whom it concerns.
    WORLD = "world"
    NO_BIG_DEAL = "no-big-deal"
    ADD_CONTEXT = "add-context"
    # On a case.
    SHOW_CASE = "show-case"
    SAY_WHY = "say-why"
    UNDO_CASE = "undo-case"
    CLAIM = "claim"
    FOLLOW = "follow"
    CLOSE = "close"
    STEPS = "steps"
    STEP = "step"
    HAND_OVER = "hand-over"
    ACCEPT = "accept"
    DECLINE = "decline"
    RELEASE = "release"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    HISTORY = "history"
    SNOOZE = "snooze"
    STORY = "story"
    CUSTOMER_ANSWER = "customer-answer"
    # On workspaces that are, or may be, linked.
    LINK_YES = "link-yes"
    LINK_NO = "link-no"
    UNLINK = "unlink"


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
    """The channel's next quote of the day, or why there is none in sight: ``closed`` is the platform's word for it,
    and where ``daily`` is off nobody wants one. ``today`` is the date there: a post in another year is told with it.
    """

    channel: ChannelRef
    name: str
    at: datetime | None
    timezone: str
    today: date
    closed: str | None = None
    daily: bool = True

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


# Posts ------------------------------------------------------------------------------------------


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


# Cases, posted ----------------------------------------------------------------------------------


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
class CaseReminder:
    """A case stands still. In the case channel, in its thread, or in private, as the rung says."""

    rung: Rung
    case: ShownCase


@dataclass(frozen=True, slots=True)
class StoryReady:
    """In private, to the owner of a case just resolved: its story could be told now, or once it is, put right."""

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


# Private answers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recorded:
    """``told`` and ``teams`` are those with credit who hear of it: perhaps not all."""

    quote: ShownQuote
    masked: tuple[Kind, ...] = ()
    told: tuple[Person, ...] = ()
    teams: tuple[str, ...] = ()
    next_post: NextPost | None = None
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
    masked: tuple[Kind, ...] = ()


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
    """A greeting, or anything said to us in private that has no other answer."""

    next_post: NextPost | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """In private, to who has just met us. ``emoji_anywhere``: we hear of emoji on other people's messages too."""

    emoji_anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """What one can write. ``root`` is the slash command's name, with its slash; empty in a chat with us alone.

    ``pageless``: the platform gives us no home page, and a word opens one.
    """

    root: str = "/quote"
    pageless: bool = False


@dataclass(frozen=True, slots=True)
class OfferForm:
    """A form where none can be opened: a sentence and a button that opens it."""

    action: Action
    value: str = ""


class Done(StrEnum):
    """What was done to a case, said back to who did it."""

    VOTED_WORLD = "voted-world"
    VOTED_NO_BIG_DEAL = "voted-no-big-deal"
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
    """In private, to its opener: the case is open, with *Say why* and *Undo*."""

    case: ShownCase


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


# Linking ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkCode:
    """The code, to be written in the other workspace within so many minutes. It is shown this once."""

    code: str
    minutes: int


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What would be joined: to who typed the code, or, ``asked``, in private to who made it. ``by`` typed it."""

    link: str
    host: Side
    guest: Side
    asked: bool = False
    by: Person | None = None


class LinkStep(StrEnum):
    """What somebody's answer led to."""

    WANTED = "link-wanted"
    AGREED = "link-agreed"
    REFUSED = "link-refused"
    UNLINKING = "unlinking"


@dataclass(frozen=True, slots=True)
class LinkSaid:
    """``name`` of the other workspace, empty where there are several."""

    step: LinkStep
    name: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """In private, to both who agreed. Numbers of quotes and cases were raised by ``by`` here, by ``other_by`` there."""

    name: str
    by: int = 0
    other_by: int = 0


@dataclass(frozen=True, slots=True)
class LinkDeclined:
    """In private, to who waited for it. ``failed``: agreed, but meanwhile impossible."""

    name: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class UnlinkPlan:
    """What unlinking would do. ``names`` of the workspaces that it is linked with."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlinked:
    """In private, to who asked for it, and to the others' admins. ``name`` of the other workspace."""

    name: str


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
    """The person's own page. ``today`` None: there is no channel with a quote of the day. ``channels`` are those whose
    schedule they may change. ``external``: of another company.

    ``drafts`` are forms begun and not sent: of a step, or those that RESOLVE and STORY open.
    """

    today: Today | None
    mine: MyQuotes
    channels: tuple[tuple[Channel, NextPost], ...] = ()
    teams: tuple[Team, ...] = ()
    curator: bool = False
    waiting: tuple[ShownCase, ...] = ()
    offers: tuple[ShownCase, ...] = ()
    drafts: tuple[tuple[CaseNumber, Step | Action], ...] = ()
    open_cases: tuple[ShownCase, ...] = ()
    external: bool = False


# Forms ------------------------------------------------------------------------------------------

Faults = Mapping[str, KundordError]
"""By field name."""


def _mark(*shown: object) -> str:
    """What may be changed in a form, as it opens, in short. Another one later: somebody changed it meanwhile."""
    told = [sorted(each) if isinstance(each, frozenset) else each for each in shown]
    return blake2b(repr(told).encode(), digest_size=6).hexdigest()


def _ids(people: tuple[MemberRef, ...]) -> frozenset[str]:
    return frozenset(each.id for each in people)


@dataclass(frozen=True, slots=True)
class QuoteForm:
    """Record a quote. ``people`` and ``team_numbers`` are who gets credit; those ``elsewhere``, in another workspace,
    keep theirs.

    Fields: sentiment, text, credits, teams, stage, customer, via, link. ``source`` is the message it is taken from;
    ``unreadable`` when that message's words could not be fetched, ``cut`` when it is longer than a quote, of which
    ``text`` is the beginning, ``private`` when not everybody could read them where
    they stand: whoever sends the form in says that now everybody may. ``number`` is the quote's that is being
    corrected, ``follows`` the one that this is the customer's answer to. ``opens_case``: recorded, it is the end of the
    world, and there is one field more, because.
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
    cut: bool = False
    private: bool = False
    number: QuoteNumber | None = None
    follows: QuoteNumber | None = None
    opens_case: bool = False
    because: str = ""
    elsewhere: tuple[Person, ...] = ()

    @property
    def memo(self) -> str:
        """What comes back with the form, in ids: the quote it corrects or answers, or the message it is taken from."""
        if self.number is not None:
            return f"quote|{self.number}@{self._as_opened}"
        if self.follows is not None:
            return f"follows|{self.follows}"
        token = self.source.token if self.source else ""
        return f"world;{token}" if self.opens_case else token

    @property
    def _as_opened(self) -> str:
        credited = (_ids(self.people), frozenset(self.team_numbers))
        return _mark(self.sentiment, self.text, *credited, self.stage, self.customer, self.via, self.link)


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """Fields: daily, time, timezone, days, holidays, days_off, cutoff, paused_until, language, teams, stages."""

    channel: Channel
    teams: tuple[Team, ...] = ()
    stages: tuple[str, ...] = ()

    @property
    def memo(self) -> str:
        channel, schedule = self.channel, self.channel.schedule
        hours = (schedule.at, schedule.timezone, schedule.cutoff)
        days = (schedule.days, schedule.holidays, schedule.days_off, schedule.paused_until)
        mark = _mark(channel.daily, *hours, *days, channel.language, channel.teams, channel.stages)
        return f"{channel.number}@{mark}"


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """Fields: named; for curators also company, stages (one a line), world_emoji, save_emoji, curators, heads_up
    (minutes). ``elsewhere`` are curators of another workspace, who stay.
    """

    member: Member
    organisation: Organisation
    curators: tuple[MemberRef, ...] = ()
    elsewhere: tuple[Person, ...] = ()

    @property
    def memo(self) -> str:
        """Of what all share: whether one is named is one's own."""
        chosen = self.organisation
        emoji = (chosen.world_emoji, chosen.save_emoji)
        return f"@{_mark(chosen.name, chosen.stages, *emoji, chosen.heads_up, _ids(self.curators))}"


@dataclass(frozen=True, slots=True)
class TeamForm:
    """Fields: name, members. ``team`` None makes a new one; those ``elsewhere``, in another workspace, stay in it."""

    team: Team | None = None
    members: tuple[MemberRef, ...] = ()
    elsewhere: tuple[Person, ...] = ()

    @property
    def memo(self) -> str:
        return f"{self.team.number}@{_mark(self.team.name, _ids(self.members))}" if self.team else ""


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """One sentence, for ``purpose``: SAY_WHY, CLOSE, REOPEN, DECLINE (a case's number) or ADD_CONTEXT (a quote's).

    Field: words.
    """

    purpose: Action
    number: int
    words: str = ""

    @property
    def memo(self) -> str:
        return f"{self.purpose}|{self.number}"


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step of a case, with what was logged or drafted before. It keeps drafts.

    Fields: words; for CONTACTED how and expectation; for CAUSE basis; for CHANGE team; for LOOP possible (yes or no).
    """

    number: CaseNumber
    logged: Logged
    teams: tuple[Team, ...] = ()

    @property
    def memo(self) -> str:
        return f"{self.number}|{self.logged.step}"


@dataclass(frozen=True, slots=True)
class HandOverForm:
    """``linked``: some colleagues live in a workspace whose people no picker here knows, and are named instead.

    Fields: to (one person), name or team, words (optional).
    """

    number: CaseNumber
    teams: tuple[Team, ...] = ()
    linked: bool = False


@dataclass(frozen=True, slots=True)
class ResolveForm:
    """What a resolved case cannot be without. It keeps drafts. Fields: learning, possible, loop."""

    number: CaseNumber
    learning: str = ""
    possible: bool = True
    loop: str = ""


@dataclass(frozen=True, slots=True)
class StoryForm:
    """The story as it will be told. It keeps drafts. Fields: said, learned, changed, named (a switch).

    ``named`` None: whoever tells it is not to be named, and not asked.
    """

    number: CaseNumber
    quote: ShownQuote
    said: str = ""
    learned: str = ""
    changed: str = ""
    named: bool | None = True


@dataclass(frozen=True, slots=True)
class Faulty:
    """A form that was not accepted: each fault belongs at its field."""

    faults: Faults = field(default_factory=dict)


FormSpeech = (
    QuoteForm
    | ScheduleForm
    | SettingsForm
    | TeamForm
    | SentenceForm
    | StepForm
    | HandOverForm
    | ResolveForm
    | StoryForm
)

Message = (
    QuoteOfTheDay
    | QuoteRemoved
    | AskForQuote
    | CreditNotice
    | ThanksNotice
    | DraftPrompt
    | ChannelWelcome
    | ChannelPaused
    | InDoubt
    | ShutOut
    | NegativeQuote
    | CaseCard
    | HeadsUp
    | CaseSteps
    | OfferNotice
    | OfferAnswered
    | OfferCalledOff
    | CaseReleased
    | CaseOver
    | CaseInShort
    | CaseNote
    | CaseReminder
    | StoryReady
    | Story
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
    | PostingAgain
    | Skipped
    | ScheduleSaved
    | SettingsSaved
    | TeamSaved
    | Hello
    | Welcome
    | Help
    | OfferForm
    | CaseDone
    | CaseOpened
    | CaseHistory
    | CaseList
    | LinkCode
    | LinkPlan
    | LinkSaid
    | Linked
    | LinkDeclined
    | UnlinkPlan
    | Unlinked
    | Refusal
    | WentWrong
)

Answer = Message | FormSpeech | Faulty
"""What a person gets back at once, to what they said, pressed or sent in."""
