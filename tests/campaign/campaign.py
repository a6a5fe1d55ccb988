"""A campaign: many channels are due while processes die, stand still and lose their database, and Slack fails.

Afterwards each channel has one post and each credited colleague one message, or the campaign says which has not. What
happens when comes from the seed; which request it meets, from the machine.
"""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as of_day
from pathlib import Path

import aiohttp
import psycopg

from bot.domain.channels import Schedule
from bot.domain.errors import StorageAway
from bot.domain.people import Workspace
from bot.domain.refs import ChannelRef, OrganisationId
from bot.ports import Registry, UnitOfWork
from bot.services import channels
from storage import SqlStore, migrate, open_store
from tests.campaign.replicas import Replica, running
from tests.fakes.slack_client import Slack, SlackUser
from tests.fakes.slack_world import Channel as Place
from tests.services_up import PostgresServer as Server

LEASE = timedelta(seconds=22)
"""Longer than a request may take, its margin and a short wait for its turn; shorter than a stall."""
STALL = LEASE + timedelta(seconds=3)
SOON = timedelta(seconds=4)

NASTY: Mapping[str, float] = {
    "drop_before": 0.02,
    "drop_after": 0.04,
    "store_then_500": 0.04,
    "500": 0.02,
    "429:1": 0.03,
    "ok_false:internal_error": 0.02,
    "store_then_hang": 0.005,
    "hang": 0.005,
    "slow:1": 0.05,
}
LOOKING: Mapping[str, float] = {"429:1": 0.05, "500": 0.05, "drop_before": 0.02}
STORM: Mapping[str, float] = {"429:2": 1.0}

PRAISE = "Hon stannade kvar i luren tills det fungerade, för {number}:e gången"


@dataclass(frozen=True, slots=True)
class Plan:
    channels: int
    replicas: int
    seed: int
    misfortunes: int
    """How often something befalls the processes or their database."""


@dataclass(slots=True)
class Result:
    """``missed`` and ``doubled`` name channels and people; nothing else about a campaign may be other than it is."""

    plan: Plan
    posts: int = 0
    missed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    befell: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def __str__(self) -> str:
        befell = ", ".join(f"{count} × {what}" for what, count in sorted(self.befell.items())) or "nothing"
        faults = ", ".join(f"{count} × {what}" for what, count in sorted(self.faults.items())) or "none"
        return (
            f"seed {self.plan.seed}: {self.plan.channels} channels, {self.plan.replicas} processes, "
            f"{self.seconds:.0f} s\n  befell: {befell}\n  faults: {faults}\n"
            f"  {self.posts} posts, {len(self.missed)} missed {self.missed[:5]}, "
            f"{len(self.doubled)} doubled {self.doubled[:5]}"
        )


async def campaign(plan: Plan, url: str, folder: Path, server: Server | None) -> Result:
    """``server`` None: a SQLite file, and one process."""
    result, began = Result(plan), asyncio.get_running_loop().time()
    await asyncio.to_thread(migrate, url)
    async with Slack() as slack:
        settings = {
            "DATABASE_URL": url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "LOG_LEVEL": "error",
        }
        async with running(folder, plan.replicas, settings, LEASE) as replicas:
            store = open_store(url)
            try:
                slack.bot_url = replicas[0].url
                scene = await _arranged(slack, store, plan)
                slack.sometimes("chat.postMessage", NASTY, plan.seed)
                slack.sometimes("conversations.history", LOOKING, plan.seed + 1)
                await Fate(plan, result, replicas, scene, url, server).befall()
                slack.well()
                await _settled(store)
            finally:
                await store.close()
        result.faults = Counter(call.outcome for call in slack.calls("chat.postMessage") if call.outcome != "ok")
        _count(scene, result)
    result.seconds = asyncio.get_running_loop().time() - began
    return result


# Before -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scene:
    """Who and what there is. ``accepted`` are the words that were answered with "Recorded."."""

    slack: Slack
    store: SqlStore
    organisation: OrganisationId
    writer: SlackUser
    colleagues: Sequence[SlackUser]
    places: Sequence[Place]
    accepted: list[tuple[str, SlackUser]] = field(default_factory=list)

    async def record(self, number: int) -> None:
        """Somebody writes down praise for a colleague. While the bot is away they are told so, or nothing."""
        text, credited = PRAISE.format(number=number), self.colleagues[number % len(self.colleagues)]
        line = f'/quote + "{text}" @{credited.user.handle}'
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            if (await self.writer.types(line, self.places[0])).shows("Recorded."):
                self.accepted.append((text, credited))


