"""Requests that must not leave when their time is over."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import BytesPayload
from aiohttp.abc import AbstractStreamWriter

from bot.domain.errors import NotSent

TOO_LATE = "too late for its lease"


def check(by: float) -> None:
    """Raises: NotSent, when that moment of the monotonic clock is over."""
    if time.monotonic() >= by:
        raise NotSent(TOO_LATE)


class InTime(BytesPayload):
    """A body in JSON of which no byte is written, nor of what stands before it, unless it is begun ``by`` that moment
    of the monotonic clock (bot.ports.Messenger.send). ``late``: so it was.

    To look when the request is made is not enough, for it takes its time until something is written. Nor does a
    request's own deadline help: it is looked at when there is nothing else to do.
    """

    def __init__(self, body: bytes, by: float) -> None:
        super().__init__(body, content_type="application/json")
        self._by, self.late = by, False

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Raises: TimeoutError."""
        self.late = time.monotonic() >= self._by
        if self.late:
            raise TimeoutError
        await super().write_with_length(writer, content_length)


@contextmanager
def begun(body: InTime | None) -> Iterator[None]:
    """Around a request. Raises: NotSent, in place of what became of one that was too late; or as that does."""
    try:
        yield
    except OSError as error:
        if body and body.late:
            raise NotSent(TOO_LATE) from error
        raise
