"""Cases, and all that is kept about them: timelines, context, reminders, stories."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.cases import Case, Entry
from bot.domain.quotes import Quote
from bot.domain.refs import CaseNumber, MemberNumber, QuoteNumber, TeamNumber
from bot.domain.reminders import Reminded
from bot.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A case's story, as its owner told it. ``by`` None: told with its teams only. ``version`` is the case's, then."""

    case: CaseNumber
    version: int
    said: str
    learned: str
    changed: str
    by: MemberNumber | None
    team: TeamNumber | None
    at: datetime


class Cases(Protocol):
    """Cases, their timelines and what belongs to them."""

    def add(self, quote: QuoteNumber, opener: MemberNumber, at: datetime, entry: Entry) -> Case:
        """Number and keep a new open case. Raises: AlreadyExists, when the quote has one that is not closed."""

    def get(self, number: CaseNumber) -> Case:
        """Raises: NoSuchCase."""

    def some(self, numbers: Iterable[CaseNumber]) -> Mapping[CaseNumber, Case]: ...
    def of_quote(self, quote: QuoteNumber) -> Case | None:
        """The newest case of a quote, closed or not."""

    def save(self, case: Case, entry: Entry) -> Case:
        """The case as it is now, with the entry that explains it. Raises: StaleVersion."""

    def timeline(self, number: CaseNumber) -> Sequence[Entry]:
        """Oldest first."""

    def unfinished(self, most: int) -> Sequence[Case]:
        """Open or claimed, oldest first."""

    def unclaimed(self, most: int) -> Sequence[Case]: ...
    def unclaimed_by(self, opener: MemberNumber, most: int) -> Sequence[Case]:
        """Those that this member opened, newest first."""

    def latest_opened_by(self, opener: MemberNumber, since: datetime) -> Case | None:
        """The newest case that this member opened since, withdrawn ones left out."""

    def owned_by(self, member: MemberNumber, most: int) -> Sequence[Case]:
        """Claimed by the member, or resolved by them with the story still untold; oldest first."""

    def offered_to(self, member: MemberNumber, teams: Collection[TeamNumber], most: int) -> Sequence[Case]:
        """To the member, or to one of these teams by somebody else; oldest first."""

    def overdue(self, most: int) -> Sequence[Case]:
        """Unfinished ones that were reminded of and have not moved since, oldest first."""

    def follow(self, number: CaseNumber, member: MemberNumber) -> None: ...
    def followers(self, number: CaseNumber) -> Sequence[MemberNumber]: ...

    def add_context(self, quote: QuoteNumber, member: MemberNumber, words: str, at: datetime) -> None:
        """What somebody whom it concerns says of it; a member's later words replace their earlier ones."""

    def context_by(self, member: MemberNumber, quote: QuoteNumber) -> str:
        """Empty, where the member has said nothing."""

    def context(self, quote: QuoteNumber, of: Collection[MemberNumber]) -> Sequence[str]:
        """What these members say of it, oldest first."""

    def reminded(self, number: CaseNumber) -> Sequence[Reminded]: ...
    def note_reminder(self, number: CaseNumber, reminded: Reminded) -> None:
        """Raises: AlreadyExists, when another process reminded of it on that date."""

    def remind_at(self, number: CaseNumber, at: datetime | None) -> None:
        """When the tick shall look at this case again."""

    def look_at_all(self, at: datetime) -> None:
        """Have the tick look then at every case that may yet be reminded of."""

    def snoozed_until(self, number: CaseNumber) -> date | None: ...
    def snooze(self, number: CaseNumber, until: date) -> None: ...

    def tell(self, told: Told) -> None:
        """Keep a story, or put it right. Search finds its learning already, from the step."""

    def told(self, number: CaseNumber) -> Told | None: ...
    def learnings(self, words: str, most: int) -> Sequence[tuple[Case, Quote]]:
        """Cases with a learning in which all these words occur, each as a beginning, in it or in their quote; newest
        first, withdrawn quotes' left out.
        """

    def similar(self, text: str, most: int) -> Sequence[tuple[Case, Quote]]:
        """Cases with a learning whose quote or learning shares most of the telling words with a text, best first.

        Words shorter than four letters, or common in their language, tell nothing; fewer than two in common are no
        likeness. Of two that are as good the newer comes first; withdrawn quotes' are left out.
        """
