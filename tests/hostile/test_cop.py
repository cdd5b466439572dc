"""The checks of graphql-cop, by their names there, on `clinch serve` as it is by default."""

import shutil
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from server.demo import DEMO_USER
from tests.api.demo import ROBOTS
from tests.api.requests import nothing_changes
from tests.costs import without_cost
from tests.server.commands import PYTHON, serving

CLOSE = f'mutation {{ closeQuotes(input: {{opportunityId: "{ROBOTS}"}}) {{ __typename }} }}'
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NO_SCHEMA = "This installation doesn't tell its schema (CLINCH_INTROSPECTION)."


@pytest.fixture(scope="module")
def target(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any
) -> Iterator[tuple[httpx2.Client, str]]:
    """A client of `clinch serve` with default settings, and the URL of its database."""
    folder = tmp_path_factory.mktemp("cop")
    shutil.copyfile(sqlite_template, folder / "clinch.db")
    with (
        serving(folder, CLINCH_ACTOR=DEMO_USER) as served,
        httpx2.Client(base_url=served.address) as client,
    ):
        yield client, f"sqlite:///{folder / 'clinch.db'}"


@pytest.fixture
def cop(target: tuple[httpx2.Client, str]) -> Iterator[httpx2.Client]:
    """The client; whatever is looked for, nothing is changed by it."""
    client, url = target
    with nothing_changes(url):
        yield client


def ask(cop: httpx2.Client, query: str) -> Any:
    return cop.post("/graphql", json={"query": query}).json()


def refusals(answer: Any) -> list[tuple[str, str]]:
    """Code and message of each error of an answer that has no data."""
    assert [*answer] == ["errors"]
    return [(each["extensions"]["code"], each["message"]) for each in answer["errors"]]


def test_introspection(cop: httpx2.Client) -> None:
    """Refused, and the message names the setting: the contract is for those who are given it."""
    answer = ask(cop, "query cop { __schema { types { name fields { name } } } }")

    assert refusals(answer) == [("GRAPHQL_VALIDATION_FAILED", NO_SCHEMA)]


def test_field_suggestions(cop: httpx2.Client) -> None:
    """No "Did you mean": by guessing one would learn the contract name by name."""
    wrong = ask(cop, "query cop { __schema { directive } viewr { id } viewer { nam } }")

    assert [message for _, message in refusals(wrong)] == [
        NO_SCHEMA,
        "Cannot query field 'directive' on type '__Schema'.",
        "Cannot query field 'viewr' on type 'Query'.",
        "Cannot query field 'nam' on type 'User'.",
    ]


def test_get_method_query_support(cop: httpx2.Client) -> None:
    """Answered, the one finding that we mean to have: GraphQL over HTTP allows it.

    A query changes nothing, so there is nothing to forge; no page of another origin may read the
    answer, and none may load it as a script or a picture.
    """
    answer = cop.get(
        "/graphql", params={"query": "{__typename}"}, headers={"Origin": "http://evil.example"}
    )

    assert without_cost(answer.json()) == {"data": {"__typename": "Query"}}
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("mutation", ["mutation cop {__typename}", CLOSE])
def test_get_based_mutation(cop: httpx2.Client, mutation: str) -> None:
    """405: a link or a picture in somebody else's page must not change anything."""
    answer = cop.get("/graphql", params={"query": mutation})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert refusals(answer.json()) == [
        ("BAD_REQUEST", "GET is for queries; send a mutation by POST.")
    ]


def test_post_based_csrf(cop: httpx2.Client) -> None:
    """415 for all that a form of another site's page can send; JSON it can send by CORS alone."""
    sent: list[dict[str, Any]] = [
        {"params": {"query": CLOSE}},
        {"data": {"query": CLOSE}},
        {"data": {"query": CLOSE}, "files": {"0": b""}},
        {"content": f'{{"query": "{CLOSE}"}}', "headers": {"Content-Type": "text/plain"}},
    ]

    for request in sent:
        answer = cop.post("/graphql", **request)
        assert answer.status_code == 415
        assert refusals(answer.json()) == [
            ("BAD_REQUEST", "The request's Content-Type has to be application/json, in UTF-8.")
        ]


