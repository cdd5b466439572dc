"""How often a write asks the database, message by message: the fewest that its order allows.

The lock is a statement of its own, and the facts come after it, for what
is read in the same statement is stale. Then everything that is changed, the payload, COMMIT.
On SQLite all of it is one way to the writing thread and back.
"""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from db.database import Database
from tests.api.demo import (
    EIGHT,
    HARBOUR,
    LICENCES_JA,
    NORTHWIND,
    ROBOTS,
    SIX,
    STORES,
    SYSTEM_JA,
)
from tests.api.requests import post
from tests.noting import round_trips
from tests.reads.asking import database_of

KINDS = {
    "BEGIN": r"BEGIN",
    "COMMIT": r"COMMIT",
    "ROLLBACK": r"ROLLBACK$",
    "SAVEPOINT": r"SAVEPOINT",
    "UNDO": r"ROLLBACK TO",
    "lock": r"SELECT (array_agg\(\w+\.id\)|opportunity\.id)[^(]+FROM (\(SELECT )?opportunity"
    "|SELECT pg_advisory_xact_lock",
    "facts": r"(WITH RECURSIVE [\s\S]+)?SELECT \(SELECT (coalesce\(json_agg|json_group)",
    "changes": r"WITH change_0 AS",
    "UPDATE quote": r"UPDATE quote\b",
    "UPDATE opportunity": r"UPDATE opportunity\b",
    "INSERT quote_close": r"INSERT INTO quote_close",
    "INSERT quote": r"INSERT INTO quote\b",
    "INSERT quote_line": r"INSERT INTO quote_line",
    "DELETE quote_line": r"DELETE FROM quote_line",
    "DELETE quote": r"DELETE FROM quote\b",
    "DELETE opportunity": r"DELETE FROM opportunity\b",
    "INSERT opportunity": r"INSERT INTO opportunity\b",
    "INSERT opportunity_close": r"INSERT INTO opportunity_close",
    "INSERT opportunity_reopening": r"INSERT INTO opportunity_reopening",
    "INSERT event": r"INSERT INTO event",
    "INSERT field_change": r"INSERT INTO field_change",
    "claim": r"(WITH forgotten AS[^$]*DELETE .*)?\s*INSERT INTO idempotency_key",
    "forget": r"DELETE FROM idempotency_key",
    "remember": r"UPDATE idempotency_key",
    "INSERT account": r"INSERT INTO account",
    "UPDATE account": r"UPDATE account",
    "UPDATE status_reason": r"UPDATE status_reason",
    "INSERT exchange_rate": r"INSERT INTO exchange_rate",
    "UPDATE exchange_rate": r"UPDATE exchange_rate",
}
CLOSING_QUOTES = ("UPDATE quote", "INSERT quote_close", "INSERT event", "INSERT field_change")
HAPPENED = ("INSERT event", "INSERT field_change")
CLOSING = ("UPDATE opportunity", "INSERT opportunity_close")


def kind(statement: str) -> str:
    found = [name for name, pattern in KINDS.items() if re.match(pattern, statement, re.DOTALL)]
    return found[0] if found else "payload"


@pytest.fixture
def database(client: TestClient) -> Database:
    database = database_of(client)
    # A connection that is made asks for what it needs; that isn't counted.
    post(
        client,
        f'mutation {{ closeQuotes(input: {{opportunityId: "{HARBOUR}", dryRun: true}}) '
        "{ errors { code } } }",
    )
    return database


def trips(client: TestClient, mutation: str, given: str, selection: str) -> list[list[str]]:
    """The messages of one call, by the kinds of their statements."""
    with round_trips(database_of(client)) as sent:
        answer: Any = post(
            client, f"mutation {{ {mutation}(input: {{{given}}}) {{ {selection} }} }}"
        )
    assert "errors" not in answer
    return [[kind(statement) for statement in message] for message in sent]


BEGUN = ("BEGIN", "lock", "facts")


def messages(database: Database, *statements: str | tuple[str, ...]) -> list[list[str]]:
    """A tuple's are changes, which PostgreSQL writes by one statement."""
    if database.is_sqlite:
        return [
            [each for part in statements for each in ([part] if isinstance(part, str) else part)]
        ]
    return [[part if isinstance(part, str) else "changes"] for part in statements]


