"""Who calls: every row of the token matrix is 401 or 403, and nothing else ever comes of it (PLATFORMS §8.4)."""

import asyncio
import base64
import contextlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams import hosts
from adapters.teams.identity import Anonymous, Caller, Forbidden, Identity, Refusal, Unauthorised
from adapters.teams.keys import Keys
from adapters.teams.registration import Registration
from bot.domain.refs import WorkspaceRef
from tests.adapters.teams.login import APP, PASSWORD, TENANT, Login, login
from tests.fakes.clock import SetClock
from tests.fakes.microsoft_login import SigningKey

SERVICE = "https://smba.trafficmanager.net/emea/"
OTHER_APP, OTHER_TENANT = "3f2b7c1e-0000-4000-8000-00000000a002", "9c0ffee0-0000-4000-8000-00000000b002"
REGISTRATIONS = [Registration(APP, TENANT, PASSWORD), Registration(OTHER_APP, OTHER_TENANT, "other")]
MINUTE = timedelta(minutes=1)


def activity(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "message",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "conversation": {"id": "a:1", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
    }
    return body | changes


def without(*names: str) -> dict[str, Any]:
    return {key: value for key, value in activity().items() if key not in names}


@pytest.fixture
async def microsoft() -> AsyncIterator[Login]:
    async with login() as there:
        yield there


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 24, 8, tzinfo=UTC))


@pytest.fixture
def identity(microsoft: Login, session: aiohttp.ClientSession, clock: SetClock) -> Identity:
    return Identity(REGISTRATIONS, Keys(session, microsoft.fake.openid_url, clock.monotonic), clock)


def bearer(microsoft: Login, clock: SetClock, **changes: Any) -> str:
    """A token that is right but for the changes; ``key``, ``headers`` and ``without`` as the fake has them."""
    now = int(clock.now().timestamp())
    right = {"nbf": now - 5, "exp": now + 3600}
    return f"Bearer {microsoft.fake.token(SERVICE, **(right | changes))}"


async def gets_in(identity: Identity, header: str) -> None:
    assert await identity.verify(header, activity()) == Caller(WorkspaceRef("teams", TENANT), SERVICE)


# What gets in -----------------------------------------------------------------------------------


async def test_what_microsoft_signed_for_us_gets_in(identity: Identity, microsoft: Login, clock: SetClock) -> None:
    await gets_in(identity, bearer(microsoft, clock))


async def test_each_tenant_has_its_own_registration(identity: Identity, microsoft: Login, clock: SetClock) -> None:
    theirs = activity(conversation={"tenantId": OTHER_TENANT.upper()}, channelData=None)
    caller = await identity.verify(bearer(microsoft, clock, aud=OTHER_APP), theirs)
    assert caller.workspace == WorkspaceRef("teams", OTHER_TENANT)
    with pytest.raises(Forbidden):
        await identity.verify(bearer(microsoft, clock), theirs)


@pytest.mark.parametrize("body", [without("channelData"), without("conversation"), activity(channelData={})])
async def test_a_tenant_stands_in_one_place_at_least(
    identity: Identity, microsoft: Login, clock: SetClock, body: dict[str, Any]
) -> None:
    assert (await identity.verify(bearer(microsoft, clock), body)).workspace.id == TENANT


async def test_a_clock_may_be_five_minutes_wrong(identity: Identity, microsoft: Login, clock: SetClock) -> None:
    now = int(clock.now().timestamp())
    for claims in ({"exp": now - 299}, {"nbf": now + 300}, {"exp": now + 3600.5}):
        await gets_in(identity, bearer(microsoft, clock, **claims))
    for claims in ({"exp": now - 300}, {"nbf": now + 301}):
        with pytest.raises(Unauthorised):
            await identity.verify(bearer(microsoft, clock, **claims), activity())


# The matrix: tokens -----------------------------------------------------------------------------


def unsigned(microsoft: Login, clock: SetClock) -> str:
    claims = jwt.decode(bearer(microsoft, clock)[7:], options={"verify_signature": False})
    head = {"alg": "none", "typ": "JWT", "kid": microsoft.fake.keys[0].kid}
    return "Bearer " + ".".join([*(segment(each) for each in (head, claims)), "AA"])


def segment(thing: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(thing).encode()).rstrip(b"=").decode()


