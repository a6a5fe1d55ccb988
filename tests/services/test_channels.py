"""The places the bot posts to: invited, set up, paused, closed and open again."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.domain.calendar import (
    NoWorkDays,
    PauseInThePast,
    PauseTooLong,
    PauseUntilToday,
    UnknownHolidays,
    UnknownTimezone,
)
from bot.domain.channels import Channel, NoSuchChannel
from bot.domain.errors import ChannelClosed, KundordError
from bot.domain.people import NotAllowed
from bot.domain.refs import ChannelNumber, ChannelRef, MemberRef
from bot.services import channels
from bot.services.daily import AlreadyPosted
from bot.services.forms import DayOffNotUnderstood
from bot.speech import (
    Action,
    Answer,
    CaseCard,
    CaseOpened,
    ChannelPaused,
    ChannelWelcome,
    Faulty,
    Message,
    NegativeQuote,
    Paused,
    QuoteOfTheDay,
    Resumed,
    ScheduleForm,
    ScheduleSaved,
    Skipped,
)
from bot.wording import message, words
from bot.wording.parts import FormValue, Paragraph, plain
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DECLAN,
    KUNDER,
    KUNDESERVICE,
    LONDON,
    PARTNER,
    PRAISE,
    UK,
    local,
)
from tests.services.company import Company
from tests.wording.samples import as_read


async def next_post(company: Company, ref: ChannelRef = KUNDER) -> str | None:
    """When the channel's next quote comes, by its own clock."""
    from zoneinfo import ZoneInfo

    channel = await company.channel(ref)
    post = await company.read(channels.next_post, channel)
    return f"{post.at.astimezone(ZoneInfo(post.timezone)):%Y-%m-%d %H:%M}" if post.at else None


def schedule(channel: Channel, **changes: FormValue) -> dict[str, FormValue]:
    """The schedule form's values when only these were changed."""
    kept = channel.schedule
    values: dict[str, FormValue] = {
        "daily": channel.daily,
        "time": kept.at,
        "timezone": kept.timezone,
        "days": [str(day) for day in sorted(kept.days)],
        "holidays": kept.holidays,
        "days_off": "",
        "cutoff": kept.cutoff,
        "paused_until": kept.paused_until,
        "language": channel.language,
        "teams": [],
        "stages": [],
    }
    return values | changes


async def refused(company: Company, word: str) -> None:
    """The channel takes no quote of the day on Monday."""
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    company.slack.fail(ChannelClosed(word))
    await company.at(local("2026-11-23 09:00"))
    assert (await company.channel()).closed == word


def read(answer: Answer) -> str:
    """The paragraphs of an answer as English eyes see them."""
    assert isinstance(answer, Message)
    said = message(answer, words("en")).blocks
    return as_read("|".join(plain(block.line) for block in said if isinstance(block, Paragraph)))


# Invited ----------------------------------------------------------------------------------------


async def test_who_invites_the_bot_is_welcomed_in_private_with_the_time_of_the_first_quote(company: Company) -> None:
    await company.invite(BJORN, KUNDESERVICE)
    [welcome] = company.slack.whispers_to(BJORN)
    assert isinstance(welcome, ChannelWelcome)
    assert welcome.channel.name == "kundeservice"
    assert welcome.next_post.at == local("2026-11-23 09:00")
    assert company.standing(KUNDESERVICE) == []
    assert company.slack.requests[-1].language == "nb"


@pytest.mark.parametrize(
    ("invited", "first"),
    [
        ("08:00", "on Monday 23 November at 09:00 (Stockholm time)"),
        ("12:00", "now, the next ones Mon–Fri at 09:00 (Stockholm time)"),
    ],
)
async def test_a_channel_that_is_new_at_noon_gets_its_first_quote_at_once_and_is_told_so(
    company: Company, invited: str, first: str
) -> None:
    company.clock.set(local(f"2026-11-23 {invited}"))
    await company.invite(ASTRID)
    [welcome] = company.slack.whispers_to(ASTRID)
    assert f"The first quote of the day comes {first}." in read(welcome)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.tick()
    assert len(company.features()) == (1 if first.startswith("now") else 0)


