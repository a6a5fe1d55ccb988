"""Forms and pages as Slack's modals and home tab, and what comes back from them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from itertools import islice
from typing import assert_never

from adapters.payload import Json, at, part
from adapters.slack import limits
from adapters.slack.emoji_names import with_emoji
from adapters.slack.markup import cut
from adapters.slack.render import USER, note, page, plain
from adapters.suggestions import meant
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.values import dataclass
from bot.wording import Words
from bot.wording.edges import NAME
from bot.wording.parts import (
    ChoiceField,
    DateField,
    Field,
    FormValue,
    NoteField,
    Option,
    PeopleField,
    SwitchField,
    TextField,
    TimeField,
    Worded,
    WordedForm,
)

ON = "on"
"""The value of a switch's only option."""

NONE = "kundord:none"
"""The value of choosing nothing: Slack refuses an empty one, and a menu cannot be emptied once something is chosen."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a modal carries along unseen: ids only. ``channel`` is where it was asked for, since Slack does not tell."""

    memo: str = ""
    channel: str = ""
    thread: str = ""

    @classmethod
    def of(cls, view: object) -> "Whereabouts":
        try:
            carried = json.loads(at(view, "private_metadata"))
        except ValueError:
            return cls()
        return cls(*(at(carried, key) for key in ("memo", "channel", "thread")))

    def __str__(self) -> str:
        carried = {"memo": self.memo, "channel": self.channel, "thread": self.thread}
        return json.dumps({key: value for key, value in carried.items() if value})


# Drawn ------------------------------------------------------------------------------------------


def home(worded: Worded, here: WorkspaceRef, words: Words) -> Json:
    return {"type": "home", "blocks": page(worded, here, words)}


def closing(worded: Worded, here: WorkspaceRef, words: Words, whereabouts: Whereabouts) -> Json:
    """A modal that says something and asks for nothing."""
    return _modal(page(worded, here, words), whereabouts)


def loading() -> Json:
    """What stands there until the form's words have been fetched: Slack waits three seconds for a modal, no more."""
    return _modal([{"type": "section", "text": plain("…", limits.LABEL)}], Whereabouts())


def form(worded: WordedForm, here: WorkspaceRef, words: Words, whereabouts: Whereabouts) -> Json:
    """A form. ``whereabouts`` but its memo, which is the form's own."""
    blocks = [block for each in worded.fields for block in _field(each, here, words)]
    if worded.drafts:
        blocks = [_telling(block) for block in blocks]
    carried = Whereabouts(worded.memo, whereabouts.channel, whereabouts.thread)
    view = _modal(blocks[: limits.BLOCKS_IN_VIEW], carried)
    return view | {
        "callback_id": worded.form,
        "title": plain(worded.title, limits.TITLE),
        "submit": plain(worded.submit, limits.TITLE),
        "close": plain(worded.close, limits.TITLE),
        **({"notify_on_close": True} if worded.drafts else {}),
    }


def _telling(block: Json) -> Json:
    """The field, telling us of what is put into it while it is."""
    if block["type"] != "input":
        return block
    element = block["element"]
    if element["type"] == "plain_text_input":
        element = element | {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    return block | {"dispatch_action": True, "element": element}


def _modal(blocks: Sequence[Json], whereabouts: Whereabouts) -> Json:
    empty = {"type": "section", "text": plain("…", limits.LABEL)}
    return {
        "type": "modal",
        "title": plain(NAME, limits.TITLE),
        "blocks": list(blocks) or [empty],
        "private_metadata": str(whereabouts)[: limits.PRIVATE_METADATA],
    }


def _field(field: Field, here: WorkspaceRef, words: Words) -> list[Json]:
    match field:
        case TextField():
            return [_input(field, "text", _text(field), optional=field.optional)]
        case PeopleField():
            return [_input(field, "people", _people(field, here), optional=field.optional)]
        case ChoiceField():
            kind = "choices" if field.many else "choice"
            return (
                [_input(field, kind, _choice(field), optional=field.optional)] if field.options or field.search else []
            )
        case SwitchField():
            return [_input(field, "switch", _switch(field), optional=True)]
        case TimeField():
            return [_input(field, "time", {"type": "timepicker", "initial_time": f"{field.value:%H:%M}"})]
        case DateField():
            first = {"initial_date": field.value.isoformat()} if field.value else {}
            return [_input(field, "date", {"type": "datepicker"} | first, optional=field.optional)]
        case NoteField():
            return note(field.line, here, words)
        case _:
            assert_never(field)


def _input(
    field: TextField | PeopleField | ChoiceField | SwitchField | TimeField | DateField,
    kind: str,
    element: Json,
    *,
    optional: bool = False,
) -> Json:
    """``block_id`` is the field's name, where its faults are shown; ``action_id`` says how to read its value."""
    hint = {"hint": plain(field.hint, limits.HINT)} if field.hint else {}
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, limits.LABEL),
        "element": element | {"action_id": f"{kind}:{field.name}"},
        "optional": optional,
        **hint,
    }


