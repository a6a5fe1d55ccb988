"""The page's own words in every language."""

from string import Formatter

import pytest

from adapters.demo.phrases import phrases
from adapters.demo.sample import COLLEAGUES, PLACES, VISITORS
from bot.domain.people import LANGUAGES

SAME_EVERYWHERE = {"app", "teams", "reacted"}


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_is_left_in_english(language: str) -> None:
    english, own = phrases("en"), phrases(language)
    assert list(own) == list(english)
    same = {name for name in own if own[name] == english[name]}
    assert same <= SAME_EVERYWHERE | ({"send"} if language == "nb" else set())
    for name, sentence in own.items():
        assert sentence.strip(), name
        assert places(sentence) == places(english[name]), name
        assert "!" not in sentence, name


def test_somebody_speaks_each_language() -> None:
    assert {*VISITORS} == {*LANGUAGES}
    assert all(COLLEAGUES[visitor].language == language for language, visitor in VISITORS.items())


def test_every_channel_has_a_host_who_may_enter() -> None:
    assert all(place.private_chat or place.open_to(place.host) for place in PLACES.values())
