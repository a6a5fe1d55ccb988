"""What Prometheus is told: figures of what waits and what became of it, without a word of anybody's."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from adapters.courier import Courier
from adapters.web.metrics import Metrics
from bot.domain.errors import NotSent, Unknown
from tests.builders import ASTRID, CECILIA, KUNDER, PRAISE, local
from tests.services.company import Company
from tests.services.test_courier import is_feature

Client = TestClient[web.Request, web.Application]
Figures = dict[tuple[str, ...], float]


@pytest.fixture
async def client(company: Company) -> AsyncIterator[Client]:
    """A company whose courier is counted, and the page that tells of it."""
    metrics = Metrics(company.store, company.clock)
    company.courier = Courier(company.store, {"slack": company.slack}, company.clock, metrics)
    app = web.Application(middlewares=[metrics.middleware])
    app.add_routes(metrics.routes())
    metrics.start()
    async with TestClient(TestServer(app)) as client:
        yield client
    metrics.stop()


async def figures(client: Client) -> Figures:
    answer = await client.get("/metrics")
    assert answer.content_type == "text/plain"
    families = text_string_to_metric_families(await answer.text())
    return {
        (each.name, *dict(sorted(each.labels.items())).values()): each.value
        for family in families
        for each in family.samples
    }


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
