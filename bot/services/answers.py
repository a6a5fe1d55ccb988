"""From a receipt to its answer: the same one, the first time as every other time an event comes."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.domain.privacy import PersonalData
from bot.domain.quotes import MemberCredit, Quote, Sentiment
from bot.domain.refs import ChannelNumber, MemberRef, QuoteNumber, TeamNumber
from bot.ports import Receipt, UnitOfWork
from bot.services import case_requests, case_showing, channels, daily, link_requests, people, recording
from bot.services.occasion import OutOfDate
from bot.services.showing import person, shown
from bot.services.typed_quotes import from_draft
from bot.speech import (
    AlreadyRecorded,
    Answer,
    AskSentiment,
    Corrected,
    Paused,
    Person,
    PostingAgain,
    Recorded,
    Resumed,
    ScheduleSaved,
    SettingsSaved,
    ShownQuote,
    Skipped,
    TeamSaved,
    Thanked,
    Thanking,
    Undone,
    Withdrawn,
)


def answer(unit: UnitOfWork, who: MemberRef, receipt: Receipt) -> Answer:
    """Raises: OutOfDate."""
    return _ANSWERS[receipt.verb](unit, who, receipt)


def _quote(unit: UnitOfWork, receipt: Receipt, *, private: bool = False) -> ShownQuote:
    return shown(unit, unit.quotes.get(QuoteNumber(receipt.number)), private=private)


def _masked(receipt: Receipt) -> tuple[PersonalData, ...]:
    return tuple(PersonalData(note) for note in receipt.notes)


def _recorded(unit: UnitOfWork, _: MemberRef, receipt: Receipt) -> Answer:
    quote = unit.quotes.get(QuoteNumber(receipt.number))
    negative = quote.sentiment is Sentiment.NEGATIVE
    similar = case_showing.learned_before(unit, quote.text) if negative else ()
    people, teams = _told(unit, quote)
    return Recorded(shown(unit, quote, private=True), _masked(receipt), people, teams, similar=similar)


def _told(unit: UnitOfWork, quote: Quote) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """Of those with credit, who hears of it, and the teams in which somebody does."""
    told, people, teams = recording.told(unit, quote), [], []
    for credit in quote.words.credits if told else ():
        if isinstance(credit, MemberCredit):
            people += [person(told[credit.member])] if credit.member in told else []
        else:
            team = unit.teams.get(credit.team)
            teams += [] if team.members.isdisjoint(told) else [team.name]
    return tuple(people), tuple(teams)


def _corrected(unit: UnitOfWork, _: MemberRef, receipt: Receipt) -> Answer:
    return Corrected(_quote(unit, receipt, private=True), _masked(receipt))


def _asked(unit: UnitOfWork, who: MemberRef, receipt: Receipt) -> Answer:
    kept = unit.drafts.get(receipt.number, people.known(unit, who).number)
    if kept is None:
        raise OutOfDate
    return AskSentiment(receipt.number, from_draft(who.workspace, kept).text)


def _paused(unit: UnitOfWork, _: MemberRef, receipt: Receipt) -> Answer:
    return Paused(channels.next_post(unit, unit.channels.get(ChannelNumber(receipt.number))))


def _skipped(unit: UnitOfWork, _: MemberRef, receipt: Receipt) -> Answer:
    next_post = channels.next_post(unit, unit.channels.get(ChannelNumber(receipt.number)))
    return Skipped(date.fromisoformat(receipt.notes[0]), next_post)


def _nothing_to_skip(unit: UnitOfWork, _: MemberRef, receipt: Receipt) -> Answer:
    return daily.today(unit, unit.channels.get(ChannelNumber(receipt.number)))


def _resumed(unit: UnitOfWork, _: MemberRef, receipt: Receipt) -> Answer:
    return Resumed(channels.next_post(unit, unit.channels.get(ChannelNumber(receipt.number))))


def _schedule_saved(unit: UnitOfWork, _: MemberRef, receipt: Receipt) -> Answer:
    channel = unit.channels.get(ChannelNumber(receipt.number))
    return ScheduleSaved(channel, channels.next_post(unit, channel))


_ANSWERS: Mapping[str, Callable[[UnitOfWork, MemberRef, Receipt], Answer]] = {
    recording.RECORDED: _recorded,
    recording.KNOWN: lambda unit, who, receipt: AlreadyRecorded(_quote(unit, receipt)),
    "corrected": _corrected,
    "asked": _asked,
    "undone": lambda unit, who, receipt: Undone(_quote(unit, receipt, private=True)),
    "withdrawn": lambda unit, who, receipt: Withdrawn(QuoteNumber(receipt.number)),
    recording.THANKED: lambda unit, who, receipt: Thanked(_quote(unit, receipt).recorder),
    recording.THANKED_ONESELF: lambda unit, who, receipt: Thanked(_quote(unit, receipt).recorder, Thanking.ONESELF),
    recording.THANKED_TOO_LATE: lambda unit, who, receipt: Thanked(_quote(unit, receipt).recorder, Thanking.TOO_LATE),
    "paused": _paused,
    "resumed": _resumed,
    "posting-again": lambda unit, who, receipt: PostingAgain(),
    "skipped": _skipped,
    "nothing-to-skip": _nothing_to_skip,
    "schedule-saved": _schedule_saved,
    "settings-saved": lambda unit, who, receipt: SettingsSaved(),
    **case_requests.ANSWERS,
    **link_requests.ANSWERS,
    "team-saved": lambda unit, who, receipt: TeamSaved(unit.teams.get(TeamNumber(receipt.number)).name),
}
