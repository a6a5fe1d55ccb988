"""Units committed together take it that nothing came twice; what is wrong of that is put right before it counts."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import cast

import pytest

from bot.domain.errors import StaleVersion, StorageAway
from bot.domain.people import NotAllowed
from bot.domain.quotes import Sentiment
from bot.domain.refs import MemberRef, QuoteNumber
from bot.ports import Errand, Kind, Receipt, UnitOfWork
from storage import Limits
from storage.engine import make_engine
from storage.known import Memory, Shelf
from storage.repository import Scope
from storage.session import Session, WrongGuess
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import MORNING
from tests.storage.company import ACME, RIVAL, Company, company, found, records, together, words

EVENTS = [f"event:{number}" for number in range(20)]


UNHURRIED = Limits(within=30.0)
"""However slow the machine is, those who wait together are done together."""


@pytest.fixture
def limits() -> Limits:
    return UNHURRIED


@pytest.fixture
async def acme(database_url: str, limits: Limits) -> AsyncIterator[Company]:
    async with company(database_url, limits=limits) as there:
        yield there


def thanks(unit: UnitOfWork) -> QuoteNumber:
    return unit.quotes.add(words(text="Tack!")).number


class Handling:
    """Handles events, each once, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def __call__(self, event: str, unit: UnitOfWork) -> int:
        """The number of the quote that it led to, this time or an earlier one."""
        self.asked[event] += 1
        if receipt := unit.inbox.receipt(event):
            return receipt.number or 0
        number = records(unit)
        unit.outbox.add(Errand(Kind.CREDIT, f"credit:{number}", number, MemberRef(ACME, "ANNA")))
        unit.inbox.keep(event, Receipt("recorded", number))
        return number

    async def together(self, there: Company, *events: str) -> list[int | BaseException]:
        return await together(there, *(partial(self, event) for event in events))


async def test_an_event_that_came_before_is_known_among_others_that_are_new(acme: Company) -> None:
    handling = Handling()
    assert await handling.together(acme, EVENTS[0]) == [1]
    assert await handling.together(acme, *EVENTS) == list(range(1, 21))
    pending = await acme.registry(lambda registry: registry.pending(100))
    assert sorted(each.errand.subject for each in pending) == list(range(1, 21))


async def test_what_was_guessed_wrong_is_done_again_by_who_looks_and_nobody_guesses_for_a_while(acme: Company) -> None:
    """Also when it comes to light in the midst of a unit, here of the one that looks for what another has left."""
    handling = Handling()
    await handling.together(acme, EVENTS[0])
    await handling.together(acme, *EVENTS[:10], EVENTS[9])
    assert {handling.asked[event] for event in EVENTS[1:9]} == {2}
    await handling.together(acme, *EVENTS)
    assert {handling.asked[event] for event in EVENTS[10:]} == {1}


async def test_where_nothing_came_twice_everything_is_done_once(acme: Company) -> None:
    handling = Handling()
    assert await handling.together(acme, *EVENTS) == list(range(1, 21))
    assert set(handling.asked.values()) == {1}


async def test_one_event_many_times_at_once_is_one(acme: Company) -> None:
    handling = Handling()
    assert await handling.together(acme, *["event"] * 30) == [1] * 30
    assert set(await handling.together(acme, *["event", "another"] * 15)) == {1, 2}


async def test_who_failed_on_a_wrong_guess_may_yet_succeed(acme: Company) -> None:
    """What is refused the first time may be what the event itself has led to."""

    def handles(unit: UnitOfWork) -> str:
        if unit.inbox.receipt("event"):
            return "known"
        raise NotAllowed

    await acme.does(lambda unit: unit.inbox.keep("event", Receipt("recorded", 1)))
    assert await together(acme, handles, lambda unit: str(records(unit)), handles) == ["known", "1", "known"]


async def test_a_wrong_guess_is_nothing_for_a_unit_to_answer(acme: Company) -> None:
    """It comes to light as soon as a unit goes to the table in question, among whatever the unit is prepared for."""

    def looks(unit: UnitOfWork) -> str:
        if unit.quotes.same("Tack!", None, Sentiment.POSITIVE, MORNING - timedelta(days=1)):
            return "known"
        with suppress(Exception):
            unit.quotes.get(QuoteNumber(1))
        return "new"

    await acme.does(thanks)
    assert await together(acme, looks, looks) == ["known", "known"]


async def test_the_same_words_are_found_though_they_are_taken_back_in_the_same_transaction(acme: Company) -> None:
    def looks(unit: UnitOfWork) -> int:
        same = unit.quotes.same("Tack!", None, Sentiment.POSITIVE, MORNING - timedelta(days=1))
        return same.number if same else 0

    def takes_back(unit: UnitOfWork) -> int:
        unit.quotes.save(unit.quotes.get(QuoteNumber(1)).withdraw())
        return -1

    await acme.does(thanks)
    assert await together(acme, looks, takes_back, looks) == [1, -1, 0]


