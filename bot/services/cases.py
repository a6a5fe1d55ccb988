"""Cases: opened by a vote, claimed by one, followed to the bottom (PRODUCT §7)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from bot.domain.cases import (
    MOVES,
    AlreadyClaimed,
    Case,
    Changed,
    Entry,
    LearningMissing,
    LoopMissing,
    Move,
    NotInThatState,
    NotYours,
    State,
)
from bot.domain.errors import Refused
from bot.domain.people import Member
from bot.domain.quotes import AlreadyWithdrawn, Quote, Sentiment
from bot.domain.refs import CaseNumber, ChannelRef, MemberNumber, QuoteNumber
from bot.domain.steps import CONTEXT_MOST, Logged, SentenceMissing, one_sentence
from bot.ports import Errand, Receipt, UnitOfWork
from bot.services import channels, errands, reminding
from bot.services.case_places import (
    asked,
    cards,
    cards_anew,
    concerns,
    forewarned,
    latest_entry,
    outdated,
    owner_shown,
    unsaid,
)
from bot.services.mentions import without_names
from bot.services.people import redraw
from bot.services.showing import shown
from bot.speech import Done, ShownQuote

A_MOMENT = timedelta(minutes=10)
"""So long after somebody took a case it was a moment ago, to who comes too late."""


class NotConcerned(Refused):
    """Only whom a quote concerns adds context to it. Facts: ``number``."""


class NotNegative(Refused):
    """Praise is no case by itself. Facts: ``number``."""


class CaseOver(NotInThatState):
    """Its quote was taken back, and it with that. Facts: ``number``."""


class CaseOverPraise(CaseOver):
    """Its quote was found to be praise. Facts: ``number``."""


class TakenBefore(AlreadyClaimed):
    """As that, but not just now. Facts: ``owner`` (a name), ``number``."""


# The negative quote ------------------------------------------------------------------------------


def announcements(unit: UnitOfWork, quote: Quote, where: ChannelRef | None) -> list[Errand]:
    """A word to each whom the quote concerns; then its card in the follow-up channel, once they had time to read."""
    words = _heads_ups(quote, forewarned(unit, quote))
    at = unit.now + (unit.organisation.heads_up if words else timedelta(0))
    return [*words, *(errands.negative(quote.number, to, at) for to in channels.follow_ups(unit, where))]


def put_off(unit: UnitOfWork, before: Quote, quote: Quote) -> None:
    """A card that is not out yet waits the whole time anew for whom a correction adds.

    That alone bounds it: each colleague puts it off once, for who was told, taken off and added again has read it.
    """
    already = concerns(before) if before.sentiment is Sentiment.NEGATIVE else ()
    added = {number: member for number, member in forewarned(unit, quote).items() if number not in already}
    if unsaid(unit, quote.number, _heads_ups(quote, added)):
        # Wherever it waits: where somebody corrects it may be another channel than where it was recorded.
        keys = {errands.negative_key(quote.number, channel.ref.workspace) for channel in unit.channels.all()}
        unit.outbox.put_off(keys, unit.now + unit.organisation.heads_up)


def _heads_ups(quote: Quote, to: Mapping[MemberNumber, Member]) -> list[Errand]:
    return [errands.heads_up(quote.number, member) for _, member in sorted(to.items())]


def add_context(unit: UnitOfWork, by: Member, number: QuoteNumber, words: str) -> Receipt:
    """Said on the card, without a name. Raises: NotConcerned, AlreadyWithdrawn, SentenceMissing, NoSuchQuote."""
    quote = concerned(unit, by, number)
    said = one_sentence(without_names(unit, by, words, concerns(quote)), CONTEXT_MOST)
    unit.cases.add_context(number, by.number, said, unit.now)
    redraw(unit, cards(unit, number))
    return Receipt(Done.CONTEXT_ADDED, number)


def concerned(unit: UnitOfWork, by: Member, number: QuoteNumber) -> Quote:
    """The quote, if it concerns them. Raises: NotConcerned, AlreadyWithdrawn, NotNegative, NoSuchQuote."""
    quote = negative(unit, number)
    if by.number not in concerns(quote):
        raise NotConcerned(number=number)
    return quote


def negative(unit: UnitOfWork, number: QuoteNumber) -> Quote:
    """Raises: NoSuchQuote, AlreadyWithdrawn, NotNegative."""
    # Held: its card may be on its way out just now, and must show what follows.
    quote = unit.quotes.hold(number)
    if quote.withdrawn:
        raise AlreadyWithdrawn(number=number)
    if quote.sentiment is not Sentiment.NEGATIVE:
        raise NotNegative(number=number)
    return quote


# Moves ------------------------------------------------------------------------------------------


def open_case(unit: UnitOfWork, by: Member, quote: Quote) -> Case:
    case = unit.cases.add(quote.number, by.number, unit.now, Entry(Move.OPEN, by.number, unit.now))
    redraw(unit, cards(unit, quote.number))
    unit.outbox.add(*cards_anew(unit, case))
    reminding.look(unit, case)
    return case


def say_why(unit: UnitOfWork, by: Member, number: CaseNumber, words: str) -> Receipt:
    """Raises: OpenerOnly, SentenceMissing, NotInThatState, NoSuchCase."""
    said = unnamed(unit, by, number, words)
    move(unit, number, lambda case: case.say_why(by.number, unit.now, said))
    return Receipt(Done.WHY_SAID, number)


def unnamed(unit: UnitOfWork, by: Member, number: CaseNumber, words: str) -> str:
    """What they say of a case, as others read it. Raises: NoSuchCase."""
    return without_names(unit, by, words, concerns(unit.quotes.get(unit.cases.get(number).quote)))


def withdraw(unit: UnitOfWork, by: Member, number: CaseNumber) -> Receipt:
    """The opener's vote goes with it. Raises: AlreadyClaimed, StillYours, OpenerOnly, NotInThatState, NoSuchCase."""
    case = move(unit, number, lambda case: case.withdraw(by.number, unit.now))
    unit.votes.withdraw(case.quote, by.number)
    return Receipt(Done.WITHDRAWN, number)


