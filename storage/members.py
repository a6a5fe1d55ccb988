"""Members, and the names they are found by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Text, bindparam, delete, select, update

from bot.domain.people import Member, NoSuchMember, Profile
from bot.domain.refs import MemberNumber, MemberRef, WorkspaceRef
from bot.domain.resolve import ASKED_MOST, nearest
from bot.domain.words import tokens
from storage.prepared import AnyOf, Rows, Statement
from storage.repository import Repository, grouped
from storage.tables import member_keys, members
from storage.upsert import insert

Key = TypeVar("Key", MemberNumber, MemberRef)

FOUND_MOST = 20
_LAST_LETTER = "\U0010ffff"

_here = members.c.organisation == bindparam("organisation")
_columns = [column for column in members.c if column.key not in {"organisation", "curator"}]
_one = (_here, members.c.number == bindparam("number_"))

SOME = AnyOf(lambda numbers: select(*_columns).where(_here, members.c.number.in_(numbers)))
BY_REFS = AnyOf(
    lambda ids: select(*_columns).where(
        _here, members.c.workspace == bindparam("workspace"), members.c.external_id.in_(ids)
    ),
    Text,
)
CURATORS = Statement(select(*_columns).where(_here, members.c.curator.is_(True)).order_by(members.c.number))
NAMES = Statement(select(members.c.name).where(_here, members.c.bot.is_(False), members.c.gone.is_(False)))
NAMED = Statement(
    select(member_keys.c.member)
    .where(
        member_keys.c.organisation == bindparam("organisation"),
        member_keys.c.key >= bindparam("first"),
        member_keys.c.key < bindparam("last"),
    )
    .order_by(member_keys.c.key, member_keys.c.member)
    .limit(bindparam("most"))
)
INSERT = Statement(insert(members))
UPDATE = Statement(
    update(members)
    .where(*_one)
    .values({column.key: bindparam(column.key) for column in members.c if not column.primary_key})
)
KEYS = Rows(member_keys, lambda insert: insert.on_conflict_do_nothing())
DELETE_KEYS = Statement(
    delete(member_keys).where(
        member_keys.c.organisation == bindparam("organisation"), member_keys.c.member == bindparam("member")
    )
)


class SqlMembers(Repository):
    def get(self, number: MemberNumber) -> Member:
        found = self.some([number])
        if number not in found:
            raise NoSuchMember(number=number)
        return found[number]

    def some(self, numbers: Iterable[MemberNumber]) -> Mapping[MemberNumber, Member]:
        wanted = dict.fromkeys(numbers)
        known = self._scope.known.by_number
        found = _among(known, wanted)
        if len(found) == len(wanted):
            return found
        self._read(self._any_of(SOME, wanted.keys() - found.keys()))
        return _among(known, wanted)

    def by_ref(self, ref: MemberRef) -> Member | None:
        return self._scope.known.by_ref.get(ref) or self.by_refs([ref]).get(ref)

    def by_refs(self, refs: Iterable[MemberRef]) -> Mapping[MemberRef, Member]:
        wanted = dict.fromkeys(refs)
        known = self._scope.known.by_ref
        found = _among(known, wanted)
        if len(found) == len(wanted):
            return found
        for workspace, some in grouped(wanted.keys() - found.keys(), lambda ref: str(ref.workspace)).items():
            self._read(self._any_of(BY_REFS, (ref.id for ref in some), workspace=workspace))
        return _among(known, wanted)

    def named(self, name: str) -> Sequence[Member]:
        key = " ".join(tokens(name))
        if not 0 < len(key) <= ASKED_MOST:
            return []
        known = self._scope.known.named
        if key not in known:
            # A member has a key for each word: some come twice.
            keys = self._all(NAMED, first=key, last=key + _LAST_LETTER, most=FOUND_MOST * 4)
            known[key] = tuple(dict.fromkeys(MemberNumber(row.member) for row in keys))[:FOUND_MOST]
        found = self.some(known[key])
        return [found[number] for number in known[key]]

    def nearest(self, name: str) -> Sequence[str]:
        return nearest(name, [row.name for row in self._all(NAMES)])

    def meet(self, profile: Profile) -> Member:
        known = self.by_ref(profile.ref)
        if known is None:
            return self._add(profile)
        if known.profile != profile:
            known = replace(known, profile=profile)
            self.save(known)
        return known

    def save(self, member: Member) -> None:
        if not self._changed(UPDATE, number_=member.number, **_row(member)):
            raise NoSuchMember(number=member.number)
        self._keep(member)
        self._all(DELETE_KEYS, member=member.number)
        self._add_keys(member)

    def curators(self) -> Sequence[Member]:
        return self._read(self._all(CURATORS))

    def _add(self, profile: Profile) -> Member:
        member = Member(MemberNumber(self._next("member")), profile)
        self._all(INSERT, number=member.number, **_row(member))
        self._keep(member)
        self._add_keys(member)
        return member

    def _read(self, rows: Iterable[Any]) -> list[Member]:
        return [self._keep(_member(row)) for row in rows]

    def _keep(self, member: Member) -> Member:
        known = self._scope.known
        known.by_number[member.number] = known.by_ref[member.ref] = member
        return member

    def _add_keys(self, member: Member) -> None:
        self._scope.known.named.clear()
        self._insert(KEYS, [{"member": member.number, "key": key} for key in sorted(_keys(member.profile))])


def _among(known: Mapping[Key, Member], wanted: Iterable[Key]) -> dict[Key, Member]:
    return {each: member for each in wanted if (member := known.get(each))}


def _keys(profile: Profile) -> set[str]:
    """The folded names and handle, from each of their words to the end."""
    words = (tokens(profile.name), tokens(profile.full_name), tokens(profile.handle))
    return {" ".join(name[place:]) for name in words for place in range(len(name))}


def _member(row: Any) -> Member:
    profile = Profile(
        ref=MemberRef(WorkspaceRef.parse(row.workspace), row.external_id),
        name=row.name,
        handle=row.handle,
        full_name=row.full_name,
        timezone=row.timezone,
        language=row.language,
        admin=row.admin,
        bot=row.bot,
        gone=row.gone,
        external=row.external,
    )
    return Member(MemberNumber(row.number), profile, row.named, row.named_curator)


def _row(member: Member) -> dict[str, Any]:
    profile = member.profile
    return {
        "workspace": str(profile.ref.workspace),
        "external_id": profile.ref.id,
        "name": profile.name,
        "handle": profile.handle,
        "full_name": profile.full_name,
        "timezone": profile.timezone,
        "language": profile.language,
        "admin": profile.admin,
        "bot": profile.bot,
        "gone": profile.gone,
        "external": profile.external,
        "named": member.named,
        "named_curator": member.named_curator,
        "curator": member.curator,
    }
