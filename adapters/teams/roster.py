"""Who is in a team or a chat, as the Connector tells it."""

import logging

from adapters.payload import Json, at
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


class Roster:
    def __init__(self, connector: Connector, addresses: AddressBook) -> None:
        self._connector, self._addresses = connector, addresses
        self._at_home: dict[MemberRef, MemberRef] = {}

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
            if len(self._at_home) >= AT_HAND:
                self._at_home.clear()
            self._at_home[ref] = MemberRef(ref.workspace, at(account, "aadObjectId") or ref.id)
        return self._at_home[ref]

    async def name_of(self, channel: ChannelRef, team: str, team_name: str = "") -> str:
        """A channel's. A team's first one has none of its own, and goes by the team's. Empty where nobody tells."""
        try:
            listed = await self._connector.channels(await self._door(channel), team) if team else []
        except (DeliveryFailed, StorageAway) as failed:
            log.info("the name of %s is not known: %s", channel.id, failed)
            return team_name
        return next((at(each, "name") for each in listed if at(each, "id") == channel.id), "") or team_name

    async def post(self, channel: ChannelRef, activity: Json) -> None:
        """Raises: as the connector does."""
        await self._connector.post(await self._door(channel), channel.id, activity)

    async def _door(self, channel: ChannelRef) -> Door:
        return Door(channel.workspace, (await self._addresses.reach(channel)).address.service)
