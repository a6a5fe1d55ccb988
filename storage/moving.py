"""Rows on their way from one organisation into another.

Linking and unlinking copy an organisation's rows into a new one and then remove it, parents first and last: no key that
another row names ever changes in place, and no number of an organisation that is gone is given again. So who still has
its id, in another process or in an errand under way, is told so (storage.organisations).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal,
    select,
    table,
    text,
    true,
)
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement

from bot.domain.refs import OrganisationId
from bot.ports import Kind
from storage import learnings, search, tables
from storage.numbering import ERRANDS, NOUNS, Move, big
from storage.prepared import Statement
from storage.session import Session
from storage.tables import organisations
from storage.upsert import insert


def among(values: Iterable[Any]) -> list[Any]:
    """For an IN: a list of plain values is filled in only where SQLAlchemy itself executes a statement."""
    return [literal(value) for value in values]


def execute(session: Session, construct: ClauseElement) -> list[Any]:
    """A statement that is made for this once."""
    return session.run(Statement(construct), {})


LONG = ("enable_nestloop = off", "statement_timeout = '5min'")


def take_time(session: Session) -> None:
    """PostgreSQL knows nothing yet of rows that were written a moment ago, and would go through them again for each."""
    if not session.sqlite:
        for each in LONG:
            execute(session, text(f"SET LOCAL {each}"))


def copy(session: Session, move: Move, source: Any, *conditions: ColumnElement[bool], doubled: bool = False) -> None:
    """A table's rows, their numbers raised. ``doubled``: both sides may have the same one."""
    nouns = NOUNS[source]
    columns = [_copied(move, each, nouns.get(each.key)) for each in source.c]
    rows = select(*columns).where(source.c.organisation == move.source, *conditions)
    statement = insert(source).from_select([each.key for each in source.c], rows)
    execute(session, statement.on_conflict_do_nothing() if doubled else statement)


def _copied(move: Move, each: Any, noun: str | None) -> Any:
    if each.key == "organisation":
        return big(move.target).label("organisation")
    kind = each.table.c.kind if noun == "subject" else None
    return each if noun is None else move.becomes(noun, each, kind).label(each.key)


def remove(session: Session, organisation: OrganisationId) -> None:
    """With all its rows. No workspace may be of it any more."""
    for words, real in WORDS:
        _remove_words(session, organisation, words, real)
    children_first: list[Any] = [*reversed(list(NOUNS)), tables.numbers]
    for each in children_first:
        execute(session, delete(each).where(each.c.organisation == organisation))
    execute(session, delete(organisations).where(organisations.c.id == organisation))


# Errands ----------------------------------------------------------------------------------------


def copy_errands(session: Session, move: Move, *conditions: ColumnElement[bool]) -> None:
    """Also those done lately, whose keys see to it that nothing is said twice."""
    outbox = tables.outbox
    rows = execute(session, select(outbox).where(outbox.c.organisation == move.source, *conditions))
    if rows:
        session.each(Statement(insert(outbox)), [_errand(move, row._asdict()) for row in rows])


def _errand(move: Move, row: dict[str, Any]) -> dict[str, Any]:
    numbered = ERRANDS[Kind(row["kind"])]
    verb, *parts = row["key"].split(":")
    return row | {
        "organisation": move.target,
        "key": ":".join((verb, *move.parts(numbered.key, parts))),
        "subject": move.number(numbered.subject, row["subject"]) if numbered.subject else row["subject"],
        "notes": move.parts(numbered.notes, row["notes"]),
    }


# What stands in small values --------------------------------------------------------------------


def renumber_values(session: Session, move: Move) -> None:
    """The numbers that no column holds: a channel's teams, a step's team, whom a post thanks for, drafts."""
    if not move.renumbers:
        return
    for table_, column_, change in (
        (tables.channels, "teams", lambda teams: [move.number("team", team) for team in teams]),
        (tables.cases, "steps", lambda steps: [_step(move, step) for step in steps]),
        (tables.case_entries, "logged", lambda step: step and _step(move, step)),
        (tables.drafts, "answers", lambda answers: _answers(move, answers)),
        (tables.drafts, "form", lambda form: _memo(move, form)),
    ):
        _change_values(session, move, table_, column_, change)
    notes = tables.posts.c.kind.in_(among(kind.value for kind, named in ERRANDS.items() if any(named.notes)))
    _change_values(session, move, tables.posts, "notes", None, notes)


