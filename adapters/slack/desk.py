"""How Slack is answered, whatever the core says, refuses or fails with."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Concatenate, ParamSpec

from slack_bolt.response import BoltResponse

from adapters.desk import Desk as AnyDesk
from adapters.desk import Verb
from adapters.slack.outbound import SlackMessenger
from adapters.slack.replies import Reply, ok
from bot.domain.errors import DeliveryFailed, NotSent, StorageAway, Unknown
from bot.domain.people import Workspace
from bot.domain.refs import MessageRef
from bot.domain.requests import Mentioned
from bot.ports import Store, UnitOfWork
from bot.services import conversation
from bot.services.conversation import NeedsWords, Occasion
from bot.services.occasion import answered, note_answer
from bot.speech import Answer, Faulty

log = logging.getLogger(__name__)

P = ParamSpec("P")

AT_ONCE = 1.0
"""Seconds: of the three for which Slack lets a form be opened, there must be enough left to open it."""


def later() -> BoltResponse:
    """Not now: Slack delivers an event again that is answered so."""
    return BoltResponse(status=503)


class Desk(AnyDesk):
    def __init__(self, store: Store, messenger: SlackMessenger) -> None:
        super().__init__(store, messenger)
        self._slack = messenger

    async def serve(
        self,
        reply: Reply,
        place: Workspace,
        occasion: Occasion,
        verb: Verb[P, Answer],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> BoltResponse:
        """Do it and answer, whatever happens."""
        try:
            answer, language = await self.ask(place.ref, occasion, verb, *args, **kwargs)
        except NeedsWords as needs:
            read = self._messenger.text_of(needs.message)
            return await self.save(reply, place, occasion, needs.message, needs.sentiment, read, early=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and the log has it
            return await self._sorry(reply, occasion, error)
        return await self._give(reply, answer, language)

    async def save(
        self,
        reply: Reply,
        place: Workspace,
        occasion: Occasion,
        message: MessageRef,
        sentiment: str | None,
        read: Awaitable[Sequence[str | Mentioned] | None],
        *,
        early: bool,
        private: bool = False,
    ) -> BoltResponse:
        """The quote form with the words of a message. ``early``: reading them takes longer than Slack waits.

        ``private``: Slack says that not everybody reads what is written there.
        """
        view = await self._opened_early(reply) if early else None
        try:
            said, link = await asyncio.gather(self._readable(read), self._address(message))
            save = conversation.save_message
            form, language = await self.ask(
                place.ref, occasion, save, message, said, sentiment, link=link, private=private
            )
        except Exception as error:  # noqa: BLE001 - as above
            return await self._sorry(reply, occasion, error, view)
        return await self._give(reply, form, language, view)

    async def run(
        self, place: Workspace, verb: Callable[Concatenate[UnitOfWork, P], object], *args: P.args, **kwargs: P.kwargs
    ) -> BoltResponse:
        """Something that happened, and that nobody waits for an answer to."""
        try:
            await self.introduced(place.ref, verb, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - as above
            return self.failed(error, getattr(verb, "__name__", "an event"))
        return ok()

    def failed(self, error: Exception, what: str) -> BoltResponse:
        """How Slack is answered where there is nobody to tell; what may go well later it shall deliver again."""
        return ok() if self.hopeless(error, what) else later()

    async def was_answered(self, place: Workspace, event: str) -> bool:
        """Raises: StorageAway."""
        return await self._store.read(place.ref, answered, event)

    async def note_answer(self, place: Workspace, event: str) -> None:
        try:
            await self._store.write(place.ref, note_answer, event)
        except StorageAway as away:
            log.warning("an answer is not known to other processes: %s", away)

    # Answers ------------------------------------------------------------------------------------

    async def _give(self, reply: Reply, answer: Answer, language: str, view: str | None = None) -> BoltResponse:
        try:
            if view and not isinstance(answer, Faulty):
                await reply.fill(view, answer, language)
                return ok()
            return await reply.give(answer, language)
        except DeliveryFailed as failed:
            log.warning("an answer did not arrive: %s", failed)
            # What may be out is looked for when Slack delivers again.
            return later() if reply.repeatable and isinstance(failed, NotSent | Unknown) else ok()

    async def _sorry(self, reply: Reply, occasion: Occasion, error: Exception, view: str | None = None) -> BoltResponse:
        speech, language = self.excuse(occasion, error)
        again = isinstance(error, StorageAway) and reply.repeatable
        if again and reply.redelivered:
            return later()
        response = await self._give(reply, speech, language, view)
        return later() if again else response

    async def _opened_early(self, reply: Reply) -> str | None:
        try:
            return await reply.open_early()
        except DeliveryFailed as failed:
            log.warning("no form could be opened: %s", failed)
            return None

    async def _readable(self, read: Awaitable[Sequence[str | Mentioned] | None]) -> Sequence[str | Mentioned] | None:
        try:
            return await read
        except DeliveryFailed as failed:
            log.warning("a message could not be read: %s", failed)
            return None

    async def _address(self, message: MessageRef) -> str:
        """Empty where Slack does not tell at once: the form does not wait for it."""
        try:
            async with asyncio.timeout(AT_ONCE):
                return await self._slack.link_to(message)
        except (DeliveryFailed, TimeoutError) as failed:
            log.info("the address of a message is not known: %r", failed)
            return ""
