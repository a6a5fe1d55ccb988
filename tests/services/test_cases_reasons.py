"""Why it is the end of the world: said with the command, and lost nowhere on its way."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.cases import Case, Move
from bot.domain.quotes import Sentiment, Vote
from bot.domain.steps import WORDS_MOST, SentenceMissing
from bot.speech import Action, CaseDone, CaseNote, CaseOpened, Done, DraftPrompt, Faulty, QuoteForm
from tests.builders import ASTRID, CECILIA, FRIDA, KUNDER, PRAISE
from tests.services.casework import a_case, a_claimed_case, a_resolved_case, case, of_quote, votes
from tests.services.company import Company


@pytest.mark.parametrize("before", [a_case, a_claimed_case, a_resolved_case])
async def test_of_a_case_that_is_there_already_the_thread_says_it(
    company: Company, before: Callable[[Company], Awaitable[Case]]
) -> None:
    found = await before(company)
    assert await company.say(CECILIA, "escalate 1 because her mother asked too") == CaseDone(Done.NOTED, 1)
    await company.later(seconds=5)
    note = [each for each in company.standing(KUNDER) if isinstance(each, CaseNote)][-1]
    assert (note.entry.move, note.entry.words) == (Move.NOTE, "her mother asked too")
    after = await case(company)
    assert (after.state, after.owner, after.why) == (found.state, found.owner, "")
    assert (await votes(company))[Vote.WORLD] == 2


async def test_the_opener_who_gives_it_afterwards_has_said_why(company: Company) -> None:
    await a_case(company)
    said = await company.say(FRIDA, "escalate 1 because she cried")
    assert isinstance(said, CaseOpened)
    assert said.case.why == "she cried"
    assert (await case(company)).why == "she cried"


async def praise_that_frida_calls_the_end_of_the_world(company: Company, line: str) -> QuoteForm:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    assert await company.say(FRIDA, line) == DraftPrompt(None, Sentiment.NEGATIVE, number)
    form = await company.press(FRIDA, Action.DRAFT, f"quote|{number}|negative")
    assert isinstance(form, QuoteForm)
    return form


async def test_behind_praise_it_is_in_the_form_that_confirms(company: Company) -> None:
    form = await praise_that_frida_calls_the_end_of_the_world(company, "escalate 1 because the bill was wrong")
    assert form.because == "the bill was wrong"
    assert isinstance(await company.send_form(FRIDA, form, because="The bill was wrong, twice."), CaseOpened)
    opened = await of_quote(company, 2)
    assert opened is not None
    assert opened.why == "The bill was wrong, twice."


async def test_there_it_is_nobody_elses_and_not_of_another_day(company: Company) -> None:
    await praise_that_frida_calls_the_end_of_the_world(company, "escalate 1 because the bill was wrong")
    theirs = await company.press(CECILIA, Action.DRAFT, "quote|1|negative")
    assert isinstance(theirs, QuoteForm)
    assert theirs.because == ""
    form = await praise_that_frida_calls_the_end_of_the_world(company, "escalate 1")
    assert form.because == ""
    assert isinstance(await company.send_form(FRIDA, form), CaseOpened)


async def test_too_long_it_is_a_fault_and_nothing_is_recorded(company: Company) -> None:
    form = await praise_that_frida_calls_the_end_of_the_world(company, "escalate 1")
    refused = await company.send_form(FRIDA, form, because="x" * (WORDS_MOST + 1))
    assert isinstance(refused, Faulty)
    assert isinstance(refused.faults["because"], SentenceMissing)
    assert await company.read(lambda unit: unit.quotes.recorded_by(unit.members.by_ref(FRIDA).number, 5)) == []  # type: ignore[union-attr]
