"""A worded message as Slack draws it: in rich text, where nothing that people typed is parsed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import TypeVar, assert_never

import msgspec

from adapters.payload import Json
from adapters.slack import limits
from adapters.slack.markup import Mrkdwn, cut, escaped, inert, link, mention, neutral, parsed, size
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.values import dataclass
from bot.wording import Words
from bot.wording.edges import NAME
from bot.wording.parts import (
    Block,
    Button,
    Buttons,
    Code,
    Heading,
    Line,
    Link,
    Listing,
    Mention,
    Muted,
    Paragraph,
    Part,
    Quotation,
    Rule,
    Strong,
    Style,
    Worded,
    text_of,
)

T = TypeVar("T")

USER = re.compile(r"[UW][A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Drawn:
    """``text`` is what a notification shows, and Slack parses it."""

    blocks: list[Json]
    text: Mrkdwn

    @property
    def content(self) -> Json:
        """As a message that is posted, whispered or answered with."""
        return {"blocks": self.blocks, "text": self.text, "unfurl_links": False, "unfurl_media": False}


def message(worded: Worded, here: WorkspaceRef, words: Words) -> Drawn:
    """A message for the people of workspace ``here``; others are shown by name."""
    blocks = _within(_Pen(here, words).blocks(worded.blocks))
    return Drawn(blocks, neutral(worded.notification or NAME, limits.NOTIFICATION))


def page(worded: Worded, here: WorkspaceRef, words: Words) -> list[Json]:
    """The blocks of a modal or a home page."""
    return _Pen(here, words).blocks(_in_rows(worded.blocks))[: limits.BLOCKS_IN_VIEW]


def note(line: Line, here: WorkspaceRef, words: Words) -> list[Json]:
    """A muted line by itself."""
    return _Pen(here, words).blocks((Muted(line),))


def plain(text: str, most: int) -> Json:
    """A text object that Slack does not parse; it must not be empty."""
    return {"type": "plain_text", "text": cut(text, most) or "–", "emoji": False}


def _within(blocks: Sequence[Json]) -> list[Json]:
    """What fits into one message. Buttons stay; of the rest the end is missing, and three dots say so."""
    # Written down, a message has more bytes than its texts have units.
    if len(blocks) <= limits.BLOCKS_IN_MESSAGE and len(msgspec.json.encode(blocks)) <= limits.TEXT_IN_MESSAGE:
        return list(blocks)
    kept: list[Json] = []
    room, missing = limits.TEXT_IN_MESSAGE, False
    for place, block in enumerate(blocks):
        spent = _text_in(block)
        left = len(blocks) - place
        full = len(kept) + 2 > limits.BLOCKS_IN_MESSAGE and left > 1
        if (full or spent > room) and not missing:
            missing = True
            kept.append({"type": "context", "elements": [plain("…", limits.CONTEXT_TEXT)]})
        if not missing or (block["type"] == "actions" and len(kept) < limits.BLOCKS_IN_MESSAGE and spent <= room):
            kept.append(block)
            room -= spent
    return kept


def _text_in(thing: object) -> int:
    if isinstance(thing, dict):
        own = size(thing["text"]) if isinstance(thing.get("text"), str) else 0
        return own + sum(map(_text_in, thing.values()))
    return sum(map(_text_in, thing)) if isinstance(thing, list) else 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with its button at the right."""

    line: Line
    button: Button


def _in_rows(blocks: Iterable[Block]) -> list[Block | _Row]:
    """A long page stays short where a line has but one plain button, and the two share a row."""
    rows: list[Block | _Row] = []
    for block in blocks:
        match rows[-1:], block:
            case [Paragraph(line)], Buttons((Button(style=Style.PLAIN) as button,)):
                rows[-1] = _Row(line, button)
            case _:
                rows.append(block)
    return rows


