"""What Slack has to know of the app, drawn from the very tables that answer it."""

from typing import Any

from adapters.slack.events import EVENTS
from adapters.slack.routes import PATH

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

LONG_DESCRIPTION = (
    'Kundord is Swedish for "a customer\'s words". Write down what a customer said in seconds, give credit to the'
    " colleague or team who earned it, and let everybody see one quote a day. No averages, no scores, no rankings."
    " Kundord reads only what somebody acted on."
)

_SUBSCRIBED = {"message": "message.im"}
"""Events that are subscribed to by another name than the one they come with."""


def manifest(public_url: str | None, command: str) -> Json:
    """For Slack's page "create an app from a manifest". Without a public URL, for Socket Mode."""
    address = {} if public_url is None else {"url": f"{public_url.rstrip('/')}{PATH}"}
    requests = {f"request_{key}": value for key, value in address.items()}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Kundord",
            "description": "Makes customers heard: their words, tied to the colleagues who earned them",
            "long_description": LONG_DESCRIPTION,
            "background_color": "#27346B",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Kundord", "always_online": True},
            "shortcuts": _shortcuts(),
            "slash_commands": [
                {
                    "command": command,
                    **address,
                    "description": "A customer's words: write them down, look them up",
                    "usage_hint": '+ "What the customer said" @colleague, today, search, help',
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**requests, "bot_events": sorted(_SUBSCRIBED.get(each, each) for each in EVENTS)},
            "interactivity": {"is_enabled": True, **requests, **_menu_options(address)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": public_url is None,
            "token_rotation_enabled": False,
        },
    }


def _shortcuts() -> list[Json]:
    return [
        {
            "name": "Record a quote",
            "type": "global",
            "callback_id": RECORD_SHORTCUT,
            "description": "Record a customer quote",
        },
        {
            "name": "Save customer quote",
            "type": "message",
            "callback_id": SAVE_SHORTCUT,
            "description": "Save as customer quote",
        },
    ]


def _menu_options(address: Json) -> Json:
    return {"message_menu_options_url": address["url"]} if address else {}
