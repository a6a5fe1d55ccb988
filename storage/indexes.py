"""The indexes that hold only some rows, and the two of PostgreSQL's text search.

Only a migration has to know them, to compare them with the database. They stand apart from the tables because
SQLAlchemy imports the whole dialect of PostgreSQL, with every driver's part, to check their options.
"""

from typing import Any

from sqlalchemy import Index, not_
from sqlalchemy.sql.elements import ColumnElement

from storage.tables import (
    IS_FOUND_BY_NOTE,
    IS_PENDING,
    NO_SOURCE,
    case_words,
    cases,
    channels,
    drafts,
    links,
    members,
    outbox,
    posts,
    quote_words,
    quotes,
    reactions,
    stories,
    turns,
    workspaces,
)


def _where(condition: ColumnElement[bool]) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


Index("ix_workspaces_leaving", workspaces.c.leaving, **_where(workspaces.c.leaving.is_not(None)))
Index("ix_links_pending", links.c.until, **_where(IS_PENDING))
Index("ix_members_curators", members.c.organisation, members.c.number, **_where(members.c.curator.is_(True)))
Index("ix_channels_due", channels.c.next_due, **_where(channels.c.next_due.is_not(None)))
Index("ix_quotes_same", quotes.c.organisation, quotes.c.fingerprint, **_where(not_(quotes.c.withdrawn)))
Index(
    "ix_quotes_recorder",
    quotes.c.organisation,
    quotes.c.recorder,
    quotes.c.number,
    **_where(not_(quotes.c.withdrawn)),
)
Index("ix_quotes_source", quotes.c.organisation, quotes.c.source, **_where(quotes.c.source != NO_SOURCE))
Index("ix_quotes_featurable", quotes.c.organisation, quotes.c.number, **_where(quotes.c.featurable.is_(True)))
Index(
    "ix_turns_ready",
    turns.c.organisation,
    turns.c.channel,
    turns.c.last_featured,
    turns.c.credited,
    **_where(turns.c.ready.is_(True)),
)
Index("ix_turns_dry", turns.c.organisation, turns.c.credited, **_where(not_(turns.c.ready)))
Index("ix_posts_notes", posts.c.organisation, posts.c.notes, **_where(IS_FOUND_BY_NOTE))
Index(
    "ix_reactions_quote",
    reactions.c.organisation,
    reactions.c.quote,
    reactions.c.emoji,
    reactions.c.member,
    **_where(reactions.c.present.is_(True)),
)
Index(
    "ix_drafts_kept",
    drafts.c.organisation,
    drafts.c.member,
    drafts.c.form,
    unique=True,
    **_where(drafts.c.kept.is_(True)),
)
Index("ix_outbox_due", outbox.c.due_at, outbox.c.workspace, **_where(outbox.c.due_at.is_not(None)))
Index("ix_outbox_uncertain", outbox.c.settled_at, **_where(outbox.c.uncertain.is_(True)))
Index("ix_outbox_settled", outbox.c.settled_at, **_where(outbox.c.settled_at.is_not(None)))
Index(
    "ix_cases_followed",
    cases.c.organisation,
    cases.c.quote,
    unique=True,
    **_where(cases.c.state.in_(["open", "claimed", "resolved"])),
)
Index(
    "ix_cases_waits_for",
    cases.c.organisation,
    cases.c.waits_for,
    cases.c.number,
    **_where(cases.c.waits_for.is_not(None)),
)
Index("ix_cases_owner", cases.c.organisation, cases.c.owner, **_where(cases.c.owner.is_not(None)))
Index("ix_cases_offer", cases.c.organisation, cases.c.offer, cases.c.number, **_where(cases.c.offer.is_not(None)))
Index("ix_cases_overdue", cases.c.organisation, cases.c.number, **_where(cases.c.overdue.is_(True)))
Index("ix_cases_due", cases.c.remind_at, **_where(cases.c.remind_at.is_not(None)))
Index("ix_stories_member", stories.c.organisation, stories.c.member, **_where(stories.c.member.is_not(None)))
Index(None, quote_words.c.words, postgresql_using="gin")
Index(None, case_words.c.words, postgresql_using="gin")
