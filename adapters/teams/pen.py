"""What worded messages are drawn with: each part as the elements it takes on a card."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from adapters.payload import Json
from adapters.teams import limits
from adapters.teams.elements import action_set, address, button, heading, link_run, rich_text, text_block, text_run
from adapters.teams.markup import JOINER, Markdown, bold, cut, neutral, run, size, whole
from bot.domain.refs import WorkspaceRef
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
    text_of,
)

LARGE = 200
"""Our own: a quotation that a card is about is set larger, up to this length."""

PLAIN: Mapping[str, object] = {}
MUTED: Mapping[str, object] = {"isSubtle": True, "size": "Small"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A line or a quotation with its button at the right."""

    beside: Paragraph | Quotation
    button: Button


def _in_rows(blocks: Sequence[Block]) -> list[Block | _Row]:
    """A list stays short where its lines and quotations have but one plain button each, and share a row with it."""
    rows: list[Block | _Row] = []
    for block in blocks:
        match block, rows[-1:]:
            case Buttons((Button(style=Style.PLAIN, confirm=None) as only,), ()), [Paragraph() | Quotation() as beside]:
                rows[-1] = _Row(beside, only)
            case _:
                rows.append(block)
    return rows if sum(isinstance(each, _Row) for each in rows) > 1 else list(blocks)


def _rows(buttons: Sequence[Json], *, more: bool) -> list[list[Json]]:
    """So many in each row as a phone shows with their labels whole; ``more``: the last row has room for three dots."""
    rows: list[list[Json]] = [[]]
    room: float = limits.ROW
    for place, each in enumerate(buttons):
        width = limits.BUTTON_FRAME + limits.BUTTON_LETTER * size(each["title"])
        needed = width + (limits.BUTTON_MORE if more and place == len(buttons) - 1 else 0)
        if rows[-1] and (needed > room or len(rows[-1]) == limits.BUTTONS_IN_ROW):
            rows.append([])
            room = limits.ROW
        rows[-1].append(each)
        room -= width
    return rows


