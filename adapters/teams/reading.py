"""What Teams sends, decoded once at the border: who, where, and words as their writer saw them."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TypeGuard

from adapters.lines import joined
from adapters.payload import Json, at, part
from bot.domain.calendar import known_zone
from bot.domain.people import NAME_MOST, Profile
from bot.domain.quotes import clean
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.requests import Mentioned

HTML_MOST = 8_000
"""Characters of a message that are read; a quote has a thousand."""

_TAG = re.compile(r"<at\b[^<>]*>([^<>]*)</at>")
# The library's parser takes minutes over some kilobytes of tags that do not end, and raises on declarations.
_COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*-->", re.DOTALL)
_STRAY = re.compile(r"<(?![a-zA-Z/][^<>]*>)")
_ROOT = ";messageid="


# Who and where ----------------------------------------------------------------------------------


def conversation(id: str) -> tuple[str, str | None]:
    """A conversation without its thread, and the message that opened the thread."""
    plain, _, root = id.partition(_ROOT)
    return plain, root or None


def private(body: Json) -> bool:
    """Whether Teams says that only those in it read what is written there: a chat, a private or a shared channel.

    Of a channel it does not always say so.
    """
    kind = at(body, "conversation", "conversationType")
    return kind in ("personal", "groupChat") or members_only(at(body, "channelData", "channel", "type"))


def shared(kind: str) -> bool:
    """With people of other companies, or it may be at any time."""
    return kind == "shared"


def members_only(kind: str) -> bool:
    """By Teams' word for a channel's kind. In a shared one there may be people of other companies, by invitation."""
    return kind in ("private", "shared")


def with_us(body: Json) -> bool:
    """Whether it is somebody's 1:1 chat with us; two colleagues' own, where our dialogs open too, is called alike."""
    id, kind = at(body, "conversation", "id"), at(body, "conversation", "conversationType")
    # Some invokes leave the kind out; 1:1 chats with bots have ids of their own sort.
    return (kind == "personal" and not id.endswith("@unq.gbl.spaces")) or (not kind and id.startswith("a:"))


def member(account: object, here: WorkspaceRef) -> MemberRef | None:
    """A person by their id in the company's directory, which all their chats share; by the chat's own where it is not
    told.
    """
    id = at(account, "aadObjectId") or at(account, "id")
    return MemberRef(here, id) if id and not machine(account) else None


def profile(account: Json, ref: MemberRef) -> Profile:
    """A member as the Connector gives one. Who has no account of their own in this tenant is a guest."""
    principal, _, guest = at(account, "userPrincipalName").partition("@")[0].partition("#EXT#")
    tenant = at(account, "tenantId").casefold()
    elsewhere = bool(tenant) and tenant != ref.workspace.id
    return Profile(
        ref=ref,
        name=clean(at(account, "name"))[:NAME_MOST] or ref.id,
        handle="" if guest else principal,
        bot=machine(account),
        external=elsewhere or at(account, "userRole") in ("guest", "anonymous"),
    )


def machine(account: object) -> bool:
    """A bot, ours or another's."""
    return at(account, "id").startswith("28:") or at(account, "role") == "bot"


def by_us(message: Json, us: str) -> bool:
    """Whether a bot's message is ours, whose id there comes without what it begins with elsewhere."""
    id = at(message, "from", "application", "id")
    return bool(id) and id.removeprefix("28:") == us.removeprefix("28:")


def timezone(body: Json) -> str | None:
    """Where who sent it is, as their Teams says. It does not in all that it sends."""
    return known_zone(at(body, "localTimezone")) or known_zone(at(_client(body), "timezone"))


def country(body: Json) -> str:
    """Two letters; empty where it is not told. It is that of the language that somebody uses Teams in."""
    language, _, region = at(body, "locale").replace("_", "-").rpartition("-")
    found = at(_client(body), "country") or (region if language else "")
    return found.upper() if len(found) == 2 else ""


def _client(body: Json) -> object:
    entities = body.get("entities")
    found = (each for each in entities if at(each, "type") == "clientInfo") if _listed(entities) else ()
    return next(iter(found), None)


