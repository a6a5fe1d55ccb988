"""The few things that are not one organisation's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import bindparam, delete, select, tuple_

from bot.domain.links import Link, LinkState
from bot.domain.people import Organisation, Workspace
from bot.domain.refs import CaseNumber, ChannelNumber, MemberRef, OrganisationId, WorkspaceRef
from bot.ports import Backlog, Leased, Pending, UnitOfWork
from storage import links
from storage.joining import join
from storage.known import Memory
from storage.leases import backlog, how_many_pending, lease, pending
from storage.organisations import ADD_ORGANISATION, organisation_row
from storage.parting import part
from storage.prepared import Statement
from storage.repository import NEXT_NUMBER, Scope
from storage.session import Session
from storage.tables import cases, channels, drafts, heartbeats, inbox, outbox, workspaces
from storage.tables import links as links_table
from storage.types import UtcDateTime
from storage.unit_of_work import SqlUnitOfWork
from storage.upsert import insert

PURGED_AT_ONCE = 2_000
LINKS_SINCE = timedelta(days=30)
"""What was not done in that time is not done any more."""
_HOUSE = 0

WORKSPACES = Statement(select(workspaces).order_by(workspaces.c.platform, workspaces.c.external_id))
_install = insert(workspaces)
INSTALL = Statement(
    _install.values(
        {name: bindparam(name) for name in ("platform", "external_id", "organisation", "name", "bot")}
    ).on_conflict_do_update(
        index_elements=["platform", "external_id"],
        set_={"name": _install.excluded.name, "bot": _install.excluded.bot},
    )
)
DUE_CHANNELS = Statement(
    select(channels.c.organisation, channels.c.number)
    .where(channels.c.next_due <= bindparam("now"))
    .order_by(channels.c.next_due)
    .limit(bindparam("most"))
)
DUE_CASES = Statement(
    select(cases.c.organisation, cases.c.number)
    .where(cases.c.remind_at <= bindparam("now"))
    .order_by(cases.c.remind_at)
    .limit(bindparam("most"))
)
_beat = insert(heartbeats).values(id=1, at=bindparam("now"))
HEARTBEAT = Statement(_beat.on_conflict_do_update(index_elements=["id"], set_={"at": _beat.excluded.at}))


def _purge(table: Any, at: Any) -> Statement:
    is_old = at < bindparam("before", type_=UtcDateTime())
    old = select(*table.primary_key).where(is_old).order_by(at).limit(bindparam("most"))
    # Of a row that somebody has just renewed, PostgreSQL asks again what stands here, but not what found it.
    return Statement(delete(table).where(tuple_(*table.primary_key).in_(old), is_old))


PURGES = (
    _purge(inbox, inbox.c.kept_at),
    _purge(drafts, drafts.c.made_at),
    _purge(outbox, outbox.c.settled_at),
    _purge(links_table, links_table.c.until),
)


class SqlRegistry:
    """A unit over all organisations."""

    def __init__(self, session: Session, now: datetime, memory: Memory) -> None:
        self._session, self._memory = session, memory
        self.now = now

    def workspaces(self) -> Sequence[Workspace]:
        return [links.to_workspace(row) for row in self._session.run(WORKSPACES, {})]

    def workspace(self, ref: WorkspaceRef) -> Workspace | None:
        return links.known(self._session, ref)

    def install(self, ref: WorkspaceRef, name: str, bot: str) -> Workspace:
        known = self.workspace(ref)
        workspace = Workspace(ref, known.organisation if known else self._organisation(ref, name), name, bot)
        if known and self.unit(known.organisation).links.others(ref):
            workspace = replace(workspace, name=known.name)
        self._session.run(INSTALL, _workspace_row(workspace))
        return workspace

    def due_channels(self, most: int) -> Sequence[tuple[OrganisationId, ChannelNumber]]:
        rows = self._session.run(DUE_CHANNELS, {"now": self.now, "most": most})
        return [(OrganisationId(row.organisation), ChannelNumber(row.number)) for row in rows]

    def due_cases(self, most: int) -> Sequence[tuple[OrganisationId, CaseNumber]]:
        rows = self._session.run(DUE_CASES, {"now": self.now, "most": most})
        return [(OrganisationId(row.organisation), CaseNumber(row.number)) for row in rows]

    def unit(self, organisation: OrganisationId) -> UnitOfWork:
        # A protocol's attributes are invariant, so mypy does not see that it is one.
        scope = Scope(self._session, organisation, self.now, writable=True, memory=self._memory)
        return cast(UnitOfWork, SqlUnitOfWork(scope))

    def pending_links(self, most: int) -> Sequence[Link]:
        return links.pending(self._session, self.now - LINKS_SINCE, most)

    def save_link(self, link: Link, was: LinkState) -> None:
        links.save(self._session, link, was)

    def leaving(self) -> Sequence[MemberRef]:
        return links.leaving(self._session)

    def join(self, host: OrganisationId, guest: OrganisationId) -> OrganisationId:
        target = self._next_organisation()
        join(self._session, host, guest, target)
        self._memory.forget()
        return target

    def part(self, workspace: WorkspaceRef) -> tuple[OrganisationId, OrganisationId]:
        known = self.workspace(workspace)
        if known is None:
            raise LookupError(f"no workspace {workspace}")
        left, rest = self._next_organisation(), self._next_organisation()
        part(self._session, workspace, known.organisation, left, rest)
        self._memory.forget()
        return left, rest

    def lease(
        self,
        most: int,
        lasting: timedelta,
        busy: frozenset[WorkspaceRef] = frozenset(),
        blind: frozenset[str] = frozenset(),
    ) -> Sequence[Leased]:
        return lease(self._session, self.now, most, lasting, busy, blind)

    def pending(self, most: int) -> Sequence[Pending]:
        return pending(self._session, most)

    def how_many_pending(self) -> int:
        return how_many_pending(self._session)

    def errand(self, id: str) -> Pending | None:
        # An errand's key begins with its organisation, and a command can look into each.
        organisations = dict.fromkeys(each.organisation for each in self.workspaces())
        found = (self.unit(organisation).outbox.get(id) for organisation in organisations)
        return next((each for each in found if each), None)

    def backlog(self) -> Sequence[Backlog]:
        return backlog(self._session, self.now)

    def purge(self, before: datetime) -> int:
        """Of each a bounded number, so that commands need not wait: call again while it is not 0."""
        params = {"before": before, "most": PURGED_AT_ONCE}
        return sum(self._session.changed(purge, params) for purge in PURGES)

    def beat(self) -> None:
        """Write something."""
        self._session.run(HEARTBEAT, {"now": self.now})

    def _next_organisation(self) -> OrganisationId:
        [row] = self._session.run(NEXT_NUMBER, {"organisation": _HOUSE, "noun": "organisation"})
        return OrganisationId(row.last)

    def _organisation(self, ref: WorkspaceRef, name: str) -> OrganisationId:
        """A new one's, unless another process made one meanwhile: they take a number one after the other."""
        number = self._next_organisation()
        if made := self.workspace(ref):
            return made.organisation
        organisation = Organisation(number, name)
        self._session.run(ADD_ORGANISATION, {"id": organisation.id, **organisation_row(organisation)})
        return organisation.id


def _workspace_row(workspace: Workspace) -> dict[str, Any]:
    return {
        "platform": workspace.ref.platform,
        "external_id": workspace.ref.id,
        "organisation": workspace.organisation,
        "name": workspace.name,
        "bot": workspace.bot,
    }
