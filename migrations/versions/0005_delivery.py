"""What is done where it cannot be seen whether a post went out, and what is known of an errand's last attempt.

Revision ID: 0005
Revises: 0004
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0005"
down_revision = "0004"


def _where(sqlite: str, postgresql: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}


def upgrade() -> None:
    delivery = sa.Column("delivery", sa.String(length=16), nullable=False, server_default="at-most-once")
    op.add_column("channels", delivery)
    op.add_column("outbox", sa.Column("tried_at", UtcDateTime(), nullable=True))
    op.add_column("outbox", sa.Column("cause", sa.Text(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("uncertain", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_outbox_uncertain", "outbox", ["settled_at"], **_where("uncertain IS 1", "uncertain IS true"))


def downgrade() -> None:
    op.drop_index("ix_outbox_uncertain", "outbox")
    op.drop_column("outbox", "uncertain")
    op.drop_column("outbox", "cause")
    op.drop_column("outbox", "tried_at")
    op.drop_column("channels", "delivery")
