"""Where a function is given a unit of work, or the registry, and made a transaction."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.refs import OrganisationId, WorkspaceRef
from bot.ports.registry import Registry
from bot.ports.unit_of_work import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")

Whose = OrganisationId | WorkspaceRef
"""Whose unit it is. What happens in a workspace is for the organisation that the workspace is of at that moment, and
it may be linked at any time: so adapters say the workspace, and keep no organisation's id.
"""


class Store(Protocol):
    """Runs functions as transactions on threads of its own. A ``Conflict`` is retried once, here and only here.

    Raises, beside what the function raises: StorageAway; OrganisationMoved, for an organisation that is no more.
    """

    async def write(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...
    async def read(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...
    async def rehearse(
        self,
        whose: Whose,
        function: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """As ``write``, but nothing of it stays."""

    async def registry(self, function: Callable[Concatenate[Registry, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A transaction over all organisations."""

    async def ping(self) -> None:
        """Raises: StorageAway, unless a transaction can be written now."""
