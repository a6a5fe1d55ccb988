"""What an errand says when its moment comes, and what a card that stands in a chat says by now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.domain import calendar
from bot.domain.cases import NoSuchCase
from bot.domain.channels import Channel, NoSuchChannel
from bot.domain.people import Member, Team
from bot.domain.quotes import MemberCredit, NoSuchQuote, Quote, Sentiment, TeamCredit
from bot.domain.refs import ChannelNumber, ChannelRef, MessageRef, QuoteNumber
from bot.ports import Errand, Fate, Feature, Kind, Leased, Letter, Post, UnitOfWork
from bot.services import case_cards, case_letters, channels, doubts, errands, features, link_requests, reactions
from bot.services.features import too_late
from bot.services.letters import private, reader, recipient
from bot.services.showing import person, shown
from bot.speech import (
    AskForQuote,
    ChannelPaused,
    ChannelWelcome,
    CreditNotice,
    DraftPrompt,
    Message,
    NoLongerHere,
    QuoteOfTheDay,
    QuoteRemoved,
    ThanksNotice,
)


def compose(unit: UnitOfWork, leased: Leased) -> Letter | None:
    """The letter as it reads now, or None when there is nothing left to say. Call within a write: a plan may change.

    Raises: NotSent, when it is not to go out yet.
    """
    try:
        return _COMPOSERS[leased.errand.kind](unit, leased)
    except (NoSuchCase, NoSuchChannel, NoSuchQuote):
        return None  # gone with a workspace that was unlinked meanwhile


def compose_all(unit: UnitOfWork, leased: Sequence[Leased]) -> list[Letter | None]:
    """As ``compose``, for each in the same order. What is in order of the day's quotes is read all at once."""
    ready = features.composed(unit, [each for each in leased if each.errand.kind is Kind.FEATURE])
    return [ready.get(each.id) or compose(unit, each) for each in leased]


def _feature(unit: UnitOfWork, leased: Leased) -> Letter | None:
    channel, day = _place(unit, leased.errand)
    feature = unit.features.get(channel.number, day)
    if not feature or feature.fate is not Fate.PLANNED or not feature.choice:
        return None
    if channel.closed or too_late(unit, leased, channel, day):
        unit.features.settle(channel.number, day, Fate.MISSED)
        return None
    quote = _kept(unit, feature.choice.quote)
    if not quote or not quote.featurable:
        return _instead(unit, leased, channel.number, day)
    said = shown(unit, quote)
    card = QuoteOfTheDay(said, day, features.heard_on(said, feature, channel))
    return Letter(channel.ref, card, channel.language)


def _kept(unit: UnitOfWork, number: QuoteNumber) -> Quote | None:
    """None when it has gone with a workspace that was unlinked."""
    try:
        return unit.quotes.get(number)
    except NoSuchQuote:
        return None


def _instead(unit: UnitOfWork, leased: Leased, number: ChannelNumber, day: date) -> Letter | None:
    """The planned quote was taken back. Another one goes out, unless the first may be out already."""
    choice = unit.features.choose(unit.channels.get(number), day)
    if leased.perhaps_out or not choice:
        unit.features.settle(number, day, Fate.MISSED)
        return None
    unit.features.replan(Feature(number, day, Fate.PLANNED, choice))
    return _feature(unit, leased)


def _ask(unit: UnitOfWork, leased: Leased) -> Letter | None:
    channel, day = _place(unit, leased.errand)
    if channel.closed or too_late(unit, leased, channel, day):
        return None
    # Recorded since this was planned: whoever is asked now has just answered.
    if unit.features.choose(channel, day):
        return None
    return Letter(channel.ref, _question(unit, channel, day), channel.language)


def _question(unit: UnitOfWork, channel: Channel, today: date) -> AskForQuote:
    if channel.teams or channel.stages:
        teams = tuple(team.name for team in unit.teams.all() if team.number in channel.teams)
        return AskForQuote(None, teams, tuple(sorted(channel.stages)))
    if latest := unit.quotes.latest_at():
        return AskForQuote(calendar.local_date(channel.schedule, latest), today=today)
    return AskForQuote(None)


def _credit(unit: UnitOfWork, leased: Leased) -> Letter | None:
    member, quote = recipient(unit, leased.errand), unit.quotes.get(QuoteNumber(leased.errand.subject))
    return private(member, _credit_card(unit, member, quote, leased.errand.notes) if member else None)


def _credit_card(unit: UnitOfWork, member: Member, quote: Quote, notes: Sequence[str]) -> CreditNotice | None:
    """None when the quote is no praise of this member any more: taken back, corrected, or never the team's again.

    Who has left the team since earned it all the same.
    """
    if quote.withdrawn or quote.sentiment is Sentiment.NEGATIVE:
        return None
    if MemberCredit(member.number) in quote.words.credits:
        return CreditNotice(shown(unit, quote))
    then, teams = errands.earned_with(notes), _teams(unit, quote)
    team = next((team for team in teams if team.number == then or member.number in team.members), None)
    return CreditNotice(shown(unit, quote), team.name) if team else None


def _teams(unit: UnitOfWork, quote: Quote) -> list[Team]:
    return [unit.teams.get(credit.team) for credit in quote.words.credits if isinstance(credit, TeamCredit)]


