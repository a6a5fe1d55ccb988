"""The manifest says exactly what the code answers to."""

import json

from adapters.slack.events import EVENTS
from adapters.slack.manifest import manifest

# What Slack wants for an event, as its reference has it: no event comes without its scope.
SCOPE_OF = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_shared": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_unshared": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "tokens_revoked": None,
    "user_change": "users:read",
}


def test_it_subscribes_to_what_is_handled_and_asks_for_the_scopes() -> None:
    ours = manifest("https://kundord.example/", "/quote")
    subscribed = ours["settings"]["event_subscriptions"]["bot_events"]
    assert {each.removesuffix(".im") for each in subscribed} == set(EVENTS)
    scopes = set(ours["oauth_config"]["scopes"]["bot"])
    assert {SCOPE_OF[each] for each in subscribed} - {None} <= scopes
    assert not scopes & {"chat:write.public", "users:read.email", "channels:join"}


def test_everything_goes_to_the_one_address() -> None:
    ours = manifest("https://kundord.example/", "/citat")
    address = "https://kundord.example/slack/events"
    settings = ours["settings"]
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"]["request_url"] == address
    assert settings["interactivity"]["message_menu_options_url"] == address
    [command] = ours["features"]["slash_commands"]
    assert (command["command"], command["url"], command["should_escape"]) == ("/citat", address, True)
    assert settings["socket_mode_enabled"] is False


def test_it_says_what_the_app_is_and_does_within_what_slack_shows() -> None:
    ours = manifest(None, "/quote")
    shown = ours["display_information"]
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert shown["long_description"].endswith("saves, and emoji where it has been invited.")
    names = [each["name"] for each in ours["features"]["shortcuts"]]
    assert names == ["Record a customer quote", "Save as customer quote"]
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in ours["features"]["shortcuts"])
    [command] = ours["features"]["slash_commands"]
    assert command["usage_hint"] == '+ "What the customer said" @…, today, search, help'


def test_without_an_address_it_is_for_socket_mode() -> None:
    ours = manifest(None, "/quote")
    assert ours["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(ours).replace("menu", "")
