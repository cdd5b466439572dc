"""Any order lists on both databases the records as its meaning in Python does."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.api.requests import ask
from tests.factories import opportunity
from tests.reads.filter_oracle import ORDER_FIELDS, folded, ordered
from tests.reads.world import World, insert, world_in

DOCUMENTS = {
    "Opportunity": "query($orderBy: [OpportunityOrder!]) "
    "{ found: opportunities(orderBy: $orderBy, first: 100) { nodes { id name } } }",
    "Quote": "query($orderBy: [QuoteOrder!]) "
    "{ found: quotes(orderBy: $orderBy, first: 100) { nodes { id name } } }",
}


def orders(kind: str) -> st.SearchStrategy[list[dict[str, str]]]:
    """One to three terms; the direction is left out of some, and a field can come again."""
    fields = {"field": st.sampled_from(ORDER_FIELDS[kind])}
    term = st.fixed_dictionaries(fields, optional={"direction": st.sampled_from(["ASC", "DESC"])})
    return st.lists(term, min_size=1, max_size=3)


@pytest.fixture
def world(client: TestClient) -> World:
    return world_in(client)


def listed(client: TestClient, kind: str, order: Any) -> list[dict[str, str]]:
    nodes: list[dict[str, str]] = ask(client, DOCUMENTS[kind], {"orderBy": order})["found"]["nodes"]
    return nodes


@pytest.mark.parametrize("kind", ["Opportunity", "Quote"])
def test_given_any_order_then_the_records_are_listed_in_it(
    client: TestClient, world: World, kind: str
) -> None:
    records = world.opportunities if kind == "Opportunity" else world.quotes

    @settings(deadline=None, max_examples=150, derandomize=True, database=None)
    @given(orders(kind))
    def check(order: list[dict[str, str]]) -> None:
        found = [each["id"] for each in listed(client, kind, order)]
        assert found == [each["id"] for each in ordered(records, kind, order)]

    check()


@pytest.mark.parametrize("kind", ["Opportunity", "Quote"])
@pytest.mark.parametrize("order", [None, [], [{"field": "CREATED_AT", "direction": "DESC"}]])
def test_given_no_order_then_the_newest_come_first(
    client: TestClient, world: World, kind: str, order: Any
) -> None:
    records = world.opportunities if kind == "Opportunity" else world.quotes
    newest_first = sorted(records, key=lambda each: (each["created_at"], each["id"]), reverse=True)

    found = [each["id"] for each in listed(client, kind, order)]

    assert found == [each["id"] for each in newest_first]


@pytest.mark.usefixtures("world")
def test_given_names_in_many_scripts_then_their_folded_code_points_are_compared(
    client: TestClient,
) -> None:
    # A database that compares UTF-16 has the robot before U+FFEE, one with a locale é before f.
    given = ["a", "B", "f", "é", "Z", "ｚｚ", "\uffee", "🤖", "~", "北野"]  # noqa: RUF001
    insert(
        client,
        *(
            opportunity(id=f"opp_{number:026}", name=f"Q!{text}", name_folded=folded(f"Q!{text}"))
            for number, text in enumerate(given, start=900)
        ),
    )

    names = [each["name"] for each in listed(client, "Opportunity", [{"field": "NAME"}])]

    expected = ["a", "B", "f", "Z", "ｚｚ", "~", "é", "\uffee", "北野", "🤖"]  # noqa: RUF001
    assert [name[2:] for name in names if name.startswith("Q!")] == expected


@pytest.mark.parametrize("field", ["ESTIMATED_REVENUE", "ESTIMATED_CLOSE_DATE"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_given_nulls_then_they_come_last_in_both_directions_by_id(
    client: TestClient, world: World, field: str, direction: str
) -> None:
    empty = [each["id"] for each in world.opportunities if each[field.lower()] is None]

    found = listed(client, "Opportunity", [{"field": field, "direction": direction}])

    assert len(empty) > 3
    in_order = sorted(empty, reverse=direction == "DESC")
    assert [each["id"] for each in found][-len(empty) :] == in_order
