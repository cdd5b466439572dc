"""The counts as Prometheus reads them, with what else can be said of this process now."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Final

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from server.observing.counts import Counts, Histogram
from server.observing.observer import Observer
from server.observing.workers import Figures, Now

_POOL: Final = ("pool",)


class ClinchCollector(Collector):
    """Makes the metrics of the counts when they are asked for; until then they cost nothing."""

    def __init__(self, figures: Callable[[], Figures]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        found = self._figures()
        yield from _counted(found.counts)
        yield from _present(found.now)
        # Nothing to add up: each worker by itself, unless it has ended this moment.
        processes = {pid: metrics for pid in found.pids if (metrics := _process(pid))}
        for same in zip(*processes.values(), strict=True):
            yield _together(same, tuple(processes))


def metrics_registry(figures: Callable[[], Figures], *, several: bool) -> CollectorRegistry:
    """What /metrics shows: ours, and the process's memory, time, files and garbage.

    Of `several` workers each has its own memory, time and files, and garbage isn't told.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(ClinchCollector(figures))
    PlatformCollector(registry=registry)
    if not several:
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
    return registry


def serve_metrics(
    registry: CollectorRegistry, observer: Observer
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint: the metrics in the format that Accept likes best."""

    async def serve(request: Request) -> Response:
        observer.tell()
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        headers = {"Content-Type": content_type, "Cache-Control": "no-store"}
        return Response(encode(registry), headers=headers)

    return serve


def _counted(counts: Counts) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "clinch_requests",
        "Operations, and requests that were refused before one was known, by how they ended.",
        labels=("transport", "kind", "code"),
    )
    for key, number in counts.requests.items():
        requests.add_metric(key, number)
    yield requests
    statuses = CounterMetricFamily(
        "clinch_http_responses", "Answers over HTTP, of whatever was asked for.", labels=("status",)
    )
    for status, number in counts.statuses.items():
        statuses.add_metric((str(status),), number)
    yield statuses
    refusals = CounterMetricFamily(
        "clinch_refusals", "Errors in the payloads of mutations.", labels=("code",)
    )
    for code, number in counts.refusals.items():
        refusals.add_metric((code,), number)
    yield refusals
    yield _histogram(
        "clinch_operation_duration_seconds", "How long operations took.", counts.seconds
    )
    yield _histogram("clinch_operation_cost", "What operations cost in points.", counts.costs)
    yield CounterMetricFamily(
        "clinch_database_statements",
        "Statements that operations sent, BEGIN and COMMIT among them.",
        value=counts.statements,
    )
    yield CounterMetricFamily(
        "clinch_database_seconds",
        "How long these took, without waiting for a connection.",
        value=counts.database_seconds,
    )


def _histogram(name: str, words: str, by_kind: Mapping[str, Histogram]) -> Metric:
    family = HistogramMetricFamily(name, words, labels=("kind",))
    for kind, histogram in by_kind.items():
        total, buckets = 0, []
        bounds = [*(str(bound) for bound in histogram.bounds), "+Inf"]
        for bound, number in zip(bounds, histogram.counts, strict=True):
            total += number
            buckets.append((bound, total))
        family.add_metric((kind,), buckets, histogram.sum)
    return family


def _process(pid: int) -> list[Metric]:
    return list(ProcessCollector(pid=lambda: pid, registry=None).collect())


def _together(metrics: Sequence[Metric], pids: Sequence[int]) -> Metric:
    """The same metric of each of these processes, told apart by a label."""
    first = metrics[0]
    found = Metric(first.name, first.documentation, first.type)
    for metric, pid in zip(metrics, pids, strict=True):
        for sample in metric.samples:
            found.add_sample(sample.name, {"pid": str(pid)}, sample.value)
    return found


def _present(now: Now) -> Iterator[Metric]:
    said = (
        ("size", "Connections that a pool can have."),
        ("in_use", "Connections that are at work."),
        ("waiting", "Calls that wait for a connection."),
    )
    for name, words in said:
        family = GaugeMetricFamily(f"clinch_database_pool_{name}", words, labels=_POOL)
        for pool, usage in now.pools.items():
            family.add_metric((pool,), getattr(usage, name))
        yield family
    documents = GaugeMetricFamily(
        "clinch_documents",
        "Documents that are kept parsed: of those asked for once, or again; and those of clients "
        "that send their hash.",
        labels=("kept",),
    )
    for kept, number in now.documents.items():
        documents.add_metric((kept,), number)
    yield documents
    yield GaugeMetricFamily(
        "clinch_requests_running", "Requests that are being answered.", value=now.running
    )
    yield GaugeMetricFamily(
        "clinch_websockets_open", "WebSockets that are open.", value=now.sockets
    )
    yield InfoMetricFamily("clinch", "The program.", value={"version": version("clinch")})
