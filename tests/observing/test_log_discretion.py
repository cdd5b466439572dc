"""What clients send: none of it is in the log that shouldn't be, and none of it makes a line."""

import json
import re
from collections.abc import Callable

import pytest

from tests.observing.conftest import Lines
from tests.observing.serving import serving

WHO = "query Who { viewer { name } }"
MARKER = "hunter2"
CONTROLS = "\t\x1b[31m\r\n\x7f\x85\x9b"
"""What a terminal obeys, or ends a line; uvicorn lets some of it through in a header's value."""


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_secret_no_value_and_no_text_of_a_document_is_told(
    database_url: str,
    capsysbinary: pytest.CaptureFixture[bytes],
    caplog: pytest.LogCaptureFixture,
    log_format: str,
) -> None:
    secret = {"Authorization": f"Bearer {MARKER}", "Cookie": MARKER, "Idempotency-Key": MARKER}
    variable = "query($name: String!) { opportunities(filter: {name: {eq: $name}}) { totalCount } }"
    written = f"""mutation {{ updateOpportunity(input: {{
      opportunityId: "{MARKER}", name: "{MARKER}" }}) {{ errors {{ code message }} }} }}"""
    bodies = [
        {"query": variable, "variables": {"name": MARKER}},
        {"query": variable, "variables": {MARKER: MARKER}},
        {"query": variable, "variables": {"name": [MARKER]}},
        {"query": WHO, "operationName": MARKER},
        {"query": WHO, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": MARKER}}},
        *({"query": each} for each in (written, f"{WHO} # {MARKER}", f"{{ {MARKER} }}", MARKER)),
    ]
    with serving(database_url, log_format=log_format, log_level="debug") as client:
        answers = [client.post("/graphql", json={"query": WHO}, headers=secret)]
        answers += [client.post("/graphql", json=each) for each in bodies]
        answers += [
            client.post("/graphql", json=bodies[0], headers={"Idempotency-Key": MARKER}),
            client.get("/graphql", params={"query": f"{{ {MARKER} }}"}),
            client.get("/nowhere", params={MARKER: MARKER}),
            client.post("/graphql", content=MARKER),
        ]

    output = capsysbinary.readouterr()
    assert len(output.err.splitlines()) == len(answers) == 14
    assert MARKER.encode() not in output.err + output.out
    assert MARKER not in caplog.text


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_nobody_writes_a_line_of_his_own(
    database_url: str, capsysbinary: pytest.CaptureFixture[bytes], log_format: str
) -> None:
    forged = 'x\r\n{"level": "error"}\n\u2028\x1b[2J'
    named = {b"X-Client-Name": CONTROLS.encode()}
    with serving(database_url, log_format=log_format) as client:
        client.post("/graphql", json={"query": WHO}, headers=named)
        client.post("/graphql", json={"query": WHO, "operationName": forged})
        client.get("/no%0D%0Awhere%1B%5B2J%E2%80%A8")

    output = capsysbinary.readouterr().err
    lines = output.removesuffix(b"\n").split(b"\n")
    assert len(lines) == 3
    assert not re.search(rb"[\0-\x09\x0b-\x1f]", output)
    if log_format == "json":
        client_line, forged_line, path_line = map(json.loads, lines)
        assert client_line["client"] == CONTROLS.encode().decode("latin-1")
        assert forged_line["operation"] is None
        assert path_line["path"] == "/no\r\nwhere\x1b[2J\u2028"
    else:
        assert all(line.decode().isprintable() for line in lines)
        assert lines[0].decode().endswith(r", \t\x1b[31m\r\n\x7fÂ\x85Â\x9b")
        assert rb" /no\r\nwhere\x1b[2J\u2028 BAD_REQUEST; " in lines[2]


def test_long_names_are_cut(database_url: str, logged: Callable[[], Lines]) -> None:
    with serving(database_url) as client:
        client.post(
            "/graphql",
            json={"query": f"query {'q' * 200} {{ viewer {{ name }} }}"},
            headers={"X-Client-Name": "c" * 200},
        )

    (line,) = logged()
    assert (line["operation"], line["client"]) == ("q" * 100, "c" * 100)
