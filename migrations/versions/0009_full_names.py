"""What a member is called in full, where the name that is shown is a shorter one.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("members", sa.Column("full_name", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("members", "full_name")
