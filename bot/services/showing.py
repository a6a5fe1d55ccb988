"""From what is kept to what may be shown: the rules of PRODUCT §2.1 and §8 on names, in one place."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.people import LANGUAGES, Member
from bot.domain.quotes import MemberCredit, Quote, Sentiment, TeamCredit
from bot.domain.refs import MemberNumber, TeamNumber
from bot.ports import UnitOfWork
from bot.services.mentions import without_some
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
    return tuple([_shown(quote, members, teams, private) for quote in quotes])


def _shown(
    quote: Quote, members: Mapping[MemberNumber, Member], teams: Mapping[TeamNumber, str], private: bool
) -> ShownQuote:
    words = quote.words
    recorder = None if words.recorder is None else members.get(words.recorder)
    named = private or words.sentiment is Sentiment.POSITIVE
    earned = words.credits
    # Somebody may have opted out since they were written down, and older criticism has the names that it had.
    if hidden := [member for each in quote.within if (member := members.get(each)) and not (named and member.named)]:
        words = without_some(words, hidden, recorder.profile.language if recorder else LANGUAGES[0])
    return ShownQuote(
        number=quote.number,
        text=words.text,
        sentiment=words.sentiment,
        heard_at=words.heard_at,
        people=tuple([person(members.get(each.member)) for each in earned if named and isinstance(each, MemberCredit)]),
        teams=tuple([teams[each.team] for each in earned if isinstance(each, TeamCredit) and each.team in teams]),
        recorder=person(recorder) if named and words.recorder is not None else None,
        customer=words.customer,
        stage=words.stage,
        via=words.via,
        link=words.link,
        language=words.language,
    )


def _has_teams(quotes: Iterable[Quote]) -> bool:
    return any(isinstance(credit, TeamCredit) for quote in quotes for credit in quote.words.credits)


def _people(quotes: Iterable[Quote]) -> Iterable[MemberNumber]:
    for quote in quotes:
        if quote.words.recorder is not None:
            yield quote.words.recorder
        yield from quote.within
