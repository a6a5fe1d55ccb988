"""What an errand says when its moment comes, and what follows from how it went (ARCHITECTURE §5)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from bot.domain import calendar
from bot.domain.channels import Channel
from bot.domain.errors import ChannelClosed, Rejected
from bot.domain.people import Member
from bot.domain.quotes import Quote, Sentiment
from bot.domain.refs import ChannelNumber, ChannelRef, MemberNumber, MessageRef, QuoteNumber, TeamNumber
from bot.ports import Errand, Fate, Feature, Kind, Leased, Letter, Post, UnitOfWork
from bot.services import channels
from bot.services.showing import person, shown
from bot.speech import (
    AskForQuote,
    ChannelPaused,
    ChannelWelcome,
    CreditNotice,
    DraftPrompt,
    Message,
    QuoteOfTheDay,
    QuoteRemoved,
    ThanksNotice,
)

POSTED = frozenset({Kind.FEATURE, Kind.CREDIT, Kind.THANKS})
"""What stays in a chat with a customer's words on it, and must follow when they change."""


def compose(unit: UnitOfWork, leased: Leased) -> Letter | None:
    """The letter as it reads now, or None when there is nothing left to say. Call within a write: a plan may change."""
    return _COMPOSERS[leased.errand.kind](unit, leased)


def _feature(unit: UnitOfWork, leased: Leased) -> Letter | None:
    channel, day = _place(unit, leased.errand)
    feature = unit.features.get(channel.number, day)
    if not feature or feature.fate is not Fate.PLANNED or not feature.choice:
        return None
    if channel.closed or calendar.cutoff(channel.schedule, day) <= unit.now:
        unit.features.settle(channel.number, day, Fate.MISSED)
        return None
    quote = unit.quotes.get(feature.choice.quote)
    if not quote.featurable:
        return _instead(unit, leased, channel.number, day)
    card = QuoteOfTheDay(shown(unit, quote), day, feature.choice.archive)
    return Letter(channel.ref, card, channel.language, quote=quote.number)


def _instead(unit: UnitOfWork, leased: Leased, number: ChannelNumber, day: date) -> Letter | None:
    """The planned quote was taken back. Another one goes out, unless the first may be out already."""
    choice = unit.features.choose(unit.channels.get(number), day)
    if leased.attempt > 1 or not choice:
        unit.features.settle(number, day, Fate.MISSED)
        return None
    unit.features.replan(Feature(number, day, Fate.PLANNED, choice))
    return _feature(unit, leased)


def _ask(unit: UnitOfWork, leased: Leased) -> Letter | None:
    channel, day = _place(unit, leased.errand)
    if channel.closed or calendar.cutoff(channel.schedule, day) <= unit.now:
        return None
    latest = unit.quotes.latest_at()
    since = calendar.local_date(channel.schedule, latest) if latest else None
    return Letter(channel.ref, AskForQuote(since), channel.language)


def _credit(unit: UnitOfWork, leased: Leased) -> Letter | None:
    return _to_member(unit, leased.errand, _credit_card(unit, leased.errand.subject, leased.errand.notes))


def _credit_card(unit: UnitOfWork, number: int, notes: tuple[str, ...]) -> CreditNotice | None:
    quote = unit.quotes.get(QuoteNumber(number))
    if quote.withdrawn or quote.sentiment is Sentiment.NEGATIVE:
        return None
    team = unit.teams.get(TeamNumber(int(notes[0]))).name if notes and notes[0] else None
    return CreditNotice(shown(unit, quote), team)


def _thanks(unit: UnitOfWork, leased: Leased) -> Letter | None:
    return _to_member(unit, leased.errand, _thanks_card(unit, leased.errand.subject, leased.errand.notes))


def _thanks_card(unit: UnitOfWork, number: int, notes: tuple[str, ...]) -> ThanksNotice | None:
    quote = unit.quotes.get(QuoteNumber(number))
    if quote.withdrawn:
        return None
    thankful = unit.members.get(MemberNumber(int(notes[0])))
    return ThanksNotice(person(thankful), shown(unit, quote))


def _draft_prompt(unit: UnitOfWork, leased: Leased) -> Letter | None:
    errand = leased.errand
    token, sentiment, quote = errand.notes
    member = _recipient(unit, errand)
    if not errand.within or not member:
        return None
    prompt = DraftPrompt(
        MessageRef.from_token(errand.within.workspace, token),
        Sentiment(sentiment) if sentiment else None,
        QuoteNumber(int(quote)) if quote else None,
    )
    return _whisper(errand.within, member, prompt, errand.thread)


def _welcome(unit: UnitOfWork, leased: Leased) -> Letter | None:
    channel = unit.channels.get(ChannelNumber(leased.errand.subject))
    member = _recipient(unit, leased.errand)
    if channel.closed or not member:
        return None
    return _whisper(channel.ref, member, ChannelWelcome(channel, channels.next_post(unit, channel)))


def _channel_paused(unit: UnitOfWork, leased: Leased) -> Letter | None:
    channel = unit.channels.get(ChannelNumber(leased.errand.subject))
    if not channel.closed:
        return None
    return _to_member(unit, leased.errand, ChannelPaused(channel, leased.errand.notes[0]))


