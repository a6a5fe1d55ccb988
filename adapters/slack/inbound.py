"""The way in: every kind of request that Slack makes, over one table of ours at the end of Bolt's chain.

Bolt would try a listener per kind, one after the other: for the last of six that is five times the price of this, they
fail on payloads that they do not expect, and what none of them knows is answered 404. So ours is a middleware: one
look into a table, and nothing falls through.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.offers import OPENED_BY
from adapters.payload import Json, at, part, washed
from adapters.slack import reading, views
from adapters.slack.desk import Desk
from adapters.slack.drafts import CLOSED, Drafts
from adapters.slack.events import Events, said
from adapters.slack.install import Installation
from adapters.slack.outbound import PLATFORM, SlackMessenger
from adapters.slack.punctual import Punctual
from adapters.slack.replies import Commanded, Means, Pressed, PressedInView, Reply, Submitted, Triggered, ok, thread_of
from adapters.slack.requests import Request, key, kind_of, teams_in, visitor_in
from adapters.slack.views import Whereabouts
from bot.domain.errors import WorkspaceClosed
from bot.domain.people import LANGUAGES
from bot.domain.refs import ChannelRef, MessageRef, WorkspaceRef
from bot.domain.requests import Mentioned
from bot.services import conversation
from bot.speech import Action, FormSpeech, Refusal
from bot.wording import form, words
from bot.wording.parts import ChoiceField

log = logging.getLogger(__name__)

Handler = Callable[["Reception", Request], Awaitable[BoltResponse]]


class Reception(AsyncMiddleware):
    def __init__(self, desk: Desk, means: Means, messenger: SlackMessenger, installation: Installation) -> None:
        self._desk, self._means = desk, means
        self._installation = installation
        self._events = Events(desk, means, messenger, installation)
        self._drafts = Drafts(desk)
        self._punctual = Punctual(desk)

    async def finish(self) -> None:
        """Wait for what is answered late."""
        await self._punctual.finish()

    async def async_process(self, *, req: AsyncBoltRequest, **_: object) -> BoltResponse:
        body, kind = washed(req.body), kind_of(req.body)
        handler = KINDS.get(kind)
        if handler is None:
            return ok()
        place = self._installation.workspace(teams_in(body))
        if place is None:
            return await self._of_a_stranger(body)
        if visitor := visitor_in(body, place.ref):
            self._desk.visits(visitor)
        retries, why = (req.headers.get(f"x-slack-retry-{what}", [""])[0] for what in ("num", "reason"))
        overtaking = (retries, why) == ("1", "http_timeout")
        try:
            return await handler(self, Request(body, place, retries not in ("", "0"), overtaking))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged without a customer's words
            return self._desk.failed(error, kind)

    async def _of_a_stranger(self, body: Json) -> BoltResponse:
        log.warning("a %s of a workspace that is none of ours", kind_of(body))
        if kind_of(body) != "command":
            return ok()
        nowhere = WorkspaceRef(PLATFORM, at(body, "team_id"))
        reply = Commanded(self._means, nowhere, Whereabouts(), "", "", "")
        return await reply.say(Refusal(WorkspaceClosed("not_installed")), LANGUAGES[0])

    # What people do -----------------------------------------------------------------------------

    async def event(self, request: Request) -> BoltResponse:
        return await self._events.take(request)

    async def command(self, request: Request) -> BoltResponse:
        body = request.body
        who, channel, trigger = at(body, "user_id"), at(body, "channel_id"), at(body, "trigger_id")
        if not who:
            return ok()
        url = at(body, "response_url")
        reply = Commanded(self._means, request.here, Whereabouts("", channel), trigger, url, who)
        occasion = request.occasion(who, key("command", trigger), channel)
        line = reading.line(at(body, "text"), request.here, request.place.bot)
        served = self._desk.serve(reply, request.place, occasion, said, line)
        return await self._punctual.answer(reply, occasion, served)

    async def pressed(self, request: Request) -> BoltResponse:
        body, who = request.body, at(request.body, "user", "id")
        actions = body.get("actions")
        action = part({"first": actions[0]}, "first") if isinstance(actions, list) and actions else {}
        if not who:
            return ok()
        chosen = _chosen(action)
        if chosen is None:
            # A field in a form that is being filled in: it acts on nothing before the form is sent in.
            await self._drafts.keep(request, part(body, "view"), at(action, "action_ts"))
            return ok()
        name, value = chosen
        self._drafts.reopen(part(body, "view"))
        whereabouts = _whereabouts(body)
        occasion = request.occasion(
            who,
            key("press", at(action, "action_ts"), who, at(action, "action_id")),
            whereabouts.channel,
            whereabouts.thread,
        )
        reply = self._beside(request, whereabouts)
        served = self._desk.serve(reply, request.place, occasion, conversation.press, name, value)
        return await self._punctual.answer(reply, occasion, served)

    def _beside(self, request: Request, whereabouts: Whereabouts) -> Reply:
        """How a button is answered, by what it stands on."""
        body, trigger = request.body, at(request.body, "trigger_id")
        if view := part(body, "view"):
            if at(view, "type") == "modal":
                return PressedInView(self._means, request.here, whereabouts, at(view, "id"))
            return Triggered(self._means, request.here, whereabouts, trigger)
        who, url = at(body, "user", "id"), at(body, "response_url")
        return Pressed(self._means, request.here, whereabouts, trigger, url, who)

    async def submitted(self, request: Request) -> BoltResponse:
        view, who = part(request.body, "view"), at(request.body, "user", "id")
        if not who:
            return ok()
        whereabouts = Whereabouts.of(view)
        occasion = request.occasion(
            who, key("submit", at(view, "id"), at(view, "hash")), whereabouts.channel, whereabouts.thread
        )
        reply = Submitted(self._means, request.here, view)
        form, values = at(view, "callback_id"), views.values(view, request.here)
        async with self._drafts.sending(view):
            served = self._desk.serve(
                reply, request.place, occasion, conversation.submit, form, whereabouts.memo, values
            )
            response = await self._punctual.answer(reply, occasion, served)
        if reply.faulty:
            self._drafts.reopen(view)
        return response

    async def closed(self, request: Request) -> BoltResponse:
        view = part(request.body, "view")
        await self._drafts.keep(request, view, CLOSED)
        return ok()

    async def shortcut(self, request: Request) -> BoltResponse:
        who, trigger = at(request.body, "user", "id"), at(request.body, "trigger_id")
        if not who:
            return ok()
        reply = Triggered(self._means, request.here, Whereabouts(), trigger)
        occasion = request.occasion(who, key("shortcut", trigger))
        served = self._desk.serve(reply, request.place, occasion, conversation.press, Action.RECORD, "")
        return await self._punctual.answer(reply, occasion, served)

    async def message_shortcut(self, request: Request) -> BoltResponse:
        body, who, trigger = request.body, at(request.body, "user", "id"), at(request.body, "trigger_id")
        channel, ts = at(body, "channel", "id"), at(body, "message", "ts") or at(body, "message_ts")
        if not (who and channel and ts):
            return ok()
        thread = at(body, "message", "thread_ts")
        message = MessageRef(ChannelRef(request.here, channel), ts, thread if thread != ts else None)
        line = reading.line(at(body, "message", "text"), request.here)
        whereabouts = Whereabouts("", channel, thread)
        reply = Pressed(self._means, request.here, whereabouts, trigger, at(body, "response_url"), who)
        occasion = request.occasion(who, key("shortcut", trigger), channel, thread)
        if at(body, "message", "user") == request.place.bot:
            # What we say ourselves no customer said.
            served = self._desk.serve(reply, request.place, occasion, conversation.press, Action.RECORD, "")
            return await self._punctual.answer(reply, occasion, served)
        served = self._desk.save(
            reply,
            request.place,
            occasion,
            message,
            None,
            _said(line),
            # People mentioned in it may have to be asked for, and Slack waits for a form no longer than three seconds.
            early=any(isinstance(each, Mentioned) for each in line),
            private=channel.startswith("D") or at(body, "channel", "name") in UNNAMED,
        )
        return await self._punctual.answer(reply, occasion, served)

    async def typed(self, request: Request) -> BoltResponse:
        """What may be meant by what somebody types into a form's long list: its options, drawn anew."""
        body, view = request.body, part(request.body, "view")
        opened_by, who = OPENED_BY.get(at(view, "callback_id")), at(body, "user", "id")
        if opened_by is None or not who:
            return ok({"options": []})
        whereabouts = Whereabouts.of(view)
        occasion = request.occasion(who, key("typed"), whereabouts.channel)
        drawn, language = await self._desk.ask(request.here, occasion, conversation.press, opened_by, whereabouts.memo)
        field = _field(drawn, language, at(body, "block_id")) if isinstance(drawn, FormSpeech) else None
        return ok({"options": views.suggested(views.offered(field), at(body, "value")) if field else []})


