"""What each channel was shown on which date, and what comes next: ``bot.domain.choice`` by index seeks."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    bindparam,
    exists,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql import ClauseElement

from bot.domain.channels import Channel
from bot.domain.choice import NEVER, REST, Choice, Credited, Reason
from bot.domain.refs import ChannelNumber, QuoteNumber
from bot.ports import Fate, Feature
from storage import tables
from storage.credits import from_key, to_key
from storage.prepared import Statement, filled_up
from storage.repository import Repository
from storage.tables import Standing, channels, featured, features, quotes, turns
from storage.teams import SqlTeams
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
PLAN = Statement(insert(features).on_conflict_do_nothing().returning(features.c.channel))
SETTLE = Statement(update(features).where(*_day).values(fate=bindparam("fate")).returning(features.c.quote))
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
CREDITED = Statement(
    select(tables.credits.c.credited)
    .where(
        tables.credits.c.organisation == bindparam("organisation"),
        tables.credits.c.quote == bindparam("quote"),
    )
    .order_by(tables.credits.c.credited)
)
ASKED_SINCE = Statement(
    select(channels.c.number).where(
        channels.c.organisation == bindparam("organisation"),
        channels.c.number == bindparam("channel"),
        channels.c.asked_at >= bindparam("since"),
    )
)

# Seek 1: whose turn it is, from a place in the order on.
TURNS_AFTER = Statement(
    select(turns.c.last_featured, turns.c.credited)
    .where(
        turns.c.organisation == bindparam("organisation"),
        turns.c.channel == bindparam("channel"),
        turns.c.ready.is_(True),
        tuple_(turns.c.last_featured, turns.c.credited) > tuple_(bindparam("after_date"), bindparam("after_credited")),
    )
    .order_by(turns.c.last_featured, turns.c.credited)
    .limit(bindparam("most"))
)
LOCK_TURNS = Statement(
    select(tables.credited.c.credited)
    .where(
        tables.credited.c.organisation == bindparam("organisation"),
        tables.credited.c.credited == bindparam("credited"),
    )
    .with_for_update()
)
DRY = Statement(
    update(turns)
    .where(
        turns.c.organisation == bindparam("organisation"),
        turns.c.channel == bindparam("channel_"),
        turns.c.credited == bindparam("credited_"),
    )
    .values(ready=False)
)
TURNS_AT_ONCE = 8


class SqlFeatures(Repository):
    def get(self, channel: ChannelNumber, local_date: date) -> Feature | None:
        return _feature(self._one(GET, channel_=channel, local_date_=local_date))

    def latest(self, channel: ChannelNumber) -> Feature | None:
        return _feature(self._one(LATEST, channel_=channel, most=1))

    def plan(self, feature: Feature) -> bool:
        return bool(self._all(PLAN, **_row(feature)))

    def replan(self, feature: Feature) -> None:
        row = _row(feature)
        chosen = {name: row[name] for name in ("quote", "credited", "reason", "since")}
        self._all(REPLAN, channel_=feature.channel, local_date_=feature.local_date, **chosen)

    def settle(self, channel: ChannelNumber, local_date: date, fate: Fate) -> None:
        row = self._one(SETTLE, channel_=channel, local_date_=local_date, fate=fate.value)
        if row is not None and row.quote is not None and fate in (Fate.SHOWN, Fate.UNCERTAIN):
            self._count(channel, row.quote, local_date.toordinal())

    def choose(self, channel: Channel, local_date: date) -> Choice | None:
        pool = _Pool(self._drawn_on(channel), sorted(channel.stages))
        return self._next_turn(channel, pool) or self._from_archive(channel, pool, local_date)

    def asked_since(self, channel: ChannelNumber, since: datetime) -> bool:
        return bool(self._all(ASKED_SINCE, channel=channel, since=since))

    def _count(self, channel: ChannelNumber, quote: int, day: int) -> None:
        """The quote is featured, and all its credited had their turn."""
        self._all(SHOWN, channel=channel, quote=quote, last_shown=day)
        turn = {"channel": channel, "last_featured": day, "ready": True}
        self._each(HAD_TURN, [{**turn, "credited": row.credited} for row in self._all(CREDITED, quote=quote)])

    def _drawn_on(self, channel: Channel) -> list[int]:
        """The teams a channel draws on and their members; none means all."""
        teams = [to_key(Credited("t", team)) for team in channel.teams]
        drawn = SqlTeams(self._scope).all() if channel.teams else ()
        members = {member for team in drawn if team.number in channel.teams for member in team.members}
        return sorted({*teams, *(to_key(Credited("m", member)) for member in members)})

    def _next_turn(self, channel: Channel, pool: "_Pool") -> Choice | None:
        """Who was found dry is passed over next time, until there is a new quote of theirs."""
        for turn in self._turns(channel.number):
            quote = self._newest(channel, turn.credited, pool)
            if quote is None and self._scope.writable:
                quote = self._found_dry(channel, turn.credited, pool)
            if quote is not None:
                return _choice(quote, turn)
        return None

    def _turns(self, channel: ChannelNumber) -> Iterator[Any]:
        after = (-1, -1)
        while True:
            rows = self._all(
                TURNS_AFTER,
                channel=channel,
                after_date=after[0],
                after_credited=after[1],
                most=TURNS_AT_ONCE,
            )
            yield from rows
            if len(rows) < TURNS_AT_ONCE:
                return
            after = (rows[-1].last_featured, rows[-1].credited)

    def _newest(self, channel: Channel, credited: int, pool: "_Pool") -> QuoteNumber | None:
        row = self._one(pool.newest, channel=channel.number, credited=credited, **pool.params)
        return None if row is None else QuoteNumber(row.quote)

    def _found_dry(self, channel: Channel, credited: int, pool: "_Pool") -> QuoteNumber | None:
        """Look again where nobody can be adding a quote, or one added meanwhile would never be shown."""
        self._all(LOCK_TURNS, credited=credited)
        quote = None if self._session.sqlite else self._newest(channel, credited, pool)
        if quote is None:
            self._all(DRY, channel_=channel.number, credited_=credited)
        return quote

    def _from_archive(self, channel: Channel, pool: "_Pool", today: date) -> Choice | None:
        before = (today - timedelta(days=REST)).toordinal()
        row = self._one(pool.oldest, channel=channel.number, before=before, **pool.params)
        if row is None:
            return None
        first = self._all(CREDITED, quote=row.quote)[0].credited
        shown = date.fromordinal(row.last_shown)
        return Choice(QuoteNumber(row.quote), from_key(first), Reason.ARCHIVE, shown)


class _Pool:
    """What a channel draws on: the two statements that look into it, and their parameters.

    A quote counts when it is credited to one of the channel's teams or to a member of one, and is of one of its
    stages.
    """

    def __init__(self, credited: Sequence[int], stages: Sequence[str]) -> None:
        teams, journey = filled_up("team", credited), filled_up("stage", stages)
        self.params = {**teams, **journey}
        self.newest, self.oldest = _seeks(len(teams), len(journey))


@lru_cache(maxsize=64)
def _seeks(teams: int, stages: int) -> tuple[Statement, Statement]:
    among = [bindparam(f"team_{place}", type_=BigInteger()) for place in range(teams)]
    stage = [bindparam(f"stage_{place}", type_=Text()) for place in range(stages)]
    return Statement(_newest(among, stage)), Statement(_oldest(among, stage))


def _newest(teams: list[Any], stages: list[Any]) -> ClauseElement:
    """Seek 2: the newest quote of one credited that the channel was not shown."""
    earned = tables.credits
    query = select(earned.c.quote).where(
        earned.c.organisation == bindparam("organisation"),
        earned.c.credited == bindparam("credited"),
        earned.c.standing == literal_column(str(Standing.FEATURABLE.value)),
        ~exists().where(
            featured.c.organisation == bindparam("organisation"),
            featured.c.channel == bindparam("channel"),
            featured.c.quote == earned.c.quote,
        ),
    )
    if stages:
        query = query.where(earned.c.stage.in_(stages))
    if teams:
        query = query.where(_earned_by(teams, earned.c.quote))
    return query.order_by(earned.c.quote.desc()).limit(1)


def _oldest(teams: list[Any], stages: list[Any]) -> ClauseElement:
    """From the archive: what the channel was shown longest ago, before a day."""
    query = (
        select(featured.c.quote, featured.c.last_shown)
        .join(
            quotes,
            and_(quotes.c.organisation == featured.c.organisation, quotes.c.number == featured.c.quote),
        )
        .where(
            featured.c.organisation == bindparam("organisation"),
            featured.c.channel == bindparam("channel"),
            featured.c.last_shown < bindparam("before"),
            quotes.c.featurable.is_(True),
        )
    )
    if stages:
        query = query.where(quotes.c.stage.in_(stages))
    if teams:
        query = query.where(_earned_by(teams, featured.c.quote))
    return query.order_by(featured.c.last_shown, featured.c.quote).limit(1)


def _earned_by(credited: list[Any], quote: ColumnElement[int]) -> ColumnElement[bool]:
    other = tables.credits.alias("other")
    return exists().where(
        other.c.organisation == bindparam("organisation"),
        other.c.quote == quote,
        other.c.credited.in_(credited),
    )


def _choice(quote: QuoteNumber, turn: Any) -> Choice:
    if turn.last_featured == NEVER:
        return Choice(quote, from_key(turn.credited), Reason.NEVER_FEATURED)
    since = date.fromordinal(turn.last_featured)
    return Choice(quote, from_key(turn.credited), Reason.LONGEST_AGO, since)


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
