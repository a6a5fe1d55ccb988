"""Forms in every language: within every platform's limits, and with the names the core reads them by."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import holidays
import pytest

from bot import speech
from bot.domain.calendar import check
from bot.domain.channels import Schedule
from bot.domain.people import LANGUAGES, TEAM_NAME_MOST
from bot.domain.quotes import LABEL_MOST, LEAST, LINK_MOST, TEXT_MOST, VIA_MOST
from bot.wording import choices, form, words
from bot.wording.parts import (
    ChoiceField,
    DateField,
    Field,
    NoteField,
    Option,
    SwitchField,
    TextField,
    TimeField,
    WordedForm,
    plain,
)
from tests.wording import samples
from tests.wording.samples import ALL_FORMS, spoken

every_language = pytest.mark.parametrize("language", LANGUAGES)


def field(worded: WordedForm, name: str) -> Field:
    return next(each for each in worded.fields if not isinstance(each, NoteField) and each.name == name)


def names(worded: WordedForm) -> list[str]:
    return [each.name for each in worded.fields if not isinstance(each, NoteField)]


def choice(worded: WordedForm, name: str) -> ChoiceField:
    found = field(worded, name)
    assert isinstance(found, ChoiceField)
    return found


def text(worded: WordedForm, name: str) -> TextField:
    found = field(worded, name)
    assert isinstance(found, TextField)
    return found


def about(worded: WordedForm) -> str:
    """What a form's memo names, without the mark of how it opened."""
    name, _, mark = worded.memo.partition("@")
    assert len(mark) == 12
    return name


def every_form(language: str) -> Iterator[WordedForm]:
    return (form(each, words(language)) for each in ALL_FORMS)


@every_language
def test_forms_fit_on_every_platform(language: str) -> None:
    for worded in every_form(language):
        assert max(len(worded.title), len(worded.submit), len(worded.close)) <= 24, worded.title
        assert len(worded.memo) <= 3000
        for each in worded.fields:
            assert len(getattr(each, "label", "x")) <= 48
            assert len(getattr(each, "hint", "")) <= 150
            assert len(getattr(each, "placeholder", "")) <= 150
            if isinstance(each, ChoiceField):
                assert each.search or 0 < len(each.options) <= 100, each.name
                assert all(0 < len(option.label) <= 75 and 0 < len(option.value) <= 75 for option in each.options)


@every_language
def test_what_is_chosen_can_be_chosen_and_once(language: str) -> None:
    for worded in every_form(language):
        for each in worded.fields:
            if isinstance(each, ChoiceField):
                values = [option.value for option in each.options]
                assert len({*values}) == len(values), each.name
                assert {*each.value} <= {*values}, each.name
                assert each.many or len(each.value) <= 1, each.name


@every_language
def test_no_brace_is_left_in_a_form(language: str) -> None:
    for worded in every_form(language):
        assert not [said for said in spoken(worded) if "{" in said]


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_no_english_is_left_in_a_form(language: str) -> None:
    for own, english in zip(every_form(language), every_form("en"), strict=True):
        for each, other in zip(own.fields, english.fields, strict=True):
            label = getattr(each, "label", "")
            assert not label or label != getattr(other, "label", "") or label == "Team", label
            hint = getattr(each, "hint", "")
            assert not hint or hint != getattr(other, "hint", ""), hint


def test_the_quote_form() -> None:
    worded = form(speech.QuoteForm(samples.TEAMS, samples.COMPANY.stages, source=samples.MESSAGE), words("sv"))
    assert (worded.form, worded.title, worded.memo) == ("quote", "Skriv ner ett citat", samples.MESSAGE.token)
    assert names(worded) == ["sentiment", "text", "credits", "teams", "stage", "customer", "via", "link"]
    assert [option.label for option in choice(worded, "sentiment").options] == ["Beröm", "Kritik"]
    assert [option.value for option in choice(worded, "sentiment").options] == ["positive", "negative"]
    assert [option.label for option in choice(worded, "stage").options][:2] == ["upptäcka", "köpa"]
    assert [option.value for option in choice(worded, "stage").options][:2] == ["discover", "buy"]
    limits = [(each, text(worded, each).most) for each in ("text", "customer", "via", "link")]
    assert limits == [("text", TEXT_MOST), ("customer", LABEL_MOST), ("via", VIA_MOST), ("link", LINK_MOST)]
    assert text(worded, "text").least == LEAST


def test_a_quote_form_without_teams_or_stages_asks_for_none() -> None:
    assert names(form(speech.QuoteForm(), words("en"))) == ["sentiment", "text", "credits", "customer", "via", "link"]


