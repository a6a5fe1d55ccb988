"""Forms and words as Teams' dialogs, and what comes back from them.

A dialog stands in the body of the answer to ``task/fetch``, ``task/submit``, ``composeExtension/fetchTask`` and
``composeExtension/submitAction`` alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.teams.markup import Json
from bot.domain.refs import WorkspaceRef
from bot.wording import Words
from bot.wording.parts import FormValue, Worded, WordedForm


class Unreadable(ValueError):
    """What came back is no form or button of ours."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """``draft``: to be kept, not sent (the button *Save draft* of forms that keep drafts)."""

    form: str
    memo: str
    values: Mapping[str, FormValue] = field(default_factory=dict)
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: ``action`` as in ``bot.speech.Action`` if it is one of ours, ``value`` the id it carries."""

    action: str
    value: str


def dialog(
    worded: WordedForm,
    here: WorkspaceRef,
    words: Words,
    values: Mapping[str, FormValue] | None = None,
    faults: Mapping[str, str] | None = None,
) -> Json:
    """A form. ``values`` are what stood in it when it was sent in and not accepted, ``faults`` why, by field name."""
    raise NotImplementedError


def closing(worded: Worded, here: WorkspaceRef, words: Words) -> Json:
    """A dialog that says something and asks for nothing."""
    raise NotImplementedError


def submitted(value: object, here: WorkspaceRef) -> Submitted:
    """What stands in a form that was sent in: ``value`` of ``task/submit`` or of ``composeExtension/submitAction``.

    Raises: Unreadable.
    """
    raise NotImplementedError


def pressed(value: object) -> Pressed:
    """What was pressed: ``value`` of ``adaptiveCard/action``, of ``task/fetch``, or of a message (``Action.Submit``).

    Raises: Unreadable.
    """
    raise NotImplementedError
