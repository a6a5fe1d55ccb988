"""The places we post to: met, set up, paused, closed and open again."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain import calendar
from bot.domain.channels import NOT_IN, Channel, Schedule
from bot.domain.errors import Refused
from bot.domain.people import Member, NotAllowed
from bot.domain.quotes import Quote, Sentiment, clean
from bot.domain.refs import ChannelNumber, ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Errand, Kind, UnitOfWork
from bot.services import errands
from bot.services.people import curators, known, redraw
from bot.speech import NextPost

LOOKED_AT, STILL_NEW = 500, timedelta(days=30)
"""Of the newest quotes, so many and so old at most, criticism without a card gets one when a channel opens."""

LATELY = 100
"""Of the newest posts, those in a channel that opens again are drawn anew, and what is about cases still at work."""


class NoChannelHere(Refused):
    """A word about a channel, said where there is none of ours. Facts: none."""


def here(unit: UnitOfWork, ref: ChannelRef | None) -> Channel:
    """Raises: NoChannelHere."""
    channel = unit.channels.by_ref(ref) if ref else None
    if channel is None:
        raise NoChannelHere
    return channel


def nearest(unit: UnitOfWork, ref: ChannelRef | None, member: Member) -> Channel | None:
    """Itself, or for a private chat one with a quote of the day: rather one that is open, in one's own workspace, in
    one's own language, and of those the first that we were invited to.

    Of a private channel nobody hears elsewhere, but who may set it; people of another company hear of none.
    """
    if channel := unit.channels.by_ref(ref) if ref else None:
        return channel
    if member.profile.external:
        return None

    def distance(each: Channel) -> tuple[bool, bool, bool, int]:
        abroad = each.ref.workspace != member.ref.workspace
        return each.closed is not None, abroad, each.language != member.profile.language, each.number

    daily = [each for each in unit.channels.all() if each.daily]
    return min((each for each in daily if not each.private or mine_to_set(member, each)), key=distance, default=None)


def follow_up(unit: UnitOfWork, where: ChannelRef | None) -> Channel | None:
    """The first of ``follow_ups``."""
    return next(iter(follow_ups(unit, where)), None)


def follow_ups(unit: UnitOfWork, where: ChannelRef | None) -> list[Channel]:
    """Where negative quotes are followed up: each workspace's channel for it, that of ``where`` first; for a quote that
    was recorded in a workspace without one, there; and else the first channel with a quote of the day, rather one of
    the whole company's than a private one, and never one whose people are another's too.
    """
    open_ones = [each for each in unit.channels.all() if not each.closed]
    chosen: dict[WorkspaceRef, Channel] = {}
    for each in open_ones:
        if each.follow_up:
            chosen.setdefault(each.ref.workspace, each)
    here = [each for each in open_ones if each.ref == where and each.ref.workspace not in chosen]
    first = [chosen.pop(where.workspace)] if where and where.workspace in chosen else here
    daily = (each for each in open_ones if each.daily and not each.shared)
    return [*first, *chosen.values()] or sorted(daily, key=lambda each: each.private)[:1]


def lacking(unit: UnitOfWork, quote: Quote) -> list[Errand]:
    """The card of a negative quote that stands nowhere and waits for nothing: its channel was closed before it came, or
    there was none.
    """
    if quote.withdrawn or quote.sentiment is not Sentiment.NEGATIVE:
        return []
    workspaces = {each.ref.workspace for each in unit.channels.all()}
    waiting = unit.outbox.known([errands.negative_key(quote.number, workspace) for workspace in workspaces])
    if waiting or any(post.kind is Kind.NEGATIVE for post in unit.posts.of_quote(quote.number)):
        return []
    # Whom it concerns may have been added only now, and has the whole time to read it first.
    at = unit.now + (unit.organisation.heads_up if quote.members else timedelta(0))
    return [errands.negative(quote.number, to, at) for to in follow_ups(unit, None)]


def _show(unit: UnitOfWork) -> None:
    """Have criticism that could be shown nowhere shown, now that a channel is open."""
    for quote in unit.quotes.latest(LOOKED_AT):
        if unit.now - quote.recorded_at <= STILL_NEW:
            unit.outbox.add(*lacking(unit, quote))


def _missed(unit: UnitOfWork, there: Channel) -> list[Errand]:
    """Criticism that its workspace has no card of, for it came while the channel was closed and others' were open: all
    that is newer than its last card, but what is done with already.
    """
    found: list[Errand] = []
    for quote in unit.quotes.latest(LOOKED_AT):
        places = [each.message.channel for each in unit.posts.of_quote(quote.number) if each.kind is Kind.NEGATIVE]
        if any(place.workspace == there.ref.workspace for place in places):
            return found
        case = unit.cases.of_quote(quote.number)
        if places and not quote.withdrawn and not (case and case.closed):
            found.append(errands.negative(quote.number, there, unit.now))
    # One that never had any begins with what comes.
    return []


def mine_to_set(member: Member, channel: Channel) -> bool:
    """Curators may set any channel; who invited us or set it up first, their own."""
    return member.curator or channel.owner == member.number


def settable_by(unit: UnitOfWork, member: Member) -> list[tuple[Channel, NextPost]]:
    """With what comes there next, for their own page."""
    return [(each, next_post(unit, each)) for each in unit.channels.all() if mine_to_set(member, each)]


def settable(unit: UnitOfWork, by: Member, channel: Channel) -> Channel:
    """Raises: NotAllowed."""
    if not mine_to_set(by, channel):
        raise NotAllowed
    return channel


def joined(
    unit: UnitOfWork,
    by: MemberRef | None,
    ref: ChannelRef,
    name: str,
    private: bool,
    *,
    shared: bool = False,
    country: str = "",
) -> None:
    """We were invited: post here from the next due time on, and tell who invited us first. ``by`` None: not known who.

    Where another company reads along, nothing comes by itself: one company never sees another's words (PRODUCT §2.7).

    Raises: NeedsProfiles.
    """
    inviter, met = known(unit, by) if by else None, unit.channels.by_ref(ref)
    if met:
        channel = _met_again(unit, met, inviter, clean(name), private, shared)
    else:
        channel = add(unit, ref, name, inviter, private, shared=shared, country=country)
    if inviter and not (met and _at_home(met) and _at_home(channel)):
        unit.outbox.add(errands.welcome(channel, inviter))


def _met_again(
    unit: UnitOfWork, channel: Channel, inviter: Member | None, name: str, private: bool, shared: bool
) -> Channel:
    owner = inviter.number if inviter and channel.owner is None else channel.owner
    before = replace(channel, closed=None, name=name or channel.name, owner=owner)
    now = _read_by(before, private or channel.private, shared or channel.shared)
    if now == channel:
        return channel
    save(unit, now)
    return unit.channels.get(channel.number)


def _at_home(channel: Channel) -> bool:
    """Whoever invited us there was welcomed, or has set it up since."""
    return channel.daily and not channel.closed and channel.owner is not None


def add(
    unit: UnitOfWork,
    ref: ChannelRef,
    name: str,
    owner: Member | None,
    private: bool = False,
    *,
    shared: bool = False,
    country: str = "",
) -> Channel:
    """A new channel in its owner's zone and language. Where today's hour is over, its first post comes at once.

    ``country``, in two letters, is that of who brought us there, for when nobody has told where they are.
    """
    profile = owner.profile if owner else None
    schedule = Schedule(timezone=(profile and profile.timezone) or _likely_zone(unit, ref.workspace, country))
    channel = Channel(
        ChannelNumber(0),
        ref,
        name=clean(name),
        schedule=schedule,
        language=profile.language if profile else unit.organisation.language,
        owner=owner.number if owner else None,
    )
    channel = _read_by(channel, private, shared)
    due = due_after(channel, None, unit.now)
    added = unit.channels.add(channel, due[1] if due else None)
    _show(unit)
    return added


def _likely_zone(unit: UnitOfWork, workspace: WorkspaceRef, country: str) -> str:
    """That of most of the workspace's channels, which somebody has set or left as it is; of its first, of as many."""
    zones = Counter(each.schedule.timezone for each in unit.channels.all() if each.ref.workspace == workspace)
    if zones:
        return zones.most_common(1)[0][0]
    return calendar.zone_in(country) or Schedule().timezone


