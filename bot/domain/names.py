"""People's names as customers say them, without a sign: "Third time that Anna Berg promised", "Annas chef"."""

import re
from collections.abc import Collection, Iterator, Sequence

from bot.domain.values import dataclass
from bot.domain.words import fold

LEAST = 2
"""Letters of a name: an initial is in every sentence."""

_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")
# "Anna Berg (Support)", "Anna Berg | Furulid", "Anna Berg - Billing": what stands there is nobody's name.
_BESIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|[|/].*|\s[-–—]\s.*")
_GENITIVES = ("", "'s", "’s", "s")
_SIGNS = ("@", "＠")
_BEFORE_A_SENTENCE = "\"'“”„«»‘’([–—-"
_AFTER_A_SENTENCE = ".!?…"


def called(*names: str) -> frozenset[str]:
    """What one person is called: each word of their names, folded; of "Jan de Vries" not the small one."""
    words = [word for name in names for word in _WORD.findall(_BESIDE.sub(" ", name)) if len(_key(word)) >= LEAST]
    return frozenset(_key(word) for word in [word for word in words if not word[0].islower()] or words)


def without(text: str, people: Sequence[Collection[str]], instead: str) -> str:
    """The text with ``instead`` where one of the people stands by a name or several, also in the genitive.

    ``people`` are as ``called`` has them. Only with a capital letter is a word a name: may, mark and björn are words.
    """
    first = instead.capitalize()
    for found in reversed(_found(text, people)):
        start = found.start - text[: found.start].endswith(_SIGNS)
        # Some are called En, and that begins what stands for a name.
        if not text.startswith(first, start):
            text = text[:start] + (first if begins(text, start) else instead) + text[found.end :]
    return text


def begins(text: str, place: int) -> bool:
    """Whether a sentence begins there."""
    before = text[:place].rstrip().rstrip(_BEFORE_A_SENTENCE).rstrip()
    return not before or before[-1] in _AFTER_A_SENTENCE


@dataclass(frozen=True, slots=True)
class _Name:
    """Words side by side that are names of the same person; ``whose`` it may be, by their places."""

    start: int
    end: int
    whose: frozenset[int]


def _found(text: str, people: Sequence[Collection[str]]) -> list[_Name]:
    names: list[_Name] = []
    for name in _single(text, people):
        last = names[-1] if names else None
        both = last.whose & name.whose if last and text[last.end : name.start] in {" ", "-"} else frozenset()
        if last and both:
            names[-1] = _Name(last.start, name.end, both)
        else:
            names.append(name)
    return [name for name in names if not _of_another(text, name)]


def _single(text: str, people: Sequence[Collection[str]]) -> Iterator[_Name]:
    for at in _WORD.finditer(text):
        word = at[0]
        if word[0].islower() and not text[: at.start()].endswith(_SIGNS):
            continue
        for stem in _stems(word):
            if whose := frozenset(place for place, names in enumerate(people) if _key(stem) in names):
                yield _Name(at.start(), at.start() + len(stem), whose)
                break


def _stems(word: str) -> Iterator[str]:
    """The word, and what is left of it if it is a genitive."""
    for ending in _GENITIVES:
        if word.lower().endswith(ending):
            yield word[: len(word) - len(ending)]


def _of_another(text: str, name: _Name) -> bool:
    """Anna-Karin is not Anna; whatever is called *Anna-ärendet* is about her."""
    before, after = text[: name.start], text[name.end :]
    return (after[:1] == "-" and after[1:2].isupper()) or (before[-1:] == "-" and before[-2:-1].isalpha())


def _key(word: str) -> str:
    return re.sub("['’]", "", fold(word))
