"""What units leave to be written at once, at the end of their transaction: as good as written for everybody in it."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import cast

import pytest

from bot.domain.people import NotAllowed
from bot.domain.quotes import MemberCredit, NewQuote, Sentiment
from bot.domain.refs import MemberNumber, MemberRef, QuoteNumber
from bot.ports import Errand, Fate, Feature, Kind, Receipt, UnitOfWork
from storage import credits, inbox, outbox, quotes, search
from storage.engine import make_engine
from storage.prepared import Statement
from tests.builders import MORNING
from tests.storage.company import ACME, WORDS, Company, channel, company, records, together, words


@pytest.fixture
async def acme(database_url: str) -> AsyncIterator[Company]:
    async with company(database_url) as there:
        yield there


async def test_who_leaves_what_cannot_be_written_fails_alone_among_those_committed_together(acme: Company) -> None:
    def records_and_tells(unit: UnitOfWork, subject: int | None) -> QuoteNumber:
        number = records(unit)
        unit.outbox.add(Errand(Kind.CREDIT, f"credit:{number}", cast(int, subject), MemberRef(ACME, "ANNA")))
        return number

    units = [partial(records_and_tells, subject=subject) for subject in (1, 2, None, 4)]
    numbers = await together(acme, *units)
    assert [number if isinstance(number, int) else None for number in numbers] == [1, 2, None, 3]
    pending = await acme.registry(lambda registry: registry.pending(10))
    assert sorted(each.errand.subject for each in pending) == [1, 2, 4]


async def test_what_others_left_is_not_lost_when_a_reader_meets_what_cannot_be_written(acme: Company) -> None:
    """To read the outbox is to write what was left there, so the reader is the first to hear of it."""
    numbers, outcomes = await leave_and_look(acme, lambda unit: unit.outbox.get("nothing"))
    assert outcomes == [None, "told", None]
    assert numbers == [4]


async def test_what_others_left_is_not_lost_when_a_reader_answers_what_cannot_be_written(acme: Company) -> None:
    def looks(unit: UnitOfWork) -> str:
        try:
            unit.outbox.get("nothing")
        except Exception:  # noqa: BLE001  # as a name that is taken is answered, whatever else it was
            return "in doubt"
        return "nothing"

    numbers, outcomes = await leave_and_look(acme, looks)
    assert outcomes == [None, "told", "nothing"]
    assert numbers == [4]


async def test_who_answers_that_their_own_cannot_be_written_is_not_told_that_it_was(acme: Company) -> None:
    def tells_and_looks(unit: UnitOfWork) -> str:
        tells(None, unit)
        with suppress(Exception):
            unit.outbox.get("nothing")
        return "told"

    with pytest.raises(Exception, match=r"(?i)not.null"):
        await acme.does(tells_and_looks)


def tells(subject: int | None, unit: UnitOfWork) -> str:
    unit.outbox.add(Errand(Kind.CREDIT, f"credit:{subject}", cast(int, subject), MemberRef(ACME, "ANNA")))
    return "told"


async def leave_and_look(acme: Company, looks: Callable[[UnitOfWork], object]) -> tuple[list[int], list[object]]:
    """What waits at the end, and what came of one who leaves what cannot be written, one who leaves what can, and one
    who looks; None for who failed."""
    units: list[Callable[[UnitOfWork], object]] = [partial(tells, None), partial(tells, 4), looks]
    outcomes = await together(acme, *units)
    pending = await acme.registry(lambda registry: registry.pending(10))
    return [each.errand.subject for each in pending], [
        None if isinstance(each, BaseException) else each for each in outcomes
    ]


async def test_what_was_left_for_later_is_there_for_who_asks_in_the_same_unit(acme: Company) -> None:
    def records_and_looks(unit: UnitOfWork) -> list[QuoteNumber]:
        number = records(unit)
        return [number, *(quote.number for quote in unit.quotes.search("broadband", 5))]

    assert await acme.does(records_and_looks) == [1, 1]


async def test_the_same_event_twice_in_one_transaction_is_known_the_second_time(acme: Company) -> None:
    def handles(unit: UnitOfWork) -> bool:
        if unit.inbox.receipt("event"):
            return False
        unit.inbox.keep("event", Receipt("recorded", 1))
        return True

    assert await together(acme, handles, handles) == [True, False]


async def test_the_same_words_twice_in_one_transaction_are_found_the_second_time(acme: Company) -> None:
    def looks_and_records(unit: UnitOfWork) -> QuoteNumber:
        same = unit.quotes.same(WORDS, None, Sentiment.POSITIVE, MORNING - timedelta(days=1))
        return same.number if same else records(unit)

    assert await together(acme, looks_and_records, looks_and_records) == [1, 1]


async def test_a_quote_put_right_and_a_new_one_are_written_together(acme: Company) -> None:
    def puts_right(unit: UnitOfWork) -> None:
        quote = unit.quotes.get(QuoteNumber(1))
        unit.quotes.save(quote.correct(words(text="She stayed on the line until midnight.")))

    def searches(unit: UnitOfWork) -> list[QuoteNumber]:
        return [quote.number for quote in unit.quotes.search("stayed", 5)]

    await acme.does(records)
    await together(acme, puts_right, lambda unit: cast(None, records(unit)))
    assert await acme.sees(searches) == [2, 1]


async def test_what_was_left_for_later_by_a_unit_that_fails_is_never_written(acme: Company) -> None:
    def tells_and_fails(unit: UnitOfWork) -> None:
        unit.outbox.add(Errand(Kind.CREDIT, "credit:1", 1, MemberRef(ACME, "ANNA")))
        raise NotAllowed

    with pytest.raises(NotAllowed):
        await acme.does(tells_and_fails)
    assert await acme.does(records) == 1
    assert await acme.registry(lambda registry: registry.pending(10)) == []


async def test_numbers_go_on_after_those_of_an_earlier_transaction(acme: Company) -> None:
    assert await together(acme, records, records, records) == [1, 2, 3]
    assert await together(acme, records, records) == [4, 5]


async def test_who_ran_dry_between_two_quotes_of_one_transaction_has_a_turn_again(acme: Company) -> None:
    there = await acme.does(lambda unit: unit.channels.add(channel(), None))
    today = date(2026, 1, 1)

    def praises(unit: UnitOfWork) -> QuoteNumber:
        return unit.quotes.add(words(MemberCredit(MemberNumber(1)))).number

    def shows(unit: UnitOfWork) -> QuoteNumber | None:
        choice = unit.features.choose(there, today)
        if choice is None:
            return None
        unit.features.plan(Feature(there.number, today, Fate.PLANNED, choice))
        unit.features.settle(there.number, today, Fate.SHOWN)
        return choice.quote

    def looks(unit: UnitOfWork) -> QuoteNumber | None:
        choice = unit.features.choose(there, today + timedelta(days=1))
        return choice.quote if choice else None

    assert await together(acme, praises, shows, looks, praises, looks) == [1, 1, None, 2, 2]
    assert await acme.sees(looks) == 2


async def test_whatever_is_left_for_later_comes_back_as_it_was(acme: Company) -> None:
    """All of it in one statement, in another notation on PostgreSQL: the characters that mean something there."""
    said = ['Hun sa: "Åh!" \\ og gikk.', "tab\tline\nend", "{}[],:'%(rows)s %s", "🎉\u2028\u00a0é", "null", "{1,2}"]
    numbers = await together(acme, *(partial(records_words, words(text=text, customer=text)) for text in said))
    stored = await acme.sees(lambda unit: unit.quotes.some(cast(list[QuoteNumber], numbers)))
    back = [stored[number].words for number in cast(list[QuoteNumber], numbers)]
    assert [(each.text, each.customer) for each in back] == [(text, text) for text in said]


def records_words(spoken: NewQuote, unit: UnitOfWork) -> QuoteNumber:
    return unit.quotes.add(spoken).number


@pytest.mark.parametrize("statement", [quotes.INSERT, credits.ADD, inbox.KEEP, outbox.ADD_NEW, search.VECTOR_INSERT])
def test_what_every_recording_leaves_is_written_in_one_statement_on_postgresql(statement: Statement) -> None:
    assert statement.on(make_engine("postgresql://nowhere/none").dialect).many


@pytest.mark.parametrize("statement", [outbox.ARM, outbox.ADD, quotes.UPDATE])
def test_what_returns_or_changes_rows_is_written_by_itself(statement: Statement) -> None:
    assert statement.on(make_engine("postgresql://nowhere/none").dialect).many is None
