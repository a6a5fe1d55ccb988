"""Which quote a channel is shown next: the order of PRODUCT §5, which storage follows with two index seeks.

The credited take turns. Whose turn it is goes by ``turn``; then that one's newest quote comes. Nothing here
depends on the order of what is given, so every replica chooses the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bot.domain.quotes import Credit, MemberCredit
from bot.domain.refs import QuoteNumber
from bot.domain.values import dataclass

REST = 60
"""A featured quote comes back from the archive after more than so many days."""

NEVER = 0
"""The time last featured of those who never were. A number, for databases disagree where NULL is sorted."""


class Credited(NamedTuple):
    """Somebody whose turn may come: a member, a team, or ``NOBODY`` for the quotes without a credit.

    Sorts members before teams before nobody, in Python and in any collation.
    """

    kind: str
    number: int


NOBODY = Credited("u", 0)


class Reason(StrEnum):
    """Why this quote: the sentence of ``/quote why``."""

    NEVER_FEATURED = "never featured"
    LONGEST_AGO = "longest ago"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quote the channel may be shown: positive, reviewed, neither held nor withdrawn, what it draws on."""

    quote: QuoteNumber
    credits: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """``credited`` is the one whose turn it was.

    ``since`` is when the channel featured that one last, or, from the archive, this quote; None if never.
    """

    quote: QuoteNumber
    credited: Credited
    reason: Reason
    since: date | None = None

    @property
    def archive(self) -> bool:
        return self.reason is Reason.ARCHIVE


def credited(earned: Iterable[Credit]) -> tuple[Credited, ...]:
    """Everyone whose turn a quote with these credits takes: featuring it features them all."""
    return tuple(sorted({key_of(credit) for credit in earned})) or (NOBODY,)


def turn(one: Credited, last: date | None) -> tuple[int, str, int]:
    """The order of turns, least first: featured longest ago, then members before teams, then by number."""
    return (last.toordinal() if last else NEVER, one.kind, one.number)


def choose(
    candidates: Iterable[Candidate],
    last_featured: Mapping[Credited, date],
    featured: Mapping[QuoteNumber, date],
    today: date,
) -> Choice | None:
    """Today's quote, or None when there is nothing to show.

    ``last_featured`` and ``featured`` are this channel's own: when it last featured whom, and what.
    """
    pool = tuple(candidates)
    fresh = [candidate for candidate in pool if candidate.quote not in featured]
    return _next_turn(fresh, last_featured) if fresh else _from_archive(pool, featured, today)


def _next_turn(fresh: list[Candidate], last_featured: Mapping[Credited, date]) -> Choice:
    turns = ((one, candidate.quote) for candidate in fresh for one in credited(candidate.credits))
    one, quote = min(turns, key=lambda pair: (turn(pair[0], last_featured.get(pair[0])), -pair[1]))
    since = last_featured.get(one)
    return Choice(quote, one, Reason.LONGEST_AGO if since else Reason.NEVER_FEATURED, since)


def _from_archive(pool: tuple[Candidate, ...], featured: Mapping[QuoteNumber, date], today: date) -> Choice | None:
    rested = [candidate for candidate in pool if (today - featured[candidate.quote]).days > REST]
    if not rested:
        return None
    oldest = min(rested, key=lambda candidate: (featured[candidate.quote], candidate.quote))
    return Choice(oldest.quote, credited(oldest.credits)[0], Reason.ARCHIVE, featured[oldest.quote])


def key_of(credit: Credit) -> Credited:
    return Credited("m", credit.member) if isinstance(credit, MemberCredit) else Credited("t", credit.team)