def _edit(unit: UnitOfWork, leased: Leased) -> Letter | None:
    post = unit.posts.get(leased.errand.subject)
    if not post or post.quote is None:
        return None
    quote = unit.quotes.get(post.quote)
    card: Message | None = QuoteRemoved(quote.number) if quote.withdrawn else _again(unit, post, quote)
    if not card:
        return None
    return Letter(post.message.channel, card, _language(unit, post), replaces=post.message, quote=quote.number)


def _again(unit: UnitOfWork, post: Post, quote: Quote) -> Message | None:
    """A card that already stands, as it reads now."""
    if post.kind is Kind.CREDIT:
        return _credit_card(unit, quote.number, post.notes)
    if post.kind is Kind.THANKS:
        return _thanks_card(unit, quote.number, post.notes)
    day = date.fromisoformat(post.notes[0])
    feature = unit.features.get(ChannelNumber(post.subject), day)
    archive = bool(feature and feature.choice and feature.choice.archive)
    return QuoteOfTheDay(shown(unit, quote), day, archive)


def _language(unit: UnitOfWork, post: Post) -> str:
    """A channel's own, or in a private chat that of the member it was written to."""
    if channel := unit.channels.by_ref(post.message.channel):
        return channel.language
    member = unit.members.by_ref(post.to) if post.to else None
    return member.profile.language if member else unit.organisation.language


_COMPOSERS: Mapping[Kind, Callable[[UnitOfWork, Leased], Letter | None]] = {
    Kind.FEATURE: _feature,
    Kind.ASK: _ask,
    Kind.CREDIT: _credit,
    Kind.THANKS: _thanks,
    Kind.DRAFT_PROMPT: _draft_prompt,
    Kind.WELCOME: _welcome,
    Kind.CHANNEL_PAUSED: _channel_paused,
    Kind.EDIT: _edit,
}


# How it went ------------------------------------------------------------------------------------


def sent(unit: UnitOfWork, leased: Leased, message: MessageRef | None, quote: QuoteNumber | None) -> None:
    """It is out. A message that carries a quote is remembered, and a quote of the day counts as shown."""
    if not unit.outbox.sent(leased):
        return
    errand = leased.errand
    if errand.kind in POSTED and message:
        to = errand.to if not isinstance(errand.to, ChannelRef) else None
        unit.posts.add(Post(0, message, errand.kind, errand.subject, quote, errand.notes, to))
    if errand.kind is Kind.FEATURE:
        channel, day = _place(unit, errand)
        unit.features.settle(channel.number, day, Fate.SHOWN)


def nothing_to_say(unit: UnitOfWork, leased: Leased) -> None:
    unit.outbox.dropped(leased, "nothing left to say")


def not_sent(unit: UnitOfWork, leased: Leased, retry_at: datetime | None, reason: str) -> None:
    """Surely not out: again at the platform's time, or soon, and ever less often."""
    waited = timedelta(seconds=min(300, 5 * 2 ** min(leased.attempt, 6)))
    unit.outbox.again(leased, retry_at or unit.now + waited, reason, tried=False)


def perhaps_sent(unit: UnitOfWork, leased: Leased, lease_ends: datetime, reason: str) -> None:
    """Out, or not: the next attempt looks first, and not before this lease is over."""
    unit.outbox.again(leased, max(lease_ends, unit.now), reason, tried=True)


def rejected(unit: UnitOfWork, leased: Leased, error: Rejected) -> None:
    """Never to be out. A channel that takes no posts is closed until we are back in it, its owner told once."""
    errand = leased.errand
    unit.outbox.dropped(leased, error.reason)
    if errand.kind is Kind.FEATURE:
        channel, day = _place(unit, errand)
        unit.features.settle(channel.number, day, Fate.MISSED)
    if errand.kind is Kind.EDIT:
        unit.posts.remove(errand.subject)
    elif isinstance(error, ChannelClosed) and isinstance(errand.to, ChannelRef):
        channels.close(unit, errand.to, error.reason, tell=True)


def _place(unit: UnitOfWork, errand: Errand) -> tuple[Channel, date]:
    return unit.channels.get(ChannelNumber(errand.subject)), date.fromisoformat(errand.notes[0])


def _recipient(unit: UnitOfWork, errand: Errand) -> Member | None:
    """The member an errand goes to, unless they have left."""
    if isinstance(errand.to, ChannelRef):
        return None
    member = unit.members.by_ref(errand.to)
    return member if member and not member.profile.gone else None


def _to_member(unit: UnitOfWork, errand: Errand, message: Message | None) -> Letter | None:
    member = _recipient(unit, errand)
    if not member or not message:
        return None
    quote = getattr(message, "quote", None)
    return Letter(member.ref, message, member.profile.language, quote=quote.number if quote else None)


def _whisper(channel: ChannelRef, member: Member, message: Message, thread: str | None = None) -> Letter:
    return Letter(channel, message, member.profile.language, private_to=member.ref, thread=thread)
