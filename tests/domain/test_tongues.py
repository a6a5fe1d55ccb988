"""A quotation bears the marks of its own language, where that can be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.tongues import language_of


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("She stayed on the line until it worked.", "en"),
        ("Third call, nobody knew my case", "en"),
        ("I waited three weeks", "en"),
        ("I love Anna", "en"),
        ("I called three times", "en"),
        ("I felt heard today", "en"),
        ("I’m so glad I’ve found you", "en"),
        ("She answered at once", "en"),
        ("Very kind on the phone", "en"),
        ("Hon stannade kvar i luren tills det fungerade, fast klockan var över fem.", "sv"),
        ("Tredje samtalet, och ingen kände till mitt ärende", "sv"),
        ("Hun ble på linjen til det virket, og ringte meg igjen dagen etter.", "nb"),
        ("Ingen kunne si meg hva som hadde skjedd med bestillingen, ikke noe svar", "nb"),
        ("Fantastisk hjelp i dag", "nb"),
        ("Fantastisk hjälp i dag", "sv"),
        ("Fantastisk hjælp i dag", "da"),
        ("I dag fikk jeg hjelp med én gang", "nb"),
        ("I går fick jag svar på en timme", "sv"),
        ("Jeg fik svar af en rigtig person, og hun vidste hvad det handlede om", "da"),
        ("Vastaus tuli heti, ja se oli juuri niin kuin toivoin, mutta vain puhelimessa", "fi"),
        ("Tack", None),
        ("Super service i dag", None),
        ("12345 67890", None),
        ("", None),
    ],
)
def test_small_words_tell_the_language(words: str, language: str | None) -> None:
    assert language_of(words) == language


@given(st.text(max_size=400))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert language_of(text) in {"en", "sv", "nb", "da", "fi", None}
