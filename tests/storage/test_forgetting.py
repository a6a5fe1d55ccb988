"""What is over is forgotten beside those who work: what they renew at that moment is over no more."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import psycopg
import pytest

from adapters.schedule import KEPT, Schedule
from bot.domain.refs import ChannelRef, MemberNumber
from bot.ports import Errand, Kind, UnitOfWork
from storage import open_store
from tests.storage.company import ACME, Company, company

ANNA = MemberNumber(1)
MEANWHILE = timedelta(hours=1)


@pytest.fixture
async def acme(postgresql_url: str) -> AsyncIterator[Company]:
    async with company(postgresql_url) as there:
        yield there


async def nothing() -> int:
    return 0


async def forget(acme: Company) -> None:
    """As another process does, every hour."""
    store = open_store(acme.url, acme.clock)
    await Schedule(store, nothing).purge()
    await store.close()


def until_somebody_waits(url: str) -> None:
    until = time.monotonic() + 10
    with psycopg.connect(url, autocommit=True) as other:
        while not other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            assert time.monotonic() < until
            time.sleep(0.01)


async def test_who_was_in_the_way_twice_leaves_it_for_the_next_hour(
    acme: Company, caplog: pytest.LogCaptureFixture
) -> None:
    await acme.does(lambda unit: unit.drafts.keep(ANNA, "step|1", {"words": "We called"}))
    acme.clock.forward(KEPT + MEANWHILE)
    with psycopg.connect(acme.url, autocommit=True) as other:
        other.execute(
            "CREATE FUNCTION clash() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = 'deadlock_detected'; END $$"
        )
        other.execute("CREATE TRIGGER clash BEFORE DELETE ON drafts EXECUTE FUNCTION clash()")
        await forget(acme)
        assert "nothing purged now" in caplog.text
        other.execute("DROP TRIGGER clash ON drafts")
    await forget(acme)
    assert await acme.sees(lambda unit: unit.drafts.kept(ANNA, "step|1")) is None


async def renewed_while_it_is_forgotten(acme: Company, renew: Callable[[UnitOfWork], object]) -> None:
    written, go = threading.Event(), threading.Event()

    def renews(unit: UnitOfWork) -> None:
        renew(unit)
        written.set()
        go.wait(10)

    acme.clock.forward(KEPT + MEANWHILE)
    renewing = asyncio.ensure_future(acme.does(renews))
    await asyncio.to_thread(written.wait, 10)
    forgetting = asyncio.ensure_future(forget(acme))
    await asyncio.to_thread(until_somebody_waits, acme.url)
    go.set()
    await asyncio.gather(renewing, forgetting)


async def test_a_card_to_be_drawn_anew_is_drawn_though_its_last_drawing_is_forgotten(acme: Company) -> None:
    def edit(unit: UnitOfWork) -> None:
        unit.outbox.add(Errand(Kind.EDIT, "edit:7", 7, ChannelRef(ACME, "CKUNDER")))
        unit.outbox.get("nothing")  # whoever looks writes what is left for later

    await acme.does(edit)
    [leased] = await acme.registry(lambda registry: registry.lease(10, MEANWHILE))
    await acme.does(lambda unit: unit.outbox.sent(leased))
    await renewed_while_it_is_forgotten(acme, edit)
    assert [each.errand.key for each in await acme.registry(lambda registry: registry.pending(10))] == ["edit:7"]


async def test_a_form_typed_on_with_after_a_week_keeps_what_was_typed(acme: Company) -> None:
    await acme.does(lambda unit: unit.drafts.keep(ANNA, "step|1", {"words": "We called"}))
    typed = {"words": "We called, and the invoice was ours to put right."}
    await renewed_while_it_is_forgotten(acme, lambda unit: unit.drafts.keep(ANNA, "step|1", typed))
    assert await acme.sees(lambda unit: unit.drafts.kept(ANNA, "step|1")) == typed
