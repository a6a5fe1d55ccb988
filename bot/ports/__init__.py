"""What the core asks of outside: a store of units of work, messengers, and a clock.

Everything below ``Store`` and ``Messenger`` is synchronous: a service is a plain function of a unit, so no transaction
can await anything (ARCHITECTURE §4). A unit belongs to one organisation and sees no other's rows. What a unit has is
kept in ``storage`` by the module of the same name.
"""

from bot.ports.addresses import Address
from bot.ports.cases import Told
from bot.ports.clock import Clock
from bot.ports.features import FEATURED, Fate, Feature
from bot.ports.inbox import Receipt
from bot.ports.messenger import Letter, Messenger
from bot.ports.outbox import Backlog, Errand, Kind, Leased, Pending, Sent
from bot.ports.posts import Post
from bot.ports.registry import Registry
from bot.ports.store import Store, Whose
from bot.ports.unit_of_work import UnitOfWork

__all__ = [
    "FEATURED",
    "Address",
    "Backlog",
    "Clock",
    "Errand",
    "Fate",
    "Feature",
    "Kind",
    "Leased",
    "Letter",
    "Messenger",
    "Pending",
    "Post",
    "Receipt",
    "Registry",
    "Sent",
    "Store",
    "Told",
    "UnitOfWork",
    "Whose",
]
