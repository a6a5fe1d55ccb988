"""``kundord channel`` and ``kundord preview``: channels by the platform's own id, beside a running bot."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import unquote

import click

from bot.domain import public_holidays
from bot.domain.calendar import DayOff
from bot.domain.channels import Channel, Delivery
from bot.domain.commands import read_date
from bot.domain.errors import DeliveryFailed
from bot.domain.people import LANGUAGES, Workspace
from bot.domain.refs import ChannelRef
from bot.domain.resolve import AmbiguousTeam, UnknownTeam, resolve_team
from bot.domain.timewords import parse_cutoff, parse_days, parse_time
from bot.ports import FEATURED, Fate, Registry, UnitOfWork
from bot.services import channels, daily
from bot.speech import Person
from bot.wording import words
from bot.wording.cards import person
from bot.wording.parts import plain
from kundord.clocks import SystemClock
from kundord.database import storage, storage_there
from kundord.failed import Failed
from kundord.rows import Row, instant
from kundord.settings import Settings
from storage import SqlStore

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NONE = "none"


_ANY = re.compile(r"\S+"), "it is one word, without spaces"
_IDS = {
    "slack": (re.compile("[CG][A-Z0-9]+"), "Slack shows it at the foot of the channel's details, as in C0123ABCD"),
    "teams": (re.compile(r"19:\S+@\S+"), "it stands in the channel's link, as in 19:…@thread.tacv2"),
}


class Wrong(click.UsageError):
    """What cannot be meant."""


class Ambiguous(Failed):
    """Which workspace is meant cannot be told."""


class NotIntroduced(Failed):
    """The platform, which alone knows who we are there, does not tell."""


class NotMet(Failed):
    """No workspace knows the channel."""


async def listed(settings: Settings) -> list[Row]:
    async with storage_there(settings) as store:
        return [row for each in await _workspaces(store) for row in await store.read(each.ref, _rows, each)]


def _rows(unit: UnitOfWork, workspace: Workspace) -> list[Row]:
    return [_row(unit, channel) for channel in unit.channels.all() if channel.ref.workspace == workspace.ref]


async def set_up(settings: Settings, channel: str, workspace: str | None, changes: Mapping[str, Any]) -> Row:
    """Raises: Ambiguous, NotIntroduced; NoDatabase, where no secret could have us make one; Refused, for what is not
    understood.
    """
    channel = unquote(channel)  # as it stands in a link of Teams': 19%3Aabc%40thread.tacv2
    wanted = {name: _READ.get(name, _as_it_is)(value) for name, value in changes.items() if value is not None}
    opened = storage if settings.slack or settings.teams else storage_there
    async with opened(settings) as store:
        where = await _workspace(settings, store, channel, workspace)
        ref = ChannelRef(where.ref, channel)
        return await store.write(where.ref, _set_up, ref, wanted)


def _set_up(unit: UnitOfWork, ref: ChannelRef, wanted: Mapping[str, Any]) -> Row:
    channel = unit.channels.by_ref(ref) or _new(unit, ref)
    for name, value in wanted.items():
        channel = _CHANGES[name](unit, channel, value)
    channels.reschedule(unit, channel)
    return _row(unit, unit.channels.get(channel.number))


def _new(unit: UnitOfWork, ref: ChannelRef) -> Channel:
    """Raises: Wrong, for what no channel is called: it would be due tomorrow, and nobody would see it."""
    shape, meant = _IDS.get(ref.workspace.platform, _ANY)
    if not shape.fullmatch(ref.id):
        raise Wrong(f"{ref.id!r} is no channel's id: {meant}")
    return channels.add(unit, ref, "", None)


def _or_none(read: Callable[[str], object]) -> Callable[[str], object]:
    return lambda value: None if value.casefold() == NONE else read(value)


def _as_it_is(value: object) -> object:
    return value


_READ: Mapping[str, Callable[[str], object]] = {
    "name": lambda value: " ".join(value.split()),
    "at": parse_time,
    "cutoff": parse_cutoff,
    "days": parse_days,
    "holidays": _or_none(public_holidays.spelled),
    "delivery": Delivery,
    "pause_until": _or_none(read_date),
}
"""What can be understood by itself, before a database or a platform is asked."""


def _of_channel(name: str) -> Callable[[UnitOfWork, Channel, Any], Channel]:
    return lambda _unit, channel, value: replace(channel, **{name: value})


def _of_schedule(name: str) -> Callable[[UnitOfWork, Channel, Any], Channel]:
    return lambda _unit, channel, value: replace(channel, schedule=replace(channel.schedule, **{name: value}))


def _teams(unit: UnitOfWork, channel: Channel, names: str) -> Channel:
    known = unit.teams.all()
    each = [name for name in names.split(",") if name.strip()]
    if not each:
        raise Wrong("--teams is empty: name teams, as in billing,delivery, or none for all")
    try:
        chosen = [] if names.casefold() == NONE else [resolve_team(known, name) for name in each]
    except (UnknownTeam, AmbiguousTeam) as error:
        # In a chat it is said of a quote that was not recorded.
        there = ", ".join(team.name for team in known) or "none yet"
        raise Wrong(f"--teams: {error.facts['name']!r} is not one team's name. Teams there are: {there}") from error
    return replace(channel, teams=frozenset(team.number for team in chosen))


_CHANGES: Mapping[str, Callable[[UnitOfWork, Channel, Any], Channel]] = {
    **{name: _of_channel(name) for name in ("name", "language", "daily", "follow_up", "delivery")},
    **{name: _of_schedule(name) for name in ("at", "cutoff", "timezone", "days", "holidays")},
    "pause_until": _of_schedule("paused_until"),
    "teams": _teams,
}


def _row(unit: UnitOfWork, channel: Channel) -> Row:
    schedule, teams = channel.schedule, {team.number: team.name for team in unit.teams.all()}
    due = channels.next_due(unit, channel)
    return {
        "workspace": channel.ref.workspace.id,
        "channel": channel.ref.id,
        "name": channel.name,
        "daily": channel.daily,
        "time": f"{schedule.at:%H:%M}",
        "timezone": schedule.timezone,
        "days": [DAY_NAMES[day] for day in sorted(schedule.days)],
        "holidays": schedule.holidays,
        "cutoff": f"{schedule.cutoff:%H:%M}",
        "language": channel.language,
        "teams": sorted(teams[team] for team in channel.teams if team in teams),
        "stages": sorted(channel.stages),
        "follow_up": channel.follow_up,
        "delivery": channel.delivery.value,
        "paused_until": schedule.paused_until.isoformat() if schedule.paused_until else None,
        "closed": channel.closed,
        "next_post": instant(due[1] if due else None),
    }


# Preview ----------------------------------------------------------------------------------------


async def previewed(
    settings: Settings, channel: str, workspace: str | None, start: date | None, days: int
) -> list[Row]:
    """Raises: Ambiguous, NotMet."""
    channel = unquote(channel)  # as it stands in a link of Teams': 19%3Aabc%40thread.tacv2
    async with storage_there(settings) as store:
        knowing = await _knowing(store, await _named(store, workspace), channel)
        if not knowing:
            raise NotMet(f"no channel {channel} is known. Those that are: kundord channel list")
        where, met = _only(knowing)
        rows = await store.rehearse(where.ref, daily.preview, met.number, start, days)
        return [_previewed(row) for row in rows]


def _met(unit: UnitOfWork, ref: ChannelRef) -> Channel | None:
    return unit.channels.by_ref(ref)


def _previewed(row: daily.Previewed) -> Row:
    """``reason`` and ``skipped`` exclude each other: why this quote, or why none."""
    quote, choice = row.quote, row.choice
    return {
        "channel": row.channel.ref.id,
        "local_date": row.local_date.isoformat(),
        "due_at": instant(row.due_at),
        "quote": quote.number if quote else None,
        "text": quote.text if quote else None,
        "credited": _credited(row.credited) if quote else None,
        "reason": str(choice.reason) if choice else None,
        "skipped": None if choice else _why_not(row.reason),
    }


def _credited(credited: Person | str | None) -> str | None:
    if isinstance(credited, Person):
        return plain((person(credited, words(LANGUAGES[0])),))
    return credited


def _why_not(reason: DayOff | daily.Silent | Fate | None) -> str:
    if isinstance(reason, DayOff):
        return f"{reason.reason}: {reason.name}" if reason.name else str(reason.reason)
    if reason in FEATURED:
        return "removed since"
    return "no quote to post" if reason is Fate.NOTHING else str(reason)


# Which workspace --------------------------------------------------------------------------------


async def _workspaces(store: SqlStore) -> Sequence[Workspace]:
    return await store.registry(_all)


def _all(registry: Registry) -> Sequence[Workspace]:
    return registry.workspaces()


async def _named(store: SqlStore, name: str | None) -> list[Workspace]:
    """Raises: Ambiguous, where there are workspaces and none of that name."""
    there = await _workspaces(store)
    found = [each for each in there if name in (None, each.ref.id, str(each.ref))]
    if there and not found:
        raise Ambiguous(f"no workspace {name} is known: there is {_names(there)}")
    return found


async def _workspace(settings: Settings, store: SqlStore, channel: str, name: str | None) -> Workspace:
    """The one that is meant, which may be the only one that knows the channel; a bot that never ran asks its platform
    who it is. Raises: Ambiguous, NotIntroduced.
    """
    found = await _named(store, name)
    if not found:
        await _introduce(settings, store)
        found = await _named(store, name)
    if not found:
        raise Ambiguous("no workspace is known yet: set its platform's secrets, or start the bot and write to it once")
    if len(found) == 1:
        return found[0]
    if knowing := await _knowing(store, found, channel):
        return _only(knowing)[0]
    raise Ambiguous(f"no workspace knows the channel {channel} yet: name one of {_names(found)} with --workspace")


async def _introduce(settings: Settings, store: SqlStore) -> None:
    """Raises: NotIntroduced."""
    from kundord import wiring

    async with wiring.platforms(settings, store, SystemClock()) as platforms:
        for each in platforms:
            try:
                await each.introduce()
            except DeliveryFailed as error:
                # In a chat that means that it goes out later. Here nothing waits.
                reason = error.facts["reason"]
                raise NotIntroduced(
                    f"the platform does not tell who we are there ({reason}), so the workspace is not known yet. "
                    "Nothing was changed"
                ) from error


async def _knowing(
    store: SqlStore, workspaces: Sequence[Workspace], channel: str
) -> Sequence[tuple[Workspace, Channel]]:
    """Those that have met the channel."""
    return [
        (each, met) for each in workspaces if (met := await store.read(each.ref, _met, ChannelRef(each.ref, channel)))
    ]


def _only(knowing: Sequence[tuple[Workspace, Channel]]) -> tuple[Workspace, Channel]:
    """Raises: Ambiguous."""
    if len(knowing) > 1:
        names = _names(workspace for workspace, _ in knowing)
        raise Ambiguous(f"more than one workspace has that channel: name one of {names} with --workspace")
    return knowing[0]


def _names(workspaces: Iterable[Workspace]) -> str:
    return ", ".join(str(each.ref) for each in workspaces)
