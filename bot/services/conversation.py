"""What a person says, presses or sends in, on any platform: from the words to the verb to the answer.

This is the one entrance for adapters. An adapter decodes its platform's event into an ``Occasion`` and the person's
words, calls one function here inside ``store.write``, and draws the ``Answer`` privately to that person.

An event has one effect and one answer, however often it comes: what it led to is kept as a ``Receipt`` in the same
transaction, and the answer is drawn from the receipt, the first time as every other time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.domain import requests
from bot.domain.channels import Channel
from bot.domain.errors import KundordError, Refused
from bot.domain.people import Member
from bot.domain.quotes import Credit, NewQuote, Sentiment, TeamCredit
from bot.domain.refs import ChannelNumber, ChannelRef, MemberRef, MessageRef, QuoteNumber, TeamNumber
from bot.domain.requests import Mentioned
from bot.domain.resolve import UnknownMember, resolve_person, resolve_stage, resolve_team
from bot.grammar import parse
from bot.ports import Receipt, UnitOfWork
from bot.services import channels, daily, forms, people, reactions, recording
from bot.services.answers import OutOfDate, answer
from bot.services.people import NeedsProfiles, colleague
from bot.services.showing import all_shown
from bot.speech import (
    Action,
    Answer,
    Faulty,
    Found,
    Hello,
    Help,
    Home,
    MyQuotes,
    QuoteForm,
)

__all__ = [
    "NeedsProfiles",
    "NeedsWords",
    "Occasion",
    "OutOfDate",
    "home",
    "press",
    "react",
    "save_message",
    "say",
    "submit",
]

LISTED = 5
"""Quotes shown of one kind in a list; a list page stays within every platform's limits."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who did something, and where. ``key`` names the event: the same key twice has one effect and one answer.

    ``channel`` is None where there is none (a home page, a global shortcut). ``private`` marks a 1:1 chat with us.
    """

    who: MemberRef
    key: str
    channel: ChannelRef | None = None
    thread: str | None = None
    private: bool = False


class NeedsWords(KundordError):
    """A form wants the words of ``message``: the adapter fetches them and calls ``save_message``."""

    def __init__(self, message: MessageRef, sentiment: str | None) -> None:
        super().__init__(message=message)
        self.message, self.sentiment = message, sentiment


# The entrances ----------------------------------------------------------------------------------


def say(unit: UnitOfWork, occasion: Occasion, line: Sequence[str | Mentioned]) -> Answer:
    """Answer a line of text. Raises: Refused, NeedsProfiles."""
    request = parse(line)
    return _SAID[type(request)](unit, occasion, request)


def press(unit: UnitOfWork, occasion: Occasion, action: str, value: str) -> Answer:
    """Answer a button; ``value`` is what it carried. Raises: Refused, NeedsProfiles, NeedsWords."""
    try:
        pressed = _PRESSED[Action(action)]
        return pressed(unit, occasion, value)
    except ValueError as unreadable:
        raise OutOfDate from unreadable


def submit(unit: UnitOfWork, occasion: Occasion, form: str, memo: str, values: Mapping[str, forms.FormValue]) -> Answer:
    """Answer a form. A fault that belongs to a field comes back as ``Faulty``, and nothing is kept.

    Raises: Refused, NeedsProfiles.
    """
    if form not in _SUBMITTED:
        raise OutOfDate
    people.present(unit, {occasion.who, *(ref for name in values for ref in forms.refs(values, name))})
    try:
        return _once(unit, occasion, lambda: _SUBMITTED[form](unit, occasion, memo, values))
    except Refused as refused:
        if not refused.field:
            raise
        return Faulty({refused.field: refused})
    except ValueError as unreadable:
        raise OutOfDate from unreadable


def save_message(
    unit: UnitOfWork, occasion: Occasion, message: MessageRef, text: str | None, sentiment: str | None
) -> QuoteForm:
    """The quote form with the words of somebody's message; ``text`` None when they could not be read.

    Raises: NeedsProfiles, NotAllowed.
    """
    colleague(unit, occasion.who)
    return forms.quote_form(unit, text, Sentiment(sentiment) if sentiment else None, message)


def react(unit: UnitOfWork, occasion: Occasion, message: MessageRef, emoji: str, present: bool, at: datetime) -> None:
    """An emoji put on a message, or taken off. Raises: NeedsProfiles, NotAllowed."""
    reactions.react(unit, occasion.who, message, emoji, present, at)


def home(unit: UnitOfWork, occasion: Occasion) -> Home:
    """Raises: NeedsProfiles."""
    member = people.known(unit, occasion.who)
    channel = channels.nearest(unit, None)
    settable = [each for each in unit.channels.all() if channels.mine_to_set(member, each)]
    return Home(
        today=daily.today(unit, channel).quote if channel else None,
        mine=_mine(unit, member),
        channels=tuple((each, channels.next_post(unit, each)) for each in settable),
        teams=tuple(unit.teams.all()) if member.curator else (),
        curator=member.curator,
    )


# What is said -----------------------------------------------------------------------------------


def _once(unit: UnitOfWork, occasion: Occasion, act: Callable[[], Receipt]) -> Answer:
    receipt = unit.inbox.receipt(occasion.key)
    if receipt is None:
        receipt = _first_time(unit, occasion, act)
    return answer(unit, occasion.who, receipt)


def _first_time(unit: UnitOfWork, occasion: Occasion, act: Callable[[], Receipt]) -> Receipt:
    try:
        receipt = act()
    except Refused:
        # On PostgreSQL the same event may have been handled meanwhile, and its effect be why it is refused now.
        if handled := unit.inbox.receipt(occasion.key):
            return handled
        raise
    unit.inbox.keep(occasion.key, receipt)
    return receipt


def _record(unit: UnitOfWork, occasion: Occasion, request: requests.Record) -> Answer:
    def act() -> Receipt:
        if request.sentiment is not None:
            return recording.record(unit, _new_quote(unit, occasion, request, request.sentiment))
        _new_quote(unit, occasion, request, Sentiment.NEGATIVE).check()
        member = colleague(unit, occasion.who)
        return Receipt("asked", unit.drafts.add(member.number, "quote", forms.kept(request)))

    return _once(unit, occasion, act)


def _new_quote(unit: UnitOfWork, occasion: Occasion, request: requests.Record, sentiment: Sentiment) -> NewQuote:
    """Names resolved, all or nothing. Raises: NeedsProfiles and whatever ``bot.domain.resolve`` does."""
    refs = {each.ref for each in request.people if isinstance(each, Mentioned)}
    met = people.present(unit, refs | {occasion.who})
    by = colleague(unit, occasion.who)
    stages = unit.organisation.stages if request.stage else ()
    return NewQuote(
        text=request.text,
        sentiment=sentiment,
        recorder=by.number,
        heard_at=unit.now,
        credits=_credits(unit, request, met),
        customer=request.customer,
        stage=resolve_stage(stages, request.stage) if request.stage else None,
        via=request.via,
        link=request.link,
    )


def _credits(unit: UnitOfWork, request: requests.Record, met: Mapping[MemberRef, Member]) -> tuple[Credit, ...]:
    found: dict[Credit, None] = {}
    for each in request.people:
        member = met[each.ref] if isinstance(each, Mentioned) else _by_name(unit, each.name)
        found[recording.creditable(member)] = None
    if request.teams:
        teams = unit.teams.all()
        found |= {TeamCredit(resolve_team(teams, name).number): None for name in request.teams}
    return tuple(found)


def _by_name(unit: UnitOfWork, name: str) -> Member:
    if candidates := unit.members.named(name):
        return resolve_person(candidates, name)
    raise UnknownMember(name=name, nearest=tuple(unit.members.nearest(name)))


def _undo(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    return _once(unit, occasion, lambda: recording.undo(unit, colleague(unit, occasion.who)))


def _today(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    channel = channels.nearest(unit, occasion.channel)
    if channel is None:
        raise channels.NoChannelHere
    return daily.today(unit, channel)


def _why(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    return _why_on(unit, occasion, None)


def _why_on(unit: UnitOfWork, occasion: Occasion, day: date | None) -> Answer:
    channel = channels.nearest(unit, occasion.channel)
    if channel is None:
        raise channels.NoChannelHere
    return daily.why(unit, channel, day)


def _search(unit: UnitOfWork, occasion: Occasion, request: requests.Search) -> Answer:
    member = colleague(unit, occasion.who)
    quotes = unit.quotes.search(request.words, LISTED)
    mine = frozenset(quote.number for quote in quotes if recording.may_change(member, quote))
    return Found(request.words, all_shown(unit, quotes), mine)


def _my_quotes(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    return _mine(unit, people.known(unit, occasion.who))


def _mine(unit: UnitOfWork, member: Member) -> MyQuotes:
    recorded = unit.quotes.recorded_by(member.number, LISTED)
    earned = unit.quotes.earned_by(member.number, LISTED)
    return MyQuotes(all_shown(unit, recorded, private=True), all_shown(unit, earned))


def _pause(unit: UnitOfWork, occasion: Occasion, request: requests.Pause) -> Answer:
    def act() -> Receipt:
        channel = _settable(unit, occasion)
        channels.pause(unit, channel, request.until)
        return Receipt("paused", channel.number, (request.until.isoformat(),))

    return _once(unit, occasion, act)


def _resume(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    def act() -> Receipt:
        channel = _settable(unit, occasion)
        channels.resume(unit, channel)
        return Receipt("resumed", channel.number)

    return _once(unit, occasion, act)


def _skip(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    return _once(
        unit,
        occasion,
        lambda: daily.skip(unit, colleague(unit, occasion.who), channels.here(unit, occasion.channel)),
    )


def _settable(unit: UnitOfWork, occasion: Occasion) -> Channel:
    by = colleague(unit, occasion.who)
    return channels.settable(unit, by, channels.here(unit, occasion.channel))


def _schedule(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    return forms.schedule_form(unit, _settable(unit, occasion))


def _settings(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    return forms.settings_form(unit, colleague(unit, occasion.who))


def _show_form(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    colleague(unit, occasion.who)
    return forms.quote_form(unit)


def _hello(unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    channel = channels.nearest(unit, occasion.channel)
    return Hello(channels.next_post(unit, channel) if channel else None)


def _help(_unit: UnitOfWork, occasion: Occasion, _: object) -> Answer:
    return Help(root="") if occasion.private else Help()


_SAID: Mapping[type[requests.Request], Callable[[UnitOfWork, Occasion, Any], Answer]] = {
    requests.ShowForm: _show_form,
    requests.Record: _record,
    requests.Today: _today,
    requests.Why: _why,
    requests.Search: _search,
    requests.Mine: _my_quotes,
    requests.Undo: _undo,
    requests.ShowSchedule: _schedule,
    requests.Pause: _pause,
    requests.Resume: _resume,
    requests.Skip: _skip,
    requests.ShowSettings: _settings,
    requests.Help: _help,
    requests.Hello: _hello,
}


# What is pressed --------------------------------------------------------------------------------


def _press_thank(unit: UnitOfWork, occasion: Occasion, value: str) -> Answer:
    number = QuoteNumber(int(value))
    return _once(unit, occasion, lambda: recording.thank(unit, people.known(unit, occasion.who), number))


def _press_why(unit: UnitOfWork, occasion: Occasion, value: str) -> Answer:
    return _why_on(unit, occasion, date.fromisoformat(value))


def _press_withdraw(unit: UnitOfWork, occasion: Occasion, value: str) -> Answer:
    number = QuoteNumber(int(value))
    return _once(unit, occasion, lambda: recording.withdraw(unit, colleague(unit, occasion.who), number))


def _press_correct(unit: UnitOfWork, occasion: Occasion, value: str) -> Answer:
    quote = recording.changeable(unit, colleague(unit, occasion.who), QuoteNumber(int(value)))
    return forms.correction_form(unit, quote)


def _press_draft(unit: UnitOfWork, occasion: Occasion, value: str) -> Answer:
    """``quote|NUMBER|SENTIMENT`` has the words here; a message's token and a sentiment have them on the platform."""
    colleague(unit, occasion.who)
    if value.startswith("quote|"):
        _, number, sentiment = value.split("|")
        quote = unit.quotes.get(QuoteNumber(int(number)))
        return forms.quote_form(unit, quote.text, Sentiment(sentiment), quote.words.source)
    token, _, sentiment = value.rpartition("|")
    raise NeedsWords(MessageRef.from_token(occasion.who.workspace, token), sentiment or None)


