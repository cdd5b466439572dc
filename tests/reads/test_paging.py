"""Pages of any size in any order are pieces of the whole list, on both databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from db.tables import Account, User
from domain.actor import UserKind
from tests.api.requests import ask
from tests.reads.filter_oracle import ORDER_FIELDS, folded, matches, ordered
from tests.reads.test_orders import orders
from tests.reads.world import NAMES, Record, World, deal, insert, world_in

PARAMETERS = "$first: Int, $after: String, $last: Int, $before: String"
ARGUMENTS = "filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, "
PAGE = f"""({ARGUMENTS} before: $before) {{
  totalCount edges {{ cursor node {{ id }} }} nodes {{ id }}
  pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
}}"""
EXAMPLES = settings(deadline=None, max_examples=30, derandomize=True, database=None)
FILTERS: dict[str, dict[str, Any] | None] = {
    "Opportunity": {"not": {"name": {"contains": "alpha"}}},
    "Quote": {"not": {"state": {"eq": "WON"}}},
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A connection, and the records that it lists in no order."""

    client: TestClient
    kind: str
    head: str
    tail: str
    records: Sequence[Record]
    filter: dict[str, Any] | None

    def page(self, order: Any, **arguments: Any) -> Any:
        """One page, its edges and nodes being the same."""
        variables = f"$filter: {self.kind}Filter, $orderBy: [{self.kind}Order!], {PARAMETERS}"
        document = f"query({variables}) {{ {self.head}{PAGE}{self.tail} }}"
        given = {"filter": self.filter, "orderBy": order, **arguments}
        page = ask(self.client, document, given)
        while "edges" not in page:
            (page,) = page.values()
        assert [each["node"] for each in page["edges"]] == page["nodes"]
        return page

    def ids(self, order: Sequence[dict[str, str]]) -> list[str]:
        """The whole list, by the meaning of its arguments."""
        found = [each for each in self.records if matches(self.filter or {}, self.kind, each)]
        return [each["id"] for each in ordered(found, self.kind, order)]


@pytest.fixture
def world(client: TestClient) -> World:
    return world_in(client)


@pytest.fixture(params=["opportunities", "quotes", "of an account", "of an opportunity"])
def listing(request: pytest.FixtureRequest, client: TestClient, world: World) -> Listing:
    """A root connection of either kind, and one that is nested in a record."""
    match request.param:
        case "opportunities":
            kind, head, tail, records = "Opportunity", "opportunities", "", world.opportunities
        case "quotes":
            kind, head, tail, records = "Quote", "quotes", "", world.quotes
        case "of an account":
            account = "acc_00000000000000000000000001"
            kind, head, tail = "Opportunity", f'account(id: "{account}") {{ opportunities', "}"
            records = [each for each in world.opportunities if each["account_id"] == account]
        case _:
            kind, head, tail = "Quote", f'opportunity(id: "{world.busiest["id"]}") {{ quotes', "}"
            records = world.busiest["quotes"]
    assert len(records) > 8
    return Listing(client, kind, head, tail, records, FILTERS[kind])


def ids(page: Any) -> list[str]:
    return [each["id"] for each in page["nodes"]]


