"""Our messages that stand in chats."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, literal_column, or_, select, update

from bot.domain.cases import State
from bot.domain.choice import Credited
from bot.domain.refs import ChannelRef, MemberNumber, MemberRef, MessageRef, QuoteNumber, TeamNumber, WorkspaceRef
from bot.ports import Kind, Post
from storage import tables
from storage.credits import to_key
from storage.prepared import Rows, Statement
from storage.repository import Repository
from storage.tables import IS_FOUND_BY_NOTE, case_entries, cases, posts, quotes, stories
from storage.timelines import to_steps

OF_ONE_ENTRY = (Kind.THREAD_NOTE, Kind.OFFER_ANSWERED, Kind.CASE_RELEASED)
"""Messages that name who made the move they tell of, by its place in the timeline, and nobody else."""

_mine = posts.c.organisation == bindparam("organisation")
# As of errands: what a newer version posted is its own to edit.
_here = and_(_mine, posts.c.kind.in_([literal_column(f"'{kind}'") for kind in Kind]))
_columns = [column for column in posts.c if column.key != "organisation"]

INSERT = Rows(posts, lambda insert: insert.on_conflict_do_nothing().returning(posts.c.number))
FIND = Statement(
    select(*_columns).where(
        _here,
        posts.c.workspace == bindparam("workspace"),
        posts.c.channel == bindparam("channel"),
        posts.c.message == bindparam("message"),
    )
)
GET = Statement(select(*_columns).where(_here, posts.c.number == bindparam("number")))
OF_QUOTE = Statement(select(*_columns).where(_here, posts.c.quote == bindparam("quote")))
_case_of_it = and_(cases.c.organisation == posts.c.organisation, cases.c.quote == posts.c.quote)
_cases_here = cases.c.organisation == bindparam("organisation")
OF_CASES = Statement(
    select(*_columns)
    .join(cases, _case_of_it)
    .where(
        _here,
        posts.c.workspace == bindparam("workspace"),
        posts.c.channel == bindparam("channel"),
        _cases_here,
        cases.c.state == bindparam("state"),
    )
)
OF_STEPS = Statement(
    select(*_columns, cases.c.steps)
    .join(cases, _case_of_it)
    .where(_here, _cases_here, cases.c.state == bindparam("state"))
)
LATEST = Statement(select(*_columns).where(_here).order_by(posts.c.number.desc()).limit(bindparam("most")))
ASTRAY = Statement(
    select(*_columns).where(
        _here,
        posts.c.quote.is_not(None),
        ~exists().where(quotes.c.organisation == bindparam("organisation"), quotes.c.number == posts.c.quote),
    )
)


def _whose_quote(of: Any) -> Statement:
    """Posts of the quotes that have a row with that value there."""
    table = of.table
    its_quote = and_(table.c.organisation == posts.c.organisation, table.c.quote == posts.c.quote)
    here = table.c.organisation == bindparam("organisation")
    return Statement(select(*_columns).join(table, its_quote).where(_here, here, of == bindparam(of.key)))


EARNED_BY = _whose_quote(tables.credits.c.credited)
MENTIONED = _whose_quote(tables.mentions.c.member)
OWNED_BY = Statement(
    select(*_columns).join(cases, _case_of_it).where(_here, _cases_here, cases.c.owner == bindparam("member"))
)
OFFERED_TO = Statement(
    select(*_columns).join(cases, _case_of_it).where(_here, _cases_here, cases.c.offer == bindparam("offer"))
)
_of_story = and_(stories.c.organisation == cases.c.organisation, stories.c.case == cases.c.number)
_stories_here = stories.c.organisation == bindparam("organisation")
_told = select(*_columns).join(cases, _case_of_it).join(stories, _of_story).where(_here, _cases_here, _stories_here)
TOLD_BY = Statement(_told.where(stories.c.member == bindparam("member")))
TOLD_WITH = Statement(_told.where(stories.c.team == bindparam("team")))
NOTED = Statement(
    select(*_columns, case_entries.c.place)
    .join(cases, _case_of_it)
    .join(
        case_entries,
        and_(case_entries.c.organisation == cases.c.organisation, case_entries.c.case == cases.c.number),
    )
    .where(
        _here,
        _cases_here,
        case_entries.c.organisation == bindparam("organisation"),
        or_(case_entries.c.member == bindparam("member"), case_entries.c.offer == bindparam("offer")),
        or_(*(posts.c.kind == kind.value for kind in (*OF_ONE_ENTRY, Kind.OFFER))),
        posts.c.subject == case_entries.c.case,
    )
)
BY_NOTE = Statement(
    select(*_columns).where(
        _mine, IS_FOUND_BY_NOTE, posts.c.notes == bindparam("notes"), posts.c.kind == bindparam("kind")
    )
)
RECORDED_BY = Statement(
    select(*_columns)
    .join(quotes, and_(quotes.c.organisation == posts.c.organisation, quotes.c.number == posts.c.quote))
    .where(
        _here,
        quotes.c.organisation == bindparam("organisation"),
        quotes.c.recorder == bindparam("member"),
        ~quotes.c.withdrawn,
    )
)
EDITED = Statement(
    update(posts).where(_mine, posts.c.number == bindparam("number_")).values(edited_at=bindparam("edited_at"))
)
DELETE = Statement(delete(posts).where(_mine, posts.c.number == bindparam("number")))


class SqlPosts(Repository):
    def add(self, post: Post) -> Post:
        return self.add_all([post])[0]

    def add_all(self, posts: Sequence[Post]) -> Sequence[Post]:
        numbers = self._next_ones("post", len(posts))
        numbered = [replace(post, number=number) for number, post in zip(numbers, posts, strict=True)]
        added = {row.number for row in self._insert(INSERT, map(_row, numbered))}
        return [post if post.number in added else self._known(post.message) for post in numbered]

    def _known(self, message: MessageRef) -> Post:
        known = self.find(message)
        assert known is not None  # noqa: S101  # the only unique key beside the number
        return known

    def find(self, message: MessageRef) -> Post | None:
        row = self._one(
            FIND,
            workspace=str(message.channel.workspace),
            channel=message.channel.id,
            message=message.id,
        )
        return None if row is None else _post(row)

    def get(self, number: int) -> Post | None:
        row = self._one(GET, number=number)
        return None if row is None else _post(row)

    def latest(self, most: int) -> Sequence[Post]:
        return [_post(row) for row in self._all(LATEST, most=most)]

    def astray(self) -> Sequence[Post]:
        return _by_number(self._all(ASTRAY))

    def of_quote(self, quote: QuoteNumber) -> Sequence[Post]:
        return _by_number(self._all(OF_QUOTE, quote=quote))

    def of_unfinished(self, ref: ChannelRef) -> Sequence[Post]:
        where = {"workspace": str(ref.workspace), "channel": ref.id}
        states = (State.OPEN.value, State.CLAIMED.value)
        return _by_number([row for state in states for row in self._all(OF_CASES, state=state, **where)])

    def of_member(self, member: MemberNumber) -> Sequence[Post]:
        theirs = [row for each in (RECORDED_BY, MENTIONED, OWNED_BY, TOLD_BY) for row in self._all(each, member=member)]
        thanked = self._by_note(Kind.THANKS, str(member))
        return self._naming(to_key(Credited("m", member)), member, [*theirs, *thanked])

    def asking_about(self, errand: str) -> Sequence[Post]:
        return _by_number(self._by_note(Kind.IN_DOUBT, errand))

    def _by_note(self, kind: Kind, note: str) -> list[Any]:
        return self._all(BY_NOTE, kind=kind.value, notes=[note])

    def of_team(self, team: TeamNumber) -> Sequence[Post]:
        of_cases = (row for state in State for row in self._all(OF_STEPS, state=state.value))
        stepped = [row for row in of_cases if any(step.team == team for step in to_steps(row.steps).values())]
        return self._naming(to_key(Credited("t", team)), None, [*stepped, *self._all(TOLD_WITH, team=team)])

    def _naming(self, key: int, member: MemberNumber | None, others: Sequence[Any]) -> Sequence[Post]:
        showing = [*self._all(EARNED_BY, credited=key), *self._all(OFFERED_TO, offer=key), *others]
        # Of all that was said of a case only what names them, whoever has it; an offer also says how it ended.
        cards = [row for row in showing if row.kind not in OF_ONE_ENTRY]
        noted = self._all(NOTED, member=member, offer=key)
        naming = [row for row in noted if row.kind == Kind.OFFER or int(row.notes[0]) == row.place - 1]
        return _by_number([*cards, *naming])

    def remove(self, number: int) -> None:
        self._all(DELETE, number=number)

    def edited(self, number: int, at: datetime) -> None:
        self._all(EDITED, number_=number, edited_at=at)


def _by_number(rows: Sequence[Any]) -> Sequence[Post]:
    return [_post(row) for _, row in sorted({row.number: row for row in rows}.items())]


def _post(row: Any) -> Post:
    channel = ChannelRef(WorkspaceRef.parse(row.workspace), row.channel)
    return Post(
        number=row.number,
        message=MessageRef(channel, row.message, row.thread),
        kind=Kind(row.kind),
        subject=row.subject,
        quote=None if row.quote is None else QuoteNumber(row.quote),
        notes=tuple(row.notes),
        to=MemberRef(channel.workspace, row.to_member) if row.to_member else None,
        edited_at=row.edited_at,
    )


def _row(post: Post) -> dict[str, Any]:
    return {
        "number": post.number,
        "workspace": str(post.message.channel.workspace),
        "channel": post.message.channel.id,
        "message": post.message.id,
        "thread": post.message.thread,
        "kind": post.kind.value,
        "subject": post.subject,
        "quote": post.quote,
        "notes": post.notes,
        "to_member": post.to.id if post.to else None,
        "edited_at": post.edited_at,
    }
