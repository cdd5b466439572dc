"""Searches that can't be meant are refused with the place and the reason, never with a fault."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.api.requests import ask, post
from tests.reads.filter_oracle import FIELDS

SEARCH = """query(
  $filter: OpportunityFilter, $orderBy: [OpportunityOrder!],
  $first: Int, $after: String, $last: Int, $before: String
) {
  opportunities(
    filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before
  ) { nodes { id } edges { cursor } }
}"""
NULL, EMPTY = "is null; leave it out.", "is empty; leave it out to match everything."
UNSTORABLE = "has U+0000 or half of a surrogate pair; no text has."
NOT_A_CURSOR = "It isn't a cursor of this API."
OTHER_ORDER = "It belongs to another list or order than the one asked for."
ONE_OF = (
    "Variable '$filter' has invalid value at .{}: Within OneOf Input Object type '{}', exactly one "
    "field must be specified, and the value for that field must be non-null."
)
NAMED: dict[str, Any] = {"name": {"eq": "a"}}
QUANTIFIERS = ("some", "none", "every")
FUZZ = settings(deadline=None, max_examples=150, derandomize=True, database=None)


def refusal(client: TestClient, **variables: Any) -> str:
    """The message of the one error, which is the caller's."""
    answer = post(client, SEARCH, variables)
    assert answer.get("data") is None
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    message: str = error["message"]
    return message


def nested(depth: int) -> dict[str, Any]:
    condition = NAMED
    for _ in range(depth):
        condition = {"not": condition}
    return condition


def cursor(*values: Any) -> str:
    return json.dumps(values).encode().hex()


def test_given_nulls_and_empty_operands_then_they_are_refused_by_their_place(
    client: TestClient,
) -> None:
    cases: list[tuple[Any, str]] = [
        ({}, f"filter {EMPTY}"),
        ({"name": None}, f"filter.name {NULL}"),
        ({"name": {}}, f"filter.name {EMPTY}"),
        *(
            ({"name": {operator: None}}, f"filter.name.{operator} {NULL}")
            for operator in ("eq", "in", "contains", "startsWith")
        ),
        *(
            ({"estimatedRevenue": {operator: None}}, f"filter.estimatedRevenue.{operator} {NULL}")
            for operator in ("eq", "gt", "gte", "lt", "lte", "isNull")
        ),
        *(({field: None}, f"filter.{field} {NULL}") for field in FIELDS["Opportunity"]),
        ({"name": {"contains": ""}}, f"filter.name.contains {EMPTY}"),
        ({"name": {"startsWith": ""}}, f"filter.name.startsWith {EMPTY}"),
        ({"name": {"eq": "a", "contains": None}}, f"filter.name.contains {NULL}"),
        *(({name: None}, f"filter.{name} {NULL}") for name in ("and", "or", "not", "quotes")),
        *(({name: []}, f"filter.{name} {EMPTY}") for name in ("and", "or")),
        ({"and": [{}]}, f"filter.and.0 {EMPTY}"),
        ({"or": [NAMED, {}]}, f"filter.or.1 {EMPTY}"),
        ({"not": {}}, f"filter.not {EMPTY}"),
        ({"not": {"or": [NAMED, {"and": []}]}}, f"filter.not.or.1.and {EMPTY}"),
        ({"or": [NAMED, {"not": {"createdAt": {}}}]}, f"filter.or.1.not.createdAt {EMPTY}"),
        *(({"quotes": {each: {}}}, f"filter.quotes.{each} {EMPTY}") for each in QUANTIFIERS),
        (
            {"not": {"quotes": {"every": {"or": [{"totalAmount": {"gte": None}}]}}}},
            f"filter.not.quotes.every.or.0.totalAmount.gte {NULL}",
        ),
    ]

    for condition, message in cases:
        assert refusal(client, filter=condition) == message


