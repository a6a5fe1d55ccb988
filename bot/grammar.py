"""One line of text → one request, the same on every platform (PRODUCT §4)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile, tee
from typing import NamedTuple, cast

from bot.domain.commands import command_of, nearest_commands, shown
from bot.domain.quotes import Sentiment
from bot.domain.requests import (
    Escalate,
    Mentioned,
    NameCutShort,
    NamedPerson,
    QuoteMissing,
    Record,
    Request,
    ShowForm,
    TwoOf,
    UnclosedQuotation,
    UnknownCommand,
    WordsLeftOver,
)
from bot.domain.words import fold, visible

SENTENCE = 3
"""So many plain words are a customer's, not a mistyped command."""

# A person whom the platform resolved stands in the text as one NUL, which nobody's words contain.
_MENTION = "\0"

_CLOSING = {
    '"': '"', "＂": "＂", "“": "”", "”": "”", "„": "“”", "‟": "”",
    "«": "»", "»": "«»", "‹": "›", "›": "‹›", "「": "」", "『": "』", "｢": "｣",
    "﹁": "﹂", "﹃": "﹄", "《": "》", "〈": "〉", "〝": "〞〟",
}  # fmt: skip  # opening mark: its closing marks, a family a line
# Apostrophes are letters too: they close only at the end of a word, and if none does, none was opened.
_APOSTROPHES = {"'": "'", "‘": "’", "’": "’", "‚": "‘’"}
_END = {mark: re.compile(f"[{closing}]") for mark, closing in _CLOSING.items()} | {
    mark: re.compile(rf"(?<=\S)[{closing}](?!\w)") for mark, closing in _APOSTROPHES.items()
}
_STRONG = "".join(_CLOSING)
_OPENING = re.escape("".join(_END))
_MARK = "(?:[@＠]{1,2}|[#＃])"
_MARKS = rf"\s{_MENTION}@＠#＃"

_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<mention>{_MENTION})
    | (?P<name>{_MARK}(?![{_OPENING}])[^{_MARKS},;:!?&()\[\]{{}}<>{_STRONG}]+)
    | (?P<mark>{_MARK}) (?=[{_OPENING}])
    | (?P<link>(?ai:https?)://[^\s{_MENTION}<>{_STRONG}]+)
    | (?P<label>(?ai:from|fr[åÅ]n|fra|via)) (?:\s*:\s*|\s+|$|(?=[{_OPENING}]))
    | (?P<quotation>[{_OPENING}])
    | (?P<sign>[+＋]+|[-−–—]+) (?=\s|$|[{_OPENING}])
    | (?P<punctuation>[,;.:!?…&]+) (?=$|[{_MARKS}])
    | (?P<word>[^\s{_MENTION}]+)
    )""",
    re.VERBOSE,
)
_WORD = re.compile(rf"[^\s{_MENTION}]+")
_SIGN = re.compile("[+＋]+|[-−–—]+")

_MARKED = {"@": "person", "＠": "person", "#": "stage", "＃": "stage"}
_LABELS = {"from": "customer", "från": "customer", "fra": "customer", "via": "via"}
_PLAIN = frozenset({"word", "punctuation", "sign"})
_JOINING = frozenset({"and", "och", "og"})


class _Token(NamedTuple):
    """``kind`` is word, punctuation, sign, label (its words yet to come), or what of a record is given."""

    kind: str
    value: str
    start: int
    end: int
    person: Mentioned | None = None


@dataclass(slots=True)
class _Line:
    """A line and the people resolved in it, who are taken in the order in which they stand."""

    text: str
    people: Iterator[Mentioned]
    spelt: list[Mentioned] = field(default_factory=list)
    """Those among them who stand in words by name."""
    # Apostrophes known to close nothing from here on, or looking again for each would take quadratic time.
    hopeless: set[str] = field(default_factory=set)

    def tokens(self, at: int) -> Iterator[_Token]:
        before = ""
        while at < len(self.text):
            token = self._token(at, before)
            yield token
            before, at = token.kind, token.end

    def spelled(self, words: str) -> str:
        """A customer's words with the people mentioned in them by name."""
        if _MENTION in words:
            words = re.sub(_MENTION, lambda _: f"@{self._next_spelt().name}", words)
        return words.strip()

    def _next_spelt(self) -> Mentioned:
        self.spelt.append(next(self.people))
        return self.spelt[-1]

    def _token(self, at: int, before: str) -> _Token:
        match = cast("re.Match[str]", _TOKEN.match(self.text, at))  # no text ends in white space
        kind = match.lastgroup or ""
        read = _READERS.get(kind)
        return (read(self, match, before) if read else None) or self.plain(kind, *match.span(kind))

    def plain(self, kind: str, start: int, end: int) -> _Token:
        """What is no mark after all is a word, up to the next white space."""
        if kind not in _PLAIN:
            kind, end = "word", cast("re.Match[str]", _WORD.match(self.text, start)).end()
        return _Token(kind, self.text[start:end], start, end)

    def mention(self, match: re.Match[str], _before: str) -> _Token:
        return _Token("person", "", match.start("mention"), match.end(), next(self.people))

    def name(self, match: re.Match[str], _before: str) -> _Token | None:
        marked = match["name"].rstrip(".'’")
        name = marked.lstrip("@＠#＃")
        start = match.start("name")
        return _Token(_marked(marked[: -len(name)]), name, start, start + len(marked)) if name else None

    def quoted_name(self, match: re.Match[str], _before: str) -> _Token | None:
        name, end = self.quoted(match.end())
        return _Token(_marked(match["mark"]), name, match.start("mark"), end) if name else None

    def link(self, match: re.Match[str], _before: str) -> _Token | None:
        address = match["link"].rstrip(".,;:!?'’")
        scheme, colon, rest = address.partition(":")
        start = match.start("link")
        link = _Token("link", scheme.lower() + colon + rest, start, start + len(address))
        return link if rest != "//" else None

    def label(self, match: re.Match[str], _before: str) -> _Token:
        label, (start, end) = match["label"], match.span("label")
        words, quoted = self.quoted(match.end())
        if words:
            return _Token(_LABELS[label.lower()], words, start, quoted)
        return _Token("label", label, start, end)

    def quotation(self, match: re.Match[str], before: str) -> _Token | None:
        start = match.start("quotation")
        if before == "word" and self.text[start] in _APOSTROPHES:
            return None
        words, end = self.quoted(start)
        return _Token("text", words, start, end) if end > start else None

    def quoted(self, start: int) -> tuple[str, int]:
        """The quotation that begins here and where it ends; an empty one that ends here if none does."""
        mark = self.text[start : start + 1]
        if mark not in _END or mark in self.hopeless:
            return "", start
        if closing := _END[mark].search(self.text, start + 1):
            return self.spelled(self.text[start + 1 : closing.start()]), closing.end()
        if mark in _CLOSING:
            raise UnclosedQuotation(words=shown(self.text[start:].replace(_MENTION, "@")))
        self.hopeless.add(mark)
        return "", start


