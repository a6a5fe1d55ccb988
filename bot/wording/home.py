"""A person's own page."""

from collections.abc import Iterator, Sequence
from itertools import chain

from bot.domain.cases import State
from bot.domain.channels import Channel
from bot.domain.people import Team
from bot.domain.refs import CaseNumber
from bot.domain.steps import Step
from bot.speech import Action, Home, HomeRest, NextPost, ShownCase, Today
from bot.wording import dates
from bot.wording.answers import mine, nothing_today
from bot.wording.cards import card, channel_name, help_button, quotation, record_button, settings_button
from bot.wording.case_notes import case_buttons, case_in_a_line, listed_case, more
from bot.wording.cases import LABELS, acts
from bot.wording.language import Words, capitalised
from bot.wording.parts import (
    Block,
    Button,
    Buttons,
    Heading,
    Line,
    Listing,
    Muted,
    Paragraph,
    Rule,
    Strong,
    Worded,
    plain,
)
from bot.wording.steps import STEPS

FEW = 3
"""Quotes and cases of each sort on the page."""

MANY = 15
"""Channels, and teams, on the page, or in one message of the rest: platforms bound how long either may be."""


def pages(speech: Home, words: Words) -> Iterator[Worded]:
    """The page, then ever shorter ones: quotes and cases, which have commands of their own, give way before the
    channels and teams, which only this page opens, and what it has a button for.
    """
    yield home(speech, words)
    yield from (home(speech, words, 1, many) for many in range(MANY, 0, -1))


def home(speech: Home, words: Words, few: int = FEW, many: int = MANY) -> Worded:
    heading = words.text("home-today")
    return Worded(
        (
            *_waiting(speech, words, few),
            Heading(heading),
            *_today(speech.today, words),
            Buttons((*_for_colleagues(speech, words), help_button(words))),
            Rule(),
            Heading(words.text("your-quotes")),
            *mine(speech.mine, words, few, changeable=few == FEW),
            *_open_cases(speech.open_cases, words, few),
            *_channels(speech.channels, words, many),
            *(_teams(speech.teams, words, many) if speech.curator else ()),
        ),
        heading,
    )


def home_rest(speech: HomeRest, words: Words) -> Worded:
    """As many as the page has, in a message of their own."""
    if speech.channels:
        heading, which = words.text("home-channels"), "channels"
        rows = [_channel_row(*each, words) for each in speech.channels[:MANY]]
    else:
        heading, which = words.text("home-teams"), "teams"
        rows = [_team_row(each, words) for each in speech.teams[:MANY]]
    left = len(speech.channels or speech.teams) - MANY
    return Worded((Heading(heading), *chain(*rows), *_rest(which, speech.first + MANY, left, words)), heading)


def _today(today: Today | None, words: Words) -> tuple[Block, ...]:
    if today and today.quote:
        return card(today.quote, words)
    return tuple(map(Muted, nothing_today(today or Today(None), words)))


def _for_colleagues(speech: Home, words: Words) -> tuple[Button, ...]:
    """Who is of another company would be refused both."""
    return () if speech.external else (record_button(words), settings_button(words))


def _waiting(speech: Home, words: Words, few: int) -> tuple[Block, ...]:
    """What others wait for from this person."""
    if not (speech.waiting or speech.offers or speech.drafts):
        return ()
    offers = [each for case in speech.offers[:few] for each in _offered(case, words)]
    theirs = [
        each
        for case in speech.waiting[:few]
        for each in listed_case(
            case, words, Action.STORY if case.state is State.RESOLVED else Action.STEPS, Action.SHOW_CASE, own=True
        )
    ]
    return (
        Heading(words.text("home-waiting")),
        *offers,
        *more(len(speech.offers) - few, words),
        *theirs,
        *more(len(speech.waiting) - few, words),
        *_drafts(speech.drafts, words),
        Rule(),
    )


