"""The tenants we are at home in, and the channels we are met in."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from adapters.insisting import Insisting
from adapters.teams.roster import Place
from bot.domain.channels import NOT_IN
from bot.domain.errors import NotSent, StorageAway
from bot.domain.people import COMPANY_MOST, Workspace
from bot.domain.quotes import clean
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.ports import Registry, Store, UnitOfWork
from bot.services import channels, people

log = logging.getLogger(__name__)

NAME = "Microsoft Teams"
"""What an organisation, or a tenant that is linked, is called until we are in a team, whose name it takes, or somebody
says better in the settings: no tenant tells its name to a bot.
"""


class Tenants:
    """Ours, each with its organisation. ``bots`` are our own ids in them, as far as they are known beforehand."""

    def __init__(self, store: Store, bots: dict[WorkspaceRef, str]) -> None:
        self._store, self._bots = store, bots
        self._known: dict[WorkspaceRef, Workspace] = {}
        self._insisting = Insisting(self._introduced, "teams: to know our tenants")

    async def start(self) -> None:
        try:
            await self.introduce()
        except StorageAway as away:
            log.warning("no tenant is known yet: %s", away)
            self._insisting.begin()

    async def introduce(self) -> None:
        """Raises: StorageAway."""
        for ref, bot in self._bots.items():
            await self.of(ref, bot)

    async def stop(self) -> None:
        await self._insisting.stop()

    async def of(self, ref: WorkspaceRef, bot: str) -> Workspace:
        """Whoever asks has proved to come from there. Raises: StorageAway."""
        known = self._known.get(ref)
        if known is None:
            known = self._known[ref] = await self._store.registry(_install, ref, bot)
        return known

    def check(self) -> None:
        """Raises: NotSent, while a tenant of ours is not known."""
        if missing := self._missing():
            raise NotSent(f"{missing} tenants are not known yet")

    async def _introduced(self) -> bool:
        with suppress(StorageAway):
            await self.introduce()
        return not self._missing()

    def _missing(self) -> int:
        """Tenants of ours that are not known yet."""
        return len(self._bots.keys() - self._known.keys())


def _install(registry: Registry, ref: WorkspaceRef, bot: str) -> Workspace:
    return registry.workspace(ref) or registry.install(ref, NAME, bot)


def joined(unit: UnitOfWork, by: MemberRef | None, place: Place) -> None:
    """We were installed. Teams tells no bot who the admins are, so the first who brings us somewhere is a curator.

    Raises: NeedsProfiles.
    """
    _call(unit, place.channel.workspace, clean(place.team)[:COMPANY_MOST])
    channels.joined(unit, by, place.channel, place.name, place.private, shared=place.shared, country=place.country)
    member = people.known(unit, by) if by else None
    if member and not member.profile.external and not unit.members.curators():
        unit.members.save(replace(member, named_curator=True))


def _call(unit: UnitOfWork, here: WorkspaceRef, team: str) -> None:
    """After a team, what nobody has given a name yet: the company, and the tenant among those it is linked with."""
    if team and unit.organisation.name == NAME:
        unit.change(replace(unit.organisation, name=team))
    if team and unit.links.side(here).name == NAME:
        unit.links.call(here, team)


def met(unit: UnitOfWork, place: Place, by: MemberRef | None) -> None:
    """Somebody spoke to us there. We may post there from now on, but nobody has asked for a quote of the day.

    In a team we are in every channel at once, and nothing tells us in which of them we are wanted.
    """
    if unit.channels.by_ref(place.channel):
        channels.reopened(unit, place.channel)
        return
    owner = unit.members.by_ref(by) if by else None
    added = channels.add(
        unit, place.channel, place.name, owner, place.private, shared=place.shared, country=place.country
    )
    channels.save(unit, replace(added, daily=False))


def back(unit: UnitOfWork, team: Iterable[Place]) -> None:
    """We are in a team again, or it is no longer archived: its channels go on, of which nobody tells us one by one.

    Into those that are not for all of a team we are let by themselves, so one that we are out of stays closed.
    """
    for place in team:
        channel = unit.channels.by_ref(place.channel)
        if channel and not (place.private and channel.closed == NOT_IN):
            channels.reopened(unit, place.channel)


def left(unit: UnitOfWork, refs: Iterable[ChannelRef]) -> None:
    for ref in refs:
        channels.left(unit, ref)


def closed(unit: UnitOfWork, refs: Iterable[ChannelRef], reason: str) -> None:
    for ref in refs:
        channels.closed(unit, ref, reason)
