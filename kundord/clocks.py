"""What time it is: really, or in the demo, where days may pass at will."""

from datetime import datetime, timedelta

from storage.clock import SystemClock

__all__ = ["SystemClock", "WilfulClock"]


class WilfulClock(SystemClock):
    """The system's clock, moved ahead by whoever plays with the demo."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return super().now() + self.ahead
