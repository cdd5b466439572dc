"""The codes of top-level errors: each is answered to some request, and there are no others."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import resolvers
import server
from resolvers.faults import FaultCode
from tests.api.demo import ROBOTS
from tests.api.test_errors import codes
from tests.conftest import execute

QUOTES = " ".join(f"a{number}: quotes {{ totalCount }}" for number in range(600))
PROVOKED = {
    FaultCode.BAD_REQUEST: "",
    FaultCode.GRAPHQL_PARSE_FAILED: "{",
    FaultCode.GRAPHQL_VALIDATION_FAILED: "{ viewer { nam } }",
    FaultCode.OPERATION_RESOLUTION_FAILURE: "query A { __typename } query B { __typename }",
    FaultCode.BAD_USER_INPUT: "{ opportunities(first: -1) { totalCount } }",
    FaultCode.LIMIT_EXCEEDED: f'{{ opportunity(id: "{ROBOTS}") {{ {QUOTES} }} }}',
    FaultCode.INTERNAL_SERVER_ERROR: f'{{ opportunity(id: "{ROBOTS}") {{ closes {{ id }} }} }}',
}
"""A document for each, where the table of closes is lost."""


ELSEWHERE = {
    FaultCode.PERSISTED_QUERY_NOT_FOUND,
    FaultCode.PERSISTED_QUERY_NOT_SUPPORTED,
    FaultCode.RATE_LIMITED,
    FaultCode.TIMEOUT,
    FaultCode.UNAUTHENTICATED,
}
"""Those that no document provokes by itself."""


def test_every_code_is_answered_to_some_request(
    client: TestClient, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    execute(database_url, "ALTER TABLE opportunity_close RENAME TO opportunity_close_moved")

    with caplog.at_level("CRITICAL", "clinch"):
        answers = {
            code: client.post("/graphql", json={"query": document})
            for code, document in PROVOKED.items()
        }

    for code, answer in answers.items():
        assert answer.status_code == (400 if code is FaultCode.BAD_REQUEST else 200)
        assert codes(answer.json() | {"data": None}) == [code]
    assert PROVOKED.keys() | ELSEWHERE == {*FaultCode}


def test_no_code_is_written_but_as_one_of_these() -> None:
    sources = {
        path.name: path.read_text("utf-8")
        for package in (resolvers, server)
        for path in Path(package.__path__[0]).rglob("*.py")
    }

    for code in FaultCode:
        assert [name for name, text in sources.items() if f'"{code}"' in text] == ["faults.py"]
    assert [name for name, text in sources.items() if re.search(r'"code"[:\]][ =]*"', text)] == []
