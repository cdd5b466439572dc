"""A request as spans of OpenTelemetry: one for its operation, one for each statement of it."""

from typing import Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import SpanKind, Status, StatusCode, format_trace_id, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from db.traffic import Sent
from resolvers.faults import FaultCode
from server.header_values import HeaderValues
from server.observing.exchange import Exchange
from server.observing.record import OK, Record, epoch_of_counter

SERVICE: Final = "clinch"
"""The service's name, unless OTEL_SERVICE_NAME has another."""
OPERATION: Final = "GraphQL operation"
"""A span's name where it isn't known of which kind."""
SQL_LENGTH: Final = 8192
"""So much of a statement is sent."""
_OURS: Final = frozenset({FaultCode.INTERNAL_SERVER_ERROR, FaultCode.TIMEOUT})
_CARRIED: Final = (b"traceparent", b"tracestate")
_PARENT: Final = TraceContextTextMapPropagator()
_NO_PARENT: Final = Context()


class Traces:
    """Makes the spans when an operation is over, with the times that were noted: none is current.

    Where they go and which are kept say OpenTelemetry's variables, which its SDK reads.
    """

    def __init__(self, database: str) -> None:
        # What the variables say of the resource, OTEL_SERVICE_NAME among it, goes before this.
        resource = Resource({"service.name": SERVICE}).merge(_named())
        self._ids = _Ids()
        self._provider = TracerProvider(
            resource=resource, id_generator=self._ids, shutdown_on_exit=False
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer(SERVICE)
        self._database = database

    def trace(self, exchange: Exchange, record: Record) -> str | None:
        """The trace's id in hex; None if there was no operation, or it isn't kept."""
        context = exchange.context
        if context is None:
            return None
        parent, trace_id = _parent(exchange.headers), self._ids.draw()
        if parent is _NO_PARENT and self._is_dropped(trace_id):
            return None
        epoch = epoch_of_counter()
        span = self._tracer.start_span(
            OPERATION, parent, SpanKind.SERVER, start_time=_nanoseconds(epoch + record.started)
        )
        if not span.is_recording():
            return None
        # A client's own name would make as many kinds of spans as it likes.
        span.update_name(record.kind or OPERATION)
        span.set_attributes(_attributes(record))
        if record.code != OK:
            span.set_attribute("error.type", record.code)
            if record.code in _OURS:
                span.set_status(Status(StatusCode.ERROR, record.code))
        within = set_span_in_context(span)
        for sent in context.traffic.sent or ():
            child = self._tracer.start_span(
                _verb(sent),
                within,
                SpanKind.CLIENT,
                {
                    "db.system.name": self._database,
                    "db.operation.name": _verb(sent),
                    "db.query.text": sent.sql[:SQL_LENGTH],
                },
                start_time=_nanoseconds(epoch + sent.started),
            )
            child.end(_nanoseconds(epoch + sent.ended))
        span.end(_nanoseconds(epoch + record.ended))
        found = span.get_span_context()
        return format_trace_id(found.trace_id) if found.trace_flags.sampled else None

    def close(self) -> None:
        """Send what waits; it may take as long as a try of the exporter's."""
        self._provider.shutdown()

    def _is_dropped(self, trace_id: int) -> bool:
        """Asked of the sampler first: to start a span takes more than to drop it.

        Those of the SDK, which the variables name, say the same when they are asked again.
        """
        found = self._provider.sampler.should_sample(_NO_PARENT, trace_id, OPERATION)
        return found.decision is Decision.DROP


class _Ids(RandomIdGenerator):
    """Random ones; a trace's is drawn before there is a span of it."""

    def draw(self) -> int:
        """The id that the next trace gets."""
        self._next = super().generate_trace_id()
        return self._next

    def generate_trace_id(self) -> int:
        return self._next


def _named() -> Resource:
    """What the environment says of the resource, without the name that the SDK makes up."""
    found = Resource.create()
    attributes = {
        key: value
        for key, value in found.attributes.items()
        if not (key == "service.name" and str(value).startswith("unknown_service"))
    }
    return Resource(attributes)


def _parent(headers: HeaderValues) -> Context:
    """The client's own trace, if it has one: else a new one, and no one that is current here."""
    if b"traceparent" not in headers:
        return _NO_PARENT
    return _PARENT.extract(
        {each.decode(): headers[each].decode("latin-1") for each in _CARRIED if each in headers}
    )


def _attributes(record: Record) -> dict[str, str | int | tuple[str, ...]]:
    found: dict[str, str | int | tuple[str, ...] | None] = {
        "graphql.operation.type": record.kind,
        "graphql.operation.name": record.operation,
        "graphql.document.hash": record.document,
        "http.response.status_code": record.status or None,
        "network.protocol.name": record.transport,
        "user.id": record.actor,
        "clinch.request_id": record.request_id,
        "clinch.cost": record.cost,
        "clinch.refusals": record.refusals or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _verb(sent: Sent) -> str:
    """A statement's first word: SELECT, WITH, COMMIT."""
    return sent.sql.lstrip().partition(" ")[0].upper()[:20]


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1_000_000_000)
