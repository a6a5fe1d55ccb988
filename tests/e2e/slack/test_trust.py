"""Whom the bot believes: requests that are not Slack's, not whole, or not what they seem."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.e2e.process import Kundord, slack_bot
from tests.fakes.slack_client import FORM, JSON, Delivery, Slack, SlackUser
from tests.fakes.slack_world import Channel

CANARY = "canary words of a customer that no log may keep"


@pytest.fixture
async def bot(slack: Slack, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    async with slack_bot(slack, tmp_path, sqlite_url, LOG_LEVEL="debug") as running:
        yield running


@pytest.fixture
def care(slack: Slack, anna: SlackUser) -> Channel:
    return slack.channel("customer-care", anna)


async def _command(slack: Slack, anna: SlackUser, care: Channel) -> bytes:
    """A command as it goes over the wire, told to nobody yet."""
    fields = {
        "team_id": slack.world.team,
        "channel_id": care.id,
        "user_id": anna.id,
        "command": "/quote",
        "text": f'+ "{CANARY}"',
        "response_url": slack.response_url(anna.id, care.id),
        "trigger_id": slack.world.new_trigger(anna.id),
    }
    return urlencode(fields).encode()


async def test_only_slacks_own_signature_is_believed_and_nothing_else_is_logged(
    slack: Slack, bot: Kundord, anna: SlackUser, care: Channel
) -> None:
    body = await _command(slack, anna, care)
    good = slack.signed(body)
    stamp, seal = "X-Slack-Request-Timestamp", "X-Slack-Signature"
    strangers: dict[str, dict[str, str]] = {
        "another secret": slack.signed(body, secret="not-the-secret"),
        "another body": slack.signed(body + b"&x=1"),
        "too old": slack.signed(body, at=time.time() - 301),
        # A minute more than that, for the test takes some of it, and each second brings it nearer.
        "from the future": slack.signed(body, at=time.time() + 361),
        "no signature": {stamp: good[stamp]},
        "no timestamp": {seal: good[seal]},
        "neither": {},
        "a timestamp that is none": good | {stamp: "yesterday"},
        "a timestamp too large": good | {stamp: "9" * 400},
        "an empty timestamp": good | {stamp: ""},
        "a negative timestamp": good | {stamp: "-1"},
        "an unsigned signature": good | {seal: "v0="},
        "a signature of another version": good | {seal: good[seal].replace("v0", "v1")},
        "a signature that is not ASCII": good | {seal: "v0=å"},
    }
    for what, headers in strangers.items():
        answer = await slack.post(body, FORM, headers)
        assert answer.status == 401, f"{what}: {answer}"
        assert CANARY not in answer.body
    assert CANARY not in bot.log
    assert "canary" not in bot.log
    assert not (await anna.types("/quote mine", care)).shows(CANARY)


async def test_what_is_no_request_of_slacks_is_refused_not_choked_on(
    slack: Slack, bot: Kundord, anna: SlackUser, care: Channel
) -> None:
    broken: list[tuple[bytes, str]] = [
        (b'{"type": "event_callback", ' + CANARY.encode(), JSON),
        (b"\xff\xfe\x00canary", JSON),
        (b'{"type": "\xff"}', JSON),
        (b'["canary"]', JSON),
        (b'"canary"', JSON),
        (b"null", JSON),
        (b"17", JSON),
        (b"", JSON),
        (b"payload=%7Bcanary", FORM),
        (b"payload=%5B%22canary%22%5D", FORM),
        (b"payload=%FF%FE", FORM),
        (b"payload=", FORM),
        (b"command=%2Fquote&text=canary+%FF", FORM),
        (b"[" * 100_000, JSON),
    ]
    for body, kind in broken:
        answer = await slack.post(body, kind)
        assert answer.status == 400, f"{body[:60]!r}: {answer}"
    assert (await slack.post(b"canary" * 1_800_000, FORM)).status in (413, 0)
    assert await _large(slack) == 413
    assert "canary" not in bot.log
    assert "Traceback" not in bot.log
    # What stands for a broken character is one that people may write.
    assert (await anna.types("/quote help \ufffd", care)).shows("I don’t know “help \ufffd”")


async def _large(slack: Slack) -> int:
    """Just over what one may send: small enough that the answer arrives before the connection is cut."""
    return (await slack.post(b"x" * (600 * 1024), FORM)).status


async def test_odd_but_signed_requests_are_answered(slack: Slack, bot: Kundord, anna: SlackUser, care: Channel) -> None:
    """A field that is missing, or of another kind: nothing of it may end as a fault of ours."""
    events: list[object] = [
        {},
        {"type": "event_callback"},
        {"type": "event_callback", "event": None, "team_id": slack.world.team},
        {"type": "event_callback", "event": {}, "team_id": slack.world.team},
        {"type": "event_callback", "event": {"type": "reaction_added"}, "team_id": slack.world.team},
        {"type": "event_callback", "event": {"type": 17}, "team_id": slack.world.team, "event_id": "Ev1"},
        {"type": "event_callback", "event": {"type": "message", "channel_type": "im"}, "team_id": slack.world.team},
        {"type": "event_callback", "event": {"type": "app_mention", "text": None}, "team_id": slack.world.team},
        {"type": "event_callback", "event": {"type": "message"}, "team_id": None},
        {"type": "something_new"},
    ]
    payloads: list[object] = [
        {"type": "block_actions"},
        {"type": "block_actions", "team": {"id": slack.world.team}, "user": {"id": anna.id}, "actions": []},
        {"type": "view_submission", "team": None, "user": {"id": anna.id}, "view": {}},
        {"type": "message_action", "callback_id": "unknown", "user": {"id": anna.id}, "message": {}},
        {"type": "block_suggestion", "user": {"id": anna.id}, "team": {"id": slack.world.team}},
        {"type": "something_new"},
    ]
    answers: list[tuple[object, Delivery]] = [
        *[(each, await slack.post(json.dumps(each).encode(), JSON)) for each in events],
        *[(each, await slack.post(urlencode({"payload": json.dumps(each)}).encode(), FORM)) for each in payloads],
        ("a command without fields", await slack.post(b"command=%2Fquote", FORM)),
    ]
    for sent, answer in answers:
        assert 200 <= answer.status < 500, f"{sent}: {answer}"
        assert answer.status != 404, f"{sent}: {answer}"


async def test_a_url_is_verified_and_certificates_are_checked(slack: Slack, bot: Kundord) -> None:
    challenge = await slack.post(json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode())
    assert challenge.status == 200
    assert "3eZbrw1a" in challenge.body
    assert (await slack.post(b"ssl_check=1&token=t", FORM)).status == 200


async def test_another_companys_events_are_nobodys_here(
    slack: Slack, bot: Kundord, anna: SlackUser, care: Channel
) -> None:
    """Signed rightly (one app, many workspaces), but from a workspace that never installed us."""
    own = slack.world.team
    slack.world.team = "T0STRANGE"
    answer = await anna.types(f'/quote + "{CANARY}"', care)
    assert answer.delivery.status < 500
    slack.world.team = own
    assert not (await anna.types(f"/quote search {CANARY.split(maxsplit=1)[0]}", care)).shows(CANARY)


async def test_a_guest_of_another_company_records_nothing(slack: Slack, bot: Kundord, care: Channel) -> None:
    guest = slack.user("Gina Guest", team="T0STRANGE")
    care.members.add(guest.id)
    answer = await guest.types(f'/quote + "{CANARY}"', care)
    assert answer.text, "nothing is met with silence"
    assert not answer.shows("Recorded")
