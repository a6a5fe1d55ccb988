"""What stands on a card of ours, as somebody sees it, and what a client would send back from a form of ours."""

import re
from collections.abc import Iterator
from typing import Any

from adapters.teams.markup import JOINER

Json = dict[str, Any]

# PLATFORMS §8.5: what would come alive in a text, as Markdown, as a template or as a mention.
HOSTILE = (
    "[our bank](https://evil.example)",
    "[x](javascript:alert(1))",
    "![](https://evil.example/pixel.png)",
    "**bold** _it_ ~~gone~~ `code`",
    "- a list\n- of two",
    "1. first\r2. second",
    "# A heading",
    "> quoted\n> twice",
    "    code by indentation",
    "{{DATE(2026-11-24T08:00:00Z, SHORT)}} {{TIME(2026-11-24T08:00:00Z)}}",
    "${$root.secret} ${if(true, 1, 2)}",
    "<at>Anna Berg</at> <AT>everyone</AT>",
    "<https://evil.example> <b>bold</b> &lt;at&gt; &#42;",
    "a \\*backslash\\* at the end\\",
    "|a|b|\n|-|-|\n|c|d|",
    "\u202eright to left\u202c",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "{count} %s {{7*7}}",
)

ALIVE = re.compile(r"\{\{|\$\{|<at\b", re.IGNORECASE)
MARKDOWN = re.compile(r"[*_`~\\\[\]|\n]|^\s|^[-+>#=]|^\d+[.)]|&[#\w]|<[\w/!?]")
_LINK = re.compile(r"\[([^\[\]]*)\]\(https?://[^()\s]*\)")
_BOLD = re.compile(r"\*\*(?=\S)([^*]*)(?<=\S)\*\*")


def elements(thing: object) -> Iterator[Json]:
    """Everything in a card that has a type, actions and all."""
    if isinstance(thing, dict):
        if "type" in thing:
            yield thing
        for each in thing.values():
            yield from elements(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from elements(each)


def of_kind(card: Json, *kinds: str) -> list[Json]:
    return [each for each in elements(card) if each["type"] in kinds]


def texts(card: Json) -> Iterator[str]:
    """Every string on it that is shown."""
    for each in elements(card):
        for key in ("text", "title", "label", "placeholder", "errorMessage", "fallbackText"):
            if isinstance(each.get(key), str):
                yield each[key]
        for choice in each.get("choices", ()):
            yield choice["title"]


def seen(text: str) -> str:
    """Without what keeps things apart and is seen by nobody."""
    return text.replace(JOINER, "")


def read(card: Json) -> str:
    return "\n".join(seen(text) for text in texts(card))


def alive(card: Json) -> list[str]:
    """What Teams would act on in it, our own mentions, links and bold words excepted."""
    entities = card.get("msteams", {}).get("entities", ())
    ours = [each["text"] for each in entities]
    found = []
    for text in texts(card):
        found += ALIVE.findall(_without(ours, text))
    for block in of_kind(card, "TextBlock"):
        found += MARKDOWN.findall(_BOLD.sub(r"\1", _LINK.sub(r"\1", _without(ours, block["text"]))))
    return found


def _without(mentions: list[str], text: str) -> str:
    for mention in mentions:
        text = text.replace(mention, "x")
    return text


# Forms ------------------------------------------------------------------------------------------


def inputs(card: Json) -> dict[str, Json]:
    return {each["id"]: each for each in elements(card) if each["type"].startswith("Input.")}


def sent(card: Json, button: int = 0, /, **typed: str) -> Json:
    """``value`` of ``task/submit`` when somebody presses that button: what stands in the fields, and its data."""
    values = {id: str(each["value"]) for id, each in inputs(card).items() if each.get("value") not in (None, "")}
    named = {id.partition("-")[2]: id for id in inputs(card)}
    entered = {named[name]: value for name, value in typed.items()}
    return {"data": {**card["actions"][button]["data"], **values, **entered}, "context": {"theme": "default"}}
