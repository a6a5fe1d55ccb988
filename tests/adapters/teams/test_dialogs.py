"""Every form as a dialog, and what comes back from it: what was typed, or a clear no."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.payload import washed
from adapters.teams import dialogs, limits
from adapters.teams.markup import weight
from adapters.teams.returned import Pressed, Submitted, Unreadable, returned
from bot.domain.people import LANGUAGES, Team
from bot.domain.refs import MemberRef, TeamNumber, WorkspaceRef
from bot.speech import Action, QuoteForm, ScheduleForm, SentenceForm
from bot.wording import form, words
from bot.wording.edges import answer_needed, draft_saved
from bot.wording.parts import (
    ChoiceField,
    DateField,
    Field,
    FormValue,
    Mention,
    NoteField,
    Option,
    PeopleField,
    SwitchField,
    TextField,
    TimeField,
    WordedForm,
)
from tests.adapters.slack.judges import told_with
from tests.adapters.teams.drawn import HOSTILE, alive, inputs, of_kind, read, seen, sent
from tests.fakes.teams_rules import faults_in_answer
from tests.wording.samples import ALL_FORMS, CHANNEL, WORKSPACE, named

EN = words("en")
ANNA = MemberRef(WORKSPACE, "11111111-2222-4333-8444-555555555555")
BO = MemberRef(WORKSPACE, "29:1bo")


def a_form(*fields: Field, drafts: bool = False) -> WordedForm:
    return WordedForm("step", "Cause", fields, "Save", "Cancel", memo="42|cause", drafts=drafts)


def card(opened: Mapping[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = opened["task"]["value"]["card"]["content"]
    return content


def opened(*fields: Field, drafts: bool = False, **faults: str) -> dict[str, Any]:
    return card(dialogs.dialog(a_form(*fields, drafts=drafts), WORKSPACE, EN, faults=faults))


def submitted(value: object) -> Submitted:
    found = returned(value, WORKSPACE)
    assert isinstance(found, Submitted)
    return found


def back(*fields: Field, **typed: str) -> Mapping[str, FormValue]:
    """What the core is given when somebody sends in a form of these fields."""
    return submitted(sent(opened(*fields), **typed)).values


# Every form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speech", ALL_FORMS, ids=named)
def test_every_form_is_drawn_and_comes_back_as_it_stood(speech: Any, language: str) -> None:
    said = words(language)
    worded = form(speech, said)
    got = dialogs.dialog(worded, WORKSPACE, said)
    assert faults_in_answer("task/fetch", got) == []
    assert weight(got) <= limits.MESSAGE
    assert alive(card(got)) == []
    value = got["task"]["value"]
    assert seen(value["title"]) == worded.title
    assert 200 <= value["height"] <= 700
    came = submitted(sent(card(got)))
    assert (came.form, came.memo, came.draft) == (worded.form, worded.memo, False)
    for field in worded.fields:
        if not isinstance(field, NoteField):
            assert _read_back(field, came.values.get(field.name)) == _stood(field)


def _stood(field: Field) -> object:
    match field:
        case ChoiceField() if field.many or not field.value:
            return field.value
        case ChoiceField():
            return field.value[0]
        case SwitchField():
            return field.on
        case NoteField():
            return None
    return field.value


def _read_back(field: Field, value: FormValue) -> object:
    """A field that was left empty is not sent, or is an empty text: the core takes both for the same."""
    empty: Mapping[type, object] = {TextField: "", PeopleField: (), ChoiceField: ()}
    return value or empty.get(type(field), value)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words_in_every_form(hostile: str) -> None:
    for speech in ALL_FORMS:
        got = dialogs.dialog(
            form(told_with(speech, hostile), EN), WORKSPACE, EN, faults={"words": hostile, "x": hostile}
        )
        assert alive(card(got)) == []
        assert faults_in_answer("task/submit", got) == []


def test_each_kind_of_field_is_teams_own() -> None:
    drawn = inputs(
        opened(
            TextField("words", "Why", "so", lines=3, most=500, placeholder="Because"),
            TextField("how", "How", most=40, optional=True),
            PeopleField("credits", "Who", (ANNA, BO), optional=True),
            PeopleField("to", "To", many=False),
            ChoiceField("sentiment", "Kind", (Option("+", "Praise"), Option("-", "Criticism"))),
            ChoiceField("stage", "Stage", (Option("buy", "Buy"),), ("buy",), optional=True, placeholder="None"),
            SwitchField("named", "Name", "Yes", on=True),
            TimeField("time", "Time", time(9, 5)),
            DateField("until", "Until", date(2026, 12, 24)),
        )
    )
    assert drawn["text-words"] == {
        "type": "Input.Text",
        "id": "text-words",
        "label": "Why",
        "isMultiline": True,
        "maxLength": 500,
        "placeholder": "Because",
        "value": "so",
        "isRequired": True,
        "errorMessage": "This needs an answer.",
    }
    assert "isRequired" not in drawn["text-how"]
    people = drawn["people-credits"]
    assert people["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert (people["isMultiSelect"], people["value"]) == (True, f"{ANNA.id},{BO.id}")
    assert (drawn["people-to"]["isMultiSelect"], drawn["people-to"]["isRequired"]) == (False, True)
    assert drawn["choice-sentiment"]["style"] == "expanded"
    stage = drawn["choice-stage"]
    assert (stage["style"], stage["value"]) == ("compact", "buy")
    assert [each["title"] for each in stage["choices"]] == ["None", "Buy"]
    toggle = drawn["switch-named"]
    assert (toggle["type"], toggle["title"], toggle["value"]) == ("Input.Toggle", "Yes", "true")
    assert (drawn["time-time"]["type"], drawn["time-time"]["value"]) == ("Input.Time", "09:05")
    assert (drawn["date-until"]["type"], drawn["date-until"]["value"]) == ("Input.Date", "2026-12-24")


def test_hints_and_notes_stand_by_their_fields() -> None:
    note = NoteField(("About ", Mention(ANNA, "Anna Berg"), "."))
    content = opened(note, TextField("words", "Why", hint="One *sentence*."), TextField("how", "How"))
    assert [each["type"] for each in content["body"]] == ["TextBlock", "Input.Text", "RichTextBlock", "Input.Text"]
    assert "<at>Anna Berg</at>" in content["body"][0]["text"]
    assert content["msteams"]["entities"][0]["mentioned"]["id"] == ANNA.id
    assert content["body"][2]["inlines"][0]["text"] == "One *sentence*."


# What comes back --------------------------------------------------------------------------------


def test_what_is_typed_comes_back_by_its_kind() -> None:
    options = (Option("buy, use", "Buy"), Option("50 %", "Half"), Option("stay", "Stay"))
    assert back(
        TextField("words", "Why"),
        PeopleField("credits", "Who"),
        ChoiceField("stage", "Stage", options),
        ChoiceField("stages", "Stages", options, ("buy, use", "50 %"), many=True),
        SwitchField("named", "Name", "Yes"),
        TimeField("time", "Time", time(9)),
        DateField("until", "Until"),
        words=" Because, yes ",
        credits=f"{ANNA.id}, {BO.id},{ANNA.id}",
        stage="50 %25",
        named="true",
        time="14:30",
        until="2026-12-24",
    ) == {
        "words": " Because, yes ",
        "credits": (ANNA, BO),
        "stage": "50 %",
        "stages": ("buy, use", "50 %"),
        "named": True,
        "time": time(14, 30),
        "until": date(2026, 12, 24),
    }


def test_choosing_nothing_is_an_answer() -> None:
    stage = ChoiceField("stage", "Stage", (Option("buy", "Buy"),), ("buy",), optional=True)
    assert back(stage) == {"stage": "buy"}
    assert back(stage, stage="kundord:none") == {"stage": ""}
    assert back(replace(stage, value=())) == {"stage": ""}
    assert back(SwitchField("named", "Name", "Yes", on=True), named="false") == {"named": False}


def test_a_form_that_keeps_drafts_has_a_button_for_it_and_asks_for_nothing_first() -> None:
    content = opened(TextField("words", "Why", "half a", least=1), drafts=True)
    assert [each["title"] for each in content["actions"]] == ["Save", "Save draft"]
    assert of_kind(content, "Input.Text")[0].get("isRequired") is None
    kept = submitted(sent(content, 1))
    assert kept == Submitted("step", "42|cause", {"words": "half a"}, draft=True)
    assert not submitted(sent(content)).draft
    assert [each["title"] for each in opened(TextField("words", "Why"))["actions"]] == ["Save"]
    assert dialogs.note(draft_saved(EN)) == {"task": {"type": "message", "value": draft_saved(EN)}}


@pytest.mark.parametrize(
    "value",
    [
        {
            "action": {
                "type": "Action.Execute",
                "verb": "thank",
                "data": {"kundord": {"action": "thank", "value": "17"}},
            }
        },
        {"data": {"msteams": {"type": "task/fetch"}, "kundord": {"action": "thank", "value": "17"}}},
        {"commandId": "save", "data": {"kundord": {"action": "thank", "value": "17"}}},
        {"kundord": {"action": "thank", "value": "17"}, "text-words": "x"},
    ],
)
def test_a_button_is_read_wherever_teams_puts_it(value: Any) -> None:
    assert returned(value, WORKSPACE) == Pressed("thank", "17")


KEYS = ("kundord", "data", "action", "form", "memo", "value", "draft", "text-words", "people-to", "choices-a", "time-t")
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("\ud83d\0"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=5),
    max_leaves=30,
)


@given(value=json)
@settings(max_examples=300)
def test_whatever_is_sent_in_is_read_or_refused(value: Any) -> None:
    for each in (value, {"data": value}, {"data": {"kundord": {"form": "step"}, "text-words": value, "date-d": value}}):
        try:
            found = returned(washed(each), WORKSPACE)
        except Unreadable:
            continue
        if isinstance(found, Submitted):
            dialogs.dialog(a_form(TextField("words", "Why"), DateField("d", "D")), WORKSPACE, EN, found.values)


@pytest.mark.parametrize(
    "value",
    [None, 1, "x", [], {}, {"data": None}, {"data": []}, {"kundord": []}, {"kundord": {}}, {"kundord": {"form": 1}}],
)
def test_what_is_none_of_ours_is_refused(value: Any) -> None:
    with pytest.raises(Unreadable):
        returned(value, WORKSPACE)


def test_a_wrong_kind_of_value_is_none() -> None:
    data: dict[str, Any] = {
        "kundord": {"form": "step", "memo": 7, "draft": "yes"},
        "people-to": [["x"]],
        "choices-a": {"a": 1},
        "time-t": "25:99",
        "date-d": "x",
        "switch-s": 1,
        "text-words": None,
        "other-x": "x",
        "text": "x",
    }
    read_back = {"to": (), "a": (), "t": None, "d": None, "s": False, "words": ""}
    assert submitted({"data": data}) == Submitted("step", "", read_back)


# Not accepted -----------------------------------------------------------------------------------


def test_a_form_that_is_not_accepted_stands_there_with_what_was_typed() -> None:
    fields = (
        TextField("words", "Why", "as it opened"),
        PeopleField("to", "To", many=False),
        ChoiceField("basis", "Basis", (Option("a", "Asked"), Option("b", "Assumed")), ("a",)),
        ChoiceField("days", "Days", (Option("0", "Mon"), Option("1", "Tue")), ("0",), many=True),
        SwitchField("named", "Name", "Yes", on=True),
        TimeField("time", "Time", time(9)),
        DateField("until", "Until", date(2026, 12, 24)),
    )
    typed = {
        "words": "x" * 12,
        "to": BO.id,
        "basis": "b",
        "days": "0,1",
        "named": "false",
        "time": "10:00",
        "until": "",
    }
    first = submitted(sent(opened(*fields), **typed))
    again = card(dialogs.dialog(a_form(*fields), WORKSPACE, EN, first.values, {"words": "Say *more*."}))
    assert {**submitted(sent(again)).values, "until": None} == first.values
    place = [each.get("id") for each in again["body"]].index("text-words")
    fault = again["body"][place + 1]["inlines"][0]
    assert (fault["text"], fault["color"]) == ("Say *more*.", "Attention")
    assert read(again).count("Say *more*.") == 1


def test_a_fault_far_down_is_told_of_at_the_top_and_at_its_field() -> None:
    content = opened(*(TextField(f"f{number}", f"Field {number}") for number in range(5)), f3="Not that.")
    told = [place for place, each in enumerate(content["body"]) if "Not that." in str(each)]
    assert told == [0, 5]
    assert content["body"][4]["id"] == "text-f3"


def test_a_fault_of_a_field_that_is_not_shown_is_still_told() -> None:
    content = opened(TextField("words", "Why"), team="No such team.")
    assert content["body"][0]["inlines"][0]["text"] == "No such team."


def test_a_value_that_its_field_does_not_take_changes_nothing() -> None:
    fields = (TextField("words", "Why", "so"), TimeField("time", "Time", time(9)), SwitchField("s", "S", "Y", on=True))
    wrong: Mapping[str, FormValue] = {"words": None, "time": "x", "s": "x"}
    got = card(dialogs.dialog(a_form(*fields), WORKSPACE, EN, wrong))
    assert submitted(sent(got)).values == {"words": "so", "time": time(9), "s": True}


# Long lists -------------------------------------------------------------------------------------


def _timezones(language: str = "sv") -> ChoiceField:
    worded = form(ScheduleForm(CHANNEL), words(language))
    return next(each for each in worded.fields if isinstance(each, ChoiceField) and each.name == "timezone")


def test_a_long_list_is_found_by_typing_and_its_choice_is_there() -> None:
    field = replace(_timezones(), value=("Asia/Tokyo",))
    drawn = inputs(opened(field))["choice-timezone"]
    assert drawn["style"] == "filtered"
    assert drawn["value"] == "Asia/Tokyo"
    assert drawn["choices"][0]["value"] == "Asia/Tokyo"
    assert len(drawn["choices"]) <= 101
    assert dialogs.asked_for(drawn["choices.data"]["dataset"]) == "timezone"
    assert dialogs.asked_for("graph.microsoft.com/users") is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [("stock", "Europe/Stockholm"), ("norge", "Europe/Oslo"), ("Pacific/Auck", "Pacific/Auckland"), ("ø", None)],
)
def test_what_is_typed_finds_it(typed: str, first: str | None) -> None:
    got = dialogs.suggested(_timezones(), typed)
    assert got["type"] == "application/vnd.microsoft.search.searchResult"
    values = [each["value"] for each in got["value"]["results"]]
    assert len(values) <= 15
    if first:
        assert values[0] == first
    assert dialogs.suggested(_timezones(), "no such place")["value"]["results"] == []


def test_a_company_with_many_teams_fits() -> None:
    teams = tuple(Team(TeamNumber(number), f"Team {number} " + "x" * 40, frozenset()) for number in range(400))
    for speech in (QuoteForm(teams, team_numbers=(TeamNumber(399),)), ScheduleForm(CHANNEL, teams)):
        got = dialogs.dialog(form(speech, EN), WORKSPACE, EN)
        assert weight(got) <= limits.MESSAGE
        assert faults_in_answer("task/fetch", got) == []
    quote = inputs(card(dialogs.dialog(form(QuoteForm(teams, team_numbers=(TeamNumber(399),)), EN), WORKSPACE, EN)))
    assert quote["choices-teams"]["value"] == "399"
    assert dialogs.asked_for(quote["choices-teams"]["choices.data"]["dataset"]) == "teams"


def test_people_of_another_company_are_not_offered() -> None:
    other = MemberRef(WorkspaceRef("slack", "T0OTHER"), "U0123")
    assert inputs(opened(PeopleField("to", "To", (other, ANNA))))["people-to"]["value"] == ANNA.id
    assert "value" not in inputs(opened(PeopleField("to", "To", (other,))))["people-to"]


def test_a_needed_answer_is_asked_for_in_the_persons_language() -> None:
    for language in LANGUAGES:
        said = words(language)
        got = dialogs.dialog(form(SentenceForm(Action.SAY_WHY, 42), said), WORKSPACE, said)
        assert answer_needed(said) in read(card(got))
