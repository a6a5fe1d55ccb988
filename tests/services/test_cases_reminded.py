"""The ladder of reminders, walked by a set clock through the real round and the real courier."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.refs import CaseNumber, ChannelRef, MemberRef
from bot.domain.reminders import MOST, Rung
from bot.domain.steps import Step
from bot.services import channels, people
from bot.speech import Action, CaseDone, CaseReminder, Done
from tests.builders import ASTRID, BJORN, EIRIK, FRIDA, KUNDER, PROFILES, local
from tests.services.casework import a_case, a_claimed_case, a_resolved_case, say, step, tell
from tests.services.company import Company


@dataclass(frozen=True)
class Heard:
    """A reminder as it came: when, by the clock in Stockholm, which, and where."""

    at: str
    rung: Rung
    to: ChannelRef | MemberRef
    threaded: bool = False


async def walk(company: Company, until: str, minutes: int = 30) -> list[Heard]:
    """Every half hour until then; what came."""
    heard: list[Heard] = []
    company.slack.requests.clear()
    end = local(until)
    while company.clock.now() < end:
        upcoming = _next_mark(company.clock.now(), minutes)
        await company.at(upcoming)
        heard += [_heard(upcoming, letter) for letter in company.slack.requests if _reminds(letter)]
        company.slack.requests.clear()
    return heard


def _next_mark(now: datetime, minutes: int) -> datetime:
    step_ = timedelta(minutes=minutes)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + step_ * ((now - midnight) // step_ + 1)


def _reminds(letter: object) -> bool:
    return isinstance(getattr(letter, "message", None), CaseReminder)


def _heard(at: datetime, letter: object) -> Heard:
    from zoneinfo import ZoneInfo

    from bot.ports import Letter

    assert isinstance(letter, Letter)
    assert isinstance(letter.message, CaseReminder)
    clock = at.astimezone(ZoneInfo("Europe/Stockholm")).strftime("%a %d %H:%M")
    return Heard(clock, letter.message.rung, letter.to, letter.thread is not None)


async def test_nobody_claims_it_and_two_weeks_with_christmas_in_them_pass(company: Company) -> None:
    company.clock.set(local("2026-12-23 14:00"))
    await a_case(company)
    await company.arrange(KUNDER, holidays="SE")
    assert await walk(company, "2027-01-08 18:00") == [
        Heard("Wed 23 16:30", Rung.UNCLAIMED, KUNDER),
        Heard("Mon 28 09:00", Rung.UNCLAIMED_ADMINS, ASTRID),
    ]


async def test_nobody_touches_what_somebody_claimed(company: Company) -> None:
    company.clock.set(local("2026-12-17 09:45"))
    await a_claimed_case(company)
    await company.arrange(KUNDER, holidays="SE")
    assert await walk(company, "2027-01-08 18:00") == [
        Heard("Fri 18 10:30", Rung.NO_CONTACT, EIRIK),
        Heard("Tue 22 10:30", Rung.NO_STEP, EIRIK),
        Heard("Wed 23 09:00", Rung.NO_STEP_THREAD, KUNDER, threaded=True),
    ]


async def test_with_every_step_the_wait_begins_anew(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_claimed_case(company)
    await company.at(local("2026-11-23 15:00"))
    await step(company, EIRIK, Step.CONTACTED, "She had called three times.")
    assert await walk(company, "2026-11-26 14:30") == []
    heard = await walk(company, "2026-11-27 17:00")
    assert [each.rung for each in heard] == [Rung.NO_STEP, Rung.NO_STEP_THREAD]


async def test_an_untold_story_is_asked_for_once(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_resolved_case(company)
    assert [(each.rung, each.to) for each in await walk(company, "2026-12-04 17:00")] == [(Rung.NO_STORY, EIRIK)]


async def test_a_told_one_is_not(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_resolved_case(company)
    await tell(company, EIRIK)
    assert await walk(company, "2026-12-04 17:00") == []


async def test_of_a_case_resolved_again_its_new_story_is_asked_for(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_resolved_case(company)
    await tell(company, EIRIK)
    await say(company, FRIDA, Action.REOPEN, "She called again.")
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.submit(FRIDA, "resolve", "1", learning="Ask once.", possible="yes", loop="Called again.")
    assert [(each.rung, each.to) for each in await walk(company, "2026-11-27 17:00", 60)] == [(Rung.NO_STORY, FRIDA)]


async def test_snoozed_it_comes_again_the_next_work_day(company: Company) -> None:
    company.clock.set(local("2026-11-27 09:45"))
    await a_case(company)
    await walk(company, "2026-11-27 13:00")
    assert await company.press(FRIDA, Action.SNOOZE, 1) == CaseDone(Done.SNOOZED, 1, until=date(2026, 11, 30))
    heard = await walk(company, "2026-12-04 17:00")
    assert [(each.at, each.rung) for each in heard] == [
        ("Mon 30 09:00", Rung.UNCLAIMED),
        ("Tue 01 09:00", Rung.UNCLAIMED_ADMINS),
    ]


async def test_new_working_days_bring_a_reminder_forward_and_put_it_off(company: Company) -> None:
    company.clock.set(local("2026-11-27 16:00"))
    await a_case(company)
    await company.arrange(KUNDER, days=frozenset(range(7)))
    [first] = await walk(company, "2026-11-28 13:00")
    assert (first.at, first.rung) == ("Sat 28 10:30", Rung.UNCLAIMED)
    await company.arrange(KUNDER, days=frozenset({2}))
    [second] = await walk(company, "2026-12-04 17:00", 60)
    assert (second.at, second.rung) == ("Wed 02 09:00", Rung.UNCLAIMED_ADMINS)


async def test_after_five_there_is_quiet(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_claimed_case(company)
    heard = await walk(company, "2026-12-04 17:00", minutes=60)
    for who in (FRIDA, EIRIK, FRIDA):
        await company.press(ASTRID, Action.RELEASE, 1)
        await company.press(who, Action.CLAIM, 1)
        heard += await walk(company, (company.clock.now() + timedelta(days=10)).strftime("%Y-%m-%d 17:00"), minutes=60)
    assert len(heard) == MOST
    days = [each.at.split()[1] for each in heard]
    assert len(set(days)) == len(days)


async def test_what_was_claimed_meanwhile_is_not_called_unclaimed(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_case(company)
    company.clock.set(local("2026-11-23 12:30"))
    await company.reminders.run()
    await company.press(EIRIK, Action.CLAIM, 1)
    company.slack.requests.clear()
    await company.courier.finish()
    assert not [letter for letter in company.slack.requests if _reminds(letter)]


async def test_two_processes_remind_once(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_case(company)
    company.clock.set(local("2026-11-23 12:30"))
    for _ in range(3):
        await company.reminders.run()
    await company.courier.finish()
    assert len([letter for letter in company.slack.requests if _reminds(letter)]) == 1


async def leaves(company: Company, who: MemberRef) -> None:
    await company.write(people.changed, replace(PROFILES[who], gone=True))


async def shuts(company: Company) -> None:
    await company.write(channels.close, KUNDER, "is_archived", tell=False)


async def test_for_an_owner_who_has_left_the_admins_are_told(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_claimed_case(company)
    await leaves(company, EIRIK)
    heard = await walk(company, "2026-12-04 17:00")
    assert [(each.rung, each.to) for each in heard] == [
        (Rung.FORSAKEN, ASTRID),
        (Rung.FORSAKEN, ASTRID),
        (Rung.NO_STEP_THREAD, KUNDER),
    ]
    assert await company.press(ASTRID, Action.RELEASE, 1) == CaseDone(Done.RELEASED, 1)


async def test_and_where_there_is_no_admin_either_the_thread(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_claimed_case(company)
    for who in (EIRIK, ASTRID):
        await leaves(company, who)
    heard = await walk(company, "2026-11-25 17:00")
    assert [(each.rung, each.to, each.threaded) for each in heard] == [(Rung.NO_STEP_THREAD, KUNDER, True)]


async def test_in_place_of_a_closed_channel_the_admins_are_told(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_case(company)
    await shuts(company)
    [heard] = await walk(company, "2026-11-23 17:00")
    assert (heard.rung, heard.to) == (Rung.UNCLAIMED_ADMINS, ASTRID)


async def test_in_place_of_a_thread_in_a_closed_channel_too(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_claimed_case(company)
    await shuts(company)
    heard = await walk(company, "2026-12-04 17:00")
    assert [(each.rung, each.to) for each in heard] == [
        (Rung.NO_CONTACT, EIRIK),
        (Rung.NO_STEP, EIRIK),
        (Rung.FORSAKEN, ASTRID),
    ]


async def test_a_reminder_that_reaches_nobody_is_not_counted_and_waits(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_resolved_case(company)
    for who in (EIRIK, ASTRID):
        await leaves(company, who)
    await shuts(company)
    assert await walk(company, "2026-12-04 17:00") == []
    assert await company.read(lambda unit: unit.cases.reminded(CaseNumber(1))) == []
    await company.write(people.changed, PROFILES[EIRIK])
    assert await walk(company, "2026-12-11 17:00") == [Heard("Mon 07 09:00", Rung.NO_STORY, EIRIK)]


async def test_an_overdue_case_is_listed_until_it_moves(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_case(company)
    await walk(company, "2026-11-23 13:00")

    async def overdue() -> int:
        return len((await company.say(BJORN, "cases overdue")).cases)  # type: ignore[union-attr]

    assert await overdue() == 1
    await say(company, FRIDA, Action.SAY_WHY, "She cried.")
    await company.say(BJORN, "escalate 1 because her mother asked too")
    assert await overdue() == 1, "to say why it matters is no move"
    await company.press(EIRIK, Action.CLAIM, 1)
    assert await overdue() == 0
