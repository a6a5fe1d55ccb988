"""Cases as people read them: the cards of LOOK, who is never named on one, and where each button leads."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import speech
from bot.domain.cases import AlreadyClaimed, ClaimedMeanwhile, Move, NotInThatState, State
from bot.domain.commands import COMMANDS
from bot.domain.people import LANGUAGES
from bot.domain.refs import CaseNumber, QuoteNumber
from bot.domain.reminders import Rung
from bot.domain.requests import Cases, Escalate, NumberMissing, Which
from bot.domain.steps import CONTEXT_MOST, Step
from bot.grammar import parse
from bot.services.cases import TakenBefore
from bot.speech import Action, Done
from bot.wording import case_forms, form, home, message, sentence, words
from bot.wording.parts import ChoiceField, NoteField, PeopleField, SwitchField, TextField, Tone, Worded, WordedForm
from tests.wording import samples
from tests.wording.samples import CLAIMED, OPEN, RESOLVED, WORLD, as_read, spoken
from tests.wording.test_messages import buttons, lines

every_language = pytest.mark.parametrize("language", LANGUAGES)
PUBLIC = (speech.NegativeQuote, speech.CaseCard, speech.CaseReminder, speech.CaseNote, speech.Story)


# Who is not on them -----------------------------------------------------------------------------


@every_language
def test_nobody_whom_a_quote_concerns_is_on_anything(language: str) -> None:
    """Whatever a quote brings with it: a person of its own is never drawn (PRODUCT §2.1)."""
    assert WORLD.people == (samples.SAM,)
    kinds = (*PUBLIC, speech.HeadsUp, speech.CaseSteps, speech.OfferNotice, speech.StoryReady, speech.CaseList)
    for kind in kinds:
        for each in samples.MESSAGES[kind]:
            assert not [text for text in spoken(message(each, words(language))) if "Sam" in text], each
    page = home(speech.Home(None, speech.MyQuotes((), ()), waiting=(CLAIMED,), open_cases=(OPEN,)), words(language))
    assert not [text for text in spoken(page) if "Sam" in text]


@every_language
def test_a_heads_up_shows_the_words_only_to_who_opens_it(language: str) -> None:
    worded = message(speech.HeadsUp(WORLD, 15), words(language))
    assert WORLD.text not in worded.notification
    assert [(button.action, button.value) for button in buttons(worded)] == [(Action.ADD_CONTEXT, "19")]


# Cards ------------------------------------------------------------------------------------------


def test_a_negative_quote_asks_its_question() -> None:
    worded = message(samples.MESSAGES[speech.NegativeQuote][0], words("en"))
    assert lines(worded) == [
        "Somebody said",
        f"”{WORLD.text}”",
        "Tvåbarnsförälder, Uppsala · get help · team Faktura",
        "No big deal, or end of the world?",
        "3 end of the world · 1 no big deal",
        "[End of the world] [No big deal]",
    ]
    assert worded.notification == f"”{WORLD.text}”"
    assert worded.tone is Tone.WORLD
    assert [(button.action, button.value) for button in buttons(worded)] == [
        (Action.WORLD, "19"),
        (Action.NO_BIG_DEAL, "19"),
    ]


def test_neither_answer_is_the_one_to_press() -> None:
    first, second = buttons(message(speech.NegativeQuote(WORLD), words("en")))
    assert first.style == second.style


def test_a_case_that_nobody_has() -> None:
    assert lines(message(speech.CaseCard(OPEN), words("sv"))) == [
        "Ärende 42 · ingen äger det än · sedan tisdag 24 november",
        f"”{WORLD.text}”",
        "Tvåbarnsförälder, Uppsala · få hjälp · team Faktura",
        "Varför: tredje kunden i veckan",
        "3 världens undergång · 1 ingen stor sak",
        "[Jag tar det] [Följ] [Ändå ingen stor sak] ⋯ Vad som har hänt",
    ]


def test_a_case_that_somebody_has_says_what_is_missing_in_words_too() -> None:
    assert lines(message(speech.CaseCard(CLAIMED), words("nb"))) == [
        "Sak 42 · Anna Berg eier den · siden tirsdag 24. november",
        f"”{WORLD.text}”",
        "Tvåbarnsförälder, Uppsala · få hjelp · team Faktura",
        "● kontakt\u2003● årsak (antatt)\u2003○ lærdom\u2003○ endring\u2003○ tilbakemelding",
        "Mangler: lærdom, endring og tilbakemelding",
        "3 verdens undergang · 1 ingen stor sak",
        "[Noter et steg] [Overlever saken] [Merk som løst] ⋯ Følg Frigi saken Hva som har skjedd",
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.RESOLVED, "Case 42 · resolved by Anna Berg"),
        (State.WITHDRAWN, "Case 42 · withdrawn"),
        (State.NO_BIG_DEAL, "Case 42 · closed as no big deal"),
    ],
)
def test_a_case_that_has_ended(state: State, said: str) -> None:
    assert lines(message(speech.CaseCard(replace(CLAIMED, state=state)), words("en")))[0] == said


def test_an_owner_who_is_not_named_is_a_colleague() -> None:
    case = replace(CLAIMED, owner=samples.COLLEAGUE)
    title = lines(message(speech.CaseCard(case), words("sv")))[0]
    assert title == "Ärende 42 · en kollega äger det · sedan tisdag 24 november"


def test_what_the_steps_found_is_for_who_asks() -> None:
    public = lines(message(speech.CaseCard(CLAIMED), words("en")))
    private = lines(message(speech.CaseCard(CLAIMED, private=True), words("en")))
    found = "● contacted, done: by phone · good enough would do · Hon ringde tre gånger."
    assert found in private
    assert not [line for line in public if "Hon ringde" in line]
    assert "Not yet: learning, change and loop closed" in private


def actions(worded: Worded) -> list[Action]:
    return [button.action for button in buttons(worded)]


def test_on_a_card_that_one_person_sees_are_the_buttons_that_they_may_press() -> None:
    card = speech.CaseCard(CLAIMED, private=True)
    assert actions(message(card, words("en"))) == actions(message(replace(card, private=False), words("en")))
    for role, first in ((speech.Role.ASKED, Action.ACCEPT), (speech.Role.COLLEAGUE, Action.FOLLOW)):
        shown = actions(message(replace(card, role=role), words("en")))
        assert shown[0] is first
        assert not {Action.STEPS, Action.HAND_OVER, Action.RESOLVE, Action.RELEASE} & {*shown}
    ended = speech.CaseCard(RESOLVED, private=True)
    assert actions(message(ended, words("en")))[0] is Action.STORY
    told = replace(ended, case=replace(RESOLVED, story_posted=True))
    for other in (replace(ended, role=speech.Role.COLLEAGUE), replace(ended, private=False), told):
        assert Action.STORY not in actions(message(other, words("en")))


def test_a_case_in_short_says_how_it_stands() -> None:
    assert lines(message(speech.CaseInShort(CLAIMED), words("sv"))) == [
        "Ärende 42 · Anna Berg äger det · sedan tisdag 24 november",
        f"”{WORLD.text}”",
        "[Visa]",
    ]


def test_what_is_done_offers_what_comes_next() -> None:
    offered = {done: actions(message(speech.CaseDone(done, 42), words("en"))) for done in Done}
    assert offered[Done.WHY_SAID] == [], "and not to withdraw the case"
    assert offered[Done.RESOLVED] == [Action.STORY]
    assert offered[Done.CLAIMED] == []


def test_ones_own_cases_are_called_so() -> None:
    own = speech.CaseList(Which.MINE, (CLAIMED, RESOLVED))
    assert [line for line in lines(message(own, words("en"))) if line.startswith("Case")] == [
        "Case 42 · yours · since Tuesday 24 November",
        "Case 42 · resolved by you, story not told yet",
    ]
    everybodys = replace(own, which=Which.OPEN)
    assert "Case 42 · Anna Berg has it · since Tuesday 24 November" in lines(message(everybodys, words("en")))


def test_an_answer_to_an_offer_asks_for_something_only_while_it_is_needed() -> None:
    declined = speech.OfferAnswered(CaseNumber(42), samples.ANNA, False, yours=True)
    assert actions(message(declined, words("en"))) == [Action.HAND_OVER]
    assert actions(message(replace(declined, yours=False), words("en"))) == [Action.SHOW_CASE]
    released = speech.CaseReleased(CaseNumber(42), samples.ANNA)
    assert actions(message(released, words("en"))) == [Action.CLAIM, Action.SHOW_CASE]
    assert actions(message(replace(released, free=False), words("en"))) == [Action.SHOW_CASE]


def test_a_story_that_is_told_may_be_changed() -> None:
    ready = speech.StoryReady(replace(RESOLVED, story_posted=True))
    assert lines(message(ready, words("en"))) == [
        "The story of case 42 is told.",
        f"”{WORLD.text}”",
        "[Change the story] [Record the customer’s answer]",
    ]


def test_the_form_of_a_story_that_is_posted_changes_it() -> None:
    forms = [form(each, words("en")) for each in samples.FORMS[speech.StoryForm]]
    assert (forms[0].title, forms[0].submit) == ("Tell the story", "Post it")
    assert (forms[-1].title, forms[-1].submit) == ("Change the story", "Save")


@every_language
def test_who_is_not_to_be_named_is_asked_no_question_about_it(language: str) -> None:
    story = form(speech.StoryForm(CaseNumber(42), WORLD, "a", "b", "c", named=None), words(language))
    assert [name for name, _ in fields(story)] == ["said", "learned", "changed"]


@every_language
def test_every_button_of_a_case_carries_its_number(language: str) -> None:
    for case in samples.CASES:
        shown = buttons(message(speech.CaseCard(case), words(language)))
        assert {button.value for button in shown if button.action is not Action.CUSTOMER_ANSWER} == {"42"}
        assert {button.value for button in shown if button.action is Action.CUSTOMER_ANSWER} <= {str(WORLD.number)}
    for rung in Rung:
        values = {button.value for button in buttons(message(speech.CaseReminder(rung, CLAIMED), words(language)))}
        assert values <= {"42", f"42|{Step.CONTACTED}"}


def test_a_story_has_three_steps_and_who_followed_it() -> None:
    story = speech.Story(CaseNumber(42), WORLD, "Hon ringde.", "Vi läste inte.", "Vi läser.", samples.ANNA, "Faktura")
    assert lines(message(story, words("en"))) == [
        "What became of it",
        f"”{WORLD.text}”",
        "The customer told us: Hon ringde.",
        "We learned: Vi läste inte.",
        "From now on: Vi läser.",
        "Followed to the bottom by Anna Berg, with team Faktura",
    ]
    quiet = message(replace(story, quiet=True, by=None, said=""), words("sv"))
    assert lines(quiet)[0].startswith("Du röstade, reagerade, höll ett öga på det här eller skrev ner det.")
    assert lines(quiet)[1] == "Så gick det"
    assert lines(quiet)[-1] == "Team Faktura gick till botten med det"
    assert not [line for line in lines(quiet) if line.startswith("Kunden berättade")]


# To one person ----------------------------------------------------------------------------------


def test_the_owner_has_a_button_for_each_step() -> None:
    worded = message(speech.CaseSteps(CLAIMED, fresh=True), words("sv"))
    assert [(button.action, button.value) for button in buttons(worded)] == [
        *((Action.STEP, f"42|{step}") for step in Step),
        (Action.RESOLVE, "42"),
    ]
    assert "○ lärdom, saknas: vad vet vi nu som vi inte visste förut?" in lines(worded)


def test_a_step_logged_says_what_is_left_and_when_it_can_be_resolved() -> None:
    early = message(speech.CaseDone(Done.LOGGED, 42, (Step.CHANGE, Step.LOOP)), words("en"))
    assert lines(early) == ["Logged in case 42.", "Not yet: change and loop closed", "[Log a step]"]
    late = message(speech.CaseDone(Done.LOGGED, 42, (Step.CHANGE,)), words("en"))
    assert [button.action for button in buttons(late)] == [Action.STEPS, Action.RESOLVE]


def test_an_offer_to_a_team_names_the_team_once() -> None:
    offer = speech.OfferNotice(CLAIMED, samples.ANNA, "Ni kan faktura bättre.", team="Faktura")
    assert lines(message(offer, words("sv")))[:2] == [
        "Anna Berg vill överlämna ärende 42 till ditt team, Faktura. Den som tackar ja först får det.",
        "Anna Berg: Ni kan faktura bättre.",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No reminder of case 42 before Tuesday 24 November."),
        ("sv", "Ingen påminnelse om ärende 42 före tisdag 24 november."),
        ("nb", "Ingen påminnelse om sak 42 før tirsdag 24. november."),
    ],
)
def test_a_snoozed_case_says_until_when(language: str, said: str) -> None:
    done = speech.CaseDone(Done.SNOOZED, 42, until=samples.DAY)
    assert lines(message(done, words(language))) == [said]


def test_who_declines_leaves_it_to_the_others_in_the_team() -> None:
    said = speech.OfferAnswered(CaseNumber(42), samples.ANNA, accepted=False, team="Faktura", asked=True)
    assert lines(message(said, words("en")))[0] == (
        "Anna Berg declined case 42. The others in team Faktura are still asked."
    )
    assert "de andra i Team Nord." in lines(message(replace(said, team="Team Nord"), words("sv")))[0]


def test_an_offer_that_has_ended_says_how_in_a_sentence() -> None:
    ended = speech.ShownEntry(Move.NO_BIG_DEAL, samples.COLLEAGUE, samples.MORNING, "She laughed.")
    offer = message(speech.OfferNotice(CLAIMED, samples.ANNA, ended=ended), words("en"))
    assert "A colleague closed the case as no big deal: She laughed." in lines(offer)


def test_in_a_thread_a_step_is_named_and_not_told() -> None:
    logged = samples.ALL_STEPS[Step.CAUSE]
    entry = speech.ShownEntry(Move.LOG, samples.ANNA, samples.MORNING, logged=logged)
    note = message(speech.CaseNote(CaseNumber(42), entry), words("en"))
    assert lines(note) == ["Anna Berg logged a step, cause (assumed)"]
    history = message(speech.CaseHistory(CaseNumber(42), (entry,)), words("en"))
    assert lines(history)[1:] == [f"24 November 2026 · Anna Berg logged a step, cause (assumed): {logged.words}"]


def test_a_timeline_is_dated_by_its_readers_clock() -> None:
    entry = speech.ShownEntry(Move.OPEN, samples.ANNA, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    for timezone, day in (("Europe/Stockholm", "24"), ("Europe/London", "23")):
        history = message(speech.CaseHistory(CaseNumber(42), (entry,), timezone), words("en"))
        assert lines(history)[1] == f"{day} November 2026 · Anna Berg opened the case"


def test_a_long_timeline_shows_its_end() -> None:
    entries = samples.ENTRIES * 3
    history = message(speech.CaseHistory(CaseNumber(42), entries), words("sv"))
    assert lines(history)[1] == f"och {len(entries) - 30} rader före det"
    assert len(lines(history)) == 32


@every_language
def test_the_words_that_help_offers_are_understood(language: str) -> None:
    command = {command.name: command.phrases(language)[0] for command in COMMANDS}["cases"]
    offered = words(language).text("help-argument-which").strip("[]").split(" | ")
    assert [parse(f"{command} {word}") for word in offered] == [Cases(which) for which in Which]
    reason = words(language).text("help-argument-because").replace("…", "nobody called").split(" ", 1)[1]
    assert parse(f"escalate 17 {reason}") == Escalate(QuoteNumber(17), "nobody called")


@every_language
def test_a_list_of_no_cases_is_a_sentence(language: str) -> None:
    for which in Which:
        assert len(lines(message(speech.CaseList(which, ()), words(language)))) == 1


def test_what_was_learned_before_is_at_hand() -> None:
    worded = message(speech.Recorded(samples.CRITICISM, similar=samples.LEARNED), words("sv"))
    ways = [(as_read(button.label), button.value) for button in buttons(worded) if button.action is Action.SHOW_CASE]
    assert ways == [("Ärende 0", "0"), ("Ärende 1", "1"), ("Ärende 2", "2")]


def test_what_was_learned_before_stands_in_the_quotation_marks_of_its_own_language() -> None:
    learned = replace(samples.LEARNED[0], text="Tredje samtalet.", language="nb")
    worded = message(speech.Recorded(samples.CRITICISM, similar=(learned,)), words("en"))
    assert f"Case 0: {learned.learning} · «Tredje samtalet.»" in lines(worded)


def test_home_begins_with_what_waits() -> None:
    page = speech.Home(
        None,
        speech.MyQuotes((), ()),
        waiting=(CLAIMED, RESOLVED),
        offers=(OPEN,),
        drafts=((CaseNumber(7), Step.LOOP),),
        open_cases=(OPEN,),
    )
    worded = home(page, words("en"))
    assert lines(worded)[:2] == ["Waiting for you", "You are asked to take over case 42."]
    assert "[Loop closed, case 7]" in lines(worded)
    assert [button.value for button in buttons(worded) if button.action is Action.STEP] == ["7|loop closed"]
    assert Action.STORY in {button.action for button in buttons(worded)}
    assert lines(worded).index("Open cases") > lines(worded).index("Your quotes")


# Forms ------------------------------------------------------------------------------------------


def fields(worded: WordedForm) -> Iterator[tuple[str, type]]:
    return ((each.name, type(each)) for each in worded.fields if not isinstance(each, NoteField))


@pytest.mark.parametrize(
    ("step", "names"),
    [
        (Step.CONTACTED, ["how", "words", "expectation"]),
        (Step.CAUSE, ["words", "basis"]),
        (Step.LEARNING, ["words"]),
        (Step.CHANGE, ["words", "team"]),
        (Step.LOOP, ["possible", "words"]),
    ],
)
def test_each_step_asks_what_belongs_to_it(step: Step, names: list[str]) -> None:
    logged = samples.ALL_STEPS[step]
    worded = form(speech.StepForm(CaseNumber(42), logged, samples.TEAMS), words("sv"))
    assert (worded.form, worded.memo, worded.drafts) == ("step", f"42|{step}", True)
    assert [name for name, _ in fields(worded)] == names
    kept = {each.name: each.value for each in worded.fields if isinstance(each, ChoiceField | TextField)}
    assert kept["words"] == logged.words
    expected = {
        "basis": ("assumed",),
        "expectation": ("good enough would do",),
        "team": ("1",),
        "possible": ("no",),
        "how": "phone",
    }
    assert {name: value for name, value in kept.items() if name != "words"} == {
        name: value for name, value in expected.items() if name in kept
    }


def test_a_case_is_handed_to_one_person_or_a_team() -> None:
    worded = form(speech.HandOverForm(CaseNumber(42), samples.TEAMS), words("nb"))
    assert (worded.form, worded.memo) == ("hand-over", "42")
    assert [*fields(worded)] == [("to", PeopleField), ("team", ChoiceField), ("words", TextField)]
    assert [each.many for each in worded.fields if isinstance(each, PeopleField | ChoiceField)] == [False, False]


def test_to_whom_a_case_is_handed_may_be_left_empty_only_where_there_is_a_choice() -> None:
    for teams, said in (((), "ditt tills någon"), (samples.TEAMS, "ett av dem")):
        to = form(speech.HandOverForm(CaseNumber(42), teams), words("sv")).fields[0]
        assert isinstance(to, PeopleField)
        assert (to.optional, said in to.hint) == (bool(teams), True)


def test_resolving_and_telling_keep_what_is_typed() -> None:
    resolve = form(speech.ResolveForm(CaseNumber(42), "a", False, "b"), words("en"))
    assert (resolve.form, resolve.memo, resolve.drafts) == ("resolve", "42", True)
    assert [name for name, _ in fields(resolve)] == ["learning", "possible", "loop"]
    story = form(samples.FORMS[speech.StoryForm][0], words("en"))
    assert (story.form, story.memo, story.drafts) == ("story", "42", True)
    assert [name for name, _ in fields(story)] == ["said", "learned", "changed", "named"]
    assert [each.on for each in story.fields if isinstance(each, SwitchField)] == [False]


@pytest.mark.parametrize("purpose", [*case_forms.SENTENCES])
def test_a_sentence_goes_back_with_its_purpose(purpose: Action) -> None:
    worded = form(speech.SentenceForm(purpose, 42, "Ord."), words("sv"))
    assert (worded.form, worded.memo) == ("sentence", f"{purpose}|42")
    assert worded.drafts == (purpose in {Action.CLOSE, Action.ADD_CONTEXT})
    (field,) = worded.fields
    assert isinstance(field, TextField)
    assert (field.name, field.value, field.optional) == ("words", "Ord.", purpose is Action.DECLINE)
    if purpose is Action.ADD_CONTEXT:
        assert field.most == CONTEXT_MOST


def test_the_customers_answer_is_recorded_with_what_it_answers() -> None:
    worded = form(speech.QuoteForm(follows=WORLD.number), words("sv"))
    assert (worded.title, worded.memo) == ("Kundens svar", "follows|19")
    note = worded.fields[0]
    assert isinstance(note, NoteField)
    assert [*spoken(note)] == ["Det kunden säger nu blir ett eget citat, kopplat till citat 19."]


def test_a_heads_up_that_was_chosen_elsewhere_can_be_kept() -> None:
    company = replace(samples.COMPANY, heads_up=samples.COMPANY.heads_up * 2 / 3)
    worded = form(speech.SettingsForm(samples.member(admin=True), company), words("en"))
    field = worded.fields[-1]
    assert isinstance(field, ChoiceField)
    assert (field.name, field.value) == ("heads_up", ("10",))
    labels = [option.label for option in field.options]
    assert labels[:3] == ["At the same moment", "5 minutes before", "10 minutes before"]


# Errors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Bo took it a moment ago."), ("sv", "Bo tog det nyss."), ("nb", "Bo tok den nettopp.")],
)
def test_a_claim_too_late_says_who_won(language: str, said: str) -> None:
    assert sentence(AlreadyClaimed(owner="Bo", number=42), words(language)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Bo took it a moment ago, so nothing was changed."),
        ("sv", "Bo tog det nyss, så inget är ändrat."),
        ("nb", "Bo tok den nettopp, så ingenting er endret."),
    ],
)
def test_who_wanted_something_else_than_the_case_is_told_that_nothing_was_changed(language: str, said: str) -> None:
    assert sentence(ClaimedMeanwhile(owner="Bo", number=42), words(language)) == said


def test_who_is_not_to_be_named_is_a_colleague_there_too() -> None:
    assert sentence(AlreadyClaimed(owner=None, number=42), words("en")) == "A colleague took it a moment ago."
    taken_before = sentence(TakenBefore(owner=None, number=42), words("sv"))
    assert as_read(taken_before).startswith("En kollega äger ärende 42")


def test_a_missing_number_is_asked_for_by_the_command_as_it_is_typed() -> None:
    assert sentence(NumberMissing(command="case"), words("sv")) == (
        "Vilket nummer? Skriv det efter kommandot, som ”ärende 17”. Inget är gjort."
    )


def test_a_state_is_said_in_words() -> None:
    said = sentence(NotInThatState(state=State.NO_BIG_DEAL, number=1042), words("sv"))
    assert as_read(said).startswith("Ärende 1042 är stängt som ingen stor sak, så det går inte nu")
