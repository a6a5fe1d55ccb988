"""What follows from how an errand went (ARCHITECTURE §5)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar

from bot.domain.errors import ChannelClosed, MessageGone, OrganisationMoved, Rejected
from bot.domain.quotes import NoSuchQuote, Quote
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, QuoteNumber
from bot.ports import Errand, Fate, Kind, Leased, Post, Sent, UnitOfWork
from bot.services import case_letters, channels, doubts, features
from bot.services.composing import again
from bot.services.people import redraw
from bot.services.subjects import quote_of
from bot.speech import Message

P = ParamSpec("P")
T = TypeVar("T")

ENDING = "the process ends"
SOON, SELDOM = timedelta(seconds=5), timedelta(minutes=5)
"""Between two tries of what is surely not out: as long as it has waited already, within these."""


def moved(
    unit: UnitOfWork,
    leased: Leased,
    function: Callable[Concatenate[UnitOfWork, Leased, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """The same for an errand whose workspace was linked or unlinked since it was leased: its numbers are others now.

    Raises: OrganisationMoved, when it is not in this one either.
    """
    pending = unit.outbox.get(leased.id)
    if pending is None:
        raise OrganisationMoved(whose=str(leased.errand.to.workspace))
    now = replace(leased, organisation=pending.organisation, errand=pending.errand)
    return function(unit, now, *args, **kwargs)


def begin(unit: UnitOfWork, leased: Leased) -> None:
    """Where nothing can be looked for: only what is begun may be out when this process ends."""
    unit.outbox.begin(leased)


def all_sent(unit: UnitOfWork, went: Sequence[Sent]) -> None:
    """They are out. A message that carries a quote is remembered, and a quote of the day counts as shown.

    What has changed since it was said is drawn anew. All this also when a lease was lost meanwhile: whatever stands in
    a chat must be known, or it could not be removed.
    """
    in_order = features.all_sent(unit, [each for each in went if each.leased.errand.kind is Kind.FEATURE])
    for each in went:
        if each.leased.id not in in_order:
            sent(unit, each.leased, each.message, each.said)


def sent(unit: UnitOfWork, leased: Leased, message: MessageRef | None, said: Message | None) -> None:
    """As ``all_sent``, for one by itself."""
    unit.outbox.sent(leased)
    errand = leased.errand
    if errand.kind is Kind.EDIT:
        unit.posts.edited(errand.subject, unit.now)
    if errand.kind is Kind.FEATURE:
        unit.features.settle(*features.place(errand), Fate.SHOWN)
    doubts.follow(unit, leased)
    if message and (number := quote_of(unit, errand)) is not None:
        # Held: who takes it back meanwhile either sees the post, or is seen here.
        quote = _held(unit, number)
        to = errand.to if isinstance(errand.to, MemberRef) else None
        post = unit.posts.add(Post(0, message, errand.kind, errand.subject, number, errand.notes, to))
        if quote is None or said != again(unit, post, quote):
            redraw(unit, [post])
        if quote and errand.kind is Kind.NEGATIVE:
            redraw(unit, case_letters.announced(unit, quote))


def _held(unit: UnitOfWork, number: QuoteNumber) -> Quote | None:
    """None when it has gone with a workspace that was unlinked: then its card must go as well."""
    try:
        return unit.quotes.hold(number)
    except NoSuchQuote:
        return None


def nothing_to_say(unit: UnitOfWork, leased: Leased) -> None:
    """Taken back, or over. What comes back by another correction has something to say again."""
    if doubts.asked_about(leased):
        # Kept: without it nobody who was asked could be shown what became of it.
        unit.outbox.sent(leased)
    else:
        unit.outbox.needless(leased)
    _elsewhere(unit, leased.errand)
    doubts.follow(unit, leased)


def _elsewhere(unit: UnitOfWork, errand: Errand) -> None:
    """A negative quote's card goes where its channel's place was taken, if that has closed."""
    if errand.kind is Kind.NEGATIVE:
        for quote in unit.quotes.some([QuoteNumber(errand.subject)]).values():
            unit.outbox.add(*channels.lacking(unit, quote))


def not_sent(unit: UnitOfWork, leased: Leased, wait: timedelta | None, reason: str) -> None:
    """Surely not out: again when the platform wants it, or soon, and ever less often."""
    if wait is None:
        wait = min(max(unit.now - leased.created_at, SOON), SELDOM)
    unit.outbox.again(leased, unit.now + wait, reason, tried=False)


def given_back(unit: UnitOfWork, leased: Leased) -> None:
    """Never begun, for its process ends. Whoever comes first may have it at once."""
    not_sent(unit, leased, timedelta(0), ENDING)


def all_given_back(unit: UnitOfWork, leased: Sequence[Leased]) -> list[None]:
    """As ``given_back``, for each."""
    for each in leased:
        given_back(unit, each)
    return [None] * len(leased)


def perhaps_sent(unit: UnitOfWork, leased: Leased, reason: str) -> None:
    """Out, or not: the next attempt looks first, and not before this lease is over."""
    unit.outbox.again(leased, max(leased.leased_at + leased.leased_for, unit.now), reason, tried=True)


def rejected(unit: UnitOfWork, leased: Leased, error: Rejected) -> None:
    """Never to be out. A channel that takes no posts is closed until we are back in it, its owner told once."""
    errand = leased.errand
    if isinstance(error, ChannelClosed) and errand.kind is Kind.NEGATIVE:
        # It has its card yet to get, there or elsewhere.
        unit.outbox.needless(leased)
    else:
        unit.outbox.dropped(leased, error.reason)
    doubts.follow(unit, leased)
    if errand.kind is Kind.FEATURE:
        unit.features.settle(*features.place(errand), Fate.MISSED)
    if isinstance(error, ChannelClosed):
        if isinstance(errand.to, ChannelRef):
            channels.close(unit, errand.to, error.reason, tell=True)
            _elsewhere(unit, errand)
    elif isinstance(error, MessageGone):
        unit.posts.remove(errand.subject)
