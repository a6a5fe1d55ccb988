"""From what is kept to what may be shown: the rules of PRODUCT §2.1 and §8 on names, in one place."""

from collections.abc import Iterable, Sequence

from bot.domain.people import Member
from bot.domain.quotes import MemberCredit, Quote, Sentiment, TeamCredit
from bot.domain.refs import MemberNumber
from bot.ports import UnitOfWork
from bot.speech import Person, ShownQuote

COLLEAGUE = Person(ref=None, name=None)


def person(member: Member | None) -> Person:
    """A member as they want to be seen."""
    return Person(member.ref, member.name) if member and member.named else COLLEAGUE


def shown(unit: UnitOfWork, quote: Quote, *, private: bool = False) -> ShownQuote:
    """One quote; see ``all_shown``."""
    return all_shown(unit, [quote], private=private)[0]


def all_shown(unit: UnitOfWork, quotes: Sequence[Quote], *, private: bool = False) -> tuple[ShownQuote, ...]:
    """Quotes in the same order. Unless ``private``, to who recorded it, nobody is named on a negative one."""
    members = unit.members.some(frozenset(_people(quotes)))
    teams = {team.number: team.name for team in unit.teams.all()} if _has_teams(quotes) else {}
    return tuple(
        ShownQuote(
            number=quote.number,
            text=quote.text,
            sentiment=quote.sentiment,
            heard_at=quote.words.heard_at,
            people=tuple(
                person(members.get(credit.member))
                for credit in quote.words.credits
                if isinstance(credit, MemberCredit) and _named(quote, private)
            ),
            teams=tuple(
                teams[credit.team]
                for credit in quote.words.credits
                if isinstance(credit, TeamCredit) and credit.team in teams
            ),
            recorder=(
                person(members.get(quote.words.recorder))
                if quote.words.recorder is not None and _named(quote, private)
                else None
            ),
            customer=quote.words.customer,
            stage=quote.words.stage,
            via=quote.words.via,
            link=quote.words.link,
            language=quote.words.language,
        )
        for quote in quotes
    )


def _named(quote: Quote, private: bool) -> bool:
    return private or quote.sentiment is Sentiment.POSITIVE


def _has_teams(quotes: Iterable[Quote]) -> bool:
    return any(isinstance(credit, TeamCredit) for quote in quotes for credit in quote.words.credits)


def _people(quotes: Iterable[Quote]) -> Iterable[MemberNumber]:
    for quote in quotes:
        if quote.words.recorder is not None:
            yield quote.words.recorder
        for credit in quote.words.credits:
            if isinstance(credit, MemberCredit):
                yield credit.member
