"""What the core asks of outside: a store of units of work, messengers, and a clock.

Everything below ``Store`` and ``Messenger`` is synchronous: a service is a plain function of a unit, so no transaction
can await anything (ARCHITECTURE §4). A unit belongs to one organisation and sees no other's rows.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import inf
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.cases import Case, Entry
from bot.domain.channels import Channel
from bot.domain.choice import Choice
from bot.domain.links import Link, LinkState, Shift, Side
from bot.domain.people import Member, Organisation, Profile, Team, Workspace
from bot.domain.quotes import Answer, NewQuote, Quote
from bot.domain.refs import (
    CaseNumber,
    ChannelNumber,
    ChannelRef,
    MemberNumber,
    MemberRef,
    MessageRef,
    OrganisationId,
    QuoteNumber,
    TeamNumber,
    WorkspaceRef,
)
from bot.domain.reminders import Reminded
from bot.domain.values import dataclass
from bot.speech import Message

P = ParamSpec("P")
T = TypeVar("T")


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""


# What is kept -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one event led to, in ids: enough to give the same answer again, without a customer's words.

    ``verb`` names the answer; ``number`` and ``notes`` are what it is about.
    """

    verb: str
    number: int = 0
    notes: tuple[str, ...] = ()


class Fate(StrEnum):
    """What became of a channel's quote of the day on one date."""

    PLANNED = "planned"
    SHOWN = "shown"
    SKIPPED = "skipped"
    MISSED = "missed"
    NOTHING = "nothing"
    UNCERTAIN = "uncertain"
    """Perhaps shown, where nobody can look. It counts as shown: one quote fewer is better than the same one twice."""


FEATURED = (Fate.PLANNED, Fate.SHOWN, Fate.UNCERTAIN)
"""A quote of the day that is out, or on its way."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One channel, one local date. ``choice`` None: nothing was to be posted (skipped, missed or an empty pool)."""

    channel: ChannelNumber
    local_date: date
    fate: Fate
    choice: Choice | None = None


class Kind(StrEnum):
    """What an errand is about; its subject is that thing's number."""

    FEATURE = "feature"
    ASK = "ask"
    CREDIT = "credit"
    THANKS = "thanks"
    DRAFT_PROMPT = "draft-prompt"
    WELCOME = "welcome"
    CHANNEL_PAUSED = "channel-paused"
    IN_DOUBT = "in-doubt"
    SHUT_OUT = "shut-out"
    EDIT = "edit"
    HEADS_UP = "heads-up"
    NEGATIVE = "negative"
    CASE_OPENED = "case-opened"
    CASE_STEPS = "case-steps"
    OFFER = "offer"
    OFFER_ANSWERED = "offer-answered"
    CASE_RELEASED = "case-released"
    THREAD_NOTE = "thread-note"
    REMINDER = "reminder"
    STORY_READY = "story-ready"
    STORY = "story"
    STORY_NOTICE = "story-notice"
    TAKEN_OFF = "taken-off"
    LINK_ASKED = "link-asked"
    LINKED = "linked"
    LINK_DECLINED = "link-declined"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class Errand:
    """A row of the outbox: that something is to be said, not what (ARCHITECTURE §4).

    ``key`` is unique in the organisation: the same errand twice is one. ``to`` is a channel, or a member for a private
    message; ``within`` with a member whispers to them in that channel (and its ``thread``, if any). ``subject`` is a
    number and ``notes`` further ids; neither holds words. An ``EDIT`` that is waiting, or done, is armed again: any
    number of edits of one card collapse into one.
    """

    kind: Kind
    key: str
    subject: int
    to: ChannelRef | MemberRef
    within: ChannelRef | None = None
    thread: str | None = None
    not_before: datetime | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leased:
    """An errand that this process may run until its lease ends.

    ``id`` is opaque and goes with the message, so that it can be found again. ``attempt`` tells this lease from every
    other of the errand. Where the outcome of earlier ones is not known, they were made from ``first_tried_at`` on, the
    last one begun at ``tried_at``. ``leased_for`` counts from ``leased_at``, the moment the lease was asked for.
    ``cause`` names what it goes back to.
    """

    organisation: OrganisationId
    id: str
    errand: Errand
    attempt: int
    revision: int
    created_at: datetime
    leased_at: datetime
    leased_for: timedelta
    cause: str = ""
    first_tried_at: datetime | None = None
    tried_at: datetime | None = None

    @property
    def perhaps_out(self) -> bool:
        return self.first_tried_at is not None


