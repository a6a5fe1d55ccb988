"""Where a case is, and whom its quote concerns."""

from collections.abc import Collection, Mapping, Sequence

from bot.domain.cases import Case, Entry, Move, Offer, resolved_with
from bot.domain.channels import Channel, Schedule
from bot.domain.people import Member
from bot.domain.quotes import Quote
from bot.domain.refs import ChannelRef, MemberNumber, MemberRef, QuoteNumber, TeamNumber, WorkspaceRef
from bot.ports import Errand, Kind, Post, Told, UnitOfWork
from bot.services import channels, errands


def concerns(quote: Quote) -> Sequence[MemberNumber]:
    """The members whom a negative quote is about."""
    return quote.members


def forewarned(unit: UnitOfWork, quote: Quote) -> Mapping[MemberNumber, Member]:
    """Whom it concerns, as far as they read it before others do: not who wrote it down, nor who has left or is of
    another company.
    """
    members = unit.members.some({*concerns(quote)} - {quote.words.recorder})
    return {number: member for number, member in members.items() if member.employed}


def cards(unit: UnitOfWork, quote: QuoteNumber) -> list[Post]:
    """The card of a negative quote and its case, where it stands."""
    return showing(unit, quote, Kind.NEGATIVE)


def showing(unit: UnitOfWork, quote: QuoteNumber, *kinds: Kind) -> list[Post]:
    return [post for post in unit.posts.of_quote(quote) if post.kind in kinds]


def unsaid(unit: UnitOfWork, quote: QuoteNumber, some: Sequence[Errand]) -> list[Errand]:
    """Those of whose message none stands in a chat. A settled errand is forgotten after a week, and its key with it;
    what it posted is not. Of a negative quote there is one card in each workspace, in whichever channel it is.
    """
    posts = unit.posts.of_quote(quote)
    stand = {_what(post.kind, post.subject, post.notes, post.to or post.message.channel) for post in posts}
    return [each for each in some if _what(each.kind, each.subject, each.notes, each.to) not in stand]


def _what(kind: Kind, subject: int, notes: Sequence[str], to: ChannelRef | MemberRef) -> tuple[object, ...]:
    # Of praise somebody is told once, whether for themselves or with a team.
    return kind, subject, () if kind is Kind.CREDIT else tuple(notes), _place(kind, to)


def _place(kind: Kind, to: ChannelRef | MemberRef) -> ChannelRef | MemberRef | WorkspaceRef:
    return to.workspace if kind is Kind.NEGATIVE else to


def outdated(unit: UnitOfWork, before: Case, entry: Entry) -> list[Post]:
    """What a move makes untrue: the card, and what was asked of somebody who has done it, or is no longer asked."""
    if entry.move is Move.DECLINE and not entry.ends_offer:
        answered = unit.members.get(entry.by).ref
        return [post for post in showing(unit, before.quote, Kind.OFFER) if post.to == answered]
    kinds = [Kind.NEGATIVE, Kind.CASE_STEPS, Kind.REMINDER]
    if before.offer:
        # It shows how far the case is, and later how it was answered.
        kinds.append(Kind.OFFER)
    if entry.move not in (Move.SAY_WHY, Move.NOTE, Move.LOG):
        kinds += [Kind.OFFER_ANSWERED, Kind.CASE_RELEASED, Kind.STORY_READY]
    return showing(unit, before.quote, *kinds)


def channel_of(unit: UnitOfWork, case: Case) -> Channel | None:
    """The channel whose card and working time a case has; one that is closed has its place taken by another."""
    for card in cards(unit, case.quote):
        if channel := open_channel(unit, card.message.channel):
            return channel
    return channels.follow_up(unit, None)


def open_channel(unit: UnitOfWork, ref: ChannelRef) -> Channel | None:
    channel = unit.channels.by_ref(ref)
    return channel if channel and not channel.closed else None


UNFINISHED = 10_000
"""Cases that are looked through at once, at most."""


def cards_anew(unit: UnitOfWork, case: Case) -> list[Errand]:
    """Of an unfinished case whose card stands in a closed channel: one in that which has taken its place. Of one that
    has none: its first.
    """
    places = [card.message.channel for card in cards(unit, case.quote)]
    served = [place.workspace for place in places if open_channel(unit, place)]
    if case.closed or (places and len(served) == len(places)):
        return []
    if not places:
        return channels.lacking(unit, unit.quotes.get(case.quote))
    return [
        errands.negative_anew(case.quote, to)
        for to in channels.follow_ups(unit, None)
        if to.ref.workspace not in served
    ]


def schedule_of(unit: UnitOfWork, case: Case) -> Schedule:
    """Its channel's, or as channels have it from the first."""
    channel = channel_of(unit, case)
    return channel.schedule if channel else Schedule()


def told(unit: UnitOfWork, case: Case) -> Told | None:
    """The story of how it ended. One that was told before the case was opened again is not it."""
    story = unit.cases.told(case.number)
    return story if story and story.version >= resolved_with(unit.cases.timeline(case.number)) else None


def owner_shown(unit: UnitOfWork, case: Case) -> str | None:
    """The owner's name, for who is refused because of them, in private.

    None: a colleague who has opted out, or whom the quote concerns.
    """
    owner = unit.members.get(case.owner) if case.owner is not None else None
    hidden = concerns(unit.quotes.get(case.quote))
    return owner.name if owner and owner.named and owner.number not in hidden else None


def latest_entry(case: Case) -> int:
    """The place in its timeline of what was done last: each entry brings the case to its next version."""
    return case.version - 1


def asked(unit: UnitOfWork, case: Case) -> frozenset[MemberNumber]:
    """Who may still answer its offer, if there is one."""
    if case.offer is None:
        return frozenset()
    return case.asked(_reached(unit, case.offer), unit.cases.timeline(case.number))


def works_on(unit: UnitOfWork, case: Case, member: Member) -> bool:
    """Whether they read by name who has a hand in it. To anybody else a name that its card hides would tell whom the
    quote concerns.
    """
    return case.owner == member.number or member.number in asked(unit, case)


def _reached(unit: UnitOfWork, offer: Offer) -> Collection[MemberNumber]:
    team = unit.teams.get(offer.team).members if offer.team is not None else ()
    one = () if offer.member is None else (offer.member,)
    return [number for number, member in unit.members.some([*team, *one]).items() if member.employed]


def teams_of(unit: UnitOfWork, member: Member) -> frozenset[TeamNumber]:
    return frozenset(team.number for team in unit.teams.all() if member.number in team.members)
