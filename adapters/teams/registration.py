"""Who we are in a tenant."""

from dataclasses import dataclass, field

from bot.domain.refs import WorkspaceRef

PLATFORM = "teams"


@dataclass(frozen=True, slots=True)
class Registration:
    """Our app in one tenant. ``password`` is its client secret; several tenants are several of these."""

    app_id: str
    tenant_id: str
    password: str = field(repr=False)

    @property
    def workspace(self) -> WorkspaceRef:
        return tenant(self.tenant_id)


def tenant(id: str) -> WorkspaceRef:
    """A tenant as a workspace: its id is a GUID, which compares whatever its case."""
    return WorkspaceRef(PLATFORM, id.casefold())
