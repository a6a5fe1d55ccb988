"""Which button opens which form: to open it again, or to offer it where none can be opened."""

from collections.abc import Mapping

from bot.speech import (
    Action,
    FormSpeech,
    HandOverForm,
    OfferForm,
    QuoteForm,
    ResolveForm,
    ScheduleForm,
    SentenceForm,
    SettingsForm,
    StepForm,
    StoryForm,
    TeamForm,
)

OPENED_BY: Mapping[str, Action] = {
    "quote": Action.RECORD,
    "schedule": Action.SCHEDULE,
    "settings": Action.SETTINGS,
    "team": Action.TEAM,
    "step": Action.STEP,
    "hand-over": Action.HAND_OVER,
    "resolve": Action.RESOLVE,
    "story": Action.STORY,
}
"""The button that opens a form of that name, whose memo is its value; a quote form's says what it is about."""


def offered(speech: FormSpeech) -> OfferForm:
    """The button that opens this form, for where it cannot be opened now."""
    match speech:
        case QuoteForm():
            return _offered_quote(speech)
        case ScheduleForm():
            return OfferForm(Action.SCHEDULE, str(speech.channel.number))
        case SettingsForm():
            return OfferForm(Action.SETTINGS)
        case TeamForm():
            return OfferForm(Action.TEAM, str(speech.team.number) if speech.team else "")
        case SentenceForm():
            return OfferForm(speech.purpose, str(speech.number))
        case StepForm():
            return OfferForm(Action.STEP, speech.memo)
        case HandOverForm():
            return OfferForm(Action.HAND_OVER, str(speech.number))
        case ResolveForm():
            return OfferForm(Action.RESOLVE, str(speech.number))
        case StoryForm():
            return OfferForm(Action.STORY, str(speech.number))


def _offered_quote(speech: QuoteForm) -> OfferForm:
    if speech.number is not None:
        return OfferForm(Action.CORRECT, str(speech.number))
    if speech.follows is not None:
        return OfferForm(Action.CUSTOMER_ANSWER, str(speech.follows))
    if speech.source is None:
        return OfferForm(Action.RECORD)
    return OfferForm(Action.DRAFT, f"{speech.source.token}|{speech.sentiment or ''}")
