"""A workspace leaves its organisation and takes its own along; what stays moves as well, into a new one each.

Whose something is: a member, a channel, a post and an errand are of the workspace they are in, an address of its
member's or channel's. A quote is of the workspace of who wrote it down; one that nobody wrote down, of the workspace in
its column ``home`` (there when its organisation was linked), and else it stays. A case with its timeline, votes,
context and story goes with its quote; a reaction with the post it stands on; a draft with its writer. A team's name
goes with those of its members who go and with each quote and case that names it.

What would point across is cut. The other side's members lose their credit, their vote and their place among the
followers; where a case's timeline or story cannot be without them, they stay as somebody who has left, without a name.
Numbers stay as they are on both sides, and neither gives one of the other's again.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import SmallInteger, and_, delete, func, literal, null, or_, select, union, update
from sqlalchemy.sql.elements import ColumnElement

from bot.domain.links import Shift
from bot.domain.refs import OrganisationId, WorkspaceRef
from bot.domain.values import dataclass
from bot.ports import Fate
from storage import tables
from storage.credits import NOBODY_KEY, TEAMS_FROM
from storage.joining import ADD_LAST, COPY_ORGANISATION, LASTS, LOCK, give_turns, move_workspace
from storage.links import TOGETHER, leave, to_workspace
from storage.moving import copy, copy_errands, copy_words, execute, remove, take_time
from storage.numbering import NOUNS, Move, big
from storage.prepared import Statement
from storage.session import Session
from storage.tables import Standing, organisations
from storage.timelines import to_steps
from storage.upsert import insert

FORMER = WorkspaceRef("former", "former")
"""Where those are who stay in a timeline only."""

ADD_MEMBER = Statement(insert(tables.members))

# What of a row says whose it is: all of them must be of one's own.
OWN = {
    tables.members: ("number",),
    tables.member_keys: ("member",),
    tables.teams: (),
    tables.team_members: ("member",),
    tables.channels: ("number",),
    tables.quotes: ("number",),
    tables.credits: ("quote",),
    tables.mentions: ("quote", "member"),
    tables.credited: (),
    tables.turns: ("channel",),
    tables.featured: ("channel", "quote"),
    tables.features: ("channel",),
    tables.posts: ("number",),
    tables.reactions: ("post",),
    tables.votes: ("quote", "member"),
    tables.inbox: (),
    tables.drafts: ("member",),
    tables.cases: ("quote",),
    tables.case_entries: ("case",),
    tables.case_followers: ("case", "member"),
    tables.context: ("quote",),
    tables.reminders: ("case",),
    tables.stories: ("case",),
    tables.addresses: (),
    tables.outbox: (),
}
"""Nothing: both sides get it, or it is asked for in another way below."""


_PLACED = {"member": tables.members, "channel": tables.channels, "post": tables.posts}
"""What has a workspace of its own."""


@dataclass(frozen=True, slots=True)
class Side:
    """What goes with a workspace, or, with ``leaving`` False, all the rest."""

    source: OrganisationId
    workspace: WorkspaceRef
    leaving: bool

    def own(self, noun: str, number: Any) -> ColumnElement[bool]:
        theirs = self._theirs(noun)
        found: ColumnElement[bool] = number.in_(theirs) if self.leaving else number.not_in(theirs)
        return found

    def at_home(self, workspace: Any) -> ColumnElement[bool]:
        home: ColumnElement[bool] = (workspace == str(self.workspace)) == literal(self.leaving)
        return home

    def _theirs(self, noun: str) -> Any:
        if noun == "quote":
            return self._quotes()
        return self._cases() if noun == "case" else self._of(_PLACED[noun])

    def _of(self, table: Any) -> Any:
        return select(table.c.number).where(
            table.c.organisation == self.source, table.c.workspace == str(self.workspace)
        )

    def _quotes(self) -> Any:
        quotes = tables.quotes
        nobodys = and_(quotes.c.recorder.is_(None), quotes.c.home == str(self.workspace))
        return select(quotes.c.number).where(
            quotes.c.organisation == self.source, or_(quotes.c.recorder.in_(self._of(tables.members)), nobodys)
        )

    def _cases(self) -> Any:
        cases = tables.cases
        return select(cases.c.number).where(cases.c.organisation == self.source, cases.c.quote.in_(self._quotes()))


def part(
    session: Session, workspace: WorkspaceRef, source: OrganisationId, left: OrganisationId, rest: OrganisationId
) -> None:
    """``left`` is the new organisation of the workspace that leaves, ``rest`` that of the others."""
    take_time(session)
    session.run(LOCK, {"organisation": source})
    together = session.run(TOGETHER, {"organisation": source})
    lasts = session.run(LASTS, {"organisation": source})
    for side, target in ((Side(source, workspace, True), left), (Side(source, workspace, False), rest)):
        ours = [row for row in together if (to_workspace(row).ref == workspace) == side.leaving]
        session.run(COPY_ORGANISATION, {"organisation": source, "target": target})
        if len(ours) == 1:
            execute(session, update(organisations).where(organisations.c.id == target).values(name=ours[0].name))
        _take(session, side, Move(source, target))
        for row in lasts:
            session.run(ADD_LAST, {"organisation": target, "noun": row.noun, "last": row.last})
        for row in ours:
            shifts: Sequence[Shift] = row.shifts
            move_workspace(session, to_workspace(row).ref, target, row.name, shifts)
    leave(session, workspace, None)
    remove(session, source)


def _take(session: Session, side: Side, move: Move) -> None:
    for table, columns in OWN.items():
        own = [side.own(_noun(table, each), table.c[each]) for each in columns]
        if table is tables.outbox:
            copy_errands(session, move, side.at_home(table.c.workspace))
        elif table is tables.addresses:
            copy(session, move, table, side.at_home(table.c.workspace))
        elif table is tables.credits:
            copy(session, move, table, *own, or_(table.c.credited >= TEAMS_FROM, side.own("member", table.c.credited)))
            _credit_nobody(session, move)
            _meet(session, move)
        elif table is tables.turns:
            copy(session, move, table, *own, table.c.credited.in_(_credited(move)))
        elif table is not tables.credited:
            copy(session, move, table, *own)
    copy_words(session, move, side.own)
    _cut(session, move)
    _leave_teams(session, move)
    _add_former(session, move)
    give_turns(session, move.target)


def _noun(table: Any, column: str) -> str:
    return NOUNS[table][column]


def _credited(move: Move) -> Any:
    return select(tables.credited.c.credited).where(tables.credited.c.organisation == move.target)


def _credit_nobody(session: Session, move: Move) -> None:
    """A quote that has lost all its credits is nobody's, who takes turns like anybody."""
    before, now, quotes = tables.credits, tables.credits.alias(), tables.quotes
    kept = select(now.c.quote).where(now.c.organisation == move.target)
    come = select(quotes.c.number).where(quotes.c.organisation == move.target)
    rows = (
        select(
            big(move.target),
            before.c.quote,
            big(NOBODY_KEY),
            literal(0, SmallInteger),
            func.min(before.c.standing),
            func.min(before.c.stage),
        )
        .where(before.c.organisation == move.source, before.c.quote.in_(come), before.c.quote.not_in(kept))
        .group_by(before.c.quote)
    )
    names = ["organisation", "quote", "credited", "place", "standing", "stage"]
    execute(session, insert(before).from_select(names, rows))


