"""What comes next in a channel: ``bot.domain.choice`` by index seeks, for one channel or for many at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
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
from storage import tables
from storage.credits import from_key, to_key
from storage.prepared import AnyOf, Statement, filled_up
from storage.repository import Repository, grouped
from storage.tables import Standing, channels, featured, quotes, turns
from storage.teams import SqlTeams

CREDITED = Statement(
    select(tables.credits.c.credited)
    .where(
        tables.credits.c.organisation == bindparam("organisation"),
        tables.credits.c.quote == bindparam("quote"),
    )
    .order_by(tables.credits.c.credited)
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


class SqlTurns(Repository):
    """Part of the features' repository, which nobody else asks."""

    def choose(self, channel: Channel, local_date: date) -> Choice | None:
        pool = _Pool(self._drawn_on(channel), sorted(channel.stages))
        return self._next_turn(channel, pool) or self._from_archive(channel, pool, local_date)

    def choose_all(self, wanted: Sequence[tuple[Channel, date]]) -> Mapping[ChannelNumber, Choice]:
        """Where the first whose turn it is has something new, that is seen for many channels at once."""
        chosen: dict[ChannelNumber, Choice] = {}
        alike = grouped((channel for channel, _ in wanted), lambda channel: (channel.teams, channel.stages))
        for channels_ in alike.values():
            pool = _Pool(self._drawn_on(channels_[0]), sorted(channels_[0].stages))
            for row in self._any_of(pool.next, [channel.number for channel in channels_], **pool.params):
                if row.quote is not None:
                    chosen[ChannelNumber(row.number)] = _choice(QuoteNumber(row.quote), row)
        for channel, local_date in wanted:
            if channel.number not in chosen and (choice := self.choose(channel, local_date)):
                chosen[channel.number] = choice
        return chosen

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
    """What a channel draws on: the statements that look into it, and their parameters.

    A quote counts when it is credited to one of the channel's teams or to a member of one, and is of one of its
    stages.
    """

    def __init__(self, credited: Sequence[int], stages: Sequence[str]) -> None:
        teams, journey = filled_up("team", credited), filled_up("stage", stages)
        self.params = {**teams, **journey}
        self.newest, self.oldest, self.next = _seeks(len(teams), len(journey))


@lru_cache(maxsize=64)
def _seeks(teams: int, stages: int) -> tuple[Statement, Statement, AnyOf]:
    among = [bindparam(f"team_{place}", type_=BigInteger()) for place in range(teams)]
    stage = [bindparam(f"stage_{place}", type_=Text()) for place in range(stages)]
    newest = _newest(among, stage, bindparam("channel"), bindparam("credited"))
    return Statement(newest), Statement(_oldest(among, stage)), AnyOf(_next(among, stage))


def _next(teams: list[Any], stages: list[Any]) -> Callable[[list[Any]], ClauseElement]:
    """Both seeks for many channels: whose turn is first in each, and their newest quote, NULL where they are dry."""
    first = turns.alias("first")
    here: Any = bindparam("organisation")
    whose = (
        select(first.c.credited)
        .where(first.c.organisation == here, first.c.channel == channels.c.number, first.c.ready.is_(True))
        .order_by(first.c.last_featured, first.c.credited)
        .limit(1)
        .correlate(channels)
        .scalar_subquery()
    )
    newest = _newest(teams, stages, turns.c.channel, turns.c.credited).correlate(turns).scalar_subquery()
    turn = and_(turns.c.organisation == here, turns.c.channel == channels.c.number, turns.c.credited == whose)
    query = select(channels.c.number, turns.c.last_featured, turns.c.credited, newest.label("quote"))
    query = query.join_from(channels, turns, turn).where(channels.c.organisation == here)
    return lambda numbers: query.where(channels.c.number.in_(numbers))


def _newest(teams: list[Any], stages: list[Any], channel: Any, credited: Any) -> Select[Any]:
    """Seek 2: the newest quote of one credited that the channel was not shown."""
    earned = tables.credits
    query = select(earned.c.quote).where(
        earned.c.organisation == bindparam("organisation"),
        earned.c.credited == credited,
        earned.c.standing == literal_column(str(Standing.FEATURABLE.value)),
        ~exists()
        .where(
            featured.c.organisation == bindparam("organisation"),
            featured.c.channel == channel,
            featured.c.quote == earned.c.quote,
        )
        .correlate(earned, turns),
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
