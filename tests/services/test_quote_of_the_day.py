"""The quote of the day: at most one per channel and local date, and none missed while the bot could run that day."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.schedule import Planner
from bot.domain.choice import Reason
from bot.domain.refs import ChannelRef
from bot.ports import Fate
from bot.services import channels, daily
from bot.speech import Action, AskForQuote, QuoteOfTheDay, Why
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    DECLAN,
    FRIDA,
    KUNDER,
    KUNDESERVICE,
    MONDAY,
    NEW_YORK,
    PRAISE,
    STOCKHOLM,
    UK,
    local,
)
from tests.services.company import Company


async def days(company: Company, first: str, count: int, at: str = "12:00") -> None:
    """So many days pass, each looked at once."""
    for ahead in range(count):
        await company.at(local(f"{date.fromisoformat(first) + timedelta(days=ahead)} {at}"))


def shown(company: Company, channel: ChannelRef = KUNDER) -> list[tuple[str, int]]:
    return [(str(card.local_date), card.quote.number) for card in company.features(channel)]


async def fate(company: Company, day: str) -> Fate | None:
    channel = await company.channel()
    feature = await company.read(lambda unit: unit.features.get(channel.number, date.fromisoformat(day)))
    return feature.fate if feature else None


async def praised(company: Company, *names: str) -> list[int]:
    """A quote of praise for each."""
    lines = [f'+ "{words}" @{name}' for words, name in zip(PRAISE, names, strict=False)]
    return [await company.record(CECILIA, line) for line in lines]


# The hour ---------------------------------------------------------------------------------------


async def test_at_the_hour_and_not_before_it_the_quote_is_posted_in_the_channels_language(on_both: Company) -> None:
    company = on_both
    await company.invite(ASTRID)
    await praised(company, "bjorn")
    await company.at(local("2026-11-23 08:59"))
    assert company.features() == []
    await company.at(local("2026-11-23 09:00"))
    assert shown(company) == [("2026-11-23", 1)]
    assert company.slack.requests[-1].language == "sv"
    assert await fate(company, "2026-11-23") is Fate.SHOWN


async def test_any_number_of_ticks_post_once(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn", "frida")
    for minute in range(60):
        await company.at(local(f"2026-11-23 09:{minute:02}"))
    assert len(company.features()) == 1


async def test_two_workers_in_the_same_minute_post_one_quote_not_two(on_both: Company) -> None:
    company = on_both
    await company.invite(ASTRID)
    await praised(company, "bjorn", "frida", "eirik")
    company.clock.set(local("2026-11-23 09:00"))
    await asyncio.gather(*(Planner(company.store).run() for _ in range(4)))
    couriers = [company.another_courier() for _ in range(4)]
    await asyncio.gather(*(courier.finish() for courier in couriers))
    assert len(company.features()) == 1


async def test_back_at_twenty_to_twelve_after_a_crash_it_posts_late_and_once(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn", "frida")
    company.clock.set(local("2026-11-23 11:40"))
    await company.tick()
    await company.tick()
    assert len(company.features()) == 1
    assert company.features()[0].local_date == date(2026, 11, 23)


@pytest.mark.parametrize("when", ["16:00", "23:50"])
async def test_back_after_the_cut_off_it_lets_the_day_go(company: Company, when: str) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn")
    await company.at(local(f"2026-11-23 {when}"))
    assert company.features() == []
    await company.at(local("2026-11-24 09:00"))
    assert shown(company) == [("2026-11-24", 1)]


async def test_a_minute_before_the_cut_off_it_still_posts(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn")
    await company.at(local("2026-11-23 15:59"))
    assert len(company.features()) == 1


async def test_planned_before_the_cut_off_but_held_up_beyond_it_the_day_is_let_go(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn")
    company.clock.set(local("2026-11-23 15:59"))
    await company.planner.run()
    company.clock.set(local("2026-11-23 16:00"))
    await company.courier.finish()
    assert company.features() == []
    assert await fate(company, "2026-11-23") is Fate.MISSED
    await company.at(local("2026-11-24 09:00"))
    assert shown(company) == [("2026-11-24", 1)]


async def test_yesterdays_quote_is_never_posted_today(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn", "frida")
    company.clock.set(local("2026-11-23 10:00"))
    await company.planner.run()
    await company.at(local("2026-11-24 10:00"))
    assert [day for day, _ in shown(company)] == ["2026-11-24"]


async def test_after_a_long_weekend_nothing_recorded_on_saturday_is_lost(company: Company) -> None:
    await company.invite(ASTRID)
    company.clock.set(local("2026-11-28 14:00"))
    await praised(company, "bjorn")
    await company.tick()
    await days(company, "2026-11-28", 3)
    assert shown(company) == [("2026-11-30", 1)]


async def test_the_local_date_counts_not_the_date_in_greenwich(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(timezone="Pacific/Auckland", at=time(8))
    await praised(company, "bjorn")
    await company.at(local("2026-11-24 08:00", "Pacific/Auckland"))
    assert [day for day, _ in shown(company)] == ["2026-11-24"]


async def test_each_channel_has_its_own_hour_zone_and_language(company: Company) -> None:
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    await company.invite(BJORN, KUNDESERVICE)
    await company.arrange(KUNDESERVICE, at=time(10, 30))
    await praised(company, "bjorn")
    posted = []
    for hour in ("09:00", "10:00", "10:30"):
        await company.at(local(f"2026-11-23 {hour}"))
        posted.append([len(company.features(channel)) for channel in (KUNDER, UK, KUNDESERVICE)])
    assert posted == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    cards = [letter for letter in company.slack.requests if isinstance(letter.message, QuoteOfTheDay)]
    assert [letter.language for letter in cards] == ["sv", "en", "nb"]


async def test_the_channels_language_is_not_that_of_who_presses_a_button(company: Company) -> None:
    """Posts use the channel's language, private answers the person's: the core leaves the latter to who asks."""
    await company.invite(ASTRID)
    await praised(company, "declan")
    await company.at(local("2026-11-23 09:00"))
    posts = {str(letter.to.id): letter.language for letter in company.slack.requests}
    assert (posts["CKUNDER"], posts["DECLAN"]) == ("sv", "en")
    assert isinstance(await company.press(DECLAN, Action.WHY, "2026-11-23"), Why)


# Clocks and calendars ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "night", "at"),
    [
        (STOCKHOLM, "2027-03-28", time(2, 30)),
        (STOCKHOLM, "2027-10-31", time(2, 30)),
        (NEW_YORK, "2027-03-14", time(2, 30)),
        (NEW_YORK, "2027-11-07", time(1, 30)),
    ],
)
async def test_when_the_clocks_change_each_date_has_its_one_quote(
    company: Company, zone: str, night: str, at: time
) -> None:
    await company.arrange(timezone=zone, at=at, days=frozenset(range(7)))
    await praised(company, "bjorn", "frida", "eirik", "declan")
    start = local(f"{night} 00:00", zone) - timedelta(days=1)
    for half_hour in range(3 * 48):
        await company.at(start + half_hour * timedelta(minutes=30))
    first = date.fromisoformat(night) - timedelta(days=1)
    assert [card.local_date for card in company.features()] == [first + timedelta(days=ahead) for ahead in range(3)]


async def test_a_time_that_the_night_does_not_have_moves_forward_by_the_gap(company: Company) -> None:
    await company.arrange(at=time(2, 30), days=frozenset(range(7)))
    await praised(company, "bjorn", "frida")
    await company.at(local("2027-03-28 03:29"))
    assert company.features() == []
    await company.at(local("2027-03-28 03:30"))
    assert [day for day, _ in shown(company)] == ["2027-03-28"]


async def test_no_quote_on_public_holidays_weekends_and_the_channels_own_days_off(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(holidays="SE", days_off=frozenset({date(2026, 12, 23)}))
    await praised(company, *("bjorn", "frida", "eirik", "declan", "aberg", "adahl") * 2)
    await days(company, "2026-12-21", 17)
    assert [day for day, _ in shown(company)] == [
        "2026-12-21", "2026-12-22", "2026-12-28", "2026-12-29", "2026-12-30", "2027-01-04", "2027-01-05",
    ]  # fmt: skip


async def test_midsummer_eve_is_a_day_off_in_sweden(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(holidays="SE")
    await praised(company, "bjorn", "frida", "eirik")
    await days(company, "2027-06-24", 5)
    assert [day for day, _ in shown(company)] == ["2027-06-24", "2027-06-28"]


async def test_changing_the_time_never_yields_a_second_post_that_date(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn", "frida", "eirik")
    await company.at(local("2026-11-23 09:00"))
    for at, zone in ((time(11), "Europe/Stockholm"), (time(9), NEW_YORK), (time(15, 30), "Pacific/Honolulu")):
        await company.arrange(at=at, timezone=zone, cutoff=time(23, 59))
        for hour in range(9, 24):
            await company.at(local(f"2026-11-23 {hour:02}:59"))
        company.clock.set(local("2026-11-23 09:01"))
    assert [day for day, _ in shown(company)] == ["2026-11-23"]


async def test_a_zone_further_west_neither_repeats_a_date_nor_loses_the_next(company: Company) -> None:
    await company.arrange(timezone="Pacific/Auckland", at=time(9))
    await praised(company, "bjorn", "frida", "eirik")
    await company.at(local("2026-11-24 09:00", "Pacific/Auckland"))
    await company.arrange(timezone="Pacific/Honolulu", at=time(9))
    for hour in range(48):
        await company.at(local("2026-11-24 10:00", "Pacific/Auckland") + hour * timedelta(hours=1))
    assert [day for day, _ in shown(company)] == ["2026-11-24", "2026-11-25"]


# The choice -------------------------------------------------------------------------------------


async def test_those_featured_longest_ago_come_first_and_never_counts_as_oldest(on_both: Company) -> None:
    company = on_both
    await company.invite(ASTRID)
    numbers = await praised(company, "bjorn", "bjorn", "frida", "eirik", "bjorn")
    await days(company, "2026-11-23", 5)
    # Bjørn first by number, then who never was, then Bjørn again: always with their newest.
    assert [number for _, number in shown(company)] == [numbers[4], numbers[3], numbers[2], numbers[1], numbers[0]]


async def test_a_quote_with_two_credits_is_both_ones_turn(company: Company) -> None:
    await company.invite(ASTRID)
    both = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn @eirik')
    eiriks = await company.record(CECILIA, f'+ "{PRAISE[1]}" @eirik')
    fridas = await company.record(CECILIA, f'+ "{PRAISE[2]}" @frida')
    bjorns = await company.record(CECILIA, f'+ "{PRAISE[3]}" @bjorn')
    await days(company, "2026-11-23", 4)
    numbers = [number for _, number in shown(company)]
    assert set(numbers) == {both, eiriks, fridas, bjorns}
    assert numbers[0] == bjorns
    assert numbers.index(fridas) <= 2


async def test_criticism_is_never_quote_of_the_day(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{PRAISE[0]}" @bjorn')
    await days(company, "2026-11-23", 5)
    assert company.features() == []


async def test_a_small_teams_own_channel_draws_on_its_team_and_members(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(teams=frozenset({company.team["delivery"]}))
    teams = await company.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery')
    await company.record(CECILIA, f'+ "{PRAISE[1]}" @frida')
    members = await company.record(CECILIA, f'+ "{PRAISE[2]}" @eirik')
    await days(company, "2026-11-23", 5)
    assert {number for _, number in shown(company)} == {teams, members}


async def test_a_channel_of_one_stage_draws_on_that_stage(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(stages=frozenset({"use"}))
    await company.record(CECILIA, f'+ "{PRAISE[0]}" #buy')
    use = await company.record(CECILIA, f'+ "{PRAISE[1]}" #use')
    await company.record(CECILIA, f'+ "{PRAISE[2]}"')
    await days(company, "2026-11-23", 5)
    assert [number for _, number in shown(company)] == [use]


async def test_what_one_channel_was_shown_another_still_shows(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn")
    await company.at(local("2026-11-23 09:00"))
    await company.at(local("2026-11-23 20:00"))
    await company.invite(DECLAN, UK)
    await company.at(local("2026-11-24 10:00"))
    assert (shown(company), shown(company, UK)) == ([("2026-11-23", 1)], [("2026-11-24", 1)])


# A dry pool -------------------------------------------------------------------------------------


async def test_three_quotes_last_three_days_and_then_the_channel_is_asked_once_a_week(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn", "frida", "eirik")
    await days(company, "2026-11-23", 14)
    assert [day for day, _ in shown(company)] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    assert len({number for _, number in shown(company)}) == 3
    asked = [message for message in company.standing() if isinstance(message, AskForQuote)]
    assert asked == [
        AskForQuote(since=date(2026, 11, 23), today=day) for day in (date(2026, 11, 26), date(2026, 12, 3))
    ]
    at = [each.at.astimezone(ZoneInfo("Europe/Stockholm")).date() for each in company.slack.standing[-2:]]
    assert at == [date(2026, 11, 26), date(2026, 12, 3)]


async def test_the_week_is_kept_when_what_is_settled_was_purged(company: Company) -> None:
    await company.invite(ASTRID)
    company.clock.set(local("2026-11-22 12:00"))
    for _ in range(5):
        await company.later(days=1)
        await company.store.registry(lambda registry: registry.purge(registry.now))
    assert len(company.standing()) == 1


async def test_a_company_without_any_quote_is_asked_as_well(company: Company) -> None:
    await company.invite(ASTRID)
    await company.at(local("2026-11-23 09:00"))
    assert company.standing() == [AskForQuote(since=None)]


async def test_a_channel_narrowed_to_a_team_is_asked_about_that_team_whatever_others_heard(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(teams=frozenset({company.team["billing"]}))
    company.clock.set(local("2026-11-23 08:00"))
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery')
    await company.at(local("2026-11-23 09:00"))
    assert company.standing() == [AskForQuote(None, teams=("billing",))]


async def test_a_channel_narrowed_to_stages_is_asked_about_those(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(stages=frozenset({"use", "get help"}))
    await company.record(CECILIA, f'+ "{PRAISE[0]}" #buy')
    await company.at(local("2026-11-23 09:00"))
    assert company.standing() == [AskForQuote(None, stages=("get help", "use"))]


async def test_when_somebody_has_heard_something_meanwhile_nobody_is_asked(company: Company) -> None:
    await company.invite(ASTRID)
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.courier.finish()
    assert company.standing() == []
    await company.at(local("2026-11-24 09:00"))
    assert shown(company) == [("2026-11-24", 1)]


async def test_a_new_quote_ends_the_drought(company: Company) -> None:
    await company.invite(ASTRID)
    await company.at(local("2026-11-23 09:00"))
    await praised(company, "bjorn")
    await company.at(local("2026-11-24 09:00"))
    assert shown(company) == [("2026-11-24", 1)]


async def test_after_more_than_sixty_days_a_quote_comes_back_from_the_archive(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn", "frida")
    await days(company, "2026-11-23", 2)
    first = [number for _, number in shown(company)]
    await days(company, "2027-01-20", 7)
    again = company.features()[2:]
    # 61 days after 23 November is a Saturday; two quotes, two days, and then nothing again.
    assert [(str(card.local_date), card.quote.number, card.archive) for card in again] == [
        ("2027-01-25", first[0], MONDAY),
        ("2027-01-26", first[1], MONDAY),
    ]
    why = await company.say(FRIDA, "why")
    assert isinstance(why, Why)
    assert (why.choice.reason, why.choice.since) == (Reason.ARCHIVE, date(2026, 11, 24))


async def test_exactly_sixty_days_are_not_enough(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(days=frozenset(range(7)))
    await praised(company, "bjorn")
    await company.at(local("2026-11-23 09:00"))
    await company.at(local("2027-01-22 09:00"))
    assert len(company.features()) == 1
    await company.at(local("2027-01-23 09:00"))
    assert len(company.features()) == 2


async def test_from_the_archive_a_quote_has_the_month_in_which_the_channel_heard_it(company: Company) -> None:
    """At half past midnight in Stockholm it is still the month before in London."""
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    company.clock.set(local("2026-12-01 00:30"))
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    for day in (date(2026, 12, 1), date(2027, 2, 2)):
        await company.at(local(f"{day} 10:00"))
        await company.at(local(f"{day} 12:00"))
    heard = [[card.archive for card in company.features(place)] for place in (KUNDER, UK)]
    assert heard == [[None, date(2026, 12, 1)], [None, date(2026, 11, 30)]]
    requests = len(company.slack.requests)
    await company.submit(CECILIA, "quote", f"quote|{number}", sentiment="positive", text=PRAISE[6])
    await company.later(minutes=1)
    assert len(company.slack.requests) > requests
    assert [company.features(place)[-1].archive for place in (KUNDER, UK)] == [date(2026, 12, 1), date(2026, 11, 30)]


# Between planning and sending -------------------------------------------------------------------


async def test_a_quote_withdrawn_before_it_went_out_makes_way_for_another(company: Company) -> None:
    await company.invite(ASTRID)
    numbers = await praised(company, "bjorn", "frida")
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    planned = await company.say(FRIDA, "why")
    assert isinstance(planned, Why)
    await company.press(CECILIA, Action.WITHDRAW, planned.choice.quote)
    await company.courier.finish()
    [other] = [number for number in numbers if number != planned.choice.quote]
    assert shown(company) == [("2026-11-23", other)]
    why = await company.say(FRIDA, "why")
    assert isinstance(why, Why)
    assert why.choice.quote == other


async def test_without_another_the_day_stays_empty(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn")
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    await company.press(CECILIA, Action.WITHDRAW, 1)
    await company.courier.finish()
    assert company.features() == []
    assert await fate(company, "2026-11-23") is Fate.MISSED


async def test_a_correction_before_it_went_out_counts(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn")
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    await company.submit(CECILIA, "quote", "quote|1", sentiment="positive", text=PRAISE[5])
    await company.courier.finish()
    assert company.features()[0].quote.text == PRAISE[5]


async def test_a_channel_closed_before_it_went_out_gets_nothing(company: Company) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn")
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    await company.write(channels.closed, KUNDER, "archived")
    await company.courier.finish()
    assert company.features() == []


# Not waiting for the hour -----------------------------------------------------------------------


@pytest.mark.parametrize("when", ["2026-11-23 08:15", "2026-11-23 20:00", "2026-11-22 12:00"])
async def test_who_does_not_want_to_wait_has_todays_quote_at_any_hour_and_once(company: Company, when: str) -> None:
    await company.invite(ASTRID)
    await praised(company, "bjorn", "frida")
    company.clock.set(local(when))
    number = (await company.channel()).number
    assert await company.write(daily.post_now, number)
    assert not await company.write(daily.post_now, number)
    await company.courier.finish()
    assert [day for day, _ in shown(company)] == [when[:10]]
    await company.at(local("2026-11-23 09:00" if when < "2026-11-23 09:00" else "2026-11-23 23:00"))
    assert len({day for day, _ in shown(company)}) == len(company.features())


# When something is broken ----------------------------------------------------------------------


async def test_a_channel_that_cannot_be_planned_keeps_no_other_waiting(company: Company, store_url: str) -> None:
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    await company.arrange(UK, at=time(7))
    await praised(company, "bjorn")
    with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE channels SET at = 'broken' WHERE external_id = ?", (UK.id,))
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    await company.courier.finish()
    assert len(company.features()) == 1