def test_given_not_exactly_one_field_of_one_then_it_is_refused(client: TestClient) -> None:
    both = {each: {"state": {"eq": "DRAFT"}} for each in QUANTIFIERS[:2]}
    cases: list[tuple[Any, str]] = [
        ({"state": {}}, ONE_OF.format("state", "OpportunityStateFilter")),
        ({"state": {"eq": "OPEN", "in": []}}, ONE_OF.format("state", "OpportunityStateFilter")),
        ({"rating": {}}, ONE_OF.format("rating", "RatingFilter")),
        ({"accountId": {}}, ONE_OF.format("accountId", "IDFilter")),
        ({"quotes": {}}, ONE_OF.format("quotes", "QuoteListFilter")),
        ({"quotes": both}, ONE_OF.format("quotes", "QuoteListFilter")),
        ({"not": {"state": {}}}, ONE_OF.format("not.state", "OpportunityStateFilter")),
        ({"state": {"eq": None}}, ONE_OF.format("state.eq", "OpportunityStateFilter")),
        ({"accountId": {"isNull": None}}, ONE_OF.format("accountId.isNull", "IDFilter")),
        ({"quotes": {"some": None}}, ONE_OF.format("quotes.some", "QuoteListFilter")),
    ]

    for condition, message in cases:
        assert refusal(client, filter=condition) == message


def test_given_text_that_no_text_can_be_then_it_is_refused(client: TestClient) -> None:
    for text in ("\0", "a\0b", "\ud800", "a\udfff"):
        for field in ("name", "currency", "statusReasonCode"):
            for operator in ("eq", "contains", "startsWith"):
                condition = {field: {operator: text}}
                expected = f"filter.{field}.{operator} {UNSTORABLE}"
                assert refusal(client, filter=condition) == expected
        assert refusal(client, filter={"id": {"eq": text}}) == f"filter.id.eq {UNSTORABLE}"
        in_list = {"or": [{"ownerId": {"in": ["", text]}}]}
        assert refusal(client, filter=in_list) == f"filter.or.0.ownerId.in {UNSTORABLE}"


def test_given_more_than_a_search_may_have_then_it_is_refused(client: TestClient) -> None:
    deep = ".".join(["filter", *["not"] * 13])
    many = {"or": [{"quotes": {"some": {"number": {"eq": "a", "contains": "b"}}}}] * 101}
    cases: list[tuple[Any, str]] = [
        (nested(13), f"{deep} is nested more than 12 deep."),
        ({"or": [NAMED] * 201}, "The filter has more than 200 conditions."),
        (many, "The filter has more than 200 conditions."),
        ({"name": {"in": ["a"] * 1001}}, "filter.name.in has more than 1000 entries."),
        ({"id": {"in": ["a"] * 1001}}, "filter.id.in has more than 1000 entries."),
        ({"name": {"contains": "a" * 1001}}, "filter.name.contains has more than 1000 characters."),
    ]

    for condition, message in cases:
        assert refusal(client, filter=condition) == message


def test_given_as_much_as_a_search_may_have_then_it_is_answered(client: TestClient) -> None:
    everything = len(ask(client, SEARCH)["opportunities"]["nodes"])
    cases: list[tuple[Any, int]] = [
        (nested(12), 0),
        (nested(11), everything),
        ({"or": [NAMED] * 200}, 0),
        ({"name": {"in": ["a"] * 1000}}, 0),
        ({"name": {"contains": "ﷺ" * 1000}}, 0),
        ({"name": {"startsWith": "%" * 1000}}, 0),
    ]

    for condition, count in cases:
        found = ask(client, SEARCH, {"filter": condition})["opportunities"]["nodes"]
        assert len(found) == count


def test_given_a_wrong_size_then_it_is_refused(client: TestClient) -> None:
    both = "Give first or last, not both."
    cases: list[tuple[dict[str, Any], str]] = [
        ({"first": 1, "last": 1}, both),
        ({"first": 0, "last": 0}, both),
        ({"first": 101, "last": -1}, both),
        ({"first": -1}, "first is -1; it can be 0 to 100."),
        ({"last": -1}, "last is -1; it can be 0 to 100."),
        ({"first": 101}, "first is 101; it can be 0 to 100."),
        ({"last": 2**31 - 1}, "last is 2147483647; it can be 0 to 100."),
    ]

    for variables, message in cases:
        assert refusal(client, **variables) == message


def test_given_a_size_that_is_no_integer_then_it_is_refused_by_its_variable(
    client: TestClient,
) -> None:
    whole = "Int cannot represent non-integer value: "
    wide = "Int cannot represent non 32-bit signed integer value: "
    cases: list[tuple[Any, str]] = [
        (1.5, f"{whole}1.5"),
        (-0.5, f"{whole}-0.5"),
        (2**31, f"{wide}2147483648"),
        (-(2**31) - 1, f"{wide}-2147483649"),
        (1e300, f"{wide}1e+300"),
        (True, f"{whole}true"),
        ("1", f"{whole}'1'"),
        ([1], f"{whole}[1]"),
    ]

    for size, message in cases:
        for name in ("first", "last"):
            said = refusal(client, **{name: size})
            assert said == f"Variable '${name}' has invalid value: {message}"
    # In JSON there is one kind of number: this is an integer.
    assert ask(client, SEARCH, {"first": 2.0}) == ask(client, SEARCH, {"first": 2})