def sign(microsoft: Login, head: object, body: str) -> str:
    """With the right key, whatever stands in it."""
    signing = f"{segment(head)}.{body}"
    signature = microsoft.fake.keys[0].private.sign(signing.encode(), PKCS1v15(), SHA256())
    return f"Bearer {signing}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def signed_with_the_public_key(microsoft: Login, clock: SetClock) -> str:
    """HS256, with what everybody can read as its secret."""
    key = microsoft.fake.keys[0]
    pem = key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    claims = jwt.decode(bearer(microsoft, clock)[7:], options={"verify_signature": False})
    head = segment({"alg": "HS256", "typ": "JWT", "kid": key.kid})
    signing = f"{head}.{segment(claims)}"
    digest = hmac.new(pem, signing.encode(), "sha256").digest()
    return f"Bearer {signing}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer x.y.z",
        "Bearer ..",
        "Basic dXNlcjpwYXNz",
        "Bearer a.b.c d",
        "Bearer \udce5.\udce5.\udce5",
        "Bearer å.ä.ö",
        "Bearer " + segment([]) + ".e30.AA",
        "Bearer " + segment({"alg": "RS256", "kid": ["x"]}) + ".e30.AA",
        "Bearer " + segment({"alg": "RS256", "kid": 5, "crit": ["exp"]}) + ".e30.AA",
        "Bearer " + base64.urlsafe_b64encode(b"[" * 4000).decode().rstrip("=") + ".e30.AA",
        "Bearer " + segment({"alg": "RS256", "typ": "JWT"}) + ".e30.AA",
    ],
)
async def test_without_a_readable_token_nobody_gets_in(identity: Identity, header: str | None) -> None:
    with pytest.raises(Unauthorised):
        await identity.verify(header, activity())


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "3f2b7c1e-0000-4000-8000-00000000dead"},
        {"aud": ""},
        {"aud": [APP]},
        {"aud": 5},
        {"without": ("aud",)},
        {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
        {"iss": "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0", "appid": APP},
        {"iss": "https://api.botframework.com/"},
        {"without": ("iss",)},
        {"exp": 1_600_000_000},
        {"exp": "soon"},
        {"exp": True},
        {"exp": None},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": 10**400},
        {"without": ("exp",)},
        {"nbf": 4_000_000_000, "exp": 4_000_003_600},
        {"nbf": "now"},
        {"nbf": None},
        {"headers": {"kid": "nobody's"}},
        {"headers": {"kid": ""}},
        {"headers": {"crit": ["exp"]}},
        {"headers": {"alg": "RS512"}},
    ],
    ids=str,
)
async def test_a_wrong_token_is_not_authorised(
    identity: Identity, microsoft: Login, clock: SetClock, claims: dict[str, Any]
) -> None:
    with pytest.raises(Unauthorised):
        await identity.verify(bearer(microsoft, clock, **claims), activity())


async def test_a_token_signed_in_another_way_is_not_authorised(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    stranger = SigningKey(microsoft.fake.keys[0].kid, SigningKey.new().private)
    good = bearer(microsoft, clock)
    head, body, signature = good.split(".")
    forged = [
        unsigned(microsoft, clock),
        signed_with_the_public_key(microsoft, clock),
        bearer(microsoft, clock, key=stranger),
        f"{head}.{segment({'aud': APP})}.{signature}",
        f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        f"{head}.{body}.",
        *(sign(microsoft, {"alg": "RS256", "kid": kid}, body) for kid in (None, 5, [microsoft.fake.keys[0].kid])),
        sign(microsoft, {"alg": "RS256", "kid": microsoft.fake.keys[0].kid}, segment([APP])),
        sign(microsoft, {"alg": "RS256", "kid": microsoft.fake.keys[0].kid}, "W1tbWw"),
    ]
    for each in forged:
        with pytest.raises(Unauthorised):
            await identity.verify(each, activity())
    await gets_in(identity, good)


# The matrix: what comes with a good token -------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "message",
        5,
        {},
        without("serviceUrl"),
        without("channelId"),
        without("conversation", "channelData"),
        activity(channelId="webchat"),
        activity(channelId=["msteams"]),
        activity(channelId="emulator"),
        activity(serviceUrl=None),
        activity(serviceUrl=["https://smba.trafficmanager.net/emea/"]),
        activity(serviceUrl="https://smba.trafficmanager.net/amer/"),
        activity(serviceUrl="http://169.254.169.254/"),
        activity(conversation={"tenantId": "9c0ffee0-0000-4000-8000-00000000dead"}),
        activity(conversation={"tenantId": OTHER_TENANT}, channelData=None),
        activity(conversation={"tenantId": [TENANT]}),
        activity(conversation={"tenantId": ""}),
        activity(channelData={"tenant": {"id": {}}}),
    ],
    ids=str,
)
async def test_what_is_not_ours_to_do_is_forbidden(
    identity: Identity, microsoft: Login, clock: SetClock, body: object
) -> None:
    with pytest.raises(Forbidden):
        await identity.verify(bearer(microsoft, clock), body)


