"""What one person is told of a case: that it is theirs, or offered, or resolved; its history; a list of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.cases import Move
from bot.domain.refs import CaseNumber
from bot.domain.requests import Which
from bot.domain.steps import Step
from bot.speech import (
    Action,
    CaseDone,
    CaseHistory,
    CaseList,
    CaseNote,
    CaseOpened,
    CaseOver,
    CaseReleased,
    CaseSteps,
    Done,
    HeadsUp,
    OfferAnswered,
    OfferCalledOff,
    OfferNotice,
    Person,
    ShownCase,
    ShownEntry,
    ShownLearning,
    StoryReady,
)
from bot.wording.cards import masked, person, quotation, said, somebody, team
from bot.wording.cases import act, acts, heading, known, labelled, what_came_of
from bot.wording.language import Words, capitalised, clipped
from bot.wording.parts import (
    Block,
    Button,
    Buttons,
    Heading,
    Line,
    Listing,
    Muted,
    Paragraph,
    Strong,
    Style,
    Tone,
    Worded,
)
from bot.wording.steps import LONG, found, marks, missing, step_button, step_line, step_said

DONE: Mapping[Done, str] = {done: f"done-{done}" for done in Done}
MOVES: Mapping[Move, str] = {
    Move.OPEN: "history-open",
    Move.SAY_WHY: "history-say-why",
    Move.CLAIM: "history-claim",
    Move.RELEASE: "history-release",
    Move.OFFER: "history-offer",
    Move.ACCEPT: "history-accept",
    Move.DECLINE: "history-decline",
    Move.CALL_OFF: "history-call-off",
    Move.LOG: "history-log",
    Move.NOTE: "history-note",
    Move.RESOLVE: "history-resolve",
    Move.REOPEN: "history-reopen",
    Move.WITHDRAW: "history-withdraw",
    Move.NO_BIG_DEAL: "history-no-big-deal",
    Move.TAKE_BACK: "history-take-back",
}
NEXT: Mapping[Done, tuple[Action, ...]] = {
    Done.RESOLVED: (Action.STORY,),
    Done.STORY_KEPT: (Action.STORY,),
}
"""What may be wanted after that, and had its button on what the answer takes the place of, or has none at hand."""

LISTS: Mapping[Which, tuple[str, str]] = {
    Which.OPEN: ("list-open", "no-list-open"),
    Which.MINE: ("list-mine", "no-list-mine"),
    Which.UNCLAIMED: ("list-unclaimed", "no-list-unclaimed"),
    Which.OVERDUE: ("list-overdue", "no-list-overdue"),
}
"""What stands over a list, and what is said where there is nothing to list."""

SHORT = 80
"""Characters of a customer's words that tell which quote is meant."""

LISTED = 12
ENTRIES = 30
"""So many fit into one message, however long their words are; of a timeline the latest."""


# To whom it concerns ----------------------------------------------------------------------------


def heads_up(speech: HeadsUp, words: Words) -> Worded:
    """The sentence, not the criticism, is what stands on a locked phone."""
    quote = speech.quote
    soon = words.line("heads-up-shown", count=speech.minutes) if speech.minutes > 0 else words.line("heads-up-now")
    return said(
        words.line("heads-up"),
        quotation(quote, words),
        *known(quote, words),
        Paragraph(soon),
        acts(words, quote.number, Action.ADD_CONTEXT),
    )


# To its owner -----------------------------------------------------------------------------------


def case_steps(speech: CaseSteps, words: Words) -> Worded:
    case = speech.case
    line = words.line("steps-fresh" if speech.fresh else "steps-so-far", number=case.number)
    buttons = [step_button(case.number, step, words) for step in Step]
    return said(
        line,
        quotation(case.quote, words),
        *labelled("why-line", case.why, words),
        Listing(tuple(step_line(case, step, words) for step in Step), marked=True),
        Buttons(tuple(buttons[:3])),
        Buttons((*buttons[3:], act(words, Action.RESOLVE, case.number))),
        tone=Tone.WORLD,
    )


