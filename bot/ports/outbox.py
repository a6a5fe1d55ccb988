"""Errands: what is to be said, to whom and not before when, until it is settled."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.refs import ChannelRef, MemberRef, MessageRef, OrganisationId
from bot.domain.values import dataclass
from bot.speech import Message


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
    """A row of the outbox for who looks into it. ``due_at`` None: settled, as of ``settled_at``.

    ``uncertain``: out or not, nobody knows.
    """

    organisation: OrganisationId
    id: str
    errand: Errand
    created_at: datetime
    due_at: datetime | None
    leased: bool
    attempt: int
    uncertain: bool
    reason: str | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many errands of a kind wait, and since when the first of them was to be out; None: none is due yet.

    That an errand was tried in vain and waits for its next turn makes it no younger.
    """

    kind: Kind
    waiting: int
    since: datetime | None


class Outbox(Protocol):
    def add(self, *errands: Errand) -> None: ...
    def known(self, keys: Collection[str]) -> bool:
        """Whether there is one of them, waiting or settled and not forgotten yet."""

    def some(self, keys: Collection[str]) -> Sequence[Pending]:
        """Those of them that wait, or are settled and not forgotten yet."""

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