@dataclass(frozen=True, slots=True)
class Sent:
    """An errand that is out. ``message`` None: the platform gave none (a whisper).

    ``said`` is what the message says, None when an earlier attempt wrote it.
    """

    leased: Leased
    message: MessageRef | None
    said: Message | None


@dataclass(frozen=True, slots=True)
class Pending:
    """A row of the outbox for who looks into it. ``due_at`` None: settled. ``uncertain``: out or not, nobody knows."""

    organisation: OrganisationId
    id: str
    errand: Errand
    created_at: datetime
    due_at: datetime | None
    leased: bool
    attempt: int
    uncertain: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many errands of a kind wait, and since when the first of them was to be out; None: none is due yet.

    That an errand was tried in vain and waits for its next turn makes it no younger.
    """

    kind: Kind
    waiting: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Post:
    """A message of ours with a quote on it that stands in a chat: to edit it, or to know what a reaction is about.

    ``kind``, ``subject`` and ``notes`` are those of the errand that posted it, and so say how it is drawn again; ``to``
    is the member it was written to in private.
    """

    number: int
    message: MessageRef
    kind: Kind
    subject: int
    quote: QuoteNumber | None
    notes: tuple[str, ...] = ()
    to: MemberRef | None = None
    edited_at: datetime | None = None


# The unit of work -------------------------------------------------------------------------------


class Members(Protocol):
    def get(self, number: MemberNumber) -> Member:
        """Raises: NoSuchMember."""

    def some(self, numbers: Iterable[MemberNumber]) -> Mapping[MemberNumber, Member]: ...
    def by_ref(self, ref: MemberRef) -> Member | None: ...
    def by_refs(self, refs: Iterable[MemberRef]) -> Mapping[MemberRef, Member]: ...
    def named(self, name: str) -> Sequence[Member]:
        """Those whose handle or name begins like ``name``, or any word of it, folded; at most twenty."""

    def nearest(self, name: str) -> Sequence[str]:
        """Names that look alike, for an error that helps; at most three."""

    def meet(self, profile: Profile) -> Member:
        """Insert, or bring the profile up to date. What the member chose themselves stays."""

    def save(self, member: Member) -> None: ...
    def curators(self) -> Sequence[Member]: ...


class Teams(Protocol):
    def all(self) -> Sequence[Team]:
        """By name."""

    def get(self, number: TeamNumber) -> Team:
        """Raises: NoSuchTeam."""

    def add(self, name: str, members: frozenset[MemberNumber]) -> Team:
        """Raises: AlreadyExists, when the folded name is taken."""

    def save(self, team: Team) -> None:
        """Raises: AlreadyExists."""


class Channels(Protocol):
    def get(self, number: ChannelNumber) -> Channel:
        """Raises: NoSuchChannel."""

    def some(self, numbers: Iterable[ChannelNumber]) -> Mapping[ChannelNumber, Channel]: ...
    def by_ref(self, ref: ChannelRef) -> Channel | None: ...
    def all(self) -> Sequence[Channel]:
        """By name."""

    def add(self, channel: Channel, next_due: datetime | None) -> Channel:
        """``channel.number`` is ignored; the channel comes back with its own. Raises: AlreadyExists."""

    def save(self, channel: Channel, next_due: datetime | None) -> None:
        """``next_due`` is when the tick shall look at this channel again. Raises: StaleVersion."""

    def wake(self, next_due: Mapping[ChannelNumber, datetime | None]) -> None:
        """Only move when the tick looks again at each of them."""


class Quotes(Protocol):
    def add(self, new: NewQuote) -> Quote:
        """Number it, store it with its credits, let search and choice know it."""

    def get(self, number: QuoteNumber) -> Quote:
        """Raises: NoSuchQuote."""

    def hold(self, number: QuoteNumber) -> Quote:
        """As ``get``, and nobody else changes it before this unit is done. Raises: NoSuchQuote."""

    def some(self, numbers: Iterable[QuoteNumber]) -> Mapping[QuoteNumber, Quote]: ...
    def hold_all(self, numbers: Iterable[QuoteNumber]) -> Mapping[QuoteNumber, Quote]:
        """As ``hold``, for those that there are."""

    def save(self, quote: Quote) -> None:
        """Raises: StaleVersion. Search and choice follow."""

    def same(self, text: str, customer: str | None, since: datetime) -> Quote | None:
        """A quote, not withdrawn, with this very text and customer label, recorded since."""

    def taken_from(self, message: MessageRef) -> Sequence[Quote]:
        """Those recorded from this very message, withdrawn ones left out."""

    def recorded_by(self, member: MemberNumber, most: int) -> Sequence[Quote]:
        """Newest first, withdrawn ones left out."""

    def earned_by(self, member: MemberNumber, most: int) -> Sequence[Quote]:
        """Positive ones credited to the member, newest first, withdrawn ones left out."""

    def latest_by(self, member: MemberNumber, since: datetime) -> Quote | None:
        """The member's newest recording since, withdrawn ones left out."""

    def latest_at(self) -> datetime | None:
        """When the newest featurable quote was recorded."""

    def search(self, words: str, most: int) -> Sequence[Quote]:
        """All words, each as a beginning, folded; newest first; the same on every database."""


