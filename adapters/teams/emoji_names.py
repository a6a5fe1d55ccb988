"""Teams' names of reactions as emoji: ``like`` and ``1f440_eyes`` where others send 👍 and 👀."""

import re
from functools import lru_cache

import emoji

# The six that Teams has had from the start.
_WORDS = {"like": "👍", "heart": "❤️", "laugh": "😆", "surprised": "😮", "sad": "😢", "angry": "😡"}
_CODE_POINTS = re.compile(r"[0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*(?=_|-tone|$)", re.IGNORECASE)
_TONES = frozenset(range(0x1F3FB, 0x1F400))


@lru_cache(maxsize=4096)
def emoji_of(reaction: str) -> str:
    """The emoji of that reaction, without its skin tone. What is none that we know is ``:reaction:``."""
    return _WORDS.get(reaction) or _spelled(reaction) or f":{reaction}:"


def _spelled(reaction: str) -> str | None:
    """Code points in front, a name behind, which says nothing that they do not."""
    match = _CODE_POINTS.match(reaction)
    if match is None:
        return None
    points = [int(each, 16) for each in match[0].split("-")]
    if any(point > 0x10FFFF or 0xD800 <= point < 0xE000 for point in points):
        return None
    found = "".join(chr(point) for point in points if point not in _TONES)
    # By way of its name, for the same emoji is spelled with and without a variation selector.
    whole = emoji.emojize(emoji.demojize(found))
    return whole if emoji.is_emoji(whole) else None
