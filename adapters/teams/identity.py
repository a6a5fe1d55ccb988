"""Who calls: proof that an activity comes from Teams, for our app, from a tenant we know (PLATFORMS §2.3).

The vendor's own check answers 500 to half of what is wrong, and lets some of it in; so this is ours.
"""

import base64
import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import jwt

from adapters.bounded import Latest
from adapters.payload import at
from adapters.teams import hosts
from adapters.teams.keys import Keys
from adapters.teams.registration import Registration, tenant
from bot.domain.refs import WorkspaceRef
from bot.ports import Clock

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
LEEWAY = timedelta(minutes=5).total_seconds()
REMEMBERED = 1_000
"""Headers, each with its token. Teams uses one for an hour."""

_BEARER = re.compile(r"[Bb]earer +([\w-]+\.[\w-]+\.[\w-]+)", re.ASCII)
# All of it is checked here: by our clock, and against what the activity says.
_SIGNATURE_ONLY: Any = {
    f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")
}  # fmt: skip  # one thing


class Refusal(Exception):
    """``reason`` is for our log; a stranger is told the status alone."""

    status: int

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unauthorised(Refusal):
    """Nothing proves that this comes from Teams and is for us."""

    status = 401


class Forbidden(Refusal):
    """The token is good, or none is needed, but what was sent with it is not for us to do."""

    status = 403


@dataclass(frozen=True, slots=True)
class Caller:
    """Which tenant an activity comes from, and the service to be answered at.

    ``visiting``: who did it is of another tenant, and was let into a channel that ours shares with theirs.
    """

    workspace: WorkspaceRef
    service: str
    visiting: bool = False


class Verifier(Protocol):
    async def verify(self, authorization: str | None, activity: object) -> Caller:
        """``authorization`` is the header's value, ``activity`` the body as JSON has it, whatever that is.

        Raises: Unauthorised, Forbidden; nothing else, for any header and body.
        """


@dataclass(frozen=True, slots=True)
class _Token:
    """What a good token says."""

    app_id: str
    service: object
    expires_at: float
    endorsements: frozenset[str]


class Identity:
    """Lets in what Microsoft signed for one of our registrations."""

    def __init__(
        self,
        registrations: Iterable[Registration],
        keys: Keys,
        clock: Clock,
        allowed: Callable[[str], bool] = hosts.microsoft,
    ) -> None:
        self._at_home = frozenset((each.app_id, each.workspace) for each in registrations)
        self._apps = frozenset(app_id for app_id, _ in self._at_home)
        self._keys, self._clock, self._allowed = keys, clock, allowed
        self._tokens: Latest[bytes, _Token] = Latest(REMEMBERED)

    async def verify(self, authorization: str | None, activity: object) -> Caller:
        token = await self._token(authorization or "")
        caller = _caller(activity, self._allowed)
        if CHANNEL not in token.endorsements:
            raise Forbidden("the key may not sign for this channel")
        if caller.service != token.service:
            raise Forbidden("the token is for another service")
        if (token.app_id, caller.workspace) not in self._at_home:
            raise Forbidden("a tenant that is not ours")
        return caller

    async def _token(self, authorization: str) -> _Token:
        """A header that was good is so until its token expires; only its hash is kept."""
        digest = hashlib.sha256(authorization.encode(errors="surrogateescape")).digest()
        known = self._tokens.get(digest)
        if known and self._clock.now().timestamp() < known.expires_at:
            return known
        token = self._tokens[digest] = await self._read(_bearer(authorization))
        return token

    async def _read(self, encoded: str) -> _Token:
        try:
            key = await self._keys.get(_kid(encoded))
            if key is None:
                raise Unauthorised("signed with no key of Microsoft's")
            claims = jwt.decode(encoded, key.public, algorithms=["RS256"], options=_SIGNATURE_ONLY)
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise Unauthorised(f"unreadable token: {type(error).__name__}") from error
        return self._checked(claims, key.endorsements)

    def _checked(self, claims: Mapping[str, Any], endorsements: frozenset[str]) -> _Token:
        now, expires_at, app_id = self._clock.now().timestamp(), _instant(claims.get("exp")), claims.get("aud")
        if claims.get("iss") != ISSUER:
            raise Unauthorised("another issuer")
        if not isinstance(app_id, str) or app_id not in self._apps:
            raise Unauthorised("for another app")
        if expires_at + LEEWAY <= now:
            raise Unauthorised("expired")
        if "nbf" in claims and _instant(claims["nbf"]) - LEEWAY > now:
            raise Unauthorised("not valid yet")
        return _Token(app_id, claims.get("serviceurl"), expires_at, endorsements)


class Anonymous:
    """Lets in what nobody signed, for a developer's Teams on the same machine. Settings see to it that we listen there
    only; and nothing is ever sent elsewhere, whatever address it gives.
    """

    async def verify(self, authorization: str | None, activity: object) -> Caller:
        return _caller(activity, hosts.loopback)


def _bearer(authorization: str) -> str:
    match = _BEARER.fullmatch(authorization)
    if match is None:
        raise Unauthorised("no bearer token")
    return match[1]


def _kid(encoded: str) -> str:
    """Which key it says to be signed with. The library would decode all of it for that, and then once more.

    Raises: Unauthorised, ValueError, RecursionError.
    """
    head = encoded.partition(".")[0]
    kid = at(json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))), "kid")
    if not kid:
        raise Unauthorised("signed with no key")
    return kid


def _instant(claim: object) -> float:
    """Raises: Unauthorised, when it is no number of seconds."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        raise Unauthorised("no time")
    try:
        seconds = float(claim)
    except OverflowError:
        seconds = math.inf
    if not math.isfinite(seconds):
        raise Unauthorised("no time")
    return seconds


def _caller(activity: object, allowed: Callable[[str], bool]) -> Caller:
    """The service that an activity is to be answered at, and its tenant. Raises: Forbidden."""
    if not isinstance(activity, dict) or activity.get("channelId") != CHANNEL:
        raise Forbidden("no activity of Teams")
    service = activity.get("serviceUrl")
    if not isinstance(service, str) or not allowed(service):
        raise Forbidden("a service that is not Teams'")
    home, theirs = _tenants(activity)
    return Caller(tenant(home), service, visiting=theirs != home)


def _tenants(activity: Mapping[str, Any]) -> tuple[str, str]:
    """That of the conversation, and that of who did it: one and the same, but in a channel that two tenants share.

    It stands in two places, of which some activities have one only.
    """
    said = [_at(activity, "conversation", "tenantId"), _at(activity, "channelData", "tenant", "id")]
    tenants = [each.casefold() if isinstance(each, str) else "" for each in said if each is not None]
    if not tenants or not all(tenants) or (tenants[0] != tenants[-1] and not _in_shared_channel(activity)):
        raise Forbidden("of no one tenant")
    return tenants[0], tenants[-1]


def _in_shared_channel(activity: Mapping[str, Any]) -> bool:
    kinds = _at(activity, "conversation", "conversationType"), _at(activity, "channelData", "channel", "type")
    return kinds == ("channel", "shared")


def _at(thing: object, *path: str) -> object:
    for key in path:
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing
