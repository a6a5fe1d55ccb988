"""No big deal, or end of the world: the votes on a negative quote, and the case that the first of them opens."""

from datetime import datetime

from bot.domain.cases import State
from bot.domain.people import Member
from bot.domain.quotes import Quote, Sentiment, Vote
from bot.domain.refs import QuoteNumber
from bot.domain.steps import one_sentence
from bot.ports import Receipt, UnitOfWork
from bot.services import cases
from bot.services.case_places import cards
from bot.services.people import redraw
from bot.speech import Done

OPENED = "case-opened"
RECORDED_AND_OPENED = "recorded-and-opened"


def vote(unit: UnitOfWork, by: Member, number: QuoteNumber, answer: Vote) -> Receipt:
    """One vote a member, changeable. The first "end of the world" opens the case; further ones only count.

    Raises: NoSuchQuote, AlreadyWithdrawn, NotNegative.
    """
    quote = cases.negative(unit, number)
    unit.votes.cast(number, by.number, answer, unit.now)
    if answer is Vote.WORLD and not _followed(unit, number):
        return Receipt(OPENED, cases.open_case(unit, by, quote).number)
    redraw(unit, cards(unit, number))
    return Receipt("voted", number, (answer,))


def escalate(unit: UnitOfWork, by: Member, number: QuoteNumber, because: str = "") -> Receipt:
    """A vote with its reason, which the card shows of the opener and the thread of others.

    Raises: as ``vote``, SentenceMissing.
    """
    receipt = vote(unit, by, number, Vote.WORLD)
    case = unit.cases.of_quote(number)
    if not because or case is None:
        return receipt
    if case.opener == by.number and not case.closed:
        said = cases.say_why(unit, by, case.number, because)
        return receipt if receipt.verb == OPENED else said
    because = cases.unnamed(unit, by, case.number, because)
    cases.move(unit, case.number, lambda case: case.note(by.number, unit.now, because))
    return Receipt(Done.NOTED, case.number)


def keep_reason(unit: UnitOfWork, by: Member, number: QuoteNumber, because: str) -> None:
    """Until the member has confirmed that there is trouble behind somebody's praise. Raises: SentenceMissing."""
    if because:
        unit.drafts.keep(by.number, f"because|{number}", {"words": one_sentence(because)})
    else:
        unit.drafts.discard(by.number, f"because|{number}")


def reason_kept(unit: UnitOfWork, by: Member, number: QuoteNumber) -> str:
    return str((unit.drafts.kept(by.number, f"because|{number}") or {}).get("words", ""))


def unvote(unit: UnitOfWork, by: Member, number: QuoteNumber) -> None:
    """The emoji was taken off: the vote goes, and with it the case, if it is this member's and nobody has it yet.

    Who has answered "no big deal" since keeps that answer.
    """
    if unit.votes.answer_of(number, by.number) is not Vote.WORLD:
        return
    unit.votes.withdraw(number, by.number)
    case = unit.cases.of_quote(number)
    if case and case.state is State.OPEN and case.opener == by.number:
        cases.withdraw(unit, by, case.number)
    redraw(unit, cards(unit, number))


def latest_by(unit: UnitOfWork, by: Member, since: datetime) -> tuple[QuoteNumber, datetime] | None:
    """The latest criticism that this member has called the end of the world since, and when."""
    escalated = unit.votes.escalated_by(by.number, since)
    quotes = unit.quotes.some(number for number, _ in escalated)
    return next((each for each in escalated if _criticism(quotes[each[0]])), None)


def _criticism(quote: Quote) -> bool:
    return quote.sentiment is Sentiment.NEGATIVE and not quote.withdrawn


def take_back(unit: UnitOfWork, by: Member, number: QuoteNumber) -> Receipt:
    """An "end of the world": the member's own case is withdrawn with it, of another's only the vote counts no more.

    Raises: as ``cases.withdraw``.
    """
    case = unit.cases.of_quote(number)
    if case and case.opener == by.number and case.state is not State.WITHDRAWN:
        return cases.withdraw(unit, by, case.number)
    unvote(unit, by, number)
    return Receipt(Done.VOTE_TAKEN_BACK, number)


def _followed(unit: UnitOfWork, number: QuoteNumber) -> bool:
    """Whether a case is open, claimed or resolved; a withdrawn one, or one found no big deal, can be opened anew."""
    case = unit.cases.of_quote(number)
    return case is not None and case.state not in (State.WITHDRAWN, State.NO_BIG_DEAL)