async def test_an_activity_of_two_tenants_is_forbidden(identity: Identity, microsoft: Login, clock: SetClock) -> None:
    for number in range(16):
        body = activity(conversation={"tenantId": f"9c0ffee0-0000-4000-8000-0000000000{number:02x}"})
        with pytest.raises(Forbidden):
            await identity.verify(bearer(microsoft, clock), body)


def in_channel(kind: str, tenant: str, theirs: str) -> dict[str, Any]:
    where = {"id": "19:x@thread.tacv2", "conversationType": "channel", "tenantId": tenant}
    return activity(conversation=where, channelData={"tenant": {"id": theirs}, "channel": {"type": kind}})


async def test_who_is_invited_into_a_shared_channel_is_let_in_as_a_visitor(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    for theirs, visiting in ((TENANT.upper(), False), ("9c0ffee0-0000-4000-8000-00000000dead", True)):
        caller = await identity.verify(bearer(microsoft, clock), in_channel("shared", TENANT, theirs))
        assert caller == Caller(Registration(APP, TENANT, "").workspace, SERVICE, visiting=visiting)


@pytest.mark.parametrize(
    ("kind", "tenant", "theirs"),
    [
        ("private", TENANT, OTHER_TENANT),
        ("standard", TENANT, OTHER_TENANT),
        ("shared", "9c0ffee0-0000-4000-8000-00000000dead", TENANT),
        ("shared", OTHER_TENANT, TENANT),
        ("shared", TENANT, ""),
    ],
)
async def test_nobody_else_of_another_tenant_is_let_in(
    identity: Identity, microsoft: Login, clock: SetClock, kind: str, tenant: str, theirs: str
) -> None:
    with pytest.raises(Forbidden):
        await identity.verify(bearer(microsoft, clock), in_channel(kind, tenant, theirs))


async def test_a_key_signs_for_its_channels_only(identity: Identity, microsoft: Login, clock: SetClock) -> None:
    for endorsements in ((), ("webchat",)):
        microsoft.fake.keys = [SigningKey.new(endorsements)]
        clock.forward(6 * MINUTE)
        with pytest.raises(Forbidden):
            await identity.verify(bearer(microsoft, clock), activity())


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.trafficmanager.net/",
        "https://evilbotframework.com/",
        "https://botframework.com.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://me:secret@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net/?next=evil",
        "https://smba.trafficmanager.net/#evil",
        "https://smba.trafficmanager.net\n.evil.example/",
        "https://smba.trafficmanager.net/emea/\n",
        "https://ѕmba.trafficmanager.net/",
        "https://smba。trafficmanager.net/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:169.254.169.254]/",
        "file:///etc/passwd",
        "https:///emea/",
        "",
        "//smba.trafficmanager.net/",
    ],
)
async def test_a_service_that_is_not_teams_own_is_forbidden_whoever_signed_for_it(
    identity: Identity, microsoft: Login, clock: SetClock, url: str
) -> None:
    with pytest.raises(Forbidden):
        await identity.verify(bearer(microsoft, clock, serviceurl=url), activity(serviceUrl=url))


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net/amer-client-ss.msg/",
        f"https://smba.trafficmanager.net/de/{TENANT}/",
        "https://SMBA.TrafficManager.net",
        "https://smba.trafficmanager.net:443/emea/",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
        "https://smba.infra.gov.teams.microsoft.us/teams/",
        "https://webchat.botframework.com/",
    ],
)
async def test_teams_own_services_are_answered_at(
    identity: Identity, microsoft: Login, clock: SetClock, url: str
) -> None:
    caller = await identity.verify(bearer(microsoft, clock, serviceurl=url), activity(serviceUrl=url))
    assert caller.service == url


# Keys -------------------------------------------------------------------------------------------


