"""What the tests of idempotency keys share: a call with one, its replay, a refusal."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.requests import post

DEAL = {"name": "Depot", "currency": "JPY", "idempotencyKey": "a key"}
CREATE = "opportunity { id name version } errors { code path }"
REUSED = {
    "__typename": "IdempotencyError",
    "code": "IDEMPOTENCY_KEY_REUSED",
    "message": "The idempotency key was used for another call.",
    "path": ["input", "idempotencyKey"],
    "remedies": [],
}
ERRORS = "errors { __typename code message path remedies { mutation } }"


def answer(client: TestClient, field: str, given: dict[str, Any], selection: str) -> Any:
    """The whole answer of a mutation whose input is a variable."""
    kind = f"{field[0].upper()}{field[1:]}Input!"
    document = f"mutation($input: {kind}) {{ {field}(input: $input) {{ {selection} }} }}"
    return post(client, document, {"input": given})


def replay_of(data: Any) -> Any:
    """What the same call is answered with when it is sent again."""
    return {"data": data, "extensions": {"idempotentReplays": [*data]}}
