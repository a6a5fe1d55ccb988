"""The real `kundord` in a tenant of the fake Teams."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from tests.e2e.process import Kundord, running
from tests.fakes.connector import PASSWORD
from tests.fakes.teams_client import Teams


class InTeams(Kundord):
    """It trusts the certificate of the fake Microsoft's login."""

    trusted: Path | None = None

    @property
    def _environment(self) -> dict[str, str]:
        return super()._environment | {"REQUESTS_CA_BUNDLE": str(self.trusted)}


def teams_settings(teams: Teams) -> dict[str, str]:
    """A single-tenant registration whose Microsoft is the fake one."""
    return {
        "TEAMS_APP_ID": teams.world.app_id,
        "TEAMS_APP_PASSWORD": PASSWORD,
        "TEAMS_TENANT_ID": teams.world.tenant,
        "TEAMS_OPENID_URL": teams.login.openid_url,
        "TEAMS_LOGIN_URL": teams.login.login_url,
        "TEAMS_SERVICE_URL": teams.service_url,
    }


@contextlib.asynccontextmanager
async def teams_bot(teams: Teams, folder: Path, database_url: str, **settings: str) -> AsyncIterator[Kundord]:
    """Kundord running for this tenant."""
    bot = InTeams(folder, database_url, {**teams_settings(teams), **settings})
    bot.trusted = teams.certificate
    teams.bot_url = bot.url
    async with running(bot):
        yield bot


async def healthy(bot: Kundord, within: float = 5) -> bool:
    """Whether the process answers at all."""
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=within)) as session,
        session.get(f"{bot.url}/healthz") as answer,
    ):
        return answer.status == 200
