"""The chat's own memory: messages, reactions and what has been seen, in a SQLite file that only the chat opens.

It plays the part of Slack's servers. Kundord's core never looks into it, and a restart shows the same chat.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

BOT = "kundord"
"""The bot's own user here."""

_TABLES = """
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place TEXT NOT NULL,
    author TEXT NOT NULL,
    at TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    body TEXT,
    only_for TEXT,
    key TEXT UNIQUE,
    edited INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    change INTEGER NOT NULL,
    thread INTEGER REFERENCES message
);
CREATE INDEX IF NOT EXISTS message_place ON message (place, id);
CREATE INDEX IF NOT EXISTS message_change ON message (change);
CREATE TABLE IF NOT EXISTS reaction (
    message INTEGER NOT NULL REFERENCES message,
    emoji TEXT NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY (message, emoji, member)
);
CREATE TABLE IF NOT EXISTS seen (
    member TEXT NOT NULL,
    place TEXT NOT NULL,
    upto INTEGER NOT NULL,
    PRIMARY KEY (member, place)
);
"""
_THREADS = "CREATE INDEX IF NOT EXISTS message_thread ON message (thread, id)"
_NEXT_CHANGE = "(SELECT coalesce(max(change), 0) + 1 FROM message)"
_COLUMNS = "id, place, author, at, language, text, body, only_for, edited, gone, change, thread"


