"""What people ask of negative quotes and cases: by a line, a button or a form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bot.domain import requests
from bot.domain.cases import Case, State, Which
from bot.domain.people import Member, Team
from bot.domain.quotes import AlreadyWithdrawn, Sentiment
from bot.domain.quotes import Answer as Vote
from bot.domain.refs import CaseNumber, MemberRef, QuoteNumber, TeamNumber
from bot.domain.steps import Basis, Expectation, Logged, Step
from bot.ports import Receipt, UnitOfWork
from bot.services import cases, forms, people, reminding, stories
from bot.services.case_places import teams_of
from bot.services.case_showing import shown_case, shown_entry
from bot.services.occasion import Occasion, Outcome, OutOfDate, once
from bot.services.people import colleague
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
    HandOverForm,
    ResolveForm,
    SentenceForm,
    ShownCase,
    StepForm,
    StoryForm,
)

LISTED = 8


# What is said -----------------------------------------------------------------------------------


def _escalate(unit: UnitOfWork, occasion: Occasion, request: requests.Escalate) -> Outcome:
    by = colleague(unit, occasion.who)
    quote = unit.quotes.get(request.quote)
    if quote.sentiment is Sentiment.POSITIVE and not quote.withdrawn:
        # Praise asks first: a person confirms that there is trouble behind it.
        cases.keep_reason(unit, by, quote.number, request.because)
        return DraftPrompt(None, Sentiment.NEGATIVE, quote.number)
    return once(unit, occasion, lambda: cases.escalate(unit, by, request.quote, request.because))


def _list(unit: UnitOfWork, occasion: Occasion, request: requests.Cases) -> Outcome:
    by = colleague(unit, occasion.who)
    listed: Mapping[Which, Callable[[int], Sequence[Case]]] = {
        Which.OPEN: unit.cases.unfinished,
        Which.MINE: partial(unit.cases.owned_by, by.number),
        Which.UNCLAIMED: unit.cases.unclaimed,
        Which.OVERDUE: unit.cases.overdue,
    }
    return CaseList(request.which, _shown(unit, listed[request.which](LISTED), private=True))


def _show(unit: UnitOfWork, occasion: Occasion, request: requests.ShowCase) -> Outcome:
    return _card(unit, colleague(unit, occasion.who), CaseNumber(request.number))


def _shown(unit: UnitOfWork, found: Sequence[Case], *, private: bool) -> tuple[ShownCase, ...]:
    """A quote that was taken back takes its case out of every list."""
    shown = (shown_case(unit, each, private=private) for each in found if not unit.quotes.get(each.quote).withdrawn)
    return tuple(shown)


SAID: Mapping[type[requests.Request], Callable[[UnitOfWork, Occasion, Any], Outcome]] = {
    requests.Escalate: _escalate,
    requests.Cases: _list,
    requests.ShowCase: _show,
}


# What is pressed --------------------------------------------------------------------------------

Pressed = Callable[[UnitOfWork, Member, CaseNumber], Outcome]


def _card(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    case = unit.cases.get(number)
    if unit.quotes.get(case.quote).withdrawn:
        raise AlreadyWithdrawn(number=case.quote)
    return CaseCard(shown_case(unit, case, private=True), private=True)


def _steps(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    case = unit.cases.get(number)
    cases.check_owner(unit, by, case)
    return CaseSteps(shown_case(unit, case, private=True))


def _history(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    case = unit.cases.get(number)
    quote = unit.quotes.get(case.quote)
    entries = unit.cases.timeline(number)
    return CaseHistory(number, tuple(shown_entry(unit, quote, entry, private=True) for entry in entries))


def _resolve_form(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    case = unit.cases.get(number)
    cases.check_owner(unit, by, case)
    draft = unit.drafts.kept(by.number, f"resolve|{number}") or {}
    learning, loop = case.steps.get(Step.LEARNING), case.steps.get(Step.LOOP)
    return ResolveForm(
        number,
        learning=_left(draft, "learning", learning.words if learning else ""),
        possible=draft["possible"] != "no" if "possible" in draft else loop.possible if loop else True,
        loop=_left(draft, "loop", loop.words if loop else ""),
    )


def _left(draft: Mapping[str, object], name: str, logged: str) -> str:
    """A field as it was left, also empty; untouched it says what was logged."""
    return str(draft.get(name, logged))


def _hand_over_form(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    cases.check_owner(unit, by, unit.cases.get(number))
    return HandOverForm(number, tuple(unit.teams.all()))


def _story_form(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    told = stories.prepared(unit, by, number)
    draft = unit.drafts.kept(by.number, f"story|{number}") or {}
    quote = cases.quote_of(unit, number)
    words = {name: _left(draft, name, getattr(told, name)) for name in ("said", "learned", "changed")}
    return StoryForm(number, quote, **words, named=bool(draft.get("named", told.by is not None)))


def _sentence_form(purpose: Action) -> Pressed:
    def opened(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
        draft = unit.drafts.kept(by.number, f"sentence|{purpose}|{number}") or {}
        return SentenceForm(purpose, number, str(draft.get("words") or ""))

    return opened


_AT_ONCE: Mapping[Action, Callable[[UnitOfWork, Member, CaseNumber], Receipt]] = {
    Action.UNDO_CASE: cases.withdraw,
    Action.CLAIM: cases.claim,
    Action.FOLLOW: cases.follow,
    Action.ACCEPT: cases.accept,
    Action.RELEASE: cases.release,
    Action.SNOOZE: reminding.snooze,
}
_OPENS: Mapping[Action, Pressed] = {
    Action.SHOW_CASE: _card,
    Action.STEPS: _steps,
    Action.HISTORY: _history,
    Action.HAND_OVER: _hand_over_form,
    Action.RESOLVE: _resolve_form,
    Action.STORY: _story_form,
    Action.SAY_WHY: _sentence_form(Action.SAY_WHY),
    Action.CLOSE: _sentence_form(Action.CLOSE),
    Action.REOPEN: _sentence_form(Action.REOPEN),
    Action.DECLINE: _sentence_form(Action.DECLINE),
    Action.ADD_CONTEXT: _sentence_form(Action.ADD_CONTEXT),
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
        return once(unit, occasion, lambda: cases.vote(unit, by, number, vote))

    return pressed


def _press_step(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    """``CASE|STEP``."""
    number, step = _case_and_step(value)
    by = colleague(unit, occasion.who)
    case = unit.cases.get(number)
    cases.check_owner(unit, by, case)
    draft = unit.drafts.kept(by.number, f"step|{value}")
    logged = _logged(step, draft) if draft else case.steps.get(step, Logged(step, ""))
    return StepForm(number, logged, tuple(unit.teams.all()))


def _press_customer_answer(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    colleague(unit, occasion.who)
    quote = unit.quotes.get(QuoteNumber(int(value)))
    return replace(forms.quote_form(unit), follows=quote.number, customer=quote.words.customer or "")


PRESSED: Mapping[Action, Callable[[UnitOfWork, Occasion, str], Outcome]] = {
    Action.WORLD: _press_vote(Vote.WORLD),
    Action.NO_BIG_DEAL: _press_vote(Vote.NO_BIG_DEAL),
    Action.STEP: _press_step,
    Action.CUSTOMER_ANSWER: _press_customer_answer,
    **{action: _press_at_once(action) for action in _AT_ONCE},
    **{action: _press_opens(action) for action in _OPENS},
}


# What is sent in --------------------------------------------------------------------------------


def _submit_sentence(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    """``PURPOSE|NUMBER``."""
    purpose, _, number = memo.partition("|")
    by, words = colleague(unit, occasion.who), forms.text(values, "words")
    if purpose == Action.ADD_CONTEXT:
        receipt = cases.add_context(unit, by, QuoteNumber(int(number)), words)
    elif said := _SENTENCES.get(purpose):
        receipt = said(unit, by, CaseNumber(int(number)), words)
    else:
        raise OutOfDate
    unit.drafts.discard(by.number, f"sentence|{memo}")
    return receipt


_SENTENCES: Mapping[str, Callable[[UnitOfWork, Member, CaseNumber, str], Receipt]] = {
    Action.SAY_WHY: cases.say_why,
    Action.CLOSE: cases.no_big_deal,
    Action.REOPEN: cases.reopen,
    Action.DECLINE: cases.decline,
}


def _submit_step(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    number, step = _case_and_step(memo)
    by = colleague(unit, occasion.who)
    receipt = cases.log(unit, by, number, _logged(step, values))
    unit.drafts.discard(by.number, f"step|{memo}")
    return receipt


def _submit_hand_over(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    by, words = colleague(unit, occasion.who), forms.text(values, "words")
    return cases.hand_over(unit, by, CaseNumber(int(memo)), _taker(unit, values), words)


def _taker(unit: UnitOfWork, values: forms.Values) -> Member | Team:
    """Raises: NobodyChosen, NeedsProfiles."""
    if refs := forms.refs(values, "to"):
        return people.known(unit, refs[0])
    if team := forms.text(values, "team"):
        return unit.teams.get(TeamNumber(int(team)))
    raise cases.NobodyChosen


def _submit_resolve(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    by, number = colleague(unit, occasion.who), CaseNumber(int(memo))
    possible = forms.text(values, "possible") != "no"
    learning = Logged(Step.LEARNING, forms.text(values, "learning"))
    loop = Logged(Step.LOOP, forms.text(values, "loop"), possible=possible)
    receipt = cases.conclude(unit, by, number, learning, loop)
    unit.drafts.discard(by.number, f"resolve|{memo}")
    return receipt


def _submit_story(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    by = colleague(unit, occasion.who)
    said, learned, changed = (forms.text(values, name) for name in ("said", "learned", "changed"))
    receipt = stories.tell(unit, by, CaseNumber(int(memo)), said, learned, changed, bool(values.get("named")))
    unit.drafts.discard(by.number, f"story|{memo}")
    return receipt


SUBMITTED: Mapping[str, Callable[[UnitOfWork, Occasion, str, forms.Values], Receipt]] = {
    "sentence": _submit_sentence,
    "step": _submit_step,
    "hand-over": _submit_hand_over,
    "resolve": _submit_resolve,
    "story": _submit_story,
}
DRAFTED = frozenset({"sentence", "step", "resolve", "story"})
"""Forms that keep what is typed until it is sent."""


def _case_and_step(memo: str) -> tuple[CaseNumber, Step]:
    """Raises: ValueError, for what is none of ours."""
    number, _, step = memo.partition("|")
    return CaseNumber(int(number)), Step(step)


def _logged(step: Step, values: Mapping[str, Any]) -> Logged:
    """Raises: ValueError."""
    expectation, basis, team = (forms.text(values, name) for name in ("expectation", "basis", "team"))
    return Logged(
        step,
        forms.text(values, "words"),
        how=forms.text(values, "how"),
        expectation=Expectation(expectation) if expectation else None,
        basis=Basis(basis) if basis else None,
        team=TeamNumber(int(team)) if team else None,
        possible=forms.text(values, "possible") != "no",
    )


# From a receipt to its answer -------------------------------------------------------------------


def _said_opened(unit: UnitOfWork, _who: MemberRef, receipt: Receipt) -> Answer:
    return CaseOpened(shown_case(unit, unit.cases.get(CaseNumber(receipt.number)), private=True))


def _said_voted(_unit: UnitOfWork, _who: MemberRef, receipt: Receipt) -> Answer:
    done = Done.VOTED_WORLD if receipt.notes == (Vote.WORLD,) else Done.VOTED_NO_BIG_DEAL
    return CaseDone(done, receipt.number)


def _said_logged(unit: UnitOfWork, _who: MemberRef, receipt: Receipt) -> Answer:
    case = unit.cases.get(CaseNumber(receipt.number))
    return CaseDone(Done.LOGGED, receipt.number, case.missing)


def _said_done(_unit: UnitOfWork, _who: MemberRef, receipt: Receipt) -> Answer:
    return CaseDone(Done(receipt.verb), receipt.number)


ANSWERS: Mapping[str, Callable[[UnitOfWork, MemberRef, Receipt], Answer]] = {
    **dict.fromkeys(Done, _said_done),
    Done.LOGGED: _said_logged,
    cases.OPENED: _said_opened,
    "voted": _said_voted,
}


# Home -------------------------------------------------------------------------------------------


def waiting(unit: UnitOfWork, member: Member) -> tuple[ShownCase, ...]:
    """What waits for the member: cases of theirs that are not told yet."""
    return _shown(unit, unit.cases.owned_by(member.number, LISTED), private=True)


def offers(unit: UnitOfWork, member: Member) -> tuple[ShownCase, ...]:
    return _shown(unit, unit.cases.offered_to(member.number, teams_of(unit, member), LISTED), private=True)


def drafts(unit: UnitOfWork, member: Member) -> tuple[tuple[CaseNumber, Step | Action], ...]:
    """Steps, ends and stories begun and not sent."""
    begun = [each for form in unit.drafts.forms(member.number) if (each := _begun(form))]
    known = unit.cases.some(number for number, _ in begun)
    return tuple((number, what) for number, what in begun if number in known and _waits(known[number], member, what))


def _begun(form: str) -> tuple[CaseNumber, Step | Action] | None:
    kind, _, memo = form.partition("|")
    if kind == "step":
        return _case_and_step(memo)
    return (CaseNumber(int(memo)), Action(kind)) if kind in (Action.RESOLVE, Action.STORY) else None


def _waits(case: Case, member: Member, what: Step | Action) -> bool:
    state = State.RESOLVED if what is Action.STORY else State.CLAIMED
    return case.state is state and case.owner == member.number


def open_cases(unit: UnitOfWork) -> tuple[ShownCase, ...]:
    return _shown(unit, unit.cases.unfinished(LISTED), private=False)
