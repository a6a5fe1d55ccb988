"""What everyone sees of a case: the card of a negative quote and of its case, a nudge, a story."""

from collections.abc import Iterable, Mapping

from bot.domain.cases import State
from bot.domain.reminders import Rung
from bot.domain.steps import Step
from bot.speech import (
    Action,
    CaseCard,
    CaseInShort,
    CaseReminder,
    NegativeQuote,
    Role,
    ShownCase,
    ShownQuote,
    Split,
    Story,
)
from bot.wording.cards import facts, person, quotation, said, somebody, team
from bot.wording.language import Words, capitalised, joined
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
    plain,
)
from bot.wording.steps import marks, missing, step_button, step_line

HEADINGS: Mapping[State, str] = {
    State.OPEN: "case-is-open",
    State.CLAIMED: "case-is-claimed",
    State.RESOLVED: "case-is-resolved",
    State.WITHDRAWN: "case-is-withdrawn",
    State.NO_BIG_DEAL: "case-is-no-big-deal",
}
OWN: Mapping[State, str] = {
    **HEADINGS,
    State.CLAIMED: "case-is-yours",
    State.RESOLVED: "case-is-yours-untold",
}
REMINDERS: Mapping[Rung, tuple[str, tuple[Action, ...]]] = {
    Rung.UNCLAIMED: ("remind-unclaimed", (Action.CLAIM, Action.FOLLOW, Action.SNOOZE)),
    Rung.UNCLAIMED_ADMINS: ("remind-unclaimed-admins", (Action.CLAIM, Action.SHOW_CASE, Action.SNOOZE)),
    Rung.NO_CONTACT: ("remind-no-contact", (Action.STEP, Action.HAND_OVER, Action.SNOOZE)),
    Rung.NO_STEP: ("remind-no-step", (Action.STEPS, Action.HAND_OVER, Action.SNOOZE)),
    Rung.NO_STEP_THREAD: ("remind-no-step-thread", (Action.SHOW_CASE, Action.FOLLOW, Action.SNOOZE)),
    Rung.NO_STORY: ("remind-no-story", (Action.STORY, Action.SNOOZE)),
    Rung.FORSAKEN: ("remind-forsaken", (Action.RELEASE, Action.SHOW_CASE, Action.SNOOZE)),
    Rung.UNTOLD: ("remind-untold", (Action.STORY, Action.SHOW_CASE, Action.SNOOZE)),
    Rung.UNTOLD_THREAD: ("remind-untold", (Action.STORY, Action.SHOW_CASE, Action.SNOOZE)),
}
LABELS: Mapping[Action, str] = {
    Action.WORLD: "do-world",
    Action.NO_BIG_DEAL: "do-no-big-deal",
    Action.ADD_CONTEXT: "do-add-context",
    Action.SHOW_CASE: "do-show-case",
    Action.SAY_WHY: "do-say-why",
    Action.UNDO_CASE: "undo",
    Action.CLAIM: "do-claim",
    Action.FOLLOW: "do-follow",
    Action.CLOSE: "do-close",
    Action.STEPS: "do-steps",
    Action.HAND_OVER: "do-hand-over",
    Action.ACCEPT: "do-accept",
    Action.DECLINE: "do-decline",
    Action.RELEASE: "do-release",
    Action.RESOLVE: "do-resolve",
    Action.REOPEN: "do-reopen",
    Action.HISTORY: "do-history",
    Action.SNOOZE: "do-snooze",
    Action.STORY: "do-story",
    Action.CUSTOMER_ANSWER: "do-customer-answer",
}
ON_CARD: Mapping[State, tuple[tuple[Action, ...], tuple[Action, ...]]] = {
    State.OPEN: ((Action.CLAIM, Action.FOLLOW, Action.CLOSE), (Action.HISTORY,)),
    State.CLAIMED: (
        (Action.STEPS, Action.HAND_OVER, Action.RESOLVE),
        (Action.FOLLOW, Action.RELEASE, Action.HISTORY),
    ),
    State.RESOLVED: ((Action.REOPEN,), (Action.CUSTOMER_ANSWER, Action.HISTORY)),
    State.WITHDRAWN: ((Action.HISTORY,), ()),
    State.NO_BIG_DEAL: ((Action.HISTORY,), ()),
}
"""The buttons of a case's card, and those in its menu."""

FOR_OTHERS: Mapping[Role, tuple[tuple[Action, ...], tuple[Action, ...]]] = {
    Role.ASKED: ((Action.ACCEPT, Action.DECLINE), (Action.FOLLOW, Action.HISTORY)),
    Role.COLLEAGUE: ((Action.FOLLOW, Action.HISTORY), ()),
}
"""The same of a case that another has, on a card that only one person sees."""

PRIMARY = frozenset({Action.CLAIM, Action.ACCEPT, Action.STORY})


# Cards ------------------------------------------------------------------------------------------


def negative_quote(speech: NegativeQuote, words: Words) -> Worded:
    """Both answers weigh the same: neither button is the one to press."""
    quote = speech.quote
    return Worded(
        (
            Heading(words.text("somebody-said")),
            quotation(quote, words),
            *known(quote, words),
            *_context(speech.context, words),
            Paragraph((words.text("no-big-deal-or-world"),)),
            *_split(speech.split, words),
            acts(words, quote.number, Action.WORLD, Action.NO_BIG_DEAL),
        ),
        words.quoted(quote.text, quote.language),
        Tone.WORLD,
    )


