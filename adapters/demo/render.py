"""Words into HTML: cards, the home panel and forms, as the page shows them."""

from collections.abc import Sequence
from datetime import date, time
from typing import assert_never

from markupsafe import Markup

from adapters.demo.html import address, joined, tag
from adapters.demo.phrases import Phrases
from adapters.demo.sample import COLLEAGUES, WORKSPACE
from bot.domain.refs import MemberRef
from bot.wording.parts import (
    Block,
    Button,
    Buttons,
    ChoiceField,
    Code,
    DateField,
    Field,
    Heading,
    Line,
    Link,
    Listing,
    Mention,
    Muted,
    NoteField,
    Paragraph,
    Part,
    PeopleField,
    Quotation,
    Rule,
    Strong,
    SwitchField,
    TextField,
    TimeField,
    Tone,
    Worded,
    WordedForm,
)

_DOTS = Markup(
    '<svg viewBox="0 0 20 20" aria-hidden="true"><circle class="solid" cx="4" cy="10" r="1.6"/>'
    '<circle class="solid" cx="10" cy="10" r="1.6"/><circle class="solid" cx="16" cy="10" r="1.6"/></svg>'
)

FEW = 4
"""So many options stand side by side; more of them fold into a list."""


# Cards ------------------------------------------------------------------------------------------


def card(worded: Worded, phrases: Phrases) -> Markup:
    """What stands in a message of Kundord's. The tone is a class, and never the only sign of what it means."""
    tone = "" if worded.tone is Tone.PLAIN else f" {worded.tone.value}"
    return tag("div", *(block(each, phrases) for each in worded.blocks), class_=f"card{tone}")


def block(each: Block, phrases: Phrases) -> Markup:
    match each:
        case Heading(text):
            return tag("h3", text, class_="heading")
        case Quotation(text, language):
            return tag("blockquote", tag("p", text), lang=language, dir="auto")
        case Paragraph(parts):
            return tag("p", line(parts))
        case Muted(parts):
            return tag("p", line(parts), class_="muted")
        case Listing(lines, marked):
            return tag("ul", *(_item(parts, marked) for parts in lines), class_="listing")
        case Buttons(buttons, more):
            menu = _menu(more, phrases) if more else ""
            return tag("div", *(button(each) for each in buttons), menu, class_="buttons")
        case Rule():
            return tag("hr")
        case _ as unknown:
            assert_never(unknown)


def _item(parts: Line, marked: bool) -> Markup:
    return tag("li", line(parts), class_="marked" if marked else None)


def line(parts: Line) -> Markup:
    return joined(part(each) for each in parts)


def part(each: Part) -> Markup:
    match each:
        case str():
            return joined([each])
        case Mention(ref, name):
            return mention(ref, name)
        case Link(url, label):
            href = address(url)
            return tag("a", label, href=href, target="_blank", rel="noopener noreferrer nofollow")
        case Strong(text):
            return tag("strong", text)
        case Code(text):
            return tag("code", text)
        case _ as unknown:
            assert_never(unknown)


def mention(ref: MemberRef, name: str) -> Markup:
    """A colleague of this chat by mention; somebody who lives on another platform by name."""
    if ref.workspace != WORKSPACE or ref.id not in COLLEAGUES:
        return tag("strong", name)
    return tag("span", f"@{name}", class_="mention", data_member=ref.id)


def button(each: Button) -> Markup:
    return _button(each, class_=f"button {each.style.value}")


def _menu(more: Sequence[Button], phrases: Phrases) -> Markup:
    """What is seldom needed, behind one button."""
    opener = tag(
        "button",
        _DOTS,
        type="button",
        class_="button menu-opener",
        data_menu=True,
        aria_haspopup="menu",
        aria_expanded="false",
        aria_label=phrases["more_actions"],
        title=phrases["more_actions"],
    )
    items = (_button(each, class_=f"menu-item {each.style.value}", role="menuitem", tabindex="-1") for each in more)
    sheet = tag("div", *items, class_="menu", role="menu", aria_label=phrases["more_actions"], hidden=True)
    return tag("div", opener, sheet, class_="menu-around")


def _button(each: Button, **attributes: str) -> Markup:
    return tag(
        "button",
        each.label,
        type="button",
        data_action=each.action.value,
        data_value=each.value,
        data_confirm=each.confirm,
        **attributes,
    )


# Forms ------------------------------------------------------------------------------------------


def form(worded: WordedForm, phrases: Phrases) -> Markup:
    """A form for the page's dialog. Each field says of what kind it is, so that it comes back as that."""
    return tag(
        "form",
        tag("h2", worded.title, id="dialog-title"),
        tag("p", class_="form-fault", role="alert", hidden=True),
        tag("div", *(field(each, phrases) for each in worded.fields), class_="fields"),
        tag(
            "div",
            tag("button", worded.submit, type="submit", class_="button primary"),
            tag("button", worded.close, type="button", class_="button plain", data_close=True),
            class_="buttons",
        ),
        novalidate=True,
        data_form=worded.form,
        data_memo=worded.memo,
        data_drafts=worded.drafts,
    )


