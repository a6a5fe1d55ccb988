"""What time it is for those who share a database: its own, where it has one."""

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select

from bot.ports import Clock
from storage.engine import Session, is_sqlite
from storage.prepared import Statement
from storage.types import UtcDateTime

_ASK_TIME = Statement(select(func.clock_timestamp(type_=UtcDateTime).label("at")))


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class DatabaseClock:
    """The server's clock: ours, corrected by what they differed by within the last minute.

    Several processes lease by one clock this way, without asking for the time in every unit.
    """

    EVERY = 60.0
    AT_MOST = 1.0
    """Seconds that asking may take: the answer is right to half of that, unless nothing was known before."""

    def __init__(self) -> None:
        self._ahead: timedelta | None = None
        self._measured = float("-inf")

    def now(self) -> datetime:
        return datetime.now(UTC) + (self._ahead or timedelta())

    def compare(self, session: Session) -> None:
        """Ask the server for its time if that was long ago. Within a transaction, before anything else."""
        if time.monotonic() - self._measured < self.EVERY:
            return
        began, before = time.monotonic(), datetime.now(UTC)
        [row] = session.run(_ASK_TIME, {})
        ended = time.monotonic()
        quick = ended - began <= self.AT_MOST
        if quick or self._ahead is None:
            self._ahead = row.at - (before + timedelta(seconds=ended - began) / 2)
        if quick:
            self._measured = ended


def clock_for(engine: Engine, given: Clock | None) -> Clock:
    return given or (SystemClock() if is_sqlite(engine) else DatabaseClock())
