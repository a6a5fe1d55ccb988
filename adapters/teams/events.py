"""What happens in a tenant, as Teams tells it: emoji, channels, people, our own comings and goings."""

from collections.abc import Awaitable, Callable, Mapping

from adapters.payload import at
from adapters.teams import places, reading
from adapters.teams.desk import Desk
from adapters.teams.emoji_names import emoji_of
from adapters.teams.replies import Means, Written
from adapters.teams.requests import Request
from bot.domain.channels import ARCHIVED, NOT_FOUND
from bot.domain.refs import ChannelRef, MessageRef
from bot.services import channels, conversation, reactions, sources
from bot.speech import Welcome

Handler = Callable[["Events", Request], Awaitable[bool]]


class Events:
    """Each method: whether it is done; if not, Teams shall send it again."""

    def __init__(self, desk: Desk, means: Means) -> None:
        self._desk, self._means = desk, means

    async def changed(self, request: Request) -> bool:
        if request.body.get("membersAdded"):
            return await self._joined(request)
        handler = CHANGES.get(at(request.body, "channelData", "eventType"))
        return await handler(self, request) if handler else True

    # Emoji --------------------------------------------------------------------------------------

    async def reacted(self, request: Request, which: str) -> bool:
        """On posts of ours, which are all that Teams tells of."""
        id, who = at(request.body, "replyToId"), request.who
        if not (id and who):
            return True
        when = reading.moment(at(request.body, "timestamp")) or self._means.clock.now()
        message = MessageRef(request.channel, id)
        for emoji in _emoji(request.body.get(which)):
            occasion = request.occasion(who, request.key(which, emoji))
            if which == "reactionsAdded":
                react = conversation.react
                done = await self._desk.run(request, react, occasion, message, emoji, True, when, ours=True)
            else:
                # One reaction of a person often takes another's place: gone for a moment is not taken back.
                done = await self._desk.run(request, reactions.take_off_later, who, message, emoji, when)
            if not done:
                return False
        return True

    # Messages that quotes were taken from ---------------------------------------------------------

    async def deleted_message(self, request: Request) -> bool:
        message = _message(request)
        return await self._desk.run(request, sources.gone, message) if message else True

    async def changed_message(self, request: Request) -> bool:
        """Other words change no quote: those were a customer's, and whoever recorded them puts them right."""
        message = _message(request)
        if not message or at(request.body, "channelData", "eventType") != "undeleteMessage":
            return True
        return await self._desk.run(request, sources.back, message)

    # Ourselves ----------------------------------------------------------------------------------

    async def installed(self, request: Request) -> bool:
        """Where it was chosen to: a channel, a group chat, or somebody's own chat with us."""
        if request.private:
            return await self._welcome(request)
        come = await self._come(request, _chosen(request))
        return come and await self._back(request)

    async def _back(self, request: Request) -> bool:
        """Of a team's channels, its own one and that which we were added in are all that an activity names."""
        team = await self._means.roster.of_team(request.channel, request.body)
        return await self._desk.run(request, places.back, team) if team else True

    async def _come(self, request: Request, channel: ChannelRef) -> bool:
        place = await self._means.roster.about(channel, request.body)
        return await self._desk.hear(request) and await self._desk.run(request, places.joined, request.who, place)

    async def _welcome(self, request: Request) -> bool:
        if request.who is None:
            return True
        key = request.key("installed")
        reply, occasion = Written(self._means, request, request.who, key), request.occasion(request.who, key)
        await self._desk.serve(reply, request, occasion, _welcomed)
        return True

    async def uninstalled(self, request: Request) -> bool:
        if request.private:
            return True
        gone = {request.channel, _chosen(request), *_team(request)}
        return await self._desk.run(request, places.left, gone)

    # Channels -----------------------------------------------------------------------------------

    async def renamed(self, request: Request) -> bool:
        name = at(request.body, "channelData", "channel", "name")
        channel = _channel(request)
        return await self._desk.run(request, channels.renamed, channel, name) if channel and name else True

    async def deleted(self, request: Request) -> bool:
        channel = _channel(request)
        return await self._desk.run(request, channels.closed, channel, NOT_FOUND) if channel else True

    async def restored(self, request: Request) -> bool:
        channel = _channel(request)
        return await self._desk.run(request, channels.reopened, channel) if channel else True

    async def team_renamed(self, request: Request) -> bool:
        """Its first channel goes by its name."""
        name = at(request.body, "channelData", "team", "name")
        done = [await self._desk.run(request, channels.renamed, each, name) for each in _team(request) if name]
        return all(done)

    async def team_left(self, request: Request) -> bool:
        """What also comes as our uninstallation, in case that does not."""
        if not _ours(request, "membersRemoved"):
            return True
        return await self._desk.run(request, places.left, _team(request))

    async def team_deleted(self, request: Request) -> bool:
        return await self._desk.run(request, places.closed, _team(request), NOT_FOUND)

    async def team_archived(self, request: Request) -> bool:
        return await self._desk.run(request, places.closed, _team(request), ARCHIVED)

    async def team_restored(self, request: Request) -> bool:
        return await self._back(request)

    # People -------------------------------------------------------------------------------------

    async def _joined(self, request: Request) -> bool:
        """People are met as they come, so that a colleague may be named by what one types of their name."""
        come = not _let_in(request) or await self._come(request, _here(request))
        return come and await self.meet(request)

    async def meet(self, request: Request) -> bool:
        members = await self._means.roster.everybody(_here(request))
        return await self._desk.run(request, self._desk.meet, members) if members else True

    async def put_out(self, request: Request) -> bool:
        """Of a private or shared channel; in all others we are as long as we are in the team."""
        if not _ours(request, "membersRemoved"):
            return True
        return await self._desk.run(request, places.left, {_here(request)})