def field(each: Field, phrases: Phrases) -> Markup:
    match each:
        case NoteField(parts):
            return tag("p", line(parts), class_="note")
        case TextField():
            return _labelled(each.name, "text", _label(each, phrases), _text_input(each), each.hint)
        case TimeField(name, label, value, hint):
            return _labelled(name, "time", label, _input(name, "time", _clock(value), hint), hint)
        case DateField(name, label, day, hint):
            return _labelled(name, "date", _label(each, phrases), _input(name, "date", _day(day), hint), hint)
        case SwitchField(name, label, _, on, hint):
            return _switch(name, label, on, hint)
        case PeopleField():
            return _people(each, phrases)
        case ChoiceField():
            return _choice(each, phrases)
        case _ as unknown:
            assert_never(unknown)


def _people(each: PeopleField, phrases: Phrases) -> Markup:
    people = [(colleague.id, colleague.name) for colleague in COLLEAGUES.values()]
    chosen = {ref.id for ref in each.value if ref.workspace == WORKSPACE}
    if each.many:
        controls = _chips(each.name, people, chosen, "checkbox")
    else:
        # One that was picked can only be let go of by picking another: so nobody is one, where that will do.
        nobody = [("", phrases["nobody"])] if each.optional else []
        controls = _chips(each.name, nobody + people, chosen or {""}, "radio")
    return _group(each.name, "people", _label(each, phrases), controls, each.hint)


def _choice(each: ChoiceField, phrases: Phrases) -> Markup:
    options = [(option.value, option.label) for option in each.all_options()]
    label = _label(each, phrases)
    if each.many:
        return _group(each.name, "several", label, _chips(each.name, options, each.value, "checkbox"), each.hint)
    if len(options) <= FEW and not each.search and not each.optional:
        return _group(each.name, "one", label, _chips(each.name, options, each.value, "radio"), each.hint)
    nothing = [("", each.placeholder or "–")] if each.optional or not each.value else []
    chosen = [
        tag("option", name, value=value, selected=value in each.value or None) for value, name in nothing + options
    ]
    select = tag("select", *chosen, id=f"field-{each.name}", name=each.name, **_described(each.name, each.hint))
    return _labelled(each.name, "one", label, select, each.hint)


def _label(each: TextField | ChoiceField | PeopleField | DateField, phrases: Phrases) -> Markup:
    optional = tag("span", f" ({phrases['optional']})", class_="optional") if each.optional else Markup("")
    return tag("span", each.label) + optional


def _text_input(each: TextField) -> Markup:
    common = {"id": f"field-{each.name}", "name": each.name, "placeholder": each.placeholder or None}
    described = _described(each.name, each.hint)
    if each.lines > 1:
        return tag("textarea", each.value, rows=each.lines, dir="auto", **common, **described)
    return tag("input", type="text", value=each.value, autocomplete="off", dir="auto", **common, **described)


def _input(name: str, kind: str, value: str, hint: str) -> Markup:
    return tag("input", type=kind, id=f"field-{name}", name=name, value=value, **_described(name, hint))


def _switch(name: str, label: str, on: bool, hint: str) -> Markup:
    described = _described(name, hint)
    box = tag("input", type="checkbox", role="switch", id=f"field-{name}", name=name, checked=on, **described)
    return _field(name, "switch", tag("label", box, tag("span", label), class_="switch"), hint)


def _chips(name: str, options: Sequence[tuple[str, str]], chosen: Sequence[str] | set[str], kind: str) -> Markup:
    def chip(value: str, label: str) -> Markup:
        box = tag("input", type=kind, name=name, value=value, checked=value in chosen)
        return tag("label", box, tag("span", label), class_="chip")

    return tag("div", *(chip(value, label) for value, label in options), class_="chips")


def _labelled(name: str, kind: str, label: str, control: Markup, hint: str) -> Markup:
    return _field(name, kind, tag("label", label, for_=f"field-{name}") + control, hint)


def _group(name: str, kind: str, legend: str, controls: Markup, hint: str) -> Markup:
    return _field(name, kind, tag("legend", legend) + controls, hint, around="fieldset")


def _field(name: str, kind: str, inside: Markup, hint: str, around: str = "div") -> Markup:
    """What is asked, and under it the hint and room for what was wrong."""
    under = (tag("p", hint, class_="hint", id=f"hint-{name}") if hint else Markup("")) + tag(
        "p", class_="fault", id=f"fault-{name}", hidden=True
    )
    described = _described(name, hint) if around == "fieldset" else {}
    return tag(around, inside, under, class_="field", data_name=name, data_kind=kind, **described)


def _described(name: str, hint: str) -> dict[str, str]:
    return {"aria_describedby": f"hint-{name} fault-{name}" if hint else f"fault-{name}"}


def _clock(value: time) -> str:
    return f"{value:%H:%M}"


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
