"""What each channel was shown on which date, and what comes next: ``bot.domain.choice`` by index seeks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.domain.channels import Channel
from bot.domain.choice import Choice, Reason
from bot.domain.quotes import Quote
from bot.domain.refs import ChannelNumber, QuoteNumber
from bot.ports import Fate, Feature
from storage.credits import from_key, to_key, to_keys
from storage.prepared import AnyOf, Rows, Statement
from storage.repository import Repository, Scope, grouped
from storage.tables import channels, featured, features, quotes, turns
from storage.turns import CREDITED, SqlTurns
from storage.upsert import insert

_here = features.c.organisation == bindparam("organisation")
_day = (_here, features.c.channel == bindparam("channel_"), features.c.local_date == bindparam("local_date_"))
_columns = [column for column in features.c if column.key != "organisation"]

GET = Statement(select(*_columns).where(*_day))
LATEST = Statement(
    select(*_columns)
    .where(_here, features.c.channel == bindparam("channel_"))
    .order_by(features.c.local_date.desc())
    .limit(bindparam("most"))
)
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
SETTLE = Statement(update(features).where(*_day).values(fate=bindparam("fate")).returning(features.c.quote))
SETTLE_ALL = AnyOf(
    lambda numbers: update(features).where(_here, features.c.channel.in_(numbers), _date).values(fate=bindparam("fate"))
)
REPLAN = Statement(
    update(features)
    .where(*_day, features.c.fate == Fate.PLANNED.value)
    .values({name: bindparam(name) for name in ("quote", "credited", "reason", "since")})
)
# A quote that has gone with a workspace that was unlinked is featured no more.
_still_here = select(
    quotes.c.organisation,
    bindparam("channel", type_=featured.c.channel.type).label("channel"),
    quotes.c.number,
    bindparam("last_shown", type_=featured.c.last_shown.type).label("last_shown"),
).where(quotes.c.organisation == bindparam("organisation"), quotes.c.number == bindparam("quote"))
_shown = insert(featured).from_select(["organisation", "channel", "quote", "last_shown"], _still_here)
SHOWN = Statement(
    _shown.on_conflict_do_update(
        index_elements=["organisation", "channel", "quote"],
        set_={"last_shown": _shown.excluded.last_shown},
        where=_shown.excluded.last_shown > featured.c.last_shown,
    )
)
_had = insert(turns)
HAD_TURN = Statement(
    _had.on_conflict_do_update(
        index_elements=["organisation", "channel", "credited"],
        set_={"last_featured": _had.excluded.last_featured},
        where=_had.excluded.last_featured > turns.c.last_featured,
    )
)
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

    def settle(self, channel: ChannelNumber, local_date: date, fate: Fate) -> None:
        row = self._one(SETTLE, channel_=channel, local_date_=local_date, fate=fate.value)
        if row is not None and row.quote is not None and fate in (Fate.SHOWN, Fate.UNCERTAIN):
            credited = [each.credited for each in self._all(CREDITED, quote=row.quote)]
            self._count([(channel, QuoteNumber(row.quote), local_date.toordinal(), credited)])

    def all_shown(self, shown: Sequence[tuple[Feature, Quote]]) -> None:
        for local_date, some in grouped(shown, lambda each: each[0].local_date).items():
            self._any_of(SETTLE_ALL, [each.channel for each, _ in some], local_date_=local_date, fate=Fate.SHOWN.value)
        self._count(
            [(each.channel, quote.number, each.local_date.toordinal(), to_keys(quote)) for each, quote in shown]
        )

    def choose(self, channel: Channel, local_date: date) -> Choice | None:
        return self._turns.choose(channel, local_date)

    def choose_all(self, wanted: Sequence[tuple[Channel, date]]) -> Mapping[ChannelNumber, Choice]:
        return self._turns.choose_all(wanted)

    def asked_since(self, channel: ChannelNumber, since: datetime) -> bool:
        return bool(self._all(ASKED_SINCE, channel=channel, since=since))

    def _count(self, shown: Sequence[tuple[ChannelNumber, QuoteNumber, int, Sequence[int]]]) -> None:
        """On a day the quotes are featured, and all their credited had their turn."""
        self._each(SHOWN, [{"channel": channel, "quote": quote, "last_shown": day} for channel, quote, day, _ in shown])
        self._each(
            HAD_TURN,
            [
                {"channel": channel, "credited": key, "last_featured": day, "ready": True}
                for channel, _, day, credited in shown
                for key in credited
            ],
        )


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
