"""At least one of everything the bot can say, in each shape that has words of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from bot import speech
from bot.domain.calendar import DayOff, Off
from bot.domain.channels import Channel, Schedule
from bot.domain.choice import NOBODY, Choice, Credited, Reason
from bot.domain.errors import StorageAway
from bot.domain.people import Member, Organisation, Profile, Team
from bot.domain.privacy import Kind
from bot.domain.quotes import Sentiment
from bot.domain.refs import (
    ChannelNumber,
    ChannelRef,
    MemberNumber,
    MemberRef,
    MessageRef,
    OrganisationId,
    QuoteNumber,
    TeamNumber,
    WorkspaceRef,
)
from bot.domain.requests import UnknownCommand
from bot.speech import Action, Person, ShownQuote

WORKSPACE = WorkspaceRef("demo", "D1")
DAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)

ANNA = Person(MemberRef(WORKSPACE, "U1"), "Anna Berg")
SAM = Person(MemberRef(WORKSPACE, "U2"), "Sam Ek")
ELSEWHERE = Person(None, "Kari Moe")
COLLEAGUE = Person(None, None)

PRAISE = ShownQuote(
    number=QuoteNumber(17),
    text="Hon stannade kvar i luren.",
    sentiment=Sentiment.POSITIVE,
    heard_at=datetime(2026, 3, 3, 12, tzinfo=UTC),
    people=(ANNA,),
    teams=("Faktura",),
    recorder=SAM,
    stage="use",
    via="phone",
    language="sv",
)
BARE = replace(PRAISE, people=(), teams=(), recorder=None, stage=None, via=None)
CRITICISM = replace(
    PRAISE,
    number=QuoteNumber(18),
    text="Tredje samtalet.",
    sentiment=Sentiment.NEGATIVE,
    people=(),
    recorder=None,
    customer="Ola",
    stage="get help",
    via="Zendesk",
    link="https://example.com/18",
)
FULL = replace(PRAISE, people=(ANNA, ELSEWHERE, COLLEAGUE, COLLEAGUE), teams=("Faktura", "Team Nord"))

CHANNEL = Channel(ChannelNumber(3), ChannelRef(WORKSPACE, "C1"), "kundord", Schedule(holidays="SE"), "sv")
NEXT = speech.NextPost(CHANNEL.ref, "kundord", MORNING, "Europe/Stockholm")
NEVER = replace(NEXT, at=None)
NAMELESS = replace(NEXT, name="")
TEAMS = (
    Team(TeamNumber(1), "Faktura", frozenset({MemberNumber(1)})),
    Team(TeamNumber(2), "Team Nord", frozenset({MemberNumber(1), MemberNumber(2)})),
)
MESSAGE = MessageRef(ChannelRef(WORKSPACE, "C1"), "1.2")
COMPANY = Organisation(OrganisationId(1), "Bolaget")
MINE = speech.MyQuotes((PRAISE, CRITICISM), (PRAISE, BARE))
MANY_CHANNELS = tuple((replace(CHANNEL, number=ChannelNumber(number)), NEXT) for number in range(32))


def member(*, admin: bool) -> Member:
    profile = Profile(MemberRef(WORKSPACE, "U1"), "Anna Berg", admin=admin)
    return Member(MemberNumber(1), profile)


def whys() -> Iterator[speech.Why]:
    somebody, march = Credited("m", 1), date(2026, 3, 3)
    for reason, since in ((Reason.NEVER_FEATURED, None), (Reason.LONGEST_AGO, march), (Reason.ARCHIVE, march)):
        for who in (ANNA, COLLEAGUE, "Faktura"):
            yield speech.Why(Choice(QuoteNumber(17), somebody, reason, since), who)
        yield speech.Why(Choice(QuoteNumber(17), NOBODY, reason, since), None)


MESSAGES: Mapping[type, Sequence[speech.Message]] = {
    speech.QuoteOfTheDay: [
        *(speech.QuoteOfTheDay(quote, DAY) for quote in (PRAISE, BARE, FULL)),
        speech.QuoteOfTheDay(PRAISE, DAY, archive=True),
    ],
    speech.QuoteRemoved: [speech.QuoteRemoved(QuoteNumber(17))],
    speech.AskForQuote: [speech.AskForQuote(None), speech.AskForQuote(DAY)],
    speech.CreditNotice: [
        speech.CreditNotice(PRAISE),
        speech.CreditNotice(PRAISE, "Faktura"),
        speech.CreditNotice(BARE, "Team Nord"),
    ],
    speech.ThanksNotice: [speech.ThanksNotice(ANNA, PRAISE), speech.ThanksNotice(COLLEAGUE, PRAISE)],
    speech.DraftPrompt: [
        *(speech.DraftPrompt(MESSAGE, sentiment) for sentiment in (None, *Sentiment)),
        speech.DraftPrompt(MESSAGE, Sentiment.NEGATIVE, QuoteNumber(17)),
    ],
    speech.ChannelWelcome: [speech.ChannelWelcome(CHANNEL, NEXT), speech.ChannelWelcome(CHANNEL, NEVER)],
    speech.ChannelPaused: [speech.ChannelPaused(CHANNEL, "is_archived")],
    speech.Recorded: [
        speech.Recorded(PRAISE, (), NEXT),
        speech.Recorded(FULL, (Kind.EMAIL, Kind.PHONE), NEVER),
        *(speech.Recorded(BARE, (kind,)) for kind in Kind),
        speech.Recorded(CRITICISM, tuple(Kind), NAMELESS),
        speech.Recorded(replace(PRAISE, people=(COLLEAGUE,), teams=())),
    ],
    speech.AlreadyRecorded: [speech.AlreadyRecorded(PRAISE), speech.AlreadyRecorded(CRITICISM)],
    speech.AskSentiment: [speech.AskSentiment(5, "Hon stannade kvar i luren.")],
    speech.Today: [
        speech.Today(PRAISE, DAY, NEXT),
        speech.Today(BARE),
        speech.Today(None),
        speech.Today(None, DAY, NEXT),
        speech.Today(None, DAY, NEVER),
        *(speech.Today(None, DAY, NEXT, DayOff(reason)) for reason in Off),
        speech.Today(None, DAY, NEXT, DayOff(Off.PUBLIC_HOLIDAY, "Julafton")),
    ],
    speech.Why: [*whys()],
    speech.NothingFeatured: [speech.NothingFeatured()],
    speech.MyQuotes: [MINE, speech.MyQuotes((), ())],
    speech.Found: [
        speech.Found("luren", ()),
        speech.Found("luren", (PRAISE,), frozenset({PRAISE.number})),
        speech.Found("luren", (FULL, CRITICISM)),
    ],
    speech.Undone: [speech.Undone(PRAISE)],
    speech.Corrected: [speech.Corrected(PRAISE), speech.Corrected(CRITICISM, (Kind.IBAN,))],
    speech.Withdrawn: [speech.Withdrawn(QuoteNumber(17))],
    speech.Thanked: [speech.Thanked(SAM), speech.Thanked(COLLEAGUE), speech.Thanked(None)],
    speech.Paused: [speech.Paused(DAY)],
    speech.Resumed: [speech.Resumed(NEXT), speech.Resumed(NEVER)],
    speech.Skipped: [speech.Skipped(DAY)],
    speech.ScheduleSaved: [
        speech.ScheduleSaved(CHANNEL, NEXT),
        speech.ScheduleSaved(CHANNEL, NEVER),
        speech.ScheduleSaved(replace(CHANNEL, daily=False), NEVER),
    ],
    speech.SettingsSaved: [speech.SettingsSaved()],
    speech.TeamSaved: [speech.TeamSaved("Faktura"), speech.TeamSaved("Team Nord")],
    speech.Hello: [speech.Hello(None), speech.Hello(NEXT), speech.Hello(NEVER)],
    speech.Help: [speech.Help(), speech.Help(root="")],
    speech.OfferForm: [speech.OfferForm(Action.RECORD)],
    speech.Refusal: [
        speech.Refusal(StorageAway()),
        speech.Refusal(UnknownCommand(words="gnu", nearest=("i dag", "mina"))),
    ],
    speech.WentWrong: [speech.WentWrong()],
}

HOMES = (
    speech.Home(None, speech.MyQuotes((), ())),
    speech.Home(
        PRAISE,
        MINE,
        (
            (CHANNEL, NEXT),
            (CHANNEL, NEVER),
            (replace(CHANNEL, daily=False), NEVER),
            (replace(CHANNEL, closed="is_archived"), NEVER),
        ),
        TEAMS,
        curator=True,
    ),
    speech.Home(PRAISE, MINE, MANY_CHANNELS, curator=True),
)

FORMS: Mapping[type, Sequence[speech.FormSpeech]] = {
    speech.QuoteForm: [
        speech.QuoteForm(),
        speech.QuoteForm(
            TEAMS, COMPANY.stages, Sentiment.POSITIVE, stage="use", source=MESSAGE, team_numbers=(TeamNumber(2),)
        ),
        speech.QuoteForm(unreadable=True),
        speech.QuoteForm(number=QuoteNumber(17), text="Hon stannade kvar i luren."),
    ],
    speech.ScheduleForm: [
        speech.ScheduleForm(CHANNEL),
        speech.ScheduleForm(
            replace(
                CHANNEL,
                schedule=Schedule(timezone="Europe/Kiev", holidays="DE-BY", days_off=frozenset({DAY})),
                teams=frozenset({TeamNumber(2)}),
                stages=frozenset({"get help"}),
            ),
            TEAMS,
            COMPANY.stages,
        ),
    ],
    speech.SettingsForm: [
        speech.SettingsForm(member(admin=False), COMPANY),
        speech.SettingsForm(member(admin=True), COMPANY, (MemberRef(WORKSPACE, "U2"),)),
    ],
    speech.TeamForm: [speech.TeamForm(), speech.TeamForm(TEAMS[0], (MemberRef(WORKSPACE, "U1"),))],
}

ALL_MESSAGES = [each for values in MESSAGES.values() for each in values]
ALL_FORMS = [each for values in FORMS.values() for each in values]


def named(value: Any) -> str:
    return type(value).__name__


def spoken(value: object) -> Iterator[str]:
    """Every string in something worded that a person may read: not its ids."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from spoken(each)
    elif is_dataclass(value) and not isinstance(value, MemberRef):
        for each in fields(value):
            if each.name not in _UNSEEN:
                yield from spoken(getattr(value, each.name))


_UNSEEN = {"value", "name", "form", "memo", "url", "language"}
