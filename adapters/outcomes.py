"""What an error on the way to a platform means for the request: every adapter's, by one rule (PLATFORMS §3.5)."""

from datetime import timedelta

import aiohttp

from bot.domain.errors import DeliveryFailed, NotSent, Rejected, Unknown

_BEFORE = aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError
"""There was no connection yet on which anything could have been written."""
_NEVER = aiohttp.ServerFingerprintMismatch, aiohttp.InvalidURL


LONGEST_WAIT = 3600
"""Seconds: whatever the platform says, after an hour it is asked again."""


def retry_after(seconds: str) -> timedelta | None:
    """What a ``Retry-After`` says. None, where it says nothing: then ever less often (PLATFORMS §2.9)."""
    return timedelta(seconds=min(int(seconds), LONGEST_WAIT)) if seconds.isdecimal() else None


def outcome_of(error: aiohttp.ClientError | OSError) -> DeliveryFailed:
    """A TimeoutError is an OSError: like most, it may come after the request was written."""
    kind = NotSent if isinstance(error, _BEFORE) else Rejected if isinstance(error, _NEVER) else Unknown
    return kind(type(error).__name__)
