"""Orders and filters are the same whatever collation a PostgreSQL server has by itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text

from db.tables import Account, Opportunity, Quote
from domain.actor import SYSTEM_USER_ID
from domain.text import fold
from tests import postgres
from tests.conftest import fresh_postgresql, template_on
from tests.factories import opportunity, quote
from tests.reads.asking import KINDS, Clients, ask, database_of, empty, store
from tests.reads.conftest import serving

# ruff: noqa: RUF001 - letters that look alike are the point
NAMES = (
    *("a", "A", "ä", "Ä", "b", "B", "z", "Z", "é", "e", "E", "ñ", "n", "ø", "o", "å", "ａ", "Ｂ"),
    *("coop", "co-op", "CO-OP", "co op", "co.op", "co_op", "résumé", "resume", "Resume", "RÉSUMÉ"),
    *("1", "2", "10", "9", "100 %", "$5", "(x)", "-1", "_", "~", "!", "'", '"', "\\", "%", "{"),
    *("straße", "strasse", "STRASSE", "İ", "i", "I", "ı", "ﬁ", "fi", "Ω", "ω", "σ", "ς", "Σ"),
    *("倉庫", "生産", "あ", "ア", "ｱ", "が", "か\u3099", "ー", "㈱", "🙂", "𝒜", "\uffee"),
    *("\u200b", "ﷺ"),
)
PARTS = ("a", "B", "co", "CO-", "re", "RÉ", "str", "i", "ı", "1", "_", "%", "倉", "fi", "Σ")
ORDERS = [
    [{"field": "NAME", "direction": direction}, *more]
    for direction in ("ASC", "DESC")
    for more in ([], [{"field": "CREATED_AT", "direction": "DESC"}])
]


@pytest.fixture(scope="module")
def international() -> Iterator[Callable[[str], str]]:
    """A server whose own collation is ICU's en-US."""
    binaries = postgres.installed_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL with ICU is installed in /usr/lib/postgresql")
    options = ("--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8")
    with postgres.running(binaries, *options) as server, template_on(server.url):
        yield server.url


@pytest.fixture(scope="module")
def clients(writers: Clients, international: Callable[[str], str]) -> Iterator[Clients]:
    """SQLite, PostgreSQL with C, PostgreSQL with ICU, and the same records in each."""
    with fresh_postgresql(international) as url, serving(url) as with_icu:
        databases = {**writers, "icu": with_icu}
        for client in databases.values():
            empty(client)
            store(client, records())
        yield databases
        for client in writers.values():
            empty(client)


def records() -> list[Account | Opportunity | Quote]:
    """An account, an opportunity and a quote of each name."""
    accounts = [
        Account(id=f"acc_{number:026}", name=name, name_folded=fold(name))
        for number, name in enumerate(NAMES, start=1)
    ]
    deals = [
        opportunity(
            id=f"opp_{number:026}",
            name=name,
            name_folded=fold(name),
            account_id=f"acc_{number % 3 + 1:026}",
            owner_id=SYSTEM_USER_ID,
            external_id=f"{name} {number}",
            source=name,
        )
        for number, name in enumerate(NAMES, start=1)
    ]
    offers = [
        quote(
            deal,
            id=f"quo_{number:026}",
            number=f"q-{number}",
            name=deal.name,
            name_folded=deal.name_folded,
        )
        for number, deal in enumerate(deals, start=1)
    ]
    return [*accounts, *deals, *offers]


def alike(clients: Clients, query: str, **variables: Any) -> Any:
    """The answer that all three databases give."""
    answers = [ask(client, query, **variables) for client in clients.values()]
    assert answers[0] == answers[1] == answers[2]
    return answers[0]


def test_the_server_itself_orders_as_people_do(clients: Clients) -> None:
    async def first_letters() -> str:
        async with database_of(clients["icu"]).reader.connect() as connection:
            letters = "SELECT string_agg(x, '' ORDER BY x) FROM unnest(ARRAY['B','a','ä','A']) AS x"
            return str(await connection.scalar(text(letters)))

    assert clients["icu"].portal is not None
    assert clients["icu"].portal.call(first_letters) == "aAäB"


