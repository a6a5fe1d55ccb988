"""A message and a form in words, but not yet drawn: what every adapter knows how to draw natively.

Every ``str`` here is plain text of a person or of a catalog; only an adapter's render escapes.
"""

from collections.abc import Callable, Sequence
from datetime import date, time
from enum import StrEnum

from bot.domain.refs import MemberRef
from bot.domain.values import dataclass
from bot.speech import Action


@dataclass(frozen=True, slots=True)
class Mention:
    """A person. Where they live it becomes a mention, elsewhere their name."""

    ref: MemberRef
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of ours set in a heavier weight: a team's name, a date."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type."""

    text: str


Part = str | Mention | Link | Strong | Code
Line = tuple[Part, ...]


def plain(line: Line) -> str:
    """A line where only characters fit: a notification, a label."""
    return "".join(map(text_of, line))


def text_of(part: Part) -> str:
    """Its characters. What people typed is among them, and none of it is escaped."""
    match part:
        case str():
            return part
        case Mention():
            return part.name
        case Link():
            return part.label
        case Strong() | Code():
            return part.text


class Style(StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """``value`` is an id. ``confirm``, if any, is asked before it acts."""

    action: Action
    label: str
    value: str = ""
    style: Style = Style.PLAIN
    confirm: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A customer's words, already within the quotation marks of their language (``language`` None: unknown)."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Muted:
    """Facts beside the point: smaller, greyer."""

    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """Short lines, one under the other. ``marked``: each begins with a mark of its own, and wants no other."""

    lines: tuple[Line, ...]
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """``more`` are further buttons, up to five: where there is a menu for them they fold into it."""

    buttons: tuple[Button, ...]
    more: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A pause between two parts of a page."""


Block = Heading | Quotation | Paragraph | Muted | Listing | Buttons | Rule


class Tone(StrEnum):
    """Which of the identity's colours a message may carry, beside its words."""

    PLAIN = "plain"
    PRAISE = "praise"
    WORLD = "world"


@dataclass(frozen=True, slots=True)
class Worded:
    """A message in words. ``notification`` is what a phone shows: for a quote, the whole quote."""

    blocks: tuple[Block, ...]
    notification: str
    tone: Tone = Tone.PLAIN


# Forms ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TextField:
    """``least`` and ``most`` are characters; the core checks again."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    placeholder: str = ""
    lines: int = 1
    least: int = 0
    most: int = 3_000
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PeopleField:
    """``many`` False: one person."""

    name: str
    label: str
    value: tuple[MemberRef, ...] = ()
    hint: str = ""
    optional: bool = False
    many: bool = True


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of ``options``, or several of them.

    ``search`` makes a long list, which takes a while and is found in by typing; ``options`` then has what is chosen.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    value: tuple[str, ...] = ()
    many: bool = False
    search: Callable[[], tuple[Option, ...]] | None = None
    hint: str = ""
    placeholder: str = ""
    optional: bool = False

    def all_options(self) -> tuple[Option, ...]:
        return self.search() if self.search else self.options


@dataclass(frozen=True, slots=True)
class SwitchField:
    """``yes`` is what stands at the switch itself, where the label has a place of its own."""

    name: str
    label: str
    yes: str
    on: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class TimeField:
    name: str
    label: str
    value: time
    hint: str = ""


@dataclass(frozen=True, slots=True)
class DateField:
    name: str
    label: str
    value: date | None = None
    hint: str = ""
    optional: bool = True


@dataclass(frozen=True, slots=True)
class NoteField:
    """Words in a form that ask for nothing."""

    line: Line


Field = TextField | PeopleField | ChoiceField | SwitchField | TimeField | DateField | NoteField


@dataclass(frozen=True, slots=True)
class WordedForm:
    """``form`` names it when it comes back, and ``memo`` (ids only) comes back with it.

    ``drafts``: what is typed is kept while it is typed, and stands there when the form is opened again.
    """

    form: str
    title: str
    fields: tuple[Field, ...]
    submit: str
    close: str
    memo: str = ""
    drafts: bool = False


FormValue = str | bool | Sequence[str] | Sequence[MemberRef] | date | time | None
