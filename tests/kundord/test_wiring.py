"""Both platforms side by side, and none that nobody has set up."""

import asyncio
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from kundord import wiring
from kundord.clocks import SystemClock
from kundord.database import storage
from kundord.settings import Secret, Settings
from storage.alone import RunsAlready, alone
from tests.adapters.serving import listening

GUID = "3f2b7c1e-0000-4000-8000-00000000a001"
SLACK = {"slack_bot_token": Secret("xoxb-1"), "slack_signing_secret": Secret("shhh")}
NOWHERE = "https://127.0.0.1:1"
TEAMS = {
    "teams_app_id": GUID,
    "teams_tenant_id": GUID,
    "teams_app_password": Secret("s3cret"),
    "teams_login_url": NOWHERE,
}


@pytest.mark.parametrize(
    ("given", "platforms", "paths"),
    [
        ({}, [], set()),
        (SLACK, ["slack"], {"/slack/events"}),
        (TEAMS, ["teams"], {"/api/messages"}),
        ({"teams_anonymous": True}, ["teams"], {"/api/messages"}),
        (SLACK | TEAMS, ["slack", "teams"], {"/slack/events", "/api/messages"}),
    ],
)
async def test_the_platforms_whose_secrets_are_set_are_there(
    sqlite_url: str, given: dict[str, object], platforms: list[str], paths: set[str]
) -> None:
    settings = Settings(database_url=sqlite_url, **given)  # type: ignore[arg-type]  # one of several kinds each
    async with storage(settings) as store, wiring.platforms(settings, store, SystemClock()) as there:
        assert [each.messenger.platform for each in there] == platforms
        assert {route.path for each in there for route in each.routes()} == paths


async def test_a_tenant_is_known_before_anybody_there_said_a_word(sqlite_url: str) -> None:
    settings = Settings(database_url=sqlite_url, **TEAMS)  # type: ignore[arg-type]  # as above
    async with storage(settings) as store, wiring.platforms(settings, store, SystemClock()) as [teams]:
        await teams.introduce()
        [workspace] = await store.registry(lambda registry: registry.workspaces())
    assert (str(workspace.ref), workspace.bot) == (f"teams/{GUID}", f"28:{GUID}")


@pytest.mark.parametrize(("platform", "stranger"), [("slack", "botbuilder"), ("teams", "slack_bolt")])
def test_the_library_of_a_platform_that_is_not_set_up_is_not_loaded(platform: str, stranger: str) -> None:
    """It would cost everybody a second, and thirty megabytes."""
    code = f"import adapters.{platform}, kundord.wiring, sys; sys.exit('{stranger}' in sys.modules)"
    root = Path(wiring.__file__).parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


async def test_what_teams_sends_is_refused_without_a_token_and_the_house_says_what_it_can(sqlite_url: str) -> None:
    settings = Settings(database_url=sqlite_url, host="127.0.0.1", port=0, **TEAMS)  # type: ignore[arg-type]
    async with wiring.house(settings) as house, aiohttp.ClientSession() as session:
        runner = web.AppRunner(house.app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with session.post(f"{url}/api/messages", json={"type": "message"}) as refused:
            assert refused.status == 401
        async with session.get(f"{url}/readyz") as ready:
            assert ready.status == 200
            assert "teams" in await ready.text()
        await runner.cleanup()


async def test_a_file_of_two_names_belongs_to_one_running_bot(tmp_path: Path) -> None:
    behind = tmp_path / "disk"
    behind.mkdir()
    (tmp_path / "data").symlink_to(behind)
    with (
        alone(f"sqlite:///{behind}/kundord.db"),
        pytest.raises(RunsAlready),
        alone(f"sqlite:///{tmp_path}/data/kundord.db"),
    ):
        pass


async def test_a_connection_is_left_before_the_far_end_closes_it_as_idle() -> None:
    """Node's servers do so after five seconds, and a post that meets it is neither out nor not."""
    ports: list[int] = []

    async def told(request: web.Request) -> web.Response:
        assert request.transport
        ports.append(request.transport.get_extra_info("peername")[1])
        return web.Response()

    async with listening(web.get("/", told)) as url, wiring.http_session() as session:
        for idle in (0.0, 0.0, 4.2):
            await asyncio.sleep(idle)
            await (await session.get(url)).read()
    assert ports[0] == ports[1] != ports[2]


async def test_a_port_that_is_taken_is_named_with_the_setting_that_chooses_another(
    sqlite_url: str, unused_tcp_port: int
) -> None:
    settings = Settings(database_url=sqlite_url, host="127.0.0.1", port=unused_tcp_port)
    server = await asyncio.start_server(lambda _reader, _writer: None, settings.host, settings.port)
    async with server, wiring.house(settings) as house:
        with pytest.raises(OSError, match=f"port {unused_tcp_port} .*KUNDORD_PORT"):
            await wiring.serve(house, settings, asyncio.Event(), lambda _: None)


@pytest.mark.parametrize("host", ["kundord.invalid", "192.0.2.1"])
async def test_a_host_that_is_not_this_machine_is_told_by_its_settings_name(sqlite_url: str, host: str) -> None:
    settings = Settings(database_url=sqlite_url, host=host, port=0)
    async with wiring.house(settings) as house:
        with pytest.raises(OSError, match=f"KUNDORD_HOST={host}"):
            await wiring.serve(house, settings, asyncio.Event(), lambda _: None)
