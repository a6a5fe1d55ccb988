"""Quotes, with their credits, and how they are found again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.domain.choice import Credited
from bot.domain.errors import StaleVersion
from bot.domain.quotes import NewQuote, NoSuchQuote, Quote, Sentiment
from bot.domain.refs import ChannelRef, MemberNumber, MessageRef, QuoteNumber, WorkspaceRef
from storage import tables
from storage.credits import NOTHING, About, SqlCredits, to_key
from storage.learnings import SqlLearnings
from storage.prepared import AnyOf, Lookup, Statement
from storage.repository import Repository, Scope
from storage.search import words_of
from storage.tables import NO_SOURCE, Standing, quotes
from storage.upsert import insert

_here = quotes.c.organisation == bindparam("organisation")
_APART = {"organisation", "featurable", "fingerprint", "home"}
_columns = [column for column in quotes.c if column.key not in _APART]
_kept = [column.key for column in quotes.c if column.key != "home"]

SOME = AnyOf(lambda numbers: select(*_columns).where(_here, quotes.c.number.in_(numbers)))
HOLD = AnyOf(
    lambda numbers: (
        select(quotes.c.number).where(_here, quotes.c.number.in_(numbers)).order_by(quotes.c.number).with_for_update()
    )
)
INSERT = Statement(insert(quotes).values({name: bindparam(name) for name in _kept}))
UPDATE = Statement(
    update(quotes)
    .where(_here, quotes.c.number == bindparam("number_"), quotes.c.version == bindparam("version_"))
    .values({name: bindparam(name) for name in _kept if name not in {"organisation", "number"}})
)
SAME = Lookup(quotes.c.fingerprint, _columns, ~quotes.c.withdrawn)
TAKEN_FROM = Statement(
    select(*_columns).where(
        _here, quotes.c.source == bindparam("source"), quotes.c.source != NO_SOURCE, ~quotes.c.withdrawn
    )
)
RECORDED_BY = Statement(
    select(*_columns)
    .where(_here, quotes.c.recorder == bindparam("member"), ~quotes.c.withdrawn)
    .order_by(quotes.c.number.desc())
    .limit(bindparam("most"))
)
LATEST = Statement(
    select(*_columns).where(_here, ~quotes.c.withdrawn).order_by(quotes.c.number.desc()).limit(bindparam("most"))
)
EARNED_BY = Statement(
    select(tables.credits.c.quote)
    .where(
        tables.credits.c.organisation == bindparam("organisation"),
        tables.credits.c.credited == bindparam("credited"),
        tables.credits.c.standing == bindparam("standing"),
    )
    .order_by(tables.credits.c.quote.desc())
    .limit(bindparam("most"))
)
LATEST_AT = Statement(
    select(quotes.c.recorded_at)
    .where(_here, quotes.c.featurable.is_(True))
    .order_by(quotes.c.number.desc())
    .limit(bindparam("most"))
)


class SqlQuotes(Repository):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._credits = SqlCredits(scope)
        self._words = words_of(scope.session, scope.organisation)
        # A quote is most often asked for right after it was added, to be shown to who recorded it.
        self._added: dict[QuoteNumber, Quote] = {}

    def add(self, new: NewQuote) -> Quote:
        quote = Quote(QuoteNumber(self._next("quote")), new, self._scope.now)
        row = _row(quote)
        self._later_marked(INSERT, row["fingerprint"], number=quote.number, **row)
        self._credits.add(quote)
        self._words.add(quote.number, _said(new))
        self._added[quote.number] = quote
        return quote

    def get(self, number: QuoteNumber) -> Quote:
        if number in self._added:
            return self._added[number]
        found = self._some([number])
        if not found:
            raise NoSuchQuote(number=number)
        return found[0]

    def hold(self, number: QuoteNumber) -> Quote:
        # Beside its lock, a second look: the row may have changed while we waited for it.
        self._hold([number])
        return self.get(number)

    def hold_all(self, numbers: Iterable[QuoteNumber]) -> Mapping[QuoteNumber, Quote]:
        wanted = list(numbers)
        self._hold(wanted)
        return self.some(wanted)

    def save(self, quote: Quote) -> None:
        row = {**_row(quote), "version": quote.version + 1}
        if not self._changed(UPDATE, number_=quote.number, version_=quote.version, **row):
            raise StaleVersion(quote=quote.number)
        self._added.pop(quote.number, None)
        self._credits.replace(quote)
        self._words.remove(quote.number)
        if not quote.withdrawn:
            self._words.add(quote.number, _said(quote.words))
        SqlLearnings(self._scope).follow(quote)

    def some(self, numbers: Iterable[QuoteNumber]) -> Mapping[QuoteNumber, Quote]:
        return {quote.number: quote for quote in self._some(list(numbers))}

    def same(self, text: str, customer: str | None, sentiment: Sentiment, since: datetime) -> Quote | None:
        # Of two who look for the same words at once, the second has waited for its organisation, and finds them.
        fingerprint = _fingerprint(text, customer)
        rows = self._sought(SAME, fingerprint)
        wanted = (text, customer, sentiment)
        very = [row for row in rows if (row.text, row.customer, row.sentiment) == wanted and row.recorded_at >= since]
        return max(self._with_credits(very), key=lambda quote: quote.number, default=None)

    def taken_from(self, message: MessageRef) -> Sequence[Quote]:
        return self._with_credits(self._all(TAKEN_FROM, source=_source(message)))

    def recorded_by(self, member: MemberNumber, most: int) -> Sequence[Quote]:
        return self._with_credits(self._all(RECORDED_BY, member=member, most=most))

    def earned_by(self, member: MemberNumber, most: int) -> Sequence[Quote]:
        numbers = (
            QuoteNumber(row.quote)
            for standing in (Standing.FEATURABLE, Standing.HELD)
            for row in self._all(EARNED_BY, credited=to_key(Credited("m", member)), standing=standing, most=most)
        )
        return self._some(sorted(numbers, reverse=True)[:most])

    def latest_by(self, member: MemberNumber, since: datetime) -> Quote | None:
        newest = self.recorded_by(member, 1)
        return newest[0] if newest and newest[0].recorded_at >= since else None

    def latest(self, most: int) -> Sequence[Quote]:
        return self._with_credits(self._all(LATEST, most=most))

    def latest_at(self) -> datetime | None:
        row = self._one(LATEST_AT, most=1)
        return None if row is None else row.recorded_at

    def search(self, words: str, most: int) -> Sequence[Quote]:
        return self._some(self._words.find(words, most))

    def _hold(self, numbers: Sequence[QuoteNumber]) -> None:
        """On SQLite one unit writes at a time anyway."""
        if not self._session.sqlite:
            self._any_of(HOLD, numbers)

    def _some(self, numbers: Sequence[QuoteNumber]) -> list[Quote]:
        """Those, newest first."""
        rows = self._any_of(SOME, numbers)
        return self._with_credits(sorted(rows, key=lambda row: -row.number))

    def _with_credits(self, rows: Iterable[Any]) -> list[Quote]:
        found = list(rows)
        about = self._credits.of([QuoteNumber(row.number) for row in found])
        return [_quote(row, about.get(row.number, NOTHING)) for row in found]


def _said(words: NewQuote) -> str:
    return f"{words.text} {words.customer or ''}"


def _fingerprint(text: str, customer: str | None) -> int:
    digest = blake2b(f"{text}\0{customer or ''}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _quote(row: Any, about: About) -> Quote:
    words = NewQuote(
        text=row.text,
        sentiment=Sentiment(row.sentiment),
        recorder=None if row.recorder is None else MemberNumber(row.recorder),
        heard_at=row.heard_at,
        credits=about.credits,
        customer=row.customer,
        stage=row.stage,
        via=row.via,
        link=row.link,
        language=row.language,
        source=_message(row.source),
        may_show_customer=row.may_show_customer,
        follows=None if row.follows is None else QuoteNumber(row.follows),
        named=about.named,
    )
    return Quote(QuoteNumber(row.number), words, row.recorded_at, row.held, row.withdrawn, row.version)


def _row(quote: Quote) -> dict[str, Any]:
    words = quote.words
    return {
        "text": words.text,
        "sentiment": words.sentiment.value,
        "recorder": words.recorder,
        "heard_at": words.heard_at,
        "customer": words.customer,
        "stage": words.stage,
        "via": words.via,
        "link": words.link,
        "language": words.language,
        "source": _source(words.source),
        "follows": words.follows,
        "may_show_customer": words.may_show_customer,
        "recorded_at": quote.recorded_at,
        "held": quote.held,
        "withdrawn": quote.withdrawn,
        "featurable": quote.featurable,
        "fingerprint": _fingerprint(words.text, words.customer),
        "version": quote.version,
    }


def _source(message: MessageRef | None) -> list[str | None] | None:
    if message is None:
        return None
    return [str(message.channel.workspace), message.channel.id, message.id, message.thread]


def _message(source: list[Any] | None) -> MessageRef | None:
    if source is None:
        return None
    workspace, channel, id, thread = source
    return MessageRef(ChannelRef(WorkspaceRef.parse(workspace), channel), id, thread)