def _press_sentiment(sentiment: Sentiment) -> Callable[[UnitOfWork, Occasion, str], Answer]:
    def pressed(unit: UnitOfWork, occasion: Occasion, value: str) -> Answer:
        def act() -> Receipt:
            member = colleague(unit, occasion.who)
            kept = unit.drafts.get(int(value), member.number)
            if kept is None:
                raise OutOfDate
            request = forms.typed(occasion.who.workspace, kept)
            unit.drafts.remove(int(value))
            return recording.record(unit, _new_quote(unit, occasion, request, sentiment))

        # Two buttons, one answer: a finger that taps twice, or both, is told of the first.
        return _once(unit, replace(occasion, key=f"draft:{occasion.who.id}:{value}"), act)

    return pressed


def _press_schedule(unit: UnitOfWork, occasion: Occasion, value: str) -> Answer:
    if not value:
        return _schedule(unit, occasion, None)
    channel = unit.channels.get(ChannelNumber(int(value)))
    return forms.schedule_form(unit, channels.settable(unit, colleague(unit, occasion.who), channel))


def _press_team(unit: UnitOfWork, occasion: Occasion, value: str) -> Answer:
    number = TeamNumber(int(value)) if value else None
    return forms.team_form(unit, colleague(unit, occasion.who), number)