@pytest.mark.parametrize("order", ORDERS)
def test_orders_by_name_are_those_of_the_folded_code_points(
    clients: Clients, order: list[dict[str, str]]
) -> None:
    query = """query ($orderBy: [OpportunityOrder!]) {
      opportunities(orderBy: $orderBy, first: 100) { nodes { name id } edges { cursor } }
    }"""

    found = alike(clients, query, orderBy=order)["opportunities"]["nodes"]

    descending, ties = order[0]["direction"] == "DESC", order[-1]["direction"] == "DESC"
    by_id = sorted(found, key=lambda each: str(each["id"]), reverse=ties)
    assert found == sorted(by_id, key=lambda each: fold(each["name"]), reverse=descending)
    assert len(found) == len(NAMES)


def test_accounts_are_in_the_same_order(clients: Clients) -> None:
    found = alike(clients, "{ accounts(first: 100) { nodes { name id } } }")["accounts"]["nodes"]

    assert found == sorted(found, key=lambda each: (fold(each["name"]), each["id"]))


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_pages_are_cut_at_the_same_places(clients: Clients, direction: str) -> None:
    query = """query ($orderBy: [OpportunityOrder!], $after: String) {
      opportunities(orderBy: $orderBy, first: 7, after: $after) {
        nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }"""
    order, after, names = [{"field": "NAME", "direction": direction}], None, list[str]()
    while True:
        page = alike(clients, query, orderBy=order, after=after)["opportunities"]
        names += [each["name"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert sorted(names) == sorted(NAMES)


def test_filters_find_the_same(clients: Clients) -> None:
    query = """query ($text: String!, $source: ID!) {
      has: opportunities(filter: { name: { contains: $text } }, first: 100) { nodes { name } }
      starts: opportunities(filter: { name: { startsWith: $text } }, first: 100) { nodes { name } }
      is: opportunities(filter: { name: { eq: $text } }, first: 100) { nodes { name } }
      from: opportunities(filter: { source: { in: [$source] } }, first: 100) { nodes { name } }
      offers: quotes(filter: { name: { contains: $text } }, first: 100) { totalCount }
      accounts(name: { startsWith: $text }, first: 100) { nodes { name } }
    }"""

    for part in (*PARTS, *NAMES):
        answer = alike(clients, query, text=part, source=part)
        found = {
            key: sorted(each["name"] for each in page["nodes"])
            for key, page in answer.items()
            if "nodes" in page
        }

        starts = sorted(name for name in NAMES if fold(name).startswith(fold(part)))
        same = [name for name in NAMES if name == part]
        assert found == {
            "has": sorted(name for name in NAMES if fold(part) in fold(name)),
            "starts": starts,
            "is": same,
            "from": same,
            "accounts": starts,
        }


def test_records_are_found_by_their_ids(clients: Clients) -> None:
    ids = [f"opp_{number:026}" for number in (3, 99, 1)] + [f"acc_{2:026}"]
    query = """query ($ids: [ID!]!, $id: ID!) {
      nodes(ids: $ids) { id }
      opportunities(filter: { id: { in: $ids }, accountId: { eq: $id } }) { nodes { id } }
    }"""

    answer = alike(clients, query, ids=ids, id=f"acc_{2:026}")

    assert answer == {
        "nodes": [{"id": ids[0]}, None, {"id": ids[2]}, {"id": ids[3]}],
        "opportunities": {"nodes": [{"id": ids[2]}]},
    }


def test_numbers_of_quotes_are_in_the_same_order(clients: Clients) -> None:
    query = "{ quotes(orderBy: { field: NUMBER }, first: 100) { nodes { number } } }"

    found = [each["number"] for each in alike(clients, query)["quotes"]["nodes"]]

    assert found == sorted(found)
    assert set(KINDS) < set(clients)
