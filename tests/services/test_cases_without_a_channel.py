"""A negative quote whose card found no channel open gets it in the next one, once."""

import pytest

from bot.domain.cases import State
from bot.domain.errors import ChannelClosed
from bot.ports import Letter
from bot.services import channels
from bot.speech import Action, CaseCard, CaseDone, CaseOpened, ChannelPaused, NegativeQuote
from tests.builders import (
    ASTRID,
    CECILIA,
    CRITICISM,
    EIRIK,
    FRIDA,
    KUNDER,
    KUNDESERVICE,
    ON_TEAMS,
    SIRI_OF_TEAMS,
    TEAMS,
)
from tests.services.company import Company
from tests.services.test_cases_concerned import credit
from tests.services.test_linking import link

LINE = f'- "{CRITICISM[0]}"'


def is_card(letter: Letter) -> bool:
    return isinstance(letter.message, NegativeQuote)


def cards(company: Company) -> list[int]:
    """How many stand in each channel."""
    shown = (NegativeQuote, CaseCard)
    return [sum(isinstance(each, shown) for each in company.standing(place)) for place in (KUNDER, KUNDESERVICE)]


async def test_written_down_before_we_are_anywhere_it_is_shown_where_we_are_invited_first(company: Company) -> None:
    await company.record(CECILIA, LINE, None)
    await company.later(hours=1)
    assert cards(company) == [0, 0]
    await company.invite(ASTRID)
    await company.invite(ASTRID, KUNDESERVICE)
    await company.later(hours=1)
    assert cards(company) == [1, 0]


async def test_refused_by_its_channel_it_is_shown_there_once_that_is_open_again(company: Company) -> None:
    await company.invite(ASTRID)
    for _ in range(2):  # it may be archived again before the card is out
        company.slack.fail(
            ChannelClosed("is_archived"), concerns=lambda letter: isinstance(letter.message, NegativeQuote)
        )
    await company.record(CECILIA, LINE)
    for shown in (0, 0, 1, 1):
        await company.later(hours=1)
        assert cards(company) == [shown, 0]
        await company.write(channels.reopened, KUNDER)


async def test_refused_by_its_channel_it_goes_where_criticism_is_followed_up_now(company: Company) -> None:
    await company.invite(ASTRID)
    await company.invite(ASTRID, KUNDESERVICE)
    company.slack.fail(ChannelClosed("is_archived"), concerns=is_card)
    await company.record(CECILIA, LINE)
    await company.later(hours=1)
    assert cards(company) == [0, 1]
    await company.write(channels.reopened, KUNDER)
    await company.later(hours=1)
    assert cards(company) == [0, 1]


async def test_a_channel_that_closes_while_it_waits_hands_it_on(company: Company) -> None:
    await company.invite(ASTRID)
    await company.invite(ASTRID, KUNDESERVICE)
    await company.record(CECILIA, f"{LINE} @bjorn")
    await company.tick()
    await company.write(channels.closed, KUNDER, "is_archived")
    await company.later(hours=1)
    await company.later(hours=1)
    assert cards(company) == [0, 1]


async def test_who_was_added_while_no_channel_was_open_has_the_whole_time_to_read_it_first(company: Company) -> None:
    await company.record(CECILIA, f"{LINE} @bjorn", None)
    await company.later(hours=1)
    await credit(company, EIRIK)
    await company.invite(ASTRID)
    await company.later(minutes=14)
    assert cards(company) == [0, 0]
    await company.later(minutes=2)
    assert cards(company) == [1, 0]


async def test_a_channel_that_begins_to_take_criticism_gets_what_had_no_place(company: Company) -> None:
    await company.arrange(KUNDER, daily=False)
    await company.record(CECILIA, LINE, None)
    await company.later(hours=1)
    assert cards(company) == [0, 0]
    await company.arrange(KUNDER, follow_up=True)
    await company.later(hours=1)
    assert cards(company) == [1, 0]
    await company.arrange(KUNDER, daily=True)
    await company.later(hours=1)
    assert cards(company) == [1, 0]


