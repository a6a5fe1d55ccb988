"""What errands about negative quotes and cases say when their moment comes."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain.cases import Case, State
from bot.domain.errors import NotSent
from bot.domain.quotes import Quote
from bot.domain.refs import CaseNumber, ChannelRef, QuoteNumber
from bot.ports import Errand, Kind, Leased, Letter, Post, UnitOfWork
from bot.services import errands, reminding
from bot.services.case_cards import (
    answered_card,
    gone,
    heads_up_card,
    negative_card,
    note_card,
    offer_card,
    released_card,
    steps_card,
    story_card,
)
from bot.services.case_places import asked, cards, forewarned, showing, told, works_on
from bot.services.case_showing import shown_case
from bot.services.letters import private, recipient
from bot.speech import CaseOpened, CaseReminder, CaseSteps, Message, StoryReady

ON_ITS_WAY = timedelta(seconds=30)
"""So long a word to somebody may take, and their time to read it counts from when it was asked for."""
WAITED_FOR = timedelta(days=1)
"""Whom no word reaches within so long, keeps criticism from nobody any more."""

# The quote --------------------------------------------------------------------------------------


def heads_up(unit: UnitOfWork, leased: Leased) -> Letter | None:
    quote = unit.quotes.get(QuoteNumber(leased.errand.subject))
    member = recipient(unit, leased.errand)
    return private(member, heads_up_card(unit, quote, member) if member else None)


def announced(unit: UnitOfWork, quote: Quote) -> list[Post]:
    """The heads-ups that told when the card would come, which it now has."""
    return showing(unit, quote.number, Kind.HEADS_UP) if unit.organisation.heads_up else []


def negative(unit: UnitOfWork, leased: Leased) -> Letter | None:
    """Raises: NotSent, while whom it concerns has not had the time to read it first (PRODUCT §2.1)."""
    quote = unit.quotes.get(QuoteNumber(leased.errand.subject))
    if gone(quote):
        return None
    if (wait := _unread_for(unit, quote)) > timedelta(0):
        raise NotSent("whom it concerns has yet to read it", wait)
    return _posted(unit, leased.errand, negative_card(unit, quote))


def _unread_for(unit: UnitOfWork, quote: Quote) -> timedelta:
    """How much is left of the time that those have whom it concerns. It counts from when they were told: after a night
    without a connection, or where a platform has us wait, that is not when it was written down.
    """
    if not unit.organisation.heads_up or cards(unit, quote.number):
        return timedelta(0)
    keys = [errands.heads_up(quote.number, member).key for member in forewarned(unit, quote).values()]
    lately = [each for each in unit.outbox.some(keys) if unit.now - each.created_at < WAITED_FOR]
    told = max((each.settled_at or unit.now for each in lately), default=None)
    return told + unit.organisation.heads_up - ON_ITS_WAY - unit.now if told else timedelta(0)


# The case ---------------------------------------------------------------------------------------


def case_opened(unit: UnitOfWork, leased: Leased) -> Letter | None:
    """To who opened it by an emoji, and so got no answer."""
    errand, case = leased.errand, _case(unit, leased)
    member = recipient(unit, errand)
    if not member or case.state is not State.OPEN or case.opener != member.number or not errand.within:
        return None
    said = CaseOpened(shown_case(unit, case, private=True))
    return Letter(errand.within, said, member.profile.language, private_to=member.ref, thread=errand.thread)


def case_steps(unit: UnitOfWork, leased: Leased) -> Letter | None:
    case, member = _case(unit, leased), recipient(unit, leased.errand)
    card = steps_card(unit, case, member, leased.errand.notes) if member else None
    return private(member, card) if isinstance(card, CaseSteps) else None


def offer(unit: UnitOfWork, leased: Leased) -> Letter | None:
    case, member = _case(unit, leased), recipient(unit, leased.errand)
    if not member or member.number not in asked(unit, case):
        return None
    card = offer_card(unit, case, errands.place_of(leased.errand.notes), member)
    return private(member, card) if not card.ended else None


def offer_answered(unit: UnitOfWork, leased: Leased) -> Letter | None:
    member, case = recipient(unit, leased.errand), _case(unit, leased)
    return private(member, answered_card(unit, case, errands.place_of(leased.errand.notes), member)) if member else None


def released(unit: UnitOfWork, leased: Leased) -> Letter | None:
    member, case = recipient(unit, leased.errand), _case(unit, leased)
    return private(member, released_card(unit, case, errands.place_of(leased.errand.notes))) if member else None


def thread_note(unit: UnitOfWork, leased: Leased) -> Letter | None:
    return _posted(unit, leased.errand, note_card(unit, _case(unit, leased), errands.place_of(leased.errand.notes)))


def reminder(unit: UnitOfWork, leased: Leased) -> Letter | None:
    """A reminder whose reason has gone while it waited is not sent."""
    errand, case = leased.errand, _case(unit, leased)
    if gone(unit.quotes.get(case.quote)) or reminding.over(unit, case, errand.notes):
        return None
    member = recipient(unit, errand)
    private_to = member is not None and works_on(unit, case, member)
    said = CaseReminder(errands.reminded_of(errand.notes)[0], shown_case(unit, case, private=private_to))
    return _posted(unit, errand, said) if isinstance(errand.to, ChannelRef) else private(member, said)


def story_ready(unit: UnitOfWork, leased: Leased) -> Letter | None:
    case, member = _case(unit, leased), recipient(unit, leased.errand)
    if not member or case.state is not State.RESOLVED or told(unit, case):
        return None
    return private(member, StoryReady(shown_case(unit, case, private=True)))


def story(unit: UnitOfWork, leased: Leased) -> Letter | None:
    card = story_card(unit, _case(unit, leased), quiet=False)
    return _posted(unit, leased.errand, card) if card else None


def story_notice(unit: UnitOfWork, leased: Leased) -> Letter | None:
    member = recipient(unit, leased.errand)
    card = story_card(unit, _case(unit, leased), quiet=True)
    return private(member, card) if member and card else None


COMPOSERS: Mapping[Kind, Callable[[UnitOfWork, Leased], Letter | None]] = {
    Kind.HEADS_UP: heads_up,
    Kind.NEGATIVE: negative,
    Kind.CASE_OPENED: case_opened,
    Kind.CASE_STEPS: case_steps,
    Kind.OFFER: offer,
    Kind.OFFER_ANSWERED: offer_answered,
    Kind.CASE_RELEASED: released,
    Kind.THREAD_NOTE: thread_note,
    Kind.REMINDER: reminder,
    Kind.STORY_READY: story_ready,
    Kind.STORY: story,
    Kind.STORY_NOTICE: story_notice,
}


def _case(unit: UnitOfWork, leased: Leased) -> Case:
    return unit.cases.get(CaseNumber(leased.errand.subject))


def _posted(unit: UnitOfWork, errand: Errand, message: Message) -> Letter | None:
    """In the channel's language; None where it takes no posts."""
    channel = unit.channels.by_ref(errand.to) if isinstance(errand.to, ChannelRef) else None
    if not channel or channel.closed:
        return None
    return Letter(channel.ref, message, channel.language, thread=errand.thread)
