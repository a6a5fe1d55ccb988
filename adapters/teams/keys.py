"""The keys with which Microsoft signs what it sends to bots: fetched in the background, kept while they cannot be."""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bot.ports import Clock

log = logging.getLogger(__name__)

OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
PATIENCE = 5.0
"""Seconds for the two documents together."""
STALE_AFTER = timedelta(days=1)
PAUSE = timedelta(minutes=5)
"""Between two looks, whoever sends tokens with made-up keys."""
PAUSE_WITHOUT_ANY = timedelta(seconds=10)

_FAULTS = (aiohttp.ClientError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Ready for use. ``endorsements`` are the channels for which it may sign."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """``url`` is that of the OpenID metadata, which says where the keys are."""

    def __init__(self, session: aiohttp.ClientSession, clock: Clock, url: str = OPENID) -> None:
        self._session, self._clock, self._url = session, clock, url
        self._keys: Mapping[str, SigningKey] = {}
        self._tried_at: datetime | None = None
        self._fetched_at: datetime | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def get(self, kid: str) -> SigningKey | None:
        """A key we have is given at once; for another one Microsoft is asked, unless it just was."""
        found = self._keys.get(kid)
        if self._fetching is None and self._due(found):
            self._tried_at = self._clock.now()
            self._fetching = asyncio.create_task(self._fetch(), name="teams: signing keys")
            self._fetching.add_done_callback(self._done)
        if found is None and self._fetching:
            # Who leaves does not take the others' fetch along.
            await asyncio.shield(self._fetching)
            found = self._keys.get(kid)
        return found

    def _due(self, found: SigningKey | None) -> bool:
        if self._tried_at is None:
            return True
        pause = PAUSE if self._keys else PAUSE_WITHOUT_ANY
        if self._clock.now() - self._tried_at < pause:
            return False
        return found is None or self._fetched_at is None or self._clock.now() - self._fetched_at >= STALE_AFTER

    def _done(self, _: asyncio.Task[None]) -> None:
        self._fetching = None

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                metadata = await self._read(self._url)
                keys = _prepared(await self._read(metadata["jwks_uri"]))
        except _FAULTS as error:
            log.warning("Microsoft's signing keys are not readable, %d are kept: %r", len(self._keys), error)
            return
        self._keys, self._fetched_at = keys, self._clock.now()

    async def _read(self, url: str) -> Any:
        async with self._session.get(url) as response:
            response.raise_for_status()
            return json.loads(await response.read())


def _prepared(document: Any) -> Mapping[str, SigningKey]:
    """Raises: ValueError, when there is none that can be used: then it is not what we asked for."""
    keys = {each["kid"]: key for each in document["keys"] if (key := _prepare(each))}
    if not keys:
        raise ValueError("no usable key")
    return keys


def _prepare(published: Any) -> SigningKey | None:
    try:
        public = jwt.PyJWK(published, "RS256").key
    except jwt.PyJWTError:
        return None
    if not isinstance(public, RSAPublicKey) or not isinstance(published.get("kid"), str):
        return None
    return SigningKey(public, frozenset(map(str, published.get("endorsements") or ())))
