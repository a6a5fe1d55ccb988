"""The address Slack sends everything to: checked here, before Bolt or anybody else believes a word of it."""

import hmac
import json
import logging
import time
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from yarl import query_to_pairs

from adapters.payload import Json

log = logging.getLogger(__name__)

PATH = "/slack/events"
BODY_MOST = 512 * 1024
AGE_MOST = 5 * 60
"""Seconds; within them a request could be sent again, which is what the keys of occasions are for."""

WARN_EVERY = 5 * 60
"""Seconds; anybody may send rubbish to the address, and is not to fill the log."""

REPLACED = "\ufffd"
"""What readers of text put in place of bytes that are none."""


class Malformed(Exception):
    """Signed, but nothing that Slack sends."""


def routes(app: AsyncApp, signing_secret: str, monotonic: Callable[[], float] = time.monotonic) -> list[web.RouteDef]:
    quiet_until = 0.0

    def warn() -> None:
        nonlocal quiet_until
        if (now := monotonic()) >= quiet_until:
            quiet_until = now + WARN_EVERY
            log.warning("a request was not signed by KUNDORD_SLACK_SIGNING_SECRET, or the clock is wrong")

    async def take(request: web.Request) -> web.Response:
        if (request.content_length or 0) > BODY_MOST:
            return web.Response(status=413)
        raw = await request.read()
        if len(raw) > BODY_MOST:
            return web.Response(status=413)
        if raw.startswith(b"ssl_check=1&") and b"command=" not in raw:
            return web.Response()
        if not signed(raw, request, signing_secret):
            warn()
            return web.Response(status=401)
        try:
            return await _dispatched(app, bolt_request(raw, request))
        except Malformed:
            return web.Response(status=400)

    return [web.post(PATH, take)]


def signed(raw: bytes, request: web.Request, secret: str) -> bool:
    """Whether Slack signed these bytes just now.

    As slack_sdk's SignatureVerifier, which fails with an exception on a timestamp that is no number, on bytes that are
    no UTF-8 and on a signature that is no ASCII.
    """
    timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 and signature.isascii()):
        return False
    digest = hmac.digest(secret.encode(), b"v0:" + timestamp.encode() + b":" + raw, "sha256")
    in_time = abs(time.time() - int(timestamp)) <= AGE_MOST
    return in_time and hmac.compare_digest(f"v0={digest.hex()}", signature)


def bolt_request(raw: bytes, request: web.Request) -> AsyncBoltRequest:
    """Raises: Malformed.

    Bolt's own reader takes any form in which the word "payload" occurs, also a customer's, for one of those that carry
    JSON, and loses it. So it gets the body read, as it does in Socket Mode.
    """
    try:
        return AsyncBoltRequest(body=parsed(raw), headers=dict(request.headers), mode="socket_mode")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed from error


def parsed(raw: bytes) -> Json:
    """Raises: ValueError, RecursionError."""
    if raw.lstrip().startswith((b"{", b"[")):
        return _object(raw.decode())
    form = _form(raw)
    if "command" in form:
        return form
    return _object(form.get("payload", ""))


def _form(raw: bytes) -> dict[str, str]:
    """Raises: ValueError."""
    form = dict(query_to_pairs(raw.decode()))
    if REPLACED in "".join(form.values()):
        # Somebody may have written it; or it stands where something was no UTF-8, and then this fails.
        unquote_to_bytes(raw).decode()
    return form


def _object(text: str) -> Json:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    if not isinstance(found.get("event", {}), dict):
        raise ValueError("an event that is none")
    return found


async def _dispatched(app: AsyncApp, request: AsyncBoltRequest) -> web.Response:
    answer = await app.async_dispatch(request)
    if answer.status == 500:
        # What is ours never ends so: Bolt choked on what it was given.
        raise Malformed
    # Bolt's own way would have a text written as a stream is.
    kind = "application/json" if answer.body.startswith("{") else "text/plain"
    return web.Response(status=answer.status, body=answer.body.encode(), content_type=kind)