def offer_notice(speech: OfferNotice, words: Words) -> Worded:
    case, by = speech.case, person(speech.by, words)
    if speech.team:
        line = words.line("offer-to-team", person=by, number=case.number, team=Strong(speech.team))
    else:
        line = words.line("offer-to-you", person=by, number=case.number)
    if speech.ended:
        rest: tuple[Block, ...] = (Paragraph(capitalised(_what(speech.ended, words))),)
    else:
        answers = acts(words, case.number, Action.ACCEPT, Action.DECLINE, Action.SHOW_CASE)
        rest = (*marks(case, words), answers)
    return said(
        line,
        *_remark(speech.by, speech.words, words),
        quotation(case.quote, words),
        *known(case.quote, words),
        *rest,
    )


def offer_answered(speech: OfferAnswered, words: Words) -> Worded:
    by, of_team = person(speech.by, words), team(speech.team, words) if speech.team else ()
    next_one = Action.HAND_OVER if speech.yours else Action.SHOW_CASE
    return said(
        words.line(_answer(speech), person=by, number=speech.case, team=of_team),
        *_remark(speech.by, speech.words, words),
        acts(words, speech.case, next_one),
    )


def _answer(speech: OfferAnswered) -> str:
    if speech.accepted:
        return "offer-accepted"
    if speech.team and speech.asked:
        return "offer-declined-asked"
    if speech.yours:
        return "offer-declined-all" if speech.team else "offer-declined-yours"
    return "offer-declined"


def offer_called_off(speech: OfferCalledOff, words: Words) -> Worded:
    off, still_yours = ("offer-called-off", Action.SHOW_CASE), ("offer-called-off-yours", Action.HAND_OVER)
    key, next_one = still_yours if speech.yours else off
    return said(words.line(key, number=speech.case), acts(words, speech.case, next_one))


def case_released(speech: CaseReleased, words: Words) -> Worded:
    actions = (Action.CLAIM, Action.SHOW_CASE) if speech.free else (Action.SHOW_CASE,)
    line = words.line("case-released", person=person(speech.by, words), number=speech.case)
    return said(line, acts(words, speech.case, *actions))


def case_over(speech: CaseOver, words: Words) -> Worded:
    return said(words.line("case-over-praise" if speech.praise else "case-over", number=speech.case))


def _remark(by: Person, said_of_it: str, words: Words) -> tuple[Paragraph, ...]:
    line = words.line("labelled", label=person(by, words), words=said_of_it)
    return (Paragraph(capitalised(line)),) if said_of_it else ()


def story_ready(speech: StoryReady, words: Words) -> Worded:
    case = speech.case
    if case.story_posted:
        change = replace(act(words, Action.STORY, case.number), label=words.text("change-the-story"), style=Style.PLAIN)
        answer = act(words, Action.CUSTOMER_ANSWER, case.quote.number)
        line = words.line(DONE[Done.STORY_POSTED], number=case.number)
        return said(line, quotation(case.quote, words), Buttons((change, answer)))
    heard, learned, changed = (
        logged.words if (logged := case.steps.get(step)) else ""
        for step in (Step.CONTACTED, Step.LEARNING, Step.CHANGE)
    )
    return said(
        words.line("story-ready", number=case.number),
        *what_came_of(case.quote, heard, learned, changed, words),
        Buttons((act(words, Action.STORY, case.number), act(words, Action.CUSTOMER_ANSWER, case.quote.number))),
    )


# To who did something ---------------------------------------------------------------------------


def case_done(speech: CaseDone, words: Words) -> Worded:
    until = words.day(speech.until) if speech.until else ""
    line = words.line(DONE[speech.done], number=speech.number, until=until)
    if speech.done is not Done.LOGGED:
        wanted = NEXT.get(speech.done)
        return said(line, acts(words, speech.number, *wanted)) if wanted else said(line)
    ready = not {Step.LEARNING, Step.LOOP} & {*speech.missing}
    next_ones = (Action.STEPS, Action.RESOLVE) if ready else (Action.STEPS,)
    return said(line, Muted(missing(speech.missing, words)), acts(words, speech.number, *next_ones))


