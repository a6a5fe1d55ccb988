"""Where somebody is reached: kept the same on every database."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.refs import ChannelRef, MemberRef
from bot.ports import Address, UnitOfWork
from tests.builders import GRO_ON_TEAMS, ON_TEAMS, TEAMS
from tests.storage.company import ACME, Company, company

EMEA, AMER = "https://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net/amer/"


@pytest.fixture
async def acme(database_url: str) -> AsyncIterator[Company]:
    async with company(database_url) as there:
        yield there


async def keep(acme: Company, *addresses: Address) -> None:
    for address in addresses:
        await acme.does(_keep, address)
        acme.clock.forward(timedelta(seconds=1))


def _keep(unit: UnitOfWork, address: Address) -> None:
    unit.addresses.keep(address)


async def get(acme: Company, ref: ChannelRef | MemberRef) -> Address | None:
    return await acme.sees(lambda unit: unit.addresses.get(ref))


async def test_who_was_never_seen_has_no_address(acme: Company) -> None:
    assert await get(acme, GRO_ON_TEAMS) is None
    assert await acme.sees(lambda unit: unit.addresses.service_of(TEAMS)) is None


async def test_an_address_is_what_was_seen_last(acme: Company) -> None:
    await keep(acme, Address(GRO_ON_TEAMS, EMEA, "a:1"), Address(ON_TEAMS, EMEA), Address(GRO_ON_TEAMS, AMER, "a:2"))
    assert await get(acme, GRO_ON_TEAMS) == Address(GRO_ON_TEAMS, AMER, "a:2")
    assert await get(acme, ON_TEAMS) == Address(ON_TEAMS, EMEA)


async def test_a_chat_that_is_known_stays_known(acme: Company) -> None:
    await keep(acme, Address(GRO_ON_TEAMS, EMEA, "a:1"), Address(GRO_ON_TEAMS, AMER))
    assert await get(acme, GRO_ON_TEAMS) == Address(GRO_ON_TEAMS, AMER, "a:1")


async def test_a_workspace_is_served_where_somebody_was_seen_last(acme: Company) -> None:
    await keep(acme, Address(ON_TEAMS, AMER), Address(GRO_ON_TEAMS, EMEA))
    assert await acme.sees(lambda unit: unit.addresses.service_of(TEAMS)) == EMEA
    await keep(acme, Address(ON_TEAMS, AMER))
    assert await acme.sees(lambda unit: unit.addresses.service_of(TEAMS)) == AMER
    assert await acme.sees(lambda unit: unit.addresses.service_of(ACME)) is None


async def test_the_same_id_elsewhere_is_somebody_else(acme: Company) -> None:
    await keep(acme, Address(GRO_ON_TEAMS, EMEA, "a:1"))
    assert await get(acme, MemberRef(ACME, GRO_ON_TEAMS.id)) is None
