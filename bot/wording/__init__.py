"""Everything the bot says, in words: ``bot.speech`` values in, ``bot.wording.parts`` out, one language at a time."""

from collections.abc import Callable, Mapping
from typing import Any

from bot import speech
from bot.wording import answers, guide, posts
from bot.wording.errors import sentence
from bot.wording.forms import form
from bot.wording.home import home
from bot.wording.language import Words, words
from bot.wording.parts import Worded

__all__ = ["Words", "form", "home", "message", "sentence", "words"]

_SAID: Mapping[type, Callable[[Any, Words], Worded]] = {
    speech.QuoteOfTheDay: posts.quote_of_the_day,
    speech.QuoteRemoved: posts.quote_removed,
    speech.AskForQuote: posts.ask_for_quote,
    speech.CreditNotice: posts.credit_notice,
    speech.ThanksNotice: posts.thanks_notice,
    speech.DraftPrompt: posts.draft_prompt,
    speech.ChannelWelcome: posts.channel_welcome,
    speech.ChannelPaused: posts.channel_paused,
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
    speech.Skipped: answers.skipped,
    speech.ScheduleSaved: answers.schedule_saved,
    speech.SettingsSaved: answers.settings_saved,
    speech.TeamSaved: answers.team_saved,
    speech.Hello: answers.hello,
    speech.Help: guide.guide,
    speech.OfferForm: answers.offer_form,
    speech.Refusal: answers.refusal,
    speech.WentWrong: answers.went_wrong,
}


def message(speech: speech.Message, words: Words) -> Worded:
    """A message in words."""
    return _SAID[type(speech)](speech, words)
