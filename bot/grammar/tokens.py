"""A line cut into its tokens: words, signs, labels, and what is marked as a name, a link or a quotation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from bot.domain.commands import shown
from bot.domain.requests import Mentioned, UnclosedQuotation
from bot.domain.words import visible

# A person whom the platform resolved stands in the text as one NUL, which nobody's words contain.
MENTION = "\0"

_CLOSING = {
    '"': '"', "＂": "＂", "“": "”", "”": "”", "„": "“”", "‟": "”",
    "«": "»", "»": "«»", "‹": "›", "›": "‹›", "「": "」", "『": "』", "｢": "｣",
    "﹁": "﹂", "﹃": "﹄", "《": "》", "〈": "〉", "〝": "〞〟",
}  # fmt: skip  # opening mark: its closing marks, a family a line
# Apostrophes are letters too: they close only at the end of a word, and if none does, none was opened.
_APOSTROPHES = {"'": "'", "‘": "’", "’": "’", "‚": "‘’"}
END = {mark: re.compile(f"[{closing}]") for mark, closing in _CLOSING.items()} | {
    mark: re.compile(rf"(?<=\S)[{closing}](?!\w)") for mark, closing in _APOSTROPHES.items()
}
"""By each opening mark, where its quotation ends."""
_STRONG = "".join(_CLOSING)
_OPENING = re.escape("".join(END))
_MARK = "(?:[@＠]{1,2}|[#＃])"
_MARKS = rf"\s{MENTION}@＠#＃"

_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<mention>{MENTION})
    | (?P<name>{_MARK}(?![{_OPENING}])[^{_MARKS},;:!?&()\[\]{{}}<>{_STRONG}]+)
    | (?P<mark>{_MARK}) (?=[{_OPENING}])
    | (?P<link>(?ai:https?)://[^\s{MENTION}<>{_STRONG}]+)
    | (?P<label>(?ai:from|fr[åÅ]n|fra|via)) (?:\s*:\s*|\s+|$|(?=[{_OPENING}]))
    | (?P<quotation>[{_OPENING}])
    | (?P<sign>[+＋]+|[-−–—]+) (?=\s|$|[{_OPENING}])
    | (?P<punctuation>[,;.:!?…&]+) (?=$|[{_MARKS}])
    | (?P<word>[^\s{MENTION}]+)
    )""",
    re.VERBOSE,
)
_WORD = re.compile(rf"[^\s{MENTION}]+")
SIGN = re.compile("[+＋]+|[-−–—]+")

_MARKED = {"@": "person", "＠": "person", "#": "stage", "＃": "stage"}
LABELS = {"from": "customer", "från": "customer", "fra": "customer", "via": "via"}
"""What of a record the words after each are."""
PLAIN = frozenset({"word", "punctuation", "sign"})
"""Kinds of tokens that may be a customer's words."""


class Token(NamedTuple):
    """``kind`` is word, punctuation, sign, label (its words yet to come), or what of a record is given."""

    kind: str
    value: str
    start: int
    end: int
    person: Mentioned | None = None


@dataclass(slots=True)
class Line:
    """A line and the people resolved in it, who are taken in the order in which they stand."""

    text: str
    people: Iterator[Mentioned]
    spelt: list[Mentioned] = field(default_factory=list)
    """Those among them who stand in words by name."""
    # Apostrophes known to close nothing from here on, or looking again for each would take quadratic time.
    hopeless: set[str] = field(default_factory=set)

    def tokens(self, at: int) -> Iterator[Token]:
        before = ""
        while at < len(self.text):
            token = self._token(at, before)
            yield token
            before, at = token.kind, token.end

    def spelled(self, words: str) -> str:
        """A customer's words with the people mentioned in them by name."""
        if MENTION in words:
            words = re.sub(MENTION, lambda _: f"@{self._next_spelt().name}", words)
        return words.strip()

    def _next_spelt(self) -> Mentioned:
        self.spelt.append(next(self.people))
        return self.spelt[-1]

    def _token(self, at: int, before: str) -> Token:
        match = cast("re.Match[str]", _TOKEN.match(self.text, at))  # no text ends in white space
        kind = match.lastgroup or ""
        read = _READERS.get(kind)
        return (read(self, match, before) if read else None) or self.plain(kind, *match.span(kind))

    def plain(self, kind: str, start: int, end: int) -> Token:
        """What is no mark after all is a word, up to the next white space."""
        if kind not in PLAIN:
            kind, end = "word", cast("re.Match[str]", _WORD.match(self.text, start)).end()
        return Token(kind, self.text[start:end], start, end)

    def mention(self, match: re.Match[str], _before: str) -> Token:
        return Token("person", "", match.start("mention"), match.end(), next(self.people))

    def name(self, match: re.Match[str], _before: str) -> Token | None:
        marked = match["name"].rstrip(".'’")
        name = marked.lstrip("@＠#＃")
        start = match.start("name")
        return Token(_marked(marked[: -len(name)]), name, start, start + len(marked)) if name else None

    def quoted_name(self, match: re.Match[str], _before: str) -> Token | None:
        name, end = self.quoted(match.end())
        return Token(_marked(match["mark"]), name, match.start("mark"), end) if name else None

    def link(self, match: re.Match[str], _before: str) -> Token | None:
        address = match["link"].rstrip(".,;:!?'’")
        scheme, colon, rest = address.partition(":")
        start = match.start("link")
        link = Token("link", scheme.lower() + colon + rest, start, start + len(address))
        return link if rest != "//" else None

    def label(self, match: re.Match[str], _before: str) -> Token:
        label, (start, end) = match["label"], match.span("label")
        words, quoted = self.quoted(match.end())
        if words:
            return Token(LABELS[label.lower()], words, start, quoted)
        return Token("label", label, start, end)

    def quotation(self, match: re.Match[str], before: str) -> Token | None:
        start = match.start("quotation")
        if before == "word" and self.text[start] in _APOSTROPHES:
            return None
        words, end = self.quoted(start)
        return Token("text", words, start, end) if end > start else None

    def quoted(self, start: int) -> tuple[str, int]:
        """The quotation that begins here and where it ends; an empty one that ends here if none does."""
        mark = self.text[start : start + 1]
        if mark not in END or mark in self.hopeless:
            return "", start
        if closing := END[mark].search(self.text, start + 1):
            return self.spelled(self.text[start + 1 : closing.start()]), closing.end()
        if mark in _CLOSING:
            raise UnclosedQuotation(words=shown(self.text[start:].replace(MENTION, "@")))
        self.hopeless.add(mark)
        return "", start


_READERS = {
    "mention": Line.mention,
    "name": Line.name,
    "mark": Line.quoted_name,
    "link": Line.link,
    "label": Line.label,
    "quotation": Line.quotation,
}


def _marked(mark: str) -> str:
    return "team" if len(mark) > 1 else _MARKED[mark]


def line_of(parts: Sequence[str | Mentioned]) -> Line:
    """With nothing in it that is not seen, and each person as one ``MENTION``."""
    text = "".join(visible(part.replace(MENTION, " ")) if isinstance(part, str) else MENTION for part in parts)
    return Line(text.strip(), (part for part in parts if not isinstance(part, str)))
