"""The keys with which Microsoft signs what it sends to bots: fetched in the background, kept while they cannot be."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

log = logging.getLogger(__name__)

OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
PATIENCE = 5.0
"""Seconds for the two documents together."""
STALE_AFTER = 24 * 60 * 60.0
PAUSE = 5 * 60.0
"""Seconds between two looks, whoever sends tokens with made-up keys."""
PAUSE_WITHOUT_ANY = 10.0

_FAULTS = (aiohttp.ClientError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Ready for use. ``endorsements`` are the channels for which it may sign."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """``url`` is that of the OpenID metadata, which says where the keys are.

    By the monotonic clock: with one that is set back, nobody would look for a new key as long as it went.
    """

    def __init__(
        self, session: aiohttp.ClientSession, url: str = OPENID, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._session, self._url, self._monotonic = session, url, monotonic
        self._keys: Mapping[str, SigningKey] = {}
        self._tried_at: float | None = None
        self._fetched_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def get(self, kid: str) -> SigningKey | None:
        """A key we have is given at once; for another one Microsoft is asked, unless it just was."""
        found = self._keys.get(kid)
        if self._fetching is None and self._due(found):
            self._tried_at = self._monotonic()
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
        if self._monotonic() - self._tried_at < pause:
            return False
        return found is None or self._fetched_at is None or self._monotonic() - self._fetched_at >= STALE_AFTER

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
        self._keys, self._fetched_at = keys, self._monotonic()

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
