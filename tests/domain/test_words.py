"""What a search takes to be the same word."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import fold, tokens


@pytest.mark.parametrize(
    "alike",
    [
        ("Åse", "Aase", "åse", "ASE", "A\u030ase"),
        ("rød", "röd", "rod", "RØD"),
        ("fjære", "fjaere", "FJÆRE"),
        ("här", "har"),
        ("på", "paa", "pa"),
        ("Straße", "strasse", "STRASSE"),
        ("café", "cafe\u0301", "CAFE"),
        ("Łódź", "lodz"),
        ("Íslenð", "islend"),
        ("ＡＢＣ１", "abc1"),
        ("İzmir", "izmir", "ızmır"),
        ("hyvää", "hyva"),
    ],
)
def test_a_word_is_found_however_it_was_typed(alike: tuple[str, ...]) -> None:
    assert len({fold(word) for word in alike}) == 1


def test_words_that_differ_in_more_than_a_mark_stay_apart() -> None:
    assert len({fold(word) for word in ("Søren", "Soeren", "poem", "pom", "Bjærke", "Bjarke")}) == 5 + 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C++ and -x", ("c", "and", "x")),
        ('foo AND "bar*" OR (NOT baz)', ("foo", "and", "bar", "or", "not", "baz")),
        ("get-help: don't_wait", ("get", "help", "don", "t", "wait")),
        ("tack 🌍 order 4711", ("tack", "order", "4711")),
        ("':* & | ! <-> \\", ()),
        ("\0\ud800", ()),
        ("", ()),
    ],
)
def test_nothing_in_a_search_is_query_syntax(text: str, found: tuple[str, ...]) -> None:
    assert tokens(text) == found


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tokens(" ".join(tokens(text))) == tokens(text)


@given(st.text())
def test_a_token_is_letters_and_digits_that_any_database_takes(text: str) -> None:
    assert all(token.isalnum() and token.encode() for token in tokens(text))


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)).filter(tokens))
def test_a_text_is_found_by_the_beginning_of_each_of_its_words(text: str) -> None:
    index = sqlite3.connect(":memory:")
    try:
        index.execute("CREATE VIRTUAL TABLE quotes USING fts5(words)")
        index.execute("INSERT INTO quotes VALUES (?)", [" ".join(tokens(text))])
        query = " ".join(f'"{token[:3]}"*' for token in tokens(text))
        assert index.execute("SELECT count(*) FROM quotes WHERE quotes MATCH ?", [query]).fetchone() == (1,)
    finally:
        index.close()


def test_of_a_word_without_an_end_its_beginning_is_kept() -> None:
    assert tokens("ö" * 3_000) == ("o" * 100,)
