"""Many people and two processes at one case: exactly one has it, and the others learn who."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.domain.cases import Entry, Move, State
from bot.domain.quotes import Sentiment, Vote
from bot.domain.refs import CaseNumber, MemberNumber, QuoteNumber
from bot.domain.reminders import Reminded, Rung
from bot.ports import UnitOfWork
from tests.builders import MONDAY
from tests.storage.company import Company, company, words

EACH = 25


@pytest.fixture
async def acme(database_url: str) -> AsyncIterator[Company]:
    async with company(database_url) as there:
        await there.does(lambda unit: unit.quotes.add(words(sentiment=Sentiment.NEGATIVE)))
        yield there


def opened(unit: UnitOfWork) -> None:
    by = MemberNumber(99)
    unit.cases.add(QuoteNumber(1), by, unit.now, Entry(Move.OPEN, by, unit.now))


def at_once(acme: Company, what: str) -> list[str]:
    """What came of it for fifty people, half of them in each of two processes that begin together."""
    command = [sys.executable, "-m", "tests.contract.claimants", acme.url, str(acme.id), what]
    processes = [
        subprocess.Popen(
            [*command, str(first), str(first + EACH)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for first in (1, 1 + EACH)
    ]
    try:
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        said = [process.communicate("go\n", timeout=120)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    return [outcome for lines in said for outcome in json.loads(lines)]


async def test_only_one_of_fifty_claims_wins(acme: Company) -> None:
    await acme.does(opened)
    outcomes = await asyncio.to_thread(at_once, acme, "claims")
    case = await acme.sees(lambda unit: unit.cases.get(CaseNumber(1)))
    assert Counter(outcomes) == {"won": 1, f"{case.owner} has it": 2 * EACH - 1}
    assert (case.state, case.version) == (State.CLAIMED, 2)
    assert outcomes.index("won") + 1 == case.owner
    timeline = await acme.sees(lambda unit: unit.cases.timeline(case.number))
    assert [(entry.move, entry.by) for entry in timeline] == [(Move.OPEN, 99), (Move.CLAIM, case.owner)]


async def test_fifty_ends_of_the_world_are_one_case(acme: Company) -> None:
    outcomes = await asyncio.to_thread(at_once, acme, "opens")
    assert Counter(outcomes) == {"opened 1": 1, "voted on 1": 2 * EACH - 1}
    case = await acme.sees(lambda unit: unit.cases.of_quote(QuoteNumber(1)))
    assert case is not None
    assert case.opener == outcomes.index("opened 1") + 1
    assert await acme.sees(lambda unit: unit.votes.counts(QuoteNumber(1))) == {Vote.WORLD: 2 * EACH}


async def test_two_ticks_at_once_remind_once(acme: Company) -> None:
    def reminds(unit: UnitOfWork) -> bool:
        if unit.cases.reminded(CaseNumber(1)):
            return False
        unit.cases.note_reminder(CaseNumber(1), Reminded(Rung.UNCLAIMED, unit.now, MONDAY))
        return True

    await acme.does(opened)
    given = await asyncio.gather(*(acme.does(reminds) for _ in range(20)))
    assert sum(given) == 1
