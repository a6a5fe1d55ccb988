"""What Prometheus is told: figures of what waits and what became of it, without a word of anybody's."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from adapters.courier import Courier
from adapters.web.metrics import Metrics
from bot.domain.errors import NotSent, Rejected, Unknown, WorkspaceClosed
from bot.domain.refs import QuoteNumber
from bot.ports import Backlog, Kind, Registry
from bot.services import people
from tests.builders import ASTRID, CECILIA, CRITICISM, KUNDER, PRAISE, local
from tests.services.company import Company
from tests.services.test_courier import is_feature, planned

Client = TestClient[web.Request, web.Application]
Figures = dict[tuple[str, ...], float]
COUNTERS = {"kundord_deliveries_total", "kundord_reconciliations_total"}


@pytest.fixture
async def client(company: Company) -> AsyncIterator[Client]:
    """A company whose courier is counted, and the page that tells of it."""
    metrics = Metrics(company.store, company.clock, ["slack"], _parts)
    company.courier = Courier(company.store, {"slack": company.slack}, company.clock, metrics)
    app = web.Application(middlewares=[metrics.middleware])
    app.add_routes(metrics.routes())
    metrics.start()
    async with TestClient(TestServer(app)) as client:
        yield client
    metrics.stop()


async def _parts() -> Mapping[str, bool]:
    return {"database": True, "slack": False}


async def figures(client: Client) -> Figures:
    answer = await client.get("/metrics")
    assert answer.content_type == "text/plain"
    families = text_string_to_metric_families(await answer.text())
    return {
        (each.name, *dict(sorted(each.labels.items())).values()): each.value
        for family in families
        for each in family.samples
    }


def _backlog(registry: Registry) -> Sequence[Backlog]:
    return registry.backlog()


async def test_each_part_is_there_or_away(client: Client) -> None:
    found = await figures(client)
    assert (found["kundord_part_up", "database"], found["kundord_part_up", "slack"]) == (1, 0)


async def test_what_waits_is_counted_by_kind_and_age(company: Company, client: Client) -> None:
    company.slack.fail(*[NotSent("no connection")] * 2)
    for words in PRAISE[:2]:
        await company.record(CECILIA, f'+ "{words}" @bjorn')
    company.clock.forward(timedelta(seconds=40))
    found = await figures(client)
    assert found["kundord_outbox_waiting", "credit"] == 2
    assert found["kundord_outbox_overdue_seconds", "credit"] == 40
    assert found["kundord_outbox_waiting", "feature"] == 0


async def test_what_became_of_errands_and_how_late_the_quote_of_the_day_was(company: Company, client: Client) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    company.slack.fail(Unknown("timeout"), stored=True, concerns=is_feature)
    await company.at(local("2026-11-23 09:00"))
    await company.later(minutes=2)
    found = await figures(client)
    assert found["kundord_deliveries_total", "credit", "sent", "slack"] == 1
    assert found["kundord_deliveries_total", "feature", "unknown", "slack"] == 1
    assert found["kundord_deliveries_total", "feature", "found", "slack"] == 1
    assert found["kundord_reconciliations_total", "found", "slack"] == 1
    assert found["kundord_daily_post_lateness_seconds_sum",] == 120
    assert found["kundord_daily_post_lateness_seconds_bucket", "60.0"] == 0
    assert found["kundord_daily_post_lateness_seconds_bucket", "300.0"] == 1


async def test_a_quote_of_the_day_that_is_refused_again_and_again_is_overdue_since_its_hour(
    company: Company, client: Client
) -> None:
    """Each retry waits for its own time, which is never long ago."""
    await planned(company)
    company.slack.fail(*[NotSent("no connection")] * 1000, concerns=is_feature)
    await company.at(local("2026-11-23 09:00"))
    for _ in range(15):
        await company.later(minutes=10)
    found = await figures(client)
    assert found["kundord_outbox_waiting", "feature"] == 1
    assert found["kundord_outbox_overdue_seconds", "feature"] == 2.5 * 3600


async def test_what_is_to_be_said_later_is_not_overdue(on_both: Company) -> None:
    """A negative quote's card gives those whom it concerns time to read it first."""
    await on_both.invite(ASTRID)
    await on_both.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    [card] = [each for each in await on_both.store.registry(_backlog) if each.kind is Kind.NEGATIVE]
    assert (card.waiting, card.since) == (1, None)
    due_at = on_both.clock.now() + timedelta(minutes=15)
    on_both.clock.forward(timedelta(minutes=20))
    [card] = [each for each in await on_both.store.registry(_backlog) if each.kind is Kind.NEGATIVE]
    assert (card.waiting, card.since) == (1, due_at)


async def test_an_edit_of_a_card_that_stands_since_yesterday_is_as_old_as_what_it_tells(on_both: Company) -> None:
    await planned(on_both)
    await on_both.tick()
    for _ in range(2):
        on_both.clock.forward(timedelta(days=1))
        await on_both.write(lambda unit: people.redraw(unit, unit.posts.of_quote(QuoteNumber(1))))
        assert {each.since for each in await on_both.store.registry(_backlog)} == {on_both.clock.now()}
        await on_both.courier.finish()
        assert await on_both.store.registry(_backlog) == []


async def test_the_first_quote_of_a_channel_that_was_set_up_in_the_afternoon_is_not_late(
    company: Company, client: Client
) -> None:
    company.clock.set(local("2026-11-23 15:00"))
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.invite(ASTRID)
    await company.tick()
    assert len(company.features()) == 1
    found = await figures(client)
    assert found["kundord_daily_post_lateness_seconds_count",] == 1
    assert found["kundord_daily_post_lateness_seconds_sum",] == 0


async def test_whatever_may_happen_is_told_as_nought_before_it_does(company: Company, client: Client) -> None:
    """To Prometheus a figure that begins with 1 has not risen."""
    before = await figures(client)
    assert before["kundord_deliveries_total", "feature", "uncertain", "slack"] == 0
    await planned(company)
    first = [Unknown("timeout"), NotSent("no connection"), WorkspaceClosed("token_revoked"), Rejected("missing_scope")]
    company.slack.fail(*first, concerns=is_feature)
    company.clock.set(local("2026-11-23 09:00"))
    for _ in range(6):
        await company.later(minutes=10)
    after = await figures(client)
    counted = [name for name, value in after.items() if name[0] in COUNTERS and value]
    assert {name[2] for name in counted if name[:2] == ("kundord_deliveries_total", "feature")} == {
        "unknown", "not sent", "shut out", "rejected",
    }  # fmt: skip
    assert [name for name in counted if name not in before] == []


async def test_requests_are_timed_by_route_and_what_nobody_serves_is_one(company: Company, client: Client) -> None:
    for path in ("/metrics", "/wp-login.php", "/.env"):
        await client.get(path)
    found = await figures(client)
    assert found["kundord_request_seconds_count", "/metrics", "200"] == 1
    assert found["kundord_request_seconds_count", "none", "404"] == 2


async def test_no_words_are_told(company: Company, client: Client) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    page = await (await client.get("/metrics")).text()
    assert PRAISE[0] not in page
    assert KUNDER.id not in page


async def test_while_the_database_is_away_the_process_still_tells_of_itself(company: Company, client: Client) -> None:
    await company.store.close()
    found = await figures(client)
    assert ("kundord_event_loop_lag_seconds_count",) in found
    assert not any(name.startswith("kundord_outbox") for name, *_ in found)
