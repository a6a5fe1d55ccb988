"""Members, and how they are found."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.domain.people import Member, Profile
from bot.domain.refs import MemberNumber, MemberRef


class Members(Protocol):
    def get(self, number: MemberNumber) -> Member:
        """Raises: NoSuchMember."""

    def some(self, numbers: Iterable[MemberNumber]) -> Mapping[MemberNumber, Member]: ...
    def by_ref(self, ref: MemberRef) -> Member | None: ...
    def by_refs(self, refs: Iterable[MemberRef]) -> Mapping[MemberRef, Member]: ...
    def named(self, name: str) -> Sequence[Member]:
        """Those whose handle or one of whose names begins like ``name``, or any word of it, folded; at most twenty."""

    def nearest(self, name: str) -> Sequence[str]:
        """Names that look alike, for an error that helps; at most three."""

    def meet(self, profile: Profile) -> Member:
        """Insert, or bring the profile up to date. What the member chose themselves stays."""

    def save(self, member: Member) -> None: ...
    def curators(self) -> Sequence[Member]: ...
