"""Everything the bot can say and every button on it: values, no words.

``Message`` and ``FormSpeech`` are the two unions. ``bot.wording`` puts each value in words, in the module of the same
name, and an adapter draws the worded result in its platform's own way. Persons are shown by ``Person``, which leaves
the choice between a mention and a plain name to the adapter: it knows whether they live where the message goes.
"""

from bot.speech.actions import Action
from bot.speech.answers import (
    AlreadyRecorded,
    AskSentiment,
    Corrected,
    Found,
    Hello,
    MyQuotes,
    NoQuote,
    NothingFeatured,
    OfferForm,
    Paused,
    PostingAgain,
    Recorded,
    Refusal,
    Resumed,
    ScheduleSaved,
    SettingsSaved,
    Skipped,
    TeamSaved,
    Thanked,
    Thanking,
    Today,
    Undone,
    WentWrong,
    Why,
    Withdrawn,
)
from bot.speech.case_forms import HandOverForm, ResolveForm, SentenceForm, StepForm, StoryForm
from bot.speech.case_notes import (
    CaseDone,
    CaseHistory,
    CaseList,
    CaseNote,
    CaseOpened,
    CaseOver,
    CaseReleased,
    CaseSteps,
    Done,
    HeadsUp,
    OfferAnswered,
    OfferCalledOff,
    OfferNotice,
    StoryReady,
)
from bot.speech.cases import CaseCard, CaseInShort, CaseReminder, NegativeQuote, Role, Story
from bot.speech.forms import Faulty, QuoteForm, ScheduleForm, SettingsForm, TeamForm
from bot.speech.guide import Help, Welcome
from bot.speech.home import Home, HomeRest
from bot.speech.links import LinkCode, LinkDeclined, Linked, LinkPlan, LinkSaid, LinkStep, Unlinked, UnlinkPlan
from bot.speech.posts import (
    AskForQuote,
    Became,
    ChannelPaused,
    ChannelWelcome,
    CreditNotice,
    DraftPrompt,
    InDoubt,
    NoLongerHere,
    QuoteOfTheDay,
    QuoteRemoved,
    ShutOut,
    ThanksNotice,
)
from bot.speech.shown import NextPost, Person, ShownCase, ShownEntry, ShownLearning, ShownQuote, Split

__all__ = [
    "Action",
    "AlreadyRecorded",
    "Answer",
    "AskForQuote",
    "AskSentiment",
    "Became",
    "CaseCard",
    "CaseDone",
    "CaseHistory",
    "CaseInShort",
    "CaseList",
    "CaseNote",
    "CaseOpened",
    "CaseOver",
    "CaseReleased",
    "CaseReminder",
    "CaseSteps",
    "ChannelPaused",
    "ChannelWelcome",
    "Corrected",
    "CreditNotice",
    "Done",
    "DraftPrompt",
    "Faulty",
    "FormSpeech",
    "Found",
    "HandOverForm",
    "HeadsUp",
    "Hello",
    "Help",
    "Home",
    "HomeRest",
    "InDoubt",
    "LinkCode",
    "LinkDeclined",
    "LinkPlan",
    "LinkSaid",
    "LinkStep",
    "Linked",
    "Message",
    "MyQuotes",
    "NegativeQuote",
    "NextPost",
    "NoLongerHere",
    "NoQuote",
    "NothingFeatured",
    "OfferAnswered",
    "OfferCalledOff",
    "OfferForm",
    "OfferNotice",
    "Paused",
    "Person",
    "PostingAgain",
    "QuoteForm",
    "QuoteOfTheDay",
    "QuoteRemoved",
    "Recorded",
    "Refusal",
    "ResolveForm",
    "Resumed",
    "Role",
    "ScheduleForm",
    "ScheduleSaved",
    "SentenceForm",
    "SettingsForm",
    "SettingsSaved",
    "ShownCase",
    "ShownEntry",
    "ShownLearning",
    "ShownQuote",
    "ShutOut",
    "Skipped",
    "Split",
    "StepForm",
    "Story",
    "StoryForm",
    "StoryReady",
    "TeamForm",
    "TeamSaved",
    "Thanked",
    "Thanking",
    "ThanksNotice",
    "Today",
    "Undone",
    "UnlinkPlan",
    "Unlinked",
    "Welcome",
    "WentWrong",
    "Why",
    "Withdrawn",
]

Message = (
    QuoteOfTheDay
    | QuoteRemoved
    | NoLongerHere
    | AskForQuote
    | CreditNotice
    | ThanksNotice
    | DraftPrompt
    | ChannelWelcome
    | ChannelPaused
    | InDoubt
    | ShutOut
    | NegativeQuote
    | CaseCard
    | HeadsUp
    | CaseSteps
    | OfferNotice
    | OfferAnswered
    | OfferCalledOff
    | CaseReleased
    | CaseOver
    | CaseInShort
    | CaseNote
    | CaseReminder
    | StoryReady
    | Story
    | Recorded
    | AlreadyRecorded
    | AskSentiment
    | Today
    | Why
    | NothingFeatured
    | MyQuotes
    | Found
    | Undone
    | Corrected
    | Withdrawn
    | Thanked
    | Paused
    | Resumed
    | PostingAgain
    | Skipped
    | HomeRest
    | ScheduleSaved
    | SettingsSaved
    | TeamSaved
    | Hello
    | Welcome
    | Help
    | OfferForm
    | CaseDone
    | CaseOpened
    | CaseHistory
    | CaseList
    | LinkCode
    | LinkPlan
    | LinkSaid
    | Linked
    | LinkDeclined
    | UnlinkPlan
    | Unlinked
    | Refusal
    | WentWrong
)

FormSpeech = (
    QuoteForm
    | ScheduleForm
    | SettingsForm
    | TeamForm
    | SentenceForm
    | StepForm
    | HandOverForm
    | ResolveForm
    | StoryForm
)

Answer = Message | FormSpeech | Faulty
"""What a person gets back at once, to what they said, pressed or sent in."""
