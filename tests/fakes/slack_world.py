"""A Slack workspace as it stands: who is there, what has been said, and what each person sees of it."""

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.screens import Screens
from tests.fakes.zones import out_of_hours

Json = dict[str, Any]

BOT_NAME = "Kundord"
TRIGGER_SECONDS = 3.0


@dataclass(slots=True)
class User:
    """``handle`` is what one types after the at sign; ``team`` is another one's for a guest of Slack Connect."""

    id: str
    handle: str
    name: str
    team: str
    tz: str = field(default_factory=out_of_hours)
    locale: str = "en-US"
    admin: bool = False
    bot: bool = False
    deleted: bool = False

    def shown(self, here: str, *, with_locale: bool) -> Json:
        """As users.info gives it to somebody of team ``here``."""
        stranger = self.team != here
        shown = {
            "id": self.id,
            "team_id": self.team,
            "name": self.handle,
            "deleted": self.deleted,
            "real_name": self.name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": 3600,
            "profile": {"real_name": self.name, "display_name": self.handle, "team": self.team},
            "is_admin": self.admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.bot,
            "is_app_user": False,
            "updated": 1760000000,
        }
        if stranger:
            shown["is_stranger"] = True
        return shown | ({"locale": self.locale} if with_locale else {})


@dataclass(slots=True)
class Channel:
    """``im_with`` is the other one in a 1:1 chat with the bot."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    private: bool = False
    archived: bool = False
    shared: bool = False
    im_with: str | None = None

    @property
    def history_scope(self) -> str:
        return "im:history" if self.im_with else "groups:history" if self.private else "channels:history"

    def shown(self, team: str, bot: str) -> Json:
        shared = {"id": self.id, "created": 1760000000, "is_archived": self.archived, "context_team_id": team}
        if self.im_with:
            return shared | {"is_im": True, "user": self.im_with, "is_channel": False}
        return shared | {
            "name": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_im": False,
            "is_private": self.private,
            "is_ext_shared": self.shared,
            "is_member": bot in self.members,
            "is_general": False,
            "creator": next(iter(sorted(self.members)), bot),
        }


@dataclass(eq=False)
class Shown:
    """Something on somebody's screen. ``to`` is the only person who sees it, None for all in the channel.

    ``kind`` is message, ephemeral, modal or home; ``text`` the notification's, or all there is without blocks.
    ``entered`` is what was put into a form's fields so far, as a view's state has it.
    """

    world: "World"
    kind: str
    notification: str
    blocks: list[Json]
    channel: str | None = None
    ts: str = ""
    thread: str | None = None
    to: str | None = None
    author: str = ""
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    view: Json = field(default_factory=dict)
    entered: Json = field(default_factory=dict)
    trigger: str | None = None
    born: int = 0
    deleted: bool = False

    def __str__(self) -> str:
        return f"<{self.kind} in {self.channel} to {self.to or 'all'}: {self.text}>"

    __repr__ = __str__

    @property
    def text(self) -> str:
        """All that can be read, a block a line; a view's title first. Without blocks it is the notification's text."""
        lines = [*_readable_blocks(self.blocks, self.world.names)]
        if self.view:
            title = (self.view.get(part, {}).get("text", "") for part in ("title", "submit", "close"))
            lines = [*title, *lines]
        return "\n".join(lines) if self.blocks or self.view else readable(self.notification, self.world.names)

    def shows(self, *words: str) -> bool:
        """Whether all of that can be read, whatever the white space and the case."""
        text = _plain(self.text)
        return all(_plain(each) in text for each in words)

    @property
    def announcement(self) -> str:
        """What the notification on a phone reads."""
        return readable(self.notification, self.world.names).replace(_JOINER, "")

    @property
    def elements(self) -> list[tuple[Json, Json]]:
        """Every block with each of its interactive elements."""
        return [(block, element) for block in self.blocks for element in _elements(block)]

    @property
    def buttons(self) -> list[str]:
        return [each["text"]["text"] for _block, each in self.elements if each["type"] == "button"]

    @property
    def menu(self) -> list[str]:
        """What is behind the three dots."""
        menus = [each for _block, each in self.elements if each["type"] == "overflow"]
        return [option["text"]["text"] for each in menus for option in each["options"]]

    @property
    def live(self) -> list[str]:
        """What Slack would act on: mentions, links and calls to everybody, in the text and in the notification."""
        parsed = [self.notification, *_mrkdwn(self.blocks)]
        found = [each for text in parsed for each in _CONTROL.findall(text)]
        return [*found, *_rich_calls(self.blocks)]

    @property
    def calls_everybody(self) -> bool:
        return any(each.startswith("!") and not each.startswith("!date") for each in self.live)

    def shown(self, *, with_metadata: bool) -> Json:
        """As conversations.history gives it."""
        shown: Json = {"type": "message", "user": self.author, "ts": self.ts, "text": self.notification}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.author == self.world.bot.id:
            shown |= {"bot_id": self.world.bot_id, "app_id": self.world.app_id}
        if self.thread:
            shown["thread_ts"] = self.thread
        if self.reactions:
            counted = [{"name": name, "users": who, "count": len(who)} for name, who in self.reactions.items()]
            shown["reactions"] = counted
        if self.metadata and with_metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass(slots=True)
class Trigger:
    """Leave to open one modal, for three seconds. ``view`` is the modal in which it was given."""

    user: str
    born: float
    view: str | None = None
    used: bool = False


class World(Screens[Shown]):
    """One workspace. Ids look like Slack's."""

    def __init__(self) -> None:
        super().__init__()
        self.team, self.team_name, self.domain = "T0ACME001", "Acme", "acme"
        self.app_id, self.bot_id = "A0KUNDORD", "B0KUNDORD"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, Shown] = {}
        self.homes: dict[str, Shown] = {}
        self.triggers: dict[str, Trigger] = {}
        self._last_ts = 0
        self.bot = self.add_user(BOT_NAME, bot=True)

    @property
    def names(self) -> Mapping[str, str]:
        return {user.id: user.name for user in self.users.values()} | {
            channel.id: channel.name for channel in self.channels.values()
        }

    def add_user(self, name: str, handle: str | None = None, **facts: Any) -> User:
        id = f"U0{next(self._numbers):04}{_letters(name)}"
        handle = handle or name.split(maxsplit=1)[0].casefold()
        user = User(id, handle, name, facts.pop("team", self.team), **facts)
        self.users[id] = user
        return user

    def add_channel(self, name: str, *members: str, private: bool = False, with_bot: bool = True) -> Channel:
        """With the bot in it, unless told otherwise."""
        among = set(members) | ({self.bot.id} if with_bot else set())
        channel = Channel(f"C0{next(self._numbers):04}{_letters(name)}", name, among, private)
        self.channels[channel.id] = channel
        return channel

    def chat_with(self, user: str) -> Channel:
        """The 1:1 chat of the bot and somebody, made when first asked for."""
        for channel in self.channels.values():
            if channel.im_with == user:
                return channel
        channel = Channel(f"D0{next(self._numbers):04}{user[-4:]}", "", {user, self.bot.id}, im_with=user)
        self.channels[channel.id] = channel
        return channel

    def new_ts(self) -> str:
        """Now, and later than any before."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06}"

    def new_trigger(self, user: str, view: str | None = None) -> str:
        id = f"{next(self._numbers)}.{time.time_ns() // 1_000_000}.{secrets.token_hex(8)}"
        self.triggers[id] = Trigger(user, time.monotonic(), view)
        return id

    def show(self, kind: str, notification: str = "", blocks: list[Json] | None = None, **facts: Any) -> Shown:
        """Put something on a screen."""
        shown = Shown(self, kind, notification, with_ids(blocks or []), born=next(self._numbers), **facts)
        shown.ts = shown.ts or self.new_ts()
        self.put(shown)
        return shown

    def redraw(self, shown: Shown, notification: str, blocks: list[Json] | None) -> None:
        """Put something else in its place: it counts as seen anew."""
        shown.notification, shown.blocks = notification, with_ids(blocks or [])
        self.renew(shown)

    def message(self, channel: str, ts: str) -> Shown | None:
        found = (each for each in self.shown if (each.kind, each.channel, each.ts) == ("message", channel, ts))
        return next((each for each in found if not each.deleted), None)

    def messages(self, channel: str) -> list[Shown]:
        """Oldest first, those deleted left out."""
        return [each for each in self.shown if each.kind == "message" and each.channel == channel and not each.deleted]

    def _sees(self, person: str, shown: Shown) -> bool:
        if shown.to:
            return shown.to == person
        return shown.channel in self.channels and person in self.channels[shown.channel].members


def with_ids(blocks: list[Json]) -> list[Json]:
    """Slack gives a block, and an element that can be used, an id where the sender did not."""
    for number, block in enumerate(blocks):
        block.setdefault("block_id", f"b{number}{secrets.token_hex(2)}")
        for element in _elements(block):
            element.setdefault("action_id", f"a{secrets.token_hex(3)}")
    return blocks


def _letters(name: str) -> str:
    return re.sub(r"[^A-Z]", "", name.upper())[:4].ljust(4, "X")


# What a person reads ----------------------------------------------------------------------------

_CONTROL = re.compile(r"<([^<>\s][^<>]*)>")
_JOINER = "\u2060"
"""Seen by nobody; it keeps Slack from reading markers as markup."""
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def readable(mrkdwn: str, names: Mapping[str, str]) -> str:
    """Slack's markup as it is shown: mentions by name, links by label, entities as what they stand for."""

    def shown(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target[0] in "@#":
            return target[0] + names.get(target[1:], label or target[1:])
        return label or target.replace("!", "@", 1)

    text = _CONTROL.sub(shown, mrkdwn)
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return text


def _plain(text: str) -> str:
    return " ".join(text.replace(_JOINER, "").split()).casefold()


def _elements(block: Json) -> list[Json]:
    """The interactive elements of a block."""
    listed = block.get("elements", []) if block.get("type") == "actions" else []
    return [*listed, *(block[key] for key in ("accessory", "element") if key in block and "type" in block[key])]


def _readable_blocks(blocks: list[Json], names: Mapping[str, str]) -> Iterator[str]:
    for block in blocks:
        for part in ("title", "text", "label", "hint", "description"):
            if part in block:
                yield _text(block[part], names)
        for each in block.get("fields", ()):
            yield _text(each, names)
        if block.get("type") == "context":
            yield from (
                _text(each, names) if "text" in each else each.get("alt_text", "") for each in block["elements"]
            )
        if block.get("type") == "rich_text":
            yield from (_rich(each, names) for each in block["elements"])
        for element in _elements(block):
            yield from _readable_element(element, names)


def _readable_element(element: Json, names: Mapping[str, str]) -> Iterator[str]:
    if "text" in element:
        yield f"[{_text(element['text'], names)}]"
    for key in ("initial_value", "initial_time", "initial_date"):
        if element.get(key):
            yield element[key]
    chosen = element.get("initial_options", []) + ([element["initial_option"]] if "initial_option" in element else [])
    yield from (_text(each["text"], names) for each in chosen)
    people = element.get("initial_users", []) + ([element["initial_user"]] if "initial_user" in element else [])
    yield from (names.get(each, each) for each in people)


def _text(text: Json | str, names: Mapping[str, str]) -> str:
    if isinstance(text, str):
        return readable(text, names)
    return readable(text["text"], names) if text.get("type") == "mrkdwn" else str(text.get("text", ""))


def _rich(element: Json, names: Mapping[str, str]) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "link":
            return str(element.get("text") or element["url"])
        case "user":
            return "@" + names.get(element["user_id"], element["user_id"])
        case "emoji":
            return f":{element['name']}:"
        case "broadcast":
            return "@" + str(element["range"])
        case "rich_text_list":
            return "\n".join(_rich(each, names) for each in element["elements"])
        case _:
            return "".join(_rich(each, names) for each in element.get("elements", ()))


def _mrkdwn(thing: object) -> Iterator[str]:
    """Every text that Slack parses."""
    if isinstance(thing, dict):
        if thing.get("type") == "mrkdwn" or (thing.get("type") == "markdown" and isinstance(thing.get("text"), str)):
            yield thing["text"]
        for each in thing.values():
            yield from _mrkdwn(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from _mrkdwn(each)


def _rich_calls(thing: object) -> Iterator[str]:
    """What a rich text says in elements rather than in text, spelled the same way."""
    if isinstance(thing, dict):
        match thing.get("type"):
            case "broadcast":
                yield f"!{thing['range']}"
            case "usergroup":
                yield f"!subteam^{thing['usergroup_id']}"
            case "user" if "user_id" in thing:
                yield f"@{thing['user_id']}"
            case "link":
                yield str(thing["url"])
        for each in thing.values():
            yield from _rich_calls(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from _rich_calls(each)
