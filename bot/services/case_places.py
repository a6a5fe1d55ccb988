"""Where a case is, and whom its quote concerns."""

from collections.abc import Collection, Iterable, Sequence

from bot.domain.cases import Case, Entry, Move, Offer, resolved_with
from bot.domain.channels import Channel, Schedule
from bot.domain.people import Member
from bot.domain.quotes import MemberCredit, Quote
from bot.domain.refs import ChannelRef, MemberNumber, MemberRef, QuoteNumber, TeamNumber, WorkspaceRef
from bot.ports import Errand, Kind, Post, Told, UnitOfWork
from bot.services import channels


def concerns(quote: Quote) -> Sequence[MemberNumber]:
    """The members whom a negative quote is about."""
    return [credit.member for credit in quote.words.credits if isinstance(credit, MemberCredit)]


def cards(unit: UnitOfWork, quote: QuoteNumber) -> list[Post]:
    """The card of a negative quote and its case, where it stands."""
    return showing(unit, quote, Kind.NEGATIVE)


def showing(unit: UnitOfWork, quote: QuoteNumber, *kinds: Kind) -> list[Post]:
    return [post for post in unit.posts.of_quote(quote) if post.kind in kinds]


def unsaid(unit: UnitOfWork, quote: QuoteNumber, errands: Sequence[Errand]) -> list[Errand]:
    """Those of whose message none stands in a chat. A settled errand is forgotten after a week, and its key with it;
    what it posted is not. Of a negative quote there is one card in each workspace, in whichever channel it is.
    """
    posts = unit.posts.of_quote(quote)
    stand = {
        (post.kind, post.subject, post.notes, _place(post.kind, post.to or post.message.channel)) for post in posts
    }
    return [each for each in errands if (each.kind, each.subject, each.notes, _place(each.kind, each.to)) not in stand]


def _place(kind: Kind, to: ChannelRef | MemberRef) -> ChannelRef | MemberRef | WorkspaceRef:
    return to.workspace if kind is Kind.NEGATIVE else to


def outdated(unit: UnitOfWork, before: Case, entry: Entry) -> list[Post]:
    """What a move makes untrue: the card, and what was asked of somebody who has done it, or is no longer asked."""
    if entry.move is Move.DECLINE and not entry.ends_offer:
        answered = unit.members.get(entry.by).ref
        return [post for post in showing(unit, before.quote, Kind.OFFER) if post.to == answered]
    kinds = [Kind.NEGATIVE, Kind.CASE_STEPS, Kind.REMINDER]
    if before.offer and entry.ends_offer:
        kinds.append(Kind.OFFER)
    if entry.move not in (Move.SAY_WHY, Move.NOTE, Move.LOG):
        kinds += [Kind.OFFER_ANSWERED, Kind.CASE_RELEASED, Kind.STORY_READY]
    return showing(unit, before.quote, *kinds)


def channel_of(unit: UnitOfWork, case: Case) -> Channel | None:
    """The channel whose card and working time a case has."""
    for card in cards(unit, case.quote):
        if channel := unit.channels.by_ref(card.message.channel):
            return channel
    return channels.follow_up(unit, None)


def schedule_of(unit: UnitOfWork, case: Case) -> Schedule:
    """Its channel's, or as channels have it from the first."""
    channel = channel_of(unit, case)
    return channel.schedule if channel else Schedule()


def told(unit: UnitOfWork, case: Case) -> Told | None:
    """The story of how it ended. One that was told before the case was opened again is not it."""
    story = unit.cases.told(case.number)
    return story if story and story.version >= resolved_with(unit.cases.timeline(case.number)) else None


def owner_shown(unit: UnitOfWork, case: Case) -> str | None:
    """The owner's name, for who is refused because of them, in private; None: a colleague who has opted out."""
    owner = unit.members.get(case.owner) if case.owner is not None else None
    return owner.name if owner and owner.named else None


def latest_entry(case: Case) -> int:
    """The place in its timeline of what was done last: each entry brings the case to its next version."""
    return case.version - 1


def asked(unit: UnitOfWork, case: Case) -> frozenset[MemberNumber]:
    """Who may still answer its offer, if there is one."""
    if case.offer is None:
        return frozenset()
    return case.asked(_reached(unit, case.offer), unit.cases.timeline(case.number))


def _reached(unit: UnitOfWork, offer: Offer) -> Collection[MemberNumber]:
    if offer.team is None:
        return [offer.member] if offer.member is not None else []
    return [each.number for each in able(unit.members.some(unit.teams.get(offer.team).members).values())]


def able(members: Iterable[Member]) -> list[Member]:
    """Those who could take a case over."""
    return [each for each in members if each.creditable and not each.profile.external]


def teams_of(unit: UnitOfWork, member: Member) -> frozenset[TeamNumber]:
    return frozenset(team.number for team in unit.teams.all() if member.number in team.members)
