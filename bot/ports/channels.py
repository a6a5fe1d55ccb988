"""Channels, and when the tick shall look at each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.channels import Channel
from bot.domain.refs import ChannelNumber, ChannelRef


class Channels(Protocol):
    def get(self, number: ChannelNumber) -> Channel:
        """Raises: NoSuchChannel."""

    def some(self, numbers: Iterable[ChannelNumber]) -> Mapping[ChannelNumber, Channel]: ...
    def by_ref(self, ref: ChannelRef) -> Channel | None: ...
    def all(self) -> Sequence[Channel]:
        """By name."""

    def add(self, channel: Channel, next_due: datetime | None) -> Channel:
        """``channel.number`` is ignored; the channel comes back with its own. Raises: AlreadyExists."""

    def save(self, channel: Channel, next_due: datetime | None) -> None:
        """``next_due`` is when the tick shall look at this channel again. Raises: StaleVersion."""

    def wake(self, next_due: Mapping[ChannelNumber, datetime | None]) -> None:
        """Only move when the tick looks again at each of them."""
