"""Teams' names of reactions as emoji: ``like`` and ``1f440_eyes`` where others send 👍 and 👀."""

import re
from functools import lru_cache

import emoji

from bot.domain.emojis import spelled

# The six that Teams has had from the start.
_WORDS = {"like": "👍", "heart": "❤️", "laugh": "😆", "surprised": "😮", "sad": "😢", "angry": "😡"}
_CODE_POINTS = re.compile(r"[0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*(?=_|-tone|$)", re.IGNORECASE)


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
    whole = spelled("".join(map(chr, points)))
    return whole if emoji.is_emoji(whole) else None
