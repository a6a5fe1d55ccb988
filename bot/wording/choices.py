"""The countries and time zones that may be chosen, by their names in a language."""

from functools import cache

from bot.domain import calendar
from bot.wording import dates
from bot.wording.parts import Option

NEAR = ("SE", "NO", "DK", "FI", "IS")
COUNTRIES = (
    "AD", "AL", "AT", "AX", "BA", "BE", "BG", "BY", "CH", "CY", "CZ", "DE", "EE", "ES", "FO", "FR", "GB", "GI",
    "GL", "GR", "HR", "HU", "IE", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "PL", "PT",
    "RO", "RS", "SI", "SK", "SM", "UA",
)  # fmt: skip  # a list of countries reads as lines, not as a column
"""Countries whose public holidays can be chosen: the Nordic ones first, then the rest of Europe."""

AREAS = ("Europe", "Atlantic", "Africa", "America", "Arctic", "Asia", "Australia", "Indian", "Pacific")


def holidays(language: str, kept: str | None) -> tuple[Option, ...]:
    """The Nordic countries, then the rest of Europe by name. What is kept is among them, a region too."""
    options = _countries(language)
    if kept and kept not in {option.value for option in options}:
        country, _, region = kept.partition("-")
        name = dates.locale(language).territories.get(country, country)
        return (Option(kept, f"{name} ({region})" if region else name), *options)
    return options


@cache
def _countries(language: str) -> tuple[Option, ...]:
    names = dates.locale(language).territories
    others = sorted(
        (Option(code, names[code]) for code in COUNTRIES), key=lambda option: dates.alphabetical(language, option.label)
    )
    return (*(Option(code, names[code]) for code in NEAR), *others)


def timezones(language: str, kept: str) -> tuple[Option, ...]:
    """One zone for each city CLDR knows, Europe first. What is kept is among them, also under an older name."""
    options = _timezones(language)
    if kept in {option.value for option in options}:
        return options
    return (Option(kept, dates.city(language, kept)), *options)


@cache
def _timezones(language: str) -> tuple[Option, ...]:
    from babel.core import get_global

    territories, names = get_global("zone_territories"), dates.locale(language).territories
    known = [zone for zone in territories if zone in calendar.zones() and zone.partition("/")[0] in AREAS]
    options = [Option(zone, _place(language, zone, names.get(territories[zone], ""))) for zone in known]
    return tuple(sorted(options, key=lambda option: (_far(option.value), dates.alphabetical(language, option.label))))


def _place(language: str, zone: str, country: str) -> str:
    city = dates.city(language, zone)
    return f"{city}, {country}" if country and country != city else city


def _far(zone: str) -> bool:
    return not zone.startswith("Europe/")
