"""A case in somebody's hands: claimed, handed over, followed step by step to its end."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.cases import (
    AlreadyClaimed,
    LearningMissing,
    LoopMissing,
    Move,
    NoSuchCase,
    NothingOffered,
    NotInThatState,
    NotYours,
    OfferRefused,
    State,
)
from bot.domain.errors import Refused
from bot.domain.people import NotAllowed
from bot.domain.refs import CaseNumber, MemberRef
from bot.domain.steps import WORDS_MOST, BasisMissing, SentenceMissing, Step
from bot.services import conversation, people, reminding
from bot.services.cases import CaseOver
from bot.services.handing_over import NobodyChosen
from bot.speech import (
    Action,
    CaseCard,
    CaseDone,
    CaseHistory,
    CaseInShort,
    CaseList,
    CaseNote,
    CaseOpened,
    CaseSteps,
    Done,
    Faulty,
    HandOverForm,
    OfferAnswered,
    OfferNotice,
    ResolveForm,
    SentenceForm,
    StepForm,
    StoryForm,
    StoryReady,
)
from bot.wording import message, words
from tests.builders import (
    ANNA_BERG,
    ANNA_DAHL,
    ASTRID,
    BJORN,
    CECILIA,
    DECLAN,
    EIRIK,
    FRIDA,
    HANNA_WHO_LEFT,
    KUNDER,
    PARTNER,
    TICKETBOT,
)
from tests.services.casework import (
    CAUSE,
    LEARNING,
    LOOP,
    a_case,
    a_claimed_case,
    a_quote,
    a_resolved_case,
    card,
    case,
    owner,
    say,
    step,
)
from tests.services.company import Company
from tests.wording.samples import spoken
from tests.wording.test_messages import buttons, lines


def on_card(company: Company) -> CaseCard:
    found = card(company)
    assert isinstance(found, CaseCard)
    return found


async def hand_over(company: Company, who: MemberRef, to: MemberRef | str, remark: str = "") -> object:
    if isinstance(to, str):
        return await company.submit(who, "hand-over", "1", to=(), team=str(company.team[to]), words=remark)
    return await company.submit(who, "hand-over", "1", to=(to,), team="", words=remark)


# Claimed ----------------------------------------------------------------------------------------


async def test_one_of_many_wins_and_the_others_are_told_who(company: Company) -> None:
    await a_case(company)
    everybody = (ASTRID, BJORN, CECILIA, DECLAN, EIRIK, FRIDA, ANNA_BERG)
    claims = [company.press(who, Action.CLAIM, 1) for who in everybody]
    answers = await asyncio.gather(*claims, return_exceptions=True)
    won = [who for who, answer in zip(everybody, answers, strict=True) if answer == CaseDone(Done.CLAIMED, 1)]
    assert len(won) == 1
    assert await owner(company) == won[0]
    winner = (await company.member(won[0])).name
    refused = [answer for answer in answers if isinstance(answer, AlreadyClaimed)]
    assert [each.facts["owner"] for each in refused] == [winner] * 6
    await company.later(seconds=5)
    assert len([each for each in company.slack.requests if isinstance(each.message, CaseSteps)]) == 1


async def test_its_owner_is_handed_the_steps_and_claims_it_twice_in_vain(company: Company) -> None:
    await a_claimed_case(company)
    [steps] = company.standing(EIRIK)
    assert isinstance(steps, CaseSteps)
    assert (steps.fresh, steps.case.missing) == (True, tuple(Step))
    before = await case(company)
    assert await company.press(EIRIK, Action.CLAIM, 1) == CaseDone(Done.CLAIMED, 1)
    assert await case(company) == before
    shown = on_card(company).case.owner
    assert shown is not None
    assert shown.name == "Eirik Sæther"


async def test_the_steps_in_their_message_follow_what_is_done(company: Company) -> None:
    await a_claimed_case(company)
    await step(company, EIRIK, Step.LEARNING, LEARNING)
    await company.later(seconds=5)
    [steps] = company.standing(EIRIK)
    assert isinstance(steps, CaseSteps)
    assert Step.LEARNING not in steps.case.missing
    await hand_over(company, EIRIK, FRIDA)
    await company.press(FRIDA, Action.ACCEPT, 1)
    await company.later(seconds=5)
    theirs = company.standing(EIRIK)[0]
    assert isinstance(theirs, CaseInShort), "what is not theirs any more has no steps for them"
    assert getattr(theirs.case.owner, "name", None) == "Frida Öberg"
    await company.press(CECILIA, Action.WITHDRAW, 1)
    await company.later(seconds=5)
    for who in (EIRIK, FRIDA):
        assert not [each for each in company.standing(who) if isinstance(each, CaseInShort | CaseSteps)]


async def test_what_is_over_is_not_claimed_not_even_by_its_owner(company: Company) -> None:
    await a_resolved_case(company)
    for who in (EIRIK, FRIDA):
        with pytest.raises(NotInThatState):
            await company.press(who, Action.CLAIM, 1)
    with pytest.raises(NoSuchCase):
        await company.press(FRIDA, Action.CLAIM, 99)


async def test_released_it_is_anybodys_again(company: Company) -> None:
    await a_claimed_case(company)
    with pytest.raises(NotYours):
        await company.press(FRIDA, Action.RELEASE, 1)
    assert await company.press(EIRIK, Action.RELEASE, 1) == CaseDone(Done.RELEASED, 1)
    assert (await case(company)).state is State.OPEN
    await company.press(FRIDA, Action.CLAIM, 1)
    assert await owner(company) == FRIDA
    await company.press(ASTRID, Action.RELEASE, 1)
    assert await owner(company) is None


async def test_people_of_another_company_look_and_do_nothing(company: Company) -> None:
    await a_claimed_case(company)
    for action in (Action.CLAIM, Action.STEPS, Action.HISTORY, Action.SHOW_CASE, Action.RELEASE, Action.ACCEPT):
        with pytest.raises(NotAllowed):
            await company.press(PARTNER, action, 1)
    for line in ("case 1", "cases", "escalate 1"):
        with pytest.raises(NotAllowed):
            await company.say(PARTNER, line)
    with pytest.raises(NotAllowed):
        await step(company, PARTNER, Step.LEARNING, LEARNING)


# Handed over ------------------------------------------------------------------------------------


async def test_offered_to_a_colleague_it_stays_until_they_accept(company: Company) -> None:
    await a_claimed_case(company)
    assert isinstance(await company.press(EIRIK, Action.HAND_OVER, 1), HandOverForm)
    assert await hand_over(company, EIRIK, FRIDA, "You know routers.") == CaseDone(Done.OFFERED, 1)
    await company.later(seconds=5)
    [offered] = company.standing(FRIDA)
    assert isinstance(offered, OfferNotice)
    assert (offered.words, offered.by.name, offered.team) == ("You know routers.", "Eirik Sæther", None)
    assert await owner(company) == EIRIK
    for who in (CECILIA, EIRIK):
        with pytest.raises(NothingOffered):
            await company.press(who, Action.ACCEPT, 1)
    assert await company.press(FRIDA, Action.ACCEPT, 1) == CaseDone(Done.ACCEPTED, 1)
    await company.later(seconds=5)
    assert await owner(company) == FRIDA
    answered = company.standing(EIRIK)[-1]
    assert isinstance(answered, OfferAnswered)
    assert (answered.accepted, answered.by.name) == (True, "Frida Öberg")
    assert isinstance(company.standing(FRIDA)[-1], CaseSteps)


async def test_declined_with_words_it_stays_where_it_is(company: Company) -> None:
    await a_claimed_case(company)
    await hand_over(company, EIRIK, FRIDA)
    assert await company.press(FRIDA, Action.DECLINE, 1) == SentenceForm(Action.DECLINE, 1)
    assert await say(company, FRIDA, Action.DECLINE, "On leave from Monday.") == CaseDone(Done.DECLINED, 1)
    await company.later(seconds=5)
    answered = company.standing(EIRIK)[-1]
    assert isinstance(answered, OfferAnswered)
    assert (answered.accepted, answered.words) == (False, "On leave from Monday.")
    assert (await owner(company), (await case(company)).offer) == (EIRIK, None)


async def test_offered_to_a_team_the_first_to_accept_has_it(company: Company) -> None:
    await a_claimed_case(company)
    await hand_over(company, EIRIK, "technical support")
    await company.later(seconds=5)
    for who in (FRIDA, ANNA_BERG):
        [offered] = company.standing(who)
        assert isinstance(offered, OfferNotice)
        assert offered.team == "technical support"
    assert on_card(company).case.offered_to == "technical support"
    await company.press(ANNA_BERG, Action.ACCEPT, 1)
    with pytest.raises(NothingOffered):
        await company.press(FRIDA, Action.ACCEPT, 1)
    assert await owner(company) == ANNA_BERG


async def _accepted(company: Company) -> object:
    return await company.press(ANNA_BERG, Action.ACCEPT, 1)


async def a_team_asked(company: Company) -> None:
    """Technical support: Frida and two Annas."""
    await a_claimed_case(company)
    await hand_over(company, EIRIK, "technical support")
    await company.later(seconds=5)


async def test_a_no_from_one_of_a_team_leaves_the_offer_to_the_others(on_both: Company) -> None:
    company = on_both
    await a_team_asked(company)
    said_before = len(company.standing(EIRIK))
    assert await say(company, FRIDA, Action.DECLINE, "") == CaseDone(Done.PASSED, 1)
    await company.later(seconds=5)
    frida, anna = offers(company)
    assert not buttons(message(frida, words("en")))
    assert "Frida Öberg declined" in lines(message(frida, words("en")))
    assert buttons(message(anna, words("en")))
    assert on_card(company).case.offered_to == "technical support"
    assert len(company.standing(EIRIK)) == said_before, "a no without a word is in the timeline, and no more"
    assert ([*(await company.home(FRIDA)).offers], len((await company.home(ANNA_BERG)).offers)) == ([], 1)
    for again in (company.press(FRIDA, Action.ACCEPT, 1), company.press(FRIDA, Action.DECLINE, 1)):
        with pytest.raises(NothingOffered):
            await again
    assert await company.press(ANNA_DAHL, Action.ACCEPT, 1) == CaseDone(Done.ACCEPTED, 1)
    assert await owner(company) == ANNA_DAHL


async def test_of_a_no_only_the_decliners_own_question_is_drawn_again(company: Company) -> None:
    await a_team_asked(company)
    company.slack.edits.clear()
    await say(company, FRIDA, Action.DECLINE, "")
    await company.later(seconds=5)
    assert [type(letter.message) for letter in company.slack.edits] == [OfferNotice]


async def test_the_owner_hears_what_somebody_says_and_when_nobody_is_left_to_ask(company: Company) -> None:
    await a_team_asked(company)
    await say(company, FRIDA, Action.DECLINE, "On leave from Monday.")
    await company.later(seconds=5)
    assert lines(message(company.standing(EIRIK)[-1], words("en")))[:2] == [
        "Frida Öberg declined case 1. The others in team technical support are still asked.",
        "Frida Öberg: On leave from Monday.",
    ]
    await say(company, ANNA_BERG, Action.DECLINE, "")
    assert await say(company, ANNA_DAHL, Action.DECLINE, "") == CaseDone(Done.DECLINED, 1)
    await company.later(seconds=5)
    [_, *answered] = company.standing(EIRIK)
    assert [type(each) for each in answered] == [OfferAnswered] * 2
    assert lines(message(answered[-1], words("en")))[0] == (
        "Anna Dahl declined case 1, as everybody else asked in team technical support has, so it is still yours."
    )
    assert (await owner(company), (await case(company)).offer) == (EIRIK, None)
    assert on_card(company).case.offered_to is None


async def test_when_all_of_a_team_decline_at_once_exactly_one_of_them_is_the_last(on_both: Company) -> None:
    company = on_both
    await a_team_asked(company)
    team = (FRIDA, ANNA_BERG, ANNA_DAHL)
    answers = await asyncio.gather(*(say(company, who, Action.DECLINE, "") for who in team))
    assert sorted(getattr(each, "done", "") for each in answers) == [Done.DECLINED, Done.PASSED, Done.PASSED]
    timeline = await company.read(lambda unit: unit.cases.timeline(CaseNumber(1)))
    assert [entry.ends_offer for entry in timeline if entry.move is Move.DECLINE] == [False, False, True]
    await company.later(seconds=5)
    assert len([each for each in company.standing(EIRIK) if isinstance(each, OfferAnswered)]) == 1


async def test_of_a_team_only_those_who_could_take_it_are_waited_for(company: Company) -> None:
    """And in a team of one other the answer is of that one."""
    await a_claimed_case(company)
    await _a_team_of(company, "returns", EIRIK, TICKETBOT, HANNA_WHO_LEFT, FRIDA)
    company.team = {each.name: each.number for each in await company.read(lambda unit: unit.teams.all())}
    await hand_over(company, EIRIK, "returns")
    assert await say(company, FRIDA, Action.DECLINE, "") == CaseDone(Done.DECLINED, 1)
    await company.later(seconds=5)
    assert lines(message(company.standing(EIRIK)[-1], words("en")))[0] == (
        "Frida Öberg declined case 1, so it is still yours."
    )


async def test_a_no_neither_stirs_a_case_nor_puts_off_its_reminder(company: Company) -> None:
    await a_team_asked(company)
    before = await company.read(lambda unit: reminding.standstill(unit, unit.cases.get(CaseNumber(1))))
    await say(company, FRIDA, Action.DECLINE, "")
    assert await company.read(lambda unit: reminding.standstill(unit, unit.cases.get(CaseNumber(1)))) == before


async def _declined(company: Company) -> object:
    for who in (FRIDA, ANNA_BERG):
        await say(company, who, Action.DECLINE, "On leave from Monday.")
    return await say(company, ANNA_DAHL, Action.DECLINE, "On leave from Monday.")


async def _released(company: Company) -> object:
    return await company.press(EIRIK, Action.RELEASE, 1)


async def _offered_to_another(company: Company) -> object:
    return await hand_over(company, EIRIK, CECILIA)


async def _resolved(company: Company) -> object:
    return await company.submit(EIRIK, "resolve", "1", learning=LEARNING, possible="yes", loop=LOOP)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (_accepted, "Anna Berg took the case over"),
        (_declined, " declined: On leave from Monday."),
        (_released, "Eirik Sæther released the case"),
        (_offered_to_another, "Eirik Sæther asked Cecilia Åkerblom to take over"),
        (_resolved, "Eirik Sæther resolved the case"),
    ],
)
async def test_an_offer_that_was_answered_or_is_void_says_so_and_has_no_buttons(
    company: Company, end: Callable[[Company], Awaitable[object]], said: str
) -> None:
    await a_claimed_case(company)
    await hand_over(company, EIRIK, "technical support", "You know routers.")
    await company.later(seconds=5)
    assert [[*buttons(message(each, words("en")))] == [] for each in offers(company)] == [False, False]
    await end(company)
    await company.later(seconds=5)
    assert len(offers(company)) == 2
    for each in offers(company):
        worded = message(each, words("en"))
        assert not buttons(worded)
        assert each.words == "You know routers."
        assert said in "\n".join(lines(worded))


async def test_an_offer_that_stands_shows_how_far_the_case_is_by_now(company: Company) -> None:
    await a_claimed_case(company)
    await hand_over(company, EIRIK, FRIDA)
    await company.later(seconds=5)
    await step(company, EIRIK, Step.LEARNING, LEARNING)
    await company.later(seconds=5)
    [offer] = offers(company)
    assert "● learning" in "\n".join(lines(message(offer, words("en"))))
    assert [*buttons(message(offer, words("en")))]


def offers(company: Company) -> list[OfferNotice]:
    return [each for who in (FRIDA, ANNA_BERG) for each in company.standing(who) if isinstance(each, OfferNotice)]


@pytest.mark.parametrize("to", [EIRIK, TICKETBOT, HANNA_WHO_LEFT, PARTNER])
async def test_nobody_who_could_not_take_it_is_asked(company: Company, to: MemberRef) -> None:
    await a_claimed_case(company)
    before = await case(company)
    refused = await hand_over(company, EIRIK, to)
    assert isinstance(refused, Faulty)
    assert isinstance(refused.faults["to"], OfferRefused)
    assert await case(company) == before


async def _a_team_of(company: Company, name: str, *refs: MemberRef) -> None:
    await company.write(people.meet, [company.slack.people[ref] for ref in refs])
    await company.submit(ASTRID, "team", "", name=name, members=refs)
    company.team = await company.read(lambda unit: {team.name: team.number for team in unit.teams.all()})


async def test_nor_is_a_team_in_which_nobody_could(company: Company) -> None:
    await a_claimed_case(company)
    await _a_team_of(company, "alone", EIRIK)
    await _a_team_of(company, "gone", EIRIK, HANNA_WHO_LEFT, TICKETBOT)
    before = await case(company)
    for team in ("alone", "gone"):
        refused = await hand_over(company, EIRIK, team)
        assert isinstance(refused, Faulty), team
        assert isinstance(refused.faults["to"], OfferRefused)
    assert await case(company) == before


async def test_a_hand_over_needs_somebody_and_an_owner(company: Company) -> None:
    await a_claimed_case(company)
    nobody = await company.submit(EIRIK, "hand-over", "1", to=(), team="", words="")
    assert isinstance(nobody, Faulty)
    assert isinstance(nobody.faults["to"], NobodyChosen)
    with pytest.raises(NotYours):
        await hand_over(company, FRIDA, CECILIA)


# Steps ------------------------------------------------------------------------------------------


async def test_steps_in_any_order_and_what_is_missing_is_on_the_card(company: Company) -> None:
    await a_claimed_case(company)
    assert isinstance(await company.press(EIRIK, Action.STEP, "1|learning"), StepForm)
    missing = (Step.CONTACTED, Step.CAUSE, Step.CHANGE, Step.LOOP)
    assert await step(company, EIRIK, Step.LEARNING, LEARNING) == CaseDone(Done.LOGGED, 1, missing)
    await step(company, EIRIK, Step.CAUSE, CAUSE, basis="assumed")
    await company.later(seconds=5)
    assert on_card(company).case.missing == (Step.CONTACTED, Step.CHANGE, Step.LOOP)
    with pytest.raises(NotYours):
        await step(company, FRIDA, Step.CAUSE, CAUSE, basis="assumed")


async def test_a_cause_says_how_it_is_known_and_no_step_is_empty(company: Company) -> None:
    await a_claimed_case(company)
    before = await case(company)
    for which, said, fault in ((Step.CAUSE, CAUSE, BasisMissing), (Step.LEARNING, " ", SentenceMissing)):
        refused = await step(company, EIRIK, which, said)
        assert isinstance(refused, Faulty)
        assert [type(each) for each in refused.faults.values()] == [fault]
    assert await case(company) == before


async def test_the_thread_tells_which_step_was_taken_and_not_what_it_says(company: Company) -> None:
    await a_claimed_case(company)
    where = next(each.ref for each in company.slack.standing if isinstance(each.message, CaseCard))
    assert where is not None
    await step(company, EIRIK, Step.CONTACTED, "She wept on the phone.", how="phone", expectation="high")
    await company.later(seconds=5)
    letters = [letter for letter in company.slack.requests if isinstance(letter.message, CaseNote)]
    assert {(letter.to, letter.thread) for letter in letters} == {(KUNDER, where.id)}
    notes = [letter.message for letter in letters if isinstance(letter.message, CaseNote)]
    assert [note.entry.move for note in notes] == [Move.CLAIM, Move.LOG]
    for note in notes:
        assert not [text for text in spoken(message(note, words("en"))) if "wept" in text]
    assert "wept" not in repr(notes)


async def test_the_history_tells_everything_to_who_asks(company: Company) -> None:
    await a_resolved_case(company)
    told = await company.press(FRIDA, Action.HISTORY, 1)
    assert isinstance(told, CaseHistory)
    assert [entry.move for entry in told.entries] == [Move.OPEN, Move.CLAIM, *[Move.LOG] * 5, Move.RESOLVE]


# To the end -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"learning": "", "loop": LOOP}, LearningMissing),
        ({"learning": LEARNING, "loop": ""}, LoopMissing),
        ({"learning": "", "loop": ""}, LearningMissing),
    ],
)
async def test_without_a_learning_and_a_closed_loop_nothing_is_resolved(
    company: Company, values: dict[str, str], fault: type[Refused]
) -> None:
    await a_claimed_case(company)
    before = await case(company)
    refused = await company.submit(EIRIK, "resolve", "1", possible="yes", **values)
    assert isinstance(refused, Faulty)
    assert [type(each) for each in refused.faults.values()] == [fault]
    assert await case(company) == before


@pytest.mark.parametrize("field", ["learning", "loop"])
async def test_a_sentence_that_is_too_long_to_resolve_with_is_a_fault_of_its_field(
    company: Company, field: str
) -> None:
    await a_claimed_case(company)
    before = await case(company)
    given = {"learning": LEARNING, "loop": LOOP} | {field: "x" * (WORDS_MOST + 1)}
    refused = await company.submit(EIRIK, "resolve", "1", possible="yes", **given)
    assert isinstance(refused, Faulty)
    assert {name: type(fault) for name, fault in refused.faults.items()} == {field: SentenceMissing}
    assert await case(company) == before


async def test_nobody_resolves_anothers_case_and_is_told_so_first(company: Company) -> None:
    await a_claimed_case(company)
    with pytest.raises(NotYours) as refused:
        await company.submit(FRIDA, "resolve", "1", learning="", possible="yes", loop="")
    assert refused.value.facts["owner"] == "Eirik Sæther"


async def test_resolved_with_a_loop_that_could_not_be_closed(company: Company) -> None:
    await a_claimed_case(company)
    done = await company.submit(EIRIK, "resolve", "1", learning=LEARNING, possible="no", loop="She moved abroad.")
    assert done == CaseDone(Done.RESOLVED, 1)
    found = await case(company)
    assert (found.state, found.steps[Step.LOOP].possible) == (State.RESOLVED, False)
    await company.later(seconds=5)
    assert isinstance(company.standing(EIRIK)[-1], StoryReady)


async def test_the_form_to_resolve_opens_with_what_was_logged(company: Company) -> None:
    await a_claimed_case(company)
    await step(company, EIRIK, Step.LEARNING, LEARNING)
    await step(company, EIRIK, Step.LOOP, "She moved.", possible="no")
    form = await company.press(EIRIK, Action.RESOLVE, 1)
    assert form == ResolveForm(CaseNumber(1), LEARNING, False, "She moved.")


async def test_and_sent_in_as_it_opened_it_logs_nothing_again(company: Company) -> None:
    await a_claimed_case(company)
    await step(company, EIRIK, Step.LEARNING, LEARNING)
    await step(company, EIRIK, Step.LOOP, LOOP)
    await company.submit(EIRIK, "resolve", "1", learning=LEARNING, possible="yes", loop=LOOP)
    history = await company.press(EIRIK, Action.HISTORY, 1)
    assert isinstance(history, CaseHistory)
    assert [each.move for each in history.entries] == [Move.OPEN, Move.CLAIM, Move.LOG, Move.LOG, Move.RESOLVE]


async def test_reopened_with_a_sentence_it_keeps_its_steps_and_has_no_owner(company: Company) -> None:
    await a_resolved_case(company)
    assert isinstance(await say(company, FRIDA, Action.REOPEN, ""), Faulty)
    assert await say(company, FRIDA, Action.REOPEN, "She called again.") == CaseDone(Done.REOPENED, 1)
    found = await case(company)
    assert (found.state, found.owner, found.steps[Step.LEARNING].words) == (State.OPEN, None, LEARNING)
    await company.later(seconds=5)
    assert on_card(company).case.state is State.OPEN


# Drafts -----------------------------------------------------------------------------------------


async def keep(company: Company, who: MemberRef, form: str, memo: str, **values: str) -> None:
    await company.write(conversation.keep_draft, company.occasion(who, None, None), form, memo, values)


async def test_a_step_that_was_closed_unsent_opens_as_it_was_left(company: Company) -> None:
    await a_claimed_case(company)
    await keep(company, EIRIK, "step", "1|cause", words="Perhaps the", basis="assumed")
    assert [(number, each) for number, each in (await company.home(EIRIK)).drafts] == [(1, Step.CAUSE)]
    assert (await company.home(FRIDA)).drafts == ()
    form = await company.press(EIRIK, Action.STEP, "1|cause")
    assert isinstance(form, StepForm)
    assert (form.logged.words, form.logged.basis) == ("Perhaps the", "assumed")
    await step(company, EIRIK, Step.CAUSE, CAUSE, basis="assumed")
    assert (await company.home(EIRIK)).drafts == ()
    form = await company.press(EIRIK, Action.STEP, "1|cause")
    assert isinstance(form, StepForm)
    assert form.logged.words == CAUSE


async def test_home_has_what_was_begun_while_it_can_be_sent(company: Company) -> None:
    await a_claimed_case(company)
    await keep(company, EIRIK, "resolve", "1", learning="We a", possible="yes", loop="")
    assert (await company.home(EIRIK)).drafts == ((1, Action.RESOLVE),)
    await company.submit(EIRIK, "resolve", "1", learning=LEARNING, possible="yes", loop=LOOP)
    await keep(company, EIRIK, "step", "1|cause", words="Perhaps the")
    await keep(company, EIRIK, "story", "1", said="", learned="Ask on", changed="")
    assert (await company.home(EIRIK)).drafts == ((1, Action.STORY),)
    await say(company, FRIDA, Action.REOPEN, "She called again.")
    assert (await company.home(EIRIK)).drafts == ()


async def test_so_do_the_form_to_resolve_and_every_sentence(company: Company) -> None:
    await a_claimed_case(company)
    await keep(company, EIRIK, "resolve", "1", learning="We a", possible="no", loop="")
    form = await company.press(EIRIK, Action.RESOLVE, 1)
    assert isinstance(form, ResolveForm)
    assert (form.learning, form.possible) == ("We a", False)
    await keep(company, FRIDA, "sentence", "say-why|1", words="Because sh")
    assert await company.press(FRIDA, Action.SAY_WHY, 1) == SentenceForm(Action.SAY_WHY, 1, "Because sh")
    await say(company, FRIDA, Action.SAY_WHY, "Because she cried.")
    assert await company.press(FRIDA, Action.SAY_WHY, 1) == SentenceForm(Action.SAY_WHY, 1, "Because she cried.")


async def test_a_field_that_was_cleared_stays_empty(company: Company) -> None:
    await a_claimed_case(company)
    await step(company, EIRIK, Step.LEARNING, LEARNING)
    await keep(company, EIRIK, "step", "1|learning", words="")
    emptied = await company.press(EIRIK, Action.STEP, "1|learning")
    assert isinstance(emptied, StepForm)
    assert emptied.logged.words == ""
    await keep(company, EIRIK, "resolve", "1", learning="", possible="yes", loop="")
    assert await company.press(EIRIK, Action.RESOLVE, 1) == ResolveForm(CaseNumber(1))
    await company.submit(EIRIK, "resolve", "1", learning=LEARNING, possible="yes", loop=LOOP)
    await keep(company, EIRIK, "story", "1", said="", learned="", changed="")
    told = await company.press(EIRIK, Action.STORY, 1)
    assert isinstance(told, StoryForm)
    assert (told.said, told.learned, told.changed) == ("", "", "")


async def test_whose_case_it_is_no_more_has_no_draft_waiting(company: Company) -> None:
    await a_claimed_case(company)
    await keep(company, EIRIK, "step", "1|cause", words="Perhaps the")
    await company.press(EIRIK, Action.RELEASE, 1)
    await company.press(FRIDA, Action.CLAIM, 1)
    assert (await company.home(EIRIK)).drafts == ()


# One card ---------------------------------------------------------------------------------------


async def test_a_burst_of_fifty_changes_is_few_edits_of_one_card(company: Company) -> None:
    await a_claimed_case(company)
    before = len([letter for letter in company.slack.edits if letter.to == KUNDER])
    for number in range(50):
        await step(company, EIRIK, Step.LEARNING, f"{LEARNING} {number}")
        await company.later(milliseconds=200)
    await company.later(seconds=5)
    edits = [letter for letter in company.slack.edits if letter.to == KUNDER][before:]
    assert len(edits) <= 5
    assert on_card(company).case.steps[Step.LEARNING].words == f"{LEARNING} 49"


# Home -------------------------------------------------------------------------------------------


async def test_home_has_what_waits_what_is_offered_and_what_is_open(company: Company) -> None:
    await a_claimed_case(company)
    await a_quote(company, "Jag har ringt fyra gånger om samma router.")
    assert isinstance(await company.press(FRIDA, Action.WORLD, 2), CaseOpened)
    await hand_over(company, EIRIK, CECILIA)
    home = await company.home(EIRIK)
    assert [each.number for each in home.waiting] == [1]
    assert [each.number for each in home.open_cases] == [1, 2]
    assert [each.number for each in (await company.home(CECILIA)).offers] == [1]
    assert (await company.home(CECILIA)).waiting == ()


async def test_a_resolved_case_waits_for_its_story(company: Company) -> None:
    await a_resolved_case(company)
    home = await company.home(EIRIK)
    assert ([each.number for each in home.waiting], home.open_cases) == ([1], ())


async def test_what_was_taken_back_is_on_no_list_any_more(company: Company) -> None:
    await a_claimed_case(company)
    await company.press(CECILIA, Action.WITHDRAW, 1)
    home = await company.home(EIRIK)
    assert home.waiting == home.open_cases == ()
    for which in ("open", "mine"):
        listed = await company.say(EIRIK, f"cases {which}")
        assert isinstance(listed, CaseList)
        assert listed.cases == ()
    with pytest.raises(CaseOver):
        await company.say(EIRIK, "case 1")
