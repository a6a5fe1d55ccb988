"""In which language a customer spoke, guessed from the small words that only one of them has.

Only quotation marks hang on it, and where nothing is sure they follow the channel; so a handful of words per language
will do, where a detector would cost more memory than all the rest of us.
"""

import re
from collections.abc import Mapping

_SMALL_WORDS = {
    "en": (
        "the and was were is are you your they she he it with my me when that this have had not of to in at on for"
        " never who nobody but been very just what how waited called answered told felt love loved help helped today"
    ),
    "sv": (
        "och jag är att det inte som en ett min mitt mig hade någon något ni nu på av i från för men när hon är så ja"
        " var fick hjälp dag"
    ),
    "nb": (
        "og jeg er at det ikke som en et min mitt meg hadde noen noe dere nå på av i fra for men når hun hva så ja"
        " var fikk ble hjelp dag"
    ),
    "da": (
        "og jeg er at det ikke som en et min mit mig havde nogen noget nu på af i fra for men når hun hvad så ja"
        " var fik blev hjælp dag"
    ),
    "fi": "ja on se että en ei oli olen minun minä mutta kun joka hän sitten vain niin kuin mikä tämä sen olisi ollut",
}
_LETTERS = {"ä": ("sv", "fi"), "ö": ("sv", "fi"), "æ": ("nb", "da"), "ø": ("nb", "da"), "å": ("sv", "nb", "da")}
_SPOKEN: Mapping[str, tuple[str, ...]] = {
    word: tuple(language for language, others in _SMALL_WORDS.items() if word in others.split())
    for words in _SMALL_WORDS.values()
    for word in words.split()
} | {"I": ("en",)}
"""Alone and capital it is the English for oneself; a small one is the Nordic for in."""
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str | None:
    """One of en, sv, nb, da, fi; None where no language is clearly ahead of the others."""
    spoken = text.lower()
    scores = dict.fromkeys(_SMALL_WORDS, 0)
    for word in _WORD.findall(text):
        for language in _SPOKEN.get(word) or _SPOKEN.get(word.lower(), ()):
            scores[language] += 1
    for letter, languages in () if text.isascii() else _LETTERS.items():
        if letter in spoken:
            for language in languages:
                scores[language] += 1
    second, first = sorted(scores.values())[-2:]
    return max(scores, key=scores.__getitem__) if first > second else None
