"""Several processes lease by the database's clock, which each asks for now and then."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.sql import func

from bot.domain.refs import MemberRef
from bot.ports import Errand, Kind
from storage import open_store
from storage.clock import DatabaseClock
from storage.engine import make_engine
from storage.prepared import Statement
from storage.session import Session
from tests.builders import MORNING
from tests.fakes.clock import SetClock
from tests.storage.company import ACME, found

STOPPED = 1.6
"""Seconds for which the server does not answer; half of that would be the error."""
NOTHING = timedelta(seconds=STOPPED / 4)
LEASE = timedelta(seconds=90)


class Asking(DatabaseClock):
    """Asks each time."""

    EVERY = 0.0


@pytest.fixture
def session(postgresql_url: str) -> Iterator[Session]:
    session = Session(make_engine(postgresql_url))
    session.begin()
    yield session
    session.rollback()
    session.close()


def compare_while_the_server_stands_still(clock: DatabaseClock, session: Session) -> None:
    [server] = session.run(Statement(select(func.pg_backend_pid().label("pid"))), {})
    os.kill(server.pid, signal.SIGSTOP)
    threading.Timer(STOPPED, os.kill, (server.pid, signal.SIGCONT)).start()
    clock.compare(session)


def error(clock: DatabaseClock) -> timedelta:
    return abs(clock.now() - datetime.now(UTC))


def test_an_answer_that_took_long_is_not_taken_for_the_time(session: Session) -> None:
    clock = Asking()
    clock.compare(session)
    compare_while_the_server_stands_still(clock, session)
    assert error(clock) < NOTHING


def test_an_answer_that_took_long_is_better_than_none_and_asked_for_again_at_once(session: Session) -> None:
    clock = DatabaseClock()
    compare_while_the_server_stands_still(clock, session)
    assert error(clock) > NOTHING
    clock.compare(session)
    assert error(clock) < NOTHING


async def test_a_hosts_clock_that_is_put_right_lets_nobody_have_what_another_holds(postgresql_url: str) -> None:
    slow = [180.0]
    ours, theirs = open_store(postgresql_url), open_store(postgresql_url, DatabaseClock(lambda: time.time() - slow[0]))
    acme = await found(postgresql_url, ours, SetClock(MORNING))
    await acme.does(lambda unit: unit.outbox.add(Errand(Kind.CREDIT, "credit:1", 1, MemberRef(ACME, "ANNA"))))
    assert abs(await theirs.registry(lambda registry: registry.now) - datetime.now(UTC)) < NOTHING
    slow[0] = 0
    assert len(await ours.registry(lambda registry: registry.lease(10, LEASE))) == 1
    assert await theirs.registry(lambda registry: registry.lease(10, LEASE)) == []
    for store in (ours, theirs):
        await store.close()


def test_a_clock_that_is_set_in_the_middle_of_a_unit_moves_nothing(session: Session) -> None:
    slow = [180.0]
    clock = DatabaseClock(lambda: time.time() - slow[0])
    clock.compare(session)
    slow[0] = 0
    assert error(clock) < NOTHING


def test_a_host_that_slept_asks_what_time_it_is(session: Session) -> None:
    slept = [0.0]
    clock = DatabaseClock(passed=lambda: time.monotonic() - slept[0])
    clock.compare(session)
    slept[0] = 180.0
    clock.compare(session)
    assert error(clock) < NOTHING