async def test_two_organisations_have_events_of_their_own(acme: Company) -> None:
    rival = await found(acme.url, acme.store, acme.clock, RIVAL)
    handling = Handling()
    assert await handling.together(acme, "event") == [1]
    assert await handling.together(rival, "event", "another") == [1, 2]
    assert set(handling.asked.values()) == {2, 1}


async def test_a_guess_that_is_wrong_spoils_what_would_be_committed(acme: Company) -> None:
    await acme.does(lambda unit: unit.inbox.keep("event", Receipt("recorded", 1)))
    with beginning(acme, guessing=True) as (session, unit):
        assert unit.inbox.receipt("event") is None
        assert unit.inbox.receipt("new") is None
        records(unit)
        with pytest.raises(WrongGuess):
            session.commit()
        assert not session.sound
        with pytest.raises(WrongGuess):
            session.commit()
    with beginning(acme, guessing=False) as (_, unit):
        assert unit.inbox.receipt("event") == Receipt("recorded", 1)
        assert unit.quotes.some([QuoteNumber(1)]) == {}


async def test_what_one_unit_guesses_of_several_tables_is_looked_for_in_each(acme: Company) -> None:
    def looks(unit: UnitOfWork) -> str:
        if unit.inbox.receipt("event"):
            return "come before"
        return (
            "said before" if unit.quotes.same("Tack!", None, Sentiment.POSITIVE, MORNING - timedelta(days=1)) else "new"
        )

    await acme.does(thanks)
    assert await together(acme, looks) == ["said before"]


async def test_nobody_guesses_who_is_done_again_for_anothers_fault(acme: Company) -> None:
    """Nor is anything left of what was guessed the first time."""
    handling = Handling()
    await handling.together(acme, EVENTS[0])

    def is_slower(unit: UnitOfWork) -> int:
        raise StaleVersion

    units: list[Callable[[UnitOfWork], int]] = [
        partial(handling, EVENTS[0]),
        partial(handling, EVENTS[1]),
        partial(handling, EVENTS[0]),
        is_slower,
    ]
    outcomes = await together(acme, *units)
    assert outcomes[:3] == [1, 2, 1]
    slower = outcomes[3]
    assert isinstance(slower, StaleVersion)


@pytest.mark.parametrize("limits", [replace(UNHURRIED, wary=0.0)])
async def test_who_guessed_wrong_looks_however_late(acme: Company) -> None:
    handling = Handling()
    await handling.together(acme, EVENTS[0])
    async with asyncio.timeout(20):
        assert await handling.together(acme, *EVENTS[:3]) == [1, 2, 3]


@pytest.mark.parametrize("limits", [replace(UNHURRIED, wary=0.1)])
async def test_after_a_while_there_are_guesses_again(acme: Company) -> None:
    handling = Handling()
    await handling.together(acme, EVENTS[0])
    await handling.together(acme, EVENTS[0])
    before = handling.asked[EVENTS[0]]
    await asyncio.sleep(0.2)
    await handling.together(acme, EVENTS[0])
    assert handling.asked[EVENTS[0]] == before + 2


@pytest.mark.parametrize("limits", [replace(UNHURRIED, room=12)])
async def test_there_is_as_much_room_after_a_wrong_guess_as_before(acme: Company) -> None:
    handling = Handling()
    await handling.together(acme, EVENTS[0])
    await handling.together(acme, *EVENTS[:10])
    release = threading.Event()
    slow = [asyncio.ensure_future(acme.does(lambda unit: release.wait(30))) for _ in range(20)]
    await asyncio.sleep(0.1)
    refused = [each for each in slow if each.done() and isinstance(each.exception(), StorageAway)]
    release.set()
    await asyncio.gather(*slow, return_exceptions=True)
    assert len(refused) >= 20 - 12 - 3


async def test_words_that_were_taken_back_are_new_to_who_guesses(acme: Company) -> None:
    await acme.does(_taken_back)
    asked: list[bool] = []

    def says_them_again(unit: UnitOfWork) -> bool:
        asked.append(unit.quotes.same("Tack!", None, Sentiment.POSITIVE, MORNING - timedelta(days=1)) is None)
        return asked[-1]

    assert await together(acme, says_them_again) == [True]
    assert asked == [True], "it was done once"


def _taken_back(unit: UnitOfWork) -> None:
    unit.quotes.save(replace(unit.quotes.get(thanks(unit)), withdrawn=True))


@contextmanager
def beginning(there: Company, *, guessing: bool) -> Iterator[tuple[Session, UnitOfWork]]:
    """A transaction and a unit in it, undone at the end."""
    session = Session(make_engine(there.url))
    try:
        session.begin(guessing=guessing)
        memory = Memory(Shelf(), session, hold=True)
        yield session, cast(UnitOfWork, SqlUnitOfWork(Scope(session, memory.find(ACME), MORNING, True, memory)))
        session.rollback()
    finally:
        session.close()
