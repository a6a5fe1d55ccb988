"""Where members and channels are reached, as their platform said last."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Text, bindparam, func, select

from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Address
from storage.prepared import AnyOf, Statement
from storage.repository import Repository, grouped, newer
from storage.tables import addresses
from storage.upsert import insert

_there = (addresses.c.organisation == bindparam("organisation"), addresses.c.workspace == bindparam("workspace"))

GET = Statement(
    select(addresses.c.service, addresses.c.chat).where(*_there, addresses.c.external_id == bindparam("external_id"))
)
SOME = AnyOf(
    lambda ids: select(addresses.c.external_id, addresses.c.service, addresses.c.chat).where(
        *_there, addresses.c.external_id.in_(ids)
    ),
    Text,
)
LATEST_SERVICE = Statement(select(addresses.c.service).where(*_there).order_by(addresses.c.seen_at.desc()).limit(1))
_keep = insert(addresses)
KEEP = Statement(
    _keep.on_conflict_do_update(
        index_elements=["organisation", "workspace", "external_id"],
        set_={
            **newer(_keep, "service", "seen_at"),
            "chat": func.coalesce(_keep.excluded.chat, addresses.c.chat),
        },
    )
)


class SqlAddresses(Repository):
    def get(self, ref: ChannelRef | MemberRef) -> Address | None:
        row = self._one(GET, **_key(ref))
        return None if row is None else Address(ref, row.service, row.chat)

    def some(self, refs: Iterable[ChannelRef | MemberRef]) -> Mapping[ChannelRef | MemberRef, Address]:
        found: dict[ChannelRef | MemberRef, Address] = {}
        for workspace, some in grouped(refs, lambda ref: str(ref.workspace)).items():
            by_id = {ref.id: ref for ref in some}
            for row in self._any_of(SOME, by_id, workspace=workspace):
                ref = by_id[row.external_id]
                found[ref] = Address(ref, row.service, row.chat)
        return found

    def service_of(self, workspace: WorkspaceRef) -> str | None:
        row = self._one(LATEST_SERVICE, workspace=str(workspace))
        return None if row is None else str(row.service)

    def keep(self, address: Address) -> None:
        self._all(KEEP, **_key(address.of), service=address.service, chat=address.chat, seen_at=self._scope.now)


def _key(ref: ChannelRef | MemberRef) -> dict[str, Any]:
    return {"workspace": str(ref.workspace), "external_id": ref.id}
