"""Teams, and who is in them."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.people import Team
from bot.domain.refs import MemberNumber, TeamNumber


class Teams(Protocol):
    def all(self) -> Sequence[Team]:
        """By name."""

    def get(self, number: TeamNumber) -> Team:
        """Raises: NoSuchTeam."""

    def add(self, name: str, members: frozenset[MemberNumber]) -> Team:
        """Raises: AlreadyExists, when the folded name is taken."""

    def save(self, team: Team) -> None:
        """Raises: AlreadyExists."""
