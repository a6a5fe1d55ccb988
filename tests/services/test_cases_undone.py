"""The word undo: of a recording, a case opened and a vote for one, the latest is taken back, and nothing before it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.cases import AlreadyClaimed, NotInThatState, State, StillYours
from bot.domain.quotes import Vote
from bot.domain.refs import QuoteNumber
from bot.services.recording import NothingToUndo
from bot.speech import Action, CaseDone, Done, Split, Undone
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, EIRIK, FRIDA, PRAISE
from tests.services.casework import (
    LEARNING,
    LOOP,
    a_case,
    a_claimed_case,
    a_quote,
    case,
    say,
    shown_split,
    votes,
)
from tests.services.company import Company

# Its case ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("named", "owner"), [(True, "Frida Öberg"), (False, None)], ids=["named", "opted out"])
async def test_the_word_undo_takes_back_neither_a_claimed_case_nor_its_quote(
    company: Company, named: bool, owner: str | None
) -> None:
    await a_quote(company, who=BJORN)
    await company.say(BJORN, "escalate 1")
    await company.submit(FRIDA, "settings", "", None, named=named)
    await company.press(FRIDA, Action.CLAIM, 1)
    with pytest.raises(AlreadyClaimed) as refused:
        await company.say(BJORN, "undo")
    assert refused.value.facts == {"owner": owner, "number": 1}
    assert (await case(company)).state is State.CLAIMED
    assert await votes(company) == {Vote.WORLD: 1}
    assert not (await company.quote(QuoteNumber(1))).withdrawn


async def closed(company: Company) -> None:
    await say(company, FRIDA, Action.CLOSE, "She laughed about it.")


async def resolved(company: Company) -> None:
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.submit(FRIDA, "resolve", "1", learning=LEARNING, possible="yes", loop=LOOP)


@pytest.mark.parametrize(("end", "state"), [(closed, State.NO_BIG_DEAL), (resolved, State.RESOLVED)])
async def test_the_word_undo_takes_back_no_case_that_is_over(
    company: Company, end: Callable[[Company], Awaitable[None]], state: State
) -> None:
    await a_quote(company, who=BJORN)
    await company.say(BJORN, "escalate 1")
    await end(company)
    with pytest.raises(NotInThatState) as refused:
        await company.say(BJORN, "undo")
    assert refused.value.facts == {"state": state, "number": 1}
    assert not (await company.quote(QuoteNumber(1))).withdrawn


async def test_who_has_the_case_they_opened_is_not_told_of_themselves(company: Company) -> None:
    await a_case(company, FRIDA)
    await company.press(FRIDA, Action.CLAIM, 1)
    for attempt in (
        company.say(FRIDA, "undo"),
        company.press(FRIDA, Action.UNDO_CASE, 1),
        company.press(FRIDA, Action.CLOSE, 1),
        company.press(FRIDA, Action.REOPEN, 1),
    ):
        with pytest.raises(StillYours) as refused:
            await attempt
        assert refused.value.facts == {"number": 1}
    await company.press(FRIDA, Action.RELEASE, 1)
    assert await company.press(FRIDA, Action.UNDO_CASE, 1) == CaseDone(Done.WITHDRAWN, 1)


async def test_an_emoji_taken_off_a_claimed_case_leaves_the_word_undo_nothing_older(company: Company) -> None:
    await a_quote(company, who=BJORN)
    where, at = company.latest_card(), company.clock.now()
    await company.react(BJORN, where, "🌍")
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.react(BJORN, where, "🌍", False, at + timedelta(seconds=1))
    with pytest.raises(AlreadyClaimed):
        await company.say(BJORN, "undo")
    assert not (await company.quote(QuoteNumber(1))).withdrawn


# A mere vote ------------------------------------------------------------------------------------


async def test_the_word_undo_takes_back_a_mere_vote_and_no_older_recording(company: Company) -> None:
    await a_case(company)
    older = await company.record(BJORN, f'+ "{PRAISE[0]}"')
    await company.later(minutes=1)
    await company.say(BJORN, "escalate 1 because it is the third time")
    assert await company.say(BJORN, "undo") == CaseDone(Done.VOTE_TAKEN_BACK, 1)
    assert await votes(company) == {Vote.WORLD: 1}
    assert (await case(company)).state is State.OPEN
    assert not (await company.quote(older)).withdrawn
    assert isinstance(await company.say(BJORN, "undo"), Undone)
    assert (await company.quote(older)).withdrawn


async def test_a_mere_vote_is_taken_back_by_who_recorded_nothing(company: Company) -> None:
    await a_claimed_case(company)
    await company.say(BJORN, "escalate 1")
    assert await company.say(BJORN, "undo") == CaseDone(Done.VOTE_TAKEN_BACK, 1)
    await company.later(seconds=5)
    assert shown_split(company) == Split(1, 0)
    with pytest.raises(NothingToUndo):
        await company.say(BJORN, "undo")


async def test_after_a_quarter_of_an_hour_the_word_undo_takes_back_no_vote(company: Company) -> None:
    await a_case(company)
    await company.say(BJORN, "escalate 1")
    await company.later(minutes=16)
    with pytest.raises(NothingToUndo):
        await company.say(BJORN, "undo")


async def test_no_big_deal_is_no_escalation_to_take_back(company: Company) -> None:
    await a_case(company)
    await company.press(BJORN, Action.NO_BIG_DEAL, 1)
    with pytest.raises(NothingToUndo):
        await company.say(BJORN, "undo")


async def test_a_vote_on_what_was_withdrawn_since_is_nothing_to_take_back(company: Company) -> None:
    await a_case(company)
    await company.say(BJORN, "escalate 1")
    await company.press(CECILIA, Action.WITHDRAW, 1)
    for who in (FRIDA, BJORN):
        with pytest.raises(NothingToUndo):
            await company.say(who, "undo")


async def test_who_escalates_an_older_case_of_theirs_once_more_takes_it_back(company: Company) -> None:
    await a_case(company)
    await company.later(minutes=16)
    older = await company.record(FRIDA, f'+ "{PRAISE[0]}"')
    await company.later(minutes=1)
    await company.say(FRIDA, "escalate 1 because it is the third time")
    assert await company.say(FRIDA, "undo") == CaseDone(Done.WITHDRAWN, 1)
    assert not (await company.quote(older)).withdrawn


async def test_after_the_escalation_the_word_undo_takes_back_the_recording(company: Company) -> None:
    await a_quote(company)
    await company.say(CECILIA, "escalate 1")
    await company.say(CECILIA, "undo")
    assert isinstance(await company.say(CECILIA, "undo"), Undone)
    assert (await company.quote(QuoteNumber(1))).withdrawn


async def test_a_recording_after_the_escalation_is_taken_back_first(company: Company) -> None:
    await a_claimed_case(company)
    await company.say(BJORN, "escalate 1")
    await company.later(minutes=1)
    later = await company.record(BJORN, f'+ "{PRAISE[0]}"')
    assert isinstance(await company.say(BJORN, "undo"), Undone)
    assert (await company.quote(later)).withdrawn
    assert await votes(company) == {Vote.WORLD: 2}


async def test_who_recorded_what_another_escalated_still_takes_the_recording_back(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}"')
    await company.say(FRIDA, "escalate 1")
    await company.press(EIRIK, Action.CLAIM, 1)
    assert isinstance(await company.say(CECILIA, "undo"), Undone)
    assert (await case(company)).state is State.WITHDRAWN
