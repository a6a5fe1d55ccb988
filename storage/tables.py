"""The tables. Keys begin with the organisation, so isolation and numbering come from one key (ARCHITECTURE §6)."""

from enum import IntEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    literal_column,
)

from bot.domain.channels import Delivery
from bot.domain.links import PENDING
from storage.types import TSVECTOR, Json, UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# Compared and sorted by its bytes, whatever the database's language: prefixes are looked for as ranges.
BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")


class Standing(IntEnum):
    """What a credit is worth now."""

    FEATURABLE = 0
    HELD = 1
    NONE = 2


def _key(name: str, kind: Any = BigInteger) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def _organisation() -> Column[int]:
    return Column("organisation", BigInteger, ForeignKey("organisations.id"), primary_key=True, autoincrement=False)


def _must(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _may(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=True)


def _of(noun: str, *columns: str) -> ForeignKeyConstraint:
    """These columns name a row of that table; with it they go."""
    return ForeignKeyConstraint(
        ["organisation", *columns], [f"{noun}.organisation", f"{noun}.number"], ondelete="CASCADE"
    )


# ``heads_up`` is in minutes. ``stamp`` is another whenever this row, a member or a team changes (storage.known).
organisations = Table(
    "organisations",
    metadata,
    _key("id"),
    _must("name", Text),
    _must("stages", Json),
    _must("world_emoji", Json),
    _must("save_emoji", Json),
    _must("language", String(8)),
    Column("heads_up", Integer, nullable=False, server_default="15"),
    Column("stamp", BigInteger, nullable=False, server_default="0"),
)

# ``shifts`` are what its numbers were raised by (bot.domain.links), ``leaving`` the member who had it unlinked until
# that is done. ``wrong_codes`` were typed since ``wrong_since``.
workspaces = Table(
    "workspaces",
    metadata,
    _key("platform", String(16)),
    _key("external_id", Text),
    Column("organisation", BigInteger, ForeignKey("organisations.id"), nullable=False),
    _must("name", Text),
    _must("bot", Text),
    Column("shifts", Json, nullable=False, server_default="[]"),
    _may("leaving", Text),
    Column("wrong_codes", Integer, nullable=False, server_default="0"),
    _may("wrong_since", UtcDateTime),
    Index("ix_workspaces_together", "organisation", "platform", "external_id"),
)

# Wishes to be one organisation; ``code`` is a digest. They name workspaces, whose organisation may change meanwhile.
links = Table(
    "links",
    metadata,
    _key("id", String(32)),
    _must("code", String(64)),
    _must("host", Text),
    _must("host_member", Text),
    _may("guest", Text),
    _may("guest_member", Text),
    _must("state", String(16)),
    _must("until", UtcDateTime),
    UniqueConstraint("code"),
    Index(None, "host", "state"),
    Index(None, "until"),
)
# Said in a query in these very words, or SQLite does not see that the index is meant.
IS_PENDING = links.c.state.in_([literal_column(f"'{state}'") for state in sorted(PENDING)])

# The last number given to each noun of an organisation; nought is the house itself, which numbers organisations.
numbers = Table(
    "numbers",
    metadata,
    _key("organisation"),
    _key("noun", String(16)),
    _must("last", BigInteger),
    sqlite_with_rowid=False,
)

members = Table(
    "members",
    metadata,
    _organisation(),
    _key("number"),
    _must("workspace", Text),
    _must("external_id", Text),
    _must("name", Text),
    _must("handle", Text),
    Column("full_name", Text, nullable=False, server_default=""),
    _may("timezone", Text),
    _must("language", String(8)),
    _must("admin", Boolean),
    _must("bot", Boolean),
    _must("gone", Boolean),
    _must("external", Boolean),
    _must("named", Boolean),
    _must("named_curator", Boolean),
    _must("curator", Boolean),
    UniqueConstraint("organisation", "workspace", "external_id"),
)

# Every beginning a member is found by: the folded names and handle from each of their words on.
member_keys = Table(
    "member_keys",
    metadata,
    _organisation(),
    _key("key", BYTEWISE),
    _key("member"),
    _of("members", "member"),
    Index(None, "organisation", "member"),
    sqlite_with_rowid=False,
)

teams = Table(
    "teams",
    metadata,
    _organisation(),
    _key("number"),
    _must("name", Text),
    _must("folded", Text),
    UniqueConstraint("organisation", "folded"),
)

team_members = Table(
    "team_members",
    metadata,
    _organisation(),
    _key("team"),
    _key("member"),
    _of("teams", "team"),
    _of("members", "member"),
    sqlite_with_rowid=False,
)

# ``asked_at`` is when the channel was last asked for a new quote.
channels = Table(
    "channels",
    metadata,
    _organisation(),
    _key("number"),
    _must("workspace", Text),
    _must("external_id", Text),
    _must("name", Text),
    _must("at", String(8)),
    _must("timezone", Text),
    _must("days", Json),
    _may("holidays", Text),
    _must("days_off", Json),
    _must("cutoff", String(8)),
    _may("paused_until", Date),
    _must("language", String(8)),
    _must("daily", Boolean),
    _must("follow_up", Boolean),
    _must("teams", Json),
    _must("stages", Json),
    _may("owner", BigInteger),
    _must("private", Boolean),
    Column("shared", Boolean, nullable=False, server_default=false()),
    _may("closed", Text),
    _must("version", BigInteger),
    _may("next_due", UtcDateTime),
    _may("asked_at", UtcDateTime),
    Column("delivery", String(16), nullable=False, server_default=Delivery.AT_MOST_ONCE),
    UniqueConstraint("organisation", "workspace", "external_id"),
)

# ``fingerprint`` stands for text and customer, so that the same words are found without an index of words. ``home`` is
# the workspace of a quote that nobody wrote down, if its organisation was linked since (storage.parting).
quotes = Table(
    "quotes",
    metadata,
    _organisation(),
    _key("number"),
    _must("text", Text),
    _must("sentiment", String(8)),
    _may("recorder", BigInteger),
    _must("heard_at", UtcDateTime),
    _may("customer", Text),
    _may("stage", Text),
    _may("via", Text),
    _may("link", Text),
    _may("language", String(8)),
    _must("source", Json),
    _may("follows", BigInteger),
    _must("may_show_customer", Boolean),
    _must("recorded_at", UtcDateTime),
    _must("held", Boolean),
    _must("withdrawn", Boolean),
    _must("featurable", Boolean),
    _must("fingerprint", BigInteger),
    _must("version", BigInteger),
    _may("home", Text),
)

# Said in a query in these very words, or SQLite does not see that the index is meant.
NO_SOURCE: ColumnElement[str] = literal_column("'null'")

# Who earned a quote; one without credits is credited to nobody, who takes turns like anybody (bot.domain.choice).
credits = Table(
    "credits",
    metadata,
    _organisation(),
    _key("quote"),
    _key("credited"),
    _must("place", SmallInteger),
    _must("standing", SmallInteger),
    _may("stage", Text),
    _of("quotes", "quote"),
    Index(None, "organisation", "credited", "standing", "quote"),
    sqlite_with_rowid=False,
)

# Whose name stands in a quote's words after an ``@``, as it stands there: praise may name who has no credit for it.
mentions = Table(
    "mentions",
    metadata,
    _organisation(),
    _key("quote"),
    _key("member"),
    _key("name", Text),
    _of("quotes", "quote"),
    Index(None, "organisation", "member", "quote"),
    sqlite_with_rowid=False,
)

# Everybody who ever earned a quote that can be featured. The row is also the lock of that one's turns.
credited = Table(
    "credited",
    metadata,
    _organisation(),
    _key("credited"),
    _must("first_quote", BigInteger),
    sqlite_with_rowid=False,
)

# A row per channel and credited. ``last_featured`` is a date's ordinal, 0 for never; ``ready`` is false once a
# choice found nothing new of that one for this channel, until there is a new quote (PERFORMANCE, lesson 8).
turns = Table(
    "turns",
    metadata,
    _organisation(),
    _key("channel"),
    _key("credited"),
    _must("last_featured", BigInteger),
    _must("ready", Boolean),
    _of("channels", "channel"),
    sqlite_with_rowid=False,
)

# What a channel was shown; ``last_shown`` is a date's ordinal.
featured = Table(
    "featured",
    metadata,
    _organisation(),
    _key("channel"),
    _key("quote"),
    _must("last_shown", BigInteger),
    _of("channels", "channel"),
    _of("quotes", "quote"),
    Index(None, "organisation", "channel", "last_shown", "quote"),
    sqlite_with_rowid=False,
)

features = Table(
    "features",
    metadata,
    _organisation(),
    _key("channel"),
    _key("local_date", Date),
    _must("fate", String(16)),
    _may("quote", BigInteger),
    _may("credited", BigInteger),
    _may("reason", String(16)),
    _may("since", Date),
    _of("channels", "channel"),
)

reactions = Table(
    "reactions",
    metadata,
    _organisation(),
    _key("post"),
    _key("member"),
    _key("emoji", Text),
    _may("quote", BigInteger),
    _must("present", Boolean),
    _must("at", UtcDateTime),
    sqlite_with_rowid=False,
)

votes = Table(
    "votes",
    metadata,
    _organisation(),
    _key("quote"),
    _key("member"),
    _must("answer", String(16)),
    _must("at", UtcDateTime),
    _of("quotes", "quote"),
    Index(None, "organisation", "member", "at"),
    sqlite_with_rowid=False,
)

posts = Table(
    "posts",
    metadata,
    _organisation(),
    _key("number"),
    _must("workspace", Text),
    _must("channel", Text),
    _must("message", Text),
    _may("thread", Text),
    _must("kind", String(16)),
    _must("subject", BigInteger),
    _may("quote", BigInteger),
    _must("notes", Json),
    _may("to_member", Text),
    _may("edited_at", UtcDateTime),
    UniqueConstraint("organisation", "workspace", "channel", "message"),
    Index(None, "organisation", "quote"),
)

# Spelled out for the same reason. Thanks are found by who gives them, a doubt by what it is about: their one note.
IS_FOUND_BY_NOTE = posts.c.kind.in_([literal_column(f"'{kind}'") for kind in ("in-doubt", "thanks")])

inbox = Table(
    "inbox",
    metadata,
    _organisation(),
    _key("key", Text),
    _must("verb", Text),
    _must("number", BigInteger),
    _must("notes", Json),
    _must("kept_at", UtcDateTime),
    Index(None, "kept_at"),
    sqlite_with_rowid=False,
)

# ``kept`` is one that stands in a form: a member has one for each form. The others are known by their number only.
drafts = Table(
    "drafts",
    metadata,
    _organisation(),
    _key("number"),
    _must("member", BigInteger),
    _must("form", Text),
    _must("answers", Json),
    _must("made_at", UtcDateTime),
    Column("kept", Boolean, nullable=False, server_default=false()),
    Index(None, "made_at"),
)

# ``external_id`` is a member's or a channel's; no platform gives both the same.
addresses = Table(
    "addresses",
    metadata,
    _organisation(),
    _key("workspace", Text),
    _key("external_id", Text),
    _must("service", Text),
    _may("chat", Text),
    _must("seen_at", UtcDateTime),
    Index(None, "organisation", "workspace", "seen_at"),
    sqlite_with_rowid=False,
)

# ``due_at`` is when it may be leased: while waiting its time, while leased the lease's end, NULL once settled.
outbox = Table(
    "outbox",
    metadata,
    _organisation(),
    _key("id", String(32)),
    _must("key", Text),
    _must("kind", String(16)),
    _must("subject", BigInteger),
    _must("workspace", Text),
    _may("to_channel", Text),
    _may("to_member", Text),
    _may("within", Text),
    _may("thread", Text),
    _may("not_before", UtcDateTime),
    _must("notes", Json),
    _may("due_at", UtcDateTime),
    _must("leased", Boolean),
    _must("attempt", BigInteger),
    _must("revision", BigInteger),
    _must("created_at", UtcDateTime),
    _may("first_tried_at", UtcDateTime),
    _may("settled_at", UtcDateTime),
    _may("reason", Text),
    _may("tried_at", UtcDateTime),
    Column("cause", Text, nullable=False, server_default=""),
    Column("uncertain", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("organisation", "key"),
)

# One row, written to see whether anything can be.
heartbeats = Table("heartbeats", metadata, _key("id"), _must("at", UtcDateTime))

# On SQLite a table of FTS5 has this name; it is made by hand, and Alembic is told not to look.
quote_words = Table(
    "quote_words",
    metadata,
    _organisation(),
    _key("quote"),
    _must("words", Text().with_variant(TSVECTOR, "postgresql")),
    _of("quotes", "quote"),
)

# ``offer`` is a member or a team in one number (storage.credits). ``waits_for`` is the owner while there is something
# for them to do: until it is resolved and told. ``overdue`` is true from a reminder until the case moves.
cases = Table(
    "cases",
    metadata,
    _organisation(),
    _key("number"),
    _must("quote", BigInteger),
    _must("opener", BigInteger),
    _must("opened_at", UtcDateTime),
    _must("state", String(16)),
    _must("why", Text),
    _may("owner", BigInteger),
    _may("offer", BigInteger),
    _must("steps", Json),
    _must("version", BigInteger),
    _may("waits_for", BigInteger),
    _must("overdue", Boolean),
    _may("remind_at", UtcDateTime),
    _may("snoozed_until", Date),
    _of("quotes", "quote"),
    Index(None, "organisation", "quote", "number"),
    Index(None, "organisation", "state", "number"),
)
# The cases that somebody opened, by their state.
Index("ix_cases_opener", cases.c.organisation, cases.c.state, cases.c.opener, cases.c.number)

# A timeline. ``place`` is the version that the case came to by it.
case_entries = Table(
    "case_entries",
    metadata,
    _organisation(),
    _key("case"),
    _key("place"),
    _must("move", String(16)),
    _must("member", BigInteger),
    _must("at", UtcDateTime),
    _must("words", Text),
    _may("offer", BigInteger),
    _must("logged", Json),
    _of("cases", "case"),
    sqlite_with_rowid=False,
)

case_followers = Table(
    "case_followers",
    metadata,
    _organisation(),
    _key("case"),
    _key("member"),
    _of("cases", "case"),
    sqlite_with_rowid=False,
)

# What those say whom a negative quote concerns. It may be said before there is a case.
context = Table(
    "context",
    metadata,
    _organisation(),
    _key("quote"),
    _key("member"),
    _must("words", Text),
    _must("at", UtcDateTime),
    _of("quotes", "quote"),
    sqlite_with_rowid=False,
)

# The key is the rule: one a day.
reminders = Table(
    "reminders",
    metadata,
    _organisation(),
    _key("case"),
    _key("local_date", Date),
    _must("rung", String(32)),
    _must("at", UtcDateTime),
    _of("cases", "case"),
    sqlite_with_rowid=False,
)

stories = Table(
    "stories",
    metadata,
    _organisation(),
    _key("case"),
    _must("version", BigInteger),
    _must("said", Text),
    _must("learned", Text),
    _must("changed", Text),
    _may("member", BigInteger),
    _may("team", BigInteger),
    _must("at", UtcDateTime),
    _of("cases", "case"),
)

# A learning's words and its quote's. On SQLite a table of FTS5, as ``quote_words``.
case_words = Table(
    "case_words",
    metadata,
    _organisation(),
    _key("case"),
    _must("words", Text().with_variant(TSVECTOR, "postgresql")),
    _of("cases", "case"),
)
