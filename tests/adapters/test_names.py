"""What nobody signed is taken only from whoever asks for this machine by its own name."""

import aiohttp
import pytest
from aiohttp import web

from adapters.web.names import asked_by_name

OURS = "https://kundord.example.com/"


async def _hello(_request: web.Request) -> web.Response:
    return web.Response()


async def answered(host: str, asked: str, public_url: str | None = None) -> int:
    app = web.Application(middlewares=[asked_by_name(host, public_url)])
    app.router.add_post("/", _hello)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
            return (await session.post(url, headers={"Host": asked})).status
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("asked", ["127.0.0.1:8080", "localhost", "LOCALHOST:9", "[::1]:8080", "kundord.example.com"])
async def test_by_its_own_names_it_answers(asked: str) -> None:
    assert await answered("127.0.0.1", asked, OURS) == 200


@pytest.mark.parametrize("asked", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "a b"])
async def test_by_the_name_of_somebody_elses_page_it_does_not(asked: str) -> None:
    assert await answered("127.0.0.1", asked) == 403


async def test_a_host_that_others_reach_is_called_what_they_call_it() -> None:
    assert await answered("0.0.0.0", "kontoret.local:8080") == 200
