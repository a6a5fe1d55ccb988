"""Words said to us, and buttons of clients that know no better way to send them."""

from dataclasses import replace
from functools import partial

from adapters.bounded import Latest
from adapters.lines import bare
from adapters.once import Once
from adapters.teams import reading
from adapters.teams.desk import Desk
from adapters.teams.places import met
from adapters.teams.replies import Means, Written, untagged
from adapters.teams.requests import Presses, Request
from adapters.teams.returned import OURS, Pressed, Unreadable, returned
from bot.domain.commands import command_of
from bot.domain.refs import ChannelRef, MemberRef
from bot.domain.requests import Mentioned, ShowHome
from bot.services import channels, conversation
from bot.services.conversation import Occasion

MET = 20_000
"""Channels of which it is known that somebody spoke to us there."""


class Messages:
    def __init__(self, desk: Desk, means: Means, presses: Presses) -> None:
        self._desk, self._means, self._presses = desk, means, presses
        self._once: Once[None] = Once(lambda _: True)
        self._met: Latest[ChannelRef, None] = Latest(MET)

    async def take(self, request: Request) -> None:
        """Answered within the turn, and once: Teams sends a message again that takes us long."""
        if request.who:
            await self._once(request.key("message"), partial(self._answer, request, request.who))

    async def _answer(self, request: Request, who: MemberRef) -> None:
        self._presses.forget(who)
        key = request.key("message")
        reply, occasion = Written(self._means, request, who, key), request.occasion(who, key)
        if OURS in request.value:
            await self._returned(request, reply, occasion)
            return
        line = bare(reading.line(request.body, request.here), self._means.command)
        if request.private and _asks_for_home(line):
            await self._desk.home(reply, request, occasion)
            return
        if not request.private:
            await self._meet_here(request, who)
        await self._desk.serve(reply, request, occasion, conversation.say, await self._at_home(request, line))

    async def _meet_here(self, request: Request, who: MemberRef) -> None:
        """What is said to us in a channel shows that we are in it, also where we thought that we were out."""
        if request.channel in self._met:
            await self._desk.run(request, channels.reopened, request.channel)
            return
        place = await self._means.roster.about(request.channel, request.body)
        if await self._desk.hear(request) and await self._desk.run(request, met, place, who):
            self._met[request.channel] = None

    async def _at_home(self, request: Request, line: list[str | Mentioned]) -> list[str | Mentioned]:
        """With the people in it by the ids that we know them by."""
        return [await self._met_at_home(request, each) if isinstance(each, Mentioned) else each for each in line]

    async def _met_at_home(self, request: Request, mentioned: Mentioned) -> Mentioned:
        ref = await self._means.roster.at_home(mentioned.ref, request.channel)
        self._desk.seen(ref, mentioned.name)
        return replace(mentioned, ref=ref)

    async def _returned(self, request: Request, reply: Written, occasion: Occasion) -> None:
        """What stands on a card, from a client that has no better way than a message to tell of it."""
        try:
            found = returned(request.value, request.here)
        except Unreadable:
            found = Pressed("")
        if isinstance(found, Pressed):
            await self._desk.serve(reply, request, occasion, conversation.press, found.action, found.value)
        else:
            await self._desk.submit(reply, request, occasion, untagged(found)[0])


def _asks_for_home(line: list[str | Mentioned]) -> bool:
    command, rest = command_of(line[0]) or (None, "") if len(line) == 1 and isinstance(line[0], str) else (None, "")
    # What another command makes of its rest is for the conversation, which also says what it cannot make of it.
    return command is not None and command.name == "home" and isinstance(command.read(rest), ShowHome)
