"""Words on their way into Teams: cut to size, and kept from coming alive.

Teams acts on text in three ways. Everywhere it fills in templates: ``{{DATE(…)}}``. In a TextBlock, the only place
for mentions, it reads Markdown too, and there is no escape that its phones and its desktop both know. So what people
typed goes into text runs where it can; beside a mention, what Markdown would act on is shown by characters that only
look like it. Text for each of the two places has its own type, so that mypy finds a leak.
"""

import re
from typing import NewType

import msgspec

Run = NewType("Run", str)
"""Text for a place without Markdown."""

Markdown = NewType("Markdown", str)
"""Text for a TextBlock: made harmless, or markup of ours."""

JOINER = "\u2060"
"""Takes no room and is no space, so that two characters beside it neither meet nor break apart."""

_TEMPLATE = re.compile(r"(?<=[{$])(?=\{)|(?<=<)(?=/?at\b)", re.IGNORECASE)
_ALIVE = re.compile(r"[*_`~\\\[\]|\n\r]|&(?=[#\w])|<(?=[\w/!?])")
_OPENING = re.compile(r"(?<=&)(?=[#\w])|(?<=<)(?=[\w/!?])")
_BEGINNING = re.compile(r"\s|[-+>#=]|\d+[.)]")
_LOOKALIKES = str.maketrans(
    {"*": "∗", "_": "ˍ", "`": "ˋ", "~": "∼", "\\": "∖", "[": "［", "]": "］", "|": "∣", "\n": " ", "\r": " "}
)
_CONTINUING = ("\u200d", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400)))
"""What makes one emoji of several characters."""


def size(text: str) -> int:
    """UTF-16 units: an emoji beyond the first plane is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def weight(thing: object) -> int:
    """The bytes that something takes up in a message."""
    encoded = msgspec.json.encode(thing)
    return 2 * (len(encoded) if encoded.isascii() else size(encoded.decode()))


def cut(text: str, most: int) -> str:
    """At most ``most`` units, with an ellipsis in place of what is missing; an emoji made of several stays whole."""
    if 2 * len(text) <= most or size(text) <= most:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)]
    kept = units.decode("utf-16-le", "ignore")
    while kept and (kept.endswith("\u200d") or text.startswith(_CONTINUING, len(kept))):
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def run(text: str) -> Run:
    """Harmless where there is no Markdown: no templates, no mentions but ours. It looks as it was typed."""
    return Run(_TEMPLATE.sub(JOINER, text) if "{" in text or "<" in text else text)


def inert(text: str) -> bool:
    """Whether Markdown leaves these words as they are, wherever they stand."""
    return not _ALIVE.search(text) and not _BEGINNING.match(text)


def neutral(text: str) -> Markdown:
    """Harmless within a TextBlock. It looks nearly as it was typed."""
    if _ALIVE.search(text):
        text = _OPENING.sub(JOINER, text.translate(_LOOKALIKES))
    return Markdown(run(text))


def bold(text: str) -> Markdown:
    """Harmless, and heavier. Spaces stand outside the stars, or these would be shown."""
    words = text.strip()
    before, _, after = text.partition(words)
    return Markdown(f"{neutral(before)}**{neutral(words)}**{neutral(after)}")


def whole(*texts: Markdown) -> Markdown:
    """A whole TextBlock. What would make a list, a heading or code of it when it stands first stands second."""
    text = "".join(texts)
    return Markdown(JOINER + text if _BEGINNING.match(text) else text)
