"""Whatever is said, and whoever wrote it: it is drawn, and it is text."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from html import unescape

import pytest

from adapters.demo import page, render
from adapters.demo.chat import Said
from adapters.demo.html import joined, tag
from adapters.demo.inbound import NotUnderstood, resolved, value
from adapters.demo.phrases import phrases
from adapters.demo.sample import COLLEAGUES, WORKSPACE
from bot.domain.emojis import spelled
from bot.domain.people import LANGUAGES
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.requests import Mentioned
from bot.speech import Action
from bot.wording import form, home, message, words
from bot.wording.parts import (
    Button,
    Buttons,
    ChoiceField,
    Code,
    DateField,
    Heading,
    Link,
    Listing,
    Mention,
    Muted,
    NoteField,
    Option,
    Paragraph,
    PeopleField,
    Quotation,
    Strong,
    SwitchField,
    TextField,
    TimeField,
    Tone,
    Worded,
    WordedForm,
)
from tests.wording.samples import ALL_FORMS, ALL_MESSAGES, HOMES

every_language = pytest.mark.parametrize("language", LANGUAGES)

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "</blockquote></div><form action=https://evil.example>",
    "<!-- -->{{ 7*7 }}{% raw %}&amp;&#60;",
    "javascript:alert(1)",
    "]]>\u202e<svg/onload=alert(1)>",
)
every_evil = pytest.mark.parametrize("evil", EVIL)

VOID = {"br", "hr", "img", "input", "path", "circle"}

TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [\w-]+(?:=\"[^\"<>]*\")?)*)/?>|(?P<text>[^<>]+)"
)
ATTRIBUTE = re.compile(r' ([\w-]+)(?:="([^"]*)")?')


@dataclass
class Seen:
    """What a browser would make of it: our own HTML is strict enough to be read in a few lines."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def seen(html: str) -> Seen:
    found, opened, at = Seen(), list[str](), 0
    while at < len(html):
        token = TOKEN.match(html, at)
        assert token, f"this is no HTML of ours: {html[at : at + 80]}"
        at = token.end()
        if token["text"]:
            found.text.append(unescape(token["text"]))
        elif token["end"]:
            if token["name"] not in VOID:
                assert opened.pop() == token["name"]
        else:
            attributes = {name: unescape(given) for name, given in ATTRIBUTE.findall(token["attributes"])}
            found.elements.append((token["name"], attributes))
            opened += [token["name"]] if token["name"] not in VOID else []
    assert opened == [], "everything that is opened is closed"
    return found


def harmless(html: str) -> Seen:
    found = seen(html)
    for name, attributes in found.elements:
        assert name not in {"script", "img", "iframe", "style"}, html
        assert not any(attribute.startswith("on") for attribute in attributes), html
        assert "style" not in attributes, html
        assert (attributes.get("href") or "https:").startswith(("https:", "http:")), html
    return found


def drawn(html: str) -> str:
    return "".join(seen(html).text)


@every_language
def test_everything_that_can_be_said_is_drawn(language: str) -> None:
    for each in ALL_MESSAGES:
        worded = message(each, words(language))
        found = harmless(render.card(worded, phrases(language)))
        for block in worded.blocks:
            if isinstance(block, Heading | Quotation):
                assert block.text in "".join(found.text)
    for each_home in HOMES:
        harmless(render.card(home(each_home, words(language)), phrases(language)))


@every_language
def test_every_form_is_drawn_and_comes_back(language: str) -> None:
    for each in ALL_FORMS:
        worded = form(each, words(language))
        found = harmless(render.form(worded, phrases(language)))
        kinds = {
            attributes["data-name"]: attributes["data-kind"]
            for _, attributes in found.elements
            if "data-name" in attributes
        }
        assert list(kinds) == [asked.name for asked in worded.fields if not isinstance(asked, NoteField)]
        assert all(value(str(kind), _empty(str(kind))) is not NotImplemented for kind in kinds.values())


def _empty(kind: str) -> object:
    return {"several": [], "people": [], "switch": False}.get(kind, "")


def every_part(evil: str) -> Worded:
    line = (evil, Mention(COLLEAGUES["anna"].ref, evil), Strong(evil), Code(evil), Link(evil, evil))
    stranger = Mention(MemberRef(WorkspaceRef("slack", "T1"), evil), evil)
    return Worded(
        (
            Heading(evil),
            Quotation(evil, evil),
            Paragraph(line),
            Muted((stranger,)),
            Listing((line,)),
            Buttons((Button(Action.THANK, evil, evil, confirm=evil),), (Button(Action.FOLLOW, evil, evil),)),
        ),
        evil,
        Tone.PRAISE,
    )


@every_evil
def test_words_stay_words(evil: str) -> None:
    found = harmless(render.card(every_part(evil), phrases("en")))
    assert "".join(found.text).count(evil) >= 10
    assert [name for name, _ in found.elements if name == "form"] == []


@every_evil
def test_words_in_forms_stay_words(evil: str) -> None:
    options = (Option(evil, evil), *(Option(str(number), evil) for number in range(6)))
    worded = WordedForm(
        evil, evil,
        (
            TextField(evil, evil, evil, evil, evil),
            TextField("long", evil, evil, evil, evil, lines=4, optional=True),
            PeopleField(evil, evil, hint=evil),
            PeopleField(evil, evil, hint=evil, optional=True, many=False),
            ChoiceField(evil, evil, options, (evil,), many=True, hint=evil),
            ChoiceField(evil, evil, options, (evil,), hint=evil),
            ChoiceField(evil, evil, options[:2], (evil,), hint=evil),
            SwitchField(evil, evil, evil, True, evil),
            TimeField(evil, evil, time(9), evil),
            DateField(evil, evil, date(2026, 11, 23), evil),
            NoteField((evil,)),
        ),
        evil, evil, evil,
    )  # fmt: skip
    found = harmless(render.form(worded, phrases("en")))
    assert [name for name, _ in found.elements if name == "form"] == ["form"]