def test_a_quote_form_says_when_the_message_could_not_be_read() -> None:
    (note,) = [
        each for each in form(speech.QuoteForm(unreadable=True), words("en")).fields if isinstance(each, NoteField)
    ]
    assert "Nothing is lost" in str(note.line[0])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "longer than the 1,000 characters"),
        ("sv", "längre än de 1\xa0000 tecken"),
        ("nb", "lengre enn de 1\xa0000 tegnene"),
    ],
)
def test_a_quote_form_says_that_the_message_was_longer(language: str, said: str) -> None:
    worded = form(speech.QuoteForm(text="Hon stannade kvar i luren…", cut=True), words(language))
    (note,) = [each for each in worded.fields if isinstance(each, NoteField)]
    assert said in str(note.line[0])


def test_a_quote_form_says_where_words_come_from_that_not_everybody_could_read() -> None:
    worded = form(speech.QuoteForm(private=True), words("sv"))
    (note,) = [each for each in worded.fields if isinstance(each, NoteField)]
    assert "en plats som inte alla ser" in str(note.line[0])


def test_a_correction_says_so() -> None:
    worded = form(speech.QuoteForm(number=samples.PRAISE.number), words("nb"))
    assert (worded.title, worded.submit, about(worded)) == ("Rett sitatet", "Lagre", "quote|17")


def test_the_schedule_form_shows_the_channel_as_it_is() -> None:
    worded = form(samples.FORMS[speech.ScheduleForm][1], words("sv"))
    assert (worded.form, worded.title, about(worded)) == ("schedule", "Dagens kundord", "3")
    assert choice(worded, "days").value == ("0", "1", "2", "3", "4")
    assert [option.label for option in choice(worded, "days").options][:2] == ["måndag", "tisdag"]
    assert choice(worded, "holidays").value == ("DE-BY",)
    assert choice(worded, "holidays").options[0].label == "Tyskland – Bayern"
    assert choice(worded, "timezone").value == ("Europe/Kiev",)
    assert text(worded, "days_off").value == "2026-11-24"
    assert choice(worded, "teams").value == ("2",)
    assert choice(worded, "stages").value == ("get help",)
    at, until = field(worded, "time"), field(worded, "paused_until")
    assert isinstance(at, TimeField)
    assert isinstance(until, DateField)
    assert (at.value, until.value) == (time(9), None)
    assert [option.label for option in choice(worded, "language").options] == ["English", "Svenska", "Norsk bokmål"]


def test_a_step_that_the_company_has_no_more_can_still_be_chosen_where_it_is_kept() -> None:
    """Shown as none, it would be lost by the next save; and a channel of one step would be one of all."""
    channel = replace(samples.CHANNEL, stages=frozenset({"use", "welcome", "goodbye"}))
    narrowed = choice(form(speech.ScheduleForm(channel, stages=("buy", "use")), words("sv")), "stages")
    assert [option.value for option in narrowed.options] == ["buy", "use", "goodbye", "welcome"]
    assert narrowed.value == ("use", "goodbye", "welcome")
    asked = choice(form(speech.QuoteForm(stages=("buy",), stage="use"), words("sv")), "stage")
    assert [(option.value, option.label) for option in asked.options] == [("buy", "köpa"), ("use", "använda")]
    assert asked.value == ("use",)


@pytest.mark.parametrize(
    ("name", "label"), [("kundeservice", "Dagens kundeord i kundeservice"), ("", "Dagens kundeord i denne kanalen")]
)
def test_the_schedule_form_says_which_channel_it_is_for(name: str, label: str) -> None:
    worded = form(speech.ScheduleForm(replace(samples.CHANNEL, name=name)), words("nb"))
    daily = field(worded, "daily")
    assert isinstance(daily, SwitchField)
    assert daily.label == label


@pytest.mark.parametrize(
    ("language", "label", "value"),
    [
        ("en", "Germany – Bayern", "DE-BY"),
        ("sv", "Tyskland – Bayern", "DE-BY"),
        ("nb", "USA – New York", "US-NY"),
        ("sv", "Finland – Uusimaa / Nyland", "FI-18"),
        ("en", "Canada – Québec", "CA-QC"),
        ("nb", "Østerrike – Niederösterreich", "AT-3"),
        ("sv", "Frankrike – Guadeloupe", "FR-971"),
        ("en", "Switzerland – Zug", "CH-ZG"),
        ("sv", "Tyskland – Augsburg", "DE-Augsburg"),
        ("sv", "Japan", "JP"),
    ],
)
def test_holidays_of_every_country_and_region_can_be_chosen(language: str, label: str, value: str) -> None:
    assert Option(value, label) in choices.holidays(language, None)
    assert choices.holiday(language, value) == Option(value, label)


