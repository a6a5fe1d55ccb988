"""The five steps of a case, in a row or one by one."""

from collections.abc import Iterable, Mapping

from bot.domain.steps import Basis, Expectation, Logged, Step
from bot.speech import Action, ShownCase
from bot.wording.cards import heard, team
from bot.wording.language import Words, capitalised, clipped
from bot.wording.parts import Block, Button, Line, Muted, Paragraph, Strong, plain

STEPS: Mapping[Step, str] = {
    Step.CONTACTED: "step-contacted",
    Step.CAUSE: "step-cause",
    Step.LEARNING: "step-learning",
    Step.CHANGE: "step-change",
    Step.LOOP: "step-loop",
}
ASKS: Mapping[Step, str] = {step: f"ask-{key}" for step, key in STEPS.items()}
"""What a step is about, to whoever has not taken it yet."""

BASES: Mapping[Basis, str] = {
    Basis.ASKED: "basis-asked",
    Basis.DATA: "basis-data",
    Basis.ASSUMED: "basis-assumed",
}
EXPECTATIONS: Mapping[Expectation, str] = {
    Expectation.HIGH: "expectation-high",
    Expectation.GOOD_ENOUGH: "expectation-good-enough",
}

DONE, MISSING = "●", "○"
LONG = 200
"""Characters of a colleague's words in a line among others."""


def marks(case: ShownCase, words: Words) -> tuple[Block, ...]:
    """The five steps in a row; and in words which are missing, for who cannot tell a full circle from an empty one."""
    row = (f"{DONE if step in case.steps else MISSING}\u00a0{step_name(case, step, words)}" for step in Step)
    return (Paragraph(("\u2003".join(row),)), Muted(missing(case.missing, words)))


def missing(steps: Iterable[Step], words: Words) -> Line:
    if names := words.together([(words.text(STEPS[step]),) for step in steps]):
        return words.line("steps-missing", steps=names)
    return words.line("steps-all")


def step_name(case: ShownCase, step: Step, words: Words) -> str:
    logged = case.steps.get(step)
    return step_said(logged, words, case.change_team) if logged else words.text(STEPS[step])


def step_said(logged: Logged, words: Words, change_team: str | None = None) -> str:
    """``cause (assumed)``: a step, with what must be known about it at once."""
    name = words.text(STEPS[logged.step])
    detail = ""
    if logged.basis:
        detail = words.text(BASES[logged.basis])
    elif not logged.possible:
        detail = words.text("step-not-possible")
    elif logged.step is Step.CHANGE and change_team:
        detail = plain(team(change_team, words))
    return f"{name} ({detail})" if detail else name


def found(logged: Logged, words: Words) -> str:
    """What a step brought to light, in one line: by which way, what was expected, and the words."""
    parts = (
        heard(logged.how, words) if logged.how else "",
        words.text(EXPECTATIONS[logged.expectation]) if logged.expectation else "",
        clipped(logged.words, LONG),
    )
    return " · ".join(part for part in parts if part)


def step_line(case: ShownCase, step: Step, words: Words) -> Line:
    """A step by itself: what was found, or else what it is about."""
    name = Strong(step_name(case, step, words))
    if logged := case.steps.get(step):
        return words.line("step-done", mark=DONE, step=name, words=found(logged, words))
    return words.line("step-left", mark=MISSING, step=name, ask=words.text(ASKS[step]))


def step_button(case: int, step: Step, words: Words) -> Button:
    return Button(Action.STEP, plain(capitalised(words.line(STEPS[step]))), f"{case}|{step}")