@every_evil
def test_a_colleagues_words_stay_words(evil: str) -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    said = Said(
        1, "support", "anna", now, "sv", f"Hej @bo {evil} https://example.com/?a=1&b=2", None, None, False, False, 1
    )
    found = harmless(page.message(said, COLLEAGUES["sam"]))
    assert evil in "".join(found.text)
    links = [attributes["href"] for name, attributes in found.elements if name == "a"]
    assert links[-1] == "https://example.com/?a=1&b=2"


@every_evil
def test_a_replys_words_stay_words(evil: str) -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    reply = Said(2, "support", "bo", now, "sv", evil, None, None, False, False, 2, thread=1)
    said = Said(1, "support", "anna", now, "sv", "Hej", None, None, False, False, 1, replies=(reply,))
    found = harmless(page.message(said, COLLEAGUES["sam"]))
    assert evil in "".join(found.text)
    assert "1 reply" in found.text


def test_what_is_seldom_needed_is_in_a_menu() -> None:
    buttons = Buttons((Button(Action.STEPS, "Log"),), (Button(Action.FOLLOW, "Follow", "7"),))
    found = seen(render.block(buttons, phrases("en")))
    opener, menu, item = (
        next(attributes for _, attributes in found.elements if key in attributes and attributes[key] in wanted)
        for key, wanted in (("aria-haspopup", {"menu"}), ("role", {"menu"}), ("role", {"menuitem"}))
    )
    assert opener["aria-expanded"] == "false"
    assert opener["aria-label"] == "More"
    assert "hidden" in menu
    assert (item["data-action"], item["data-value"]) == ("follow", "7")


def test_one_person_is_chosen_among_all_or_nobody() -> None:
    def boxes(asked: PeopleField) -> list[tuple[str, str, bool]]:
        found = seen(render.field(asked, phrases("en")))
        inputs = [attributes for name, attributes in found.elements if name == "input"]
        return [(each["type"], each["value"], "checked" in each) for each in inputs]

    one = boxes(PeopleField("to", "To", many=False, optional=True))
    assert one[0] == ("radio", "", True)
    assert {kind for kind, _, _ in one} == {"radio"}
    assert [id for _, id, _ in one[1:]] == list(COLLEAGUES)
    chosen = boxes(PeopleField("to", "To", (COLLEAGUES["bo"].ref,), many=False))
    assert [id for _, id, checked in chosen if checked] == ["bo"]


def test_only_pages_can_be_linked_to() -> None:
    def href(url: str) -> list[str | None]:
        found = seen(render.line((Link(url, "here"),)))
        return [attributes.get("href") for _, attributes in found.elements]

    assert href("https://example.com/a?b=1&c=2") == ["https://example.com/a?b=1&c=2"]
    assert href("javascript:alert(1)") == [None]
    assert href("data:text/html,hej") == [None]


def test_a_mention_is_of_somebody_who_lives_here() -> None:
    here = render.mention(COLLEAGUES["bo"].ref, "Bo Lindqvist")
    assert drawn(here) == "@Bo Lindqvist"
    assert drawn(render.mention(MemberRef(WORKSPACE, "nobody"), "Kari Moe")) == "Kari Moe"
    assert drawn(render.mention(MemberRef(WorkspaceRef("slack", "T1"), "bo"), "Bo Ek")) == "Bo Ek"


def test_escaped_text_is_not_escaped_twice() -> None:
    inner = tag("b", "1 < 2", title='"')
    assert tag("p", inner, " & ", joined(["a", "b"], "<")) == '<p><b title="&#34;">1 &lt; 2</b> &amp; a&lt;b</p>'


# What comes back --------------------------------------------------------------------------------


def test_fields_come_back_as_what_they_are() -> None:
    assert value("text", "hej") == "hej"
    assert value("several", ["a", "b"]) == ["a", "b"]
    assert value("people", ["anna"]) == [COLLEAGUES["anna"].ref]
    assert value("switch", True) is True
    assert value("time", "09:30") == time(9, 30)
    assert value("date", "2026-11-23") == date(2026, 11, 23)
    assert value("date", "") is None


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", 1), ("text", None), ("one", ["a"]), ("several", "a"), ("several", [1]), ("people", ["nobody"]),
        ("people", "anna"), ("switch", "yes"), ("time", "25:00"), ("date", "soon"), ("time", 9), ("", ""), ("x", "y"),
    ],
)  # fmt: skip
def test_what_no_field_sends_is_not_understood(kind: str, given: object) -> None:
    with pytest.raises(NotUnderstood):
        value(kind, given)


def test_handles_become_the_people_they_are() -> None:
    anna, bo = COLLEAGUES["anna"], COLLEAGUES["bo"]
    assert resolved('+ "Hon log" @anna, @Bo.') == [
        '+ "Hon log" ', Mentioned(anna.ref, anna.name), ", ", Mentioned(bo.ref, bo.name), ".",
    ]  # fmt: skip
    for unknown in ("@@billing", "@annabell", "@anna-karin", "post@anna.example x@anna"):
        assert list(resolved(unknown)) == [unknown]


def test_the_emoji_one_reacts_with_are_spelled_as_the_settings_spell_them() -> None:
    assert [spelled(emoji) for emoji in page.EMOJI] == [*page.EMOJI]
