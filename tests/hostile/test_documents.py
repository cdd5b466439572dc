"""Each hostile document is refused or answered within 100 ms of CPU, and no fault comes of any."""

import json

import pytest
from starlette.testclient import TestClient

from tests.hostile.documents import LARGEST, hostile
from tests.hostile.measuring import MOST, TIMES, cheapest

DOCUMENTS = hostile()
REFUSED = {
    *("LIMIT_EXCEEDED", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"),
    "OPERATION_RESOLUTION_FAILURE",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_costs_little_to_refuse_or_to_answer(limited: TestClient, name: str) -> None:
    assert len(DOCUMENTS[name]) <= LARGEST
    # No document comes twice.
    bodies = [json.dumps({"query": DOCUMENTS[name] + " " * (again + 1)}) for again in range(TIMES)]
    headers = {"Content-Type": "application/json"}

    spent, response = cheapest(
        lambda again: limited.post("/graphql", content=bodies[again], headers=headers)
    )

    assert response.status_code == 200
    answer = response.json()
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert codes <= REFUSED
    assert ("data" in answer) == (not codes)
    assert spent < MOST
