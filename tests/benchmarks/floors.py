"""What each path is measured against: Bolt with as little as possible in it, mounted as ours is.

Run as a process: the kind of request its one listener is for, then what that listener is burdened with, if anything.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.benchmarks.listening import serve
from tests.benchmarks.workspace import BOT, BOT_ID, BOT_TOKEN, NOTHING, SECRET, TEAM

AUTHORISED = AuthorizeResult(
    enterprise_id=None, team_id=TEAM, bot_user_id=BOT, bot_id=BOT_ID, bot_token=BOT_TOKEN, bot_scopes=["commands"]
)

Burden = Callable[[], Awaitable[None]]


async def constant(**_: Any) -> AuthorizeResult:
    return AUTHORISED


async def nothing() -> None:
    """No burden."""


def bolt(kind: str, burden: Burden = nothing, *, authorize: Any = constant, answers_first: bool = False) -> AsyncApp:
    """An app with one listener. ``answers_first`` is Bolt's default, which polls for the answer."""
    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=not answers_first)

    async def listener(ack: Any) -> None:
        await burden()
        await ack()

    listen: dict[str, Callable[[], Any]] = {
        "command": lambda: app.command("/quote"),
        "action": lambda: app.action(NOTHING),
        "shortcut": lambda: app.shortcut(NOTHING),
        "submission": lambda: app.view(NOTHING),
        "event": lambda: app.event(NOTHING),
        "reaction": lambda: app.event("reaction_added"),
    }
    listen[kind]()(listener)
    return app


def mounted(app: AsyncApp) -> web.Application:
    async def answer(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application(client_max_size=512 * 1024)
    site.router.add_post("/slack/events", answer)
    return site


def inserting(url: str) -> Burden:
    """One INSERT by SQLAlchemy's own asynchronous engine, in a transaction of its own."""
    from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, create_engine, event, func, insert
    from sqlalchemy.ext.asyncio import create_async_engine

    quotes = Table(
        "quotes",
        MetaData(),
        Column("number", Integer, primary_key=True),
        Column("text", Text, nullable=False),
        Column("recorder", Text, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
    )
    # One connection: several writers make SQLite wait and retry, which is slower still.
    engine = create_async_engine(url, pool_size=1, max_overflow=0)

    def prepare(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", prepare)
    made = create_engine(url.replace("+aiosqlite", ""))
    quotes.create(made)
    made.dispose()

    async def burden() -> None:
        async with engine.begin() as connection:
            await connection.execute(
                insert(quotes).values(text="She stayed on the line", recorder="U1", recorded_at=func.now())
            )

    return burden


def connected(url: str) -> Burden:
    """A database that has been connected to, and is left alone from then on."""
    from sqlalchemy import create_engine, text

    connection = create_engine(url).connect()
    connection.execute(text("SELECT 1"))

    async def burden() -> None:
        assert not connection.closed

    return burden


async def run(kind: str, burden: str = "", url: str = "") -> None:
    apps: dict[str, Callable[[], AsyncApp]] = {
        "": lambda: bolt(kind),
        "answers-first": lambda: bolt(kind, answers_first=True),
        "inserting": lambda: bolt(kind, inserting(url)),
        "connected": lambda: bolt(kind, connected(url)),
    }
    await serve(mounted(apps[burden]()))


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(run(*sys.argv[1:]))