async def test_a_channel_begins_with_its_inviters_zone_and_language(company: Company) -> None:
    channel = await company.invite(DECLAN, UK)
    declan = await company.member(DECLAN)
    assert (channel.schedule.timezone, channel.language, channel.owner) == (LONDON, "en", declan.number)
    assert (channel.schedule.at, channel.schedule.cutoff) == (time(9), time(16))
    assert channel.schedule.days == frozenset(range(5))
    assert await next_post(company, UK) == "2026-11-23 09:00"


async def test_invited_by_nobody_known_it_still_posts(company: Company) -> None:
    channel = await company.invite(None)
    assert channel.owner is None
    assert company.slack.requests == []
    assert await next_post(company) == "2026-11-23 09:00"


async def test_who_invites_the_bot_to_a_channel_set_up_before_owns_it_and_is_welcomed(company: Company) -> None:
    await company.arrange(at=time(7, 30))
    channel = await company.invite(BJORN)
    bjorn = await company.member(BJORN)
    assert (channel.owner, channel.schedule.at) == (bjorn.number, time(7, 30))
    assert len(company.slack.whispers_to(BJORN)) == 1


async def test_a_second_invitation_changes_neither_owner_nor_schedule(company: Company) -> None:
    first = await company.invite(BJORN)
    second = await company.invite(ASTRID)
    assert (second.owner, second.schedule) == (first.owner, first.schedule)
    assert company.slack.whispers_to(ASTRID) == []


async def test_a_renamed_channel_bears_its_new_name(company: Company) -> None:
    await company.invite(ASTRID)
    await company.write(channels.renamed, KUNDER, "kundens-ord")
    assert (await company.channel()).name == "kundens-ord"
    await company.write(channels.renamed, UK, "not ours")


@pytest.mark.parametrize("happens", [channels.left, channels.closed], ids=["removed", "archived"])
async def test_where_the_bot_is_no_more_it_posts_no_more_and_tells_nobody(company: Company, happens: object) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    before = len(company.slack.requests)
    reason = ("archived",) if happens is channels.closed else ()
    await company.write(happens, KUNDER, *reason)  # type: ignore[arg-type]
    await company.at(local("2026-11-23 10:00"))
    assert await next_post(company) is None
    assert len(company.slack.requests) == before


async def test_invited_again_it_posts_again(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.write(channels.left, KUNDER)
    await company.at(local("2026-11-24 08:00"))
    await company.invite(ASTRID)
    await company.at(local("2026-11-24 09:00"))
    assert len(company.features()) == 1


async def test_invited_again_whoever_does_it_is_welcomed_again_and_once(company: Company) -> None:
    await company.invite(ASTRID)
    await company.invite(ASTRID)
    assert len(company.slack.whispers_to(ASTRID)) == 1
    for times in (2, 3):
        await company.write(channels.left, KUNDER)
        await company.invite(ASTRID)
        channel = await company.channel()
        await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel, time=time(8, times)))
        await company.invite(ASTRID)
        assert len(company.slack.whispers_to(ASTRID)) == times


async def test_where_no_quote_of_the_day_is_wanted_a_repeated_invitation_is_welcomed_once(company: Company) -> None:
    await company.arrange(daily=False)
    await company.invite(BJORN)
    await company.invite(BJORN)
    assert len(company.slack.whispers_to(BJORN)) == 1


async def test_unarchived_it_posts_again(company: Company) -> None:
    await company.invite(ASTRID)
    await company.write(channels.closed, KUNDER, "archived")
    await company.write(channels.reopened, KUNDER)
    assert await next_post(company) == "2026-11-23 09:00"
    await company.write(channels.reopened, UK)


# Pause and resume -------------------------------------------------------------------------------


