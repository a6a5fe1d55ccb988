"""A Core construct, compiled once per database and handed to the driver as it is.

Executing a construct costs several times what the statement itself does, mostly in finding the compiled form again
(PERFORMANCE, lesson 4). So a statement is compiled when first used, and afterwards only its values are converted.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import BigInteger, Boolean, Column, Dialect, Table, bindparam, exists, or_, select
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ColumnElement, TextClause
from sqlalchemy.sql.selectable import TableClause
from sqlalchemy.types import TypeEngine

from bot.domain.values import dataclass
from storage import in_json
from storage.upsert import insert

Params = Mapping[str, Any]
Given = Params | Sequence[Params]
"""What a statement is run with: its parameters, or a row of them for each row of the statement."""
Convert = Callable[[Any], Any]

SIZES = (1, 4, 16, 64, 256, 1024, 4096, 16384)


class Statement:
    """One statement of ours. Its bind parameters are given by name when it runs.

    ``places``: of a parameter that is not given under its own name, the number of the row it is in, and its name there.
    """

    def __init__(self, construct: ClauseElement, places: Mapping[str, tuple[int, str]] | None = None) -> None:
        self.construct = construct
        self.places = places or {}
        self._prepared: dict[str, Prepared] = {}

    def on(self, dialect: Dialect) -> "Prepared":
        """What this database's driver is given."""
        prepared = self._prepared.get(dialect.name)
        if prepared is None:
            prepared = self._prepared[dialect.name] = _prepare(self.construct, dialect, self.places)
        return prepared


class AnyOf:
    """A statement with ``column IN (...)``, made for a few sizes; a list is filled up with its last value."""

    def __init__(self, build: Callable[[list[Any]], ClauseElement], kind: type[TypeEngine[Any]] = BigInteger) -> None:
        self._build, self._kind = build, kind
        self._sizes: dict[int, Statement] = {}

    def these(self, values: Sequence[Any]) -> tuple[Statement, dict[str, Any]]:
        """The statement for so many values, and the values as its parameters. There must be one at least."""
        params = filled_up("in", values)
        statement = self._sizes.get(len(params))
        if statement is None:
            names: list[Any] = [bindparam(name, type_=self._kind()) for name in params]
            statement = self._sizes[len(params)] = Statement(self._build(names))
        return statement, params


class Lookup:
    """``rows``: those with a value in one column, of which there mostly are none. ``any``: whether there is a row with
    one of many values.

    The latter looks for each value by itself: given a list, PostgreSQL reads all that an organisation has, while it
    does not know yet how much that is.
    """

    def __init__(self, by: Column[Any], columns: Sequence[Column[Any]], *where: ColumnElement[bool]) -> None:
        here = (by.table.c.organisation == bindparam("organisation"), *where)
        self.table = by.table.name
        self.rows = Statement(select(*columns).where(*here, by == bindparam("value")))
        self.any = AnyOf(
            lambda values: select(or_(*(exists().where(*here, by == value) for value in values)).label("found")),
            type(by.type),
        )


class Rows:
    """An INSERT of several rows, made for each number of them up to ``MOST``, ``finished`` with a clause or two."""

    MOST = 16

    def __init__(self, table: Table, finished: Callable[[Any], ClauseElement] = lambda insert: insert) -> None:
        self._table, self._finished = table, finished
        self._numbers: dict[int, Statement] = {}

    def these(self, rows: Sequence[Params]) -> Iterator[tuple[Statement, Sequence[Params]]]:
        for start in range(0, len(rows), self.MOST):
            some = rows[start : start + self.MOST]
            yield self.of(len(some)), some

    def of(self, number: int) -> Statement:
        """The statement for so many, which takes them as they are."""
        if number not in self._numbers:
            values: list[dict[str, Any]] = []
            places: dict[str, tuple[int, str]] = {}
            for place in range(number):
                names = {column.key: f"{column.key}_{place}" for column in self._table.c}
                values.append({column.key: bindparam(names[column.key], type_=column.type) for column in self._table.c})
                places |= {name: (place, key) for key, name in names.items()}
            self._numbers[number] = Statement(self._finished(insert(self._table).values(values)), places)
        return self._numbers[number]