def case_card(speech: CaseCard, words: Words) -> Worded:
    case = speech.case
    on_card, more = _buttons(speech)
    return Worded(
        (
            Heading(heading(case, words)),
            quotation(case.quote, words),
            *known(case.quote, words),
            *_context(case.context, words),
            *labelled("why-line", case.why, words),
            *labelled("closing-line", case.closing, words),
            *_progress(case, words, speech.private),
            *((Muted(words.line("offered-to", to=somebody(case.offered_to, words))),) if case.offered_to else ()),
            *_split(case.split, words),
            Buttons(*(tuple(_of_case(case, each, words) for each in actions) for actions in (on_card, more))),
        ),
        words.quoted(case.quote.text, case.quote.language),
        Tone.WORLD if case.state in (State.OPEN, State.CLAIMED) else Tone.PLAIN,
    )


def case_in_short(speech: CaseInShort, words: Words) -> Worded:
    case = speech.case
    line = heading(case, words)
    blocks = (Paragraph((Strong(line),)), quotation(case.quote, words), acts(words, case.number, Action.SHOW_CASE))
    return Worded(blocks, line)


def _buttons(speech: CaseCard) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    case = speech.case
    on_card, more = ON_CARD[case.state]
    if not speech.private:
        return on_card, more
    if case.state is State.CLAIMED:
        return FOR_OTHERS.get(speech.role, (on_card, more))
    if case.state is State.RESOLVED and speech.role is Role.OWNER and not case.story_posted:
        return (Action.STORY, *on_card), more
    return on_card, more


def _of_case(case: ShownCase, action: Action, words: Words) -> Button:
    """What its customer answers is about the quote; all else is about the case."""
    return act(words, action, case.quote.number if action is Action.CUSTOMER_ANSWER else case.number)


def _progress(case: ShownCase, words: Words, private: bool) -> tuple[Block, ...]:
    """How far it is: in public only which steps, to who asks for the case also what was found."""
    if not case.steps and case.state not in (State.CLAIMED, State.RESOLVED):
        return ()
    if not (private and case.steps):
        return marks(case, words)
    taken = tuple(step_line(case, step, words) for step in Step if step in case.steps)
    return (Listing(taken, marked=True), Muted(missing(case.missing, words)))


def case_reminder(speech: CaseReminder, words: Words) -> Worded:
    case = speech.case
    key, actions = REMINDERS[speech.rung]
    buttons = tuple(
        step_button(case.number, Step.CONTACTED, words) if action is Action.STEP else act(words, action, case.number)
        for action in actions
    )
    return said(fill_in(key, case, words), quotation(case.quote, words), Buttons(buttons), tone=Tone.WORLD)


def story(speech: Story, words: Words) -> Worded:
    quote = speech.quote
    blocks = (
        Heading(words.text("story-heading")),
        *what_came_of(quote, speech.said, speech.learned, speech.changed, words),
        *_followed_by(speech, words),
    )
    if speech.quiet:
        return said((words.text("story-quiet"),), *blocks)
    return Worded(blocks, words.quoted(quote.text, quote.language))


def _followed_by(speech: Story, words: Words) -> tuple[Muted, ...]:
    with_team = team(speech.team, words) if speech.team else None
    if speech.by and with_team:
        line = words.line("story-by-with", person=person(speech.by, words), team=with_team)
    elif speech.by or with_team:
        line = words.line("story-by", person=person(speech.by, words) if speech.by else with_team or ())
    else:
        return ()
    return (Muted(capitalised(line)),)


def what_came_of(quote: ShownQuote, heard: str, learned: str, changed: str, words: Words) -> tuple[Block, ...]:
    """The three steps of a story under its quote; what nobody wrote is left out."""
    three = (("story-said", heard), ("story-learned", learned), ("story-changed", changed))
    return (
        quotation(quote, words),
        *(
            Paragraph(words.line("labelled", label=Strong(words.text(key)), words=text))
            for key, text in three
            if text.strip()
        ),
    )


# What stands on them ----------------------------------------------------------------------------


def heading(case: ShownCase, words: Words, *, own: bool = False) -> str:
    """A case in one line: who has it, and since when it is open. ``own``: that of whoever reads it."""
    return plain(capitalised(fill_in((OWN if own else HEADINGS)[case.state], case, words)))


def fill_in(key: str, case: ShownCase, words: Words) -> Line:
    """A sentence about a case, by its number, the day it was opened and its owner."""
    owner = person(case.owner, words) if case.owner else words.text("colleagues", count=1)
    return words.line(key, number=case.number, since=words.day(case.since, case.today), owner=owner)


def known(quote: ShownQuote, words: Words) -> tuple[Muted, ...]:
    """Customer, stage, team: never a person, whoever is on the quote (PRODUCT §2.1)."""
    return (Muted(joined((*facts(quote, words), *(team(name, words) for name in quote.teams)))),)


def labelled(key: str, text: str, words: Words) -> tuple[Muted, ...]:
    return (Muted(words.line(key, words=text)),) if text else ()


def _context(context: Iterable[str], words: Words) -> tuple[Muted, ...]:
    return tuple(Muted(words.line("context-line", words=each)) for each in context)


def _split(split: Split, words: Words) -> tuple[Muted, ...]:
    if not (split.world or split.no_big_deal):
        return ()
    return (Muted(words.line("split", world=split.world, no_big_deal=split.no_big_deal)),)


# Buttons ----------------------------------------------------------------------------------------


def act(words: Words, action: Action, value: object) -> Button:
    style = Style.PRIMARY if action in PRIMARY else Style.PLAIN
    return Button(action, words.text(LABELS[action]), str(value), style)


def acts(words: Words, value: object, *actions: Action) -> Buttons:
    return Buttons(tuple(act(words, action, value) for action in actions))
