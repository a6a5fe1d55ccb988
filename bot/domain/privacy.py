"""Masks what identifies a customer: addresses, phone numbers, personal numbers, cards and accounts.

A number is masked because a library that knows its kind says that it is one, so that order numbers survive. What
may be two things is the graver of them: account, card, personal number, phone number. Phone numbers as written at
home and Danish personal numbers, which have had no check digit since 2007, are too easily hit by any number to be
believed without looking around: they yield to a word like *order* right before them.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from bot.domain.identifiers import (
    BEFORE,
    Number,
    is_bare_danish,
    is_card,
    is_finnish,
    is_iban,
    is_personal_number,
    is_phone,
)
from bot.domain.values import dataclass

MASK = "•••"
"""Stands for what was masked, in every language."""


class PersonalData(StrEnum):
    """What was masked. In this order people are told."""

    EMAIL = "e-mail address"
    PHONE = "phone number"
    PERSONAL_NUMBER = "personal number"
    CARD = "payment card"
    IBAN = "bank account"
    COLLEAGUE = "colleague's name"
    """Not found by ``mask``, which knows nobody."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as it may be kept, and the kinds of what it no longer holds, each once."""

    text: str
    found: tuple[PersonalData, ...] = ()


_DIGITS = b"0123456789" + bytes({*range(0xD9, 0x100)} - {0xE2})
"""Bytes of UTF-8 that are a digit or may begin one of another script; E2 begins dashes, quotation marks and €."""


def mask(text: str) -> Masked:
    """The text without what identifies. Masking it again changes nothing."""
    if not _suspicious(text):
        return Masked(text)
    found: set[PersonalData] = set()
    # Again until nothing is left: what stood beside a masked number may be one itself, once it stands alone.
    while spans := _find(text):
        found.update(kind for _, _, kind in spans)
        for start, end, _ in reversed(spans):
            text = text[:start] + MASK + text[end:]
    return Masked(text, tuple(kind for kind in PersonalData if kind in found))


def _suspicious(text: str) -> bool:
    """Most texts have neither an address nor six digits, and every text passes here: bytes are quickly counted."""
    if "@" in text or "＠" in text:
        return True
    raw = text.encode(errors="surrogatepass")
    return len(raw) - len(raw.translate(None, _DIGITS)) >= 6


_Span = tuple[int, int, PersonalData]


def _find(text: str) -> list[_Span]:
    """What to mask, from left to right, none overlapping: the first kind to claim a place has it."""
    plain, places = _plain(text)
    claimed = bytearray(len(plain))
    spans: list[_Span] = []
    for find in (_emails, _ibans, _finnish, _numbers):
        for start, end, kind in find(plain):
            if not any(claimed[start:end]):
                claimed[start:end] = b"\1" * (end - start)
                spans.append((places[start], places[end - 1] + 1, kind))
    return sorted(spans)


def _plain(text: str) -> tuple[str, range | list[int]]:
    """The text with one kind of digit, dash and space and nothing invisible; and where each character came from."""
    if text.isascii():
        return text, range(len(text))
    kept = [(_plain_char(char), place) for place, char in enumerate(text) if unicodedata.category(char) != "Cf"]
    return "".join(char for char, _ in kept), [place for _, place in kept]


_WIDE = {"＠": "@", "．": ".", "＋": "+", "（": "(", "）": ")", "／": "/", "\u2212": "-"}


def _plain_char(char: str) -> str:
    if char.isascii():
        return char
    match unicodedata.category(char):
        case "Nd":
            return str(unicodedata.decimal(char))
        case "Pd":
            return "-"
        case "Zs":
            return " "
    return _WIDE.get(char, char)


_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]++(?:'[\w.%+-]++)*+@(?:\w(?:[\w-]*\w)?\.)+[^\W\d_]{2,}+")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d\d(?:[ .-]?[A-Za-z0-9]){11,30}")
_IBAN_LEAST = 15
_HETU = re.compile(r"(?<!\w)\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y](?!\w)")


def _emails(plain: str) -> Iterator[_Span]:
    for match in _EMAIL.finditer(plain):
        yield match.start(), match.end(), PersonalData.EMAIL


def _ibans(plain: str) -> Iterator[_Span]:
    place = 0
    while match := _IBAN.search(plain, place):
        # The words after an account look like more of it; only one length is right in its country.
        ends = range(match.end(), match.start() + _IBAN_LEAST - 1, -1)
        whole = (end for end in ends if not plain[end : end + 1].isalnum())
        end = next((end for end in whole if is_iban(plain[match.start() : end])), None)
        if end:
            yield match.start(), end, PersonalData.IBAN
        place = end or match.start() + 1


def _finnish(plain: str) -> Iterator[_Span]:
    for match in _HETU.finditer(plain):
        if is_finnish(match[0]):
            yield match.start(), match.end(), PersonalData.PERSONAL_NUMBER


_RUN = re.compile(r"(?<!\w)(?<!\w-)\d+(?:(?: ?[-/] ?|[ .+]| ?\(|\)[ -]?)\(?\d+)*(?!\w|-\w)")
_GROUP = re.compile(r"\d+")
_GROUPS_MOST = 8
_DIGITS_LEAST, _DIGITS_MOST = 7, 19


def _numbers(plain: str) -> Iterator[_Span]:
    for run in _RUN.finditer(plain):
        groups = [match.span() for match in _GROUP.finditer(plain, run.start(), run.end())]
        yield from _in_run(plain, groups)


def _in_run(plain: str, groups: list[tuple[int, int]]) -> Iterator[_Span]:
    """The numbers among groups of digits side by side: from each group the longest that is one."""
    first = 0
    while first < len(groups):
        after = first + 1
        if first == 0 or _apart(plain, groups, first):
            for last in range(min(len(groups), first + _GROUPS_MOST), first, -1):
                ends = last == len(groups) or _apart(plain, groups, last)
                if ends and (span := _number(plain, groups[first:last])):
                    yield span
                    after = last
                    break
        first = after


def _apart(plain: str, groups: list[tuple[int, int]], place: int) -> bool:
    """A number may end before this group and another begin: no hyphen or dot holds them together."""
    between = plain[groups[place - 1][1] : groups[place][0]]
    return " " in between or "/" in between


def _number(plain: str, groups: list[tuple[int, int]]) -> _Span | None:
    start, end = groups[0][0], groups[-1][1]
    digits = tuple(plain[begin:stop] for begin, stop in groups)
    if not _DIGITS_LEAST <= sum(map(len, digits)) <= _DIGITS_MOST:
        return None
    plus = plain[:start].rstrip("(").endswith("+")
    number = Number(plain[start:end], digits, plain[max(0, start - BEFORE) : start], plus)
    kind = _kind(number)
    if kind is None:
        return None
    while start and (plain[start - 1] == "+" or (plain[start - 1] == "(" and _half_open(plain[start:end]))):
        start -= 1
    return start, end, kind


def _half_open(text: str) -> bool:
    return text.count(")") > text.count("(")


def _kind(number: Number) -> PersonalData | None:
    if is_card(number):
        return PersonalData.CARD
    if is_personal_number(number):
        return PersonalData.PERSONAL_NUMBER
    if is_phone(number):
        return PersonalData.PHONE
    return PersonalData.PERSONAL_NUMBER if is_bare_danish(number) else None
