"""What came in: which events were handled already, and words that are not a quote yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.refs import MemberNumber
from bot.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one event led to, in ids: enough to give the same answer again, without a customer's words.

    ``verb`` names the answer; ``number`` and ``notes`` are what it is about.
    """

    verb: str
    number: int = 0
    notes: tuple[str, ...] = ()


class Inbox(Protocol):
    def receipt(self, key: str) -> Receipt | None: ...
    def keep(self, key: str, receipt: Receipt) -> None:
        """Raises: AlreadyExists, now or at the end, when another process handled the same event at the same moment."""


class Drafts(Protocol):
    """Words on their way to becoming a quote: a person has been asked something first."""

    def add(self, member: MemberNumber, form: str, values: Mapping[str, object]) -> int: ...
    def get(self, number: int, member: MemberNumber) -> Mapping[str, object] | None:
        """What ``add`` kept, for whose it is; not what stands in a form."""

    def remove(self, number: int) -> None: ...
    def keep(self, member: MemberNumber, form: str, values: Mapping[str, object], at: datetime | None = None) -> None:
        """What stands in a form not sent yet: one draft for a member and a form, which is named with its memo.

        ``at`` is when it was typed, None now. What was typed before the draft there is, or before it was discarded, is
        not kept, whichever process hears of it first.
        """

    def kept(self, member: MemberNumber, form: str) -> Mapping[str, object] | None: ...
    def forms(self, member: MemberNumber) -> Sequence[str]:
        """The forms of which there is a draft, newest first."""

    def discard(self, member: MemberNumber, form: str) -> None: ...