_PRESSED: Mapping[Action, Callable[[UnitOfWork, Occasion, str], Answer]] = {
    Action.THANK: _press_thank,
    Action.WHY: _press_why,
    # An Undo button names its quote, so that it never takes back a later recording.
    Action.UNDO: _press_withdraw,
    Action.WITHDRAW: _press_withdraw,
    Action.CORRECT: _press_correct,
    Action.RECORD: _show_form,
    Action.DRAFT: _press_draft,
    Action.ANSWER_PRAISE: _press_sentiment(Sentiment.POSITIVE),
    Action.ANSWER_CRITICISM: _press_sentiment(Sentiment.NEGATIVE),
    Action.SCHEDULE: _press_schedule,
    Action.SETTINGS: _settings,
    Action.TEAM: _press_team,
    Action.HELP: _help,
}


# What is sent in --------------------------------------------------------------------------------


def _submit_quote(unit: UnitOfWork, occasion: Occasion, memo: str, values: Mapping[str, forms.FormValue]) -> Receipt:
    by = colleague(unit, occasion.who)
    new = forms.read_quote(unit, by, memo, values)
    if number := forms.corrected(memo):
        return recording.correct(unit, by, number, new)
    return recording.record(unit, new)


def _submit_schedule(unit: UnitOfWork, occasion: Occasion, memo: str, values: Mapping[str, forms.FormValue]) -> Receipt:
    channel = unit.channels.get(ChannelNumber(int(memo)))
    channels.settable(unit, colleague(unit, occasion.who), channel)
    channels.reschedule(unit, forms.read_schedule(channel, values))
    return Receipt("schedule-saved", channel.number)


