"""One company never sees another's data: every method, by the names the ports give them."""

import inspect
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot import ports
from bot.domain.cases import Case, Entry, Move
from bot.domain.errors import KundordError
from bot.domain.quotes import MemberCredit, NoSuchQuote, Sentiment, Vote
from bot.domain.refs import ChannelRef, MemberNumber, MemberRef, MessageRef, QuoteNumber, TeamNumber
from bot.domain.reminders import Reminded, Rung
from bot.domain.steps import Logged, Step
from bot.ports import Address, Errand, Fate, Feature, Kind, Post, Receipt, Told, UnitOfWork
from storage.engine import make_engine
from tests.builders import MORNING
from tests.storage.company import ACME, RIVAL, WORDS, Company, channel, company, found, profile, words
from tests.storage.test_plans import statements

TODAY = date(2026, 11, 23)
HERE = ChannelRef(ACME, "CKUNDER")
MESSAGE = MessageRef(HERE, "1.1")
LONG_AGO = MORNING - timedelta(days=9)

NOTHING_OF = {
    "registry": "is not of one organisation",
    "repository.NEXT_NUMBER": "also numbers organisations",
    "leases.PENDING": "the registry's",
    "leases.IN_DOUBT": "the registry's",
    "leases.BACKLOG": "the registry's",
    "leases.HOW_MANY[0]": "the registry's",
    "leases.HOW_MANY[1]": "the registry's",
    "leases.due": "the registry's",
    "leases.due(busy)": "the registry's",
    "clock": "has no table",
    "links": "wishes name workspaces and codes, whose organisation may change",
    "organisations.ADD_ORGANISATION": "makes one",
    "organisations.LOOK_OF_WORKSPACE": "finds the organisation",
    "organisations.HOLD_OF_WORKSPACE": "finds the organisation",
    "search.FTS_INSERT": "the row id holds the organisation",
    "search.FTS_DELETE": "the row id holds the organisation",
    "search.FTS_FIND": "the row id holds the organisation",
    "learnings.FTS_INSERT": "the row id holds the organisation",
    "learnings.FTS_DELETE": "the row id holds the organisation",
    "learnings.FTS_FIND": "the row id holds the organisation",
}


def fill(unit: UnitOfWork) -> None:
    """Number one of everything."""
    anna = unit.members.meet(profile("ANNA")).number
    unit.members.save(replace(unit.members.get(anna), named_curator=True))
    unit.teams.add("Billing", frozenset({anna}))
    there = unit.channels.add(channel(), MORNING)
    quote = unit.quotes.add(replace(words(MemberCredit(anna), recorder=anna), source=MESSAGE)).number
    choice = unit.features.choose(there, TODAY)
    unit.features.plan(Feature(there.number, TODAY, Fate.PLANNED, choice))
    post = unit.posts.add(Post(0, MESSAGE, Kind.FEATURE, 1, quote))
    unit.posts.add(Post(0, MessageRef(HERE, "9.9"), Kind.FEATURE, 1, QuoteNumber(999)))
    unit.posts.add(Post(0, MessageRef(HERE, "9.8"), Kind.IN_DOUBT, 1, quote, ("errand",)))
    unit.reactions.put(post, anna, "🌍", True, MORNING)
    unit.votes.cast(quote, anna, Vote.WORLD, MORNING)
    unit.inbox.keep("event", Receipt("recorded"))
    unit.drafts.add(anna, "quote", {"text": WORDS})
    unit.drafts.keep(anna, "step|1", {"words": WORDS})
    unit.addresses.keep(Address(MemberRef(ACME, "ANNA"), "https://door.example/", "chat"))
    unit.outbox.add(Errand(Kind.ASK, "ask", 1, HERE))
    fill_cases(unit, anna)


