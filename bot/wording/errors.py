"""An error as a person may read it."""

from collections.abc import Sequence
from datetime import date

from bot.domain.errors import KundordError
from bot.wording import dates
from bot.wording.language import Words

WHAT = {what: f"what-{what}" for what in ("text", "sentiment", "stage", "customer", "via", "link")}
"""What ``TwoOf`` may be about."""

SHOWN = 80
"""Characters of somebody's words that a sentence repeats."""


def sentence(error: KundordError, words: Words) -> str:
    """What happened, that nothing was lost, and what to do.

    An error without words of its own is told as what it is a kind of: telling a person must not fail in turn.
    """
    facts = {name: _fact(name, value, words) for name, value in error.facts.items()}
    said = _said(type(error), facts, words)
    if facts.get("nearest"):
        said += f" {words.text('did-you-mean', nearest=facts['nearest'])}"
    return said


def _said(kind: type[KundordError], facts: dict[str, str], words: Words) -> str:
    try:
        return words.text(kind.key(), **facts)
    except KeyError:
        parent = kind.__base__
        if parent is None or not issubclass(parent, KundordError):
            raise
        return _said(parent, facts, words)


def _fact(name: str, value: object, words: Words) -> str:
    match value:
        case str():
            return words.text(WHAT[value]) if name == "what" and value in WHAT else _short(value)
        case bool():
            return str(value)
        case int():
            return str(value) if name == "number" else dates.number(words.language, value)
        case date():
            return words.full_date(value)
        case Sequence():
            return words.any_of([words.stage(str(each)) if name == "stages" else _short(str(each)) for each in value])
        case _:
            return str(value)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"
