"""What Prometheus asks: how much waits, what became of it, how late, and how busy the process is. Never words.

The figures are kept in plain numbers, and Prometheus' library comes in when somebody first asks: it costs a fifth of
the time to start, and many who run Kundord never ask.
"""

import asyncio
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.domain.errors import StorageAway
from bot.ports import Backlog, Clock, Kind, Leased, Registry, Store

PROBE_EVERY = 0.5
"""Seconds between two looks at how late the event loop is."""

OUTCOMES = ("sent", "found", "unknown", "uncertain", "not sent", "rejected", "shut out", "nothing to say")
LOOKS = ("found", "not found")

LATENESS = (1, 5, 15, 60, 300, 900, 3_600, 14_400)
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3)


@dataclass(slots=True)
class Spread:
    """How many were at most as long as each bound, in seconds, and all of them together."""

    bounds: Sequence[float]
    total: float = 0.0
    _in: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._in = [0] * (len(self.bounds) + 1)

    def observe(self, seconds: float) -> None:
        self._in[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """As Prometheus wants them: each with all the lower ones."""
        bounds = [*(str(float(bound)) for bound in self.bounds), "+Inf"]
        return [(bound, sum(self._in[: place + 1])) for place, bound in enumerate(bounds)]


class Metrics:
    """The process's figures, and those of the outbox, which all processes share. Is the courier's ``Meter``.

    What can happen on its ``platforms`` stands there as 0 before it happens: to Prometheus a counter that begins with 1
    has not risen, and no alert would tell of the first time.
    """

    def __init__(
        self, store: Store, clock: Clock, platforms: Collection[str], parts: Callable[[], Awaitable[Mapping[str, bool]]]
    ) -> None:
        self._store, self._clock, self._parts = store, clock, parts
        self._outcomes: Counter[tuple[str, ...]] = Counter(dict.fromkeys(product(platforms, Kind, OUTCOMES), 0))
        self._looks: Counter[tuple[str, ...]] = Counter(dict.fromkeys(product(platforms, LOOKS), 0))
        self._requests: dict[tuple[str, ...], Spread] = {}
        self._lateness, self._lag = Spread(LATENESS), Spread(QUICK)
        self._probe: asyncio.Task[None] | None = None

    # The courier's --------------------------------------------------------------------------------

    def settled(self, leased: Leased, outcome: str) -> None:
        errand = leased.errand
        self._outcomes[errand.to.workspace.platform, errand.kind.value, outcome] += 1
        if errand.kind is Kind.FEATURE and errand.not_before and outcome in {"sent", "found"}:
            self._lateness.observe(_seconds(errand.not_before, self._clock.now()))

    def looked(self, leased: Leased, found: bool) -> None:
        self._looks[leased.errand.to.workspace.platform, "found" if found else "not found"] += 1

    # The server's ---------------------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/metrics", self._show)]

    @property
    def middleware(self) -> Middleware:
        @web.middleware
        async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
            began, status = time.perf_counter(), 500
            try:
                response = await handler(request)
                status = response.status
                return response
            except web.HTTPException as answered:
                status = answered.status
                raise
            finally:
                self._answered(request, status, time.perf_counter() - began)

        return timed

    def start(self) -> None:
        self._probe = asyncio.create_task(self._feel_the_loop(), name="event loop lag")

    def stop(self) -> None:
        if self._probe:
            self._probe.cancel()

    def _answered(self, request: web.Request, status: int, seconds: float) -> None:
        # A path that nobody serves is whatever somebody tries: it gets no figures of its own.
        resource = request.match_info.route.resource
        key = (resource.canonical if resource else "none", str(status))
        spread = self._requests.get(key)
        if spread is None:
            spread = self._requests[key] = Spread(QUICK)
        spread.observe(seconds)

    async def _feel_the_loop(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(PROBE_EVERY)
            self._lag.observe(max(0.0, time.perf_counter() - began - PROBE_EVERY))

    # Prometheus' ----------------------------------------------------------------------------------

    async def _show(self, _request: web.Request) -> web.Response:
        from prometheus_client import exposition  # noqa: PLC0415  # see the module's docstring

        try:
            backlog = await self._store.registry(_backlog)
        except StorageAway:
            backlog = None  # the rest is worth knowing just then
        figures = [*self._of_outbox(backlog), _of_parts(await self._parts()), *self._of_process()]
        page = exposition.generate_latest(Asked(figures))
        return web.Response(body=page, headers={"Content-Type": exposition.CONTENT_TYPE_LATEST})

    def _of_outbox(self, backlog: Sequence[Backlog] | None) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  # as above

        if backlog is None:
            return
        by_kind, now = {each.kind: each for each in backlog}, self._clock.now()
        waiting = GaugeMetricFamily("kundord_outbox_waiting", "Errands that wait.", labels=["kind"])
        overdue = GaugeMetricFamily("kundord_outbox_overdue_seconds", "Since when the first is due.", labels=["kind"])
        for kind in Kind:
            each = by_kind.get(kind)
            waiting.add_metric([kind], each.waiting if each else 0)
            overdue.add_metric([kind], _seconds(each.since, now) if each and each.since else 0)
        yield from (waiting, overdue)

    def _of_process(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily  # noqa: PLC0415  # as above

        outcomes = CounterMetricFamily(
            "kundord_deliveries", "Errands by what became of them.", labels=["platform", "kind", "outcome"]
        )
        looks = CounterMetricFamily("kundord_reconciliations", "Looks for what may be out.", labels=["platform", "as"])
        for family, counted in ((outcomes, self._outcomes), (looks, self._looks)):
            for labels, count in counted.items():
                family.add_metric(labels, count)
            yield family
        lateness = HistogramMetricFamily(
            "kundord_daily_post_lateness_seconds", "From a quote of the day's hour until it is out."
        )
        lateness.add_metric([], self._lateness.buckets(), self._lateness.total)
        lag = HistogramMetricFamily("kundord_event_loop_lag_seconds", "How late the event loop is.")
        lag.add_metric([], self._lag.buckets(), self._lag.total)
        requests = HistogramMetricFamily("kundord_request_seconds", "Requests answered.", labels=["route", "status"])
        for labels, spread in self._requests.items():
            requests.add_metric(labels, spread.buckets(), spread.total)
        yield from (lateness, lag, requests)


def _of_parts(parts: Mapping[str, bool]) -> Any:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  # as above

    there = GaugeMetricFamily("kundord_part_up", "Whether the database or a platform lets us work.", labels=["part"])
    for part, up in parts.items():
        there.add_metric([part], up)
    return there


@dataclass(frozen=True, slots=True)
class Asked:
    """What Prometheus' library calls a collector."""

    metrics: Sequence[Any]

    def collect(self) -> Sequence[Any]:
        return self.metrics


def _seconds(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def _backlog(registry: Registry) -> Sequence[Backlog]:
    return registry.backlog()
