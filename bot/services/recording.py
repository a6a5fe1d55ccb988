"""Recording a customer's words, and taking them back or putting them right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from operator import itemgetter

from bot.domain import names
from bot.domain.errors import Refused
from bot.domain.people import LANGUAGES, UNDO_WITHIN, Member, NotAllowed, Team
from bot.domain.privacy import PersonalData, mask
from bot.domain.quotes import (
    SAME_WITHIN,
    AlreadyWithdrawn,
    Credit,
    MemberCredit,
    NewQuote,
    Quote,
    Sentiment,
    TeamCredit,
    clean,
)
from bot.domain.refs import ChannelRef, MemberNumber, QuoteNumber, TeamNumber
from bot.domain.requests import Mentioned
from bot.domain.tongues import language_of
from bot.ports import Errand, Receipt, UnitOfWork
from bot.services import cases, errands, mentions, voting
from bot.services.case_places import unsaid
from bot.services.mentions import InWords
from bot.services.occasion import OutOfDate
from bot.services.people import redraw


class NothingToUndo(Refused):
    """Facts: ``minutes``."""


class NotCreditable(Refused):
    """A bot, or somebody who has left. Facts: ``name``."""

    field = "credits"


RECORDED, KNOWN = "recorded", "known"
THANKED, THANKED_ONESELF, THANKED_TOO_LATE = "thanked", "thanked-oneself", "thanked-too-late"


def record(
    unit: UnitOfWork, new: NewQuote, where: ChannelRef | None = None, within: Sequence[Mentioned] = ()
) -> Receipt:
    """Number and keep a quote, personal data masked, and have those it is about told. All or nothing.

    ``where`` it was recorded: a negative quote's card goes there, unless the organisation has a follow-up channel.
    ``within``: whom the platform resolved in its words.

    The receipt is ``RECORDED``, its notes the kinds of data that were masked; or ``KNOWN``, with the number of the same
    words of the same customer recorded within a day. Raises: NeedsProfiles, whatever ``NewQuote.check`` does.
    """
    new, masked = presentable(unit, new, within)
    new.check()
    # Trouble found behind somebody's praise is a quote of its own (PRODUCT §6).
    if same := unit.quotes.same(new.text, new.customer, new.sentiment, unit.now - SAME_WITHIN):
        return Receipt(KNOWN, same.number)
    quote = unit.quotes.add(new)
    unit.outbox.add(*_news(unit, quote, where))
    return Receipt(RECORDED, quote.number, tuple(masked))


def presentable(
    unit: UnitOfWork, new: NewQuote, within: Sequence[Mentioned] = ()
) -> tuple[NewQuote, tuple[PersonalData, ...]]:
    """The words in one clean paragraph without personal data, and what kinds of it were masked.

    Whom criticism mentions it concerns, and of whom it concerns nobody reads the name in it, however it stands there;
    praise is of whom it names.
    Raises: NeedsProfiles, and as ``NewQuote.check_size``.
    """
    new.check_size()
    new = replace(new, text=clean(new.text), customer=clean(new.customer or ""), via=clean(new.via or ""))
    text, customer, via = mask(new.text), mask(new.customer or ""), mask(new.via or "")
    new, colleagues = _named(unit, replace(new, text=text.text, customer=customer.text, via=via.text), within)
    found = dict.fromkeys(text.found + customer.found + via.found + colleagues)
    presented = replace(
        new,
        customer=new.customer or None,
        via=new.via or None,
        language=new.language or language_of(new.text),
    )
    return presented, tuple(found)


def _named(unit: UnitOfWork, new: NewQuote, within: Sequence[Mentioned]) -> tuple[NewQuote, tuple[PersonalData, ...]]:
    """With the colleagues in its words by name, or as "a colleague", and whether any are. Raises: NeedsProfiles."""
    named = mentions.in_words(unit, "\n".join((new.text, new.customer or "", new.via or "")), within)
    if new.sentiment is Sentiment.NEGATIVE:
        return _unnamed(unit, new, named)
    if not named.people:
        return new, ()
    hidden = named.hidden(unnamed=False)
    new = replace(new, named=named.named(hidden))
    if not hidden:
        return replace(new, mentions=named.spelled), ()
    instead = mentions.somebody(_language(unit, new))
    spelled = mentions.everywhere(new, lambda words: named.without(words, instead, hidden))
    return replace(spelled, mentions=(*named.spelled, instead, instead.capitalize())), (PersonalData.COLLEAGUE,)


def _unnamed(unit: UnitOfWork, new: NewQuote, named: InWords) -> tuple[NewQuote, tuple[PersonalData, ...]]:
    """Criticism, in which nobody stands by name whom it concerns, with an ``@`` or without one."""
    new = replace(new, credits=tuple(dict.fromkeys((*new.credits, *named.concerned))))
    about = [credit.member for credit in new.credits if isinstance(credit, MemberCredit)]
    called, hidden = mentions.called(unit, about, named), named.hidden(unnamed=True)
    if not called and not hidden:
        return new, ()
    instead = mentions.somebody(_language(unit, new))
    spelled = mentions.everywhere(
        new, lambda words: names.without(named.without(words, instead, hidden), called, instead)
    )
    if spelled == new:
        return new, ()
    # A mention does not count, a name does: it is one of the customer's own words.
    apart = (*named.spelled, instead, instead.capitalize()) if hidden else ()
    return replace(spelled, mentions=apart), (PersonalData.COLLEAGUE,)


def _language(unit: UnitOfWork, new: NewQuote) -> str:
    """That of the words; where they do not tell, their recorder's."""
    return language_of(new.text) or (unit.members.get(new.recorder).profile.language if new.recorder else LANGUAGES[0])