def left(unit: UnitOfWork, ref: ChannelRef) -> None:
    """We were removed."""
    close(unit, ref, NOT_IN, tell=False)


def renamed(unit: UnitOfWork, ref: ChannelRef, name: str) -> None:
    if channel := unit.channels.by_ref(ref):
        save(unit, replace(channel, name=clean(name)))


def shared(unit: UnitOfWork, ref: ChannelRef, private: bool, shared: bool) -> None:
    """With another company, or no longer: ``private`` and ``shared`` are what it is now. Who looks after it is told
    what no longer comes there.
    """
    channel = unit.channels.by_ref(ref)
    if channel is None or (channel.private, channel.shared) == (private, shared):
        return
    now = _read_by(channel, private, shared)
    save(unit, now)
    if (now.daily, now.follow_up) != (channel.daily, channel.follow_up):
        kept = unit.channels.get(channel.number)
        unit.outbox.add(*(errands.welcome(kept, each) for each in _answerable(unit, kept)))


def _read_by(channel: Channel, private: bool, shared: bool) -> Channel:
    """What came there by itself ends when another company begins to read along, until somebody wants it there."""
    now = replace(channel, private=private or shared, shared=shared)
    return replace(now, daily=False, follow_up=False) if shared and not channel.shared else now


def closed(unit: UnitOfWork, ref: ChannelRef, reason: str) -> None:
    """Archived or deleted."""
    close(unit, ref, reason, tell=False)