async def test_a_pause_ends_by_itself(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    answer = await company.say(ASTRID, "pause until 2026-11-26")
    assert isinstance(answer, Paused)
    assert answer.next_post.at == local("2026-11-26 09:00")
    for day in ("23", "24", "25"):
        await company.at(local(f"2026-11-{day} 10:00"))
        assert company.features() == []
    await company.at(local("2026-11-26 09:00"))
    assert len(company.features()) == 1


async def test_a_pause_until_a_holiday_ends_on_the_work_day_after_it(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(holidays="SE")
    await company.say(ASTRID, "pause until 2026-12-25")
    assert await next_post(company) == "2026-12-28 09:00"


async def test_a_pause_is_answered_with_the_day_of_the_next_quote_and_its_year(company: Company) -> None:
    await company.invite(ASTRID)
    answer = await company.say(ASTRID, "pause until 2031-08-09")
    assert read(answer) == "Paused.|The next quote of the day in kunder comes on Monday 11 August 2031 at 09:00."


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"daily": False}, "The quote of the day is switched off in kunder."),
        ({"closed": "is_archived"}, "kunder is archived."),
    ],
)
async def test_where_nothing_comes_neither_a_pause_nor_a_skip_promises_it(
    company: Company, change: dict[str, Any], why: str
) -> None:
    await company.invite(ASTRID)
    await company.arrange(**change)
    assert read(await company.say(ASTRID, "pause until 2026-12-24")).startswith(f"Paused.|{why}")
    assert read(await company.say(ASTRID, "skip")).startswith(why)


