"""What people ask of quotes: to record, to look, to thank, to put right."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain import requests
from bot.domain.channels import Channel
from bot.domain.people import Member
from bot.domain.quotes import CREDITS_MOST, Credit, NewQuote, Sentiment, TeamCredit, TooManyCredits
from bot.domain.refs import MemberRef, MessageRef, QuoteNumber
from bot.domain.requests import Mentioned, WordsLeftOver
from bot.domain.resolve import UnknownStage, resolve_stage, resolve_team
from bot.domain.steps import SentenceMissing, remark
from bot.ports import Receipt, UnitOfWork
from bot.services import case_showing, channels, daily, forms, mentions, people, recording, voting
from bot.services.occasion import NeedsWords, Occasion, Outcome, OutOfDate, once
from bot.services.people import colleague
from bot.services.showing import all_shown
from bot.services.typed_quotes import as_draft, from_draft
from bot.speech import Action, Found, Hello, Help, MyQuotes
from bot.wording import words

LISTED = 5
"""Quotes shown of one kind in a list; a list page stays within every platform's limits."""


# What is said -----------------------------------------------------------------------------------


def _record(unit: UnitOfWork, occasion: Occasion, request: requests.Record) -> Outcome:
    def act() -> Receipt:
        if request.sentiment is not None:
            return _recorded(unit, occasion, request, request.sentiment)
        new = _new_quote(unit, occasion, request, Sentiment.NEGATIVE)
        recording.presentable(unit, new, request.within)[0].check()
        member = colleague(unit, occasion.who)
        return Receipt("asked", unit.drafts.add(member.number, "quote", as_draft(request)))

    return once(unit, occasion, act)


def _recorded(unit: UnitOfWork, occasion: Occasion, request: requests.Record, sentiment: Sentiment) -> Receipt:
    new = _new_quote(unit, occasion, request, sentiment)
    return recording.record(unit, new, occasion.channel, request.within)


def _new_quote(unit: UnitOfWork, occasion: Occasion, request: requests.Record, sentiment: Sentiment) -> NewQuote:
    """Names resolved, all or nothing.

    Raises: TooManyCredits, NeedsProfiles and whatever ``bot.domain.resolve`` does.
    """
    named = (*request.people, *request.within)
    # Before the platform is asked who all of them are.
    if len(named) + len(request.teams) > CREDITS_MOST:
        raise TooManyCredits(most=CREDITS_MOST)
    refs = {each.ref for each in named if isinstance(each, Mentioned)}
    met = people.present(unit, refs | {occasion.who})
    by = people.inside(met[occasion.who])
    return NewQuote(
        text=request.text,
        sentiment=sentiment,
        recorder=by.number,
        heard_at=unit.now,
        credits=_credits(unit, request, met),
        customer=request.customer,
        stage=_stage(unit, by, request.stage) if request.stage else None,
        via=request.via,
        link=request.link,
    )


def _stage(unit: UnitOfWork, by: Member, typed: str) -> str:
    """By its own name, or by the one that cards show in the member's language.

    Raises: UnknownStage, AmbiguousStage; WordsLeftOver, when it is a stage only without the words after it.
    """
    try:
        return _named_stage(unit, by, typed)
    except UnknownStage:
        first, _, rest = typed.partition(" ")
        if rest and _named_stage(unit, by, first):
            raise WordsLeftOver(words=rest) from None
        raise


def _named_stage(unit: UnitOfWork, by: Member, typed: str) -> str:
    stages = unit.organisation.stages
    try:
        return resolve_stage(stages, typed)
    except UnknownStage as unknown:
        named = {words(by.profile.language).stage(stage): stage for stage in stages}
        try:
            return named[resolve_stage(tuple(named), typed)]
        except UnknownStage:
            raise unknown from None


def _credits(unit: UnitOfWork, request: requests.Record, met: Mapping[MemberRef, Member]) -> tuple[Credit, ...]:
    found: dict[Credit, None] = {}
    for each in request.people:
        member = met[each.ref] if isinstance(each, Mentioned) else people.by_name(unit, each.name)
        found[recording.credit_to(member)] = None
    if request.teams:
        teams = unit.teams.all()
        found |= {TeamCredit(resolve_team(teams, name).number): None for name in request.teams}
    return tuple(found)


