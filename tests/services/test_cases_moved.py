"""A case whose channel was archived goes on in the one that has taken its place."""

from typing import TypeVar

from bot.domain.cases import State
from bot.domain.refs import ChannelRef, MemberRef
from bot.domain.reminders import Rung
from bot.services import channels
from bot.speech import Action, CaseCard, CaseDone, CaseReminder, Done, Story, StoryForm
from tests.builders import ASTRID, EIRIK, FRIDA, KUNDER, KUNDESERVICE, MONDAY, local
from tests.services.casework import a_case, a_claimed_case, a_quote, a_resolved_case, tell
from tests.services.company import Company

M = TypeVar("M")


async def moved(company: Company) -> None:
    """#kunder is archived, and #kundeservice the follow-up channel from now on."""
    await company.write(channels.closed, KUNDER, "is_archived")
    await company.arrange(KUNDESERVICE, follow_up=True, daily=False)


def heard(company: Company, kind: type[M], place: ChannelRef | MemberRef = KUNDESERVICE) -> list[M]:
    return [each for each in company.standing(place) if isinstance(each, kind)]


async def test_its_story_goes_to_the_new_follow_up_channel(company: Company) -> None:
    await a_resolved_case(company)
    await moved(company)
    assert await tell(company, EIRIK) == CaseDone(Done.STORY_POSTED, 1)
    assert [len(heard(company, Story, place)) for place in (KUNDESERVICE, KUNDER)] == [1, 0]


async def test_where_no_channel_is_open_its_story_is_told_there_once_one_is(company: Company) -> None:
    await a_resolved_case(company)
    await company.write(channels.closed, KUNDER, "is_archived")
    assert await tell(company, EIRIK) == CaseDone(Done.STORY_KEPT, 1)
    assert heard(company, Story, KUNDER) == []
    assert len(heard(company, Story, FRIDA)) == 1
    await company.write(channels.reopened, KUNDER)
    form = await company.press(EIRIK, Action.STORY, 1)
    assert isinstance(form, StoryForm)
    assert not form.posted
    assert await tell(company, EIRIK) == CaseDone(Done.STORY_POSTED, 1)
    assert len(heard(company, Story, KUNDER)) == 1
    assert len(heard(company, Story, FRIDA)) == 1


async def test_it_is_reminded_of_in_the_new_channel_where_its_card_is_too(company: Company) -> None:
    await a_case(company)
    await moved(company)
    await company.at(local(f"{MONDAY} 11:00"))
    assert [each.rung for each in heard(company, CaseReminder)] == [Rung.UNCLAIMED]
    assert len(heard(company, CaseCard)) == 1
    assert heard(company, CaseReminder, ASTRID) == [], "an admin's turn is later"


async def test_its_card_there_is_one_for_the_rest_of_its_life(company: Company) -> None:
    await a_case(company)
    await moved(company)
    for who, action in ((EIRIK, Action.CLAIM), (EIRIK, Action.RELEASE), (FRIDA, Action.CLAIM)):
        await company.press(who, action, 1)
        await company.later(seconds=5)
    await company.later(days=9)
    await company.press(FRIDA, Action.RELEASE, 1)
    await company.later(seconds=5)
    [card] = heard(company, CaseCard)
    assert card.case.state is State.OPEN


async def test_a_reminder_for_its_thread_stands_under_its_card_there(company: Company) -> None:
    await a_claimed_case(company)
    await moved(company)
    for day in range(24, 31):
        await company.at(local(f"2026-11-{day} 10:00"))
    [card] = [each.ref for each in company.slack.standing if each.to == KUNDESERVICE and is_card(each.message)]
    late = [letter for letter in company.slack.requests if letter.to == KUNDESERVICE]
    threads = [each.thread for each in late if isinstance(each.message, CaseReminder)]
    assert card is not None
    assert threads == [card.id]


def is_card(message: object) -> bool:
    return isinstance(message, CaseCard)


async def test_a_quote_that_nobody_has_opened_a_case_of_stays_where_it_was(company: Company) -> None:
    await a_quote(company)
    await moved(company)
    await company.press(FRIDA, Action.NO_BIG_DEAL, 1)
    await company.later(seconds=5)
    assert company.standing(KUNDESERVICE) == []
