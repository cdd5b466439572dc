"""The public CRM data set, imported whole and read through the API: every column of every row."""

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.actor import SYSTEM_USER_ID
from server.app import create_app
from server.settings import Settings
from tests.conftest import LOCAL, NOW
from tests.server.crm_folders import PIPELINE, Import
from tests.services.dump import Dump

SHARED = Path(
    os.environ.get("CLINCH_TEST_SHARED") or Path(__file__).resolve().parents[3] / "shared"
)


@pytest.fixture(scope="session")
def crm() -> Path:
    """The public data set."""
    folder = SHARED / "data" / "crm"
    if not folder.is_dir():
        pytest.skip(f"The public CRM data set isn't in {folder}; set CLINCH_TEST_SHARED.")
    return folder


class Api:
    """Queries over HTTP."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def __call__(self, query: str, **variables: Any) -> Any:
        body = {"query": query, "variables": variables}
        answer = self.client.post("/graphql", json=body).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def all(self, field: str, selection: str, argument: str = "") -> Iterator[Any]:
        """Every node of a connection, over all its pages."""
        query = (
            f"query($after: String) {{ page: {field}({argument} first: 1000, after: $after) "
            f"{{ pageInfo {{ hasNextPage endCursor }} nodes {{ {selection} }} }} }}"
        )
        after = None
        while True:
            page = self(query, after=after)["page"]
            yield from page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]


@pytest.fixture
def api(database_url: str) -> Iterator[Callable[[], Api]]:
    """The API on the database, opened when asked for: the command has to be done by then."""
    clients: list[TestClient] = []

    def opened() -> Api:
        settings = Settings(
            database_url=database_url, actor=SYSTEM_USER_ID, max_page=1000, rate_limit=0
        )
        client = TestClient(create_app(settings, clock=lambda: NOW), LOCAL)
        client.__enter__()
        clients.append(client)
        return Api(client)

    yield opened
    for client in clients:
        client.__exit__()


def rows_of(folder: Path, file: str) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_public_data_set_comes_out_of_the_api_whole(
    crm: Path, run_import: Import, api: Callable[[], Api]
) -> None:
    done = run_import(crm)

    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "               created  unchanged  not placed",
        "users               41          0           0",
        "accounts            85          0           0",
        "products             7          0           0",
        "opportunities    8,800          0           0",
        "sales_pipeline.csv: account: it is blank: the opportunity has no account (1,425 rows)",
        (
            "sales_pipeline.csv: engage_date: it is blank: startedOn is the day of the import "
            "(500 rows)"
        ),
        "sales_pipeline.csv: product: 'GTXPro' is read as 'GTX Pro' (1,480 rows)",
    ]
    assert done.exit_code == 0

    ask = api()
    totals = ask(
        """fragment total on OpportunityConnection { totalCount }
        { won: opportunities(filter: {state: {eq: WON}, source: {eq: "crm"}}) { ...total }
          lost: opportunities(filter: {state: {eq: LOST}, source: {eq: "crm"}}) { ...total }
          open: opportunities(filter: {state: {eq: OPEN}, source: {eq: "crm"}}) { ...total } }"""
    )
    assert {state: found["totalCount"] for state, found in totals.items()} == {
        "won": 4238,
        "lost": 2473,
        "open": 2089,
    }
    agent = {each["sales_agent"]: each for each in rows_of(crm, "sales_teams.csv")}
    found = {each["externalId"]: each for each in _opportunities(ask)}
    won = sum(
        (
            Decimal(each["actualRevenue"]["amount"])
            for each in found.values()
            if each["state"] == "WON"
        ),
        Decimal(0),
    )
    assert won == Decimal("10005534.00")
    imported_on = {each.pop("createdAt")[:10] for each in found.values() if each["state"] == "OPEN"}
    for row in rows_of(crm, PIPELINE):
        each = found.pop(row["opportunity_id"])
        each.pop("createdAt", None)
        if not row["engage_date"]:
            assert each.pop("startedOn") in imported_on
            each["startedOn"] = ""
        assert each == _expected(row, agent[row["sales_agent"]])
    assert found == {}


def _opportunities(ask: Api) -> Iterator[Any]:
    money = "{ amount currency }"
    return ask.all(
        "opportunities",
        f"""externalId source version name state stage currency startedOn createdAt
        account {{ name }} product {{ name }}
        owner {{ name regionalOffice manager {{ name }} }}
        statusReason {{ code }} actualCloseDate actualRevenue {money}
        closes {{ outcome statusReason {{ code }} actualCloseDate actualRevenue {money}
          stageAtClose source client closedBy {{ name }} }}""",
        'filter: {source: {eq: "crm"}},',
    )


def _expected(row: Mapping[str, str], agent: Mapping[str, str]) -> dict[str, Any]:
    """What the API has to answer for a row of the pipeline."""
    product = {"GTXPro": "GTX Pro"}.get(row["product"], row["product"])
    state = {"Won": "WON", "Lost": "LOST"}.get(row["deal_stage"], "OPEN")
    stages = {"Prospecting": "QUALIFY", "Engaging": "DEVELOP"}
    closed = {
        "statusReason": {"code": {"WON": "WON", "LOST": "CANCELED", "OPEN": "IN_PROGRESS"}[state]},
        "actualCloseDate": row["close_date"] or None,
        "actualRevenue": {"amount": f"{row['close_value']}.00", "currency": "USD"}
        if row["close_value"]
        else None,
    }
    close = {
        "outcome": state,
        "stageAtClose": None,
        "source": "crm",
        "client": "clinch",
        "closedBy": {"name": agent["sales_agent"]},
    }
    return {
        "externalId": row["opportunity_id"],
        "source": "crm",
        "version": 1,
        "name": f"{row['account'] or 'No account'} \N{EN DASH} {product}",
        "state": state,
        "stage": stages.get(row["deal_stage"], "CLOSE"),
        "currency": "USD",
        "startedOn": row["engage_date"],
        "account": {"name": row["account"]} if row["account"] else None,
        "product": {"name": product},
        "owner": {
            "name": agent["sales_agent"],
            "regionalOffice": agent["regional_office"],
            "manager": {"name": agent["manager"]},
        },
        **closed,
        "closes": [] if state == "OPEN" else [close | closed],
    }


def test_the_public_data_sets_parties_come_out_of_the_api_whole(
    crm: Path, run_import: Import, api: Callable[[], Api]
) -> None:
    run_import(crm)

    ask = api()
    teams = rows_of(crm, "sales_teams.csv")
    users = {
        each["name"]: each
        for each in ask.all("users", "name kind regionalOffice manager { name }")
        if each["kind"] == "PERSON"
    }
    for row in teams:
        assert users[row["sales_agent"]] == {
            "name": row["sales_agent"],
            "kind": "PERSON",
            "regionalOffice": row["regional_office"],
            "manager": {"name": row["manager"]},
        }
        assert users[row["manager"]] == {
            "name": row["manager"],
            "kind": "PERSON",
            "regionalOffice": row["regional_office"],
            "manager": None,
        }
    accounts = {
        each["name"]: each
        for each in ask.all(
            "accounts",
            """name sector yearEstablished annualRevenue { amount currency } employees
            officeLocation parent { name }""",
        )
    }
    for row in rows_of(crm, "accounts.csv"):
        assert accounts[row["account"]] == {
            "name": row["account"],
            "sector": row["sector"],
            "yearEstablished": int(row["year_established"]),
            "annualRevenue": {
                "amount": f"{Decimal(row['revenue']) * 1_000_000:.2f}",
                "currency": "USD",
            },
            "employees": int(row["employees"]),
            "officeLocation": row["office_location"],
            "parent": {"name": row["subsidiary_of"]} if row["subsidiary_of"] else None,
        }
    products = {
        each["product"]["name"]: each["product"]
        for each in ask.all(
            "opportunities",
            "product { name family listPrice { amount currency } }",
            'filter: {source: {eq: "crm"}},',
        )
    }
    assert products == {
        row["product"]: {
            "name": row["product"],
            "family": row["series"],
            "listPrice": {"amount": f"{row['sales_price']}.00", "currency": "USD"},
        }
        for row in rows_of(crm, "products.csv")
    }


def test_importing_the_public_data_set_twice_changes_nothing(
    crm: Path, run_import: Import, dumped: Callable[[], Dump]
) -> None:
    run_import(crm)
    before = dumped()

    done = run_import(crm)

    assert done.exit_code == 0
    assert done.stdout.splitlines()[:5] == [
        "               created  unchanged  not placed",
        "users                0         41           0",
        "accounts             0         85           0",
        "products             0          7           0",
        "opportunities        0      8,800           0",
    ]
    assert dumped() == before
