"""A negative quote whose card found no channel open gets it in the next one, once."""

from bot.domain.errors import ChannelClosed
from bot.ports import Letter
from bot.services import channels
from bot.speech import Action, CaseCard, CaseOpened, NegativeQuote
from tests.builders import ASTRID, CECILIA, CRITICISM, EIRIK, FRIDA, KUNDER, KUNDESERVICE
from tests.services.company import Company
from tests.services.test_cases_concerned import credit

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
