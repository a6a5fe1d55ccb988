"""A place the bot posts to, with its own time, days and language."""

from dataclasses import field
from datetime import date, time
from enum import StrEnum

from bot.domain.errors import Refused
from bot.domain.refs import ChannelNumber, ChannelRef, MemberNumber, TeamNumber
from bot.domain.values import dataclass

WORK_DAYS = frozenset(range(5))
"""Monday is 0."""

ARCHIVED, NOT_FOUND, NOT_IN = "is_archived", "channel_not_found", "not_in_channel"
AWAY = frozenset({ARCHIVED, NOT_FOUND, NOT_IN})
"""Why a channel is closed while we cannot be in it. Whoever lets us in again opens it; any other word is a refusal."""


class NoSuchChannel(Refused):
    """Facts: ``number``."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a channel gets its quote of the day (PRODUCT §5), in its own local time.

    ``holidays`` is a country with an optional region, ``NO`` or ``DE-BY``, or None for no public holidays.
    ``days_off`` are the channel's own. No post on a date before ``paused_until``.
    """

    at: time = time(9)
    timezone: str = "Europe/Stockholm"
    days: frozenset[int] = WORK_DAYS
    holidays: str | None = None
    days_off: frozenset[date] = field(default_factory=frozenset)
    cutoff: time = time(16)
    paused_until: date | None = None


class Delivery(StrEnum):
    """What is done where it cannot be seen whether a post went out (ARCHITECTURE §5): ask somebody, or post again."""

    AT_MOST_ONCE = "at-most-once"
    AT_LEAST_ONCE = "at-least-once"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel the bot has met. ``daily`` is off for one that wants no quote of the day.

    ``teams`` and ``stages`` narrow what it draws on; empty means the whole organisation. ``owner`` invited us or set
    it up first, and is told when it cannot be posted to: ``closed`` is then the platform's word for why. Into a
    ``private`` one only its own people look, and in a ``shared`` one, which is private too, these may be another
    company's.
    """

    number: ChannelNumber
    ref: ChannelRef
    name: str = ""
    schedule: Schedule = field(default_factory=Schedule)
    language: str = "en"
    daily: bool = True
    follow_up: bool = False
    teams: frozenset[TeamNumber] = field(default_factory=frozenset)
    stages: frozenset[str] = field(default_factory=frozenset)
    owner: MemberNumber | None = None
    private: bool = False
    shared: bool = False
    closed: str | None = None
    delivery: Delivery = Delivery.AT_MOST_ONCE
    version: int = 1

    @property
    def refused(self) -> bool:
        """Closed because it took no post of ours, though we are in it: only the next can tell whether it does again."""
        return bool(self.closed) and self.closed not in AWAY
