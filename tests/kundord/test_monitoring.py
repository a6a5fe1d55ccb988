"""The dashboard and the alerts ask for metrics that there are."""

import json
import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.health import Health
from adapters.web.metrics import Metrics
from kundord.clocks import SystemClock
from storage import migrate, open_store

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
async def told(sqlite_url: str) -> set[str]:
    """The names of all metrics."""
    migrate(sqlite_url)
    store = open_store(sqlite_url)
    app = web.Application()
    app.add_routes(Metrics(store, SystemClock(), ["slack", "teams"], Health({}).parts).routes())
    async with TestClient(TestServer(app)) as client:
        page = await (await client.get("/metrics")).text()
    await store.close()
    return set(re.findall(r"^# TYPE (\S+)", page, re.MULTILINE))


@pytest.mark.parametrize("file", ["monitoring/dashboard.json", "monitoring/alerts.yml", "operating.md"])
def test_what_is_asked_for_is_there(told: set[str], file: str) -> None:
    asked = set(re.findall(r"\bkundord_[a-z_]+", (DOCS / file).read_text()))
    assert asked
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked} <= told


def test_the_dashboard_is_json_and_its_panels_have_numbers_of_their_own() -> None:
    panels = json.loads((DOCS / "monitoring/dashboard.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) > 5
    assert all(target["expr"] for panel in panels for target in panel["targets"])