def test_given_a_literal_size_that_is_no_integer_then_it_is_refused_by_its_argument(
    client: TestClient,
) -> None:
    whole = "Int cannot represent non-integer value: "
    wide = "Int cannot represent non 32-bit signed integer value: "
    cases = [
        *((size, f"{whole}{size}") for size in ("1.0", "1.5", "1e2", "true", '"1"', "[1]")),
        *((size, f"{wide}{size}") for size in ("2147483648", "-2147483649", "9" * 40)),
    ]

    for size, message in cases:
        document = f"{{ opportunities {{ nodes {{ quotes(last: {size}) {{ totalCount }} }} }} }}"
        (error,) = post(client, document)["errors"]
        assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
        assert (
            error["message"] == f"Argument 'Opportunity.quotes(last:)' has invalid value: {message}"
        )
        assert error["locations"] == [{"line": 1, "column": document.index(f": {size})") + 3}]


def test_given_several_lists_then_the_place_says_whose_argument_it_is(client: TestClient) -> None:
    cases = [
        ("first: 1, last: 1", "Give first or last, not both."),
        ("first: -1", "first is -1; it can be 0 to 100."),
        ("last: 101", "last is 101; it can be 0 to 100."),
        ('after: ""', f"after: {NOT_A_CURSOR}"),
        ('before: "5b 5d"', f"before: {NOT_A_CURSOR}"),
        ("filter: {not: {}}", f"filter.not {EMPTY}"),
    ]
    lists = (
        "a: opportunities({}) {{ totalCount }}",
        "a: opportunities {{ nodes {{ id quotes({}) {{ totalCount }} }} }}",
        "a: viewer {{ id }} b: quote(id: 1) {{ opportunity {{ quotes({}) {{ totalCount }} }} }}",
    )

    for argument, message in cases:
        for written in lists:
            document = f"{{ {written.format(argument)} }}"
            (error,) = post(client, document)["errors"]
            assert error["extensions"] == {"code": "BAD_USER_INPUT"}
            assert error["message"] == message
            assert error["path"] == ["b" if "b:" in document else "a"]
            field = "quotes(" if "quotes" in document else "a:"
            assert error["locations"] == [{"line": 1, "column": document.index(field) + 1}]


@pytest.mark.parametrize("field", ["accounts", "competitors", "users"])
def test_given_a_bad_name_of_a_party_then_it_is_refused(client: TestClient, field: str) -> None:
    document = f"query($name: StringFilter) {{ {field}(name: $name) {{ nodes {{ id }} }} }}"
    cases: list[tuple[Any, str]] = [
        ({}, f"name {EMPTY}"),
        ({"eq": None}, f"name.eq {NULL}"),
        ({"contains": ""}, f"name.contains {EMPTY}"),
        ({"startsWith": "\0"}, f"name.startsWith {UNSTORABLE}"),
    ]

    for name, message in cases:
        (error,) = post(client, document, {"name": name})["errors"]
        assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", message)


def test_given_a_cursor_of_another_order_then_it_is_refused(client: TestClient) -> None:
    by_name = [{"field": "NAME"}]
    found = ask(client, SEARCH, {"orderBy": by_name})["opportunities"]
    (given, *_) = (each["cursor"] for each in found["edges"])
    others = (
        None,
        [{"field": "NAME", "direction": "DESC"}],
        [{"field": "NAME"}, {"field": "CREATED_AT"}],
        [{"field": "UPDATED_AT"}],
    )

    for order in others:
        for place in ("after", "before"):
            message = refusal(client, **{"orderBy": order, place: given})
            assert message == f"{place}: {OTHER_ORDER}"
    # Said twice or in capitals it is the same order and the same cursor.
    for order, same in (([*by_name, *by_name], given), (by_name, given.upper())):
        page = ask(client, SEARCH, {"orderBy": order, "after": same})["opportunities"]
        assert page["nodes"] == found["nodes"][1:]


