"""Forms in words: their fields, and what may be chosen in them."""

from collections.abc import Iterable, Sequence
from functools import partial

from bot.domain.channels import Channel, Schedule
from bot.domain.people import COMPANY_MOST, LANGUAGES, TEAM_NAME_MOST, Team
from bot.domain.quotes import LABEL_MOST, LEAST, LINK_MOST, MOST, TEXT_MOST, VIA_MOST, Sentiment
from bot.domain.steps import WORDS_MOST
from bot.speech import Person, QuoteForm, ScheduleForm, SettingsForm, TeamForm
from bot.wording import choices, dates
from bot.wording.cards import channel_name, person
from bot.wording.language import Words
from bot.wording.parts import (
    ChoiceField,
    DateField,
    Field,
    Line,
    NoteField,
    Option,
    PeopleField,
    SwitchField,
    TextField,
    TimeField,
    WordedForm,
    plain,
)

NAMED = 5
"""People whom a note names; further ones are counted."""

HEADS_UP = (0, 5, 15, 30, 60)
"""Minutes between the private word about a negative quote and its card."""

# A quote ----------------------------------------------------------------------------------------


def quote_form(speech: QuoteForm, words: Words) -> WordedForm:
    new, number = speech.number is None, speech.follows
    title = "correct-the-quote" if not new else "customer-answer" if number is not None else "record-a-quote"
    return WordedForm(
        form="quote",
        title=words.text(title),
        fields=(
            *((NoteField((words.text("message-unreadable"),)),) if speech.unreadable else ()),
            *((NoteField(words.line("message-cut", most=dates.number(words.language, MOST))),) if speech.cut else ()),
            *((NoteField((words.text("message-private"),)),) if speech.private else ()),
            *((NoteField(words.line("customer-answer-note", number=number)),) if number is not None else ()),
            _sentiment(speech, words),
            _text(speech, words),
            *_because(speech, words),
            PeopleField(
                "credits", words.text("credits-label"), speech.people, words.text("credits-hint"), optional=True
            ),
            *_elsewhere(speech.elsewhere, words),
            *_teams("teams-label", speech.teams, speech.team_numbers, words),
            *_stage(speech, words),
            *_where_from(speech, words),
        ),
        submit=words.text("record" if new else "save"),
        close=words.text("cancel"),
        memo=speech.memo,
    )


def _sentiment(speech: QuoteForm, words: Words) -> ChoiceField:
    options = (
        Option(Sentiment.POSITIVE.value, words.text("praise")),
        Option(Sentiment.NEGATIVE.value, words.text("criticism")),
    )
    value = (speech.sentiment.value,) if speech.sentiment else ()
    return ChoiceField("sentiment", words.text("sentiment-label"), options, value)


def _text(speech: QuoteForm, words: Words) -> TextField:
    return TextField(
        "text",
        words.text("text-label"),
        speech.text,
        words.text("text-hint"),
        words.text("text-placeholder"),
        lines=4,
        least=LEAST,
        most=TEXT_MOST,
    )


def _because(speech: QuoteForm, words: Words) -> tuple[TextField, ...]:
    """Asked where recording opens a case at once."""
    if not speech.opens_case:
        return ()
    label, hint = words.text("say-why-label"), words.text("say-why-hint")
    return (TextField("because", label, speech.because, hint, lines=2, most=WORDS_MOST, optional=True),)


def _stage(speech: QuoteForm, words: Words) -> tuple[ChoiceField, ...]:
    kept = (speech.stage,) if speech.stage else ()
    options = _stages(speech.stages, kept, words)
    if not options:
        return ()
    return (
        ChoiceField(
            "stage",
            words.text("stage-label"),
            options,
            kept,
            placeholder=words.text("stage-none"),
            optional=True,
        ),
    )


