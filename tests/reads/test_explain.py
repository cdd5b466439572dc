"""The main reads go by indexes: none of them looks through all opportunities, quotes or lines."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from benchmarks.dataset import fill
from server.schema import SCHEMA
from tests.conftest import NotedReads, fresh_postgresql, fresh_sqlite
from tests.reads.asking import KINDS, ask, database_of
from tests.reads.conftest import serving

OPPORTUNITIES = {"sqlite": 2_000, "postgresql": 20_000}
"""PostgreSQL looks through a small table as a whole; SQLite takes an index that is there."""
LARGE = (
    "opportunity|quote|quote_line|quote_close|opportunity_close|account|event|field_change"
    "|audit_entry"
)
FULL_SCANS = {
    "sqlite": re.compile(rf"SCAN ({LARGE})_\d+(?! USING)|MATERIALIZE"),
    "postgresql": re.compile(rf"Seq Scan on ({LARGE}) "),
}
LINES = "lines { name quantity unitPrice { amount } amount { amount } }"
LINES_OF_A_QUOTE = "uq_quote_line_quote_id_position|sqlite_autoindex_quote_line_2"
READS = {
    "list": (
        (
            "{ opportunities { nodes { name account { name } owner { name } statusReason { label } "
            "} pageInfo { hasNextPage endCursor } } }"
        ),
        {"ix_opportunity_created_at_id"},
    ),
    "list by name": (
        "{ opportunities(orderBy: { field: NAME }) { nodes { name } } }",
        {"ix_opportunity_name_folded_id"},
    ),
    "list by last change": (
        (
            '{ opportunities(filter: { updatedAt: { gte: "2026-11-18T00:00:00Z" } }, '
            "orderBy: { field: UPDATED_AT }) { nodes { name } } }"
        ),
        {"ix_opportunity_updated_at_id"},
    ),
    "list of a state": (
        "{ opportunities(filter: { state: { eq: LOST } }) { nodes { name } } }",
        {"ix_opportunity_(state_)?created_at_id"},
    ),
    "list of an owner": (
        (
            "query ($owner: ID!) { opportunities(filter: { ownerId: { eq: $owner } }) "
            "{ nodes { name } } }"
        ),
        {"ix_opportunity_(owner_id_)?created_at_id"},
    ),
    "list that waits for quotes": (
        (
            "{ opportunities(filter: { quotes: { none: { state: { eq: ACTIVE } } } }) "
            "{ nodes { name closeReadiness { canClose } } } }"
        ),
        {"ix_quote_opportunity_id_created_at_id"},
    ),
    "second page": (
        (
            "query ($after: String!) { opportunities(after: $after) { nodes { name } "
            "pageInfo { hasNextPage hasPreviousPage } } }"
        ),
        {"ix_opportunity_created_at_id"},
    ),
    "page before": (
        (
            "query ($after: String!) { opportunities(before: $after, last: 20) { nodes { name } "
            "pageInfo { hasNextPage hasPreviousPage } } }"
        ),
        {"ix_opportunity_created_at_id"},
    ),
    "one with its quotes": (
        (
            f"query ($id: ID!) {{ opportunity(id: $id) {{ quotes {{ nodes {{ number {LINES} close "
            "{ closedOn } } } closes { closedAt } } }"
        ),
        {"ix_quote_opportunity_id_created_at_id", LINES_OF_A_QUOTE},
    ),
    "accounts": ("{ accounts { nodes { name } } }", {"ix_account_name_folded_id"}),
    "four deep": (
        (
            "{ accounts(first: 5) { nodes { opportunities(first: 5) { nodes { quotes(first: 3) "
            f"{{ nodes {{ number {LINES} }} }} }} }} }} }} }}"
        ),
        {
            "ix_opportunity_account_id_created_at_id",
            "ix_quote_opportunity_id_created_at_id",
            LINES_OF_A_QUOTE,
        },
    ),
    "quotes": (
        (
            "{ quotes { nodes { number opportunity { name account { name } } } "
            "pageInfo { endCursor } } }"
        ),
        {"ix_quote_created_at_id"},
    ),
    "quotes of a state": (
        "{ quotes(filter: { state: { eq: WON } }) { nodes { number } } }",
        {"ix_quote_(state_)?created_at_id"},
    ),
    "quote by number": (
        (
            "query ($number: String!) { quotes(filter: { number: { eq: $number } }, "
            "orderBy: { field: NUMBER }) { nodes { name } } }"
        ),
        {"uq_quote_number_revision|sqlite_autoindex_quote_2"},
    ),
    "nodes": (
        "query ($id: ID!) { nodes(ids: [$id]) { id ... on Opportunity { name } } }",
        {"(pk|uq)_opportunity|sqlite_autoindex_opportunity"},
    ),
    "events": (
        "{ events { nodes { type opportunity { name } changes { field } } } }",
        {"ix_event_position_id", "ix_field_change_event_id_id"},
    ),
    "further events": (
        (
            "query ($event: String!) { events(after: $event, first: 100) { nodes { payload } "
            "pageInfo { hasNextPage hasPreviousPage endCursor } } }"
        ),
        {"ix_event_position_id"},
    ),
    "audit": (
        "{ auditEntries(first: 3) { nodes { type } pageInfo { endCursor } } }",
        {"ix_audit_entry_happened_at_id"},
    ),
    "audit of an actor": (
        (
            "query ($owner: ID!) { auditEntries(filter: { actorId: { eq: $owner } }) "
            "{ nodes { type } pageInfo { hasNextPage endCursor } } }"
        ),
        {"ix_audit_entry_actor_id_happened_at_id"},
    ),
    "audit of a type": (
        "{ auditEntries(filter: { type: { eq: DENIED } }) { nodes { detail actor { name } } } }",
        {"ix_audit_entry_type_happened_at_id"},
    ),
    "audit of a type since a day": (
        (
            "{ auditEntries(filter: { type: { eq: SIGNED_IN }, "
            'happenedAt: { gte: "2026-01-01T00:00:00Z" } }) { nodes { actor { name } } } }'
        ),
        {"ix_audit_entry_(type_)?happened_at_id"},
    ),
    "changes of an opportunity": (
        (
            "query ($id: ID!) { opportunity(id: $id) { changes { nodes { field event { type } } "
            "pageInfo { endCursor hasNextPage } totalCount } } }"
        ),
        {"ix_field_change_entity_id_version_id", "pk_event|sqlite_autoindex_event_1"},
    ),
    "changes of quotes": (
        "{ quotes { nodes { changes(first: 3) { nodes { field } } } } }",
        {"ix_field_change_entity_id_version_id"},
    ),
    "revisions": (
        "query ($quote: ID!) { quote(id: $quote) { revisions { revision state } } }",
        {"uq_quote_number_revision|sqlite_autoindex_quote_2"},
    ),
    "revisions of all": (
        "{ quotes { nodes { revisions { revision state } } } }",
        {"uq_quote_number_revision|sqlite_autoindex_quote_2"},
    ),
}
"""The document, and the indexes that serve it; where there are two, the planner weighs them."""


PAGE_OF = {
    kind: f"""query (
      $order: [{type_}!], $first: Int, $after: String, $last: Int, $before: String
    ) {{
      {kind}(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {{
        nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage endCursor }}
      }}
    }}"""
    for kind, type_ in (("opportunities", "OpportunityOrder"), ("quotes", "QuoteOrder"))
}
KIND_OF = {"opportunities": "opportunity", "quotes": "quote"}
INDEX_OF = {
    "NAME": "ix_opportunity_name_folded_id",
    "NUMBER": "uq_quote_number_revision|sqlite_autoindex_quote_2",
}
"""Where it isn't named after the order."""
ORDERS = [
    (kind, field, direction)
    for kind, type_ in (("opportunities", "OpportunityOrderField"), ("quotes", "QuoteOrderField"))
    for field in SCHEMA._schema.type_map[type_].values  # type: ignore[attr-defined]
    for direction in ("ASC", "DESC")
]
"""Every order that the schema offers."""
GOLDEN = [
    case
    for case in sorted((Path(__file__).parent / "golden").iterdir())
    if not re.search(
        "totalCount|contains|closeMetrics|pipeline", "".join(map(Path.read_text, case.iterdir()))
    )
]
"""Those that neither count or add up all that there is nor look inside of texts: for that there is
no index."""


