"""An error as a person may read it."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.cases import State
from bot.domain.commands import COMMANDS, SHOWN
from bot.domain.errors import KundordError
from bot.wording import dates
from bot.wording.language import Words, clipped
from bot.wording.parts import plain

WHAT = {what: f"what-{what}" for what in ("text", "sentiment", "stage", "customer", "via", "link")}
"""What ``TwoOf`` may be about."""

STATES: Mapping[str, str] = {
    State.OPEN: "state-open",
    State.CLAIMED: "state-claimed",
    State.RESOLVED: "state-resolved",
    State.WITHDRAWN: "state-withdrawn",
    State.NO_BIG_DEAL: "state-no-big-deal",
}


def sentence(error: KundordError, words: Words) -> str:
    """What happened, that nothing was lost, and what to do.

    An error without words of its own is told as what it is a kind of: telling a person must not fail in turn.
    """
    facts = {name: _fact(name, value, words) for name, value in error.facts.items()}
    said = _said(type(error), facts, words)
    said = said[:1].upper() + said[1:]
    if facts.get("nearest"):
        said += f" {words.text('did-you-mean', nearest=facts['nearest'])}"
    return said


def _said(kind: type[KundordError], facts: Mapping[str, str | int], words: Words) -> str:
    try:
        return words.text(kind.key(), **facts)
    except KeyError:
        parent = kind.__base__
        if parent is None or not issubclass(parent, KundordError):
            raise
        return _said(parent, facts, words)


def _named(name: str, value: str, words: Words) -> str | None:
    """What the core calls by a name of its own, as people say it."""
    if name == "command":
        return next((each.phrases(words.language)[0] for each in COMMANDS if each.name == value), None)
    key = WHAT.get(value) if name == "what" else STATES.get(value) if name == "state" else None
    return words.text(key) if key else None


def _fact(name: str, value: object, words: Words) -> str | int:
    match value:
        case None:
            return words.text("colleagues", count=1)
        case str():
            return _named(name, value, words) or clipped(value, SHOWN)
        case bool():
            return str(value)
        case int() if name == "count":
            return value
        case int():
            return str(value) if name == "number" else dates.number(words.language, value)
        case date():
            return words.full_date(value)
        case Sequence() if name == "channels":
            named = [clipped(str(each), SHOWN) or words.text("channel-unnamed") for each in value]
            return plain(words.together([(each,) for each in named]))
        case Sequence():
            return words.any_of(
                [words.stage(str(each)) if name == "stages" else clipped(str(each), SHOWN) for each in value]
            )
        case _:
            return str(value)