def _where_from(speech: QuoteForm, words: Words) -> tuple[TextField, ...]:
    return (
        TextField(
            "customer",
            words.text("customer-label"),
            speech.customer,
            words.text("customer-hint"),
            words.text("customer-placeholder"),
            most=LABEL_MOST,
            optional=True,
        ),
        TextField(
            "via",
            words.text("via-label"),
            speech.via,
            placeholder=words.text("via-placeholder"),
            most=VIA_MOST,
            optional=True,
        ),
        TextField("link", words.text("link-label"), speech.link, placeholder="https://", most=LINK_MOST, optional=True),
    )


# A channel's schedule ---------------------------------------------------------------------------


def schedule_form(speech: ScheduleForm, words: Words) -> WordedForm:
    return WordedForm(
        form="schedule",
        title=words.text("quote-of-the-day"),
        fields=(
            SwitchField("daily", _daily(speech.channel, words), words.text("yes"), speech.channel.daily),
            *_times(speech.channel.schedule, words),
            *_days(speech.channel.schedule, words),
            _language(speech.channel.language, words),
            *_teams("only-teams-label", speech.teams, speech.channel.teams, words, words.text("only-hint")),
            *_only_stages(speech, words),
            *_follow_up(speech, words),
        ),
        submit=words.text("save"),
        close=words.text("cancel"),
        memo=speech.memo,
    )


def _daily(channel: Channel, words: Words) -> str:
    """Its name tells which channel is set up, where the form is opened from elsewhere."""
    return plain(words.line("daily-label", channel=channel_name(channel.name, words)))


def _times(schedule: Schedule, words: Words) -> tuple[Field, ...]:
    return (
        TimeField("time", words.text("time-label"), schedule.at),
        TimeField("cutoff", words.text("cutoff-label"), schedule.cutoff, words.text("cutoff-hint")),
        ChoiceField(
            "timezone",
            words.text("timezone-label"),
            (choices.timezone(words.language, schedule.timezone),),
            (schedule.timezone,),
            search=partial(choices.timezones, words.language, schedule.timezone),
            placeholder=words.text("timezone-placeholder"),
        ),
    )


def _days(schedule: Schedule, words: Words) -> tuple[Field, ...]:
    days = tuple(Option(str(day), name) for day, name in dates.weekdays(words.language).items())
    off = "\n".join(day.isoformat() for day in sorted(schedule.days_off))
    return (
        ChoiceField(
            "days", words.text("days-label"), days, tuple(str(day) for day in sorted(schedule.days)), many=True
        ),
        ChoiceField(
            "holidays",
            words.text("holidays-label"),
            (choices.holiday(words.language, schedule.holidays),) if schedule.holidays else (),
            (schedule.holidays,) if schedule.holidays else (),
            search=partial(choices.holidays, words.language, schedule.holidays),
            placeholder=words.text("holidays-none"),
            optional=True,
        ),
        TextField("days_off", words.text("days-off-label"), off, words.text("days-off-hint"), lines=3, optional=True),
        DateField(
            "paused_until",
            words.text("paused-until-label"),
            schedule.paused_until,
            words.text("paused-until-hint"),
        ),
    )


def _language(language: str, words: Words) -> ChoiceField:
    """Each language by its own name: who looks for one may not read the others."""
    options = tuple(Option(each, _own_name(each)) for each in LANGUAGES)
    return ChoiceField("language", words.text("language-label"), options, (language,))


def _own_name(language: str) -> str:
    name = dates.locale(language).languages[language]
    return str(name[:1].upper() + name[1:])


def _only_stages(speech: ScheduleForm, words: Words) -> tuple[ChoiceField, ...]:
    options = _stages(speech.stages, sorted(speech.channel.stages), words)
    if not options:
        return ()
    return (
        ChoiceField(
            "stages",
            words.text("only-stages-label"),
            options,
            tuple(option.value for option in options if option.value in speech.channel.stages),
            many=True,
            hint=words.text("only-hint"),
            optional=True,
        ),
    )


def _follow_up(speech: ScheduleForm, words: Words) -> tuple[SwitchField, ...]:
    if not speech.curator:
        return ()
    label, hint = words.text("follow-up-label"), words.text("follow-up-hint")
    return (SwitchField("follow_up", label, words.text("yes"), speech.channel.follow_up, hint),)


