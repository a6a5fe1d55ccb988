"""Everything the bot can say, in every language, as a person reads it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import get_args

import pytest

from bot import speech
from bot.domain.choice import NOBODY, Choice, Reason
from bot.domain.commands import COMMANDS
from bot.domain.errors import KundordError, NotSent, Refused, StorageAway
from bot.domain.links import TooManyCodes
from bot.domain.people import LANGUAGES
from bot.domain.privacy import PersonalData
from bot.domain.quotes import QuoteTooLong, Sentiment
from bot.domain.refs import MessageRef, QuoteNumber
from bot.domain.requests import TwoOf, UnknownCommand
from bot.domain.resolve import AmbiguousStage, UnknownMember, UnknownStage, UnknownTeam
from bot.services.handing_over import AmbiguousTaker, UnknownTaker
from bot.speech import Action
from bot.wording import home, message, sentence, words
from bot.wording.parts import Button, Buttons, Heading, Listing, Mention, Muted, Paragraph, Quotation, Worded, plain
from tests.wording import samples
from tests.wording.samples import ALL_MESSAGES, HOMES, as_read, named, spoken

every_language = pytest.mark.parametrize("language", LANGUAGES)


def lines(worded: Worded) -> list[str]:
    """The message as one reads it, a line for each block."""
    return [as_read(line) for block in worded.blocks for line in _lines(block)]


def _lines(block: object) -> Iterator[str]:
    match block:
        case Heading(text) | Quotation(text):
            yield text
        case Paragraph(line) | Muted(line):
            yield plain(line)
        case Listing(listed):
            yield from (plain(line) for line in listed)
        case Buttons(buttons, more):
            labels = [f"[{button.label}]" for button in buttons]
            yield " ".join((*labels, *(["⋯", *(button.label for button in more)] if more else ())))


def buttons(worded: Worded) -> list[Button]:
    return [button for block in worded.blocks if isinstance(block, Buttons) for button in (*block.buttons, *block.more)]


# All of them ------------------------------------------------------------------------------------


def test_everything_that_can_be_said_is_sampled() -> None:
    assert {*samples.MESSAGES} == {*get_args(speech.Message)}
    assert {*samples.FORMS} == {*get_args(speech.FormSpeech)}


def every_worded(language: str) -> Iterator[tuple[object, Worded]]:
    yield from ((each, message(each, words(language))) for each in ALL_MESSAGES)
    yield from ((page, home(page, words(language))) for page in HOMES)


@every_language
def test_everything_has_words(language: str) -> None:
    for each, worded in every_worded(language):
        assert worded.blocks, each
        assert worded.notification.strip(), each
        for text in spoken(worded):
            assert "{" not in text, each
            assert "}" not in text, each
            assert text.strip() or text == "", each


@every_language
def test_buttons_are_short_and_carry_ids_only(language: str) -> None:
    for each, worded in every_worded(language):
        for button in buttons(worded):
            assert 0 < len(button.label) <= 30, (each, button)
            assert len(button.value.encode()) <= 255, (each, button)
            assert len(button.confirm or "") <= 300, (each, button)
            assert samples.PRAISE.text not in button.value


@every_language
def test_headings_and_pages_fit_where_they_go(language: str) -> None:
    for each, worded in every_worded(language):
        # A line and the button behind it take one block between them.
        pairs = pairwise(worded.blocks)
        rows = sum(isinstance(line, Paragraph) and isinstance(button, Buttons) for line, button in pairs)
        assert len(worded.blocks) - rows <= 100, each
        assert all(len(block.text) <= 150 for block in worded.blocks if isinstance(block, Heading)), each
        assert all(0 < len(block.buttons) <= 3 for block in worded.blocks if isinstance(block, Buttons)), each
        assert all(len(block.more) <= 5 for block in worded.blocks if isinstance(block, Buttons)), each


# What the samples bring with them, and words that are the same in all three languages.
GIVEN = {"”Hon stannade kvar i luren.”", "”Tredje samtalet.”", "Faktura", "Team Nord", "Anna Berg", "Sam Ek"}
GIVEN |= {"”Tredje samtalet, ingen kände till mitt ärende.”", "Det löste sig samma dag."}
GIVEN |= {": tredje kunden i veckan", ": Hon ringde tre gånger.", ": Vi läser först.", " · team "}
GIVEN |= {": Vi läser inte varandras anteckningar.", ": ”Tredje samtalet, ingen kände till mitt ärende.”"}
GIVEN |= {"kundord", "@Kundord", "BotDisabledByAdmin", "token_revoked", "unauthorized", "Team", "Team ", "@@team"}
GIVEN |= {"mine", "/quote mine", " · 1 person"}
GIVEN |= {samples.HOST.name, samples.GUEST.name}


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_no_english_is_left_on_a_card(language: str) -> None:
    for (each, worded), (_, english) in zip(every_worded(language), every_worded("en"), strict=True):
        left = {text for text in {*spoken(worded)} & {*spoken(english)} if re.search("[a-z]{2}", text)}
        assert left <= GIVEN, each


@every_language
def test_default_stages_are_translated_everywhere(language: str) -> None:
    stage = words(language).stage("use")
    worded = message(speech.QuoteOfTheDay(samples.PRAISE, samples.DAY), words(language))
    assert f"· {stage} ·" in "\n".join(lines(worded))


# The card of the day ----------------------------------------------------------------------------


def test_the_card_of_the_day() -> None:
    worded = message(speech.QuoteOfTheDay(samples.PRAISE, samples.DAY), words("sv"))
    assert lines(worded) == [
        "Dagens kundord · tisdag 24 november",
        "”Hon stannade kvar i luren.”",
        "En kund · använda · på telefon",
        "Tack till Anna Berg och team Faktura",
        "Nedskrivet av Sam Ek",
        "[Tacka] [Varför just det?] ⋯ Det finns kritik i det här",
    ]
    assert worded.notification == "”Hon stannade kvar i luren.”"
    assert [(button.action, button.value) for button in buttons(worded)] == [
        (Action.THANK, "17"),
        (Action.WHY, "2026-11-24"),
        (Action.DRAFT, "quote|17|negative"),
    ]


def test_a_card_that_nobody_earned_or_wrote_down() -> None:
    worded = message(speech.QuoteOfTheDay(samples.BARE, samples.DAY), words("nb"))
    assert lines(worded) == [
        "Dagens kundeord · tirsdag 24. november",
        "”Hon stannade kvar i luren.”",
        "En kunde",
        "[Hvorfor akkurat det?] ⋯ Det ligger kritikk i dette",
    ]


def test_who_opted_out_is_a_colleague_and_several_are_counted() -> None:
    worded = message(speech.QuoteOfTheDay(samples.FULL, samples.DAY, archive=samples.DAY), words("en"))
    assert lines(worded)[2:4] == [
        "From the archive, November 2026 · A customer · use · by phone",
        "Credit to Anna Berg, Kari Moe, 2 colleagues, team Faktura and Team Nord",
    ]
    mentions = [part for block in worded.blocks if isinstance(block, Paragraph) for part in block.line]
    assert [part.name for part in mentions if isinstance(part, Mention)] == ["Anna Berg"]


def test_a_long_quote_is_in_the_notification_whole() -> None:
    long = replace(samples.PRAISE, text="ord " * 249 + "slut")
    worded = message(speech.QuoteOfTheDay(long, samples.DAY), words("en"))
    assert worded.notification == f"”{long.text}”"


@pytest.mark.parametrize(
    ("via", "said"),
    [
        ("Telefon", "by phone"),
        ("e-post", "by e-mail"),
        ("Zendesk", "via Zendesk"),
        ("at the fair", "at the fair"),
        ("i butiken", "i butiken"),
        ("Vid kassan", "Vid kassan"),
        ("etter leveringen", "etter leveringen"),
        ("during the visit", "during the visit"),
    ],
)
def test_how_it_was_heard_reads_as_a_phrase(via: str, said: str) -> None:
    quote = replace(samples.BARE, via=via)
    assert lines(message(speech.QuoteOfTheDay(quote, samples.DAY), words("en")))[2] == f"A customer · {said}"


# Notes to one person ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A customer said this about you:"),
        ("sv", "En kund sa det här om dig:"),
        ("nb", "En kunde sa dette om deg:"),
    ],
)
def test_praise_reaches_who_earned_it(language: str, said: str) -> None:
    worded = message(speech.CreditNotice(samples.PRAISE), words(language))
    assert lines(worded)[:2] == [said, "”Hon stannade kvar i luren.”"]
    assert worded.notification == "”Hon stannade kvar i luren.”"
    assert [(button.action, button.value) for button in buttons(worded)] == [(Action.THANK, "17")]


def test_nobody_is_offered_to_thank_a_system() -> None:
    assert buttons(message(speech.CreditNotice(samples.BARE), words("en"))) == []


@pytest.mark.parametrize(("sentiment", "value"), [(None, "C1|1.2||"), (Sentiment.NEGATIVE, "C1|1.2||negative")])
def test_a_prompt_carries_the_message_it_is_about(sentiment: Sentiment | None, value: str) -> None:
    (button,) = buttons(message(speech.DraftPrompt(samples.MESSAGE, sentiment), words("sv")))
    assert (button.action, button.value) == (Action.DRAFT, value)
    token, _, feeling = button.value.rpartition("|")
    assert MessageRef.from_token(samples.WORKSPACE, token) == samples.MESSAGE
    assert feeling == (sentiment or "")


def test_a_prompt_on_what_we_said_ourselves_carries_nothing() -> None:
    (button,) = buttons(message(speech.DraftPrompt(None), words("sv")))
    assert (button.action, button.value) == (Action.RECORD, "")


def test_a_prompt_on_our_own_card_carries_its_quote() -> None:
    prompt = speech.DraftPrompt(samples.MESSAGE, Sentiment.NEGATIVE, QuoteNumber(17))
    (button,) = buttons(message(prompt, words("nb")))
    assert button.value == "quote|17|negative"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No new customer words since Tuesday 24 November. Heard something?"),
        ("sv", "Inga nya kundord sedan tisdag 24 november. Har du hört något?"),
        ("nb", "Ingen nye kundeord siden tirsdag 24. november. Har du hørt noe?"),
    ],
)
def test_a_dry_channel_is_asked(language: str, said: str) -> None:
    worded = message(speech.AskForQuote(samples.DAY, today=samples.DAY), words(language))
    assert lines(worded)[0] == said
    assert [button.action for button in buttons(worded)] == [Action.RECORD]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "No praise here yet."), ("sv", "Inget beröm här än."), ("nb", "Ingen ros her ennå.")],
)
def test_where_criticism_stands_only_praise_is_missed(language: str, said: str) -> None:
    worded = message(speech.AskForQuote(None), words(language))
    assert lines(worded)[0].startswith(said)


def test_a_day_of_another_year_is_told_with_its_year() -> None:
    in_january = date(2027, 1, 4)
    asked = message(speech.AskForQuote(samples.DAY, today=in_january), words("en"))
    assert lines(asked)[0] == "No new customer words since Tuesday 24 November 2026. Heard something?"
    case = message(speech.CaseCard(replace(samples.OPEN, today=in_january)), words("sv"))
    assert lines(case)[0] == "Ärende 42 · ingen äger det än · sedan tisdag 24 november 2026"


# Private answers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "reason", "said"),
    [
        ("en", "is_archived", "The platform says that the channel is archived."),
        ("sv", "not_in_channel", "Plattformen säger att Kundord inte är med i kanalen."),
        ("nb", "channel_not_found", "Plattformen sier at kanalen ikke finnes lenger."),
        ("sv", "restricted_action_read_only_channel", "Plattformen säger att Kundord inte får skriva där."),
        ("en", "MessageWritesBlocked", "says that Kundord isn’t allowed to post there (MessageWritesBlocked)."),
    ],
)
def test_why_a_channel_takes_no_posts_is_said_in_words(language: str, reason: str, said: str) -> None:
    worded = message(speech.ChannelPaused(samples.CHANNEL, reason), words(language))
    assert said in "\n".join(lines(worded))


@every_language
def test_where_the_quote_of_the_day_is_off_none_is_paused_and_none_goes_on(language: str) -> None:
    paused = message(samples.MESSAGES[speech.ChannelPaused][-1], words(language))
    hello = message(speech.Hello(samples.CLOSED_AND_OFF), words(language))
    off = words(language).text("quote-of-the-day-off", channel="kundord")
    assert "kundord" in paused.notification
    assert words(language).text("quote-of-the-day").lower() not in as_read(paused.notification).lower()
    assert off in [as_read(line) for line in lines(hello)]


def test_recorded_says_who_hears_of_it_and_what_was_hidden() -> None:
    quote = samples.PRAISE
    worded = message(speech.Recorded(quote, tuple(PersonalData)[:2], quote.people, quote.teams), words("sv"))
    assert lines(worded) == [
        "Sparat. Anna Berg och team Faktura får veta det.",
        "”Hon stannade kvar i luren.”",
        "En kund · använda · på telefon",
        "En mejladress och ett telefonnummer doldes.",
        "[Ångra]",
    ]
    assert buttons(worded)[0].value == "17"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Recorded, with credit to Anna Berg and team Faktura."),
        ("sv", "Sparat, med tack till Anna Berg och team Faktura."),
        ("nb", "Lagret, med takk til Anna Berg og team Faktura."),
    ],
)
def test_nobody_is_said_to_hear_of_it_who_does_not(language: str, said: str) -> None:
    assert message(speech.Recorded(samples.PRAISE), words(language)).notification == said


def test_criticism_names_nobody_not_even_to_who_recorded_it() -> None:
    told_on = replace(samples.CRITICISM, people=(samples.ANNA,))
    for language in LANGUAGES:
        for answer in (speech.Recorded(told_on), speech.Corrected(told_on)):
            worded = message(answer, words(language))
            assert "Anna" not in "\n".join((*lines(worded), worded.notification))


@pytest.mark.parametrize(
    ("language", "team", "thanks"),
    [
        ("en", "about team Billing", "credit to Anna Berg and team Billing"),
        ("sv", "gäller team Billing", "tack till Anna Berg och team Billing"),
        ("nb", "gjelder team Billing", "takk til Anna Berg og team Billing"),
    ],
)
def test_who_writes_down_or_corrects_reads_whom_it_was_taken_to_concern(language: str, team: str, thanks: str) -> None:
    criticism = replace(samples.CRITICISM, people=(samples.ANNA,), teams=("Billing",))
    for answer in (speech.Recorded(criticism), speech.Corrected(criticism)):
        assert any(team in as_read(line) for line in lines(message(answer, words(language))))
    praise = replace(samples.PRAISE, people=(samples.ANNA,), teams=("Billing",))
    assert any(thanks in as_read(line) for line in lines(message(speech.Corrected(praise), words(language))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_first_quote_without_credit_nobody_is_said_to_have_had_credit(language: str) -> None:
    choice = Choice(QuoteNumber(17), NOBODY, Reason.NEVER_FEATURED, None)
    said = message(speech.Why(choice, None), words(language)).notification
    assert said in {
        "Nobody was waiting for their first credit here, so the turn came to the newest quote without credit.",
        "Ingen väntade på sitt första tack här, så turen kom till det nyaste citatet utan tack.",
        "Ingen ventet på sin første takk her, så turen kom til det nyeste sitatet uten takk.",
    }


def test_withdrawing_asks_first() -> None:
    worded = message(speech.MyQuotes((samples.PRAISE,), ()), words("nb"))
    (withdraw,) = [button for button in buttons(worded) if button.action is Action.WITHDRAW]
    assert withdraw.value == "17"
    assert as_read(withdraw.confirm or "") == "Trekke tilbake sitat 17? Det forsvinner fra alle kort som viser det."


def test_only_ones_own_quotes_can_be_changed_from_a_search() -> None:
    worded = message(
        speech.Found("x", (samples.PRAISE, samples.CRITICISM), frozenset({samples.CRITICISM.number})), words("en")
    )
    assert {button.value for button in buttons(worded)} == {"18"}
    assert lines(worded)[0] == "2 quotes with “x”:"


def test_why_is_one_sentence() -> None:
    said = [lines(message(each, words("en"))) for each in samples.whys()]
    assert all(len(each) == 1 for each in said)
    assert said[0] == ["Anna Berg hadn’t had credit here before, and this was their newest quote."]
    assert said[1] == ["A colleague hadn’t had credit here before, and this was their newest quote."]
    assert said[4] == [
        "Nobody had waited longer for credit here than Anna Berg, since 3 March 2026, and this was their newest quote."
    ]
    assert said[-1] == ["Every quote had been shown here, and this one longest ago, on 3 March 2026."]


def test_help_offers_home_only_where_no_page_of_ours_is_opened_otherwise() -> None:
    typed = {each for each in spoken(message(speech.Help(""), words("en"))) if each.startswith("home")}
    there = {each for each in spoken(message(speech.Help("", pageless=True), words("en"))) if each.startswith("home")}
    assert (len(typed), len(there)) == (0, 1)


@every_language
def test_help_has_every_command_in_the_persons_language(language: str) -> None:
    typed = [*spoken(message(speech.Help("/kundord", pageless=True), words(language)))]
    for command in COMMANDS:
        if command.listed:
            assert any(text.startswith(f"/kundord {command.phrases(language)[0]}") for text in typed), command.name


def test_help_without_a_slash_command() -> None:
    typed = [*spoken(message(speech.Help(""), words("sv")))]
    assert "i dag" in typed or "idag" in typed


# Home -------------------------------------------------------------------------------------------


def test_home_is_short_for_most_and_long_for_curators() -> None:
    most, curator, *_ = (home(each, words("en")) for each in HOMES)
    assert {button.action for button in buttons(most)} == {Action.RECORD, Action.SETTINGS, Action.HELP}
    assert {Action.SCHEDULE, Action.TEAM} <= {button.action for button in buttons(curator)}
    assert [button.value for button in buttons(curator) if button.action is Action.TEAM] == ["1", "2", ""]
    assert "kundord · Mon–Fri at 09:00 · next Tuesday 24 November" in lines(curator)


def test_home_says_how_many_channels_it_leaves_out() -> None:
    assert "och 17 till" in lines(home(HOMES[2], words("sv")))


def test_home_shows_how_a_long_quote_begins_and_mine_all_of_it() -> None:
    long = replace(samples.PRAISE, text=" ".join(["Hon stannade kvar i luren."] * 30))
    mine = speech.MyQuotes((long,), (long,))
    own, most = (message(mine, words("sv")), home(speech.Home(None, mine), words("sv")))
    assert "\n".join(lines(own)).count(long.text) == 2
    begun = [line for line in lines(most) if line.startswith("”Hon")]
    assert len(begun) == 2
    assert all(len(line) < 250 and line.endswith(" …”") and line[1:-3] in long.text for line in begun)


# Errors -----------------------------------------------------------------------------------------


class Novel(Refused):
    """An error that has no words yet. Facts: none."""


Novel.__module__ = "tests"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StorageAway(), "Inte sparat än. Inget är borta, försök igen om en minut."),
        (NotSent("timeout"), "Meddelandet är inte skickat än. Inget är borta: det går ut så snart plattformen svarar."),
        (
            QuoteTooLong(length=1200, most=1000),
            "Ett citat har högst 1\u00a0000 tecken, det här har 1\u00a0200. Inte sparat än: behåll det viktiga.",
        ),
        (
            UnknownMember(name="Ana", nearest=("Anna Berg", "Anders Ek")),
            (
                "Ingen här heter ”Ana”. Inte sparat än: kontrollera stavningen, eller välj personen i formuläret."
                " Menade du Anna Berg eller Anders Ek?"
            ),
        ),
        (
            UnknownTeam(name="Bokslut", nearest=()),
            "Det finns inget team ”Bokslut”. Inte sparat än: kontrollera stavningen, eller välj teamet i formuläret.",
        ),
        (
            UnknownTaker(name="Gro M", nearest=("Gro Moe",)),
            (
                "Ingen här heter ”Gro M”. Ärendet är fortfarande ditt: kontrollera stavningen, eller välj någon annan."
                " Menade du Gro Moe?"
            ),
        ),
        (
            AmbiguousTaker(name="Gro", among=("Gro Moe", "Gro Lie")),
            "”Gro” kan vara Gro Moe eller Gro Lie. Ärendet är fortfarande ditt: skriv hela namnet.",
        ),
        (
            UnknownCommand(words="i da", nearest=("idag",)),
            "”i da” känner jag inte till, så inget har hänt. Menade du idag?",
        ),
        (
            UnknownStage(name="x", stages=("use", "get help", "own")),
            "Det finns inget steg ”x”. Inte sparat än: välj använda, få hjälp eller own.",
        ),
        (
            AmbiguousStage(name="st", stages=("start", "stay")),
            "”st” kan vara börja eller stanna kvar. Inte sparat än: skriv lite mer av ordet.",
        ),
        (TwoOf(what="customer"), "Här finns två av samma sort: kund. Inte sparat än: behåll en av dem."),
        (
            TooManyCodes(count=1),
            "För många felaktiga koder har skrivits i den här arbetsytan. Försök igen om 1 minut.",
        ),
        (
            TooManyCodes(count=59),
            "För många felaktiga koder har skrivits i den här arbetsytan. Försök igen om 59 minuter.",
        ),
        (Novel(), "Det går inte, och inget är ändrat."),
    ],
    ids=named,
)
def test_an_error_says_what_happened_and_what_to_do(error: KundordError, said: str) -> None:
    assert sentence(error, words("sv")) == said


def test_an_error_without_its_facts_is_still_told() -> None:
    assert sentence(UnknownMember(), words("en")) == "That isn’t possible, and nothing was changed."


def test_a_strangers_words_in_an_error_are_cut_and_not_read() -> None:
    said = sentence(UnknownMember(name="{name}" * 50, nearest=("{x}",)), words("en"))
    assert said.startswith("Nobody here is called “{name}{name}")
    assert len(said) < 200
    assert said.endswith("Did you mean {x}?")
