"""The migration for linking: back and forth with two linked workspaces, which stay linked."""

import asyncio
from datetime import timedelta

from bot.domain.links import Link, digest
from bot.domain.refs import MemberRef
from bot.ports import UnitOfWork
from tests.builders import MORNING
from tests.storage.company import ACME, RIVAL, company, found, words
from tests.storage.test_case_migration import to

WISH = Link("1a", digest("K7QPM-2W9XD"), MemberRef(ACME, "ANNA"), MORNING + timedelta(minutes=15))


def record(unit: UnitOfWork) -> None:
    unit.quotes.add(words())
    unit.links.offer(WISH)


async def test_linked_workspaces_go_back_and_forth_and_stay_linked(database_url: str) -> None:
    async with company(database_url) as acme:
        rival = await found(acme.url, acme.store, acme.clock, RIVAL)
        for each in (acme, rival):
            await each.does(record)
        await acme.registry(lambda registry: registry.join(acme.id, rival.id))
        assert await acme.store.read(RIVAL, lambda unit: unit.links.shifts(RIVAL)) == [(1, 20)]
    await asyncio.to_thread(to, database_url, "0003")
    async with company(database_url) as acme:
        assert await acme.store.read(RIVAL, lambda unit: [each.ref for each in unit.links.others(RIVAL)]) == [ACME]
        found_again = await acme.store.read(RIVAL, lambda unit: unit.quotes.search("broadband", 9))
        assert [each.number for each in found_again] == [21, 11]
        assert await acme.store.read(ACME, lambda unit: unit.links.get("1a")) is None
        assert await acme.store.read(RIVAL, lambda unit: unit.links.wrong(RIVAL)) == (0, None)
