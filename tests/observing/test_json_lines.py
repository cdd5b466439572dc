"""Each line of the JSON log is its own record's, whatever the ones before it said."""

import json
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from server.observing.exchange import Transport
from server.observing.record import Record
from server.observing.request_log import CLIENT_LENGTH, RANKS, Entry, json_lines

TEXTS = st.sampled_from(["", '"', "\\", "\n\r", "{}", "%s", "\u2028\x1b", "é" * 150])
ENTRIES = st.tuples(
    st.builds(
        Record,
        request_id=st.from_regex(r"[A-Za-z0-9._-]{1,9}", fullmatch=True),
        transport=st.sampled_from(get_args(Transport)),
        started=st.just(8.0),
        ended=st.sampled_from([8.0, 8.0625, 9.5]),
        status=st.sampled_from([0, 1, 200, 503]),
        code=st.sampled_from(["OK", "TIMEOUT"]),
        path=TEXTS,
        peer=st.none() | st.tuples(st.sampled_from(["127.0.0.1", "::1"]), st.integers(0, 3)),
        actor=st.none() | TEXTS,
        client=st.none() | TEXTS,
        refusals=st.lists(st.sampled_from(["FIRST", "SECOND"]), max_size=2).map(tuple),
        kind=st.sampled_from(["query", "mutation", None]),
        operation=st.sampled_from(["One", None]),
        document=st.sampled_from(["ab" * 32, None]),
        cost=st.sampled_from([None, 0, 1]),
        statements=st.integers(0, 2),
        database_seconds=st.sampled_from([0.0, 0.0625]),
        trace_id=st.sampled_from([None, "cd" * 16]),
    ),
    st.sampled_from([*RANKS]),
)


@given(st.lists(ENTRIES, min_size=1, max_size=20))
def test_a_line_has_what_its_record_has(entries: list[Entry]) -> None:
    told = [json.loads(line) for line in json_lines(entries, 1_700_000_000.0).split(b"\n")[:-1]]

    assert told == [
        {
            "time": {
                8.0: "2023-11-14T22:13:28.000Z",
                8.0625: "2023-11-14T22:13:28.062Z",
                9.5: "2023-11-14T22:13:29.500Z",
            }[record.ended],
            "level": level,
            "logger": "clinch.requests",
            "requestId": record.request_id,
            "transport": record.transport,
            "path": record.path,
            "status": record.status,
            "code": record.code,
            "refusals": [*record.refusals],
            "kind": record.kind,
            "operation": record.operation,
            "document": record.document,
            "actor": record.actor,
            "client": record.client and record.client[:CLIENT_LENGTH],
            "peer": record.peer and record.peer[0],
            "cost": record.cost,
            "ms": (record.ended - record.started) * 1000,
            "statements": record.statements,
            "databaseMs": record.database_seconds * 1000,
            "traceId": record.trace_id,
        }
        for record, level in entries
    ]