@dataclass(slots=True)
class _Pen:
    """Draws one surface. Slack wants every button's ``action_id`` once: it is the action and its place."""

    here: WorkspaceRef
    words: Words
    buttons: Iterator[int] = field(default_factory=lambda: iter(range(10_000)))

    def blocks(self, blocks: Iterable[Block | _Row]) -> list[Json]:
        return [drawn for block in blocks for drawn in self._block(block)]

    def _block(self, block: Block | _Row) -> Iterable[Json]:
        match block:
            case Heading():
                return [{"type": "header", "text": plain(block.text, limits.HEADER)}] if block.text.strip() else []
            case Quotation():
                return _rich("rich_text_quote", self._elements((block.text,)))
            case Paragraph():
                return _rich("rich_text_section", self._elements(block.line))
            case Muted():
                return self._context(block.line)
            case Listing():
                return self._marked(block.lines) if block.marked else self._list(block.lines)
            case Buttons():
                return self._actions(block)
            case _Row():
                return [self._row(block)]
            case Rule():
                return [{"type": "divider"}]
            case _:
                assert_never(block)

    def _list(self, lines: Iterable[Line]) -> list[Json]:
        drawn = [self._elements(line) for line in lines]
        sections = [{"type": "rich_text_section", "elements": each} for each in drawn if each]
        if not sections:
            return []
        return [
            {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": sections}]}
        ]

    def _marked(self, lines: Iterable[Line]) -> list[Json]:
        """Without Slack's own bullets, which would stand before each mark."""
        parts = [part for line in lines for part in ("\n", *line)]
        return _rich("rich_text_section", self._elements(tuple(parts[1:])))

    # Lines in rich text -------------------------------------------------------------------------

    def _elements(self, line: Line) -> list[Json]:
        room, elements = limits.RICH_TEXT, []
        for part in line:
            element = self._element(part, room)
            room -= size(element.get("text", ""))
            if element.get("text") != "":
                elements.append(element)
            if room <= 1:
                break
        return elements

    def _element(self, part: Part, room: int) -> Json:
        match part:
            case str():
                return _text(cut(part, room))
            case Strong():
                return _text(cut(part.text, room), "bold")
            case Code():
                return _text(cut(part.text, room), "code")
            case Link():
                return {"type": "link", "url": part.url, "text": cut(part.label, room) or part.url}
            case Mention() if self._lives_here(part.ref):
                return {"type": "user", "user_id": part.ref.id}
            case Mention():
                return _text(cut(part.name, room))
            case _:
                assert_never(part)

    def _lives_here(self, ref: MemberRef) -> bool:
        return ref.workspace == self.here and bool(USER.fullmatch(ref.id))

    def _mentioned(self, part: Part) -> bool:
        return isinstance(part, Mention) and self._lives_here(part.ref)

    # Muted lines --------------------------------------------------------------------------------

    def _context(self, line: Line) -> list[Json]:
        """One piece of mrkdwn where nothing in it can be taken for markup; else what people typed is set apart."""
        if not self._harmless(line):
            return [_muted(each) for each in _chunks(list(self._apart(line)), limits.CONTEXT_ELEMENTS)]
        drawn = parsed(*map(self._mrkdwn, line))
        return [_muted([drawn])] if drawn["text"] else []

    def _row(self, row: _Row) -> Json:
        drawn = parsed(*map(self._mrkdwn, row.line)) if self._harmless(row.line) else {"text": ""}
        text = drawn if drawn["text"] else plain("".join(map(text_of, row.line)), limits.SECTION_TEXT)
        return {"type": "section", "text": text, "accessory": self._button(row.button)}

    def _harmless(self, line: Line) -> bool:
        short = sum(len(escaped(text_of(part), limits.RICH_TEXT)) for part in line) <= limits.CONTEXT_TEXT // 2
        return short and all(_inert(part) for part in line if not self._mentioned(part))

    def _apart(self, line: Line) -> Iterator[Json]:
        words = ""
        for part in (*line, None):
            marked = part if part and (isinstance(part, Link) or self._mentioned(part)) else None
            words += text_of(part) if part and not marked else ""
            if (marked or part is None) and words.strip():
                yield plain(words.strip(), limits.CONTEXT_TEXT)
                words = ""
            if marked:
                yield parsed(self._mrkdwn(marked))

    def _mrkdwn(self, part: Part) -> Mrkdwn:
        match part:
            case Mention() if self._lives_here(part.ref):
                return mention(part.ref.id)
            case Link():
                return link(part.url, part.label, limits.CONTEXT_TEXT)
            case Strong():
                return Mrkdwn(f"*{escaped(part.text, limits.CONTEXT_TEXT)}*") if part.text else Mrkdwn("")
            case Code():
                return Mrkdwn(f"`{escaped(part.text, limits.CONTEXT_TEXT)}`") if part.text else Mrkdwn("")
            case _:
                return escaped(text_of(part), limits.CONTEXT_TEXT)

    # Buttons ------------------------------------------------------------------------------------

    def _actions(self, block: Buttons) -> list[Json]:
        """A menu asks nothing before one of its lines acts, so what has a question to ask stands beside it."""
        folded = [button for button in block.more if not button.confirm]
        asking = [button for button in block.more if button.confirm]
        drawn = [self._button(button) for button in (*block.buttons, *asking)]
        drawn += [self._menu(each) for each in _chunks(folded, limits.OPTIONS_IN_MENU)]
        return [{"type": "actions", "elements": each} for each in _chunks(drawn, limits.ACTIONS_ELEMENTS)]

    def _menu(self, buttons: Iterable[Button]) -> Json:
        """The rest of the buttons behind three dots. A line of a menu has no action of its own: its value says it."""
        options = [
            {
                "text": plain(button.label, limits.OPTION),
                "value": f"{button.action}:{button.value}"[: limits.OPTION_VALUE],
            }
            for button in buttons
        ]
        return {"type": "overflow", "action_id": f"more:{next(self.buttons)}", "options": options}

    def _button(self, button: Button) -> Json:
        drawn: Json = {
            "type": "button",
            "text": plain(button.label, limits.BUTTON),
            "action_id": f"{button.action}:{next(self.buttons)}",
            "value": button.value[: limits.BUTTON_VALUE],
        }
        if button.confirm:
            drawn["confirm"] = self._confirm(button, button.confirm)
        elif button.style is not Style.PLAIN:
            drawn["style"] = button.style.value
        return drawn

    def _confirm(self, button: Button, question: str) -> Json:
        """The red of a dangerous button waits in its question: in a list, many would shout down the quotes."""
        confirm = {
            "title": plain(button.label, limits.CONFIRM_TITLE),
            "text": plain(question, limits.CONFIRM_TEXT),
            "confirm": plain(button.label, limits.CONFIRM_BUTTON),
            "deny": plain(self.words.text("cancel"), limits.CONFIRM_BUTTON),
        }
        return confirm | ({"style": "danger"} if button.style is Style.DANGER else {})


def _rich(kind: str, elements: list[Json]) -> list[Json]:
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}] if elements else []


def _text(text: str, style: str | None = None) -> Json:
    return {"type": "text", "text": text, "style": {style: True}} if style else {"type": "text", "text": text}


def _muted(elements: list[Json]) -> Json:
    return {"type": "context", "elements": elements}


def _inert(part: Part) -> bool:
    """Within code Slack looks for nothing but its end."""
    return "`" not in part.text if isinstance(part, Code) else inert(text_of(part))


def _chunks(things: Sequence[T], most: int) -> Iterator[list[T]]:
    for start in range(0, len(things), most):
        yield list(things[start : start + most])