def _offered(case: ShownCase, words: Words) -> tuple[Block, ...]:
    line = words.line("home-offer", number=case.number)
    return (
        Paragraph(line),
        quotation(case.quote, words),
        acts(words, case.number, Action.ACCEPT, Action.DECLINE, Action.SHOW_CASE),
    )


def _drafts(drafts: Sequence[tuple[CaseNumber, Step | Action]], words: Words) -> tuple[Block, ...]:
    if not drafts:
        return ()
    buttons = tuple(_draft(number, what, words) for number, what in drafts[:FEW])
    return (Paragraph((words.text("home-drafts"),)), Buttons(buttons), *more(len(drafts) - FEW, words))


SHORTER = {Action.STORY: "home-draft-story"}
"""Beside a case's number, a button's own label would be too long."""


def _draft(number: CaseNumber, what: Step | Action, words: Words) -> Button:
    name = STEPS[what] if isinstance(what, Step) else SHORTER.get(what, LABELS[what])
    label = plain(capitalised(words.line("home-draft", step=words.text(name), number=number)))
    if isinstance(what, Step):
        return Button(Action.STEP, label, f"{number}|{what}")
    return Button(what, label, str(number))


def _open_cases(cases: Sequence[ShownCase], words: Words, few: int) -> tuple[Block, ...]:
    if not cases:
        return ()
    return (
        Rule(),
        Heading(words.text("list-open")),
        Listing(tuple(case_in_a_line(case, words) for case in cases[:few])),
        case_buttons([case.number for case in cases[:few]], words),
        *more(len(cases) - few, words),
    )


def _channels(channels: Sequence[tuple[Channel, NextPost]], words: Words, many: int) -> tuple[Block, ...]:
    if not channels:
        return ()
    rows = [_channel_row(*each, words) for each in channels[:many]]
    rest = _rest("channels", many, len(channels) - many, words)
    return (Rule(), Heading(words.text("home-channels")), *chain(*rows), *rest)


_MORE = {"channels": "more-channels", "teams": "more-teams"}


def _rest(which: str, first: int, count: int, words: Words, *beside: Button) -> tuple[Block, ...]:
    """How many more there are from number ``first`` on, and what shows them."""
    rest = (Button(Action.MORE, words.text(_MORE[which]), f"{which}|{first}"),) if count > 0 else ()
    buttons = (*rest, *beside)
    return (*more(count, words), *((Buttons(buttons),) if buttons else ()))


def _channel_row(channel: Channel, next_post: NextPost, words: Words) -> tuple[Block, ...]:
    change = Button(Action.SCHEDULE, words.text("change"), str(channel.number))
    return Paragraph(_channel(channel, next_post, words)), Buttons((change,))


def _channel(channel: Channel, next_post: NextPost, words: Words) -> Line:
    name, schedule = channel_name(channel.name, words), channel.schedule
    if channel.closed:
        return words.line("home-channel-closed", channel=name)
    if not channel.daily:
        return words.line("home-channel-off", channel=name)
    days, time = dates.days(words.language, schedule.days), f"{schedule.at:%H:%M}"
    if next_post.at:
        next_day = words.day(dates.local(next_post.at, next_post.timezone).date(), next_post.today)
        return words.line("home-channel", channel=name, days=days, time=time, day=next_day)
    return words.line("home-channel-unplanned", channel=name, days=days, time=time)


def _teams(teams: Sequence[Team], words: Words, many: int) -> tuple[Block, ...]:
    rows = [_team_row(each, words) for each in teams[:many]]
    new = Button(Action.TEAM, words.text("new-team"))
    rest = _rest("teams", many, len(teams) - many, words, new)
    return (Rule(), Heading(words.text("home-teams")), *chain(*rows), *rest)


def _team_row(team: Team, words: Words) -> tuple[Block, ...]:
    line = words.line("home-team", name=Strong(team.name), count=len(team.members))
    return Paragraph(line), Buttons((Button(Action.TEAM, words.text("edit"), str(team.number)),))
