"""A Core construct, compiled once per database and handed to the driver as it is.

Executing a construct costs several times what the statement itself does, mostly in finding the compiled form again
(PERFORMANCE, lesson 4). So a statement is compiled when first used, and afterwards only its values are converted.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import BigInteger, Dialect, Table, bindparam
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from bot.domain.values import dataclass
from storage.upsert import insert

Params = Mapping[str, Any]
Convert = Callable[[Any], Any]

SIZES = (1, 4, 16, 64, 256, 1024, 4096, 16384)


class Statement:
    """One statement of ours. Its bind parameters are given by name when it runs."""

    def __init__(self, construct: ClauseElement) -> None:
        self.construct = construct
        self._prepared: dict[str, Prepared] = {}

    def on(self, dialect: Dialect) -> "Prepared":
        """What this database's driver is given."""
        prepared = self._prepared.get(dialect.name)
        if prepared is None:
            prepared = self._prepared[dialect.name] = _prepare(self.construct, dialect)
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


class Rows:
    """An INSERT of several rows, made for each number of them up to ``MOST``, ``finished`` with a clause or two."""

    MOST = 16

    def __init__(self, table: Table, finished: Callable[[Any], ClauseElement] = lambda insert: insert) -> None:
        self._table, self._finished = table, finished
        self._numbers: dict[int, Statement] = {}
        self._names = [{column.key: f"{column.key}_{place}" for column in table.c} for place in range(self.MOST)]

    def these(self, rows: Sequence[Params]) -> Iterator[tuple[Statement, Params]]:
        for start in range(0, len(rows), self.MOST):
            some = rows[start : start + self.MOST]
            placed = zip(some, self._names, strict=False)
            yield self.of(len(some)), {name: row[key] for row, names in placed for key, name in names.items()}

    def of(self, number: int) -> Statement:
        """The statement for so many."""
        if number not in self._numbers:
            values = [
                {column.key: bindparam(names[column.key], type_=column.type) for column in self._table.c}
                for names in self._names[:number]
            ]
            self._numbers[number] = Statement(self._finished(insert(self._table).values(values)))
        return self._numbers[number]


def filled_up(prefix: str, values: Sequence[Any]) -> dict[str, Any]:
    """The values as parameters, the last one repeated up to the next of a few sizes; none for no values."""
    if not values:
        return {}
    size = next(size for size in SIZES if size >= len(values))
    rest = [values[-1]] * (size - len(values))
    return {f"{prefix}_{place}": value for place, value in enumerate([*values, *rest])}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text, and how values get into and out of it.

    ``row`` is None when it returns no rows. ``placed`` puts values in the order of the places in the text, where these
    have no names. ``into`` is the table that it changes, if it does.
    """

    sql: str
    constants: Params
    inward: tuple[tuple[str, Convert], ...]
    placed: Callable[[Params], Params | Sequence[Any]]
    row: Any
    outward: tuple[tuple[int, Convert], ...]
    into: str

    def values(self, params: Params) -> Params | Sequence[Any]:
        values = {**self.constants, **params}
        for name, convert in self.inward:
            values[name] = convert(values[name])
        return self.placed(values)

    def rows(self, fetched: Sequence[Sequence[Any]]) -> list[Any]:
        if not self.outward:
            return list(map(self.row._make, fetched))
        return [self._row(row) for row in fetched]

    def _row(self, fetched: Sequence[Any]) -> Any:
        values = list(fetched)
        for place, convert in self.outward:
            values[place] = convert(values[place])
        return self.row._make(values)


def _prepare(construct: ClauseElement, dialect: Dialect) -> Prepared:
    compiled = cast(SQLCompiler, construct.compile(dialect=dialect))
    binds = [(name, bind, _inward(bind.type, dialect)) for bind, name in compiled.bind_names.items()]
    constants = [(name, bind.value, convert) for name, bind, convert in binds if bind.value is not None]
    columns: list[ColumnElement[Any]] = list(getattr(construct, "exported_columns", ()))
    outward = [(place, _outward(column.type, dialect)) for place, column in enumerate(columns)]
    return Prepared(
        sql=str(compiled),
        constants={name: convert(value) if convert else value for name, value, convert in constants},
        inward=tuple((name, convert) for name, bind, convert in binds if convert and bind.value is None),
        placed=_placed(compiled.positiontup),
        row=namedtuple("row", [str(column.key) for column in columns]) if columns else None,
        outward=tuple((place, convert) for place, convert in outward if convert),
        into=str(getattr(construct.table, "name", "")) if isinstance(construct, UpdateBase) else "",
    )


def _placed(names: Sequence[str] | None) -> Callable[[Params], Params | Sequence[Any]]:
    if names is None:
        return lambda values: values
    if len(names) < 2:  # for one name the getter gives no tuple
        return lambda values: [values[name] for name in names]
    return itemgetter(*names)


def _inward(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _outward(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
