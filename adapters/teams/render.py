"""A worded message as Teams draws it: an Adaptive Card, in whose rich text nothing that people typed is parsed."""

from dataclasses import dataclass

from adapters.teams.markup import Json
from bot.domain.refs import WorkspaceRef
from bot.wording import Words
from bot.wording.parts import Worded

CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Drawn:
    """``card`` is the content of the one attachment, ``summary`` what a notification shows."""

    card: Json
    summary: str

    @property
    def activity(self) -> Json:
        """As a message that is posted, put in another's place, or answered with."""
        return {
            "type": "message",
            "summary": self.summary,
            "attachments": [{"contentType": CARD, "content": self.card}],
        }

    @property
    def answer(self) -> Json:
        """As the body of the answer to ``adaptiveCard/action``."""
        return {"statusCode": 200, "type": CARD, "value": self.card}


def message(worded: Worded, here: WorkspaceRef, words: Words) -> Drawn:
    """A message for the people of workspace ``here``; others are shown by name."""
    raise NotImplementedError