class Features(Protocol):
    def get(self, channel: ChannelNumber, local_date: date) -> Feature | None: ...
    def some(self, days: Iterable[tuple[ChannelNumber, date]]) -> Mapping[tuple[ChannelNumber, date], Feature]: ...
    def latest(self, channel: ChannelNumber) -> Feature | None:
        """The last date that was decided, whatever became of it."""

    def latest_featured(self, channel: ChannelNumber) -> Feature | None:
        """The last one of which a quote came."""

    def latest_dates(self, channels: Iterable[ChannelNumber]) -> Mapping[ChannelNumber, date]:
        """The date of each one's latest, for those that have one."""

    def plan(self, feature: Feature) -> bool:
        """Insert, unless this channel has a row for that date. Whether it was inserted."""

    def plan_all(self, features: Sequence[Feature]) -> frozenset[ChannelNumber]:
        """As ``plan``, of one date each. The channels whose was inserted."""

    def replan(self, feature: Feature) -> None:
        """Another choice for a date that is planned, but surely not posted yet."""

    def settle(self, channel: ChannelNumber, local_date: date, fate: Fate) -> None:
        """``SHOWN`` counts for choice from now on: the quote is featured, and all its credited had their turn."""

    def settle_all(
        self, days: Iterable[tuple[ChannelNumber, date]], fate: Fate
    ) -> frozenset[tuple[ChannelNumber, date]]:
        """As ``settle``, for those that there are: which they were."""

    def choose(self, channel: Channel, local_date: date) -> Choice | None:
        """``bot.domain.choice.choose`` over this channel's pool, by index seeks."""

    def choose_all(self, wanted: Sequence[tuple[Channel, date]]) -> Mapping[ChannelNumber, Choice]:
        """As ``choose``, once for each channel; those without a choice are left out."""

    def asked_since(self, channel: ChannelNumber, since: datetime) -> bool:
        """Whether the channel was asked for a new quote since."""


class Reactions(Protocol):
    def put(self, post: Post, member: MemberNumber, emoji: str, present: bool, at: datetime) -> None:
        """Idempotent; an event older than the one known for (message, member, emoji) changes nothing."""

    def counts(self, quote: QuoteNumber) -> Mapping[str, int]:
        """Distinct members per emoji, over all posts of the quote on all platforms."""

    def reactors(self, quote: QuoteNumber) -> Sequence[MemberNumber]: ...
    def of_member(self, quote: QuoteNumber, member: MemberNumber) -> frozenset[str]:
        """The emoji of one member that stand on any post of the quote."""


