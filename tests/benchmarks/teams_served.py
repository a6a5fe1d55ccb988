"""The shipped Teams adapter on a store, without Microsoft's limits: a second here has more in it than Teams takes.

Run as a process: the database, the app, its tenant and its password, then the OpenID document, the login and the
service.
"""

import asyncio
import logging
import sys

from aiohttp import web

from adapters.teams import Registration, Teams, TeamsConfig
from adapters.teams.pacing import Pace, Windows
from adapters.web.health import Health
from kundord.clocks import SystemClock
from kundord.wiring import begin_collecting, http_session
from storage import migrate, open_store
from tests.benchmarks.listening import serve

NO_LIMIT: Windows = ((1, 0.0),)


async def run(url: str, app: str, tenant: str, password: str, openid: str, login: str, service: str) -> None:
    await asyncio.to_thread(migrate, url)
    clock, store = SystemClock(), open_store(url)
    config = TeamsConfig(
        (Registration(app, tenant, password),), openid_url=openid, login_url=login, service_url=service
    )
    async with http_session() as session:
        teams = Teams(config=config, store=store, clock=clock, session=session, pace=Pace(NO_LIMIT, NO_LIMIT))
        await teams.start()
        site = web.Application()
        site.add_routes([*Health({}).routes(), *teams.routes()])
        begin_collecting()
        await serve(site)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(run(*sys.argv[1:]))
