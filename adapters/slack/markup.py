"""Words on their way into Slack: cut to size, and escaped where Slack would act on them.

Text that Slack parses has its own type, so that mypy finds a leak; everything else goes where nothing is parsed.
"""

import re
from collections.abc import Callable
from typing import NewType

Mrkdwn = NewType("Mrkdwn", str)
"""Text that Slack may parse: escaped, or markup of ours."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
"""The ampersand first, for it stands in all of them."""
_WIDEST = max(map(len, _ENTITIES.values()))
_MARKERS = "*_~`"
_JOINER = "\u2060"
# Each alternative begins with one set, so that the search passes over all else at once: it takes a third of the time.
_ACTIVE = re.compile(r"[*_~`\n:](?:(?<=[*_~`])|(?<=\n)\s*>|(?<=:)[\w+'-]+:)")


def size(text: str) -> int:
    """UTF-16 units: an emoji beyond the first plane counts twice in Slack's clients."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """At most so long, with an ellipsis in place of what is missing."""
    return text if 2 * len(text) <= most or size(text) <= most else _fitted(text, most, _width)


def escaped(text: str, most: int) -> Mrkdwn:
    """Harmless where Slack parses: no mentions, links or calls. Never longer than ``most``, never half an entity."""
    fitting = text if len(text) * _WIDEST <= most else _fitted(text, most, _escaped_width)
    return Mrkdwn(_spelled(fitting))


def inert(text: str) -> bool:
    """Whether these words show as they are once escaped. Slack has no escape for ``*great*`` or ``:smile:``."""
    return not text.lstrip().startswith(">") and not _ACTIVE.search(text)


def neutral(text: str, most: int) -> Mrkdwn:
    """As ``escaped``, for the places where there is nothing but mrkdwn: markers are kept from pairing up."""
    if inert(text):
        return escaped(text, most)
    return escaped("".join(f"{_JOINER}{char}{_JOINER}" if char in _MARKERS else char for char in text), most)


def parsed(*texts: Mrkdwn) -> dict[str, object]:
    """A text object that Slack parses, addresses standing alone excepted."""
    return {"type": "mrkdwn", "text": "".join(texts).strip(), "verbatim": True}


def mention(id: str) -> Mrkdwn:
    return Mrkdwn(f"<@{id}>")


def link(url: str, label: str, most: int) -> Mrkdwn:
    """``url`` must be one of ours or checked. Cut, it would lead elsewhere: of one too long only the label remains."""
    address, shown = _spelled(url.replace("|", "%7C")), _spelled(label.replace("|", "/"))
    whole = f"<{address}|{shown}>"
    return Mrkdwn(whole) if size(whole) <= most else escaped(label, most)


def _spelled(text: str) -> str:
    for char, entity in _ENTITIES.items():
        text = text.replace(char, entity)
    return text


def _fitted(text: str, most: int, width: Callable[[str], int]) -> str:
    room = most
    for place, char in enumerate(text):
        room -= width(char)
        if room < 0:
            return _shortened(text[:place], most - 1, width)
    return text


def _shortened(text: str, most: int, width: Callable[[str], int]) -> str:
    used = sum(map(width, text))
    while text and (used > most or text[-1] in "\u200d\ufe0f"):
        used -= width(text[-1])
        text = text[:-1]
    return text.rstrip() + "…"


def _width(char: str) -> int:
    return 1 + (char > "\uffff")


def _escaped_width(char: str) -> int:
    return len(_ENTITIES[char]) if char in _ENTITIES else _width(char)
