"""What every repository stands on: one transaction, one organisation, one instant."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, update

from bot.domain.refs import OrganisationId
from bot.domain.values import dataclass
from storage.known import Known, Memory
from storage.prepared import AnyOf, Lookup, Rows, Statement
from storage.session import Session
from storage.tables import numbers
from storage.upsert import insert

T = TypeVar("T")

# SQLite understands the same words, and SQLAlchemy compiles the construct for both.
_next_number = insert(numbers).values(organisation=bindparam("organisation"), noun=bindparam("noun"), last=1)
NEXT_NUMBER = Statement(
    _next_number.on_conflict_do_update(
        index_elements=["organisation", "noun"], set_={"last": numbers.c.last + 1}
    ).returning(numbers.c.last)
)
_next_numbers = insert(numbers).values(
    organisation=bindparam("organisation"), noun=bindparam("noun"), last=bindparam("count")
)
NEXT_NUMBERS = Statement(
    _next_numbers.on_conflict_do_update(
        index_elements=["organisation", "noun"], set_={"last": numbers.c.last + _next_numbers.excluded.last}
    ).returning(numbers.c.last)
)
COUNTED = Statement(
    update(numbers)
    .where(numbers.c.organisation == bindparam("organisation"), numbers.c.noun == bindparam("noun_"))
    .values(last=bindparam("last"))
)


@dataclass(slots=True)
class Scope:
    """One organisation's transaction. ``writable`` is False on a connection that only reads.

    ``cause`` names the event or plan that all of it goes back to.
    """

    session: Session
    organisation: OrganisationId
    now: datetime
    writable: bool
    memory: Memory
    cause: str = ""

    @property
    def known(self) -> Known:
        """Asked for anew each time: a change makes it another."""
        return self.memory.of(self.organisation)


class Repository:
    """Statements of one organisation: each of them takes its id as the parameter ``organisation``."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._session = scope.session
        self._organisation = scope.organisation

    def _all(self, statement: Statement, **params: Any) -> list[Any]:
        params["organisation"] = self._organisation
        return self._session.run(statement, params)

    def _sought(self, lookup: Lookup, value: str | int) -> list[Any]:
        """The rows with that value, of which there are mostly none; those left for later have it as their mark."""
        return self._session.sought(lookup, self._organisation, value)

    def _one(self, statement: Statement, **params: Any) -> Any | None:
        rows = self._all(statement, **params)
        return rows[0] if rows else None

    def _changed(self, statement: Statement, **params: Any) -> int:
        params["organisation"] = self._organisation
        return self._session.changed(statement, params)

    def _each(self, statement: Statement, many: Iterable[Mapping[str, Any]]) -> None:
        """Once for each, where no two may meet in one statement."""
        rows = [{"organisation": self._organisation, **params} for params in many]
        if len(rows) == 1:
            self._session.run(statement, rows[0])
        elif rows:
            self._session.each(statement, rows)

    def _later(self, statement: Statement, **params: Any) -> None:
        """To be run before something else depends on it, or at the end. It returns nothing."""
        params["organisation"] = self._organisation
        self._session.later(statement, params)

    def _later_marked(self, statement: Statement, mark: str | int, **params: Any) -> None:
        """As ``_later``, a row that ``_sought`` finds by its mark."""
        params["organisation"] = self._organisation
        self._session.later(statement, params, (self._organisation, mark))

    def _later_once(self, statement: Statement, name: Hashable, **params: Any) -> None:
        """As ``_later``; of what is left under one name, only the last is run."""
        params["organisation"] = self._organisation
        self._session.later(statement, params, instead=(self._organisation, name))

    def _insert(self, rows: Rows, many: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Many in one statement; what it returns."""
        found = [{**params, "organisation": self._organisation} for params in many]
        returned: list[Any] = []
        for some, params in rows.these(found):
            returned += self._session.run(some, params)
        return returned

    def _any_of(self, statement: AnyOf, values: Iterable[Any], **params: Any) -> list[Any]:
        found = list(dict.fromkeys(values))
        if not found:
            return []
        sized, among = statement.these(found)
        return self._all(sized, **among, **params)

    def _next(self, noun: str) -> int:
        """Who gave one in this transaction knows the next: until it ends, nobody else can."""
        given = self._scope.memory.numbers
        last = given.get((self._organisation, noun))
        if last is None:
            last = int(self._all(NEXT_NUMBER, noun=noun)[0].last)
        else:
            last += 1
            self._later_once(COUNTED, noun, noun_=noun, last=last)
        given[self._organisation, noun] = last
        return last

    def _next_ones(self, noun: str, count: int) -> range:
        last = int(self._all(NEXT_NUMBERS, noun=noun, count=count)[0].last)
        self._scope.memory.numbers[self._organisation, noun] = last
        return range(last - count + 1, last + 1)


def newer(table: Any, *columns: str) -> dict[str, Any]:
    """For an upsert: what the row becomes."""
    return {column: table.excluded[column] for column in columns}


def grouped(rows: Iterable[Any], key: Callable[[Any], T]) -> dict[T, list[Any]]:
    groups: dict[T, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups
