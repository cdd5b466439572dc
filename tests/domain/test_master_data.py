"""What can be said of an account, a contact and so on: what is left out, emptied, wrong."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.inspection import Inspection
from domain.master_data import (
    ACCOUNT,
    COMPETITOR,
    CONTACT,
    PRODUCT,
    USER,
    Field,
    Form,
    GivenMoney,
    Money,
    Number,
    Parent,
    Reference,
    columns_of,
    settle,
)
from domain.refusals import InvalidInput, Problem
from domain.text import camel_case, looks_like_email

FORMS = {
    "account": ACCOUNT,
    "contact": CONTACT,
    "competitor": COMPETITOR,
    "product": PRODUCT,
    "user": USER,
}
IDS = ("x_1", "x_2", "x_3")


def values(field: Field) -> st.SearchStrategy[Any]:
    """What a caller may say in a field, right or wrong."""
    texts: st.SearchStrategy[Any] = st.sampled_from(["", " ", "a", " a@b ", "x" * 301, "\0", "é"])
    match field.holds:
        case Number():
            said: st.SearchStrategy[Any] = st.integers(-1, 10_000)
        case Money():
            currencies = st.sampled_from(["USD", "JPY", "KWD", "?", None])
            amounts = st.decimals(-1, 10**14, places=3)
            said = st.builds(GivenMoney, amounts, currencies)
        case Reference() | Parent():
            said = st.sampled_from([*IDS, "?"])
        case _:
            said = texts
    return st.none() | said


def inputs(form: Form) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={field.column: values(field) for field in form})


def settled(
    form: Form, said: Mapping[str, Any], present: Mapping[str, Any]
) -> tuple[dict[str, Any], Inspection]:
    inspection = Inspection()
    found = dict.fromkeys(said, IDS)
    return settle(inspection, form, said, present, found), inspection


@pytest.mark.parametrize("name", FORMS)
def test_given_any_input_then_only_what_is_said_and_differs_is_changed(name: str) -> None:
    form = FORMS[name]

    @given(inputs(form), inputs(form))
    def check(before: dict[str, Any], said: dict[str, Any]) -> None:
        present, _ = settled(form, before, {"id": "x_0"})
        changed, inspection = settled(form, said, {"id": "x_0", **present})

        assert changed.keys() <= {*columns_of(form)}
        assert changed.keys() - {"currency"} <= said.keys()
        assert all(present.get(column) != value for column, value in changed.items())
        if not inspection.findings:
            again, _ = settled(form, said, {"id": "x_0", **present, **changed})
            assert again == {}

    check()


@pytest.mark.parametrize("name", FORMS)
def test_given_null_then_a_field_is_empty_or_it_is_said_that_it_cant_be(name: str) -> None:
    for field in FORMS[name]:
        before = {"id": "x_0", field.column: "something", "currency": "USD"}

        changed, inspection = settled(FORMS[name], {field.column: None}, before)

        path = ("input", camel_case(field.column))
        if field.required:
            assert changed == {}
            assert inspection.findings == [InvalidInput(path, Problem.NULL)]
        else:
            assert changed[field.column] is None
            assert inspection.findings == []


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=40))
def test_given_any_moves_then_nothing_is_ever_above_itself(moves: list[tuple[str, str]]) -> None:
    parents: dict[str, str] = {}

    def chain(start: str) -> tuple[str, ...]:
        return (start, *(chain(parents[start]) if start in parents else ()))

    for moved, parent in moves:
        inspection = Inspection()
        present = {"id": moved, "parent_id": parents.get(moved)}
        found = {"parent_id": chain(parent)}

        changed = settle(inspection, ACCOUNT, {"parent_id": parent}, present, found)

        makes_a_circle = moved in chain(parent)
        assert bool(inspection.findings) == makes_a_circle
        if not makes_a_circle:
            parents |= {moved: parent}
            assert changed in ({"parent_id": parent}, {})


def test_given_an_amount_without_a_currency_then_it_is_in_the_present_one() -> None:
    present = {"id": "x_0", "list_price": 1, "currency": "KWD"}

    changed, inspection = settled(PRODUCT, {"list_price": GivenMoney(Decimal("0.125"))}, present)

    assert changed == {"list_price": 1_250}
    assert inspection.findings == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("a@b", True),
        ("o'neil+x@例え.jp", True),
        ('"a@b"@c', True),
        ("a", False),
        ("@", False),
        ("a@", False),
        ("@b", False),
        ("a b@c", False),
        ("a@b\u3000", False),
        ("", False),
    ],
)
def test_what_looks_like_an_email_address(text: str, *, is_one: bool) -> None:
    assert looks_like_email(text) is is_one


@pytest.mark.parametrize(
    ("name", "expected"), [("name", "name"), ("annual_revenue", "annualRevenue"), ("a_b_c", "aBC")]
)
def test_names_as_the_contract_spells_them(name: str, expected: str) -> None:
    assert camel_case(name) == expected
