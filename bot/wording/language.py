"""One language: its sentences from a catalog, its dates and lists from CLDR."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any

from bot.domain.people import DEFAULT_STAGES, spoken
from bot.wording import dates
from bot.wording.catalog import Template, read
from bot.wording.marks import quoted
from bot.wording.parts import Line, Part, plain

STAGES = {stage: f"stage-{stage.replace(' ', '-')}" for stage in DEFAULT_STAGES}
"""The keys of the stages that an organisation has when it has chosen none."""


class Words:
    """What can be said in ``language``.

    A placeholder named ``count`` decides between singular and plural. What is put in place is never read as a
    template, whatever braces a customer has written.
    """

    __slots__ = ("_templates", "language")

    def __init__(self, language: str, templates: Mapping[str, Template]) -> None:
        self.language = language
        self._templates = templates

    def text(self, key: str, /, **facts: object) -> str:
        """Raises: KeyError, for a key or a placeholder that the catalog does not have."""
        return self._template(key, facts).format_map(facts)

    def line(self, key: str, /, **parts: Part | Line | int) -> Line:
        """As ``text``, with persons and the like in the places."""
        return fill(self._template(key, parts), parts)

    def _template(self, key: str, facts: Mapping[str, Any]) -> str:
        template = self._templates[key]
        if isinstance(template, str):
            return template
        return template[dates.plural_form(self.language, facts["count"])]

    def together(self, lines: Sequence[Line], style: str = "standard") -> Line:
        """``Anna Berg, Bo Ek and team Billing``; with style ``or``, a choice."""
        patterns = dates.list_patterns(self.language, style)
        if len(lines) == 2:
            return fill(patterns["2"], {"0": lines[0], "1": lines[1]})
        so_far, *rest = lines or ((),)
        for place, line in enumerate(rest, 1):
            pattern = "start" if place == 1 else "end" if place == len(rest) else "middle"
            so_far = fill(patterns[pattern], {"0": so_far, "1": line})
        return so_far

    def any_of(self, names: Sequence[str]) -> str:
        """``Anna or Bo``."""
        return plain(self.together([(name,) for name in names], "or"))

    def quoted(self, text: str, language: str | None = None) -> str:
        """A customer's words within the marks of their own language, or else of ours."""
        return quoted(text, language, self.language)

    def stage(self, name: str) -> str:
        """A stage as it is shown: the default ones are ours to translate, an organisation's own are not."""
        return self.text(STAGES[name]) if name in STAGES else name

    def day(self, when: date, today: date | None = None) -> str:
        """With its year, if that is not the one of ``today``."""
        return dates.day(self.language, when, year=today is not None and when.year != today.year)

    def full_date(self, when: date) -> str:
        return dates.full_date(self.language, when)

    def date_of(self, at: datetime, timezone: str) -> str:
        """``24 November 2026``, as the calendars there have it."""
        return self.full_date(dates.local(at, timezone).date())

    def month(self, when: date) -> str:
        return dates.month(self.language, when)

    def moment(self, at: datetime, timezone: str, today: date | None = None) -> str:
        """``on Tuesday 24 November at 09:00``, as the clocks there have it."""
        there = dates.local(at, timezone)
        return self.text("moment", day=self.day(there.date(), today), time=there.time().isoformat("minutes"))


@lru_cache(maxsize=64)
def words(language: str) -> Words:
    """The words of the language nearest to that tag; English for one we do not speak."""
    return _read(spoken(language))


@cache
def _read(language: str) -> Words:
    catalog = read((files("bot.wording") / "catalogs" / f"{language}.po").read_text("utf-8"))
    return Words(language, {key: _unbroken(template) for key, template in catalog.items()})


_HELD = re.compile(r" (?=· |\{(?:number|time)\})")


def _unbroken(template: Template) -> Template:
    """No line begins with a dot between facts, the number of a quote or a case, or the time of a day."""
    if isinstance(template, str):
        return _HELD.sub(dates.NO_BREAK, template)
    return tuple(_HELD.sub(dates.NO_BREAK, form) for form in template)


# Lines ------------------------------------------------------------------------------------------


def fill(template: str, parts: Mapping[str, Part | Line | int]) -> Line:
    """The template with parts in its places. Strings that meet become one."""
    line: list[Part] = []
    for literal, place in _pieces(template):
        _add(line, literal)
        if place is None:
            continue
        part = parts[place]
        if isinstance(part, tuple):
            for each in part:
                _add(line, each)
        else:
            _add(line, str(part) if isinstance(part, int) else part)
    return tuple(line)


@lru_cache(maxsize=2048)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, place) for literal, place, _, _ in Formatter().parse(template))


def _add(line: list[Part], part: Part) -> None:
    if not isinstance(part, str):
        line.append(part)
    elif line and isinstance(before := line[-1], str):
        line[-1] = before + part
    elif part:
        line.append(part)


def joined(lines: Sequence[Line], between: str = f"{dates.NO_BREAK}· ") -> Line:
    """Facts beside each other."""
    line: list[Part] = []
    for place, each in enumerate(lines):
        for part in (between, *each) if place else each:
            _add(line, part)
    return tuple(line)


def clipped(text: str, most: int) -> str:
    """So much of somebody's words as there is room for, in one line."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def shortened(text: str, most: int) -> str:
    """As much of a long text as there is room for, ended at a word where one ends near; its lines stay."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    words = kept.rstrip() if text[most - 1].isspace() else re.sub(r"\s+\S*$", "", kept)
    return f"{words if len(words) >= most // 2 else kept}…"


def capitalised(line: Line) -> Line:
    """A line that begins a sentence. A person's mention stays as it is."""
    if line and isinstance(first := line[0], str):
        return (first[:1].upper() + first[1:], *line[1:])
    return line