HISTORY = (
    """INSERT INTO event (id, type, position, opportunity_id, opportunity_version, payload,
        actor_id, occurred_at)
    SELECT 'evt_' || substr(id, 5), 'QuoteCreated', row_number() OVER (ORDER BY id) - 1000000,
        opportunity_id, 2, '{}', (SELECT min(id) FROM users), created_at
    FROM quote""",
    """INSERT INTO field_change (id, event_id, entity_id, version, field, new_value)
    SELECT 'chg_' || substr(id, 5), 'evt_' || substr(id, 5), id, 2, 'name', name FROM quote""",
    """INSERT INTO field_change (id, event_id, entity_id, version, field, new_value)
    SELECT 'chg_0' || substr(id, 6) || 'o', 'evt_' || substr(id, 5), opportunity_id, 2, 'name', name
    FROM quote""",
    """INSERT INTO audit_entry (id, type, happened_at, actor_id)
    SELECT 'aud_' || substr(quote.id, 5),
        CASE state WHEN 'DRAFT' THEN 'DENIED' ELSE 'SIGNED_IN' END, quote.created_at, owner_id
    FROM quote JOIN (SELECT id, owner_id FROM opportunity) AS deal ON deal.id = opportunity_id""",
    "ANALYZE",
)
"""An event for each quote, long settled, with a change of the quote and one of its opportunity.
As many entries of the audit, denials for the drafts and sign-ins for the others."""


