"""What is written into the outbox for each kind of message: its key, its subject and its notes.

A key begins with the kind and names what makes one such message another than the next: the same key twice in an
organisation is one errand. Where two organisations become one, the numbers in keys and notes become others too:
``storage.numbering`` lists which parts are numbers of what.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.domain.cases import Case
from bot.domain.channels import Channel
from bot.domain.people import Member
from bot.domain.refs import (
    CaseNumber,
    ChannelRef,
    MemberNumber,
    MemberRef,
    MessageRef,
    QuoteNumber,
    TeamNumber,
    WorkspaceRef,
)
from bot.domain.reminders import Rung
from bot.ports import Errand, Kind, Leased, Post

Notes = Sequence[str]


def _errand(kind: Kind, *names: object, subject: int, to: ChannelRef | MemberRef, **more: Any) -> Errand:
    return Errand(kind, _key(kind, *names), subject, to, **more)


def _key(kind: Kind, *names: object) -> str:
    return ":".join(map(str, (kind, *names)))


# The day ----------------------------------------------------------------------------------------


def feature(channel: Channel, day: date, due_at: datetime) -> Errand:
    return _of_a_day(Kind.FEATURE, channel, day, due_at)


def ask(channel: Channel, day: date, due_at: datetime) -> Errand:
    return _of_a_day(Kind.ASK, channel, day, due_at)


def _of_a_day(kind: Kind, channel: Channel, day: date, due_at: datetime) -> Errand:
    notes = (day.isoformat(),)
    return _errand(kind, channel.number, day, subject=channel.number, to=channel.ref, not_before=due_at, notes=notes)


def day_of(notes: Notes) -> date:
    return date.fromisoformat(notes[0])


# Quotes -----------------------------------------------------------------------------------------


def credit(quote: QuoteNumber, to: Member, team: TeamNumber | None) -> Errand:
    """``team``: with which they earned it, None for themselves."""
    notes = () if team is None else (str(team),)
    return _errand(Kind.CREDIT, quote, to.number, subject=quote, to=to.ref, notes=notes)


def earned_with(notes: Notes) -> TeamNumber | None:
    return TeamNumber(int(notes[0])) if notes else None


def thanks(quote: QuoteNumber, by: Member, to: Member) -> Errand:
    return _errand(Kind.THANKS, quote, by.number, subject=quote, to=to.ref, notes=(str(by.number),))


def thankful(notes: Notes) -> MemberNumber:
    return MemberNumber(int(notes[0]))


def heads_up(quote: QuoteNumber, to: Member) -> Errand:
    return _errand(Kind.HEADS_UP, quote, to.number, subject=quote, to=to.ref)


def negative(quote: QuoteNumber, to: Channel, not_before: datetime) -> Errand:
    key = negative_key(quote, to.ref.workspace)
    return Errand(Kind.NEGATIVE, key, quote, to.ref, not_before=not_before)


def negative_key(quote: QuoteNumber, workspace: WorkspaceRef) -> str:
    """A negative quote has one card by workspace: what comes first depends on where somebody records or corrects it."""
    return _key(Kind.NEGATIVE, quote, workspace)


def negative_anew(quote: QuoteNumber, to: Channel) -> Errand:
    """In the channel that has taken another's place."""
    return _errand(Kind.NEGATIVE, quote, to.ref.workspace, to.number, subject=quote, to=to.ref)


def edit(post: Post, not_before: datetime | None) -> Errand:
    return _errand(Kind.EDIT, post.number, subject=post.number, to=post.message.channel, not_before=not_before)


# Emoji ------------------------------------------------------------------------------------------


def draft_prompt(
    member: Member, message: MessageRef, sentiment: str, on: date, *, behind: QuoteNumber | None, blank: bool
) -> Errand:
    """Asked once per person, message and day. ``behind`` praise; ``blank``: the message's own words are not offered."""
    names = member.number, message.token, sentiment, on
    notes = "" if blank else message.token, sentiment, "" if behind is None else str(behind)
    where = {"within": message.channel, "thread": message.thread}
    return _errand(Kind.DRAFT_PROMPT, *names, subject=0, to=member.ref, notes=notes, **where)


def prompted(notes: Notes) -> tuple[str, str, QuoteNumber | None]:
    """The message's token and the sentiment, where there are, and the praise."""
    token, sentiment, behind = notes
    return token, sentiment, QuoteNumber(int(behind)) if behind else None


def taken_off(post: Post, member: Member, emoji: str, at: datetime, not_before: datetime) -> Errand:
    names, notes = (post.number, member.number, emoji, at.isoformat()), (emoji, at.isoformat())
    return _errand(Kind.TAKEN_OFF, *names, subject=post.number, to=member.ref, not_before=not_before, notes=notes)


def emoji_taken_off(notes: Notes) -> tuple[str, datetime]:
    """Which, and when."""
    emoji, at = notes
    return emoji, datetime.fromisoformat(at)


# Cases ------------------------------------------------------------------------------------------
# ``place``: that of what was done, in the case's timeline.


def case_opened(case: CaseNumber, by: Member, card: Post) -> Errand:
    where = {"within": card.message.channel, "thread": card.message.thread}
    return _errand(Kind.CASE_OPENED, case, subject=case, to=by.ref, **where)