def _submit_settings(
    unit: UnitOfWork, occasion: Occasion, _memo: str, values: Mapping[str, forms.FormValue]
) -> Receipt:
    by = colleague(unit, occasion.who)
    # First what may be refused: a fault undoes nothing, for it is an answer.
    if by.curator:
        people.choose(unit, by, forms.read_settings(unit.organisation, values))
        people.name_curators(unit, by, forms.refs(values, "curators"))
    people.be_named(unit, by.number, bool(values.get("named")))
    return Receipt("settings-saved")


def _submit_team(unit: UnitOfWork, occasion: Occasion, memo: str, values: Mapping[str, forms.FormValue]) -> Receipt:
    by = colleague(unit, occasion.who)
    members = people.present(unit, forms.refs(values, "members"))
    numbers = frozenset(member.number for member in members.values())
    number = TeamNumber(int(memo)) if memo else None
    team = people.save_team(unit, by, number, forms.text(values, "name"), numbers)
    return Receipt("team-saved", team.number)


_SUBMITTED: Mapping[str, Callable[[UnitOfWork, Occasion, str, Mapping[str, forms.FormValue]], Receipt]] = {
    "quote": _submit_quote,
    "schedule": _submit_schedule,
    "settings": _submit_settings,
    "team": _submit_team,
}
