"""Fixtures that every folder of tests may ask for."""

import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest
import pytest_asyncio
from coverage import Coverage
from hypothesis import settings
from playwright.async_api import Browser

from storage import migrate
from tests.services_up import PostgresServer, chromium, missing, postgres_server

# A busy machine is slow, not wrong.
settings.register_profile("kundord", deadline=None, print_blob=True)
settings.load_profile("kundord")

# Waiting for a disk was a third of the time of the services' tests, and none of their files is to outlive them: where
# there is room in memory they are there, with all that the processes of a test write.
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# What waits, for processes, for time to pass, for a browser: some workers begin with it, and cost little beside those
# that compute. Left for the end it would be all that is left, and the processors idle. The longest come first.
WAITING = ("e2e/slack/test_delivery.py", "e2e/teams/test_delivery.py", "e2e/")
LONG = ("services/test_a_year.py", "storage/test_choice.py")
# Coverage doubles the time of what computes, until Python 3.14 can tell it of branches. What goes through the same
# lines as other tests do, only longer, on another database or in another process, goes without.
UNWATCHED = (
    "adapters/slack/test_reading.py::test_slack_and_the_settings_spell_every_emoji_alike",
    "adapters/slack/test_render.py::test_everything_the_bot_says_is_drawn",
    "adapters/slack/test_render.py::test_hostile_words_are_words_on_every_surface",
    "adapters/teams/test_dialogs.py::test_hostile_words_are_words_in_every_form",
    "adapters/teams/test_dialogs.py::test_whatever_is_sent_in_is_read_or_refused",
    "adapters/teams/test_render.py::test_a_quote_of_any_length_fits",
    "adapters/teams/test_render.py::test_everything_the_bot_says",
    "adapters/teams/test_render.py::test_hostile_words_are_words_on_every_card",
    "contract/test_linking.py::test_parted_again_each_has_what_it_had",
    "domain/test_calendar.py::test_every_zone_has_one_instant_per_date_around_every_change_of_its_clock",
    "domain/test_emojis.py::test_every_emoji_there_is_has_a_spelling_that_stays_as_it_is",
    "domain/test_grammar.py::test_a_very_long_line_takes_no_longer_than_it_must",
    "domain/test_privacy.py::test_an_international_number_of_every_country",
    "domain/test_reminders.py::test_never_two_on_one_date_and_never_more_than_five",
    "domain/test_reminders.py::test_whatever_the_case_a_reminder_is_in_the_future_and_in_working_hours",
    "e2e/",
    "kundord/test_cli.py::test_what_is_not_understood_is_wrong_usage_and_creates_nothing",
    "services/test_a_year.py",
    "services/test_cases_once_and_unnamed.py::test_an_event_of_a_case_that_comes_four_times_at_once",
    "services/test_every_kind_once.py",
    "services/test_once.py::test_an_event_that_comes_again_has_no_second_effect_and_the_same_answer",
    "storage/test_choice.py",
    "storage/test_expand_only.py",
    "storage/test_plans.py",
)
UNWATCHED_ON_POSTGRESQL = ("kundord/test_cli.py", "services/")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All workers import the same, so one of them watches it."""
    watching = Coverage.current() if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0" else None
    if watching:
        watching.stop()
    try:
        return (yield)
    finally:
        if watching:
            watching.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for each in items:
        if _unwatched(each):
            each.add_marker("no_cover")
    _deal_out(items)


def _unwatched(test: pytest.Item) -> bool:
    place = _place(test)
    on_postgresql = "[postgresql" in test.name and "://" not in test.name
    return place.startswith(UNWATCHED) or (on_postgresql and place.startswith(UNWATCHED_ON_POSTGRESQL))


def _deal_out(items: list[pytest.Item]) -> None:
    """Each worker begins with an equal part of the list, in its order; who is done takes from another's end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    computing = min(os.cpu_count() or 1, workers // 2)
    waits, long = _of(items, WAITING), _of(items, LONG) if computing else []
    chosen, share = {*waits, *long}, len(items) // workers
    rest = iter([each for each in items if each not in chosen])
    dealt = [*_dealt(waits, workers - computing), *_dealt(long, computing)]
    items[:] = [each for hand in dealt for each in (*hand, *islice(rest, max(0, share - len(hand))))]
    items += rest


def _dealt(items: list[pytest.Item], workers: int) -> list[list[pytest.Item]]:
    return [items[worker::workers] for worker in range(workers)]


def _of(items: list[pytest.Item], places: Sequence[str]) -> list[pytest.Item]:
    def turn(test: pytest.Item) -> int:
        return next((turn for turn, beginning in enumerate(places) if _place(test).startswith(beginning)), len(places))

    return sorted((each for each in items if turn(each) < len(places)), key=turn)


def _place(test: pytest.Item) -> str:
    return test.nodeid.removeprefix("tests/")


@pytest.fixture(autouse=True)
def logged_as_before() -> Iterator[None]:
    """A command sets what the whole process logs, and the next test listens for a warning."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for the whole run (one per worker under xdist), started when first asked for."""
    with postgres_server() as server:
        if server is None:
            missing("there is no PostgreSQL")
        yield server


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema, made once and copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "kundord.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_on_postgresql(postgres: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database with the schema, to be copied."""
    with postgres.fresh_database() as url:
        migrate(url)
        yield url.rpartition("/")[2]


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'kundord.db'}"


@pytest.fixture
def empty_postgresql_url(postgres: PostgresServer) -> Iterator[str]:
    with postgres.fresh_database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without a schema: each test that asks runs once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    """The URL of a SQLite file with the schema and no rows."""
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'kundord.db')}"


@pytest.fixture
def postgresql_url(postgres: PostgresServer, migrated_on_postgresql: str) -> Iterator[str]:
    """The URL of a PostgreSQL database with the schema and no rows."""
    with postgres.fresh_database(migrated_on_postgresql) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with the schema and no rows, once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, to be asked for contexts: each is an empty profile. Whoever asks runs on the loop of the session."""
    async with chromium() as running:
        yield running
