"""What time it is for those who share a database: its own, where it has one."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select

from bot.ports import Clock
from storage.engine import is_sqlite
from storage.prepared import Statement
from storage.session import Session
from storage.types import UtcDateTime

_ASK_TIME = Statement(select(func.clock_timestamp(type_=UtcDateTime).label("at")))


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class DatabaseClock:
    """The server's clock: what it said within the last minute, and what has passed since.

    Several processes lease by one clock this way, without asking for the time in every unit. The host's own clock may
    be put right meanwhile, and moves nobody's lease.
    """

    EVERY = 60.0
    AT_MOST = 1.0
    """Seconds that asking may take: the answer is right to half of that, unless nothing was known before."""
    STEP = 1.0
    """Seconds between the host's clock and what has passed: that clock was set, or the host slept, which no count of
    what has passed includes. So the server is asked at once.
    """

    def __init__(self, wall: Callable[[], float] = time.time, passed: Callable[[], float] = time.monotonic) -> None:
        """``wall`` is the host's clock, in seconds, and ``passed`` counts them, whatever that clock says."""
        self._wall, self._passed = wall, passed
        self._said: tuple[datetime, float] | None = None
        self._measured, self._apart = float("-inf"), 0.0

    def now(self) -> datetime:
        if self._said is None:
            return datetime.fromtimestamp(self._wall(), UTC)
        at, then = self._said
        return at + timedelta(seconds=self._passed() - then)

    def compare(self, session: Session) -> None:
        """Ask the server for its time if that was long ago. Within a transaction, before anything else."""
        began = self._passed()
        if began - self._measured < self.EVERY and abs(self._wall() - began - self._apart) < self.STEP:
            return
        [row] = session.run(_ASK_TIME, {})
        ended = self._passed()
        quick = ended - began <= self.AT_MOST
        if quick or self._said is None:
            self._said = row.at, (began + ended) / 2
        if quick:
            self._measured, self._apart = ended, self._wall() - ended


def clock_for(engine: Engine, given: Clock | None) -> Clock:
    return given or (SystemClock() if is_sqlite(engine) else DatabaseClock())
