"""A form that was opened before somebody else's save: it undoes nothing that its sender has not seen."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

import pytest

from bot.domain.channels import NOT_IN
from bot.domain.people import DEFAULT_STAGES
from bot.domain.refs import MemberRef, QuoteNumber
from bot.ports import UnitOfWork
from bot.services import channels
from bot.services.forms import ChangedMeanwhile
from bot.speech import (
    Action,
    Answer,
    Corrected,
    Faulty,
    Paused,
    QuoteForm,
    ScheduleForm,
    ScheduleSaved,
    SettingsForm,
    SettingsSaved,
    TeamForm,
    TeamSaved,
)
from bot.wording import form, words
from bot.wording.parts import ChoiceField, Field, FormValue, NoteField, SwitchField
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, DECLAN, EIRIK, FRIDA, KUNDER
from tests.services.company import Company

Opened = QuoteForm | ScheduleForm | SettingsForm | TeamForm
AGAIN = "Third call about the same invoice. Nobody knew."
ONLY = QuoteNumber(1)


def standing(field: Field) -> FormValue:
    """What comes back in a field that nobody touched."""
    match field:
        case SwitchField():
            return field.on
        case ChoiceField() if not field.many:
            return next(iter(field.value), None)
        case NoteField():
            return None
        case _:
            return field.value


async def send(company: Company, who: MemberRef, opened: Opened, **typed: FormValue) -> Answer:
    """Send in a form as it opened, but for what the person changes."""
    return await send_in(company, who, opened, typed)


async def send_in(
    company: Company,
    who: MemberRef,
    opened: Opened,
    typed: Mapping[str, FormValue],
    key: str | None = None,
    memo: str | None = None,
) -> Answer:
    worded = form(opened, words("en"))
    values = {each.name: standing(each) for each in worded.fields if not isinstance(each, NoteField)}
    return await company.submit(who, worded.form, worded.memo if memo is None else memo, key, **(values | {**typed}))


async def a_quote(company: Company) -> QuoteForm:
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    return await correction(company, CECILIA)


async def correction(company: Company, who: MemberRef) -> QuoteForm:
    opened = await company.press(who, Action.CORRECT, ONLY)
    assert isinstance(opened, QuoteForm)
    return opened


async def schedule(company: Company, who: MemberRef = ASTRID) -> ScheduleForm:
    opened = await company.say(who, "schedule")
    assert isinstance(opened, ScheduleForm)
    return opened


async def settings(company: Company, who: MemberRef) -> SettingsForm:
    opened = await company.say(who, "settings")
    assert isinstance(opened, SettingsForm)
    return opened


async def team(company: Company, who: MemberRef = ASTRID) -> TeamForm:
    opened = await company.press(who, Action.TEAM, company.team["delivery"])
    assert isinstance(opened, TeamForm)
    return opened


def refused(answer: Answer) -> None:
    assert isinstance(answer, Faulty), answer
    [fault] = answer.faults.values()
    assert isinstance(fault, ChangedMeanwhile)


# Two people, one form each ----------------------------------------------------------------------


async def test_a_name_that_a_curator_took_out_does_not_come_back(on_both: Company) -> None:
    mine = await a_quote(on_both)
    await send(on_both, ASTRID, await correction(on_both, ASTRID), text=AGAIN, credits=())
    refused(await send(on_both, CECILIA, mine, customer="Parent of two"))
    kept = (await on_both.quote(ONLY)).words
    assert (kept.text, kept.credits, kept.customer) == (AGAIN, (), None)
    assert isinstance(
        await send(on_both, CECILIA, await correction(on_both, CECILIA), customer="Parent of two"), Corrected
    )
    kept = (await on_both.quote(ONLY)).words
    assert (kept.text, kept.credits, kept.customer) == (AGAIN, (), "Parent of two")


async def test_a_pause_outlasts_a_schedule_form_that_was_open_already(on_both: Company) -> None:
    await on_both.invite(ASTRID)
    before = await schedule(on_both)
    assert isinstance(await on_both.say(ASTRID, "pause until 2026-12-24"), Paused)
    refused(await send(on_both, ASTRID, before, time=time(8, 30)))
    kept = (await on_both.channel()).schedule
    assert (kept.at, kept.paused_until) == (time(9), date(2026, 12, 24))
    assert isinstance(await send(on_both, ASTRID, await schedule(on_both), time=time(8, 30)), ScheduleSaved)
    kept = (await on_both.channel()).schedule
    assert (kept.at, kept.paused_until) == (time(8, 30), date(2026, 12, 24))


async def test_a_step_and_a_curator_that_another_added_stay(on_both: Company) -> None:
    stages = "\n".join((*DEFAULT_STAGES, "recommend"))
    await send(on_both, ASTRID, await settings(on_both, ASTRID), curators=(DECLAN,))
    theirs, late = await settings(on_both, ASTRID), await settings(on_both, DECLAN)
    await send(on_both, ASTRID, theirs, stages=stages, curators=(DECLAN, FRIDA))
    refused(await send(on_both, DECLAN, late, world_emoji="🔥", named=False))
    chosen = await on_both.chosen()
    assert (chosen.stages[-1], "🔥" in chosen.world_emoji) == ("recommend", False)
    assert (await on_both.member(FRIDA)).curator
    assert (await on_both.member(DECLAN)).named, "nothing of it is kept"


async def test_a_colleague_whom_another_took_into_a_team_stays(on_both: Company) -> None:
    theirs, late = await team(on_both), await team(on_both)
    assert await send(on_both, ASTRID, theirs, members=(BJORN, EIRIK, FRIDA)) == TeamSaved("delivery")
    refused(await send(on_both, ASTRID, late, members=(BJORN, EIRIK, DECLAN)))
    assert set((await team(on_both)).members) == {BJORN, EIRIK, FRIDA}


async def test_whether_one_is_named_is_ones_own_also_while_curators_choose(company: Company) -> None:
    mine = await settings(company, BJORN)
    await send(company, ASTRID, await settings(company, ASTRID), stages="Use\nStay")
    assert await send(company, BJORN, mine, named=False) == SettingsSaved()
    assert not (await company.member(BJORN)).named


# One's own save, once more ----------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A form that somebody opens, what they change in it, and what would be wrong in it."""

    who: MemberRef
    opened: Callable[[Company], Awaitable[Opened]]
    typed: Mapping[str, FormValue]
    wrong: Mapping[str, FormValue]


