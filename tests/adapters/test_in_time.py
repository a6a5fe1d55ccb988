"""What a process that was stopped for longer than its lease must not send when it goes on."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from adapters.in_time import InTime, begun
from bot.domain.errors import NotSent
from tests.adapters.serving import listening


@pytest.fixture
def came() -> list[bytes]:
    return []


@pytest.fixture
async def address(came: list[bytes]) -> AsyncIterator[str]:
    async def take(request: web.Request) -> web.Response:
        came.append(await request.read())
        return web.Response(text=request.content_type)

    async with listening(web.post("/", take)) as url:
        yield url


async def test_what_is_in_time_is_sent(address: str, came: list[bytes]) -> None:
    async with aiohttp.ClientSession() as session:
        for body in (b'{"a":1}', b'{"b":2}'):
            async with session.post(address, data=InTime(body, time.monotonic() + 5)) as answer:
                assert await answer.text() == "application/json"
    assert came == [b'{"a":1}', b'{"b":2}']


async def test_not_a_byte_is_sent_when_its_time_is_over(address: str, came: list[bytes]) -> None:
    """Also on a connection that stands already, where nothing has to be waited for before the writing."""
    async with aiohttp.ClientSession() as session:
        async with session.post(address, data=InTime(b"{}", time.monotonic() + 5)) as answer:
            await answer.read()
        late = InTime(b'{"late":true}', time.monotonic())
        with pytest.raises(NotSent), begun(late):
            await session.post(address, data=late)
    await asyncio.sleep(0.1)
    assert came == [b"{}"]


def test_what_failed_otherwise_is_told_as_it_was() -> None:
    with pytest.raises(ConnectionResetError), begun(InTime(b"{}", time.monotonic() + 5)):
        raise ConnectionResetError
