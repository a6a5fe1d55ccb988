"""What a person types, and what the bot takes it to mean."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.commands import COMMANDS
from bot.domain.errors import Refused
from bot.domain.people import LANGUAGES
from bot.domain.quotes import Sentiment
from bot.domain.refs import CaseNumber, MemberRef, QuoteNumber, WorkspaceRef
from bot.domain.requests import (
    Cases,
    DateMissing,
    DateNotUnderstood,
    Escalate,
    Hello,
    Help,
    Mentioned,
    Mine,
    NameCutShort,
    NamedPerson,
    NumberMissing,
    Pause,
    QuoteMissing,
    Record,
    Request,
    Resume,
    Search,
    SearchWordsMissing,
    ShowCase,
    ShowForm,
    ShowHome,
    ShowSchedule,
    ShowSettings,
    Skip,
    Today,
    TwoOf,
    UnclosedQuotation,
    Undo,
    UnknownCommand,
    Which,
    Why,
    WordsLeftOver,
)
from bot.domain.words import visible
from bot.grammar import parse

GOOD, BAD = Sentiment.POSITIVE, Sentiment.NEGATIVE
ANNA = Mentioned(MemberRef(WorkspaceRef("slack", "T1"), "U1"), "Anna Berg")
BO = Mentioned(MemberRef(WorkspaceRef("slack", "T1"), "U2"), "Bo Ek")


def people(*names: str) -> tuple[NamedPerson, ...]:
    return tuple(NamedPerson(name) for name in names)


def text_of(line: str) -> str:
    request = parse(line)
    assert isinstance(request, Record)
    return request.text


def refusal(line: str, kind: type[Refused]) -> dict[str, object]:
    with pytest.raises(kind) as refused:
        parse(line)
    return refused.value.facts


def test_the_lines_of_the_manual_are_understood() -> None:
    assert parse('+ "She stayed on the line until it worked" @anna @@delivery #use') == Record(
        GOOD, "She stayed on the line until it worked", people("anna"), ("delivery",), "use"
    )
    line = '- "Third call, nobody knew my case" @@billing #help  from "Parent of two, Uppsala"'
    assert parse(line) == Record(
        BAD, "Third call, nobody knew my case", (), ("billing",), "help", "Parent of two, Uppsala"
    )


@pytest.mark.parametrize(
    ("request_", "lines"),
    [
        (ShowForm(), ["", "   ", "form", "formulär", "skjema"]),
        (Today(), ["today", "Today", " today? ", "idag", "i dag", "I  DAG"]),
        (Why(), ["why", "why?", "varför", "varfor", "hvorfor"]),
        (Mine(), ["mine", "mina"]),
        (ShowHome(), ["home", "Hem", "hjem!"]),
        (Cases(), ["cases", "cases?", "ärenden", "saker", "cases open", "ärenden öppna", "saker åpne", "SAKER APNE"]),
        (Cases(Which.MINE), ["cases mine", "ärenden mina", "saker mine", "cases  Mina."]),
        (Cases(Which.UNCLAIMED), ["cases unclaimed", "ärenden oägda", "arenden oagda", "saker uten  eier"]),
        (Cases(Which.OVERDUE), ["cases overdue", "ärenden försenade", "saker forsinket", "saker forsinkede"]),
        (Cases(Which.OVERDUE), ["cases stalled", "ärenden stillastående", "saker stillestående"]),
        (
            ShowCase(CaseNumber(42)),
            ["case 42", "Case #42", "ärende 42", "ärende #42.", "sak 42", "sak: 42", "case ＃42?"],
        ),
        (
            Escalate(QuoteNumber(17)),
            [
                *("escalate 17", "escalate #17!", "eskalera 17", "eskaler 17", "escalate 17 because"),
                *("end of the world 17", "End of the world: 17", "världens undergång 17", "verdens undergang 17"),
            ],
        ),
        (
            Escalate(QuoteNumber(17), "the third letter"),
            [
                *("escalate 17 because the third letter", "escalate 17, because: the third letter"),
                *("eskalera 17 för att the third letter", "eskalera 17 EFTERSOM the third letter"),
                *(
                    "eskaler 17 fordi the third letter",
                    "escalate 17 the third letter",
                    "escalate #17 - the third letter",
                ),
                "end of the world 17 because the third letter",
                *('escalate 17 because "the third letter"', "eskalera 17 för att ”the third letter”"),
                *("eskaler 17 fordi «the third letter»", "escalate 17 'the third letter'"),
            ],
        ),
        (Escalate(QuoteNumber(17), 'the "third" letter'), ['escalate 17 because the "third" letter']),
        (Escalate(QuoteNumber(17), '"third" and "last"'), ['escalate 17 because "third" and "last"']),
        (Escalate(QuoteNumber(17), '"third letter'), ['escalate 17 because "third letter']),
        (Undo(), ["undo", "ångra", "angre", "a\u030angra"]),
        (ShowSchedule(), ["schedule", "schema", "plan"]),
        (Resume(), ["resume", "återuppta", "gjenoppta"]),
        (Skip(), ["skip", "hoppa över", "hopp over"]),
        (ShowSettings(), ["settings", "inställningar", "innstillinger"]),
        (Help(), ["help", "help!", "hjälp", "hjelp", "?"]),
        (Hello(), ["hi", "Hej!", "hei", "hello Kundord", "hej hej", "good morning", "god morgon"]),
        (
            Hello(thanked=True),
            ["Thanks!", "thanks Kundord", "Thank you so much", "tack", "Tack så mycket!", "takk", "Tusen takk!"],
        ),
        (Search("late invoice"), ["search late invoice", "sök late invoice", "søk: late invoice"]),
    ],
)
def test_a_command_has_its_words_in_every_language(request_: Request, lines: list[str]) -> None:
    assert [parse(line) for line in lines] == [request_] * len(lines)


def test_every_command_is_offered_in_every_language_and_means_one_thing() -> None:
    said: dict[str, str] = {}
    for command in COMMANDS:
        assert set(command.words) == set(LANGUAGES)
        for phrase in (phrase for language in LANGUAGES for phrase in command.phrases(language)):
            assert said.setdefault(phrase, command.name) == command.name


@pytest.mark.parametrize(
    "words",
    [
        "pause until 2026-08-10",
        "pause 2026-8-10",
        "pause until 10.8.2026",
        "pause 10/8/2026.",
        "pausa till 10-08-2026",
        "paus till 2026-08-10",
        "paus 2026-08-10",
        "pausa 10.08.2026",
        "pause til 10.8.2026",
    ],
)
def test_a_pause_ends_on_a_date_written_year_first_or_day_first(words: str) -> None:
    assert parse(words) == Pause(date(2026, 8, 10))


@pytest.mark.parametrize("words", ["2026-02-30", "8/31/2026", "10.8-2026", "soon", "0000-01-01", "10.8.26"])
def test_a_date_that_is_none_is_repeated_to_the_person(words: str) -> None:
    assert refusal(f"pause {words}", DateNotUnderstood) == {"words": words}


def test_a_pause_without_an_end_and_a_search_without_words_are_refused() -> None:
    assert refusal("pause until", DateMissing) == refusal("sök ", SearchWordsMissing) == {}


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("case", "case"),
        ("ärende?", "case"),
        ("sak førtito", "case"),
        ("case 1234567890", "case"),
        ("case ４２", "case"),
        ("escalate", "escalate"),
        ("escalate 17th", "escalate"),
        ("världens undergång", "escalate"),
    ],
)
def test_which_case_or_quote_is_asked_for(words: str, command: str) -> None:
    assert refusal(words, NumberMissing) == {"command": command}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("cases closed", "cases"),
        ("ärenden på vift", "ärenden"),
        ("case 42 is slow", "case"),
        ("sak om en faktura", "sak"),
        ("escalate the third letter", "escalate"),
    ],
)
def test_what_does_not_follow_a_command_is_not_guessed(typed: str, offered: str) -> None:
    facts = refusal(typed, UnknownCommand)
    assert isinstance(facts["nearest"], tuple)
    assert facts["nearest"][0] == offered


def test_a_customers_sentence_that_begins_like_a_command_is_a_quote_with_its_people() -> None:
    assert parse(["case closed without an answer ", ANNA]) == Record(None, "case closed without an answer", (ANNA,))
    assert parse(["escalate 17 because ", ANNA, " heard it too"]) == Escalate(
        QuoteNumber(17), "@Anna Berg heard it too", (ANNA,)
    )


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("tody", "today"),
        ("serch", "search"),
        ("idga", "idag"),
        ("hjlp", "hjälp"),
        ("show settings", "settings"),
        ("serach midsommar", "search"),
        ("pauza till", "pausa till"),
    ],
)
def test_a_mistyped_command_gets_the_nearest_one_in_its_language(typed: str, offered: str) -> None:
    facts = refusal(typed, UnknownCommand)
    assert facts["words"] == typed
    assert isinstance(facts["nearest"], tuple)
    assert facts["nearest"][0] == offered
    assert len(facts["nearest"]) <= 3


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("puse until 2026-12-01", "pause until"),
        ("pausar till 1.12.2026", "pausa till"),
        ("pauze til 2026-12-01!", "pause til"),
        ("end off the world 17", "end of the world"),
        ("världens undergån 17", "världens undergång"),
    ],
)
def test_a_mistyped_command_with_a_date_or_a_number_is_no_customers_words(typed: str, offered: str) -> None:
    facts = refusal(typed, UnknownCommand)
    assert isinstance(facts["nearest"], tuple)
    assert offered in facts["nearest"]


@pytest.mark.parametrize("said", ["They promised to come before 10", "Tack för hjälpen i dag", "Jag väntade till 2026"])
def test_a_customer_may_end_with_a_number_or_begin_with_thanks(said: str) -> None:
    assert parse(said) == Record(None, said)


def test_a_command_with_words_too_many_is_refused_and_offered_alone() -> None:
    assert refusal("today please", UnknownCommand)["nearest"] == ("today",)
    assert refusal("hoppa över den här", UnknownCommand)["nearest"] == ("hoppa över",)
    assert refusal("xyzzy", UnknownCommand)["nearest"] == ()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ('today "She stayed on the line"', "today"),
        ("hoppa över ”det där citatet”", "hoppa över"),
        ("mine «kundeservice» @anna", "mine"),
        ('undo from Nordlys "the last one"', "undo"),
    ],
)
def test_a_command_with_a_quotation_too_many_is_no_quote(typed: str, offered: str) -> None:
    facts = refusal(typed, UnknownCommand)
    assert isinstance(facts["nearest"], tuple)
    assert facts["nearest"][0] == offered
    assert refusal(f"+ {typed}", WordsLeftOver)["words"]


def test_a_long_line_is_repeated_in_part_only() -> None:
    words = refusal("today " + "x" * 500, UnknownCommand)["words"]
    assert isinstance(words, str)
    assert len(words) == 80


@pytest.mark.parametrize("sign", ["+", "＋", "++"])
def test_a_plus_of_any_keyboard_is_praise(sign: str) -> None:
    assert parse(f'{sign} "She stayed"') == parse(f'{sign}"She stayed"') == Record(GOOD, "She stayed")


@pytest.mark.parametrize("sign", ["-", "−", "–", "—", "--"])
def test_a_minus_of_any_keyboard_is_not(sign: str) -> None:
    assert parse(f'{sign} "Third call"') == parse(f'{sign}"Third call"') == Record(BAD, "Third call")


def test_the_sign_may_stand_after_the_credit() -> None:
    assert parse('@anna + "She stayed"') == parse('"She stayed" @anna +')


@pytest.mark.parametrize(
    "marks",
    [
        '""', "“”", "””", "„“", "„”", "«»", "»«", "»»", "‹›", "›‹", "››", "‘’", "’’", "‚‘", "''",
        "「」", "『』", "《》", "〝〟", "＂＂",
    ],
)  # fmt: skip
def test_quotation_marks_of_every_language_are_understood(marks: str) -> None:
    opening, closing = marks[0], marks[1]
    line = f"+ {opening}She stayed, @bo said #1 from via{closing} @anna from {opening}A parent{closing}"
    assert parse(line) == Record(GOOD, "She stayed, @bo said #1 from via", people("anna"), customer="A parent")


def test_french_spaces_inside_the_marks_are_not_the_customers() -> None:
    assert text_of("+ «\u202fElle est restée\u00a0»") == "Elle est restée"


@pytest.mark.parametrize(
    "text",
    ["don't call it's late", "I don’t know", 'my 15" screen broke', "'twas so good", "rock 'n roll it was"],
)
def test_an_apostrophe_or_an_inch_is_no_quotation_mark(text: str) -> None:
    assert parse(f"+ {text} @anna") == Record(GOOD, text, people("anna"))


def test_an_apostrophe_inside_a_word_closes_nothing() -> None:
    assert text_of("- 'They don't know'") == "They don't know"
    assert text_of("- ‘They don’t know’") == "They don’t know"


def test_quotations_inside_a_quotation_of_another_kind_are_the_customers() -> None:
    assert text_of('+ “He said "wow" and ‘gosh’”') == 'He said "wow" and ‘gosh’'


def test_line_breaks_part_words_as_spaces_do() -> None:
    assert parse('+ "She stayed"\n@anna\r\n#use') == Record(GOOD, "She stayed", people("anna"), stage="use")


def test_without_quotation_marks_the_text_ends_at_the_first_mark() -> None:
    line = "- nobody  knew my case @@billing #get-help from Parent of two, Uppsala via phone"
    assert parse(line) == Record(
        BAD, "nobody  knew my case", (), ("billing",), "get-help", "Parent of two, Uppsala", "phone"
    )
    assert parse('- nobody knew my case from "A parent"') == Record(BAD, "nobody knew my case", customer="A parent")
    assert text_of("- it broke - twice, see https://example.org/1") == "it broke - twice, see"


def test_from_in_a_customers_sentence_is_the_customers() -> None:
    assert text_of("+ I got help from Anna via chat in minutes") == "I got help from Anna via chat in minutes"
    assert text_of("+ Från första stund @anna") == "Från första stund"


@pytest.mark.parametrize(
    ("line", "customer", "via"),
    [
        ('+ "Thank you so much" from "A parent" via "phone"', "A parent", "phone"),
        ('+ "Thank you so much" från A parent, via phone', "A parent", "phone"),
        ('+ "Thank you so much" via phone fra A parent', "A parent", "phone"),
        ('+ from: “A parent” VIA: e-mail "Thank you so much"', "A parent", "e-mail"),
        ('+ "Thank you so much" FRÅN"A parent"', "A parent", None),
    ],
)
def test_a_label_may_be_quoted_or_not(line: str, customer: str, via: str | None) -> None:
    assert parse(line) == Record(GOOD, "Thank you so much", customer=customer, via=via)


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("@anna", people("anna")),
        ("@anna, @bo.", people("anna", "bo")),
        ("@anna and @bo och @cy & @d", people("anna", "bo", "cy", "d")),
        ('@"Anna Berg"', people("Anna Berg")),
        ("@'Anna Berg'", people("Anna Berg")),
        ("@”Anna Berg”,@o'brien", people("Anna Berg", "o'brien")),
        ("@anna.berg @anna.berg", people("anna.berg")),
        ("＠åsa", people("åsa")),
    ],
)
def test_people_are_credited_once_each_however_they_are_listed(marks: str, found: tuple[NamedPerson, ...]) -> None:
    assert parse(f'+ "She stayed" {marks}') == Record(GOOD, "She stayed", found)


@pytest.mark.parametrize(
    ("line", "stage"),
    [
        ('+ "She stayed" #get help', "get help"),
        ("+ She stayed #get help", "get help"),
        ('#get help. + "She stayed"', "get help"),
        ('+ "She stayed" #get help via phone', "get help"),
        ('+ "She stayed" #get help! @anna', "get help"),
        ('#get help "She stayed" +', "get help"),
        ('+ "She stayed" #use, @anna', "use"),
        ('+ "She stayed" #"get help", @anna', "get help"),
    ],
)
def test_a_stage_goes_on_to_the_next_mark(line: str, stage: str) -> None:
    found = parse(line)
    assert isinstance(found, Record)
    assert (found.text, found.stage, found.sentiment) == ("She stayed", stage, GOOD)


def test_teams_and_stages_may_have_names_of_several_words() -> None:
    assert parse('+ "She stayed" @@"Customer care" @@billing #"get help"') == Record(
        GOOD, "She stayed", teams=("Customer care", "billing"), stage="get help"
    )


def test_a_person_the_platform_knows_is_credited_by_id() -> None:
    assert parse(['+ "She stayed" ', ANNA, " and ", BO, " ", ANNA, " #use"]) == Record(
        GOOD, "She stayed", (ANNA, BO), stage="use"
    )
    assert parse(["+ she stayed", BO]) == Record(GOOD, "she stayed", (BO,))
    assert parse([ANNA, '+ "thanks"']) == Record(GOOD, "thanks", (ANNA,))


def test_a_person_mentioned_by_the_customer_is_words_and_no_credit() -> None:
    assert parse([BO, ' + "thanks ', ANNA, " and ", BO, '!" ', ANNA]) == Record(
        GOOD, "thanks @Anna Berg and @Bo Ek!", (BO, ANNA), within=(ANNA, BO)
    )
    assert parse(["search what ", ANNA, " heard"]) == Search("what @Anna Berg heard")


def test_an_address_and_a_lone_mark_are_words() -> None:
    assert text_of("+ I wrote to a@b.se @ noon # and @@ got help") == "I wrote to a@b.se @ noon # and @@ got help"


def test_an_address_on_the_web_is_the_source() -> None:
    assert parse('+ "She stayed" HTTPS://example.org/a?b=@c#d.') == Record(
        GOOD, "She stayed", link="https://example.org/a?b=@c#d"
    )
    assert text_of('+ "See https://example.org, she said"') == "See https://example.org, she said"
    assert text_of("+ we all saw https://... there") == "we all saw https://... there"


@pytest.mark.parametrize("line", ["nobody knew my case", '"She stayed"', '"She stayed" @anna', "today @anna"])
def test_without_a_sign_the_bot_is_to_ask(line: str) -> None:
    request = parse(line)
    assert isinstance(request, Record)
    assert request.sentiment is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('+ "She stayed" until the end @anna', "until the end"),
        ('+ Anna said "She stayed"', "Anna said"),
        ("+ @anna stayed on", "stayed on"),
        ('+ "She stayed" from', "from"),
        ('+ "She stayed" via , @anna', "via"),
        ('+ "She stayed" @', "@"),
        ('+ "She stayed" @""', '@""'),
        ('+ "She stayed" and', "and"),
        ("+ @anna @'tis", "@'tis"),
        ("+ 'She saw the customers' case'", "case'"),
    ],
)
def test_words_that_belong_to_nothing_are_named_not_lost(line: str, words: str) -> None:
    assert refusal(line, WordsLeftOver) == {"words": words}


@pytest.mark.parametrize(
    ("line", "words", "mark", "name"),
    [
        ('+ "She stayed" @Eva Lind', "Lind", "@", "Eva Lind"),
        ('+ "She stayed" @eva, @Bo Ek Dahl #use', "Ek Dahl", "@", "Bo Ek Dahl"),
        ('+ "She stayed" @@Team Nord via phone', "Nord", "@@", "Team Nord"),
        ('+ so @Eva Lind "She stayed"', "so Lind", "@", "Eva Lind"),
    ],
)
def test_the_rest_of_a_name_is_answered_with_how_to_write_it(line: str, words: str, mark: str, name: str) -> None:
    assert refusal(line, NameCutShort) == {"words": words, "mark": mark, "name": name}
    assert parse('+ "She stayed" @”Eva Lind”') == Record(GOOD, "She stayed", people("Eva Lind"))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('+ "She stayed" "until it worked"', "text"),
        ('+ "She stayed" #use #buy', "stage"),
        ('+ "She stayed" from A from B', "customer"),
        ('+ "She stayed" via "A" via "B"', "via"),
        ('+ "She stayed" https://a.se https://b.se', "link"),
        ('+ "She stayed" -', "sentiment"),
    ],
)
def test_two_of_what_there_is_one_of_are_refused(line: str, what: str) -> None:
    assert refusal(line, TwoOf) == {"what": what}


@pytest.mark.parametrize("line", ["+", "- @anna", "@@billing #use", '+ ""', '+ from "A parent"'])
def test_marks_without_a_customers_words_are_refused(line: str) -> None:
    assert refusal(line, QuoteMissing) == {}


@pytest.mark.parametrize("line", ['+ "She stayed @anna', "+ “She stayed", '+ "She stayed" from "A', '+ x @"Anna'])
def test_a_quotation_that_does_not_end_is_refused(line: str) -> None:
    assert line.endswith(str(refusal(line, UnclosedQuotation)["words"]))


_BITS = st.sampled_from(
    [
        *(
            "+",
            "-",
            "@",
            "@@",
            "#",
            "from ",
            "via:",
            "FRÅN",
            "vİa",
            "https://",
            "httpſ://x",
            "and",
            "pause ",
            "1",
        ),
        *(
            "search ",
            "case ",
            "cases ",
            "escalate 1",
            "today",
            *"\"'“”„«»‘’‚.,:&…[](){}<>|\\ ",
            "\0",
            "\ud800",
            "\u2028",
            "ſ",
            "a\u0301",
            "\x1f",
        ),
    ]
)
_LINES = st.one_of(st.text(), st.lists(_BITS | st.text(max_size=3)).map("".join))


@given(st.lists(_LINES | st.sampled_from([ANNA, BO]), max_size=8))
@example(["+ from ''"])
def test_any_text_at_all_is_understood_or_refused(line: list[str | Mentioned]) -> None:
    with suppress(Refused):
        request = parse(line)
        assert not isinstance(request, Record) or request.text


@given(st.lists(st.sampled_from(["@anna", "#use", 'from "A"', "via phone", "https://a.se", "@@billing"]), unique=True))
def test_marks_are_understood_in_any_order(marks: list[str]) -> None:
    first = parse(" ".join(['+ "She stayed"', *marks]))
    assert parse(" ".join(["+", *marks, '"She stayed"'])) == first
    assert parse(" ".join(["+", '"She stayed"', *reversed(marks)])) == first


@given(st.text().map(visible).filter(lambda text: '"' not in text and "\0" not in text and text.strip()))
def test_a_quotation_keeps_the_customers_words_untouched(text: str) -> None:
    assert parse(f'+ "{text}" @anna') == Record(GOOD, text.strip(), people("anna"))


@pytest.mark.parametrize("unseen", ["\u200b", "\u200e", "\u200f", "\u2060", "\u2067", "\ufeff", "\u00ad"])
def test_what_nobody_sees_changes_nothing(unseen: str) -> None:
    for line in ("hjelp", '+ "She stayed on" @anna #use from "A"', "sök midsommar", "pause until 2026-12-01"):
        assert parse(unseen + line.replace(" ", f"{unseen} {unseen}") + unseen) == parse(line)


def test_joiners_stay_which_emoji_and_persian_need() -> None:
    for words in ("Takk 👩\u200d💻 i kundeservice", "می\u200cخواهم تشکر کنم"):
        assert parse(f'+ "{words}"') == Record(GOOD, words)


@pytest.mark.parametrize(
    "piece",
    [
        "@", "@a ", "@a 'x ", "@'x ", "' ", " '", "’a", "from ", "from:", "via '", "https://. ", "https://",
        "...a", ".", "-", "- ", "+'", "@a.", "@a... ", "x", "x ", " ", "\0", "\ud800", "aa", "''", "〈", "ﷺ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", ["", "+ ", '+ "a" '])
def test_a_very_long_line_takes_no_longer_than_it_must(start: str, piece: str) -> None:
    # Asserts by ending: a reader that starts over at every character would be here for very long.
    line = start + piece * (20_000 // len(piece))
    with suppress(Refused):
        parse(line + "x")
