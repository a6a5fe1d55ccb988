"""How a person is answered in private, by what their request allows: in the answer itself, by its URL, or in a view."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import replace

import aiohttp
import msgspec
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.desk import passes
from adapters.offers import offered
from adapters.outcomes import outcome_of
from adapters.payload import Json, at, part
from adapters.slack import render, views
from adapters.slack.outbound import PATIENCE, SlackMessenger, asked
from adapters.slack.views import Whereabouts
from bot.domain.errors import NotSent, Rejected
from bot.domain.refs import ChannelRef, MemberRef, WorkspaceRef
from bot.domain.values import dataclass
from bot.ports import Clock, Letter
from bot.speech import (
    Answer,
    Faulty,
    FormSpeech,
    Help,
    Message,
    OfferForm,
    Refusal,
    WentWrong,
)
from bot.wording import form, message, sentence, words

log = logging.getLogger(__name__)


def ok(body: Json | str = "") -> BoltResponse:
    # Bolt would have the standard library write it down, which takes ten times as long.
    return BoltResponse(status=200, body=body if isinstance(body, str) else msgspec.json.encode(body).decode())


@dataclass(frozen=True, slots=True)
class Means:
    """What every reply is made with. ``command`` is the slash command's name here."""

    client: AsyncWebClient
    session: aiohttp.ClientSession
    messenger: SlackMessenger
    clock: Clock
    command: str

    async def ask(self, method: str, arguments: Json) -> Json:
        """Raises: as ``asked``."""
        return await asked(self.client.api_call(method, json=arguments))


class Reply(ABC):
    """One request, and how to answer the person behind it. Raises: DeliveryFailed, each of its methods."""

    repeatable = False
    """Whether Slack sends the same again when it is not answered well."""
    redelivered = False
    """Whether it did."""

    def __init__(self, means: Means, here: WorkspaceRef, whereabouts: Whereabouts) -> None:
        self._means, self.here, self.whereabouts = means, here, whereabouts

    async def give(self, answer: Answer, language: str) -> BoltResponse:
        if isinstance(answer, FormSpeech):
            return await self._show(answer, language)
        if isinstance(answer, Faulty):
            return await self._fault(answer, language)
        if isinstance(answer, Help):
            answer = replace(answer, root=self._means.command)
        return await self.say(answer, language)

    @abstractmethod
    async def say(self, speech: Message, language: str) -> BoltResponse: ...

    @abstractmethod
    async def _show(self, speech: FormSpeech, language: str) -> BoltResponse: ...

    def meanwhile(self, speech: Message, language: str) -> BoltResponse:
        """What Slack is answered where it would wait in vain for more."""
        return ok()

    async def follow(self, response: BoltResponse) -> None:  # noqa: B027  # most have told by other ways by then
        """Give what would have been the answer, had it not come too late."""

    async def open_early(self) -> str | None:
        """Open a modal before there is anything to show in it. Its id, or None where none can be opened."""
        return None

    async def fill(self, view: str, answer: FormSpeech | Message, language: str) -> None:
        """Put something else into a modal that is open."""
        drawn = (
            self.form_view(answer, language) if isinstance(answer, FormSpeech) else self.closing_view(answer, language)
        )
        await self._means.ask("views.update", {"view_id": view, "view": drawn})

    async def _fault(self, faulty: Faulty, language: str) -> BoltResponse:
        error = next(iter(faulty.faults.values()), None)
        return await self.say(Refusal(error) if error else WentWrong(), language)

    def drawn(self, speech: Message, language: str) -> Json:
        said = words(language)
        return render.message(message(speech, said), self.here, said).content

    def form_view(self, speech: FormSpeech, language: str) -> Json:
        said = words(language)
        return views.form(form(speech, said), self.here, said, self.whereabouts)

    def closing_view(self, speech: Message, language: str) -> Json:
        said = words(language)
        return views.closing(message(speech, said), self.here, said, self.whereabouts)


