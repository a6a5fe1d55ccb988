"""Channels, and when the tick shall look at each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.domain.channels import Channel, Delivery, NoSuchChannel, Schedule
from bot.domain.errors import AlreadyExists, StaleVersion
from bot.domain.refs import ChannelNumber, ChannelRef, MemberNumber, TeamNumber, WorkspaceRef
from bot.domain.words import fold
from storage.prepared import AnyOf, Statement
from storage.repository import Repository
from storage.tables import channels, credited, organisations, turns
from storage.upsert import insert

_here = channels.c.organisation == bindparam("organisation")
_columns = [column for column in channels.c if column.key not in {"organisation", "next_due", "asked_at"}]
_saved = [column for column in channels.c if not column.primary_key and column.key != "asked_at"]

ALL = Statement(select(*_columns).where(_here))
GET = Statement(select(*_columns).where(_here, channels.c.number == bindparam("number")))
SOME = AnyOf(lambda numbers: select(*_columns).where(_here, channels.c.number.in_(numbers)))
BY_REF = Statement(
    select(*_columns).where(
        _here,
        channels.c.workspace == bindparam("workspace"),
        channels.c.external_id == bindparam("external_id"),
    )
)
INSERT = Statement(
    insert(channels)
    .values({column.key: bindparam(column.key) for column in channels.c if column.key != "asked_at"})
    .on_conflict_do_nothing()
    .returning(channels.c.number)
)
UPDATE = Statement(
    update(channels)
    .where(_here, channels.c.number == bindparam("number_"), channels.c.version == bindparam("version_"))
    .values({column.key: bindparam(column.key) for column in _saved})
)
WAKE = Statement(
    update(channels).where(_here, channels.c.number == bindparam("number_")).values(next_due=bindparam("next_due"))
)
# Who takes turns meets every channel, and every channel everyone: both ways round wait for each other here.
LOCK = Statement(
    select(organisations.c.id).where(organisations.c.id == bindparam("organisation")).with_for_update(key_share=True)
)
MEET_EVERYONE = Statement(
    insert(turns)
    .from_select(
        ["organisation", "channel", "credited", "last_featured", "ready"],
        select(
            credited.c.organisation,
            bindparam("channel", type_=turns.c.channel.type),
            credited.c.credited,
            bindparam("never", 0, type_=turns.c.last_featured.type),
            bindparam("ready", True, type_=turns.c.ready.type),
        ).where(credited.c.organisation == bindparam("organisation")),
    )
    .on_conflict_do_nothing()
)
# What it draws on may have changed.
READY = Statement(
    update(turns)
    .where(
        turns.c.organisation == bindparam("organisation"),
        turns.c.channel == bindparam("channel"),
        turns.c.ready.is_(False),
    )
    .values(ready=True)
)


class SqlChannels(Repository):
    def get(self, number: ChannelNumber) -> Channel:
        row = self._one(GET, number=number)
        if row is None:
            raise NoSuchChannel(number=number)
        return _channel(row)

    def some(self, numbers: Iterable[ChannelNumber]) -> Mapping[ChannelNumber, Channel]:
        found = map(_channel, self._any_of(SOME, numbers))
        return {channel.number: channel for channel in found}

    def by_ref(self, ref: ChannelRef) -> Channel | None:
        row = self._one(BY_REF, workspace=str(ref.workspace), external_id=ref.id)
        return None if row is None else _channel(row)

    def all(self) -> Sequence[Channel]:
        found = [_channel(row) for row in self._all(ALL)]
        return sorted(found, key=lambda channel: (fold(channel.name), channel.number))

    def add(self, channel: Channel, next_due: datetime | None) -> Channel:
        number = self._next("channel")
        self._all(LOCK)
        row = {**_row(channel), "version": 1, "next_due": next_due}
        if not self._all(INSERT, number=number, **row):
            raise AlreadyExists(channel=channel.ref)
        self._all(MEET_EVERYONE, channel=number)
        return self.get(ChannelNumber(number))

    def save(self, channel: Channel, next_due: datetime | None) -> None:
        before = self.get(channel.number)
        row = {**_row(channel), "version": channel.version + 1, "next_due": next_due}
        if not self._changed(UPDATE, number_=channel.number, version_=channel.version, **row):
            raise StaleVersion(channel=channel.number)
        if (before.teams, before.stages) != (channel.teams, channel.stages):
            self._all(READY, channel=channel.number)

    def wake(self, next_due: Mapping[ChannelNumber, datetime | None]) -> None:
        self._each(WAKE, [{"number_": channel, "next_due": at} for channel, at in sorted(next_due.items())])


def _channel(row: Any) -> Channel:
    schedule = Schedule(
        at=time.fromisoformat(row.at),
        timezone=row.timezone,
        days=frozenset(row.days),
        holidays=row.holidays,
        days_off=frozenset(map(date.fromisoformat, row.days_off)),
        cutoff=time.fromisoformat(row.cutoff),
        paused_until=row.paused_until,
    )
    return Channel(
        number=ChannelNumber(row.number),
        ref=ChannelRef(WorkspaceRef.parse(row.workspace), row.external_id),
        name=row.name,
        schedule=schedule,
        language=row.language,
        daily=row.daily,
        follow_up=row.follow_up,
        teams=frozenset(map(TeamNumber, row.teams)),
        stages=frozenset(row.stages),
        owner=None if row.owner is None else MemberNumber(row.owner),
        private=row.private,
        shared=row.shared,
        closed=row.closed,
        delivery=Delivery(row.delivery),
        version=row.version,
    )


def _row(channel: Channel) -> dict[str, Any]:
    schedule = channel.schedule
    return {
        "workspace": str(channel.ref.workspace),
        "external_id": channel.ref.id,
        "name": channel.name,
        "at": schedule.at.isoformat("seconds"),
        "timezone": schedule.timezone,
        "days": sorted(schedule.days),
        "holidays": schedule.holidays,
        "days_off": [day.isoformat() for day in sorted(schedule.days_off)],
        "cutoff": schedule.cutoff.isoformat("seconds"),
        "paused_until": schedule.paused_until,
        "language": channel.language,
        "daily": channel.daily,
        "follow_up": channel.follow_up,
        "teams": sorted(channel.teams),
        "stages": sorted(channel.stages),
        "owner": channel.owner,
        "private": channel.private,
        "shared": channel.shared,
        "closed": channel.closed,
        "delivery": channel.delivery.value,
    }
