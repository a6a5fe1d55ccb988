"""The countries, regions and time zones that may be chosen, by their names in a language."""

from collections.abc import Mapping, Sequence
from functools import cache

from bot.domain import calendar, public_holidays
from bot.domain.words import fold
from bot.wording import dates
from bot.wording.parts import Option

NEAR = ("SE", "NO", "DK", "FI", "IS")
"""Countries that come first where public holidays are chosen: the Nordic ones."""

ABBREVIATED = 3
"""Letters of a region's name that may be short for another."""

AREAS = ("Europe", "Atlantic", "Africa", "America", "Arctic", "Asia", "Australia", "Indian", "Pacific")


def holidays(language: str, kept: str | None) -> tuple[Option, ...]:
    """What is kept, the Nordic countries, then every country by name, each with its regions."""
    options = _holidays(language)
    return (holiday(language, kept), *(each for each in options if each.value != kept)) if kept else options


def holiday(language: str, code: str) -> Option:
    """That of one country or region. For a country it reads no country's holidays."""
    country, _, region = code.partition("-")
    name = dates.locale(language).territories.get(country, country)
    if not region:
        return Option(code, name)
    known = (each for each in _holidays(language) if each.value == code)
    return next(known, Option(code, f"{name} ({region})"))


@cache
def _holidays(language: str) -> tuple[Option, ...]:
    names, known = dates.locale(language).territories, public_holidays.countries()
    by_name = sorted(
        (code for code in known if code in names), key=lambda code: dates.alphabetical(language, names[code])
    )
    first = [Option(code, names[code]) for code in NEAR]
    others = [option for code in by_name for option in _of_country(language, code, names[code], known[code])]
    return (*first, *(option for option in others if option not in first))


def _of_country(language: str, code: str, name: str, regions: public_holidays.Regions) -> list[Option]:
    labels = {region: _region(region, names) for region, names in regions.items()}
    by_name = sorted(labels, key=lambda region: dates.alphabetical(language, labels[region]))
    return [Option(code, name), *(Option(f"{code}-{region}", f"{name} – {labels[region]}") for region in by_name)]


def _region(code: str, names: Sequence[str]) -> str:
    """In two of its country's languages, where they differ by more than their accents: Freiburg / Fribourg."""
    # Among the names are abbreviations: NÖ, Ktn.
    whole = [name for name in names if len(name) > ABBREVIATED and not name.isupper()]
    different = {fold(name): name for name in whole or names[:1]}
    return " / ".join([*different.values()][:2]) or code


def timezones(language: str, kept: str) -> tuple[Option, ...]:
    """One zone for each city CLDR knows, Europe first. What is kept is among them, also under an older name."""
    options = _timezones(language)
    if kept in {option.value for option in options}:
        return options
    return (timezone(language, kept), *options)


@cache
def _timezones(language: str) -> tuple[Option, ...]:
    known = [zone for zone in _territories() if zone in calendar.zones() and zone.partition("/")[0] in AREAS]
    options = [timezone(language, zone) for zone in known]
    return tuple(sorted(options, key=lambda option: (_far(option.value), dates.alphabetical(language, option.label))))


def timezone(language: str, zone: str) -> Option:
    """By its city, and its country where CLDR knows that."""
    city, country = dates.city(language, zone), dates.locale(language).territories.get(_territories().get(zone, ""), "")
    return Option(zone, f"{city}, {country}" if country and country != city else city)


def _territories() -> Mapping[str, str]:
    """The country of each zone, by its code."""
    from babel.core import get_global

    return get_global("zone_territories")


def _far(zone: str) -> bool:
    return not zone.startswith("Europe/")
