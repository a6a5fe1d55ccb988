"""Rows on their way from one organisation into another: what every column's number is the number of.

Linking and unlinking copy an organisation's rows into a new one and then remove it, parents first and last: no key that
another row names ever changes in place, and no number of an organisation that is gone is given again. So who still has
its id, in another process or in an errand under way, is told so (storage.organisations).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Text,
    bindparam,
    case,
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
from bot.domain.values import dataclass
from bot.ports import Kind
from storage import learnings, search, tables
from storage.credits import NOBODY_KEY, TEAMS_FROM
from storage.engine import Session
from storage.prepared import Statement
from storage.tables import organisations
from storage.upsert import insert

Number = Callable[[Any], Any]

# The tables of an organisation, each after those it names, with the nouns of the numbers in them. ``credited`` is a
# member, a team or nobody in one number, ``subject`` what the row's kind says.
NOUNS: Mapping[Any, Mapping[str, str]] = {
    tables.members: {"number": "member"},
    tables.member_keys: {"member": "member"},
    tables.teams: {"number": "team"},
    tables.team_members: {"team": "team", "member": "member"},
    tables.channels: {"number": "channel", "owner": "member"},
    tables.quotes: {"number": "quote", "recorder": "member", "follows": "quote"},
    tables.credits: {"quote": "quote", "credited": "credited"},
    tables.credited: {"credited": "credited", "first_quote": "quote"},
    tables.turns: {"channel": "channel", "credited": "credited"},
    tables.featured: {"channel": "channel", "quote": "quote"},
    tables.features: {"channel": "channel", "quote": "quote", "credited": "credited"},
    tables.posts: {"number": "post", "subject": "subject", "quote": "quote"},
    tables.reactions: {"post": "post", "member": "member", "quote": "quote"},
    tables.votes: {"quote": "quote", "member": "member"},
    tables.inbox: {},
    tables.drafts: {"number": "draft", "member": "member"},
    tables.cases: {
        "number": "case",
        "quote": "quote",
        "opener": "member",
        "owner": "member",
        "offer": "credited",
        "waits_for": "member",
    },
    tables.case_entries: {"case": "case", "member": "member", "offer": "credited"},
    tables.case_followers: {"case": "case", "member": "member"},
    tables.context: {"quote": "quote", "member": "member"},
    tables.reminders: {"case": "case"},
    tables.stories: {"case": "case", "member": "member", "team": "team"},
    tables.addresses: {},
    tables.outbox: {"subject": "subject"},
}
PLAIN = {
    "channels.version",
    "credits.place",
    "credits.standing",
    "turns.last_featured",
    "featured.last_shown",
    "quotes.fingerprint",
    "quotes.version",
    "inbox.number",
    "cases.version",
    "case_entries.place",
    "stories.version",
    "outbox.attempt",
    "outbox.revision",
}
"""Columns whose numbers are nobody's. A receipt's is whatever its verb says: it is translated when it is read."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The nouns in an errand: of its subject, of its key's parts after the first, of its notes. None is no number."""

    subject: str | None
    key: tuple[str | None, ...] = ()
    notes: tuple[str | None, ...] = ()