class Triggered(Reply):
    """A request with leave to open a modal, for three seconds: a shortcut, or a button on the home page."""

    def __init__(self, means: Means, here: WorkspaceRef, whereabouts: Whereabouts, trigger: str) -> None:
        super().__init__(means, here, whereabouts)
        self._trigger = trigger

    async def say(self, speech: Message, language: str) -> BoltResponse:
        await self._open(self.closing_view(speech, language))
        return ok()

    async def _show(self, speech: FormSpeech, language: str) -> BoltResponse:
        try:
            await self._open(self.form_view(speech, language))
        except (NotSent, Rejected) as refused:
            # Too late, most often. A person who asked for a form is not left with nothing.
            log.warning("no form could be opened: %s", refused)
            return await self._instead(offered(speech), language)
        return ok()

    async def open_early(self) -> str | None:
        if not self._trigger:
            return None
        return await self._open(views.loading())

    async def _open(self, view: Json) -> str:
        if not self._trigger:
            raise Rejected("no trigger")
        opened = await self._means.ask("views.open", {"trigger_id": self._trigger, "view": view})
        return at(opened, "view", "id")

    async def _instead(self, offer: OfferForm, language: str) -> BoltResponse:
        raise Rejected("no other way to answer")


class Pressed(Triggered):
    """A button on a message, or a shortcut from a message's menu: answered beside it, by its URL."""

    def __init__(
        self, means: Means, here: WorkspaceRef, whereabouts: Whereabouts, trigger: str, url: str, who: str
    ) -> None:
        super().__init__(means, here, whereabouts, trigger)
        self._url, self._who = url, who

    async def say(self, speech: Message, language: str) -> BoltResponse:
        try:
            await self._respond(self.drawn(speech, language))
        except (NotSent, Rejected) as refused:
            log.warning("a response URL did not take the answer: %s", refused)
            await self._whisper(speech, language)
        return ok()

    async def _instead(self, offer: OfferForm, language: str) -> BoltResponse:
        return await self.say(offer, language)

    async def _respond(self, content: Json) -> None:
        if not self._url:
            raise Rejected("no response URL")
        thread = {"thread_ts": self.whereabouts.thread} if self.whereabouts.thread else {}
        answer = {"response_type": "ephemeral", "replace_original": False, **thread, **content}
        timeout = aiohttp.ClientTimeout(total=PATIENCE.total_seconds())
        try:
            async with self._means.session.post(self._url, json=answer, timeout=timeout) as answered:
                if answered.status >= 400:
                    raise Rejected(f"HTTP {answered.status}")
        except (aiohttp.ClientError, OSError) as error:
            raise outcome_of(error) from error

    async def _whisper(self, speech: Message, language: str) -> None:
        who, channel = MemberRef(self.here, self._who), self.whereabouts.channel
        if not channel:
            await self._open(self.closing_view(speech, language))
            return
        letter = Letter(
            ChannelRef(self.here, channel), speech, language, private_to=who, thread=self.whereabouts.thread or None
        )
        await self._means.messenger.send(letter, "")


class Commanded(Pressed):
    """A slash command: the HTTP answer itself is what the person sees, and the fastest."""

    async def say(self, speech: Message, language: str) -> BoltResponse:
        return ok({"response_type": "ephemeral", **self.drawn(speech, language)})

    async def follow(self, response: BoltResponse) -> None:
        if response.body:
            await self._respond(msgspec.json.decode(response.body))


class PressedInView(Reply):
    """A button in a modal: what it answers takes the modal's place."""

    def __init__(self, means: Means, here: WorkspaceRef, whereabouts: Whereabouts, view: str) -> None:
        super().__init__(means, here, whereabouts)
        self._view = view

    async def say(self, speech: Message, language: str) -> BoltResponse:
        await self.fill(self._view, speech, language)
        return ok()

    async def _show(self, speech: FormSpeech, language: str) -> BoltResponse:
        await self.fill(self._view, speech, language)
        return ok()

    async def open_early(self) -> str | None:
        return self._view