def test_close_quotes(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{ROBOTS}"'

    sent = trips(client, "closeQuotes", given, "closedQuotes { id } errors { code }")

    changed = (*CLOSING_QUOTES, "UPDATE opportunity")
    assert sent == messages(database, *BEGUN, changed, "payload", "COMMIT")
    assert len(sent) == (1 if database.is_sqlite else 6)


def test_close_quotes_of_which_there_are_none(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{STORES}"'
    trips(client, "closeQuotes", given, "errors { code }")

    sent = trips(client, "closeQuotes", given, "opportunity { version } errors { code }")

    assert sent == messages(database, *BEGUN, "payload", "COMMIT")


def test_close_opportunity(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{STORES}", outcome: WON'

    sent = trips(client, "closeOpportunity", given, "close { id } errors { code }")

    changed = (*CLOSING, *HAPPENED)
    assert sent == messages(database, *BEGUN, changed, "payload", "COMMIT")
    assert len(sent) == (1 if database.is_sqlite else 6)


def test_close_opportunity_with_its_quotes(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{ROBOTS}", outcome: WON, closeOpenQuotes: true'

    sent = trips(client, "closeOpportunity", given, "closedQuotes { id } errors { code }")

    changed = (*CLOSING_QUOTES, *CLOSING)
    assert sent == messages(database, *BEGUN, changed, "payload", "COMMIT")
    assert len(sent) == (1 if database.is_sqlite else 6)


@pytest.mark.parametrize("selection", ["errors { code }", "errors { code } close { id }"])
def test_a_refusal_changes_nothing(client: TestClient, database: Database, selection: str) -> None:
    given = f'opportunityId: "{ROBOTS}", outcome: WON'

    sent = trips(client, "closeOpportunity", given, selection)

    assert sent == messages(database, *BEGUN, "ROLLBACK")


def test_a_refusal_with_records(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{ROBOTS}", outcome: WON'
    selection = "errors { ... on BlockingQuotesError { opportunity { id } } }"

    sent = trips(client, "closeOpportunity", given, selection)

    assert sent == messages(database, *BEGUN, "payload", "ROLLBACK")


@pytest.mark.parametrize("identifier", ["opp_00000000000000000000009999"])
def test_an_opportunity_that_is_not_there(
    client: TestClient, database: Database, identifier: str
) -> None:
    given = f'opportunityId: "{identifier}", outcome: WON'

    sent = trips(client, "closeOpportunity", given, "errors { code }")

    assert sent == messages(database, "BEGIN", "lock", "ROLLBACK")


@pytest.mark.usefixtures("database")
def test_what_is_no_id_is_not_even_asked_for(client: TestClient) -> None:
    hostile = "'); DROP TABLE quote; --"
    for identifier in ("", "x", hostile, f"opp_{hostile:0>26}", "quo_00000000000000000000000001"):
        given = f'opportunityId: "{identifier}", outcome: WON'

        sent = trips(client, "closeOpportunity", given, "errors { code }")

        assert sent == []


def test_a_dry_run(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{ROBOTS}", outcome: WON, closeOpenQuotes: true, dryRun: true'

    sent = trips(client, "closeOpportunity", given, "closedQuotes { id } errors { code }")

    changed = (*CLOSING_QUOTES, *CLOSING)
    rehearsed = ("SAVEPOINT", changed, "UNDO")
    assert sent == messages(database, *BEGUN, *rehearsed, "payload", "ROLLBACK")


def test_a_dry_run_that_is_refused(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{ROBOTS}", outcome: WON, dryRun: true'

    sent = trips(client, "closeOpportunity", given, "errors { code }")

    assert sent == messages(database, *BEGUN, "ROLLBACK")


def test_the_other_mutations(client: TestClient, database: Database) -> None:
    post(
        client,
        "mutation { "
        f'closeOpportunity(input: {{opportunityId: "{STORES}", outcome: LOST}}) '
        "{ errors { code } } }",
    )

    reopened = trips(client, "reopenOpportunity", f'opportunityId: "{STORES}"', "close { id }")
    quoted = trips(
        client,
        "createQuote",
        f'opportunityId: "{STORES}", name: "Offer", lines: [{{name: "Robot", quantity: "1", '
        'unitPrice: "2"}, {name: "Care", quantity: "2", unitPrice: "1"}]',
        "quote { id } errors { code }",
    )
    created = trips(client, "createOpportunity", 'name: "Deal", currency: "USD"', "errors { code }")

    undone = ("INSERT opportunity_reopening", "UPDATE opportunity", *HAPPENED)
    assert reopened == messages(database, *BEGUN, undone, "payload", "COMMIT")
    offer = ("INSERT quote", "INSERT quote_line", "UPDATE opportunity", "INSERT event")
    assert quoted == messages(database, *BEGUN, offer, "payload", "COMMIT")
    deal = ("INSERT opportunity", "INSERT event")
    assert created == messages(database, "BEGIN", "facts", deal, "payload", "COMMIT")


# ── with an idempotency key ─────────────────────────────────────────────────────────────────────


def claimed(database: Database) -> str | tuple[str, ...]:
    """On PostgreSQL the statement that claims the key forgets some that are too old, too."""
    return ("claim", "forget") if database.is_sqlite else "claim"


def test_a_key_costs_one_message_more(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{STORES}", outcome: WON, idempotencyKey: "k"'

    sent = trips(client, "closeOpportunity", given, "close { id } errors { code }")

    changed = (*CLOSING, *HAPPENED, "remember")
    after_claim = ("lock", "facts", changed, "payload", "COMMIT")
    assert sent == messages(database, "BEGIN", claimed(database), *after_claim)
    assert len(sent) == (1 if database.is_sqlite else 7)


def test_a_success_that_changes_nothing_is_remembered_alone(
    client: TestClient, database: Database
) -> None:
    trips(client, "closeQuotes", f'opportunityId: "{STORES}"', "errors { code }")
    given = f'opportunityId: "{STORES}", idempotencyKey: "k"'

    sent = trips(client, "closeQuotes", given, "opportunity { version } errors { code }")

    after_claim = ("lock", "facts", ("remember",), "payload", "COMMIT")
    assert sent == messages(database, "BEGIN", claimed(database), *after_claim)


def test_a_replay_reads_the_payload_alone(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{STORES}", outcome: WON, idempotencyKey: "k"'
    post(client, f"mutation {{ closeOpportunity(input: {{{given}}}) {{ errors {{ code }} }} }}")

    sent = trips(client, "closeOpportunity", given, "close { id } errors { code }")

    assert sent == messages(database, "BEGIN", claimed(database), "payload", "ROLLBACK")
    assert len(sent) == (1 if database.is_sqlite else 4)


def test_a_refusal_remembers_nothing(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{ROBOTS}", outcome: WON, idempotencyKey: "k"'

    sent = trips(client, "closeOpportunity", given, "errors { code }")

    assert sent == messages(database, "BEGIN", claimed(database), "lock", "facts", "ROLLBACK")


def test_a_dry_run_with_a_key_asks_what_the_call_would(
    client: TestClient, database: Database
) -> None:
    given = f'opportunityId: "{ROBOTS}", outcome: WON, dryRun: true, idempotencyKey: "k"'

    sent = trips(client, "closeOpportunity", given, "errors { code }")

    assert sent == messages(database, "BEGIN", claimed(database), "lock", "facts", "ROLLBACK")


@pytest.mark.usefixtures("database")
def test_what_is_no_key_is_not_even_looked_for(client: TestClient) -> None:
    given = f'opportunityId: "{ROBOTS}", outcome: WON, idempotencyKey: ""'

    sent = trips(client, "closeOpportunity", given, "errors { code }")

    assert sent == []


def test_a_record_is_created_updated_and_moved(client: TestClient, database: Database) -> None:
    created = trips(client, "createAccount", 'name: "A"', "account { id } errors { code }")
    changed = trips(
        client, "updateAccount", f'accountId: "{NORTHWIND}", name: "B"', "account { id }"
    )
    conflict = trips(
        client,
        "updateAccount",
        f'accountId: "{NORTHWIND}", expectedVersion: 9',
        "errors { ... on RecordVersionError { record { id } } }",
    )
    missing = trips(client, "updateAccount", f'accountId: "{ROBOTS}"', "errors { code }")

    row = ("INSERT account", "INSERT event")
    assert created == messages(database, "BEGIN", "facts", row, "payload", "COMMIT")
    begun = BEGUN if not database.is_sqlite else ("BEGIN", "facts")
    changes = ("UPDATE account", "INSERT event", "INSERT field_change")
    assert changed == messages(database, *begun, changes, "payload", "COMMIT")
    # What was changed since is asked for only then.
    assert conflict == messages(database, *begun, "facts", "payload", "ROLLBACK")
    assert missing == []


def test_a_new_default_takes_two_changes_of_one_table(
    client: TestClient, database: Database
) -> None:
    given = 'statusReasonId: "srs_00000000000000000000000005"'

    sent = trips(client, "setDefaultStatusReason", given, "statusReason { id } errors { code }")

    begun = BEGUN if not database.is_sqlite else ("BEGIN", "facts")
    changed = (
        ("UPDATE status_reason",),
        ("UPDATE status_reason", *HAPPENED),
    )
    assert sent == messages(database, *begun, *changed, "payload", "COMMIT")


def test_an_exchange_rate_is_set_replaced_and_set_to_what_it_is(
    client: TestClient, database: Database
) -> None:
    given = 'currency: "KWD", validFrom: "2026-05-01"'
    selection = "exchangeRate { id } errors { code }"

    new, replaced, same = (
        trips(client, "setExchangeRate", f'{given}, rate: "{rate}"', selection)
        for rate in ("3.2", "3.3", "3.3")
    )

    begun = BEGUN if not database.is_sqlite else ("BEGIN", "facts")
    row = ("INSERT exchange_rate", "INSERT event")
    assert new == messages(database, *begun, row, "payload", "COMMIT")
    changes = ("UPDATE exchange_rate", *HAPPENED)
    assert replaced == messages(database, *begun, changes, "payload", "COMMIT")
    assert same == messages(database, *begun, "payload", "COMMIT")


def test_update_opportunity(client: TestClient, database: Database) -> None:
    given = f'opportunityId: "{STORES}", name: "New", probability: 3'

    sent = trips(client, "updateOpportunity", given, "opportunity { id } errors { code }")

    changed = ("UPDATE opportunity", *HAPPENED)
    assert sent == messages(database, *BEGUN, changed, "payload", "COMMIT")
    assert len(sent) == (1 if database.is_sqlite else 6)


def test_update_quote(client: TestClient, database: Database) -> None:
    lines = ", ".join(f'{{name: "Arm {place}", quantity: 1, unitPrice: 1}}' for place in range(9))
    selection = "quote { lines { id } } errors { code }"

    renamed = trips(client, "updateQuote", f'quoteId: "{EIGHT}", name: "New"', selection)
    # Lines are replaced as a whole: what is deleted goes before what takes its positions.
    lined = trips(client, "updateQuote", f'quoteId: "{EIGHT}", lines: [{lines}]', selection)
    same = trips(client, "updateQuote", f'quoteId: "{EIGHT}", name: "New"', selection)

    edited = ("UPDATE quote", "UPDATE opportunity", *HAPPENED)
    assert renamed == messages(database, *BEGUN, edited, "payload", "COMMIT")
    replaced = (
        ("UPDATE quote", "DELETE quote_line"),
        ("INSERT quote_line", "UPDATE opportunity", *HAPPENED),
    )
    assert lined == messages(database, *BEGUN, *replaced, "payload", "COMMIT")
    assert same == messages(database, *BEGUN, "payload", "COMMIT")


def test_win_quote(client: TestClient, database: Database) -> None:
    selection = "quote { id } closedQuotes { id } errors { code }"

    sent = trips(client, "winQuote", f'quoteId: "{SIX}"', selection)

    # The quote that is won and those that are lost are changed differently.
    ended = ("UPDATE quote", "INSERT quote_close")
    changed = (ended, (*ended, "UPDATE opportunity", *HAPPENED))
    assert sent == messages(database, *BEGUN, *changed, "payload", "COMMIT")
    assert len(sent) == (1 if database.is_sqlite else 7)


def test_revise_quote(client: TestClient, database: Database) -> None:
    selection = "quote { id } revisedQuote { id } errors { code }"

    sent = trips(client, "reviseQuote", f'quoteId: "{SIX}"', selection)

    changed = (
        ("UPDATE quote", "INSERT quote_close"),
        ("INSERT quote", "INSERT quote_line", "UPDATE opportunity", *HAPPENED),
    )
    assert sent == messages(database, *BEGUN, *changed, "payload", "COMMIT")
    assert len(sent) == (1 if database.is_sqlite else 7)


def test_deleting(client: TestClient, database: Database) -> None:
    drafts = "DELETE quote_line", "DELETE quote"
    given = f'quoteId: "{LICENCES_JA}"'

    quote = trips(client, "deleteQuote", f"{given}, dryRun: true", "deletedQuoteId")
    deal = trips(client, "deleteOpportunity", f'opportunityId: "{SYSTEM_JA}"', "deletedQuoteIds")

    undone = (*drafts, "UPDATE opportunity", *HAPPENED)
    rehearsed = (*BEGUN, "SAVEPOINT", undone, "UNDO", "payload", "ROLLBACK")
    assert quote == messages(database, *rehearsed)
    gone = (*drafts, "DELETE opportunity", *HAPPENED)
    assert deal == messages(database, *BEGUN, gone, "payload", "COMMIT")


def test_a_conflict_of_versions_asks_what_was_changed(
    client: TestClient, database: Database
) -> None:
    for field, given in (
        ("updateOpportunity", f'opportunityId: "{ROBOTS}"'),
        ("closeOpportunity", f'opportunityId: "{ROBOTS}", outcome: WON'),
        ("winQuote", f'quoteId: "{SIX}"'),
    ):
        sent = trips(client, field, f"{given}, expectedVersion: 9", "errors { code }")

        assert sent == messages(database, *BEGUN, "facts", "ROLLBACK")