async def test_a_case_has_its_card_however_old_its_quote_is(company: Company) -> None:
    await company.record(CECILIA, LINE, None)
    await company.later(days=31)
    await company.invite(ASTRID)
    assert isinstance(await company.say(FRIDA, "escalate 1"), CaseOpened)
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.later(hours=1)
    assert cards(company) == [1, 0]


async def test_taken_back_meanwhile_it_is_shown_nowhere(company: Company) -> None:
    await company.record(CECILIA, LINE, None)
    await company.say(CECILIA, "undo")
    await company.invite(ASTRID)
    await company.later(hours=1)
    assert cards(company) == [0, 0]


async def test_after_a_month_it_is_news_no_more(company: Company) -> None:
    await company.record(CECILIA, LINE, None)
    await company.later(days=31)
    await company.invite(ASTRID)
    await company.later(hours=1)
    assert cards(company) == [0, 0]


# In two workspaces -----------------------------------------------------------------------------


@pytest.fixture
async def linked(company: Company) -> Company:
    """Criticism is followed up in a channel of each workspace, and one has been in both."""
    teams = company.beside(TEAMS)
    await teams.install(TEAMS, "Furulid Teams")
    await company.invite(ASTRID)
    await teams.invite(SIRI_OF_TEAMS, ON_TEAMS)
    await link(company, teams)
    await company.arrange(KUNDER, follow_up=True)
    await teams.arrange(ON_TEAMS, follow_up=True)
    await company.record(CECILIA, LINE)
    await company.later(hours=1)
    assert in_both(company) == [1, 1]
    return company


def in_both(company: Company) -> list[int]:
    shown = (NegativeQuote, CaseCard)
    return [sum(isinstance(each, shown) for each in company.standing(place)) for place in (KUNDER, ON_TEAMS)]


def refuse(company: Company, times: int) -> None:
    for _ in range(times):
        company.teams_chat.fail(ChannelClosed("BotNotInConversationRoster"), concerns=is_card)


async def test_what_a_workspaces_channel_refused_goes_on_in_the_other_and_its_owner_is_told(linked: Company) -> None:
    refuse(linked, 1)
    number = await linked.record(CECILIA, f'- "{CRITICISM[1]}"')
    await linked.later(hours=1)
    assert in_both(linked) == [2, 1]
    told = [type(each) for each in linked.standing(SIRI_OF_TEAMS)]
    assert told.count(ChannelPaused) == 1
    assert isinstance(await linked.press(FRIDA, Action.WORLD, number), CaseOpened)
    assert isinstance(await linked.press(FRIDA, Action.CLAIM, 1), CaseDone)


async def test_once_it_is_open_again_it_has_what_it_missed_as_that_is_by_then(linked: Company) -> None:
    refuse(linked, 2)
    claimed, resolved = [await linked.record(CECILIA, f'- "{words}"') for words in CRITICISM[1:3]]
    await linked.later(minutes=1)
    await linked.press(FRIDA, Action.WORLD, claimed)
    await linked.press(FRIDA, Action.CLAIM, 1)
    await linked.press(FRIDA, Action.WORLD, resolved)
    await linked.submit(FRIDA, "sentence", "close|2", words="It was somebody else's bill.")
    await linked.later(hours=1)
    for _ in range(2):
        await linked.write(channels.reopened, ON_TEAMS)
        await linked.later(hours=1)
        assert in_both(linked) == [3, 2], "the one that still needs somebody, once"
    card = linked.standing(ON_TEAMS)[-1]
    assert isinstance(card, CaseCard)
    assert card.case.state is State.CLAIMED


async def test_a_workspace_that_begins_to_follow_up_gets_what_comes(company: Company) -> None:
    teams = company.beside(TEAMS)
    await teams.install(TEAMS, "Furulid Teams")
    await company.invite(ASTRID)
    await teams.invite(SIRI_OF_TEAMS, ON_TEAMS)
    await company.record(CECILIA, LINE)
    await company.later(hours=1)
    await link(company, teams)
    await teams.arrange(ON_TEAMS, follow_up=True)
    await company.write(channels.closed, ON_TEAMS, "archived")
    await company.write(channels.reopened, ON_TEAMS)
    await company.later(hours=1)
    assert in_both(company) == [1, 0]
