"""Several processes lease by the database's clock, which each asks for now and then."""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.sql import func

from storage.clock import DatabaseClock
from storage.engine import Session, make_engine
from storage.prepared import Statement

STOPPED = 1.6
"""Seconds for which the server does not answer; half of that would be the error."""
NOTHING = timedelta(seconds=STOPPED / 4)


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