async def test_a_new_key_is_asked_for_when_it_is_first_seen(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    await gets_in(identity, bearer(microsoft, clock))
    microsoft.fake.rotate()
    clock.forward(5 * MINUTE)
    await gets_in(identity, bearer(microsoft, clock))
    assert microsoft.count("/keys") == 2


async def test_made_up_keys_are_asked_for_once_in_five_minutes(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    await gets_in(identity, bearer(microsoft, clock))
    clock.forward(5 * MINUTE)
    for number in range(20):
        with pytest.raises(Unauthorised):
            await identity.verify(bearer(microsoft, clock, headers={"kid": f"made up {number}"}), activity())
    clock.forward(timedelta(minutes=4, seconds=59))
    microsoft.fake.rotate()
    with pytest.raises(Unauthorised):
        await identity.verify(bearer(microsoft, clock), activity())
    assert microsoft.count("/keys") == 2
    clock.forward(timedelta(seconds=1))
    await gets_in(identity, bearer(microsoft, clock))


async def test_a_clock_that_is_set_back_keeps_nobody_from_looking_for_a_new_key(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    microsoft.fault = "500"
    with pytest.raises(Unauthorised):
        await identity.verify(bearer(microsoft, clock), activity())
    microsoft.fault = ""
    clock.set(clock.now() - timedelta(hours=3))
    clock.forward(timedelta(seconds=10))
    await gets_in(identity, bearer(microsoft, clock))
    microsoft.fake.rotate()
    clock.set(clock.now() - timedelta(hours=3))
    clock.forward(5 * MINUTE)
    await gets_in(identity, bearer(microsoft, clock))


async def test_a_crowd_at_the_door_asks_for_the_keys_once(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    microsoft.slow = 0.05
    header = bearer(microsoft, clock)
    callers = await asyncio.gather(*(identity.verify(header, activity()) for _ in range(50)))
    assert len(set(callers)) == 1
    assert (microsoft.count("/openidconfiguration"), microsoft.count("/keys")) == (1, 1)


async def test_one_who_leaves_does_not_take_the_others_keys_along(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    microsoft.slow = 0.1
    header = bearer(microsoft, clock)
    first = asyncio.create_task(identity.verify(header, activity()))
    second = asyncio.create_task(identity.verify(header, activity()))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second).service == SERVICE


@pytest.mark.parametrize("fault", ["500", "404", "drop", "garbage"])
async def test_old_keys_are_kept_while_microsoft_cannot_be_reached(
    identity: Identity, microsoft: Login, clock: SetClock, fault: str
) -> None:
    await gets_in(identity, bearer(microsoft, clock))
    microsoft.fault = fault
    clock.forward(timedelta(days=1))
    await gets_in(identity, bearer(microsoft, clock))
    await until_asked(microsoft, 3)
    clock.forward(5 * MINUTE)
    await gets_in(identity, bearer(microsoft, clock))
    with pytest.raises(Unauthorised):
        await identity.verify(bearer(microsoft, clock, headers={"kid": "new"}), activity())


async def until_asked(microsoft: Login, times: int) -> None:
    """What goes on in the background, there and back."""
    for _ in range(500):
        await asyncio.sleep(0.01)
        if len(microsoft.asked) >= times:
            break
    assert len(microsoft.asked) >= times
    await asyncio.sleep(0.05)


async def test_a_key_that_is_published_no_more_signs_nothing_after_a_day(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    leaked = microsoft.fake.keys[0]
    await gets_in(identity, bearer(microsoft, clock))
    microsoft.fake.rotate()
    clock.forward(timedelta(days=1))
    await gets_in(identity, bearer(microsoft, clock, key=leaked))
    await until_asked(microsoft, 4)
    await gets_in(identity, bearer(microsoft, clock))
    with pytest.raises(Unauthorised):
        await identity.verify(bearer(microsoft, clock, key=leaked, jti="another"), activity())


@pytest.mark.parametrize("fault", ["500", "drop", "garbage"])
async def test_without_any_keys_nobody_gets_in_until_microsoft_is_back(
    identity: Identity, microsoft: Login, clock: SetClock, fault: str
) -> None:
    microsoft.fault = fault
    for _ in range(5):
        with pytest.raises(Unauthorised):
            await identity.verify(bearer(microsoft, clock), activity())
    # Where a connection is dropped, aiohttp itself asks once more.
    assert len(microsoft.asked) == (2 if fault == "drop" else 1)
    microsoft.fault = ""
    clock.forward(timedelta(seconds=10))
    await gets_in(identity, bearer(microsoft, clock))


async def test_nobody_waits_longer_than_five_seconds_for_keys(
    identity: Identity, microsoft: Login, clock: SetClock
) -> None:
    microsoft.fault = "hang"
    async with asyncio.timeout(7):
        with pytest.raises(Unauthorised):
            await identity.verify(bearer(microsoft, clock), activity())


@pytest.mark.parametrize(
    "published",
    [
        [],
        {},
        {"keys": []},
        {"keys": ["x"]},
        {"keys": [{"kid": "a", "kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [{"kid": "a", "kty": "RSA", "n": "!", "e": "AQAB"}]},
        {"keys": [{"kid": ["a"], "kty": "EC", "crv": "P-256"}]},
    ],
    ids=str,
)
async def test_what_is_no_list_of_keys_replaces_none(
    identity: Identity, microsoft: Login, clock: SetClock, published: object
) -> None:
    await gets_in(identity, bearer(microsoft, clock))
    clock.forward(5 * MINUTE)
    microsoft.published = published
    with pytest.raises(Unauthorised):
        await identity.verify(bearer(microsoft, clock, headers={"kid": "new"}), activity())
    assert microsoft.count("/keys") == 2
    await gets_in(identity, bearer(microsoft, clock, jti="another"))


# Tokens that were seen --------------------------------------------------------------------------


async def test_a_token_is_good_no_longer_than_it_says(identity: Identity, microsoft: Login, clock: SetClock) -> None:
    header = bearer(microsoft, clock)
    for _ in range(3):
        await gets_in(identity, header)
    clock.forward(timedelta(minutes=64, seconds=59))
    await gets_in(identity, header)
    clock.forward(timedelta(seconds=1))
    with pytest.raises(Unauthorised):
        await identity.verify(header, activity())


async def test_a_token_that_was_seen_opens_nothing_else(identity: Identity, microsoft: Login, clock: SetClock) -> None:
    header = bearer(microsoft, clock)
    await gets_in(identity, header)
    bodies: list[object] = [activity(serviceUrl="https://smba.trafficmanager.net/amer/"), without("channelId"), []]
    for body in bodies:
        with pytest.raises(Forbidden):
            await identity.verify(header, body)


# Without tokens ---------------------------------------------------------------------------------


async def test_an_unsigned_activity_gets_in_where_settings_say_so() -> None:
    local = activity(serviceUrl="http://localhost:56150/_connector")
    assert await Anonymous().verify(None, local) == Caller(WorkspaceRef("teams", TENANT), local["serviceUrl"])


@pytest.mark.parametrize(
    "url",
    [
        SERVICE,
        "http://169.254.169.254/",
        "http://10.0.0.1/",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://[::2]/",
        "http://0.0.0.0/",
        "",
    ],
)
async def test_an_unsigned_activity_names_no_service_but_on_this_machine(url: str) -> None:
    with pytest.raises(Forbidden):
        await Anonymous().verify(None, activity(serviceUrl=url))


def test_this_machine_has_several_names() -> None:
    for url in ("http://localhost:1/x", "https://127.0.0.1/", "http://127.1.2.3:65535", "http://[::1]:80/_connector"):
        assert hosts.loopback(url)


# Anything at all --------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from([TENANT, SERVICE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
any_body = json_values | st.fixed_dictionaries(
    {},
    optional={
        "channelId": st.just("msteams") | json_values,
        "serviceUrl": st.just(SERVICE) | json_values,
        "conversation": st.fixed_dictionaries({}, optional={"tenantId": json_values}) | json_values,
        "channelData": st.fixed_dictionaries({"tenant": st.fixed_dictionaries({"id": json_values})}) | json_values,
    },
)
parts = st.text(max_size=20) | json_values.map(segment)
any_header = (
    st.none() | st.text(max_size=40) | st.tuples(parts, parts, parts).map(lambda three: "Bearer " + ".".join(three))
)


@given(header=any_header, body=any_body)
def test_no_header_and_no_body_is_answered_otherwise(header: str | None, body: object) -> None:
    clock = SetClock(datetime(2026, 11, 24, 8, tzinfo=UTC))

    async def asks() -> None:
        async with aiohttp.ClientSession() as session:
            strict = Identity(REGISTRATIONS, Keys(session, "http://127.0.0.1:1/"), clock)
            with pytest.raises(Refusal):
                await strict.verify(header, body)
        with contextlib.suppress(Forbidden):
            await Anonymous().verify(header, body)

    asyncio.run(asks())
