"""A person's own page."""

from bot.domain.channels import Channel
from bot.domain.people import Team
from bot.domain.refs import CaseNumber
from bot.domain.steps import Step
from bot.domain.values import dataclass
from bot.speech.actions import Action
from bot.speech.answers import MyQuotes, Today
from bot.speech.shown import NextPost, ShownCase


@dataclass(frozen=True, slots=True)
class Home:
    """The person's own page. ``today`` None: there is no channel with a quote of the day. ``channels`` are those whose
    schedule they may change. ``external``: of another company.

    ``drafts`` are forms begun and not sent: of a step, or those that RESOLVE and STORY open.
    """

    today: Today | None
    mine: MyQuotes
    channels: tuple[tuple[Channel, NextPost], ...] = ()
    teams: tuple[Team, ...] = ()
    curator: bool = False
    waiting: tuple[ShownCase, ...] = ()
    offers: tuple[ShownCase, ...] = ()
    drafts: tuple[tuple[CaseNumber, Step | Action], ...] = ()
    open_cases: tuple[ShownCase, ...] = ()
    external: bool = False


@dataclass(frozen=True, slots=True)
class HomeRest:
    """The channels, or the teams, that one's own page has no room for: those from number ``first`` on, counted from 0.

    A message may have no room for all of them either.
    """

    first: int
    channels: tuple[tuple[Channel, NextPost], ...] = ()
    teams: tuple[Team, ...] = ()
