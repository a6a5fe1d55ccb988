"""What an organisation has chosen, and whose a workspace is."""

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.domain.errors import OrganisationMoved
from bot.domain.people import Organisation
from bot.domain.refs import OrganisationId, WorkspaceRef
from storage.engine import Session
from storage.prepared import Statement
from storage.tables import organisations, workspaces

ORGANISATION = Statement(select(organisations).where(organisations.c.id == bindparam("organisation")))
ADD_ORGANISATION = Statement(insert(organisations))
CHANGE = Statement(
    update(organisations)
    .where(organisations.c.id == bindparam("organisation"))
    .values({column.key: bindparam(column.key) for column in organisations.c if not column.primary_key})
)

# Linking takes these rows for itself before it moves anything. So whoever writes meanwhile is done before, or finds the
# organisation gone: nothing can be written into one that is no more.
_alive = select(organisations.c.id).where(organisations.c.id == bindparam("organisation"))
_of_workspace = (
    select(organisations.c.id)
    .join(workspaces, workspaces.c.organisation == organisations.c.id)
    .where(workspaces.c.platform == bindparam("platform"), workspaces.c.external_id == bindparam("external_id"))
)
ALIVE = Statement(_alive)
KEPT_ALIVE = Statement(_alive.with_for_update(key_share=True, of=organisations))
OF_WORKSPACE = Statement(_of_workspace)
KEPT_OF_WORKSPACE = Statement(_of_workspace.with_for_update(key_share=True, of=organisations))


def found(session: Session, whose: OrganisationId | WorkspaceRef, *, writing: bool) -> OrganisationId:
    """The organisation that a unit is for, which stays until the unit is done. Raises: OrganisationMoved."""
    if isinstance(whose, WorkspaceRef):
        statement = KEPT_OF_WORKSPACE if writing else OF_WORKSPACE
        rows = session.run(statement, {"platform": whose.platform, "external_id": whose.id})
    else:
        rows = session.run(KEPT_ALIVE if writing else ALIVE, {"organisation": whose})
    if not rows:
        raise OrganisationMoved(whose=str(whose))
    return OrganisationId(rows[0].id)


def to_organisation(row: Any) -> Organisation:
    return Organisation(
        id=OrganisationId(row.id),
        name=row.name,
        stages=tuple(row.stages),
        world_emoji=frozenset(row.world_emoji),
        save_emoji=frozenset(row.save_emoji),
        language=row.language,
        heads_up=timedelta(minutes=row.heads_up),
    )


def organisation_row(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "stages": organisation.stages,
        "world_emoji": sorted(organisation.world_emoji),
        "save_emoji": sorted(organisation.save_emoji),
        "language": organisation.language,
        "heads_up": organisation.heads_up // timedelta(minutes=1),
    }