@dataclass(slots=True)
class Pen:
    """Draws one surface. ``most``: no text is longer. ``written`` is how much it has written."""

    here: WorkspaceRef
    most: int = limits.TEXT
    tone: Tone = Tone.PLAIN
    in_dialog: bool = False
    written: int = 0
    _alone: bool = False
    _mentioned: dict[str, Json] = field(default_factory=dict)

    @property
    def entities(self) -> list[Json]:
        return list(self._mentioned.values())

    def blocks(self, blocks: Sequence[Block]) -> list[Json]:
        # One quotation is what the card is about.
        self._alone = sum(isinstance(block, Quotation) for block in blocks) == 1
        drawn: list[Json] = []
        parted = False
        before: Block | _Row | None = None
        for block in _in_rows(blocks):
            if isinstance(block, Rule):
                parted = True
                continue
            elements = list(self._block(block))
            if elements and parted and drawn:
                elements[0] |= {"separator": True, "spacing": "Large"}
            elif elements and isinstance(block, Quotation) and isinstance(before, Muted | Buttons):
                # In a list, what goes with a quotation stands nearer to it than to the next one.
                elements[0] |= {"spacing": "Large"}
            parted = parted and not elements
            before = block
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
                yield from self.line(block.line, MUTED, spacing="Small")
            case Listing():
                yield from self._listing(block.lines)
            case Buttons():
                yield from self._buttons(block)
            case _Row():
                yield self._row(block)
            case Rule():
                return
            case _:
                assert_never(block)

    def _heading(self, text: str) -> Iterator[Json]:
        if text.strip():
            colour = {"color": "Accent"} if self.tone is Tone.WORLD else {}
            yield heading(whole(neutral(self._cut(text))), **colour)

    def _quotation(self, text: str) -> Iterator[Json]:
        if text.strip():
            large = {"size": "Large"} if self._alone and size(text) <= LARGE else {}
            words = rich_text([text_run(run(self._cut(text)), **large)])
            yield {"type": "Container", "style": "emphasis", "items": [words]}

    def _listing(self, lines: Iterable[Line]) -> Iterator[Json]:
        for line in lines:
            yield from self.line(line, spacing="Small")

    def _buttons(self, block: Buttons) -> Iterator[Json]:
        """What has a question to ask unfolds it, so it stands beside the three dots and not behind them."""
        asking = [each for each in block.more if each.confirm]
        shown = [button(each, in_dialog=self.in_dialog) for each in (*block.buttons, *asking)]
        folded = [button(each, in_dialog=self.in_dialog, folded=True) for each in block.more if not each.confirm]
        *first, last = _rows(shown, more=bool(folded))
        for row in first:
            yield action_set(row)
        yield action_set(last + folded)

    def _row(self, row: _Row) -> Json:
        beside = action_set([button(row.button, in_dialog=self.in_dialog)])
        middle = {"verticalContentAlignment": "Center"}
        return {
            "type": "ColumnSet",
            "columns": [
                {"type": "Column", "width": "stretch", "items": list(self._block(row.beside)), **middle},
                {"type": "Column", "width": "auto", "items": [beside], **middle},
            ],
        }

    # Lines --------------------------------------------------------------------------------------

    def line(self, line: Line, how: Mapping[str, object] = PLAIN, **around: object) -> Iterator[Json]:
        """Rich text, but for a line with a mention: Teams looks for mentions in text blocks only.

        ``how`` its words are set, and what is to be said of all of it.
        """
        if any(self._lives_here(part) for part in line):
            yield self._text_block(line, {**how, **around})
            return
        runs = [self._run(part, text, how) for part, text in self._fitted(line) if text]
        if any(each["text"].strip() for each in runs):
            yield rich_text(runs, **around)

    def _run(self, part: Part, text: str, how: Mapping[str, object]) -> Json:
        match part:
            case str() | Mention():
                return text_run(run(text), **how)
            case Strong():
                return text_run(run(text), **how, weight="Bolder")
            case Code():
                return text_run(run(text), **how, fontType="Monospace")
            case Link():
                return link_run(run(text), part.url, **how)
            case _:
                assert_never(part)

    def _text_block(self, line: Line, how: Json) -> Json:
        return text_block(whole(*(self._markdown(part, text) for part, text in self._fitted(line))), **how)

    def _markdown(self, part: Part, text: str) -> Markdown:
        if isinstance(part, Mention) and text and self._lives_here(part):
            return self._mention(part, text)
        if isinstance(part, Link) and text and (url := address(part.url)):
            return Markdown(f"[{neutral(text)}]({url})")
        if isinstance(part, Strong) and text.strip():
            return bold(text)
        return neutral(text)

    def _mention(self, person: Mention, text: str) -> Markdown:
        """Teams tells people apart by the text that stands for them, so two of one name differ unseen."""
        id, shown = person.ref.id, neutral(" ".join(text.split()) or "…").replace("<", "‹")
        tag = f"<at>{shown}</at>"
        while self._mentioned.get(tag, {}).get("mentioned", {}).get("id", id) != id:
            shown += JOINER
            tag = f"<at>{shown}</at>"
        self._mentioned[tag] = {"type": "mention", "text": tag, "mentioned": {"id": id, "name": person.name or shown}}
        return Markdown(tag)

    def _lives_here(self, part: Part) -> bool:
        return isinstance(part, Mention) and part.ref.workspace == self.here and bool(part.ref.id)

    def _fitted(self, line: Line) -> Iterator[tuple[Part, str]]:
        """Each part with as much of its text as there is room for in the line; of a mention all or nothing."""
        room = self.most
        for part in line:
            squeezed = self._lives_here(part) and size(text_of(part)) > room
            fitting: Part = "…" if squeezed else part
            text = cut(text_of(fitting), room) if room > 1 else ""
            length = size(text)
            room = 0 if squeezed else room - length
            self.written += length
            yield fitting, text

    def _cut(self, text: str) -> str:
        text = cut(text, self.most)
        self.written += size(text)
        return text
