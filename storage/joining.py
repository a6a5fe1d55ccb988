"""Two organisations become one: both move into a new one, so that whoever still has either's id finds it gone."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, literal, select, update

from bot.domain.choice import NEVER
from bot.domain.links import Shift, raised
from bot.domain.refs import OrganisationId, WorkspaceRef
from storage import tables
from storage.links import CALLED, TOGETHER, to_shifts, to_workspace
from storage.moving import (
    among,
    copy,
    copy_errands,
    copy_words,
    execute,
    remove,
    renumber_values,
    take_time,
)
from storage.numbering import NOUNS, Move
from storage.prepared import Statement
from storage.session import Session
from storage.tables import numbers, organisations, teams, turns, workspaces
from storage.upsert import insert

SEEN = ("quote", "case")
"""The numbers that people see; they are raised alike, so that one sentence tells both."""

LOCK = Statement(select(organisations.c.id).where(organisations.c.id == bindparam("organisation")).with_for_update())
_CHOSEN = [each for each in organisations.c if each.key not in {"id", "stamp"}]
"""The stamp is for each its own."""
COPY_ORGANISATION = Statement(
    insert(organisations).from_select(
        ["id", *(each.key for each in _CHOSEN)],
        select(bindparam("target", type_=BigInteger()).label("id"), *_CHOSEN).where(
            organisations.c.id == bindparam("organisation")
        ),
    )
)
MOVE_WORKSPACE = Statement(
    update(workspaces)
    .where(workspaces.c.platform == bindparam("platform_"), workspaces.c.external_id == bindparam("external_id_"))
    .values(organisation=bindparam("organisation"), name=bindparam("name"), shifts=bindparam("shifts"))
)
LASTS = Statement(select(numbers).where(numbers.c.organisation == bindparam("organisation")))
ADD_LAST = Statement(insert(numbers))


def join(session: Session, host: OrganisationId, guest: OrganisationId, target: OrganisationId) -> None:
    """One pool of everything. The host's settings hold, with the guest's further stages; teams of one name are one."""
    take_time(session)
    for each in sorted((host, guest)):  # in this order everywhere, or two would wait for each other
        session.run(LOCK, {"organisation": each})
    lasts = {each: {row.noun: row.last for row in session.run(LASTS, {"organisation": each})} for each in (host, guest)}
    by_host, by_guest = _raises(lasts[host], lasts[guest])
    _settings(session, host, guest, target)
    _mark_home(session, host)
    _mark_home(session, guest)
    first = Move(host, target, by_host)
    second = Move(guest, target, by_guest, _same_teams(session, host, guest, by_host, by_guest))
    for move in (first, second):
        _bring(session, move)
    for noun in {*lasts[host], *lasts[guest]}:
        last = max(lasts[host].get(noun, 0) + by_host[noun], lasts[guest].get(noun, 0) + by_guest[noun])
        session.run(ADD_LAST, {"organisation": target, "noun": noun, "last": last})
    give_turns(session, target)
    for source, by in ((host, by_host), (guest, by_guest)):
        upto = max(lasts[source].get(noun, 0) for noun in SEEN)
        _rehouse(session, source, target, (upto, by["quote"]))
        remove(session, source)


def _raises(host: Mapping[str, int], guest: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    pairs = {noun: raised(host.get(noun, 0), guest.get(noun, 0)) for noun in {*host, *guest}}
    seen = raised(*(max(side.get(noun, 0) for noun in SEEN) for side in (host, guest)))
    pairs |= dict.fromkeys(SEEN, seen)
    return {noun: by for noun, (by, _) in pairs.items()}, {noun: by for noun, (_, by) in pairs.items()}


def _settings(session: Session, host: OrganisationId, guest: OrganisationId, target: OrganisationId) -> None:
    session.run(COPY_ORGANISATION, {"organisation": host, "target": target})
    stages = {
        row.id: row.stages
        for row in execute(session, select(organisations).where(organisations.c.id.in_(among([host, guest]))))
    }
    known = {stage.casefold() for stage in stages[host]}
    further = [stage for stage in stages[guest] if stage.casefold() not in known]
    execute(session, update(organisations).where(organisations.c.id == target).values(stages=[*stages[host], *further]))


def _mark_home(session: Session, source: OrganisationId) -> None:
    """What nobody wrote down came from the one workspace that there was (storage.parting)."""
    together = session.run(TOGETHER, {"organisation": source})
    if len(together) == 1:
        quotes, home = tables.quotes, str(to_workspace(together[0]).ref)
        unmarked = (quotes.c.organisation == source, quotes.c.recorder.is_(None), quotes.c.home.is_(None))
        execute(session, update(quotes).where(*unmarked).values(home=home))


def _same_teams(
    session: Session,
    host: OrganisationId,
    guest: OrganisationId,
    by_host: Mapping[str, int],
    by_guest: Mapping[str, int],
) -> dict[int, int]:
    """The guest's teams by the number each would get, and the host's of the same name by theirs."""
    ours, theirs = teams.alias(), teams.alias()
    query = (
        select(theirs.c.number.label("own"), ours.c.number.label("joined"))
        .join(ours, ours.c.folded == theirs.c.folded)
        .where(ours.c.organisation == host, theirs.c.organisation == guest)
    )
    return {row.own + by_guest["team"]: row.joined + by_host["team"] for row in execute(session, query)}


def _bring(session: Session, move: Move) -> None:
    for table in NOUNS:
        if table is tables.outbox:
            copy_errands(session, move)
        elif table is teams:
            copy(session, move, teams, *_not_joined(move))
        else:
            copy(session, move, table, doubled=table in (tables.credited, tables.inbox))
    copy_words(session, move)
    renumber_values(session, move)


def _not_joined(move: Move) -> Sequence[Any]:
    own = [number - move.raised["team"] for number in move.teams]
    return [teams.c.number.not_in(among(own))] if own else []


def give_turns(session: Session, organisation: OrganisationId) -> None:
    """Everyone who earned a quote has a turn in every channel, and there may be something new of each."""
    channels, credited = tables.channels, tables.credited
    pairs = select(
        channels.c.organisation, channels.c.number, credited.c.credited, literal(NEVER, BigInteger), literal(True)
    ).where(channels.c.organisation == organisation, credited.c.organisation == organisation)
    names = ["organisation", "channel", "credited", "last_featured", "ready"]
    execute(session, insert(turns).from_select(names, pairs).on_conflict_do_nothing())
    execute(session, update(turns).where(turns.c.organisation == organisation).values(ready=True))


def _rehouse(session: Session, source: OrganisationId, target: OrganisationId, shift: Shift) -> None:
    """One that was alone takes its company's name along: it goes by it among the others, and afterwards again."""
    together = session.run(TOGETHER, {"organisation": source})
    [called] = session.run(CALLED, {"organisation": source})
    for row in together:
        shifts = [*to_shifts(row.shifts), shift] if shift[1] else row.shifts
        name = called.name if len(together) == 1 else row.name
        move_workspace(session, to_workspace(row).ref, target, name, shifts)


def move_workspace(
    session: Session, ref: WorkspaceRef, target: OrganisationId, name: str, shifts: Sequence[Any]
) -> None:
    there = {"platform_": ref.platform, "external_id_": ref.id}
    session.run(MOVE_WORKSPACE, {**there, "organisation": target, "name": name, "shifts": shifts})
