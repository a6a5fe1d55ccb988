"""A worded message as Teams draws it: an Adaptive Card, in whose rich text nothing that people typed is parsed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from adapters.payload import Json
from adapters.teams import limits
from adapters.teams.elements import (
    CARD,
    action_set,
    address,
    attachment,
    button,
    card,
    heading,
    link_run,
    rich_text,
    text_block,
    text_run,
)
from adapters.teams.markup import JOINER, Markdown, cut, neutral, run, size, weight
from bot.domain.refs import MemberRef, WorkspaceRef
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
    Tone,
    Worded,
)

MESSAGE = "application/vnd.microsoft.activity.message"

WIDE = 200
"""Our own: a card with more text than this uses the width of the window."""

LARGE = 200
"""Our own: a quotation that a card is about is set larger, up to this length."""

MUTED: Json = {"isSubtle": True, "size": "Small"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """``card`` is the content of the one attachment, ``summary`` what a notification shows."""

    card: Json
    summary: str

    @property
    def activity(self) -> Json:
        """As a message that is posted, put in another's place, or answered with."""
        return {"type": "message", "summary": self.summary, "attachments": [attachment(self.card)]}

    @property
    def answer(self) -> Json:
        """As the answer to ``adaptiveCard/action`` that takes the card's place for who pressed."""
        return {"statusCode": 200, "type": CARD, "value": self.card}

    @property
    def told(self) -> Json:
        """As the answer to ``adaptiveCard/action`` that leaves the card and says it beside."""
        return {"statusCode": 200, "type": MESSAGE, "value": self.summary}


def message(worded: Worded, here: WorkspaceRef) -> Drawn:
    """A message for the people of workspace ``here``; others are shown by name."""
    return _Fitting(worded, here).drawn()


def page(blocks: Sequence[Block], here: WorkspaceRef) -> tuple[list[Json], list[Json]]:
    """What stands in a dialog, and the people mentioned in it."""
    pen = Pen(here, in_dialog=True)
    return pen.blocks(blocks), pen.entities


@dataclass(frozen=True, slots=True)
class _Fitting:
    """Makes a message fit. First long texts are cut, all to the same length; then what is last is left out."""

    worded: Worded
    here: WorkspaceRef

    def drawn(self) -> Drawn:
        if self._fits(whole := self._draw(limits.TEXT)):
            return whole
        if self._fits(self._draw(limits.TEXT_LEAST)):
            return self._draw(self._most(limits.TEXT_LEAST, limits.TEXT, self._draw))
        return self._begun(self._most(0, len(self.worded.blocks), self._begun))

    def _most(self, fitting: int, too_much: int, draw: Callable[[int], Drawn]) -> int:
        while too_much - fitting > 1:
            middle = (fitting + too_much) // 2
            fitting, too_much = (middle, too_much) if self._fits(draw(middle)) else (fitting, middle)
        return fitting

    def _fits(self, drawn: Drawn) -> bool:
        return weight(drawn.activity) <= limits.MESSAGE

    def _draw(self, most: int) -> Drawn:
        return self._card(self.worded.blocks, most)

    def _begun(self, count: int) -> Drawn:
        """The first ``count`` parts, three dots, and the buttons of the whole message if it ends with some."""
        rest = self.worded.blocks[count:]
        ending = rest[-1:] if isinstance(rest[-1], Buttons) else ()
        blocks = (*self.worded.blocks[:count], Muted(("…",)), *ending)
        return self._card(blocks, limits.TEXT_LEAST)

    def _card(self, blocks: Sequence[Block], most: int) -> Drawn:
        said = self.worded.notification or "Kundord"
        pen = Pen(self.here, most=most, tone=self.worded.tone, alone=_quotations(blocks) == 1)
        body = pen.blocks(blocks)
        fallback = neutral(cut(said, limits.FALLBACK))
        content = card(body, pen.entities, fallback, wide=pen.written > WIDE)
        return Drawn(content, run(cut(said, limits.NOTIFICATION)))


def _quotations(blocks: Iterable[Block]) -> int:
    return sum(isinstance(each, Quotation) for each in blocks)


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
            case [Paragraph(line)], Buttons((Button(style=Style.PLAIN, confirm=None) as only,), ()):
                rows[-1] = _Row(line, only)
            case _:
                rows.append(block)
    return rows


