"""Every kind of message whose answer was lost is looked for and stands once, on either database."""

import asyncio
from collections import Counter
from math import inf

import sqlalchemy

from bot.domain.errors import ChannelClosed, Unknown
from bot.domain.refs import MessageRef
from bot.ports import Kind, Letter
from bot.speech import Action
from storage.engine import make_engine
from storage.tables import outbox
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    EIRIK,
    FRIDA,
    PRAISE,
    SIRI_OF_TEAMS,
    TEAMS,
    UK,
    message,
)
from tests.fakes.messenger import RecordingMessenger
from tests.services.casework import a_claimed_case, tell
from tests.services.company import Company
from tests.services.conftest import company_on
from tests.services.test_cases_followed import hand_over
from tests.services.test_linking import shown

WHISPERED = {Kind.WELCOME, Kind.DRAFT_PROMPT, Kind.CASE_OPENED}
"""For one person's eyes in a channel: nothing is left there to be found, and reading it twice does no harm."""
UNSEEN = {Kind.EDIT, Kind.TAKEN_OFF, Kind.IN_DOUBT, Kind.SHUT_OUT}
"""May be done twice; says nothing; is only where nothing can be looked for, or where no door opens."""


class Deaf(RecordingMessenger):
    """It does as it is asked, and its first answer about anything is lost."""

    heard: frozenset[str] = frozenset()

    async def send(self, letter: Letter, id: str, by: float = inf) -> MessageRef | None:
        sent = await super().send(letter, id, by)
        if id not in self.heard:
            self.heard |= {id}
            raise Unknown("no answer")
        return sent


async def test_whatever_is_said_and_not_answered_stands_once(either_copy: str) -> None:
    async with company_on(either_copy) as company:
        company.slack, company.teams_chat = Deaf(company.clock), Deaf(company.clock, "teams")
        company.courier = company.another_courier()
        await lives(company)
        kinds = await asyncio.to_thread(kinds_by_id, either_copy)
        stands = Counter(each.id for chat in (company.slack, company.teams_chat) for each in chat.standing if each.ref)
        said = {Kind(kinds[id]) for id in stands}
        assert said == set(Kind) - WHISPERED - UNSEEN, "something of every kind was said"
        assert {kinds[id]: count for id, count in stands.items() if count > 1} == {}
        looked = {kinds[id] for chat in (company.slack, company.teams_chat) for id in chat.looked_for}
        assert looked >= {kind.value for kind in said}


def kinds_by_id(url: str) -> dict[str, str]:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = {row.id: row.kind for row in connection.execute(sqlalchemy.select(outbox.c.id, outbox.c.kind))}
    engine.dispose()
    return found


async def lives(company: Company) -> None:
    """Some days in which there is something of every kind to say."""
    await of_a_case(company)
    await of_praise(company)
    await of_channels(company)
    await of_links(company)


async def settles(company: Company) -> None:
    """Leases pass, and what was said is found."""
    for _ in range(3):
        await company.later(minutes=2)


async def of_a_case(company: Company) -> None:
    await a_claimed_case(company)
    await settles(company)
    await hand_over(company, EIRIK, FRIDA)
    await settles(company)
    await company.press(FRIDA, Action.ACCEPT, 1)
    await settles(company)
    await company.press(CECILIA, Action.FOLLOW, 1)
    await company.submit(FRIDA, "resolve", "1", learning="We ask twice.", possible="yes", loop="Called her.")
    await settles(company)
    await tell(company, FRIDA)
    await settles(company)
    number = await company.record(CECILIA, f'- "{CRITICISM[1]}" @bjorn')
    await company.press(ASTRID, Action.WORLD, number)
    await company.later(hours=3)
    await settles(company)
    await company.press(FRIDA, Action.CLAIM, 2)
    await settles(company)
    await company.press(ASTRID, Action.RELEASE, 2)
    await settles(company)


async def of_praise(company: Company) -> None:
    await company.react(BJORN, message("1.2"), "💬")
    await settles(company)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await settles(company)
    await company.press(BJORN, Action.THANK, number)
    await settles(company)
    await company.later(days=1)
    await settles(company)


async def of_channels(company: Company) -> None:
    """Nothing is left to post, so #kunder is asked; #uk takes no posts."""
    await company.invite(ASTRID, UK)
    await settles(company)
    company.slack.fail(ChannelClosed("is_archived"), concerns=lambda letter: letter.to == UK)
    for _ in range(3):
        await company.later(days=1)
        await settles(company)


async def of_links(company: Company) -> None:
    teams = company.beside(TEAMS)
    await teams.install(TEAMS, "Furulid Teams")
    for answer in (Action.LINK_NO, Action.LINK_YES):
        plan = await shown(company, teams)
        await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)
        await settles(company)
        await company.press(ASTRID, answer, plan.link)
        await settles(company)
    await company.press(ASTRID, Action.UNLINK, "", None)
    await settles(company)
