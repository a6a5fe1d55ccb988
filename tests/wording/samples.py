"""At least one of everything the bot can say, in each shape that has words of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from bot import speech
from bot.domain.calendar import DayOff, Off
from bot.domain.cases import Move, State
from bot.domain.channels import AWAY, Channel, Schedule
from bot.domain.choice import NOBODY, Choice, Credited, Reason
from bot.domain.errors import StorageAway
from bot.domain.links import Side
from bot.domain.people import Member, Organisation, Profile, Team
from bot.domain.privacy import PersonalData
from bot.domain.quotes import Sentiment
from bot.domain.refs import (
    CaseNumber,
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
from bot.domain.reminders import Rung
from bot.domain.requests import UnknownCommand, Which
from bot.domain.steps import Basis, Expectation, Logged, Step
from bot.speech import Action, Person, ShownCase, ShownEntry, ShownQuote, Split

WORKSPACE = WorkspaceRef("demo", "D1")
DAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)

HOST = Side(WORKSPACE, "Furulid", 412, 1, 37, 3, alone=True)
GUEST = Side(WorkspaceRef("teams", "T1"), "Furulid Teams", 1, 0, 2, 1, alone=True)

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
NEXT = speech.NextPost(CHANNEL.ref, "kundord", MORNING, "Europe/Stockholm", DAY)
NEVER = replace(NEXT, at=None)
CLOSED = [replace(NEVER, closed=word) for word in (*sorted(AWAY), "restricted_action")]
OFF = replace(NEVER, daily=False)
CLOSED_AND_OFF = replace(OFF, closed="is_archived")
NAMELESS = replace(NEXT, name="")
TEAMS = (
    Team(TeamNumber(1), "Faktura", frozenset({MemberNumber(1)})),
    Team(TeamNumber(2), "Team Nord", frozenset({MemberNumber(1), MemberNumber(2)})),
)
MESSAGE = MessageRef(ChannelRef(WORKSPACE, "C1"), "1.2")
COMPANY = Organisation(OrganisationId(1), "Bolaget")
MINE = speech.MyQuotes((PRAISE, CRITICISM), (PRAISE, BARE))
MANY_CHANNELS = tuple((replace(CHANNEL, number=ChannelNumber(number)), NEXT) for number in range(32))


WORLD = replace(
    CRITICISM,
    number=QuoteNumber(19),
    text="Tredje samtalet, ingen kände till mitt ärende.",
    people=(SAM,),
    teams=("Faktura",),
    customer="Tvåbarnsförälder, Uppsala",
    via=None,
    link=None,
)
"""Against the rule it comes with the person it concerns: no card may show them all the same."""

STEPS = {
    Step.CONTACTED: Logged(Step.CONTACTED, "Hon ringde tre gånger.", "phone", Expectation.GOOD_ENOUGH),
    Step.CAUSE: Logged(Step.CAUSE, "Ärenden följer inte med.", basis=Basis.ASSUMED),
}
ALL_STEPS = {
    **STEPS,
    Step.LEARNING: Logged(Step.LEARNING, "Vi läser inte varandras anteckningar."),
    Step.CHANGE: Logged(Step.CHANGE, "Vi läser först.", team=TeamNumber(1)),
    Step.LOOP: Logged(Step.LOOP, "Hon har bytt bolag.", possible=False),
}
OPEN = ShownCase(CaseNumber(42), WORLD, State.OPEN, DAY, DAY, why="tredje kunden i veckan", split=Split(3, 1))
CLAIMED = replace(OPEN, state=State.CLAIMED, owner=ANNA, steps=STEPS, why="")
RESOLVED = replace(CLAIMED, state=State.RESOLVED, steps=ALL_STEPS, change_team="Faktura")
CASES = (
    OPEN,
    replace(OPEN, why="", split=Split(), steps=STEPS, context=("Det var strömavbrott.", "Vi var två.")),
    CLAIMED,
    replace(CLAIMED, steps={}, owner=COLLEAGUE, offered_to=ELSEWHERE),
    replace(CLAIMED, steps={Step.CAUSE: Logged(Step.CAUSE, "x", basis=Basis.DATA)}, offered_to="Team Nord"),
    RESOLVED,
    replace(RESOLVED, steps={**ALL_STEPS, Step.CAUSE: Logged(Step.CAUSE, "x", basis=Basis.ASKED)}, story_posted=True),
    replace(OPEN, state=State.WITHDRAWN),
    replace(OPEN, state=State.NO_BIG_DEAL, closing="Det löste sig samma dag."),
)
LEARNED = tuple(
    speech.ShownLearning(CaseNumber(number), WORLD.text, "Vi läser inte varandras anteckningar.") for number in range(4)
)
ENTRIES = (
    *(ShownEntry(move, ANNA, MORNING) for move in Move if move not in (Move.OFFER, Move.LOG)),
    ShownEntry(Move.NO_BIG_DEAL, COLLEAGUE, MORNING, "Det löste sig samma dag."),
    ShownEntry(Move.OFFER, ANNA, MORNING, "tredje kunden i veckan", to="Faktura"),
    ShownEntry(Move.OFFER, ANNA, MORNING, to=ELSEWHERE),
    *(ShownEntry(Move.LOG, ANNA, MORNING, logged=logged) for logged in ALL_STEPS.values()),
)


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
        speech.QuoteOfTheDay(PRAISE, DAY, archive=date(2026, 3, 3)),
    ],
    speech.NoLongerHere: [speech.NoLongerHere(QuoteNumber(17))],
    speech.QuoteRemoved: [speech.QuoteRemoved(QuoteNumber(17))],
    speech.AskForQuote: [
        speech.AskForQuote(None),
        speech.AskForQuote(DAY, today=DAY),
        speech.AskForQuote(None, ("Faktura", "Team Nord")),
        speech.AskForQuote(None, stages=("use", "get help")),
        speech.AskForQuote(None, ("Faktura",), ("use",)),
    ],
    speech.CreditNotice: [
        speech.CreditNotice(PRAISE),
        speech.CreditNotice(PRAISE, "Faktura"),
        speech.CreditNotice(BARE, "Team Nord"),
    ],
    speech.ThanksNotice: [speech.ThanksNotice(ANNA, PRAISE), speech.ThanksNotice(COLLEAGUE, PRAISE)],
    speech.DraftPrompt: [
        *(speech.DraftPrompt(MESSAGE, sentiment) for sentiment in (None, *Sentiment)),
        speech.DraftPrompt(MESSAGE, Sentiment.NEGATIVE, QuoteNumber(17)),
        speech.DraftPrompt(None),
    ],
    speech.ChannelWelcome: [
        speech.ChannelWelcome(CHANNEL, NEXT),
        speech.ChannelWelcome(CHANNEL, replace(NEXT, due=True)),
        speech.ChannelWelcome(replace(CHANNEL, private=True), NEVER),
        speech.ChannelWelcome(replace(CHANNEL, private=True, shared=True, daily=False), NEVER),
    ],
    speech.ChannelPaused: [
        *(
            speech.ChannelPaused(replace(CHANNEL, closed=reason), reason)
            for reason in (
                "is_archived",
                "not_in_channel",
                "channel_not_found",
                "restricted_action",
                "BotDisabledByAdmin",
            )
        ),
        speech.ChannelPaused(replace(CHANNEL, closed="is_archived", daily=False, follow_up=True), "is_archived"),
    ],
    speech.InDoubt: [
        speech.InDoubt("5f", "teams", CHANNEL, DAY),
        speech.InDoubt("5f", "slack", None),
        *(speech.InDoubt("5f", "teams", CHANNEL, DAY, became) for became in speech.Became),
    ],
    speech.ShutOut: [speech.ShutOut("slack", "token_revoked"), speech.ShutOut("teams", "unauthorized")],
    speech.NegativeQuote: [
        speech.NegativeQuote(WORLD, Split(3, 1)),
        speech.NegativeQuote(CRITICISM, context=("Det var strömavbrott.",)),
    ],
    speech.CaseCard: [
        *(speech.CaseCard(case) for case in CASES),
        speech.CaseCard(OPEN, private=True),
        speech.CaseCard(RESOLVED, private=True),
        *(speech.CaseCard(CLAIMED, private=True, role=role) for role in speech.Role),
    ],
    speech.CaseInShort: [speech.CaseInShort(case) for case in CASES],
    speech.HeadsUp: [speech.HeadsUp(WORLD, minutes) for minutes in (0, 1, 15)],
    speech.CaseSteps: [
        speech.CaseSteps(replace(CLAIMED, steps={}), fresh=True),
        speech.CaseSteps(replace(CLAIMED, why="tredje kunden i veckan")),
        speech.CaseSteps(RESOLVED),
    ],
    speech.OfferNotice: [
        speech.OfferNotice(CLAIMED, ANNA),
        speech.OfferNotice(CLAIMED, ANNA, "tredje kunden i veckan", team="Faktura"),
        *(speech.OfferNotice(CLAIMED, ANNA, "tredje kunden i veckan", ended=entry) for entry in ENTRIES),
    ],
    speech.OfferAnswered: [
        speech.OfferAnswered(CaseNumber(42), ANNA, True),
        speech.OfferAnswered(CaseNumber(42), COLLEAGUE, False, "tredje kunden i veckan"),
        speech.OfferAnswered(CaseNumber(42), ANNA, False, yours=True),
        speech.OfferAnswered(CaseNumber(42), ANNA, False, yours=True, team="Faktura"),
        speech.OfferAnswered(CaseNumber(42), ANNA, False, team="Faktura", asked=True),
    ],
    speech.OfferCalledOff: [speech.OfferCalledOff(CaseNumber(42), yours) for yours in (True, False)],
    speech.CaseReleased: [speech.CaseReleased(CaseNumber(42), ANNA, free=free) for free in (True, False)],
    speech.CaseOver: [speech.CaseOver(CaseNumber(42), praise) for praise in (True, False)],
    speech.CaseNote: [speech.CaseNote(CaseNumber(42), entry) for entry in ENTRIES],
    speech.CaseReminder: [speech.CaseReminder(rung, CLAIMED) for rung in Rung],
    speech.StoryReady: [speech.StoryReady(RESOLVED), speech.StoryReady(replace(RESOLVED, story_posted=True))],
    speech.Story: [
        speech.Story(CaseNumber(42), WORLD, "Hon ringde tre gånger.", "Vi lär.", "Vi läser först.", by, team, quiet)
        for by, team, quiet in (
            (ANNA, "Faktura", False),
            (COLLEAGUE, None, False),
            (None, "Faktura", True),
            (None, None, True),
        )
    ],
    speech.Recorded: [
        speech.Recorded(CRITICISM, similar=LEARNED),
        speech.Recorded(PRAISE, (), PRAISE.people, PRAISE.teams),
        speech.Recorded(PRAISE),
        speech.Recorded(FULL, (PersonalData.EMAIL, PersonalData.PHONE), FULL.people),
        *(speech.Recorded(BARE, (kind,)) for kind in PersonalData),
        speech.Recorded(CRITICISM, tuple(PersonalData)),
        speech.Recorded(PRAISE, (), (COLLEAGUE,)),
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
        *(speech.Today(None, DAY, NEXT, reason) for reason in speech.NoQuote),
        *(speech.Today(None, DAY, closed) for closed in CLOSED),
        speech.Today(None, DAY, OFF),
    ],
    speech.Why: [*whys()],
    speech.NothingFeatured: [speech.NothingFeatured(), speech.NothingFeatured(DAY)],
    speech.MyQuotes: [MINE, speech.MyQuotes((), ())],
    speech.Found: [
        speech.Found("luren", ()),
        speech.Found("luren", (PRAISE,), frozenset({PRAISE.number})),
        speech.Found("luren", (FULL, CRITICISM)),
        speech.Found("luren", (), learnings=LEARNED[:1]),
    ],
    speech.Undone: [speech.Undone(PRAISE)],
    speech.Corrected: [speech.Corrected(PRAISE), speech.Corrected(CRITICISM, (PersonalData.IBAN,))],
    speech.Withdrawn: [speech.Withdrawn(QuoteNumber(17))],
    speech.Thanked: [
        *(speech.Thanked(who, thanking) for who in (SAM, COLLEAGUE) for thanking in speech.Thanking),
        speech.Thanked(None),
    ],
    speech.Paused: [speech.Paused(NEXT), speech.Paused(OFF)],
    speech.Resumed: [speech.Resumed(NEXT), speech.Resumed(NEVER)],
    speech.PostingAgain: [speech.PostingAgain()],
    speech.Skipped: [speech.Skipped(DAY, NEXT)],
    speech.HomeRest: [
        speech.HomeRest(15, MANY_CHANNELS),
        speech.HomeRest(15, MANY_CHANNELS[:1]),
        speech.HomeRest(30, teams=TEAMS * 9),
    ],
    speech.ScheduleSaved: [
        speech.ScheduleSaved(CHANNEL, NEXT),
        speech.ScheduleSaved(CHANNEL, NEVER),
        *(speech.ScheduleSaved(CHANNEL, closed) for closed in CLOSED),
        speech.ScheduleSaved(replace(CHANNEL, daily=False), NEVER),
    ],
    speech.SettingsSaved: [speech.SettingsSaved()],
    speech.TeamSaved: [speech.TeamSaved("Faktura"), speech.TeamSaved("Team Nord")],
    speech.Hello: [*(speech.Hello(each) for each in (None, NEXT, NEVER, NAMELESS)), speech.Hello(NEXT, thanked=True)],
    speech.Welcome: [speech.Welcome(), speech.Welcome(emoji_anywhere=True)],
    speech.Help: [speech.Help(), speech.Help(root="", pageless=True)],
    speech.OfferForm: [speech.OfferForm(Action.RECORD)],
    speech.CaseDone: [
        *(speech.CaseDone(done, 42, until=DAY) for done in speech.Done),
        speech.CaseDone(speech.Done.LOGGED, 42, tuple(Step)),
    ],
    speech.CaseOpened: [
        speech.CaseOpened(OPEN),
        speech.CaseOpened(replace(OPEN, why="")),
        speech.CaseOpened(OPEN, tuple(PersonalData), LEARNED),
    ],
    speech.CaseHistory: [
        speech.CaseHistory(CaseNumber(42), ENTRIES),
        speech.CaseHistory(CaseNumber(42), ENTRIES * 3),
    ],
    speech.CaseList: [
        *(speech.CaseList(which, ()) for which in Which),
        *(speech.CaseList(which, CASES * 2) for which in Which),
    ],
    speech.LinkCode: [speech.LinkCode("K7QPM-2W9XD", 15)],
    speech.LinkPlan: [
        speech.LinkPlan("1a", HOST, GUEST),
        speech.LinkPlan("1a", HOST, GUEST, asked=True, by=SAM),
        speech.LinkPlan("1a", HOST, GUEST, asked=True),
    ],
    speech.LinkSaid: [speech.LinkSaid(step, "Furulid Teams") for step in speech.LinkStep],
    speech.Linked: [speech.Linked("Furulid Teams"), speech.Linked("Furulid Teams", 500, 1000)],
    speech.LinkDeclined: [speech.LinkDeclined("Furulid"), speech.LinkDeclined("Furulid", failed=True)],
    speech.UnlinkPlan: [speech.UnlinkPlan(("Furulid",)), speech.UnlinkPlan(("Furulid", "Furulid Teams"))],
    speech.Unlinked: [speech.Unlinked("Furulid")],
    speech.Refusal: [
        speech.Refusal(StorageAway()),
        speech.Refusal(UnknownCommand(words="gnu", nearest=("i dag", "mina"))),
    ],
    speech.WentWrong: [speech.WentWrong()],
}

HOMES = (
    speech.Home(None, speech.MyQuotes((), ())),
    speech.Home(
        speech.Today(PRAISE, DAY, NEXT),
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
    speech.Home(speech.Today(None, DAY, NEXT, speech.NoQuote.SKIPPED), MINE, MANY_CHANNELS, curator=True),
    speech.Home(
        speech.Today(FULL, DAY, NEXT),
        speech.MyQuotes((PRAISE,) * 4, (FULL,) * 4),
        MANY_CHANNELS,
        TEAMS * 9,
        curator=True,
        waiting=(RESOLVED, *CASES),
        offers=CASES,
        drafts=tuple((CaseNumber(42), begun) for begun in (Action.RESOLVE, Action.STORY, *Step)),
        open_cases=CASES,
    ),
    speech.Home(speech.Today(PRAISE), speech.MyQuotes((), ()), external=True),
)

FORMS: Mapping[type, Sequence[speech.FormSpeech]] = {
    speech.QuoteForm: [
        speech.QuoteForm(),
        speech.QuoteForm(
            TEAMS, COMPANY.stages, Sentiment.POSITIVE, stage="use", source=MESSAGE, team_numbers=(TeamNumber(2),)
        ),
        speech.QuoteForm(unreadable=True, private=True),
        speech.QuoteForm(text="Hon stannade kvar i luren…", cut=True),
        speech.QuoteForm(number=QuoteNumber(17), text="Hon stannade kvar i luren."),
        speech.QuoteForm(TEAMS, COMPANY.stages, follows=QuoteNumber(19)),
        speech.QuoteForm(sentiment=Sentiment.NEGATIVE, opens_case=True, because="tredje kunden i veckan"),
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
            curator=True,
        ),
    ],
    speech.SettingsForm: [
        speech.SettingsForm(member(admin=False), COMPANY),
        speech.SettingsForm(member(admin=True), COMPANY, (MemberRef(WORKSPACE, "U2"),), (ELSEWHERE, COLLEAGUE)),
    ],
    speech.SentenceForm: [
        speech.SentenceForm(purpose, 42)
        for purpose in (Action.SAY_WHY, Action.CLOSE, Action.REOPEN, Action.DECLINE, Action.ADD_CONTEXT)
    ],
    speech.StepForm: [
        *(speech.StepForm(CaseNumber(42), Logged(step, "")) for step in Step),
        *(speech.StepForm(CaseNumber(42), logged, TEAMS) for logged in ALL_STEPS.values()),
    ],
    speech.HandOverForm: [
        speech.HandOverForm(CaseNumber(42)),
        speech.HandOverForm(CaseNumber(42), TEAMS, linked=True),
    ],
    speech.ResolveForm: [
        speech.ResolveForm(CaseNumber(42)),
        speech.ResolveForm(CaseNumber(42), "Vi lär.", False, "Hon har bytt bolag."),
    ],
    speech.StoryForm: [
        *(speech.StoryForm(CaseNumber(42), WORLD, "a", "b", "c", named=named) for named in (False, None)),
        speech.StoryForm(CaseNumber(42), WORLD, "a", "b", "c", posted=True),
    ],
    speech.TeamForm: [speech.TeamForm(), speech.TeamForm(TEAMS[0], (MemberRef(WORKSPACE, "U1"),))],
}

ALL_MESSAGES = [each for values in MESSAGES.values() for each in values]
ALL_FORMS = [each for values in FORMS.values() for each in values]


def named(value: Any) -> str:
    return type(value).__name__


def as_read(text: str) -> str:
    """A space that no line ends at is a space to who reads it."""
    return text.replace("\u00a0", " ")


def spoken(value: object) -> Iterator[str]:
    """Every string in something worded that a person may read: not its ids."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield as_read(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from spoken(each)
    elif is_dataclass(value) and not isinstance(value, MemberRef):
        for each in fields(value):
            if each.name not in _UNSEEN:
                yield from spoken(getattr(value, each.name))


_UNSEEN = {"value", "name", "form", "memo", "url", "language"}