@every_language
def test_what_is_chosen_comes_first_of_all_holidays_and_then_the_nordic_countries(language: str) -> None:
    values = [option.value for option in choices.holidays(language, "US-NY")]
    assert values[:6] == ["US-NY", "SE", "NO", "DK", "FI", "IS"]
    assert len(values) == len(set(values)) > 800
    assert choices.holidays(language, "DE-XX")[0].label.endswith("(XX)")


def test_the_holidays_are_found_by_typing() -> None:
    field = choice(
        form(speech.ScheduleForm(replace(samples.CHANNEL, schedule=Schedule(holidays="NO"))), words("sv")), "holidays"
    )
    assert field.options == (Option("NO", "Norge"),)
    assert len(field.all_options()) > 800


def test_only_a_curators_schedule_form_asks_where_criticism_comes() -> None:
    channel = replace(samples.CHANNEL, follow_up=True)
    asked = field(form(speech.ScheduleForm(channel, curator=True), words("sv")), "follow_up")
    assert isinstance(asked, SwitchField)
    assert (asked.label, asked.on) == ("Kritik och ärenden kommer hit", True)
    assert "follow_up" not in names(form(speech.ScheduleForm(channel), words("sv")))


@every_language
def test_every_zone_and_country_offered_is_one_the_core_takes(language: str) -> None:
    known = holidays.list_supported_countries()
    offered = [option.value for option in choices.holidays(language, None)]
    assert [value for value in offered if value.partition("-")[0] not in known] == []
    for value in offered[::90]:
        check(Schedule(holidays=value))
    zones = choices.timezones(language, "Europe/Oslo")
    assert len(zones) > 300
    assert all(option.value.startswith("Europe/") for option in zones[:50])
    for option in zones[::40]:
        check(Schedule(timezone=option.value))


def test_settings_are_one_switch_for_most_people() -> None:
    assert names(form(samples.FORMS[speech.SettingsForm][0], words("nb"))) == ["named"]


def test_curators_see_what_the_company_has_chosen() -> None:
    worded = form(samples.FORMS[speech.SettingsForm][1], words("nb"))
    assert names(worded) == ["named", "company", "stages", "world_emoji", "save_emoji", "curators", "heads_up"]
    assert text(worded, "company").value == samples.COMPANY.name
    assert text(worded, "stages").value.split("\n") == [*samples.COMPANY.stages]
    assert frozenset(text(worded, "world_emoji").value.split()) == samples.COMPANY.world_emoji


def test_a_team_is_made_and_edited_in_one_form() -> None:
    new, old = (form(each, words("en")) for each in samples.FORMS[speech.TeamForm])
    assert (new.title, new.memo, text(new, "name").value) == ("New team", "", "")
    assert (old.title, about(old), text(old, "name").value) == ("Edit team", "1", "Faktura")
    assert text(old, "name").most == TEAM_NAME_MOST


def test_who_stays_though_the_form_cannot_show_them_is_named_and_a_crowd_is_counted() -> None:
    several = tuple(speech.Person(None, name) for name in ("Gro Nygård", "Siri Dale"))
    for form_of in (
        speech.QuoteForm(elsewhere=several),
        speech.TeamForm(samples.TEAMS[0], elsewhere=several),
        speech.SettingsForm(samples.member(admin=True), samples.COMPANY, elsewhere=several),
    ):
        [note] = [each for each in form(form_of, words("nb")).fields if isinstance(each, NoteField)]
        assert plain(note.line).endswith("I tillegg beholdes Gro Nygård og Siri Dale.")
    crowd = (*(speech.Person(None, f"Kari {number}") for number in range(1, 9)), samples.COLLEAGUE)
    [note] = [
        each for each in form(speech.TeamForm(elsewhere=crowd), words("en")).fields if isinstance(each, NoteField)
    ]
    assert plain(note.line).endswith("Kept as well: Kari 1, Kari 2, Kari 3, Kari 4, Kari 5 and 4 colleagues.")


def test_a_date_that_pauses_is_shown() -> None:
    schedule = Schedule(paused_until=date(2026, 8, 10))
    channel = replace(samples.CHANNEL, schedule=schedule)
    until = field(form(speech.ScheduleForm(channel), words("en")), "paused_until")
    assert isinstance(until, DateField)
    assert until.value == date(2026, 8, 10)
