"""Whatever people do, in whatever order, and however the platform fails meanwhile: what stands in the chats is what is
so, once, nobody stands there by name who must not, and nobody is left out.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import NamedTuple

import pytest

from bot.domain.errors import NotSent, Refused, Unknown
from bot.domain.quotes import Quote, Sentiment
from bot.domain.refs import CaseNumber, ChannelRef, MemberNumber, MemberRef, QuoteNumber
from bot.domain.steps import Step
from bot.ports import Kind, Post, UnitOfWork
from bot.services import composing, doubts, people, recording
from bot.services.case_places import forewarned
from bot.speech import Action, Message, QuoteForm
from bot.wording import message, words
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, DECLAN, EIRIK, FRIDA, KUNDER, PRAISE, PROFILES, UK
from tests.services.company import Company
from tests.wording.samples import spoken

Told = tuple[QuoteNumber | None, Kind, MemberRef | None]

PEOPLE = (BJORN, CECILIA, EIRIK, FRIDA)
STEPS: Mapping[Step, Mapping[str, str]] = {
    Step.CONTACTED: {"how": "phone", "expectation": "high"},
    Step.CAUSE: {"basis": "known: asked the customer"},
    Step.LEARNING: {},
}


class Deed(NamedTuple):
    """Who does something, to which of the latest quotes or cases, and in what way."""

    by: int
    to: int
    how: int

    @property
    def who(self) -> MemberRef:
        return PEOPLE[self.by % len(PEOPLE)]

    @property
    def whom(self) -> MemberRef:
        return PEOPLE[self.how % len(PEOPLE)]


# What is done -------------------------------------------------------------------------------------


async def record(company: Company, deed: Deed) -> None:
    sign, said = ("+", PRAISE) if deed.to % 2 else ("-", CRITICISM)
    credit = f"@{deed.whom.id.lower()}" if deed.how % 3 else "@@delivery"
    naming = (deed.whom, ". ") if deed.how % 2 else ()
    place = (KUNDER, UK)[deed.by % 2]
    await company.say(deed.who, [f'{sign} "', *naming, f'{said[deed.how % 3]} {deed.to}" {credit}'], place)


async def correct(company: Company, deed: Deed) -> None:
    form = await company.press(ASTRID, Action.CORRECT, await quote(company, deed))
    assert isinstance(form, QuoteForm)
    changes = (
        {"sentiment": "positive"},
        {"sentiment": "negative"},
        {"credits": (deed.who,)},
        {"credits": (deed.who, FRIDA), "teams": []},
        {"text": f"{PRAISE[0]} Tack @{(await company.member(deed.who)).name}!"},
    )
    await company.send_form(ASTRID, form, **changes[deed.how % len(changes)])


async def withdraw(company: Company, deed: Deed) -> None:
    await company.press(ASTRID, Action.WITHDRAW, await quote(company, deed))


async def vote(company: Company, deed: Deed) -> None:
    action = Action.NO_BIG_DEAL if deed.how % 3 == 0 else Action.WORLD
    await company.press(deed.who, action, await quote(company, deed))


async def escalate(company: Company, deed: Deed) -> None:
    await company.say(deed.who, f"escalate {await quote(company, deed)} because Frida Öberg had promised")


async def thank(company: Company, deed: Deed) -> None:
    await company.press(deed.who, Action.THANK, await quote(company, deed))


async def react(company: Company, deed: Deed) -> None:
    if cards := [each.ref for each in company.slack.standing if each.ref]:
        card = cards[-1 - deed.to % len(cards)]
        await company.react(deed.who, card, "🌍❤"[deed.how % 2], deed.how % 4 > 0, ours=True)


async def press(company: Company, deed: Deed) -> None:
    actions = (Action.CLAIM, Action.CLAIM, Action.ACCEPT, Action.RELEASE, Action.FOLLOW, Action.UNDO_CASE)
    await company.press(deed.who, actions[deed.how % len(actions)], await case(company, deed))


async def say(company: Company, deed: Deed) -> None:
    purposes = (Action.SAY_WHY, Action.CLOSE, Action.REOPEN, Action.DECLINE)
    purpose, number = purposes[deed.how % len(purposes)], await case(company, deed)
    await company.submit(deed.who, "sentence", f"{purpose}|{number}", words="Frida Öberg has called her.")


async def add_context(company: Company, deed: Deed) -> None:
    memo = f"{Action.ADD_CONTEXT}|{await quote(company, deed)}"
    await company.submit(deed.who, "sentence", memo, words="The van of Frida had broken down.")


async def work(company: Company, deed: Deed) -> None:
    """What the case's owner does."""
    number = await case(company, deed)
    owner = await company.read(_owner, number)
    if owner is None:
        return
    billing = str(company.team["billing"])
    match deed.how % 6:
        case 0:
            await company.submit(owner, "hand-over", f"{number}", to=(deed.who,), team="", words="Yours?")
        case 1:
            await company.submit(owner, "hand-over", f"{number}", to=(), team=billing, words="")
        case 2:
            learning, loop = "Frida Öberg knows it.", "Called her back."
            await company.submit(owner, "resolve", f"{number}", learning=learning, possible="yes", loop=loop)
        case 3:
            told = {"said": "She had called Frida Öberg.", "learned": "Ask once.", "changed": "One list."}
            await company.submit(owner, "story", f"{number}", **told, named=deed.by % 2 == 0)
        case 4:
            step = f"{number}|{Step.CHANGE}"
            await company.submit(owner, "step", step, words="One list for all.", team=billing)
        case _:
            step, more = list(STEPS.items())[deed.by % len(STEPS)]
            await company.submit(owner, "step", f"{number}|{step}", words="Frida Öberg found it.", **more)


