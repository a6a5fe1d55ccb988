"""A form's fields as Teams' own inputs. Each carries in its id how to read what comes back in it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import assert_never

from adapters.payload import Json
from adapters.suggestions import meant
from adapters.teams import limits
from adapters.teams.elements import rich_text, text_run
from adapters.teams.markup import cut, run
from adapters.teams.pen import MUTED, Pen
from adapters.teams.returned import NONE, ON, field_id, wire
from bot.domain.refs import WorkspaceRef
from bot.wording import Words
from bot.wording.edges import answer_needed
from bot.wording.parts import (
    ChoiceField,
    DateField,
    Field,
    NoteField,
    Option,
    PeopleField,
    SwitchField,
    TextField,
    TimeField,
)

PEOPLE = "graph.microsoft.com/users"
"""Teams' own list of everybody in the company."""

SEARCH_RESULT = "application/vnd.microsoft.search.searchResult"
_DATASET = "kundord/"


class Form:
    """A form's fields, each with its hint and what is wrong in it."""

    def __init__(
        self, here: WorkspaceRef, words: Words, faults: Mapping[str, str], *, drafts: bool, along: int
    ) -> None:
        self.pen = Pen(here, in_dialog=True)
        self._here, self._words, self._faults, self._drafts, self._along = here, words, faults, drafts, along

    def body(self, fields: Sequence[Field]) -> Iterator[Json]:
        """A fault of a field that is not there stands first, and one far down is told of there too."""
        names = [each.name for each in fields if not isinstance(each, NoteField)]
        for name, sentence in self._faults.items():
            if name not in names[:2]:
                yield _fault(sentence)
        for each in fields:
            yield from self._field(each)

    def _field(self, field: Field) -> Iterator[Json]:
        if isinstance(field, NoteField):
            yield from self.pen.line(field.line)
            return
        if isinstance(field, ChoiceField) and not (field.options or field.search):
            return
        yield self._input(field)
        if fault := self._faults.get(field.name):
            yield _fault(fault) | {"spacing": "Small"}
        if field.hint:
            yield rich_text([text_run(run(field.hint), **MUTED)], spacing="Small")

    def _input(self, field: TextField | PeopleField | ChoiceField | SwitchField | TimeField | DateField) -> Json:
        match field:
            case TextField():
                return self._labelled("text", field, _text(field), needed=not field.optional)
            case PeopleField():
                return self._labelled("people", field, _picker(field, self._here), needed=not field.optional)
            case ChoiceField():
                kind = "choices" if field.many else "choice"
                return self._labelled(
                    kind, field, _choice(field, self._along), needed=not field.optional and not field.many
                )
            case SwitchField():
                return _switch(field)
            case TimeField():
                return self._labelled(
                    "time", field, {"type": "Input.Time", "value": f"{field.value:%H:%M}"}, needed=True
                )
            case DateField():
                chosen = {"value": field.value.isoformat()} if field.value else {}
                return self._labelled("date", field, {"type": "Input.Date"} | chosen, needed=not field.optional)
            case _:
                assert_never(field)

    def _labelled(
        self,
        kind: str,
        field: TextField | PeopleField | ChoiceField | TimeField | DateField,
        drawn: Json,
        *,
        needed: bool,
    ) -> Json:
        """What is needed Teams asks for by itself; but a draft may be kept of less."""
        drawn = {**drawn, "id": field_id(kind, field.name), "label": run(cut(field.label, limits.LABEL))}
        if needed and not self._drafts:
            drawn |= {"isRequired": True, "errorMessage": run(answer_needed(self._words))}
        return drawn


def _fault(sentence: str) -> Json:
    return rich_text([text_run(run(cut(sentence, limits.TEXT)), color="Attention", weight="Bolder")])


def _text(field: TextField) -> Json:
    most = max(1, min(field.most, limits.INPUT))
    drawn: Json = {"type": "Input.Text", "maxLength": most}
    if field.lines > 1:
        drawn["isMultiline"] = True
    if field.value:
        # A value longer than it may be is shown whole: whoever typed it decides what goes.
        drawn["value"] = cut(field.value, limits.INPUT)
    return drawn | _placeholder(field.placeholder)


def _picker(field: PeopleField, here: WorkspaceRef) -> Json:
    chosen = ",".join(ref.id for ref in field.value if ref.workspace == here)
    return {
        "type": "Input.ChoiceSet",
        "choices": [],
        "choices.data": {"type": "Data.Query", "dataset": PEOPLE},
        "isMultiSelect": field.many,
        **({"value": chosen} if chosen else {}),
    }


def _choice(field: ChoiceField, along: int) -> Json:
    options = _offered(field)
    drawn: Json = {"type": "Input.ChoiceSet", "style": _style(field, len(options), along)}
    if field.many:
        drawn["isMultiSelect"] = True
    if len(options) > along:
        drawn["choices.data"] = {"type": "Data.Query", "dataset": f"{_DATASET}{field.name}"}
        options = _likely(options, field.value, along)
    drawn["choices"] = [_option(each) for each in options]
    known = {each.value for each in options}
    if chosen := ",".join(wire(each) for each in field.value if each in known):
        drawn["value"] = chosen
    elif _may_be_none(field):
        drawn["value"] = NONE
    return drawn | (_placeholder(field.placeholder) if drawn["style"] != "expanded" else {})


def _offered(field: ChoiceField) -> tuple[Option, ...]:
    """The options, and that of none at all where one may be chosen but need not."""
    options = field.all_options()
    return (Option(NONE, field.placeholder or "–"), *options) if _may_be_none(field) else options


def _may_be_none(field: ChoiceField) -> bool:
    return field.optional and not field.many


def _style(field: ChoiceField, count: int, along: int) -> str:
    if field.search or count > min(limits.FOUND_BY_TYPING, along):
        return "filtered"
    # A radio button, once pressed, cannot be let go of.
    if count <= limits.AT_A_GLANCE and not _may_be_none(field):
        return "expanded"
    return "filtered" if field.many else "compact"


def _likely(options: Sequence[Option], chosen: Sequence[str], along: int) -> tuple[Option, ...]:
    """Of very many the first, and what is chosen."""
    kept = (each for each in options[along:] if each.value in chosen)
    return (*kept, *options[:along])


def _option(option: Option) -> Json:
    value = option.value if option.value == NONE else wire(option.value)
    return {"title": run(cut(option.label, limits.CHOICE)), "value": value}


def _switch(field: SwitchField) -> Json:
    return {
        "type": "Input.Toggle",
        "id": field_id("switch", field.name),
        "label": run(cut(field.label, limits.LABEL)),
        "title": run(cut(field.yes, limits.LABEL)),
        "value": ON if field.on else "false",
        "valueOn": ON,
        "valueOff": "false",
    }


def _placeholder(text: str) -> Json:
    return {"placeholder": run(cut(text, limits.LABEL))} if text else {}


# Suggestions ------------------------------------------------------------------------------------


def asked_for(dataset: str) -> str | None:
    """The field whose options ``application/search`` asks for by that name; None where it is not ours to answer."""
    return dataset.removeprefix(_DATASET) if dataset.startswith(_DATASET) else None


def suggested(field: ChoiceField, typed: str) -> Json:
    """The answer to ``application/search``."""
    found = islice(meant(_offered(field), typed), limits.SUGGESTED)
    return {"statusCode": 200, "type": SEARCH_RESULT, "value": {"results": list(map(_option, found))}}
