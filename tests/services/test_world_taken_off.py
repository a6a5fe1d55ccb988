"""The end of the world, taken off where it made the bot ask: the case goes that was opened so, while nobody has it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.cases import State
from bot.domain.quotes import Sentiment, Vote
from bot.domain.refs import MessageRef
from bot.speech import Action, CaseOpened, QuoteForm
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, FRIDA, PRAISE, local, message
from tests.services.casework import case, votes
from tests.services.company import Company


async def escalated(company: Company, said: MessageRef) -> MessageRef:
    """Bjørn has called somebody's message the end of the world, and confirmed it: the first case."""
    await company.invite(ASTRID)
    await company.react(BJORN, said, "🚨")
    form = await company.save_message(BJORN, said, CRITICISM[0], Sentiment.NEGATIVE)
    assert isinstance(await company.send_form(BJORN, form), CaseOpened)
    await company.later(seconds=5)
    return said


async def a_card_of_praise(company: Company, line: str = f'+ "{PRAISE[0]}"') -> MessageRef:
    await company.invite(ASTRID)
    await company.record(CECILIA, line)
    await company.at(local("2026-11-23 09:00"))
    return company.latest_card()


async def escalated_praise(company: Company, **changes: str) -> MessageRef:
    """The same of a card of praise, which is the first quote; the criticism is the second."""
    return await _escalated(company, await a_card_of_praise(company), **changes)


async def escalated_praise_by_name(company: Company) -> MessageRef:
    """As criticism it has no names."""
    return await _escalated(company, await a_card_of_praise(company, '+ "Eirik stayed for two hours" @eirik'))


async def _escalated(company: Company, said: MessageRef, **changes: str) -> MessageRef:
    await company.react(BJORN, said, "🚨")
    form = await company.press(BJORN, Action.DRAFT, "quote|1|negative")
    assert isinstance(form, QuoteForm)
    assert isinstance(await company.send_form(BJORN, form, **changes), CaseOpened)
    await company.later(seconds=5)
    return said


async def a_foreign(company: Company) -> MessageRef:
    return await escalated(company, message("m900"))


ASKED = pytest.mark.parametrize(
    "asked",
    [a_foreign, escalated_praise, escalated_praise_by_name],
    ids=["anybody's message", "praise", "praise by name"],
)
Asked = Callable[[Company], Awaitable[MessageRef]]


@ASKED
async def test_taken_off_where_it_asked_it_withdraws_the_case(company: Company, asked: Asked) -> None:
    said = await asked(company)
    await company.react(BJORN, said, "🚨", False)
    found = await case(company)
    assert found.state is State.WITHDRAWN
    assert await votes(company, found.quote) == {}
    assert not (await company.quote(found.quote)).withdrawn


@ASKED
async def test_but_not_once_somebody_has_it(company: Company, asked: Asked) -> None:
    said = await asked(company)
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.react(BJORN, said, "🚨", False)
    assert (await case(company)).state is State.CLAIMED


@ASKED
async def test_nor_by_anybody_else_or_another_emoji(company: Company, asked: Asked) -> None:
    said = await asked(company)
    await company.react(FRIDA, said, "🚨", False)
    await company.react(BJORN, said, "❤️", False)
    assert (await case(company)).state is State.OPEN


@ASKED
async def test_nor_from_another_message(company: Company, asked: Asked) -> None:
    await asked(company)
    await company.react(BJORN, message("m901"), "🚨", False)
    assert (await case(company)).state is State.OPEN


@ASKED
async def test_nor_while_another_of_theirs_stands_on_the_card_of_the_case(company: Company, asked: Asked) -> None:
    said = await asked(company)
    criticism = company.latest_card()
    assert criticism != said
    await company.react(BJORN, criticism, "🌍")
    await company.react(BJORN, said, "🚨", False)
    assert (await case(company)).state is State.OPEN
    await company.react(BJORN, criticism, "🌍", False, company.clock.now() + timedelta(seconds=1))
    assert (await case(company)).state is State.WITHDRAWN


async def test_nor_while_another_of_theirs_stands_on_the_praise(company: Company) -> None:
    said = await escalated_praise(company)
    await company.react(BJORN, said, "🌍")
    await company.react(BJORN, said, "🚨", False)
    assert (await case(company)).state is State.OPEN
    await company.react(BJORN, said, "🌍", False, company.clock.now() + timedelta(seconds=1))
    assert (await case(company)).state is State.WITHDRAWN


@ASKED
async def test_nor_when_it_was_off_before_they_confirmed(company: Company, asked: Asked) -> None:
    before = company.clock.now()
    said = await asked(company)
    await company.react(BJORN, said, "🚨", False, before - timedelta(seconds=1))
    assert (await case(company)).state is State.OPEN


@ASKED
async def test_nor_where_they_have_answered_otherwise_since(company: Company, asked: Asked) -> None:
    said = await asked(company)
    number = (await case(company)).quote
    await company.press(BJORN, Action.NO_BIG_DEAL, number)
    await company.react(BJORN, said, "🚨", False)
    assert await votes(company, number) == {Vote.NO_BIG_DEAL: 1}
    assert (await case(company)).state is State.OPEN


async def test_a_case_behind_praise_put_in_other_words_stays(company: Company) -> None:
    said = await escalated_praise(company, text="The technician was late again.")
    await company.react(BJORN, said, "🚨", False)
    assert (await case(company)).state is State.OPEN


async def test_a_case_of_other_words_stays_when_the_emoji_comes_off_praise(company: Company) -> None:
    praise = await a_card_of_praise(company)
    await a_foreign(company)
    await company.react(BJORN, praise, "🚨", False)
    assert (await case(company)).state is State.OPEN
