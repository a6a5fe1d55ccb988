"""Forms as Slack's modals: how each field is drawn, and what its value comes back as."""

from datetime import date, time
from typing import Any

import pytest

from adapters.slack import views
from adapters.slack.views import Whereabouts
from bot.domain.people import LANGUAGES
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.wording import words
from bot.wording.choices import timezones
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
    WordedForm,
)
from tests.adapters.slack.judges import faults_of_view

HERE = WorkspaceRef("slack", "T0ACME001")
ANNA = MemberRef(HERE, "U0123ANNA")
EN = words("en")


def options(number: int) -> tuple[Option, ...]:
    return tuple(Option(str(each), f"Number {each}") for each in range(number))


def view_of(*fields: Field, whereabouts: Whereabouts | None = None) -> dict[str, Any]:
    worded = WordedForm("quote", "Record a customer quote today", fields, "Record", "Cancel", "memo")
    view = views.form(worded, HERE, EN, whereabouts or Whereabouts())
    assert faults_of_view(view) == []
    return view


def too_early() -> tuple[Option, ...]:
    """Slack waits three seconds for a form, and nobody has typed anything."""
    raise AssertionError


@pytest.mark.parametrize(
    ("field", "drawn"),
    [
        (TextField("f", "L", lines=4), "plain_text_input"),
        (PeopleField("f", "L", (ANNA, MemberRef(WorkspaceRef("demo", "D"), "U1"))), "multi_users_select"),
        (PeopleField("f", "L", (ANNA,), many=False), "users_select"),
        (PeopleField("f", "L", many=False), "users_select"),
        (ChoiceField("f", "L", options(2), ("1",)), "radio_buttons"),
        (ChoiceField("f", "L", options(2), optional=True), "static_select"),
        (ChoiceField("f", "L", options(6), ("5", "gone")), "static_select"),
        (ChoiceField("f", "L", options(101), ("100",)), "external_select"),
        (ChoiceField("f", "L", options(1), ("0",), search=too_early), "external_select"),
        (ChoiceField("f", "L", options(3), ("0", "2"), many=True), "checkboxes"),
        (ChoiceField("f", "L", options(9), many=True), "multi_static_select"),
        (ChoiceField("f", "L", options(100), optional=True), "external_select"),
        (ChoiceField("f", "L", options(101), ("7",), many=True), "multi_external_select"),
        (SwitchField("f", "L", "Y", on=True), "checkboxes"),
        (TimeField("f", "L", time(9, 5)), "timepicker"),
        (DateField("f", "L", date(2026, 11, 24)), "datepicker"),
    ],
)
def test_each_field_has_its_element(field: Field, drawn: str) -> None:
    [block] = view_of(field)["blocks"]
    assert block["element"]["type"] == drawn
    assert block["block_id"] == "f"


def test_a_choice_of_nothing_is_left_out_and_a_note_asks_for_nothing() -> None:
    assert [block["type"] for block in view_of(ChoiceField("f", "L", ()), NoteField(("Hello",)))["blocks"]] == [
        "context"
    ]


@pytest.mark.parametrize(
    ("field", "state", "value"),
    [
        (TextField("f", "L"), {"value": "So :heart: good"}, "So ❤️ good"),
        (TextField("f", "L"), {"value": None}, ""),
        (PeopleField("f", "L"), {"selected_users": ["U0123ANNA", None, ""]}, (ANNA,)),
        (PeopleField("f", "L", many=False), {"selected_user": "U0123ANNA"}, (ANNA,)),
        (PeopleField("f", "L", many=False), {"selected_user": None}, ()),
        (ChoiceField("f", "L", options(3)), {"selected_option": {"value": "1"}}, "1"),
        (ChoiceField("f", "L", options(3)), {"selected_option": None}, None),
        (ChoiceField("f", "L", options(3), many=True), {"selected_options": [{"value": "1"}, {}]}, ("1",)),
        (SwitchField("f", "L", "Y"), {"selected_options": [{"value": "on"}]}, True),
        (SwitchField("f", "L", "Y"), {"selected_options": []}, False),
        (TimeField("f", "L", time(9)), {"selected_time": "16:30"}, time(16, 30)),
        (TimeField("f", "L", time(9)), {"selected_time": "half past"}, None),
        (DateField("f", "L"), {"selected_date": "2026-08-10"}, date(2026, 8, 10)),
        (DateField("f", "L"), {"selected_date": None}, None),
    ],
)
def test_each_value_comes_back_as_what_it_is(field: Field, state: dict[str, Any], value: object) -> None:
    [block] = view_of(field)["blocks"]
    sent = {"state": {"values": {"f": {block["element"]["action_id"]: state}}}}
    assert views.values(sent, HERE) == {"f": value}


