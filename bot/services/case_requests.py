"""What people ask of negative quotes and cases: by a line, a button or a form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bot.domain import requests
from bot.domain.cases import Case, Move, State
from bot.domain.people import Member
from bot.domain.privacy import PersonalData
from bot.domain.quotes import Sentiment, Vote
from bot.domain.refs import CaseNumber, MemberRef, QuoteNumber
from bot.domain.requests import Which
from bot.domain.steps import Step
from bot.ports import Receipt, UnitOfWork
from bot.services import case_forms, cases, handing_over, mentions, reminding, voting
from bot.services.case_places import asked, teams_of, told, works_on
from bot.services.case_showing import learned_before, shown_case, shown_entry
from bot.services.occasion import Occasion, Outcome, once
from bot.services.people import colleague, timezone
from bot.speech import (
    Action,
    Answer,
    CaseCard,
    CaseDone,
    CaseHistory,
    CaseList,
    CaseOpened,
    CaseSteps,
    Done,
    DraftPrompt,
    Role,
    ShownCase,
)

LISTED = 8


# What is said -----------------------------------------------------------------------------------


def _escalate(unit: UnitOfWork, occasion: Occasion, request: requests.Escalate) -> Outcome:
    by = colleague(unit, occasion.who)
    quote = unit.quotes.get(request.quote)
    because = mentions.without_names(unit, by, request.because, quote.members, request.within)
    if quote.sentiment is Sentiment.POSITIVE and not quote.withdrawn:
        # Praise asks first: a person confirms that there is trouble behind it.
        voting.keep_reason(unit, by, quote.number, because)
        return DraftPrompt(None, Sentiment.NEGATIVE, quote.number)
    return once(unit, occasion, lambda: voting.escalate(unit, by, request.quote, because))


def _list(unit: UnitOfWork, occasion: Occasion, request: requests.Cases) -> Outcome:
    by = colleague(unit, occasion.who)
    listed: Mapping[Which, Callable[[int], Sequence[Case]]] = {
        Which.OPEN: unit.cases.unfinished,
        Which.MINE: partial(unit.cases.owned_by, by.number),
        Which.UNCLAIMED: unit.cases.unclaimed,
        Which.OVERDUE: unit.cases.overdue,
    }
    return CaseList(request.which, _shown(unit, listed[request.which](LISTED), by))


def _show(unit: UnitOfWork, occasion: Occasion, request: requests.ShowCase) -> Outcome:
    return _card(unit, colleague(unit, occasion.who), CaseNumber(request.number))


def _shown(unit: UnitOfWork, found: Sequence[Case], reader: Member | None = None) -> tuple[ShownCase, ...]:
    """A quote that was taken back takes its case out of every list."""
    standing = (each for each in found if not unit.quotes.get(each.quote).withdrawn)
    return tuple(
        shown_case(unit, each, private=reader is not None and works_on(unit, each, reader)) for each in standing
    )


SAID: Mapping[type[requests.Request], Callable[[UnitOfWork, Occasion, Any], Outcome]] = {
    requests.Escalate: _escalate,
    requests.Cases: _list,
    requests.ShowCase: _show,
}


# What is pressed --------------------------------------------------------------------------------


def _card(unit: UnitOfWork, by: Member, number: CaseNumber) -> CaseCard:
    case = unit.cases.get(number)
    if unit.quotes.get(case.quote).withdrawn:
        raise cases.not_now(unit, case)
    shown_now = shown_case(unit, case, private=works_on(unit, case, by))
    return CaseCard(shown_now, private=True, role=_role(unit, case, by))


def _role(unit: UnitOfWork, case: Case, by: Member) -> Role:
    if case.owner == by.number:
        return Role.OWNER
    return Role.ASKED if by.number in asked(unit, case) else Role.COLLEAGUE


def _steps(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    return CaseSteps(shown_case(unit, cases.check(unit, by, number, Move.LOG), private=True))


def _history(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    case = unit.cases.get(number)
    quote, private = unit.quotes.get(case.quote), works_on(unit, case, by)
    entries = unit.cases.timeline(number)
    shown = tuple(shown_entry(unit, quote, entry, private=private, found=True) for entry in entries)
    return CaseHistory(number, shown, timezone(by))


_AT_ONCE: Mapping[Action, Callable[[UnitOfWork, Member, CaseNumber], Receipt]] = {
    Action.UNDO_CASE: cases.withdraw,
    Action.CLAIM: cases.claim,
    Action.FOLLOW: cases.follow,
    Action.ACCEPT: handing_over.accept,
    Action.RELEASE: cases.release,
    Action.SNOOZE: reminding.snooze,
}
_OPENS: Mapping[Action, case_forms.Pressed] = {
    Action.SHOW_CASE: _card,
    Action.STEPS: _steps,
    Action.HISTORY: _history,
    Action.HAND_OVER: case_forms.hand_over_form,
    Action.RESOLVE: case_forms.resolve_form,
    Action.STORY: case_forms.story_form,
    Action.SAY_WHY: case_forms.sentence_form(Action.SAY_WHY),
    Action.CLOSE: case_forms.sentence_form(Action.CLOSE),
    Action.REOPEN: case_forms.sentence_form(Action.REOPEN),
    Action.DECLINE: case_forms.sentence_form(Action.DECLINE),
    Action.ADD_CONTEXT: case_forms.sentence_form(Action.ADD_CONTEXT),
}


def _press_at_once(action: Action) -> Callable[[UnitOfWork, Occasion, str], Outcome]:
    def pressed(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
        by, number = colleague(unit, occasion.who), CaseNumber(int(value))
        return once(unit, occasion, lambda: _AT_ONCE[action](unit, by, number))

    return pressed


def _press_opens(action: Action) -> Callable[[UnitOfWork, Occasion, str], Outcome]:
    def pressed(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
        return _OPENS[action](unit, colleague(unit, occasion.who), CaseNumber(int(value)))

    return pressed


def _press_vote(vote: Vote) -> Callable[[UnitOfWork, Occasion, str], Outcome]:
    def pressed(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
        by, number = colleague(unit, occasion.who), QuoteNumber(int(value))
        return once(unit, occasion, lambda: voting.vote(unit, by, number, vote))

    return pressed


PRESSED: Mapping[Action, Callable[[UnitOfWork, Occasion, str], Outcome]] = {
    Action.WORLD: _press_vote(Vote.WORLD),
    Action.NO_BIG_DEAL: _press_vote(Vote.NO_BIG_DEAL),
    Action.STEP: case_forms.step_form,
    Action.CUSTOMER_ANSWER: case_forms.customer_answer_form,
    **{action: _press_at_once(action) for action in _AT_ONCE},
    **{action: _press_opens(action) for action in _OPENS},
}


# From a receipt to its answer -------------------------------------------------------------------


def _said_opened(unit: UnitOfWork, who: MemberRef, receipt: Receipt) -> Answer:
    case = unit.cases.get(CaseNumber(receipt.number))
    if case.state is not State.OPEN:
        return _card(unit, colleague(unit, who), case.number)
    return CaseOpened(shown_case(unit, case, private=True))


def _said_recorded_and_opened(unit: UnitOfWork, who: MemberRef, receipt: Receipt) -> Answer:
    opened = _said_opened(unit, who, receipt)
    if not isinstance(opened, CaseOpened):
        return opened
    masked = tuple(PersonalData(note) for note in receipt.notes)
    return replace(opened, masked=masked, similar=learned_before(unit, opened.case.quote.text))


def _said_why(unit: UnitOfWork, who: MemberRef, receipt: Receipt) -> Answer:
    """As it was opened, now with the reason: *Undo* is about the case, not about the sentence."""
    case = unit.cases.get(CaseNumber(receipt.number))
    if case.state is not State.OPEN:
        return _said_done(unit, who, receipt)
    return CaseOpened(shown_case(unit, case, private=True))


def _said_mine(unit: UnitOfWork, who: MemberRef, receipt: Receipt) -> Answer:
    """Theirs, as long as it is: where a press comes again late, or a second one passes for the first, it may not be."""
    case, by = unit.cases.get(CaseNumber(receipt.number)), colleague(unit, who)
    return CaseDone(Done(receipt.verb), case.number) if case.owner == by.number else _card(unit, by, case.number)


def _said_followed(unit: UnitOfWork, who: MemberRef, receipt: Receipt) -> Answer:
    """What is still to be heard; where nothing is, how it ended."""
    case = unit.cases.get(CaseNumber(receipt.number))
    to_be_told = not case.closed or (case.state is State.RESOLVED and told(unit, case) is None)
    return _said_done(unit, who, receipt) if to_be_told else _card(unit, colleague(unit, who), case.number)


def _said_voted(_unit: UnitOfWork, _who: MemberRef, receipt: Receipt) -> Answer:
    done = Done.VOTED_WORLD if receipt.notes == (Vote.WORLD,) else Done.VOTED_NO_BIG_DEAL
    return CaseDone(done, receipt.number)


def _said_logged(unit: UnitOfWork, _who: MemberRef, receipt: Receipt) -> Answer:
    case = unit.cases.get(CaseNumber(receipt.number))
    return CaseDone(Done.LOGGED, receipt.number, case.missing)


def _said_snoozed(unit: UnitOfWork, _who: MemberRef, receipt: Receipt) -> Answer:
    until = unit.cases.snoozed_until(CaseNumber(receipt.number))
    return CaseDone(Done.SNOOZED, receipt.number, until=until)


def _said_done(_unit: UnitOfWork, _who: MemberRef, receipt: Receipt) -> Answer:
    return CaseDone(Done(receipt.verb), receipt.number)


ANSWERS: Mapping[str, Callable[[UnitOfWork, MemberRef, Receipt], Answer]] = {
    **dict.fromkeys(Done, _said_done),
    **dict.fromkeys((Done.CLAIMED, Done.ACCEPTED), _said_mine),
    Done.WHY_SAID: _said_why,
    Done.FOLLOWED: _said_followed,
    Done.LOGGED: _said_logged,
    Done.SNOOZED: _said_snoozed,
    voting.OPENED: _said_opened,
    voting.RECORDED_AND_OPENED: _said_recorded_and_opened,
    "voted": _said_voted,
}


# Home -------------------------------------------------------------------------------------------


def waiting(unit: UnitOfWork, member: Member) -> tuple[ShownCase, ...]:
    """What waits for the member: cases of theirs that are not told yet."""
    return _shown(unit, unit.cases.owned_by(member.number, LISTED), member)


def offers(unit: UnitOfWork, member: Member) -> tuple[ShownCase, ...]:
    offered = unit.cases.offered_to(member.number, teams_of(unit, member), LISTED)
    return _shown(unit, [case for case in offered if member.number in asked(unit, case)], member)


def drafts(unit: UnitOfWork, member: Member) -> tuple[tuple[CaseNumber, Step | Action], ...]:
    """Steps, ends and stories begun and not sent."""
    begun = [each for form in unit.drafts.forms(member.number) if (each := _begun(form))]
    known = unit.cases.some(number for number, _ in begun)
    return tuple((number, what) for number, what in begun if number in known and _waits(known[number], member, what))


def _begun(form: str) -> tuple[CaseNumber, Step | Action] | None:
    kind, _, memo = form.partition("|")
    if kind == "step":
        return case_forms.case_and_step(memo)
    return (CaseNumber(int(memo)), Action(kind)) if kind in (Action.RESOLVE, Action.STORY) else None


def _waits(case: Case, member: Member, what: Step | Action) -> bool:
    state = State.RESOLVED if what is Action.STORY else State.CLAIMED
    return case.state is state and case.owner == member.number


def open_cases(unit: UnitOfWork) -> tuple[ShownCase, ...]:
    return _shown(unit, unit.cases.unfinished(LISTED))
