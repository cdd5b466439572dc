"""Traces as OpenTelemetry's variables and a client's own trace want them, or not."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.observing.collecting import Collector
from tests.observing.conftest import Lines
from tests.observing.serving import serving

SAMPLED, NOT_SAMPLED = (f"00-{'a' * 32}-{'b' * 16}-{flags}" for flags in ("01", "00"))

Logged = Callable[[], Lines]


def ask(client: TestClient, traceparent: str) -> None:
    query = {"query": "{ viewer { name } }"}
    answer = client.post("/graphql", json=query, headers={"traceparent": traceparent})
    assert answer.json()["data"] == {"viewer": {"name": "Aiko Tanaka"}}


@pytest.mark.parametrize(
    ("environment", "traceparent"),
    [
        ({}, NOT_SAMPLED),
        ({"OTEL_TRACES_SAMPLER": "always_off"}, ""),
        ({"OTEL_TRACES_SAMPLER": "always_off"}, SAMPLED),
        ({"OTEL_SDK_DISABLED": "true"}, SAMPLED),
        ({"OTEL_SDK_DISABLED": " TRUE "}, ""),
        ({"OTEL_TRACES_EXPORTER": "none"}, SAMPLED),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, SAMPLED),
    ],
)
def test_where_none_is_wanted_none_is_sent_or_told(
    database_url: str,
    collector: Collector,
    logged: Logged,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    traceparent: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with serving(database_url) as client:
        ask(client, traceparent)

    assert collector.bodies == []
    (line,) = logged()
    assert (line["code"], line["traceId"], line["statements"]) == ("OK", None, 1)
    assert caplog.text == ""


def test_without_a_variable_none_is_sent(database_url: str, logged: Logged) -> None:
    with serving(database_url) as client:
        ask(client, SAMPLED)

    (line,) = logged()
    assert (line["code"], line["traceId"]) == ("OK", None)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("OTEL_TRACES_EXPORTER", "console", "OTEL_TRACES_EXPORTER is 'console'; Clinch has 'otlp'"),
        (
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "grpc",
            "OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'; Clinch has",
        ),
        (
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
            "http/json",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is 'http/json'; Clinch has",
        ),
    ],
)
def test_given_what_it_hasnt_it_says_so_and_serves(
    database_url: str,
    collector: Collector,
    logged: Logged,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    why: str,
) -> None:
    monkeypatch.setenv(name, value)

    with serving(database_url) as client:
        ask(client, SAMPLED)

    assert collector.bodies == []
    (warning,) = caplog.records
    assert (warning.name, warning.levelname) == ("clinch", "WARNING")
    assert warning.getMessage().startswith(f"No traces are sent: {why}")
    assert [(line["code"], line["traceId"]) for line in logged()] == [("OK", None)]


def test_its_name_and_its_attributes_are_the_environments(
    database_url: str, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "clinch-eu")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")

    with serving(database_url) as client:
        ask(client, SAMPLED)

    resource = collector.spans[0].resource
    assert resource["service.name"] == "clinch-eu"
    assert resource["deployment.environment.name"] == "test"