def _text(field: TextField) -> Json:
    most = max(1, min(field.most, limits.INPUT))
    drawn: Json = {"type": "plain_text_input", "multiline": field.lines > 1, "max_length": most}
    if field.least:
        drawn["min_length"] = min(field.least, most)
    if field.value:
        drawn["initial_value"] = cut(field.value, most)
    return drawn | _placeholder(field.placeholder)


def _people(field: PeopleField, here: WorkspaceRef) -> Json:
    first = [ref.id for ref in field.value if ref.workspace == here and USER.fullmatch(ref.id)]
    if not field.many:
        return {"type": "users_select"} | ({"initial_user": first[0]} if first else {})
    return {"type": "multi_users_select"} | ({"initial_users": first} if first else {})


def _choice(field: ChoiceField) -> Json:
    first = [_option(each) for each in field.options if each.value in field.value]
    # A list that is searched is not made before somebody types: Slack waits three seconds for a form.
    options = () if field.search else offered(field)
    if field.search or len(options) > limits.OPTIONS:
        drawn: Json = {"type": "external_select", "min_query_length": 0}
    else:
        few = len(options) <= limits.AT_A_GLANCE
        drawn = {"type": _kind_of_choice(field, few), "options": [_option(each) for each in options]}
    if field.many and drawn["type"] != "checkboxes":
        drawn["type"] = f"multi_{drawn['type']}"
    if first:
        drawn |= {"initial_options": first} if field.many else {"initial_option": first[0]}
    return drawn | (_placeholder(field.placeholder) if drawn["type"].endswith("select") else {})


def offered(field: ChoiceField) -> tuple[Option, ...]:
    """The options, and that of none at all where one may be chosen but need not."""
    if field.many or not field.optional:
        return field.all_options()
    return (Option(NONE, field.placeholder), *field.all_options())


def _kind_of_choice(field: ChoiceField, few: bool) -> str:
    if field.many:
        return "checkboxes" if few else "static_select"
    # A radio button, once pressed, cannot be let go of.
    return "radio_buttons" if few and not field.optional else "static_select"


def _option(option: Option) -> Json:
    return {"text": plain(option.label, limits.OPTION), "value": option.value[: limits.OPTION_VALUE]}


def _switch(field: SwitchField) -> Json:
    option = _option(Option(ON, field.yes))
    return {"type": "checkboxes", "options": [option]} | ({"initial_options": [option]} if field.on else {})


def _placeholder(text: str) -> Json:
    return {"placeholder": plain(text, limits.PLACEHOLDER)} if text else {}


def suggested(options: Iterable[Option], typed: str) -> list[Json]:
    """Those that what was typed may mean."""
    return [_option(each) for each in islice(meant(options, typed), limits.SUGGESTED)]


# Sent in ----------------------------------------------------------------------------------------


def values(view: object, here: WorkspaceRef) -> dict[str, FormValue]:
    """What stands in a form that was sent in, by field name."""
    read: dict[str, FormValue] = {}
    for name, elements in part(view, "state", "values").items():
        for action_id, element in part({"at": elements}, "at").items():
            kind = action_id.partition(":")[0]
            if kind in _READERS and isinstance(element, dict):
                read[name] = _READERS[kind](element, here)
    return read


def errors(view: object, faults: Mapping[str, str]) -> dict[str, str]:
    """Sentences by block. One about a field that this form does not show stands at its first: Slack drops others."""
    blocks = view.get("blocks") if isinstance(view, dict) else None
    inputs = [at(block, "block_id") for block in blocks or () if at(block, "type") == "input"]
    told: dict[str, str] = {}
    for field, sentence in faults.items():
        place = field if field in inputs or not inputs else inputs[0]
        told[place] = cut(f"{told[place]} {sentence}" if place in told else sentence, limits.LABEL)
    return told


def _read_people(element: Json, here: WorkspaceRef) -> FormValue:
    chosen = element.get("selected_users") or [element.get("selected_user")]
    return tuple(MemberRef(here, id) for id in _strings(chosen))


def _read_choice(element: Json, _: WorkspaceRef) -> FormValue:
    value = at(element, "selected_option", "value")
    return "" if value == NONE else value or None


def _read_choices(element: Json, _: WorkspaceRef) -> tuple[str, ...]:
    options = element.get("selected_options")
    return tuple(_strings([at(option, "value") for option in options])) if isinstance(options, list) else ()


def _read_switch(element: Json, here: WorkspaceRef) -> FormValue:
    return ON in _read_choices(element, here)


def _read_time(element: Json, _: WorkspaceRef) -> FormValue:
    try:
        return time.fromisoformat(at(element, "selected_time"))
    except ValueError:
        return None


def _read_date(element: Json, _: WorkspaceRef) -> FormValue:
    try:
        return date.fromisoformat(at(element, "selected_date"))
    except ValueError:
        return None


def _strings(things: object) -> list[str]:
    return [each for each in things if isinstance(each, str) and each] if isinstance(things, list) else []


def _read_text(element: Json, _: WorkspaceRef) -> FormValue:
    return with_emoji(at(element, "value"))


_READERS: Mapping[str, Callable[[Json, WorkspaceRef], FormValue]] = {
    "text": _read_text,
    "people": _read_people,
    "choice": _read_choice,
    "choices": _read_choices,
    "switch": _read_switch,
    "time": _read_time,
    "date": _read_date,
}