async def test_resume_ends_a_pause_at_once(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.say(ASTRID, "pause until 2026-12-24")
    await company.at(local("2026-11-23 11:00"))
    answer = await company.say(ASTRID, "resume")
    assert isinstance(answer, Resumed)
    await company.tick()
    assert len(company.features()) == 1


async def test_resume_opens_a_closed_channel_and_switches_the_quote_on(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(daily=False)
    await company.write(channels.closed, KUNDER, "archived")
    await company.say(ASTRID, "resume")
    assert await next_post(company) == "2026-11-23 09:00"


@pytest.mark.parametrize(
    ("day", "fault"),
    [("2026-11-22", PauseInThePast), ("1999-01-01", PauseInThePast), ("2026-11-23", PauseUntilToday)],
)
async def test_a_pause_until_today_or_before_is_refused(company: Company, day: str, fault: type[KundordError]) -> None:
    await company.invite(ASTRID)
    with pytest.raises(fault):
        await company.say(ASTRID, f"pause until {day}")


async def test_a_pause_beyond_all_calendars_is_refused(company: Company) -> None:
    await company.invite(ASTRID)
    with pytest.raises(PauseTooLong):
        await company.say(ASTRID, "pause until 9999-12-31")


# Skip -------------------------------------------------------------------------------------------


async def test_a_skipped_day_has_no_quote_and_the_next_one_has(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    answer = await company.say(ASTRID, "skip")
    assert isinstance(answer, Skipped)
    assert answer.local_date == date(2026, 11, 23)
    assert answer.next_post.at == local("2026-11-24 09:00")
    await company.at(local("2026-11-23 12:00"))
    assert company.features() == []
    await company.at(local("2026-11-24 09:00"))
    assert [card.quote.number for card in company.features()] == [1]


async def test_on_a_day_off_there_is_nothing_to_skip(company: Company) -> None:
    await company.invite(ASTRID)
    company.clock.set(local("2026-11-29 10:00"))
    assert read(await company.say(ASTRID, "skip")) == (
        "No quote of the day: today is not a work day here."
        "|The next quote of the day in kunder comes on Monday 30 November at 09:00."
    )


async def test_nor_is_there_when_the_day_was_let_go(company: Company) -> None:
    await company.invite(ASTRID)
    await company.at(local("2026-11-23 09:00"))
    assert read(await company.say(ASTRID, "skip")).startswith(
        "No quote of the day today: there was nothing new to show."
    )


async def test_a_second_skip_is_answered_as_the_first(company: Company) -> None:
    await company.invite(ASTRID)
    assert await company.say(ASTRID, "skip") == await company.say(ASTRID, "skip")


async def test_a_quote_that_is_planned_but_not_out_can_be_skipped(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    await company.say(ASTRID, "skip")
    await company.tick()
    assert company.features() == []


async def test_a_quote_that_is_out_cannot(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.at(local("2026-11-23 09:00"))
    with pytest.raises(AlreadyPosted):
        await company.say(ASTRID, "skip")


async def test_nor_can_one_that_was_taken_back_since(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.at(local("2026-11-23 09:00"))
    await company.press(CECILIA, Action.WITHDRAW, 1)
    assert read(await company.say(ASTRID, "skip")).startswith("Today’s quote has been removed.|The next")


async def test_on_a_channels_first_day_nothing_is_skipped_or_missed_after_its_cut_off(company: Company) -> None:
    company.clock.set(local("2026-11-23 17:30"))
    await company.invite(ASTRID)
    for line in ("today", "skip"):
        assert read(await company.say(ASTRID, line)).startswith("No quote of the day yet.|The next"), line
    assert (await company.read(lambda unit: unit.features.latest(ChannelNumber(1)))) is None


async def with_todays_quote_skipped(company: Company, owner: MemberRef) -> Company:
    """By a curator; the channel is ``owner``'s."""
    await company.invite(owner)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.say(ASTRID, "skip")
    return company


async def next_post_once_resumed(company: Company, by: MemberRef) -> datetime | None:
    answer = await company.say(by, "resume")
    assert isinstance(answer, Resumed)
    return answer.next_post.at


async def test_resume_takes_a_skip_back_while_the_hour_is_still_to_come(on_both: Company) -> None:
    company = await with_todays_quote_skipped(on_both, ASTRID)
    assert await next_post_once_resumed(company, ASTRID) == local("2026-11-23 09:00")
    await company.at(local("2026-11-23 09:00"))
    assert [card.quote.number for card in company.features()] == [1]


async def test_resume_takes_no_skip_back_once_the_hour_has_come(company: Company) -> None:
    await with_todays_quote_skipped(company, ASTRID)
    company.clock.set(local("2026-11-23 09:00"))
    assert await next_post_once_resumed(company, ASTRID) == local("2026-11-24 09:00")


async def test_who_may_not_skip_takes_no_skip_back(company: Company) -> None:
    await with_todays_quote_skipped(company, BJORN)
    assert await next_post_once_resumed(company, BJORN) == local("2026-11-24 09:00")


async def test_only_curators_skip(company: Company) -> None:
    await company.invite(BJORN)
    with pytest.raises(NotAllowed):
        await company.say(BJORN, "skip")


# Who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["pause until 2026-12-24", "resume", "schedule"])
async def test_a_channel_is_set_by_its_owner_and_by_curators(company: Company, words: str) -> None:
    await company.invite(BJORN)
    await company.say(BJORN, words)
    await company.say(ASTRID, words)
    for who in (CECILIA, PARTNER):
        with pytest.raises(NotAllowed):
            await company.say(who, words)
        with pytest.raises(NotAllowed):
            await company.press(who, Action.SCHEDULE, (await company.channel()).number)


# The schedule form ------------------------------------------------------------------------------


async def test_the_schedule_form_opens_here_or_for_any_channel_from_home(company: Company) -> None:
    channel = await company.invite(ASTRID)
    form = await company.say(ASTRID, "schedule")
    assert isinstance(form, ScheduleForm)
    assert form.channel == channel
    assert await company.press(ASTRID, Action.SCHEDULE) == form
    assert await company.press(ASTRID, Action.SCHEDULE, channel.number, channel=None) == form
    with pytest.raises(NoSuchChannel):
        await company.press(ASTRID, Action.SCHEDULE, 404)


async def test_a_schedule_is_kept_as_it_was_sent_in(company: Company) -> None:
    channel = await company.invite(ASTRID)
    answer = await company.submit(
        ASTRID,
        "schedule",
        str(channel.number),
        None,
        **schedule(
            channel,
            time=time(7, 45),
            timezone="America/New_York",
            days=["0", "3"],
            holidays="NO",
            days_off="2026-12-03, 7.12.2026\n10/12/2026.",
            cutoff=time(12),
            paused_until=date(2026, 11, 30),
            language="nb",
            teams=[str(company.team["billing"])],
            stages=["use", "stay"],
        ),
    )
    assert isinstance(answer, ScheduleSaved)
    kept = await company.channel()
    assert (kept.schedule.at, kept.schedule.cutoff) == (time(7, 45), time(12))
    assert (kept.schedule.timezone, kept.schedule.holidays, kept.language) == ("America/New_York", "NO", "nb")
    assert kept.schedule.days == {0, 3}
    assert kept.schedule.days_off == {date(2026, 12, 3), date(2026, 12, 7), date(2026, 12, 10)}
    assert kept.teams == {company.team["billing"]}
    assert kept.stages == {"use", "stay"}
    assert await next_post(company) == "2026-11-30 07:45"
    assert answer.next_post.at
    assert answer.next_post.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"timezone": "Europe/Malmö"}, "timezone", UnknownTimezone),
        ({"days": []}, "days", NoWorkDays),
        ({"holidays": "ZZ"}, "holidays", UnknownHolidays),
        ({"holidays": "DE-XX"}, "holidays", UnknownHolidays),
        ({"days_off": "2026-12-03, Midsommar"}, "days_off", DayOffNotUnderstood),
        ({"days_off": "2026-02-30"}, "days_off", DayOffNotUnderstood),
        ({"paused_until": date(2026, 11, 23)}, "paused_until", PauseUntilToday),
        ({"paused_until": date(9999, 12, 31)}, "paused_until", PauseTooLong),
    ],
)
async def test_each_fault_of_a_schedule_belongs_at_its_field_and_nothing_is_kept(
    company: Company, change: dict[str, FormValue], field: str, fault: type[KundordError]
) -> None:
    channel = await company.invite(ASTRID)
    values = schedule(channel, time=time(7), **change)
    answer = await company.submit(ASTRID, "schedule", str(channel.number), None, **values)
    assert isinstance(answer, Faulty)
    assert {name: type(error) for name, error in answer.faults.items()} == {field: fault}
    assert await company.channel() == channel


async def test_a_pause_that_is_over_keeps_nobody_from_changing_the_rest(company: Company) -> None:
    await company.invite(ASTRID)
    await company.say(ASTRID, "pause until 2026-11-25")
    await company.at(local("2026-11-26 12:00"))
    channel = await company.channel()
    values = schedule(channel, time=time(10))
    assert values["paused_until"] == date(2026, 11, 25)
    assert isinstance(await company.submit(ASTRID, "schedule", str(channel.number), None, **values), ScheduleSaved)
    assert await next_post(company) == "2026-11-27 10:00"


async def test_switched_off_there_is_no_quote_of_the_day(company: Company) -> None:
    channel = await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel, daily=False))
    await company.at(local("2026-11-23 10:00"))
    assert company.features() == []


