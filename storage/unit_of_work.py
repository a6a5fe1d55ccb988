"""One transaction for one organisation, with its repositories."""

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
from storage.repository import Scope
from storage.teams import SqlTeams


class SqlUnitOfWork:
    """What a service is given. It lives as long as the transaction, on the thread that runs it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.now = scope.now
        self.members = SqlMembers(scope)
        self.teams = SqlTeams(scope)
        self.channels = SqlChannels(scope)
        self.quotes = SqlQuotes(scope)
        self.features = SqlFeatures(scope)
        self.reactions = SqlReactions(scope)
        self.votes = SqlVotes(scope)
        self.cases = SqlCases(scope, self.quotes)
        self.posts = SqlPosts(scope)
        self.inbox = SqlInbox(scope)
        self.drafts = SqlDrafts(scope)
        self.addresses = SqlAddresses(scope)
        self.outbox = SqlOutbox(scope)
        self.links = SqlLinks(scope)

    @property
    def cause(self) -> str:
        return self._scope.cause

    @cause.setter
    def cause(self, cause: str) -> None:
        self._scope.cause = cause

    @property
    def organisation(self) -> Organisation:
        """Raises: OrganisationMoved, when there is none with this id."""
        return self._scope.known.organisation

    def change(self, organisation: Organisation) -> None:
        params = {"organisation": self._scope.organisation, **organisation_row(organisation)}
        self._scope.session.run(CHANGE, params)
        self._scope.known.organisation = organisation
