"""Whom and what the words of a request mean: stages, people and teams by the names people type."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from bot.domain.errors import Refused
from bot.domain.people import Member, Team
from bot.domain.words import fold, tokens

Named = TypeVar("Named")

NEAREST = 3
_ALIKE = 70
"""Of 100."""

_COMPARED = 60
"""Characters of what was typed: by so many it is known which names are like it."""
ASKED_MOST = 256
"""Characters: what somebody asks for by more of them is nobody's name, and is not remembered."""


class UnknownStage(Refused):
    """No stage begins so. Facts: ``name``, ``stages`` (all there are)."""

    field = "stage"


class AmbiguousStage(Refused):
    """More than one stage begins so. Facts: ``name``, ``stages`` (those)."""

    field = "stage"


class UnknownMember(Refused):
    """Nobody here has that name. Facts: ``name``, ``nearest`` (up to three names)."""

    field = "credits"


class AmbiguousMember(Refused):
    """More than one person has that name. Facts: ``name``, ``among`` (names with handles)."""

    field = "credits"


class UnknownTeam(Refused):
    """No team has that name. Facts: ``name``, ``nearest`` (up to three names)."""

    field = "credits"


class AmbiguousTeam(Refused):
    """More than one team has that name. Facts: ``name``, ``among`` (names)."""

    field = "credits"


def resolve_stage(stages: Sequence[str], words: str) -> str:
    """The stage of which the words are the beginning, or the beginning of one of its words.

    Raises: UnknownStage, AmbiguousStage.
    """
    found = _named(stages, str, words)
    if not found:
        raise UnknownStage(name=words, stages=tuple(stages))
    if len(found) > 1:
        raise AmbiguousStage(name=words, stages=tuple(found))
    return found[0]


def resolve_team(teams: Sequence[Team], name: str) -> Team:
    """As for a stage. Raises: UnknownTeam, AmbiguousTeam."""
    found = _named(teams, attrgetter("name"), name)
    if not found:
        raise UnknownTeam(name=name, nearest=nearest(name, [team.name for team in teams]))
    if len(found) > 1:
        raise AmbiguousTeam(name=name, among=tuple(team.name for team in found))
    return found[0]


def resolve_person(members: Sequence[Member], name: str) -> Member:
    """The colleague with that handle, full name, first name or beginning of one, in this order.

    Bots and people who have left are passed over: they earn no credit, and make no name ambiguous.
    Raises: UnknownMember, AmbiguousMember.
    """
    here = [member for member in members if member.creditable]
    found = _first(_people(here, name))
    if not found:
        raise UnknownMember(name=name, nearest=nearest(name, [member.name for member in here]))
    if len(found) > 1:
        raise AmbiguousMember(name=name, among=tuple(_told_apart(member) for member in found))
    return found[0]


def nearest(words: str, names: Sequence[str], limit: int = NEAREST, *, in_part: bool = True) -> tuple[str, ...]:
    """The names most like what was typed, best first; none if nothing is like it.

    ``in_part``: a name also counts as alike if a part of it is, as a surname.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # 20 ms, paid only by who mistypes

    scorer = fuzz.WRatio if in_part else fuzz.ratio
    asked = words[:_COMPARED]
    found = process.extract(asked, names, scorer=scorer, processor=fold, limit=limit, score_cutoff=_ALIKE)
    return tuple(name for name, _, _ in found)


def _key(name: str) -> str:
    return _kept_key(name) if len(name) <= ASKED_MOST else " ".join(tokens(name))


@lru_cache(maxsize=4096)
def _kept_key(name: str) -> str:
    return " ".join(tokens(name))


def _first(levels: Iterator[list[Named]]) -> list[Named]:
    """What the strictest way of reading finds: an exact name is never ambiguous with a longer one."""
    return next((found for found in levels if found), [])


def _named(things: Sequence[Named], name: Callable[[Named], str], words: str) -> list[Named]:
    return _first(_levels(things, name, words))


def _levels(things: Sequence[Named], name: Callable[[Named], str], words: str) -> Iterator[list[Named]]:
    exact, key = words.strip().casefold(), _key(words)
    yield [thing for thing in things if name(thing).casefold() == exact]
    if key:
        run_together = key.replace(" ", "")
        yield [thing for thing in things if _key(name(thing)).replace(" ", "") == run_together]
        yield [thing for thing in things if f" {key}" in f" {_key(name(thing))}"]


def _people(members: Sequence[Member], name: str) -> Iterator[list[Member]]:
    exact, key = name.strip().removeprefix("@").casefold(), _key(name)
    if not key:
        return
    yield [member for member in members if member.profile.handle.casefold() == exact]
    yield [member for member in members if exact in (member.name.casefold(), member.profile.full_name.casefold())]
    keys = [
        (member, (_key(member.name), _key(member.profile.full_name), _key(member.profile.handle))) for member in members
    ]
    yield [member for member, called in keys if key in called]
    yield [member for member, called in keys if any(name.startswith(f"{key} ") for name in called[:2])]
    yield [member for member, called in keys if any(name.startswith(key) for name in called)]


def _told_apart(member: Member) -> str:
    return f"{member.name} (@{member.profile.handle})" if member.profile.handle else member.name