async def choose_to_be_named(company: Company, deed: Deed) -> None:
    await company.opt_out(deed.who, named=deed.how % 3 == 0)


async def be_renamed(company: Company, deed: Deed) -> None:
    """Not Frida, whose name others have written down without a sign."""
    if deed.who != FRIDA:
        name = PROFILES[deed.who].name if deed.how % 2 else f"Kim {deed.who.id.title()}son"
        await company.write(people.changed, replace(PROFILES[deed.who], name=name))


async def rename_the_team(company: Company, deed: Deed) -> None:
    name, members = (("billing", (CECILIA, DECLAN)), ("delivery", (BJORN, EIRIK)))[deed.by % 2]
    memo = str(company.team[name])
    await company.submit(ASTRID, "team", memo, name=f"{name} {deed.how}" if deed.how else name, members=members)


async def fail(company: Company, deed: Deed) -> None:
    error = (Unknown("dropped"), Unknown("dropped"), NotSent("slow", timedelta(seconds=20)), NotSent("away", None))
    company.slack.fail(error[deed.how % 4], stored=deed.how % 4 == 0)


async def pass_time(company: Company, deed: Deed) -> None:
    spans = ({"seconds": 2}, {"seconds": 30}, {"minutes": 16}, {"hours": 7})
    await company.later(**spans[deed.how % 4])


DEEDS: Mapping[Callable[[Company, Deed], Awaitable[None]], int] = {
    record: 3,
    correct: 4,
    withdraw: 1,
    vote: 5,
    escalate: 2,
    thank: 2,
    react: 2,
    press: 6,
    say: 3,
    add_context: 2,
    work: 8,
    choose_to_be_named: 2,
    be_renamed: 1,
    rename_the_team: 1,
    fail: 3,
    pass_time: 8,
}
"""How often each is done beside the others."""


async def quote(company: Company, deed: Deed) -> int:
    """One of the latest three, or the first that there will be."""
    latest = await company.read(lambda unit: unit.quotes.latest(3))
    return latest[deed.to % len(latest)].number if latest else 1


async def case(company: Company, deed: Deed) -> int:
    """Of one of the latest five, or the first that there will be."""
    known = await company.read(_latest_cases)
    return known[deed.to % len(known)] if known else 1


def _latest_cases(unit: UnitOfWork) -> list[int]:
    return [case.number for each in unit.quotes.latest(5) if (case := unit.cases.of_quote(each.number))]


def _owner(unit: UnitOfWork, number: int) -> MemberRef | None:
    owner = unit.cases.get(CaseNumber(number)).owner
    return None if owner is None else unit.members.get(owner).ref