class Votes(Protocol):
    def cast(self, quote: QuoteNumber, member: MemberNumber, answer: Answer, at: datetime) -> bool:
        """One vote a member, the latest counts. Whether that changed anything."""

    def withdraw(self, quote: QuoteNumber, member: MemberNumber) -> None: ...
    def answer_of(self, quote: QuoteNumber, member: MemberNumber) -> Answer | None: ...
    def counts(self, quote: QuoteNumber) -> Mapping[Answer, int]: ...
    def voters(self, quote: QuoteNumber) -> Sequence[MemberNumber]: ...


@dataclass(frozen=True, slots=True)
class Told:
    """A case's story, as its owner told it. ``by`` None: told with its teams only. ``version`` is the case's, then."""

    case: CaseNumber
    version: int
    said: str
    learned: str
    changed: str
    by: MemberNumber | None
    team: TeamNumber | None
    at: datetime


class Cases(Protocol):
    """Cases, their timelines and what belongs to them."""

    def add(self, quote: QuoteNumber, opener: MemberNumber, at: datetime, entry: Entry) -> Case:
        """Number and keep a new open case. Raises: AlreadyExists, when the quote has one that is not closed."""

    def get(self, number: CaseNumber) -> Case:
        """Raises: NoSuchCase."""

    def some(self, numbers: Iterable[CaseNumber]) -> Mapping[CaseNumber, Case]: ...
    def of_quote(self, quote: QuoteNumber) -> Case | None:
        """The newest case of a quote, closed or not."""

    def save(self, case: Case, entry: Entry) -> Case:
        """The case as it is now, with the entry that explains it. Raises: StaleVersion."""

    def timeline(self, number: CaseNumber) -> Sequence[Entry]:
        """Oldest first."""

    def unfinished(self, most: int) -> Sequence[Case]:
        """Open or claimed, oldest first."""

    def unclaimed(self, most: int) -> Sequence[Case]: ...
    def latest_open_by(self, opener: MemberNumber, since: datetime) -> Case | None:
        """The newest unclaimed case that this member opened since."""

    def owned_by(self, member: MemberNumber, most: int) -> Sequence[Case]:
        """Claimed by the member, or resolved by them with the story still untold; oldest first."""

    def offered_to(self, member: MemberNumber, teams: Collection[TeamNumber], most: int) -> Sequence[Case]:
        """To the member, or to one of these teams by somebody else; oldest first."""

    def overdue(self, most: int) -> Sequence[Case]:
        """Unfinished ones that were reminded of and have not moved since, oldest first."""

    def follow(self, number: CaseNumber, member: MemberNumber) -> None: ...
    def followers(self, number: CaseNumber) -> Sequence[MemberNumber]: ...

    def add_context(self, quote: QuoteNumber, member: MemberNumber, words: str, at: datetime) -> None:
        """What somebody whom it concerns says of it; a member's later words replace their earlier ones."""

    def context_by(self, member: MemberNumber, quote: QuoteNumber) -> str:
        """Empty, where the member has said nothing."""

    def context(self, quote: QuoteNumber, of: Collection[MemberNumber]) -> Sequence[str]:
        """What these members say of it, oldest first."""

    def reminded(self, number: CaseNumber) -> Sequence[Reminded]: ...
    def note_reminder(self, number: CaseNumber, reminded: Reminded) -> None:
        """Raises: AlreadyExists, when another process reminded of it on that date."""

    def remind_at(self, number: CaseNumber, at: datetime | None) -> None:
        """When the tick shall look at this case again."""

    def look_at_all(self, at: datetime) -> None:
        """Have the tick look then at every case that may yet be reminded of."""

    def snoozed_until(self, number: CaseNumber) -> date | None: ...
    def snooze(self, number: CaseNumber, until: date) -> None: ...

    def tell(self, told: Told) -> None:
        """Keep a story, or put it right. Search finds its learning already, from the step."""

    def told(self, number: CaseNumber) -> Told | None: ...
    def learnings(self, words: str, most: int) -> Sequence[tuple[Case, Quote]]:
        """Cases with a learning in which all these words occur, each as a beginning, in it or in their quote; newest
        first, withdrawn quotes' left out.
        """

    def similar(self, text: str, most: int) -> Sequence[tuple[Case, Quote]]:
        """Cases with a learning whose quote or learning shares most of the telling words with a text, best first.

        Words shorter than four letters, or common in their language, tell nothing; fewer than two in common are no
        likeness. Of two that are as good the newer comes first; withdrawn quotes' are left out.
        """


