"""Whom the bot believes in Teams: activities that are not Microsoft's, not whole, or not what they seem."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import jwt
import pytest

from tests.e2e.process import Kundord, eventually
from tests.e2e.teams_process import healthy, teams_bot
from tests.fakes.microsoft_login import SigningKey
from tests.fakes.teams_client import Delivery, Teams, TeamsPerson

CANARY = "Canary words of a customer that no log may keep"
Json = dict[str, Any]


@pytest.fixture
async def bot(teams: Teams, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Kundord]:
    async with teams_bot(teams, tmp_path, sqlite_url, LOG_LEVEL="debug") as running:
        yield running


def recording(teams: Teams, anna: TeamsPerson, **changed: Any) -> Json:
    """A line that would be recorded if it were believed, told to nobody yet."""
    return teams.activity("message", anna.chat, anna.person) | {"text": f'+ "{CANARY}"'} | changed


async def sent(teams: Teams, activity: object, token: str | None) -> Delivery:
    return await teams.post(json.dumps(activity).encode(), {"Authorization": token} if token is not None else {})


async def nothing_was_kept(teams: Teams, bot: Kundord, anna: TeamsPerson) -> None:
    assert "canary" not in bot.log.casefold()
    assert "Traceback" not in bot.log
    assert not (await anna.says("mine")).shows(CANARY)
    assert CANARY not in teams.all_words()


async def test_only_what_microsoft_signed_for_us_is_believed(teams: Teams, bot: Kundord, anna: TeamsPerson) -> None:
    sign, now = teams.login.token, int(time.time())
    service, stranger = teams.service_url, SigningKey.new()
    good = sign(service)
    ours = teams.login.keys[0].kid
    secret = {"iss": "https://api.botframework.com", "aud": teams.world.app_id, "serviceurl": service, "exp": now + 99}
    own_tenant = f"https://sts.windows.net/{teams.world.tenant}/"
    strangers: dict[str, str | None] = {
        "no header": None,
        "an empty header": "",
        "no token": "Bearer ",
        "a token that is none": "Bearer canary",
        "three parts of nothing": "Bearer a.b.c",
        "another scheme": f"Basic {good}",
        "two tokens": f"Bearer {good} {good}",
        "another audience": f"Bearer {sign(service, aud=str(uuid.uuid4()))}",
        "no audience": f"Bearer {sign(service, without=('aud',))}",
        "an empty audience": f"Bearer {sign(service, aud='')}",
        "a list as audience": f"Bearer {sign(service, aud=[])}",
        "another issuer": f"Bearer {sign(service, iss='https://login.example.com')}",
        "no issuer": f"Bearer {sign(service, without=('iss',))}",
        "the emulator's issuer": f"Bearer {sign(service, iss=own_tenant, appid=teams.world.app_id)}",
        "expired": f"Bearer {sign(service, exp=now - 600)}",
        "no expiry": f"Bearer {sign(service, without=('exp',))}",
        "an expiry that is none": f"Bearer {sign(service, exp='tomorrow')}",
        "not valid yet": f"Bearer {sign(service, nbf=now + 900)}",
        "a key nobody published": f"Bearer {sign(service, key=stranger)}",
        "a key under another's name": f"Bearer {sign(service, key=SigningKey(ours, stranger.private))}",
        "no key named": f"Bearer {sign(service, headers={'kid': ''})}",
        "unsigned": f"Bearer {jwt.encode(secret, '', 'none', {'kid': ours})}",
        "signed with a password": f"Bearer {jwt.encode(secret, 'x' * 32, 'HS256', {'kid': ours})}",
        "cut short": f"Bearer {good[:-9]}",
        "another service": f"Bearer {sign('https://smba.trafficmanager.net/emea/')}",
        "no service": f"Bearer {sign(service, without=('serviceurl',))}",
    }
    for what, token in strangers.items():
        answer = await sent(teams, recording(teams, anna), token)
        assert answer.status in (401, 403), f"{what}: {answer}"
        assert "canary" not in answer.body.casefold()
    assert not teams.calls("send", "create")
    await nothing_was_kept(teams, bot, anna)


async def test_a_key_that_may_not_sign_for_teams_does_not(teams: Teams, bot: Kundord, anna: TeamsPerson) -> None:
    key = SigningKey.new(endorsements=("webchat",))
    teams.login.keys.append(key)
    answer = await sent(teams, recording(teams, anna), f"Bearer {teams.login.token(teams.service_url, key=key)}")
    assert answer.status in (401, 403)
    await nothing_was_kept(teams, bot, anna)


def without(activity: Json, *path: str) -> Json:
    inner = activity
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return activity


ODD: dict[str, Callable[[Teams, TeamsPerson], object]] = {
    "another tenant": lambda t, a: {
        **recording(t, a, channelData={"tenant": {"id": str(uuid.uuid4())}}),
        "conversation": {"id": a.chat.id, "conversationType": "personal", "tenantId": str(uuid.uuid4())},
    },
    "two tenants": lambda t, a: recording(t, a, channelData={"tenant": {"id": str(uuid.uuid4())}}),
    "no tenant": lambda t, a: without(without(recording(t, a), "channelData"), "conversation", "tenantId"),
    "a tenant that is a list": lambda t, a: recording(t, a, channelData={"tenant": {"id": [t.world.tenant]}}),
    "an evil service": lambda t, a: recording(t, a, serviceUrl="https://evil.example.com/"),
    "the cloud's own address": lambda t, a: recording(t, a, serviceUrl="http://169.254.169.254/"),
    "no service": lambda t, a: without(recording(t, a), "serviceUrl"),
    "a service that is a list": lambda t, a: recording(t, a, serviceUrl=[t.service_url]),
    "no channel": lambda t, a: without(recording(t, a), "channelId"),
    "the emulator's channel": lambda t, a: recording(t, a, channelId="emulator"),
    "a list": lambda t, a: [recording(t, a)],
    "a text": lambda _t, _a: "canary",
    "nothing": lambda _t, _a: None,
    "a number": lambda _t, _a: 17,
    "an empty object": lambda _t, _a: {},
}


@pytest.mark.parametrize("services", ["as the activity says", "ours"])
async def test_what_is_not_for_us_is_refused(teams: Teams, bot: Kundord, anna: TeamsPerson, services: str) -> None:
    """With a good token, also one for the very service the activity names."""
    for what, made in ODD.items():
        activity = made(teams, anna)
        named = activity.get("serviceUrl") if isinstance(activity, dict) else None
        service = named if services == "as the activity says" and isinstance(named, str) else teams.service_url
        answer = await sent(teams, activity, f"Bearer {teams.login.token(service)}")
        assert answer.status in (400, 401, 403), f"{what}: {answer}"
    await nothing_was_kept(teams, bot, anna)


async def test_what_is_no_activity_is_refused_not_choked_on(teams: Teams, bot: Kundord, anna: TeamsPerson) -> None:
    good = {"Authorization": f"Bearer {teams.login.token(teams.service_url)}"}
    broken: dict[str, bytes] = {
        "broken JSON": b'{"type": "message", "text": "canary',
        "no UTF-8": b"\xff\xfe\x00canary",
        "broken UTF-8 in JSON": b'{"type": "message", "text": "\xff"}',
        "a deep list": b"[" * 100_000,
        "a number too long": b"9" * 10_000,
        "nothing": b"",
    }
    for what, body in broken.items():
        answer = await teams.post(body, good)
        assert 400 <= answer.status < 404, f"{what}: {answer}"
    whole = json.dumps(recording(teams, anna)).encode()
    for what, kind in {"a form": "application/x-www-form-urlencoded", "plain text": "text/plain"}.items():
        answer = await teams.post(whole, good, kind)
        assert answer.status in (400, 415), f"{what}: {answer}"
    large = json.dumps(recording(teams, anna, more="x" * 2**20)).encode()
    assert (await teams.post(large, good)).status in (413, 0)
    assert (await teams.post(json.dumps(recording(teams, anna, more="x" * 600_000)).encode(), good)).status == 413
    await nothing_was_kept(teams, bot, anna)


async def test_odd_but_signed_activities_are_answered(teams: Teams, bot: Kundord, anna: TeamsPerson) -> None:
    """A field that is missing, or of another kind: nothing of it may end as a fault of ours."""
    kinds = ("message", "invoke", "conversationUpdate", "installationUpdate", "messageReaction", "somethingNew")
    values: tuple[object, ...] = (None, 17, "canary", [], {}, [None], {"id": None}, [{"id": 17}])
    fields = ("from", "conversation", "recipient", "entities", "value", "name", "text", "replyToId", "timestamp")
    odd = [teams.activity(kind, anna.chat, anna.person) for kind in kinds]
    odd += [recording(teams, anna) | {field: value} for field in fields for value in values]
    invoke = teams.activity("invoke", anna.chat, anna.person, name="adaptiveCard/action")
    odd += [invoke | {"id": str(uuid.uuid4()), "value": value} for value in (*values, {"action": {"verb": 17}})]
    odd += [teams.activity("message", anna.chat, anna.person, value=value) for value in values]
    for activity in odd:
        answer = await teams.send(activity)
        assert 0 < answer.status < 500 or answer.status == 501, f"{activity}: {answer}"
    assert "Traceback" not in bot.log


async def test_rotated_keys_are_fetched_and_unreachable_ones_kept(
    teams: Teams, bot: Kundord, anna: TeamsPerson
) -> None:
    assert (await anna.says("help")).text
    fetched = len(teams.calls("keys"))
    old = teams.login.keys[0]
    for _ in range(3):
        stranger = teams.login.token(teams.service_url, key=SigningKey.new())
        assert (await sent(teams, recording(teams, anna), f"Bearer {stranger}")).status == 401
    assert len(teams.calls("keys")) <= fetched + 1, "made-up keys do not make us ask and ask"
    teams.always("keys", "hang")
    teams.always("openid", "hang")
    teams.login.rotate()
    still = f"Bearer {teams.login.token(teams.service_url, key=old)}"
    assert (await sent(teams, recording(teams, anna, text="help"), still)).status < 300, "old keys are kept"
    await nothing_was_kept(teams, bot, anna)


async def test_a_key_that_is_new_is_looked_for(teams: Teams, bot: Kundord, anna: TeamsPerson) -> None:
    """Before any other was: the bot has just started."""
    teams.login.rotate()
    assert (await anna.says("help")).text


async def test_unreachable_keys_hold_up_nobody_else(teams: Teams, bot: Kundord, anna: TeamsPerson) -> None:
    teams.always("keys", "hang")
    teams.always("openid", "hang")
    waiting = asyncio.create_task(sent(teams, recording(teams, anna), f"Bearer {teams.login.token(teams.service_url)}"))
    slowest = 0.0
    began = time.monotonic()
    while not waiting.done() and time.monotonic() - began < 20:
        asked = time.monotonic()
        assert await healthy(bot)
        slowest = max(slowest, time.monotonic() - asked)
        await asyncio.sleep(0.05)
    assert (await waiting).status in (401, 403, 503)
    assert slowest < 2, "the event loop never stands still"
    teams.well()

    async def believed() -> bool:
        return bool((await anna.says("help")).text)

    await eventually(believed, within=30)
    await nothing_was_kept(teams, bot, anna)