async def test_a_channel_that_refused_goes_on_when_its_schedule_is_saved(company: Company) -> None:
    await refused(company, "restricted_action")
    channel = await company.channel()
    answer = await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel))
    assert isinstance(answer, ScheduleSaved)
    assert answer.next_post.at == local("2026-11-24 09:00")
    await company.at(local("2026-11-24 09:00"))
    assert [str(card.local_date) for card in company.features()] == ["2026-11-24"]


async def test_one_that_refuses_once_more_has_its_owner_told_once_more(company: Company) -> None:
    await refused(company, "restricted_action")
    channel = await company.channel()
    await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel))
    company.slack.fail(ChannelClosed("restricted_action"))
    await company.at(local("2026-11-24 09:00"))
    assert [type(each) for each in company.standing(ASTRID)] == [ChannelPaused, ChannelPaused]


async def test_a_schedule_that_wants_nothing_posted_opens_no_channel(company: Company) -> None:
    await refused(company, "restricted_action")
    channel = await company.channel()
    await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel, daily=False))
    assert (await company.channel()).closed == "restricted_action"


async def test_a_curator_says_in_the_schedule_where_criticism_comes(company: Company) -> None:
    channel = await company.invite(ASTRID)
    other = await company.invite(ASTRID, KUNDESERVICE)
    await company.arrange(KUNDESERVICE, follow_up=True)
    answer = await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel, follow_up=True))
    assert isinstance(answer, ScheduleSaved)
    assert (await company.channel()).follow_up
    assert not (await company.channel(other.ref)).follow_up
    form = await company.say(ASTRID, "schedule")
    assert isinstance(form, ScheduleForm)
    assert form.channel.follow_up
    await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel))
    assert (await company.channel()).follow_up, "a form without the switch turns nothing off"
    await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel, follow_up=False))
    assert not (await company.channel()).follow_up


async def test_a_fault_of_the_schedule_leaves_criticism_where_it_came(company: Company) -> None:
    channel = await company.invite(ASTRID)
    await company.invite(ASTRID, KUNDESERVICE)
    await company.arrange(KUNDESERVICE, follow_up=True)
    values = schedule(channel, follow_up=True, days=[])
    assert isinstance(await company.submit(ASTRID, "schedule", str(channel.number), None, **values), Faulty)
    assert (await company.channel(KUNDESERVICE)).follow_up


