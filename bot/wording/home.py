"""A person's own page."""

from collections.abc import Sequence

from bot.domain.channels import Channel
from bot.domain.people import Team
from bot.speech import Action, Home, NextPost
from bot.wording import dates
from bot.wording.answers import mine
from bot.wording.cards import card, channel_name, help_button, record_button, settings_button
from bot.wording.language import Words
from bot.wording.parts import Block, Button, Buttons, Heading, Line, Muted, Paragraph, Rule, Strong, Worded

FEW = 3
"""Quotes of each sort on the page."""

MANY = 30
"""Channels, and teams, on the page: platforms bound how long a page may be."""


def home(speech: Home, words: Words) -> Worded:
    heading = words.text("home-today")
    todays = card(speech.today, words) if speech.today else (Muted((words.text("nothing-today"),)),)
    return Worded(
        (
            Heading(heading),
            *todays,
            Buttons((record_button(words), settings_button(words), help_button(words))),
            Rule(),
            Heading(words.text("your-quotes")),
            *mine(speech.mine, words, FEW),
            *_channels(speech.channels, words),
            *(_teams(speech.teams, words) if speech.curator else ()),
        ),
        heading,
    )


def _channels(channels: Sequence[tuple[Channel, NextPost]], words: Words) -> tuple[Block, ...]:
    if not channels:
        return ()
    blocks: list[Block] = [Rule(), Heading(words.text("home-channels"))]
    for channel, next_post in channels[:MANY]:
        change = Button(Action.SCHEDULE, words.text("change"), str(channel.number))
        blocks += [Paragraph(_channel(channel, next_post, words)), Buttons((change,))]
    return (*blocks, *_more(len(channels), words))


def _channel(channel: Channel, next_post: NextPost, words: Words) -> Line:
    name, schedule = channel_name(channel.name, words), channel.schedule
    if channel.closed:
        return words.line("home-channel-closed", channel=name)
    if not channel.daily:
        return words.line("home-channel-off", channel=name)
    days, time = dates.days(words.language, schedule.days), f"{schedule.at:%H:%M}"
    if next_post.at:
        next_day = words.day(dates.local(next_post.at, next_post.timezone).date())
        return words.line("home-channel", channel=name, days=days, time=time, day=next_day)
    return words.line("home-channel-unplanned", channel=name, days=days, time=time)


def _teams(teams: Sequence[Team], words: Words) -> tuple[Block, ...]:
    blocks: list[Block] = [Rule(), Heading(words.text("home-teams"))]
    for team in teams[:MANY]:
        line = words.line("home-team", name=Strong(team.name), count=len(team.members))
        edit = Button(Action.TEAM, words.text("edit"), str(team.number))
        blocks += [Paragraph(line), Buttons((edit,))]
    new = Buttons((Button(Action.TEAM, words.text("new-team")),))
    return (*blocks, *_more(len(teams), words), new)


def _more(count: int, words: Words) -> tuple[Muted, ...]:
    return (Muted(words.line("home-more", count=count - MANY)),) if count > MANY else ()
