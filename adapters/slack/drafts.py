"""What stands in a form that is not sent yet, kept as it is typed, so that closing the form loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.bounded import Latest
from adapters.payload import Json, at
from adapters.slack import reading, views
from adapters.slack.desk import Desk
from adapters.slack.requests import Request, key
from adapters.slack.views import Whereabouts
from bot.services import conversation

TYPED_IN = 1_000
"""Forms whose latest draft is remembered."""

CLOSED, SENT = "closed", "sent"
"""Both sort after every moment of typing, and what comes after sending is of no use."""

FormId = tuple[str, str, str]


@dataclass(slots=True)
class _Typing:
    """One form on somebody's screen. ``latest`` is the moment of its newest draft, as Slack spells moments."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    latest: str = ""


class Drafts:
    """Slack tells of every pause in typing, and not always in order: only the newest is kept, none after sending.

    Between processes the core sees to that, by the moments; here it is exact, also where Slack's clock is not ours.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._forms: Latest[FormId, _Typing] = Latest(TYPED_IN)

    async def keep(self, request: Request, view: Json, moment: str) -> None:
        """Whatever goes wrong, nobody is told: the words still stand on the screen. The log has it."""
        who, values = at(request.body, "user", "id"), views.values(view, request.here)
        # A closed form mostly comes without its state, and that is no draft of nothing.
        if not who or not values:
            return
        typing = self._typing(view)
        if moment < typing.latest:
            return
        typing.latest = moment
        async with typing.turn:
            if moment < typing.latest:
                return
            whereabouts = Whereabouts.of(view)
            occasion = request.occasion(who, key("draft", at(view, "id"), moment), whereabouts.channel)
            form, memo = at(view, "callback_id"), whereabouts.memo
            typed_at = reading.moment(moment)
            await self._desk.run(request.place, conversation.keep_draft, occasion, form, memo, values, typed_at)

    @asynccontextmanager
    async def sending(self, view: Json) -> AsyncIterator[None]:
        """After the drafts that came before, and with none to come."""
        typing = self._typing(view)
        async with typing.turn:
            typing.latest = SENT
            yield

    def reopen(self, view: Json) -> None:
        """Somebody types on: another form stands there, the same once more, or this one with its faults."""
        id = at(view, "id")
        for form, typing in self._forms.items() if id else ():
            if form[0] == id:
                typing.latest = ""

    def _typing(self, view: Json) -> _Typing:
        form = (at(view, "id"), at(view, "callback_id"), at(view, "private_metadata"))
        if form not in self._forms:
            self._forms[form] = _Typing()
        return self._forms[form]
