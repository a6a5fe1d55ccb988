"""A stamp for each organisation, which the database replaces whenever the organisation, a member or a team changes.

By triggers, so that it is replaced whoever writes: this program, the one before it that goes on beside it, a hand. On
PostgreSQL once for a statement: whole companies are moved when workspaces are linked, and a row that is changed ten
thousand times in one transaction has as many versions to be passed by.

Revision ID: 0006
Revises: 0005
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = ("members", "teams", "team_members")
_EVENTS = {"INSERT": ("new",), "DELETE": ("old",), "UPDATE": ("new", "old")}
_OF = {"new": "SELECT organisation FROM new_rows", "old": "SELECT organisation FROM old_rows"}
CHANGE = "UPDATE organisations SET stamp = {} WHERE id IN ({})"


def upgrade() -> None:
    op.add_column("organisations", sa.Column("stamp", sa.BigInteger(), nullable=False, server_default="0"))
    for statement in _sqlite() if _on_sqlite() else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    where = "" if _on_sqlite() else " ON {}"
    op.execute(f"DROP TRIGGER stamp_organisations{where.format('organisations')}")
    for table in TABLES:
        for event in _EVENTS:
            op.execute(f"DROP TRIGGER stamp_{table}_{event.lower()}{where.format(table)}")
    if not _on_sqlite():
        op.execute("DROP FUNCTION stamp_own")
        for event in _EVENTS:
            op.execute(f"DROP FUNCTION stamp_{event.lower()}")
    op.drop_column("organisations", "stamp")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _sqlite() -> Iterator[str]:
    change = f"BEGIN {CHANGE.format('random()', '{}')}; END"
    yield (
        "CREATE TRIGGER stamp_organisations AFTER UPDATE ON organisations WHEN new.stamp = old.stamp "
        + change.format("new.id")
    )
    for table in TABLES:
        for event, rows in _EVENTS.items():
            ids = ", ".join(f"{each}.organisation" for each in rows)
            yield f"CREATE TRIGGER stamp_{table}_{event.lower()} AFTER {event} ON {table} {change.format(ids)}"


def _postgresql() -> Iterator[str]:
    another = "CAST(random() * 9007199254740992 AS bigint)"
    function = "CREATE FUNCTION {} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
    yield function.format("stamp_own()", f"new.stamp = {another}; RETURN new;")
    yield (
        "CREATE TRIGGER stamp_organisations BEFORE UPDATE ON organisations"
        " FOR EACH ROW WHEN (new.stamp = old.stamp) EXECUTE FUNCTION stamp_own()"
    )
    for event, rows in _EVENTS.items():
        ids = " UNION ".join(_OF[each] for each in rows)
        yield function.format(f"stamp_{event.lower()}()", f"{CHANGE.format(another, ids)}; RETURN NULL;")
        names = " ".join(f"{each} TABLE AS {each}_rows" for each in rows)
        for table in TABLES:
            yield (
                f"CREATE TRIGGER stamp_{table}_{event.lower()} AFTER {event} ON {table}"
                f" REFERENCING {names} FOR EACH STATEMENT EXECUTE FUNCTION stamp_{event.lower()}()"
            )