class Submitted(Reply):
    """A form sent in: its faults stand at its fields, and its answer in its place.

    ``faulty``: it was not accepted, and still stands there.
    """

    faulty = False

    def __init__(self, means: Means, here: WorkspaceRef, view: Json) -> None:
        super().__init__(means, here, Whereabouts.of(view))
        self._view = view

    async def say(self, speech: Message, language: str) -> BoltResponse:
        if passes(speech):
            self.faulty = True
            return self._stays(speech, language)
        return ok({"response_action": "update", "view": self.closing_view(speech, language)})

    async def _show(self, speech: FormSpeech, language: str) -> BoltResponse:
        return ok({"response_action": "update", "view": self.form_view(speech, language)})

    def meanwhile(self, speech: Message, language: str) -> BoltResponse:
        # Sent in again it is the same event, and brings the same answer.
        return self._stays(speech, language)

    def _stays(self, speech: Message, language: str) -> BoltResponse:
        """Say it in the form, where all that was typed still stands."""
        told = views.errors(self._view, {"": message(speech, words(language)).notification})
        return ok({"response_action": "errors", "errors": told}) if told else ok()

    async def follow(self, response: BoltResponse) -> None:
        answer = msgspec.json.decode(response.body) if response.body else {}
        if at(answer, "response_action") == "update":
            await self._means.ask("views.update", {"view_id": at(self._view, "id"), "view": answer["view"]})

    async def _fault(self, faulty: Faulty, language: str) -> BoltResponse:
        said = words(language)
        told = views.errors(self._view, {field: sentence(error, said) for field, error in faulty.faults.items()})
        self.faulty = bool(told)
        return ok({"response_action": "errors", "errors": told}) if told else await super()._fault(faulty, language)


class Written(Reply):
    """Words to us in a chat: answered in the 1:1 chat, or for their writer's eyes only where others read along.

    No form can be opened here, so a button that opens it is offered.
    """

    repeatable = True

    def __init__(
        self,
        means: Means,
        event: Json,
        here: WorkspaceRef,
        key: str,
        noted: Callable[[], Awaitable[bool]],
        *,
        redelivered: bool,
    ) -> None:
        """``noted`` tells whether an answer is, of those that cannot be found."""
        super().__init__(means, here, Whereabouts("", at(event, "channel"), at(event, "thread_ts")))
        self._who, self._key, self._noted = MemberRef(here, at(event, "user")), key, noted
        self._private, self.redelivered = at(event, "channel").startswith("D"), redelivered

    @property
    def findable(self) -> bool:
        """Whether what is said here stands where it can be found again."""
        return self._private and not self.whereabouts.thread

    async def say(self, speech: Message, language: str) -> BoltResponse:
        channel = ChannelRef(self.here, self.whereabouts.channel)
        if not await self.was_said():
            private_to = None if self._private else self._who
            thread = self.whereabouts.thread or None
            letter = Letter(channel, speech, language, private_to=private_to, thread=thread)
            await self._means.messenger.send(letter, self._key)
        return ok()

    async def _show(self, speech: FormSpeech, language: str) -> BoltResponse:
        return await self.say(offered(speech), language)

    async def was_said(self) -> bool:
        """Whether an earlier delivery was answered: any attempt after the first looks first."""
        if not self.redelivered:
            return False
        if not self.findable:
            return await self._noted()
        channel, now = ChannelRef(self.here, self.whereabouts.channel), self._means.clock.now()
        return await self._means.messenger.find(channel, self._key, now - REDELIVERED_FOR, now) is not None


REDELIVERED_FOR = PATIENCE * 60
"""Slack sends an event again for some minutes."""


def thread_of(body: Json) -> str:
    """The thread a button's message stands in."""
    return at(body, "container", "thread_ts") or at(part(body, "message"), "thread_ts")
