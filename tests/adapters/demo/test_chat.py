"""The chat's own memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.demo.chat import Chat, Draft, NoSuchMessage

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


@pytest.fixture
def chat(path: Path) -> Iterator[Chat]:
    chat = Chat(path)
    yield chat
    chat.close()


def draft(text: str, author: str = "anna", only_for: str | None = None, key: str | None = None) -> Draft:
    return Draft("support", author, NOW, text, "sv", only_for=only_for, key=key)


def texts(chat: Chat, member: str) -> list[str]:
    return [said.text for said in chat.shown("support", member, 10)]


def test_a_new_chat_is_empty(chat: Chat) -> None:
    assert chat.empty()
    chat.add(draft("Hej"))
    assert not chat.empty()


def test_the_same_event_twice_is_one_message(chat: Chat) -> None:
    first = chat.add(draft("Hej", key="k"))
    assert chat.add(draft("Hej igen", key="k")) == first
    assert texts(chat, "bo") == ["Hej"]


def test_only_one_person_sees_a_whisper(chat: Chat) -> None:
    chat.add(draft("Till alla"))
    chat.add(draft("Till Bo", author="kundord", only_for="bo"))
    assert texts(chat, "bo") == ["Till alla", "Till Bo"]
    assert texts(chat, "anna") == ["Till alla"]
    assert [said.text for said in chat.changed("anna", 0)] == ["Till alla"]
    assert chat.unread("karin") == {"support"}


def test_a_whisper_alone_leaves_nothing_unread_for_others(chat: Chat) -> None:
    chat.add(draft("Till Bo", author="kundord", only_for="bo"))
    assert chat.unread("bo") == {"support"}
    assert chat.unread("anna") == frozenset()


def test_a_reaction_counts_once_per_person(chat: Chat) -> None:
    id = chat.add(draft("Hej")).id
    assert chat.react(id, "bo", "❤️", present=True)
    assert not chat.react(id, "bo", "❤️", present=True)
    chat.react(id, "karin", "❤️", present=True)
    chat.react(id, "karin", "👏", present=True)
    assert chat.get(id).reactions == {"❤️": ("bo", "karin"), "👏": ("karin",)}
    assert chat.react(id, "bo", "❤️", present=False)
    assert not chat.react(id, "bo", "❤️", present=False)
    assert chat.get(id).reactions == {"❤️": ("karin",), "👏": ("karin",)}


def test_every_change_is_told_once_in_order(chat: Chat) -> None:
    first = chat.add(draft("Ett"))
    second = chat.add(draft("Två"))
    known = chat.latest_change()
    chat.react(first.id, "bo", "❤️", present=True)
    chat.edit(second.id, "Två, ändrat", "sv", None)
    chat.remove(first.id)
    changed = chat.changed("bo", known)
    assert [(said.text, said.gone) for said in changed] == [("Två, ändrat", False), ("", True)]
    assert chat.changed("bo", changed[-1].change) == []


def test_what_is_removed_leaves_no_words(chat: Chat) -> None:
    id = chat.add(draft("Borta")).id
    chat.remove(id)
    assert texts(chat, "anna") == []
    assert chat.get(id).text == ""


def test_what_has_been_seen_stays_seen(chat: Chat) -> None:
    first = chat.add(draft("Ett"))
    second = chat.add(draft("Två"))
    assert chat.unread("anna") == frozenset(), "one's own words are read"
    chat.see("bo", "support", second.id)
    chat.see("bo", "support", first.id)
    assert chat.unread("bo") == frozenset()
    chat.add(draft("Tre"))
    assert chat.unread("bo") == {"support"}


def test_what_is_not_there_cannot_be_changed(chat: Chat) -> None:
    for act in (
        lambda: chat.get(9),
        lambda: chat.edit(9, "", "sv", None),
        lambda: chat.remove(9),
        lambda: chat.react(9, "bo", "❤️", present=True),
    ):
        with pytest.raises(NoSuchMessage):
            act()
    assert chat.empty()


def test_a_restart_shows_the_same_chat(path: Path) -> None:
    chat = Chat(path)
    chat.react(chat.add(draft("Hej", key="k")).id, "bo", "❤️", present=True)
    before = chat.shown("support", "bo", 10)
    chat.close()
    again = Chat(path)
    assert again.shown("support", "bo", 10) == before
    again.close()


def test_a_reply_stands_under_what_it_answers(chat: Chat) -> None:
    card = chat.add(draft("Kort"))
    known = chat.latest_change()
    reply = chat.add(replace(draft("Svar"), author="bo", thread=card.id))
    assert texts(chat, "anna") == ["Kort"]
    assert [each.text for each in chat.get(card.id).replies] == ["Svar"]
    assert [said.id for said in chat.changed("anna", known)] == [card.id], "it is drawn anew, with its reply"
    assert chat.unread("anna") == frozenset(), "a thread calls nobody"
    chat.remove(reply.id)
    assert chat.get(card.id).replies == ()


def test_a_reply_to_nothing_is_not_said(chat: Chat) -> None:
    with pytest.raises(NoSuchMessage):
        chat.add(replace(draft("Svar"), thread=9))
    assert chat.empty()


def test_a_chat_from_before_there_were_threads_opens(path: Path) -> None:
    chat = Chat(path)
    chat.add(draft("Hej"))
    chat.close()
    with closing(sqlite3.connect(path)) as old:
        old.execute("DROP INDEX message_thread")
        old.execute("ALTER TABLE message DROP COLUMN thread")
    again = Chat(path)
    assert texts(again, "anna") == ["Hej"]
    again.close()
