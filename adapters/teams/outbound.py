"""The way out: messages posted in channels, threads and 1:1 chats, and put in each other's place."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import inf

import msgspec
from msgspec import Raw

from adapters.lately import Lately
from adapters.payload import Json
from adapters.teams import connector, reading, render
from adapters.teams.addresses import AddressBook, Reached
from adapters.teams.connector import Body, Connector, Door, Posted
from adapters.teams.registration import PLATFORM
from bot.domain.errors import ChannelClosed, DeliveryFailed, KundordError, NotSent, Rejected, StorageAway, Unknown
from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef, MessageRef
from bot.ports import Address, Letter
from bot.speech import QuoteOfTheDay
from bot.wording import message, words

log = logging.getLogger(__name__)


class TeamsMessenger:
    """All our tenants'. Teams has no message that only one person in a channel sees: a whisper goes to their 1:1 chat.

    Nor does it give a bot its messages back, so what was perhaps sent cannot be looked for (PLATFORMS §3.5).
    """

    platform = PLATFORM
    patience = timedelta(seconds=2 * connector.PATIENCE)
    """Who was never written to has first to be opened a chat with."""
    reads_back = False

    def __init__(self, connector: Connector, addresses: AddressBook) -> None:
        self._connector, self._addresses = connector, addresses
        self._lately: Lately[Raw] = Lately()

    def wait(self, letter: Letter, most: timedelta) -> timedelta:
        """Not before it is known which conversation it goes to: the connector keeps the pace."""
        return timedelta(0)

    async def expect(self, letters: Sequence[Letter]) -> None:
        """Where those are reached who were not written to lately."""
        with suppress(KundordError):
            await self._addresses.look_up([letter.private_to or letter.to for letter in letters])

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        if isinstance(letter.message, QuoteOfTheDay) and isinstance(letter.to, ChannelRef) and _new(letter):
            key = letter.message, letter.language, letter.to.workspace
            return await self._to_channel(letter.to, self._lately.get(key, lambda: _encoded(_activity(letter))), by)
        activity = _activity(letter)
        if letter.replaces:
            return await self._edit(letter.replaces, activity, by)
        if letter.private_to:
            await self._to_member(letter.private_to, activity, by)
            return None
        if isinstance(letter.to, MemberRef):
            return await self._to_member(letter.to, activity, by)
        if letter.thread:
            return await self._to_thread(letter.to, letter.thread, activity, by)
        return await self._to_channel(letter.to, activity, by)

    async def find(
        self, to: ChannelRef | MemberRef, id: str, since: datetime, until: datetime, thread: str | None = None
    ) -> MessageRef | None:
        raise Unknown("Teams does not show a bot its messages")

    async def text_of(self, message: MessageRef) -> str | None:
        """Never: Teams lets a bot read what is said to it, and nothing afterwards."""
        return None

    async def profile(self, ref: MemberRef) -> Profile | None:
        """Neither language nor time zone: those come with what a person sends. Nor are there admins."""
        found = await self._in_lively_places(ref) or await self._in_their_chat(ref)
        return reading.profile(found, ref) if found else None

    async def remove(self, message: MessageRef) -> None:
        """One of ours."""
        reached = await self._reach(message.channel)
        await self._connector.delete(_door(reached), _standing(message), message.id)

    async def _in_lively_places(self, ref: MemberRef) -> Json | None:
        """Many who are asked about have no chat with us, for we are installed in their team only."""
        reached = await self._reach(ref)
        for conversation in () if reached.address.chat else self._addresses.lively(ref.workspace):
            with suppress(ChannelClosed):
                if found := await self._connector.member(_door(reached), conversation, ref.id):
                    return found
        return None

    async def _in_their_chat(self, ref: MemberRef) -> Json | None:
        chat, reached = await self._chat_with(ref)
        try:
            return await self._connector.member(_door(reached), chat, ref.id)
        except ChannelClosed as closed:
            raise Rejected(closed.reason) from closed

    async def _to_channel(self, to: ChannelRef, activity: Body, by: float) -> MessageRef:
        reached = await self._reach(to)
        if not _is_chat(to.id):
            return _ref(to, await self._connector.start_thread(_door(reached), to.id, activity, reached.bot, by))
        try:
            return _ref(to, await self._connector.post(_door(reached), to.id, activity, by))
        except ChannelClosed as closed:
            raise _as_chat(closed, to.id) from closed

    async def _to_thread(self, to: ChannelRef, thread: str, activity: Json, by: float) -> MessageRef:
        if _is_chat(to.id):
            return await self._to_channel(to, activity, by)
        reached = await self._reach(to)
        conversation = f"{to.id};messageid={thread}"
        answer = {**activity, "replyToId": thread}
        return _ref(to, await self._connector.post(_door(reached), conversation, answer, by))

    async def _to_member(self, to: MemberRef, activity: Json, by: float) -> MessageRef:
        chat, reached = await self._chat_with(to)
        try:
            return _ref(ChannelRef(to.workspace, chat), await self._connector.post(_door(reached), chat, activity, by))
        except ChannelClosed as closed:
            raise Rejected(closed.reason) from closed

    async def _chat_with(self, member: MemberRef) -> tuple[str, Reached]:
        reached = await self._reach(member)
        if reached.address.chat:
            return reached.address.chat, reached
        try:
            chat = await self._connector.open_chat(_door(reached), member.id, reached.bot)
        except ChannelClosed as closed:
            # They have not installed us, or do not want to hear from us.
            raise Rejected(closed.reason) from closed
        opened = Address(member, reached.address.service, chat)
        try:
            await self._addresses.opened(opened)
        except StorageAway as away:
            log.warning("a chat was opened, but not kept: %s", away)
        return chat, Reached(opened, reached.bot)

    async def _edit(self, replaced: MessageRef, activity: Json, by: float) -> MessageRef:
        reached = await self._reach(replaced.channel)
        try:
            await self._connector.update(_door(reached), _standing(replaced), replaced.id, activity, by)
        except ChannelClosed as closed:
            raise _as_chat(closed, replaced.channel.id) from closed
        return replaced

    async def _reach(self, ref: ChannelRef | MemberRef) -> Reached:
        try:
            return await self._addresses.reach(ref)
        except StorageAway as away:
            raise NotSent("no database") from away


def _new(letter: Letter) -> bool:
    """A message that all of a channel see, in no other's place or thread."""
    return not (letter.replaces or letter.private_to or letter.thread)


def _activity(letter: Letter) -> Json:
    return render.message(message(letter.message, words(letter.language)), letter.to.workspace).activity


def _encoded(activity: Json) -> Raw:
    return Raw(msgspec.json.encode(activity))


def _door(reached: Reached) -> Door:
    return Door(reached.address.of.workspace, reached.address.service)


def _is_chat(id: str) -> bool:
    """A 1:1 or group chat, by its id: those have no threads, and whoever leaves one leaves it for good."""
    return id.startswith("a:") or id.endswith(("@thread.v2", "@unq.gbl.spaces"))


def _standing(message: MessageRef) -> str:
    """The conversation that a message is in: in a channel, each is in a thread, of which it may be the root."""
    channel = message.channel.id
    return channel if _is_chat(channel) else f"{channel};messageid={message.thread or message.id}"


def _ref(channel: ChannelRef, posted: Posted) -> MessageRef:
    _, root = reading.conversation(posted.conversation)
    return MessageRef(channel, posted.id, root if root != posted.id else None)


def _as_chat(closed: ChannelClosed, id: str) -> DeliveryFailed:
    """Only a group's talk is a channel to be closed; with one person there is none."""
    return Rejected(closed.reason) if id.startswith("a:") else closed