_CASE = Numbered("case", ("case",))
_OF_MEMBER = Numbered("case", ("case", None, "member"))
ERRANDS: Mapping[Kind, Numbered] = {
    Kind.FEATURE: Numbered("channel", ("channel",)),
    Kind.ASK: Numbered("channel", ("channel",)),
    Kind.WELCOME: Numbered("channel", ("channel",)),
    Kind.CHANNEL_PAUSED: Numbered("channel", ("channel", None, "member")),
    Kind.CREDIT: Numbered("quote", ("quote", "member")),
    Kind.THANKS: Numbered("quote", ("quote", "member"), ("member",)),
    Kind.HEADS_UP: Numbered("quote", ("quote", "member")),
    Kind.NEGATIVE: Numbered("quote", ("quote", "channel")),
    Kind.DRAFT_PROMPT: Numbered(None, ("member",), (None, None, "quote")),
    Kind.EDIT: Numbered("post", ("post",)),
    Kind.CASE_OPENED: _CASE,
    Kind.CASE_STEPS: _CASE,
    Kind.OFFER: _OF_MEMBER,
    Kind.OFFER_ANSWERED: _CASE,
    Kind.CASE_RELEASED: _CASE,
    Kind.THREAD_NOTE: Numbered("case", ("case", None, "post")),
    Kind.REMINDER: _CASE,
    Kind.STORY_READY: _CASE,
    Kind.STORY: _CASE,
    Kind.STORY_NOTICE: Numbered("case", ("case", "member")),
    Kind.IN_DOUBT: Numbered("member", (None, None, "member")),
    Kind.SHUT_OUT: Numbered("member", (None, None, "member")),
    Kind.TAKEN_OFF: Numbered("post", ("post", "member")),
    Kind.LINK_ASKED: Numbered(None),
    Kind.LINKED: Numbered(None),
    Kind.LINK_DECLINED: Numbered(None),
    Kind.UNLINKED: Numbered(None),
}


@dataclass(frozen=True, slots=True)
class Move:
    """``raised`` by noun; ``teams`` that become another's, by the number they would have got."""

    source: OrganisationId
    target: OrganisationId
    raised: Mapping[str, int] = field(default_factory=dict)
    teams: Mapping[int, int] = field(default_factory=dict)

    @property
    def renumbers(self) -> bool:
        return any(self.raised.values()) or bool(self.teams)

    def number(self, noun: str, number: int) -> int:
        """What a number becomes."""
        raised = number + self.raised.get(noun, 0)
        return self.teams.get(raised, raised) if noun == "team" else raised

    def becomes(self, noun: str, number: Any, kind: Any = None) -> Any:
        """As ``number``, for a column."""
        if noun == "credited":
            team = self.becomes("team", number - big(TEAMS_FROM)) + big(TEAMS_FROM)
            member = self.becomes("member", number)
            return case((number >= NOBODY_KEY, number), (number >= TEAMS_FROM, team), else_=member)
        if noun == "subject":
            nouns = {each.value: named.subject for each, named in ERRANDS.items() if named.subject}
            subjects = [(kind == value, self.becomes(of, number)) for value, of in nouns.items()]
            return case(*subjects, else_=number)
        raised = number + big(self.raised.get(noun, 0))
        if noun == "team" and self.teams:
            return case(*((raised == own, big(joined)) for own, joined in self.teams.items()), else_=raised)
        return raised


def big(number: int) -> Any:
    """PostgreSQL takes a small number for a small type, and what it is added to with it."""
    return literal(number, BigInteger)


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
        "key": ":".join((verb, *_raised(move, numbered.key, parts))),
        "subject": move.number(numbered.subject, row["subject"]) if numbered.subject else row["subject"],
        "notes": _raised(move, numbered.notes, row["notes"]),
    }


def _raised(move: Move, nouns: Sequence[str | None], parts: Sequence[str]) -> list[str]:
    named = [*nouns, *[None] * (len(parts) - len(nouns))]
    return [
        str(move.number(noun, int(part))) if noun and part.isdigit() else part
        for noun, part in zip(named, parts, strict=False)
    ]


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
        new = change(value) if change else _raised(move, ERRANDS[Kind(row.kind)].notes, value)
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
_SHIFT = 40
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
    number = (index.c.rowid - big(move.source << _SHIFT)).label("number")
    rows = execute(session, select(number, index.c.words).where(_between(index, move.source), own(noun, number)))
    first = (move.target << _SHIFT) + move.raised.get(noun, 0)
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
    bounds = {"first": organisation << _SHIFT, "last": (organisation + 1) << _SHIFT}
    session.run(Statement(text(f"DELETE FROM {noun}_words WHERE rowid > :first AND rowid < :last")), bounds)  # noqa: S608 - our own words


def _between(index: Any, organisation: OrganisationId) -> ColumnElement[bool]:
    first, last = organisation << _SHIFT, (organisation + 1) << _SHIFT
    both: ColumnElement[bool] = (index.c.rowid > first) & (index.c.rowid < last)
    return both
