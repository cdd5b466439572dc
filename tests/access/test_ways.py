"""Other ways to what isn't one's own: cursors, keys, filters, versions, hashes, sockets."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from server.settings import Settings
from tests.access.cast import CAST, DEALS, NARROW, SEES, VIEWERS
from tests.access.viewers import Viewer, seen_by
from tests.api.requests import ask, call, nothing_changes
from tests.conftest import LOCAL, NOW
from tests.costs import GENEROUS
from tests.reads.asking import database_of, store
from tests.reads.conftest import serving
from tests.services.dump import changes, dump
from tests.sign_in.conftest import steady  # noqa: F401
from tests.sign_in.provider import AUDIENCE, Provider

SAM, PAT, FAR, BOSS = (VIEWERS[name] for name in ("sam", "pat", "far", "boss"))
ADMIN: Final = VIEWERS["admin"]
OF_SAM, OF_PAT, OF_FAR = (DEALS[name] for name in ("sam", "pat", "far"))
ERRORS: Final = "errors { code path ... on PermissionDeniedError { missingRight } }"


@pytest.fixture
def client(database_url: str) -> Iterator[TestClient]:
    """The application with the cast, on a database of a test's own."""
    with serving(database_url) as opened:
        store(opened, CAST)
        yield opened


def asked(client: TestClient, viewer: Viewer, document: str, **variables: Any) -> Any:
    with seen_by(client, viewer):
        return ask(client, document, variables)


def called(
    client: TestClient, viewer: Viewer, field: str, given: Mapping[str, Any], selection: str
) -> Any:
    with seen_by(client, viewer):
        return call(client, field, given, selection)


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


# ── writes ──────────────────────────────────────────────────────────────────────────────────────

UNSEEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "updateOpportunity": {"name": " ", "expectedVersion": 99, "statusReasonCode": "?"},
    "deleteOpportunity": {"expectedVersion": 99},
    "closeOpportunity": {"outcome": "LOST", "expectedVersion": 99, "statusReasonCode": "?"},
    "reopenOpportunity": {"statusReasonCode": "?", "expectedVersion": 99},
    "createQuote": {"name": " ", "lines": [], "discount": "7"},
    "closeQuotes": {"quoteIds": [OF_FAR.gone.id], "statusReasonCode": "?", "expectedVersion": 99},
    "updateQuote": {"name": " ", "expectedVersion": 99, "discount": "7"},
    "activateQuote": {"expectedVersion": 99},
    "reviseQuote": {"expectedVersion": 99},
    "winQuote": {"expectedVersion": 99, "closedOn": "2999-01-01"},
    "deleteQuote": {"expectedVersion": 99},
    "closeOpportunities": {"outcome": "LOST", "expectedVersions": [99, None]},
    "closeQuotesOfOpportunities": {"statusReasonCode": "?", "expectedVersions": [99, None]},
}
"""Calls that would be refused for much else, if what they are about were seen."""


def test_what_isnt_seen_is_answered_as_what_isnt_there(
    client: TestClient, database_url: str
) -> None:
    everything = """errors { __typename code message path remedies { mutation }
      ... on NotFoundError { missingId } }"""

    def answer(mutation: str, suffix: str) -> Any:
        ids = {"opp": f"opp_{suffix}", "quo": f"quo_{suffix}"}
        which = (
            {"ids": [ids["opp"], OF_SAM.open.id]}
            if mutation.endswith("ies")
            else {"quoteId": ids["quo"]}
            if mutation.endswith("Quote") and mutation != "createQuote"
            else {"opportunityId": ids["opp"]}
        )
        given = {**which, **UNSEEN[mutation], "dryRun": True}
        return json.dumps(called(client, SAM, mutation, given, everything)).replace(suffix, "…")

    there, missing = OF_FAR.open.id[4:], "7zzzzzzzzzzzzzzzzzzzzzzzzz"
    assert OF_FAR.draft.id[4:] == there
    with nothing_changes(database_url):
        for mutation in UNSEEN:
            assert answer(mutation, there) == answer(mutation, missing), mutation


