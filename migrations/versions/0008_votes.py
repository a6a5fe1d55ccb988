"""A member's votes are found by when they were given.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index("ix_votes_organisation_member_at", "votes", ["organisation", "member", "at"])


def downgrade() -> None:
    op.drop_index("ix_votes_organisation_member_at", "votes")