async def test_who_is_no_curator_says_not_where_criticism_comes(company: Company) -> None:
    channel = await company.invite(CECILIA)
    form = await company.say(CECILIA, "schedule")
    assert isinstance(form, ScheduleForm)
    assert not form.curator
    await company.submit(CECILIA, "schedule", str(channel.number), None, **schedule(channel, follow_up=True))
    assert not (await company.channel()).follow_up


async def test_a_follow_up_channel_that_refused_goes_on_without_a_quote_of_the_day(company: Company) -> None:
    await refused(company, "restricted_action")
    channel = await company.arrange(follow_up=True, daily=False)
    assert channel.closed is None


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("is_archived", "Saved.|kunder is archived. Once it’s open again"),
        ("not_in_channel", "Saved.|Kundord isn’t in kunder any more."),
        ("channel_not_found", "Saved.|Kundord can’t find kunder any more."),
    ],
)
async def test_where_the_bot_cannot_be_saving_the_schedule_says_why_nothing_comes(
    company: Company, word: str, why: str
) -> None:
    await refused(company, word)
    channel = await company.channel()
    answer = await company.submit(ASTRID, "schedule", str(channel.number), None, **schedule(channel))
    assert isinstance(answer, ScheduleSaved)
    assert read(answer).startswith(why)
    assert (await company.channel()).closed == word
    await company.invite(ASTRID)
    await company.at(local("2026-11-24 09:00"))
    assert len(company.features()) == 1


async def test_others_send_in_no_schedule(company: Company) -> None:
    channel = await company.invite(ASTRID)
    with pytest.raises(NotAllowed):
        await company.submit(BJORN, "schedule", str(channel.number), None, **schedule(channel, daily=False))
    assert (await company.channel()).daily


# Where another company reads along --------------------------------------------------------------


async def test_nothing_comes_by_itself_where_another_company_reads_along(company: Company) -> None:
    """Also where we are nowhere else."""
    await company.record(CECILIA, f'+ "{PRAISE[0]}"', None)
    await company.invite(ASTRID, shared=True)
    [welcome] = company.slack.whispers_to(ASTRID)
    assert "where another company reads along" in read(welcome)
    await company.record(CECILIA, f'- "{CRITICISM[0]}"', None)
    assert isinstance(await company.say(BJORN, "escalate 2", None), CaseOpened)
    for day in (24, 25):
        await company.at(local(f"2026-11-{day} 09:30"))
    assert company.standing(KUNDER) == []
    await company.invite(ASTRID, KUNDESERVICE)
    await company.later(hours=1)
    assert [type(each) for each in company.standing(KUNDESERVICE)].count(CaseCard) == 1
    assert company.standing(KUNDER) == []


async def test_what_somebody_wants_there_comes_there(company: Company) -> None:
    await company.invite(ASTRID, shared=True)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"', None)
    await company.say(ASTRID, "resume")
    await company.arrange(KUNDER, follow_up=True)
    await company.record(CECILIA, f'- "{CRITICISM[0]}"', None)
    await company.at(local("2026-11-24 09:30"))
    assert {QuoteOfTheDay, NegativeQuote} <= {type(each) for each in company.standing(KUNDER)}


async def test_a_channel_that_is_shared_gets_nothing_more_by_itself_and_its_owner_is_told(company: Company) -> None:
    await company.invite(ASTRID)
    await company.arrange(KUNDER, follow_up=True)
    for _ in range(2):  # it may be told twice
        await company.write(channels.shared, KUNDER, True, True)
        await company.later(minutes=1)
    _, told = company.slack.whispers_to(ASTRID)
    assert "where another company reads along" in read(told)
    await company.record(CECILIA, f'- "{CRITICISM[0]}"', None)
    await company.record(CECILIA, f'+ "{PRAISE[0]}"', None)
    await company.at(local("2026-11-24 09:30"))
    assert company.standing(KUNDER) == []
    await company.write(channels.shared, KUNDER, False, False)
    assert isinstance(await company.say(ASTRID, "resume"), Resumed)


async def test_who_brings_us_again_to_where_another_company_reads_is_told_what_ends(company: Company) -> None:
    await company.invite(ASTRID)
    await company.invite(ASTRID, shared=True)
    _, told = company.slack.whispers_to(ASTRID)
    assert "where another company reads along" in read(told)