def fill_cases(unit: UnitOfWork, anna: MemberNumber) -> None:
    """Anna's, one that is offered to her, and one that is nobody's."""
    bo = unit.members.meet(profile("BO")).number
    first, second, _ = [open_case(unit, anna, quote) for quote in (1, *(unit.quotes.add(words()).number for _ in "bc"))]
    hers = unit.cases.save(*first.claim(anna, MORNING))
    unit.cases.save(*hers.log(anna, MORNING, Logged(Step.LEARNING, "Call back before noon.")))
    his = unit.cases.save(*second.claim(bo, MORNING))
    unit.cases.save(*his.hand_over(bo, MORNING, unit.members.get(anna)))
    unit.cases.follow(first.number, bo)
    unit.cases.add_context(first.quote, anna, "The line was down.", MORNING)
    unit.cases.note_reminder(first.number, Reminded(Rung.NO_STEP, MORNING, TODAY))
    unit.cases.remind_at(first.number, MORNING)
    unit.cases.snooze(first.number, TODAY)
    unit.cases.tell(Told(first.number, first.version, "said", "learned", "changed", anna, TeamNumber(1), MORNING))


def open_case(unit: UnitOfWork, by: MemberNumber, quote: Any) -> Case:
    return unit.cases.add(quote, by, MORNING, Entry(Move.OPEN, by, MORNING))


def value_for(parameter: inspect.Parameter) -> Any:
    """What names Acme's row, by the parameter's name; each is number one there."""
    by_name: dict[str, Any] = {
        "numbers": [1],
        "channels": [1],
        "days": [(1, TODAY)],
        "ref": MemberRef(ACME, "ANNA"),
        "refs": [MemberRef(ACME, "ANNA")],
        "name": "anna",
        "words": "broadband",
        "text": WORDS,
        "customer": None,
        "sentiment": Sentiment.POSITIVE,
        "since": LONG_AGO,
        "most": 9,
        "local_date": TODAY,
        "message": MESSAGE,
        "key": "event",
        "keys": ["ask"],
        "form": "step|1",
        "errand": "errand",
        "teams": [1],
        "of": [1],
        "workspace": ACME,
    }
    return by_name.get(parameter.name, 1)


READS = [
    (noun, method)
    for noun, protocol in inspect.get_annotations(ports.UnitOfWork).items()
    if noun not in {"now", "cause"}
    for method, function in inspect.getmembers(protocol, inspect.isfunction)
    if inspect.signature(function).return_annotation is not None and not method.startswith("_")
    if method not in {"add", "meet", "plan", "sent", "choose", "cast", "hold", "retry", "drop"}
    if method not in {"add_all", "plan_all", "choose_all", "hold_all", "settle_all"}
    if (noun, method) not in {("cases", "save"), ("outbox", "get"), ("outbox", "uncertain")}
    # To be linked, one company sees of another what its code shows: tests/contract/test_linking.py.
    if noun != "links"
]


def ask(unit: UnitOfWork, noun: str, method: str) -> Any:
    function: Callable[..., Any] = getattr(getattr(unit, noun), method)
    values = {name: value_for(each) for name, each in inspect.signature(function).parameters.items()}
    if (noun, method) in {("channels", "by_ref"), ("posts", "of_unfinished")}:
        values = {"ref": HERE}
    return function(**values)


ONE: Any = 1
SAVES: list[tuple[Callable[..., None], Callable[[UnitOfWork], Any]]] = [
    (lambda unit, member: unit.members.save(member), lambda unit: unit.members.get(ONE)),
    (lambda unit, team: unit.teams.save(team), lambda unit: unit.teams.get(ONE)),
    (lambda unit, there: unit.channels.save(there, None), lambda unit: unit.channels.get(ONE)),
    (lambda unit, quote: unit.quotes.save(quote), lambda unit: unit.quotes.get(ONE)),
    (
        lambda unit, case: unit.cases.save(case, Entry(Move.LOG, ONE, MORNING)) and None,
        lambda unit: unit.cases.get(ONE),
    ),
]


@pytest.fixture
async def both(database_url: str) -> AsyncIterator[tuple[Company, Company]]:
    async with company(database_url) as acme:
        rival = await found(acme.url, acme.store, acme.clock, RIVAL)
        await acme.does(fill)
        yield acme, rival


async def test_nobody_holds_another_companys_quote(both: tuple[Company, Company]) -> None:
    _, rival = both
    with pytest.raises(NoSuchQuote):
        await rival.does(lambda unit: unit.quotes.hold(ONE))
    assert await rival.does(lambda unit: unit.quotes.hold_all([ONE])) == {}


