"""Who is in a team or a chat, and what its channels are, as the Connector tells it."""

import logging
from dataclasses import dataclass

from adapters.bounded import Latest
from adapters.payload import Json, at, part
from adapters.teams import reading
from adapters.teams.addresses import AddressBook
from adapters.teams.connector import Connector, Door
from bot.domain.errors import DeliveryFailed, StorageAway
from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef

log = logging.getLogger(__name__)

MET_AT_ONCE = 1_000
"""People of a team whom we get to know when we come to it; whoever else there is, we meet when they turn up."""
AT_HAND = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that we come to. ``name``, and that of its ``team``, are empty where nobody tells; ``country`` is that
    of who brings us there, as far as their Teams shows it.
    """

    channel: ChannelRef
    name: str
    private: bool
    team: str
    country: str = ""
    shared: bool = False


class Roster:
    def __init__(self, connector: Connector, addresses: AddressBook) -> None:
        self._connector, self._addresses = connector, addresses
        self._at_home: Latest[MemberRef, MemberRef] = Latest(AT_HAND)

    async def everybody(self, channel: ChannelRef) -> list[Profile]:
        """Those in a conversation, so that they may be named by what one types of their name."""
        found: list[Profile] = []
        try:
            async for account in self._connector.members(await self._door(channel), channel.id):
                if ref := reading.member(account, channel.workspace):
                    found.append(reading.profile(account, ref))
                if len(found) >= MET_AT_ONCE:
                    break
        except (DeliveryFailed, StorageAway) as failed:
            log.warning("who is in %s is not known: %s", channel.id, failed)
        return found

    async def at_home(self, ref: MemberRef, channel: ChannelRef) -> MemberRef:
        """A member by their id in the directory, where only the chat's own was told, as mentions do."""
        if not ref.id.startswith("29:"):
            return ref
        if ref not in self._at_home:
            try:
                account = await self._connector.member(await self._door(channel), channel.id, ref.id)
            except (DeliveryFailed, StorageAway) as failed:
                log.warning("who is mentioned in %s is not known: %s", channel.id, failed)
                return ref
            self._at_home[ref] = MemberRef(ref.workspace, at(account, "aadObjectId") or ref.id)
        return self._at_home[ref]

    async def about(self, channel: ChannelRef, body: Json) -> Place:
        """What a channel is, as the activity and its team's list of channels tell it together.

        A team's first one has no name of its own, and goes by the team's.
        """
        team = part(body, "channelData", "team")
        listed = await self._listed(channel, at(team, "id"))
        own = next((each for each in listed if at(each, "id") == channel.id), {})
        private = reading.private(body) or _private(own)
        called = at(team, "name")
        kinds = at(body, "channelData", "channel", "type"), at(own, "type")
        shared = any(map(reading.shared, kinds))
        return Place(channel, at(own, "name") or called, private, called, reading.country(body), shared)

    async def of_team(self, channel: ChannelRef, body: Json) -> list[Place]:
        """The channels of the team that an activity is about, as ``about`` has one; just its first, if Teams does not
        tell.
        """
        team = part(body, "channelData", "team")
        if not (first := at(team, "id")):
            return []
        listed = await self._listed(channel, first) or [{"id": first}]
        called = at(team, "name")
        return [
            Place(ChannelRef(channel.workspace, id), at(each, "name") or called, _private(each), called)
            for each in listed
            if (id := at(each, "id"))
        ]

    async def _listed(self, channel: ChannelRef, team: str) -> list[Json]:
        try:
            return await self._connector.channels(await self._door(channel), team) if team else []
        except (DeliveryFailed, StorageAway) as failed:
            log.info("what the channels of %s are is not known: %s", team, failed)
            return []

    async def post(self, channel: ChannelRef, activity: Json) -> None:
        """Raises: as the connector does."""
        await self._connector.post(await self._door(channel), channel.id, activity)

    async def _door(self, channel: ChannelRef) -> Door:
        return Door(channel.workspace, (await self._addresses.reach(channel)).address.service)


def _private(listed: Json) -> bool:
    return reading.members_only(at(listed, "type"))
