"""The threads that run units: nothing lost, nobody left waiting, and back again after a fault."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

import psycopg
import pytest

from bot.domain.errors import StorageAway
from bot.domain.refs import ChannelRef, MemberRef, MessageRef, OrganisationId, QuoteNumber
from bot.ports import Kind, Post, Registry, UnitOfWork
from storage import LIMITS, Limits, open_store
from storage.engine import make_engine
from tests.builders import MORNING
from tests.storage.company import ACME, RIVAL, Company, company, profile, records

T = TypeVar("T")

HASTY = "busy_timeout=100"


@pytest.fixture
def limits() -> Limits:
    return LIMITS


@pytest.fixture
async def acme(database_url: str, limits: Limits) -> AsyncIterator[Company]:
    async with company(database_url, limits=limits) as there:
        yield there


@pytest.fixture
async def on_sqlite(sqlite_url: str) -> AsyncIterator[Company]:
    """A company whose database waits a short while only for a lock."""
    async with company(sqlite_url, MORNING, HASTY) as there:
        yield there


@pytest.fixture
async def on_postgresql(postgresql_url: str) -> AsyncIterator[Company]:
    async with company(postgresql_url) as there:
        yield there


def path(acme: Company) -> str:
    return acme.url.removeprefix("sqlite:///")


def size(file: str) -> int:
    return Path(file).stat().st_size


@contextmanager
def locked(file: str) -> Iterator[None]:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


async def test_five_hundred_quotes_at_once_are_five_hundred_numbers(acme: Company) -> None:
    numbers = await asyncio.gather(*(acme.does(records) for _ in range(500)))
    assert sorted(numbers) == list(range(1, 501))


async def test_a_unit_that_runs_out_of_something_leaves_nobody_waiting(acme: Company) -> None:
    """A future takes no StopIteration: whoever awaits it would wait for ever."""
    nothing: Iterator[QuoteNumber] = iter(())
    for access in (acme.does, acme.sees):
        with pytest.raises(RuntimeError, match="StopIteration"):
            await asyncio.wait_for(access(lambda _unit: next(nothing)), 5)
    assert await acme.does(records) == 1


async def test_readers_do_not_wait_for_a_slow_writer(acme: Company) -> None:
    release = threading.Event()
    slow = asyncio.ensure_future(acme.does(lambda unit: release.wait(30)))
    await asyncio.wait_for(acme.sees(lambda unit: unit.quotes.latest_at()), timeout=10)
    assert not slow.done()
    release.set()
    assert await slow


async def test_the_loop_runs_on_while_a_unit_works(acme: Company) -> None:
    slow = asyncio.ensure_future(acme.does(lambda unit: time.sleep(0.3)))
    ticks = 0
    while not slow.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert ticks > 5


@pytest.mark.parametrize("limits", [Limits(room=20)])
async def test_too_much_waiting_is_refused_at_once(acme: Company) -> None:
    release = threading.Event()
    slow = [asyncio.ensure_future(acme.does(lambda unit: release.wait(30))) for _ in range(10)]
    await asyncio.sleep(0.1)
    many = [asyncio.ensure_future(acme.does(records)) for _ in range(50)]
    await asyncio.sleep(0)
    refused = [each for each in many if each.done() and isinstance(each.exception(), StorageAway)]
    assert len(refused) >= 20
    release.set()
    outcomes = await asyncio.gather(*slow, *many, return_exceptions=True)
    assert sum(isinstance(each, StorageAway) for each in outcomes) == len(refused)


async def test_who_goes_on_after_a_fault_of_the_database_is_not_told_that_it_is_done(acme: Company) -> None:
    """PostgreSQL ends the transaction with the error, and takes a commit for the end of it."""
    nowhere = Post(0, MessageRef(ChannelRef(ACME, "CKUNDER"), "1"), Kind.FEATURE, cast("int", None), quote=None)

    def swallows(unit: UnitOfWork) -> None:
        unit.members.meet(profile("ANNA"))
        with suppress(Exception):
            unit.posts.add(nowhere)

    told: object = None
    try:
        await acme.does(swallows)
    except RuntimeError as error:
        told = error
    kept = await acme.sees(lambda unit: unit.members.by_ref(MemberRef(ACME, "ANNA")))
    assert (kept is None) == (told is not None)


async def test_closing_finishes_what_was_taken_and_takes_nothing_more(acme: Company) -> None:
    taken = [asyncio.ensure_future(acme.does(records)) for _ in range(20)]
    await asyncio.sleep(0)
    await acme.store.close()
    assert len(await asyncio.gather(*taken)) == 20
    with pytest.raises(StorageAway):
        await acme.does(records)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("storage-")]


async def test_two_processes_that_install_one_workspace_make_one_organisation(on_postgresql: Company) -> None:
    held, other = threading.Event(), open_store(on_postgresql.url, on_postgresql.clock)

    def installs(registry: Registry) -> OrganisationId:
        return registry.install(RIVAL, "Rival", "UBOT").organisation

    def installs_slowly(registry: Registry) -> OrganisationId:
        made = installs(registry)
        held.set()
        time.sleep(0.3)
        return made

    first = asyncio.ensure_future(on_postgresql.registry(installs_slowly))
    await asyncio.to_thread(held.wait)
    assert await other.registry(installs) == await first
    await other.close()


async def test_closing_waits_no_longer_than_it_may_for_a_unit_that_hangs(acme: Company) -> None:
    answered = threading.Event()
    hanging = asyncio.ensure_future(acme.does(lambda unit: answered.wait(30)))
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await acme.store.close(within=0.1)
    assert not hanging.done()
    answered.set()
    assert await hanging


async def test_without_a_clock_the_databases_own_counts(acme: Company) -> None:
    own = open_store(acme.url)
    now = await own.write(acme.id, lambda unit: unit.now)
    assert abs(now - datetime.now(UTC)).total_seconds() < 5
    await own.close()


async def test_a_unit_that_ends_the_thread_ends_only_itself(acme: Company) -> None:
    def leaves(unit: UnitOfWork) -> None:
        raise SystemExit(3)

    outcome = asyncio.ensure_future(acme.does(leaves))
    await asyncio.wait([outcome])
    assert isinstance(outcome.exception(), RuntimeError)
    assert await acme.does(records) == 1


# The database is away ---------------------------------------------------------------------------


async def test_a_locked_file_is_away_for_all_who_wait_and_then_back(on_sqlite: Company) -> None:
    with locked(path(on_sqlite)):
        outcomes = await asyncio.gather(*(on_sqlite.does(records) for _ in range(30)), return_exceptions=True)
        assert all(isinstance(outcome, StorageAway) for outcome in outcomes)
        with pytest.raises(StorageAway):
            await on_sqlite.store.ping()
        await on_sqlite.sees(lambda unit: unit.quotes.latest_at())
    await on_sqlite.store.ping()
    assert await on_sqlite.does(records) == 1


async def test_a_full_disk_saves_nothing_of_anybody_and_ends(on_sqlite: Company) -> None:
    await on_sqlite.store.close()
    pages = size(path(on_sqlite)) // 4096 + 12
    store = open_store(on_sqlite.url, None, HASTY, f"max_page_count={pages}")
    small = Company(on_sqlite.url, store, on_sqlite.clock, on_sqlite.id)
    outcomes = await asyncio.gather(*(small.does(records) for _ in range(300)), return_exceptions=True)
    away = [outcome for outcome in outcomes if isinstance(outcome, StorageAway)]
    kept = sorted(outcome for outcome in outcomes if isinstance(outcome, int))
    assert away
    assert len(away) + len(kept) == 300
    await small.store.close()
    roomy = Company(on_sqlite.url, open_store(on_sqlite.url), on_sqlite.clock, on_sqlite.id)
    found = await roomy.sees(lambda unit: unit.quotes.search("broadband", 500))
    assert sorted(quote.number for quote in found) == kept
    assert await roomy.does(records) == len(kept) + 1
    await roomy.store.close()


async def test_a_file_that_may_only_be_read_is_away(on_sqlite: Company) -> None:
    await on_sqlite.store.close()
    reading = open_store(on_sqlite.url, None, "query_only=ON")
    with pytest.raises(StorageAway):
        await reading.ping()
    await reading.close()


async def test_a_lost_connection_is_made_again_without_anybody_noticing(on_postgresql: Company) -> None:
    await asyncio.gather(*(on_postgresql.does(records) for _ in range(12)))
    with psycopg.connect(on_postgresql.url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    numbers = await asyncio.gather(*(on_postgresql.does(records) for _ in range(12)))
    assert sorted(numbers) == list(range(13, 25))


async def test_a_server_that_only_reads_is_away_and_then_back(on_postgresql: Company) -> None:
    with psycopg.connect(on_postgresql.url, autocommit=True) as other:
        name = other.info.dbname
        other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        fresh = open_store(on_postgresql.url)
        with pytest.raises(StorageAway):
            await fresh.ping()
        other.execute(b"SET default_transaction_read_only = off")
        other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
    await fresh.ping()
    await fresh.close()


@pytest.mark.parametrize(
    ("said", "idle"), [("", "10"), ("?keepalives_idle=120", "120")], ids=["by itself", "as its URL says"]
)
def test_a_server_that_is_gone_without_a_word_is_noticed_within_half_a_minute(
    postgresql_url: str, said: str, idle: str
) -> None:
    connection = make_engine(postgresql_url + said).raw_connection()
    line = cast(psycopg.Connection, connection.dbapi_connection).info.get_parameters()
    connection.close()
    assert {"keepalives_idle": idle, "keepalives_interval": "5", "keepalives_count": "3"}.items() <= line.items()
    assert line["tcp_user_timeout"] == "30000"


async def test_a_server_that_is_not_there_is_away() -> None:
    nowhere = open_store("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StorageAway):
        await nowhere.ping()
    with pytest.raises(StorageAway):
        await nowhere.registry(lambda registry: registry.workspaces())
    await nowhere.close()


# Killed -----------------------------------------------------------------------------------------

WORKER = """
import asyncio, sys
from bot.domain.refs import OrganisationId
from storage import open_store
from storage.engine import make_engine
from tests.storage.company import words

async def main():
    store = open_store(sys.argv[1])
    async def one():
        while True:
            quote = await store.write(OrganisationId(1), lambda unit: unit.quotes.add(words()))
            print(quote.number, flush=True)
    await asyncio.gather(*(one() for _ in range(8)))

asyncio.run(main())
"""


def told_before_the_kill(url: str) -> list[int]:
    """The numbers of quotes that a process said it had recorded."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", WORKER, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as worker:
        assert worker.stdout is not None
        lines = [worker.stdout.readline() for _ in range(40)]
        worker.kill()
        return [int(line) for line in (*lines, *worker.stdout.read().split())]


async def test_what_was_answered_is_there_after_a_kill(acme: Company) -> None:
    told = [number for _ in range(3) for number in await asyncio.to_thread(told_before_the_kill, acme.url)]
    kept = await acme.sees(lambda unit: [quote.number for quote in unit.quotes.search("broadband", 100_000)])
    assert set(told) <= set(kept)
    assert len(told) == len(set(told))
    assert sorted(kept) == list(range(1, len(kept) + 1))
