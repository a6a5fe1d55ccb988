"""The demo chat over HTTP: one page, what it asks for and what it sends. A bad request gets a sentence."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from adapters.demo import page
from adapters.demo.assets import assets
from adapters.demo.bell import Bell
from adapters.demo.chat import Chat, NoSuchMessage, Said
from adapters.demo.inbound import Doing, Inbound, NotUnderstood, value
from adapters.demo.page import EMOJI, Taste
from adapters.demo.phrases import Phrases, phrases
from adapters.demo.sample import CHANNELS, COLLEAGUES, PLACES, VISITORS, Colleague, Place
from adapters.payload import washed
from bot.domain.errors import KundordError
from bot.domain.people import LANGUAGES, preferred
from bot.ports import Clock
from bot.wording import sentence, words
from bot.wording.parts import FormValue

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = Mapping[str, object]

LONGEST = 4_000
"""Characters of one line; Kundord itself says what is too long for a quote."""

NEVER = 2**62
"""A change that never comes; a larger number no database takes."""

KEY_LONGEST = 64
AT_ONCE = 200
"""Changes told at a time; the rest follows at once."""

BREATH = 15.0
"""Seconds after which a silent stream says that it is still there."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class News:
    """What changed for one person, up to change number ``change``."""

    messages: list[dict[str, object]]
    change: int
    unread: list[str]
    now: str