_READERS = {
    "mention": _Line.mention,
    "name": _Line.name,
    "mark": _Line.quoted_name,
    "link": _Line.link,
    "label": _Line.label,
    "quotation": _Line.quotation,
}


def _marked(mark: str) -> str:
    return "team" if len(mark) > 1 else _MARKED[mark]


@dataclass(slots=True)
class _Draft:
    """A quote being put together. ``running`` is what plain words belong to just now, if to anything."""

    text: str
    running: str | None
    sentiment: Sentiment | None = None
    given: dict[str, str] = field(default_factory=dict)
    people: dict[Mentioned | NamedPerson, None] = field(default_factory=dict)
    teams: dict[str, None] = field(default_factory=dict)
    left_over: list[str] = field(default_factory=list)
    run: list[_Token] = field(default_factory=list)

    def take(self, token: _Token, before: str) -> None:
        if token.kind in _PLAIN or (token.kind == "label" and self.running == "text"):
            self._take_plain(token, before)
            return
        if self.running:
            self.end_run()
        if token.kind == "label":
            self.running = _LABELS[token.value.lower()]
            self.run.append(token)
        else:
            self._take_marked(token)

    def _take_plain(self, token: _Token, before: str) -> None:
        if self.running == "stage" and token.kind != "word":
            self.end_run()
        if self.running:
            self.run.append(token)
        elif token.kind == "sign":
            self._feel(token.value)
        elif token.kind == "word" and not (before in ("person", "team") and fold(token.value) in _JOINING):
            self.left_over.append(token.value)

    def _take_marked(self, token: _Token) -> None:
        match token.kind:
            case "person":
                self.people[token.person or NamedPerson(token.value)] = None
            case "team":
                self.teams[token.value] = None
            case "stage" if self.text.startswith(token.value, token.start + 1):
                # Without quotation marks its name may go on: which stages there are, is not known here.
                self.running, self.run = "stage", [token]
            case what:
                self._give(what, token.value)

    def end_run(self) -> None:
        """Plain words end where a mark begins."""
        what, run = self.running, self.run
        self.running, self.run = None, []
        if not (what and run):
            return
        words = self.text[run[0].start : run[-1].end]
        if what == "stage":
            words = " ".join(each.value for each in run).rstrip(".,;:!?…")
        elif what != "text":
            words = self.text[run[0].end : run[-1].end].strip(" :,;")
        if words:
            self._give(what, words)
        else:
            self.left_over.append(run[0].value)

    def _feel(self, sign: str) -> None:
        if self.sentiment:
            raise TwoOf(what="sentiment")
        self.sentiment = _sentiment(sign)

    def _give(self, what: str, words: str) -> None:
        if what in self.given:
            raise TwoOf(what=what)
        self.given[what] = words

    def record(self, within: Sequence[Mentioned]) -> Record:
        if self.left_over:
            raise WordsLeftOver(words=shown(" ".join(self.left_over)))
        if not (text := self.given.pop("text", "")):
            raise QuoteMissing
        return Record(self.sentiment, text, tuple(self.people), tuple(self.teams), within=tuple(within), **self.given)


