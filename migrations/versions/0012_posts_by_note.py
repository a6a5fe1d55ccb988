"""Thanks are found by who gives them, and what is asked about a post by which it is.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    found = sa.text("kind IN ('in-doubt', 'thanks')")
    op.create_index("ix_posts_notes", "posts", ["organisation", "notes"], sqlite_where=found, postgresql_where=found)


def downgrade() -> None:
    op.drop_index("ix_posts_notes", "posts")