def _thanks(unit: UnitOfWork, leased: Leased) -> Letter | None:
    quote = unit.quotes.get(QuoteNumber(leased.errand.subject))
    return private(recipient(unit, leased.errand), _thanks_card(unit, quote, leased.errand.notes))


def _thanks_card(unit: UnitOfWork, quote: Quote, notes: tuple[str, ...]) -> ThanksNotice | None:
    if quote.withdrawn:
        return None
    # Thanks that stand stay, also those of somebody who has gone with a workspace that was unlinked.
    thankful = errands.thankful(notes)
    return ThanksNotice(person(unit.members.some([thankful]).get(thankful)), shown(unit, quote))


def _draft_prompt(unit: UnitOfWork, leased: Leased) -> Letter | None:
    errand = leased.errand
    token, sentiment, behind = errands.prompted(errand.notes)
    member = recipient(unit, errand)
    if not errand.within or not member:
        return None
    prompt = DraftPrompt(
        MessageRef.from_token(errand.within.workspace, token) if token else None,
        Sentiment(sentiment) if sentiment else None,
        behind,
    )
    return _whisper(errand.within, member, prompt, errand.thread)


def _welcome(unit: UnitOfWork, leased: Leased) -> Letter | None:
    channel = unit.channels.get(ChannelNumber(leased.errand.subject))
    member = recipient(unit, leased.errand)
    if channel.closed or not member:
        return None
    return _whisper(channel.ref, member, ChannelWelcome(channel, channels.next_post(unit, channel)))


def _channel_paused(unit: UnitOfWork, leased: Leased) -> Letter | None:
    channel = unit.channels.get(ChannelNumber(leased.errand.subject))
    if not channel.closed:
        return None
    return private(recipient(unit, leased.errand), ChannelPaused(channel, errands.paused_for(leased.errand.notes)))


def _edit(unit: UnitOfWork, leased: Leased) -> Letter | None:
    post = unit.posts.get(leased.errand.subject)
    if not post or post.quote is None or doubts.forgotten(unit, post):
        return None
    quote = _kept(unit, post.quote)
    card = again(unit, post, quote) if quote else QuoteRemoved(post.quote)
    return Letter(post.message.channel, card, _language(unit, post), replaces=post.message)


def again(unit: UnitOfWork, post: Post, quote: Quote) -> Message:
    """A card that already stands, as it reads now."""
    gone = QuoteRemoved if quote.withdrawn else NoLongerHere
    return _AGAIN[post.kind](unit, post, quote) or gone(quote.number)


def _feature_again(unit: UnitOfWork, post: Post, quote: Quote) -> QuoteOfTheDay | None:
    if quote.withdrawn or quote.sentiment is Sentiment.NEGATIVE:
        return None
    day, number, said = errands.day_of(post.notes), ChannelNumber(post.subject), shown(unit, quote)
    feature, channel = unit.features.get(number, day), unit.channels.some([number]).get(number)
    return QuoteOfTheDay(said, day, features.heard_on(said, feature, channel))


def _credit_again(unit: UnitOfWork, post: Post, quote: Quote) -> CreditNotice | None:
    member = reader(unit, post)
    return _credit_card(unit, member, quote, post.notes) if member else None


_AGAIN: Mapping[Kind, Callable[[UnitOfWork, Post, Quote], Message | None]] = {
    Kind.FEATURE: _feature_again,
    Kind.CREDIT: _credit_again,
    Kind.THANKS: lambda unit, post, quote: _thanks_card(unit, quote, post.notes),
    Kind.IN_DOUBT: doubts.in_doubt_again,
    **case_cards.AGAIN,
}
"""What stays in a chat with a customer's words on it, and must follow when they change."""


def _language(unit: UnitOfWork, post: Post) -> str:
    """A channel's own, or in a private chat that of the member it was written to."""
    if channel := unit.channels.by_ref(post.message.channel):
        return channel.language
    member = reader(unit, post)
    return member.profile.language if member else unit.organisation.language


def _taken_off(unit: UnitOfWork, leased: Leased) -> None:
    """Nothing is said: only its moment has come."""
    reactions.take_off(unit, leased.errand)


_COMPOSERS: Mapping[Kind, Callable[[UnitOfWork, Leased], Letter | None]] = {
    Kind.FEATURE: _feature,
    Kind.ASK: _ask,
    Kind.CREDIT: _credit,
    Kind.THANKS: _thanks,
    Kind.DRAFT_PROMPT: _draft_prompt,
    Kind.WELCOME: _welcome,
    Kind.CHANNEL_PAUSED: _channel_paused,
    Kind.EDIT: _edit,
    Kind.IN_DOUBT: doubts.in_doubt_notice,
    Kind.SHUT_OUT: doubts.shut_out_notice,
    Kind.TAKEN_OFF: _taken_off,
    **case_letters.COMPOSERS,
    **link_requests.COMPOSERS,
}


def _place(unit: UnitOfWork, errand: Errand) -> tuple[Channel, date]:
    number, day = features.place(errand)
    return unit.channels.get(number), day


def _whisper(channel: ChannelRef, member: Member, message: Message, thread: str | None = None) -> Letter:
    return Letter(channel, message, member.profile.language, private_to=member.ref, thread=thread)
