"""How Teams is answered, whatever the core says, refuses or fails with."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

from adapters.bounded import Latest
from adapters.desk import Desk as AnyDesk
from adapters.desk import Found, Verb
from adapters.payload import Json
from adapters.teams import dialogs, reading
from adapters.teams.actions import opener, taken_from
from adapters.teams.replies import Dialog, Reply, Written
from adapters.teams.requests import Request
from adapters.teams.returned import Submitted
from bot.domain.errors import DeliveryFailed
from bot.domain.people import NAME_MOST, Member, Profile
from bot.domain.quotes import clean
from bot.domain.refs import MemberRef
from bot.ports import Messenger, Store, UnitOfWork
from bot.services import conversation, forms, leaving, people
from bot.services.conversation import NeedsWords, Occasion
from bot.speech import Answer, Faulty, FormSpeech, QuoteForm
from bot.wording import pages, words
from bot.wording.edges import draft_saved

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


SEEN = 10_000
"""People whose name is kept at hand for when Teams does not tell it."""


class Desk(AnyDesk):
    def __init__(self, store: Store, messenger: Messenger) -> None:
        super().__init__(store, messenger)
        self._seen: Latest[MemberRef, str] = Latest(SEEN)
        self._zones: Latest[MemberRef, str] = Latest(SEEN)

    def seen(self, who: MemberRef, name: str) -> None:
        """What somebody is called, by the way: in what they send, or where they are mentioned."""
        self._seen[who] = clean(name)[:NAME_MOST]

    @staticmethod
    def meet(unit: UnitOfWork, profiles: Sequence[Profile]) -> None:
        """Teams says nothing of their language and time zone: those stay as they were, from what they sent."""
        known = unit.members.by_refs(each.ref for each in profiles)
        people.meet(unit, [_as_before(each, known.get(each.ref)) for each in profiles])

    async def _profile(self, ref: MemberRef) -> Found:
        found = await super()._profile(ref)
        return found._replace(profile=replace(found.profile, external=True)) if ref in self._visitors else found

    def _name(self, ref: MemberRef) -> str:
        return self._seen.get(ref) or ref.id

    async def serve(
        self,
        reply: Reply,
        request: Request,
        occasion: Occasion,
        verb: Verb[P, Answer],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Json | None:
        """Do it and answer, whatever happens."""
        try:
            answer, language = await self.told(request, occasion, verb, *args, **kwargs)
        except NeedsWords as needs:
            save = conversation.save_message
            # Nobody gives us the words of others' messages: the person pastes them.
            return await self.serve(reply, request, occasion, save, needs.message, None, needs.sentiment)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and the log has it
            return await self._sorry(reply, occasion, error)
        return await self._give(reply, answer, language)

    async def submit(self, reply: Reply, request: Request, occasion: Occasion, form: Submitted) -> Json | None:
        """A form sent in. What is wrong in it is shown in it."""
        _of_a_form(reply)
        try:
            answer, language = await self.told(
                request, occasion, conversation.submit, form.form, form.memo, form.values
            )
            if isinstance(answer, Faulty) and isinstance(reply, Dialog):
                reply.faulty = form, answer
                again = await self._opened_again(request, occasion, form)
                answer = again if isinstance(again, FormSpeech) else answer
        except Exception as error:  # noqa: BLE001 - as above
            return await self._sorry(reply, occasion, error)
        return await self._give(reply, answer, language)

    async def _opened_again(self, request: Request, occasion: Occasion, form: Submitted) -> Answer:
        """With all that it said when it was opened first; what was typed comes in its place."""
        again: Answer
        if message := taken_from(form.form, form.memo, request.here):
            save, private = conversation.save_message, reading.private(request.body) and not request.private
            again, _ = await self.told(request, occasion, save, message, "", None, private=private)
        else:
            again, _ = await self.told(request, occasion, conversation.press, *opener(form.form, form.memo))
        if isinstance(again, QuoteForm):
            return replace(again, opens_case=forms.opens_case(form.memo))
        return again

    async def keep(self, reply: Reply, request: Request, occasion: Occasion, form: Submitted) -> Json | None:
        """A form that is not sent yet."""
        _of_a_form(reply)
        verb = conversation.keep_draft
        try:
            _, language = await self.told(request, occasion, verb, form.form, form.memo, form.values)
        except Exception as error:  # noqa: BLE001 - as above
            return await self._sorry(reply, occasion, error)
        return dialogs.note(draft_saved(words(language)))

    async def home(self, reply: Written, request: Request, occasion: Occasion) -> None:
        try:
            shown, language = await self.told(request, occasion, conversation.home)
            await reply.page(pages(shown, words(language)))
        except DeliveryFailed as failed:
            log.warning("a home page did not arrive: %s", failed)
        except Exception as error:  # noqa: BLE001 - as above
            await self._sorry(reply, occasion, error)

    async def told(
        self, request: Request, occasion: Occasion, verb: Verb[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, str]:
        """As ``ask``, in the language in which the person uses Teams just now, and in their time zone from then on."""
        self.seen(occasion.who, request.name)
        if request.language and occasion.who not in self._languages:
            self._languages[occasion.who] = request.language
        answer, language = await self.ask(request.here, occasion, verb, *args, **kwargs)
        spoken, zone = request.language or language, request.timezone
        if spoken != language or (zone and zone != self._zones.get(occasion.who)):
            await self.introduced(request.here, _spoken, occasion.who, spoken, zone)
            self._languages[occasion.who] = spoken
            if zone:
                self._zones[occasion.who] = zone
        return answer, spoken

    async def hear(self, request: Request) -> bool:
        """Before a channel is met: it gets the language and the time zone of who brings us there. As ``run``."""
        who, language, zone = request.who, request.language, request.timezone
        return who is None or await self.run(request, _spoken, who, language, zone)

    async def run(
        self, request: Request, verb: Callable[Concatenate[UnitOfWork, P], object], *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        """Something that happened, and that nobody waits for an answer to. False: Teams shall send it again."""
        try:
            await self.introduced(request.here, verb, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - as above
            return self.hopeless(error, getattr(verb, "__name__", "an event"))
        return True

    async def _give(self, reply: Reply, answer: Answer, language: str) -> Json | None:
        try:
            return await reply.give(answer, language)
        except DeliveryFailed as failed:
            log.warning("an answer did not arrive: %s", failed)
            return None

    async def _sorry(self, reply: Reply, occasion: Occasion, error: Exception) -> Json | None:
        return await self._give(reply, *self.excuse(occasion, error))


def _of_a_form(reply: Reply) -> None:
    if isinstance(reply, Dialog):
        reply.submission = True


def _as_before(profile: Profile, known: Member | None) -> Profile:
    return replace(profile, language=known.profile.language, timezone=known.profile.timezone) if known else profile


def _spoken(unit: UnitOfWork, who: MemberRef, language: str | None, timezone: str | None) -> None:
    before = people.known(unit, who).profile
    profile = replace(before, language=language or before.language, timezone=timezone or before.timezone)
    if profile != before:
        leaving.changed(unit, profile)
