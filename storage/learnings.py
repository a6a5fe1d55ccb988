"""Finding cases by what was learned: a learning's words and its quote's, folded and cut by us, on both databases.

What a case is indexed by follows it and its quote, so a withdrawn quote's case is not found, nor what was corrected.
Built as the search for quotes (storage.search); there, too, is why the row id holds organisation and number.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, cast, column, delete, func, insert, select, table, text

from bot.domain.cases import Case
from bot.domain.quotes import Quote
from bot.domain.refs import CaseNumber, OrganisationId
from bot.domain.steps import Step
from bot.domain.words import COMMON, tokens
from storage.prepared import Statement
from storage.repository import Repository, Scope
from storage.search import first_row, rows_of
from storage.session import Session
from storage.tables import case_words, cases, quotes
from storage.timelines import to_steps
from storage.types import TSQUERY

TELLING = 4
"""Letters that a word has at least, to tell anything."""
IN_COMMON = 2
"""Telling words that make a likeness, at least."""
COMPARED = 500
"""Cases compared with a text, the newest of those that share a word with it."""

_words = table("case_words", column("rowid", BigInteger), column("words", Text))

FTS_INSERT = Statement(insert(_words).values(rowid=bindparam("id"), words=bindparam("words")))
FTS_DELETE = Statement(delete(_words).where(_words.c.rowid == bindparam("id")))
FTS_FIND = Statement(
    text(
        "SELECT rowid AS id, words FROM case_words WHERE case_words MATCH :query"
        " AND rowid > :first AND rowid < :last ORDER BY rowid DESC LIMIT :most"
    ).columns(column("id", BigInteger), column("words", Text))
)
VECTOR_INSERT = Statement(
    insert(case_words).values(
        organisation=bindparam("organisation"),
        case=bindparam("case"),
        words=func.array_to_tsvector(bindparam("words", type_=ARRAY(Text))),
    )
)
_vector_here = case_words.c.organisation == bindparam("organisation")
VECTOR_DELETE = Statement(delete(case_words).where(_vector_here, case_words.c.case == bindparam("case")))
VECTOR_FIND = Statement(
    select(case_words.c.case, func.tsvector_to_array(case_words.c.words, type_=ARRAY(Text)).label("words"))
    .where(_vector_here, case_words.c.words.op("@@")(cast(bindparam("query", type_=Text()), TSQUERY)))
    .order_by(case_words.c.case.desc())
    .limit(bindparam("most"))
)

QUOTE = Statement(
    select(quotes.c.text, quotes.c.withdrawn).where(
        quotes.c.organisation == bindparam("organisation"), quotes.c.number == bindparam("number")
    )
)
OF_QUOTE = Statement(
    select(cases.c.number, cases.c.steps).where(
        cases.c.organisation == bindparam("organisation"), cases.c.quote == bindparam("quote")
    )
)


class SqlLearnings(Repository):
    """Part of the cases' repository and of the quotes', which nobody else asks."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._index = _index(scope.session, scope.organisation)

    def write(self, case: Case) -> None:
        """The case was saved."""
        if learning := case.steps.get(Step.LEARNING):
            [quote] = self._all(QUOTE, number=case.quote)
            self._write(case.number, learning.words, None if quote.withdrawn else quote.text)

    def follow(self, quote: Quote) -> None:
        """The quote was saved, perhaps in other words."""
        for row in self._all(OF_QUOTE, quote=quote.number):
            if learning := to_steps(row.steps).get(Step.LEARNING):
                self._write(CaseNumber(row.number), learning.words, None if quote.withdrawn else quote.text)

    def find(self, words: str, most: int) -> Sequence[CaseNumber]:
        """All the words, each as a beginning; newest first."""
        return [case for case, _ in self._index.find(_known(words), most, every=True)]

    def similar(self, text: str, most: int) -> Sequence[CaseNumber]:
        """Those with most telling words in common first, the newer of two alike before the older."""
        telling = frozenset(word for word in _known(text) if len(word) >= TELLING) - COMMON
        found = self._index.find(sorted(telling), COMPARED, every=False)
        shared = {case: len(telling.intersection(words)) for case, words in found}
        alike = [case for case, count in shared.items() if count >= IN_COMMON]
        return sorted(alike, key=lambda case: (-shared[case], -case))[:most]

    def _write(self, case: CaseNumber, learning: str, quote: str | None) -> None:
        self._index.remove(case)
        if quote is not None:
            self._index.add(case, _known(f"{quote} {learning}"))


def _known(said: str) -> list[str]:
    """The words of a text, each once."""
    return list(dict.fromkeys(tokens(said)))


class _Index(Protocol):
    def add(self, case: CaseNumber, words: Sequence[str]) -> None: ...
    def remove(self, case: CaseNumber) -> None: ...
    def find(self, words: Sequence[str], most: int, *, every: bool) -> Sequence[tuple[CaseNumber, Iterable[str]]]:
        """Cases with every word, each as a beginning, or with any of the very words; newest first, with theirs."""


def _index(session: Session, organisation: OrganisationId) -> _Index:
    return (_SqliteIndex if session.sqlite else _PostgresqlIndex)(session, organisation)


class _SqliteIndex:
    def __init__(self, session: Session, organisation: OrganisationId) -> None:
        self._session = session
        self._organisation, self._first = organisation, first_row(organisation)

    def add(self, case: CaseNumber, words: Sequence[str]) -> None:
        self._session.run(FTS_INSERT, {"id": self._first + case, "words": " ".join(words)})

    def remove(self, case: CaseNumber) -> None:
        self._session.run(FTS_DELETE, {"id": self._first + case})

    def find(self, words: Sequence[str], most: int, *, every: bool) -> Sequence[tuple[CaseNumber, Iterable[str]]]:
        if not words:
            return []
        query = " ".join(f'"{each}"*' for each in words) if every else " OR ".join(f'"{each}"' for each in words)
        rows = self._session.run(FTS_FIND, {"query": query, "most": most, **rows_of(self._organisation)})
        return [(CaseNumber(row.id - self._first), row.words.split()) for row in rows]


class _PostgresqlIndex:
    def __init__(self, session: Session, organisation: OrganisationId) -> None:
        self._session = session
        self._organisation = organisation
        self._mark = f"_{organisation}"  # no token of ours has a low line

    def add(self, case: CaseNumber, words: Sequence[str]) -> None:
        marked = [self._mark, *words]
        self._session.run(VECTOR_INSERT, {"organisation": self._organisation, "case": case, "words": marked})

    def remove(self, case: CaseNumber) -> None:
        self._session.run(VECTOR_DELETE, {"organisation": self._organisation, "case": case})

    def find(self, words: Sequence[str], most: int, *, every: bool) -> Sequence[tuple[CaseNumber, Iterable[str]]]:
        if not words:
            return []
        asked = " & ".join(f"'{each}':*" for each in words) if every else " | ".join(f"'{each}'" for each in words)
        query = f"'{self._mark}' & ({asked})"
        rows = self._session.run(VECTOR_FIND, {"organisation": self._organisation, "query": query, "most": most})
        return [(CaseNumber(row.case), row.words) for row in rows]
