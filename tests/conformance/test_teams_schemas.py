"""What we hand to Teams, against schemas that others published: every card, and the app package."""

import json
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest

from adapters.teams import dialogs, render
from adapters.teams.manifest import package
from bot.domain.people import LANGUAGES
from bot.wording import form, message, pages, words
from tests.schemas import judge
from tests.wording.samples import ALL_FORMS, ALL_MESSAGES, HOMES, WORKSPACE, named

Json = dict[str, Any]

TEAMS_OWN = frozenset({"msteams", "choices.data"})


@pytest.fixture(scope="session")
def cards() -> Any:
    """The schema of Adaptive Cards 1.5, which a package on PyPI brings along."""
    schema = json.loads(files("adaptive_cards").joinpath("schemas", "schema-1.5.json").read_text())
    whole = {"$schema": schema["$schema"], "definitions": schema["definitions"], "$ref": "#/definitions/AdaptiveCard"}
    # Newer than that copy of the schema, and Teams' own name for finding by typing.
    schema["definitions"]["ChoiceInputStyle"] = {"enum": ["compact", "expanded", "filtered"]}
    return judge(jsonschema.Draft6Validator, whole)


def faults(schema: Any, thing: Any) -> list[str]:
    found = [jsonschema.exceptions.best_match([each]) or each for each in schema.iter_errors(thing)]
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:300]}" for each in found]


def common(thing: Any) -> Any:
    """Without what only Teams knows."""
    if isinstance(thing, dict):
        return {key: common(each) for key, each in thing.items() if key not in TEAMS_OWN}
    return [common(each) for each in thing] if isinstance(thing, list) else thing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_an_adaptive_card(cards: Any, language: str) -> None:
    said = words(language)
    drawn = [render.message(message(each, said), WORKSPACE) for each in ALL_MESSAGES]
    drawn += [render.first_whole(pages(each, said), WORKSPACE) for each in HOMES]
    for each in drawn:
        assert faults(cards, common(each.card)) == []
        assert (each.card["type"], each.card["version"]) == ("AdaptiveCard", "1.5")


@pytest.mark.parametrize("speech", ALL_MESSAGES, ids=named)
def test_every_message_in_a_dialog_is_an_adaptive_card(cards: Any, speech: Any) -> None:
    opened = dialogs.closing(message(speech, words("sv")), WORKSPACE)
    assert faults(cards, common(opened["task"]["value"]["card"]["content"])) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("speech", ALL_FORMS, ids=named)
def test_every_form_is_an_adaptive_card(cards: Any, speech: Any, language: str) -> None:
    said = words(language)
    opened = dialogs.dialog(form(speech, said), WORKSPACE, said, faults={"words": "Some words are needed here."})
    assert faults(cards, common(opened["task"]["value"]["card"]["content"])) == []


def test_the_app_package_is_one(node_modules: Path) -> None:
    schemas = node_modules / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams" / "v1.19"
    ours = package("12345678-90ab-4cde-8f01-234567890abc", "https://kundord.example")
    with ZipFile(BytesIO(ours)) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    manifest = _schema(schemas / "MicrosoftTeams.schema.json")
    translation = _schema(schemas / "MicrosoftTeams.Localization.schema.json")
    assert faults(manifest, files.pop("manifest.json")) == []
    assert files.keys() == {"sv.json", "nb.json"}
    for each in files.values():
        assert faults(translation, each) == []


def _schema(path: Path) -> Any:
    return jsonschema.Draft4Validator(json.loads(path.read_text()))
