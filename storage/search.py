"""Finding quotes by their words: folded and cut by us, so that both databases find the same.

SQLite has a table of FTS5 whose row id holds organisation and number: both the company's bounds and the order are the
index's own. PostgreSQL has a text-search vector made of our words, with the organisation as one word more.
"""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, cast, column, delete, func, insert, select, table, text

from bot.domain.refs import OrganisationId, QuoteNumber
from bot.domain.words import tokens
from storage.prepared import Statement
from storage.session import Session
from storage.tables import quote_words
from storage.types import TSQUERY

_words = table("quote_words", column("rowid", BigInteger), column("words", Text))

FTS_INSERT = Statement(insert(_words).values(rowid=bindparam("id"), words=bindparam("words")))
FTS_DELETE = Statement(delete(_words).where(_words.c.rowid == bindparam("id")))
FTS_FIND = Statement(
    text(
        "SELECT rowid AS id FROM quote_words WHERE quote_words MATCH :query"
        " AND rowid > :first AND rowid < :last ORDER BY rowid DESC LIMIT :most"
    ).columns(column("id", BigInteger))
)
VECTOR_INSERT = Statement(
    insert(quote_words).values(
        organisation=bindparam("organisation"),
        quote=bindparam("quote"),
        words=func.array_to_tsvector(bindparam("words", type_=ARRAY(Text))),
    )
)
_vector_here = quote_words.c.organisation == bindparam("organisation")
VECTOR_DELETE = Statement(delete(quote_words).where(_vector_here, quote_words.c.quote == bindparam("quote")))
VECTOR_FIND = Statement(
    select(quote_words.c.quote)
    .where(_vector_here, quote_words.c.words.op("@@")(cast(bindparam("query", type_=Text()), TSQUERY)))
    .order_by(quote_words.c.quote.desc())
    .limit(bindparam("most"))
)


class Words(Protocol):
    def add(self, quote: QuoteNumber, said: str) -> None: ...
    def remove(self, quote: QuoteNumber) -> None: ...
    def find(self, words: str, most: int) -> Sequence[QuoteNumber]:
        """Newest first; none at all when there is no word in ``words``."""


def words_of(session: Session, organisation: OrganisationId) -> Words:
    return (SqliteWords if session.sqlite else PostgresqlWords)(session, organisation)


def first_row(organisation: int) -> int:
    """Below an organisation's rows in an index of SQLite's, whose ids are its number and then the quote's or case's."""
    return organisation << 40


def rows_of(organisation: int) -> dict[str, int]:
    """Between what an organisation's rows are."""
    return {"first": first_row(organisation), "last": first_row(organisation + 1)}


class SqliteWords:
    def __init__(self, session: Session, organisation: OrganisationId) -> None:
        self._session = session
        self._organisation, self._first = organisation, first_row(organisation)

    def add(self, quote: QuoteNumber, said: str) -> None:
        self._session.later(FTS_INSERT, {"id": self._first + quote, "words": " ".join(tokens(said))})

    def remove(self, quote: QuoteNumber) -> None:
        self._session.run(FTS_DELETE, {"id": self._first + quote})

    def find(self, words: str, most: int) -> Sequence[QuoteNumber]:
        if not (query := " ".join(f'"{each}"*' for each in tokens(words))):
            return []
        rows = self._session.run(FTS_FIND, {"query": query, "most": most, **rows_of(self._organisation)})
        return [QuoteNumber(row.id - self._first) for row in rows]


class PostgresqlWords:
    def __init__(self, session: Session, organisation: OrganisationId) -> None:
        self._session = session
        self._organisation = organisation
        self._mark = f"_{organisation}"  # no token of ours has a low line

    def add(self, quote: QuoteNumber, said: str) -> None:
        words = sorted({self._mark, *tokens(said)})
        self._session.later(VECTOR_INSERT, {"organisation": self._organisation, "quote": quote, "words": words})

    def remove(self, quote: QuoteNumber) -> None:
        self._session.run(VECTOR_DELETE, {"organisation": self._organisation, "quote": quote})

    def find(self, words: str, most: int) -> Sequence[QuoteNumber]:
        if not (found := tokens(words)):
            return []
        query = " & ".join([f"'{self._mark}'", *(f"'{each}':*" for each in found)])
        rows = self._session.run(VECTOR_FIND, {"organisation": self._organisation, "query": query, "most": most})
        return [QuoteNumber(row.quote) for row in rows]
