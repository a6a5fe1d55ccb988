"""What a person gets back, in private."""

from dataclasses import replace

from bot.domain.calendar import DayOff, Off
from bot.domain.choice import Reason
from bot.domain.quotes import Sentiment
from bot.domain.requests import UnknownCommand
from bot.speech import (
    Action,
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
    ShownQuote,
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
from bot.wording.cards import (
    card,
    change_buttons,
    channel_name,
    concerned,
    credited,
    everyone,
    facts,
    help_button,
    listed,
    masked,
    next_post,
    person,
    quotation,
    record_button,
    said,
    somebody,
    team,
    thank_button,
    told,
    when_and_where,
    why_closed,
    written_down_by,
)
from bot.wording.case_notes import learned_before
from bot.wording.errors import sentence
from bot.wording.language import Words, capitalised, joined
from bot.wording.parts import (
    Block,
    Button,
    Buttons,
    Heading,
    Line,
    Muted,
    Paragraph,
    Quotation,
    Strong,
    Style,
    Tone,
    Worded,
)

OFF = {
    Off.NOT_A_WORK_DAY: "off-not-a-work-day",
    Off.PUBLIC_HOLIDAY: "off-public-holiday",
    Off.OWN_DAY_OFF: "off-own-day-off",
    Off.PAUSED: "off-paused",
}
NO_QUOTE = {
    NoQuote.ON_ITS_WAY: "today-on-its-way",
    NoQuote.SKIPPED: "today-skipped",
    NoQuote.MISSED: "today-missed",
    NoQuote.NOTHING: "today-nothing-new",
    NoQuote.REMOVED: "today-removed",
}


# Recording --------------------------------------------------------------------------------------


def recorded(speech: Recorded, words: Words) -> Worded:
    quote = speech.quote
    beside = (*masked(speech.masked, words), *learned_before(speech.similar, words))
    undo = Buttons((Button(Action.UNDO, words.text("undo"), str(quote.number)),))
    # The sentence on praise names everybody.
    about = _concerned(quote, words) if quote.sentiment is Sentiment.NEGATIVE else ()
    return _kept(_recorded(speech, words), quote, about, words, *beside, undo)


def _recorded(speech: Recorded, words: Words) -> Line:
    if speech.quote.sentiment is Sentiment.NEGATIVE:
        return words.line("recorded-criticism")
    if told := everyone(speech.told, speech.teams, words):
        return words.line("recorded-and-told", told=capitalised(told))
    names = credited(speech.quote, words)
    return words.line("recorded-with-credit", credited=names) if names else words.line("recorded")


def corrected(speech: Corrected, words: Words) -> Worded:
    quote = speech.quote
    return _kept(words.line("corrected"), quote, _concerned(quote, words), words, *masked(speech.masked, words))


def _kept(line: Line, quote: ShownQuote, further: tuple[Line, ...], words: Words, *blocks: Block) -> Worded:
    tone = Tone.PRAISE if quote.sentiment is Sentiment.POSITIVE else Tone.PLAIN
    known = Muted(joined((*facts(quote, words), *further)))
    return said(line, quotation(quote, words), known, *blocks, tone=tone)


def _concerned(quote: ShownQuote, words: Words) -> tuple[Line, ...]:
    """Of criticism the teams only: who wrote it down need not be alone at the screen."""
    return concerned(quote if quote.sentiment is Sentiment.POSITIVE else replace(quote, people=()), words)


def already_recorded(speech: AlreadyRecorded, words: Words) -> Worded:
    quote = speech.quote
    line = words.line("already-recorded", number=quote.number)
    written = (Muted(capitalised(each)) for each in written_down_by(quote, words))
    return said(line, quotation(quote, words), *written)


def ask_sentiment(speech: AskSentiment, words: Words) -> Worded:
    draft = str(speech.draft)
    buttons = (
        Button(Action.ANSWER_PRAISE, words.text("praise"), draft),
        Button(Action.ANSWER_CRITICISM, words.text("criticism"), draft),
    )
    return told(words, "ask-sentiment", Quotation(words.quoted(speech.text)), Buttons(buttons))


def undone(speech: Undone, words: Words) -> Worded:
    return told(words, "undone", quotation(speech.quote, words))


def withdrawn(speech: Withdrawn, words: Words) -> Worded:
    return said(words.line("withdrawn", number=speech.quote))


def thanked(speech: Thanked, words: Words) -> Worded:
    if speech.recorder is None:
        return told(words, "thanked-nobody")
    return said(words.line(_THANKED[speech.thanking], person=person(speech.recorder, words)))


_THANKED = {
    Thanking.SENT: "thanked",
    Thanking.ONESELF: "thanked-oneself",
    Thanking.TOO_LATE: "thanked-too-late",
}


# The quote of the day ---------------------------------------------------------------------------


def today(speech: Today, words: Words) -> Worded:
    if speech.quote is None:
        return _nothing_today(speech, words)
    heading, buttons = words.text("quote-of-the-day"), thank_button(speech.quote, words)
    if day := speech.local_date:
        heading = words.text("quote-of-the-day-heading", day=words.day(day))
        buttons = (*buttons, Button(Action.WHY, words.text("why-this-one"), day.isoformat()))
    return Worded(
        (Heading(heading), *card(speech.quote, words), *((Buttons(buttons),) if buttons else ())),
        words.quoted(speech.quote.text, speech.quote.language),
        Tone.PRAISE,
    )


def _nothing_today(speech: Today, words: Words) -> Worded:
    why_not, *after = nothing_today(speech, words)
    return said(why_not, *map(Paragraph, after), Buttons((record_button(words),)))


def nothing_today(speech: Today, words: Words) -> tuple[Line, ...]:
    """Why there is no quote of the day, and when the next one comes."""
    after = (capitalised(next_post(speech.next_post, words)),) if speech.next_post else ()
    if speech.next_post and speech.next_post.stopped:
        return after
    return (_why_not(speech.why_not, words), *after)


def _why_not(why_not: DayOff | NoQuote | None, words: Words) -> Line:
    if isinstance(why_not, DayOff):
        return _day_off(why_not, words)
    return words.line(NO_QUOTE[why_not] if why_not else "nothing-today")


def _day_off(day_off: DayOff, words: Words) -> Line:
    if day_off.reason is Off.PUBLIC_HOLIDAY and day_off.name:
        return words.line("off-public-holiday-named", name=day_off.name)
    return words.line(OFF[day_off.reason])


def why(speech: Why, words: Words) -> Worded:
    choice, since = speech.choice, speech.choice.since
    if choice.reason is Reason.ARCHIVE and since:
        return said(words.line("why-archive", date=words.full_date(since)))
    turn = None if speech.credited is None else somebody(speech.credited, words)
    if choice.reason is Reason.LONGEST_AGO and since:
        date = words.full_date(since)
        if turn is None:
            return said(words.line("why-nobody-longest-ago", date=date))
        return said(words.line("why-longest-ago", credited=turn, date=date))
    if turn is None:
        return told(words, "why-nobody-never-featured")
    return said(words.line("why-never-featured", credited=turn))


def nothing_featured(speech: NothingFeatured, words: Words) -> Worded:
    if speech.day:
        return said(words.line("featured-no-more", day=words.full_date(speech.day)))
    return told(words, "nothing-featured", Buttons((record_button(words),)))


# Lists ------------------------------------------------------------------------------------------


def my_quotes(speech: MyQuotes, words: Words) -> Worded:
    heading = words.text("your-quotes")
    return Worded((Heading(heading), *mine(speech, words), Buttons((record_button(words),))), heading)


def mine(speech: MyQuotes, words: Words, most: int | None = None, *, changeable: bool = True) -> tuple[Block, ...]:
    """What was said about a person, and what they wrote down: all, or how the newest ``most`` of each begin."""
    whole = most is None
    earned = [block for quote in speech.earned[:most] for block in listed(quote, speech.timezone, words, whole=whole)]
    written = [
        block
        for quote in speech.recorded[:most]
        for block in listed(
            quote, speech.timezone, words, change_buttons(quote, words) if changeable else (), whole=whole
        )
    ]
    return (
        Paragraph((Strong(words.text("said-about-you")),)),
        *(earned or [Muted((words.text("nothing-said-about-you"),))]),
        Paragraph((Strong(words.text("written-down-by-you")),)),
        *(written or [Muted((words.text("nothing-written-down"),))]),
    )


def found(speech: Found, words: Words) -> Worded:
    learned = learned_before(speech.learnings, words)
    if not speech.quotes and learned:
        return said(words.line("found-in-cases", words=speech.words), *learned)
    if not speech.quotes:
        return said(words.line("found-nothing", words=speech.words), Buttons((record_button(words),)))
    buttons = {each.number: change_buttons(each, words) for each in speech.quotes if each.number in speech.changeable}
    blocks = [
        block
        for quote in speech.quotes
        for block in listed(quote, speech.timezone, words, buttons.get(quote.number, ()))
    ]
    return said(words.line("found", count=len(speech.quotes), words=speech.words), *blocks, *learned)


# Settings ---------------------------------------------------------------------------------------


def paused(speech: Paused, words: Words) -> Worded:
    return told(words, "paused", Paragraph(capitalised(next_post(speech.next_post, words))))


def resumed(speech: Resumed, words: Words) -> Worded:
    return told(words, "resumed", Paragraph(capitalised(next_post(speech.next_post, words))))


def posting_again(_speech: PostingAgain, words: Words) -> Worded:
    return told(words, "posting-again")


def skipped(speech: Skipped, words: Words) -> Worded:
    after = Paragraph(capitalised(next_post(speech.next_post, words)))
    return said(words.line("skipped", day=words.day(speech.local_date)), after)


def schedule_saved(speech: ScheduleSaved, words: Words) -> Worded:
    channel = channel_name(speech.channel.name, words)
    if not speech.channel.daily:
        return said(words.line("schedule-saved-off", channel=channel))
    if moment := when_and_where(speech.next_post, words):
        return said(words.line("schedule-saved", channel=channel, moment=moment))
    if closed := why_closed(speech.next_post, words):
        return told(words, "saved", Paragraph(capitalised(closed)))
    return said(words.line("schedule-saved-unplanned", channel=channel))


def settings_saved(_speech: SettingsSaved, words: Words) -> Worded:
    return told(words, "saved")


def team_saved(speech: TeamSaved, words: Words) -> Worded:
    return said(words.line("team-saved", team=team(speech.name, words)))


# The rest ---------------------------------------------------------------------------------------


def hello(speech: Hello, words: Words) -> Worded:
    after = (Muted(capitalised(next_post(speech.next_post, words))),) if speech.next_post else ()
    return told(
        words,
        "you-are-welcome" if speech.thanked else "hello",
        *after,
        Buttons((record_button(words), help_button(words))),
    )


def offer_form(speech: OfferForm, words: Words) -> Worded:
    button = Button(speech.action, words.text("open-the-form"), speech.value, Style.PRIMARY)
    return told(words, "offer-form", Buttons((button,)))


def refusal(speech: Refusal, words: Words) -> Worded:
    helped = (Buttons((help_button(words),)),) if isinstance(speech.error, UnknownCommand) else ()
    return said((sentence(speech.error, words),), *helped)


def went_wrong(_speech: WentWrong, words: Words) -> Worded:
    return told(words, "went-wrong")
