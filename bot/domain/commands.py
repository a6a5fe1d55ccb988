"""What can be said to the bot besides a quote: each command with its words in every language."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain
from typing import Literal

from bot.domain.refs import CaseNumber, QuoteNumber
from bot.domain.requests import (
    Cases,
    DateMissing,
    DateNotUnderstood,
    Escalate,
    Hello,
    Help,
    MakeLink,
    Mine,
    NumberMissing,
    Pause,
    Request,
    Resume,
    Search,
    SearchWordsMissing,
    ShowCase,
    ShowForm,
    ShowHome,
    ShowSchedule,
    ShowSettings,
    Skip,
    Today,
    Undo,
    Unlink,
    Which,
    Why,
)
from bot.domain.resolve import NEAREST, nearest
from bot.domain.values import dataclass
from bot.domain.words import fold

SHOWN = 80
"""Characters of somebody's words that a refusal repeats."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and all that `help` and completion need of it.

    ``words`` has one entry per language: the ways of saying it, parted by ``|``, the one to show first.
    ``read`` makes the request of what follows the command, or None if that does not belong to it.
    ``argument`` says what follows, for `help`. An unlisted command is understood but not offered; a ``pageless`` one is
    offered only where a platform gives us no page of our own that people open, and this word asks for it (PRODUCT §10).
    """

    name: str
    read: Callable[[str], Request | None]
    words: Mapping[str, str]
    argument: Literal["words", "date", "which", "number", "because", "code"] | None = None
    listed: bool = True
    pageless: bool = False

    def phrases(self, language: str) -> tuple[str, ...]:
        return tuple(self.words[language].split("|"))


def _alone(request: Request) -> Callable[[str], Request | None]:
    return lambda rest: None if rest.strip(" .!?") else request


def _search(rest: str) -> Search:
    if not rest:
        raise SearchWordsMissing
    return Search(rest)


_WHICH: Mapping[Which, Mapping[str, str]] = {
    Which.OPEN: {"en": "open", "sv": "öppna", "nb": "åpne"},
    Which.MINE: {"en": "mine|my", "sv": "mina", "nb": "mine"},
    Which.UNCLAIMED: {"en": "unclaimed", "sv": "oägda|utan ägare", "nb": "uten eier"},
    Which.OVERDUE: {
        "en": "overdue|stalled",
        "sv": "stillastående|försenade",
        "nb": "stillestående|forsinket|forsinkede",
    },
}
_WHICH_SAID = {
    fold(word): which for which, words in _WHICH.items() for said in words.values() for word in said.split("|")
}


def _cases(rest: str) -> Cases | None:
    words = " ".join(rest.rstrip(" .!?").split())
    if not words:
        return Cases()
    which = _WHICH_SAID.get(fold(words)) if len(words) <= SHOWN else None
    return Cases(which) if which else None


# No number of ours is longer, and a longer one would not fit where it is looked up.
_NUMBER = re.compile(r"[#＃]?([0-9]{1,9})(?:[\s.,:;!?–—-]+(.*))?", re.DOTALL)
_BECAUSE = frozenset(map(fold, ("because", "för att", "eftersom", "därför att", "fordi", "ettersom")))


def _numbered(command: str, rest: str) -> tuple[int, str] | None:
    """The number a command is about and what follows it. None: words that are no command, as in a customer's sentence.

    Raises: NumberMissing.
    """
    if found := _NUMBER.fullmatch(rest):
        return int(found[1]), found[2] or ""
    if len(rest.split()) > 1:
        return None
    raise NumberMissing(command=command)


def _case(rest: str) -> ShowCase | None:
    if not (found := _numbered("case", rest)) or found[1]:
        return None
    return ShowCase(CaseNumber(found[0]))


def _escalate(rest: str) -> Escalate | None:
    if not (found := _numbered("escalate", rest)):
        return None
    return Escalate(QuoteNumber(found[0]), _reason(found[1]))


def _reason(words: str) -> str:
    """What is said after "because", or without it."""
    for length in (2, 1):
        begun = " ".join(words.split(None, length)[:length])
        if len(begun) <= SHOWN and fold(begun.rstrip(" ,:")) in _BECAUSE:
            return "".join(words.split(None, length)[length:])
    return words


_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})")


def _pause(rest: str) -> Pause:
    if not rest.rstrip(" .!"):
        raise DateMissing
    return Pause(read_date(rest))


def read_date(text: str) -> date:
    """``2026-08-10``, ``10.8.2026``, ``10/8/2026``. Raises: DateNotUnderstood."""
    try:
        return _date(text.rstrip(" .!"))
    except ValueError as wrong:
        raise DateNotUnderstood(words=shown(text)) from wrong


def _date(words: str) -> date:
    if iso := _ISO_DATE.fullmatch(words):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if day_first := _DAY_FIRST.fullmatch(words):
        return date(int(day_first[4]), int(day_first[3]), int(day_first[1]))
    raise ValueError(words)


def shown(words: str) -> str:
    """So much of somebody's line as a refusal repeats."""
    return words if len(words) <= SHOWN else words[: SHOWN - 1].rstrip() + "…"


# Whatever a code may look like in a hurry; a sentence is none.
_CODE = re.compile(r"[^\W_]+(?:[-–—][^\W_]+)?|[^\W_]{3,8} [^\W_]{3,8}")


