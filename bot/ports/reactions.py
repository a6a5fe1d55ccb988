"""What people put on a quote: emoji, and votes on a negative one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.quotes import Vote
from bot.domain.refs import MemberNumber, QuoteNumber
from bot.ports.posts import Post


class Reactions(Protocol):
    def put(self, post: Post, member: MemberNumber, emoji: str, present: bool, at: datetime) -> None:
        """Idempotent; an event older than the one known for (message, member, emoji) changes nothing."""

    def counts(self, quote: QuoteNumber) -> Mapping[str, int]:
        """Distinct members per emoji, over all posts of the quote on all platforms."""

    def reactors(self, quote: QuoteNumber) -> Sequence[MemberNumber]: ...
    def of_member(self, quote: QuoteNumber, member: MemberNumber) -> frozenset[str]:
        """The emoji of one member that stand on any post of the quote."""


class Votes(Protocol):
    def cast(self, quote: QuoteNumber, member: MemberNumber, answer: Vote, at: datetime) -> bool:
        """One vote a member, the latest counts. Whether that changed anything."""

    def withdraw(self, quote: QuoteNumber, member: MemberNumber) -> None: ...
    def answer_of(self, quote: QuoteNumber, member: MemberNumber) -> Vote | None: ...
    def escalated_by(self, member: MemberNumber, since: datetime) -> Sequence[tuple[QuoteNumber, datetime]]:
        """The quotes that are the end of the world to this member, who said so since, and when; latest first."""

    def counts(self, quote: QuoteNumber) -> Mapping[Vote, int]: ...
    def voters(self, quote: QuoteNumber) -> Sequence[MemberNumber]: ...
