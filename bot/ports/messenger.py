"""A platform's way out, and what goes that way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import inf
from typing import Protocol

from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef, MessageRef
from bot.domain.requests import Mentioned
from bot.domain.values import dataclass
from bot.speech import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """What a messenger is to do: one message, in one language, drawn from the database just now.

    ``replaces`` edits that message instead. ``private_to`` shows it to one member only, in channel ``to``.
    """

    to: ChannelRef | MemberRef
    message: Message
    language: str
    replaces: MessageRef | None = None
    private_to: MemberRef | None = None
    thread: str | None = None


class Messenger(Protocol):
    """One platform's way out. Each method is one request, without retries.

    Raises: NotSent, Rejected, ChannelClosed, WorkspaceClosed, Unknown.
    """

    platform: str
    patience: timedelta
    """The longest a request can take."""
    reads_back: bool
    """Whether ``find`` can tell: where not, each channel says what is done about an uncertain post."""

    def wait(self, letter: Letter, most: timedelta) -> timedelta:
        """How long this one has to wait so as not to be too fast for the platform. Up to ``most`` its turn is kept."""

    async def expect(self, letters: Sequence[Letter]) -> None:
        """They are about to be sent: what would be looked up for each may be looked up for all. Never raises."""

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        """Post, edit or whisper. The message's ref, or None where the platform gives none (a whisper).

        ``id`` goes along unseen with a post, for ``find``. What could not be begun ``by`` that moment of the monotonic
        clock is not sent: a process may be stopped for any time, and the lease is then somebody else's.
        """

    async def find(
        self, to: ChannelRef | MemberRef, id: str, since: datetime, until: datetime, thread: str | None = None
    ) -> MessageRef | None:
        """The message that went out with ``id``, looked for between two instants, in a thread if it went to one."""

    async def text_of(self, message: MessageRef) -> Sequence[str | Mentioned] | None:
        """The plain words of somebody's message and the people in it, None when they cannot be read."""

    async def profile(self, ref: MemberRef) -> Profile | None:
        """What the platform knows of a person now, None when there is no such person."""
