"""Forms about cases: what stands in them when they open, drafts too, and what their values mean when they come back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.cases import Move
from bot.domain.people import Member, Team
from bot.domain.refs import CaseNumber, QuoteNumber, TeamNumber
from bot.domain.resolve import AmbiguousMember, UnknownMember
from bot.domain.steps import Basis, Expectation, Logged, Step
from bot.ports import Receipt, UnitOfWork
from bot.services import cases, forms, handing_over, people, recording, stories
from bot.services.occasion import Occasion, Outcome, OutOfDate
from bot.services.people import colleague
from bot.speech import Action, HandOverForm, ResolveForm, SentenceForm, StepForm, StoryForm

Pressed = Callable[[UnitOfWork, Member, CaseNumber], Outcome]


# As they open -----------------------------------------------------------------------------------


def resolve_form(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    case = cases.check(unit, by, number, Move.RESOLVE)
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


def hand_over_form(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    cases.check(unit, by, number, Move.OFFER)
    return HandOverForm(number, tuple(unit.teams.all()), linked=bool(unit.links.others(by.ref.workspace)))


def story_form(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
    told = stories.prepared(unit, by, number)
    draft = unit.drafts.kept(by.number, f"story|{number}") or {}
    quote, case = cases.quote_of(unit, number), unit.cases.get(number)
    words = {name: _left(draft, name, getattr(told, name)) for name in ("said", "learned", "changed")}
    nameable = stories.nameable(unit, case, by)
    named = bool(draft.get("named", told.by is not None)) if nameable else None
    return StoryForm(number, quote, **words, named=named, posted=stories.posted(unit, case))


def sentence_form(purpose: Action) -> Pressed:
    ready = _READY[purpose]

    def opened(unit: UnitOfWork, by: Member, number: CaseNumber) -> Outcome:
        said_before = ready(unit, by, number)
        draft = unit.drafts.kept(by.number, f"sentence|{purpose}|{number}") or {}
        return SentenceForm(purpose, number, str(draft.get("words") or "") or said_before)

    return opened


def _why(unit: UnitOfWork, by: Member, number: CaseNumber) -> str:
    return cases.check(unit, by, number, Move.SAY_WHY).why


def _context(unit: UnitOfWork, by: Member, number: int) -> str:
    quote = QuoteNumber(number)
    cases.concerned(unit, by, quote)
    return unit.cases.context_by(by.number, quote)


def _anew(move: Move) -> Callable[[UnitOfWork, Member, CaseNumber], str]:
    def ready(unit: UnitOfWork, by: Member, number: CaseNumber) -> str:
        cases.check(unit, by, number, move)
        return ""

    return ready


_READY: Mapping[Action, Callable[[UnitOfWork, Member, CaseNumber], str]] = {
    Action.SAY_WHY: _why,
    Action.ADD_CONTEXT: _context,
    Action.CLOSE: _anew(Move.NO_BIG_DEAL),
    Action.REOPEN: _anew(Move.REOPEN),
    Action.DECLINE: _anew(Move.DECLINE),
}
"""An old button opens no form for what is no longer possible: what is written in it would be refused, and lost.

Where words take the place of what the same person said before, that is shown to them first.
"""


def step_form(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    """``CASE|STEP``."""
    number, step = case_and_step(value)
    by = colleague(unit, occasion.who)
    case = cases.check(unit, by, number, Move.LOG)
    draft = unit.drafts.kept(by.number, f"step|{value}")
    logged = _logged(step, draft) if draft else case.steps.get(step, Logged(step, ""))
    return StepForm(number, logged, tuple(unit.teams.all()))


def customer_answer_form(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    colleague(unit, occasion.who)
    quote = recording.standing(unit, QuoteNumber(int(value)))
    return replace(forms.quote_form(unit), follows=quote.number, customer=quote.words.customer or "")


# As they come back ------------------------------------------------------------------------------


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
    Action.DECLINE: handing_over.decline,
}


def _submit_step(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    number, step = case_and_step(memo)
    by = colleague(unit, occasion.who)
    receipt = cases.log(unit, by, number, _logged(step, values))
    unit.drafts.discard(by.number, f"step|{memo}")
    return receipt


def _submit_hand_over(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    by, words = colleague(unit, occasion.who), forms.text(values, "words")
    return handing_over.hand_over(unit, by, CaseNumber(int(memo)), _taker(unit, values), words)


def _taker(unit: UnitOfWork, values: forms.Values) -> Member | Team:
    """Raises: NobodyChosen, TwoChosen, NeedsProfiles, UnknownTaker, AmbiguousTaker."""
    refs, name, team = forms.refs(values, "to"), forms.text(values, "name"), forms.text(values, "team")
    if sum(map(bool, (refs, name, team))) > 1:
        raise handing_over.TwoChosen().at("team" if team else "name")
    if refs:
        return people.known(unit, refs[0])
    if name:
        return _named(unit, name)
    if team:
        return unit.teams.get(TeamNumber(int(team)))
    raise handing_over.NobodyChosen


def _named(unit: UnitOfWork, name: str) -> Member:
    try:
        return people.by_name(unit, name)
    except UnknownMember as refused:
        raise handing_over.UnknownTaker(**refused.facts) from None
    except AmbiguousMember as refused:
        raise handing_over.AmbiguousTaker(**refused.facts) from None


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


def case_and_step(memo: str) -> tuple[CaseNumber, Step]:
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
