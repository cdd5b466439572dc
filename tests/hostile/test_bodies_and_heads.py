"""Hostile bodies, query strings and headers: each costs at most 100 ms of CPU, changes nothing."""

import logging
from typing import Any

import orjson
import pytest
from graphql import build_schema
from starlette.testclient import TestClient

from tests.hostile.bodies import bodies
from tests.hostile.documents import LARGEST
from tests.hostile.generated import SDL
from tests.hostile.heads import heads
from tests.hostile.measuring import MOST, cheapest
from tests.hostile.sending import ANSWERED, exchange, hashed, headed, posted

REQUESTS = {**bodies(), **heads()}


@pytest.mark.parametrize("name", REQUESTS)
def test_it_costs_little_and_is_no_fault(
    installed: TestClient, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.WARNING)
    sent = REQUESTS[name]
    assert len(sent.body) <= LARGEST

    spent, (status, headers, body) = cheapest(lambda _: exchange(installed, sent))

    answer = orjson.loads(body)
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert (codes or {ANSWERED}, status) == ({sent.code}, sent.status), body[:300]
    assert headers[b"content-type"] == b"application/json; charset=utf-8"
    assert not any(b"\r" in each or b"\n" in each for each in headers.values())
    assert not caplog.records, caplog.text
    assert not codes or len(body) < 10_000
    assert spent < MOST


WRONG: tuple[Any, ...] = (
    None,
    1,
    1.5,
    True,
    "x",
    [],
    [[]],
    [{}],
    {"a": 1},
    {"": {}},
    {"input": {}},
)


def inputs() -> list[tuple[str, str]]:
    """Each mutation with the type of its input."""
    mutation = build_schema(SDL.read_text("utf-8")).mutation_type
    assert mutation
    return [(name, str(field.args["input"].type)) for name, field in mutation.fields.items()]


@pytest.mark.parametrize(("field", "type_"), inputs())
def test_an_input_of_another_type_is_refused(
    installed: TestClient, caplog: pytest.LogCaptureFixture, field: str, type_: str
) -> None:
    caplog.set_level(logging.WARNING)
    query = f"mutation($input: {type_}) {{ {field}(input: $input) {{ __typename }} }}"

    for wrong in WRONG:
        status, _, body = exchange(installed, posted("BAD_USER_INPUT", query, input=wrong))
        answer = orjson.loads(body)
        assert (status, [*answer]) == (200, ["errors"]), wrong
        assert {each["extensions"]["code"] for each in answer["errors"]} == {"BAD_USER_INPUT"}
        assert all(each["message"].startswith("Variable '$input' ") for each in answer["errors"])
    assert not caplog.records


def test_hashes_by_the_thousand_are_kept_within_bounds(installed: TestClient) -> None:
    for number in range(1000):
        unknown = {"version": 1, "sha256Hash": f"{number:064x}"}
        status, _, body = exchange(installed, hashed("", unknown, None))
        assert (status, orjson.loads(body)["errors"][0]["message"]) == (
            200,
            "PersistedQueryNotFound",
        )

    status, _, body = exchange(installed, headed(ANSWERED))
    assert (status, [*orjson.loads(body)]) == (200, ["data", "extensions"])
