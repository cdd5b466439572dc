"""Documents by hash (APQ), and documents that are trusted."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from resolvers.faults import FaultCode
from server.app import create_app
from server.demo import DEMO_USER
from server.persisted import PersistedDocuments
from server.refusing import RequestRefused
from server.request import GraphQLRequest
from server.settings import Settings
from tests.api.demo import ROBOTS
from tests.api.requests import nothing_changes
from tests.conftest import LOCAL
from tests.costs import without_cost
from tests.server.commands import run

VIEWER = "{ viewer { name } }"
ANSWER = {"data": {"viewer": {"name": "Aiko Tanaka"}}}
CLOSE = f'mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ __typename }} }}'

Open = Callable[..., TestClient]


@pytest.fixture
def opened(database_url: str) -> Iterator[Open]:
    """The application with further settings."""
    clients: list[TestClient] = []

    def open_with(**settings: Any) -> TestClient:
        app = create_app(Settings(database_url=database_url, actor=DEMO_USER, **settings))
        client = TestClient(app, LOCAL)
        client.__enter__()
        clients.append(client)
        return client

    yield open_with
    for client in clients:
        client.__exit__()


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def by_hash(given: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": given, **more}}}


def post(client: TestClient, body: Any, accept: str = "application/json") -> Any:
    return client.post("/graphql", json=body, headers={"Accept": accept})


def code_of(response: Any) -> str:
    (error,) = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


def test_a_document_is_sent_once_and_named_from_then_on(client: TestClient) -> None:
    named = by_hash(hash_of(VIEWER))

    unknown = post(client, named, "application/graphql-response+json")
    sent = post(client, {**named, "query": VIEWER})
    known = post(client, named)
    got = client.get("/graphql", params={"extensions": json.dumps(named["extensions"])})

    assert unknown.status_code == 200
    assert unknown.json() == {
        "errors": [
            {
                "message": "PersistedQueryNotFound",
                "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
            }
        ]
    }
    for answer in (sent, known, got):
        assert without_cost(answer.json()) == ANSWER
    assert got.headers["cache-control"] == "private, no-cache"
    assert unknown.headers["cache-control"] == "no-store"


def test_what_clients_add_is_let_pass(client: TestClient) -> None:
    body = {**by_hash(hash_of(VIEWER).upper(), miss=True), "query": VIEWER}
    body["extensions"]["clientLibrary"] = {"name": "x"}

    assert without_cost(post(client, body).json()) == ANSWER
    assert without_cost(post(client, by_hash(hash_of(VIEWER))).json()) == ANSWER


def test_a_document_isnt_kept_under_anothers_hash(client: TestClient) -> None:
    named = by_hash(hash_of("{ viewer { id } }"))

    wrong = post(client, {**named, "query": VIEWER})

    assert (wrong.status_code, code_of(wrong)) == (400, "BAD_REQUEST")
    assert code_of(post(client, named)) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        "x",
        {},
        {"version": 1},
        {"version": 1, "sha256Hash": 7},
        {"version": 2, "sha256Hash": "a"},
        {"sha256Hash": "a"},
    ],
)
def test_what_is_no_hash_is_a_bad_request(client: TestClient, given: Any) -> None:
    response = post(client, {"query": VIEWER, "extensions": {"persistedQuery": given}})

    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


def test_a_mutation_by_hash_isnt_made_by_get(client: TestClient, database_url: str) -> None:
    named = by_hash(hash_of(CLOSE))

    with nothing_changes(database_url):
        got = client.get(
            "/graphql", params={"query": CLOSE, "extensions": json.dumps(named["extensions"])}
        )
        again = client.get("/graphql", params={"extensions": json.dumps(named["extensions"])})

    assert (got.status_code, again.status_code) == (405, 405)


def test_a_flood_of_documents_is_kept_within_bounds() -> None:
    documents = PersistedDocuments(1000)

    for number in range(500):
        text = f"{{ a{number}: __typename }}"
        request = GraphQLRequest(text, extensions=by_hash(hash_of(text))["extensions"])
        assert documents.text(request) == text

    assert 0 < documents.kept <= 1000 / len("{ a1: __typename }")
    with pytest.raises(RequestRefused) as caught:
        documents.text(
            GraphQLRequest(None, extensions=by_hash(hash_of("{ a0: __typename }"))["extensions"])
        )
    assert caught.value.code is FaultCode.PERSISTED_QUERY_NOT_FOUND


def test_a_flood_doesnt_crowd_out_a_document_that_is_in_use() -> None:
    documents = PersistedDocuments(100_000)
    named = by_hash(hash_of(VIEWER))["extensions"]
    documents.text(GraphQLRequest(VIEWER, extensions=named))
    assert documents.text(GraphQLRequest(None, extensions=named)) == VIEWER

    for number in range(10_000):
        text = f"{{ a{number}: __typename }}"
        documents.text(GraphQLRequest(text, extensions=by_hash(hash_of(text))["extensions"]))

    assert documents.text(GraphQLRequest(None, extensions=named)) == VIEWER
    assert documents.kept < 2000


def test_where_none_are_kept_clients_are_told_to_send_them(opened: Open) -> None:
    client = opened(persisted_queries=0)
    named = by_hash(hash_of(VIEWER))

    assert without_cost(post(client, {**named, "query": VIEWER}).json()) == ANSWER
    assert code_of(post(client, named)) == "PERSISTED_QUERY_NOT_SUPPORTED"


# ── trusted documents ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def trusted(tmp_path: Path) -> Path:
    file = tmp_path / "trusted.json"
    file.write_text(json.dumps({"viewer": VIEWER, f"sha256:{hash_of(CLOSE)}": CLOSE}))
    return file


def test_trusted_documents_go_by_their_id_beside_others(opened: Open, trusted: Path) -> None:
    client = opened(trusted_documents=trusted)

    for body in ({"documentId": "viewer"}, {"documentId": "viewer", "query": VIEWER}):
        assert without_cost(post(client, body).json()) == ANSWER
    got = client.get("/graphql", params={"documentId": "viewer"})
    assert without_cost(got.json()) == ANSWER
    assert without_cost(post(client, {"query": VIEWER}).json()) == ANSWER
    assert code_of(post(client, {"documentId": "other"})) == "PERSISTED_QUERY_NOT_FOUND"
    other = post(client, {"documentId": "viewer", "query": "{ viewer { id } }"})
    assert (other.status_code, code_of(other)) == (400, "BAD_REQUEST")


def test_only_trusted_documents_are_answered_by_whatever_way(
    opened: Open, trusted: Path, database_url: str
) -> None:
    client = opened(trusted_documents=trusted, trusted_documents_only=True)
    strange = "{ viewer { id } }"
    message = "Only trusted documents are answered here: send the `documentId` of one of them."

    with nothing_changes(database_url):
        refused = [
            post(client, {"query": strange}),
            post(client, {"query": VIEWER + " "}),
            post(client, {**by_hash(hash_of(strange)), "query": strange}),
            post(client, {"documentId": f"sha256:{hash_of(strange)}", "query": strange}),
            client.get("/graphql", params={"query": strange}),
        ]
    with client.websocket_connect("ws://localhost/graphql", ["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": strange}})
        told = socket.receive_json()
        socket.send_json({"type": "subscribe", "id": "2", "payload": {"documentId": "viewer"}})
        answered = socket.receive_json()

    for response in refused:
        assert (response.status_code, code_of(response)) == (403, "BAD_REQUEST")
        assert response.json()["errors"][0]["message"] == message
    assert told["payload"][0]["message"] == message
    assert answered["payload"]["data"] == ANSWER["data"]
    assert without_cost(post(client, {"documentId": "viewer"}).json()) == ANSWER
    assert without_cost(post(client, {"query": VIEWER}).json()) == ANSWER
    assert "data" in post(client, by_hash(hash_of(CLOSE))).json()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "can't be read: No such file or directory."),
        ("[", "has to be a JSON object: an id and the text of a document, each."),
        ("[]", "has to be a JSON object: an id and the text of a document, each."),
        ('{"a": 1}', "has to be a JSON object: an id and the text of a document, each."),
        ('{"a": "{"}', "document 'a': Syntax Error: Expected Name, found <EOF>."),
        ('{"a": "{ nobody }"}', "document 'a': Cannot query field 'nobody' on type 'Query'."),
        (
            '{"a": "{ __schema { description } }"}',
            "document 'a': This installation doesn't tell its schema (CLINCH_INTROSPECTION).",
        ),
    ],
)
def test_a_file_that_cant_be_used_is_told_before_the_server_listens(
    tmp_path: Path, content: str | None, why: str
) -> None:
    file = tmp_path / "trusted.json"
    if content is not None:
        file.write_text(content)
    assert run(tmp_path, "migrate").returncode == 0

    ended = run(tmp_path, "serve", CLINCH_TRUSTED_DOCUMENTS=str(file))

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"clinch: CLINCH_TRUSTED_DOCUMENTS: {file}")
    assert ended.stderr.strip().endswith(why)
