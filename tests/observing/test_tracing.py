"""Traces as OpenTelemetry's variables and a client's own trace want them, or not."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.observing.collecting import Collector
from tests.observing.conftest import Lines
from tests.observing.serving import serving
from tests.server.commands import free_port

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


def test_of_many_a_part_is_kept_and_told(
    database_url: str, collector: Collector, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")

    with serving(database_url) as client:
        # One in 2 ** 60 times none of these is kept, or all are.
        for _ in range(60):
            ask(client, "")
        # What a client keeps is kept, and what it doesn't isn't.
        ask(client, SAMPLED)
        ask(client, NOT_SAMPLED)

    told = [line["traceId"] for line in logged()]
    kept = {each for each in told[:60] if each}
    assert 0 < len(kept) < 60
    assert told[60:] == ["a" * 32, None]
    sent = {span.trace_id for span in collector.spans}
    assert sent == {*kept, "a" * 32}


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


def test_a_collector_that_isnt_there_hinders_nobody(
    database_url: str,
    logged: Logged,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")

    with serving(database_url) as client:
        ask(client, SAMPLED)
        ask(client, NOT_SAMPLED)

    assert [(line["code"], line["traceId"]) for line in logged()] == [
        ("OK", "a" * 32),
        ("OK", None),
    ]
    assert {record.levelname for record in caplog.records} <= {"WARNING", "ERROR"}
    assert any("xport" in record.getMessage() for record in caplog.records)