def reopened(unit: UnitOfWork, ref: ChannelRef) -> None:
    """Whatever it was closed for."""
    channel = unit.channels.by_ref(ref)
    if channel and channel.closed:
        save(unit, replace(channel, closed=None))


def close(unit: UnitOfWork, ref: ChannelRef, reason: str, *, tell: bool) -> None:
    """Post here no more until it is open again; ``tell`` its owner, or else the curators, once each time it closes."""
    channel = unit.channels.by_ref(ref)
    if channel is None or channel.closed:
        return
    save(unit, replace(channel, closed=reason))
    if tell:
        unit.outbox.add(*(errands.channel_paused(channel, reason, each) for each in _answerable(unit, channel)))


def _answerable(unit: UnitOfWork, channel: Channel) -> list[Member]:
    """Who looks after it: its owner, or else the curators; nobody who has left."""
    owner = [] if channel.owner is None else [unit.members.get(channel.owner)]
    present = [member for member in owner if member.creditable]
    return present or curators(unit)


def reschedule(unit: UnitOfWork, channel: Channel) -> Channel:
    """Keep a channel as it was set up, and try one again that had refused a post.

    One where negative quotes are followed up is so in the place of the one that its workspace had: they would go on
    going there.

    Raises: UnknownTimezone, UnknownHolidays, NoWorkDays, PauseInThePast, PauseUntilToday,
    PauseTooLong.
    """
    calendar.check(channel.schedule)
    until = channel.schedule.paused_until
    # One that is over stands in the form until somebody takes it out, and is no reason to refuse what else is changed.
    if until and until != unit.channels.get(channel.number).schedule.paused_until:
        calendar.check_pause(channel.schedule, until, unit.now)
    if channel.refused and (channel.daily or channel.follow_up):
        channel = replace(channel, closed=None)
    for other in unit.channels.all() if channel.follow_up else ():
        if other.follow_up and other.ref.workspace == channel.ref.workspace and other.number != channel.number:
            save(unit, replace(other, follow_up=False))
    save(unit, channel)
    # In other working hours a reminder may be due earlier than the tick would look.
    unit.cases.look_at_all(unit.now)
    return channel


def pause(unit: UnitOfWork, channel: Channel, until: date) -> None:
    """Raises: PauseInThePast, PauseUntilToday, PauseTooLong."""
    calendar.check_pause(channel.schedule, until, unit.now)
    save(unit, replace(channel, schedule=replace(channel.schedule, paused_until=until)))


def resume(unit: UnitOfWork, channel: Channel) -> None:
    """End a pause, open a closed channel, and switch the quote of the day on."""
    schedule = replace(channel.schedule, paused_until=None)
    save(unit, replace(channel, schedule=schedule, closed=None, daily=True))


def save(unit: UnitOfWork, channel: Channel) -> None:
    due, before = next_due(unit, channel), unit.channels.get(channel.number)
    unit.channels.save(channel, due[1] if due else None)
    if before.closed and not channel.closed:
        # What happened meanwhile could not be shown there: what offers to take a case may be of one long taken.
        lately = [post for post in unit.posts.latest(LATELY) if post.message.channel == channel.ref]
        redraw(unit, {post.number: post for post in (*lately, *unit.posts.of_unfinished(channel.ref))}.values())
        if channel.follow_up:
            unit.outbox.add(*_missed(unit, channel))
    if _takes_criticism(channel) and not _takes_criticism(before):
        _show(unit)


def _takes_criticism(channel: Channel) -> bool:
    return not channel.closed and (channel.daily or channel.follow_up)


def next_due(unit: UnitOfWork, channel: Channel) -> tuple[date, datetime] | None:
    """The next date this channel is to be served, and when. None: not in sight."""
    latest = unit.features.latest(channel.number)
    return due_after(channel, latest.local_date if latest else None, unit.now)


def due_after(channel: Channel, done: date | None, now: datetime) -> tuple[date, datetime] | None:
    """As ``next_due``, where the last date decided is known."""
    return calendar.next_due(channel.schedule, now, done) if channel.daily and not channel.closed else None


def next_post(unit: UnitOfWork, channel: Channel) -> NextPost:
    next_one, today = next_due(unit, channel), calendar.local_date(channel.schedule, unit.now)
    at = next_one[1] if next_one else None
    due = at is not None and at <= unit.now
    return NextPost(channel.ref, channel.name, at, channel.schedule.timezone, today, channel.closed, channel.daily, due)
