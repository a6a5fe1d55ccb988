"""Every way Kundord says no, as values: which sentence to say and the facts that stand in it.

The words are in ``bot.wording``; the key of an error's sentence is its class name in kebab-case,
so that a refusal without words in some language is a failing test, not a surprise.
"""

import re
from datetime import timedelta
from typing import Self


class KundordError(Exception):
    """Something a person may be told.

    ``facts`` are the values named in the sentence. ``field`` is the form field at fault, if one is.
    """

    field: str | None = None

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def at(self, field: str) -> Self:
        """The same, in a form that calls the field otherwise."""
        self.field = field
        return self

    @classmethod
    def key(cls) -> str:
        """The sentence's key in the catalogs: ``QuoteTooShort`` is ``quote-too-short``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def __str__(self) -> str:
        """For the log."""
        facts = ", ".join(f"{value}" if name == "reason" else f"{name}={value!r}" for name, value in self.facts.items())
        words = self.key().replace("-", " ")
        return f"{words}: {facts}" if facts else words


class Refused(KundordError):
    """Understood, and no. Nothing was changed."""


class Conflict(KundordError):
    """Somebody was faster. The store retries the unit once; a second conflict is refused."""


class AlreadyExists(Conflict):
    """A unique key is taken."""


class StaleVersion(Conflict):
    """The row was changed by somebody else since it was read."""


class OrganisationMoved(Conflict):
    """Its workspaces were linked or unlinked a moment ago: what was meant for it belongs to another one now."""


class StorageAway(KundordError):
    """The database is locked, full, read-only or not there. Nothing was saved."""


class TakesLonger(KundordError):
    """It is still being done, and what comes of it is told when it is known."""


class DeliveryFailed(KundordError):
    """A platform did not confirm that it did what it was asked."""


class NotSent(DeliveryFailed):
    """Surely not sent: no connection, or told to wait: try again, not before ``wait`` has passed.

    No time of day, for the clock here and the database's may differ.
    """

    def __init__(self, reason: str, wait: timedelta | None = None) -> None:
        super().__init__(reason=reason)
        self.reason, self.wait = reason, wait


class Rejected(DeliveryFailed):
    """Surely not sent, and trying again will not help: ``reason`` is the platform's own word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class MessageGone(Rejected):
    """The message that was to be edited is no more."""


class ChannelClosed(Rejected):
    """The channel does not take posts of ours: archived, we are not in it, posting is restricted."""


class WorkspaceClosed(Rejected):
    """The workspace does not let us in: the token is revoked, or the account is gone."""


class Unknown(DeliveryFailed):
    """Sent, perhaps: time-out, disconnect, server fault. Look before trying again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class Unfindable(Unknown):
    """Whether it was sent cannot be found out, now or later: more was written there than may be looked through."""