def case_steps(case: Case, place: int, to: Member) -> Errand:
    return _errand(Kind.CASE_STEPS, case.number, case.version, subject=case.number, to=to.ref, notes=(str(place),))


def offer(case: Case, place: int, to: Member) -> Errand:
    names, notes = (case.number, case.version, to.number), (str(place),)
    return _errand(Kind.OFFER, *names, subject=case.number, to=to.ref, notes=notes)


def offer_answered(case: Case, place: int, to: Member) -> Errand:
    return _errand(Kind.OFFER_ANSWERED, case.number, place, subject=case.number, to=to.ref, notes=(str(place),))


def case_released(case: Case, place: int, to: Member) -> Errand:
    return _errand(Kind.CASE_RELEASED, case.number, place, subject=case.number, to=to.ref, notes=(str(place),))


def thread_note(case: Case, place: int, card: Post) -> Errand:
    names, notes, card_at = (case.number, place, card.number), (str(place),), card.message
    return _errand(Kind.THREAD_NOTE, *names, subject=case.number, to=card_at.channel, thread=card_at.id, notes=notes)


def place_of(notes: Notes) -> int:
    return int(notes[0])


def reminder(
    case: Case, given_before: int, rung: Rung, at: datetime, to: ChannelRef | MemberRef, thread: str | None
) -> Errand:
    names, notes = (case.number, given_before, to.id), (rung, at.isoformat())
    return _errand(Kind.REMINDER, *names, subject=case.number, to=to, thread=thread, notes=notes)


def reminded_of(notes: Notes) -> tuple[Rung, datetime | None]:
    """The rung, and since when; None in what an earlier version wrote."""
    rung, *since = notes
    return Rung(rung), datetime.fromisoformat(since[0]) if since else None


def story_ready(case: Case, to: Member) -> Errand:
    return _errand(Kind.STORY_READY, case.number, case.version, subject=case.number, to=to.ref)


def story(case: Case, end: int, to: ChannelRef) -> Errand:
    """``end``: which of its ends it tells of."""
    return _errand(Kind.STORY, case.number, end, to.id, subject=case.number, to=to, notes=(str(end),))


def story_notice(case: Case, end: int, to: Member) -> Errand:
    names, notes = (case.number, end, to.number), (str(end),)
    return _errand(Kind.STORY_NOTICE, *names, subject=case.number, to=to.ref, notes=notes)


# Channels and workspaces ------------------------------------------------------------------------


def welcome(channel: Channel, inviter: Member) -> Errand:
    """A second event of one invitation finds the channel as the first one left it."""
    names = channel.number, channel.version
    return _errand(Kind.WELCOME, *names, subject=channel.number, to=inviter.ref, within=channel.ref)


def channel_paused(channel: Channel, reason: str, to: Member) -> Errand:
    names = channel.number, channel.version, to.number
    return _errand(Kind.CHANNEL_PAUSED, *names, subject=channel.number, to=to.ref, notes=(reason,))


def paused_for(notes: Notes) -> str:
    return notes[0]


def in_doubt(about: Leased, to: Member) -> Errand:
    names = about.id, about.revision, to.number
    return _errand(Kind.IN_DOUBT, *names, subject=to.number, to=to.ref, notes=(about.id,))


def doubted(notes: Notes) -> str:
    """The errand's id."""
    return notes[0]


def shut_out(workspace: WorkspaceRef, reason: str, on: date, to: Member) -> Errand:
    """Once a day."""
    names, notes = (workspace, on, to.number), (str(workspace), reason)
    return _errand(Kind.SHUT_OUT, *names, subject=to.number, to=to.ref, notes=notes)


def shut_out_of(notes: Notes) -> tuple[WorkspaceRef, str]:
    """Which workspace, and why."""
    workspace, reason = notes
    return WorkspaceRef.parse(workspace), reason


# Links ------------------------------------------------------------------------------------------


def link_asked(link: str, to: MemberRef) -> Errand:
    return _errand(Kind.LINK_ASKED, link, to.id, subject=0, to=to, notes=(link,))


def link_of(notes: Notes) -> str:
    return notes[0]


def linked(link: str, to: MemberRef, by: int, other_by: int) -> Errand:
    """By how much either side's numbers have become greater."""
    return _errand(Kind.LINKED, link, to.id, subject=0, to=to, notes=(link, str(by), str(other_by)))


def raised(notes: Notes) -> tuple[str, int, int]:
    """The link, and by how much."""
    link, by, other_by = notes
    return link, int(by), int(other_by)


def link_declined(link: str, to: MemberRef, state: str) -> Errand:
    return _errand(Kind.LINK_DECLINED, link, to.id, subject=0, to=to, notes=(link, state))


def ended_as(notes: Notes) -> tuple[str, str]:
    """The link, and its state."""
    link, state = notes
    return link, state


def unlinked(time: str, to: MemberRef, other: WorkspaceRef, number: MemberNumber | None = None) -> Errand:
    """``time`` tells one unlinking from another; ``number``: of whoever did not ask for it."""
    names = (time,) if number is None else (time, number)
    return _errand(Kind.UNLINKED, *names, subject=0, to=to, notes=(str(other),))


def unlinked_from(notes: Notes) -> WorkspaceRef:
    return WorkspaceRef.parse(notes[0])
