"""Documents may be broad: many aliases are answered, more than a server can bear are refused."""

import time

import pytest
from starlette.testclient import TestClient

from resolvers.limits import GREATEST_FIELDS
from tests.reads.asking import Clients, ask_both, refusal

STORY = 'opportunity(id: "opp_00000000000000000000000001")'
LEAVES = ("name", "createdAt", "probability", "rating", "actualCloseDate", "id", "__typename")
VALUES = (
    *("Warehouse automation", "2026-09-14T09:00:00Z", 80, "HOT", None),
    *("opp_00000000000000000000000001", "Opportunity"),
)


@pytest.mark.parametrize("count", [89, 90, 91, 95, 180, 181, GREATEST_FIELDS - 1])
def test_an_object_may_have_any_number_of_fields(readers: Clients, count: int) -> None:
    fields = " ".join(f"a{number}: {LEAVES[number % 7]}" for number in range(count))

    answer = ask_both(readers, f"{{ {STORY} {{ {fields} }} }}")["opportunity"]

    assert answer == {f"a{number}": VALUES[number % 7] for number in range(count)}
    assert list(answer) == [f"a{number}" for number in range(count)]


@pytest.mark.parametrize("count", [90, 91, 199])
def test_an_object_may_have_many_objects(readers: Clients, count: int) -> None:
    money = " ".join(f"m{n}: estimatedRevenue {{ x{n}: amount y: currency }}" for n in range(count))
    ones = " ".join(f"o{number}: owner {{ name }}" for number in range(count))

    answer = ask_both(readers, f"{{ {STORY} {{ {money} {ones} }} }}")["opportunity"]

    assert answer == {
        **{f"m{n}": {f"x{n}": "52000.00", "y": "USD"} for n in range(count)},
        **{f"o{number}": {"name": "Ben Carter"} for number in range(count)},
    }


def test_a_page_may_be_read_in_many_ways_at_once(readers: Clients) -> None:
    nodes = " ".join(f"n{number}: nodes {{ number }}" for number in range(120))
    edges = " ".join(f"e{number}: edges {{ node {{ id }} cursor }}" for number in range(120))
    info = " ".join(f"i{number}: pageInfo {{ endCursor }}" for number in range(120))

    page = ask_both(readers, f"{{ quotes(first: 1) {{ {nodes} {edges} {info} }} }}")["quotes"]

    assert page["n0"] == page["n119"] == [{"number": "Q-7ZZZZZZ9"}]
    ((edge,), info_) = page["e119"], page["i119"]
    assert edge == {"node": {"id": "quo_00000000000000000000000090"}, "cursor": info_["endCursor"]}


def test_as_many_fields_as_allowed_are_answered(readers: Clients) -> None:
    edges = " ".join(f"e{n}: edges {{ cursor }}" for n in range(GREATEST_FIELDS // 2 - 1))

    page = ask_both(readers, f"{{ quotes(first: 1) {{ {edges} totalCount }} }}")

    assert len(page["quotes"]) == GREATEST_FIELDS // 2


def test_as_many_pages_as_allowed_are_answered(readers: Clients) -> None:
    pages = " ".join(
        f"p{n}: quotes(first: 1) {{ totalCount }}" for n in range(GREATEST_FIELDS // 2 - 1)
    )

    answer = ask_both(readers, f"{{ {STORY} {{ {pages} id }} }}")["opportunity"]

    assert answer == {
        **{f"p{n}": {"totalCount": 4} for n in range(GREATEST_FIELDS // 2 - 1)},
        "id": "opp_00000000000000000000000001",
    }


def test_fragments_that_multiply_are_refused_at_once(reader: TestClient) -> None:
    levels = 18
    bomb = "{ viewer { ...F0 } }" + "".join(
        f" fragment F{n} on User {{ a: manager {{ ...F{n + 1} }} b: manager {{ ...F{n + 1} }} }}"
        for n in range(levels)
    )
    started = time.monotonic()

    code, _ = refusal(reader, f"{bomb} fragment F{levels} on User {{ id }}")

    assert code == "LIMIT_EXCEEDED"
    assert time.monotonic() - started < 5
