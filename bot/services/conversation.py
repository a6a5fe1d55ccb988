"""What a person says, presses or sends in, on any platform: from the words to the verb to the answer.

This is the one entrance for what people do; what a platform tells of channels and people has services of its own. An
adapter decodes its platform's event into an ``Occasion`` and the person's words, calls one function here inside
``store.write``, and draws the ``Answer`` privately to that person.

An event has one effect and one answer, however often it comes: what it led to is kept as a ``Receipt`` in the same
transaction, and the answer is drawn from the receipt, the first time as every other time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from bot.domain import requests
from bot.domain.cases import NoSuchCase
from bot.domain.errors import Refused
from bot.domain.quotes import NoSuchQuote, Sentiment, linkable
from bot.domain.refs import MessageRef
from bot.domain.requests import Mentioned
from bot.grammar import parse
from bot.ports import Receipt, UnitOfWork
from bot.services import (
    case_forms,
    case_requests,
    channel_requests,
    channels,
    daily,
    forms,
    link_requests,
    linking,
    mentions,
    people,
    quote_requests,
    reactions,
)
from bot.services.answers import answer
from bot.services.occasion import NeedsWords, Occasion, Outcome, OutOfDate, once
from bot.services.people import NeedsProfiles, colleague
from bot.speech import Action, Answer, Faulty, Home, QuoteForm

__all__ = [
    "NeedsProfiles",
    "NeedsWords",
    "Occasion",
    "OutOfDate",
    "home",
    "keep_draft",
    "press",
    "react",
    "save_message",
    "say",
    "submit",
]

_SAID: Mapping[type[requests.Request], Callable[[UnitOfWork, Occasion, Any], Outcome]] = {
    **quote_requests.SAID,
    **channel_requests.SAID,
    **case_requests.SAID,
    **link_requests.SAID,
}
_PRESSED: Mapping[Action, Callable[[UnitOfWork, Occasion, str], Outcome]] = {
    **quote_requests.PRESSED,
    **channel_requests.PRESSED,
    **case_requests.PRESSED,
    **link_requests.PRESSED,
}
_SUBMITTED: Mapping[str, Callable[[UnitOfWork, Occasion, str, forms.Values], Receipt]] = {
    **quote_requests.SUBMITTED,
    **channel_requests.SUBMITTED,
    **case_forms.SUBMITTED,
}


P = ParamSpec("P")


def _by_todays_numbers(
    verb: Callable[Concatenate[UnitOfWork, Occasion, P], Answer],
) -> Callable[Concatenate[UnitOfWork, Occasion, P], Answer]:
    """An old button or an old habit: who names a number of before a link is told the one of today."""

    @wraps(verb)
    def told(unit: UnitOfWork, occasion: Occasion, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        try:
            return verb(unit, occasion, *args, **kwargs)
        except (NoSuchCase, NoSuchQuote) as unknown:
            raise linking.renumbered(unit, occasion.who, unknown) from unknown

    return told


@_by_todays_numbers
def say(unit: UnitOfWork, occasion: Occasion, line: Sequence[str | Mentioned]) -> Answer:
    """Answer a line of text. Raises: Refused, NeedsProfiles."""
    request = parse(line)
    return _answered(unit, occasion, _SAID[type(request)](unit, occasion, request))


@_by_todays_numbers
def press(unit: UnitOfWork, occasion: Occasion, action: str, value: str) -> Answer:
    """Answer a button; ``value`` is what it carried. Raises: Refused, NeedsProfiles, NeedsWords."""
    try:
        outcome = _PRESSED[Action(action)](unit, occasion, value)
    except ValueError as unreadable:
        raise OutOfDate from unreadable
    return _answered(unit, occasion, outcome)


@_by_todays_numbers
def submit(unit: UnitOfWork, occasion: Occasion, form: str, memo: str, values: forms.Values) -> Answer:
    """Answer a form. A fault that belongs to a field comes back as ``Faulty``, and nothing is kept.

    Raises: Refused, NeedsProfiles.
    """
    if form not in _SUBMITTED:
        raise OutOfDate
    people.present(unit, {occasion.who, *(ref for name in values for ref in forms.refs(values, name))})
    try:
        outcome = once(unit, occasion, lambda: _SUBMITTED[form](unit, occasion, memo, values))
    except Refused as refused:
        if not refused.field:
            raise
        return Faulty({refused.field: refused})
    except ValueError as unreadable:
        raise OutOfDate from unreadable
    return _answered(unit, occasion, outcome)


def keep_draft(
    unit: UnitOfWork, occasion: Occasion, form: str, memo: str, values: forms.Values, at: datetime | None = None
) -> None:
    """Keep what stands in a form that is not sent yet, so that it is there when the form is opened again.

    ``at`` is when it was typed, None now: an older draft never takes a newer one's place.

    Raises: NeedsProfiles, NotAllowed.
    """
    by = colleague(unit, occasion.who)
    if form in case_forms.DRAFTED:
        unit.drafts.keep(by.number, f"{form}|{memo}", forms.words_of(values), at)


def save_message(
    unit: UnitOfWork,
    occasion: Occasion,
    message: MessageRef,
    said: Sequence[str | Mentioned] | None,
    sentiment: str | None,
    *,
    link: str = "",
    private: bool = False,
) -> QuoteForm:
    """The quote form with the words of somebody's message; ``said`` None when they could not be read.

    ``link`` is the message's address, empty when it is not known. ``private``: the platform says that not everybody
    reads what is written there. Raises: NeedsProfiles, NotAllowed.
    """
    colleague(unit, occasion.who)
    # Whom they mention is met here, so that the form that is sent in knows them by their name.
    text = None if said is None else mentions.spelled(unit, said)
    channel = unit.channels.by_ref(message.channel)
    # Only the end-of-the-world emoji knows beforehand that it is criticism, and one tap is to open its case.
    world = sentiment == Sentiment.NEGATIVE
    form = forms.quote_form(unit, text, Sentiment(sentiment) if sentiment else None, message, opens_case=world)
    private = private or bool(channel and channel.private)
    # An address may have the names of team and channel in it, and whoever reads the quote reads them.
    return replace(form, private=private, link=link if linkable(link) and not private else "")


def react(
    unit: UnitOfWork,
    occasion: Occasion,
    message: MessageRef,
    emoji: str,
    present: bool,
    at: datetime,
    *,
    ours: bool = False,
) -> None:
    """An emoji put on a message, or taken off. ``ours``: the bot wrote it. Raises: NeedsProfiles, NotAllowed."""
    unit.cause = occasion.key
    reactions.react(unit, occasion.who, message, emoji, present, at, ours=ours)


def home(unit: UnitOfWork, occasion: Occasion) -> Home:
    """Raises: NeedsProfiles."""
    member = people.known(unit, occasion.who)
    channel = channels.nearest(unit, None, member)
    return Home(
        today=daily.today(unit, channel) if channel else None,
        mine=quote_requests.mine(unit, member),
        channels=tuple(channels.settable_by(unit, member)),
        teams=tuple(people.editable_by(unit, member)),
        curator=member.curator,
        waiting=case_requests.waiting(unit, member),
        offers=case_requests.offers(unit, member),
        drafts=case_requests.drafts(unit, member),
        open_cases=() if member.profile.external else case_requests.open_cases(unit),
        external=member.profile.external,
    )


def _answered(unit: UnitOfWork, occasion: Occasion, outcome: Outcome) -> Answer:
    return answer(unit, occasion.who, outcome) if isinstance(outcome, Receipt) else outcome
