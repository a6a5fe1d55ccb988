"""Teams and who is in them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, select, update

from bot.domain.errors import AlreadyExists
from bot.domain.people import NoSuchTeam, Team
from bot.domain.refs import MemberNumber, TeamNumber
from bot.domain.words import fold
from storage.channels import READY
from storage.prepared import Rows, Statement
from storage.repository import Repository, grouped
from storage.tables import channels, team_members, teams
from storage.upsert import insert

_here = teams.c.organisation == bindparam("organisation")
_members_here = team_members.c.organisation == bindparam("organisation")

ALL = Statement(select(teams.c.number, teams.c.name).where(_here))
MEMBERS = Statement(select(team_members.c.team, team_members.c.member).where(_members_here))
INSERT = Statement(insert(teams).on_conflict_do_nothing().returning(teams.c.number))
# One statement, so that a taken name does not end a PostgreSQL transaction.
_taken = teams.alias()
UPDATE = Statement(
    update(teams)
    .where(
        _here,
        teams.c.number == bindparam("number_"),
        ~exists().where(
            _taken.c.organisation == bindparam("organisation"),
            _taken.c.folded == bindparam("folded"),
            _taken.c.number != bindparam("number_"),
        ),
    )
    .values(name=bindparam("name"), folded=bindparam("folded"))
)
ADD_MEMBERS = Rows(team_members)
DELETE_MEMBERS = Statement(delete(team_members).where(_members_here, team_members.c.team == bindparam("team")))
# Channels that draw on teams have to find out again whose turn is dry.
NARROWED = Statement(
    select(channels.c.number, channels.c.teams).where(channels.c.organisation == bindparam("organisation"))
)


class SqlTeams(Repository):
    def all(self) -> Sequence[Team]:
        return list(self._by_number().values())

    def get(self, number: TeamNumber) -> Team:
        found = self._by_number().get(number)
        if found is None:
            raise NoSuchTeam(number=number)
        return found

    def add(self, name: str, members: frozenset[MemberNumber]) -> Team:
        team = Team(TeamNumber(self._next("team")), name, members)
        if not self._all(INSERT, number=team.number, name=name, folded=fold(name)):
            raise AlreadyExists(name=name)
        self._add_members(team)
        return team

    def save(self, team: Team) -> None:
        self.get(team.number)
        if not self._changed(UPDATE, number_=team.number, name=team.name, folded=fold(team.name)):
            raise AlreadyExists(name=team.name)
        self._all(DELETE_MEMBERS, team=team.number)
        self._add_members(team)
        for row in self._all(NARROWED):
            if team.number in row.teams:
                self._all(READY, channel=row.number)

    def _by_number(self) -> Mapping[TeamNumber, Team]:
        """By name, by number."""
        known = self._scope.known
        if known.teams is None:
            members = grouped(self._all(MEMBERS), lambda row: row.team)
            found = [_team(row, members.get(row.number, ())) for row in self._all(ALL)]
            found.sort(key=lambda team: (fold(team.name), team.number))
            known.teams = {team.number: team for team in found}
        return known.teams

    def _add_members(self, team: Team) -> None:
        self._scope.known.teams = None
        self._insert(ADD_MEMBERS, [{"team": team.number, "member": each} for each in sorted(team.members)])


def _team(row: Any, members: Iterable[Any]) -> Team:
    return Team(TeamNumber(row.number), row.name, frozenset(MemberNumber(each.member) for each in members))
