"""Errands: waiting, leased or settled. ``due_at`` is when one may be leased, and NULL once it is settled."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)

from bot.domain.refs import ChannelRef, MemberRef, OrganisationId, WorkspaceRef
from bot.ports import Errand, Kind, Leased, Pending
from storage.prepared import AnyOf, Statement
from storage.repository import Repository
from storage.tables import channels, outbox
from storage.types import UtcDateTime
from storage.upsert import insert

# A newer version beside this one, or one that was gone back from, may know further kinds: they are left to it.
KNOWN = outbox.c.kind.in_([literal_column(f"'{kind}'") for kind in Kind])
_mine = (
    outbox.c.organisation == bindparam("organisation"),
    outbox.c.id == bindparam("id_"),
    outbox.c.attempt == bindparam("attempt_"),
    outbox.c.leased.is_(True),
)
# What stands in every new row alike is a part of the statement: to give a driver a value costs more than to store it.
_ALIKE: dict[str, ColumnElement[Any]] = {
    "leased": false(),
    "attempt": literal_column("0"),
    "revision": literal_column("1"),
    "first_tried_at": null(),
    "settled_at": null(),
    "reason": null(),
    "tried_at": null(),
    "uncertain": false(),
}
_add = insert(outbox).values({column.key: bindparam(column.key) for column in outbox.c} | _ALIKE)
# One parameter, where a statement needs it twice: its value is converted once.
_now = bindparam("now", type_=UtcDateTime())

ADD = Statement(_add.on_conflict_do_nothing().returning(outbox.c.id))
ADD_NEW = Statement(_add.on_conflict_do_nothing())
# What waits keeps its time, and what is leased its lease: ``sent`` sees the new revision and has it done again.
# What was out is as new.
_settled = outbox.c.due_at.is_(None)
ARM = Statement(
    _add.on_conflict_do_update(
        index_elements=["organisation", "key"],
        set_={
            "revision": outbox.c.revision + 1,
            "first_tried_at": case((_settled, null()), else_=outbox.c.first_tried_at),
            "created_at": case((_settled, _add.excluded.created_at), else_=outbox.c.created_at),
            "not_before": case((_settled, _add.excluded.not_before), else_=outbox.c.not_before),
            "due_at": func.coalesce(outbox.c.due_at, _add.excluded.due_at),
            "settled_at": null(),
            "notes": _add.excluded.notes,
            "cause": _add.excluded.cause,
        },
    )
)
ASKED = Statement(
    update(channels)
    .where(
        channels.c.organisation == bindparam("organisation"),
        channels.c.workspace == bindparam("workspace_"),
        channels.c.external_id == bindparam("external_id_"),
    )
    .values(asked_at=bindparam("now"))
)
OF_KEYS = AnyOf(
    lambda keys: select(outbox.c.key).where(outbox.c.organisation == bindparam("organisation"), outbox.c.key.in_(keys)),
    Text,
)
SOME = AnyOf(
    lambda keys: select(outbox).where(outbox.c.organisation == bindparam("organisation"), outbox.c.key.in_(keys)),
    Text,
)
# What is leased goes out at this moment, and what may be out cannot wait to be looked for.
PUT_OFF = Statement(
    update(outbox)
    .where(
        outbox.c.organisation == bindparam("organisation"),
        outbox.c.key == bindparam("key_"),
        outbox.c.leased.is_(False),
        outbox.c.first_tried_at.is_(None),
        outbox.c.due_at < bindparam("until"),
    )
    .values(due_at=bindparam("until"), not_before=bindparam("until"))
)
# A row that was armed again meanwhile is due now, any other is done.
_as_leased = outbox.c.revision == bindparam("revision_")
SENT = Statement(
    update(outbox)
    .where(*_mine)
    .values(
        due_at=case((_as_leased, null()), else_=_now),
        leased=False,
        first_tried_at=case((_as_leased, outbox.c.first_tried_at), else_=null()),
        settled_at=case((_as_leased, _now), else_=outbox.c.settled_at),
    )
)
NEEDLESS = Statement(delete(outbox).where(*_mine, _as_leased))
DROP = Statement(
    update(outbox)
    .where(*_mine)
    .values(due_at=null(), leased=False, settled_at=bindparam("now"), reason=bindparam("reason"))
)
AGAIN = Statement(
    update(outbox)
    .where(*_mine)
    .values(
        due_at=bindparam("at"),
        leased=False,
        first_tried_at=bindparam("first_tried_at"),
        tried_at=bindparam("tried_at"),
        reason=bindparam("reason"),
    )
)
UNCERTAIN = Statement(
    update(outbox)
    .where(*_mine)
    .values(due_at=null(), leased=False, uncertain=True, settled_at=bindparam("now"), reason=bindparam("reason"))
)

# By hand.
_this = (outbox.c.organisation == bindparam("organisation"), outbox.c.id == bindparam("id_"))
_open = or_(and_(outbox.c.due_at.is_not(None), outbox.c.leased.is_(False)), outbox.c.uncertain.is_(True))
_perhaps_out = and_(outbox.c.first_tried_at.is_not(None), outbox.c.uncertain.is_(False))
GET = Statement(select(outbox).where(*_this))
RETRY = Statement(
    update(outbox)
    .where(*_this, _open)
    .values(
        # What may be out already keeps its time: before that, it could still be on its way.
        due_at=case((_perhaps_out, outbox.c.due_at), else_=_now),
        created_at=_now,
        revision=outbox.c.revision + 1,
        first_tried_at=case((outbox.c.uncertain.is_(True), null()), else_=outbox.c.first_tried_at),
        settled_at=null(),
        uncertain=False,
    )
)
FORGO = Statement(
    update(outbox)
    .where(*_this, _open)
    .values(due_at=null(), uncertain=False, settled_at=bindparam("now"), reason=bindparam("reason"))
)
BEGIN = Statement(
    update(outbox).where(*_mine).values(first_tried_at=func.coalesce(outbox.c.first_tried_at, _now), tried_at=_now)
)


class SqlOutbox(Repository):
    def add(self, *errands: Errand) -> None:
        for errand in errands:
            if errand.kind is Kind.ASK:
                self._ask(errand)
            else:
                self._later(ARM if errand.kind is Kind.EDIT else ADD_NEW, **self._new(errand))

    def known(self, keys: Collection[str]) -> bool:
        return bool(self._any_of(OF_KEYS, sorted(keys)))

    def some(self, keys: Collection[str]) -> Sequence[Pending]:
        return [pending_of(row) for row in self._any_of(SOME, sorted(keys))]

    def put_off(self, keys: Collection[str], until: datetime) -> None:
        self._each(PUT_OFF, [{"key_": key, "until": until} for key in sorted(keys)])

    def begin(self, *leased: Leased) -> None:
        now = self._scope.now
        self._each(BEGIN, [{"id_": each.id, "attempt_": each.attempt, "now": now} for each in leased])

    def sent(self, *leased: Leased) -> None:
        in_order = sorted(leased, key=lambda each: each.id)
        self._each(SENT, [{**_as_it_was(each), "now": self._scope.now} for each in in_order])

    def needless(self, leased: Leased) -> None:
        if leased.perhaps_out or not self._changed(NEEDLESS, **_as_it_was(leased)):
            self.sent(leased)

    def again(self, leased: Leased, at: datetime, reason: str, *, tried: bool) -> None:
        # This attempt looked for the earlier ones' message before it sent, so only its own can still be found.
        first, last = (leased.leased_at,) * 2 if tried else (leased.first_tried_at, leased.tried_at)
        self._all(
            AGAIN,
            id_=leased.id,
            attempt_=leased.attempt,
            at=at,
            first_tried_at=first,
            tried_at=last,
            reason=reason,
        )

    def dropped(self, leased: Leased, reason: str) -> None:
        self._all(DROP, id_=leased.id, attempt_=leased.attempt, now=self._scope.now, reason=reason)

    def uncertain(self, leased: Leased, reason: str) -> bool:
        mine = {"id_": leased.id, "attempt_": leased.attempt}
        return bool(self._changed(UNCERTAIN, now=self._scope.now, reason=reason, **mine))

    def get(self, id: str) -> Pending | None:
        row = self._one(GET, id_=id)
        return None if row is None else pending_of(row)

    def retry(self, id: str) -> bool:
        return bool(self._changed(RETRY, id_=id, now=self._scope.now))

    def drop(self, id: str, reason: str) -> bool:
        return bool(self._changed(FORGO, id_=id, now=self._scope.now, reason=reason))

    def _ask(self, errand: Errand) -> None:
        """The channel remembers it was asked, longer than a settled errand is kept."""
        if self._all(ADD, **self._new(errand)):
            workspace = str(errand.to.workspace)
            self._all(ASKED, workspace_=workspace, external_id_=errand.to.id, now=self._scope.now)

    def _new(self, errand: Errand) -> dict[str, Any]:
        now = self._scope.now
        return {
            **_row(errand),
            "id": _id(now),
            "due_at": errand.not_before or now,
            "created_at": now,
            "cause": self._scope.cause or errand.key,
        }


_process, _count = secrets.token_hex(3), count()


def _id(now: datetime) -> str:
    """Another for each, in the order of time: rows of random ids would each touch a page of the index of its own."""
    return f"{int(now.timestamp() * 1_000):012x}{_process}{next(_count) & 0xFFFFFF:06x}"


def _as_it_was(leased: Leased) -> dict[str, Any]:
    return {"id_": leased.id, "attempt_": leased.attempt, "revision_": leased.revision}


def pending_of(row: Any) -> Pending:
    return Pending(
        organisation=OrganisationId(row.organisation),
        id=row.id,
        errand=errand_of(row),
        created_at=row.created_at,
        due_at=row.due_at,
        leased=row.leased,
        attempt=row.attempt,
        uncertain=row.uncertain,
        reason=row.reason,
        settled_at=row.settled_at,
    )


def errand_of(row: Any) -> Errand:
    workspace = WorkspaceRef.parse(row.workspace)
    return Errand(
        kind=Kind(row.kind),
        key=row.key,
        subject=row.subject,
        to=MemberRef(workspace, row.to_member) if row.to_member else ChannelRef(workspace, row.to_channel),
        within=ChannelRef(workspace, row.within) if row.within else None,
        thread=row.thread,
        not_before=row.not_before,
        notes=tuple(row.notes),
    )


def _row(errand: Errand) -> dict[str, Any]:
    person = isinstance(errand.to, MemberRef)
    return {
        "key": errand.key,
        "kind": errand.kind.value,
        "subject": errand.subject,
        "workspace": str(errand.to.workspace),
        "to_channel": None if person else errand.to.id,
        "to_member": errand.to.id if person else None,
        "within": errand.within.id if errand.within else None,
        "thread": errand.thread,
        "not_before": errand.not_before,
        "notes": errand.notes,
    }