@dataclass(slots=True)
class Pen:
    """Draws one surface. ``alone``: there is one quotation, and it is what the card is about."""

    here: WorkspaceRef
    most: int = limits.TEXT
    tone: Tone = Tone.PLAIN
    alone: bool = False
    in_dialog: bool = False
    written: int = 0
    _mentioned: dict[str, Json] = field(default_factory=dict)

    @property
    def entities(self) -> list[Json]:
        return list(self._mentioned.values())

    def blocks(self, blocks: Iterable[Block]) -> list[Json]:
        drawn: list[Json] = []
        parted = False
        for block in _in_rows(blocks):
            if isinstance(block, Rule):
                parted = True
                continue
            elements = list(self._block(block))
            if elements and parted and drawn:
                elements[0] |= {"separator": True, "spacing": "Large"}
            parted = parted and not elements
            drawn += elements
        return drawn

    def _block(self, block: Block | _Row) -> Iterator[Json]:
        match block:
            case Heading():
                yield from self._heading(block.text)
            case Quotation():
                yield from self._quotation(block.text)
            case Paragraph():
                yield from self.line(block.line)
            case Muted():
                yield from self.line(block.line, {**MUTED, "spacing": "Small"})
            case Listing():
                yield from self._listing(block.lines)
            case Buttons():
                yield self._buttons(block)
            case _Row():
                yield self._row(block)
            case Rule():
                return
            case _:
                assert_never(block)

    def _heading(self, text: str) -> Iterator[Json]:
        if text.strip():
            colour = {"color": "Accent"} if self.tone is Tone.WORLD else {}
            yield heading(neutral(self._cut(text)), **colour)

    def _quotation(self, text: str) -> Iterator[Json]:
        if text.strip():
            large = {"size": "Large"} if self.alone and size(text) <= LARGE else {}
            words = rich_text([text_run(run(self._cut(text)), **large)])
            yield {"type": "Container", "style": "emphasis", "items": [words]}

    def _listing(self, lines: Iterable[Line]) -> Iterator[Json]:
        for line in lines:
            yield from self.line(line, {"spacing": "Small"})

    def _buttons(self, block: Buttons) -> Json:
        """What has a question to ask unfolds it, so it stands beside the three dots and not behind them."""
        shown = [each for each in (*block.buttons, *block.more) if each in block.buttons or each.confirm]
        folded = [each for each in block.more if not each.confirm]
        drawn = [button(each, in_dialog=self.in_dialog) for each in shown]
        drawn += [button(each, in_dialog=self.in_dialog, folded=True) for each in folded]
        return action_set(drawn)

    def _row(self, row: _Row) -> Json:
        beside = action_set([button(row.button, in_dialog=self.in_dialog)])
        middle = {"verticalContentAlignment": "Center"}
        return {
            "type": "ColumnSet",
            "columns": [
                {"type": "Column", "width": "stretch", "items": list(self.line(row.line)), **middle},
                {"type": "Column", "width": "auto", "items": [beside], **middle},
            ],
        }

    # Lines --------------------------------------------------------------------------------------

    def line(self, line: Line, how: Json | None = None) -> Iterator[Json]:
        """Rich text, but for a line with a mention: Teams looks for mentions in text blocks only."""
        how = how or {}
        if any(self._lives_here(part) for part in line):
            yield self._text_block(line, how)
            return
        outer = {key: value for key, value in how.items() if key == "spacing"}
        inner = {key: value for key, value in how.items() if key != "spacing"}
        runs = [self._run(part, text, inner) for part, text in self._fitted(line) if text]
        if any(each["text"].strip() for each in runs):
            yield rich_text(runs, **outer)

    def _run(self, part: Part, text: str, how: Json) -> Json:
        match part:
            case Strong():
                return text_run(run(text), **how, weight="Bolder")
            case Code():
                return text_run(run(text), **how, fontType="Monospace")
            case Link():
                return link_run(run(text), part.url, **how)
            case str() | Mention():
                return text_run(run(text), **how)
            case _:
                assert_never(part)

    def _text_block(self, line: Line, how: Json) -> Json:
        text = "".join(self._markdown(part, text) for part, text in self._fitted(line))
        return text_block(Markdown(text if text == text.lstrip() else JOINER + text), **how)

    def _markdown(self, part: Part, text: str) -> Markdown:
        if isinstance(part, Mention) and self._lives_here(part):
            return self._mention(part.ref, text)
        if isinstance(part, Link) and text and (url := address(part.url)):
            return Markdown(f"[{neutral(text)}]({url})")
        return neutral(text)

    def _mention(self, ref: MemberRef, name: str) -> Markdown:
        """Teams tells people apart by the text that stands for them, so two of one name differ unseen."""
        shown = neutral(" ".join(name.split()) or "…").replace("<", "‹")
        text = f"<at>{shown}</at>"
        while text in self._mentioned and self._mentioned[text]["mentioned"]["id"] != ref.id:
            shown += JOINER
            text = f"<at>{shown}</at>"
        self._mentioned[text] = {"type": "mention", "text": text, "mentioned": {"id": ref.id, "name": name}}
        return Markdown(text)

    def _lives_here(self, part: Part) -> bool:
        return isinstance(part, Mention) and part.ref.workspace == self.here and bool(part.ref.id)

    def _fitted(self, line: Line) -> Iterator[tuple[Part, str]]:
        """Each part with as much of its text as there is room for in the line."""
        room = self.most
        for part in line:
            text = cut(_typed(part), room) if room > 1 else ""
            room -= size(text)
            self.written += size(text)
            yield part, text

    def _cut(self, text: str) -> str:
        text = cut(text, self.most)
        self.written += size(text)
        return text


def _typed(part: Part) -> str:
    match part:
        case str():
            return part
        case Mention():
            return part.name
        case Link():
            return part.label
        case Strong() | Code():
            return part.text
        case _:
            assert_never(part)
