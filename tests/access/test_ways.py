"""Other ways to what isn't one's own: cursors, keys, filters, versions, hashes, sockets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final

from starlette.testclient import TestClient

from server.app import create_app
from server.settings import Settings
from tests.access.cast import CAST, DEALS, SEES, VIEWERS
from tests.access.conftest import asked, called
from tests.access.keys import NARROW
from tests.conftest import LOCAL, NOW
from tests.costs import GENEROUS
from tests.reads.asking import store
from tests.sign_in.conftest import steady  # noqa: F401
from tests.sign_in.provider import AUDIENCE, Provider

SAM, PAT, FAR, BOSS = (VIEWERS[name] for name in ("sam", "pat", "far", "boss"))
ADMIN: Final = VIEWERS["admin"]
OF_SAM, OF_PAT, OF_FAR = (DEALS[name] for name in ("sam", "pat", "far"))
ERRORS: Final = "errors { code path ... on PermissionDeniedError { missingRight } }"


# ── reads ───────────────────────────────────────────────────────────────────────────────────────

PAGE: Final = """query($after: String, $before: String) {
  opportunities(orderBy: {field: NAME}, first: 100, after: $after, before: $before) {
    totalCount edges { cursor node { id } } pageInfo { hasPreviousPage hasNextPage } } }"""


def test_a_cursor_of_what_isnt_seen_is_a_place_and_nothing_else(client: TestClient) -> None:
    every = asked(client, ADMIN, PAGE)["opportunities"]
    mine = asked(client, VIEWERS["partner"], PAGE)["opportunities"]
    cursors = {each["node"]["id"]: each["cursor"] for each in every["edges"]}
    own = [each["node"]["id"] for each in mine["edges"]]

    assert mine["totalCount"] == 3 < every["totalCount"]
    assert mine["pageInfo"] == {"hasPreviousPage": False, "hasNextPage": False}
    for place, identifier in enumerate(cursors):
        earlier = [each for each in [*cursors][: place + 1] if each in own]
        page = asked(client, VIEWERS["partner"], PAGE, after=cursors[identifier])["opportunities"]
        assert [each["node"]["id"] for each in page["edges"]] == own[len(earlier) :]
        assert page["totalCount"] == 3
        assert page["pageInfo"] == {"hasPreviousPage": bool(earlier), "hasNextPage": False}


def test_what_is_given_away_goes_with_its_history(client: TestClient) -> None:
    document = """query($id: ID!, $quote: ID!, $event: ID!, $account: ID!) {
      opportunity(id: $id) { id changes { totalCount } } quote(id: $quote) { id }
      node(id: $event) { id } account(id: $account) { opportunities { totalCount } } }"""
    ids = {
        "id": OF_SAM.open.id,
        "quote": OF_SAM.draft.id,
        "event": OF_SAM.events[0].id,
        "account": OF_SAM.account.id,
    }
    given = {"opportunityId": OF_SAM.open.id, "ownerId": FAR.user_id}
    nothing = {"opportunity": None, "quote": None, "node": None}
    before, far_before = (asked(client, each, document, **ids) for each in (SAM, FAR))

    answer = called(client, ADMIN, "updateOpportunity", given, "errors { code }")

    assert answer == {"errors": []}
    assert far_before == {**nothing, "account": {"opportunities": {"totalCount": 0}}}
    after, far_after = (asked(client, each, document, **ids) for each in (SAM, FAR))
    assert before["opportunity"] == {"id": ids["id"], "changes": {"totalCount": 4}}
    assert after == {**nothing, "account": {"opportunities": {"totalCount": 2}}}
    assert far_after["opportunity"] == {"id": ids["id"], "changes": {"totalCount": 5}}
    assert far_after["quote"]
    assert far_after["node"]


def test_what_is_closed_is_closed_within_errors(client: TestClient) -> None:
    selection = """opportunity { id } errors { ... on BlockingQuotesError {
      quotes { id opportunity { owner { name email } account { employees } } }
      opportunity { owner { email manager { id } } } } }"""
    given = {"opportunityId": OF_SAM.open.id, "outcome": "WON"}
    key = VIEWERS["boss"].without("users:read", "finances:read")

    answer = called(client, key, "closeOpportunity", given, selection)

    owner = {"name": "User sam", "email": None}
    within = {"owner": owner, "account": {"employees": None}}
    assert answer["errors"] == [
        {
            "quotes": [{"id": OF_SAM.active.id, "opportunity": within}],
            "opportunity": {"owner": {"email": None, "manager": None}},
        }
    ]


# ── by each way that a document comes ───────────────────────────────────────────────────────────

SOCKET: Final = "ws://localhost/graphql"
MINE: Final = "{ opportunities(first: 100) { totalCount } user: viewer { id } }"


@contextmanager
def signed_in(database_url: str, provider: Provider) -> Iterator[TestClient]:
    """The application with a provider whose tokens are the cast's."""
    settings = Settings(
        database_url=database_url,
        oidc_issuer=provider.issuer,
        oidc_audience=(AUDIENCE,),
        **GENEROUS,
    )
    app = create_app(settings, clock=lambda: NOW)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as client:
        store(client, CAST)
        yield client


