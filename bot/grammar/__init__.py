"""One line of text → one request, the same on every platform (PRODUCT §4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile, tee

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
    UnknownCommand,
    WordsLeftOver,
)
from bot.domain.words import fold
from bot.grammar.tokens import END, LABELS, MENTION, PLAIN, SIGN, Line, Token, line_of

__all__ = ["parse"]

SENTENCE = 3
"""So many plain words are a customer's, not a mistyped command."""

_JOINING = frozenset({"and", "och", "og"})


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
    run: list[Token] = field(default_factory=list)

    def take(self, token: Token, before: str) -> None:
        if token.kind in PLAIN or (token.kind == "label" and self.running == "text"):
            self._take_plain(token, before)
            return
        if self.running:
            self.end_run()
        if token.kind == "label":
            self.running = LABELS[token.value.lower()]
            self.run.append(token)
        else:
            self._take_marked(token)

    def _take_plain(self, token: Token, before: str) -> None:
        if self.running == "stage" and token.kind != "word":
            self.end_run()
        if self.running:
            self.run.append(token)
        elif token.kind == "sign":
            self._feel(token.value)
        elif token.kind == "word" and not (before in ("person", "team") and fold(token.value) in _JOINING):
            self.left_over.append(token.value)

    def _take_marked(self, token: Token) -> None:
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


def _record(line: Line, tokens: Sequence[Token], sentiment: Sentiment | None = None) -> Record:
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


def _whole_name(tokens: Sequence[Token]) -> tuple[str, str] | None:
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
    whole = line_of([line] if isinstance(line, str) else line)
    if not whole.text:
        return ShowForm()
    if sign := SIGN.match(whole.text):
        return _record(whole, [*whole.tokens(sign.end())], _sentiment(sign[0]))
    return _unsigned(whole)


def _unsigned(line: Line) -> Request:
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
        raise UnknownCommand(words=shown(line.text.replace(MENTION, "@")), nearest=nearest_commands(line.text, command))
    marked = any(token.kind not in PLAIN and token.kind != "label" for token in tokens)
    words = line.text.replace(MENTION, "@")
    mistyped = () if command or marked else _mistyped(words)
    if marked or (not command and not mistyped and len(line.text.split()) >= SENTENCE):
        return _record(line, tokens)
    raise UnknownCommand(words=shown(words), nearest=mistyped or nearest_commands(words, command))


def _unquoted(words: str) -> str:
    """Without the quotation marks that stand around the whole of it."""
    closing = END[words[0]].search(words, 1) if words[:1] in END else None
    return words[1:-1].strip() if closing and closing.end() == len(words) else words


_NUMBERED = re.compile(r"(\D{1,40}?)\s+[0-9][0-9./-]*+\s*+[!?]*+")


def _mistyped(words: str) -> tuple[str, ...]:
    """The commands that words with nothing but a date or a number after them come near to."""
    found = _NUMBERED.fullmatch(words)
    return nearest_commands(found[1]) if found else ()
