"""A worded message as Teams draws it: an Adaptive Card, in whose rich text nothing that people typed is parsed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.payload import Json
from adapters.teams import limits
from adapters.teams.elements import CARD, attachment, card
from adapters.teams.fitting import Draw, fitted, holds
from adapters.teams.markup import cut, neutral, run, whole
from adapters.teams.pen import Pen
from bot.domain.refs import WorkspaceRef
from bot.wording.edges import NAME
from bot.wording.parts import Block, Worded

MESSAGE = "application/vnd.microsoft.activity.message"

WIDE = 200
"""Our own: a card with more text than this uses the width of the window."""


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

    return fitted(worded.blocks, _drawing(worded, here), _sent)


def first_whole(pages: Iterable[Worded], here: WorkspaceRef) -> Drawn:
    """The first of ever shorter pages of which nothing is left out, though long texts may be cut; or else the last.

    Raises: ValueError, where there is none.
    """
    page: Worded | None = None
    for page in pages:
        if holds(page.blocks, _drawing(page, here), _sent):
            break
    if page is None:
        raise ValueError("no page")
    return message(page, here)


def _drawing(worded: Worded, here: WorkspaceRef) -> Draw[Drawn]:
    return lambda blocks, most: _drawn(worded, blocks, Pen(here, most=most, tone=worded.tone))


def _sent(drawn: Drawn) -> Json:
    return drawn.activity


def _drawn(worded: Worded, blocks: Sequence[Block], pen: Pen) -> Drawn:
    body = pen.blocks(blocks)
    said = worded.notification or NAME
    fallback = whole(neutral(cut(said, limits.FALLBACK)))
    return Drawn(card(body, pen.entities, fallback, wide=pen.written > WIDE), run(cut(said, limits.NOTIFICATION)))
