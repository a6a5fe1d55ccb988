"""What a campaign asks of a platform: who and what there is, how it fails, and what must stand there in the end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from datetime import time as of_day
from typing import Protocol, Self

from bot.domain.channels import Delivery, Schedule
from bot.domain.people import Workspace
from bot.domain.refs import ChannelRef, MemberRef
from bot.ports import Registry, UnitOfWork
from bot.services import channels
from storage import SqlStore

PRAISE = "Hon stannade kvar i luren tills det fungerade, för {number}:e gången"
COLLEAGUES = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """``misfortunes``: how often something befalls the processes or their database. ``without``: a step left out.

    ``brief``: what takes long is given up sooner, so that leases may be shorter too; for a campaign among other tests.
    """

    platform: str
    channels: int
    replicas: int
    seed: int
    misfortunes: int
    without: str = ""
    brief: bool = False


@dataclass(slots=True)
class Result:
    """``missed``, ``doubled`` and ``untold`` name channels and people; a campaign that has any has failed.

    ``again`` are those that stand twice where that was asked for, ``uncertain`` those that were left to somebody, and
    ``by_hand`` those of them that were not there and were posted by that person's button.
    """

    plan: Plan
    posts: int = 0
    missed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    again: int = 0
    uncertain: int = 0
    by_hand: int = 0
    befell: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        return bool(self.missed or self.doubled or self.untold)

    def count(self, where: str, posts: int, *, twice: bool = False) -> None:
        """``twice``: it may stand there more than once."""
        self.posts += posts
        if posts == 0:
            self.missed.append(where)
        elif posts > 1 and twice:
            self.again += 1
        elif posts > 1:
            self.doubled.append(f"{where} × {posts}")

    def __str__(self) -> str:
        without = f", without {self.plan.without}" if self.plan.without else ""
        told = [f"{self.posts} posts", _named("missed", self.missed), _named("doubled", self.doubled)]
        if self.plan.platform == "teams":
            told += [
                f"{self.uncertain} uncertain of which {self.by_hand} posted by hand",
                _named("untold", self.untold),
                f"{self.again} again where that is wanted",
            ]
        return (
            f"{self.plan.platform}, seed {self.plan.seed}: {self.plan.channels} channels, {self.plan.replicas} "
            f"processes{without}, {self.seconds:.0f} s\n  befell: {_counted(self.befell)}\n"
            f"  faults: {_counted(self.faults)}\n  {', '.join(told)}"
        )


def _named(what: str, names: Sequence[str]) -> str:
    return f"{len(names)} {what}" + (f" {names[:5]}" if names else "")


def _counted(what: Counter[str]) -> str:
    return ", ".join(f"{count} × {each}" for each, count in sorted(what.items())) or "nothing"


class Scene(Protocol):
    """A workspace on a fake platform, as an asynchronous context manager. ``bot_url`` is where its events go.

    ``lease`` is longer than a request may take there with its margin, and not by much.
    """

    lease: timedelta
    bot_url: str

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...
    @property
    def settings(self) -> Mapping[str, str]: ...
    @property
    def environment(self) -> Mapping[str, str]:
        """Beside our own settings."""

    async def arrange(self, store: SqlStore, plan: Plan) -> None:
        """Channels with an hour each, set by ``due``, and some quotes for them."""

    async def fall_due(self, store: SqlStore, at: datetime) -> None: ...
    async def record(self, number: int) -> None:
        """Somebody writes down praise for a colleague. While the bot is away they are told so, or nothing."""

    def nasty(self, seed: int) -> None: ...
    def surely(self, *faults: str) -> None:
        """Whatever the dice say: what becomes of the next posts."""

    @property
    def struck(self) -> Counter[str]:
        """The faults there were."""

    def storm(self, seed: int) -> None:
        """Everybody is told to wait."""

    def well(self) -> None: ...
    async def judge(self, store: SqlStore, result: Result) -> None: ...


async def workspace_of(store: SqlStore) -> Workspace:
    [workspace] = await store.registry(_workspaces)
    return workspace


def _workspaces(registry: Registry) -> Sequence[Workspace]:
    return registry.workspaces()


async def opened(
    store: SqlStore,
    places: Mapping[ChannelRef, Delivery],
    due: datetime,
    owner: MemberRef | None = None,
) -> None:
    """Have them all due at that time."""
    organisation, listed = (await workspace_of(store)).organisation, list(places.items())
    for start in range(0, len(listed), 100):
        await store.write(organisation, _open, dict(listed[start : start + 100]), due, owner)


def _open(unit: UnitOfWork, places: Mapping[ChannelRef, Delivery], due: datetime, owner: MemberRef | None) -> None:
    """About noon it is wherever these channels are, so that no cut-off comes into it."""
    east = 12 - due.hour
    schedule = Schedule(
        at=(due + timedelta(hours=east)).time().replace(microsecond=0),
        timezone=f"Etc/GMT{-east:+d}",
        days=frozenset(range(7)),
        cutoff=of_day(23),
    )
    member = unit.members.by_ref(owner) if owner else None
    for ref, delivery in places.items():
        channel = unit.channels.by_ref(ref) or channels.add(unit, ref, ref.id, member)
        channels.reschedule(unit, replace(channel, schedule=schedule, delivery=delivery))