def _welcomed(_unit: object, _occasion: object) -> Welcome:
    return Welcome(emoji_anywhere=False)


def _emoji(listed: object) -> list[str]:
    return [emoji_of(name) for each in listed if (name := at(each, "type"))] if isinstance(listed, list) else []


def _message(request: Request) -> MessageRef | None:
    id, root = at(request.body, "id"), request.root
    return MessageRef(request.channel, id, root if root != id else None) if id else None


def _channel(request: Request) -> ChannelRef | None:
    id = at(request.body, "channelData", "channel", "id")
    return ChannelRef(request.here, id) if id else None


def _here(request: Request) -> ChannelRef:
    return _channel(request) or request.channel


def _ours(request: Request, which: str) -> bool:
    """Whether it is us who came or went."""
    listed, us = request.body.get(which), at(request.body, "recipient", "id")
    return isinstance(listed, list) and bool(us) and any(at(each, "id") == us for each in listed)


def _let_in(request: Request) -> bool:
    """Into a private or shared channel we are let one by one; into all others with the team."""
    return at(request.body, "channelData", "eventType") == "channelMemberAdded" and _ours(request, "membersAdded")


def _chosen(request: Request) -> ChannelRef:
    id = at(request.body, "channelData", "settings", "selectedChannel", "id")
    return ChannelRef(request.here, id) if id else request.channel


def _team(request: Request) -> set[ChannelRef]:
    """The channels of a team of which we know that they are its: a team bears the id of its first one."""
    id = at(request.body, "channelData", "team", "id")
    return {ChannelRef(request.here, id)} if id else set()


CHANGES: Mapping[str, Handler] = {
    "channelDeleted": Events.deleted,
    "channelMemberRemoved": Events.put_out,
    "channelRenamed": Events.renamed,
    "channelRestored": Events.restored,
    "channelShared": Events.meet,
    "teamArchived": Events.team_archived,
    "teamDeleted": Events.team_deleted,
    "teamHardDeleted": Events.team_deleted,
    "teamMemberRemoved": Events.team_left,
    "teamRenamed": Events.team_renamed,
    "teamRestored": Events.team_restored,
    "teamUnarchived": Events.team_restored,
}
"""A channel that is new is none that we were asked into; who leaves a team has not left the company."""
