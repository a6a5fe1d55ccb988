"""What is no single organisation's: which there are, and what is due in any of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.links import Link, LinkState
from bot.domain.people import Workspace
from bot.domain.refs import CaseNumber, ChannelNumber, MemberRef, OrganisationId, WorkspaceRef
from bot.ports.outbox import Backlog, Leased, Pending
from bot.ports.unit_of_work import UnitOfWork


class Registry(Protocol):
    """The few things that are not one organisation's: which there are, what is due anywhere, and what may be purged."""

    now: datetime

    def workspaces(self) -> Sequence[Workspace]: ...
    def workspace(self, ref: WorkspaceRef) -> Workspace | None: ...
    def install(self, ref: WorkspaceRef, name: str, bot: str) -> Workspace:
        """The workspace, with a new organisation of that name if it has none yet. One that is linked keeps its name."""

    def due_channels(self, most: int) -> Sequence[tuple[OrganisationId, ChannelNumber]]:
        """Those whose next look is due by now, earliest first."""

    def due_cases(self, most: int) -> Sequence[tuple[OrganisationId, CaseNumber]]:
        """Those whose next reminder is due by now, earliest first."""

    def unit(self, organisation: OrganisationId) -> UnitOfWork:
        """Of this very transaction."""

    def pending_links(self, most: int) -> Sequence[Link]:
        """Those with which something is to be done now."""

    def save_link(self, link: Link, was: LinkState) -> None:
        """Raises: StaleVersion."""

    def leaving(self) -> Sequence[MemberRef]:
        """Who had their workspace unlinked, until that is done."""

    def join(self, host: OrganisationId, guest: OrganisationId) -> OrganisationId:
        """Make one organisation of two. Neither is there any more afterwards."""

    def part(self, workspace: WorkspaceRef) -> tuple[OrganisationId, OrganisationId]:
        """Take a workspace out of its organisation, with its own. The new organisations: its, and that of the rest."""

    def lease(
        self,
        most: int,
        lasting: timedelta,
        busy: frozenset[WorkspaceRef] = frozenset(),
        blind: frozenset[str] = frozenset(),
    ) -> Sequence[Leased]:
        """Due errands, earliest first, leased for ``lasting`` by the database's clock; none of ``busy`` workspaces.

        On ``blind`` platforms nothing can be looked for: there one is tried only when it is begun (``Outbox.begin``).
        """

    def pending(self, most: int) -> Sequence[Pending]:
        """What waits, earliest first, and then what is uncertain, newest first."""

    def how_many_pending(self) -> int: ...
    def errand(self, id: str) -> Pending | None:
        """Of whichever organisation, out or not."""

    def backlog(self) -> Sequence[Backlog]: ...
    def purge(self, before: datetime) -> int:
        """Forget receipts, drafts and settled errands older than that. How many."""