def _link(rest: str) -> MakeLink | None:
    code = rest.strip(" .!“”\"'`")
    return MakeLink(code) if not code or (len(code) <= SHOWN and _CODE.fullmatch(code)) else None


def _greeting(hello: Hello) -> Callable[[str], Hello | None]:
    """Our name, or theirs, may follow."""
    return lambda rest: hello if re.fullmatch(r"[^\W_]*[.!?]*", rest) else None


COMMANDS = (
    Command("form", _alone(ShowForm()), {"en": "form", "sv": "formulär", "nb": "skjema"}),
    Command("home", _alone(ShowHome()), {"en": "home", "sv": "hem", "nb": "hjem"}, pageless=True),
    Command("today", _alone(Today()), {"en": "today", "sv": "idag|i dag", "nb": "i dag|idag"}),
    Command("why", _alone(Why()), {"en": "why", "sv": "varför", "nb": "hvorfor"}),
    Command("search", _search, {"en": "search", "sv": "sök", "nb": "søk"}, argument="words"),
    Command("mine", _alone(Mine()), {"en": "mine", "sv": "mina", "nb": "mine"}),
    Command("cases", _cases, {"en": "cases", "sv": "ärenden", "nb": "saker"}, argument="which"),
    Command("case", _case, {"en": "case", "sv": "ärende", "nb": "sak"}, argument="number"),
    Command(
        "escalate",
        _escalate,
        {
            "en": "escalate|end of the world",
            "sv": "eskalera|världens undergång",
            "nb": "eskaler|verdens undergang",
        },
        argument="because",
    ),
    Command("undo", _alone(Undo()), {"en": "undo", "sv": "ångra", "nb": "angre"}),
    Command("schedule", _alone(ShowSchedule()), {"en": "schedule", "sv": "schema", "nb": "plan"}),
    Command(
        "pause",
        _pause,
        {"en": "pause until|pause", "sv": "pausa till|pausa|paus till|paus", "nb": "pause til|pause"},
        argument="date",
    ),
    Command("resume", _alone(Resume()), {"en": "resume", "sv": "återuppta", "nb": "gjenoppta"}),
    Command("skip", _alone(Skip()), {"en": "skip", "sv": "hoppa över", "nb": "hopp over"}),
    Command(
        "settings",
        _alone(ShowSettings()),
        {"en": "settings", "sv": "inställningar", "nb": "innstillinger"},
    ),
    Command("link", _link, {"en": "link", "sv": "länka|koppla", "nb": "koble|lenke"}, argument="code"),
    Command("unlink", _alone(Unlink()), {"en": "unlink", "sv": "avlänka|koppla isär", "nb": "koble fra|fjern lenke"}),
    Command("help", _alone(Help()), {"en": "help|?", "sv": "hjälp", "nb": "hjelp"}),
    Command(
        "hello",
        _greeting(Hello()),
        {"en": "hello|hi|hey|good morning", "sv": "hej|hallå|tjena|god morgon", "nb": "hei|hallo|god morgen"},
        listed=False,
    ),
    Command(
        "thanks",
        _greeting(Hello(thanked=True)),
        {
            "en": "thanks|thanks a lot|thank you|thank you so much|thank you very much",
            "sv": "tack|tack så mycket|tusen tack|stort tack|tack för hjälpen",
            "nb": "takk|takk skal du ha|tusen takk|mange takk|takk for hjelpen",
        },
        listed=False,
    ),
)
"""The commands, in the order `help` shows them."""

_PHRASES = {
    phrase: command for command in COMMANDS for language in command.words for phrase in command.phrases(language)
}
_BY_PHRASE = {fold(phrase): command for phrase, command in _PHRASES.items()}
_OFFERED = [phrase for phrase, command in _PHRASES.items() if command.listed]
_LONGEST = max(len(phrase.split()) for phrase in _PHRASES)
_WIDEST = 2 * max(len(phrase) for phrase in _PHRASES)


def command_of(text: str) -> tuple[Command, str] | None:
    """The command a line begins with, and the rest of the line."""
    words = text.split(None, _LONGEST)[:_LONGEST]
    for length in range(len(words), 0, -1):
        phrase = " ".join(words[:length])
        if len(phrase) > _WIDEST:  # folding a page to find it is no command would take seconds
            continue
        if command := _BY_PHRASE.get(fold(phrase)) or _BY_PHRASE.get(fold(phrase.rstrip(".,:!?"))):
            return command, "".join(text.split(None, length)[length:])
    return None


def nearest_commands(words: str, begun: Command | None = None) -> tuple[str, ...]:
    """Up to three phrases, one per command, each in the language it was nearly said in.

    ``begun`` is the command with which the words do begin, if they do: it comes first.
    """
    folded = fold(words[:SHOWN])
    own = (phrase for phrase in _OFFERED if _PHRASES[phrase] is begun and folded.startswith(fold(phrase)))
    found: dict[str, str] = {}
    for phrase in chain(own, _alike(words) or _begun_alike(words)):
        found.setdefault(_PHRASES[phrase].name, phrase)
    return tuple(found.values())[:NEAREST]


def _alike(words: str) -> tuple[str, ...]:
    return nearest(words, _OFFERED, limit=2 * NEAREST, in_part=False)


def _begun_alike(words: str) -> list[str]:
    """Those that something may follow, and like which the first word is."""
    return [phrase for phrase in _alike(words[:SHOWN].partition(" ")[0]) if _PHRASES[phrase].argument]
