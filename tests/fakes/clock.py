"""A clock that stands still until a test moves it. Time passes by ``forward``; ``set`` is somebody's hand on it."""

from datetime import datetime, timedelta


class SetClock:
    def __init__(self, at: datetime) -> None:
        self.at = at
        self._passed = timedelta(0)

    def monotonic(self) -> float:
        return self._passed.total_seconds()

    def now(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        self.at = at

    def forward(self, by: timedelta) -> None:
        self.at += by
        self._passed += by
