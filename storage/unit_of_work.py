"""One transaction for one organisation, with its repositories."""

from collections.abc import Callable
from typing import Generic, TypeVar

from bot.domain.people import Organisation
from storage.addresses import SqlAddresses
from storage.cases import SqlCases
from storage.channels import SqlChannels
from storage.features import SqlFeatures
from storage.inbox import SqlDrafts, SqlInbox
from storage.links import SqlLinks
from storage.members import SqlMembers
from storage.organisations import CHANGE, organisation_row
from storage.outbox import SqlOutbox
from storage.posts import SqlPosts
from storage.quotes import SqlQuotes
from storage.reactions import SqlReactions, SqlVotes
from storage.repository import Repository, Scope
from storage.teams import SqlTeams

T = TypeVar("T", bound=Repository)


class Part(Generic[T]):
    """A repository of a unit, made when first asked for: a unit needs a few of the fifteen."""

    def __init__(self, make: Callable[[Scope], T]) -> None:
        self._make = make

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, unit: "SqlUnitOfWork", _owner: type) -> T:
        made = unit.__dict__[self._name] = self._make(unit.scope)
        return made


class SqlUnitOfWork:
    """What a service is given. It lives as long as the transaction, on the thread that runs it."""

    members = Part(SqlMembers)
    teams = Part(SqlTeams)
    channels = Part(SqlChannels)
    quotes = Part(SqlQuotes)
    features = Part(SqlFeatures)
    reactions = Part(SqlReactions)
    votes = Part(SqlVotes)
    cases = Part(SqlCases)
    posts = Part(SqlPosts)
    inbox = Part(SqlInbox)
    drafts = Part(SqlDrafts)
    addresses = Part(SqlAddresses)
    outbox = Part(SqlOutbox)
    links = Part(SqlLinks)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.now = scope.now

    @property
    def cause(self) -> str:
        return self.scope.cause

    @cause.setter
    def cause(self, cause: str) -> None:
        self.scope.cause = cause

    @property
    def organisation(self) -> Organisation:
        """Raises: OrganisationMoved, when there is none with this id."""
        return self.scope.known.organisation

    def change(self, organisation: Organisation) -> None:
        params = {"organisation": self.scope.organisation, **organisation_row(organisation)}
        self.scope.session.run(CHANGE, params)
        self.scope.known.organisation = organisation
