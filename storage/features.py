"""What each channel was shown on which date, and what comes next: ``bot.domain.choice`` by index seeks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, delete, func, or_, select, true, update
from sqlalchemy.sql import ClauseElement

from bot.domain.channels import Channel
from bot.domain.choice import Choice, Reason
from bot.domain.refs import ChannelNumber, QuoteNumber
from bot.ports import FEATURED, Fate, Feature
from storage.credits import from_key, to_key
from storage.prepared import AnyOf, Rows, Statement
from storage.repository import Repository, Scope, grouped
from storage.tables import channels, credits, featured, features, quotes, turns
from storage.turns import SqlTurns
from storage.upsert import insert

_here = features.c.organisation == bindparam("organisation")
_day = (_here, features.c.channel == bindparam("channel_"), features.c.local_date == bindparam("local_date_"))
_columns = [column for column in features.c if column.key != "organisation"]

GET = Statement(select(*_columns).where(*_day))
_newest_first = (
    select(*_columns)
    .where(_here, features.c.channel == bindparam("channel_"))
    .order_by(features.c.local_date.desc())
    .limit(bindparam("most"))
)
LATEST = Statement(_newest_first)
LATEST_FEATURED = Statement(_newest_first.where(or_(*(features.c.fate == fate.value for fate in FEATURED))))
_date = features.c.local_date == bindparam("local_date_")
OF_DATE = AnyOf(lambda numbers: select(*_columns).where(_here, features.c.channel.in_(numbers), _date))
_latest = (
    select(func.max(features.c.local_date))
    .where(features.c.organisation == bindparam("organisation"), features.c.channel == channels.c.number)
    .correlate(channels)
    .scalar_subquery()
)
LATEST_DATES = AnyOf(
    lambda numbers: select(channels.c.number, _latest.label("local_date")).where(
        channels.c.organisation == bindparam("organisation"), channels.c.number.in_(numbers)
    )
)
PLAN = Rows(features, lambda insert: insert.on_conflict_do_nothing().returning(features.c.channel))
SETTLE = AnyOf(
    lambda numbers: (
        update(features)
        .where(_here, features.c.channel.in_(numbers), _date)
        .values(fate=bindparam("fate"))
        .returning(features.c.channel)
    )
)
REPLAN = Statement(
    update(features)
    .where(*_day, features.c.fate == Fate.PLANNED.value)
    .values({name: bindparam(name) for name in ("quote", "credited", "reason", "since")})
)

UNSKIP = Statement(delete(features).where(*_day, features.c.fate == Fate.SKIPPED.value, features.c.quote.is_(None)))


def _shown(numbers: list[Any]) -> ClauseElement:
    """A quote that has gone with a workspace that was unlinked is featured no more."""
    chosen = features.join(quotes, _same(quotes.c.number))
    shown = insert(featured).from_select(
        ["organisation", "channel", "quote", "last_shown"],
        select(features.c.organisation, features.c.channel, features.c.quote, bindparam("day", type_=BigInteger()))
        .select_from(chosen)
        .where(_here, features.c.channel.in_(numbers), _date),
    )
    return shown.on_conflict_do_update(
        index_elements=["organisation", "channel", "quote"],
        set_={"last_shown": shown.excluded.last_shown},
        where=shown.excluded.last_shown > featured.c.last_shown,
    )


def _had_turn(numbers: list[Any]) -> ClauseElement:
    earned = features.join(credits, _same(credits.c.quote))
    had = insert(turns).from_select(
        ["organisation", "channel", "credited", "last_featured", "ready"],
        select(
            features.c.organisation,
            features.c.channel,
            credits.c.credited,
            bindparam("day", type_=BigInteger()),
            true(),
        )
        .select_from(earned)
        .where(_here, features.c.channel.in_(numbers), _date),
    )
    return had.on_conflict_do_update(
        index_elements=["organisation", "channel", "credited"],
        set_={"last_featured": had.excluded.last_featured},
        where=had.excluded.last_featured > turns.c.last_featured,
    )


def _same(quote: ColumnElement[Any]) -> ColumnElement[bool]:
    """The chosen quote's rows of that column's table."""
    return and_(quote.table.c.organisation == features.c.organisation, quote == features.c.quote)


SHOWN, HAD_TURN = AnyOf(_shown), AnyOf(_had_turn)
ASKED_SINCE = Statement(
    select(channels.c.number).where(
        channels.c.organisation == bindparam("organisation"),
        channels.c.number == bindparam("channel"),
        channels.c.asked_at >= bindparam("since"),
    )
)


class SqlFeatures(Repository):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._turns = SqlTurns(scope)

    def get(self, channel: ChannelNumber, local_date: date) -> Feature | None:
        return _feature(self._one(GET, channel_=channel, local_date_=local_date))

    def latest(self, channel: ChannelNumber) -> Feature | None:
        return _feature(self._one(LATEST, channel_=channel, most=1))

    def latest_featured(self, channel: ChannelNumber) -> Feature | None:
        return _feature(self._one(LATEST_FEATURED, channel_=channel, most=1))

    def some(self, days: Iterable[tuple[ChannelNumber, date]]) -> Mapping[tuple[ChannelNumber, date], Feature]:
        rows = [
            row
            for local_date, some in grouped(days, lambda day: day[1]).items()
            for row in self._any_of(OF_DATE, [channel for channel, _ in some], local_date_=local_date)
        ]
        found = [feature for row in rows if (feature := _feature(row))]
        return {(feature.channel, feature.local_date): feature for feature in found}

    def latest_dates(self, channels: Iterable[ChannelNumber]) -> Mapping[ChannelNumber, date]:
        rows = self._any_of(LATEST_DATES, channels)
        return {ChannelNumber(row.number): row.local_date for row in rows if row.local_date}

    def plan(self, feature: Feature) -> bool:
        return bool(self.plan_all([feature]))

    def plan_all(self, features: Sequence[Feature]) -> frozenset[ChannelNumber]:
        return frozenset(ChannelNumber(row.channel) for row in self._insert(PLAN, map(_row, features)))

    def replan(self, feature: Feature) -> None:
        row = _row(feature)
        chosen = {name: row[name] for name in ("quote", "credited", "reason", "since")}
        self._all(REPLAN, channel_=feature.channel, local_date_=feature.local_date, **chosen)

    def unskip(self, channel: ChannelNumber, local_date: date) -> None:
        self._all(UNSKIP, channel_=channel, local_date_=local_date)

    def settle(self, channel: ChannelNumber, local_date: date, fate: Fate) -> None:
        self.settle_all([(channel, local_date)], fate)

    def settle_all(
        self, days: Iterable[tuple[ChannelNumber, date]], fate: Fate
    ) -> frozenset[tuple[ChannelNumber, date]]:
        settled: set[tuple[ChannelNumber, date]] = set()
        for local_date, some in grouped(days, lambda day: day[1]).items():
            rows = self._any_of(SETTLE, [channel for channel, _ in some], local_date_=local_date, fate=fate.value)
            there = [ChannelNumber(row.channel) for row in rows]
            settled |= {(channel, local_date) for channel in there}
            if fate in (Fate.SHOWN, Fate.UNCERTAIN):
                for statement in (SHOWN, HAD_TURN):
                    self._any_of(statement, there, local_date_=local_date, day=local_date.toordinal())
        return frozenset(settled)

    def choose(self, channel: Channel, local_date: date) -> Choice | None:
        return self._turns.choose(channel, local_date)

    def choose_all(self, wanted: Sequence[tuple[Channel, date]]) -> Mapping[ChannelNumber, Choice]:
        return self._turns.choose_all(wanted)

    def asked_since(self, channel: ChannelNumber, since: datetime) -> bool:
        return bool(self._all(ASKED_SINCE, channel=channel, since=since))


def _feature(row: Any) -> Feature | None:
    if row is None:
        return None
    choice = None
    if row.quote is not None:
        choice = Choice(QuoteNumber(row.quote), from_key(row.credited), Reason(row.reason), row.since)
    return Feature(ChannelNumber(row.channel), row.local_date, Fate(row.fate), choice)


def _row(feature: Feature) -> dict[str, Any]:
    choice = feature.choice
    return {
        "channel": feature.channel,
        "local_date": feature.local_date,
        "fate": feature.fate.value,
        "quote": choice.quote if choice else None,
        "credited": to_key(choice.credited) if choice else None,
        "reason": choice.reason.value if choice else None,
        "since": choice.since if choice else None,
    }
