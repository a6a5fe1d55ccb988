"""Dates, lists, quotation marks, and lines whose strangers' words stay as they are."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import LANGUAGES
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.wording import choices, dates, words
from bot.wording.language import capitalised, fill, joined, shortened
from bot.wording.parts import Code, Line, Link, Mention, Part, Strong, plain
from tests.wording.samples import as_read

ANNA = Mention(MemberRef(WorkspaceRef("demo", "D1"), "U1"), "Anna Berg")

anything = st.text() | st.sampled_from(["{", "}", "{credited}", "{0}", "{{}}", "{credited!r}", "%s", "{0.__class__}"])
part = (
    anything
    | st.builds(Strong, anything)
    | st.builds(Code, anything)
    | st.just(ANNA)
    | st.builds(Link, anything, anything)
)

lines = st.lists(part, max_size=4).map(tuple)


@given(anything)
def test_braces_in_a_customers_words_stay(text: str) -> None:
    sv = words("sv")
    assert plain(sv.line("credit-line", credited=text)) == f"Tack till {text}"
    assert sv.text("credit-line", credited=text) == f"Tack till {text}"
    assert plain(sv.line("credit-line", credited=(text, ANNA))) == f"Tack till {text}Anna Berg"
    assert sv.quoted(text) == f"”{text}”"


@given(part | lines)
def test_a_line_keeps_every_part_and_has_no_strings_side_by_side(given_part: Part | Line) -> None:
    line = words("en").line("credit-line", credited=given_part)
    own = given_part if isinstance(given_part, tuple) else (given_part,)
    assert plain(line) == "Credit to " + plain(own)
    assert [each for each in line if not isinstance(each, str)] == [each for each in own if not isinstance(each, str)]
    assert not any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(line))
    assert "" not in line


@given(st.lists(lines, max_size=5))
def test_joined_facts_are_all_there(facts: list[Line]) -> None:
    assert as_read(plain(joined(facts))) == as_read(" · ".join(plain(fact) for fact in facts))


def test_a_number_may_stand_in_a_place() -> None:
    assert words("nb").line("withdrawn", number=4)[0] == words("nb").text("withdrawn", number=4)
    assert fill("{a}{b}", {"a": 1, "b": ANNA}) == ("1", ANNA)


def test_a_sentence_begins_with_a_capital_unless_a_mention_does() -> None:
    assert capitalised(("en kollega får veta det.",)) == ("En kollega får veta det.",)
    assert capitalised((ANNA, " får veta det.")) == (ANNA, " får veta det.")
    assert capitalised(()) == ()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Tuesday 24 November"), ("sv", "tisdag 24 november"), ("nb", "tirsdag 24. november")],
)
def test_a_day_is_said_as_people_say_it(language: str, said: str) -> None:
    assert as_read(words(language).day(date(2026, 11, 24))) == said


@pytest.mark.parametrize(("language", "said"), [("en", "3 March 2026"), ("sv", "3 mars 2026"), ("nb", "3. mars 2026")])
def test_a_date_has_its_year(language: str, said: str) -> None:
    assert as_read(words(language).full_date(date(2026, 3, 3))) == said


@pytest.mark.parametrize(("language", "said"), [("en", "March 2026"), ("sv", "mars 2026"), ("nb", "mars 2026")])
def test_a_month(language: str, said: str) -> None:
    assert words(language).month(date(2026, 3, 3)) == said


def test_no_line_ends_within_a_date_or_a_moment_or_before_a_dot() -> None:
    nb, at = words("nb"), datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert nb.moment(at, "Europe/Oslo") == "torsdag 19.\u00a0november kl.\u00a009:00"
    assert nb.full_date(at.date()) == "19.\u00a0november 2026"
    assert nb.text("quote-number", number=35) == "sitat\u00a035"
    assert nb.text("case-number", number=3) == "Sak\u00a03"
    assert plain(nb.line("home-team", name="Faktura", count=2)) == "Faktura\u00a0· 2 personer"
    assert plain(joined((("bruke",), ("på telefon",)))) == "bruke\u00a0· på telefon"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "on Wednesday 1 July at 00:30"),
        ("sv", "onsdag 1 juli kl. 00:30"),
        ("nb", "onsdag 1. juli kl. 00:30"),
    ],
)
def test_a_moment_is_told_by_the_clocks_of_the_place(language: str, said: str) -> None:
    assert as_read(words(language).moment(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "Europe/Oslo")) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Monday 11 August 2031"), ("sv", "måndag 11 augusti 2031"), ("nb", "mandag 11. august 2031")],
)
def test_a_day_of_another_year_is_said_with_it(language: str, said: str) -> None:
    assert as_read(words(language).day(date(2031, 8, 11), date(2026, 11, 23))) == said
    assert as_read(words(language).day(date(2031, 8, 11), date(2031, 1, 1))) == said.removesuffix(" 2031")


def test_a_zone_that_is_none_is_told_in_utc() -> None:
    for zone in ("Mars/Olympus", "", "../../etc/passwd", "\0"):
        assert (
            as_read(words("en").moment(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), zone))
            == "on Tuesday 30 June at 22:30"
        )


@pytest.mark.parametrize(
    ("language", "timezone", "said"),
    [
        ("sv", "Europe/Copenhagen", "Köpenhamn"),
        ("nb", "Europe/Athens", "Athen"),
        ("sv", "America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("en", "UTC", "UTC"),
        ("en", "Mars/Olympus", "Mars/Olympus"),
    ],
)
def test_a_city_has_its_name_in_the_language(language: str, timezone: str, said: str) -> None:
    assert dates.city(language, timezone) == said


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("en", range(5), "Mon–Fri"),
        ("sv", range(5), "mån–fre"),
        ("nb", range(7), "man–søn"),
        ("sv", (0, 2, 4), "mån, ons, fre"),
        ("sv", (0, 1), "mån, tis"),
        ("sv", (), ""),
    ],
)
def test_days_of_the_week(language: str, days: tuple[int, ...], said: str) -> None:
    assert dates.days(language, frozenset(days)) == said


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", ["Anna"], "Anna"),
        ("en", ["Anna", "Bo"], "Anna and Bo"),
        ("en", ["Anna", "Bo", "Kim"], "Anna, Bo and Kim"),
        ("sv", ["Anna", "Bo", "Kim", "Siv"], "Anna, Bo, Kim och Siv"),
        ("nb", ["Anna", "Bo", "Kim"], "Anna, Bo og Kim"),
        ("nb", [], ""),
    ],
)
def test_names_make_a_list(language: str, names: list[str], said: str) -> None:
    assert plain(words(language).together([(name,) for name in names])) == said


def test_a_list_keeps_its_mentions() -> None:
    assert words("sv").together([(ANNA,), ("team ", Strong("Faktura"))]) == (ANNA, " och team ", Strong("Faktura"))


@pytest.mark.parametrize(("language", "said"), [("en", "a, b or c"), ("sv", "a, b eller c"), ("nb", "a, b eller c")])
def test_a_choice_between_names(language: str, said: str) -> None:
    assert words(language).any_of(["a", "b", "c"]) == said


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("sv", "”Hej”"),
        ("nb", "«Hej»"),
        ("nb-NO", "«Hej»"),
        ("no", "«Hej»"),
        ("en_GB", "“Hej”"),
        ("da", "»Hej«"),
        ("fi", "”Hej”"),
        (None, "«Hej»"),
        ("tlh", "«Hej»"),
    ],
)
def test_a_quote_stands_within_the_marks_of_its_own_language(own: str | None, said: str) -> None:
    assert words("nb").quoted("Hej", own) == said


def test_an_unknown_language_is_english_and_dialects_find_theirs() -> None:
    assert words("tlh").language == words("").language == "en"
    assert words("nn-NO").language == words("no").language == "nb"
    assert words("sv_SE").language == "sv"
    assert words("sv")._templates is words("sv-FI")._templates


def test_only_the_first_six_stages_are_ours_to_translate() -> None:
    assert words("sv").stage("get help") == "få hjälp"
    assert words("nb").stage("start") == "komme i gang"
    assert words("sv").stage("Get help") == "Get help"
    assert words("sv").stage("{own}") == "{own}"


def test_names_are_sorted_as_in_the_language() -> None:
    def order(language: str) -> list[str]:
        return [option.label for option in choices.holidays(language, None) if "–" not in option.label]

    assert order("sv")[:5] == ["Sverige", "Norge", "Danmark", "Finland", "Island"]
    assert order("sv")[-3:] == ["Åland", "Österrike", "Östtimor"]
    assert order("nb")[-3:] == ["Øst-Timor", "Østerrike", "Åland"]
    assert order("en")[5:8] == ["Afghanistan", "Åland Islands", "Albania"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_grouped(language: str) -> None:
    assert dates.number(language, 1000) == {"en": "1,000", "sv": "1\u00a0000", "nb": "1\u00a0000"}[language]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("nobody knew", "nobody knew"),
        ("nobody knew my case", "nobody knew…"),
        ("nobody knewn my case", "nobody…"),
        ("nobody \nknew my case", "nobody…"),
        ("x" * 40, "x" * 11 + "…"),
    ],
)
def test_a_long_text_ends_at_a_word_where_one_ends_near(text: str, kept: str) -> None:
    assert shortened(text, 12) == kept
