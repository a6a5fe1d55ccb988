"""Colleagues in words that others read: by name, or as "a colleague" (PRODUCT §2.1, §8)."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.domain import names
from bot.domain.people import Member
from bot.domain.quotes import MemberCredit, Named, NewQuote, Quote
from bot.domain.refs import MemberNumber, MemberRef
from bot.domain.requests import Mentioned
from bot.domain.tongues import language_of
from bot.domain.values import dataclass
from bot.ports import UnitOfWork
from bot.services import people
from bot.wording import words

LOOKED_UP = 20
"""Names in one text that are looked for by how they are typed."""

_AT = re.compile(r"(?<![\w@＠])[@＠](\w[\w'’.-]*)(\s+\w[\w'’.-]*)?")


@dataclass(frozen=True, slots=True)
class InWords:
    """Those whose name stands after an ``@`` in some words, by how it is spelled there.

    Two may have one name. ``typed`` is how the names are spelled of which only the words themselves tell.
    """

    people: Mapping[str, tuple[Member, ...]]
    typed: frozenset[str] = frozenset()

    @property
    def spelled(self) -> tuple[str, ...]:
        return tuple(f"@{name}" for name in self.people)

    @property
    def concerned(self) -> tuple[MemberCredit, ...]:
        """Of two with one name it is not known which."""
        return tuple(
            MemberCredit(member.number)
            for name, members in self.people.items()
            if name not in self.typed or len(members) == 1
            for member in members
            if member.creditable
        )

    def without(self, text: str, instead: str, hidden: Sequence[str]) -> str:
        """The text with ``instead`` where one of the ``hidden`` names stands."""
        if not hidden:
            return text
        # The platform's own mentions end where they end, and letters may follow: "@Annas".
        longest_first = sorted(hidden, key=len, reverse=True)
        any_of = "|".join(re.escape(name) + (r"(?!\w)" if name in self.typed else "") for name in longest_first)
        first = instead.capitalize()
        return re.sub(f"[@＠](?:{any_of})", lambda at: first if names.begins(text, at.start()) else instead, text)

    def named(self, hidden: Collection[str]) -> tuple[Named, ...]:
        """Who stands there by a name, but for the ``hidden`` ones; of two who have it, both may be meant."""
        shown = ((name, members) for name, members in self.people.items() if name not in hidden)
        return tuple(sorted(Named(member.number, name) for name, members in shown for member in members))

    def hidden(self, *, unnamed: bool) -> list[str]:
        """Names that are not to be shown: all, or those of people who have opted out."""
        return [name for name, members in self.people.items() if unnamed or not all(each.named for each in members)]


def in_words(unit: UnitOfWork, text: str, within: Sequence[Mentioned] = ()) -> InWords:
    """``within``: whom the platform resolved in the words. Raises: NeedsProfiles."""
    if "@" not in text and "＠" not in text:
        return InWords({})
    met = people.present(unit, refs(within))
    found: dict[str, tuple[Member, ...]] = {}
    for each in within:
        if each.name:
            found[each.name] = tuple(dict.fromkeys((*found.get(each.name, ()), met[each.ref])))
    typed = {name: members for name, members in _typed(unit, text) if name not in found}
    return InWords(found | typed, frozenset(typed))


def spelled(unit: UnitOfWork, said: Sequence[str | Mentioned]) -> str:
    """A message's words with the people in it by the names that we know them by. Raises: NeedsProfiles."""
    met = people.present(unit, refs([each for each in said if isinstance(each, Mentioned)]))
    return "".join(each if isinstance(each, str) else f"@{_name(met[each.ref], each)}" for each in said).strip()


def _name(member: Member, mentioned: Mentioned) -> str:
    return member.name if member.name != member.ref.id else mentioned.name or "…"


def refs(within: Sequence[Mentioned]) -> frozenset[MemberRef]:
    return frozenset(each.ref for each in within)


def without_names(
    unit: UnitOfWork, by: Member, text: str, about: Collection[MemberNumber], within: Sequence[Mentioned] = ()
) -> str:
    """A sentence of theirs on what is criticism: no colleague stands on it by name. Raises: NeedsProfiles.

    ``about`` are those whom the criticism concerns. In what stands for a name it goes on in its own language, which who
    sends it in may not have written it in.
    """
    if not text:
        return ""
    named, instead = in_words(unit, text, within), somebody(language_of(text) or by.profile.language)
    text = named.without(text, instead, named.hidden(unnamed=True))
    return names.without(text, called(unit, about, named), instead)


def as_criticism(unit: UnitOfWork, by: Member, praise: Quote) -> str:
    """The words of praise in which somebody finds criticism, without those whom they praised (PRODUCT §2.1)."""
    return without_names(unit, by, praise.text, praise.within)


def called(unit: UnitOfWork, about: Iterable[MemberNumber], named: InWords) -> list[frozenset[str]]:
    """What those are called whom criticism concerns, and those whom its words mention."""
    members = dict(unit.members.some(about)) | {each.number: each for some in named.people.values() for each in some}
    return [found for _, member in sorted(members.items()) if (found := member.called)]


def without_some(words: NewQuote, some: Sequence[Member], language: str) -> NewQuote:
    """A quote's words in which none of them stands by name, nor by one that they had when it was written down."""
    had = {each.member: names.called(each.name) for each in words.named}
    called = [member.called | had.get(member.number, frozenset()) for member in some]
    instead = somebody(words.language or language)
    return everywhere(words, lambda said: names.without(said, called, instead))


def without_members(text: str, some: Sequence[Member], language: str) -> str:
    """A colleague's sentence in which none of them stands by name; ``language`` where its own is not known."""
    if not (text and some):
        return text
    return names.without(text, [member.called for member in some], somebody(language_of(text) or language))


def everywhere(words: NewQuote, spell: Callable[[str], str]) -> NewQuote:
    """Wherever a customer's words may name somebody."""
    customer, via = (spell(said) if said else said for said in (words.customer, words.via))
    return replace(words, text=spell(words.text), customer=customer, via=via)


def somebody(language: str) -> str:
    """What stands for a name that is not shown."""
    return words(language).text("colleagues", count=1)


def _typed(unit: UnitOfWork, text: str) -> Iterator[tuple[str, tuple[Member, ...]]]:
    """Full names and handles after an ``@``, as they stand there, and who has them."""
    for place, at in enumerate(_AT.finditer(text)):
        if place == LOOKED_UP:
            return
        rest = text[at.start(1) :]
        asked = (at[1] + (at[2] or ""), at[1])
        members = {each.number: each for name in dict.fromkeys(asked) for each in unit.members.named(name)}
        spelled: dict[str, list[Member]] = {}
        for member in members.values():
            if name := _begins(rest, member):
                spelled.setdefault(name, []).append(member)
        if spelled:
            name = max(spelled, key=len)
            yield name, tuple(spelled[name])


def _begins(rest: str, member: Member) -> str:
    """The member's name or handle, as far as the text begins with it; the whole of the name, if it stands there."""
    for name in sorted((member.profile.full_name, member.name, member.profile.handle), key=len, reverse=True):
        begun = rest[: len(name)]
        # Nobody is called by an id, which stands in for a name that the platform does not tell.
        if (
            name
            and name != member.ref.id
            and begun.casefold() == name.casefold()
            and not rest[len(name) : len(name) + 1].isalnum()
        ):
            return begun
    return ""
