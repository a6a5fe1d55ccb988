"""Microsoft Teams as it stands in one tenant: who is there, in which team, what has been said, and who can read it."""

import re
import secrets
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.screens import Screens
from tests.fakes.zones import out_of_hours

Json = dict[str, Any]

BOT_NAME = "Kundord"
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
_THREAD = ";messageid="


@dataclass(slots=True)
class Person:
    """``tenant`` is another one's for a guest of a shared channel."""

    id: str
    aad: str
    name: str
    tenant: str
    locale: str = "en-GB"
    timezone: str = field(default_factory=out_of_hours)
    guest: bool = False

    @property
    def first(self) -> str:
        return self.name.split(maxsplit=1)[0]

    @property
    def mail(self) -> str:
        return f"{self.first.casefold()}@example.com"

    def shown(self) -> Json:
        """As the Connector tells of a member."""
        return {
            "id": self.id,
            "name": self.name,
            "givenName": self.first,
            "surname": self.name.rpartition(" ")[2],
            "email": self.mail,
            "userPrincipalName": self.mail,
            "objectId": self.aad,
            "aadObjectId": self.aad,
            "tenantId": self.tenant,
            "userRole": "guest" if self.guest else "user",
        }


@dataclass(slots=True)
class Team:
    """``id`` is that of its General channel, as in Teams. ``installed``: the bot was added to it."""

    id: str
    name: str
    group: str
    members: set[str] = field(default_factory=set)
    installed: bool = False


@dataclass(slots=True)
class Conversation:
    """A channel (of ``team``), a group chat, or the 1:1 chat of the bot and somebody. ``kind`` is Teams' own word.

    ``membership`` is a channel's: standard, private or shared. Those that are not standard have members of their own,
    and the bot is in them only where it was let in.
    """

    id: str
    kind: str
    name: str = ""
    members: set[str] = field(default_factory=set)
    team: Team | None = None
    installed: bool = False
    blocked: bool = False
    membership: str = "standard"

    @property
    def open(self) -> bool:
        """Whether the bot may write here."""
        return (self._teams_own.installed if self._teams_own else self.installed) and not self.blocked

    def has(self, person: str) -> bool:
        return person in (self._teams_own.members if self._teams_own else self.members)

    @property
    def _teams_own(self) -> Team | None:
        """The team whose members and apps it shares."""
        return self.team if self.membership == "standard" else None


@dataclass(eq=False)
class Shown:
    """A message on the screens of all who are in its conversation. ``thread`` is the id of a channel thread's root.

    ``kind`` is message; or dialog, note and answer: what an invoke was answered with, which only ``to`` sees.
    ``command`` is how a dialog was asked for, if by the message extension.
    """

    world: "World"
    kind: str
    activity: Json
    conversation: str
    id: str = ""
    thread: str | None = None
    to: str | None = None
    author: str = ""
    born: int = 0
    edits: int = 0
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    command: Json | None = None

    def __str__(self) -> str:
        return f"<{self.kind} {self.id} in {self.conversation}: {self.text!r}>"

    __repr__ = __str__

    @property
    def card(self) -> Json:
        """The Adaptive Card, or nothing."""
        cards = [each["content"] for each in self.activity.get("attachments", ()) if each["contentType"] == ADAPTIVE]
        return cards[0] if cards else {}

    @property
    def text(self) -> str:
        """All that can be read: the message's text, then its card, a block a line."""
        said = self.activity.get("text") or ""
        return "\n".join([*([said] if said else []), *readable(self.card)]).strip()

    @property
    def announcement(self) -> str:
        """What the notification on a phone reads."""
        return str(self.activity.get("summary") or self.activity.get("text") or "")

    def shows(self, *words: str) -> bool:
        """Whether all of that can be read, whatever the white space and the case."""
        text = plain(self.text)
        return all(plain(each) in text for each in words)

    @property
    def actions(self) -> list[Json]:
        return list(actions(self.card))

    @property
    def buttons(self) -> list[str]:
        return [str(each.get("title", "")) for each in self.actions]

    @property
    def inputs(self) -> list[Json]:
        return [each for each in elements(self.card) if str(each.get("type", "")).startswith("Input.")]


