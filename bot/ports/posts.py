"""Our messages that stand in chats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.refs import ChannelRef, MemberNumber, MemberRef, MessageRef, QuoteNumber, TeamNumber
from bot.domain.values import dataclass
from bot.ports.outbox import Kind


@dataclass(frozen=True, slots=True)
class Post:
    """A message of ours with a quote on it that stands in a chat: to edit it, or to know what a reaction is about.

    ``kind``, ``subject`` and ``notes`` are those of the errand that posted it, and so say how it is drawn again; ``to``
    is the member it was written to in private.
    """

    number: int
    message: MessageRef
    kind: Kind
    subject: int
    quote: QuoteNumber | None
    notes: tuple[str, ...] = ()
    to: MemberRef | None = None
    edited_at: datetime | None = None


class Posts(Protocol):
    def add(self, post: Post) -> Post:
        """``post.number`` is ignored; the post comes back with its own."""

    def add_all(self, posts: Sequence[Post]) -> Sequence[Post]:
        """As ``add``, in the same order."""

    def find(self, message: MessageRef) -> Post | None: ...
    def get(self, number: int) -> Post | None: ...
    def latest(self, most: int) -> Sequence[Post]:
        """Newest first."""

    def astray(self) -> Sequence[Post]:
        """Those whose quote went with another workspace, when it was unlinked."""

    def of_quote(self, quote: QuoteNumber) -> Sequence[Post]: ...
    def of_unfinished(self, ref: ChannelRef) -> Sequence[Post]:
        """What stands in that channel about cases that are open or claimed."""

    def of_member(self, member: MemberNumber) -> Sequence[Post]:
        """Posts that show this member: credited, who wrote it down, or who has, is offered or told the case of it, or
        did in it what a note says.
        """

    def asking_about(self, errand: str) -> Sequence[Post]:
        """Posts that ask whether the errand with this id is out."""

    def of_team(self, team: TeamNumber) -> Sequence[Post]:
        """Posts that show this team: credited, or offered the case of it, in a step of it, or told its story with."""

    def remove(self, number: int) -> None: ...
    def edited(self, number: int, at: datetime) -> None:
        """Note that the message was edited, so that a burst of changes becomes few edits."""
