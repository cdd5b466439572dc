"""Idempotency keys: a call that is sent again is done once, and answered by what came of it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from resolvers.changes import MUTATIONS
from server.demo import DEMO_USER
from tests.acting import acting
from tests.api.demo import (
    BEN,
    BRIGHTSHELF,
    EIGHT,
    FOUR_LEASED,
    LICENCES_JA,
    NORTHWIND,
    ROBOTS,
    SIX,
    STORES,
    SYSTEM_JA,
)
from tests.api.keyed import CREATE, DEAL, ERRORS, REUSED, answer, replay_of
from tests.api.requests import call, events, nothing_changes, post, stored
from tests.conftest import execute

# ── the same call again ─────────────────────────────────────────────────────────────────────────


def test_a_call_that_is_sent_again_is_done_once(client: TestClient, database_url: str) -> None:
    first = answer(client, "createOpportunity", DEAL, CREATE)
    assert first["data"]["createOpportunity"]["errors"] == []
    assert [*first] == ["data"]

    with nothing_changes(database_url):
        for _ in range(3):
            assert answer(client, "createOpportunity", DEAL, CREATE) == replay_of(first["data"])

    assert events(database_url) == ["OpportunityCreated"]


CONTACT = "con_00000000000000000000000001"
PRODUCT = "prd_00000000000000000000000001"
OUT_SOLD = "srs_00000000000000000000000005"
PARTIES: list[tuple[str, dict[str, Any], str]] = [
    ("createAccount", {"name": "北"}, "account { id name }"),
    ("updateAccount", {"accountId": NORTHWIND, "sector": "energy"}, "account { id version }"),
    ("createContact", {"name": "Ｃ", "accountId": NORTHWIND}, "contact { id }"),  # noqa: RUF001
    ("updateContact", {"contactId": CONTACT, "phone": "1"}, "contact { id version }"),
    ("createCompetitor", {"name": "Rival"}, "competitor { id }"),
    ("updateCompetitor", {"competitorId": BRIGHTSHELF, "name": "B"}, "competitor { id name }"),
    (
        "createProduct",
        {"name": "P", "listPrice": {"amount": "1.5", "currency": "USD"}},
        "product { id }",
    ),
    ("updateProduct", {"productId": PRODUCT, "family": "F"}, "product { id version }"),
    ("createUser", {"name": "U", "kind": "PERSON"}, "user { id }"),
    ("updateUser", {"userId": BEN, "regionalOffice": None}, "user { id version }"),
    (
        "createStatusReason",
        {"state": {"opportunityState": "LOST"}, "code": "NO_BUDGET", "labelEn": "No budget"},
        "statusReason { id code }",
    ),
    (
        "renameStatusReason",
        {"statusReasonId": OUT_SOLD, "labelEn": "Sold"},
        "statusReason { label }",
    ),
    ("retireStatusReason", {"statusReasonId": OUT_SOLD}, "statusReason { isActive }"),
    ("reinstateStatusReason", {"statusReasonId": OUT_SOLD}, "statusReason { isActive }"),
    (
        "setDefaultStatusReason",
        {"statusReasonId": OUT_SOLD},
        "statusReason { isDefault } formerDefault { code }",
    ),
]
API_KEY = f"key_{1:026}"
STORED_KEY = (
    "INSERT INTO api_key (id, version, name, user_id, prefix, secret_hash, scopes, created_at, "
    f"created_by_id, expires_at) VALUES ('{API_KEY}', 1, 'Old', '{DEMO_USER}', 'abcdefghijkl', "
    f"'', '[]', '2026-10-01T00:00:00.000000Z', '{DEMO_USER}', '2027-10-01T00:00:00.000000Z')"
)
HISTORY: list[tuple[str, dict[str, Any], str]] = [
    *PARTIES,
    (
        "setExchangeRate",
        {"currency": "JPY", "validFrom": "2026-11-01", "rate": "0.0065"},
        "exchangeRate { id rate version }",
    ),
    (
        "updateOpportunity",
        {"opportunityId": ROBOTS, "description": None, "probability": 61, "expectedVersion": 1},
        "opportunity { version probability description }",
    ),
    ("updateQuote", {"quoteId": EIGHT, "name": "Eight"}, "quote { id name version }"),
    ("activateQuote", {"quoteId": EIGHT, "expectedVersion": 2}, "quote { id state version }"),
    ("reviseQuote", {"quoteId": EIGHT}, "quote { id number revision } revisedQuote { id state }"),
    (
        "closeQuotes",
        {
            "opportunityId": ROBOTS,
            "quoteIds": [FOUR_LEASED],
            "closedOn": "2026-11-20",
            "description": "ａ",  # noqa: RUF001
        },
        "opportunity { version } closedQuotes { number version }",
    ),
    ("winQuote", {"quoteId": SIX}, "quote { id state } closedQuotes { id state }"),
    (
        "closeOpportunity",
        {"opportunityId": ROBOTS, "outcome": "WON", "actualRevenue": {"amount": "48500.50"}},
        "opportunity { version state } close { id outcome } closedQuotes { id }",
    ),
    (
        "reopenOpportunity",
        {"opportunityId": ROBOTS},
        "opportunity { version state } close { id reopenedBy { name } } wasOpen",
    ),
    ("reopenOpportunity", {"opportunityId": STORES}, "opportunity { id } close { id } wasOpen"),
    (
        "createQuote",
        {
            "opportunityId": ROBOTS,
            "name": "北 🤖",
            "lines": [{"name": "Robot", "quantity": 2, "unitPrice": "10.5", "tax": None}],
        },
        "quote { id number totalAmount { amount } lines { name } }",
    ),
    (
        "createApiKey",
        {
            "userId": DEMO_USER,
            "name": "Acme",
            "scopes": ["quotes:write"],
            "expiresAt": "2027-01-31T00:00:00Z",
        },
        "apiKey { id prefix scopes }",
    ),
    ("revokeApiKey", {"apiKeyId": API_KEY}, "apiKey { id version revokedAt }"),
    ("createOpportunity", {"name": "Ö", "currency": "KWD", "stage": "CLOSE"}, "opportunity { id }"),
    ("deleteQuote", {"quoteId": LICENCES_JA}, "deletedQuoteId opportunity { version }"),
    ("deleteOpportunity", {"opportunityId": SYSTEM_JA}, "deletedOpportunityId deletedQuoteIds"),
    (
        "closeQuotesOfOpportunities",
        {"ids": [ROBOTS, STORES]},
        "results { status closedQuotes { id state } opportunity { version } } closedCount",
    ),
    (
        "closeOpportunities",
        {"filter": {"state": {"eq": "OPEN"}}, "outcome": "LOST", "policy": "EACH"},
        "results { status opportunity { id state version } close { id } } closedCount",
    ),
]


def test_every_mutation_can_be_sent_again(client: TestClient, database_url: str) -> None:
    assert {field for field, _, _ in HISTORY} == MUTATIONS.keys()
    execute(database_url, STORED_KEY)
    for number, (field, given, selection) in enumerate(HISTORY):
        keyed = {**given, "idempotencyKey": f"{number}"}

        first = answer(client, field, keyed, f"{selection} errors {{ code }}")

        assert first["data"][field]["errors"] == []
        with nothing_changes(database_url):
            again = answer(client, field, keyed, f"{selection} errors {{ code }}")
        assert again == replay_of(first["data"])


def test_a_replay_shows_what_is_now_to_whoever_reads_otherwise(client: TestClient) -> None:
    given = {"opportunityId": STORES, "outcome": "WON", "idempotencyKey": "k"}
    call(client, "closeOpportunity", given, "errors { code }")
    call(client, "reopenOpportunity", {"opportunityId": STORES}, "errors { code }")

    document = """mutation($given: CloseOpportunityInput!) {
      closed: closeOpportunity(input: $given) {
        __typename a: opportunity { version b: state statusReason { label } } close { outcome }
      }
    }"""
    again = post(client, document, {"given": given}, {"Accept-Language": "ja"})

    now = {"version": 3, "b": "OPEN", "statusReason": {"label": "進行中"}}
    assert again == {
        "data": {
            "closed": {
                "__typename": "CloseOpportunityPayload",
                "a": now,
                "close": {"outcome": "WON"},
            }
        },
        "extensions": {"idempotentReplays": ["closed"]},
    }


def unguarding(database_url: str) -> tuple[str, ...]:
    """What lets events be deleted."""
    if database_url.startswith("sqlite"):
        return ("DROP TRIGGER event_not_deleted",)
    return ("SET session_replication_role = replica",)


def test_what_was_deleted_since_is_null(client: TestClient, database_url: str) -> None:
    first = answer(client, "createOpportunity", DEAL, CREATE)
    created = first["data"]["createOpportunity"]["opportunity"]["id"]
    execute(
        database_url,
        *unguarding(database_url),
        f"DELETE FROM event WHERE opportunity_id = '{created}'",
        f"DELETE FROM opportunity WHERE id = '{created}'",
    )

    again = answer(client, "createOpportunity", DEAL, CREATE)

    assert again == replay_of({"createOpportunity": {"opportunity": None, "errors": []}})


def test_several_fields_can_have_a_key_each(client: TestClient, database_url: str) -> None:
    def field(alias: str, key: str, name: str) -> str:
        given = f'name: "{name}", currency: "USD", idempotencyKey: "{key}"'
        return f"{alias}: createOpportunity(input: {{{given}}}) {{ opportunity {{ id }} {ERRORS} }}"

    first = post(client, f"mutation {{ {field('a', '1', 'A')} {field('b', '2', 'B')} }}")
    parts = (field("x", "3", "C"), field("y", "1", "A"), field("z", "2", "C"), field("w", "3", "C"))

    answered = post(client, f"mutation {{ {' '.join(parts)} __typename }}")

    data = answered["data"]
    assert [*data] == ["x", "y", "z", "w", "__typename"]
    assert data["y"] == first["data"]["a"]
    assert data["z"] == {"opportunity": None, "errors": [REUSED]}
    assert data["w"] == data["x"]
    assert answered["extensions"] == {"idempotentReplays": ["y", "w"]}
    assert events(database_url) == ["OpportunityCreated"] * 3


# ── another call ────────────────────────────────────────────────────────────────────────────────


def test_another_call_with_the_same_key_is_refused(client: TestClient, database_url: str) -> None:
    answer(client, "createOpportunity", DEAL, CREATE)
    others: list[tuple[str, dict[str, Any], str]] = [
        ("createOpportunity", {**DEAL, "name": "Depot "}, "opportunity { id }"),
        ("createOpportunity", {**DEAL, "currency": "USD"}, "opportunity { id }"),
        ("createOpportunity", {**DEAL, "probability": 0}, "opportunity { id }"),
        # In an update null empties a field, and leaving it out doesn't.
        ("createOpportunity", {**DEAL, "description": None}, "opportunity { id }"),
        # It would be refused anyway, but that isn't looked at.
        ("createOpportunity", {**DEAL, "name": ""}, "opportunity { id }"),
        ("closeQuotes", {"opportunityId": ROBOTS, "idempotencyKey": "a key"}, "opportunity { id }"),
    ]

    with nothing_changes(database_url):
        for field, given, selection in others:
            refused = call(client, field, given, f"{selection} {ERRORS}")
            assert refused == {"opportunity": None, "errors": [REUSED]}, given


def test_the_same_values_are_the_same_call_however_they_are_written(client: TestClient) -> None:
    selection = "quote { id } errors { code }"
    line = {"name": "Robot", "quantity": "2.50", "unitPrice": "10"}
    given = {"opportunityId": ROBOTS, "name": "Offer", "lines": [line], "idempotencyKey": "k"}
    first = answer(client, "createQuote", given, selection)

    document = f"""mutation($price: Decimal!, $dry: Boolean! = false) {{ createQuote(input: {{
      idempotencyKey: "k", dryRun: $dry, name: "Offer", opportunityId: "{ROBOTS}"
      lines: {{unitPrice: $price, quantity: "2.5", name: "Robot"}}
    }}) {{ {selection} }} }}"""
    again = post(client, document, {"price": 10})

    assert again == replay_of(first["data"])


def test_another_users_keys_are_their_own(client: TestClient, database_url: str) -> None:
    answer(client, "createOpportunity", DEAL, CREATE)

    with acting(client, BEN):
        other = answer(client, "createOpportunity", {**DEAL, "name": "Other"}, CREATE)

    assert other["data"]["createOpportunity"]["errors"] == []
    assert "extensions" not in other
    assert events(database_url) == ["OpportunityCreated"] * 2


# ── what uses up no key ─────────────────────────────────────────────────────────────────────────


def test_a_refusal_uses_up_no_key(client: TestClient, database_url: str) -> None:
    given = {"opportunityId": ROBOTS, "outcome": "LOST", "idempotencyKey": "k"}
    selection = "opportunity { state } errors { code }"
    with nothing_changes(database_url):
        for _ in range(2):
            refused = call(client, "closeOpportunity", given, selection)
            assert [each["code"] for each in refused["errors"]] == ["OPPORTUNITY_HAS_ACTIVE_QUOTES"]
    call(client, "closeQuotes", {"opportunityId": ROBOTS}, "errors { code }")

    done = answer(client, "closeOpportunity", given, selection)

    closed = {"opportunity": {"state": "LOST"}, "errors": []}
    assert done == {"data": {"closeOpportunity": closed}}


def test_a_dry_run_answers_what_the_call_would_and_uses_up_no_key(
    client: TestClient, database_url: str
) -> None:
    dry = {**DEAL, "dryRun": True}
    nothing: Any = {"data": {"createOpportunity": {"opportunity": None, "errors": []}}}
    with nothing_changes(database_url):
        assert answer(client, "createOpportunity", dry, CREATE) == nothing
    first = answer(client, "createOpportunity", DEAL, CREATE)

    with nothing_changes(database_url):
        assert answer(client, "createOpportunity", dry, CREATE) == replay_of(first["data"])
        other = answer(client, "createOpportunity", {**dry, "name": "Other"}, CREATE)
        (refused,) = other["data"]["createOpportunity"]["errors"]
        assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"
        assert answer(client, "createOpportunity", DEAL, CREATE) == replay_of(first["data"])


def test_a_fault_uses_up_no_key(client: TestClient, database_url: str) -> None:
    execute(database_url, "ALTER TABLE event RENAME TO event_moved")
    failed = answer(client, "createOpportunity", DEAL, CREATE)
    assert failed["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    execute(database_url, "ALTER TABLE event_moved RENAME TO event")
    assert stored(database_url)["idempotency_key"] == []

    done = answer(client, "createOpportunity", DEAL, CREATE)

    assert done["data"]["createOpportunity"]["errors"] == []
    assert [*done] == ["data"]


def test_null_is_no_key(client: TestClient, database_url: str) -> None:
    for _ in range(2):
        done = answer(client, "createOpportunity", {**DEAL, "idempotencyKey": None}, CREATE)
        assert [*done] == ["data"]

    assert events(database_url) == ["OpportunityCreated"] * 2
    assert stored(database_url)["idempotency_key"] == []


# ── whose they are ───────────────────────────────────────────────────────────────────────────────


def test_neither_keys_nor_inputs_are_stored_or_logged(
    client: TestClient, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    given = {"name": "hunter2 deal", "currency": "JPY", "idempotencyKey": "hunter2 key"}
    with caplog.at_level("DEBUG"):
        answer(client, "createOpportunity", given, CREATE)
        answer(client, "createOpportunity", {**given, "name": "x"}, CREATE)

    (row,) = stored(database_url)["idempotency_key"]
    assert "hunter2" not in f"{row}{caplog.text}"