def moment(timestamp: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(timestamp)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


# Words ------------------------------------------------------------------------------------------


def line(activity: Json, here: WorkspaceRef) -> list[str | Mentioned]:
    """A line said to us, with the people in it resolved and the mention of ourselves left out."""
    us, text = at(activity, "recipient", "id"), _text(activity)
    mentions = _mentions(activity)
    parts: list[str | Mentioned] = []
    end = 0
    for tag in _TAG.finditer(text):
        parts.append(text[end : tag.start()])
        parts.append(_mentioned(mentions.get(plain(tag[1]), []), tag[1], us, here))
        end = tag.end()
    parts.append(text[end:])
    return joined(parts)


def _text(activity: Json) -> str:
    """Teams does not escape it. What was pasted may come as HTML alone."""
    if text := at(activity, "text").replace("&nbsp;", " ").replace("\xa0", " "):
        return text
    attachments = activity.get("attachments")
    html = (each for each in attachments if at(each, "contentType") == "text/html") if _listed(attachments) else ()
    return plain(next((at(each, "content") for each in html), ""))


def _listed(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _mentions(activity: Json) -> dict[str, list[Json]]:
    """Whom each name in the text means: it may stand there twice, for two people.

    Of somebody with an ampersand in their name, the mention comes without its text.
    """
    entities = activity.get("entities")
    found: dict[str, list[Json]] = {}
    for each in entities if _listed(entities) else ():
        if at(each, "type") == "mention":
            tag = _TAG.fullmatch(at(each, "text"))
            name = plain(tag[1]) if tag else at(each, "mentioned", "name")
            found.setdefault(name, []).append(part(each, "mentioned"))
    return found


def _mentioned(meant: list[Json], name: str, us: str, here: WorkspaceRef) -> str | Mentioned:
    account = meant.pop(0) if len(meant) > 1 else next(iter(meant), {})
    if us and at(account, "id") == us:
        return " "
    name = plain(name)
    ref = member(account, here)
    return Mentioned(ref, at(account, "name") or name) if ref else f"@{name}"


def words(message: Json) -> str:
    """The body of somebody's message as plain words."""
    content = at(message, "body", "content")
    return plain(content) if at(message, "body", "contentType") != "text" else content.strip()


def said(message: Json, here: WorkspaceRef) -> list[str | Mentioned]:
    """The same, with the people whom it mentions."""
    rest = words(message)
    parts: list[str | Mentioned] = []
    mentions = message.get("mentions")
    for each in mentions if _listed(mentions) else ():
        name, id = plain(at(each, "mentionText")), at(each, "mentioned", "user", "id")
        before, sign, after = rest.partition(f"@{name}")
        if name and id and sign:
            parts += [before, Mentioned(MemberRef(here, id), name)]
            rest = after
    return joined([*parts, rest])


def plain(html: str) -> str:
    """HTML as its reader saw it, without anything that could act."""
    if "<" not in html and "&" not in html:
        return html.strip()
    reader = _Reader()
    reader.feed(_STRAY.sub("&lt;", _COMMENT.sub("", html[:HTML_MOST])))
    reader.close()
    lines = (" ".join(each.split()) for each in "".join(reader.seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects what is seen of a message, but not what it answers: those are another's words."""

    LINES = frozenset({"br", "div", "p", "li", "tr", "blockquote", "pre", "codeblock", "h1", "h2", "h3", "hr"})
    CELLS = frozenset({"td", "th"})
    UNSEEN = frozenset({"script", "style", "title"})
    ANSWERED = "schema.skype.com/reply"

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._unseen = self._as_typed = 0
        self._blockquotes: list[bool] = []
        """Those that are open, outermost first: whether it is what the message answers."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self._blockquotes.append((dict(attrs).get("itemtype") or "").casefold().endswith(self.ANSWERED))
        if tag in self.UNSEEN:
            self._unseen += 1
        elif tag in self.LINES:
            self.seen.append("\n")
            self._as_typed += tag == "pre"
        elif tag in self.CELLS:
            self.seen.append(" ")
        elif tag in ("img", "emoji"):
            # Emoji are pictures here; other pictures have their file's name as words, or none.
            self._see(_emoji(dict(attrs)))
        elif tag == "at":
            self._see("@")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in self.LINES and tag != "br":
            self.seen.append("\n")
        if tag == "blockquote" and self._blockquotes:
            self._blockquotes.pop()
        elif tag == "pre":
            self._as_typed = max(0, self._as_typed - 1)

    def handle_data(self, data: str) -> None:
        # Line breaks in the source are none on the screen, unless they are said to be.
        self._see(data if self._as_typed else data.replace("\n", " "))

    def _see(self, text: str) -> None:
        if not self._unseen and not any(self._blockquotes):
            self.seen.append(text)


def _emoji(attributes: dict[str, str | None]) -> str:
    alternative = attributes.get("alt") or ""
    return alternative if len(alternative) <= 12 and not alternative.isascii() else ""