@pytest.fixture(params=KINDS)
def large(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestClient]:
    """A database with the benchmarks' data set."""
    if request.param == "sqlite":
        database = fresh_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
    else:
        database = fresh_postgresql(request.getfixturevalue("postgresql"))
    with database as url:
        asyncio.run(fill(url, OPPORTUNITIES[request.param]))
        with serving(url) as client:
            store_history(client)
            yield client


def store_history(client: TestClient) -> None:
    """What happened to the data set's quotes."""

    async def write() -> None:
        async with database_of(client).writer.begin() as connection:
            for statement in HISTORY:
                await connection.execute(text(statement))

    assert client.portal is not None
    client.portal.call(write)


def busy_place(client: TestClient) -> dict[str, Any]:
    """Values for the variables, out of the middle of the data."""
    page = ask(
        client,
        "{ opportunities(first: 100) { nodes { id owner { id } } pageInfo { endCursor } } "
        "quotes(first: 1) { nodes { id number } } events(first: 100) { pageInfo { endCursor } } }",
    )
    last = page["opportunities"]["nodes"][-1]
    return {
        "id": last["id"],
        "owner": last["owner"]["id"],
        "after": page["opportunities"]["pageInfo"]["endCursor"],
        "number": page["quotes"]["nodes"][0]["number"],
        "quote": page["quotes"]["nodes"][0]["id"],
        "event": page["events"]["pageInfo"]["endCursor"],
    }


def plans(client: TestClient, query: str, variables: dict[str, Any]) -> Iterator[str]:
    """How the database runs the statement of this query."""
    database = database_of(client)
    sent: list[tuple[str, Any]] = []
    reads = database.reads
    database.reads = NotedReads(reads, lambda *statement: sent.append(statement))
    try:
        ask(client, query, **variables)
    finally:
        database.reads = reads
    if not sent:
        return
    ((statement, values),) = sent

    async def explain(how: str) -> str:
        async with database.reader.connect() as connection:
            rows = await connection.exec_driver_sql(f"{how} {statement}", tuple(values))
            return "\n".join(str(row[-1]) for row in rows)

    assert client.portal is not None
    if database.is_sqlite:
        yield client.portal.call(explain, "EXPLAIN QUERY PLAN")
    else:
        yield client.portal.call(explain, "EXPLAIN")
        if getattr(database.dialect, "server_version_info", ()) >= (16,):
            # As it is planned for any values, once the server has seen the statement often.
            yield client.portal.call(explain, "EXPLAIN (GENERIC_PLAN)")


def test_reads_go_by_indexes(large: TestClient, subtests: pytest.Subtests) -> None:
    # One test, so that the data set is made once.
    full_scan = FULL_SCANS[database_of(large).dialect.name]
    place = busy_place(large)

    for name, (query, indexes) in READS.items():
        variables = {key: value for key, value in place.items() if f"${key}:" in query}
        for plan in plans(large, query, variables):
            with subtests.test(name):
                assert not full_scan.findall(plan), plan
                for index in indexes:
                    assert re.search(rf"\b({index})", plan), plan
    for kind, field, direction in ORDERS:
        order = {"field": field, "direction": direction}
        page = ask(large, PAGE_OF[kind], order=[order], first=100)[kind]
        after = page["pageInfo"]["endCursor"]
        for end in ({"first": 50, "after": after}, {"last": 50, "before": after}):
            for plan in plans(large, PAGE_OF[kind], {"order": [order], **end}):
                with subtests.test(f"{kind} by {field} {direction}, {[*end]}"):
                    assert not full_scan.findall(plan), plan
                    by_name = f"ix_{KIND_OF[kind]}_{field.lower()}_id"
                    assert re.search(INDEX_OF.get(field, by_name), plan), plan
    for case in GOLDEN:
        variables = json.loads(_content(case / "variables.json") or "{}")
        for plan in plans(large, (case / "query.graphql").read_text(), variables):
            with subtests.test(f"golden {case.name}"):
                assert not full_scan.findall(plan), plan


def _content(file: Path) -> str:
    return file.read_text() if file.exists() else ""