def _sentiment(sign: str) -> Sentiment:
    return Sentiment.POSITIVE if sign[0] in "+＋" else Sentiment.NEGATIVE


def _record(line: _Line, tokens: Sequence[_Token], sentiment: Sentiment | None = None) -> Record:
    # Only with a quotation is `from` surely ours: "I got help from Anna" is all the customer's words.
    quoted = any(token.kind == "text" for token in tokens)
    draft = _Draft(line.text, None if quoted else "text", sentiment)
    before = ""
    for token in tokens:
        draft.take(token, before)
        before = token.kind if token.kind != "punctuation" else before
    draft.end_run()
    if draft.left_over and (whole := _whole_name(tokens)):
        mark, name = whole
        raise NameCutShort(words=shown(" ".join(draft.left_over)), mark=mark, name=shown(name))
    return draft.record(line.spelt)


def _whole_name(tokens: Sequence[_Token]) -> tuple[str, str] | None:
    """The first mark with the name at it, where that seems to go on in the next words."""
    for place, token in enumerate(tokens):
        if token.kind in ("person", "team") and token.value:
            following = (tokens[next_one] for next_one in range(place + 1, len(tokens)))
            rest = takewhile(lambda each: each.kind == "word" and each.value[:1].isupper(), following)
            if words := " ".join(each.value for each in rest):
                return "@" if token.kind == "person" else "@@", f"{token.value} {words}"
    return None


def parse(line: str | Sequence[str | Mentioned]) -> Request:
    """What a line asks for. The bot's own name and the slash command are not part of it.

    Raises: UnknownCommand, UnclosedQuotation, WordsLeftOver, TwoOf, QuoteMissing, SearchWordsMissing,
    NumberMissing, DateMissing, DateNotUnderstood; nothing else, whatever the text.
    """
    whole = _joined([line] if isinstance(line, str) else line)
    if not whole.text:
        return ShowForm()
    if sign := _SIGN.match(whole.text):
        return _record(whole, [*whole.tokens(sign.end())], _sentiment(sign[0]))
    return _unsigned(whole)


def _joined(parts: Sequence[str | Mentioned]) -> _Line:
    text = "".join(visible(part.replace(_MENTION, " ")) if isinstance(part, str) else _MENTION for part in parts)
    return _Line(text.strip(), (part for part in parts if not isinstance(part, str)))


def _unsigned(line: _Line) -> Request:
    command, rest = command_of(line.text) or (None, "")
    # Spelling uses the mentions up, and what is no command after all may be a quote with people in it.
    line.people, people = tee(line.people)
    asked = replace(line, people=people, spelt=[])
    if command and (request := command.read(asked.spelled(rest))):
        if isinstance(request, Escalate):
            return replace(request, because=_unquoted(request.because), within=tuple(asked.spelt))
        return request
    # A customer's words may well begin with thanks or a greeting.
    command = command if command and command.listed else None
    tokens = [*line.tokens(0)]
    if command and any(token.kind == "text" for token in tokens):
        # What it is about was put into quotation marks: it is no customer's.
        raise UnknownCommand(
            words=shown(line.text.replace(_MENTION, "@")), nearest=nearest_commands(line.text, command)
        )
    marked = any(token.kind not in _PLAIN and token.kind != "label" for token in tokens)
    words = line.text.replace(_MENTION, "@")
    mistyped = () if command or marked else _mistyped(words)
    if marked or (not command and not mistyped and len(line.text.split()) >= SENTENCE):
        return _record(line, tokens)
    raise UnknownCommand(words=shown(words), nearest=mistyped or nearest_commands(words, command))


def _unquoted(words: str) -> str:
    """Without the quotation marks that stand around the whole of it."""
    closing = _END[words[0]].search(words, 1) if words[:1] in _END else None
    return words[1:-1].strip() if closing and closing.end() == len(words) else words


_NUMBERED = re.compile(r"(\D{1,40}?)\s+[0-9][0-9./-]*+\s*+[!?]*+")


def _mistyped(words: str) -> tuple[str, ...]:
    """The commands that words with nothing but a date or a number after them come near to."""
    found = _NUMBERED.fullmatch(words)
    return nearest_commands(found[1]) if found else ()
