"""Nothing is forgotten when rows move: every table, every number in it, every kind of errand."""

from sqlalchemy import BigInteger, Integer, SmallInteger, Table

from bot.domain.refs import OrganisationId
from bot.ports import Kind
from storage import tables
from storage.moving import WORDS
from storage.numbering import ERRANDS, NOUNS, PLAIN, Move
from storage.parting import OWN

APART = {"workspaces", "numbers", "organisations", *(words.name for _, words in WORDS)}
"""Moved in another way."""


def owned() -> list[Table]:
    return [table for table in tables.metadata.sorted_tables if "organisation" in table.c and table.name not in APART]


def test_every_table_of_an_organisation_is_moved() -> None:
    assert {table.name for table in owned()} == {table.name for table in NOUNS}
    assert {*NOUNS} == {*OWN}


def test_a_table_is_copied_after_those_that_it_names() -> None:
    order = [table.name for table in NOUNS]
    for table in owned():
        for key in table.foreign_key_constraints:
            assert key.referred_table.name in {*order[: order.index(table.name)], "organisations"}, table.name


def test_every_number_says_what_it_is_the_number_of() -> None:
    numbers = {
        f"{table.name}.{column.name}"
        for table in owned()
        for column in table.c
        if isinstance(column.type, BigInteger | Integer | SmallInteger) and column.name != "organisation"
    }
    named = {f"{table.name}.{column}" for table, nouns in NOUNS.items() for column in nouns}
    assert numbers - named == PLAIN
    assert named <= numbers


def test_every_kind_of_errand_says_which_numbers_it_holds() -> None:
    assert ERRANDS.keys() == {*Kind}


def test_what_a_card_of_criticism_is_keyed_by_is_counted_on_in_its_quote_and_its_channel() -> None:
    move = Move(OrganisationId(1), OrganisationId(2), {"quote": 20, "channel": 10})
    parts = move.parts(ERRANDS[Kind.NEGATIVE].key, ["1", "slack/T0FURULID", "2"])
    assert parts == ["21", "slack/T0FURULID", "12"]
