"""Who says whether something drawn is good: the fake Slack's own rules, slack_sdk's, and Slack's types if at hand."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from bot.speech import Person, ShownQuote
from tests.fakes.slack_rules import faults_in_message, faults_in_view
from tests.schemas import judge

Json = dict[str, Any]

# PLATFORMS §1.6: what would come alive unescaped, and what has no escape.
HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S0123456>",
    "<@U0123ABC>",
    "<#C0123ABC>",
    "<https://evil.example|our-bank.no>",
    "&lt;!channel&gt;",
    "*bold* _it_ ~gone~ `code` ```block```",
    "> quoted\n> twice",
    ":smile: :+1::skin-tone-2:",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "{count} %s {{7*7}}",
)

CONTROL = re.compile(r"<([^<>]*)>")
ROOT = Path(__file__).parents[3]


def clients() -> Path | None:
    """The folder of validators that lies beside the project on some machines."""
    folder = Path(os.environ.get("KUNDORD_CLIENTS", ROOT.parent / "shared" / "clients"))
    return folder if folder.is_dir() else None


def faults_of_message(blocks: list[Json]) -> list[str]:
    return [*faults_in_message(blocks), *(fault for block in blocks for fault in _by_types("KnownBlock", block))]


def faults_of_view(view: Json) -> list[str]:
    name = "HomeView" if view["type"] == "home" else "ModalView"
    return [*faults_in_view(view), *_by_types(name, view)]


def _by_types(name: str, thing: Json) -> list[str]:
    checker = _checker(name)
    return [error.message for error in checker.iter_errors(thing)] if checker else []


@cache
def _checker(name: str) -> Any:
    folder = clients()
    if folder is None:
        return None
    schema = json.loads((folder / "blockkit.schema.json").read_text())
    definitions = schema["definitions"] | {"AnyBlock": {"$ref": "#/definitions/KnownBlock"}}
    return judge(jsonschema.Draft7Validator, {"definitions": definitions, "$ref": f"#/definitions/{name}"})


def parsed_by_slack(thing: object) -> Iterator[str]:
    """Every text in blocks that Slack looks into."""
    if isinstance(thing, dict):
        if thing.get("type") == "mrkdwn":
            yield thing["text"]
        for each in thing.values():
            yield from parsed_by_slack(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from parsed_by_slack(each)


def live(*texts: str) -> set[str]:
    """What Slack would act on."""
    return {found for text in texts for found in CONTROL.findall(text)}


def told_with(speech: Any, words: str) -> Any:
    """The same, with these words wherever people's own may stand."""
    if isinstance(speech, ShownQuote):
        speech = replace(speech, text=words, customer=words, stage=words, via=words, teams=(words,))
    if isinstance(speech, Person):
        return replace(speech, name=words if speech.name else None)
    if isinstance(speech, tuple):
        return tuple(told_with(each, words) for each in speech)
    if is_dataclass(speech) and not isinstance(speech, type):
        return replace(speech, **{each.name: told_with(getattr(speech, each.name), words) for each in fields(speech)})
    return speech
