"""Forms about a case in words."""

from collections.abc import Mapping, Sequence

from bot.domain.people import NAME_MOST, Team
from bot.domain.quotes import VIA_MOST
from bot.domain.steps import CONTEXT_MOST, WORDS_MOST, Basis, Logged, Step
from bot.speech import Action, HandOverForm, ResolveForm, SentenceForm, StepForm, StoryForm
from bot.wording.cases import LABELS
from bot.wording.language import Words, capitalised
from bot.wording.parts import (
    ChoiceField,
    Field,
    NoteField,
    Option,
    PeopleField,
    SwitchField,
    TextField,
    WordedForm,
    plain,
)
from bot.wording.steps import ASKS, EXPECTATIONS, STEPS

SENTENCES: Mapping[Action, tuple[str, str]] = {
    Action.SAY_WHY: ("say-why-label", "say-why-hint"),
    Action.CLOSE: ("close-label", "close-hint"),
    Action.REOPEN: ("reopen-label", "reopen-hint"),
    Action.DECLINE: ("decline-label", "decline-hint"),
    Action.ADD_CONTEXT: ("add-context-label", "add-context-hint"),
}
SENT_BY: Mapping[Action, str] = {
    Action.CLOSE: "close-the-case",
    Action.REOPEN: LABELS[Action.REOPEN],
    Action.DECLINE: LABELS[Action.DECLINE],
}
"""Buttons of sentence forms that do more than save."""

LONG_SENTENCES = frozenset({Action.CLOSE, Action.ADD_CONTEXT})
"""What is typed there is worth keeping until it is sent; the others are a line."""

LOGS: Mapping[Step, str] = {
    Step.CONTACTED: "log-contacted",
    Step.CAUSE: "log-cause",
    Step.LEARNING: "log-learning",
    Step.CHANGE: "log-change",
    Step.LOOP: "log-loop",
}
KNOWN: Mapping[Basis, str] = {
    Basis.ASKED: "known-asked",
    Basis.DATA: "known-data",
    Basis.ASSUMED: "known-assumed",
}


def sentence_form(speech: SentenceForm, words: Words) -> WordedForm:
    label, hint = SENTENCES[speech.purpose]
    free = speech.purpose is Action.DECLINE
    field = TextField(
        "words",
        words.text(label),
        speech.words,
        words.text(hint),
        lines=3,
        least=0 if free else 1,
        most=CONTEXT_MOST if speech.purpose is Action.ADD_CONTEXT else WORDS_MOST,
        optional=free,
    )
    return WordedForm(
        form="sentence",
        title=words.text(LABELS[speech.purpose]),
        fields=(field,),
        submit=words.text(SENT_BY.get(speech.purpose, "save")),
        close=words.text("cancel"),
        memo=speech.memo,
        drafts=speech.purpose in LONG_SENTENCES,
    )


# Steps ------------------------------------------------------------------------------------------


def step_form(speech: StepForm, words: Words) -> WordedForm:
    logged = speech.logged
    return WordedForm(
        form="step",
        title=plain(capitalised(words.line(STEPS[logged.step]))),
        fields=_step_fields(logged, speech.teams, words),
        submit=words.text("save"),
        close=words.text("cancel"),
        memo=speech.memo,
        drafts=True,
    )


def _step_fields(logged: Logged, teams: Sequence[Team], words: Words) -> tuple[Field, ...]:
    said = _step_words("words", logged.step, logged.words, words)
    match logged.step:
        case Step.CONTACTED:
            return (_how(logged, words), said, _expectation(logged, words))
        case Step.CAUSE:
            return (said, _basis(logged, words))
        case Step.CHANGE:
            chosen = str(logged.team) if logged.team is not None else ""
            return (said, *_team("change-team-label", teams, chosen, words))
        case Step.LOOP:
            return (_possible(logged.possible, words), said)
        case Step.LEARNING:
            return (said,)


def _step_words(name: str, step: Step, value: str, words: Words) -> TextField:
    hint = plain(capitalised(words.line(ASKS[step])))
    return TextField(name, words.text(LOGS[step]), value, hint, lines=4, least=1, most=WORDS_MOST)


