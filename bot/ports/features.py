"""What each channel was shown on which date, and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.channels import Channel
from bot.domain.choice import Choice
from bot.domain.refs import ChannelNumber
from bot.domain.values import dataclass


class Fate(StrEnum):
    """What became of a channel's quote of the day on one date."""

    PLANNED = "planned"
    SHOWN = "shown"
    SKIPPED = "skipped"
    MISSED = "missed"
    NOTHING = "nothing"
    UNCERTAIN = "uncertain"
    """Perhaps shown, where nobody can look. It counts as shown: one quote fewer is better than the same one twice."""


FEATURED = (Fate.PLANNED, Fate.SHOWN, Fate.UNCERTAIN)
"""A quote of the day that is out, or on its way."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One channel, one local date. ``choice`` None: nothing was to be posted (skipped, missed or an empty pool)."""

    channel: ChannelNumber
    local_date: date
    fate: Fate
    choice: Choice | None = None


class Features(Protocol):
    def get(self, channel: ChannelNumber, local_date: date) -> Feature | None: ...
    def some(self, days: Iterable[tuple[ChannelNumber, date]]) -> Mapping[tuple[ChannelNumber, date], Feature]: ...
    def latest(self, channel: ChannelNumber) -> Feature | None:
        """The last date that was decided, whatever became of it."""

    def latest_featured(self, channel: ChannelNumber) -> Feature | None:
        """The last one of which a quote came."""

    def latest_dates(self, channels: Iterable[ChannelNumber]) -> Mapping[ChannelNumber, date]:
        """The date of each one's latest, for those that have one."""

    def plan(self, feature: Feature) -> bool:
        """Insert, unless this channel has a row for that date. Whether it was inserted."""

    def plan_all(self, features: Sequence[Feature]) -> frozenset[ChannelNumber]:
        """As ``plan``, of one date each. The channels whose was inserted."""

    def replan(self, feature: Feature) -> None:
        """Another choice for a date that is planned, but surely not posted yet."""

    def unskip(self, channel: ChannelNumber, local_date: date) -> None:
        """Have a date that was skipped before it was planned decided anew."""

    def settle(self, channel: ChannelNumber, local_date: date, fate: Fate) -> None:
        """``SHOWN`` counts for choice from now on: the quote is featured, and all its credited had their turn."""

    def settle_all(
        self, days: Iterable[tuple[ChannelNumber, date]], fate: Fate
    ) -> frozenset[tuple[ChannelNumber, date]]:
        """As ``settle``, for those that there are: which they were."""

    def choose(self, channel: Channel, local_date: date) -> Choice | None:
        """``bot.domain.choice.choose`` over this channel's pool, by index seeks."""

    def choose_all(self, wanted: Sequence[tuple[Channel, date]]) -> Mapping[ChannelNumber, Choice]:
        """As ``choose``, once for each channel; those without a choice are left out."""

    def asked_since(self, channel: ChannelNumber, since: datetime) -> bool:
        """Whether the channel was asked for a new quote since."""
