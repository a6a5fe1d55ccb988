"""Frozen names for things that live on a platform. A platform's own ids are opaque here."""

from typing import NewType

from bot.domain.values import dataclass

OrganisationId = NewType("OrganisationId", int)
"""A company. Every row but a workspace's begins with it."""

QuoteNumber = NewType("QuoteNumber", int)
"""The number of a quote in its organisation: the one people see."""

CaseNumber = NewType("CaseNumber", int)
"""The number of a case in its organisation: the one people see."""

MemberNumber = NewType("MemberNumber", int)
TeamNumber = NewType("TeamNumber", int)
ChannelNumber = NewType("ChannelNumber", int)


@dataclass(frozen=True, slots=True)
class WorkspaceRef:
    """One installation: a Slack workspace, a Teams tenant, the demo chat."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> "WorkspaceRef":
        """What ``str`` makes of one. A platform's own id may have strokes in it."""
        platform, _, id = text.partition("/")
        return cls(platform, id)


@dataclass(frozen=True, slots=True)
class MemberRef:
    """A person in a workspace."""

    workspace: WorkspaceRef
    id: str


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """A conversation in a workspace: a channel, a group, a 1:1 chat."""

    workspace: WorkspaceRef
    id: str


@dataclass(frozen=True, slots=True)
class MessageRef:
    """One message. ``thread`` is the id of the message that opened its thread, if it is an answer."""

    channel: ChannelRef
    id: str
    thread: str | None = None

    @property
    def token(self) -> str:
        """The message in one word, for a button's value; its workspace is that of whoever presses it."""
        return "|".join((self.channel.id, self.id, self.thread or ""))

    @classmethod
    def from_token(cls, workspace: WorkspaceRef, token: str) -> "MessageRef":
        """Raises: ValueError, when it is none of ours."""
        channel, id, thread = token.split("|")
        return cls(ChannelRef(workspace, channel), id, thread or None)
