"""A resolved case, told: where its story goes, who hears it, and how what was learned is found again."""

import pytest

from bot.domain.cases import NotInThatState, NotYours, State
from bot.domain.refs import QuoteNumber
from bot.domain.steps import SentenceMissing
from bot.speech import (
    Action,
    CaseCard,
    CaseDone,
    Done,
    Faulty,
    Found,
    QuoteForm,
    QuoteRemoved,
    Recorded,
    Story,
    StoryForm,
    StoryReady,
)
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    DECLAN,
    EIRIK,
    FRIDA,
    KUNDER,
    PARTNER,
    UK,
)
from tests.services.casework import LEARNING, ONE, a_claimed_case, a_resolved_case, card_ref, say, tell
from tests.services.company import Company


def stories(company: Company, place: object) -> list[Story]:
    return [each for each in company.standing(place) if isinstance(each, Story)]  # type: ignore[arg-type]


async def test_its_form_opens_with_what_the_steps_say(company: Company) -> None:
    await a_resolved_case(company)
    form = await company.press(EIRIK, Action.STORY, 1)
    assert isinstance(form, StoryForm)
    assert (form.said, form.learned, form.changed, form.named) == (
        "She had called three times.",
        LEARNING,
        "One number from now on.",
        True,
    )


async def test_it_goes_to_the_channel_of_the_case_and_quietly_to_who_cared_once_each(company: Company) -> None:
    await a_claimed_case(company)
    await company.press(DECLAN, Action.NO_BIG_DEAL, 1)
    for who in (ASTRID, PARTNER):
        await company.react(who, card_ref(company), "❤️")
    await company.press(BJORN, Action.FOLLOW, 1)
    await company.press(DECLAN, Action.FOLLOW, 1)
    await company.submit(EIRIK, "resolve", "1", learning=LEARNING, possible="yes", loop="Called.")
    assert await tell(company, EIRIK) == CaseDone(Done.STORY_POSTED, 1)
    await tell(company, EIRIK)
    [public] = stories(company, KUNDER)
    assert (public.quiet, public.learned) == (False, LEARNING)
    assert public.by is not None
    assert public.by.name == "Eirik Sæther"
    heard = {who: len(stories(company, who)) for who in (FRIDA, CECILIA, DECLAN, ASTRID, BJORN, EIRIK, PARTNER)}
    assert heard == {FRIDA: 1, CECILIA: 1, DECLAN: 1, ASTRID: 1, BJORN: 1, EIRIK: 0, PARTNER: 0}
    assert stories(company, FRIDA)[0].quiet


async def test_every_channel_that_was_shown_the_quote_hears_how_it_ended(company: Company) -> None:
    """Shown in one channel, and followed up in another since."""
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    number = await company.record(CECILIA, '+ "The invoice was right, in the end, after three calls."')
    await company.later(hours=3)
    form = await company.press(CECILIA, Action.CORRECT, number)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, sentiment="negative")
    await company.later(minutes=15)
    await company.press(FRIDA, Action.WORLD, number)
    await company.press(EIRIK, Action.CLAIM, 1)
    await company.submit(EIRIK, "resolve", "1", learning=LEARNING, possible="yes", loop="Called.")
    await tell(company, EIRIK)
    assert [len(stories(company, place)) for place in (KUNDER, UK)] == [1, 1]


async def test_put_right_it_is_edited_wherever_it_stands(company: Company) -> None:
    await a_resolved_case(company)
    await tell(company, EIRIK)
    await company.submit(EIRIK, "story", "1", said="", learned="Ask once.", changed="", named=False)
    await company.later(seconds=5)
    for place in (KUNDER, FRIDA):
        [told] = stories(company, place)
        assert (told.learned, told.by) == ("Ask once.", None)


async def test_only_its_owner_tells_it_and_only_when_it_is_resolved(company: Company) -> None:
    await a_claimed_case(company)
    with pytest.raises(NotInThatState):
        await tell(company, EIRIK)
    await company.submit(EIRIK, "resolve", "1", learning=LEARNING, possible="yes", loop="Called.")
    with pytest.raises(NotYours):
        await tell(company, FRIDA)
    empty = await company.submit(EIRIK, "story", "1", said="", learned=" ", changed="", named=True)
    assert isinstance(empty, Faulty)
    assert isinstance(empty.faults["learned"], SentenceMissing)
    assert stories(company, KUNDER) == []


async def test_told_by_whom_the_quote_concerns_it_names_nobody(company: Company) -> None:
    await a_resolved_case(company, BJORN)
    await tell(company, BJORN)
    [told] = stories(company, KUNDER)
    assert told.by is None


