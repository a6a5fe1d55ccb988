"""Forms about a case."""

from bot.domain.people import Team
from bot.domain.refs import CaseNumber
from bot.domain.steps import Logged
from bot.domain.values import dataclass
from bot.speech.actions import Action
from bot.speech.shown import ShownQuote


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """One sentence, for ``purpose``: SAY_WHY, CLOSE, REOPEN, DECLINE (a case's number) or ADD_CONTEXT (a quote's).

    Field: words.
    """

    purpose: Action
    number: int
    words: str = ""

    @property
    def memo(self) -> str:
        return f"{self.purpose}|{self.number}"


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step of a case, with what was logged or drafted before. It keeps drafts.

    Fields: words; for CONTACTED how and expectation; for CAUSE basis; for CHANGE team; for LOOP possible (yes or no).
    """

    number: CaseNumber
    logged: Logged
    teams: tuple[Team, ...] = ()

    @property
    def memo(self) -> str:
        return f"{self.number}|{self.logged.step}"


@dataclass(frozen=True, slots=True)
class HandOverForm:
    """``linked``: some colleagues live in a workspace whose people no picker here knows, and are named instead.

    Fields: to (one person), name or team, words (optional).
    """

    number: CaseNumber
    teams: tuple[Team, ...] = ()
    linked: bool = False


@dataclass(frozen=True, slots=True)
class ResolveForm:
    """What a resolved case cannot be without. It keeps drafts. Fields: learning, possible, loop."""

    number: CaseNumber
    learning: str = ""
    possible: bool = True
    loop: str = ""


@dataclass(frozen=True, slots=True)
class StoryForm:
    """The story as it will be told. It keeps drafts. Fields: said, learned, changed, named (a switch).

    ``named`` None: whoever tells it is not to be named, and not asked. ``posted``: it stands in a channel already.
    """

    number: CaseNumber
    quote: ShownQuote
    said: str = ""
    learned: str = ""
    changed: str = ""
    named: bool | None = True
    posted: bool = False
