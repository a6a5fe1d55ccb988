"""What is kept at hand is what the database has, whoever changed it, whatever came of that."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.errors import OrganisationMoved
from bot.domain.people import Member, NoSuchMember, NoSuchTeam, Team
from bot.domain.refs import MemberNumber, TeamNumber
from bot.ports import UnitOfWork
from storage import open_store
from storage.engine import make_engine
from storage.known import Memory, Shelf
from storage.prepared import Given, Statement
from storage.session import Session
from tests.storage.company import ACME, RIVAL, Company, company, profile
from tests.storage.test_migrations import connected

ANNA, BILLING = MemberNumber(1), TeamNumber(1)


@pytest.fixture
async def acme(database_url: str) -> AsyncIterator[Company]:
    async with company(database_url) as there:
        await there.does(fill)
        yield there


@pytest.fixture
async def replica(acme: Company) -> AsyncIterator[Company]:
    """Another process, as far as the store can tell: it has a memory of its own."""
    store = open_store(acme.url, acme.clock)
    yield Company(acme.url, store, acme.clock, acme.id)
    await store.close()


def fill(unit: UnitOfWork) -> None:
    anna = unit.members.meet(profile("ANNA", "Anna Berg")).number
    unit.teams.add("Billing", frozenset({anna}))


def seen(unit: UnitOfWork) -> tuple[object, ...]:
    """Everything that is kept at hand, asked for in every way."""
    anna, teams = unit.members.get(ANNA), unit.teams.all()
    assert unit.members.by_ref(anna.ref) == anna
    assert unit.teams.get(BILLING) in teams
    return anna, [*unit.members.named("anna"), *unit.members.named("bo")], list(teams), unit.organisation


def rename(unit: UnitOfWork) -> None:
    unit.members.save(replace(unit.members.get(ANNA), named=False, profile=profile("ANNA", "Bo Ek")))


def meet_another(unit: UnitOfWork) -> None:
    unit.members.meet(profile("BO", "Bo Ek"))


def add_team(unit: UnitOfWork) -> None:
    unit.teams.add("Delivery", frozenset({ANNA}))


def empty_team(unit: UnitOfWork) -> None:
    unit.teams.save(Team(BILLING, "Bills", frozenset()))


def choose(unit: UnitOfWork) -> None:
    unit.change(replace(unit.organisation, stages=("buy", "moan")))


def changed(unit: UnitOfWork, change: Callable[[UnitOfWork], None]) -> tuple[object, ...]:
    change(unit)
    return seen(unit)


async def test_of_names_that_are_none_nothing_is_kept(acme: Company) -> None:
    """Each refused line may have one, as long as a line may be."""

    def ask(unit: UnitOfWork) -> None:
        for number in range(50):
            assert unit.members.named(f"anna{number} " * 4_000) == []

    tracemalloc.start()
    try:
        await acme.does(ask)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 500_000


CHANGES = [rename, meet_another, add_team, empty_team, choose]


@pytest.mark.parametrize("change", CHANGES)
async def test_what_one_process_changes_every_other_sees_at_once(
    acme: Company, replica: Company, change: Callable[[UnitOfWork], None]
) -> None:
    before = await acme.does(seen)
    assert await replica.does(seen) == await replica.sees(seen) == before
    await replica.does(change)
    after = await acme.does(seen)
    assert after != before
    assert await acme.sees(seen) == await replica.sees(seen) == await replica.does(seen) == after


@pytest.mark.parametrize("change", CHANGES)
async def test_what_was_undone_nobody_has_seen(acme: Company, change: Callable[[UnitOfWork], None]) -> None:
    def fails(unit: UnitOfWork) -> None:
        change(unit)
        assert seen(unit) != before
        raise ZeroDivisionError

    before = await acme.does(seen)
    outcomes = await asyncio.gather(
        *(acme.does(each) for each in (seen, fails, seen, fails, seen)), acme.sees(seen), return_exceptions=True
    )
    assert [outcomes[place] for place in (0, 2, 4, 5)] == [before] * 4
    assert await acme.store.rehearse(acme.id, changed, change) != before
    assert await acme.does(seen) == before


@pytest.mark.parametrize("change", CHANGES)
async def test_a_unit_sees_what_it_and_those_committed_with_it_have_changed(
    acme: Company, replica: Company, change: Callable[[UnitOfWork], None]
) -> None:
    before = await acme.does(seen)
    _, own, other = await asyncio.gather(acme.does(seen), acme.does(changed, change), acme.does(seen))
    assert own == other == await replica.does(seen) != before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE members SET name = 'Bo Ek' WHERE number = 1",
        "DELETE FROM team_members WHERE member = 1",
        "UPDATE teams SET name = 'Bills', folded = 'bills'",
        "UPDATE organisations SET language = 'sv'",
    ],
)
async def test_what_is_changed_by_hand_is_seen_too(acme: Company, statement: str) -> None:
    before = await acme.does(seen)

    def by_hand() -> None:
        with connected(acme.url) as connection:
            connection.execute(text(statement))

    await asyncio.to_thread(by_hand)
    assert await acme.does(seen) == await acme.sees(seen) != before


async def test_who_was_not_there_is_found_once_they_are(acme: Company, replica: Company) -> None:
    def finds(unit: UnitOfWork) -> Member | None:
        with pytest.raises(NoSuchTeam):
            unit.teams.get(TeamNumber(9))
        return unit.members.by_ref(profile("BO").ref)

    assert await acme.does(finds) is None
    with pytest.raises(NoSuchMember):
        await acme.does(lambda unit: unit.members.get(MemberNumber(2)))
    await replica.does(meet_another)
    assert (
        await acme.does(finds)
        == await replica.sees(finds)
        == await acme.does(lambda unit: unit.members.get(MemberNumber(2)))
    )


class Counting(Session):
    asked = 0

    def run(self, statement: Statement, params: Given) -> list[Any]:
        self.asked += 1
        return super().run(statement, params)


@pytest.mark.parametrize("hold", [False, True])
def test_whose_a_workspace_is_and_what_is_known_of_it_is_one_question(acme: Company, hold: bool) -> None:
    session = Counting(make_engine(acme.url))
    session.begin()
    memory = Memory(Shelf(), session, hold=hold)
    for _ in range(2):
        assert memory.of(memory.find(ACME)).organisation.id == acme.id
    assert session.asked == 1
    with pytest.raises(OrganisationMoved):
        memory.find(RIVAL)
    session.rollback()
    session.close()
