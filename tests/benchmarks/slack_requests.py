"""What Slack sends, on the wire: whole HTTP requests with a fresh signature, each with ids of its own."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.sidebyside import Requests
from tests.benchmarks.workspace import APP, BOT, BOT_ID, CHANNEL, NOTHING, RECORDER, SECRET, TEAM

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

_LETTERS = str.maketrans("0123456789", "aeioubdfgk")
_numbers = itertools.count(time.time_ns() // 1_000_000)

Json = Mapping[str, Any]


def commands(text: Callable[[int], str], team: Callable[[int], str] = lambda _: TEAM, who: str = RECORDER) -> Requests:
    """``/quote`` with what ``text`` makes of a number that never comes again."""

    def command(number: int) -> bytes:
        fields = {
            "token": "verification-token",
            "team_id": team(number),
            "team_domain": "benchmarks",
            "channel_id": CHANNEL,
            "channel_name": "customers",
            "user_id": who,
            "user_name": "recorder",
            "command": "/quote",
            "text": text(number),
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": f"http://127.0.0.1:9/response/{number}",
            "trigger_id": f"{number}.1.benchmarks",
        }
        return _form(fields)

    return _each(command)


def quotes() -> Requests:
    """The line of the manual, its words different each time."""
    return commands(
        lambda n: f'+ "She stayed on the line until it {_word(n)} worked" @anna @@billing #use from "M, Lund"'
    )


def actions() -> Requests:
    """Somebody ticks a box in a form, which is nobody's business before the form is sent in."""

    def pressed(number: int) -> bytes:
        ticked = {"type": "checkboxes", "action_id": NOTHING, "block_id": "b", "selected_options": []}
        payload = {
            "type": "block_actions",
            **_who(number),
            "container": {"type": "message", "message_ts": "1.1", "channel_id": CHANNEL, "is_ephemeral": False},
            "channel": {"id": CHANNEL, "name": "customers"},
            "message": {"type": "message", "ts": "1.1", "user": BOT, "text": "", "blocks": []},
            "response_url": f"http://127.0.0.1:9/response/{number}",
            "actions": [{**ticked, "action_ts": f"{number}.1"}],
        }
        return _form({"payload": json.dumps(payload)})

    return _each(pressed)


def shortcuts() -> Requests:
    """A global shortcut, of nobody."""

    def chosen(number: int) -> bytes:
        payload = {"type": "shortcut", **_nobody(number), "callback_id": NOTHING, "action_ts": f"{number}.1"}
        return _form({"payload": json.dumps(payload)})

    return _each(chosen)


def submissions() -> Requests:
    """A form is sent in, by nobody."""

    def sent(number: int) -> bytes:
        view = {
            "id": f"V{number}",
            "team_id": TEAM,
            "type": "modal",
            "blocks": [],
            "private_metadata": "",
            "callback_id": NOTHING,
            "state": {"values": {}},
            "hash": f"{number}.a",
            "app_id": APP,
            "root_view_id": f"V{number}",
            "bot_id": BOT_ID,
        }
        payload = {"type": "view_submission", **_nobody(number), "view": view, "response_urls": []}
        return _form({"payload": json.dumps(payload)})

    return _each(sent)


def reactions(emoji: str, message: Callable[[int], str]) -> Requests:
    """An emoji is put on a message, whose time stamp ``message`` makes of the number."""

    def event(number: int) -> Json:
        return {
            "type": "reaction_added",
            "user": RECORDER,
            "reaction": emoji,
            "item": {"type": "message", "channel": CHANNEL, "ts": message(number)},
            "item_user": BOT,
            "event_ts": f"{number // 1000}.{number % 1000:06}",
        }

    return events(event)


def events(event: Callable[[int], Json]) -> Requests:
    """Something happened."""

    def happened(number: int) -> bytes:
        body = {
            "token": "verification-token",
            "team_id": TEAM,
            "context_team_id": TEAM,
            "api_app_id": APP,
            "event": event(number),
            "type": "event_callback",
            "event_id": f"Ev{number}",
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": BOT,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{number}",
        }
        return _wire(json.dumps(body).encode(), JSON)

    return _each(happened)


def _word(number: int) -> str:
    """No two numbers make the same; digits would be looked at as a telephone number."""
    return str(number).translate(_LETTERS)


def _each(make: Callable[[int], bytes]) -> Requests:
    return lambda count: [make(next(_numbers)) for _ in range(count)]


def _who(number: int) -> Json:
    return {
        "team": {"id": TEAM, "domain": "benchmarks"},
        "user": {"id": RECORDER, "username": "recorder", "name": "recorder", "team_id": TEAM},
        "api_app_id": APP,
        "token": "verification-token",
        "trigger_id": f"{number}.1.benchmarks",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _nobody(number: int) -> Json:
    """No listener of ours does anything then, so that what is measured is the way to it."""
    return {**_who(number), "user": {"id": "", "team_id": TEAM}}


def _form(fields: Mapping[str, str]) -> bytes:
    return _wire(urlencode(fields).encode(), FORM)


def _wire(body: bytes, kind: str) -> bytes:
    at = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Accept-Encoding: gzip,deflate\r\n"
        "Accept: application/json,*/*\r\n"
        f"X-Slack-Signature: v0={digest}\r\n"
        f"X-Slack-Request-Timestamp: {at}\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Content-Type: {kind}\r\n"
        "\r\n"
    )
    return head.encode() + body
