"""The catalogs say the same things, the code uses all of them, and none is left in another language."""

import ast
import importlib
import io
import pkgutil
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import bot
from bot.domain.errors import KundordError
from bot.domain.people import LANGUAGES
from bot.speech import Action
from bot.wording import answers, cards, case_forms, case_notes, cases, errors, guide, links, steps, words
from bot.wording.catalog import CatalogInvalid, read
from bot.wording.language import STAGES

WORDING = Path(bot.__file__).parent / "wording"
OTHERS = [language for language in LANGUAGES if language != "en"]

# Sentences that really are the same in two languages.
SAME = {
    "team-named",
    "heard-via",
    "help-line",
    "link-side",
    "help-mark-team",
    "home-teams",
    "teams-label",
}


@cache
def catalog(language: str) -> Catalog:
    with (WORDING / "catalogs" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def strings(language: str) -> dict[str, tuple[str, ...]]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in catalog(language)
        if message.id
    }


def places(template: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(template) if place is not None}


# As files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bot_reads_in_a_catalog_what_a_translators_tools_read(language: str) -> None:
    templates = read((WORDING / "catalogs" / f"{language}.po").read_text("utf-8"))
    assert {key: (said,) if isinstance(said, str) else said for key, said in templates.items()} == strings(language)


def test_a_sentence_may_have_several_lines_quotation_marks_and_comments() -> None:
    source = r"""
msgid ""
msgstr "Language: sv\n"

# To whoever translates
#, python-brace-format
msgid "said"
msgstr ""
"\"Ja\",\n"
"sa hon \\o/"
msgid "colleagues"
msgid_plural "colleagues"
msgstr[0] "en kollega"
msgstr[1] "{count} kollegor"
"""
    assert read(source) == {"said": '"Ja",\nsa hon \\o/', "colleagues": ("en kollega", "{count} kollegor")}
    assert {key: said for key, said in read(source).items() if key != "said"} == {
        "colleagues": read_po(io.BytesIO(source.encode()), locale="sv").get("colleagues").string  # type: ignore[union-attr]
    }


@pytest.mark.parametrize("line", ["msgid said", 'msgctxt "menu"', 'msgstr "no end'])
def test_a_line_that_is_not_understood_is_not_passed_over(line: str) -> None:
    with pytest.raises(CatalogInvalid, match=re.escape(line)):
        read(f'msgid "said"\n{line}\n')


# Between the languages --------------------------------------------------------------------------


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert strings(language).keys() == strings("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_uncertain(language: str) -> None:
    assert [key for key, said in strings(language).items() if not all(said)] == []
    assert [message.id for message in catalog(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_places(language: str) -> None:
    differing = {
        key: (said, strings(language)[key])
        for key, said in strings("en").items()
        # The last form is for many; one may be said without its number.
        if places(said[-1]) != places(strings(language)[key][-1])
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_all_forms_of_their_language(language: str) -> None:
    plurals = {key: said for key, said in strings(language).items() if len(said) > 1}
    assert plurals
    for key, said in plurals.items():
        assert len(said) == catalog(language).num_plurals, key
        assert places(said[0]) | {"count"} == places(said[-1]) | {"count"}, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 5, 21])
def test_gettext_and_cldr_choose_the_same_form(language: str, count: int) -> None:
    said = words(language).text("home-more", count=count)
    header = catalog(language).plural_expr
    assert header == "(n != 1)"
    assert said == strings(language)["home-more"][count != 1].format(count=count)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    same = {
        key
        for key, said in strings(language).items()
        if said == strings("en")[key] and re.search(r"[a-zA-Z]{2}", re.sub(r"{\w+}", "", "".join(said)))
    }
    assert same <= SAME, same - SAME


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tone_is_calm(language: str) -> None:
    text = "\n".join(part for said in strings(language).values() for part in said)
    assert "!" not in text
    assert not re.search("[\U0001f300-\U0001faff]", text), "an emoji of ours"
    assert '"' not in text, "a quotation mark of no language"


@pytest.mark.parametrize(("language", "foreign"), [("en", "«»„"), ("sv", "“«»„"), ("nb", "“”„")])
def test_quotation_marks_are_the_languages_own(language: str, foreign: str) -> None:
    text = "\n".join(part for said in strings(language).values() for part in said)
    assert [mark for mark in foreign if mark in text] == []


# Between the catalogs and the code --------------------------------------------------------------


def sources() -> list[ast.Module]:
    return [ast.parse(path.read_text()) for path in sorted(WORDING.glob("*.py"))]


def constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def asked_for() -> Iterator[str]:
    """The keys written out where the code asks for words, on either side of an ``if`` too."""
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (key := _key(node)) is not None:
                test = key.test if isinstance(key, ast.IfExp) else None
                yield from {*constants(key)} - ({*constants(test)} if test else set())


def _key(call: ast.Call) -> ast.expr | None:
    match call:
        case ast.Call(func=ast.Attribute(attr="text" | "line"), args=[key, *_]):
            return key
        case ast.Call(func=ast.Name(id="told"), args=[_, key, *_]):
            return key
    return None


def test_every_key_the_code_asks_for_exists() -> None:
    keys = {*asked_for()}
    assert len(keys) > 80
    assert keys - strings("en").keys() == set()


REGISTRIES: tuple[Mapping[Any, str], ...] = (
    *(STAGES, cards.MASKED, answers.OFF, errors.WHAT, errors.STATES, guide.HELP, guide.ARGUMENTS, guide.MARKS),
    *(cases.HEADINGS, cases.LABELS, case_notes.DONE, case_notes.MOVES, links.SAID),
    *(steps.STEPS, steps.ASKS, steps.BASES, steps.EXPECTATIONS, case_forms.LOGS, case_forms.KNOWN),
)
"""Keys by what they are for: those of an enumeration must have all of it."""


def test_every_enumeration_has_all_its_words() -> None:
    for registry in REGISTRIES:
        kinds = {type(each) for each in registry}
        assert {*registry.values()} <= strings("en").keys()
        if len(kinds) == 1 and issubclass(kind := kinds.pop(), Enum) and kind is not Action:
            assert registry.keys() == {*kind}, kind


def test_every_sentence_is_used() -> None:
    written_out = {constant for tree in sources() for constant in constants(tree)}
    listed = {key for registry in REGISTRIES for key in registry.values()}
    said = {error.key() for error in kinds()} | {KundordError.key()}
    assert strings("en").keys() - written_out - listed - said == set()


def kinds() -> list[type[KundordError]]:
    """Every error of ours, wherever it is defined."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        importlib.import_module(module.name)
    found, left = [], [*KundordError.__subclasses__()]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("bot."):
            found.append(kind)
    return sorted(found, key=lambda kind: kind.__qualname__)


FACTS = re.compile(r"``(\w+)``")


def test_every_error_has_its_sentence() -> None:
    assert len(kinds()) > 40
    assert [kind.__qualname__ for kind in kinds() if kind.key() not in strings("en")] == []


def test_no_sentence_of_an_error_needs_a_fact_that_the_error_does_not_have() -> None:
    wanting = {}
    for kind in kinds():
        _, marked, facts = (kind.__doc__ or "").partition("Facts:")
        if marked and (missing := places(strings("en")[kind.key()][0]) - {*FACTS.findall(facts)}):
            wanting[kind.__qualname__] = missing
    assert wanting == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_apostrophe_is_a_printers_like_the_quotation_marks(language: str) -> None:
    source = (WORDING / "catalogs" / f"{language}.po").read_text("utf-8")
    assert not [key for key, template in read(source).items() if "'" in "".join(template)]
