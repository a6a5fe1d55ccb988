"""Days, times and lists as CLDR has them, and the only place where a zone meets words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.domain import calendar
from bot.domain.words import fold

if TYPE_CHECKING:
    from babel import Locale

NO_BREAK = "\u00a0"
"""A space where no line ends."""

# CLDR's plain English is American: "March 3", a comma before "and", twelve hours.
_LOCALES = {"en": "en_GB"}
_SHORT_LIST = 3
_PLURALS = ("zero", "one", "two", "few", "many", "other")


@cache
def locale(language: str) -> "Locale":
    from babel import Locale

    return Locale.parse(_LOCALES.get(language, language))


@lru_cache(maxsize=512)
def day(language: str, when: date, *, year: bool = False) -> str:
    """``Tuesday 24 November``, ``tisdag 24 november``, ``tirsdag 24. november``; a ``year`` comes last."""
    from babel.dates import format_date, format_skeleton

    weekday = format_date(when, "EEEE", locale(language))
    if year:
        return f"{weekday} {full_date(language, when)}"
    return f"{weekday} {_unbroken(format_skeleton('MMMMd', when, locale=locale(language)))}"


@lru_cache(maxsize=512)
def full_date(language: str, when: date) -> str:
    """``3 March 2026``."""
    from babel.dates import format_date

    return _unbroken(format_date(when, "long", locale(language)))


def _unbroken(day_and_month: str) -> str:
    """No line ends between a day and its month; the year may stand in the next."""
    return day_and_month.replace(" ", NO_BREAK, 1)


@lru_cache(maxsize=512)
def month(language: str, when: date) -> str:
    """``March 2026``."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", when, locale=locale(language))


def local(at: datetime, timezone: str) -> datetime:
    return at.astimezone(calendar.zone_or_utc(timezone))


@lru_cache(maxsize=4096)
def city(language: str, timezone: str) -> str:
    """The place a zone is named after: ``Europe/Copenhagen`` is ``Köpenhamn``. A zone without one is its own name."""
    if timezone not in calendar.zones() or "/" not in timezone:
        return timezone
    from babel.dates import get_timezone_location

    # Where nobody has translated it, its path within the continent stands for it: Argentina/Buenos Aires.
    return get_timezone_location(timezone, locale=locale(language), return_city=True).rpartition("/")[2]


@cache
def weekdays(language: str) -> Mapping[int, str]:
    """Monday is 0 and comes first."""
    return dict(sorted(locale(language).days["stand-alone"]["wide"].items()))


@lru_cache(maxsize=256)
def days(language: str, chosen: frozenset[int]) -> str:
    """``Mon–Fri``; ``mån, ons``."""
    names = locale(language).days["format"]["abbreviated"]
    short = [names[each].rstrip(".") for each in sorted(chosen) if each in names]
    if len(short) >= _SHORT_LIST and _in_a_row(chosen):
        return f"{short[0]}–{short[-1]}"
    return ", ".join(short)


def _in_a_row(chosen: Iterable[int]) -> bool:
    return all(later - earlier == 1 for earlier, later in pairwise(sorted(chosen)))


@cache
def list_patterns(language: str, style: str) -> Mapping[str, str]:
    """How a list is put together: ``2`` for a pair, else ``start``, ``middle``, ``end``. Places are {0} and {1}."""
    return dict(locale(language).list_patterns[style])


# The letters that come last in the alphabet; elsewhere they count as the ones they look like.
_LAST = {"sv": "åäö", "nb": "æøå"}


def alphabetical(language: str, name: str) -> str:
    """A key to sort names by: Österrike comes last in Swedish, Åland first in English."""
    last = _LAST.get(language, "")
    return "".join(f"~{last.index(char)}" if char in last else fold(char) for char in name.lower())


@lru_cache(maxsize=1024)
def plural_form(language: str, count: int) -> int:
    """The place, among a catalog's forms, of the one that goes with so many."""
    rule = locale(language).plural_form
    tags = rule.tags | {"other"}
    return [tag for tag in _PLURALS if tag in tags].index(rule(count))


def number(language: str, value: int) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale(language))