async def test_no_method_finds_another_companys_rows(both: tuple[Company, Company]) -> None:
    acme, rival = both
    assert len(READS) > 40
    for noun, method in READS:
        ours = await acme.sees(ask, noun, method)
        assert ours, f"{noun}.{method} finds nothing of its own"
        try:
            theirs = await rival.sees(ask, noun, method)
        except KundordError:
            continue
        assert not theirs, f"{noun}.{method}"


async def test_no_change_reaches_another_company(both: tuple[Company, Company]) -> None:
    acme, rival = both
    [leased] = await acme.registry(lambda registry: registry.lease(5, timedelta(minutes=1)))
    await acme.does(lambda unit: unit.outbox.add(Errand(Kind.ASK, "waiting", 1, HERE)))
    [waiting] = [each for each in await acme.registry(lambda registry: registry.pending(5)) if not each.leased]
    tomorrow = TODAY + timedelta(days=1)
    await acme.does(lambda unit: unit.features.plan(Feature(ONE, tomorrow, Fate.SKIPPED)))
    before = await acme.sees(everything)

    def meddles(unit: UnitOfWork) -> None:
        unit.features.settle(ONE, TODAY, Fate.SHOWN)
        unit.features.unskip(ONE, tomorrow)
        unit.channels.wake({ONE: None})
        unit.posts.remove(1)
        unit.posts.edited(1, MORNING)
        unit.votes.withdraw(ONE, ONE)
        unit.drafts.remove(1)
        unit.drafts.discard(ONE, "step|1")
        unit.cases.remind_at(ONE, None)
        unit.cases.look_at_all(MORNING + timedelta(days=9))
        unit.cases.snooze(ONE, TODAY + timedelta(days=1))
        unit.addresses.keep(Address(MemberRef(ACME, "ANNA"), "https://meddled.example/", "meddled"))
        unit.outbox.sent(replace(leased, organisation=unit.organisation.id))
        unit.outbox.needless(leased)
        unit.outbox.dropped(leased, "meddled")
        unit.outbox.again(leased, MORNING, "meddled", tried=True)
        unit.outbox.put_off([waiting.errand.key], MORNING + timedelta(days=9))
        assert not unit.outbox.uncertain(leased, "meddled")
        assert unit.outbox.get(leased.id) is None
        assert not unit.outbox.some([waiting.errand.key])
        assert not unit.outbox.retry(waiting.id)
        assert not unit.outbox.drop(waiting.id, "meddled")

    await rival.does(meddles)
    for save, read in SAVES:
        with pytest.raises(KundordError):
            await rival.does(save, await acme.sees(read))
    for add in (add_follower, add_context, add_reminder, add_story):
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            await rival.does(add)
    assert await acme.sees(everything) == before
    assert await acme.registry(lambda registry: registry.due_cases(9)) == [(acme.id, 1)]
    await acme.does(lambda unit: unit.outbox.sent(leased))


def add_follower(unit: UnitOfWork) -> None:
    unit.cases.follow(ONE, ONE)


def add_context(unit: UnitOfWork) -> None:
    unit.cases.add_context(ONE, ONE, "meddled", MORNING)


def add_reminder(unit: UnitOfWork) -> None:
    unit.cases.note_reminder(ONE, Reminded(Rung.NO_STEP, MORNING, TODAY + timedelta(days=1)))


def add_story(unit: UnitOfWork) -> None:
    unit.cases.tell(Told(ONE, 9, "meddled", "", "", None, None, MORNING))


def everything(unit: UnitOfWork) -> list[Any]:
    return [ask(unit, noun, method) for noun, method in READS]


def test_each_statement_asks_for_the_organisation() -> None:
    engine = make_engine("postgresql://nobody@127.0.0.1/nothing")
    named = [(name, statement) for name, statement in statements() if not _exempt(name)]
    assert len(named) > 50
    for name, statement in named:
        assert re.search(r"%\(organisation(_0)?\)s", statement.on(engine.dialect).sql), name


def _exempt(name: str) -> bool:
    return name in NOTHING_OF or name.partition(".")[0] in NOTHING_OF