def filled_up(prefix: str, values: Sequence[Any]) -> dict[str, Any]:
    """The values as parameters, the last one repeated up to the next of a few sizes; none for no values."""
    if not values:
        return {}
    size = next(size for size in SIZES if size >= len(values))
    rest = [values[-1]] * (size - len(values))
    return {f"{prefix}_{place}": value for place, value in enumerate([*values, *rest])}


@dataclass(slots=True, eq=False)
class Prepared:
    """The text, and how values get into and out of it.

    ``values`` makes what the driver is given of what a caller gives. ``row`` is None when it returns no rows. ``into``
    is the table that it changes, if it does, and ``many`` does so for many rows at once (storage.in_json). ``tables``
    are those whose rows count for it: all that it names, and the relatives of the one that it changes; None, where that
    cannot be told.
    """

    sql: str
    values: Callable[[Any], Any]
    row: Any
    outward: tuple[tuple[int, Convert], ...]
    into: str
    many: str | None
    tables: frozenset[str] | None

    def touches(self, some: set[str]) -> bool:
        return self.tables is None or not self.tables.isdisjoint(some)

    def rows(self, fetched: Sequence[Sequence[Any]]) -> list[Any]:
        if not self.outward:
            return list(map(self.row._make, fetched))
        return [self._row(row) for row in fetched]

    def _row(self, fetched: Sequence[Any]) -> Any:
        values = list(fetched)
        for place, convert in self.outward:
            values[place] = convert(values[place])
        return self.row._make(values)


def _prepare(construct: ClauseElement, dialect: Dialect, places: Mapping[str, tuple[int, str]]) -> Prepared:
    compiled = cast(SQLCompiler, construct.compile(dialect=dialect))
    columns: list[ColumnElement[Any]] = list(getattr(construct, "exported_columns", ()))
    outward = [(place, _outward(column.type, dialect)) for place, column in enumerate(columns)]
    return Prepared(
        sql=str(compiled),
        values=_taking(compiled, dialect, places),
        row=namedtuple("row", [str(column.key) for column in columns]) if columns else None,
        outward=tuple((place, convert) for place, convert in outward if convert),
        into=str(getattr(construct.table, "name", "")) if isinstance(construct, UpdateBase) else "",
        many=None if places else in_json.of_all(compiled),
        tables=_tables(construct),
    )


def _tables(construct: ClauseElement) -> frozenset[str] | None:
    parts = list(visitors.iterate(construct))
    if any(isinstance(part, TextClause) for part in parts):
        return None
    named = {part.name for part in parts if isinstance(part, TableClause)}
    changed = getattr(construct, "table", None) if isinstance(construct, UpdateBase) else None
    return frozenset(named | (_relatives(changed) if isinstance(changed, Table) else set()))


def _relatives(table: Table) -> set[str]:
    """Tables whose rows name rows of this one, or are named by them."""
    others = table.metadata.tables.values()
    parents = {key.column.table.name for key in table.foreign_keys}
    return parents | {other.name for other in others if any(key.references(table) for key in other.foreign_keys)}


def _taking(compiled: SQLCompiler, dialect: Dialect, places: Mapping[str, tuple[int, str]]) -> Callable[[Any], Any]:
    """One expression that picks all values, converted: going through them costs as much as a short statement."""
    used: dict[str, Any] = {}
    taken: dict[str, str] = {}
    for number, (bind, name) in enumerate(compiled.bind_names.items()):
        convert, constant = f"convert_{number}", f"constant_{number}"
        row, key = places.get(name, (None, name))
        taken[name] = f"given[{key!r}]" if row is None else f"given[{row}][{key!r}]"
        used[convert] = _inward(bind.type, dialect)
        if bind.value is not None:
            used[constant] = used[convert](bind.value) if used[convert] else bind.value
            taken[name] = constant
        elif used[convert]:
            taken[name] = f"{convert}({taken[name]})"
    names = compiled.positiontup
    if names is None:
        listed = ", ".join(f"{name!r}: {value}" for name, value in taken.items())
        return cast(Callable[[Any], Any], eval(f"lambda given: {{{listed}}}", used))  # noqa: S307  # our own names
    listed = "".join(f"{taken[name]}, " for name in names)
    return cast(Callable[[Any], Any], eval(f"lambda given: ({listed})", used))  # noqa: S307  # as above


def _inward(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    # Drivers take a truth value as it is. SQLAlchemy would look at each whether it is one.
    return None if isinstance(type_, Boolean) else type_.dialect_impl(dialect).bind_processor(dialect)


def _outward(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
