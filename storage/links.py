"""Wishes to link workspaces. They name workspaces and people by their platforms' ids: organisations come and go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from bot.domain.errors import StaleVersion
from bot.domain.links import Link, LinkState, Shift, Side
from bot.domain.people import Workspace
from bot.domain.refs import MemberRef, OrganisationId, WorkspaceRef
from storage.prepared import Statement
from storage.repository import Repository
from storage.session import Session
from storage.tables import IS_PENDING, cases, links, members, organisations, quotes, teams, workspaces
from storage.upsert import insert

ADD = Statement(insert(links))
REPLACE = Statement(delete(links).where(links.c.host == bindparam("host_"), links.c.state == LinkState.OFFERED.value))
BY_CODE = Statement(select(links).where(links.c.code == bindparam("code")))
GET = Statement(select(links).where(links.c.id == bindparam("id")))
SAVE = Statement(
    update(links)
    .where(links.c.id == bindparam("id_"), links.c.state == bindparam("was"))
    .values({name: bindparam(name) for name in ("guest", "guest_member", "state", "until")})
)
PENDING_LINKS = Statement(
    select(links).where(IS_PENDING, links.c.until > bindparam("since")).order_by(links.c.until).limit(bindparam("most"))
)

_here = (workspaces.c.platform == bindparam("platform"), workspaces.c.external_id == bindparam("external_id"))
WORKSPACE = Statement(select(workspaces).where(*_here))
TOGETHER = Statement(
    select(workspaces)
    .where(workspaces.c.organisation == bindparam("organisation"))
    .order_by(workspaces.c.platform, workspaces.c.external_id)
)
CALL = Statement(update(workspaces).where(*_here).values(name=bindparam("called")))
LEAVE = Statement(update(workspaces).where(*_here).values(leaving=bindparam("by")))
LEAVING = Statement(select(workspaces).where(workspaces.c.leaving.is_not(None)))
TRIED = Statement(
    update(workspaces).where(*_here).values(wrong_codes=bindparam("tries"), wrong_since=bindparam("since"))
)


def _count(table: Any, *conditions: Any) -> Statement:
    here = table.c.organisation == bindparam("organisation")
    return Statement(select(func.count().label("many")).select_from(table).where(here, *conditions))


CALLED = Statement(select(organisations.c.name).where(organisations.c.id == bindparam("organisation")))
QUOTES = _count(quotes, ~quotes.c.withdrawn)
CASES = _count(cases)
PEOPLE = _count(members, ~members.c.bot, ~members.c.gone)
TEAMS = _count(teams)


class SqlLinks(Repository):
    def offer(self, link: Link) -> None:
        self._all(REPLACE, host_=str(link.host.workspace))
        self._session.run(ADD, {"id": link.id, "code": link.code, **_host(link), **_row(link)})

    def by_code(self, code: str) -> Link | None:
        return _first(self._session.run(BY_CODE, {"code": code}))

    def get(self, id: str) -> Link | None:
        return _first(self._session.run(GET, {"id": id}))

    def save(self, link: Link, was: LinkState) -> None:
        save(self._session, link, was)

    def side(self, workspace: WorkspaceRef) -> Side:
        row = self._workspace(workspace)
        counts = {"organisation": row.organisation}
        quotes, cases, people, teams = (
            int(self._session.run(count, counts)[0].many) for count in (QUOTES, CASES, PEOPLE, TEAMS)
        )
        alone = len(self._session.run(TOGETHER, counts)) == 1
        # A tenant of Teams' does not tell what it is called, but people may have said what their company is.
        name = self._session.run(CALLED, counts)[0].name if alone else row.name
        return Side(workspace, name, quotes, cases, people, teams, alone)

    def call(self, workspace: WorkspaceRef, name: str) -> None:
        self._session.run(CALL, {**_of(workspace), "called": name})

    def others(self, workspace: WorkspaceRef) -> Sequence[Workspace]:
        together = [to_workspace(row) for row in self._all(TOGETHER)]
        return [each for each in together if each.ref != workspace]

    def wrong(self, workspace: WorkspaceRef) -> tuple[int, datetime | None]:
        row = self._workspace(workspace)
        return row.wrong_codes, row.wrong_since

    def note_wrong(self, workspace: WorkspaceRef, tries: int, since: datetime) -> None:
        self._session.run(TRIED, {**_of(workspace), "tries": tries, "since": since})

    def leave(self, workspace: WorkspaceRef, by: MemberRef | None) -> None:
        leave(self._session, workspace, by)

    def shifts(self, workspace: WorkspaceRef) -> Sequence[Shift]:
        return to_shifts(self._workspace(workspace).shifts)

    def _workspace(self, workspace: WorkspaceRef) -> Any:
        return self._session.run(WORKSPACE, _of(workspace))[0]


def known(session: Session, workspace: WorkspaceRef) -> Workspace | None:
    rows = session.run(WORKSPACE, _of(workspace))
    return to_workspace(rows[0]) if rows else None


def pending(session: Session, since: datetime, most: int) -> Sequence[Link]:
    return [_link(row) for row in session.run(PENDING_LINKS, {"since": since, "most": most})]


def leaving(session: Session) -> Sequence[MemberRef]:
    return [MemberRef(WorkspaceRef(row.platform, row.external_id), row.leaving) for row in session.run(LEAVING, {})]


def leave(session: Session, workspace: WorkspaceRef, by: MemberRef | None) -> None:
    session.run(LEAVE, {**_of(workspace), "by": by.id if by else None})


def save(session: Session, link: Link, was: LinkState) -> None:
    """Raises: StaleVersion, when it is not in that state any more."""
    if not session.changed(SAVE, {"id_": link.id, "was": was.value, **_row(link)}):
        raise StaleVersion(link=link.id)


def to_workspace(row: Any) -> Workspace:
    return Workspace(WorkspaceRef(row.platform, row.external_id), OrganisationId(row.organisation), row.name, row.bot)


def to_shifts(kept: Sequence[Sequence[int]]) -> list[Shift]:
    return [(upto, by) for upto, by in kept]


def _of(workspace: WorkspaceRef) -> dict[str, str]:
    return {"platform": workspace.platform, "external_id": workspace.id}


def _first(rows: Sequence[Any]) -> Link | None:
    return _link(rows[0]) if rows else None


def _link(row: Any) -> Link:
    guest = MemberRef(WorkspaceRef.parse(row.guest), row.guest_member) if row.guest else None
    host = MemberRef(WorkspaceRef.parse(row.host), row.host_member)
    return Link(row.id, row.code, host, row.until, LinkState(row.state), guest)


def _host(link: Link) -> dict[str, str]:
    return {"host": str(link.host.workspace), "host_member": link.host.id}


def _row(link: Link) -> dict[str, Any]:
    return {
        "guest": str(link.guest.workspace) if link.guest else None,
        "guest_member": link.guest.id if link.guest else None,
        "state": link.state.value,
        "until": link.until,
    }
