"""How people and channels are reached, where that is not told by their ids."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """How a member or a channel is reached on a platform that has more than one door.

    ``service`` is the door's URL; ``chat`` the id of the member's own chat with us, None where it was never opened.
    """

    of: ChannelRef | MemberRef
    service: str
    chat: str | None = None


class Addresses(Protocol):
    """Where a platform said, with what it sent, that somebody is reached. Not every platform does."""

    def get(self, ref: ChannelRef | MemberRef) -> Address | None: ...
    def some(self, refs: Iterable[ChannelRef | MemberRef]) -> Mapping[ChannelRef | MemberRef, Address]: ...
    def service_of(self, workspace: WorkspaceRef) -> str | None:
        """The service of whoever was seen last there: the best guess for those who never were."""

    def keep(self, address: Address) -> None:
        """As it was seen just now. A chat that is known stays known."""
