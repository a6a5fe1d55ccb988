"""Posts as they go out by the thousand: the requests of slack_sdk's client, without what that does around each.

Its own take twice the time, most of it for putting together the address, headers and arguments
again (PERFORMANCE, lesson 6). What comes back looks as if it had come from there.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.in_time import InTime, begun
from adapters.payload import Json

_BODY = msgspec.json.Encoder()
_ANSWER = msgspec.json.Decoder()

_UNTIMED = aiohttp.ClientTimeout(total=None)
"""Whoever asks has a deadline of their own: a second timer around each request would only cost."""


class Answer(NamedTuple):
    """Named as in slack_sdk."""

    data: Json
    status_code: int
    headers: Mapping[str, str]


class Posting:
    """By the session, token and proxy of the client."""

    def __init__(self, client: AsyncWebClient) -> None:
        if client.session is None:
            raise ValueError("a client without a session would make one for each request")
        self._client, self._session = client, client.session
        self._how: dict[str, Any] = {"allow_redirects": False, "timeout": _UNTIMED}
        if client.proxy:
            self._how["proxy"] = client.proxy
        if client.ssl:
            self._how["ssl"] = client.ssl

    async def post(self, method: str, arguments: Json, by: float) -> Answer:
        """What is JSON already is given as ``msgspec.Raw``; ``by`` as in ``Messenger.send``.

        Raises: NotSent, when it was too late; SlackApiError, and as aiohttp does.
        """
        client = self._client
        headers = {
            **client.headers,
            "Authorization": f"Bearer {client.token}",
            "Content-Type": "application/json;charset=utf-8",
        }
        body, url = InTime(_BODY.encode(arguments), by), f"{client.base_url}{method}"
        with begun(body):
            async with self._session.post(url, data=body, headers=headers, **self._how) as response:
                answer = Answer(_parsed(await response.read()), response.status, response.headers)
        if answer.data.get("ok") is not True or answer.status_code >= 300:
            raise SlackApiError(f"{method} failed", answer)  # type: ignore[no-untyped-call]  # slack_sdk has no types here
        return answer


def encoded(blocks: list[Json]) -> msgspec.Raw:
    return msgspec.Raw(_BODY.encode(blocks))


def _parsed(body: bytes) -> Json:
    """Empty where it is no object in JSON."""
    try:
        parsed = _ANSWER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}
