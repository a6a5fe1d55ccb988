"""Where Microsoft Teams takes what is meant for whom.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_addresses_organisations"),
        sa.PrimaryKeyConstraint("organisation", "workspace", "external_id", name="pk_addresses"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_addresses_organisation_workspace_seen_at", "addresses", ["organisation", "workspace", "seen_at"]
    )


def downgrade() -> None:
    op.drop_table("addresses")
