"""Cases, and what they need of the tables that were there.

It only adds, so that the program before this one can go on beside it. Columns are added and dropped in place: a table
of SQLite's that batch mode makes anew would take its children along wherever foreign keys are checked.

Revision ID: 0002
Revises: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.types import Json, UtcDateTime

revision = "0002"
down_revision = "0001"


def _where(sqlite: str, postgresql: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}


def upgrade() -> None:
    op.add_column("organisations", sa.Column("heads_up", sa.Integer(), nullable=False, server_default="15"))
    op.add_column("quotes", sa.Column("follows", sa.BigInteger(), nullable=True))
    op.add_column("posts", sa.Column("edited_at", UtcDateTime(), nullable=True))
    op.add_column("drafts", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_drafts_kept",
        "drafts",
        ["organisation", "member", "form"],
        unique=True,
        **_where("kept IS 1", "kept IS true"),
    )
    _add_cases()
    _add_timelines()
    _add_notes()
    _add_search()


def _add_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=False),
        sa.Column("opener", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=True),
        sa.Column("offer", sa.BigInteger(), nullable=True),
        sa.Column("steps", Json(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("waits_for", sa.BigInteger(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("remind_at", UtcDateTime(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "quote"],
            ["quotes.organisation", "quotes.number"],
            name="fk_cases_quotes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_cases_organisations"),
        sa.PrimaryKeyConstraint("organisation", "number", name="pk_cases"),
    )
    op.create_index("ix_cases_organisation_quote_number", "cases", ["organisation", "quote", "number"])
    op.create_index("ix_cases_organisation_state_number", "cases", ["organisation", "state", "number"])
    followed = "state IN ('open', 'claimed', 'resolved')"
    op.create_index("ix_cases_followed", "cases", ["organisation", "quote"], unique=True, **_where(followed, followed))
    op.create_index("ix_cases_opener", "cases", ["organisation", "state", "opener", "number"])
    op.create_index(
        "ix_cases_owner", "cases", ["organisation", "owner"], **_where("owner IS NOT NULL", "owner IS NOT NULL")
    )
    for column in ("waits_for", "offer"):
        some = f"{column} IS NOT NULL"
        op.create_index(f"ix_cases_{column}", "cases", ["organisation", column, "number"], **_where(some, some))
    op.create_index(
        "ix_cases_overdue", "cases", ["organisation", "number"], **_where("overdue IS 1", "overdue IS true")
    )
    due = "remind_at IS NOT NULL"
    op.create_index("ix_cases_due", "cases", ["remind_at"], **_where(due, due))


def _add_timelines() -> None:
    op.create_table(
        "case_entries",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.String(length=16), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("offer", sa.BigInteger(), nullable=True),
        sa.Column("logged", Json(), nullable=False),
        *_of_a_case("case_entries"),
        sa.PrimaryKeyConstraint("organisation", "case", "place", name="pk_case_entries"),
        sqlite_with_rowid=False,
    )


def _add_notes() -> None:
    op.create_table(
        "case_followers",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        *_of_a_case("case_followers"),
        sa.PrimaryKeyConstraint("organisation", "case", "member", name="pk_case_followers"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "context",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "quote"],
            ["quotes.organisation", "quotes.number"],
            name="fk_context_quotes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_context_organisations"),
        sa.PrimaryKeyConstraint("organisation", "quote", "member", name="pk_context"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reminders",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.BigInteger(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("rung", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_of_a_case("reminders"),
        sa.PrimaryKeyConstraint("organisation", "case", "local_date", name="pk_reminders"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stories",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.BigInteger(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_of_a_case("stories"),
        sa.PrimaryKeyConstraint("organisation", "case", name="pk_stories"),
    )
    told = "member IS NOT NULL"
    op.create_index("ix_stories_member", "stories", ["organisation", "member"], **_where(told, told))


def _add_search() -> None:
    """As for quotes in 0001."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE case_words USING fts5(words, tokenize='ascii', detail='none', columnsize=0)")
        return
    op.create_table(
        "case_words",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.BigInteger(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        *_of_a_case("case_words"),
        sa.PrimaryKeyConstraint("organisation", "case", name="pk_case_words"),
    )
    op.create_index("ix_case_words_words", "case_words", ["words"], postgresql_using="gin")


def _of_a_case(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["organisation", "case"],
            ["cases.organisation", "cases.number"],
            name=f"fk_{table}_cases",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name=f"fk_{table}_organisations"),
    )


def downgrade() -> None:
    """What stood in forms goes too: to the program before, it would look like questions that were asked."""
    for table in ("case_words", "stories", "reminders", "context", "case_followers", "case_entries", "cases"):
        op.drop_table(table)
    op.execute("DELETE FROM drafts WHERE kept")
    op.drop_index("ix_drafts_kept", "drafts")
    for table, column in (
        ("drafts", "kept"),
        ("posts", "edited_at"),
        ("quotes", "follows"),
        ("organisations", "heads_up"),
    ):
        op.drop_column(table, column)
