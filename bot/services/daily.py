"""The quote of the day: planned once per channel and local date, explained, skipped, previewed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain import calendar
from bot.domain.calendar import DayOff
from bot.domain.channels import Channel
from bot.domain.choice import Choice, Credited
from bot.domain.errors import Refused
from bot.domain.people import Member, NotAllowed
from bot.domain.quotes import Quote
from bot.domain.refs import ChannelNumber, MemberNumber, TeamNumber
from bot.domain.values import dataclass
from bot.ports import FEATURED, Fate, Feature, Receipt, UnitOfWork
from bot.services import channels, errands
from bot.services.showing import person, shown
from bot.speech import NoQuote, NothingFeatured, Person, ShownQuote, Today, Why

ASK_AGAIN_AFTER = timedelta(days=6, hours=12)
"""At most once a week, and on the same day of it: this week's tick may come a second earlier than the last one's."""


class AlreadyPosted(Refused):
    """Too late to skip. Facts: ``local_date``."""


Due = tuple[Channel, date, datetime]


def plan(unit: UnitOfWork, *numbers: ChannelNumber) -> None:
    """Decide each channel's quote of the day where one is due, and say when to look again. Any number of times is once.

    A channel that is no more needs none.
    """
    found, done = unit.channels.some(numbers).values(), unit.features.latest_dates(numbers)
    nexts = {each.number: channels.due_after(each, done.get(each.number), unit.now) for each in found}
    ready = [(each, *due) for each in found if (due := nexts[each.number]) and due[1] <= unit.now]
    # Where the bot came in after the hour, nobody has waited since then: its first quote is not late.
    _decide(unit, [(each, day, at if each.number in done else unit.now) for each, day, at in ready])
    nexts |= {channel.number: channels.due_after(channel, day, unit.now) for channel, day, _ in ready}
    unit.channels.wake({number: due[1] if due else None for number, due in nexts.items()})


def _decide(unit: UnitOfWork, ready: Sequence[Due]) -> None:
    """For each channel its date, whose quote is due at that instant."""
    choices = unit.features.choose_all([(channel, day) for channel, day, _ in ready])
    planned = unit.features.plan_all([_feature(channel, day, choices.get(channel.number)) for channel, day, _ in ready])
    new = [due for due in ready if due[0].number in planned]
    unit.outbox.add(*(errands.feature(*due) for due in new if due[0].number in choices))
    unit.outbox.add(*(errands.ask(*due) for due in new if due[0].number not in choices and _may_ask(unit, due[0])))


def _feature(channel: Channel, day: date, choice: Choice | None) -> Feature:
    return Feature(channel.number, day, Fate.PLANNED if choice else Fate.NOTHING, choice)


def _may_ask(unit: UnitOfWork, channel: Channel) -> bool:
    return not unit.features.asked_since(channel.number, unit.now - ASK_AGAIN_AFTER)


def post_now(unit: UnitOfWork, number: ChannelNumber) -> bool:
    """Do not wait for the hour: decide today's quote at once. False when today is decided already."""
    channel = unit.channels.get(number)
    day = calendar.local_date(channel.schedule, unit.now)
    if unit.features.get(number, day):
        return False
    _decide(unit, [(channel, day, unit.now)])
    due = channels.next_due(unit, channel)
    unit.channels.wake({number: due[1] if due else None})
    return True


def skip(unit: UnitOfWork, by: Member, channel: Channel) -> Receipt:
    """No quote of the day today, where one would come. Raises: NotAllowed, AlreadyPosted."""
    if not by.curator:
        raise NotAllowed
    day = calendar.local_date(channel.schedule, unit.now)
    if _none_comes(unit, channel, day):
        return Receipt("nothing-to-skip", channel.number)
    if not unit.features.plan(Feature(channel.number, day, Fate.SKIPPED)):
        feature = unit.features.get(channel.number, day)
        if feature and feature.fate in (Fate.SHOWN, Fate.UNCERTAIN):
            raise AlreadyPosted(local_date=day)
        unit.features.settle(channel.number, day, Fate.SKIPPED)
    channels.save(unit, channel)
    return Receipt("skipped", channel.number, (day.isoformat(),))


def unskip(unit: UnitOfWork, by: Member, channel: Channel) -> None:
    """Take back that today is skipped, by who may skip, while its hour is still to come."""
    day = calendar.local_date(channel.schedule, unit.now)
    due = calendar.due(channel.schedule, day)
    if by.curator and isinstance(due, datetime) and due > unit.now:
        unit.features.unskip(channel.number, day)


def _none_comes(unit: UnitOfWork, channel: Channel, day: date) -> bool:
    if feature := unit.features.get(channel.number, day):
        return feature.fate in (Fate.MISSED, Fate.NOTHING) or _removed(unit, feature)
    over = calendar.cutoff(channel.schedule, day) <= unit.now
    return bool(channel.closed or not channel.daily or over or _why_undecided(unit, channel, day))


def today(unit: UnitOfWork, channel: Channel) -> Today:
    """Today's quote of the channel, or when the next one comes and why there is none today."""
    day = calendar.local_date(channel.schedule, unit.now)
    feature, next_post = unit.features.get(channel.number, day), channels.next_post(unit, channel)
    if feature is None:
        return Today(None, day, next_post, _why_undecided(unit, channel, day))
    quote = _chosen(unit, feature)
    if quote and feature.fate in (Fate.SHOWN, Fate.UNCERTAIN):
        return Today(shown(unit, quote), day, next_post)
    return Today(None, day, next_post, NoQuote.REMOVED if _removed(unit, feature) else _WHY_NOT[feature.fate])


