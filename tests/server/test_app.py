"""The application around the API: health, one snapshot a query."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from starlette.testclient import TestClient

from server.app import create_app
from server.demo import DEMO_USER
from server.settings import Settings
from tests.conftest import LOCAL, NOW, execute, recorded
from tests.costs import without_cost

STORES = "opp_00000000000000000000000003"
READY = (200, {"status": "ready"})


def ready(client: TestClient) -> tuple[int, Any]:
    response = client.get("/health/ready")
    return response.status_code, response.json()


def test_it_is_live_and_ready(client: TestClient) -> None:
    live = client.get("/health/live")

    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert ready(client) == READY


def test_given_an_unmigrated_database_it_says_what_to_do(
    client: TestClient, database_url: str
) -> None:
    execute(database_url, "DROP TABLE alembic_version")

    status, answer = ready(client)

    assert status == 503
    assert answer["status"] == "not ready"
    assert answer["reason"].startswith("The database is at revision none, this program needs ")
    assert answer["reason"].endswith(": run `clinch migrate`.")
    assert client.get("/health/live").status_code == 200


def test_given_a_newer_database_it_says_which_revision_is_there(
    client: TestClient, database_url: str
) -> None:
    execute(database_url, "UPDATE alembic_version SET version_num = '9999'")

    status, answer = ready(client)

    assert status == 503
    assert answer["reason"].startswith("The database is at revision 9999, this program needs ")


def test_given_a_broken_rule_it_names_the_opportunity(
    client: TestClient, database_url: str
) -> None:
    past_the_rule = (
        "PRAGMA ignore_check_constraints = ON"
        if database_url.startswith("sqlite")
        else "ALTER TABLE quote DROP CONSTRAINT ck_quote_blocks_open_only"
    )
    quote = "quo_00000000000000000000000007"
    execute(database_url, past_the_rule, f"UPDATE quote SET state = 'ACTIVE' WHERE id = '{quote}'")

    answer = ready(client)

    reason = "opp_00000000000000000000000006 is closed and has an active quote."
    assert answer == (503, {"status": "not ready", "reason": reason})


@contextmanager
def unreachable(url: str) -> Iterator[None]:
    """The database can't be used meanwhile."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        content = file.read_bytes()
        file.write_bytes(b"garbage" * 1000)
        yield
        file.write_bytes(content)
        return
    parsed = make_url(url)
    name = parsed.database
    admin = parsed.set(database="postgres").render_as_string(hide_password=False)
    execute(
        admin,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    yield
    execute(admin, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_given_no_database_it_says_no_more_than_that(
    client: TestClient, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    reason = "The database doesn't answer."

    with unreachable(database_url):
        gone = ready(client)
        document = {"query": "{ viewer { name } }"}
        answer = client.post("/graphql", json=document).json()

    assert gone == (503, {"status": "not ready", "reason": reason})
    assert "the database doesn't answer" in caplog.text
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "viewer" not in answer["errors"][0]["message"]


def test_given_a_database_that_comes_back_it_is_ready_again(
    client: TestClient, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a file doesn't come back")
    assert ready(client) == READY

    with unreachable(database_url):
        assert ready(client)[0] == 503

    assert ready(client) == READY
    document = {"query": "{ viewer { name } }"}
    assert client.post("/graphql", json=document).json()["data"] is not None


def test_the_root_leads_to_the_api(client: TestClient) -> None:
    response = client.get("/", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (307, "/graphql")


# ── one statement a query ───────────────────────────────────────────────────────────────────────

SEVERAL = f"""
  a: opportunity(id: "{STORES}") {{ name }}
  b: opportunities(filter: {{id: {{eq: "{STORES}"}}}}) {{ nodes {{ name }} }}
  c: node(id: "{STORES}") {{ ... on Opportunity {{ name }} }}
"""


@pytest.mark.parametrize("beside", ["", "errorCodes { code }", "__schema { queryType { name } }"])
def test_all_that_a_query_reads_is_of_one_moment_by_one_statement(
    client: TestClient, beside: str
) -> None:
    database = client.app.state.application.database  # type: ignore[attr-defined]

    with recorded(database) as statements:
        answer = client.post("/graphql", json={"query": f"{{ {beside} {SEVERAL} }}"}).json()

    data = answer["data"]
    assert [data["a"]["name"], data["b"]["nodes"][0]["name"], data["c"]["name"]] == (
        ["Store network"] * 3
    )
    assert len(statements) == 1


def test_what_is_left_out_is_not_asked_for(client: TestClient) -> None:
    database = client.app.state.application.database  # type: ignore[attr-defined]
    cases = {
        "{ viewer @skip(if: true) { id } }": {},
        "{ a: __typename }": {"a": "Query"},
        "{ viewer @skip(if: true) { id } b: __typename }": {"b": "Query"},
    }

    with recorded(database) as statements:
        for query, data in cases.items():
            answer = client.post("/graphql", json={"query": query}).json()
            assert without_cost(answer) == {"data": data}

    assert statements == []


def test_the_size_of_pages_is_a_setting(database_url: str) -> None:
    settings = Settings(database_url=database_url, actor=DEMO_USER, max_page=2)
    document = """{
      default: opportunities { nodes { id } pageInfo { hasNextPage } }
      most: opportunities(first: 2) { nodes { id } }
    }"""

    with TestClient(create_app(settings), LOCAL) as client:
        answer = client.post("/graphql", json={"query": document}).json()
        more = client.post(
            "/graphql", json={"query": "{ opportunities(first: 3) { totalCount } }"}
        ).json()

    assert len(answer["data"]["default"]["nodes"]) == 2
    assert answer["data"]["default"]["pageInfo"] == {"hasNextPage": True}
    assert len(answer["data"]["most"]["nodes"]) == 2
    assert more["errors"][0]["message"] == "first is 3; it can be 0 to 2."


@pytest.mark.parametrize(
    ("zone", "hour", "today", "tomorrow"),
    [
        ("UTC", 17, "2026-11-22", "2026-11-23"),
        ("Pacific/Kiritimati", 17, "2026-11-23", "2026-11-24"),
        ("Pacific/Pago_Pago", 5, "2026-11-21", "2026-11-22"),
    ],
)
def test_the_time_zone_says_what_today_is(
    database_url: str, zone: str, hour: int, today: str, tomorrow: str
) -> None:
    settings = Settings(database_url=database_url, actor=DEMO_USER, time_zone=zone)
    app = create_app(settings, clock=lambda: NOW.replace(hour=hour))

    def close(client: TestClient, day: str) -> Any:
        given = f'opportunityId: "{STORES}", outcome: WON {day}'
        document = f"""mutation {{ closeOpportunity(input: {{{given}}}) {{
          close {{ actualCloseDate closedAt }} errors {{ message }}
        }} }}"""
        return client.post("/graphql", json={"query": document}).json()["data"]["closeOpportunity"]

    with TestClient(app, LOCAL) as client:
        refused = close(client, f'actualCloseDate: "{tomorrow}"')
        closed = close(client, "")

    message = f"It is in the future; today is {today}."
    assert refused == {"close": None, "errors": [{"message": message}]}
    at = f"2026-11-22T{hour:02}:23:00.123456Z"
    assert closed == {"close": {"actualCloseDate": today, "closedAt": at}, "errors": []}
