"""What comes back from cards and dialogs of ours, decoded once at the border.

Teams puts the same data in four places: in an ``Action.Execute``, in a dialog's answer, in a message extension's, and
bare in a message, where a client knows nothing but ``Action.Submit``. Who sends it may have changed all of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from urllib.parse import unquote

from adapters.payload import Json, at, part
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.wording.parts import FormValue

OURS = "kundord"
"""Where in the data of an action our part of it is; beside it Teams puts what stands in the fields."""

ON = "true"
"""The value of a switch that is on."""

NONE = "kundord:none"
"""The value of choosing nothing: a menu cannot be emptied once something is chosen."""


class Unreadable(ValueError):
    """What came back is no form or button of ours."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form. ``draft``: to be kept, not sent."""

    form: str
    memo: str = ""
    values: Mapping[str, FormValue] = field(default_factory=dict)
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: ``action`` as in ``bot.speech.Action``, if it is one of ours, and the id it carries."""

    action: str
    value: str = ""


def returned(value: object, here: WorkspaceRef) -> Submitted | Pressed:
    """``value`` of an invoke or a message. From a dialog may come a form or a button. Raises: Unreadable."""
    data = as_sent(value)
    ours = part(data, OURS)
    if action := at(ours, "action"):
        return Pressed(action, at(ours, "value"))
    if form := at(ours, "form"):
        return Submitted(form, at(ours, "memo"), _values(data, here), draft=ours.get("draft") is True)
    raise Unreadable


def as_sent(value: object) -> Json:
    """Our part of it, and what stands in the fields. Raises: Unreadable."""
    for path in (("action", "data"), ("data",), ()):
        data = part({"value": value}, "value", *path)
        if isinstance(data.get(OURS), dict):
            return data
    raise Unreadable


def typed(sent: Json) -> list[str]:
    """What somebody wrote in the fields of what was sent."""
    texts = (value for id, value in sent.items() if id.startswith(field_id("text", "")) and isinstance(value, str))
    return [text for text in texts if text.strip()]


# Fields -----------------------------------------------------------------------------------------


def wire(value: str) -> str:
    """A choice's value: Teams joins those of several with commas, so their own are spelled out."""
    return value.replace("%", "%25").replace(",", "%2C")


def field_id(kind: str, name: str) -> str:
    """What is in a field comes back by this, which says how to read it."""
    return f"{kind}-{name}"


def _values(data: Json, here: WorkspaceRef) -> dict[str, FormValue]:
    read: dict[str, FormValue] = {}
    for id, value in data.items():
        kind, _, name = id.partition("-")
        if kind in _READERS and name:
            read[name] = _READERS[kind](value if isinstance(value, str) else "", here)
    return read


def _text(value: str, _: WorkspaceRef) -> str:
    return value


def _people(value: str, here: WorkspaceRef) -> tuple[MemberRef, ...]:
    return tuple(MemberRef(here, id) for id in dict.fromkeys(_several(value)))


def _choice(value: str, _: WorkspaceRef) -> FormValue:
    return "" if value == NONE else unquote(value) or None


def _choices(value: str, _: WorkspaceRef) -> tuple[str, ...]:
    return tuple(map(unquote, _several(value)))


def _switch(value: str, _: WorkspaceRef) -> bool:
    return value == ON


def _time(value: str, _: WorkspaceRef) -> FormValue:
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None


def _date(value: str, _: WorkspaceRef) -> FormValue:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _several(value: str) -> Iterator[str]:
    return (each.strip() for each in value.split(",") if each.strip())


_READERS: Mapping[str, Callable[[str, WorkspaceRef], FormValue]] = {
    "text": _text,
    "people": _people,
    "choice": _choice,
    "choices": _choices,
    "switch": _switch,
    "time": _time,
    "date": _date,
}