def credit_to(member: Member) -> Credit:
    """Raises: NotCreditable."""
    if not member.creditable:
        raise NotCreditable(name=member.name)
    return MemberCredit(member.number)


def undo(unit: UnitOfWork, by: Member) -> Receipt:
    """Take back the member's latest recording or escalation, or neither: what is older stays if the latest must.

    Raises: NothingToUndo, when neither is recent enough; of a case as ``cases.withdraw``.
    """
    since = unit.now - UNDO_WITHIN
    acts: list[tuple[datetime, Callable[[], Receipt]]] = []
    if case := unit.cases.latest_opened_by(by.number, since):
        acts.append((case.opened_at, partial(cases.withdraw, unit, by, case.number)))
    if vote := voting.latest_by(unit, by, since):
        acts.append((vote[1], partial(voting.take_back, unit, by, vote[0])))
    if quote := unit.quotes.latest_by(by.number, since):
        acts.append((quote.recorded_at, partial(_undo, unit, by, quote)))
    if not acts:
        raise NothingToUndo(minutes=UNDO_WITHIN.seconds // 60)
    # Who writes something down and calls it the end of the world in one breath, takes back the latter first.
    _, take_back = max(acts, key=itemgetter(0))
    return take_back()


def _undo(unit: UnitOfWork, by: Member, quote: Quote) -> Receipt:
    _withdraw(unit, by, quote)
    return Receipt("undone", quote.number)


def withdraw(unit: UnitOfWork, by: Member, number: QuoteNumber) -> Receipt:
    """Raises: NoSuchQuote, AlreadyWithdrawn, NotAllowed."""
    _withdraw(unit, by, changeable(unit, by, number))
    return Receipt("withdrawn", number)


def correct(
    unit: UnitOfWork, by: Member, number: QuoteNumber, words: NewQuote, where: ChannelRef | None = None
) -> Receipt:
    """Put a quote right, on every card that already stands; what turns out to be criticism gets the card it lacks.

    Raises: as ``withdraw`` and ``record``.
    """
    words, masked = presentable(unit, words)
    before = changeable(unit, by, number)
    quote = before.correct(words)
    unit.quotes.save(quote)
    unit.outbox.add(*unsaid(unit, number, _news(unit, quote, where)))
    if quote.sentiment is Sentiment.POSITIVE:
        cases.take_back(unit, by, number)
    else:
        cases.put_off(unit, before, quote)
    redraw(unit, unit.posts.of_quote(number))
    return Receipt("corrected", number, tuple(masked))


def changeable(unit: UnitOfWork, by: Member, number: QuoteNumber) -> Quote:
    """A quote that the member may change. Raises: NoSuchQuote, AlreadyWithdrawn, NotAllowed."""
    quote = standing(unit, number)
    if not may_change(by, quote):
        raise NotAllowed
    return quote


def standing(unit: UnitOfWork, number: QuoteNumber) -> Quote:
    """A quote that nobody has taken back. Raises: NoSuchQuote, AlreadyWithdrawn."""
    quote = unit.quotes.get(number)
    if quote.withdrawn:
        raise AlreadyWithdrawn(number=number)
    return quote


def may_change(member: Member, quote: Quote) -> bool:
    """The recorder or a curator may (PRODUCT §4)."""
    return member.curator or quote.words.recorder == member.number


def thank(unit: UnitOfWork, by: Member, number: QuoteNumber) -> Receipt:
    """Thank who wrote a quote down: once per person and quote.

    The receipt is ``THANKED``; or, with nothing sent, ``THANKED_ONESELF``, or ``THANKED_TOO_LATE`` when they have left.
    Raises: NoSuchQuote, AlreadyWithdrawn; OutOfDate, for criticism, on which nothing offers it.
    """
    quote = unit.quotes.get(number)
    recorder = quote.words.recorder
    if quote.withdrawn:
        raise AlreadyWithdrawn(number=number)
    if quote.sentiment is Sentiment.NEGATIVE:
        raise OutOfDate
    if recorder == by.number:
        return Receipt(THANKED_ONESELF, number)
    if recorder is not None:
        to = unit.members.get(recorder)
        if to.profile.gone:
            return Receipt(THANKED_TOO_LATE, number)
        unit.outbox.add(*unsaid(unit, number, [errands.thanks(number, by, to)]))
    return Receipt(THANKED, number)


def _withdraw(unit: UnitOfWork, by: Member, quote: Quote) -> None:
    unit.quotes.save(quote.withdraw())
    cases.take_back(unit, by, quote.number)
    redraw(unit, unit.posts.of_quote(quote.number))


def _news(unit: UnitOfWork, quote: Quote, where: ChannelRef | None) -> list[Errand]:
    """What is said of a quote to those it is about, and of a negative one to those who follow it up."""
    if quote.sentiment is Sentiment.NEGATIVE:
        return cases.announcements(unit, quote, where)
    return _credit_errands(unit, quote)


def told(unit: UnitOfWork, quote: Quote) -> Mapping[MemberNumber, Member]:
    """The colleagues who hear of a quote that they earned, whether for themselves or with their team.

    Not who wrote it down; and people of another company get no words of our customers.
    """
    if quote.sentiment is Sentiment.NEGATIVE:
        return {}
    earned: set[MemberNumber] = set()
    for credit in quote.words.credits:
        earned |= {credit.member} if isinstance(credit, MemberCredit) else unit.teams.get(credit.team).members
    members = unit.members.some(earned - {quote.words.recorder})
    return {number: member for number, member in members.items() if member.employed}


def _credit_errands(unit: UnitOfWork, quote: Quote) -> list[Errand]:
    """One message at most to each."""
    own = frozenset(quote.members)
    teams = [unit.teams.get(credit.team) for credit in quote.words.credits if isinstance(credit, TeamCredit)]
    return [
        errands.credit(quote.number, member, None if number in own else _first_of(teams, number))
        for number, member in sorted(told(unit, quote).items())
    ]


def _first_of(teams: Sequence[Team], member: MemberNumber) -> TeamNumber | None:
    return next((team.number for team in teams if member in team.members), None)
