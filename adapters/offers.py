"""Forms for where none can be opened: the button that opens each."""

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
