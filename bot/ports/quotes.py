"""Quotes, and how they are found again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.quotes import NewQuote, Quote, Sentiment
from bot.domain.refs import MemberNumber, MessageRef, QuoteNumber


class Quotes(Protocol):
    def add(self, new: NewQuote) -> Quote:
        """Number it, store it with its credits, let search and choice know it."""

    def get(self, number: QuoteNumber) -> Quote:
        """Raises: NoSuchQuote."""

    def hold(self, number: QuoteNumber) -> Quote:
        """As ``get``, and nobody else changes it before this unit is done. Raises: NoSuchQuote."""

    def some(self, numbers: Iterable[QuoteNumber]) -> Mapping[QuoteNumber, Quote]: ...
    def hold_all(self, numbers: Iterable[QuoteNumber]) -> Mapping[QuoteNumber, Quote]:
        """As ``hold``, for those that there are."""

    def save(self, quote: Quote) -> None:
        """Raises: StaleVersion. Search and choice follow."""

    def same(self, text: str, customer: str | None, sentiment: Sentiment, since: datetime) -> Quote | None:
        """A quote of that kind, not withdrawn, with this very text and customer label, recorded since."""

    def taken_from(self, message: MessageRef) -> Sequence[Quote]:
        """Those recorded from this very message, withdrawn ones left out."""

    def recorded_by(self, member: MemberNumber, most: int) -> Sequence[Quote]:
        """Newest first, withdrawn ones left out."""

    def earned_by(self, member: MemberNumber, most: int) -> Sequence[Quote]:
        """Positive ones credited to the member, newest first, withdrawn ones left out."""

    def latest_by(self, member: MemberNumber, since: datetime) -> Quote | None:
        """The member's newest recording since, withdrawn ones left out."""

    def latest(self, most: int) -> Sequence[Quote]:
        """Of both kinds, newest first, withdrawn ones left out."""

    def latest_at(self) -> datetime | None:
        """When the newest featurable quote was recorded."""

    def search(self, words: str, most: int) -> Sequence[Quote]:
        """All words, each as a beginning, folded; newest first; the same on every database."""