# Settings and teams -----------------------------------------------------------------------------


def settings_form(speech: SettingsForm, words: Words) -> WordedForm:
    named = SwitchField(
        "named", words.text("named-label"), words.text("yes"), speech.member.named, words.text("named-hint")
    )
    return WordedForm(
        form="settings",
        title=words.text("settings"),
        fields=(named, *(_for_curators(speech, words) if speech.member.curator else ())),
        submit=words.text("save"),
        close=words.text("cancel"),
        memo=speech.memo,
    )


def _for_curators(speech: SettingsForm, words: Words) -> tuple[Field, ...]:
    organisation, emoji = speech.organisation, words.text("emoji-hint")
    world, save = (" ".join(sorted(each)) for each in (organisation.world_emoji, organisation.save_emoji))
    return (
        TextField(
            "company",
            words.text("company-label"),
            organisation.name,
            words.text("company-hint"),
            least=1,
            most=COMPANY_MOST,
        ),
        # As they are kept, not as they are shown: a translated stage sent back would be a new one.
        TextField(
            "stages",
            words.text("stages-label"),
            "\n".join(organisation.stages),
            words.text("stages-hint"),
            lines=6,
        ),
        TextField("world_emoji", words.text("world-emoji-label"), world, emoji, optional=True),
        TextField("save_emoji", words.text("save-emoji-label"), save, emoji, optional=True),
        PeopleField(
            "curators",
            words.text("curators-label"),
            speech.curators,
            words.text("curators-hint"),
            optional=True,
        ),
        *_elsewhere(speech.elsewhere, words),
        _heads_up(int(organisation.heads_up.total_seconds() // 60), words),
    )


def _heads_up(kept: int, words: Words) -> ChoiceField:
    options = tuple(
        Option(str(minutes), words.text("heads-up-minutes", count=minutes) if minutes else words.text("heads-up-none"))
        for minutes in sorted({*HEADS_UP, kept})
    )
    return ChoiceField(
        "heads_up", words.text("heads-up-label"), options, (str(kept),), hint=words.text("heads-up-hint")
    )


def team_form(speech: TeamForm, words: Words) -> WordedForm:
    team = speech.team
    name = TextField(
        "name",
        words.text("name-label"),
        team.name if team else "",
        words.text("name-hint"),
        least=1,
        most=TEAM_NAME_MOST,
    )
    members = PeopleField("members", words.text("members-label"), speech.members, optional=True)
    return WordedForm(
        form="team",
        title=words.text("edit-team" if team else "new-team"),
        fields=(name, members, *_elsewhere(speech.elsewhere, words)),
        submit=words.text("save"),
        close=words.text("cancel"),
        memo=speech.memo,
    )


def _elsewhere(people: Sequence[Person], words: Words) -> tuple[NoteField, ...]:
    """Of those whom a picker does not know: that they stay."""
    if not people:
        return ()
    named: list[Line] = [(person(each, words),) for each in people if each.name is not None]
    names = named[:NAMED]
    if others := len(people) - len(names):
        names.append((words.text("colleagues", count=others),))
    return (NoteField(words.line("kept-elsewhere", names=words.together(names))),)


# What may be chosen -----------------------------------------------------------------------------


def _stages(stages: Sequence[str], kept: Iterable[str], words: Words) -> tuple[Option, ...]:
    """What is kept is among them, also when the company has taken it off its list: saving must not lose it."""
    return tuple(Option(stage, words.stage(stage)) for stage in dict.fromkeys((*stages, *kept)))


def _teams(
    label: str, teams: Sequence[Team], chosen: Iterable[int], words: Words, hint: str = ""
) -> tuple[ChoiceField, ...]:
    if not teams:
        return ()
    options = tuple(Option(str(team.number), team.name) for team in teams)
    wanted = frozenset(map(str, chosen))
    value = tuple(option.value for option in options if option.value in wanted)
    return (ChoiceField("teams", words.text(label), options, value, many=True, hint=hint, optional=True),)
