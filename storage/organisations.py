"""What an organisation has chosen, and whose a workspace is."""

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.domain.errors import OrganisationMoved
from bot.domain.people import Organisation
from bot.domain.refs import OrganisationId, WorkspaceRef
from bot.ports import Whose
from storage.prepared import Statement
from storage.session import Session
from storage.tables import organisations, workspaces
from storage.upsert import insert

ADD_ORGANISATION = Statement(
    insert(organisations).values(
        {column.key: bindparam(column.key) for column in organisations.c if column.key != "stamp"}
    )
)
CHANGE = Statement(
    update(organisations)
    .where(organisations.c.id == bindparam("organisation"))
    .values({column.key: bindparam(column.key) for column in organisations.c if column.key not in {"id", "stamp"}})
)

# Who writes in an organisation waits here until the one before is done: on SQLite there is one writer anyway. So two
# that touch the same rows in another order cannot hold each other up, however many units each of them holds. Linking
# takes these rows for itself before it moves anything, and removes them: so whoever writes meanwhile is done before, or
# finds the organisation gone, and nothing can be written into one that is no more.
_here = select(organisations).where(organisations.c.id == bindparam("organisation"))
_of_workspace = (
    select(organisations)
    .join(workspaces, workspaces.c.organisation == organisations.c.id)
    .where(workspaces.c.platform == bindparam("platform"), workspaces.c.external_id == bindparam("external_id"))
)
LOOK = Statement(_here)
HOLD = Statement(_here.with_for_update(key_share=True, of=organisations))
LOOK_OF_WORKSPACE = Statement(_of_workspace)
HOLD_OF_WORKSPACE = Statement(_of_workspace.with_for_update(key_share=True, of=organisations))


LOOKS = 3
"""For a workspace that moves: linking and unlinking are people's doing, and seldom."""


def found(session: Session, whose: Whose, *, hold: bool) -> Any:
    """The row of the organisation that a unit is for; ``hold`` it until the unit is done. Raises: OrganisationMoved."""
    if isinstance(whose, WorkspaceRef):
        statement = HOLD_OF_WORKSPACE if hold else LOOK_OF_WORKSPACE
        params = {"platform": whose.platform, "external_id": whose.id}
        # PostgreSQL, having waited for a row that a link then removed, finds nothing; looking again, where it went.
        rows = next(filter(None, (session.run(statement, params) for _ in range(LOOKS))), [])
    else:
        rows = session.run(HOLD if hold else LOOK, {"organisation": whose})
    if not rows:
        raise OrganisationMoved(whose=str(whose))
    return rows[0]


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
