"""How a person is answered in private, by what their request allows: in the answer itself, in a dialog, in a chat."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from uuid import uuid4

from adapters.desk import passes
from adapters.offers import offered
from adapters.payload import Json, at
from adapters.teams import dialogs, render
from adapters.teams.outbound import TeamsMessenger
from adapters.teams.requests import Request
from adapters.teams.returned import Submitted, as_sent
from adapters.teams.roster import Roster
from bot.domain.errors import DeliveryFailed, NotSent, Rejected, Unknown
from bot.domain.refs import MemberRef, MessageRef
from bot.ports import Clock, Letter
from bot.speech import Action, Answer, Faulty, FormSpeech, Help, Message, Refusal, WentWrong
from bot.wording import form, message, sentence, words
from bot.wording.parts import Buttons, Worded, WordedForm

log = logging.getLogger(__name__)

IN_PLACE = frozenset(
    {
        Action.UNDO,
        Action.ANSWER_PRAISE,
        Action.ANSWER_CRITICISM,
        Action.UNDO_CASE,
        Action.ACCEPT,
        Action.SNOOZE,
        Action.POST_AGAIN,
    }
)
"""Questions asked of one person, that give way to their answer; but not to one that asks them to try again."""


AGAIN_AFTER = 1.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Means:
    """What every reply is made with. ``command`` is what commands begin with elsewhere."""

    messenger: TeamsMessenger
    roster: Roster
    clock: Clock
    command: str


class Reply(ABC):
    """One request, and how to answer the person behind it.

    What is returned is the body of the answer to an invoke. Raises: DeliveryFailed, each of its methods.
    """

    def __init__(self, means: Means, request: Request, who: MemberRef, key: str) -> None:
        self._means, self._request, self._who, self._key = means, request, who, key

    async def give(self, answer: Answer, language: str) -> Json | None:
        if isinstance(answer, FormSpeech):
            return await self._show(answer, language)
        if isinstance(answer, Faulty):
            return await self._fault(answer, language)
        if isinstance(answer, Help):
            # There are no slash commands here: the words alone are what one writes.
            answer = replace(answer, root="", pageless=True)
        return await self.say(answer, language)

    @abstractmethod
    async def say(self, speech: Message, language: str) -> Json | None: ...

    async def _show(self, speech: FormSpeech, language: str) -> Json | None:
        return await self.say(offered(speech), language)

    async def _fault(self, faulty: Faulty, language: str) -> Json | None:
        error = next(iter(faulty.faults.values()), None)
        return await self.say(Refusal(error) if error else WentWrong(), language)

    async def _write(self, speech: Message, language: str) -> None:
        """Into the 1:1 chat, whether that is where we are or not."""
        to = self._request.channel if self._request.private else self._who
        await self._send(Letter(to, speech, language))

    async def _send(self, letter: Letter) -> None:
        await once_more(lambda: self._means.messenger.send(letter, self._key))


class Written(Reply):
    """Words to us: answered in the 1:1 chat, since anywhere else others read along.

    Teams opens no form for words, so a button that opens it is offered.
    """

    async def say(self, speech: Message, language: str) -> Json | None:
        try:
            await self._write(speech, language)
        except Rejected as refused:
            if self._request.private:
                raise
            # Nobody is met with silence; and this says nothing that others may not read.
            log.warning("a person has no 1:1 chat with us: %s", refused)
            there, root = self._request.channel, self._request.root
            await self._send(Letter(there, Refusal(refused), language, thread=root))
        return None

    async def page(self, pages: Iterable[Worded]) -> None:
        """Somebody's own page, where they asked for it: the first of these that there is room for."""
        drawn = render.first_whole(pages, self._request.here)
        await once_more(lambda: self._means.roster.post(self._request.channel, drawn.activity))


async def once_more(give: Callable[[], Awaitable[object]]) -> None:
    """Where it may not have arrived: somebody waits for it, and rather reads it twice than never.

    Raises: as it does.
    """
    try:
        await give()
    except (NotSent, Unknown) as failed:
        log.info("an answer is given once more: %s", failed)
        await asyncio.sleep(AGAIN_AFTER)
        await give()


class Executed(Reply):
    """A button on a card. What it says is said beside the card, or in the 1:1 chat where there is more to do."""

    def __init__(self, means: Means, request: Request, who: MemberRef, key: str, action: str) -> None:
        super().__init__(means, request, who, key)
        self._action = action

    async def say(self, speech: Message, language: str) -> Json | None:
        worded = message(speech, words(language))
        drawn = render.message(worded, self._request.here)
        if self._request.private and self._action in IN_PLACE and not passes(speech):
            await self._replace(speech, language)
            return drawn.answer
        if any(isinstance(each, Buttons) for each in worded.blocks):
            try:
                await self._write(speech, language)
            except DeliveryFailed as failed:
                log.warning("an answer stands in a card's place: %s", failed)
                return drawn.answer
        return drawn.told

    async def _replace(self, speech: Message, language: str) -> None:
        """Teams shows our answer in the card's place, but not for ever: so the message changes too."""
        if not (id := at(self._request.body, "replyToId")):
            return
        asked = MessageRef(self._request.channel, id)
        try:
            await self._means.messenger.send(Letter(asked.channel, speech, language, replaces=asked), self._key)
        except DeliveryFailed as failed:
            log.warning("a question still stands, though it was answered: %s", failed)


_TAG = "~"


def tagged(worded: WordedForm) -> WordedForm:
    """This very dialog: what is sent in from it twice is sent in once, and the same from another is something new."""
    return replace(worded, memo=f"{worded.memo}{_TAG}{uuid4().hex}")


def untagged(sent: Submitted) -> tuple[Submitted, str]:
    """A form as it was before, and the dialog it was in; empty, where it was in none."""
    memo, _, tag = sent.memo.rpartition(_TAG) if _TAG in sent.memo else (sent.memo, "", "")
    return replace(sent, memo=memo), tag


class Dialog(Reply):
    """A dialog that is to be opened, or was sent in, which is a ``submission``.

    ``faulty`` is a form that was not accepted, and why.
    """

    submission = False
    faulty: tuple[Submitted, Faulty] | None = None

    async def say(self, speech: Message, language: str) -> Json | None:
        said = words(language)
        if self.submission and passes(speech):
            return dialogs.again(message(speech, said), self._request.here, said, as_sent(self._request.value))
        return dialogs.closing(message(speech, said), self._request.here)

    async def _show(self, speech: FormSpeech, language: str) -> Json | None:
        said = words(language)
        worded = form(speech, said)
        if self.faulty is None:
            return dialogs.dialog(tagged(worded), self._request.here, said)
        sent, why = self.faulty
        faults = {field: sentence(error, said) for field, error in why.faults.items()}
        again = replace(worded, memo=sent.memo)
        return dialogs.dialog(tagged(again), self._request.here, said, sent.values, faults)
