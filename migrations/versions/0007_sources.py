"""Quotes are found by the message they were taken from.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    taken = sa.text("source != 'null'")
    op.create_index(
        "ix_quotes_source", "quotes", ["organisation", "source"], sqlite_where=taken, postgresql_where=taken
    )


def downgrade() -> None:
    op.drop_index("ix_quotes_source", "quotes")
