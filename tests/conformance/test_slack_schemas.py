"""What we hand to Slack, against schemas made from Slack's own: the manifest, and every block that is sent."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.e2e.process import Kundord, due_now, slack_bot
from tests.fakes.slack_client import Slack
from tests.schemas import judge

WORDS = "He called back the same day, as he had promised"


@pytest.fixture
async def bot(slack: Slack, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    async with slack_bot(slack, tmp_path, sqlite_url, PUBLIC_URL="https://kundord.example") as running:
        yield running


@pytest.mark.parametrize("how", [(), ("--socket-mode",)], ids=["http", "socket mode"])
async def test_the_manifest_is_one(clients: Path, bot: Kundord, how: tuple[str, ...]) -> None:
    manifest = json.loads(await bot.must("manifest", "slack", *how))
    schema = json.loads((clients / "slack-manifest.schema.json").read_text())
    faults = _faults(schema, manifest)
    assert not faults, "\n".join(faults)
    assert manifest["settings"]["socket_mode_enabled"] is bool(how)


async def test_the_manifest_asks_for_what_the_bot_uses(slack: Slack, bot: Kundord) -> None:
    """With the scopes of the manifest and no others, a day's work meets no ``missing_scope``."""
    manifest = json.loads(await bot.must("manifest", "slack"))
    slack.api.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    await _a_days_work(slack, bot)
    assert not [call for call in slack.all_calls if call.outcome == "missing_scope"]
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert {"reaction_added", "reaction_removed", "app_home_opened", "app_mention", "message.im"} <= events
    assert manifest["features"]["slash_commands"][0]["command"] == "/quote"


async def test_every_block_sent_is_one_that_slack_describes(clients: Path, slack: Slack, bot: Kundord) -> None:
    schema = json.loads((clients / "blockkit.schema.json").read_text())
    await _a_days_work(slack, bot)
    sent = [*_sent(slack)]
    assert len({name for name, _ in sent}) == 3
    faults = [fault for name, thing in sent for fault in _faults(_only(schema, name), thing)]
    assert not faults, "\n".join(faults[:20])
    refused = [call for call in slack.all_calls if call.outcome.startswith("invalid_")]
    assert not refused, refused


async def _a_days_work(slack: Slack, bot: Kundord) -> None:
    """As many surfaces as one can meet."""
    anna, bo = slack.user("Anna Berg", admin=True), slack.user("Bo Ek", handle="bo", locale="sv-SE")
    care = slack.channel("customer-care", anna, bo, with_bot=False)
    await anna.invites_bot(care)
    await anna.sees("Kundord is now in")
    for line in ("help", "today", "mine", "search nothing", "why", "nonsense", "schedule", "settings", "", "skip"):
        await anna.types(f"/quote {line}", care)
        await bo.types(f"/quote {line}", care)
    await anna.types(f'/quote "{WORDS}" @bo #use via phone https://example.com', care)
    await anna.types(f'/quote + "{WORDS}" @bo #use via phone https://example.com', care)
    await bo.presses("thank", on=await bo.sees(WORDS))
    await anna.sees("thanks you")
    await anna.types(f'/quote - "{WORDS}, in the end" @bo', care)
    await bo.presses("Ge bakgrund", on=await bo.sees(f"{WORDS}, in the end"))
    other = slack.channel("another", anna, bo)
    await bot.must("channel", "set", other.id, *due_now())
    card = await anna.sees("Quote of the day", WORDS)
    await anna.presses("Why this one", on=card)
    await anna.reacts("speech_balloon", to=bo.writes("Somebody said something nice about us", care))
    await anna.presses("Record it", on=await anna.sees("Did a customer say this?"))
    await anna.opens_home()
    await bo.opens_home()
    await anna.types("/quote mine", care)
    await anna.types("/quote undo", care)


def _sent(slack: Slack) -> Iterator[tuple[str, Any]]:
    """Everything with blocks, by the schema's name for it."""
    for call in slack.all_calls:
        if isinstance(call.args.get("blocks"), list):
            yield from (("KnownBlock", block) for block in call.args["blocks"])
        view = call.args.get("view")
        if isinstance(view, dict):
            yield ("HomeView" if view["type"] == "home" else "ModalView"), view


def _only(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """One definition of the schema. A generic block would let anything pass, so there only known ones are."""
    definitions = schema["definitions"] | {"AnyBlock": {"$ref": "#/definitions/KnownBlock"}}
    return {"$schema": schema["$schema"], "definitions": definitions, "$ref": f"#/definitions/{name}"}


def _faults(schema: dict[str, Any], thing: Any) -> list[str]:
    checker = judge(jsonschema.validators.validator_for(schema), schema)
    found = [jsonschema.exceptions.best_match([each]) or each for each in checker.iter_errors(thing)]
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:300]}" for each in found]
