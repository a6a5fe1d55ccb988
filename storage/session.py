"""One thread's connection to a database, and the transaction on it: what is run at once, what is left for later, how it
ends.
"""

from collections.abc import Hashable, Sequence
from contextlib import nullcontext
from typing import Any, NoReturn

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StorageAway
from bot.domain.refs import OrganisationId
from storage import in_json
from storage.engine import driver_error, is_sqlite
from storage.faults import in_short, meaning_of
from storage.prepared import Given, Lookup, Params, Prepared, Statement
from storage.tables import metadata

_ERROR = 3
"""libpq's PQTRANS_INERROR; what is below stands."""


class WrongGuess(BaseException):
    """Somebody in this transaction was told that there is no such row, and there is one: all of it is done again, and
    nobody guesses then.

    No ``Exception``: the unit in which it comes to light is not to blame for it, and must not take it for its own.
    """


class ConnectionLost(StorageAway):
    """The connection ended before the transaction did. Nothing was saved, so a new connection may try again."""


Mark = tuple[OrganisationId, Hashable]
"""Of a row that is left for later: whose it is, and the value by which it is sought."""

_PLACES = {table: place for place, table in enumerate(metadata.tables)}


class Session:
    """One thread's connection and the transaction on it. Connects when first needed, and again after a loss."""

    def __init__(self, engine: Engine, *, query_only: bool = False) -> None:
        self.dialect = engine.dialect
        self.sqlite = is_sqlite(engine)
        self._engine = engine
        self._query_only = query_only
        self._errors = (driver_error(engine), DBAPIError)
        self._fairy: Any = None
        self._connection: Any = None
        self._cursor: Any = None
        # What this transaction has changed so far: which tables, by how many statements.
        self.written: set[str] = set()
        self.changes = 0
        # What is left for later, with the values by which some of these rows are sought (``later``); the values of
        # which somebody was told unlooked that no row has them (``sought``); and the tables of both: whoever reads one
        # of them would miss the rows that are left, or may find what was said not to be there.
        self._later: dict[Statement, dict[Hashable, Given]] = {}
        self._marks: set[Mark] = set()
        self._guessing = False
        self._guessed: dict[tuple[Lookup, OrganisationId], set[Any]] = {}
        self._behind: set[str] = set()
        # Why that did not come true, once it was tried: then this transaction must not be committed.
        self._spoiled: BaseException | None = None

    # Transactions

    def begin(self, *, read_only: bool = False, guessing: bool = False) -> None:
        """``guessing``: see ``sought``. Raises: StorageAway."""
        self._guessing = guessing
        self.written.clear()
        self._marks.clear()
        self._forget_later()
        self._spoiled = None
        try:
            if self._connection is None:
                self._connect()
            if self.sqlite:
                self._cursor.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")
            else:
                self._connection.read_only = read_only or None  # None: as the server has it
        except self._errors as error:
            self._give_up(error)

    def commit(self) -> None:
        """Raises: StorageAway, Conflict; and whatever ``catch_up`` does."""
        self.catch_up()
        if self._spoiled:
            raise self._spoiled
        if not self.sound:
            # PostgreSQL would take a COMMIT for a ROLLBACK, and say nothing.
            raise RuntimeError("a unit went on after an error that had ended its transaction")
        try:
            self._connection.commit()
        except self._errors as error:
            self._give_up(error, committing=True)

    def rollback(self) -> None:
        """Never raises: a connection that cannot even do this is given up."""
        self._forget_later()
        if self._connection is not None:
            try:
                self._connection.rollback()
            except Exception:  # noqa: BLE001  # whatever it is, the connection is of no use
                self.close()

    @property
    def sound(self) -> bool:
        """Whether the transaction still stands, with all that was left for later: a full disk ends one of SQLite's, any
        error one of PostgreSQL's.
        """
        if self._connection is None or self._spoiled:
            return False
        return bool(
            self._connection.in_transaction if self.sqlite else self._connection.info.transaction_status < _ERROR
        )

    def close(self) -> None:
        fairy, self._fairy, self._connection, self._cursor = self._fairy, None, None, None
        if fairy is not None:
            fairy.invalidate()
            fairy.close()

    # Statements

    def run(self, statement: Statement, params: Given) -> list[Any]:
        """The rows, with names. Raises: AlreadyExists, Conflict, StorageAway."""
        return self._rows(self._about_to(statement), params)

    def sought(self, lookup: Lookup, organisation: OrganisationId, value: Any) -> list[Any]:
        """The rows with that value; among what is left for later, those have it as their mark.

        A transaction that guesses says unlooked that there are none. Whether that was so it sees before anything else
        is done with their table, or at the end: by one look for all that its units have sought. Raises as ``catch_up``.
        """
        if (organisation, value) in self._marks:
            self.catch_up()
        elif self._guessing:
            self._guessed.setdefault((lookup, organisation), set()).add(value)
            self._behind.add(lookup.table)
            return []
        return self._rows(lookup.rows.on(self.dialect), {"organisation": organisation, "value": value})

    def each(self, statement: Statement, many: Sequence[Params]) -> None:
        """Once for each set of parameters. Raises as ``run``."""
        self._once_for_each([(self._about_to(statement), many)])

    def later(self, statement: Statement, params: Given, mark: Mark | None = None, instead: Hashable = None) -> None:
        """Run what returns nothing, but not before something else depends on it, or the end: what many units leave is
        written at once, at half the cost and with one round trip.

        ``mark`` is by what ``sought`` finds the row. Of all that is left under one name, ``instead``, only the last is
        run.
        """
        left = self._later.get(statement)
        if left is None:
            left = self._later[statement] = {}
            into = statement.on(self.dialect).into
            self._behind.add(into)
            self.written.add(into)
        left[len(left) if instead is None else instead] = params
        self.changes += 1
        if mark is not None:
            self._marks.add(mark)

    def catch_up(self) -> None:
        """See whether all guesses were right; then write what was left for later, into a table before those whose rows
        name its rows. Raises as ``run``, and WrongGuess.
        """
        later = [(statement.on(self.dialect), list(many.values())) for statement, many in self._later.items()]
        guessed = list(self._guessed.items())
        self._forget_later()
        try:
            for (lookup, organisation), values in guessed:
                self._check(lookup, organisation, list(values))
            if later:
                self._once_for_each(sorted(later, key=lambda each: _PLACES[each[0].into]))
        except BaseException as error:
            self._spoiled = error
            raise

    def _check(self, lookup: Lookup, organisation: OrganisationId, guessed: Sequence[Any]) -> None:
        statement, values = lookup.any.these(guessed)
        [row] = self._rows(statement.on(self.dialect), {"organisation": organisation, **values})
        if row.found:
            raise WrongGuess

    def changed(self, statement: Statement, params: Params) -> int:
        """How many rows it changed. Raises as ``run``."""
        self.run(statement, params)
        return int(self._cursor.rowcount)

    def _about_to(self, statement: Statement) -> Prepared:
        prepared = statement.on(self.dialect)
        if self._behind and prepared.touches(self._behind):
            self.catch_up()
        if prepared.into:
            self.written.add(prepared.into)
            self.changes += 1
        return prepared

    def _rows(self, prepared: Prepared, params: Given) -> list[Any]:
        try:
            self._cursor.execute(prepared.sql, prepared.values(params))
            return prepared.rows(self._cursor.fetchall()) if prepared.row else []
        except self._errors as error:
            self._give_up(error)

    def _once_for_each(self, statements: Sequence[tuple[Prepared, Sequence[Given]]]) -> None:
        converted = [(prepared, list(map(prepared.values, many))) for prepared, many in statements]
        try:
            # All in one round trip; by itself the driver takes one for each statement.
            with nullcontext() if self.sqlite else self._connection.pipeline():
                for prepared, values in converted:
                    if prepared.many:
                        self._cursor.execute(prepared.many, in_json.rows(values))
                    else:
                        self._cursor.executemany(prepared.sql, values)
        except self._errors as error:
            self._give_up(error)

    def _forget_later(self) -> None:
        self._later.clear()
        self._guessed.clear()
        self._behind.clear()

    def _connect(self) -> None:
        self._fairy = self._engine.raw_connection()
        self._connection = self._fairy.dbapi_connection
        if self.sqlite and self._query_only:
            self._connection.execute("PRAGMA query_only=ON")
        self._cursor = self._connection.cursor()

    def _give_up(self, error: Exception, *, committing: bool = False) -> NoReturn:
        """Raise what the error means to the core; let go of a connection that may be broken."""
        meaning = meaning_of(error)
        lost = not self.sqlite and self._connection is not None and self._connection.closed
        if isinstance(meaning, StorageAway):
            self.rollback()
            self.close()
            if lost and not committing:
                raise ConnectionLost(reason=in_short(error)) from error
        if meaning is error:
            raise error
        raise meaning from error
