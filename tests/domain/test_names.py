import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import begins, called, without

ANNA, BJORN = called("Anna Berg"), called("Bjørn Haugland")
KARIN = called("Anna-Karin O'Brien")

HIDDEN = [
    ("Anna never called", "A colleague never called"),
    ("I waited. Anna never called", "I waited. A colleague never called"),
    ("Then Anna Berg promised it", "Then a colleague promised it"),
    ("I asked Mrs Berg and BERG again", "I asked Mrs a colleague and a colleague again"),
    ("Annas chef and Anna's boss and Anna’s too", "A colleagues chef and a colleague's boss and a colleague’s too"),
    ("Berg, Anna promised it", "A colleague, a colleague promised it"),
    ("“Anna promised it”", "“A colleague promised it”"),
    ("as @Anna and ＠anna promised", "as a colleague and a colleague promised"),
    ("Anna and Bjørn", "A colleague and a colleague"),
    ("Anna Bjørn", "A colleague a colleague"),
    ("Bjorn, Björn and Bjo\u0308rn", "A colleague, a colleague and a colleague"),
    ("It is the Haugland-case", "It is the a colleague-case"),
    ("_Anna_ called", "_a colleague_ called"),
]
SHOWN = [
    "The may, the mark, the björn and anna are words",
    "Annabel and Joanna and Bergen and Annan",
    "Anna-Karin and Maj-Anna are others",
    "Nobody called",
    "",
]


@pytest.mark.parametrize(("text", "hidden"), HIDDEN)
def test_whoever_it_concerns_is_a_colleague(text: str, hidden: str) -> None:
    assert without(text, [ANNA, BJORN], "a colleague") == hidden


@pytest.mark.parametrize("text", SHOWN)
def test_other_words_stay(text: str) -> None:
    assert without(text, [ANNA, BJORN], "a colleague") == text


@pytest.mark.parametrize(
    "text", ["Anna-Karin", "Anna Karin", "Karin", "O'Brien", "O’Brien's", "Obrien", "Anna-Karin O'Brien", "ANNA-KARIN"]
)
def test_of_a_name_in_parts_each_is_one_and_so_is_the_whole(text: str) -> None:
    assert without(f"Then {text} rang", [KARIN], "a colleague").replace("'s", "") == "Then a colleague rang"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Anna Berg", {"anna", "berg"}),
        ("Berg, Anna", {"anna", "berg"}),
        ("eva", {"eva"}),
        ("Jan de Vries", {"jan", "vries"}),
        ("Anna B.", {"anna"}),
        ("Anna Berg (Billing)", {"anna", "berg"}),
        ("Anna Berg | Billing", {"anna", "berg"}),
        ("Anna Berg - Billing", {"anna", "berg"}),
        ("Åsa Sjögren", {"asa", "sjogren"}),
        ("田中", {"田中"}),
        ("A", set()),
        ("", set()),
    ],
)
def test_what_somebody_is_called(name: str, words: set[str]) -> None:
    assert called(name) == words


def test_two_of_one_first_name_are_told_apart_by_the_other() -> None:
    both = [ANNA, called("Anna Dahl")]
    assert without("Anna Berg, Anna Dahl and Anna", both, "en kollega") == "En kollega, en kollega and en kollega"


@given(
    st.lists(
        st.sampled_from(
            [
                "Anna",
                "annas",
                "En",
                "A",
                "En's",
                "colleague",
                "kollega",
                "Bjørn",
                "Berg's",
                "ANNA",
                ".",
                "-",
                "@",
                "'",
                "Li",
            ]
        )
    ),
    st.lists(st.text(min_size=1, max_size=20) | st.sampled_from(["Anna Berg", "En Li", "A Colleague", "Kollega Ek"])),
    st.sampled_from(["a colleague", "en kollega"]),
    st.sampled_from(["", " "]),
)
def test_what_hides_nothing_more_stays(words: list[str], names: list[str], instead: str, between: str) -> None:
    people = [called(name) for name in names]
    once = without(between.join(words), people, instead)
    assert without(once, people, instead) == once


@pytest.mark.parametrize(("text", "begin"), [("", True), ("Oh! “", True), ("so… ", True), ("(", True), ("so, ", False)])
def test_where_a_sentence_begins(text: str, begin: bool) -> None:
    assert begins(f"{text}Anna", len(text)) is begin
