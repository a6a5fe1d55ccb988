"""What somebody said, on its way to the one grammar."""

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
