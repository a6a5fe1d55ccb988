"""All that a service may see and change: one organisation's, in one transaction."""

from datetime import datetime
from typing import Protocol

from bot.domain.people import Organisation
from bot.ports.addresses import Addresses
from bot.ports.cases import Cases
from bot.ports.channels import Channels
from bot.ports.features import Features
from bot.ports.inbox import Drafts, Inbox
from bot.ports.links import Links
from bot.ports.members import Members
from bot.ports.outbox import Outbox
from bot.ports.posts import Posts
from bot.ports.quotes import Quotes
from bot.ports.reactions import Reactions, Votes
from bot.ports.teams import Teams


class UnitOfWork(Protocol):
    """One transaction for one organisation. ``now`` is the same instant for all of it.

    ``cause`` names the event that it is about, so that what follows from it can be traced back.
    """

    now: datetime
    cause: str
    members: Members
    teams: Teams
    channels: Channels
    quotes: Quotes
    features: Features
    reactions: Reactions
    votes: Votes
    cases: Cases
    posts: Posts
    inbox: Inbox
    drafts: Drafts
    addresses: Addresses
    outbox: Outbox
    links: Links

    @property
    def organisation(self) -> Organisation: ...

    def change(self, organisation: Organisation) -> None:
        """Save what the organisation has chosen."""
