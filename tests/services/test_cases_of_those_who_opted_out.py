"""Who has a case, is offered one or told its story is shown as they want to be, on cards that stand as well."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.services import people
from bot.speech import CaseCard, Story
from tests.builders import CECILIA, EIRIK, FRIDA, KUNDER, PROFILES
from tests.services.casework import a_claimed_case, a_resolved_case, card, tell
from tests.services.company import Company
from tests.services.test_names import named_in

EIRIKS = PROFILES[EIRIK].name


async def a_told_case(company: Company) -> None:
    await a_resolved_case(company)
    await tell(company, EIRIK)


async def opts_out(company: Company) -> None:
    await company.opt_out(EIRIK)


async def is_renamed(company: Company) -> None:
    await company.write(people.changed, replace(PROFILES[EIRIK], name="Eirik Moen"))


CHANGES = [opts_out, is_renamed]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("before", [a_claimed_case, a_told_case])
async def test_its_owner(
    company: Company,
    before: Callable[[Company], Awaitable[object]],
    change: Callable[[Company], Awaitable[None]],
) -> None:
    await before(company)
    assert EIRIKS in named_in(card(company))
    await change(company)
    await company.later(seconds=5)
    shown = [each for each in company.standing(KUNDER) if isinstance(each, CaseCard | Story)]
    shown += [each for each in company.standing(CECILIA) if isinstance(each, Story)]
    assert len(shown) == (3 if before is a_told_case else 1)
    assert [each for each in shown if EIRIKS in named_in(each)] == []


@pytest.mark.parametrize("change", CHANGES)
async def test_whom_it_is_offered_to(company: Company, change: Callable[[Company], Awaitable[None]]) -> None:
    await a_claimed_case(company, FRIDA)
    await company.submit(FRIDA, "hand-over", "1", to=(EIRIK,), team="", words="")
    await company.later(seconds=5)
    assert EIRIKS in named_in(card(company))
    await change(company)
    await company.later(seconds=5)
    assert EIRIKS not in named_in(card(company))
