"""Where a case is, and whom its quote concerns."""

from collections.abc import Sequence

from bot.domain.cases import Case, resolved_with
from bot.domain.channels import Channel
from bot.domain.people import Member
from bot.domain.quotes import MemberCredit, Quote
from bot.domain.refs import MemberNumber, QuoteNumber, TeamNumber
from bot.ports import Kind, Post, Told, UnitOfWork
from bot.services import channels


def concerns(quote: Quote) -> Sequence[MemberNumber]:
    """The members whom a negative quote is about."""
    return [credit.member for credit in quote.words.credits if isinstance(credit, MemberCredit)]


def cards(unit: UnitOfWork, quote: QuoteNumber) -> list[Post]:
    """The card of a negative quote and its case, where it stands."""
    return [post for post in unit.posts.of_quote(quote) if post.kind is Kind.NEGATIVE]


def showing(unit: UnitOfWork, quote: QuoteNumber) -> list[Post]:
    """What shows how far a case is: its card, and the messages with the steps to those who have or had it."""
    return [post for post in unit.posts.of_quote(quote) if post.kind in (Kind.NEGATIVE, Kind.CASE_STEPS)]


def channel_of(unit: UnitOfWork, case: Case) -> Channel | None:
    """The channel whose card and working time a case has."""
    for card in cards(unit, case.quote):
        if channel := unit.channels.by_ref(card.message.channel):
            return channel
    return channels.follow_up(unit, None)


def told(unit: UnitOfWork, case: Case) -> Told | None:
    """The story of how it ended. One that was told before the case was opened again is not it."""
    story = unit.cases.told(case.number)
    return story if story and story.version >= resolved_with(unit.cases.timeline(case.number)) else None


def teams_of(unit: UnitOfWork, member: Member) -> frozenset[TeamNumber]:
    return frozenset(team.number for team in unit.teams.all() if member.number in team.members)
