"""Whatever is made of the contract gets an answer that says what is wrong, and is no fault."""

import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from graphql import GraphQLScalarType, build_schema, specified_scalar_types
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from resolvers.faults import FaultCode
from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.conftest import LOCAL, NOW
from tests.hostile.generated import SCALARS, SDL, Request, requests

CASES = int(os.environ.get("CLINCH_TEST_EXAMPLES", "500"))
CODES = {code.value for code in FaultCode} - {FaultCode.INTERNAL_SERVER_ERROR.value}
"""What a top-level error may say."""
INSIDES = re.compile(
    r"Traceback|File \"|Error\(|<class|\bself\b|site-packages|strawberry|graphql-core|starlette"
    r"|uvicorn|sqlalche|sqlmodel|sqlite|asyncpg|postgres|orjson|pydantic|SELECT |INSERT |UPDATE ",
    re.IGNORECASE,
)
"""What only a program that gives up would say, or tells what it is made of."""


@pytest.fixture
def fuzzed(database_url: str) -> Iterator[TestClient]:
    """The application as it is installed, for callers who may ask as much as they like."""
    settings = Settings(database_url=database_url, actor=DEMO_USER, rate_limit=0)
    app = create_app(settings, clock=lambda: NOW)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as client:
        yield client


def test_every_scalar_of_the_contract_has_values() -> None:
    types = build_schema(SDL.read_text("utf-8")).type_map.values()
    scalars = {each.name for each in types if isinstance(each, GraphQLScalarType)}

    assert scalars - specified_scalar_types.keys() <= SCALARS.keys()


def test_no_request_meets_a_fault(fuzzed: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    came_to: Counter[tuple[str, str]] = Counter()

    @settings(
        max_examples=CASES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[*HealthCheck],
        # What is stored changes from case to case: the first that fails is told as it is.
        phases=[Phase.generate],
    )
    @given(requests())
    def ask(request: Request) -> None:
        response = fuzzed.post(
            "/graphql", content=request.body, headers={"Content-Type": "application/json"}
        )
        assert response.status_code in {200, 400}
        assert response.headers["content-type"] == "application/json; charset=utf-8"
        answer: dict[str, Any] = orjson.loads(response.content)
        assert "data" in answer or answer["errors"]
        assert {*answer} <= {"data", "errors", "extensions"}
        errors = answer.get("errors", ())
        for error in errors:
            assert {*error} <= {"message", "locations", "path", "extensions"}
            assert {*error["extensions"]} == {"code"}
            assert error["extensions"]["code"] in CODES
            assert not INSIDES.search(error["message"]), error["message"]
        assert not caplog.records, caplog.text
        kind = request.field.partition(".")[0]
        came_to[kind, errors[0]["extensions"]["code"] if errors else "answered"] += 1

    ask()

    # Neither tame nor refused at the door.
    assert came_to.total() == CASES
    for kind in ("Query", "Mutation"):
        assert came_to[kind, "answered"] > CASES * 0.1
        assert came_to[kind, "GRAPHQL_VALIDATION_FAILED"] > CASES * 0.02
        assert came_to[kind, "BAD_USER_INPUT"] > CASES * 0.05