@pytest.mark.parametrize(
    "view",
    [
        None,
        {},
        {"state": 1},
        {"state": {"values": {"f": None}}},
        {"state": {"values": {"f": {"x:y": {}, "text:f": 1}}}},
    ],
)
def test_a_state_that_is_none_gives_no_values(view: Any) -> None:
    assert views.values(view, HERE) == {}


def test_a_choice_that_need_not_be_made_can_be_taken_back() -> None:
    field = ChoiceField("f", "L", options(3), ("1",), placeholder="No step", optional=True)
    [block] = view_of(field)["blocks"]
    none, *others = block["element"]["options"]
    assert (none["text"]["text"], len(others)) == ("No step", 3)
    assert block["element"]["initial_option"] == others[1]
    state = {"values": {"f": {block["element"]["action_id"]: {"selected_option": none}}}}
    assert views.values({"state": state}, HERE) == {"f": ""}
    assert views.offered(ChoiceField("f", "L", options(3), many=True, optional=True)) == options(3)
    assert views.offered(ChoiceField("f", "L", options(3))) == options(3)


def test_a_switch_says_its_name_once() -> None:
    [block] = view_of(SwitchField("f", "Show my name", "Yes"))["blocks"]
    assert [block["label"]["text"], block["element"]["options"][0]["text"]["text"]] == ["Show my name", "Yes"]


def test_a_fault_stands_at_its_field_or_at_the_first() -> None:
    view = view_of(TextField("text", "L"), TextField("via", "L"))
    assert views.errors(view, {"via": "Too long."}) == {"via": "Too long."}
    assert views.errors(view, {"link": "No address."}) == {"text": "No address."}
    assert views.errors(view, {"text": "Too short.", "link": "No address."}) == {"text": "Too short. No address."}
    assert views.errors({}, {"link": "No address."}) == {"link": "No address."}


def test_where_a_form_was_asked_for_comes_back_with_it() -> None:
    view = view_of(TextField("text", "L"), whereabouts=Whereabouts("", "C1", "1.2"))
    assert Whereabouts.of(view) == Whereabouts("memo", "C1", "1.2")
    for broken in ({}, {"private_metadata": "["}, {"private_metadata": "[1]"}, {"private_metadata": '{"memo": 1}'}):
        assert Whereabouts.of(broken) == Whereabouts()


def test_what_is_typed_is_looked_for_at_the_beginning_first() -> None:
    zones = (Option("a", "Porto, Portugal"), Option("b", "Oslo, Norge"), Option("c", "Tromsø, Norge"))
    assert [each["value"] for each in views.suggested(zones, "os")] == ["b"]
    assert [each["value"] for each in views.suggested(zones, "norge")] == ["b", "c"]
    assert [each["value"] for each in views.suggested(zones, "tromso")] == ["c"]
    assert [each["value"] for each in views.suggested(zones, "or")] == ["a", "b", "c"]
    assert len(views.suggested(options(50), "")) == 20
    assert views.suggested(zones, "(") == []


def test_a_form_that_keeps_drafts_tells_of_every_field_and_of_its_end() -> None:
    fields = (TextField("f", "L"), ChoiceField("c", "L", options(2)), NoteField(("Hello",)))
    worded = WordedForm("step", "Step", fields, "Save", "Cancel", "3|cause", drafts=True)
    view = views.form(worded, HERE, EN, Whereabouts())
    assert faults_of_view(view) == []
    assert view["notify_on_close"] is True
    text, choice, note = view["blocks"]
    assert text["dispatch_action"] is choice["dispatch_action"] is True
    assert text["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_character_entered"]}
    assert "dispatch_action_config" not in choice["element"]
    assert note["type"] == "context"
    plain = view_of(TextField("f", "L"))
    assert "notify_on_close" not in plain
    assert "dispatch_action" not in plain["blocks"][0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["Europe/Oslo", "europe/oslo", "oslo", " Oslo"])
def test_a_zone_is_found_by_its_city_and_by_its_name(typed: str, language: str) -> None:
    assert views.suggested(timezones(language, "Europe/Stockholm"), typed)[0]["value"] == "Europe/Oslo"
