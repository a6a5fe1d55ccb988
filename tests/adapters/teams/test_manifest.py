"""The app package says exactly what the code answers to, within what every version of Teams takes."""

import json
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from adapters.teams.manifest import ALONE, RECORD_COMMAND, SAVE_COMMAND, TOGETHER, manifest, package, translation
from bot.domain.commands import COMMANDS, command_of
from bot.domain.people import LANGUAGES
from kundord.cli import main

APP = "12345678-90ab-4cde-8f01-234567890abc"
URL = "https://kundord.example"
LISTED = {command.name: command for command in COMMANDS if command.listed}

Json = dict[str, Any]


@pytest.fixture(scope="module")
def ours() -> Json:
    return manifest(APP, f"{URL}/")


def at(place: str, thing: Any) -> Any:
    """What stands at ``bots[0].commandLists[1].commands[2].title``."""
    for key in place.replace("]", "").replace("[", ".").split("."):
        thing = thing[int(key)] if key.isdigit() else thing[key]
    return thing


def test_the_bot_is_where_people_are(ours: Json) -> None:
    [bot] = ours["bots"]
    assert bot["botId"] == ours["id"] == APP
    assert {*bot["scopes"]} == {"personal", "team", "groupChat"}
    assert ours["validDomains"] == ["kundord.example"]
    assert ours["developer"]["websiteUrl"] == f"{URL}/"
    assert "webApplicationInfo" not in ours, "no right to read what nobody said to us"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_suggested_command_is_one_in_every_language(ours: Json, language: str) -> None:
    strings = translation(language)
    for number, names in enumerate((ALONE, TOGETHER)):
        listed = ours["bots"][0]["commandLists"][number]["commands"]
        assert len(listed) == len(names) <= 10
        for place, name in enumerate(names):
            command, rest = command_of(strings[f"bots[0].commandLists[{number}].commands[{place}].title"]) or (
                None,
                "x",
            )
            assert (command, rest) == (LISTED[name], "")


def test_every_command_is_suggested_somewhere() -> None:
    # Teams takes ten for each place. Workspaces are linked once in a company's life, and help tells how.
    assert {*ALONE, *TOGETHER} == LISTED.keys() - {"link", "unlink"}
    order = list(LISTED)
    for names in (ALONE, TOGETHER):
        assert sorted(names, key=order.index) == list(names)


def test_a_message_can_be_saved_and_a_quote_recorded(ours: Json) -> None:
    [extension] = ours["composeExtensions"]
    save, record = extension["commands"]
    assert (save["id"], save["context"], save["title"]) == (SAVE_COMMAND, ["message"], "Save as customer quote")
    assert (record["id"], record["title"]) == (RECORD_COMMAND, "Record a customer quote")
    assert all(each["type"] == "action" and each["fetchTask"] for each in (save, record))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_the_strings_and_they_fit(ours: Json, language: str) -> None:
    most = {"title": 32, "description": 128, "name.short": 30, "name.full": 100, "description.short": 80}
    strings = {place: text for place, text in translation(language).items() if place != "$schema"}
    assert strings.keys() == translation("en").keys() - {"$schema"}
    for place, text in strings.items():
        kind = place if place in most else place.rpartition(".")[2]
        assert 0 < len(text) <= most.get(kind, 4_000), place
        if language == "en":
            assert at(place, ours) == text
    assert (language == "en") == (strings["description.full"] == ours["description"]["full"])


def test_the_package_has_everything_it_names_and_nothing_else() -> None:
    with ZipFile(BytesIO(package(APP, URL))) as archive:
        assert archive.testzip() is None
        inside = json.loads(archive.read("manifest.json"))
        languages = inside["localizationInfo"]
        named = {
            "manifest.json",
            *inside["icons"].values(),
            *(each["file"] for each in languages["additionalLanguages"]),
        }
        assert {*archive.namelist()} == named
        assert [
            languages["defaultLanguageTag"],
            *(each["languageTag"] for each in languages["additionalLanguages"]),
        ] == [*LANGUAGES]
        for each in languages["additionalLanguages"]:
            assert json.loads(archive.read(each["file"])) == translation(each["languageTag"])