class Routes:
    """``post_now`` and ``a_day_passes`` are for the impatient."""

    def __init__(
        self,
        chat: Chat,
        clock: Clock,
        bell: Bell,
        inbound: Inbound,
        post_now: Callable[[], Awaitable[None]],
        a_day_passes: Callable[[], Awaitable[None]],
    ) -> None:
        self._chat = chat
        self._clock = clock
        self._bell = bell
        self._inbound = inbound
        self._post_now = post_now
        self._a_day_passes = a_day_passes

    def all(self) -> list[web.RouteDef]:
        asked = {"view": self._view, "changes": self._changes, "home": self._home, "known": self._known}
        sent: dict[str, Callable[[Doing, Body], Awaitable[Body]]] = {
            "say": self._say,
            "press": self._press,
            "submit": self._submit,
            "draft": self._draft,
            "save": self._save,
            "react": self._react,
            "dismiss": self._dismiss,
            "seen": self._seen,
            "post-now": self._post,
            "next-day": self._next_day,
        }
        return [
            web.get("/", self._page),
            web.get("/demo/static/{version}/{name:.+}", _asset),
            web.get("/demo/stream", _polite(self._stream)),
            *(web.get(f"/demo/{name}", _polite(handler)) for name, handler in asked.items()),
            *(web.post(f"/demo/{name}", _polite(_posted(handler))) for name, handler in sent.items()),
        ]

    # What the page asks for ---------------------------------------------------------------------

    async def _page(self, request: web.Request) -> web.Response:
        me = COLLEAGUES.get(request.query.get("as", "")) or _visitor(request)
        place = PLACES.get(request.query.get("in", ""), CHANNELS[0])
        theme = request.cookies.get("theme", "")
        taste = Taste(
            theme=theme if theme in ("light", "dark") else "",
            with_home=request.cookies.get("home") != "closed",
            with_hint=request.cookies.get("hint") != "closed",
        )
        shown = place if place.open_to(me.id) else CHANNELS[0]
        text = page.page(self._chat, me, shown, taste, self._clock.now())
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    async def _view(self, request: web.Request) -> web.Response:
        me, place = _asker(request), _place(request.query.get("in"), request)
        own = phrases(me.language)
        view = {
            "place": place.id,
            "title": page.title(place),
            "topic": place.topic,
            "language": page.language(place, me),
            "log": page.log(self._chat, me, place),
            "log_label": page.log_label(place, own),
            "write_label": page.write_label(place, own),
            "change": self._chat.latest_change(),
            "unread": sorted(self._chat.unread(me.id)),
        }
        return web.json_response(view, headers=_HEADERS)

    async def _changes(self, request: web.Request) -> web.Response:
        return web.json_response(asdict(self._news(_asker(request), _since(request))), headers=_HEADERS)

    async def _home(self, request: web.Request) -> web.Response:
        doing = Doing(_asker(request), CHANNELS[0], "")
        return web.json_response({"html": await self._inbound.home(doing)}, headers=_HEADERS)

    async def _known(self, request: web.Request) -> web.Response:
        return web.json_response(await self._inbound.known(_asker(request)), headers=_HEADERS)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: what changed, as it changes."""
        me, since = _asker(request), _since(request)
        stream = web.StreamResponse(headers=_HEADERS | {"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        try:
            await stream.write(b": here\n\n")
            while not self._bell.closing:
                rung = self._bell.listen()
                news = self._news(me, since)
                if news.change != since:
                    since = news.change
                    await stream.write(f"data: {json.dumps(asdict(news))}\n\n".encode())
                    continue
                await self._bell.heard(rung, BREATH)
                if not rung.is_set():
                    await stream.write(b": still here\n\n")
        except ConnectionResetError:
            pass
        return stream

    def _news(self, me: Colleague, since: int) -> "News":
        latest = self._chat.latest_change()
        changed = self._chat.changed(me.id, since, AT_ONCE)
        return News(
            messages=[_drawn(said, me) for said in changed if PLACES[said.place].open_to(me.id)],
            change=changed[-1].change if len(changed) == AT_ONCE else latest,
            unread=sorted(self._chat.unread(me.id)),
            now=self._clock.now().isoformat(),
        )

    # What the page sends ------------------------------------------------------------------------

    async def _say(self, doing: Doing, body: Body) -> Body:
        text = _text(body, "text", LONGEST).strip()
        if not text:
            raise NotUnderstood
        return (await self._inbound.say(doing, text)).json

    async def _press(self, doing: Doing, body: Body) -> Body:
        message = _number(body, "message")
        if message is not None:
            self._inbound.seen_by(doing.me, message)
        pressed = await self._inbound.press(doing, message, _text(body, "action"), _text(body, "value", LONGEST))
        return pressed.json

    async def _submit(self, doing: Doing, body: Body) -> Body:
        form, memo = _text(body, "form"), _text(body, "memo", LONGEST)
        return (await self._inbound.submit(doing, form, memo, _values(body), _number(body, "message"))).json

    async def _draft(self, doing: Doing, body: Body) -> Body:
        form, memo = _text(body, "form"), _text(body, "memo", LONGEST)
        return (await self._inbound.keep(doing, form, memo, _values(body))).json

    async def _save(self, doing: Doing, body: Body) -> Body:
        return (await self._inbound.save(doing, _required(body, "message"))).json

    async def _react(self, doing: Doing, body: Body) -> Body:
        emoji = _text(body, "emoji")
        if emoji not in EMOJI:
            raise NotUnderstood
        await self._inbound.react(doing, _required(body, "message"), emoji, body.get("present") is True)
        return {}

    async def _dismiss(self, doing: Doing, body: Body) -> Body:
        said = self._inbound.seen_by(doing.me, _required(body, "message"))
        if said.only_for != doing.me.id:
            raise NoSuchMessage(said.id)
        self._chat.remove(said.id)
        self._bell.ring()
        return {}

    async def _seen(self, doing: Doing, body: Body) -> Body:
        self._chat.see(doing.me.id, doing.place.id, _required(body, "message"))
        return {}

    async def _post(self, _doing: Doing, _body: Body) -> Body:
        await self._post_now()
        return {"now": self._clock.now().isoformat()}

    async def _next_day(self, _doing: Doing, _body: Body) -> Body:
        await self._a_day_passes()
        return {"now": self._clock.now().isoformat()}


async def _asset(request: web.Request) -> web.Response:
    found = assets().files.get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=found.body, content_type=found.type, headers=headers)


def _drawn(said: Said, me: Colleague) -> dict[str, object]:
    if said.gone:
        return {"id": said.id, "place": said.place, "gone": True, "fresh": False}
    by_another = said.author != me.id
    return {
        "id": said.id,
        "place": said.place,
        "html": page.message(said, me),
        "spoken": page.spoken(said) if by_another else "",
        "fresh": by_another,
    }


# Who asks, and whether the request is one the page would send -----------------------------------


def _polite(handler: Handler) -> Handler:
    """The one place where what is wrong with a request becomes an answer."""

    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (NotUnderstood, NoSuchMessage):
            return _refused(_words(request)["no_such"], HTTPStatus.BAD_REQUEST)
        except KundordError as error:
            said = sentence(error, words(_visitor(request).language))
            return _refused(said, HTTPStatus.SERVICE_UNAVAILABLE)

    return answered


def _posted(act: Callable[[Doing, Body], Awaitable[Body]]) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        if not _from_our_page(request):
            return _refused(_words(request)["no_such"], HTTPStatus.FORBIDDEN)
        body = await _body(request)
        me = COLLEAGUES.get(_text(body, "as"))
        place = PLACES.get(_text(body, "in"))
        if me is None or place is None or not place.open_to(me.id):
            raise NotUnderstood
        key = _text(body, "key", KEY_LONGEST)
        if not key:
            raise NotUnderstood
        return web.json_response(await act(Doing(me, place, f"demo/{me.id}/{key}"), body), headers=_HEADERS)

    return handler


def _from_our_page(request: web.Request) -> bool:
    """JSON makes a browser ask first before it sends from elsewhere; and what says it is from elsewhere is."""
    return _from_here(request) and request.content_type == "application/json"


def _from_here(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.host
    except ValueError:
        return False


async def _body(request: web.Request) -> Body:
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError) as wrong:
        raise NotUnderstood from wrong
    if not isinstance(body, dict):
        raise NotUnderstood
    clean: Body = washed(body)
    return clean


def _refused(sentence: str, status: HTTPStatus) -> web.Response:
    return web.json_response({"sentence": sentence}, status=status, headers=_HEADERS)


def _words(request: web.Request) -> Phrases:
    return phrases(_visitor(request).language)


def _visitor(request: web.Request) -> Colleague:
    """Whoever speaks the first language of the browser's that somebody here speaks."""
    language = preferred(request.headers.get("Accept-Language", "")) or LANGUAGES[0]
    return COLLEAGUES[VISITORS[language]]


