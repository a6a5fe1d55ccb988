"""Quotes of the day on their way, many at once: what each says, and what follows once it is out.

Everybody's is due at the same hour, so what they need is read and kept together. What is out of the ordinary with one
of them is not seen to here: ``bot.services.delivery`` looks at each by itself.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain import calendar
from bot.domain.channels import Channel
from bot.domain.quotes import Quote, Sentiment
from bot.domain.refs import ChannelNumber, QuoteNumber
from bot.ports import Errand, Fate, Feature, Kind, Leased, Letter, Post, Sent, UnitOfWork
from bot.services import errands
from bot.services.people import redraw
from bot.services.showing import all_shown
from bot.speech import QuoteOfTheDay, ShownQuote

Place = tuple[ChannelNumber, date]


def place(errand: Errand) -> Place:
    """The channel and the date that a quote of the day is for."""
    return ChannelNumber(errand.subject), errands.day_of(errand.notes)


def too_late(unit: UnitOfWork, leased: Leased, channel: Channel, day: date) -> bool:
    """Held up beyond its day's cut-off. Who asks for it after that means it."""
    return leased.created_at < calendar.cutoff(channel.schedule, day) <= unit.now


def composed(unit: UnitOfWork, leased: Sequence[Leased]) -> Mapping[str, Letter]:
    """The letters by their errands' ids, of those that are in order."""
    places = {each.id: place(each.errand) for each in leased}
    channels = unit.channels.some(number for number, _ in places.values())
    planned = {where: kept for where, kept in unit.features.some(places.values()).items() if kept.fate is Fate.PLANNED}
    cards = _cards(unit, planned, channels)
    letters = {}
    for each in leased:
        channel, card = channels.get(places[each.id][0]), cards.get(places[each.id])
        if channel and card and not channel.closed and not too_late(unit, each, channel, card.local_date):
            letters[each.id] = Letter(channel.ref, card, channel.language)
    return letters


def heard_on(shown: ShownQuote, feature: Feature | None, channel: Channel | None) -> date | None:
    """The day on which a quote from the archive was heard, by the channel's clock; None for any other."""
    archive = feature and feature.choice and feature.choice.archive
    return calendar.local_date(channel.schedule, shown.heard_at) if archive and channel else None


def _cards(
    unit: UnitOfWork, planned: Mapping[Place, Feature], channels: Mapping[ChannelNumber, Channel]
) -> Mapping[Place, QuoteOfTheDay]:
    """What goes to many channels is one and the same."""
    quotes = unit.quotes.some({kept.choice.quote for kept in planned.values() if kept.choice})
    shown = _shown(unit, [quote for quote in quotes.values() if quote.featurable])
    made: dict[tuple[QuoteNumber, date, date | None], QuoteOfTheDay] = {}
    cards = {}
    for where, kept in planned.items():
        if kept.choice and (quote := shown.get(kept.choice.quote)):
            archive = heard_on(quote, kept, channels.get(kept.channel))
            key = quote.number, kept.local_date, archive
            cards[where] = made.setdefault(key, QuoteOfTheDay(quote, kept.local_date, archive))
    return cards


def all_sent(unit: UnitOfWork, went: Sequence[Sent]) -> frozenset[str]:
    """As ``delivery.all_sent``, for quotes of the day. The ids of those that are done with: the others have to be seen
    to by themselves, for an earlier attempt wrote them, or somebody was asked about them, or they or their quote have
    gone with a workspace that was unlinked.
    """
    told = [(each, each.said) for each in went if isinstance(each.said, QuoteOfTheDay) and each.leased.revision == 1]
    # Held: who takes one back meanwhile either sees the post, or is seen here.
    quotes = unit.quotes.hold_all({said.quote.number for _, said in told})
    told = [(each, said) for each, said in told if said.quote.number in quotes]
    there = unit.features.settle_all([place(each.leased.errand) for each, _ in told], Fate.SHOWN)
    told = [(each, said) for each, said in told if place(each.leased.errand) in there]
    if told:
        unit.outbox.sent(*(each.leased for each, _ in told))
        _remember(unit, told, quotes)
    return frozenset(each.leased.id for each, _ in told)


def _remember(
    unit: UnitOfWork, told: Sequence[tuple[Sent, QuoteOfTheDay]], quotes: Mapping[QuoteNumber, Quote]
) -> None:
    """The posts, of which some may read otherwise by now."""
    shown = _shown(unit, list(quotes.values()))
    posts, current = [], []
    for each, said in told:
        if each.message:
            errand, number = each.leased.errand, said.quote.number
            posts.append(Post(0, each.message, Kind.FEATURE, errand.subject, number, errand.notes))
            current.append(_stands(said, quotes[number], shown[number]))
    added = unit.posts.add_all(posts)
    redraw(unit, [post for post, as_said in zip(added, current, strict=True) if not as_said])


def _stands(said: QuoteOfTheDay, quote: Quote, shown: ShownQuote) -> bool:
    """Whether the card reads as it would now."""
    return not quote.withdrawn and quote.sentiment is Sentiment.POSITIVE and said.quote == shown


def _shown(unit: UnitOfWork, quotes: Sequence[Quote]) -> Mapping[QuoteNumber, ShownQuote]:
    return {shown.number: shown for shown in all_shown(unit, quotes)}