async def _arranged(slack: Slack, store: SqlStore, plan: Plan) -> Scene:
    """Channels that are due in a moment, and some quotes for them."""
    anna = slack.user("Anna Berg", admin=True)
    colleagues = [slack.user(f"Bo Ek {number}", handle=f"bo{number}") for number in range(10)]
    places = [slack.channel(f"care-{number}", anna) for number in range(plan.channels)]
    [workspace] = await store.registry(_workspaces)
    scene = Scene(slack, store, workspace.organisation, anna, colleagues, places)
    for number in range(len(colleagues)):
        await scene.record(number)
    assert len(scene.accepted) == len(colleagues)
    due = datetime.now(UTC) + SOON
    refs = [ChannelRef(workspace.ref, place.id) for place in places]
    for start in range(0, plan.channels, 100):
        await store.write(workspace.organisation, _open, refs[start : start + 100], due)
    return scene


def _workspaces(registry: Registry) -> Sequence[Workspace]:
    return registry.workspaces()


def _open(unit: UnitOfWork, refs: Sequence[ChannelRef], due: datetime) -> None:
    """About noon it is wherever these channels are, so that no cut-off comes into it."""
    east = 12 - due.hour
    schedule = Schedule(
        at=(due + timedelta(hours=east)).time().replace(microsecond=0),
        timezone=f"Etc/GMT{-east:+d}",
        days=frozenset(range(7)),
        cutoff=of_day(23),
    )
    for ref in refs:
        channel = unit.channels.by_ref(ref) or channels.add(unit, ref, ref.id, None)
        channels.reschedule(unit, replace(channel, schedule=schedule))


# Meanwhile --------------------------------------------------------------------------------------


class Fate:
    """Throws the dice."""

    def __init__(
        self, plan: Plan, result: Result, replicas: Sequence[Replica], scene: Scene, url: str, server: Server | None
    ) -> None:
        self._dice = random.Random(plan.seed)
        self._plan, self._result, self._replicas, self._scene = plan, result, replicas, scene
        self._url, self._server = url, server
        self._stalls: list[asyncio.Task[None]] = []

    async def befall(self) -> None:
        for number in range(self._plan.misfortunes):
            what = self._dice.choice(self._misfortunes)
            self._result.befell[what.__name__.strip("_")] += 1
            await what()
            self._scene.slack.bot_url = self._dice.choice(self._replicas).url
            await self._scene.record(1_000 + number)
            await asyncio.sleep(self._dice.uniform(0.5, 3))
        await asyncio.gather(*self._stalls)

    @property
    def _misfortunes(self) -> Sequence[Callable[[], Awaitable[None]]]:
        alone = (self._kill, self._kill, self._storm)
        if not self._server:
            return (*alone, self._stall)
        return (*alone, self._kill, self._stall, self._stall, self._crash_the_database, self._cut_connections)

    async def _kill(self) -> None:
        await self._dice.choice([each for each in self._replicas if not each.stalled] or self._replicas).kill()

    async def _stall(self) -> None:
        """One at a time: with all of them standing still, nothing could go wrong."""
        awake = [each for each in self._replicas if not each.stalled]
        if len(awake) == len(self._replicas):
            self._stalls.append(asyncio.create_task(self._dice.choice(awake).stall(STALL)))

    async def _storm(self) -> None:
        """Everybody is told to wait."""
        slack = self._scene.slack
        slack.sometimes("chat.postMessage", STORM, self._plan.seed)
        await asyncio.sleep(2)
        slack.sometimes("chat.postMessage", NASTY, self._dice.randrange(2**30))

    async def _crash_the_database(self) -> None:
        assert self._server
        await asyncio.to_thread(self._server.crash)
        await asyncio.sleep(self._dice.uniform(0, 2))
        self._server.launch()
        await asyncio.to_thread(self._server.await_answer)

    async def _cut_connections(self) -> None:
        def cut() -> None:
            with psycopg.connect(self._url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

        await asyncio.to_thread(cut)


# Afterwards -------------------------------------------------------------------------------------


async def _settled(store: SqlStore, within: float = 300) -> None:
    """Wait until nothing waits any more."""
    until, waiting = time.monotonic() + within, ["everything"]
    while waiting and time.monotonic() < until:
        await asyncio.sleep(0.5)
        with contextlib.suppress(StorageAway):
            waiting = await _waiting(store)
    if waiting:
        raise RuntimeError(f"after {within:.0f} s this still waits: {waiting}")


async def _waiting(store: SqlStore) -> list[str]:
    due = await store.registry(lambda registry: registry.due_channels(3))
    pending = await store.registry(lambda registry: registry.pending(5))
    errands = [f"{each.errand.kind} {each.due_at} {each.attempt} {each.reason}" for each in pending if each.due_at]
    return [*(f"channel {number}" for _, number in due), *errands]


def _count(scene: Scene, result: Result) -> None:
    """Each channel has the one post of its day, and each accepted quote was told its colleague once."""
    for place in scene.places:
        _note(place.id, len([post for post in scene.slack.posts(place) if post.metadata]), result)
    for text, credited in scene.accepted:
        told = [each for each in scene.slack.told(credited.user) if text in each.announcement]
        _note(f"{credited.user.handle}: {text}", len(told), result)


def _note(where: str, count: int, result: Result) -> None:
    result.posts += count
    if count == 0:
        result.missed.append(where)
    if count > 1:
        result.doubled.append(f"{where} × {count}")
