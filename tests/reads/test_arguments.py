"""Where arguments stand, and what null is in each place: left out, or an error that names it."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.reads.asking import OPPORTUNITIES, ask, post, refusal

EMPTY = "is empty; leave it out to match everything."
NULL = "is null; leave it out."
NESTED = """query ($filter: QuoteFilter, $first: Int) {
  accounts {
    nodes { opportunities { nodes { quotes(filter: $filter, first: $first) { totalCount } } } }
  }
}"""
INSIDE = """query ($text: String, $state: QuoteState!) {
  opportunities(
    filter: { name: { contains: $text }, quotes: { some: { state: { eq: $state } } } }
  ) { totalCount }
}"""
NAMED_X = {"name": {"eq": "x"}}
NOT_ONE_OF: dict[str, tuple[Any, str]] = {
    "no state": ({"state": {}}, "state"),
    "null state": ({"state": {"eq": None}}, "state.eq"),
    "two states": ({"or": [{"state": {"eq": "OPEN", "in": []}}]}, "or[0].state"),
    "no quantifier": ({"quotes": {}}, "quotes"),
    "two quantifiers": ({"quotes": {"some": NAMED_X, "none": NAMED_X}}, "quotes"),
}
BY_VALUE = [{"field": "ESTIMATED_REVENUE", "direction": "DESC"}, {"field": "ACTUAL_CLOSE_DATE"}]


def test_null_arguments_are_left_out(reader: TestClient) -> None:
    nothing = dict.fromkeys(["filter", "orderBy", "first", "after", "last", "before"])

    assert ask(reader, OPPORTUNITIES, **nothing) == ask(reader, OPPORTUNITIES)


def test_nested_arguments_are_refused_as_those_of_the_root(reader: TestClient) -> None:
    for variables, message in (
        ({"filter": {"not": {}}}, f"filter.not {EMPTY}"),
        ({"filter": {"and": [{"closed": 1}]}}, None),
        ({"first": 101}, "first is 101; it can be 0 to 100."),
    ):
        code, said = refusal(reader, NESTED, **variables)

        assert code == "BAD_USER_INPUT"
        assert message is None or said == message


def test_a_variable_inside_a_filter_counts_only_if_it_is_given(reader: TestClient) -> None:
    missing = refusal(reader, INSIDE, state="ACTIVE")
    null = refusal(reader, INSIDE, state="ACTIVE", text=None)
    found = ask(reader, INSIDE, state="ACTIVE", text="AUTOMATION")

    assert missing == ("BAD_USER_INPUT", f"filter.name {EMPTY}")
    assert null == ("BAD_USER_INPUT", f"filter.name.contains {NULL}")
    assert found == {"opportunities": {"totalCount": 1}}


def test_arguments_are_checked_in_fragments_on_other_types_too(reader: TestClient) -> None:
    document = """{
      node(id: "opp_00000000000000000000000001") {
        id ... on Account { opportunities(last: -1) { totalCount } }
      }
    }"""

    answer = post(reader, document)

    (error,) = answer["errors"]
    assert answer["data"] == {"node": None}
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"] == "last is -1; it can be 0 to 100."


def test_a_cursor_may_have_nulls_where_a_record_has(reader: TestClient) -> None:
    signature = "Opportunity:estimated_revenue-,actual_close_date+"
    after = json.dumps([signature, None, None, "opp_0"]).encode().hex()

    page = ask(reader, OPPORTUNITIES, orderBy=BY_VALUE, after=after)["opportunities"]

    assert page["nodes"] == []
    assert page["pageInfo"]["hasPreviousPage"] is True
    assert page["totalCount"] == 7


@pytest.mark.parametrize("case", NOT_ONE_OF)
def test_where_exactly_one_is_meant_the_place_is_named(reader: TestClient, case: str) -> None:
    condition, place = NOT_ONE_OF[case]

    _, message = refusal(reader, OPPORTUNITIES, filter=condition)

    assert f"at .{place}:" in message
