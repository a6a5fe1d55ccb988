"""Where ``kundord demo`` keeps its invented company, and where not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from adapters.demo.sample import CHANNELS
from bot.domain.refs import OrganisationId, WorkspaceRef
from bot.ports import Kind, Registry, UnitOfWork
from kundord.cli import main
from kundord.database import storage
from kundord.demo import run_demo
from kundord.settings import Secret, Settings
from storage.schema import migrate
from tests.e2e.process import eventually
from tests.services_up import free_port

SLACK = WorkspaceRef("slack", "T0NORDLYS")


@pytest.fixture
def real(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a database that is not called as the bot's by default, with a schema and no rows."""
    url = empty_database_url.replace("kundord.db", "care.db")
    migrate(url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUNDORD_DATABASE_URL", url)
    return url


async def workspaces(url: str) -> list[WorkspaceRef]:
    async with storage(Settings(database_url=url)) as store:
        return [each.ref for each in await store.registry(lambda registry: registry.workspaces())]


def refused() -> None:
    """The demo says so in a sentence, and leaves nothing."""
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1, result.output
    assert "KUNDORD_DATABASE_URL=sqlite:///kundord-demo.db" in result.output
    assert not list(Path.cwd().glob("*-chat.db"))


async def test_the_demo_stays_out_of_a_database_with_a_real_company(real: str) -> None:
    def install(registry: Registry) -> None:
        registry.install(SLACK, "Nordlys", "U0BOT")

    async with storage(Settings(database_url=real)) as store:
        await store.registry(install)
    await asyncio.to_thread(refused)
    assert await workspaces(real) == [SLACK]


async def test_the_demo_stays_out_of_a_database_that_a_platform_is_about_to_use(
    real: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUNDORD_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("KUNDORD_SLACK_APP_TOKEN", "xapp-1")
    await asyncio.to_thread(refused)
    assert await workspaces(real) == []


async def test_beside_a_bots_secrets_the_demo_plays_in_its_own_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kundord.db'}"
    for _ in range(2):
        await play(url, Secret("xoxb-1"))
    assert [each.platform for each in await workspaces(f"sqlite:///{tmp_path / 'kundord-demo.db'}")] == ["demo"]


async def test_what_the_demo_keeps_is_for_its_user_and_nobody_else(tmp_path: Path) -> None:
    await play(f"sqlite:///{tmp_path / 'kundord.db'}")
    for name in ("kundord-demo.db", "kundord-demo-chat.db"):
        assert (await asyncio.to_thread((tmp_path / name).stat)).st_mode & 0o077 == 0, name


async def test_the_demo_leaves_the_bots_own_file_alone_wherever_it_lies(tmp_path: Path) -> None:
    await play(f"sqlite:///{tmp_path / 'kundord.db'}")
    assert not (tmp_path / "kundord.db").exists()
    assert [each.platform for each in await workspaces(f"sqlite:///{tmp_path / 'kundord-demo.db'}")] == ["demo"]


async def test_the_demo_comes_back_to_a_database_of_its_own(real: str) -> None:
    for _ in range(2):
        await play(real)
    assert [each.platform for each in await workspaces(real)] == ["demo"]


@pytest.mark.parametrize("damaged", ["", "tomorrow", "nan", "1e13", "1e99"])
async def test_a_damaged_clock_of_the_demo_begins_afresh_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damaged: str
) -> None:
    (tmp_path / "kundord-demo.ahead").write_text(damaged)
    await play(f"sqlite:///{tmp_path / 'kundord.db'}")
    assert "kundord-demo.ahead is damaged" in caplog.text


async def test_who_cannot_wait_has_todays_quotes_at_once_and_tomorrows_next_and_time_stays_where_it_was_put(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'play.db'}"
    async with playing(url) as demo:
        before = await demo("post-now")
        today = await posted(url)
        assert today == len([each for each in CHANNELS if each.daily])
        later = await demo("next-day")
        assert later.date() > before.date()
        assert await posted(url) > today
    async with playing(url) as demo:
        assert await demo("post-now") >= later


async def posted(url: str) -> int:
    """How many quotes of the day stand in the demo's channels."""

    def features(unit: UnitOfWork) -> int:
        return len([each for each in unit.posts.latest(100) if each.kind is Kind.FEATURE])

    async with storage(Settings(database_url=url)) as store:
        return await store.read(OrganisationId(1), features)


@asynccontextmanager
async def playing(url: str) -> AsyncIterator[Callable[[str], Awaitable[datetime]]]:
    """The demo as it is served; what is called presses a button for the impatient, and tells what time it is then."""
    told, port, keys = asyncio.Event(), free_port(), count()
    running = asyncio.create_task(run_demo(Settings(database_url=url, port=port), lambda: told))

    async def press(button: str) -> datetime:
        body = {"as": "sam", "in": "kundord", "key": f"k{next(keys)}"}
        async with session.post(f"http://127.0.0.1:{port}/demo/{button}", json=body) as answer:
            assert answer.status == 200
            return datetime.fromisoformat((await answer.json())["now"])

    async with aiohttp.ClientSession() as session:

        async def there() -> bool:
            with suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    return answer.status == 200
            return False

        await eventually(there)
        yield press
    told.set()
    await running


async def play(url: str, token: Secret | None = None) -> None:
    told = asyncio.Event()
    told.set()
    await run_demo(Settings(database_url=url, port=0, slack_bot_token=token), lambda: told)