def token_of(provider: Provider, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {provider.token(sub=f'subject of {name}')}"}


def test_by_each_way_a_document_is_the_callers_own(
    database_url: str,
    steady: Provider,  # noqa: F811
) -> None:
    digest = sha256(MINE.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    with signed_in(database_url, steady) as client:

        def data(answer: Any) -> Any:
            assert answer.status_code == 200
            return answer.json()["data"]

        def by_socket(name: str) -> Any:
            with client.websocket_connect(SOCKET, ["graphql-transport-ws"]) as socket:
                socket.send_json({"type": "connection_init", "payload": token_of(steady, name)})
                assert socket.receive_json()["type"] == "connection_ack"
                payload = {"query": MINE}
                socket.send_json({"type": "subscribe", "id": "1", "payload": payload})
                return socket.receive_json()["payload"]["data"]

        # The chief sends the document whole; the others name it only.
        whole = {"query": MINE, "extensions": extensions}
        data(client.post("/graphql", json=whole, headers=token_of(steady, "chief")))
        for name in ("chief", "sam", "rae", "partner", "reader"):
            headers = token_of(steady, name)
            answers = [
                data(client.post("/graphql", json={"query": MINE}, headers=headers)),
                data(client.get("/graphql", params={"query": MINE}, headers=headers)),
                data(client.post("/graphql", json={"extensions": extensions}, headers=headers)),
                data(
                    client.get(
                        "/graphql",
                        params={"extensions": json.dumps(extensions)},
                        headers=headers,
                    )
                ),
                by_socket(name),
            ]
            # Three of each, and what the demo has.
            deals = 3 * len(SEES[name]) + (6 if name == "reader" else 0)
            expected = {
                "opportunities": {"totalCount": deals},
                "user": {"id": VIEWERS[name].user_id},
            }
            assert answers == [expected] * 5


def test_a_key_of_nothing_sees_what_everybody_sees(client: TestClient) -> None:
    document = """{ opportunities { totalCount } quotes { totalCount } accounts { totalCount }
      contacts { totalCount } products { totalCount } competitors { totalCount }
      events { totalCount } closeMetrics { count } pipeline { count }
      users(first: 1) { nodes { name email } } quoteStatusReasons { code } }"""

    answer = asked(client, NARROW["reader of nothing"], document)

    counted = {name for name, value in answer.items() if value == {"totalCount": 0}}
    assert counted == {
        *("opportunities", "quotes", "accounts", "contacts", "products", "competitors", "events")
    }
    assert answer["closeMetrics"] == answer["pipeline"] == [{"count": 0}]
    assert answer["users"]["nodes"] == [{"name": "Aiko Tanaka", "email": None}]
    assert len(answer["quoteStatusReasons"]) == 7
