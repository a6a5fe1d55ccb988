"""The schema goes up, down and up again, also with a company in it, and is what the tables say."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import Connection, inspect

from bot.domain.errors import StorageAway
from bot.domain.quotes import MemberCredit
from bot.domain.refs import MemberRef
from bot.ports import Address, UnitOfWork
from storage import SchemaOutdated, SchemaState, check_schema, migrate, schema_state
from storage.engine import make_engine
from storage.schema import _LOCK, alembic_config, newest
from tests.storage.company import ACME, channel, company, profile, words

FILES = 100
VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = make_engine(url)
    with engine.connect() as connection:
        yield connection
        connection.commit()
    engine.dispose()


def down(url: str) -> None:
    with connected(url) as connection:
        command.downgrade(alembic_config(connection), "base")


def fill(unit: UnitOfWork) -> None:
    anna = unit.members.meet(profile("ANNA")).number
    unit.teams.add("Billing", frozenset({anna}))
    unit.channels.add(channel(), unit.now)
    unit.quotes.add(words(MemberCredit(anna)))
    unit.addresses.keep(Address(MemberRef(ACME, "ANNA"), "https://door.example/"))


async def test_up_down_and_up_with_rows(empty_database_url: str) -> None:
    for _ in range(2):
        async with company(empty_database_url) as acme:
            await acme.does(fill)
            assert (await acme.sees(lambda unit: unit.quotes.search("broadband", 1)))[0].number == 1
        await asyncio.to_thread(down, empty_database_url)
    with connected(empty_database_url) as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    migrate(empty_database_url)
    migrate(empty_database_url)
    check_schema(empty_database_url)


def test_replicas_that_migrate_at_once_wait_for_each_other(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as replicas:
        list(replicas.map(migrate, [empty_database_url] * 4))
    check_schema(empty_database_url)


def test_many_open_a_new_file_at_once(tmp_path: Path) -> None:
    """At all else SQLite lets them wait for each other, but not at choosing the kind of journal."""

    def opened(number: int) -> None:
        with connected(f"sqlite:///{tmp_path / str(number)}"):
            pass

    with ThreadPoolExecutor(8) as many:
        list(many.map(opened, sorted(list(range(FILES)) * 8)))


def test_a_replica_waits_for_another_that_takes_long_to_migrate(empty_postgresql_url: str) -> None:
    """Longer than anybody waits for a lock otherwise."""
    with ThreadPoolExecutor(1) as replica, psycopg.connect(empty_postgresql_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        waiting = replica.submit(migrate, empty_postgresql_url)
        with pytest.raises(TimeoutError):
            waiting.result(5.5)
        other.rollback()
        waiting.result(60)
    check_schema(empty_postgresql_url)


def test_a_migration_takes_its_time_but_lets_those_through_who_wait_behind_it(empty_postgresql_url: str) -> None:
    """Somebody reads a table that it wants, twice, until it waits no longer."""
    with psycopg.connect(empty_postgresql_url, autocommit=True) as other:
        other.execute("CREATE SEQUENCE tries")
        other.execute(
            "CREATE FUNCTION reads() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
            " ASSERT current_setting('statement_timeout') = '0' AND current_setting('lock_timeout') = '3s';"
            " IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'somebody reads' USING ERRCODE = 'lock_not_available';"
            " END IF; END $$"
        )
        other.execute("CREATE EVENT TRIGGER reads ON ddl_command_start EXECUTE FUNCTION reads()")
    migrate(empty_postgresql_url)
    check_schema(empty_postgresql_url)


def test_a_migration_that_never_gets_its_table_gives_up(empty_postgresql_url: str) -> None:
    with psycopg.connect(empty_postgresql_url, autocommit=True) as other:
        other.execute(
            "CREATE FUNCTION reads() RETURNS event_trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'somebody reads' USING ERRCODE = 'lock_not_available'; END $$"
        )
        other.execute("CREATE EVENT TRIGGER reads ON ddl_command_start EXECUTE FUNCTION reads()")
    with pytest.raises(StorageAway, match="somebody reads"):
        migrate(empty_postgresql_url)


def test_the_tables_are_what_the_migrations_make(empty_database_url: str) -> None:
    migrate(empty_database_url)
    with connected(empty_database_url) as connection:
        command.check(alembic_config(connection))


def test_an_empty_database_is_outdated(empty_database_url: str) -> None:
    assert schema_state(empty_database_url) == SchemaState(None, newest())
    with pytest.raises(SchemaOutdated, match="missing"):
        check_schema(empty_database_url)


def test_a_newer_schema_will_do_while_replicas_are_upgraded(database_url: str) -> None:
    migrate(database_url)
    with connected(database_url) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    check_schema(database_url)
    assert schema_state(database_url).current


def test_a_revision_is_named_by_its_file() -> None:
    for path in sorted(VERSIONS.glob("[0-9]*.py")):
        assert f'revision = "{path.name.partition("_")[0]}"' in path.read_text()


def test_a_database_that_is_not_there_is_away(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path / 'no' / 'folder.db'}", "postgresql://nobody@127.0.0.1:1/nothing"):
        with pytest.raises(StorageAway):
            schema_state(url)
        with pytest.raises(StorageAway):
            migrate(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/kundord"])
def test_what_is_no_lasting_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        make_engine(url)


def test_a_password_is_not_in_the_refusal() -> None:
    with pytest.raises(ValueError, match=r"^((?!secret).)*$"):
        make_engine("mysql://me:secret@localhost/kundord")


def test_a_running_store_needs_no_alembic(tmp_path: Path) -> None:
    code = "import sys, storage; storage.schema_state(sys.argv[1]); sys.exit('alembic' in sys.modules)"
    subprocess.run([sys.executable, "-c", code, f"sqlite:///{tmp_path / 'kundord.db'}"], check=True)


def test_a_sqlite_file_is_made_to_last(empty_sqlite_url: str) -> None:
    migrate(empty_sqlite_url)
    with sqlite3.connect(empty_sqlite_url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    engine = make_engine(empty_sqlite_url)
    with engine.connect() as ours:
        pragmas = {name: ours.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "foreign_keys")}
    assert pragmas == {"synchronous": 2, "foreign_keys": 1}
