"""Many at once ask for the same by the same statements, and each gets what is his."""

import asyncio
from collections.abc import Iterator
from random import Random
from typing import Any, Final

import httpx2
import pytest
from starlette.testclient import TestClient

from db.reads.compiler import compile_plan
from db.reads.visibility import Visibility
from domain.access import Access, Role, access_of
from resolvers.statements import Statements
from server.app import create_app
from server.settings import Settings
from tests.access.cast import CAST, DEALS, SEES, VIEWERS
from tests.conftest import LOCAL
from tests.costs import GENEROUS
from tests.reads.asking import store
from tests.sign_in.conftest import steady  # noqa: F401
from tests.sign_in.provider import AUDIENCE, Provider

ASKING: Final = tuple(name for name in VIEWERS if name != "admin")
ROUNDS: Final = 4
DOCUMENTS: Final = 6
"""Each is new when all begin to ask for it, and known when they ask again."""

_OF: Final = {deals.open.id: name for name, deals in DEALS.items()}


def document(number: int) -> str:
    """One that was never asked for: its response keys are its own."""
    return f"""query Q{number} {{
      me{number}: viewer {{ id }}
      deals{number}: opportunities(first: 100, filter: {{name: {{startsWith: "Open "}}}}) {{
        totalCount nodes {{ id changes {{ totalCount }} quotes {{ nodes {{ name }} }} }} }}
      figures{number}: pipeline(groupBy: [OWNER]) {{ keys {{ value }} count }}
      events{number}: events(first: 100) {{ nodes {{ opportunity {{ id }} }} }}
    }}"""


def expected(name: str, number: int, data: Any) -> bool:
    """Whether an answer is his, by the table of who sees whose."""
    seen = {DEALS[owner].open.id for owner in SEES[name]}
    deals = data[f"deals{number}"]
    owners = {VIEWERS[owner].user_id for owner in SEES[name]}
    figures = {each["keys"][0]["value"] for each in data[f"figures{number}"]}
    told = [each["opportunity"] for each in data[f"events{number}"]["nodes"]]
    return (
        data[f"me{number}"]["id"] == VIEWERS[name].user_id
        and {each["id"] for each in deals["nodes"]} == seen
        and deals["totalCount"] == len(seen)
        and all(each["changes"]["totalCount"] == 4 for each in deals["nodes"])
        and all(len(each["quotes"]["nodes"]) == 3 for each in deals["nodes"])
        # The demo's own deals are Aiko's and Ben's.
        and figures - {f"usr_{2:026}"} == owners
        and {each and each["id"] for each in told} == seen
    )


@pytest.fixture
def client(database_url: str, steady: Provider) -> Iterator[TestClient]:  # noqa: F811
    """The application, whose users sign in by tokens."""
    settings = Settings(
        database_url=database_url, oidc_issuer=steady.issuer, oidc_audience=(AUDIENCE,), **GENEROUS
    )
    app = create_app(settings)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as opened:
        store(opened, CAST)
        yield opened


def strangers(client: TestClient, provider: Provider) -> list[str]:
    """Ask at once, in any order; who got what isn't his."""
    tokens = {name: provider.token(sub=f"subject of {name}") for name in ASKING}
    calls = [
        (name, number) for number in range(DOCUMENTS) for name in ASKING for _ in range(ROUNDS)
    ]
    Random(6).shuffle(calls)  # noqa: S311 - the same order in each run

    async def ask(http: httpx2.AsyncClient, name: str, number: int) -> str | None:
        headers = {"Authorization": f"Bearer {tokens[name]}"}
        answer = (
            await http.post("/graphql", json={"query": document(number)}, headers=headers)
        ).json()
        assert "errors" not in answer, answer["errors"]
        return None if expected(name, number, answer["data"]) else name

    async def everybody() -> list[str | None]:
        transport = httpx2.ASGITransport(client.app)
        async with httpx2.AsyncClient(transport=transport, base_url=LOCAL) as http:
            return await asyncio.gather(*(ask(http, *each) for each in calls))

    assert client.portal is not None
    return [each for each in client.portal.call(everybody) if each]


def test_everybody_gets_his_own_however_many_ask_at_once(
    client: TestClient,
    steady: Provider,  # noqa: F811
) -> None:
    assert strangers(client, steady) == []


def test_statements_that_were_kept_for_whoever_comes_would_be_noticed(
    client: TestClient,
    steady: Provider,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: dict[Any, Any] = {}

    def careless(self: Statements, plan: Any, criteria: Any, access: Access) -> Any:
        shapes = tuple(criterion.shape for criterion in criteria)
        key = (plan, shapes)
        if key not in kept:
            kept[key] = compile_plan(plan, shapes, self._dialect, Visibility(access))
        return kept[key]

    monkeypatch.setattr(Statements, "get", careless)

    # Whoever isn't in the role whose statements were kept.
    assert strangers(client, steady)


def test_access_of_a_role_is_one_whoever_has_it() -> None:
    for role in Role:
        assert access_of(role) is access_of(role)
