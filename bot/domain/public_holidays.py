"""Public holidays by a code: a country with an optional region, ``NO`` or ``DE-BY``."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

Regions = Mapping[str, tuple[str, ...]]
"""A country's regions: by the library's code its names, in languages of the country; none where it has only that."""


def of_year(code: str, year: int) -> Mapping[date, str]:
    """A year's holidays by date. A code that became unknown since it was checked has none."""
    return _calendar(*_parts(code), year) or {}


def known(code: str) -> bool:
    return _calendar(*_parts(code), 2026) is not None


def spelled(code: str) -> str:
    """As it is kept, in whatever letters it was typed. One that nobody knows stays as it is."""
    import holidays  # noqa: PLC0415 - see below

    country, region = _parts(code)
    regions = holidays.list_supported_countries(include_aliases=False).get(country, ())
    region = next((each for each in regions if each.casefold() == region.casefold()), region)
    return f"{country}-{region}" if region else country


@cache
def countries() -> Mapping[str, Regions]:
    """Every country, by its code, whose holidays are known."""
    import holidays  # noqa: PLC0415 - see below

    codes = holidays.list_supported_countries(include_aliases=False)
    return {country: _regions(country, regions) for country, regions in codes.items()}


def _regions(country: str, codes: Sequence[str]) -> Regions:
    import holidays  # noqa: PLC0415 - see below

    names = holidays.country_holidays(country).get_subdivision_aliases() if codes else {}
    return {code: tuple(names.get(code, ())) for code in codes}


def _parts(code: str) -> tuple[str, str]:
    country, _, region = code.partition("-")
    return country.upper(), region


@lru_cache(maxsize=256)
def _calendar(country: str, region: str, year: int) -> Mapping[date, str] | None:
    """None: no such country or region.

    Besides the holidays of the law, those days that count as such without being named there: Midsummer Eve,
    Christmas Eve and New Year's Eve in Sweden (semesterlag 1977:480, 7 §).
    """
    import holidays  # noqa: PLC0415 - a tenth of a second, and only for channels that keep holidays

    if country not in holidays.list_supported_countries():
        return None
    try:
        plain = holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        return None
    # Without a language the library takes the process's own, so a channel would read differently per host.
    found = holidays.country_holidays(
        country,
        subdiv=region or None,
        years=year,
        language=plain.default_language,
        categories=tuple({"public", "de_facto"} & set(plain.supported_categories)),
    )
    return dict(found)