def case_opened(speech: CaseOpened, words: Words) -> Worded:
    case = speech.case
    line = words.line("case-opened", number=case.number)
    why = labelled("why-line", case.why, words)
    beside = (*masked(speech.masked, words), *learned_before(speech.similar, words))
    return said(line, *why, *beside, acts(words, case.number, Action.SAY_WHY, Action.UNDO_CASE))


# Timelines and lists ----------------------------------------------------------------------------


def case_history(speech: CaseHistory, words: Words) -> Worded:
    title = words.text("history-heading", number=speech.case)
    latest = speech.entries[-ENTRIES:]
    earlier = len(speech.entries) - len(latest)
    return Worded(
        (
            Heading(title),
            *((Muted(words.line("history-earlier", count=earlier)),) if earlier else ()),
            Listing(tuple(_entry(entry, speech.timezone, words) for entry in latest)),
        ),
        title,
    )


def case_note(speech: CaseNote, words: Words) -> Worded:
    """In public: of a step only which it was."""
    entry = speech.entry
    if entry.logged is None:
        return said(_what(entry, words))
    by = person(entry.by, words)
    return said(words.line("history-log", person=by, step=step_said(entry.logged, words)))


def _entry(entry: ShownEntry, timezone: str, words: Words) -> Line:
    return words.line("history-line", date=words.date_of(entry.at, timezone), what=_what(entry, words))


def _what(entry: ShownEntry, words: Words) -> Line:
    """Who did what, and what they said of it."""
    line = words.line(
        MOVES[entry.move],
        person=person(entry.by, words),
        to=somebody(entry.to, words) if entry.to else (),
        step=step_said(entry.logged, words) if entry.logged else "",
    )
    said_of_it = found(entry.logged, words) if entry.logged else clipped(entry.words, LONG)
    return words.line("labelled", label=line, words=said_of_it) if said_of_it else line


def case_list(speech: CaseList, words: Words) -> Worded:
    title, nothing = (words.text(key) for key in LISTS[speech.which])
    if not speech.cases:
        return said((nothing,))
    own = speech.which is Which.MINE
    listed = [block for case in speech.cases[:LISTED] for block in listed_case(case, words, Action.SHOW_CASE, own=own)]
    return Worded((Heading(title), *listed, *more(len(speech.cases) - LISTED, words)), title)


def listed_case(case: ShownCase, words: Words, *actions: Action, own: bool = False) -> tuple[Block, ...]:
    """A case among others; ``own``: of whoever reads it."""
    return (
        Paragraph((Strong(heading(case, words, own=own)),)),
        quotation(case.quote, words),
        acts(words, case.number, *actions),
    )


def learned_before(learnings: tuple[ShownLearning, ...], words: Words) -> tuple[Block, ...]:
    """What earlier cases taught, with a way to each of them; at most three."""
    if not (three := learnings[:3]):
        return ()
    return (
        Paragraph((Strong(words.text("learned-before")),)),
        Listing(tuple(_learning(each, words) for each in three)),
        case_buttons([each.case for each in three], words),
    )


def _learning(one: ShownLearning, words: Words) -> Line:
    case = Strong(words.text("case-number", number=one.case))
    quote = words.quoted(clipped(one.text, SHORT), one.language)
    return words.line("learning-line", case=case, learning=clipped(one.learning, LONG), quote=quote)


def case_in_a_line(case: ShownCase, words: Words) -> Line:
    quote = words.quoted(clipped(case.quote.text, SHORT), case.quote.language)
    return words.line("labelled", label=Strong(heading(case, words)), words=quote)


def case_buttons(cases: Sequence[CaseNumber], words: Words) -> Buttons:
    """A way to each of up to three cases."""
    return Buttons(
        tuple(Button(Action.SHOW_CASE, words.text("case-number", number=each), str(each)) for each in cases[:3])
    )


def more(count: int, words: Words) -> tuple[Muted, ...]:
    return (Muted(words.line("home-more", count=count)),) if count > 0 else ()