class World(Screens[Shown]):
    """One tenant with one bot. Ids look like Teams' own."""

    def __init__(self) -> None:
        super().__init__()
        self.tenant = str(uuid.uuid4())
        self.bot_id = f"28:{uuid.uuid4()}"
        self.people: dict[str, Person] = {}
        self.teams: dict[str, Team] = {}
        self.conversations: dict[str, Conversation] = {}
        self._last_id = 0

    @property
    def app_id(self) -> str:
        return self.bot_id.removeprefix("28:")

    def add_person(self, name: str, **facts: Any) -> Person:
        id = f"29:1{secrets.token_urlsafe(40).replace('-', 'x')}"
        person = Person(id, str(uuid.uuid4()), name, facts.pop("tenant", self.tenant), **facts)
        self.people[id] = person
        return person

    def find_person(self, id: str) -> Person | None:
        """By either of their ids."""
        return next((each for each in self.people.values() if id in (each.id, each.aad)), None)

    def add_team(self, name: str, *members: str, installed: bool = True) -> Team:
        """With its General channel."""
        id = f"19:{secrets.token_hex(16)}@thread.tacv2"
        team = Team(id, name, str(uuid.uuid4()), set(members), installed)
        self.teams[id] = team
        self.conversations[id] = Conversation(id, "channel", "General", team=team)
        return team

    def add_channel(self, team: Team, name: str, membership: str = "standard", *members: str) -> Conversation:
        channel = Conversation(f"19:{secrets.token_hex(16)}@thread.tacv2", "channel", name, {*members}, team)
        channel.membership = membership
        self.conversations[channel.id] = channel
        return channel

    def add_group(self, name: str, *members: str, installed: bool = True) -> Conversation:
        group = Conversation(f"19:{secrets.token_hex(16)}@thread.v2", "groupChat", name, set(members))
        group.installed = installed
        self.conversations[group.id] = group
        return group

    def chat_with(self, person: str) -> Conversation:
        """The 1:1 chat of the bot and somebody, made when first asked for."""
        for each in self.conversations.values():
            if each.kind == "personal" and each.members == {person}:
                return each
        chat = Conversation(f"a:1{secrets.token_urlsafe(30)}", "personal", members={person}, installed=True)
        self.conversations[chat.id] = chat
        return chat

    def find(self, conversation: str) -> Conversation | None:
        """By its id, with or without a thread in it."""
        return self.conversations.get(conversation.partition(_THREAD)[0])

    def new_id(self) -> str:
        """Milliseconds, as Teams numbers messages; later than any before."""
        self._last_id = max(self._last_id + 1, time.time_ns() // 1_000_000)
        return str(self._last_id)

    def show(self, kind: str, activity: Json, conversation: str, **facts: Any) -> Shown:
        """Put something on a screen. A conversation with a thread in it says in which thread."""
        place, _, root = conversation.partition(_THREAD)
        shown = Shown(self, kind, activity, place, thread=root or None, born=next(self._numbers), **facts)
        shown.id = shown.id or self.new_id()
        self.put(shown)
        return shown

    def redraw(self, shown: Shown, activity: Json) -> None:
        """Put something else in its place: it counts as seen anew."""
        shown.activity = activity
        shown.edits += 1
        self.renew(shown)

    def message(self, conversation: str, id: str) -> Shown | None:
        place = conversation.partition(_THREAD)[0]
        found = (each for each in self.shown if (each.kind, each.conversation, each.id) == ("message", place, id))
        return next((each for each in found if not each.deleted), None)

    def messages(self, conversation: str) -> list[Shown]:
        """Oldest first, those deleted left out."""
        standing = [each for each in self.shown if each.kind == "message" and not each.deleted]
        return [each for each in standing if each.conversation == conversation]

    def _sees(self, person: str, shown: Shown) -> bool:
        if shown.to:
            return shown.to == person
        place = self.conversations.get(shown.conversation)
        return bool(place and place.has(person))


# What a card holds ------------------------------------------------------------------------------

_CHILDREN = ("body", "items", "columns", "rows", "cells", "inlines", "images", "facts", "card")
_AT = re.compile(r"<at[^>]*>(.*?)</at>")
_JOINERS = ("\u2060", "\u200b")
"""Seen by nobody; they keep Markdown from being read as such."""


def elements(thing: object) -> Iterator[Json]:
    """Every element of a card, outermost first, those of cards within it too; actions are another matter."""
    if isinstance(thing, list):
        for each in thing:
            yield from elements(each)
    elif isinstance(thing, dict):
        if "type" in thing and thing["type"] != "AdaptiveCard":
            yield thing
        for key in _CHILDREN:
            yield from elements(thing.get(key))
        for action in thing.get("actions", ()):
            yield from elements(action.get("card"))


def actions(thing: object) -> Iterator[Json]:
    """Every action of a card, in reading order."""
    if isinstance(thing, list):
        for each in thing:
            yield from actions(each)
    elif isinstance(thing, dict):
        for key in _CHILDREN:
            yield from actions(thing.get(key))
        for action in [*thing.get("actions", ()), *([thing["selectAction"]] if "selectAction" in thing else [])]:
            yield action
            yield from actions(action.get("card"))


def readable(card: Json) -> Iterator[str]:
    """What a person reads on a card, a block a line."""
    for element in elements(card):
        match element.get("type"):
            case "TextBlock":
                yield bare(element.get("text", ""))
            case "RichTextBlock":
                runs = element.get("inlines", ())
                yield "".join(each if isinstance(each, str) else str(each.get("text", "")) for each in runs)
            case "FactSet":
                yield from (f"{each['title']} {bare(each['value'])}" for each in element.get("facts", ()))
            case str(kind) if kind.startswith("Input."):
                yield from _readable_input(element)
    yield from (f"[{each['title']}]" for each in actions(card) if each.get("title"))


def _readable_input(element: Json) -> Iterator[str]:
    for key in ("label", "placeholder", "title", "value"):
        if element.get(key):
            yield str(element[key])
    yield from (str(each["title"]) for each in element.get("choices", ()))


def bare(markdown: str) -> str:
    """Mentions by name; without what only Markdown needs."""
    text = _AT.sub(r"\1", markdown)
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!>~|])", r"\1", text)


def plain(text: str) -> str:
    for joiner in _JOINERS:
        text = text.replace(joiner, "")
    return " ".join(_AT.sub(r"\1", text).replace("\u00a0", " ").split()).casefold()