@pytest.mark.parametrize("mutation", ["closeOpportunities", "closeQuotesOfOpportunities"])
def test_by_a_filter_only_what_is_seen_is_looked_at_and_only_ones_own_is_changed(
    client: TestClient, mutation: str
) -> None:
    given: dict[str, Any] = {"filter": {"name": {"startsWith": "Open "}}, "policy": "EACH"}
    if mutation == "closeOpportunities":
        given |= {"outcome": "LOST", "closeOpenQuotes": True}
    right = "opportunities:close" if mutation == "closeOpportunities" else "quotes:write"
    selection = f"results {{ opportunityId status {ERRORS} }} {ERRORS}"
    assert client.portal is not None
    before = client.portal.call(dump, database_of(client))

    dry = called(client, SAM, mutation, {**given, "dryRun": True}, selection)
    unchanged = client.portal.call(dump, database_of(client)) == before
    done = called(client, SAM, mutation, given, selection)

    denied = [
        {"code": "PERMISSION_DENIED", "path": ["input", "filter"], "missingRight": f"{right}:team"}
    ]
    seen = sorted((DEALS[name].open.id, name) for name in SEES["sam"])
    assert unchanged
    assert dry == done
    assert done["results"] == [
        {
            "opportunityId": identifier,
            "status": "CLOSED" if name == "sam" else "FAILED",
            "errors": [] if name == "sam" else denied,
        }
        for identifier, name in seen
    ]
    assert done["errors"] == denied
    found = changes(before, client.portal.call(dump, database_of(client)))
    assert {*found.changed["opportunity"]} == {OF_SAM.open.id}
    ended = {each for each, values in found.changed["quote"].items() if "state" in values}
    assert ended == {OF_SAM.draft.id, OF_SAM.active.id}


def test_a_replay_shows_only_what_is_still_seen(client: TestClient) -> None:
    key = {"idempotencyKey": "once"}
    close = {"opportunityId": OF_SAM.open.id, "outcome": "LOST", "closeOpenQuotes": True, **key}
    selection = "opportunity { id } close { id } closedQuotes { id } errors { code }"
    many = {"ids": [OF_PAT.open.id, OF_SAM.again.id], "outcome": "WON", "policy": "EACH"}
    many_selection = """results { opportunityId status opportunity { id } close { id }
      errors { code ... on BlockingQuotesError { quotes { id } opportunity { id } }
        ... on NotFoundError { missingId } } }"""
    first = called(client, BOSS, "closeOpportunity", close, selection)
    first_many = called(
        client, BOSS, "closeOpportunities", {**many, "idempotencyKey": "many"}, many_selection
    )
    assert first["close"]
    assert len(first["closedQuotes"]) == 2
    assert [each["status"] for each in first_many["results"]] == ["FAILED", "CLOSED"]
    assert first_many["results"][0]["errors"][0]["quotes"] == [{"id": OF_PAT.active.id}]

    # The boss's people are somebody else's by now.
    for name in ("sam", "pat"):
        given = {"userId": VIEWERS[name].user_id, "managerId": VIEWERS["mona"].user_id}
        assert called(client, ADMIN, "updateUser", given, "errors { code }") == {"errors": []}
    assert client.portal is not None
    before = client.portal.call(dump, database_of(client))
    again = called(client, BOSS, "closeOpportunity", close, selection)
    again_many = called(
        client, BOSS, "closeOpportunities", {**many, "idempotencyKey": "many"}, many_selection
    )

    assert again == {"opportunity": None, "close": None, "closedQuotes": [], "errors": []}
    assert again_many["results"] == [
        {
            "opportunityId": OF_PAT.open.id,
            "status": "FAILED",
            "opportunity": None,
            "close": None,
            "errors": [{"code": "NOT_FOUND", "missingId": OF_PAT.open.id}],
        },
        {
            "opportunityId": OF_SAM.again.id,
            "status": "CLOSED",
            "opportunity": None,
            "close": None,
            "errors": [],
        },
    ]
    assert client.portal.call(dump, database_of(client)) == before


def test_a_key_that_lost_the_right_replays_nothing(client: TestClient, database_url: str) -> None:
    given = {"opportunityId": OF_SAM.again.id, "outcome": "LOST", "idempotencyKey": "once"}
    selection = f"opportunity {{ id }} {ERRORS}"
    assert called(client, SAM, "closeOpportunity", given, selection)["opportunity"]
    key = SAM.without("opportunities:close")

    with nothing_changes(database_url):
        answer = called(client, key, "closeOpportunity", given, selection)

    right = "opportunities:close"
    denied = {"code": "PERMISSION_DENIED", "path": ["input"], "missingRight": right}
    assert answer == {"opportunity": None, "errors": [denied]}


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