def test_given_any_order_and_size_then_walking_either_way_meets_each_record_once(
    listing: Listing,
) -> None:
    @EXAMPLES
    @given(orders(listing.kind), st.integers(5, 30), st.booleans())
    def check(order: list[dict[str, str]], size: int, backward: bool) -> None:  # noqa: FBT001
        whole, met, pages = listing.ids(order), list[str](), 0
        count, place, at, more = (
            ("last", "before", "startCursor", "hasPreviousPage")
            if backward
            else ("first", "after", "endCursor", "hasNextPage")
        )
        page = listing.page(order, **{count: size})
        while True:
            met = ids(page) + met if backward else met + ids(page)
            pages += 1
            assert page["totalCount"] == len(whole)
            assert len(met) <= len(whole)
            if not page["pageInfo"][more]:
                break
            page = listing.page(order, **{count: size, place: page["pageInfo"][at]})
        assert met == whole
        assert pages == max(1, -(-len(whole) // size))

    check()


def assert_page(
    listing: Listing,
    order: Any,
    *,
    after: int | None,
    before: int | None,
    backward: bool,
    size: int,
) -> None:
    """The page between the cursors at these places, counted round and round, is as it should be."""
    edges = listing.page(order, first=100)["edges"]
    cursors, whole = [each["cursor"] for each in edges], listing.ids(order)
    start, end = 0, len(whole)
    given: dict[str, Any] = {"last" if backward else "first": size}
    if after is not None:
        start = after % len(whole) + 1
        given["after"] = cursors[start - 1]
    if before is not None:
        end = before % len(whole)
        given["before"] = cursors[end]
    rest = range(start, end)
    shown = rest[max(0, len(rest) - size) :] if backward else rest[:size]

    page = listing.page(order, **given)

    assert ids(page) == [whole[place] for place in shown]
    assert [each["cursor"] for each in page["edges"]] == [cursors[place] for place in shown]
    assert page["totalCount"] == len(whole)
    more = len(rest) > size
    assert page["pageInfo"] == {
        "hasNextPage": end < len(whole) or (more and not backward),
        "hasPreviousPage": start > 0 or (more and backward),
        "startCursor": cursors[shown[0]] if shown else None,
        "endCursor": cursors[shown[-1]] if shown else None,
    }


def test_given_any_cursors_and_size_then_the_page_and_its_info_are_those_of_the_list(
    listing: Listing,
) -> None:
    place = st.none() | st.integers(0, 99)

    @EXAMPLES
    @given(orders(listing.kind), place, place, st.booleans(), st.integers(0, 12) | st.just(100))
    def check(
        order: list[dict[str, str]],
        after: int | None,
        before: int | None,
        backward: bool,  # noqa: FBT001
        size: int,
    ) -> None:
        assert_page(listing, order, after=after, before=before, backward=backward, size=size)

    check()


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_given_cursors_that_cross_then_nothing_lies_between_them(
    listing: Listing,
    direction: str,
    backward: bool,  # noqa: FBT001
) -> None:
    # Where one field decides, the records without a value are read apart: the last of them comes
    # after the first of all, so neither part has anything to give.
    for field in ORDER_FIELDS[listing.kind]:
        order = [{"field": field, "direction": direction}]
        for after, before in ((-1, 0), (0, 0), (0, -1)):
            assert_page(listing, order, after=after, before=before, backward=backward, size=100)


def test_given_nothing_matches_then_the_page_is_empty_and_nothing_is_around_it(
    listing: Listing,
) -> None:
    nothing = Listing(
        listing.client, listing.kind, listing.head, listing.tail, (), {"id": {"in": []}}
    )
    cursor = listing.page(None, first=1)["edges"][0]["cursor"]
    nowhere = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None}
    empty = {
        "totalCount": 0, "edges": [], "nodes": [], "pageInfo": {**nowhere, "endCursor": None},
    }  # fmt: skip

    places = {"after": cursor}, {"last": 2, "before": cursor}
    for arguments in ({}, {"first": 0}, {"last": 5}, *places):
        assert nothing.page(None, **arguments) == empty, arguments


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("backward", [False, True])
def test_given_rows_added_between_pages_then_no_record_is_skipped_or_repeated(
    client: TestClient, world: World, seed: int, *, backward: bool
) -> None:
    random = Random(seed)  # noqa: S311 - the same rows each time
    records = [*world.opportunities]
    order = [
        {"field": field, "direction": random.choice(["ASC", "DESC"])}
        for field in random.sample(["NAME", "ESTIMATED_REVENUE", "UPDATED_AT"], 2)
    ]
    listing = Listing(client, "Opportunity", "opportunities", "", records, None)
    before = listing.ids(order)
    count, place, at, more = (
        ("last", "before", "startCursor", "hasPreviousPage")
        if backward
        else ("first", "after", "endCursor", "hasNextPage")
    )
    met: list[str] = []

    given: dict[str, Any] = {count: 7}
    while True:
        page = listing.page(order, **given)
        # The page is what is next to the last one met in the list as it is now.
        whole = listing.ids(order)
        if backward:
            end = whole.index(met[0]) if met else len(whole)
            assert ids(page) == whole[max(0, end - 7) : end]
            met = ids(page) + met
        else:
            start = whole.index(met[-1]) + 1 if met else 0
            assert ids(page) == whole[start : start + 7]
            met += ids(page)
        assert page["totalCount"] == len(whole)
        assert len(met) == len({*met})
        if not page["pageInfo"][more]:
            break
        given[place] = page["pageInfo"][at]
        if len(records) < 80:
            number = len(records)
            # On both sides of the ids that are there.
            rows = [deal(random, number + 800), deal(random, number - 40)]
            records += [{**row.model_dump(), "quotes": []} for row in rows]
            insert(client, *rows)

    assert len(records) > 55
    assert [each for each in met if each in before] == before
    assert len(met) == len({*met})


@pytest.mark.parametrize(
    ("field", "model", "prefix"), [("accounts", Account, "acc"), ("users", User, "usr")]
)
def test_given_parties_then_they_are_paged_by_their_folded_names(
    client: TestClient, field: str, model: type[Account | User], prefix: str
) -> None:
    kind: dict[str, Any] = {"kind": UserKind.PERSON} if model is User else {}
    rows: list[dict[str, Any]] = [
        {"id": f"{prefix}_{number:026}", "name": f"#{name}", "name_folded": folded(f"#{name}")}
        for number, name in enumerate(NAMES, start=100)
    ]
    insert(client, *(model(**row, **kind) for row in rows))
    document = f"""query($name: StringFilter, {PARAMETERS}) {{ {field}(
      name: $name, first: $first, after: $after, last: $last, before: $before
    ) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"""
    met: list[str] = []

    given: dict[str, Any] = {"name": {"startsWith": "＃"}, "first": 9}  # noqa: RUF001
    while True:
        page = ask(client, document, given)[field]
        met += ids(page)
        assert page["totalCount"] == len(NAMES)
        if not page["pageInfo"]["hasNextPage"]:
            break
        given["after"] = page["pageInfo"]["endCursor"]

    in_order = sorted(rows, key=lambda row: (row["name_folded"], row["id"]))
    assert met == [row["id"] for row in in_order]


def test_given_no_size_then_a_page_has_twenty(client: TestClient, world: World) -> None:
    listing = Listing(client, "Opportunity", "opportunities", "", world.opportunities, None)

    page = listing.page(None)

    assert ids(page) == listing.ids(())[:20]
    assert page["pageInfo"]["hasNextPage"] is True
    assert page["totalCount"] == 44


def test_given_a_cursor_of_another_list_then_it_is_refused(client: TestClient) -> None:
    found = ask(client, "{ opportunities(first: 1) { pageInfo { endCursor } } }")
    cursor = found["opportunities"]["pageInfo"]["endCursor"]

    response = client.post(
        "/graphql", json={"query": f'{{ quotes(after: "{cursor}") {{ totalCount }} }}'}
    )

    (error,) = response.json()["errors"]
    assert error["message"] == "after: It belongs to another list or order than the one asked for."
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