def _meet(session: Session, move: Move) -> None:
    earned = tables.credits
    rows = (
        select(big(move.target), earned.c.credited, func.min(earned.c.quote))
        .where(earned.c.organisation == move.target, earned.c.standing == Standing.FEATURABLE.value)
        .group_by(earned.c.credited)
    )
    execute(session, insert(tables.credited).from_select(["organisation", "credited", "first_quote"], rows))


def _cut(session: Session, move: Move) -> None:
    """What a quote answers, and what a channel was shown, of the other side's. What is planned is planned anew when its
    moment comes (bot.services.composing).
    """
    quotes, features = tables.quotes, tables.features
    come = select(quotes.c.number).where(quotes.c.organisation == move.target)
    answers = (quotes.c.organisation == move.target, quotes.c.follows.not_in(come))
    execute(session, update(quotes).where(*answers).values(follows=null()))
    shown = (
        features.c.organisation == move.target,
        features.c.quote.not_in(come),
        features.c.fate != Fate.PLANNED.value,
    )
    nothing = {name: null() for name in ("quote", "credited", "reason", "since")}
    execute(session, update(features).where(*shown).values(nothing))


# Teams ------------------------------------------------------------------------------------------


def _leave_teams(session: Session, move: Move) -> None:
    teams, members = tables.teams, tables.team_members
    peopled = select(members.c.team).where(members.c.organisation == move.source)
    ours = select(members.c.team).where(members.c.organisation == move.target)
    left = (teams.c.organisation == move.target, teams.c.number.in_(peopled), teams.c.number.not_in(ours))
    gone = {row.number for row in execute(session, select(teams.c.number).where(*left))} - _teams_named(session, move)
    for number in sorted(gone):
        execute(session, delete(teams).where(teams.c.organisation == move.target, teams.c.number == number))


