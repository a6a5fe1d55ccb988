"""What pressing a button leads to: Teams has to know beforehand whether it opens a dialog."""

from collections.abc import Mapping

from adapters.offers import OPENED_BY
from bot.domain.refs import MessageRef, WorkspaceRef
from bot.services.forms import WORLD
from bot.speech import Action

ASKS = frozenset(
    {
        Action.RECORD,
        Action.DRAFT,
        Action.CORRECT,
        Action.SCHEDULE,
        Action.SETTINGS,
        Action.TEAM,
        Action.ADD_CONTEXT,
        Action.SAY_WHY,
        Action.CLOSE,
        Action.STEP,
        Action.HAND_OVER,
        Action.DECLINE,
        Action.RESOLVE,
        Action.REOPEN,
        Action.STORY,
        Action.CUSTOMER_ANSWER,
    }
)
"""Answered with a form, unless refused."""

TELLS = frozenset({Action.WHY, Action.HELP, Action.SHOW_CASE, Action.STEPS, Action.HISTORY, Action.MORE})
"""Answered with something to read. In a dialog one person reads it, and the card it was asked from stays as it is."""

OPENS_DIALOG = ASKS | TELLS

_QUOTES: Mapping[str, Action] = {"quote": Action.CORRECT, "follows": Action.CUSTOMER_ANSWER}


def opener(form: str, memo: str) -> tuple[Action, str]:
    """The button, with its value, that opens a form like this one: to draw it again with what is wrong in it.

    A quote form that is about no quote of ours is opened empty, and keeps its memo. Raises: ValueError, for a form that
    is none of ours.
    """
    if form == "quote":
        kind, _, number = memo.partition("|")
        action = _QUOTES.get(kind)
        return (action, number) if action else (OPENED_BY[form], "")
    if form == "sentence":
        purpose, _, number = memo.partition("|")
        return Action(purpose), number
    if form not in OPENED_BY:
        raise ValueError(form)
    return OPENED_BY[form], memo


def taken_from(form: str, memo: str, here: WorkspaceRef) -> MessageRef | None:
    """The message whose words a form like this one was opened with."""
    if form != "quote":
        return None
    try:
        return MessageRef.from_token(here, memo.removeprefix(f"{WORLD};"))
    except ValueError:
        return None
