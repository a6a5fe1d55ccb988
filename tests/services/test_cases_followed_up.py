"""What was asked or said of a case follows it: reminders, offers' answers, the word that its story could be told."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.cases import (
    AlreadyClaimed,
    ClaimedMeanwhile,
    NoSuchCase,
    NothingOffered,
    NotInThatState,
    NotYours,
    OpenerOnly,
    State,
)
from bot.domain.errors import ChannelClosed, Refused
from bot.domain.reminders import Rung
from bot.domain.steps import Step
from bot.services import channels, people
from bot.services.cases import NotConcerned, TakenBefore
from bot.services.handing_over import TwoChosen
from bot.speech import (
    Action,
    CaseCard,
    CaseDone,
    CaseInShort,
    CaseNote,
    CaseReleased,
    CaseReminder,
    CaseSteps,
    Done,
    Faulty,
    HeadsUp,
    Message,
    OfferAnswered,
    QuoteForm,
    QuoteRemoved,
    Role,
    SentenceForm,
    Story,
    StoryForm,
    StoryReady,
)
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, DECLAN, EIRIK, FRIDA, KUNDER, PROFILES, local
from tests.services.casework import LEARNING, a_case, a_claimed_case, a_quote, a_resolved_case, say, step, tell
from tests.services.company import Company
from tests.services.test_cases_followed import on_card
from tests.services.test_cases_of_those_who_opted_out import CHANGES, EIRIKS
from tests.services.test_names import named_in


def latest(company: Company, who: object, *kinds: type) -> Message:
    """The newest of these that stands there."""
    return [each for each in company.standing(who) if isinstance(each, kinds)][-1]  # type: ignore[arg-type]


async def reminded(company: Company, before: Callable[[Company], Awaitable[object]], until: str) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await before(company)
    await company.at(local(until))


async def hand_over(company: Company, by: object, **values: object) -> object:
    return await company.submit(by, "hand-over", "1", **({"to": (), "team": "", "words": ""} | values))  # type: ignore[arg-type]


# Reminders --------------------------------------------------------------------------------------


async def test_a_reminder_in_the_channel_says_so_once_somebody_has_the_case(on_both: Company) -> None:
    company = on_both
    await reminded(company, a_case, "2026-11-23 12:30")
    assert isinstance(latest(company, KUNDER, CaseReminder), CaseReminder)
    await company.press(EIRIK, Action.CLAIM, 1)
    await company.later(seconds=5)
    over = latest(company, KUNDER, CaseReminder, CaseInShort)
    assert isinstance(over, CaseInShort)
    assert EIRIKS in named_in(over)
    await company.opt_out(EIRIK)
    await company.later(seconds=5)
    assert EIRIKS not in named_in(latest(company, KUNDER, CaseInShort))


async def test_nor_does_it_ever_name_whom_the_quote_concerns(company: Company) -> None:
    await reminded(company, a_case, "2026-11-23 12:30")
    await company.press(BJORN, Action.CLAIM, 1)
    await company.later(seconds=5)
    assert named_in(latest(company, KUNDER, CaseInShort)) == set()


async def test_a_private_one_is_over_with_the_step_that_it_asked_for_and_stands_while_others_talk(
    company: Company,
) -> None:
    await reminded(company, a_claimed_case, "2026-11-24 12:30")
    await company.say(FRIDA, "escalate 1 because her mother asked too")
    await company.later(seconds=5)
    assert isinstance(latest(company, EIRIK, CaseReminder, CaseInShort), CaseReminder)
    await step(company, EIRIK, Step.CONTACTED, "She had called three times.")
    await company.later(seconds=5)
    assert isinstance(latest(company, EIRIK, CaseReminder, CaseInShort), CaseInShort)


async def corrects(company: Company) -> None:
    form = await company.press(CECILIA, Action.CORRECT, 1)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, text="Fjärde samtalet om samma sak.")


async def withdraws(company: Company) -> None:
    await company.press(CECILIA, Action.WITHDRAW, 1)


@pytest.mark.parametrize("change", [corrects, withdraws])
@pytest.mark.parametrize(
    ("before", "until", "where"),
    [
        (a_case, "2026-11-23 12:30", KUNDER),
        (a_claimed_case, "2026-11-24 12:30", EIRIK),
        (a_resolved_case, "2026-11-25 12:30", EIRIK),
    ],
)
async def test_a_customers_words_do_not_stay_on_what_was_asked_of_anybody(
    company: Company,
    before: Callable[[Company], Awaitable[object]],
    until: str,
    where: object,
    change: Callable[[Company], Awaitable[None]],
) -> None:
    await reminded(company, before, until)
    asked = [each for each in company.standing(where) if CRITICISM[0] in repr(each)]  # type: ignore[arg-type]
    assert any(isinstance(each, CaseReminder) for each in asked)
    await change(company)
    await company.later(seconds=5)
    assert not [each for each in company.standing(where) if CRITICISM[0] in repr(each)]  # type: ignore[arg-type]
    if change is withdraws:
        assert isinstance(latest(company, where, QuoteRemoved), QuoteRemoved)


# A story untold ---------------------------------------------------------------------------------


async def leaves(company: Company, *who: object) -> None:
    for each in who:
        await company.write(people.changed, replace(PROFILES[each], gone=True))  # type: ignore[index]


async def test_of_a_story_whose_owner_has_left_the_admins_are_asked_and_anybody_may_tell_it(on_both: Company) -> None:
    company = on_both
    company.clock.set(local("2026-11-23 09:45"))
    await a_resolved_case(company)
    with pytest.raises(NotYours):
        await company.press(ASTRID, Action.STORY, 1)
    await leaves(company, EIRIK)
    await company.at(local("2026-11-25 12:30"))
    asked = latest(company, ASTRID, CaseReminder)
    assert isinstance(asked, CaseReminder)
    assert asked.rung is Rung.UNTOLD
    form = await company.press(ASTRID, Action.STORY, 1)
    assert isinstance(form, StoryForm)
    assert (form.learned, form.named) == (LEARNING, None)
    assert await tell(company, ASTRID) == CaseDone(Done.STORY_POSTED, 1)
    story = latest(company, KUNDER, Story)
    assert isinstance(story, Story)
    assert (story.by, story.team) == (None, "billing"), "nobody is said to have done what another did"
    assert isinstance(latest(company, ASTRID, CaseReminder, CaseInShort), CaseInShort)


async def test_where_there_is_no_admin_its_thread_is_asked(company: Company) -> None:
    company.clock.set(local("2026-11-23 09:45"))
    await a_resolved_case(company)
    await leaves(company, EIRIK, ASTRID)
    await company.at(local("2026-11-25 12:30"))
    [asked] = [each for each in company.slack.requests if isinstance(each.message, CaseReminder)]
    assert isinstance(asked.message, CaseReminder)
    assert (asked.message.rung, asked.to, asked.thread is not None) == (Rung.UNTOLD_THREAD, KUNDER, True)


async def test_that_it_could_be_told_is_said_no_longer_once_it_is(company: Company) -> None:
    await a_resolved_case(company)
    ready = latest(company, EIRIK, StoryReady)
    assert isinstance(ready, StoryReady)
    assert not ready.case.story_posted
    await tell(company, EIRIK)
    ready = latest(company, EIRIK, StoryReady)
    assert isinstance(ready, StoryReady)
    assert ready.case.story_posted
    await say(company, FRIDA, Action.REOPEN, "She called again.")
    await company.later(seconds=5)
    assert not [each for each in company.standing(EIRIK) if isinstance(each, StoryReady)]


async def test_who_is_not_to_be_named_is_not_asked_whether(company: Company) -> None:
    await a_resolved_case(company, BJORN)
    form = await company.press(BJORN, Action.STORY, 1)
    assert isinstance(form, StoryForm)
    assert form.named is None
    await tell(company, BJORN, named=True)
    story = latest(company, KUNDER, Story)
    assert isinstance(story, Story)
    assert story.by is None


async def test_nor_is_who_has_opted_out(company: Company) -> None:
    await a_resolved_case(company)
    form = await company.press(EIRIK, Action.STORY, 1)
    assert isinstance(form, StoryForm)
    assert form.named
    await company.opt_out(EIRIK)
    form = await company.press(EIRIK, Action.STORY, 1)
    assert isinstance(form, StoryForm)
    assert form.named is None


# Hand-overs and releases ------------------------------------------------------------------------


async def test_that_an_offer_was_declined_asks_for_nothing_once_another_is_out(company: Company) -> None:
    await a_claimed_case(company)
    await hand_over(company, EIRIK, to=(FRIDA,))
    await company.later(seconds=5)
    await say(company, FRIDA, Action.DECLINE, "No time.")
    await company.later(seconds=5)
    answered = latest(company, EIRIK, OfferAnswered)
    assert isinstance(answered, OfferAnswered)
    assert (answered.accepted, answered.yours) == (False, True)
    await hand_over(company, EIRIK, to=(DECLAN,))
    await company.later(seconds=5)
    answered = latest(company, EIRIK, OfferAnswered)
    assert isinstance(answered, OfferAnswered)
    assert not answered.yours


@pytest.mark.parametrize("change", CHANGES)
async def test_who_answered_an_offer_or_released_a_case_is_shown_as_they_want_to_be(
    on_both: Company, change: Callable[[Company], Awaitable[None]]
) -> None:
    company = on_both
    await a_claimed_case(company, FRIDA)
    await hand_over(company, FRIDA, to=(EIRIK,))
    await company.later(seconds=5)
    await say(company, EIRIK, Action.DECLINE, "No time.")
    await company.later(seconds=5)
    assert EIRIKS in named_in(latest(company, FRIDA, OfferAnswered))
    await change(company)
    await company.later(seconds=5)
    assert EIRIKS not in named_in(latest(company, FRIDA, OfferAnswered))


async def test_whoever_has_a_case_is_told_that_a_curator_released_it(company: Company) -> None:
    await a_claimed_case(company)
    await company.press(ASTRID, Action.RELEASE, 1)
    await company.later(seconds=5)
    told = latest(company, EIRIK, CaseReleased)
    assert isinstance(told, CaseReleased)
    assert (told.by.name, told.free) == ("Astrid Lindqvist", True)
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.write(people.changed, replace(PROFILES[ASTRID], name="Astrid Holm"))
    await company.later(seconds=5)
    told = latest(company, EIRIK, CaseReleased)
    assert isinstance(told, CaseReleased)
    assert (told.by.name, told.free) == ("Astrid Holm", False)


async def test_so_is_each_who_had_it_one_after_the_other(company: Company) -> None:
    await a_claimed_case(company)
    await company.press(ASTRID, Action.RELEASE, 1)
    await company.press(FRIDA, Action.CLAIM, 1)
    await company.press(ASTRID, Action.RELEASE, 1)
    await company.later(seconds=5)
    for who in (EIRIK, FRIDA):
        assert len([each for each in company.standing(who) if isinstance(each, CaseReleased)]) == 1


async def test_and_nothing_is_said_to_who_released_it_themselves(company: Company) -> None:
    await a_claimed_case(company)
    await company.press(EIRIK, Action.RELEASE, 1)
    await company.later(seconds=5)
    assert not [each for each in company.standing(EIRIK) if isinstance(each, CaseReleased)]


async def test_of_a_case_that_was_ones_own_before_the_newest_message_has_the_steps(company: Company) -> None:
    await a_claimed_case(company)
    await company.press(EIRIK, Action.RELEASE, 1)
    await company.press(EIRIK, Action.CLAIM, 1)
    await company.later(seconds=5)
    theirs = [each for each in company.standing(EIRIK) if isinstance(each, CaseSteps | CaseInShort)]
    assert [type(each) for each in theirs] == [CaseInShort, CaseSteps]


async def test_a_case_is_handed_to_a_person_or_to_a_team_not_to_both(company: Company) -> None:
    await a_claimed_case(company)
    both = await hand_over(company, EIRIK, to=(FRIDA,), team=str(company.team["billing"]))
    assert isinstance(both, Faulty)
    assert isinstance(both.faults["team"], TwoChosen)
    assert not [each for each in company.standing(KUNDER) if isinstance(each, CaseNote) and each.entry.to]


# To one person ----------------------------------------------------------------------------------


async def test_after_the_card_is_out_the_heads_up_no_longer_says_when_it_comes(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    await company.tick()
    told = latest(company, BJORN, HeadsUp)
    assert isinstance(told, HeadsUp)
    assert told.minutes == 15
    await company.later(minutes=15)
    await company.later(seconds=5)
    told = latest(company, BJORN, HeadsUp)
    assert isinstance(told, HeadsUp)
    assert told.minutes == 0


async def test_context_opens_with_what_one_has_said_oneself(company: Company) -> None:
    number = await a_quote(company)
    await say(company, BJORN, Action.ADD_CONTEXT, "The van was stuck.")
    form = await company.press(BJORN, Action.ADD_CONTEXT, number)
    assert getattr(form, "words", None) == "The van was stuck."
    with pytest.raises(NotConcerned):
        await company.press(FRIDA, Action.ADD_CONTEXT, number)


async def test_on_a_card_of_ones_own_are_ones_own_buttons(company: Company) -> None:
    async def role(who: object) -> Role:
        shown = await company.say(who, "case 1")  # type: ignore[arg-type]
        assert isinstance(shown, CaseCard)
        return shown.role

    await a_claimed_case(company)
    assert (await role(EIRIK), await role(FRIDA)) == (Role.OWNER, Role.COLLEAGUE)
    await hand_over(company, EIRIK, to=(FRIDA,))
    assert (await role(FRIDA), await role(DECLAN)) == (Role.ASKED, Role.COLLEAGUE)


# A channel that was closed meanwhile --------------------------------------------------------------


async def _invited_again(company: Company) -> object:
    return await company.invite(ASTRID)


async def _unarchived(company: Company) -> object:
    return await company.write(channels.reopened, KUNDER)


async def _resumed(company: Company) -> object:
    return await company.say(ASTRID, "resume")


@pytest.mark.parametrize("opens", [_invited_again, _unarchived, _resumed])
async def test_a_channel_that_is_open_again_shows_who_has_taken_the_case_meanwhile(
    on_both: Company, opens: Callable[[Company], Awaitable[object]]
) -> None:
    company = on_both
    await a_case(company)
    await company.write(channels.left, KUNDER)
    company.slack.fail(*[ChannelClosed("not_in_channel")] * 9, concerns=lambda letter: letter.to == KUNDER)
    await company.press(EIRIK, Action.CLAIM, 1, None)
    await company.later(minutes=1)
    assert on_card(company).case.state is State.OPEN
    company.slack.forgive()
    await opens(company)
    await company.later(minutes=1)
    assert on_card(company).case.state is State.CLAIMED


# Too late ---------------------------------------------------------------------------------------


async def test_a_moment_ago_is_not_for_ever(company: Company) -> None:
    await a_claimed_case(company)
    with pytest.raises(AlreadyClaimed) as refused:
        await company.press(FRIDA, Action.CLAIM, 1)
    assert type(refused.value) is AlreadyClaimed
    await company.later(minutes=10)
    with pytest.raises(TakenBefore) as refused:
        await company.press(FRIDA, Action.CLAIM, 1)
    assert refused.value.facts == {"owner": EIRIKS, "number": 1}


async def test_a_case_that_was_handed_over_is_taken_from_when_its_new_owner_accepted(company: Company) -> None:
    await a_claimed_case(company, FRIDA)
    await company.later(hours=1)
    await hand_over(company, FRIDA, to=(EIRIK,))
    await company.press(EIRIK, Action.ACCEPT, 1)
    for refusal in (AlreadyClaimed, TakenBefore):
        with pytest.raises(AlreadyClaimed) as refused:
            await company.press(DECLAN, Action.CLAIM, 1)
        assert type(refused.value) is refusal
        await company.later(minutes=10)


@pytest.mark.parametrize(
    ("action", "before", "refusal"),
    [
        (Action.CLOSE, a_claimed_case, ClaimedMeanwhile),
        (Action.CLOSE, a_resolved_case, NotInThatState),
        (Action.REOPEN, a_claimed_case, ClaimedMeanwhile),
        (Action.REOPEN, a_case, NotInThatState),
        (Action.DECLINE, a_claimed_case, NothingOffered),
        (Action.DECLINE, a_case, NotInThatState),
        (Action.SAY_WHY, a_case, OpenerOnly),
        (Action.SAY_WHY, a_resolved_case, NotInThatState),
    ],
)
async def test_an_old_button_opens_no_form_for_what_would_be_refused(
    company: Company, action: Action, before: Callable[[Company], Awaitable[object]], refusal: type[Refused]
) -> None:
    """Its words would be lost."""
    await before(company)
    with pytest.raises(refusal) as refused:
        await company.press(DECLAN, action, 1)
    assert type(refused.value) is refusal
    with pytest.raises(NoSuchCase):
        await company.press(DECLAN, action, 999)


async def test_who_sends_a_form_that_was_open_already_reads_that_nothing_was_changed(company: Company) -> None:
    await a_case(company)
    assert isinstance(await company.press(DECLAN, Action.CLOSE, 1), SentenceForm)
    await company.press(EIRIK, Action.CLAIM, 1)
    with pytest.raises(ClaimedMeanwhile) as refused:
        await say(company, DECLAN, Action.CLOSE, "She laughed about it.")
    assert refused.value.facts == {"owner": EIRIKS, "number": 1}


async def test_an_owner_who_has_opted_out_is_not_named_to_who_is_refused(company: Company) -> None:
    await a_claimed_case(company)
    await company.opt_out(EIRIK)
    for action in (Action.CLAIM, Action.STEPS, Action.RELEASE):
        with pytest.raises((AlreadyClaimed, NotYours)) as refused:
            await company.press(FRIDA, action, 1)
        assert refused.value.facts["owner"] is None