def test_given_what_is_no_cursor_then_it_is_refused(client: TestClient) -> None:
    id_ = f"opp_{1:026}"
    real = ask(client, SEARCH, {"first": 1})["opportunities"]["edges"][0]["cursor"]
    moment = "2026-03-01T12:00:00.000000Z"
    huge = f'["Opportunity:created_at-", {"9" * 5000}, "{id_}"]'.encode().hex()
    forged: list[tuple[Any, ...]] = [
        (), (moment,), (moment, id_, id_), (None, id_), (moment, None), (moment, 1),
                (5, id_), (True, id_), ([], id_), ({}, id_), ("", id_), ("yesterday", id_),
                ("2026-03-01T12:00:00", id_), ("0001-01-01T00:00:00+14:00", id_),
                ("9999-12-31T23:59:59-01:00", id_), (moment, "a\0"), (moment, "\ud800"),
                (float("nan"), id_),
    ]  # fmt: skip
    cases = [
        *(
            f" {real}",
            f"{real} ",
            f"{real[:4]} {real[4:]}",
            f"{real}\n",
            real[:-1],
            real[1:],
            real * 2,
        ),
        *("", " ", "zz", "abc", "0", "\0", "\ud800", "5b", "ff", "00", "5b5d", "7b7d", "6e756c6c"),
        *(
            "🤖",
            '["Opportunity:created_at-"]',
            "5b" * 100_000,
            huge,
            cursor(None),
            cursor(1, 2),
            cursor([]),
        ),
        *(cursor("Opportunity:created_at-", *values) for values in forged),
    ]
    by_amount = [{"field": "ESTIMATED_REVENUE"}]
    amounts = [2**63, -(2**63), 10**400, 1.0, "1", True, [1], float("inf")]
    by_day = [{"field": "ESTIMATED_CLOSE_DATE"}]
    days = ["2026-02-30", "10000-01-01", "", 1, moment, True]

    for text in cases:
        for place in ("after", "before"):
            assert refusal(client, **{place: text}) == f"{place}: {NOT_A_CURSOR}"
    for amount in amounts:
        text = cursor("Opportunity:estimated_revenue+", amount, id_)
        assert refusal(client, orderBy=by_amount, after=text) == f"after: {NOT_A_CURSOR}"
    for day in days:
        text = cursor("Opportunity:estimated_close_date+", day, id_)
        assert refusal(client, orderBy=by_day, after=text) == f"after: {NOT_A_CURSOR}"


def json_values() -> st.SearchStrategy[Any]:
    """Any JSON, often with the words of the filters and orders."""
    words = ("and", "or", "not", "quotes", "some", "every", "eq", "in", "contains", "gt", "isNull")
    terms = (
        "field",
        "direction",
        "NAME",
        "DESC",
        "OPEN",
        "2026-03-01",
        "1.5",
        "🤖",
        "\0",
        "\ud800",
    )
    names = st.sampled_from([*FIELDS["Opportunity"], *FIELDS["Quote"], *words, *terms])
    text = names | st.text(st.characters())
    numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(
        st.none() | st.booleans() | numbers | text,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
        max_leaves=12,
    )


def test_given_any_json_then_it_is_no_fault(client: TestClient) -> None:
    forged = st.builds(
        lambda signature, rest: cursor(signature, *rest),
        st.sampled_from(["Opportunity:created_at-", "Quote:created_at-", "name_folded+"]),
        st.lists(json_values(), max_size=4),
    )
    orders: list[Any] = [None, [{"field": "NAME"}], [{"field": "ESTIMATED_REVENUE"}]]
    operands = st.dictionaries(
        st.sampled_from([*FIELDS["Opportunity"], "and", "or", "not", "quotes"]),
        json_values() | st.dictionaries(st.sampled_from(["eq", "in", "gt"]), json_values()),
    )

    @FUZZ
    @given(
        st.none() | json_values() | operands,
        st.sampled_from(orders) | json_values(),
        st.none() | forged | json_values() | st.binary().map(bytes.hex),
    )
    def check(condition: Any, order: Any, after: Any) -> None:
        for variables in (
            {"filter": condition, "orderBy": order, "after": after},
            {"filter": condition},
            {"orderBy": order, "after": after},
        ):
            answer = post(client, SEARCH, variables)
            codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
            assert codes <= {"BAD_USER_INPUT"}, answer

    check()