def _how(logged: Logged, words: Words) -> TextField:
    placeholder = words.text("via-placeholder")
    return TextField("how", words.text("how-label"), logged.how, placeholder=placeholder, most=VIA_MOST, optional=True)


def _expectation(logged: Logged, words: Words) -> ChoiceField:
    options = tuple(Option(each.value, plain(capitalised(words.line(key)))) for each, key in EXPECTATIONS.items())
    value = (logged.expectation.value,) if logged.expectation else ()
    return ChoiceField("expectation", words.text("expectation-label"), options, value, optional=True)


def _basis(logged: Logged, words: Words) -> ChoiceField:
    options = tuple(Option(each.value, words.text(key)) for each, key in KNOWN.items())
    value = (logged.basis.value,) if logged.basis else ()
    return ChoiceField("basis", words.text("basis-label"), options, value)


def _possible(possible: bool, words: Words) -> ChoiceField:
    options = (Option("yes", words.text("loop-yes")), Option("no", words.text("loop-no")))
    return ChoiceField("possible", words.text("possible-label"), options, ("yes" if possible else "no",))


def _team(label: str, teams: Sequence[Team], chosen: str, words: Words) -> tuple[ChoiceField, ...]:
    if not teams:
        return ()
    options = tuple(Option(str(team.number), team.name) for team in teams)
    value = (chosen,) if chosen in {option.value for option in options} else ()
    placeholder = words.text("no-team")
    return (ChoiceField("team", words.text(label), options, value, placeholder=placeholder, optional=True),)


# To somebody else, and to its end ---------------------------------------------------------------


def hand_over_form(speech: HandOverForm, words: Words) -> WordedForm:
    one_of_several = bool(speech.teams) or speech.linked
    hint = words.text("hand-over-hint-one-of" if one_of_several else "hand-over-hint")
    return WordedForm(
        form="hand-over",
        title=words.text(LABELS[Action.HAND_OVER]),
        fields=(
            PeopleField("to", words.text("to-label"), hint=hint, optional=one_of_several, many=False),
            *_elsewhere(speech, words),
            *_team("to-team-label", speech.teams, "", words),
            TextField("words", words.text("hand-over-words-label"), lines=3, most=WORDS_MOST, optional=True),
        ),
        submit=words.text("ask-them"),
        close=words.text("cancel"),
        memo=str(speech.number),
    )


def _elsewhere(speech: HandOverForm, words: Words) -> tuple[Field, ...]:
    label = words.text("to-name-label")
    return (TextField("name", label, most=NAME_MOST, optional=True),) if speech.linked else ()


def resolve_form(speech: ResolveForm, words: Words) -> WordedForm:
    return WordedForm(
        form="resolve",
        title=words.text(LABELS[Action.RESOLVE]),
        fields=(
            _step_words("learning", Step.LEARNING, speech.learning, words),
            _possible(speech.possible, words),
            _step_words("loop", Step.LOOP, speech.loop, words),
        ),
        submit=words.text(LABELS[Action.RESOLVE]),
        close=words.text("cancel"),
        memo=str(speech.number),
        drafts=True,
    )


def story_form(speech: StoryForm, words: Words) -> WordedForm:
    quote = words.quoted(speech.quote.text, speech.quote.language)
    three = (
        ("said", "story-said", speech.said),
        ("learned", "story-learned", speech.learned),
        ("changed", "story-changed", speech.changed),
    )
    return WordedForm(
        form="story",
        title=words.text("change-the-story" if speech.posted else LABELS[Action.STORY]),
        fields=(
            NoteField((quote,)),
            *(_part(name, words.text(key), value) for name, key, value in three),
            *_named(speech.named, words),
        ),
        submit=words.text("save" if speech.posted else "post-it"),
        close=words.text("cancel"),
        memo=str(speech.number),
        drafts=True,
    )


def _named(named: bool | None, words: Words) -> tuple[SwitchField, ...]:
    if named is None:
        return ()
    label, hint = words.text("story-named-label"), words.text("story-named-hint")
    return (SwitchField("named", label, words.text("yes"), named, hint),)


def _part(name: str, label: str, value: str) -> TextField:
    """A story needs what was learned; the rest may have stayed unsaid."""
    needed = name == "learned"
    return TextField(name, label, value, lines=3, least=int(needed), most=WORDS_MOST, optional=not needed)