# What must be so then -----------------------------------------------------------------------------


async def settle(company: Company) -> None:
    """The platform is itself again, and all that waited has gone out."""
    company.slack.forgive()
    for minutes in (1, 1, 2, 4, 8, 16):
        await company.later(minutes=minutes)


async def check(company: Company) -> None:
    standing = {each.ref: each.letter for each in company.slack.standing if each.ref}
    hidden = await company.read(_opted_out)
    for post, kept, now in await company.write(_redrawn):
        letter = standing[post.message]
        shown = texts(letter.message, letter.language)
        assert shown == texts(now, letter.language), post
        concerned = await company.read(_names, kept.members if kept.sentiment is Sentiment.NEGATIVE else ())
        for name in hidden if post.to else hidden | concerned:
            assert not [text for text in shown if name in text], (name, post)
    untold = await company.read(_untold)
    if not company.slack.reads_back:
        # Whether such a card is out somebody has been asked.
        untold = {each for each in untold if each[1] is not Kind.NEGATIVE}
    assert untold == set()
    once(company)


def once(company: Company) -> None:
    """What cannot be looked for, one person alone may read twice rather than never."""
    sought = [each for each in company.slack.standing if each.ref]
    if not company.slack.reads_back:
        sought = [each for each in sought if isinstance(each.to, ChannelRef)]
    sent = Counter(each.id for each in sought)
    assert [id for id, times in sent.items() if times > 1] == []


def texts(said: Message, language: str) -> tuple[str, ...]:
    worded = message(said, words(language))
    return (worded.notification, *spoken(worded))


def _redrawn(unit: UnitOfWork) -> list[tuple[Post, Quote, Message]]:
    """All that stands with a customer's words on it, as it reads now."""
    posts = [post for post in unit.posts.latest(999) if not doubts.forgotten(unit, post)]
    shown = [(post, unit.quotes.get(post.quote)) for post in posts if post.quote is not None]
    return [(post, quote, composing.again(unit, post, quote)) for post, quote in shown]


def _untold(unit: UnitOfWork) -> set[Told]:
    """Who has nothing in their chat of the praise that is for them, or of the criticism that concerns them, and which
    criticism has no card.
    """
    wanted: set[Told] = set()
    for each in unit.quotes.latest(999):
        if each.withdrawn:
            continue
        wanted |= {(each.number, Kind.CREDIT, member.ref) for member in recording.told(unit, each).values()}
        if each.sentiment is Sentiment.NEGATIVE:
            wanted |= {(each.number, Kind.HEADS_UP, member.ref) for member in forewarned(unit, each).values()}
            wanted.add((each.number, Kind.NEGATIVE, None))
    return wanted - {(post.quote, post.kind, post.to) for post in unit.posts.latest(999)}


def _names(unit: UnitOfWork, numbers: Sequence[MemberNumber]) -> set[str]:
    return {member.name for member in unit.members.some(numbers).values()}


def _opted_out(unit: UnitOfWork) -> set[str]:
    members = (unit.members.by_ref(ref) for ref in PEOPLE)
    # What others have written of her without a sign is of Frida only where she is credited.
    return {member.name for member in members if member and not member.named and member.ref != FRIDA}


HISTORIES, ON_POSTGRESQL = 24, 6
LONG, OFTEN = 160, 40
"""Deeds of a history, and how many between two looks at what stands."""


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_what_stands_is_what_is_so(company: Company, seed: int) -> None:
    await play(company, seed)


@pytest.mark.parametrize("seed", range(ON_POSTGRESQL))
async def test_so_it_is_on_postgresql(on_postgresql: Company, seed: int) -> None:
    await play(on_postgresql, seed)


async def play(company: Company, seed: int) -> None:
    """Most of what is tried nobody may do just then. On every third platform nothing can be looked for."""
    company.slack.reads_back = seed % 3 > 0
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    deeds = Random(seed)
    for number in range(1, LONG + 1):
        [act] = deeds.choices(list(DEEDS), list(DEEDS.values()))
        with suppress(Refused):
            await act(company, Deed(*(deeds.randrange(12) for _ in range(3))))
        if number % OFTEN == 0:
            await settle(company)
            await check(company)
