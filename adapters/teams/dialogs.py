"""Forms and words as Teams' dialogs: the answer to ``task/fetch``, ``task/submit``, ``composeExtension/fetchTask`` and
``composeExtension/submitAction`` alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from adapters.payload import Json
from adapters.teams import limits
from adapters.teams.elements import attachment, card, rich_text, text_run
from adapters.teams.fields import Form, asked_for, suggested
from adapters.teams.fitting import fitted
from adapters.teams.markup import cut, neutral, run, size, weight, whole
from adapters.teams.pen import Pen
from adapters.teams.returned import OURS, typed
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.wording import Words
from bot.wording.edges import NAME, save_draft, try_again
from bot.wording.parts import (
    Block,
    ChoiceField,
    DateField,
    Field,
    FormValue,
    NoteField,
    PeopleField,
    SwitchField,
    TextField,
    TimeField,
    Worded,
    WordedForm,
)

__all__ = [
    "again",
    "asked_for",
    "closing",
    "dialog",
    "note",
    "suggested",
]

WIDTH = 560
_LOWEST, _HIGHEST = 200, 700
_LETTERS_IN_LINE, _LINE = 68, 20


def dialog(
    worded: WordedForm,
    here: WorkspaceRef,
    words: Words,
    values: Mapping[str, FormValue] | None = None,
    faults: Mapping[str, str] | None = None,
) -> Json:
    """A form. ``values`` are what stood in it when it was sent in and not accepted, ``faults`` why, by field name."""
    fields = [_filled(each, values or {}) for each in worded.fields]
    drawn: Json = {}
    for along in limits.SENT_ALONG:
        form = Form(here, words, faults or {}, drafts=worded.drafts, along=along)
        body = list(form.body(fields))
        content = card(body, form.pen.entities, whole(neutral(worded.title)))
        drawn = _shown(worded.title, content | {"actions": list(_sending(worded, words))}, body)
        if weight(drawn) <= limits.MESSAGE:
            break
    return drawn


def closing(worded: Worded, here: WorkspaceRef) -> Json:
    """A dialog that says something and asks for nothing."""
    said = whole(neutral(cut(worded.notification or NAME, limits.FALLBACK)))

    def draw(blocks: Sequence[Block], most: int) -> Json:
        pen = Pen(here, most=most, in_dialog=True)
        body = pen.blocks(blocks)
        return _shown(NAME, card(body, pen.entities, said), body)

    return fitted(worded.blocks, draw, lambda drawn: drawn)


def again(worded: Worded, here: WorkspaceRef, words: Words, sent: Json) -> Json:
    """A form that could not be saved, to be sent in again as it stands.

    Nothing may be at hand to draw the form itself with: so what was written in it is shown, and its button has it all.
    """
    drawn = closing(worded, here)
    shown = drawn["task"]["value"]
    content = shown["card"]["content"]
    content["actions"] = [
        {"type": "Action.Submit", "title": run(cut(try_again(words), limits.BUTTON)), "style": "positive", "data": sent}
    ]
    written = [rich_text([text_run(run(cut(text, limits.INPUT)))]) for text in typed(sent)]
    if not written:
        return drawn
    body = [*content["body"], {"type": "Container", "style": "emphasis", "items": written}]
    with_words = _shown(NAME, content | {"body": body}, body)
    return with_words if weight(with_words) <= limits.MESSAGE else drawn


def note(text: str) -> Json:
    """A dialog that says one sentence, and goes when that is read."""
    return {"task": {"type": "message", "value": run(text)}}


def _shown(title: str, content: Json, body: Sequence[Json]) -> Json:
    shown = {
        "title": run(cut(title, limits.TITLE)),
        "width": WIDTH,
        "height": min(max(_LOWEST, 100 + sum(map(_height, body))), _HIGHEST),
        "card": attachment(content),
    }
    return {"task": {"type": "continue", "value": shown}}


def _sending(worded: WordedForm, words: Words) -> Iterator[Json]:
    """Teams does not tell what is typed, so what is to be kept is kept by a button. The dialog brings its own ✕."""
    ours = {"form": worded.form, "memo": worded.memo}
    send = {"type": "Action.Submit", "title": run(cut(worded.submit, limits.BUTTON)), "style": "positive"}
    yield send | {"data": {OURS: ours}}
    if worded.drafts:
        keep = {"type": "Action.Submit", "title": run(save_draft(words))}
        yield keep | {"data": {OURS: ours | {"draft": True}}}


# What stood in it -------------------------------------------------------------------------------


def _filled(field: Field, values: Mapping[str, FormValue]) -> Field:
    """The field as it was sent in; what its kind does not take stays as it was."""
    if isinstance(field, NoteField) or field.name not in values:
        return field
    match field, values[field.name]:
        case TextField(), str(text):
            return replace(field, value=text)
        case SwitchField(), bool(on):
            return replace(field, on=on)
        case TimeField(), time() as at:
            return replace(field, value=at)
        case DateField(), date() | None as day:
            return replace(field, value=day)
        case ChoiceField(), chosen:
            return replace(field, value=_several(chosen))
        case PeopleField(), chosen:
            return replace(field, value=_people(chosen))
    return field


def _several(chosen: FormValue) -> tuple[str, ...]:
    if isinstance(chosen, str):
        return (chosen,) if chosen else ()
    return tuple(each for each in chosen if isinstance(each, str)) if isinstance(chosen, Sequence) else ()


def _people(chosen: FormValue) -> tuple[MemberRef, ...]:
    refs = chosen if isinstance(chosen, Sequence) and not isinstance(chosen, str) else ()
    return tuple(each for each in refs if isinstance(each, MemberRef))


# Room -------------------------------------------------------------------------------------------


def _height(element: Json) -> int:
    """About how high it is, so that a dialog opens neither with a void in it nor with a corner to scroll."""
    match element["type"]:
        case "Input.Text":
            return 112 if element.get("isMultiline") else 72
        case "Input.ChoiceSet" if element.get("style") == "expanded":
            return 40 + 28 * len(element["choices"])
        case "Input.ChoiceSet" | "Input.Time" | "Input.Date" | "Input.Toggle":
            return 72
        case "RichTextBlock":
            written = sum(size(each["text"]) for each in element["inlines"])
            return 8 + _LINE * (1 + written // _LETTERS_IN_LINE)
        case "TextBlock":
            return 12 + _LINE * (1 + size(element["text"]) // _LETTERS_IN_LINE)
        case "Container":
            return 32 + sum(map(_height, element["items"]))
        case _:
            return 52