def _change_values(
    session: Session, move: Move, of: Any, name: str, change: Callable[[Any], Any] | None, *conditions: Any
) -> None:
    keys = [each for each in of.primary_key if each.key != "organisation"]
    kind = [of.c.kind] if change is None else []
    changed = []
    for row in execute(session, select(*keys, of.c[name], *kind).where(of.c.organisation == move.source, *conditions)):
        value = getattr(row, name)
        new = change(value) if change else move.parts(ERRANDS[Kind(row.kind)].notes, value)
        if new != value:
            numbers = {f"{key.key}_": _now(move, of, key.key, getattr(row, key.key)) for key in keys}
            changed.append({**numbers, "changed": new})
    if changed:
        here = [of.c.organisation == move.target, *(key == bindparam(f"{key.key}_") for key in keys)]
        session.each(Statement(of.update().where(*here).values({name: bindparam("changed")})), changed)


def _now(move: Move, of: Any, key: str, number: int) -> int:
    noun = NOUNS[of].get(key)
    return move.number(noun, number) if noun else number


def _step(move: Move, step: dict[str, Any]) -> dict[str, Any]:
    return step if step["team"] is None else step | {"team": move.number("team", step["team"])}


def _answers(move: Move, answers: dict[str, Any]) -> dict[str, Any]:
    team = answers.get("team")
    if not (isinstance(team, str) and team.isdigit()):
        return answers
    return answers | {"team": str(move.number("team", int(team)))}


def _memo(move: Move, form: str) -> str:
    """A form's name with what it is about: quotes and cases are raised alike."""
    return re.sub(r"\|(\d+)", lambda found: f"|{move.number('case', int(found[1]))}", form)


# The indexes of words ---------------------------------------------------------------------------

WORDS: tuple[tuple[str, Any], ...] = (("quote", tables.quote_words), ("case", tables.case_words))
_FTS = {"quote": search.FTS_INSERT, "case": learnings.FTS_INSERT}


def copy_words(session: Session, move: Move, own: Callable[[str, Any], Any] = lambda noun, number: true()) -> None:
    """What is found by search: of those quotes and cases that come along."""
    for noun, words in WORDS:
        if session.sqlite:
            _copy_fts(session, move, noun, own)
        else:
            _copy_vectors(session, move, noun, words, own(noun, words.c[noun]))


def _copy_fts(session: Session, move: Move, noun: str, own: Callable[[str, Any], Any]) -> None:
    index = table(f"{noun}_words", column("rowid", BigInteger), column("words", Text))
    number = (index.c.rowid - big(search.first_row(move.source))).label("number")
    rows = execute(session, select(number, index.c.words).where(_between(index, move.source), own(noun, number)))
    first = search.first_row(move.target) + move.raised.get(noun, 0)
    if rows:
        session.each(_FTS[noun], [{"id": first + row.number, "words": row.words} for row in rows])


def _copy_vectors(session: Session, move: Move, noun: str, words: Any, own: Any) -> None:
    mark = func.array_to_tsvector(cast([f"_{move.target}"], ARRAY(Text)))
    marked = func.ts_delete(words.c.words, literal(f"_{move.source}", Text)).op("||")(mark)
    number = move.becomes(noun, words.c[noun])
    rows = select(big(move.target), number, marked).where(words.c.organisation == move.source, own)
    execute(session, insert(words).from_select(["organisation", noun, "words"], rows))


def _remove_words(session: Session, organisation: OrganisationId, noun: str, words: Any) -> None:
    if not session.sqlite:
        execute(session, delete(words).where(words.c.organisation == organisation))
        return
    bounds = search.rows_of(organisation)
    session.run(Statement(text(f"DELETE FROM {noun}_words WHERE rowid > :first AND rowid < :last")), bounds)  # noqa: S608 - our own words


def _between(index: Any, organisation: OrganisationId) -> ColumnElement[bool]:
    first, last = search.rows_of(organisation).values()
    both: ColumnElement[bool] = (index.c.rowid > first) & (index.c.rowid < last)
    return both