async def a_schedule(company: Company) -> ScheduleForm:
    await company.invite(ASTRID)
    return await schedule(company)


async def the_settings(company: Company) -> SettingsForm:
    return await settings(company, ASTRID)


MASKED = f"{AGAIN} Write to lars@granholm.se."
FORMS = {
    "a correction": Sent(CECILIA, a_quote, {"text": MASKED, "credits": (FRIDA,)}, {"text": "Short"}),
    "a schedule": Sent(ASTRID, a_schedule, {"time": time(8), "days_off": "2026-12-23"}, {"days_off": "Midsommar"}),
    "settings": Sent(ASTRID, the_settings, {"stages": "Use\nStay", "curators": (FRIDA,)}, {"world_emoji": "hello all"}),
    "a team": Sent(ASTRID, team, {"name": "Delivery  &  fitting", "members": (FRIDA,)}, {"name": ""}),
}
each_form = pytest.mark.parametrize("sent", FORMS.values(), ids=[name.replace(" ", "-") for name in FORMS])


@each_form
async def test_the_same_form_sent_in_twice_is_saved_once(on_both: Company, sent: Sent) -> None:
    opened = await sent.opened(on_both)
    first = await send_in(on_both, sent.who, opened, sent.typed, "sent")
    assert not isinstance(first, Faulty)
    assert await send_in(on_both, sent.who, opened, sent.typed, "sent") == first


@each_form
async def test_who_never_heard_that_it_was_saved_may_send_it_in_once_more(company: Company, sent: Sent) -> None:
    """As another event: all that their platform knows is that there was no answer."""
    opened = await sent.opened(company)
    first = await send_in(company, sent.who, opened, sent.typed)
    assert not isinstance(first, Faulty)
    assert type(await send_in(company, sent.who, opened, sent.typed)) is type(first)


@each_form
async def test_a_fault_that_is_put_right_is_saved(company: Company, sent: Sent) -> None:
    opened = await sent.opened(company)
    wrong = await send_in(company, sent.who, opened, {**sent.typed, **sent.wrong})
    assert isinstance(wrong, Faulty)
    assert wrong.faults.keys() == sent.wrong.keys()
    assert not isinstance(await send_in(company, sent.who, opened, sent.typed), Faulty)


@each_form
async def test_a_form_that_was_open_during_an_upgrade_is_saved_as_before(company: Company, sent: Sent) -> None:
    """It tells what it is about, and not how that stood when it opened."""
    opened = await sent.opened(company)
    saved = await send_in(company, sent.who, opened, sent.typed)
    unmarked = opened.memo.partition("@")[0]
    assert type(await send_in(company, sent.who, opened, {}, memo=unmarked)) is type(saved)
    assert type(await send(company, sent.who, opened)) is type(saved), "all is again as it was when it opened"


# What is no change of it ------------------------------------------------------------------------


async def test_what_happens_to_a_channel_by_itself_is_no_change_of_its_schedule(company: Company) -> None:
    await company.invite(ASTRID)
    opened = await schedule(company)
    await company.write(channels.renamed, KUNDER, "kundernas-ord")
    await company.write(channels.close, KUNDER, NOT_IN, tell=False)
    assert isinstance(await send(company, ASTRID, opened, time=time(8)), ScheduleSaved)


async def test_a_quote_that_was_held_meanwhile_is_put_right_all_the_same(company: Company) -> None:
    def hold(unit: UnitOfWork) -> None:
        unit.quotes.save(unit.quotes.get(ONLY).hold(True))

    mine = await a_quote(company)
    await company.write(hold)
    assert isinstance(await send(company, CECILIA, mine, text=AGAIN), Corrected)
