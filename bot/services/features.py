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
from bot.services.people import redraw
from bot.services.showing import all_shown
from bot.speech import QuoteOfTheDay, QuoteRemoved, ShownQuote

Place = tuple[ChannelNumber, date]


class NeverChosen(LookupError):
    """Posted, but there is no choice to post."""


def place(errand: Errand) -> Place:
    """The channel and the date that a quote of the day is for."""
    return ChannelNumber(errand.subject), date.fromisoformat(errand.notes[0])


def too_late(unit: UnitOfWork, leased: Leased, channel: Channel, day: date) -> bool:
    """Held up beyond its day's cut-off. Who asks for it after that means it."""
    return leased.created_at < calendar.cutoff(channel.schedule, day) <= unit.now


def composed(unit: UnitOfWork, leased: Sequence[Leased]) -> Mapping[str, Letter]:
    """The letters by their errands' ids, of those that are in order."""
    places = {each.id: place(each.errand) for each in leased}
    channels = unit.channels.some(number for number, _ in places.values())
    planned = {where: kept for where, kept in unit.features.some(places.values()).items() if kept.fate is Fate.PLANNED}
    cards = _cards(unit, planned)
    letters = {}
    for each in leased:
        channel, card = channels.get(places[each.id][0]), cards.get(places[each.id])
        if channel and card and not channel.closed and not too_late(unit, each, channel, card.local_date):
            letters[each.id] = Letter(channel.ref, card, channel.language)
    return letters


def _cards(unit: UnitOfWork, planned: Mapping[Place, Feature]) -> Mapping[Place, QuoteOfTheDay]:
    """What goes to many channels is one and the same."""
    quotes = unit.quotes.some({kept.choice.quote for kept in planned.values() if kept.choice})
    shown = _shown(unit, [quote for quote in quotes.values() if quote.featurable])
    made: dict[tuple[QuoteNumber, date, bool], QuoteOfTheDay] = {}
    cards = {}
    for where, kept in planned.items():
        if kept.choice and (quote := shown.get(kept.choice.quote)):
            key = quote.number, kept.local_date, kept.choice.archive
            cards[where] = made.setdefault(key, QuoteOfTheDay(quote, kept.local_date, kept.choice.archive))
    return cards


def all_sent(unit: UnitOfWork, went: Sequence[Sent]) -> frozenset[str]:
    """As ``delivery.all_sent``, for quotes of the day. The ids of those that are done with: the others have to be seen
    to by themselves, for somebody was asked about them, or their quote has gone with a workspace that was unlinked.

    Raises: NeverChosen.
    """
    went = [each for each in went if each.leased.revision == 1]
    kept = unit.features.some(place(each.leased.errand) for each in went)
    # Held: who takes one back meanwhile either sees the post, or is seen here.
    quotes = unit.quotes.hold_all({_chosen(kept, each)[0] for each in went})
    went = [each for each in went if _chosen(kept, each)[0] in quotes]
    if went:
        _settle(unit, went, kept, quotes)
    return frozenset(each.leased.id for each in went)


def _settle(
    unit: UnitOfWork, went: Sequence[Sent], kept: Mapping[Place, Feature], quotes: Mapping[QuoteNumber, Quote]
) -> None:
    unit.outbox.all_sent([each.leased for each in went])
    places = [place(each.leased.errand) for each in went]
    chosen = [_chosen(kept, each) for each in went]
    unit.features.all_shown([(kept[where], quotes[quote]) for where, (quote, _) in zip(places, chosen, strict=True)])
    shown = _shown(unit, list(quotes.values()))
    posts, current = [], []
    for each, (number, archive), (_, day) in zip(went, chosen, places, strict=True):
        if each.message:
            errand = each.leased.errand
            posts.append(Post(0, each.message, Kind.FEATURE, errand.subject, number, errand.notes))
            current.append(each.said == _again(quotes[number], shown[number], day, archive))
    added = unit.posts.add_all(posts)
    redraw(unit, [post for post, as_said in zip(added, current, strict=True) if not as_said])


def _chosen(kept: Mapping[Place, Feature], went: Sent) -> tuple[QuoteNumber, bool]:
    """The quote, and whether it is from the archive. Raises: NeverChosen."""
    feature = kept.get(place(went.leased.errand))
    if feature is None or feature.choice is None:
        raise NeverChosen(went.leased.errand.key)
    return feature.choice.quote, feature.choice.archive


def _again(quote: Quote, shown: ShownQuote, day: date, archive: bool) -> QuoteOfTheDay | QuoteRemoved:
    if quote.withdrawn or quote.sentiment is Sentiment.NEGATIVE:
        return QuoteRemoved(quote.number)
    return QuoteOfTheDay(shown, day, archive)


def _shown(unit: UnitOfWork, quotes: Sequence[Quote]) -> Mapping[QuoteNumber, ShownQuote]:
    return {shown.number: shown for shown in all_shown(unit, quotes)}
