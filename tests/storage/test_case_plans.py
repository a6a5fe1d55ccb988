"""Learnings are found by the index of their words, which the test of all plans leaves out."""

from typing import Any

import pytest

from storage.cases import OPENED_BY
from storage.engine import make_engine
from storage.learnings import FTS_FIND, VECTOR_FIND
from tests.builders import MORNING

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
def test_postgresql_finds_learnings_by_the_index_of_words(postgresql_url: str, asked: str) -> None:
    values = {"query": asked, "organisation": 1, "most": 9}
    sql = VECTOR_FIND.on(make_engine(postgresql_url).dialect).sql
    steps = "\n".join(row[0] for row in plan(postgresql_url, f"EXPLAIN {sql}", values, *MANY))
    assert "Bitmap Index Scan on ix_case_words_words" in steps, steps


def test_the_latest_case_that_somebody_opened_has_an_index_of_its_own(sqlite_url: str, postgresql_url: str) -> None:
    """Else the word undo would look through every open case of the company."""
    params = {"organisation": 1, "opener": 7, "state": "open", "since": MORNING, "most": 1}
    prepared = OPENED_BY.on(make_engine(sqlite_url).dialect)
    [step] = plan(sqlite_url, f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.values(params))
    assert "USING INDEX ix_cases_opener (organisation=? AND state=? AND opener=?)" in step[3]
    prepared = OPENED_BY.on(make_engine(postgresql_url).dialect)
    explain, values = f"EXPLAIN {prepared.sql}", prepared.values(params)
    steps = "\n".join(row[0] for row in plan(postgresql_url, explain, values, "SET enable_seqscan = off"))
    assert "ix_cases_opener" in steps, steps
    assert "Sort" not in steps, steps


def plan(url: str, explain: str, values: Any, *before: str) -> list[tuple[str, ...]]:
    connection = make_engine(url).raw_connection()
    try:
        cursor = connection.cursor()
        for statement in before:
            cursor.execute(statement)
        cursor.execute(explain, values)
        return list(cursor.fetchall())
    finally:
        connection.close()