class Posts(Protocol):
    def add(self, post: Post) -> Post:
        """``post.number`` is ignored; the post comes back with its own."""

    def add_all(self, posts: Sequence[Post]) -> Sequence[Post]:
        """As ``add``, in the same order."""

    def find(self, message: MessageRef) -> Post | None: ...
    def get(self, number: int) -> Post | None: ...
    def latest(self, most: int) -> Sequence[Post]:
        """Newest first."""

    def astray(self) -> Sequence[Post]:
        """Those whose quote went with another workspace, when it was unlinked."""

    def of_quote(self, quote: QuoteNumber) -> Sequence[Post]: ...
    def of_unfinished(self, ref: ChannelRef) -> Sequence[Post]:
        """What stands in that channel about cases that are open or claimed."""

    def of_member(self, member: MemberNumber) -> Sequence[Post]:
        """Posts that show this member: credited, who wrote it down, or who has, is offered or told the case of it, or
        did in it what a note says.
        """

    def of_team(self, team: TeamNumber) -> Sequence[Post]:
        """Posts that show this team: credited, or offered the case of it, or told its story with."""

    def remove(self, number: int) -> None: ...
    def edited(self, number: int, at: datetime) -> None:
        """Note that the message was edited, so that a burst of changes becomes few edits."""


class Inbox(Protocol):
    def receipt(self, key: str) -> Receipt | None: ...
    def keep(self, key: str, receipt: Receipt) -> None:
        """Raises: AlreadyExists, now or at the end, when another process handled the same event at the same moment."""


