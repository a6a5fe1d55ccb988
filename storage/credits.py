"""Whom a quote is about: who earned it, and whose turn it therefore is, one number per member, team or nobody; and who
is named in its words.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    SmallInteger,
    Text,
    bindparam,
    delete,
    func,
    literal,
    literal_column,
    not_,
    select,
    union_all,
    update,
)

from bot.domain.choice import NEVER, NOBODY, Credited, key_of
from bot.domain.quotes import Credit, MemberCredit, Named, Quote, Sentiment, TeamCredit
from bot.domain.refs import MemberNumber, QuoteNumber, TeamNumber
from storage import tables
from storage.channels import LOCK
from storage.prepared import AnyOf, Rows, Statement
from storage.repository import Repository, grouped
from storage.tables import Standing, channels, mentions, turns
from storage.upsert import insert

# Members, then teams, then nobody, by number: as ``Credited`` sorts, in one column of the index.
_KINDS = "mtu"
_SHIFT = 40

_here = tables.credits.c.organisation == bindparam("organisation")

_NO_NAME, _NO_PLACE = literal("", Text).label("name"), literal(0, SmallInteger).label("place")
ABOUT = AnyOf(
    lambda numbers: union_all(
        select(tables.credits.c.quote, tables.credits.c.credited, tables.credits.c.place, _NO_NAME).where(
            _here, tables.credits.c.quote.in_(numbers)
        ),
        select(mentions.c.quote, mentions.c.member, _NO_PLACE, mentions.c.name).where(
            mentions.c.organisation == bindparam("organisation"), mentions.c.quote.in_(numbers)
        ),
    )
)
ADD = Statement(insert(tables.credits))
DELETE = Statement(delete(tables.credits).where(_here, tables.credits.c.quote == bindparam("quote")))
NAME = Statement(insert(mentions))
UNNAME = Statement(
    delete(mentions).where(mentions.c.organisation == bindparam("organisation"), mentions.c.quote == bindparam("quote"))
)
# The update changes nothing: it waits for whoever is finding out that this one's turn is dry.
MEET = Rows(
    tables.credited,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["organisation", "credited"], set_={"first_quote": tables.credited.c.first_quote}
    ).returning(tables.credited.c.credited, tables.credited.c.first_quote),
)
MEET_CHANNELS = Statement(
    insert(turns)
    .from_select(
        ["organisation", "channel", "credited", "last_featured", "ready"],
        select(
            channels.c.organisation,
            channels.c.number,
            bindparam("credited", type_=turns.c.credited.type),
            bindparam("never", NEVER, type_=turns.c.last_featured.type),
            bindparam("ready", True, type_=turns.c.ready.type),
        ).where(channels.c.organisation == bindparam("organisation")),
    )
    .on_conflict_do_nothing()
)


def _ready(mine: ColumnElement[bool]) -> AnyOf:
    return AnyOf(
        lambda keys: update(turns).where(mine, turns.c.credited.in_(keys), not_(turns.c.ready)).values(ready=True)
    )


_mine = turns.c.organisation == bindparam("organisation")
READY = _ready(_mine)
# Without statistics SQLite takes it that an organisation has ten rows, and goes through all of its turns in all of its
# channels. So it is told that most rows are this one's: then there is nothing but the index of those that are dry.
READY_ON_SQLITE = _ready(func.likelihood(_mine, literal_column("0.99")))


TEAMS_FROM = _KINDS.index("t") << _SHIFT
"""The keys below are members' own numbers."""


def to_key(one: Credited) -> int:
    return _KINDS.index(one.kind) << _SHIFT | one.number


def from_key(key: int) -> Credited:
    return Credited(_KINDS[key >> _SHIFT], key & (1 << _SHIFT) - 1)


NOBODY_KEY = to_key(NOBODY)


def standing(quote: Quote) -> Standing:
    if quote.featurable:
        return Standing.FEATURABLE
    positive = quote.sentiment is Sentiment.POSITIVE and not quote.withdrawn
    return Standing.HELD if positive else Standing.NONE


class About(NamedTuple):
    credits: tuple[Credit, ...]
    named: tuple[Named, ...]


NOTHING = About((), ())


class SqlCredits(Repository):
    """Part of the quotes' repository, which nobody else asks."""

    def of(self, quotes: Sequence[QuoteNumber]) -> Mapping[int, About]:
        rows = grouped(self._any_of(ABOUT, quotes), lambda row: int(row.quote))
        return {quote: _about(some) for quote, some in rows.items()}

    def add(self, quote: Quote) -> None:
        worth = {"quote": quote.number, "standing": standing(quote), "stage": quote.words.stage}
        places = {to_key(each): place for place, each in _in_order(quote.words.credits)}
        for key, place in places.items():
            self._later(ADD, credited=key, place=place, **worth)
        for each in quote.words.named:
            self._later(NAME, quote=quote.number, member=each.member, name=each.name)
        if quote.featurable:
            self._meet(sorted(places), quote.number)
            ready, among = (READY_ON_SQLITE if self._session.sqlite else READY).these(list(places))
            self._later_once(ready, tuple(places), **among)

    def replace(self, quote: Quote) -> None:
        for each in (DELETE, UNNAME):
            self._all(each, quote=quote.number)
        self.add(quote)

    def _meet(self, keys: Sequence[int], quote: QuoteNumber) -> None:
        """There is something new of these: a turn in every channel for who never earned anything before.

        Whom this transaction met already it holds until it ends.
        """
        met, here = self._scope.memory.met, self._organisation
        rows = [{"credited": key, "first_quote": quote} for key in keys if (here, key) not in met]
        if not rows:
            return
        found = self._insert(MEET, rows)
        met.update((here, row.credited) for row in found)
        new = [row.credited for row in found if row.first_quote == quote]
        if new:
            self._all(LOCK)
        for key in new:
            self._all(MEET_CHANNELS, credited=key)


def _in_order(earned: Sequence[Credit]) -> Iterable[tuple[int, Credited]]:
    """Each once, in the order given; nobody, if there is none."""
    return enumerate(dict.fromkeys(map(key_of, earned)) or [NOBODY])


def _about(rows: Sequence[Any]) -> About:
    earned = sorted((row for row in rows if not row.name), key=lambda row: row.place)
    return About(
        tuple(credit for row in earned if (credit := _credit(from_key(row.credited)))),
        tuple(sorted(Named(MemberNumber(row.credited), row.name) for row in rows if row.name)),
    )


def _credit(one: Credited) -> Credit | None:
    if one == NOBODY:
        return None
    return MemberCredit(MemberNumber(one.number)) if one.kind == "m" else TeamCredit(TeamNumber(one.number))
