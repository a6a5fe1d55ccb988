"""From a case to what may be shown of it: nobody whom its quote concerns is ever named on it (PRODUCT §2.1)."""

from collections.abc import Callable, Collection, Sequence

from bot.domain import calendar
from bot.domain.cases import Case, Entry, Move, Offer, State
from bot.domain.people import LANGUAGES
from bot.domain.quotes import Quote, Vote
from bot.domain.refs import MemberNumber, QuoteNumber, TeamNumber
from bot.domain.steps import Logged, Step
from bot.ports import UnitOfWork
from bot.services.case_places import concerns, schedule_of, told
from bot.services.mentions import without_members
from bot.services.showing import COLLEAGUE, all_shown, person, shown
from bot.speech import Person, ShownCase, ShownEntry, ShownLearning, Split

LEARNED = 3
"""Learnings shown with a new quote like theirs, or with what was searched for."""


def shown_case(unit: UnitOfWork, case: Case, *, private: bool = False) -> ShownCase:
    """``private``: to somebody who works on it; elsewhere whom the quote concerns is "a colleague"."""
    quote = unit.quotes.get(case.quote)
    hidden, unnamed = () if private else concerns(quote), hiding(unit, quote, private=private)
    change = case.steps.get(Step.CHANGE)
    schedule = schedule_of(unit, case)
    return ShownCase(
        number=case.number,
        quote=shown(unit, quote),
        state=case.state,
        since=calendar.local_date(schedule, case.opened_at),
        today=calendar.local_date(schedule, unit.now),
        why=unnamed(case.why),
        owner=_somebody(unit, case.owner, hidden) if case.owner is not None else None,
        offered_to=_offered_to(unit, case.offer, hidden) if case.offer else None,
        steps=case.steps,
        change_team=unit.teams.get(change.team).name if change and change.team is not None else None,
        split=split(unit, case.quote),
        context=context(unit, quote),
        closing=unnamed(_closing(unit, case)),
        story_posted=told(unit, case) is not None,
    )


def shown_entry(
    unit: UnitOfWork, quote: Quote, entry: Entry, *, private: bool = False, found: bool = False
) -> ShownEntry:
    """``private`` as above, and then also what was said in handing it over. Of a step only which it was, unless
    ``found``: what somebody found out is for who asks.
    """
    hidden = () if private else concerns(quote)
    between_two = entry.move in (Move.OFFER, Move.DECLINE)
    words = hiding(unit, quote, private=private)(entry.words)
    return ShownEntry(
        move=entry.move,
        by=COLLEAGUE if _gives_recorder_away(quote, entry) else _somebody(unit, entry.by, hidden),
        at=entry.at,
        words="" if between_two and not private else words,
        to=_offered_to(unit, entry.to, hidden) if entry.to else None,
        logged=Logged(entry.logged.step, "") if entry.logged and not found else entry.logged,
    )


def _gives_recorder_away(quote: Quote, entry: Entry) -> bool:
    """To take a quote back is for who wrote it down, and curators; any other move is anybody's."""
    return entry.move is Move.TAKE_BACK and entry.by == quote.words.recorder


def split(unit: UnitOfWork, quote: QuoteNumber) -> Split:
    counts = unit.votes.counts(quote)
    return Split(counts.get(Vote.WORLD, 0), counts.get(Vote.NO_BIG_DEAL, 0))


def context(unit: UnitOfWork, quote: Quote) -> tuple[str, ...]:
    """What those say whom it concerns now: the words of whom a correction took off it are nobody's to take back."""
    return tuple(map(hiding(unit, quote), unit.cases.context(quote.number, concerns(quote))))


def hiding(unit: UnitOfWork, quote: Quote, *, private: bool = False) -> Callable[[str], str]:
    """What others read of a colleague's sentence: whom the quote concerns stands in none of them by name.

    Their names were left out when it was said, but a correction may have added somebody since.
    """
    about = () if private else tuple(unit.members.some(concerns(quote)).values())
    return lambda text: without_members(text, about, quote.words.language or LANGUAGES[0])


def learnings(unit: UnitOfWork, found: Sequence[tuple[Case, Quote]]) -> tuple[ShownLearning, ...]:
    standing = [(case, quote) for case, quote in found if not quote.withdrawn]
    quotes = all_shown(unit, [quote for _, quote in standing])
    return tuple(
        ShownLearning(case.number, quote.text, case.steps[Step.LEARNING].words, quote.language)
        for (case, _), quote in zip(standing, quotes, strict=True)
    )


def learned_before(unit: UnitOfWork, text: str) -> tuple[ShownLearning, ...]:
    """What earlier cases taught whose customers said something similar."""
    return learnings(unit, unit.cases.similar(text, LEARNED))


def _somebody(unit: UnitOfWork, number: MemberNumber, hidden: Collection[MemberNumber]) -> Person:
    return COLLEAGUE if number in hidden else person(unit.members.get(number))


def _offered_to(unit: UnitOfWork, offer: Offer, hidden: Collection[MemberNumber]) -> Person | str | None:
    if offer.member is not None:
        return _somebody(unit, offer.member, hidden)
    return unit.teams.get(TeamNumber(offer.team)).name if offer.team is not None else None


def _closing(unit: UnitOfWork, case: Case) -> str:
    if case.state is not State.NO_BIG_DEAL:
        return ""
    return unit.cases.timeline(case.number)[-1].words
