"""Kundord's way into the demo chat."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import inf

from adapters import in_time
from adapters.demo import render
from adapters.demo.bell import Bell
from adapters.demo.chat import BOT, Chat, Draft, NoSuchMessage
from adapters.demo.phrases import phrases
from adapters.demo.sample import COLLEAGUES, PLACES, WORKSPACE, Colleague, Place, private_chat
from bot.domain.errors import ChannelClosed, MessageGone, Rejected
from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef, MessageRef
from bot.ports import Clock, Letter
from bot.wording import message, words
from bot.wording.parts import Worded


class DemoMessenger:
    """Posts, edits and whispers in the chat's own memory."""

    platform = WORKSPACE.platform
    patience = timedelta(seconds=5)
    reads_back = True

    def __init__(self, chat: Chat, clock: Clock, bell: Bell) -> None:
        self._chat = chat
        self._clock = clock
        self._bell = bell

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        """Raises: NotSent, ChannelClosed, Rejected."""
        in_time.check(by)
        worded = message(letter.message, words(letter.language))
        if letter.replaces is not None:
            return self.edit(letter.replaces, worded, letter.language)
        place = _place(letter.to)
        if letter.private_to is not None:
            self.whisper(place, _colleague(letter.private_to), worded, f"letter/{id}")
            return None
        try:
            draft = self._draft(place, worded, letter.language, f"letter/{id}", thread=letter.thread)
            said = self._chat.add(draft)
        except (NoSuchMessage, ValueError) as none:
            raise Rejected("thread_not_found") from none
        self._bell.ring()
        return MessageRef(place.ref, str(said.id))

    def wait(self, letter: Letter, most: timedelta) -> timedelta:
        return timedelta(0)

    async def expect(self, letters: Sequence[Letter]) -> None:
        """Nothing is looked up for any of them."""

    async def find(
        self, to: ChannelRef | MemberRef, id: str, since: datetime, until: datetime, thread: str | None = None
    ) -> MessageRef | None:
        said = self._chat.with_key(f"letter/{id}")
        return MessageRef(ChannelRef(WORKSPACE, said.place), str(said.id)) if said and not said.gone else None

    async def text_of(self, message: MessageRef) -> str | None:
        try:
            said = self._chat.get(int(message.id))
        except (NoSuchMessage, ValueError):
            return None
        return None if said.gone or said.place != message.channel.id else said.text

    async def profile(self, ref: MemberRef) -> Profile | None:
        known = COLLEAGUES.get(ref.id) if ref.workspace == WORKSPACE else None
        return known.profile if known else None

    def whisper(self, place: Place, to: Colleague, worded: Worded, key: str) -> None:
        """Say something that only one colleague sees; in their 1:1 chat everything is."""
        only_for = None if place.private_chat else to.id
        self._chat.add(self._draft(place, worded, to.language, key, only_for))
        self._bell.ring()

    def edit(self, ref: MessageRef, worded: Worded, language: str) -> MessageRef:
        """Raises: MessageGone."""
        try:
            self._chat.edit(int(ref.id), worded.notification, language, render.card(worded, phrases(language)))
        except (NoSuchMessage, ValueError) as none:
            raise MessageGone("message_not_found") from none
        self._bell.ring()
        return ref

    def _draft(
        self,
        place: Place,
        worded: Worded,
        language: str,
        key: str,
        only_for: str | None = None,
        thread: str | None = None,
    ) -> Draft:
        body, answers = render.card(worded, phrases(language)), int(thread) if thread else None
        return Draft(place.id, BOT, self._clock.now(), worded.notification, language, body, only_for, key, answers)


def _place(to: ChannelRef | MemberRef) -> Place:
    if isinstance(to, MemberRef):
        return private_chat(_colleague(to).id)
    if to.workspace != WORKSPACE or to.id not in PLACES:
        raise ChannelClosed("channel_not_found")
    return PLACES[to.id]


def _colleague(ref: MemberRef) -> Colleague:
    if ref.workspace != WORKSPACE or ref.id not in COLLEAGUES:
        raise Rejected("user_not_found")
    return COLLEAGUES[ref.id]