def _undo(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return once(unit, occasion, lambda: recording.undo(unit, colleague(unit, occasion.who)))


def _today(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return daily.today(unit, _nearest(unit, occasion))


def _why(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return daily.why(unit, _nearest(unit, occasion))


def _nearest(unit: UnitOfWork, occasion: Occasion) -> Channel:
    """Raises: NoChannelHere, NeedsProfiles."""
    channel = channels.nearest(unit, occasion.channel, people.known(unit, occasion.who))
    if channel is None:
        raise channels.NoChannelHere
    return channel


def _search(unit: UnitOfWork, occasion: Occasion, request: requests.Search) -> Outcome:
    member = colleague(unit, occasion.who)
    quotes = unit.quotes.search(request.words, LISTED)
    mine = frozenset(quote.number for quote in quotes if recording.may_change(member, quote))
    learned = case_showing.learnings(unit, unit.cases.learnings(request.words, case_showing.LEARNED))
    return Found(request.words, all_shown(unit, quotes), mine, learned, people.timezone(member))


def _my_quotes(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return mine(unit, people.known(unit, occasion.who))


def mine(unit: UnitOfWork, member: Member) -> MyQuotes:
    recorded = unit.quotes.recorded_by(member.number, LISTED)
    earned = unit.quotes.earned_by(member.number, LISTED)
    own = all_shown(unit, recorded, private=True)
    return MyQuotes(own, all_shown(unit, earned), people.timezone(member))


def _show_form(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    colleague(unit, occasion.who)
    return forms.quote_form(unit)


def _hello(unit: UnitOfWork, occasion: Occasion, request: requests.Hello) -> Outcome:
    channel = channels.nearest(unit, occasion.channel, people.known(unit, occasion.who))
    return Hello(channels.next_post(unit, channel) if channel else None, request.thanked)


def _help(_unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return Help(root="") if occasion.private else Help()


SAID: Mapping[type[requests.Request], Callable[[UnitOfWork, Occasion, Any], Outcome]] = {
    requests.ShowForm: _show_form,
    requests.Record: _record,
    requests.Today: _today,
    requests.Why: _why,
    requests.Search: _search,
    requests.Mine: _my_quotes,
    # Where it is asked for, the adapter opens it; elsewhere this is what it has that a page of its own has not.
    requests.ShowHome: _my_quotes,
    requests.Undo: _undo,
    requests.Help: _help,
    requests.Hello: _hello,
}


# What is pressed --------------------------------------------------------------------------------


def _press_thank(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    number = QuoteNumber(int(value))
    return once(unit, occasion, lambda: recording.thank(unit, people.known(unit, occasion.who), number))


def _press_why(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    day = date.fromisoformat(value)
    return daily.why(unit, _nearest(unit, occasion), day)


def _press_withdraw(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    number = QuoteNumber(int(value))
    return once(unit, occasion, lambda: recording.withdraw(unit, colleague(unit, occasion.who), number))


def _press_correct(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    by = colleague(unit, occasion.who)
    return forms.correction_form(unit, by, recording.changeable(unit, by, QuoteNumber(forms.number(value))))


def _press_draft(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    """``quote|NUMBER|SENTIMENT`` has the words here; a message's token and a sentiment have them on the platform."""
    by = colleague(unit, occasion.who)
    if value.startswith("quote|"):
        _, number, sentiment = value.split("|")
        quote = recording.standing(unit, QuoteNumber(int(number)))
        because = voting.reason_kept(unit, by, quote.number)
        text, source = mentions.as_criticism(unit, by, quote), quote.words.source
        return forms.quote_form(unit, text, Sentiment(sentiment), source, opens_case=True, because=because)
    token, _, sentiment = value.rpartition("|")
    raise NeedsWords(MessageRef.from_token(occasion.who.workspace, token), sentiment or None)


def _press_sentiment(sentiment: Sentiment) -> Callable[[UnitOfWork, Occasion, str], Outcome]:
    def pressed(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
        def act() -> Receipt:
            member = colleague(unit, occasion.who)
            kept = unit.drafts.get(int(value), member.number)
            if kept is None:
                raise OutOfDate
            request = from_draft(occasion.who.workspace, kept)
            unit.drafts.remove(int(value))
            return _recorded(unit, occasion, request, sentiment)

        # Two buttons, one answer: a finger that taps twice, or both, is told of the first.
        return once(unit, replace(occasion, key=f"draft:{occasion.who.id}:{value}"), act)

    return pressed


PRESSED: Mapping[Action, Callable[[UnitOfWork, Occasion, str], Outcome]] = {
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
    Action.HELP: _help,
}


# What is sent in --------------------------------------------------------------------------------


def _submit_quote(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    by = colleague(unit, occasion.who)
    if number := forms.corrected(memo):
        quote = recording.changeable(unit, by, number)
        new = forms.read_quote(unit, by, memo, values, quote)
        corrected = quote.correct(recording.presentable(unit, new)[0])
        now, saved = (forms.correction_form(unit, by, each) for each in (quote, corrected))
        forms.check_unchanged(memo, now, saved)
        return recording.correct(unit, by, number, new, occasion.channel)
    new, because = forms.read_quote(unit, by, memo, values), _because(values)
    receipt = recording.record(unit, new, occasion.channel)
    if not forms.opens_case(memo) or new.sentiment is Sentiment.POSITIVE:
        return receipt
    opened = voting.escalate(unit, by, QuoteNumber(receipt.number), because)
    if receipt.verb == recording.KNOWN:
        return opened
    return Receipt(voting.RECORDED_AND_OPENED, opened.number, receipt.notes)


def _because(values: forms.Values) -> str:
    """Raises: SentenceMissing, before anything is recorded."""
    try:
        return remark(forms.text(values, "because"))
    except SentenceMissing as missing:
        raise missing.at("because") from None


SUBMITTED: Mapping[str, Callable[[UnitOfWork, Occasion, str, forms.Values], Receipt]] = {"quote": _submit_quote}
