"""What somebody said, on its way to the one grammar."""

import re
from collections.abc import Iterable

from bot.domain.requests import Mentioned


def joined(parts: Iterable[str | Mentioned]) -> list[str | Mentioned]:
    """A line with neighbouring words as one, and nothing empty in it."""
    line: list[str | Mentioned] = [""]
    for each in parts:
        if isinstance(each, str) and isinstance(line[-1], str):
            line[-1] += each
        else:
            line.append(each)
    return [each for each in line if each]


def bare(line: list[str | Mentioned], command: str) -> list[str | Mentioned]:
    """Without the word that slash commands begin with, where somebody types it though none is needed."""
    if not line or not isinstance(line[0], str):
        return line
    first = line[0].lstrip()
    root = re.match(rf"/?{re.escape(command.lstrip('/'))}(?![\w-])\s*", first, re.IGNORECASE)
    return [first[root.end() :] if root else first, *line[1:]]