def _chosen(action: Json) -> tuple[str, str] | None:
    """What a button does and to what, whether it stands by itself or in a menu; None when it is none."""
    match at(action, "type"):
        case "button":
            return at(action, "action_id").partition(":")[0], at(action, "value")
        case "overflow":
            name, _, value = at(action, "selected_option", "value").partition(":")
            return name, value
        case _:
            return None


def _whereabouts(body: Json) -> Whereabouts:
    """Where a button was pressed; a modal carries along where it was opened."""
    if view := part(body, "view"):
        return Whereabouts.of(view)
    channel = at(body, "channel", "id") or at(body, "container", "channel_id")
    return Whereabouts("", channel, thread_of(body))


async def _said(line: list[str | Mentioned]) -> list[str | Mentioned] | None:
    """What came with the shortcut need not be read; without words, it could not be."""
    return line or None


def _field(speech: FormSpeech, language: str, name: str) -> ChoiceField | None:
    fields = form(speech, words(language)).fields
    return next((each for each in fields if isinstance(each, ChoiceField) and each.name == name), None)


UNNAMED = frozenset({"directmessage", "privategroup"})
"""What Slack calls a place in a shortcut whose name not everybody knows."""

KINDS: Mapping[str, Handler] = {
    "event_callback": Reception.event,
    "command": Reception.command,
    "block_actions": Reception.pressed,
    "view_submission": Reception.submitted,
    "view_closed": Reception.closed,
    "shortcut": Reception.shortcut,
    "message_action": Reception.message_shortcut,
    "block_suggestion": Reception.typed,
}
"""Everything else is of no use to us (dialogs and workflow steps of old), and answered 200."""
