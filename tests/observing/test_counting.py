"""What requests add up to: /metrics has each of them, once, under what it was."""

from collections.abc import Sequence
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from server.observing.counts import Counts
from server.observing.exchange import Transport
from server.observing.record import Record
from tests.api.demo import ROBOTS
from tests.observing.serving import serving

WHO = {"query": "{ viewer { name } }"}
WIN = {
    "query": f"""mutation {{ closeOpportunity(input: {{opportunityId: "{ROBOTS}", outcome: WON}}) {{
  errors {{ code }} }} }}"""
}
STRICT = {"Accept": "application/graphql-response+json"}

Samples = dict[str, dict[tuple[str, ...], float]]


def samples(client: TestClient) -> Samples:
    """What /metrics says, by name and then by the values of its labels, which are sorted."""
    found: Samples = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for each in family.samples:
            found.setdefault(each.name, {})[
                tuple(each.labels[name] for name in sorted(each.labels))
            ] = each.value
    return found


def test_each_request_is_counted_once_as_what_it_was(database_url: str) -> None:
    with serving(database_url, metrics=True) as client:
        for query in (WHO, WHO, WIN, {"query": "{"}, {"query": "{ nobody }"}):
            client.post("/graphql", json=query, headers=STRICT)
        client.get("/health/live")
        client.get("/nowhere")
        with client.websocket_connect("ws://localhost/graphql", ["graphql-transport-ws"]) as socket:
            socket.send_json({"type": "connection_init"})
            socket.receive_json()
            socket.send_json({"type": "subscribe", "id": "1", "payload": WHO})
            assert [socket.receive_json()["type"] for _ in range(2)] == ["next", "complete"]
        found = samples(client)
        later = samples(client)

    assert found["clinch_requests_total"] == {
        ("OK", "query", "http"): 2,
        ("OK", "mutation", "http"): 1,
        ("GRAPHQL_PARSE_FAILED", "none", "http"): 1,
        ("GRAPHQL_VALIDATION_FAILED", "none", "http"): 1,
        ("BAD_REQUEST", "none", "http"): 1,
        ("OK", "query", "websocket"): 1,
    }
    assert found["clinch_http_responses_total"] == {("200",): 4, ("400",): 2, ("404",): 1}
    assert found["clinch_refusals_total"] == {("OPPORTUNITY_HAS_ACTIVE_QUOTES",): 1}
    assert found["clinch_operation_duration_seconds_count"] == {("query",): 3, ("mutation",): 1}
    assert found["clinch_operation_cost_count"] == {("query",): 3, ("mutation",): 1}
    assert found["clinch_operation_cost_sum"] == {("query",): 6, ("mutation",): 14}
    costs = found["clinch_operation_cost_bucket"]
    assert (costs["query", "1.0"], costs["query", "5.0"], costs["query", "+Inf"]) == (0, 3, 3)
    assert (costs["mutation", "10.0"], costs["mutation", "50.0"]) == (0, 1)
    assert found["clinch_database_statements_total"] == {(): 6}
    assert found["clinch_database_seconds_total"][()] > 0
    # To be asked for them is a request like others, once it is over.
    assert found["clinch_requests_running"] == {(): 1}
    assert later["clinch_http_responses_total"] == {("200",): 5, ("400",): 2, ("404",): 1}
    assert later["clinch_requests_total"] == found["clinch_requests_total"]


def test_given_a_full_disk_when_requests_cant_be_logged_then_they_are_answered_and_counted(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        monkeypatch.setattr("sys.stderr", TextIOWrapper(full))
        with serving(database_url, metrics=True) as client:
            answers = [client.post("/graphql", json=WHO) for _ in range(250)]
            found = samples(client)

    assert {each.status_code for each in answers} == {200}
    assert found["clinch_requests_total"] == {("OK", "query", "http"): 250}


def eighths(most: int) -> st.SearchStrategy[float]:
    """Numbers whose sums are the same in any order."""
    return st.integers(0, most * 8).map(lambda number: number / 8)


KINDS = st.sampled_from(["query", "mutation", None])
CODES = st.sampled_from(["OK", "TIMEOUT", "NOT_FOUND"])
RECORDS = st.builds(
    lambda transport, seconds, status, code, refusals, kind, cost, database: Record(
        request_id="r-1",
        transport=transport,
        started=8.0,
        ended=8.0 + seconds,
        status=status,
        code=code,
        path="/graphql",
        peer=None,
        refusals=tuple(refusals),
        kind=kind,
        cost=cost,
        statements=3,
        database_seconds=database,
    ),
    st.sampled_from(get_args(Transport)),
    eighths(100),
    st.sampled_from([0, 200, 404]),
    CODES,
    st.lists(st.sampled_from(["FIRST", "SECOND"]), max_size=3),
    KINDS,
    st.none() | st.integers(0, 100_000),
    eighths(10),
)


def plain(counts: Counts) -> dict[str, Any]:
    """All of them, in an order of its own."""
    found = counts.plain()
    return {**found, **{name: sorted(found[name]) for name in ("requests", "statuses")}}


def counted(*batches: Sequence[Record]) -> Counts:
    counts = Counts()
    for batch in batches:
        counts(batch)
    return counts


@given(st.lists(RECORDS, max_size=30), st.lists(st.integers(0, 30), max_size=4))
def test_however_they_are_told_of_they_add_up_to_the_same(
    records: list[Record], cuts: list[int]
) -> None:
    bounds = [0, *sorted(cuts), len(records)]
    parts = [records[first:last] for first, last in pairwise(bounds)]

    at_once = plain(counted(records))
    in_parts = plain(counted(*parts))
    by_workers = Counts()
    for part in parts:
        by_workers.include(counted(part).plain())

    assert in_parts == plain(by_workers) == at_once
    operations = [each for each in records if each.kind is not None]
    told = [*operations, *(each for each in records if each.kind is None and each.code != "OK")]
    assert sum(number for *_, number in at_once["requests"]) == len(told)
    assert sum(sum(counts) for counts, _ in at_once["seconds"].values()) == len(operations)
    assert at_once["statements"] == 3 * len(operations)
