"""Where in Teams everybody is reached: read from what comes in, kept in the store, at hand for what goes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.bounded import Latest
from adapters.teams import hosts
from adapters.teams.requests import Request
from bot.domain.people import Workspace
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Address, Clock, Registry, Store, UnitOfWork

TRUSTED_FOR = timedelta(minutes=15)
"""After that the store is asked again: another process may have heard of somebody's move."""
AT_HAND = 20_000
LIVELY = 3


@dataclass(frozen=True, slots=True)
class Reached:
    """How to reach somebody, and as whom: ``bot`` is our own id there."""

    address: Address
    bot: str


def seen(request: Request, service: str) -> list[Address]:
    """Whoever sent it, and the conversation it stands in."""
    who, id = request.who, request.channel.id
    found = [Address(who, service, id if request.private and id else None)] if who else []
    return [*found, Address(request.channel, service)] if id else found


class AddressBook:
    """``store`` keeps it; a process that starts knows nothing by heart."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._workspaces: dict[WorkspaceRef, Workspace] = {}
        self._known: Latest[ChannelRef | MemberRef, tuple[Address, datetime]] = Latest(AT_HAND)
        self._lively: dict[WorkspaceRef, Latest[str, None]] = {}

    # For what comes in --------------------------------------------------------------------------

    def news(self, request: Request, service: str) -> list[Address]:
        """What of it is not known yet: to be kept by ``keep`` in the activity's own unit, and learned after it."""
        found = seen(request, service)
        if not request.private:
            self._note(each.of for each in found)
        return [each for each in found if self._differs(each)]

    def learn(self, addresses: list[Address]) -> None:
        """They are in the store now."""
        for address in addresses:
            known = self._at_hand(address.of)
            self._remember(replace(address, chat=address.chat or (known.chat if known else None)))

    def lively(self, workspace: WorkspaceRef) -> list[str]:
        """Conversations in which somebody just spoke, the latest first: who is asked about is likely in one of them."""
        return list(reversed(self._lively.get(workspace, ())))

    def _note(self, refs: Iterable[ChannelRef | MemberRef]) -> None:
        for ref in refs:
            if isinstance(ref, ChannelRef):
                self._lively.setdefault(ref.workspace, Latest(LIVELY))[ref.id] = None

    # For what goes out --------------------------------------------------------------------------

    async def reach(self, ref: ChannelRef | MemberRef) -> Reached:
        """Raises: StorageAway."""
        workspace = await self._workspace(ref.workspace)
        address = self._at_hand(ref)
        if address is None and workspace:
            address = await self._store.read(ref.workspace, _find, ref)
            self._remember(address)
        return Reached(address or Address(ref, hosts.DEFAULT_SERVICE), workspace.bot if workspace else "")

    async def look_up(self, refs: Iterable[ChannelRef | MemberRef]) -> None:
        """What ``reach`` would ask the store for, each by itself. Raises: StorageAway."""
        unknown = {ref for ref in refs if self._at_hand(ref) is None}
        for workspace in {ref.workspace for ref in unknown}:
            if await self._workspace(workspace):
                wanted = [ref for ref in unknown if ref.workspace == workspace]
                for address in await self._store.read(workspace, _find_all, wanted):
                    self._remember(address)

    async def opened(self, address: Address) -> None:
        """A chat was opened with a member. Raises: StorageAway."""
        if await self._workspace(address.of.workspace):
            await self._store.write(address.of.workspace, keep, [address])
        self.learn([address])

    async def _workspace(self, ref: WorkspaceRef) -> Workspace | None:
        if ref not in self._workspaces and (found := await self._store.registry(_workspace, ref)):
            self._workspaces[ref] = found
        return self._workspaces.get(ref)

    def _differs(self, address: Address) -> bool:
        known = self._at_hand(address.of)
        return known is None or known.service != address.service or (address.chat or known.chat) != known.chat

    def _at_hand(self, ref: ChannelRef | MemberRef) -> Address | None:
        address, until = self._known.get(ref, (None, None))
        return address if until and self._clock.now() < until else None

    def _remember(self, address: Address) -> None:
        self._known[address.of] = address, self._clock.now() + TRUSTED_FOR


def keep(unit: UnitOfWork, addresses: list[Address]) -> None:
    for address in addresses:
        unit.addresses.keep(address)


def _find(unit: UnitOfWork, ref: ChannelRef | MemberRef) -> Address:
    """The best guess, for who was never seen."""
    known = unit.addresses.get(ref)
    return known or Address(ref, unit.addresses.service_of(ref.workspace) or hosts.DEFAULT_SERVICE)


def _find_all(unit: UnitOfWork, refs: Sequence[ChannelRef | MemberRef]) -> list[Address]:
    known = unit.addresses.some(refs)
    return [known.get(ref) or _find(unit, ref) for ref in refs]


def _workspace(registry: Registry, ref: WorkspaceRef) -> Workspace | None:
    return registry.workspace(ref)
