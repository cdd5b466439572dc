"""Whether traces are wanted, as OpenTelemetry's variables say; without them nothing is loaded."""

import logging
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from server.observing.spans import Traces

logger = logging.getLogger("clinch")

WANTING: Final = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_TRACES_EXPORTER",
)
PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
PROTOCOL: Final = "http/protobuf"
EXPORTER: Final = "otlp"
PACKAGE: Final = "opentelemetry.exporter.otlp.proto.http"


def open_traces(environment: Mapping[str, str], database: str) -> "Traces | None":
    """What makes spans of requests, if that is wanted and can be; else the log says why not.

    `database` is what OpenTelemetry calls it: postgresql or sqlite.
    """
    if not is_wanted(environment):
        return None
    problem = problem_of(environment)
    if problem is not None:
        logger.warning("No traces are sent: %s", problem)
        return None
    from server.observing.spans import Traces  # noqa: PLC0415 - an optional package

    return Traces(database)


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether one of the variables asks for traces, and none forbids them."""
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    exporter = environment.get("OTEL_TRACES_EXPORTER", "").strip()
    return exporter != "none" and any(environment.get(name, "").strip() for name in WANTING)


def problem_of(environment: Mapping[str, str]) -> str | None:
    """What is in the way, in a sentence."""
    set_variable = next(name for name in WANTING if environment.get(name, "").strip())
    exporter = environment.get("OTEL_TRACES_EXPORTER", "").strip() or EXPORTER
    if exporter != EXPORTER:
        return f"OTEL_TRACES_EXPORTER is {exporter!r}; Clinch has {EXPORTER!r} alone."
    given = ((name, environment.get(name, "").strip()) for name in PROTOCOLS)
    name, protocol = next((each for each in given if each[1]), ("", PROTOCOL))
    if protocol != PROTOCOL:
        return f"{name} is {protocol!r}; Clinch has {PROTOCOL!r} alone."
    if not _is_installed():
        return f"{set_variable} is set, but the extra isn't installed: clinch[opentelemetry]."
    return None


def _is_installed() -> bool:
    try:
        return find_spec(PACKAGE) is not None
    except ModuleNotFoundError:
        return False
