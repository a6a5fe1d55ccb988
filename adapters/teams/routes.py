"""The address Teams sends everything to: checked here, before botbuilder or anybody else believes a word of it."""

import json
import logging
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from adapters.payload import Json, at, washed
from adapters.teams.identity import Caller, Refusal, Verifier

log = logging.getLogger(__name__)

PATH = "/api/messages"
BODY_MOST = 256 * 1024

_DECODE = msgspec.json.Decoder().decode

Receive = Callable[[Json, Caller], Awaitable[web.Response]]


class Malformed(Exception):
    """Nothing that Teams sends."""


def routes(verifier: Verifier, receive: Receive, *, anonymous: bool) -> list[web.RouteDef]:
    async def take(request: web.Request) -> web.Response:
        if (request.content_length or 0) > BODY_MOST:
            return web.Response(status=413)
        if request.content_type != "application/json":
            return web.Response(status=415)
        authorization = request.headers.get("Authorization")
        if not authorization and not anonymous:
            return web.Response(status=401)
        raw = await request.read()
        if len(raw) > BODY_MOST:
            return web.Response(status=413)
        try:
            activity = parsed(raw)
            caller = await verifier.verify(authorization, activity)
            check(activity)
        except Malformed:
            return web.Response(status=400)
        except Refusal as refusal:
            log.warning("an activity is refused: %s", refusal.reason)
            return web.Response(status=refusal.status)
        return await receive(activity, caller)

    return [web.post(PATH, take)]


def parsed(raw: bytes) -> Json:
    """Raises: Malformed."""
    try:
        # Half a surrogate pair, as is left of an emoji cut in two, is read by the standard library only.
        activity = washed(json.loads(raw.decode())) if b"\\u" in raw else _DECODE(raw)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(activity, dict):
        raise Malformed
    return activity


def check(activity: Json) -> None:
    """Whether all is there that we rely on. Raises: Malformed."""
    if not (at(activity, "type") and at(activity, "conversation", "id")):
        raise Malformed