def no_big_deal(unit: UnitOfWork, by: Member, number: CaseNumber, words: str) -> Receipt:
    """Raises: AlreadyClaimed, StillYours, SentenceMissing, NotInThatState, NoSuchCase."""
    said = unnamed(unit, by, number, words)
    move(unit, number, lambda case: case.no_big_deal(by.number, unit.now, said))
    return Receipt(Done.CLOSED, number)


def claim(unit: UnitOfWork, by: Member, number: CaseNumber) -> Receipt:
    """Whoever is first has it; to claim what one has already changes nothing.

    Raises: AlreadyClaimed, with the winner's name, NotInThatState, NoSuchCase.
    """
    case = unit.cases.get(number)
    if case.state is not State.CLAIMED or case.owner != by.number:
        case = move(unit, number, lambda case: case.claim(by.number, unit.now))
        hand_steps(unit, by, case)
    return Receipt(Done.CLAIMED, number)


def release(unit: UnitOfWork, by: Member, number: CaseNumber) -> Receipt:
    """A curator may release also what another has, who is told. Raises: NotYours, NotInThatState, NoSuchCase."""
    before = unit.cases.get(number)
    case = move(unit, number, lambda case: case.release(by.number, unit.now, curator=by.curator))
    _tell_former_owner(unit, by, before, case)
    return Receipt(Done.RELEASED, number)


def _tell_former_owner(unit: UnitOfWork, by: Member, before: Case, case: Case) -> None:
    """That another has ended what they had."""
    if before.owner is not None and before.owner != by.number:
        unit.outbox.add(errands.case_released(case, latest_entry(case), unit.members.get(before.owner)))


def log(unit: UnitOfWork, by: Member, number: CaseNumber, logged: Logged) -> Receipt:
    """Raises: NotYours, SentenceMissing, BasisMissing, NotInThatState, NoSuchCase."""
    move(unit, number, lambda case: case.log(by.number, unit.now, logged))
    return Receipt(Done.LOGGED, number)


def resolve(unit: UnitOfWork, by: Member, number: CaseNumber) -> Receipt:
    """Raises: NotYours, LearningMissing, LoopMissing, NotInThatState, NoSuchCase."""
    case = move(unit, number, lambda case: case.resolve(by.number, unit.now))
    unit.outbox.add(errands.story_ready(case, by))
    return Receipt(Done.RESOLVED, number)


