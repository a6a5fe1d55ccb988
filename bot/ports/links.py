"""Wishes to link workspaces, and what came of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.links import Link, LinkState, Shift, Side
from bot.domain.people import Workspace
from bot.domain.refs import MemberRef, WorkspaceRef


class Links(Protocol):
    """Wishes to link workspaces, and which are linked.

    Alone among all nouns it sees beyond its organisation: a wish, for who has its code or is asked, and what the other
    side would bring along.
    """

    def offer(self, link: Link) -> None:
        """In the place of what that workspace offered before."""

    def by_code(self, code: str) -> Link | None:
        """By the code's digest."""

    def get(self, id: str) -> Link | None: ...
    def save(self, link: Link, was: LinkState) -> None:
        """Raises: StaleVersion, when somebody else was faster."""

    def side(self, workspace: WorkspaceRef) -> Side: ...
    def call(self, workspace: WorkspaceRef, name: str) -> None:
        """What it goes by among those that it is linked with; alone it goes by its organisation's name."""

    def others(self, workspace: WorkspaceRef) -> Sequence[Workspace]:
        """The further workspaces of this organisation."""

    def wrong(self, workspace: WorkspaceRef) -> tuple[int, datetime | None]:
        """How many wrong codes were typed there, and since when."""

    def note_wrong(self, workspace: WorkspaceRef, tries: int, since: datetime) -> None: ...
    def leave(self, workspace: WorkspaceRef, by: MemberRef | None) -> None:
        """Have it unlinked at the next tick; ``by`` None: leave it as it is."""

    def shifts(self, workspace: WorkspaceRef) -> Sequence[Shift]:
        """By how much its numbers were raised, the first link first."""
