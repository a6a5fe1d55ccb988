"""What Slack has to know of the app, drawn from the very tables that answer it."""

from typing import Any

from adapters.slack.events import EVENTS
from adapters.slack.routes import PATH
from bot.domain.people import LANGUAGES
from bot.wording import words
from bot.wording.edges import NAME, Introduction, Offer, introduction

Json = dict[str, Any]

RECORD_SHORTCUT = "record-quote"
SAVE_SHORTCUT = "save-quote"

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "reactions:read",
    "users:read",
)

HINTED = ("today", "search", "help")
"""Commands named where somebody begins to type ours."""

_SUBSCRIBED = {"message": "message.im"}
"""Events that are subscribed to by another name than the one they come with."""


def manifest(public_url: str | None, command: str) -> Json:
    """For Slack's page "create an app from a manifest". Without a public URL, for Socket Mode."""
    address = {} if public_url is None else {"url": f"{public_url.rstrip('/')}{PATH}"}
    said = introduction(words(LANGUAGES[0]), emoji_anywhere=True)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": said.short,
            "long_description": said.long,
            "background_color": "#27346B",
        },
        "features": _features(said, command, address),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": _settings(address),
    }


def _features(said: Introduction, command: str, address: Json) -> Json:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": [
            _shortcut(said.record, "global", RECORD_SHORTCUT),
            _shortcut(said.save, "message", SAVE_SHORTCUT),
        ],
        "slash_commands": [
            {
                "command": command,
                **address,
                "description": said.record.hint,
                "usage_hint": ", ".join((said.line, *(said.commands[each].title for each in HINTED))),
                "should_escape": True,
            }
        ],
    }


def _shortcut(offer: Offer, where: str, callback_id: str) -> Json:
    return {"name": offer.title, "type": where, "callback_id": callback_id, "description": offer.hint}


def _settings(address: Json) -> Json:
    requests = {f"request_{key}": value for key, value in address.items()}
    return {
        "event_subscriptions": {**requests, "bot_events": sorted(_SUBSCRIBED.get(each, each) for each in EVENTS)},
        "interactivity": {"is_enabled": True, **requests, **_menu_options(address)},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not address,
        "token_rotation_enabled": False,
    }


def _menu_options(address: Json) -> Json:
    return {"message_menu_options_url": address["url"]} if address else {}
