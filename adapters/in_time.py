"""Requests that must not leave when their time is over."""

import time

from aiohttp import BytesPayload
from aiohttp.abc import AbstractStreamWriter


class InTime(BytesPayload):
    """A body in JSON that is not written any more ``until`` is over, by the monotonic clock; nor is anything before it.

    A process may be stopped for any time between its last look at a lease and the first byte, and then goes on as if
    nothing were: who holds the lease now would send the same. A request's own deadline does not help, for it is looked
    at when there is nothing else to do.
    """

    def __init__(self, body: bytes, until: float) -> None:
        super().__init__(body, content_type="application/json")
        self._until = until

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Raises: TimeoutError."""
        if time.monotonic() >= self._until:
            raise TimeoutError("not written: its time is over")
        await super().write_with_length(writer, content_length)
