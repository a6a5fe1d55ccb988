"""Where requests meet the core: each runs as one transaction, and here alone errors become answers."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Concatenate, ParamSpec, TypeVar

from slack_bolt.response import BoltResponse

from adapters.slack.outbound import SlackMessenger
from adapters.slack.replies import Reply, ok
from bot.domain.errors import DeliveryFailed, KundordError, NotSent, Refused, StorageAway
from bot.domain.people import LANGUAGES, Profile, Workspace
from bot.domain.refs import MemberRef, MessageRef
from bot.ports import Store, UnitOfWork
from bot.services import conversation, people
from bot.services.conversation import NeedsProfiles, NeedsWords, Occasion
from bot.speech import Answer, Faulty, Message, Refusal, WentWrong

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

Verb = Callable[Concatenate[UnitOfWork, Occasion, P], T]

REMEMBERED = 10_000
"""People whose language is kept at hand for when the database is away."""


def later() -> BoltResponse:
    """Not now: Slack delivers an event again that is answered so."""
    return BoltResponse(status=503)


class Turned(Exception):
    def __init__(self, refused: Refused, language: str) -> None:
        super().__init__(refused)
        self.refused, self.language = refused, language


def _in_their_language(
    unit: UnitOfWork, occasion: Occasion, verb: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[T, str]:
    """What the core does, and the person's language. Raises: Turned, NeedsProfiles, NeedsWords."""
    language = people.known(unit, occasion.who).profile.language
    try:
        return verb(unit, occasion, *args, **kwargs), language
    except Refused as refused:
        raise Turned(refused, language) from refused


class Desk:
    def __init__(self, store: Store, messenger: SlackMessenger) -> None:
        self._store, self._messenger = store, messenger
        self._languages: dict[MemberRef, str] = {}
        self._unmet: set[MemberRef] = set()

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
            answer, language = await self.ask(place, occasion, verb, *args, **kwargs)
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
        read: Awaitable[str | None],
        *,
        early: bool,
    ) -> BoltResponse:
        """The quote form with the words of a message. ``early``: reading them takes longer than Slack waits."""
        view = await self._opened_early(reply) if early else None
        try:
            text = await self._readable(read)
            verb = conversation.save_message
            form, language = await self.ask(place, occasion, verb, message, text, sentiment)
        except Exception as error:  # noqa: BLE001 - as above
            return await self._sorry(reply, occasion, error, view)
        return await self._give(reply, form, language, view)

    async def ask(
        self, place: Workspace, occasion: Occasion, verb: Verb[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, str]:
        """What the core answers, and in which language. Raises: whatever it does, a refusal as ``Turned``."""
        if occasion.who in self._unmet:
            await self._meet(place, [occasion.who])
        answer, language = await self._introduced(place, _in_their_language, occasion, verb, args, kwargs)
        self._remember(occasion.who, language)
        return answer, language

    async def run(
        self, place: Workspace, verb: Callable[Concatenate[UnitOfWork, P], object], *args: P.args, **kwargs: P.kwargs
    ) -> BoltResponse:
        """Something that happened, and that nobody waits for an answer to."""
        try:
            await self._introduced(place, verb, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - as above
            return self.failed(error, getattr(verb, "__name__", "an event"))
        return ok()

    def failed(self, error: Exception, what: str) -> BoltResponse:
        """How Slack is answered where there is nobody to tell; what may go well later it shall deliver again."""
        if isinstance(error, Refused | Turned):
            return ok()
        if isinstance(error, StorageAway):
            log.warning("%s not saved: %s", what, error)
        else:
            self._log(error, what)
        return later()

    async def _introduced(
        self, place: Workspace, verb: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One transaction, begun again whenever it meets people whom we have not met."""
        met: frozenset[MemberRef] = frozenset()
        while True:
            try:
                return await self._store.write(place.ref, verb, *args, **kwargs)
            except NeedsProfiles as needs:
                if needs.refs <= met:
                    raise
                await self._meet(place, needs.refs - met)
                met |= needs.refs

    # Answers ------------------------------------------------------------------------------------

    async def _give(self, reply: Reply, answer: Answer, language: str, view: str | None = None) -> BoltResponse:
        try:
            if view and not isinstance(answer, Faulty):
                await reply.fill(view, answer, language)
                return ok()
            return await reply.give(answer, language)
        except NotSent as failed:
            log.warning("an answer was not sent: %s", failed)
            return later() if reply.repeatable else ok()
        except DeliveryFailed as failed:
            log.warning("an answer did not arrive: %s", failed)
            return ok()

    async def _sorry(self, reply: Reply, occasion: Occasion, error: Exception, view: str | None = None) -> BoltResponse:
        speech: Message = WentWrong()
        language = self._languages.get(occasion.who, LANGUAGES[0])
        if isinstance(error, Turned):
            speech, language = Refusal(error.refused), error.language
        elif isinstance(error, KundordError):
            speech = Refusal(error)
        else:
            self._log(error, occasion.key)
        again = isinstance(error, StorageAway) and reply.repeatable
        if again and reply.redelivered:
            return later()
        response = await self._give(reply, speech, language, view)
        return later() if again else response

    def _log(self, error: Exception, what: str) -> None:
        """Where it happened, but not what the error says: that may be a customer's words."""
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s during %s\n%s", type(error).__qualname__, what, frames)

    async def _opened_early(self, reply: Reply) -> str | None:
        try:
            return await reply.open_early()
        except DeliveryFailed as failed:
            log.warning("no form could be opened: %s", failed)
            return None

    async def _readable(self, read: Awaitable[str | None]) -> str | None:
        try:
            return await read
        except DeliveryFailed as failed:
            log.warning("a message could not be read: %s", failed)
            return None

    # People -------------------------------------------------------------------------------------

    def _remember(self, who: MemberRef, language: str) -> None:
        if len(self._languages) >= REMEMBERED:
            self._languages.clear()
        self._languages[who] = language

    async def _meet(self, place: Workspace, refs: Iterable[MemberRef]) -> None:
        profiles = await asyncio.gather(*map(self._profile, refs))
        await self._store.write(place.ref, people.meet, profiles)

    async def _profile(self, ref: MemberRef) -> Profile:
        """What Slack says of a person. If it does not, their id stands in for their name until it does."""
        try:
            profile = await self._messenger.profile(ref)
        except DeliveryFailed as failed:
            log.warning("nothing is known of member %s: %s", ref.id, failed)
            self._unmet.add(ref)
            return Profile(ref, ref.id)
        self._unmet.discard(ref)
        return profile or Profile(ref, ref.id, external=True)
