"""Where the people of the fakes live."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ZONES = ("Europe/Stockholm", "Asia/Tokyo", "Pacific/Auckland")
BUSY = range(8, 16)
"""Hours of a day in which a new channel's first quote of the day comes at once, or soon."""


def out_of_hours() -> str:
    """Where it is too late for a quote of the day, or too early: what a test sees is the same at every hour."""
    now = datetime.now(UTC)
    return next(zone for zone in ZONES if now.astimezone(ZoneInfo(zone)).hour not in BUSY)
