"""Linking workspaces: who asks, what will be joined, what became of it, and how it is undone."""

from enum import StrEnum

from bot.domain.links import Side
from bot.domain.values import dataclass
from bot.speech.shown import Person


@dataclass(frozen=True, slots=True)
class LinkCode:
    """The code, to be written in the other workspace within so many minutes. It is shown this once."""

    code: str
    minutes: int


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What would be joined: to who typed the code, or, ``asked``, in private to who made it. ``by`` typed it."""

    link: str
    host: Side
    guest: Side
    asked: bool = False
    by: Person | None = None


class LinkStep(StrEnum):
    """What somebody's answer led to."""

    WANTED = "link-wanted"
    AGREED = "link-agreed"
    REFUSED = "link-refused"
    UNLINKING = "unlinking"


@dataclass(frozen=True, slots=True)
class LinkSaid:
    """``name`` of the other workspace, empty where there are several."""

    step: LinkStep
    name: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """In private, to both who agreed. Numbers of quotes and cases were raised by ``by`` here, by ``other_by`` there."""

    name: str
    by: int = 0
    other_by: int = 0


@dataclass(frozen=True, slots=True)
class LinkDeclined:
    """In private, to who waited for it. ``failed``: agreed, but meanwhile impossible."""

    name: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class UnlinkPlan:
    """What unlinking would do. ``names`` of the workspaces that it is linked with."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlinked:
    """In private, to who asked for it, and to the others' admins. ``name`` of the other workspace."""

    name: str