def _asker(request: web.Request) -> Colleague:
    if me := COLLEAGUES.get(request.query.get("as", "")):
        return me
    raise NotUnderstood


def _place(id: str | None, request: web.Request) -> Place:
    place = PLACES.get(id or "")
    if place is None or not place.open_to(_asker(request).id):
        raise NotUnderstood
    return place


def _since(request: web.Request) -> int:
    try:
        return min(max(0, int(request.query.get("since", "0"))), NEVER)
    except ValueError as wrong:
        raise NotUnderstood from wrong


def _text(body: Body, name: str, most: int = 200) -> str:
    found = body.get(name)
    if not isinstance(found, str) or len(found) > most:
        raise NotUnderstood(name)
    return found


def _number(body: Body, name: str) -> int | None:
    found = body.get(name)
    if found is not None and (type(found) is not int or not 0 <= found < 2**63):
        raise NotUnderstood(name)
    return found


def _required(body: Body, name: str) -> int:
    found = _number(body, name)
    if found is None:
        raise NotUnderstood(name)
    return found


def _values(body: Body) -> dict[str, FormValue]:
    given = body.get("values")
    if not isinstance(given, dict):
        raise NotUnderstood("values")
    values: dict[str, FormValue] = {}
    for name, entry in given.items():
        if not isinstance(entry, dict):
            raise NotUnderstood(name)
        values[name] = value(str(entry.get("kind")), entry.get("value"))
    return values
