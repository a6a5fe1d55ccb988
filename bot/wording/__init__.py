"""Everything the bot says, in words: ``bot.speech`` values in, ``bot.wording.parts`` out, one language at a time."""

from collections.abc import Callable, Mapping
from typing import Any

from bot import speech
from bot.wording import answers, case_forms, case_notes, cases, forms, guide, links, posts
from bot.wording.errors import sentence
from bot.wording.home import home, home_rest, pages
from bot.wording.language import Words, words
from bot.wording.parts import Worded, WordedForm

__all__ = ["Words", "form", "home", "message", "pages", "sentence", "words"]

_SAID: Mapping[type, Callable[[Any, Words], Worded]] = {
    speech.QuoteOfTheDay: posts.quote_of_the_day,
    speech.QuoteRemoved: posts.quote_removed,
    speech.NoLongerHere: posts.no_longer_here,
    speech.AskForQuote: posts.ask_for_quote,
    speech.CreditNotice: posts.credit_notice,
    speech.ThanksNotice: posts.thanks_notice,
    speech.DraftPrompt: posts.draft_prompt,
    speech.ChannelWelcome: posts.channel_welcome,
    speech.ChannelPaused: posts.channel_paused,
    speech.InDoubt: posts.in_doubt,
    speech.ShutOut: posts.shut_out,
    speech.NegativeQuote: cases.negative_quote,
    speech.CaseCard: cases.case_card,
    speech.CaseInShort: cases.case_in_short,
    speech.HeadsUp: case_notes.heads_up,
    speech.CaseSteps: case_notes.case_steps,
    speech.OfferNotice: case_notes.offer_notice,
    speech.OfferAnswered: case_notes.offer_answered,
    speech.OfferCalledOff: case_notes.offer_called_off,
    speech.CaseReleased: case_notes.case_released,
    speech.CaseOver: case_notes.case_over,
    speech.CaseNote: case_notes.case_note,
    speech.CaseReminder: cases.case_reminder,
    speech.StoryReady: case_notes.story_ready,
    speech.Story: cases.story,
    speech.Recorded: answers.recorded,
    speech.AlreadyRecorded: answers.already_recorded,
    speech.AskSentiment: answers.ask_sentiment,
    speech.Today: answers.today,
    speech.Why: answers.why,
    speech.NothingFeatured: answers.nothing_featured,
    speech.MyQuotes: answers.my_quotes,
    speech.Found: answers.found,
    speech.Undone: answers.undone,
    speech.Corrected: answers.corrected,
    speech.Withdrawn: answers.withdrawn,
    speech.Thanked: answers.thanked,
    speech.Paused: answers.paused,
    speech.Resumed: answers.resumed,
    speech.PostingAgain: answers.posting_again,
    speech.Skipped: answers.skipped,
    speech.HomeRest: home_rest,
    speech.ScheduleSaved: answers.schedule_saved,
    speech.SettingsSaved: answers.settings_saved,
    speech.TeamSaved: answers.team_saved,
    speech.Hello: answers.hello,
    speech.Welcome: guide.welcome,
    speech.Help: guide.guide,
    speech.OfferForm: answers.offer_form,
    speech.CaseDone: case_notes.case_done,
    speech.CaseOpened: case_notes.case_opened,
    speech.CaseHistory: case_notes.case_history,
    speech.CaseList: case_notes.case_list,
    speech.LinkCode: links.link_code,
    speech.LinkPlan: links.link_plan,
    speech.LinkSaid: links.link_said,
    speech.Linked: links.linked,
    speech.LinkDeclined: links.link_declined,
    speech.UnlinkPlan: links.unlink_plan,
    speech.Unlinked: links.unlinked,
    speech.Refusal: answers.refusal,
    speech.WentWrong: answers.went_wrong,
}
_ASKED: Mapping[type, Callable[[Any, Words], WordedForm]] = {
    speech.QuoteForm: forms.quote_form,
    speech.ScheduleForm: forms.schedule_form,
    speech.SettingsForm: forms.settings_form,
    speech.TeamForm: forms.team_form,
    speech.SentenceForm: case_forms.sentence_form,
    speech.StepForm: case_forms.step_form,
    speech.HandOverForm: case_forms.hand_over_form,
    speech.ResolveForm: case_forms.resolve_form,
    speech.StoryForm: case_forms.story_form,
}


def message(speech: speech.Message, words: Words) -> Worded:
    """A message in words."""
    return _SAID[type(speech)](speech, words)


def form(speech: speech.FormSpeech, words: Words) -> WordedForm:
    """A form in words."""
    return _ASKED[type(speech)](speech, words)
