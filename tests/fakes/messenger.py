"""A messenger that keeps what it was given, and fails in every way a platform can."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from math import inf

from adapters import in_time
from bot.domain.errors import DeliveryFailed, Unfindable
from bot.domain.people import Profile
from bot.domain.refs import ChannelRef, MemberRef, MessageRef
from bot.ports import Clock, Letter
from bot.speech import Message


@dataclass(slots=True)
class Standing:
    """A message as it now stands in a chat: edits replace its ``letter``. ``ref`` None: a whisper."""

    ref: MessageRef | None
    to: ChannelRef | MemberRef
    letter: Letter
    id: str
    at: datetime

    @property
    def message(self) -> Message:
        return self.letter.message


@dataclass(slots=True)
class Trouble:
    """What becomes of the next request that ``concerns`` it.

    ``stored``: the platform has done as asked before its answer fails, or before the ``gate`` opens. An error that is
    set while it waits there is its answer.
    """

    error: DeliveryFailed | None
    stored: bool = False
    concerns: Callable[[Letter], bool] = lambda _: True
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)


class RecordingMessenger:
    """A ``bot.ports.Messenger``. ``requests`` are all that came, ``standing`` is what can be read in the chats."""

    def __init__(self, clock: Clock, platform: str = "slack", patience: timedelta = timedelta(seconds=15)) -> None:
        self.platform, self.patience = platform, patience
        self.reads_back = True
        self.pause = timedelta(0)
        self.requests: list[Letter] = []
        self.standing: list[Standing] = []
        self.edits: list[Letter] = []
        self.looked_for: list[str] = []
        self.blind = self.crowded = False
        self.texts: dict[MessageRef, str] = {}
        self.people: Mapping[MemberRef, Profile] = {}
        self._clock = clock
        self._troubles: list[Trouble] = []
        self._numbers = count(1)

    # What the core asks -------------------------------------------------------------------------

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        in_time.check(by)
        self.requests.append(letter)
        trouble = next((each for each in self._troubles if each.concerns(letter)), None)
        if trouble is None:
            return self._store(letter, id)
        self._troubles.remove(trouble)
        ref = self._store(letter, id) if trouble.stored else None
        trouble.reached.set()
        if trouble.error is None:
            await trouble.gate.wait()
        if trouble.error:
            raise trouble.error
        return ref if trouble.stored else self._store(letter, id)

    def wait(self, letter: Letter, most: timedelta) -> timedelta:
        return self.pause

    async def expect(self, letters: Sequence[Letter]) -> None:
        """Nothing is looked up for any of them."""

    async def find(
        self, to: ChannelRef | MemberRef, id: str, since: datetime, until: datetime, thread: str | None = None
    ) -> MessageRef | None:
        self.looked_for.append(id)
        if self.crowded:
            raise Unfindable("more messages than can be looked through")
        if self.blind:
            return None
        found = (each for each in self.standing if each.to == to and each.id == id and since <= each.at <= until)
        return next((each.ref for each in found), None)

    async def text_of(self, message: MessageRef) -> str | None:
        return self.texts.get(message)

    async def profile(self, ref: MemberRef) -> Profile | None:
        return self.people.get(ref)

    # What a test asks ---------------------------------------------------------------------------

    def fail(
        self,
        *errors: DeliveryFailed,
        stored: bool = False,
        concerns: Callable[[Letter], bool] = lambda _: True,
    ) -> None:
        """The next requests that it concerns end so, one after the other."""
        self._troubles += [Trouble(error, stored, concerns) for error in errors]

    def forgive(self) -> None:
        """No further request fails."""
        self._troubles.clear()

    def stall(self, concerns: Callable[[Letter], bool] = lambda _: True, *, stored: bool = True) -> Trouble:
        """The next request it concerns waits for the ``gate``; ``stored``: its message stands already meanwhile."""
        trouble = Trouble(None, stored, concerns)
        self._troubles.append(trouble)
        return trouble

    def said_in(self, place: ChannelRef | MemberRef) -> list[Message]:
        """What stands in a channel for all to see, or in a person's own chat with us; oldest first."""
        return [each.message for each in self.standing if each.to == place and each.ref]

    def whispers_to(self, member: MemberRef) -> list[Message]:
        return [each.message for each in self.standing if each.letter.private_to == member]

    def _store(self, letter: Letter, id: str) -> MessageRef | None:
        if letter.replaces:
            self._replace(letter.replaces, letter)
            return letter.replaces
        ref = None if letter.private_to else MessageRef(_chat(letter.to), f"m{next(self._numbers)}")
        self.standing.append(Standing(ref, letter.to, letter, id, self._clock.now()))
        return ref

    def _replace(self, ref: MessageRef, letter: Letter) -> None:
        self.edits.append(letter)
        for each in self.standing:
            if each.ref == ref:
                each.letter = letter


def _chat(to: ChannelRef | MemberRef) -> ChannelRef:
    """A person's own chat with us has an id of its own, as on every platform."""
    return to if isinstance(to, ChannelRef) else ChannelRef(to.workspace, f"with-{to.id}")
