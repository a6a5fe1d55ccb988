"""A cheap client: requests made beforehand, kept-alive connections, no HTTP library on the way."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


class WrongAnswer(Exception):
    """A figure that counts failures would be worth nothing."""


@dataclass(slots=True)
class Window:
    """What was answered in about a second."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        return self.answered / self.seconds

    def quantile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def window(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Window:
    """Send requests over so many connections, each waiting for its answer, until the time or the requests are over."""
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    seen, queue = Window(), iter(requests)
    began = time.perf_counter()
    try:
        await asyncio.gather(*(_ask(*stream, queue, seen, began + seconds) for stream in streams))
        seen.seconds = time.perf_counter() - began
    finally:
        for _, writer in streams:
            writer.close()
    return seen


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, queue: Iterator[bytes], seen: Window, until: float
) -> None:
    clock, began = time.perf_counter, 0.0
    while (began := clock()) < until and (request := next(queue, None)):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        body = await reader.readexactly(int(length or 0))
        if head[9:12] != b"200":
            raise WrongAnswer((head + body[:500]).decode(errors="replace"))
        seen.latencies.append(clock() - began)
