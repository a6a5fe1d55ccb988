"""The migration for cases: forth with a company's rows, back without losing any, and beside the program before it."""

import asyncio
from typing import Any

from alembic import command
from sqlalchemy import text

from bot.domain.cases import Entry, Move
from bot.domain.people import HEADS_UP
from bot.domain.quotes import MemberCredit, Sentiment, Vote
from bot.domain.refs import ChannelRef, MemberNumber, MessageRef, OrganisationId
from bot.domain.steps import Logged, Step
from bot.ports import Kind, Post, UnitOfWork
from storage.schema import alembic_config
from tests.builders import MORNING
from tests.storage.company import ACME, company, profile, words
from tests.storage.test_migrations import connected

ANNA = MemberNumber(1)
OLD = OrganisationId(7)
OLD_ORGANISATION = """
    INSERT INTO organisations (id, name, stages, world_emoji, save_emoji, language)
    VALUES (:id, 'Old', '["buy"]', '["🌍"]', '["💬"]', 'en')
"""
OLD_DRAFT = """
    INSERT INTO drafts (organisation, number, member, form, answers, made_at)
    VALUES (1, :number, 1, 'quote', '{}', '2026-11-23T07:00:00.000000+00:00')
"""


def fill(unit: UnitOfWork) -> None:
    unit.members.meet(profile("ANNA"))
    quote = unit.quotes.add(words(MemberCredit(ANNA), sentiment=Sentiment.NEGATIVE)).number
    unit.votes.cast(quote, ANNA, Vote.WORLD, MORNING)
    unit.posts.add(Post(0, MessageRef(ChannelRef(ACME, "C"), "1.1"), Kind.NEGATIVE, 1, quote))
    unit.drafts.add(ANNA, "quote", {})
    unit.drafts.keep(ANNA, "step|1", {})
    case = unit.cases.add(quote, ANNA, MORNING, Entry(Move.OPEN, ANNA, MORNING))
    case = unit.cases.save(*case.claim(ANNA, MORNING))
    unit.cases.save(*case.log(ANNA, MORNING, Logged(Step.LEARNING, "Call back before noon.")))


def as_before(unit: UnitOfWork) -> list[Any]:
    return [
        unit.quotes.get(unit.quotes.search("broadband", 1)[0].number),
        unit.votes.voters(unit.quotes.search("broadband", 1)[0].number),
        unit.members.get(ANNA),
        unit.posts.get(1),
        unit.drafts.get(1, ANNA),
    ]


def to(url: str, revision: str) -> None:
    with connected(url) as connection:
        command.downgrade(alembic_config(connection), revision)


def execute(url: str, statement: str, **values: int) -> None:
    with connected(url) as connection:
        connection.execute(text(statement), values)


async def test_a_company_goes_back_and_forth_and_loses_only_its_cases(database_url: str) -> None:
    async with company(database_url) as acme:
        await acme.does(fill)
        before = await acme.sees(as_before)
    await asyncio.to_thread(to, database_url, "0001")
    await asyncio.to_thread(execute, database_url, OLD_ORGANISATION, id=int(OLD))
    await asyncio.to_thread(execute, database_url, OLD_DRAFT, number=9)
    async with company(database_url) as acme:
        assert await acme.sees(as_before) == before
        assert await acme.sees(lambda unit: unit.drafts.forms(ANNA)) == []
        assert await acme.sees(lambda unit: unit.drafts.get(9, ANNA)) == {}
        assert await acme.store.read(OLD, lambda unit: unit.organisation.heads_up) == HEADS_UP
        assert await acme.sees(lambda unit: unit.cases.learnings("noon", 9)) == []
        assert await acme.sees(lambda unit: unit.cases.unfinished(9)) == []


async def test_the_program_before_goes_on_beside_it(database_url: str) -> None:
    async with company(database_url) as acme:
        await asyncio.to_thread(execute, database_url, OLD_ORGANISATION, id=int(OLD))
        for number in (1, 2):
            await asyncio.to_thread(execute, database_url, OLD_DRAFT, number=number)
        assert await acme.store.read(OLD, lambda unit: unit.organisation.heads_up) == HEADS_UP
        assert await acme.sees(lambda unit: unit.drafts.get(2, ANNA)) == {}
        assert await acme.sees(lambda unit: unit.drafts.forms(ANNA)) == []
