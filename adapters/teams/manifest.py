"""The app package for Teams, drawn from the very tables that answer it: the manifest, its translations, two icons."""

import json
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from adapters.payload import Json
from bot.domain.people import LANGUAGES
from bot.wording import words
from bot.wording.edges import NAME, Introduction, Offer, introduction

SCHEMA = "https://developer.microsoft.com/en-us/json-schemas/teams/v1.19/MicrosoftTeams.schema.json"
TRANSLATION_SCHEMA = (
    "https://developer.microsoft.com/en-us/json-schemas/teams/v1.19/MicrosoftTeams.Localization.schema.json"
)
NIGHT = "#27346B"

SAVE_COMMAND = "save"
RECORD_COMMAND = "record"

ALONE = ("form", "home", "search", "mine", "cases", "case", "escalate", "undo", "settings", "help")
TOGETHER = ("form", "today", "why", "search", "cases", "schedule", "pause", "resume", "skip", "help")
"""What Teams suggests to who writes to us: it takes ten. All commands are understood everywhere.

Today's quote is on the page that ``home`` opens.
"""

_MADE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip knows: the same package comes out every time."""


def package(app_id: str, public_url: str) -> bytes:
    """The zip to upload. ``public_url`` has to be of https: Teams takes no other."""
    ours = {
        "manifest.json": _json(manifest(app_id, public_url)),
        **{f"{language}.json": _json(translation(language)) for language in LANGUAGES[1:]},
        **{
            icon: files("adapters.teams").joinpath("static", icon).read_bytes() for icon in ("color.png", "outline.png")
        },
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in ours.items():
            archive.writestr(ZipInfo(name, _MADE), content, ZIP_DEFLATED)
    return packed.getvalue()


def manifest(app_id: str, public_url: str) -> Json:
    first, *others = LANGUAGES
    said = introduction(words(first))
    return {
        "$schema": SCHEMA,
        "manifestVersion": "1.19",
        "version": _release(),
        "id": app_id,
        "developer": {
            "name": NAME,
            **dict.fromkeys(("websiteUrl", "privacyUrl", "termsOfUseUrl"), public_url.rstrip("/") + "/"),
        },
        "name": {"short": NAME, "full": NAME},
        "description": {"short": said.short, "full": said.long},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": NIGHT,
        "localizationInfo": {
            "defaultLanguageTag": first,
            "additionalLanguages": [{"languageTag": each, "file": f"{each}.json"} for each in others],
        },
        "bots": [_bot(app_id, said)],
        "composeExtensions": [_menu(app_id, said)],
        "supportedChannelTypes": ["sharedChannels", "privateChannels"],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(public_url).hostname or ""],
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def _bot(app_id: str, said: Introduction) -> Json:
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "supportsFiles": False,
        "isNotificationOnly": False,
        "commandLists": [
            {"scopes": scopes, "commands": [_command(said.commands[name]) for name in names]}
            for scopes, names in ((["personal"], ALONE), (["team", "groupChat"], TOGETHER))
        ],
    }


def _menu(app_id: str, said: Introduction) -> Json:
    """Both open a dialog, which we draw when it is asked for."""
    common = {"type": "action", "fetchTask": True}
    return {
        "botId": app_id,
        "commands": [
            {"id": SAVE_COMMAND, "context": ["message"], **_command(said.save), **common},
            {"id": RECORD_COMMAND, "context": ["compose", "commandBox"], **_command(said.record), **common},
        ],
    }


def _command(offer: Offer) -> Json:
    return {"title": offer.title, "description": offer.hint}


def translation(language: str) -> Json:
    """The strings of the manifest in another language, each by its place there."""
    said = introduction(words(language))
    commands = _translated("composeExtensions[0].commands", (said.save, said.record))
    lists = [[said.commands[name] for name in names] for names in (ALONE, TOGETHER)]
    for place, listed in enumerate(lists):
        commands |= _translated(f"bots[0].commandLists[{place}].commands", listed)
    return {
        "$schema": TRANSLATION_SCHEMA,
        "name.short": NAME,
        "name.full": NAME,
        "description.short": said.short,
        "description.full": said.long,
        **commands,
    }


def _translated(where: str, offers: Sequence[Offer]) -> dict[str, str]:
    def places() -> Iterator[tuple[str, str]]:
        for number, offer in enumerate(offers):
            for key, text in _command(offer).items():
                yield f"{where}[{number}].{key}", text

    return dict(places())


def _release() -> str:
    """The distribution's version as three numbers, which is all that Teams takes for one."""
    numbers = re.findall(r"\d+", version("kundord"))
    return ".".join([*numbers, "0", "0", "0"][:3])


def _json(content: Json) -> bytes:
    return json.dumps(content, indent=2, ensure_ascii=False).encode()
