"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta


class SetClock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        self.at = at

    def forward(self, by: timedelta) -> None:
        self.at += by
