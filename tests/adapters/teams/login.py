"""Microsoft's login on a loopback port: its keys, its tokens, and what can go wrong with them."""

import asyncio
import copy
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from tests.fakes.microsoft_login import LoginFake, tls

APP, PASSWORD, TENANT = (
    "3f2b7c1e-0000-4000-8000-00000000a001",
    "s3cret~lösen",
    "9c0ffee0-0000-4000-8000-00000000b001",
)


class Login:
    """``fault`` is what every page does: ``hang``, ``drop``, ``garbage``, a status; empty for what it should.

    ``published``, if any, is told instead of the keys.
    """

    def __init__(self, ca: Path | None = None) -> None:
        self.fake = _fake()
        self.asked: list[str] = []
        self.fault = ""
        self.published: object = None
        self.slow = 0.0
        self.ca = ca

    def count(self, ending: str) -> int:
        return sum(path.endswith(ending) for path in self.asked)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        await asyncio.sleep(self.slow)
        match self.fault:
            case "":
                return await self._page(request)
            case "hang":
                await asyncio.sleep(60)
            case "drop":
                assert request.transport
                request.transport.abort()
                return web.Response()
            case "garbage":
                return web.Response(text="<html>Sign in to the hotel's wireless")
        return web.json_response({"error": "server_error"}, status=int(self.fault))

    async def _page(self, request: web.Request) -> web.StreamResponse:
        first = request.path.split("/")[1]
        if request.path.endswith("/.well-known/openidconfiguration"):
            return web.json_response(self.fake.openid())
        if request.path.endswith("/.well-known/keys"):
            return web.json_response(self.fake.published_keys() if self.published is None else self.published)
        if request.path.endswith("/.well-known/openid-configuration"):
            if first != TENANT:
                return web.json_response({"error": "invalid_tenant"}, status=400)
            return web.json_response(self.fake.tenant_openid(first))
        form = {key: str(value) for key, value in (await request.post()).items()}
        status, answer = self.fake.give_token(first, form)
        return web.json_response(answer, status=status)


@functools.cache
def _template() -> LoginFake:
    """Its key takes long to make."""
    return LoginFake(APP, PASSWORD, TENANT)


def _fake() -> LoginFake:
    fake = copy.copy(_template())
    fake.keys, fake.issued = list(fake.keys), {}
    return fake


@asynccontextmanager
async def login(folder: Path | None = None) -> AsyncIterator[Login]:
    """Over TLS with a certificate in ``folder``, if there is one: a client of Azure's accepts nothing less."""
    context, ca = tls(folder) if folder else (None, None)
    there = Login(ca)
    runner = web.AppRunner(there.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    there.fake.base = there.fake.secure_base = f"http{'s' if ca else ''}://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield there
    finally:
        await runner.cleanup()
