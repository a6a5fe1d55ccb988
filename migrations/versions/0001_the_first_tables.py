"""The first tables.

Revision ID: 0001
Revises:
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.types import Json, UtcDateTime

revision = "0001"
down_revision = None


def _where(sqlite: str, postgresql: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeats"),
    )
    op.create_table(
        "numbers",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("noun", sa.String(length=16), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "noun", name="pk_numbers"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stages", Json(), nullable=False),
        sa.Column("world_emoji", Json(), nullable=False),
        sa.Column("save_emoji", Json(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_table(
        "channels",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=8), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("days", Json(), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=True),
        sa.Column("days_off", Json(), nullable=False),
        sa.Column("cutoff", sa.String(length=8), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("follow_up", sa.Boolean(), nullable=False),
        sa.Column("teams", Json(), nullable=False),
        sa.Column("stages", Json(), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("next_due", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_channels_organisations"),
        sa.PrimaryKeyConstraint("organisation", "number", name="pk_channels"),
        sa.UniqueConstraint(
            "organisation", "workspace", "external_id", name="uq_channels_organisation_workspace_external_id"
        ),
    )
    op.create_index(
        "ix_channels_due", "channels", ["next_due"], **_where("next_due IS NOT NULL", "next_due IS NOT NULL")
    )
    op.create_table(
        "credited",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.Column("first_quote", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_credited_organisations"),
        sa.PrimaryKeyConstraint("organisation", "credited", name="pk_credited"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drafts",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_drafts_organisations"),
        sa.PrimaryKeyConstraint("organisation", "number", name="pk_drafts"),
    )
    op.create_index("ix_drafts_made_at", "drafts", ["made_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("notes", Json(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_inbox_organisations"),
        sa.PrimaryKeyConstraint("organisation", "key", name="pk_inbox"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_inbox_kept_at", "inbox", ["kept_at"], unique=False)
    op.create_table(
        "members",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("bot", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("named_curator", sa.Boolean(), nullable=False),
        sa.Column("curator", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_members_organisations"),
        sa.PrimaryKeyConstraint("organisation", "number", name="pk_members"),
        sa.UniqueConstraint(
            "organisation", "workspace", "external_id", name="uq_members_organisation_workspace_external_id"
        ),
    )
    op.create_index(
        "ix_members_curators", "members", ["organisation", "number"], **_where("curator IS 1", "curator IS true")
    )
    op.create_table(
        "outbox",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("to_channel", sa.Text(), nullable=True),
        sa.Column("to_member", sa.Text(), nullable=True),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("notes", Json(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("leased", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("first_tried_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_outbox_organisations"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_outbox"),
        sa.UniqueConstraint("organisation", "key", name="uq_outbox_organisation_key"),
    )
    op.create_index(
        "ix_outbox_due", "outbox", ["due_at", "workspace"], **_where("due_at IS NOT NULL", "due_at IS NOT NULL")
    )
    op.create_index(
        "ix_outbox_settled", "outbox", ["settled_at"], **_where("settled_at IS NOT NULL", "settled_at IS NOT NULL")
    )
    op.create_table(
        "posts",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=True),
        sa.Column("notes", Json(), nullable=False),
        sa.Column("to_member", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_posts_organisations"),
        sa.PrimaryKeyConstraint("organisation", "number", name="pk_posts"),
        sa.UniqueConstraint(
            "organisation", "workspace", "channel", "message", name="uq_posts_organisation_workspace_channel_message"
        ),
    )
    op.create_index("ix_posts_organisation_quote", "posts", ["organisation", "quote"], unique=False)
    op.create_table(
        "quotes",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sentiment", sa.String(length=8), nullable=False),
        sa.Column("recorder", sa.BigInteger(), nullable=True),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("source", Json(), nullable=False),
        sa.Column("may_show_customer", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("featurable", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_quotes_organisations"),
        sa.PrimaryKeyConstraint("organisation", "number", name="pk_quotes"),
    )
    op.create_index(
        "ix_quotes_featurable", "quotes", ["organisation", "number"], **_where("featurable IS 1", "featurable IS true")
    )
    op.create_index(
        "ix_quotes_recorder",
        "quotes",
        ["organisation", "recorder", "number"],
        **_where("withdrawn = 0", "NOT withdrawn"),
    )
    op.create_index(
        "ix_quotes_same", "quotes", ["organisation", "fingerprint"], **_where("withdrawn = 0", "NOT withdrawn")
    )
    op.create_table(
        "reactions",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("post", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("emoji", sa.Text(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_reactions_organisations"),
        sa.PrimaryKeyConstraint("organisation", "post", "member", "emoji", name="pk_reactions"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_reactions_quote",
        "reactions",
        ["organisation", "quote", "emoji", "member"],
        **_where("present IS 1", "present IS true"),
    )
    op.create_table(
        "teams",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_teams_organisations"),
        sa.PrimaryKeyConstraint("organisation", "number", name="pk_teams"),
        sa.UniqueConstraint("organisation", "folded", name="uq_teams_organisation_folded"),
    )
    op.create_table(
        "workspaces",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_workspaces_organisations"),
        sa.PrimaryKeyConstraint("platform", "external_id", name="pk_workspaces"),
    )
    op.create_table(
        "credits",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "quote"],
            ["quotes.organisation", "quotes.number"],
            name="fk_credits_quotes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_credits_organisations"),
        sa.PrimaryKeyConstraint("organisation", "quote", "credited", name="pk_credits"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_credits_organisation_credited_standing_quote",
        "credits",
        ["organisation", "credited", "standing", "quote"],
        unique=False,
    )
    op.create_table(
        "featured",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=False),
        sa.Column("last_shown", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "channel"],
            ["channels.organisation", "channels.number"],
            name="fk_featured_channels",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "quote"],
            ["quotes.organisation", "quotes.number"],
            name="fk_featured_quotes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_featured_organisations"),
        sa.PrimaryKeyConstraint("organisation", "channel", "quote", name="pk_featured"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_featured_organisation_channel_last_shown_quote",
        "featured",
        ["organisation", "channel", "last_shown", "quote"],
        unique=False,
    )
    op.create_table(
        "features",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("fate", sa.String(length=16), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=True),
        sa.Column("credited", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "channel"],
            ["channels.organisation", "channels.number"],
            name="fk_features_channels",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_features_organisations"),
        sa.PrimaryKeyConstraint("organisation", "channel", "local_date", name="pk_features"),
    )
    op.create_table(
        "member_keys",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "member"],
            ["members.organisation", "members.number"],
            name="fk_member_keys_members",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_member_keys_organisations"),
        sa.PrimaryKeyConstraint("organisation", "key", "member", name="pk_member_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_member_keys_organisation_member", "member_keys", ["organisation", "member"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("team", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "member"],
            ["members.organisation", "members.number"],
            name="fk_team_members_members",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "team"],
            ["teams.organisation", "teams.number"],
            name="fk_team_members_teams",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_team_members_organisations"),
        sa.PrimaryKeyConstraint("organisation", "team", "member", name="pk_team_members"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turns",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.Column("last_featured", sa.BigInteger(), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "channel"],
            ["channels.organisation", "channels.number"],
            name="fk_turns_channels",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_turns_organisations"),
        sa.PrimaryKeyConstraint("organisation", "channel", "credited", name="pk_turns"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_turns_dry", "turns", ["organisation", "credited"], **_where("ready = 0", "NOT ready"))
    op.create_index(
        "ix_turns_ready",
        "turns",
        ["organisation", "channel", "last_featured", "credited"],
        **_where("ready IS 1", "ready IS true"),
    )
    op.create_table(
        "votes",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "quote"],
            ["quotes.organisation", "quotes.number"],
            name="fk_votes_quotes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_votes_organisations"),
        sa.PrimaryKeyConstraint("organisation", "quote", "member", name="pk_votes"),
        sqlite_with_rowid=False,
    )

    _add_search()


def _add_search() -> None:
    """Folded words, one space apart: all that is not ASCII is a letter to this tokenizer, as it is to us."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE quote_words USING fts5(words, tokenize='ascii', detail='none', columnsize=0)")
        return
    op.create_table(
        "quote_words",
        sa.Column("organisation", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.BigInteger(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "quote"],
            ["quotes.organisation", "quotes.number"],
            name="fk_quote_words_quotes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_quote_words_organisations"),
        sa.PrimaryKeyConstraint("organisation", "quote", name="pk_quote_words"),
    )
    op.create_index("ix_quote_words_words", "quote_words", ["words"], postgresql_using="gin")


def downgrade() -> None:
    for table in (
        "quote_words",
        "votes",
        "turns",
        "team_members",
        "member_keys",
        "features",
        "featured",
        "credits",
        "workspaces",
        "teams",
        "reactions",
        "quotes",
        "posts",
        "outbox",
        "members",
        "inbox",
        "drafts",
        "credited",
        "channels",
        "organisations",
        "numbers",
        "heartbeats",
    ):
        op.drop_table(table)
