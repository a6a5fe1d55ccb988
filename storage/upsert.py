"""INSERT … ON CONFLICT, which both databases understand in the same words.

SQLAlchemy has a construct for each. PostgreSQL's compiles for both, but brings its dialect along, with all of its
drivers: a fifth of the storage's imports, and most installations have no PostgreSQL.
"""

from typing import Any, Self

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite import dml


class _DoNothing(dml.OnConflictDoNothing):
    inherit_cache = True
    constraint_target = None
    """What PostgreSQL's compiler looks for: a constraint by its name, which SQLite has no word for."""


class _DoUpdate(dml.OnConflictDoUpdate):
    inherit_cache = True
    constraint_target = None


class Insert(dml.Insert):
    inherit_cache = True

    def on_conflict_do_nothing(self, index_elements: Any = None, index_where: Any = None) -> Self:
        return self.ext(_DoNothing(index_elements, index_where))

    def on_conflict_do_update(
        self, index_elements: Any = None, index_where: Any = None, set_: Any = None, where: Any = None
    ) -> Self:
        return self.ext(_DoUpdate(index_elements, index_where, set_, where))


def insert(table: Table) -> Insert:
    return Insert(table)
