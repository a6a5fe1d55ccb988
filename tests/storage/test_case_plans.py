"""Learnings are found by the index of their words, which the test of all plans leaves out."""

from typing import Any

import pytest

from storage import migrate
from storage.engine import make_engine
from storage.learnings import FTS_FIND, VECTOR_FIND
from tests.services_up import PostgresServer

MANY = (
    "SET session_replication_role = replica",
    """INSERT INTO case_words
       SELECT number % 3, number, array_to_tsvector(ARRAY['_' || number % 3, 'w' || number % 999])
       FROM generate_series(1, 5000) AS number""",
    "SELECT gin_clean_pending_list('ix_case_words_words')",
    "ANALYZE case_words",
)
"""Learnings of three companies, without their cases."""


def test_sqlite_finds_learnings_by_the_index_of_words(sqlite_url: str) -> None:
    values = {"query": '"invoice" OR "printer"', "first": 1 << 40, "last": 2 << 40, "most": 9}
    prepared = FTS_FIND.on(make_engine(sqlite_url).dialect)
    [step] = plan(sqlite_url, f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.values(values))
    # M is a MATCH, and > and < bound the row ids, in whose order the table gives them.
    assert step[3].startswith("SCAN case_words VIRTUAL TABLE INDEX")
    assert {"M", ">", "<"} <= set(step[3].partition(":")[2])


@pytest.mark.parametrize("asked", ["'_1' & ('invoice' | 'printer')", "'_1' & ('inv':* & 'print':*)"])
def test_postgresql_finds_learnings_by_the_index_of_words(postgres: PostgresServer, asked: str) -> None:
    values = {"query": asked, "organisation": 1, "most": 9}
    with postgres.fresh_database() as url:
        sql = VECTOR_FIND.on(make_engine(url).dialect).sql
        steps = "\n".join(row[0] for row in plan(url, f"EXPLAIN {sql}", values, *MANY))
    assert "Bitmap Index Scan on ix_case_words_words" in steps, steps


def plan(url: str, explain: str, values: Any, *before: str) -> list[tuple[str, ...]]:
    migrate(url)
    connection = make_engine(url).raw_connection()
    try:
        cursor = connection.cursor()
        for statement in before:
            cursor.execute(statement)
        cursor.execute(explain, values)
        return list(cursor.fetchall())
    finally:
        connection.close()