def _removed(unit: UnitOfWork, feature: Feature) -> bool:
    return feature.fate in _NEVER_AGAIN and feature.choice is not None and not _chosen(unit, feature)


_NEVER_AGAIN = (Fate.SHOWN, Fate.UNCERTAIN, Fate.MISSED)
"""No other quote takes the place of one that was taken back."""

_WHY_NOT = {
    Fate.PLANNED: NoQuote.ON_ITS_WAY,
    Fate.SKIPPED: NoQuote.SKIPPED,
    Fate.MISSED: NoQuote.MISSED,
    Fate.NOTHING: NoQuote.NOTHING,
}


def _why_undecided(unit: UnitOfWork, channel: Channel, day: date) -> DayOff | NoQuote | None:
    due = calendar.due(channel.schedule, day)
    if isinstance(due, DayOff):
        return due
    over = calendar.cutoff(channel.schedule, day) <= unit.now
    # A channel that never had a date has come to us after today's: nobody has missed anything.
    return NoQuote.MISSED if over and unit.features.latest(channel.number) else None


def _chosen(unit: UnitOfWork, feature: Feature) -> Quote | None:
    """None also when it was taken back, or has gone with a workspace that was unlinked."""
    quote = unit.quotes.some([feature.choice.quote]).get(feature.choice.quote) if feature.choice else None
    return quote if quote and quote.featurable else None


def why(unit: UnitOfWork, channel: Channel, day: date | None = None) -> Why | NothingFeatured:
    """Why that date's quote was chosen; without a date, the latest one's."""
    feature = unit.features.get(channel.number, day) if day else unit.features.latest_featured(channel.number)
    if not feature or not feature.choice or feature.fate not in FEATURED:
        return NothingFeatured(day)
    if not _chosen(unit, feature):
        return NothingFeatured(feature.local_date)
    return Why(feature.choice, named(unit, feature.choice.credited))


def named(unit: UnitOfWork, credited: Credited) -> Person | str | None:
    """Who a credit stands for, as they may be shown: a person, a team's name, or nobody.

    They may have gone with a workspace that was unlinked, and a channel still remembers whose turn it was.
    """
    if credited.kind == "m":
        number = MemberNumber(credited.number)
        return person(unit.members.some([number]).get(number))
    if credited.kind == "t":
        return next((team.name for team in unit.teams.all() if team.number == TeamNumber(credited.number)), None)
    return None


# Preview ----------------------------------------------------------------------------------------


class Silent(StrEnum):
    """Why a channel has no quote of the day, whatever the date."""

    CLOSED = "the channel is closed"
    OFF = "the quote of the day is off"


@dataclass(frozen=True, slots=True)
class Previewed:
    """One coming date of one channel. Without a ``choice``, ``reason`` says why nothing is posted."""

    channel: Channel
    local_date: date
    due_at: datetime | None
    quote: ShownQuote | None = None
    choice: Choice | None = None
    credited: Person | str | None = None
    reason: DayOff | Silent | Fate | None = None


def preview(unit: UnitOfWork, number: ChannelNumber, start: date | None, days: int) -> list[Previewed]:
    """The coming dates as they would turn out if nothing changed. To be rehearsed: it plans and shows for real."""
    channel = unit.channels.get(number)
    first = start or calendar.local_date(channel.schedule, unit.now)
    dates = zip(range(days), calendar.upcoming(channel.schedule, first), strict=False)
    silent = _silent(channel)
    return [row for _, (day, due) in dates for row in _previewed(unit, channel, day, silent or due)]


def _silent(channel: Channel) -> Silent | None:
    if channel.closed:
        return Silent.CLOSED
    return None if channel.daily else Silent.OFF


def _previewed(unit: UnitOfWork, channel: Channel, day: date, due: datetime | DayOff | Silent) -> Iterator[Previewed]:
    decided = unit.features.get(channel.number, day)
    if not isinstance(due, datetime) and not (decided and decided.choice):
        yield Previewed(channel, day, None, reason=due)
        return
    due_at = due if isinstance(due, datetime) else None
    if not decided and calendar.cutoff(channel.schedule, day) <= unit.now:
        yield Previewed(channel, day, due_at, reason=Fate.MISSED)
        return
    feature = decided if decided and decided.fate is not Fate.PLANNED else _promised(unit, channel, day, decided)
    quote = _chosen(unit, feature) if feature.fate in FEATURED else None
    if not quote or not feature.choice:
        yield Previewed(channel, day, due_at, reason=feature.fate)
        return
    yield Previewed(channel, day, due_at, shown(unit, quote), feature.choice, named(unit, feature.choice.credited))


def _promised(unit: UnitOfWork, channel: Channel, day: date, planned: Feature | None) -> Feature:
    """What a date's hour will bring, done for real: another quote, too, where the planned one was taken back."""
    choice = planned.choice if planned and _chosen(unit, planned) else unit.features.choose(channel, day)
    if choice is None:
        return Feature(channel.number, day, Fate.MISSED if planned else Fate.NOTHING)
    if not unit.features.plan(Feature(channel.number, day, Fate.PLANNED, choice)):
        unit.features.replan(Feature(channel.number, day, Fate.PLANNED, choice))
    unit.features.settle(channel.number, day, Fate.SHOWN)
    return Feature(channel.number, day, Fate.SHOWN, choice)
