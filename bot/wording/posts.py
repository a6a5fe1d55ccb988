"""What we say unasked: the quote of the day, and notes to one person."""

from bot.domain.quotes import Sentiment
from bot.domain.refs import QuoteNumber
from bot.speech import (
    Action,
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
from bot.wording import dates
from bot.wording.cards import (
    card,
    channel_name,
    facts,
    help_button,
    person,
    quotation,
    record_button,
    refused,
    said,
    team,
    thank_button,
    told,
    when_and_where,
    written_down_by,
)
from bot.wording.language import Words, capitalised, joined
from bot.wording.parts import Button, Buttons, Code, Heading, Line, Muted, Paragraph, Strong, Style, Tone, Worded

PLATFORMS = {"slack": "Slack", "teams": "Microsoft Teams"}


def quote_of_the_day(speech: QuoteOfTheDay, words: Words) -> Worded:
    quote = speech.quote
    marks: tuple[Line, ...] = ()
    if speech.archive:
        marks = ((words.text("from-the-archive", month=words.month(speech.archive)),),)
    why = Button(Action.WHY, words.text("why-this-one"), speech.local_date.isoformat())
    return Worded(
        (
            Heading(words.text("quote-of-the-day-heading", day=words.day(speech.local_date))),
            *card(quote, words, *marks),
            Buttons((*thank_button(quote, words), why), (_criticism_in(quote.number, words),)),
        ),
        words.quoted(quote.text, quote.language),
        Tone.PRAISE,
    )


def _criticism_in(praise: QuoteNumber, words: Words) -> Button:
    """What 🌍 on praise does: there is trouble behind it, to be told as a quote of its own (PRODUCT §6)."""
    return Button(Action.DRAFT, words.text("criticism-in-praise"), f"quote|{praise}|{Sentiment.NEGATIVE}")


def quote_removed(_speech: QuoteRemoved, words: Words) -> Worded:
    removed = words.text("quote-removed")
    return Worded((Muted((removed,)),), removed)


def no_longer_here(_speech: NoLongerHere, words: Words) -> Worded:
    corrected = words.text("no-longer-here")
    return Worded((Muted((corrected,)),), corrected)


def ask_for_quote(speech: AskForQuote, words: Words) -> Worded:
    record = Buttons((record_button(words),))
    if speech.teams or speech.stages:
        return said(_asked_for(speech, words), record)
    if speech.since is None:
        return told(words, "ask-for-first-quote", record)
    return said(words.line("ask-for-quote", day=words.day(speech.since, speech.today)), record)


def _asked_for(speech: AskForQuote, words: Words) -> Line:
    teams = words.together([team(name, words) for name in speech.teams], "or")
    stages = words.together([(Strong(words.stage(stage)),) for stage in speech.stages], "or")
    if not speech.stages:
        return words.line("ask-about-teams", teams=teams)
    if not speech.teams:
        return words.line("ask-from-stages", stages=stages)
    return words.line("ask-about-teams-from-stages", teams=teams, stages=stages)


def credit_notice(speech: CreditNotice, words: Words) -> Worded:
    quote = speech.quote
    about = words.line("team-credited", team=Strong(speech.team)) if speech.team else words.line("credited")
    buttons = thank_button(quote, words)
    return Worded(
        (
            Paragraph(about),
            quotation(quote, words),
            Muted(joined((*facts(quote, words), *written_down_by(quote, words)))),
            *((Buttons(buttons),) if buttons else ()),
        ),
        words.quoted(quote.text, quote.language),
        Tone.PRAISE,
    )


def thanks_notice(speech: ThanksNotice, words: Words) -> Worded:
    line = words.line("thanks", person=person(speech.thankful, words))
    return said(line, quotation(speech.quote, words), tone=Tone.PRAISE)


def draft_prompt(speech: DraftPrompt, words: Words) -> Worded:
    if speech.quote is not None:
        key, value = "draft-prompt-quote", f"quote|{speech.quote}|{Sentiment.NEGATIVE}"
    elif speech.message is None:
        return told(words, "draft-prompt-blank", Buttons((record_button(words),)))
    else:
        key = "draft-prompt-criticism" if speech.sentiment is Sentiment.NEGATIVE else "draft-prompt"
        value = f"{speech.message.token}|{speech.sentiment or ''}"
    label = words.text("draft-prompt-button" if key == "draft-prompt" else "draft-prompt-criticism-button")
    return told(words, key, Buttons((Button(Action.DRAFT, label, value, Style.PRIMARY),)))


def channel_welcome(speech: ChannelWelcome, words: Words) -> Worded:
    change = Button(Action.SCHEDULE, words.text("change-the-schedule"), str(speech.channel.number))
    return said(
        _first_post(speech, words),
        Paragraph((words.text("channel-welcome-more"),)),
        *((Muted((words.text("channel-welcome-private"),)),) if speech.channel.private else ()),
        Buttons((record_button(words), change, help_button(words))),
    )


def _first_post(speech: ChannelWelcome, words: Words) -> Line:
    """Always with the zone: it may be a guess, and who brought us there knows better."""
    channel, schedule, post = channel_name(speech.channel.name, words), speech.channel.schedule, speech.next_post
    if speech.channel.shared and not speech.channel.daily:
        return words.line("channel-welcome-shared", channel=channel)
    if post.due:
        days, city = dates.days(words.language, schedule.days), dates.city(words.language, schedule.timezone)
        time = schedule.at.isoformat("minutes")
        return words.line("channel-welcome-now", channel=channel, days=days, time=time, city=city)
    if moment := when_and_where(post, words):
        return words.line("channel-welcome", channel=channel, moment=moment)
    return words.line("channel-welcome-unplanned", channel=channel)


def channel_paused(speech: ChannelPaused, words: Words) -> Worded:
    paused = "channel-paused" if speech.channel.daily else "channel-paused-off"
    line = words.line(paused, channel=channel_name(speech.channel.name, words))
    key = "channel-paused-refused" if speech.channel.refused else "channel-paused-away"
    reason = words.line(key, reason=refused(speech.reason, words))
    change = Button(Action.SCHEDULE, words.text("change-the-schedule"), str(speech.channel.number))
    return said(line, Muted(capitalised(reason)), Buttons((change,)))


def in_doubt(speech: InDoubt, words: Words) -> Worded:
    channel = channel_name(speech.channel.name if speech.channel else "", words)
    platform = PLATFORMS.get(speech.platform, speech.platform)
    if speech.day:
        line = words.line("in-doubt-feature", day=words.day(speech.day), channel=channel, platform=platform)
    else:
        line = words.line("in-doubt", channel=channel, platform=platform)
    if speech.became:
        return said(line, Muted((words.text(_BECAME[speech.became]),)))
    again = Button(Action.POST_AGAIN, words.text("post-it-now"), speech.id)
    return said(line, Muted((words.text("in-doubt-why"),)), Buttons((again,)))


_BECAME = {
    Became.POSTING: "in-doubt-posting",
    Became.POSTED: "in-doubt-posted",
    Became.LEFT: "in-doubt-left",
}


def shut_out(speech: ShutOut, words: Words) -> Worded:
    line = words.line("shut-out", platform=PLATFORMS.get(speech.platform, speech.platform))
    reason = words.line("shut-out-reason", reason=Code(speech.reason))
    return said(line, Muted(capitalised(reason)))