def conclude(unit: UnitOfWork, by: Member, number: CaseNumber, learning: Logged, loop: Logged) -> Receipt:
    """Log what a resolved case cannot be without, and resolve it; all or nothing. Raises: as ``resolve``."""
    steps = check(unit, by, number, Move.RESOLVE).steps
    if not learning.words and learning.step not in steps:
        raise LearningMissing(number=number)
    if not loop.words and loop.step not in steps:
        raise LoopMissing(number=number)
    given = {"learning": learning, "loop": loop}
    fresh = {field: each for field, each in given.items() if each.words and steps.get(each.step) != each}
    for field, logged in fresh.items():
        try:
            logged.check()
        except SentenceMissing as missing:
            raise missing.at(field) from None
    for logged in fresh.values():
        log(unit, by, number, logged)
    return resolve(unit, by, number)


def take_back(unit: UnitOfWork, by: Member, quote: QuoteNumber) -> None:
    """A quote that is withdrawn, or praise after all, takes the case along that somebody opened or followed. Its owner
    is told: they may be about to phone the customer.
    """
    before = unit.cases.of_quote(quote)
    if before and (before.state, Move.TAKE_BACK) in MOVES:
        case = move(unit, before.number, lambda case: case.take_back(by.number, unit.now))
        _tell_former_owner(unit, by, before, case)


def reopen(unit: UnitOfWork, by: Member, number: CaseNumber, words: str) -> Receipt:
    """Raises: SentenceMissing, NotInThatState, NoSuchCase."""
    said = unnamed(unit, by, number, words)
    move(unit, number, lambda case: case.reopen(by.number, unit.now, said))
    return Receipt(Done.REOPENED, number)


def follow(unit: UnitOfWork, by: Member, number: CaseNumber) -> Receipt:
    """Be told, quietly, what becomes of it. Raises: NoSuchCase."""
    unit.cases.follow(unit.cases.get(number).number, by.number)
    return Receipt(Done.FOLLOWED, number)


def move(unit: UnitOfWork, number: CaseNumber, move: Callable[[Case], Changed]) -> Case:
    before = unit.cases.get(number)
    with _by_name(unit, before):
        case, entry = move(before)
    case = unit.cases.save(case, entry)
    if entry.move is not Move.SAY_WHY:
        unit.outbox.add(*_thread_note(unit, case, latest_entry(case)))
    redraw(unit, outdated(unit, before, entry))
    unit.outbox.add(*cards_anew(unit, case))
    reminding.look(unit, case)
    return case


def check(unit: UnitOfWork, by: Member, number: CaseNumber, move: Move) -> Case:
    """The case, if that can be done to it now, and by this member.

    Raises: AlreadyClaimed, StillYours, NotYours, OpenerOnly, NothingOffered, NotInThatState, NoSuchCase.
    """
    case = unit.cases.get(number)
    with _by_name(unit, case):
        case.check(move, by.number, asked(unit, case))
    return case


@contextmanager
def _by_name(unit: UnitOfWork, case: Case) -> Iterator[None]:
    """A refusal because of somebody says who that is."""
    try:
        yield
    except AlreadyClaimed as refused:
        raise _too_late(unit, case, type(refused)) from refused
    except NotYours as refused:
        raise NotYours(owner=owner_shown(unit, case), number=case.number) from refused
    except NotInThatState as refused:
        raise not_now(unit, case) from refused


def not_now(unit: UnitOfWork, case: Case) -> NotInThatState:
    """Why something is not to be done to it: most of all, that nothing is any more."""
    quote = unit.quotes.get(case.quote)
    if quote.withdrawn:
        return CaseOver(number=case.number)
    if quote.sentiment is Sentiment.POSITIVE:
        return CaseOverPraise(number=case.number)
    return NotInThatState(state=case.state, number=case.number)


def _too_late(unit: UnitOfWork, case: Case, just_now: type[AlreadyClaimed]) -> AlreadyClaimed:
    took = (entry.at for entry in unit.cases.timeline(case.number) if entry.move in (Move.CLAIM, Move.ACCEPT))
    taken = max(took, default=case.opened_at)
    refusal = just_now if unit.now - taken < A_MOMENT else TakenBefore
    return refusal(owner=owner_shown(unit, case), number=case.number)


def _thread_note(unit: UnitOfWork, case: Case, place: int) -> list[Errand]:
    """In the thread of each card: every workspace has its own."""
    return [errands.thread_note(case, place, card) for card in cards(unit, case.quote)]


def hand_steps(unit: UnitOfWork, owner: Member, case: Case) -> None:
    unit.outbox.add(errands.case_steps(case, latest_entry(case), owner))


def quote_of(unit: UnitOfWork, number: CaseNumber) -> ShownQuote:
    """Raises: NoSuchCase."""
    return shown(unit, unit.quotes.get(unit.cases.get(number).quote))
