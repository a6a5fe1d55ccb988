"""By which names we are asked, where nobody signs what they send.

A page of anybody's, open in a browser on this machine, may have its own name lead here (DNS rebinding), and then pass
for one of ours. It cannot choose the name that the browser asks by.
"""

from collections.abc import Collection

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def asked_by_name(host: str, public_url: str | None) -> Middleware:
    """Answers 403 to whoever asks by another name. A ``host`` that others reach is called what they call it."""
    names = {*LOOPBACK, host, (URL(public_url).host if public_url else None)}

    @web.middleware
    async def asked(request: web.Request, handler: Handler) -> web.StreamResponse:
        if host in LOOPBACK and not _among(request.host, names):
            raise web.HTTPForbidden
        return await handler(request)

    return asked


def _among(asked: str, names: Collection[str | None]) -> bool:
    try:
        return URL.build(scheme="http", authority=asked).host in names
    except ValueError:
        return False
