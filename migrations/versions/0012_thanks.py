"""Messages with somebody's thanks are found by who thanks.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    thanks = sa.text("kind = 'thanks'")
    op.create_index("ix_posts_thanks", "posts", ["organisation", "notes"], sqlite_where=thanks, postgresql_where=thanks)


def downgrade() -> None:
    op.drop_index("ix_posts_thanks", "posts")