def test_a_preflight_of_another_origin_is_not_allowed(cop: httpx2.Client) -> None:
    """The rest of that check: a browser that asks whether a page may send JSON hears no yes."""
    asks = {
        "Origin": "http://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }

    answer = cop.options("/graphql", headers=asks)

    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_trace_mode(cop: httpx2.Client) -> None:
    """Nothing of how it was answered, in answers or errors: in `extensions` is the cost alone."""
    fine = ask(cop, "query cop { __typename }")
    wrong = ask(cop, "query cop { nobody }")

    assert fine == {
        "data": {"__typename": "Query"},
        "extensions": {"cost": {"requested": 1, "limit": 100_000}},
    }
    assert [*wrong] == ["errors"]
    assert [*wrong["errors"][0]] == ["message", "locations", "extensions"]
    assert wrong["errors"][0]["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


def test_alias_overloading(cop: httpx2.Client) -> None:
    """Refused before anything runs: one field by 101 names is 101 times its work."""
    aliases = " ".join(f"alias{number}: __typename" for number in range(101))

    assert refusals(ask(cop, f"query cop {{ {aliases} }}")) == [
        ("LIMIT_EXCEEDED", "101 aliases are given; CLINCH_MAX_ALIASES allows 50.")
    ]


def test_batch_queries(cop: httpx2.Client) -> None:
    """400 for a list of requests: it would pass by what is counted request by request."""
    answer = cop.post("/graphql", json=[{"query": "query cop { __typename }"}] * 10)

    assert answer.status_code == 400
    assert refusals(answer.json()) == [
        ("BAD_REQUEST", "Several requests in one body aren't supported: send them one by one.")
    ]


def test_directive_overloading(cop: httpx2.Client) -> None:
    """One error for ten unknown ones, so that errors don't outgrow the request; 51 are too many."""
    ten, fifty_one = (ask(cop, f"query cop {{ __typename {'@aa' * n} }}") for n in (10, 51))

    assert refusals(ten) == [("GRAPHQL_VALIDATION_FAILED", "Unknown directive '@aa'.")]
    assert len(ten["errors"][0]["locations"]) == 10
    assert refusals(fifty_one) == [
        ("LIMIT_EXCEEDED", "51 directives are given; CLINCH_MAX_DIRECTIVES allows 50.")
    ]


def test_circular_query_introspection(cop: httpx2.Client) -> None:
    """Refused, by its depth and because the schema isn't told at all."""
    answer = ask(
        cop, f"query cop {{ __schema {{ types {{ {'fields { type { ' * 4}name{' } }' * 4} }} }} }}"
    )

    assert refusals(answer) == [
        ("GRAPHQL_VALIDATION_FAILED", "Maximum introspection depth exceeded"),
        ("GRAPHQL_VALIDATION_FAILED", NO_SCHEMA),
    ]


def test_circular_fragment(cop: httpx2.Client) -> None:
    """Refused by validation: written out it would have no end."""
    circle = "fragment A on Query { __typename ...B } fragment B on Query { ...A }"

    assert refusals(ask(cop, f"query cop {{ ...A }} {circle}")) == [
        ("GRAPHQL_VALIDATION_FAILED", "Cannot spread fragment 'A' within itself via 'B'.")
    ]


def test_field_duplication(cop: httpx2.Client) -> None:
    """Refused where it passes a limit: 500 fields of one name are 500 to look at."""
    on_top = "query cop { " + "__typename \n" * 500 + "}"
    within = "query cop { viewer { " + "__typename " * 500 + "} }"

    assert refusals(ask(cop, on_top)) == [
        ("LIMIT_EXCEEDED", "500 root fields are selected; CLINCH_MAX_ROOT_FIELDS allows 20.")
    ]
    assert refusals(ask(cop, within)) == [
        ("LIMIT_EXCEEDED", "501 fields and fragments are selected; CLINCH_MAX_FIELDS allows 500.")
    ]


@pytest.mark.parametrize("path", ["/graphiql", "/playground", "/console", "/graphql", "/"])
def test_graphiql(cop: httpx2.Client, path: str) -> None:
    """No page for browsers, wherever one may be looked for: it is a tool for development."""
    answer = cop.get(path, headers=BROWSER, follow_redirects=True)

    assert answer.status_code in {400, 404}
    assert not answer.headers["content-type"].startswith("text/html")
    for word in ("graphiql", "playground", "altair", "voyager"):
        assert word not in answer.text.lower()


def test_unhandled_errors(cop: httpx2.Client) -> None:
    """What isn't GraphQL is told in one sentence, with a code, and no exception of any library."""
    answer = cop.post("/graphql", json={"query": "qwerty cop { abc }"})

    assert (answer.status_code, refusals(answer.json())) == (
        200,
        [("GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected Name 'qwerty'.")],
    )
    assert not PYTHON.search(answer.text)
    assert "exception" not in answer.text.lower()
