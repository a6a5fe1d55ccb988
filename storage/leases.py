"""The errands of all organisations: which are due, whose they are for a while, how many wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, bindparam, case, func, select, update

from bot.domain.refs import OrganisationId, WorkspaceRef
from bot.ports import Backlog, Kind, Leased, Pending
from storage.outbox import KNOWN, errand_of, pending_of
from storage.prepared import Statement, filled_up
from storage.session import Session
from storage.tables import outbox
from storage.types import UtcDateTime

PENDING = Statement(
    select(outbox).where(outbox.c.due_at.is_not(None), KNOWN).order_by(outbox.c.due_at).limit(bindparam("most"))
)
IN_DOUBT = Statement(
    select(outbox)
    .where(outbox.c.uncertain.is_(True), outbox.c.settled_at.is_not(None), KNOWN)
    .order_by(outbox.c.settled_at.desc())
    .limit(bindparam("most"))
)
HOW_MANY = (
    Statement(select(func.count().label("many")).where(outbox.c.due_at.is_not(None), KNOWN)),
    Statement(
        select(func.count().label("many")).where(outbox.c.uncertain.is_(True), outbox.c.settled_at.is_not(None), KNOWN)
    ),
)
# Each retry moves ``due_at`` ahead, so that by it nothing would ever be late.
_since = case((outbox.c.not_before > outbox.c.created_at, outbox.c.not_before), else_=outbox.c.created_at)
BACKLOG = Statement(
    select(
        outbox.c.kind,
        func.count().label("waiting"),
        func.min(case((_since <= bindparam("now", type_=UtcDateTime()), _since))).label("since"),
    )
    .where(outbox.c.due_at.is_not(None), KNOWN)
    .group_by(outbox.c.kind)
)

_tried = bindparam("tried", type_=UtcDateTime())
LEASE = Statement(
    update(outbox)
    .where(outbox.c.organisation == bindparam("organisation"), outbox.c.id == bindparam("id_"))
    .values(
        due_at=bindparam("until"),
        leased=True,
        attempt=outbox.c.attempt + 1,
        first_tried_at=func.coalesce(outbox.c.first_tried_at, _tried),
        tried_at=func.coalesce(_tried, outbox.c.tried_at),
    )
)


def lease(
    session: Session,
    now: datetime,
    most: int,
    lasting: timedelta,
    busy: frozenset[WorkspaceRef],
    blind: frozenset[str],
) -> Sequence[Leased]:
    """Over all organisations: what is due, earliest first, is nobody else's for so long."""
    params = filled_up("busy", sorted(map(str, busy)))
    rows = session.run(_due(len(params)), {"now": now, "most": most, **params})
    if rows:
        until = now + lasting
        tried = [None if WorkspaceRef.parse(row.workspace).platform in blind else now for row in rows]
        marks = [
            {"organisation": row.organisation, "id_": row.id, "until": until, "tried": at}
            for row, at in zip(rows, tried, strict=True)
        ]
        session.each(LEASE, marks)
    return [_leased(row, now, lasting) for row in rows]


_DUE: dict[int, Statement] = {}


def _due(busy: int) -> Statement:
    if busy not in _DUE:
        names: list[Any] = [bindparam(f"busy_{place}", type_=Text()) for place in range(busy)]
        query = select(outbox).where(outbox.c.due_at <= bindparam("now"), KNOWN)
        if names:
            query = query.where(outbox.c.workspace.not_in(names))
        query = query.order_by(outbox.c.due_at).limit(bindparam("most")).with_for_update(skip_locked=True)
        _DUE[busy] = Statement(query)
    return _DUE[busy]


def _leased(row: Any, now: datetime, lasting: timedelta) -> Leased:
    return Leased(
        organisation=OrganisationId(row.organisation),
        id=row.id,
        errand=errand_of(row),
        attempt=row.attempt + 1,
        revision=row.revision,
        created_at=row.created_at,
        leased_at=now,
        leased_for=lasting,
        cause=row.cause,
        first_tried_at=row.first_tried_at,
        tried_at=row.tried_at,
    )


def pending(session: Session, most: int) -> Sequence[Pending]:
    return [pending_of(row) for statement in (PENDING, IN_DOUBT) for row in session.run(statement, {"most": most})]


def how_many_pending(session: Session) -> int:
    return sum(session.run(statement, {})[0].many for statement in HOW_MANY)


def backlog(session: Session, now: datetime) -> Sequence[Backlog]:
    return [Backlog(Kind(row.kind), row.waiting, row.since) for row in session.run(BACKLOG, {"now": now})]