def test_the_same_package_comes_out_every_time() -> None:
    assert package(APP, URL) == package(APP, URL)


def test_the_version_is_one_that_teams_takes(ours: Json) -> None:
    numbers = ours["version"].split(".")
    assert len(numbers) == 3
    assert all(each.isdigit() for each in numbers)


def test_the_icons_are_of_the_sizes_and_colours_that_teams_wants() -> None:
    with ZipFile(BytesIO(package(APP, URL))) as archive:
        assert _picture(archive.read("color.png"))[:2] == (192, 192)
        width, height, pixels = _picture(archive.read("outline.png"))
    assert (width, height) == (32, 32)
    opaque = [each for each in pixels if each[3] > 0]
    assert 100 < len(opaque) < 700, "an outline, and nothing behind it"
    assert {each[:3] for each in opaque if each[3] == 255} == {(255, 255, 255)}


def _picture(png: bytes) -> tuple[int, int, list[tuple[int, ...]]]:
    """Width, height and, where it has an alpha channel, the pixels. Of PNG's filters it knows all five."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, place = {b"IDAT": b""}, 8
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        chunks[kind] = chunks.get(kind, b"") + png[place + 8 : place + 8 + length]
        place += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert depth == 8
    size = {2: 3, 6: 4}[colour]
    lines, before = zlib.decompress(chunks[b"IDAT"]), bytes(width * size)
    pixels: list[tuple[int, ...]] = []
    for row in range(height):
        line = lines[row * (width * size + 1) : (row + 1) * (width * size + 1)]
        before = _unfiltered(line[0], line[1:], before, size)
        pixels += [tuple(before[each : each + size]) for each in range(0, width * size, size)]
    return width, height, pixels


def _unfiltered(kind: int, line: bytes, above: bytes, size: int) -> bytes:
    out = bytearray()
    for place, value in enumerate(line):
        left = out[place - size] if place >= size else 0
        corner = above[place - size] if place >= size else 0
        guess = (0, left, above[place], (left + above[place]) // 2, _paeth(left, above[place], corner))[kind]
        out.append((value + guess) % 256)
    return bytes(out)


def _paeth(left: int, above: int, corner: int) -> int:
    return min((left, above, corner), key=lambda each: abs(left + above - corner - each))


# On the command line ----------------------------------------------------------------------------


def _kundord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str, **settings: str) -> Result:
    monkeypatch.chdir(tmp_path)
    for name, value in settings.items():
        monkeypatch.setenv(f"KUNDORD_{name}", value)
    return CliRunner().invoke(main, ["manifest", "teams", *arguments])


def test_the_command_writes_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = _kundord(tmp_path, monkeypatch, TEAMS_APP_ID=APP, PUBLIC_URL=URL)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "kundord-teams.zip").read_bytes() == package(APP, URL)
    assert (done.stdout, done.stderr) == ("", "wrote kundord-teams.zip\n")
    printed = _kundord(tmp_path, monkeypatch, "--output", "-", TEAMS_APP_ID=APP, PUBLIC_URL=URL)
    assert (printed.stdout_bytes, printed.stderr) == (package(APP, URL), "")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PUBLIC_URL": URL}, "KUNDORD_TEAMS_APP_ID"),
        ({"TEAMS_APP_ID": APP}, "KUNDORD_PUBLIC_URL"),
        ({"TEAMS_APP_ID": APP, "PUBLIC_URL": "http://kundord.example"}, "https://"),
        ({"TEAMS_APP_ID": "kundord", "PUBLIC_URL": URL}, "KUNDORD_TEAMS_APP_ID"),
    ],
)
def test_without_what_it_needs_it_says_so_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], named: str
) -> None:
    done = _kundord(tmp_path, monkeypatch, **settings)
    assert done.exit_code in (1, 2)
    assert named in done.output
    assert list(tmp_path.iterdir()) == []
