"""What each number in an organisation's rows is the number of, and what it becomes in another organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from sqlalchemy import BigInteger, case, literal

from bot.domain.refs import OrganisationId
from bot.domain.values import dataclass
from bot.ports import Kind
from storage import tables
from storage.credits import NOBODY_KEY, TEAMS_FROM

# The tables of an organisation, each after those it names, with the nouns of the numbers in them. ``credited`` is a
# member, a team or nobody in one number, ``subject`` what the row's kind says.
NOUNS: Mapping[Any, Mapping[str, str]] = {
    tables.members: {"number": "member"},
    tables.member_keys: {"member": "member"},
    tables.teams: {"number": "team"},
    tables.team_members: {"team": "team", "member": "member"},
    tables.channels: {"number": "channel", "owner": "member"},
    tables.quotes: {"number": "quote", "recorder": "member", "follows": "quote"},
    tables.credits: {"quote": "quote", "credited": "credited"},
    tables.mentions: {"quote": "quote", "member": "member"},
    tables.credited: {"credited": "credited", "first_quote": "quote"},
    tables.turns: {"channel": "channel", "credited": "credited"},
    tables.featured: {"channel": "channel", "quote": "quote"},
    tables.features: {"channel": "channel", "quote": "quote", "credited": "credited"},
    tables.posts: {"number": "post", "subject": "subject", "quote": "quote"},
    tables.reactions: {"post": "post", "member": "member", "quote": "quote"},
    tables.votes: {"quote": "quote", "member": "member"},
    tables.inbox: {},
    tables.drafts: {"number": "draft", "member": "member"},
    tables.cases: {
        "number": "case",
        "quote": "quote",
        "opener": "member",
        "owner": "member",
        "offer": "credited",
        "waits_for": "member",
    },
    tables.case_entries: {"case": "case", "member": "member", "offer": "credited"},
    tables.case_followers: {"case": "case", "member": "member"},
    tables.context: {"quote": "quote", "member": "member"},
    tables.reminders: {"case": "case"},
    tables.stories: {"case": "case", "member": "member", "team": "team"},
    tables.addresses: {},
    tables.outbox: {"subject": "subject"},
}
PLAIN = {
    "channels.version",
    "credits.place",
    "credits.standing",
    "turns.last_featured",
    "featured.last_shown",
    "quotes.fingerprint",
    "quotes.version",
    "inbox.number",
    "cases.version",
    "case_entries.place",
    "stories.version",
    "outbox.attempt",
    "outbox.revision",
}
"""Columns whose numbers are nobody's. A receipt's is whatever its verb says: it is translated when it is read."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The nouns in an errand: of its subject, of its key's parts after the first, of its notes. None is no number."""

    subject: str | None
    key: tuple[str | None, ...] = ()
    notes: tuple[str | None, ...] = ()


_CASE = Numbered("case", ("case",))
_OF_MEMBER = Numbered("case", ("case", None, "member"))
ERRANDS: Mapping[Kind, Numbered] = {
    Kind.FEATURE: Numbered("channel", ("channel",)),
    Kind.ASK: Numbered("channel", ("channel",)),
    Kind.WELCOME: Numbered("channel", ("channel",)),
    Kind.CHANNEL_PAUSED: Numbered("channel", ("channel", None, "member")),
    Kind.CREDIT: Numbered("quote", ("quote", "member"), ("team",)),
    Kind.THANKS: Numbered("quote", ("quote", "member"), ("member",)),
    Kind.HEADS_UP: Numbered("quote", ("quote", "member")),
    Kind.NEGATIVE: Numbered("quote", ("quote", None, "channel")),
    Kind.DRAFT_PROMPT: Numbered(None, ("member",), (None, None, "quote")),
    Kind.EDIT: Numbered("post", ("post",)),
    Kind.CASE_OPENED: _CASE,
    Kind.CASE_STEPS: _CASE,
    Kind.OFFER: _OF_MEMBER,
    Kind.OFFER_ANSWERED: _CASE,
    Kind.CASE_RELEASED: _CASE,
    Kind.THREAD_NOTE: Numbered("case", ("case", None, "post")),
    Kind.REMINDER: _CASE,
    Kind.STORY_READY: _CASE,
    Kind.STORY: _CASE,
    Kind.STORY_NOTICE: _OF_MEMBER,
    Kind.IN_DOUBT: Numbered("member", (None, None, "member")),
    Kind.SHUT_OUT: Numbered("member", (None, None, "member")),
    Kind.TAKEN_OFF: Numbered("post", ("post", "member")),
    Kind.LINK_ASKED: Numbered(None),
    Kind.LINKED: Numbered(None),
    Kind.LINK_DECLINED: Numbered(None),
    Kind.UNLINKED: Numbered(None),
}


@dataclass(frozen=True, slots=True)
class Move:
    """``raised`` by noun; ``teams`` that become another's, by the number they would have got."""

    source: OrganisationId
    target: OrganisationId
    raised: Mapping[str, int] = field(default_factory=dict)
    teams: Mapping[int, int] = field(default_factory=dict)

    @property
    def renumbers(self) -> bool:
        return any(self.raised.values()) or bool(self.teams)

    def number(self, noun: str, number: int) -> int:
        """What a number becomes."""
        raised = number + self.raised.get(noun, 0)
        return self.teams.get(raised, raised) if noun == "team" else raised

    def parts(self, nouns: Sequence[str | None], parts: Sequence[str]) -> list[str]:
        """As ``number``, for the parts of an errand's key or its notes; what has no noun stays."""
        named = [*nouns, *[None] * (len(parts) - len(nouns))]
        return [
            str(self.number(noun, int(part))) if noun and part.isdigit() else part
            for noun, part in zip(named, parts, strict=False)
        ]

    def becomes(self, noun: str, number: Any, kind: Any = None) -> Any:
        """As ``number``, for a column."""
        if noun == "credited":
            team = self.becomes("team", number - big(TEAMS_FROM)) + big(TEAMS_FROM)
            member = self.becomes("member", number)
            return case((number >= NOBODY_KEY, number), (number >= TEAMS_FROM, team), else_=member)
        if noun == "subject":
            nouns = {each.value: named.subject for each, named in ERRANDS.items() if named.subject}
            subjects = [(kind == value, self.becomes(of, number)) for value, of in nouns.items()]
            return case(*subjects, else_=number)
        raised = number + big(self.raised.get(noun, 0))
        if noun == "team" and self.teams:
            return case(*((raised == own, big(joined)) for own, joined in self.teams.items()), else_=raised)
        return raised


def big(number: int) -> Any:
    """PostgreSQL takes a small number for a small type, and what it is added to with it."""
    return literal(number, BigInteger)