def _teams_named(session: Session, move: Move) -> set[int]:
    earned, stories, cases, entries = tables.credits, tables.stories, tables.cases, tables.case_entries
    keys = union(
        select(earned.c.credited.label("key")).where(earned.c.organisation == move.target),
        select(cases.c.offer).where(cases.c.organisation == move.target),
        select(entries.c.offer).where(entries.c.organisation == move.target),
    )
    named = {row.key - TEAMS_FROM for row in execute(session, keys) if row.key and TEAMS_FROM <= row.key < NOBODY_KEY}
    told = select(stories.c.team).where(stories.c.organisation == move.target, stories.c.team.is_not(None))
    named |= {row.team for row in execute(session, told)}
    channels = select(tables.channels.c.teams).where(tables.channels.c.organisation == move.target)
    named |= {team for row in execute(session, channels) for team in row.teams}
    steps = select(cases.c.steps).where(cases.c.organisation == move.target)
    logged = (step for row in execute(session, steps) for step in to_steps(row.steps).values())
    return named | {step.team for step in logged if step.team is not None}


# Who stays in a timeline only -------------------------------------------------------------------


def _add_former(session: Session, move: Move) -> None:
    """Somebody who has left, and is not named: what they did stays, and nobody can reach them."""
    known = {row.number for row in execute(session, _numbers(move))}
    if former := sorted(_members_named(session, move) - known):
        session.each(ADD_MEMBER, [_former(move.target, number) for number in former])


def _numbers(move: Move) -> Any:
    return select(tables.members.c.number).where(tables.members.c.organisation == move.target)


def _members_named(session: Session, move: Move) -> set[int]:
    places = (
        tables.cases.c.opener,
        tables.cases.c.owner,
        tables.cases.c.offer,
        tables.case_entries.c.member,
        tables.case_entries.c.offer,
        tables.context.c.member,
        tables.stories.c.member,
        tables.channels.c.owner,
    )
    named = union(*(select(each.label("number")).where(each.table.c.organisation == move.target) for each in places))
    return {row.number for row in execute(session, named) if row.number is not None and row.number < TEAMS_FROM}


def _former(organisation: OrganisationId, number: int) -> dict[str, Any]:
    flags = dict.fromkeys(("admin", "bot", "external", "named", "named_curator", "curator"), False)
    return {
        "organisation": organisation,
        "number": number,
        "workspace": str(FORMER),
        "external_id": secrets.token_hex(8),
        "name": "–",
        "handle": "",
        "full_name": "",
        "timezone": None,
        "language": "en",
        "gone": True,
        **flags,
    }
