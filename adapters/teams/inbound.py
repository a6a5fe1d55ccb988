"""The way in: botbuilder finds the handler for each kind of activity, and does nothing else for us.

Its own adapter would verify too little, send slowly, and fetch a token for each answer (PLATFORMS §2.3, §2.4), so ours
takes its place. Deserialising an activity as it does costs more than all the rest of a turn, so it gets the few fields
by which it tells kinds apart, and the handlers read the JSON itself.
"""

from typing import Any

from aiohttp import web
from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ResourceResponse

from adapters.payload import Json, at
from adapters.teams.addresses import AddressBook, keep
from adapters.teams.desk import Desk
from adapters.teams.events import Events
from adapters.teams.identity import Caller
from adapters.teams.invokes import Invokes
from adapters.teams.messages import Messages
from adapters.teams.places import Tenants
from adapters.teams.requests import Request
from bot.domain.errors import StorageAway
from bot.ports import Store


class Turn(TurnContext):
    """One activity being handled. ``again``: Teams shall send it once more, for it could not be kept."""

    def __init__(self, adapter: BotAdapter, activity: Activity, request: Request) -> None:
        super().__init__(adapter, activity)
        self.request = request
        self.again = False


class Front(BotAdapter):
    """Runs turns. It sends nothing: what is said goes out by a connector of ours."""

    def __init__(self, handler: "Handler", tenants: Tenants, addresses: AddressBook, store: Store, desk: Desk) -> None:
        super().__init__()
        self._handler, self._tenants, self._desk = handler, tenants, desk
        self._addresses, self._store = addresses, store

    async def receive(self, body: Json, caller: Caller) -> web.Response:
        try:
            turn = await self._turn(body, caller)
        except Exception as error:  # noqa: BLE001 - an answer of 500 is of use to nobody, and the log has it
            self._desk.hopeless(error, at(body, "type"))
            return later() if isinstance(error, StorageAway) else web.Response()
        if turn.again:
            return later()
        answer = turn.turn_state.get(self._INVOKE_RESPONSE_KEY)
        if not isinstance(answer, InvokeResponse):
            return web.Response()
        return web.Response(status=answer.status) if answer.body is None else web.json_response(answer.body)

    async def _turn(self, body: Json, caller: Caller) -> Turn:
        place = await self._tenants.of(caller.workspace, at(body, "recipient", "id"))
        request = Request(body, place, visiting=caller.visiting)
        if news := self._addresses.news(request, caller.service):
            await self._store.write(place.ref, keep, news)
            self._addresses.learn(news)
        if request.visiting and request.who:
            self._desk.visits(request.who)
        turn = Turn(self, told_apart(body), request)
        await self.run_pipeline(turn, self._handler.on_turn)
        return turn

    # botbuilder wants these three of every adapter. A turn of ours says nothing by itself: answers go by the connector.

    async def send_activities(self, *_: Any) -> list[ResourceResponse]:
        raise NotImplementedError

    async def update_activity(self, *_: Any) -> ResourceResponse:
        raise NotImplementedError

    async def delete_activity(self, *_: Any) -> None:
        raise NotImplementedError


def later() -> web.Response:
    """Teams sends an event again that is answered so."""
    return web.Response(status=503)


def told_apart(body: Json) -> Activity:
    """As much of an activity as its handler is found by."""
    reactions = {ours: each for theirs, ours in _REACTIONS.items() if isinstance(each := body.get(theirs), list)}
    return Activity(
        type=at(body, "type"),
        name=at(body, "name"),
        action=at(body, "action"),
        channel_id=at(body, "channelId"),
        **reactions,
    )


_REACTIONS = {"reactionsAdded": "reactions_added", "reactionsRemoved": "reactions_removed"}


class Handler(TeamsActivityHandler):
    """Each kind of activity, to the room that knows what to do with it."""

    def __init__(self, messages: Messages, invokes: Invokes, events: Events) -> None:
        self._messages, self._invokes, self._events = messages, invokes, events

    async def on_message_activity(self, turn: Turn) -> None:
        await self._messages.take(turn.request)

    async def on_invoke_activity(self, turn: Turn) -> InvokeResponse:
        """botbuilder's own could not answer with a sentence, and copies each card twice on its way."""
        answer = InvokeResponse(status=200, body=await self._invokes.take(turn.request))
        turn.turn_state[BotAdapter._INVOKE_RESPONSE_KEY] = answer  # noqa: SLF001  # as its own adapters do
        return answer

    async def on_message_update_activity(self, turn: Turn) -> None:
        turn.again = not await self._events.changed_message(turn.request)

    async def on_message_delete_activity(self, turn: Turn) -> None:
        turn.again = not await self._events.deleted_message(turn.request)

    async def on_reactions_added(self, _: Any, turn: Turn) -> None:
        turn.again |= not await self._events.reacted(turn.request, "reactionsAdded")

    async def on_reactions_removed(self, _: Any, turn: Turn) -> None:
        turn.again |= not await self._events.reacted(turn.request, "reactionsRemoved")

    async def on_installation_update_add(self, turn: Turn) -> None:
        turn.again = not await self._events.installed(turn.request)

    async def on_installation_update_remove(self, turn: Turn) -> None:
        turn.again = not await self._events.uninstalled(turn.request)

    async def on_conversation_update_activity(self, turn: Turn) -> None:
        """Its own asks Teams for everybody who is added, and believes all that stands in the channel's data."""
        turn.again = not await self._events.changed(turn.request)