async def test_taken_back_the_quote_takes_its_story_along(company: Company) -> None:
    await a_resolved_case(company)
    await tell(company, EIRIK)
    await company.press(CECILIA, Action.WITHDRAW, ONE)
    await company.later(seconds=5)
    assert stories(company, KUNDER) == stories(company, FRIDA) == []
    assert QuoteRemoved(QuoteNumber(1)) in company.standing(FRIDA)


async def test_what_was_learned_is_found_by_search_and_shown_with_a_similar_quote(company: Company) -> None:
    await a_resolved_case(company)
    found = await company.say(DECLAN, "search ask twice")
    assert isinstance(found, Found)
    assert [(each.case, each.learning, each.language) for each in found.learnings] == [(1, LEARNING, "en")]
    answer = await company.say(DECLAN, '- "The invoice again, and nobody knew anything about the case."')
    assert isinstance(answer, Recorded)
    assert [each.learning for each in answer.similar] == [LEARNING]
    praise = await company.say(DECLAN, '+ "The invoice again, and somebody knew everything about the case."')
    assert isinstance(praise, Recorded)
    assert praise.similar == ()


async def test_the_customers_answer_is_a_new_quote_linked_to_the_old_one(company: Company) -> None:
    await a_resolved_case(company)
    form = await company.press(EIRIK, Action.CUSTOMER_ANSWER, ONE)
    assert isinstance(form, QuoteForm)
    assert form.follows == 1
    answer = await company.send_form(EIRIK, form, sentiment="positive", text="They called me back, as they said.")
    assert isinstance(answer, Recorded)
    assert (await company.quote(answer.quote.number)).words.follows == 1


async def test_who_follows_what_is_told_or_will_not_be_is_shown_how_it_ended(company: Company) -> None:
    await a_resolved_case(company)
    assert await company.press(BJORN, Action.FOLLOW, 1) == CaseDone(Done.FOLLOWED, 1), "its story is still to come"
    await tell(company, EIRIK)
    told = await company.press(DECLAN, Action.FOLLOW, 1)
    assert isinstance(told, CaseCard)
    assert told.case.state is State.RESOLVED
    await say(company, FRIDA, Action.REOPEN, "She called again.")
    assert await company.press(DECLAN, Action.FOLLOW, 1) == CaseDone(Done.FOLLOWED, 1)
    await say(company, FRIDA, Action.CLOSE, "A wrong number.")
    closed = await company.press(ASTRID, Action.FOLLOW, 1)
    assert isinstance(closed, CaseCard)
    assert closed.case.state is State.NO_BIG_DEAL


async def test_its_form_says_whether_it_is_posted_or_put_right(company: Company) -> None:
    await a_resolved_case(company)
    for posted in (False, True):
        form = await company.press(EIRIK, Action.STORY, 1)
        assert isinstance(form, StoryForm)
        assert form.posted == posted
        await tell(company, EIRIK)


async def a_case_resolved_twice(company: Company) -> None:
    """By Eirik, who told its story, and by Frida, who did not yet."""
    await a_resolved_case(company)
    await tell(company, EIRIK)
    await say(company, FRIDA, Action.REOPEN, "She called again.")
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.submit(FRIDA, "resolve", "1", learning="Ask once.", possible="yes", loop="Called again.")
    await company.later(seconds=5)


async def test_told_and_reopened_and_resolved_again_it_waits_for_a_story_of_its_own(company: Company) -> None:
    await a_case_resolved_twice(company)
    assert isinstance(company.standing(FRIDA)[-1], StoryReady)
    assert [each.number for each in (await company.home(FRIDA)).waiting] == [1]
    form = await company.press(FRIDA, Action.STORY, 1)
    assert isinstance(form, StoryForm)
    assert form.learned == "Ask once.", "what is new, and not the story of before"
    assert [each.learned for each in stories(company, KUNDER)] == [LEARNING], "which still stands"


async def test_told_again_it_is_news_wherever_the_first_was_and_both_say_the_same(company: Company) -> None:
    await a_case_resolved_twice(company)
    for learned in ("Ask once.", "Ask once, and write it down."):
        await company.submit(FRIDA, "story", "1", said="", learned=learned, changed="", named=True)
        await company.later(seconds=5)
    for place in (KUNDER, CECILIA):
        assert [each.learned for each in stories(company, place)] == ["Ask once, and write it down."] * 2
        assert [each.by.name for each in stories(company, place) if each.by] == ["Frida Öberg"] * 2
    assert (await company.home(FRIDA)).waiting == ()


async def test_a_note_to_a_case_that_is_told_makes_it_wait_for_nobody(company: Company) -> None:
    await a_resolved_case(company)
    await company.say(CECILIA, "escalate 1 because her mother asked too")
    assert [each.number for each in (await company.home(EIRIK)).waiting] == [1]
    await tell(company, EIRIK)
    await company.say(DECLAN, "escalate 1 because her aunt asked too")
    assert (await company.home(EIRIK)).waiting == ()
