"""Figures for Prometheus: ``GET /metrics``, for programs with a token of a role that sees the whole park.

The park's own state is read at the moment of the question; only requests are counted as they pass.
"""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecopark.serve.api.asking import WholePark
from ecopark.serve.park import OpenPark

router = APIRouter(tags=["about"])

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Requests:
    """ASGI middleware: counts answers by method, route and status, and their seconds. Routes, not paths: ids stay out."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        labels = ("method", "route")
        self._answers = Counter("ecopark_http_answers", "Answers", (*labels, "status"), registry=registry)
        self._seconds = Histogram("ecopark_http_seconds", "Time to answer", labels, registry=registry, buckets=_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            route = _route(scope)
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
            self._answers.labels(method, route, str(status)).inc()
            self._seconds.labels(method, route).observe(time.perf_counter() - began)


def _route(scope: Scope) -> str:
    """The template of the path with the prefix of its router (``/api/v1``), which the template does not have."""
    template: str | None = getattr(scope.get("route"), "path", None)
    if template is None:
        return "other"
    segments = scope["path"].split("/")
    prefix = "/".join(segments[:3]) if segments[1] in ("api", "sta") else ""
    return template if template.startswith(prefix) else prefix + template


class ParkState(Collector):
    """What the park is like now."""

    def __init__(self, park: OpenPark) -> None:
        self._park = park

    def collect(self) -> Iterator[Metric]:
        park = self._park
        yield _gauge("ecopark_readings_waiting", "Readings acknowledged and not yet in the lake", park.store.pending_rows)
        yield _gauge("ecopark_snapshot_version", "Version of the lake that readers see", park.snapshot().version)
        yield _gauge("ecopark_log_entries", "Entries of the evidence log that a checkpoint signs", park.log.checkpoint.size)
        disk = shutil.disk_usage(park.folder)
        yield _gauge("ecopark_disk_free_bytes", "Room left where the park stands", disk.free)
        used = resource.getrusage(resource.RUSAGE_SELF)
        yield CounterMetricFamily(
            "ecopark_cpu_seconds", "Processor time of this process", value=used.ru_utime + used.ru_stime
        )
        yield _gauge("ecopark_memory_peak_bytes", "Most memory this process has held", used.ru_maxrss * 1024)
        yield from _sources(park)
        measured = park.footprint() if park.footprint else {}
        if "electricity_kwh" in measured:
            yield _gauge(
                "ecopark_own_electricity_kwh", "The platform's own electricity", float(str(measured["electricity_kwh"]))
            )


def _sources(park: OpenPark) -> Iterator[Metric]:
    """What each source brought; who sends too little or too late shows here first."""
    seen = GaugeMetricFamily("ecopark_source_last_seen_seconds", "When it last sent, Unix time", labels=["source"])
    lag = GaugeMetricFamily("ecopark_source_lag_seconds", "Age of its newest reading when it came", labels=["source"])
    gaps = GaugeMetricFamily("ecopark_source_gaps", "Gaps that are open", labels=["source"])
    readings = CounterMetricFamily("ecopark_source_readings", "Readings by outcome", labels=["source", "outcome"])
    for state in park.sources.states():
        if state.last_seen is not None:
            seen.add_metric([state.id], datetime.fromisoformat(state.last_seen).timestamp())
        if state.lag_s is not None:
            lag.add_metric([state.id], state.lag_s)
        gaps.add_metric([state.id], len(state.gaps))
        for outcome in ("stored", "refused", "repeated"):
            readings.add_metric([state.id, outcome], getattr(state, outcome))
    yield from (seen, lag, gaps, readings)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)


def park_registry(park: OpenPark) -> CollectorRegistry:
    """The figures of a park; one registry per application, so that several can stand in one process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(ParkState(park))
    return registry


@router.get("/metrics", summary="Figures for Prometheus", include_in_schema=False)
def metrics(ask: WholePark) -> Response:
    """Text format of Prometheus."""
    return Response(generate_latest(ask.request.app.state.metrics), media_type=CONTENT_TYPE_LATEST)
