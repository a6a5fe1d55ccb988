"""What Teams waits for an answer to: buttons on cards, dialogs, actions on messages, typing in a long list."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping

from adapters.payload import Json, at, part
from adapters.teams import dialogs, reading
from adapters.teams.desk import Desk
from adapters.teams.replies import Dialog, Executed, Means, Reply, untagged
from adapters.teams.requests import Presses, Request, digest
from adapters.teams.returned import Pressed, Submitted, Unreadable, returned
from bot.domain.refs import MemberRef, MessageRef
from bot.domain.requests import Mentioned
from bot.ports import UnitOfWork
from bot.services import channels, conversation, forms, people
from bot.services.conversation import Occasion
from bot.speech import Action, FormSpeech
from bot.wording import form, words
from bot.wording.parts import ChoiceField

log = logging.getLogger(__name__)

Body = Json | None
"""Of the answer: None for an empty one."""

Handler = Callable[["Invokes", Request, MemberRef], Awaitable[Body]]


class Invokes:
    def __init__(self, desk: Desk, means: Means, presses: Presses) -> None:
        self._desk, self._means, self._presses = desk, means, presses

    async def take(self, request: Request) -> Body:
        handler = KINDS.get(at(request.body, "name"))
        # The rest is of no use to us, but an error would be shown to somebody.
        return await handler(self, request, request.who) if handler and request.who else None

    async def executed(self, request: Request, who: MemberRef) -> Body:
        """A button of a card. When Teams redraws a card by itself, nobody pressed it."""
        if at(request.value, "trigger") == "automatic":
            return None
        found = _returned(request)
        action = found.action if isinstance(found, Pressed) else ""
        return await self._do(request, who, found, lambda key: Executed(self._means, request, who, key, action))

    async def in_dialog(self, request: Request, who: MemberRef) -> Body:
        """A button that opens a dialog, or a form or a button in one."""
        return await self._do(request, who, _returned(request), lambda key: Dialog(self._means, request, who, key))

    async def _do(
        self, request: Request, who: MemberRef, found: Submitted | Pressed, reply: Callable[[str], Reply]
    ) -> Body:
        if isinstance(found, Submitted):
            return await self._submit(request, who, found, reply)
        key = self._presses.key(request, who, found.action, found.value, time.monotonic())
        occasion = request.occasion(who, key)
        return await self._desk.serve(reply(key), request, occasion, conversation.press, found.action, found.value)

    async def _submit(self, request: Request, who: MemberRef, found: Submitted, reply: Callable[[str], Reply]) -> Body:
        self._presses.forget(who)
        form, tag = untagged(found)
        content = digest(who.id, form.form, form.memo, form.values)
        key = f"submit:{tag}:{content}" if tag else request.key("submit", content)
        occasion = request.occasion(who, key)
        kept = self._desk.keep if form.draft else self._desk.submit
        return await kept(reply(key), request, occasion, form)

    async def commanded(self, request: Request, who: MemberRef) -> Body:
        """An action of the message extension: on somebody's message, or where one writes."""
        self._presses.forget(who)
        key = request.key("command")
        reply, occasion = Dialog(self._means, request, who, key), request.occasion(who, key)
        payload = part(request.value, "messagePayload")
        # What we say ourselves no customer said: its action opens the empty form, as where nothing is said yet.
        if not at(payload, "id") or reading.by_us(payload, at(request.body, "recipient", "id")):
            return await self._desk.serve(reply, request, occasion, conversation.press, Action.RECORD, "")
        message = MessageRef(request.channel, at(payload, "id"), at(payload, "replyToId") or None)
        line, link = reading.said(payload, request.here) or None, at(payload, "linkToMessage")
        for each in line or ():
            if isinstance(each, Mentioned):
                self._desk.seen(each.ref, each.name)
        # What they write to us themselves they want to be recorded.
        private = reading.private(request.body) and not request.private
        save = conversation.save_message
        return await self._desk.serve(reply, request, occasion, save, message, line, None, link=link, private=private)

    async def typed(self, request: Request, who: MemberRef) -> Body:
        """What may be meant by what somebody types into a form's long list."""
        name = dialogs.asked_for(at(request.value, "dataset"))
        if name is None:
            return None
        occasion = request.occasion(who, request.key("typed"))
        try:
            field, _ = await self._desk.told(request, occasion, listed, name)
        except Exception as error:  # noqa: BLE001 - the list stays as it was, and the log has it
            self._desk.hopeless(error, "a search")
            return None
        return dialogs.suggested(field, at(request.value, "queryText")) if field else None


def _returned(request: Request) -> Submitted | Pressed:
    """A button or form of ours, or one that does nothing any more."""
    try:
        return returned(request.value, request.here)
    except Unreadable:
        return Pressed("")


def listed(unit: UnitOfWork, occasion: Occasion, name: str) -> ChoiceField | None:
    """A long list of some form's, in the person's language."""
    member = people.known(unit, occasion.who)
    said, channel = words(member.profile.language), channels.nearest(unit, occasion.channel, member)
    opened: list[FormSpeech] = [
        forms.quote_form(unit),
        *([forms.schedule_form(unit, member, channel)] if channel else []),
    ]
    fields = [field for each in opened for field in form(each, said).fields]
    return next((each for each in fields if isinstance(each, ChoiceField) and each.name == name), None)


KINDS: Mapping[str, Handler] = {
    "adaptiveCard/action": Invokes.executed,
    "application/search": Invokes.typed,
    "composeExtension/fetchTask": Invokes.commanded,
    "composeExtension/submitAction": Invokes.in_dialog,
    "task/fetch": Invokes.in_dialog,
    "task/submit": Invokes.in_dialog,
}
