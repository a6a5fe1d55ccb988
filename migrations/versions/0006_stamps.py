"""A stamp for each organisation, which the database replaces whenever the organisation, a member or a team changes.

By triggers, so that it is replaced whoever writes: this program, the one before it that goes on beside it, a hand.

Revision ID: 0006
Revises: 0005
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = ("members", "teams", "team_members")
_EVENTS = {"INSERT": "new.organisation", "DELETE": "old.organisation", "UPDATE": "new.organisation, old.organisation"}
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
        op.execute("DROP FUNCTION stamp_new")
        op.execute("DROP FUNCTION stamp_old")
        op.execute("DROP FUNCTION stamp_both")
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
        for event, ids in _EVENTS.items():
            yield f"CREATE TRIGGER stamp_{table}_{event.lower()} AFTER {event} ON {table} {change.format(ids)}"


def _postgresql() -> Iterator[str]:
    another = "CAST(random() * 9007199254740992 AS bigint)"
    function = "CREATE FUNCTION {} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
    yield function.format("stamp_own()", f"new.stamp = {another}; RETURN new;")
    yield (
        "CREATE TRIGGER stamp_organisations BEFORE UPDATE ON organisations"
        " FOR EACH ROW WHEN (new.stamp = old.stamp) EXECUTE FUNCTION stamp_own()"
    )
    for name, ids in zip(("new", "old", "both"), _EVENTS.values(), strict=True):
        yield function.format(f"stamp_{name}()", f"{CHANGE.format(another, ids)}; RETURN NULL;")
    for table in TABLES:
        for event, name in zip(_EVENTS, ("new", "old", "both"), strict=True):
            yield (
                f"CREATE TRIGGER stamp_{table}_{event.lower()} AFTER {event} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION stamp_{name}()"
            )
