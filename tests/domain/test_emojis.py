"""Emoji as they are typed, and as reactions are kept."""

import pytest

from bot.domain.emojis import NotAnEmoji, listed, spelled


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", set()),
        ("🌍 🌎\n🚨", {"🌍", "🌎", "🚨"}),
        ("🚨🌋", {"🚨", "🌋"}),
        ("🌍, 🚨", {"🌍", "🚨"}),
        ("👍🏽 👍", {"👍"}),
        ("❤ ❤️", {"❤️"}),
        ("🇸🇪🇳🇴", {"🇸🇪", "🇳🇴"}),
        ("👩🏽‍💻🧑🏻‍🤝‍🧑🏼", {"👩‍💻", "🧑‍🤝‍🧑"}),
        (":furulid-sos::kundord_2:", {":furulid-sos:", ":kundord_2:"}),
        (":heart:🚨:volcano:", {"❤️", "🚨", "🌋"}),
    ],
)
def test_several_emoji_are_told_apart_and_each_has_one_spelling(typed: str, found: set[str]) -> None:
    assert listed(typed) == found
    assert listed(" ".join(found)) == found


@pytest.mark.parametrize(
    ("typed", "words"),
    [("hello", "hello"), ("🚨 foo bar", "foo"), ("🚨!", "!"), ("::", "::"), (":two words:", ":two"), ("1", "1")],
)
def test_words_are_no_emoji(typed: str, words: str) -> None:
    with pytest.raises(NotAnEmoji) as refused:
        listed(typed)
    assert refused.value.facts == {"words": words}


def test_every_emoji_there_is_has_a_spelling_that_stays_as_it_is() -> None:
    from emoji import EMOJI_DATA

    toneless = [each for each, known in EMOJI_DATA.items() if "skin_tone" not in known["en"]]
    assert len(toneless) > 2000
    assert [
        each for each in toneless if listed(each) != {spelled(each)} or spelled(spelled(each)) != spelled(each)
    ] == []
