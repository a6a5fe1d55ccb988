"""One activity of Teams', decoded as far as all kinds have it in common."""

import hashlib
import json
from dataclasses import dataclass
from uuid import uuid4

from adapters.bounded import Latest
from adapters.payload import Json, at
from adapters.teams import reading
from bot.domain.people import Workspace, spoken
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.services.conversation import Occasion


class Request:
    """``who`` None: nobody in particular, or a machine; ``visiting`` if they are of another company's tenant.

    ``root`` is the message that opened the thread; ``private``: in somebody's own chat with us.
    """

    __slots__ = ("body", "channel", "place", "private", "root", "visiting", "who")

    def __init__(self, body: Json, place: Workspace, *, visiting: bool = False) -> None:
        self.body, self.place, self.visiting = body, place, visiting
        id, self.root = reading.conversation(at(body, "conversation", "id"))
        self.channel = ChannelRef(place.ref, id)
        self.who = reading.member(body.get("from"), place.ref)
        self.private = reading.with_us(body)

    @property
    def here(self) -> WorkspaceRef:
        return self.place.ref

    @property
    def value(self) -> Json:
        value = self.body.get("value")
        return value if isinstance(value, dict) else {}

    @property
    def name(self) -> str:
        """What the person is called."""
        return at(self.body, "from", "name")

    @property
    def language(self) -> str | None:
        """The person's, as their Teams says now."""
        locale = at(self.body, "locale")
        return spoken(locale) if locale else None

    @property
    def timezone(self) -> str | None:
        return reading.timezone(self.body)

    def key(self, kind: str, *of: str) -> str:
        """What names this event by its own id. Ids are a conversation's own; without one it is an event by itself."""
        id = at(self.body, "id")
        return ":".join((kind, self.channel.id, id, *of)) if id else f"{kind}:{uuid4().hex}"

    def occasion(self, who: MemberRef, key: str) -> Occasion:
        return Occasion(who=who, key=key, channel=self.channel, thread=self.root, private=self.private)


def digest(*contents: object) -> str:
    """The same contents, the same event: what Teams sends again has another id (PLATFORMS §2.7)."""
    spelled = json.dumps(contents, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Press:
    what: tuple[str, ...]
    key: str
    at: float


class Presses:
    """Which of two presses is the same one, sent again.

    Teams sends an invoke again that it thinks lost, and gives it another id. Pressing the same button twice means no
    more than pressing it once, so a press that repeats the last thing that somebody did, within two minutes, is that
    one. Whoever did something else in between, be it on another card or in words, has changed their mind, and means it.
    """

    MOST = 10_000
    WITHIN = 120.0

    def __init__(self) -> None:
        self._latest: Latest[MemberRef, _Press] = Latest(self.MOST)

    def key(self, request: Request, who: MemberRef, action: str, value: str, now: float) -> str:
        """``now`` in seconds, on any clock that only goes forward."""
        latest = self._latest.get(who)
        what = (request.channel.id, at(request.body, "replyToId"), action, value)
        if latest is None or latest.what != what or now - latest.at > self.WITHIN:
            latest = _Press(what, request.key("press", who.id, action, value), now)
        self._latest[who] = latest
        return latest.key

    def forget(self, who: MemberRef) -> None:
        """They did something that is no press."""
        self._latest.pop(who, None)