class NoSuchMessage(LookupError):
    """There is no such message, or not for this member."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message on its way into the chat.

    ``text`` is what can be read of it without pictures. ``body`` is a card, drawn and escaped; None for plain words.
    ``only_for`` is the one member who sees it. ``key`` names the event: the same key twice is one message. ``thread``
    is the message that it answers.
    """

    place: str
    author: str
    at: datetime
    text: str
    language: str
    body: Markup | None = None
    only_for: str | None = None
    key: str | None = None
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the chat has it. ``change`` grows with every change anywhere; ``reactions`` in the order given.

    ``replies`` are the messages of its thread, oldest first; they stand under it and nowhere else.
    """

    id: int
    place: str
    author: str
    at: datetime
    language: str
    text: str
    body: Markup | None
    only_for: str | None
    edited: bool
    gone: bool
    change: int
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    thread: int | None = None
    replies: "tuple[Said, ...]" = ()


class Chat:
    """All methods are quick and synchronous; each write is one transaction."""

    def __init__(self, path: Path) -> None:
        path.touch(0o600)  # SQLite itself would let everybody on the machine read it
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_TABLES)
        self._add_threads()

    def close(self) -> None:
        self._db.close()

    def empty(self) -> bool:
        return self.latest_change() == 0

    def latest_change(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(change), 0) FROM message").fetchone()[0])

    def add(self, draft: Draft) -> Said:
        """Say something. The same ``key`` again gives the message that was said the first time.

        Raises: NoSuchMessage, for a reply to nothing.
        """
        with self._transaction():
            if draft.key is not None and (known := self.with_key(draft.key)):
                return known
            cursor = self._db.execute(
                "INSERT INTO message (place, author, at, language, text, body, only_for, key, thread, change)"
                " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(max(change), 0) + 1 FROM message",
                (
                    draft.place, draft.author, draft.at.isoformat(), draft.language, draft.text,
                    draft.body, draft.only_for, draft.key, draft.thread,
                ),
            )  # fmt: skip
            if draft.thread is not None:
                # What it answers is drawn with it, and so has changed.
                self._change(draft.thread, "gone = gone")
            return self.get(int(cursor.lastrowid or 0))

    def edit(self, id: int, text: str, language: str, body: Markup | None) -> Said:
        """Raises: NoSuchMessage."""
        with self._transaction():
            self._change(id, "text = ?, language = ?, body = ?, edited = 1", text, language, body)
            return self.get(id)

    def remove(self, id: int) -> None:
        """Raises: NoSuchMessage."""
        with self._transaction():
            self._change(id, "gone = 1, text = '', body = NULL")

    def react(self, id: int, member: str, emoji: str, present: bool) -> bool:
        """Whether that changed anything. Raises: NoSuchMessage."""
        with self._transaction():
            if present:
                statement = "INSERT OR IGNORE INTO reaction (message, emoji, member) VALUES (?, ?, ?)"
            else:
                statement = "DELETE FROM reaction WHERE message = ? AND emoji = ? AND member = ?"
            changed = self._db.execute(statement, (id, emoji, member)).rowcount > 0
            if changed:
                self._change(id, "gone = gone")
            return changed

    def see(self, member: str, place: str, upto: int) -> None:
        """What has been seen stays seen: an older ``upto`` changes nothing."""
        self._db.execute(
            "INSERT INTO seen (member, place, upto) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET upto = max(upto, excluded.upto)",
            (member, place, upto),
        )

    def get(self, id: int) -> Said:
        """Raises: NoSuchMessage."""
        found = self._messages("id = ?", id)
        if not found:
            raise NoSuchMessage(id)
        return found[0]

    def with_key(self, key: str) -> Said | None:
        return next(iter(self._messages("key = ?", key)), None)

    def shown(self, place: str, member: str, most: int) -> Sequence[Said]:
        """The place's latest messages as this member sees them, oldest first."""
        newest = self._messages(
            "place = ? AND thread IS NULL AND NOT gone AND (only_for IS NULL OR only_for = ?) ORDER BY id DESC LIMIT ?",
            place, member, most,
        )  # fmt: skip
        return newest[::-1]

    def changed(self, member: str, since: int, most: int = 200) -> Sequence[Said]:
        """What changed for this member after change number ``since``, earliest change first; gone ones too."""
        return self._messages(
            "change > ? AND thread IS NULL AND (only_for IS NULL OR only_for = ?) ORDER BY change LIMIT ?",
            since, member, most,
        )  # fmt: skip

    def unread(self, member: str) -> frozenset[str]:
        """Places with something by another that this member has not seen."""
        rows = self._db.execute(
            "SELECT DISTINCT message.place FROM message LEFT JOIN seen"
            " ON seen.place = message.place AND seen.member = ?"
            " WHERE message.id > coalesce(seen.upto, 0) AND message.author <> ? AND NOT gone AND thread IS NULL"
            " AND (only_for IS NULL OR only_for = ?)",
            (member, member, member),
        )
        return frozenset(place for (place,) in rows)

    def _add_threads(self) -> None:
        """A chat from before there were threads gets room for them."""
        known = {row[1] for row in self._db.execute("PRAGMA table_info(message)")}
        if "thread" not in known:
            self._db.execute("ALTER TABLE message ADD COLUMN thread INTEGER REFERENCES message")
        self._db.execute(_THREADS)

    def _change(self, id: int, assignments: str, *values: object) -> None:
        changed = self._db.execute(
            f"UPDATE message SET {assignments}, change = {_NEXT_CHANGE} WHERE id = ?",  # noqa: S608 - our own words
            (*values, id),
        )
        if not changed.rowcount:
            raise NoSuchMessage(id)

    def _messages(self, where: str, *values: object) -> list[Said]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM message WHERE {where}", values).fetchall()  # noqa: S608
        ids = [row[0] for row in rows]
        reactions, replies = self._reactions(ids), self._replies(ids)
        return [_said(row, reactions.get(row[0], {}), tuple(replies.get(row[0], ()))) for row in rows]

    def _replies(self, ids: Sequence[int]) -> dict[int, list[Said]]:
        found: dict[int, list[Said]] = {}
        if ids:
            marks = ", ".join("?" * len(ids))
            for reply in self._messages(f"thread IN ({marks}) AND NOT gone ORDER BY id", *ids):
                found.setdefault(reply.thread or 0, []).append(reply)
        return found

    def _reactions(self, ids: Sequence[int]) -> dict[int, dict[str, tuple[str, ...]]]:
        marks = ", ".join("?" * len(ids))
        rows = self._db.execute(
            f"SELECT message, emoji, member FROM reaction WHERE message IN ({marks}) ORDER BY rowid",  # noqa: S608
            ids,
        )
        found: dict[int, dict[str, tuple[str, ...]]] = {}
        for message, emoji, member in rows:
            given = found.setdefault(message, {})
            given[emoji] = (*given.get(emoji, ()), member)
        return found

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _said(row: Sequence[object], reactions: Mapping[str, tuple[str, ...]], replies: tuple[Said, ...]) -> Said:
    id, place, author, at, language, text, body, only_for, edited, gone, change, thread = row
    return Said(
        id=int(str(id)),
        place=str(place),
        author=str(author),
        at=datetime.fromisoformat(str(at)),
        language=str(language),
        text=str(text),
        # What is in the column was escaped when it was drawn; nothing else is ever put there.
        body=None if body is None else Markup(body),  # noqa: S704
        only_for=None if only_for is None else str(only_for),
        edited=bool(edited),
        gone=bool(gone),
        change=int(str(change)),
        reactions=reactions,
        thread=None if thread is None else int(str(thread)),
        replies=replies,
    )
