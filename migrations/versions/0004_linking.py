"""Several workspaces in one organisation: codes that link them, and what is needed to part them again.

It only adds, so that the program before this one can go on beside it.

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Json, UtcDateTime

revision = "0004"
down_revision = "0003"

_LEAVING = sa.text("leaving IS NOT NULL")
_PENDING = sa.text("state IN ('agreed', 'declined', 'failed', 'wanted')")


def _where(condition: sa.TextClause) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("shifts", Json(), nullable=False, server_default="[]"))
    op.add_column("workspaces", sa.Column("leaving", sa.Text(), nullable=True))
    op.add_column("workspaces", sa.Column("wrong_codes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("workspaces", sa.Column("wrong_since", UtcDateTime(), nullable=True))
    op.create_index("ix_workspaces_together", "workspaces", ["organisation", "platform", "external_id"])
    op.create_index("ix_workspaces_leaving", "workspaces", ["leaving"], **_where(_LEAVING))
    op.add_column("quotes", sa.Column("home", sa.Text(), nullable=True))
    op.create_table(
        "links",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("host_member", sa.Text(), nullable=False),
        sa.Column("guest", sa.Text(), nullable=True),
        sa.Column("guest_member", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("code", name="uq_links_code"),
    )
    op.create_index("ix_links_host_state", "links", ["host", "state"])
    op.create_index("ix_links_until", "links", ["until"])
    op.create_index("ix_links_pending", "links", ["until"], **_where(_PENDING))


def downgrade() -> None:
    """Workspaces that are linked stay so; the program before can neither link nor part them."""
    op.drop_table("links")
    op.drop_column("quotes", "home")
    op.drop_index("ix_workspaces_leaving", "workspaces")
    op.drop_index("ix_workspaces_together", "workspaces")
    for column in ("wrong_since", "wrong_codes", "leaving", "shifts"):
        op.drop_column("workspaces", column)
