"""Today's quote, why it was chosen, one's own quotes, search, help: looking changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from bot import wording
from bot.domain.calendar import DayOff, Off
from bot.domain.choice import Reason
from bot.domain.refs import ChannelNumber
from bot.ports import Fate, Feature
from bot.services import channels
from bot.services.channels import NoChannelHere
from bot.services.conversation import OutOfDate
from bot.speech import Action, Found, Hello, Help, Home, MyQuotes, NoQuote, NothingFeatured, Person, Today, Why
from bot.wording.parts import Muted, plain
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DECLAN,
    FRIDA,
    KUNDER,
    LONDON,
    MONDAY,
    PARTNER,
    PRAISE,
    STOCKHOLM,
    UK,
    local,
)
from tests.services.company import Company
from tests.wording.samples import spoken


async def today(company: Company, channel: object = KUNDER) -> Today:
    answer = await company.say(FRIDA, "today", channel)  # type: ignore[arg-type]
    assert isinstance(answer, Today)
    return answer


async def why(company: Company) -> Why:
    answer = await company.say(FRIDA, "why")
    assert isinstance(answer, Why)
    return answer


# Today ------------------------------------------------------------------------------------------


async def test_before_the_hour_there_is_no_quote_yet_but_the_time_of_the_next(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    answer = await today(company)
    assert answer.quote is None
    assert answer.next_post
    assert answer.next_post.at == local("2026-11-23 09:00")


async def test_after_the_hour_it_is_the_channels_quote(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    answer = await today(company)
    assert answer.quote == company.features()[0].quote
    assert answer.next_post
    assert answer.next_post.at == local("2026-11-24 09:00")


async def test_on_a_day_off_it_says_so(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(holidays="SE")
    await company.at(local("2026-12-25 12:00"))
    assert (await today(company)).why_not == DayOff(Off.PUBLIC_HOLIDAY, "Juldagen")
    await company.at(local("2026-12-27 12:00"))
    assert (await today(company)).why_not == DayOff(Off.NOT_A_WORK_DAY)


async def skipped(company: Company) -> None:
    await company.say(ASTRID, "skip")
    await company.at(local("2026-11-23 09:00"))


async def planned(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()


async def skipped_when_planned(company: Company) -> None:
    await planned(company)
    await company.say(ASTRID, "skip")
    await company.courier.finish()


async def skipped_and_taken_back(company: Company) -> None:
    await skipped_when_planned(company)
    await company.press(CECILIA, Action.WITHDRAW, 1)


async def held_up(company: Company) -> None:
    await planned(company)
    await company.at(local("2026-11-23 16:00"))


async def bot_was_down(company: Company) -> None:
    await company.write(lambda unit: unit.features.plan(Feature(ChannelNumber(1), date(2026, 11, 20), Fate.NOTHING)))
    company.clock.set(local("2026-11-23 16:00"))


async def taken_back_before(company: Company) -> None:
    await planned(company)
    await company.press(CECILIA, Action.WITHDRAW, 1)
    await company.courier.finish()


async def taken_back_after(company: Company) -> None:
    await company.at(local("2026-11-23 09:00"))
    await company.press(CECILIA, Action.WITHDRAW, 1)


async def never_there(company: Company) -> None:
    await company.press(CECILIA, Action.WITHDRAW, 1)
    await company.at(local("2026-11-23 09:00"))


@pytest.mark.parametrize(
    ("happens", "why_not"),
    [
        (skipped, NoQuote.SKIPPED),
        (skipped_when_planned, NoQuote.SKIPPED),
        (skipped_and_taken_back, NoQuote.SKIPPED),
        (planned, NoQuote.ON_ITS_WAY),
        (held_up, NoQuote.MISSED),
        (bot_was_down, NoQuote.MISSED),
        (taken_back_before, NoQuote.REMOVED),
        (taken_back_after, NoQuote.REMOVED),
        (never_there, NoQuote.NOTHING),
    ],
)
async def test_where_none_comes_today_both_the_answer_and_home_say_why(
    company: Company, happens: Callable[[Company], Awaitable[None]], why_not: NoQuote
) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await happens(company)
    answer = await today(company)
    assert (answer.quote, answer.why_not) == (None, why_not)
    assert (await company.home(FRIDA)).today == answer


async def test_home_says_of_a_day_off_what_the_answer_says(company: Company) -> None:
    await company.invite(ASTRID)
    await company.at(local("2026-11-28 12:00"))
    answer = await today(company)
    assert answer.why_not == DayOff(Off.NOT_A_WORK_DAY)
    assert (await company.home(FRIDA)).today == answer


async def test_of_a_closed_channel_it_is_said_what_keeps_the_quote_away(company: Company) -> None:
    await company.invite(ASTRID)
    await company.write(channels.closed, KUNDER, "is_archived")
    answer = await today(company)
    assert answer.next_post
    assert answer.next_post.closed == "is_archived"
    assert (await company.home(FRIDA)).today == answer
    shown = wording.home(await company.home(FRIDA), wording.words("en"))
    assert "kunder is archived." in "".join(plain(each.line) for each in shown.blocks if isinstance(each, Muted))


async def test_a_channel_that_is_open_comes_before_one_that_is_closed(company: Company) -> None:
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    await company.write(channels.closed, KUNDER, "is_archived")
    answer = await today(company, None)
    assert answer.next_post
    assert answer.next_post.channel == UK


async def test_of_a_channel_switched_off_it_is_said_that_it_is(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(daily=False)
    worded = wording.message(await today(company), wording.words("en"))
    assert worded.notification == "The quote of the day is switched off in kunder."


async def test_in_a_private_chat_it_is_the_first_channel_with_a_quote_of_the_day(company: Company) -> None:
    await company.invite(DECLAN, UK)
    await company.invite(ASTRID)
    await company.arrange(UK, daily=False)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    assert (await today(company, None)).quote == company.features()[0].quote


async def test_where_the_bot_is_in_no_channel_it_says_that(company: Company) -> None:
    for words in ("today", "why", "schedule", "skip", "resume", "pause until 2026-12-24"):
        with pytest.raises(NoChannelHere):
            await company.say(ASTRID, words)


async def test_a_withdrawn_quote_is_not_todays(company: Company) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    await company.press(CECILIA, Action.WITHDRAW, number)
    assert (await today(company)).quote is None
    assert await company.say(FRIDA, "why") == NothingFeatured(MONDAY)


# Why --------------------------------------------------------------------------------------------


async def test_why_names_whose_turn_it_was(company: Company) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    answer = await why(company)
    assert answer.credited == Person(BJORN, "Bjørn Haugland")
    assert (answer.choice.quote, answer.choice.reason, answer.choice.since) == (number, Reason.NEVER_FEATURED, None)


async def test_why_names_the_team_or_nobody(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.record(CECILIA, f'+ "{PRAISE[1]}" @@delivery')
    await company.at(local("2026-11-23 09:00"))
    assert (await why(company)).credited == "delivery"
    await company.at(local("2026-11-24 09:00"))
    assert (await why(company)).credited is None


async def test_why_says_since_when(company: Company) -> None:
    await company.invite(ASTRID)
    for words in PRAISE[:2]:
        await company.record(CECILIA, f'+ "{words}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    await company.at(local("2026-11-24 09:00"))
    answer = await why(company)
    assert (answer.choice.reason, str(answer.choice.since)) == (Reason.LONGEST_AGO, "2026-11-23")


async def test_the_cards_button_explains_its_own_date(company: Company) -> None:
    await company.invite(ASTRID)
    numbers = [await company.record(CECILIA, f'+ "{words}" @bjorn') for words in PRAISE[:2]]
    await company.at(local("2026-11-23 09:00"))
    await company.at(local("2026-11-24 09:00"))
    answer = await company.press(FRIDA, Action.WHY, "2026-11-23")
    assert isinstance(answer, Why)
    assert answer.choice.quote == numbers[1]
    assert await company.press(FRIDA, Action.WHY, "2026-11-20") == NothingFeatured(date(2026, 11, 20))


@pytest.mark.parametrize("skipped", [False, True])
async def test_after_days_without_a_quote_why_explains_the_latest_there_was(company: Company, skipped: bool) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    if skipped:
        await company.record(CECILIA, f'+ "{PRAISE[1]}" @bjorn')
        company.clock.set(local("2026-11-24 08:00"))
        await company.say(ASTRID, "skip")
    await company.at(local("2026-11-24 09:00"))
    assert len(company.features()) == 1
    await company.at(local("2026-11-25 08:00"))
    assert (await why(company)).choice.quote == number


async def test_of_a_quote_that_was_planned_and_skipped_there_is_nothing_to_explain(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await skipped_when_planned(company)
    assert await company.press(FRIDA, Action.WHY, str(MONDAY)) == NothingFeatured(MONDAY)
    assert await company.say(FRIDA, "why") == NothingFeatured()


async def test_after_a_day_that_was_missed_why_explains_the_one_before(company: Company) -> None:
    await company.invite(ASTRID)
    numbers = [await company.record(CECILIA, f'+ "{words}" @bjorn') for words in PRAISE[:2]]
    await company.at(local("2026-11-23 09:00"))
    company.clock.set(local("2026-11-24 09:00"))
    await company.planner.run()
    await company.at(local("2026-11-24 17:00"))
    assert (await why(company)).choice.quote == numbers[1]


async def test_before_anything_was_featured_there_is_nothing_to_explain(company: Company) -> None:
    await company.invite(ASTRID)
    assert await company.say(FRIDA, "why") == NothingFeatured()


# Mine, search, help -----------------------------------------------------------------------------


async def test_mine_is_what_i_wrote_down_and_what_i_earned(company: Company) -> None:
    first = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    second = await company.record(BJORN, f'+ "{PRAISE[1]}" @cecilia')
    mine = await company.say(CECILIA, "mine")
    assert isinstance(mine, MyQuotes)
    assert [quote.number for quote in mine.recorded] == [first]
    assert [quote.number for quote in mine.earned] == [second]


async def test_a_list_shows_the_newest_five(company: Company) -> None:
    numbers = [await company.record(CECILIA, f'+ "{words}" @bjorn') for words in PRAISE[:7]]
    mine = await company.say(BJORN, "mine")
    assert await company.say(BJORN, "home") == mine, "where a platform opens no page of ours at that word"
    assert isinstance(mine, MyQuotes)
    assert [quote.number for quote in mine.earned] == numbers[:1:-1]


async def test_search_finds_words_and_customers_by_their_beginnings(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[5]}" from "Pensjonist, Ålesund"')
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    for words in ("montøren", "MONTOR ryddet", "alesund", "Ålesund pensj", "Aalesund"):
        found = await company.say(DECLAN, f"search {words}")
        assert isinstance(found, Found)
        assert [quote.number for quote in found.quotes] == [number], words
    nothing = await company.say(DECLAN, "search rakett")
    assert nothing == Found("rakett", (), timezone=LONDON)


async def test_what_is_listed_is_dated_by_the_readers_clock(company: Company) -> None:
    company.clock.set(local("2026-11-24 00:30"))
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @declan')
    for who, language, day in ((CECILIA, "sv", "24 november 2026"), (DECLAN, "en", "23 November 2026")):
        for line in ("mine", "search broadband"):
            told = wording.message(await company.say(who, line), wording.words(language))  # type: ignore[arg-type]
            assert any(day in each for each in spoken(told)), (line, number)


async def test_search_offers_to_change_only_what_one_may(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    changeable = {}
    for who in (CECILIA, ASTRID, BJORN):
        found = await company.say(who, "search broadband")
        assert isinstance(found, Found)
        changeable[who] = found.changeable
    assert changeable == {CECILIA: {number}, ASTRID: {number}, BJORN: frozenset()}


async def test_a_corrected_quote_is_found_by_its_new_words_only(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.submit(CECILIA, "quote", f"quote|{number}", sentiment="positive", text=PRAISE[6])
    assert await company.say(CECILIA, "search broadband") == Found("broadband", (), timezone=STOCKHOLM)
    found = await company.say(CECILIA, "search stairs")
    assert isinstance(found, Found)
    assert [quote.number for quote in found.quotes] == [number]


async def test_a_greeting_is_answered_with_the_next_post(company: Company) -> None:
    assert await company.say(DECLAN, "hello", None) == Hello(None)
    await company.invite(ASTRID)
    hello = await company.say(DECLAN, "hej", None)
    assert isinstance(hello, Hello)
    assert hello.next_post
    assert hello.next_post.name == "kunder"


@pytest.mark.parametrize(
    ("language", "line", "answered"),
    [
        ("en", "thanks", "You’re welcome."),
        ("sv", "tack så mycket", "Varsågod."),
        ("nb", "tusen takk!", "Bare hyggelig."),
    ],
)
async def test_thanks_are_not_answered_with_a_greeting(
    company: Company, language: str, line: str, answered: str
) -> None:
    thanked = await company.say(DECLAN, line, None)
    assert isinstance(thanked, Hello)
    assert wording.message(thanked, wording.words(language)).notification == answered


async def test_help_is_for_everybody(company: Company) -> None:
    assert await company.say(PARTNER, "help") == Help()
    assert await company.press(PARTNER, Action.HELP) == Help()


async def test_help_in_a_chat_with_us_alone_needs_no_slash(company: Company) -> None:
    assert await company.say(PARTNER, "help", None, private=True) == Help(root="")


# Home -------------------------------------------------------------------------------------------


async def test_home_shows_today_mine_and_the_channels_one_may_set(company: Company) -> None:
    await company.invite(DECLAN, UK)
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 10:00"))
    home = await company.home(BJORN)
    assert isinstance(home, Home)
    assert home.today
    assert home.today.quote
    assert home.today.quote.number == home.mine.earned[0].number == 1
    assert home.channels == ()
    assert not home.curator
    assert [channel.name for channel, _ in (await company.home(DECLAN)).channels] == ["uk-customers"]
    admins = await company.home(ASTRID)
    assert admins.curator
    assert [channel.name for channel, _ in admins.channels] == ["kunder", "uk-customers"]
    assert [team.name for team in admins.teams] == ["billing", "delivery", "technical support"]


async def test_people_of_another_company_read_what_is_said_where_they_are_and_nowhere_else(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn from "Kari Nordmann, Moss"')
    await company.say(CECILIA, f'- "{CRITICISM}"')
    await company.say(CECILIA, "escalate 2")
    await company.at(local("2026-11-23 10:00"))
    for line in ("today", "why"):
        with pytest.raises(NoChannelHere):
            await company.say(PARTNER, line, None, private=True)
    assert await company.say(PARTNER, "hello", None, private=True) == Hello(None)
    home = await company.home(PARTNER)
    assert (home.today, home.open_cases, home.channels, home.teams) == (None, (), (), ())
    assert isinstance(await company.say(PARTNER, "today", KUNDER), Today)


async def test_nobody_is_thanked_for_criticism(company: Company) -> None:
    await company.say(CECILIA, f'- "{CRITICISM}"')
    with pytest.raises(OutOfDate):
        await company.press(BJORN, Action.THANK, "1")


async def test_home_is_there_before_the_bot_is_in_any_channel(company: Company) -> None:
    assert (await company.home(BJORN)).today is None
