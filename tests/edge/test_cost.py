"""What operations cost: each rule of the count, and the limit, to the point."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from resolvers.documents import Documents
from resolvers.limits import Limits
from server.app import create_app
from server.demo import DEMO_USER
from server.schema import SCHEMA
from server.settings import Settings
from tests.api.demo import ROBOTS
from tests.api.requests import nothing_changes, stored
from tests.conftest import LOCAL, NOW, fresh_sqlite

DOCUMENTS = Documents(SCHEMA._schema, Limits())

Values = Mapping[str, Any]


def cost(document: str, variables: Values | None = None) -> int:
    """Of a valid document's one operation, within the other limits as they are by default."""
    read = DOCUMENTS.get(document)
    assert read.errors == []
    operation = read.operation(None)
    assert operation is not None
    values = operation.coerced(variables or {})
    assert isinstance(values, dict), values
    return operation.price.of(values)


# ── each rule ─────────────────────────────────────────────────────────────────────────────────────

CLOSE = "mutation($input: CloseOpportunitiesInput!) { closeOpportunities(input: $input) "
TYPES = len(SCHEMA._schema.type_map)
RULES: Mapping[str, tuple[str, Values, int]] = {
    # An answer's `data` is an object; a leaf costs nothing.
    "nothing but leaves": ("{ __typename }", {}, 1),
    "an object": ("{ viewer { id name email } }", {}, 2),
    "an object in an object": ("{ viewer { manager { name } } }", {}, 1 + 1 + 1),
    "a field selected twice": ("{ viewer { name } viewer { email } }", {}, 2),
    "two aliases of a field": ("{ a: viewer { name } b: viewer { name } }", {}, 1 + 1 + 1),
    "an alias of a leaf": ("{ viewer { a: name b: name } }", {}, 2),
    # Pages: the connection, and each of its entries.
    "a page": ("{ opportunities(first: 3) { nodes { id } } }", {}, 1 + 1 + 3),
    "the last of a page": ("{ opportunities(last: 4) { nodes { id } } }", {}, 1 + 1 + 4),
    "a page of the default size": ("{ opportunities { nodes { id } } }", {}, 1 + 1 + 20),
    "a page of no entries": ("{ opportunities(first: 0) { nodes { id } } }", {}, 1 + 1 + 1),
    # It is refused where it is read.
    "a page that is too large": ("{ users(first: 9000) { nodes { id } } }", {}, 1 + 1 + 100),
    "a page's edges": ("{ users(first: 3) { edges { cursor node { id } } } }", {}, 1 + 1 + 3 + 3),
    "a page's information": ("{ users(first: 3) { pageInfo { endCursor } } }", {}, 1 + 1 + 1),
    "a count": ("{ users(first: 3) { totalCount } }", {}, 1 + 1 + 10),
    "a page in a page": (
        "{ opportunities(first: 3) { nodes { quotes(first: 4) { nodes { id } totalCount } } } }",
        {},
        1 + 1 + 3 + 3 * (1 + 4 + 10),
    ),
    "a page by a variable": (
        "query($n: Int) { users(first: $n) { nodes { id manager { id } } } }",
        {"n": 7},
        1 + 1 + 7 * 2,
    ),
    "a page by a variable that isn't given": (
        "query($n: Int) { users(first: $n) { nodes { id } } }",
        {},
        1 + 1 + 20,
    ),
    "a page by a variable that is null": (
        "query($n: Int) { users(first: $n) { nodes { id } } }",
        {"n": None},
        1 + 1 + 20,
    ),
    "a page by a variable's default": (
        "query($n: Int = 6) { users(first: $n) { nodes { id } } }",
        {},
        1 + 1 + 6,
    ),
    "pages by variables within each other": (
        (
            "query($n: Int!, $m: Int!) { opportunities(first: $n) { nodes { "
            "quotes(first: $m) { nodes { lines { product { id } } } } } } }"
        ),
        {"n": 5, "m": 3},
        1 + 1 + 5 * (1 + 1 + 3 * (1 + 20 * (1 + 1))),
    ),
    # Lists.
    "nodes by ids": ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 1 + 3),
    "nodes by a single id": ('{ nodes(ids: "a") { id } }', {}, 1 + 1),
    "nodes by a variable": (
        "query($i: [ID!]!) { nodes(ids: $i) { id } }",
        {"i": ["a", "b"]},
        1 + 2,
    ),
    "lines": ('{ quote(id: "") { lines { product { id } } } }', {}, 1 + 1 + 20 * (1 + 1)),
    "closes": ('{ opportunity(id: "") { closes { closedBy { id } } } }', {}, 1 + 1 + 20 * 2),
    "revisions": ('{ quote(id: "") { revisions { id } } }', {}, 1 + 1 + 20),
    "figures": ("{ closeMetrics { count } }", {}, 1 + 100 + 20),
    "figures by group": ("{ pipeline(groupBy: OWNER) { keys { label } } }", {}, 1 + 100 + 420),
    "blockers with their remedies": (
        '{ opportunity(id: "") { closeReadiness { blockers { remedies { mutation } } } } }',
        {},
        1 + 1 + 1 + 2 * (1 + 2),
    ),
    "what an error lists": (
        (
            '{ opportunity(id: "") { closeReadiness { blockers { '
            "... on BlockingQuotesError { quotes { state } } } } } }"
        ),
        {},
        1 + 1 + 1 + 2 * (1 + 5),
    ),
    # Filters: what is looked at in each record of all there are, or of those of one.
    "a condition": (
        '{ opportunities(first: 3, filter: {name: {contains: "x"}}) { nodes { id } } }',
        {},
        1 + 10 + 1 + 3,
    ),
    "a condition on a name": ('{ users(name: {eq: "x"}) { totalCount } }', {}, 1 + 10 + 1 + 10),
    "two operators on a field, and a field more": (
        '{ quotes(filter: {totalAmount: {gte: "1", lt: "2"}, isExpired: true}) { totalCount } }',
        {},
        1 + 30 + 1 + 10,
    ),
    "filters in a filter": (
        (
            "query($f: QuoteFilter) { quotes(filter: "
            '{or: [{not: {name: {eq: "a"}}}, {and: {name: {eq: "b"}}}]}) { totalCount } '
            "a: quotes(filter: $f) { totalCount } }"
        ),
        {"f": {"or": [{"not": {"name": {"eq": "a"}}}, {"and": {"name": {"eq": "b"}}}]}},
        1 + 2 * (20 + 1 + 10),
    ),
    "values of a list": (
        "query($v: [String!]!) { users(name: {in: $v}) { totalCount } }",
        {"v": ["x"] * 25},
        1 + 10 + 2 + 1 + 10,
    ),
    "a condition on related records": (
        "query($q: QuoteListFilter!) { opportunities(filter: {quotes: $q}) { totalCount } }",
        {"q": {"some": {"or": [{"state": {"eq": "DRAFT"}}, {"state": {"eq": "ACTIVE"}}]}}},
        1 + 500 + 20 + 1 + 10,
    ),
    "a condition on a related record": (
        '{ closeMetrics(filter: {opportunity: {name: {eq: "x"}}}) { count } }',
        {},
        1 + 500 + 10 + 100 + 20,
    ),
    "a condition on the quotes of each": (
        (
            "query($s: StringFilter) { opportunities(first: 3) { nodes { "
            "quotes(first: 4, filter: {name: $s, number: $s}) { nodes { id } } } } }"
        ),
        {"s": {"startsWith": "x"}},
        1 + 1 + 3 + 3 * (2 + 1 + 4),
    ),
    "a filter by a variable that isn't given": (
        "query($f: QuoteFilter) { quotes(filter: $f) { totalCount } }",
        {},
        1 + 1 + 10,
    ),
    "a name that is no filter": ('{ __type(name: "User") { name } }', {}, 1 + 3),
    # Fragments and directives.
    "fragments": (
        "{ viewer { ...F ...F manager { ...F } } } fragment F on User { manager { id } }",
        {},
        1 + 1 + 1 + 1,
    ),
    "each type that an object can be": (
        '{ node(id: "") { ... on Opportunity { account { id } } ... on Quote { lines { id } } } }',
        {},
        1 + 1 + 1 + 20,
    ),
    "what is left out": (
        (
            "query($no: Boolean!) { viewer @skip(if: true) { id } "
            "users(first: 3) @include(if: $no) { nodes { id } } }"
        ),
        {"no": False},
        1 + 1 + (1 + 3),
    ),
    # The introspection, which Python writes.
    "the schema's types": ("{ __schema { types { name } } }", {}, 1 + 3 + 3 * TYPES),
    "a type of the schema": ('{ __type(name: "User") { ofType { name } } }', {}, 1 + 3 + 3),
    # Mutations: the write, for each record; the payload, once.
    "a mutation": (
        (
            'mutation { closeOpportunity(input: {opportunityId: "", outcome: WON}) '
            "{ opportunity { id } errors { code } } }"
        ),
        {},
        1 + 10 + 1 + 1 + 2,
    ),
    "two mutations": (
        (
            'mutation { a: closeQuotes(input: {opportunityId: ""}) { __typename } '
            'b: closeQuotes(input: {opportunityId: ""}) { closedQuotes { id } } }'
        ),
        {},
        1 + (10 + 1) + (10 + 1 + 20),
    ),
    "a mutation on many by their ids": (
        (
            'mutation { closeOpportunities(input: {ids: ["a", "b", "c"], outcome: WON}) '
            "{ results { opportunity { id } } } }"
        ),
        {},
        1 + 1 + 3 * (10 + 1 + 1),
    ),
    "a mutation on many by a variable": (
        CLOSE + "{ results { errors { code } } errors { code } } }",
        {"input": {"ids": ["a", "b"], "outcome": "WON"}},
        1 + 1 + 2 * (10 + 1 + 2) + 2,
    ),
    "a mutation on many by a filter": (
        CLOSE + "{ results { status } } }",
        {"input": {"filter": {}, "outcome": "WON"}},
        1 + 1 + 1000 * (10 + 1),
    ),
    "a mutation on many by a filter with a condition": (
        CLOSE + "{ closedCount } }",
        {"input": {"filter": {"name": {"eq": "x"}}, "outcome": "WON"}},
        1 + 10 + 1 + 1000 * 10,
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_counts_to_the_point(rule: str) -> None:
    document, variables, points = RULES[rule]

    assert cost(document, variables) == points


# ── the limit ─────────────────────────────────────────────────────────────────────────────────────

DEAR: Mapping[str, tuple[str, Values, int, str]] = {
    "lines in pages": (
        (
            "query($n: Int!) { opportunities(first: $n) { totalCount nodes { "
            "mine: quotes(first: 2) { nodes { lines { id } } } } } }"
        ),
        {"n": 3},
        1 + 1 + 10 + 3 + 3 + 6 + 120,
        "120 of them by opportunities.nodes.mine.nodes.lines",
    ),
    "figures": (
        "{ closeMetrics { count } users(first: 90) { nodes { id } } }",
        {},
        1 + 100 + 20 + 1 + 90,
        "120 of them by closeMetrics",
    ),
    "a change": (
        (
            f'mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) '
            "{ closedQuotes { lines { id } } } }"
        ),
        {},
        1 + 1 + 10 + 20 + 400,
        "400 of them by closeQuotes.closedQuotes.lines",
    ),
    "a change of a thousand": (
        CLOSE + "{ results { status } } }",
        {"input": {"filter": {"id": {"eq": ROBOTS}}, "outcome": "LOST", "closeOpenQuotes": True}},
        1 + 10 + 1 + 1000 * (10 + 1),
        "10,011 of them by closeOpportunities",
    ),
}


@pytest.mark.parametrize("case", DEAR)
def test_what_costs_the_limit_is_answered_and_a_point_more_is_refused(
    sqlite_template: Path, tmp_path: Path, case: str
) -> None:
    document, variables, points, dearest = DEAR[case]

    def answer(url: str, most: int) -> Any:
        settings = Settings(database_url=url, actor=DEMO_USER, max_cost=most)
        with TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as client:
            sent = {"query": document, "variables": variables}
            return client.post("/graphql", json=sent).json()

    with fresh_sqlite(sqlite_template, tmp_path) as url:
        with nothing_changes(url):
            refused = answer(url, points - 1)
        before = stored(url)
        answered = answer(url, points)
        is_change = document.startswith("mutation")
        assert (stored(url) != before) == is_change

    (error,) = refused.pop("errors")
    assert error["message"] == (
        f"The operation costs {points:,} points, {dearest}; CLINCH_MAX_COST allows {points - 1:,}."
    )
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
    assert refused == {"extensions": {"cost": {"requested": points, "limit": points - 1}}}
    assert [*answered] == ["data", "extensions"]
    assert answered["extensions"] == {"cost": {"requested": points, "limit": points}}