class Drafts(Protocol):
    """Words on their way to becoming a quote: a person has been asked something first."""

    def add(self, member: MemberNumber, form: str, values: Mapping[str, object]) -> int: ...
    def get(self, number: int, member: MemberNumber) -> Mapping[str, object] | None: ...
    def remove(self, number: int) -> None: ...
    def keep(self, member: MemberNumber, form: str, values: Mapping[str, object], at: datetime | None = None) -> None:
        """What stands in a form not sent yet: one draft for a member and a form, which is named with its memo.

        ``at`` is when it was typed, None now. What was typed before the draft there is, or before it was discarded, is
        not kept, whichever process hears of it first.
        """

    def kept(self, member: MemberNumber, form: str) -> Mapping[str, object] | None: ...
    def forms(self, member: MemberNumber) -> Sequence[str]:
        """The forms of which there is a draft, newest first."""

    def discard(self, member: MemberNumber, form: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Address:
    """How a member or a channel is reached on a platform that has more than one door.

    ``service`` is the door's URL; ``chat`` the id of the member's own chat with us, None where it was never opened.
    """

    of: ChannelRef | MemberRef
    service: str
    chat: str | None = None


class Addresses(Protocol):
    """Where a platform said, with what it sent, that somebody is reached. Not every platform does."""

    def get(self, ref: ChannelRef | MemberRef) -> Address | None: ...
    def some(self, refs: Iterable[ChannelRef | MemberRef]) -> Mapping[ChannelRef | MemberRef, Address]: ...
    def service_of(self, workspace: WorkspaceRef) -> str | None:
        """The service of whoever was seen last there: the best guess for those who never were."""

    def keep(self, address: Address) -> None:
        """As it was seen just now. A chat that is known stays known."""


class Outbox(Protocol):
    def add(self, *errands: Errand) -> None: ...
    def put_off(self, keys: Collection[str], until: datetime) -> None:
        """Have those of them that wait, and were never tried, wait until then at least."""

    def begin(self, *leased: Leased) -> None:
        """Note that they may be out from now on."""

    def sent(self, *leased: Leased) -> None:
        """Settle each whose lease still holds. One that was added again meanwhile is due now."""

    def needless(self, leased: Leased) -> None:
        """It has nothing to say, now. Settle it so that it may be added again, unless it may be out already."""

    def again(self, leased: Leased, at: datetime, reason: str, *, tried: bool) -> None:
        """Let it wait until ``at``. ``tried`` False: surely nothing was sent, so the attempt does not count."""

    def dropped(self, leased: Leased, reason: str) -> None:
        """Settle as never to be sent."""

    def uncertain(self, leased: Leased, reason: str) -> bool:
        """Settle as perhaps sent, for somebody to decide. Whether this attempt still held it."""

    def get(self, id: str) -> Pending | None: ...
    def retry(self, id: str) -> bool:
        """Have it run now as if for the first time, unless it is out or under way. Whether it will."""

    def drop(self, id: str, reason: str) -> bool:
        """Settle by hand what waits or is uncertain. Whether there was anything to settle."""


class Links(Protocol):
    """Wishes to link workspaces, and which are linked.

    Alone among all nouns it sees beyond its organisation: a wish, for who has its code or is asked, and what the other
    side would bring along.
    """

    def offer(self, link: Link) -> None:
        """In the place of what that workspace offered before."""

    def by_code(self, code: str) -> Link | None:
        """By the code's digest."""

    def get(self, id: str) -> Link | None: ...
    def save(self, link: Link, was: LinkState) -> None:
        """Raises: StaleVersion, when somebody else was faster."""

    def side(self, workspace: WorkspaceRef) -> Side: ...
    def others(self, workspace: WorkspaceRef) -> Sequence[Workspace]:
        """The further workspaces of this organisation."""

    def wrong(self, workspace: WorkspaceRef) -> tuple[int, datetime | None]:
        """How many wrong codes were typed there, and since when."""

    def note_wrong(self, workspace: WorkspaceRef, tries: int, since: datetime) -> None: ...
    def leave(self, workspace: WorkspaceRef, by: MemberRef | None) -> None:
        """Have it unlinked at the next tick; ``by`` None: leave it as it is."""

    def shifts(self, workspace: WorkspaceRef) -> Sequence[Shift]:
        """By how much its numbers were raised, the first link first."""


class UnitOfWork(Protocol):
    """One transaction for one organisation. ``now`` is the same instant for all of it.

    ``cause`` names the event that it is about, so that what follows from it can be traced back.
    """

    now: datetime
    cause: str
    members: Members
    teams: Teams
    channels: Channels
    quotes: Quotes
    features: Features
    reactions: Reactions
    votes: Votes
    cases: Cases
    posts: Posts
    inbox: Inbox
    drafts: Drafts
    addresses: Addresses
    outbox: Outbox
    links: Links

    @property
    def organisation(self) -> Organisation: ...

    def change(self, organisation: Organisation) -> None:
        """Save what the organisation has chosen."""


class Registry(Protocol):
    """The few things that are not one organisation's: which there are, what is due anywhere, and what may be purged."""

    now: datetime

    def workspaces(self) -> Sequence[Workspace]: ...
    def workspace(self, ref: WorkspaceRef) -> Workspace | None: ...
    def install(self, ref: WorkspaceRef, name: str, bot: str) -> Workspace:
        """The workspace, with a new organisation of that name if it has none yet."""

    def due_channels(self, most: int) -> Sequence[tuple[OrganisationId, ChannelNumber]]:
        """Those whose next look is due by now, earliest first."""

    def due_cases(self, most: int) -> Sequence[tuple[OrganisationId, CaseNumber]]:
        """Those whose next reminder is due by now, earliest first."""

    def unit(self, organisation: OrganisationId) -> UnitOfWork:
        """Of this very transaction."""

    def pending_links(self, most: int) -> Sequence[Link]:
        """Those with which something is to be done now."""

    def save_link(self, link: Link, was: LinkState) -> None:
        """Raises: StaleVersion."""

    def leaving(self) -> Sequence[MemberRef]:
        """Who had their workspace unlinked, until that is done."""

    def join(self, host: OrganisationId, guest: OrganisationId) -> OrganisationId:
        """Make one organisation of two. Neither is there any more afterwards."""

    def part(self, workspace: WorkspaceRef) -> tuple[OrganisationId, OrganisationId]:
        """Take a workspace out of its organisation, with its own. The new organisations: its, and that of the rest."""

    def lease(
        self,
        most: int,
        lasting: timedelta,
        busy: frozenset[WorkspaceRef] = frozenset(),
        blind: frozenset[str] = frozenset(),
    ) -> Sequence[Leased]:
        """Due errands, earliest first, leased for ``lasting`` by the database's clock; none of ``busy`` workspaces.

        On ``blind`` platforms nothing can be looked for: there one is tried only when it is begun (``Outbox.begin``).
        """

    def pending(self, most: int) -> Sequence[Pending]:
        """What waits, earliest first, and then what is uncertain, newest first."""

    def how_many_pending(self) -> int: ...
    def errand(self, id: str) -> Pending | None:
        """Of whichever organisation, out or not."""

    def backlog(self) -> Sequence[Backlog]: ...
    def purge(self, before: datetime) -> int:
        """Forget receipts, drafts and settled errands older than that. How many."""


Whose = OrganisationId | WorkspaceRef
"""Whose unit it is. What happens in a workspace is for the organisation that the workspace is of at that moment, and
it may be linked at any time: so adapters say the workspace, and keep no organisation's id.
"""


class Store(Protocol):
    """Runs functions as transactions on threads of its own. A ``Conflict`` is retried once, here and only here.

    Raises, beside what the function raises: StorageAway; OrganisationMoved, for an organisation that is no more.
    """

    async def write(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...
    async def read(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...
    async def rehearse(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """As ``write``, but nothing of it stays."""

    async def registry(self, function: Callable[Concatenate[Registry, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A transaction over all organisations."""

    async def ping(self) -> None:
        """Raises: StorageAway, unless a transaction can be written now."""


# Messengers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """What a messenger is to do: one message, in one language, drawn from the database just now.

    ``replaces`` edits that message instead. ``private_to`` shows it to one member only, in channel ``to``.
    """

    to: ChannelRef | MemberRef
    message: Message
    language: str
    replaces: MessageRef | None = None
    private_to: MemberRef | None = None
    thread: str | None = None


class Messenger(Protocol):
    """One platform's way out. Each method is one request, without retries.

    Raises: NotSent, Rejected, ChannelClosed, WorkspaceClosed, Unknown.
    """

    platform: str
    patience: timedelta
    """The longest a request can take."""
    reads_back: bool
    """Whether ``find`` can tell: where not, each channel says what is done about an uncertain post."""

    def wait(self, letter: Letter, most: timedelta) -> timedelta:
        """How long this one has to wait so as not to be too fast for the platform. Up to ``most`` its turn is kept."""

    async def expect(self, letters: Sequence[Letter]) -> None:
        """They are about to be sent: what would be looked up for each may be looked up for all. Never raises."""

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        """Post, edit or whisper. The message's ref, or None where the platform gives none (a whisper).

        ``id`` goes along unseen with a post, for ``find``. What could not be begun ``by`` that moment of the monotonic
        clock is not sent: a process may be stopped for any time, and the lease is then somebody else's.
        """

    async def find(
        self, to: ChannelRef | MemberRef, id: str, since: datetime, until: datetime, thread: str | None = None
    ) -> MessageRef | None:
        """The message that went out with ``id``, looked for between two instants, in a thread if it went to one."""

    async def text_of(self, message: MessageRef) -> str | None:
        """The plain words of somebody's message, None when they cannot be read."""

    async def profile(self, ref: MemberRef) -> Profile | None:
        """What the platform knows of a person now, None when there is no such person."""
