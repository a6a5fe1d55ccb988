"""Where the clients are: the folder named by KUNDORD_CLIENTS, else the one beside the checkout. And a Slack of ours."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.slack_client import Slack

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def clients() -> Path:
    """The folder. Where it is named, it has to be there; where it is not, the tests have nothing to compare with."""
    named = os.environ.get("KUNDORD_CLIENTS")
    folder = Path(named) if named else ROOT.parent / "shared" / "clients"
    if folder.is_dir():
        return folder
    if named:
        pytest.fail(f"KUNDORD_CLIENTS names {named}, which is no folder", pytrace=False)
    pytest.skip("there is no folder of clients: set KUNDORD_CLIENTS")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Where npm's peers are: in KUNDORD_NODE_MODULES, else where .ci/run puts them."""
    named = os.environ.get("KUNDORD_NODE_MODULES")
    folder = Path(named) if named else ROOT / ".cache" / "conformance" / "node_modules"
    if (folder / "emulate").is_dir():
        return folder
    if named:
        pytest.fail(f"KUNDORD_NODE_MODULES names {named}, which has no emulate", pytrace=False)
    pytest.skip("npm's peers are not installed; .ci/run says how")


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as workspace:
        yield workspace
