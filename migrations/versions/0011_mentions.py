"""Who is named in a quote's words without having earned it.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "mentions",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_mentions_organisations"),
        sa.ForeignKeyConstraint(
            ["organisation", "quote"],
            ["quotes.organisation", "quotes.number"],
            name="fk_mentions_quotes",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation", "quote", "member", "name", name="pk_mentions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mentions_organisation_member_quote", "mentions", ["organisation", "member", "quote"])


def downgrade() -> None:
    op.drop_table("mentions")
