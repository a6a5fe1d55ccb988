"""Times and days as people write them, in the languages we speak."""

import re
import unicodedata
from datetime import time

from bot.domain.channels import WORK_DAYS
from bot.domain.errors import Refused


class TimeNotUnderstood(Refused):
    """Facts: ``time``."""

    field = "time"


class CutoffNotUnderstood(Refused):
    """Facts: ``cutoff``."""

    field = "cutoff"


class DaysNotUnderstood(Refused):
    """Facts: ``days``, the word we do not know."""

    field = "days"


_TIME = re.compile(r"(?:(?:kl|at)\b\.? *)?(\d{1,2})(?:[:.]?(\d\d))? *([ap]\.?m\.?)?", re.IGNORECASE)


def parse_time(text: str) -> time:
    """``9``, ``09:00``, ``9.30``, ``0930``, ``kl. 9``, ``9:30 pm``. Raises: TimeNotUnderstood."""
    if (found := _read_time(text)) is None:
        raise TimeNotUnderstood(time=text)
    return found


def parse_cutoff(text: str) -> time:
    """As ``parse_time``, for the other field. Raises: CutoffNotUnderstood."""
    if (found := _read_time(text)) is None:
        raise CutoffNotUnderstood(cutoff=text)
    return found


def _read_time(text: str) -> time | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1].lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


_DAY_NAMES = (
    ("monday", "mandag"),
    ("tuesday", "tisdag", "tirsdag"),
    ("wednesday", "onsdag"),
    ("thursday", "torsdag"),
    ("friday", "fredag"),
    ("saturday", "lordag"),
    ("sunday", "sondag"),
)
_EVERY_DAY = frozenset(range(7))
_PHRASES = dict.fromkeys(("weekdays", "workdays", "vardagar", "hverdager", "arbetsdagar"), WORK_DAYS)
_PHRASES |= dict.fromkeys(("arbeidsdager", "virkedager"), WORK_DAYS)
_PHRASES |= dict.fromkeys(("daily", "every day", "all days", "dagligen", "daglig"), _EVERY_DAY)
_PHRASES |= dict.fromkeys(("alla dagar", "alle dager", "varje dag", "hver dag"), _EVERY_DAY)
_LIST = re.compile(r"\s*(?:[,;/&+]|\b(?:and|och|og)\b)\s*")
_RANGE = re.compile(r"\s*(?:-|(?<=\w)\s+(?:to|through|till?)\s+(?=\w))\s*")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def parse_days(text: str) -> frozenset[int]:
    """``mon-fri``, ``mon, wed``, ``mån–fre``, ``man til fre``, ``weekdays``, ``alla dagar``; Monday is 0.

    Raises: DaysNotUnderstood.
    """
    folded = _fold(text)
    if (phrase := _PHRASES.get(" ".join(folded.split()))) is not None:
        return phrase
    found: set[int] = set()
    for part in _LIST.split(folded):
        ends = [_parse_day(word, text) for word in _RANGE.split(part)]
        if len(ends) > 2:
            raise DaysNotUnderstood(days=part)
        # A range may go over the week's end: fri-mon.
        found.update((ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1))
    return frozenset(found)


def _parse_day(word: str, text: str) -> int:
    """A name, its beginning, or its plural. Two letters will do where only one day begins with them."""
    word = word.strip(" .")
    days = [day for day, names in enumerate(_DAY_NAMES) if any(_begins(word, name) for name in names)]
    if len(word) < 2 or len(days) != 1:
        raise DaysNotUnderstood(days=word or text)
    return days[0]


def _begins(word: str, name: str) -> bool:
    return name.startswith(word) or (word.startswith(name) and len(word) <= len(name) + len("arna"))


def _fold(text: str) -> str:
    """Lower case without diacritics, so that ``MÅN``, ``man`` and ``lør``, ``lör`` are the same word."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o").translate(_DASHES))
    return "".join(char for char in bare if not unicodedata.combining(char)).strip()
