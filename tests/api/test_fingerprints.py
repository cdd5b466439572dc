"""Which calls are the same call, and that what came of any can be remembered."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
)
from hypothesis import given
from hypothesis import strategies as st
from strawberry import ID, UNSET

from resolvers.changes import MUTATIONS
from resolvers.idempotency import fingerprint
from resolvers.inputs import reader_of
from schema.closing import CloseOpportunityInput, CloseQuotesInput
from schema.creating import CreateQuoteInput, QuoteLineInput
from schema.node import MoneyInput
from schema.words import OpportunityOutcome
from server.schema import SCHEMA
from services.idempotency import read_outcome, write_outcome
from services.settings import BusinessSettings

# ── which calls are the same ────────────────────────────────────────────────────────────────────

TEXTS = st.sampled_from(["", "a", "1", "null", "é", "\ud800", '"'])
NUMBERS = st.sampled_from(
    [Decimal(text) for text in ("0", "-0", "0.00", "1", "1.0", "10", f"1.{'0' * 29}1", "9" * 30)]
)
DAYS = st.sampled_from([date(2026, 11, 22), date(2026, 11, 23)])


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Left out, null or a value."""
    return st.sampled_from([UNSET, None]) | values


LINES = st.builds(
    QuoteLineInput,
    name=TEXTS,
    quantity=NUMBERS,
    unit_price=NUMBERS,
    discount=maybe(NUMBERS),
    tax=maybe(NUMBERS),
)
QUOTES = st.builds(
    CreateQuoteInput,
    opportunity_id=TEXTS,
    name=TEXTS,
    lines=st.lists(LINES, max_size=2),
    effective_from=maybe(DAYS),
    effective_to=maybe(DAYS),
    discount=maybe(NUMBERS),
    idempotency_key=maybe(TEXTS),
)
CLOSES = st.builds(
    CloseOpportunityInput,
    opportunity_id=TEXTS,
    outcome=st.sampled_from(OpportunityOutcome),
    actual_revenue=maybe(st.builds(MoneyInput, amount=NUMBERS, currency=maybe(TEXTS))),
    description=maybe(TEXTS),
    close_open_quotes=st.booleans(),
    expected_version=maybe(st.integers(0, 2)),
    idempotency_key=maybe(TEXTS),
)


@given(st.lists(QUOTES, min_size=2, max_size=2) | st.lists(CLOSES, min_size=2, max_size=2))
def test_calls_are_the_same_if_their_inputs_are_but_for_the_key(inputs: list[Any]) -> None:
    one, other = inputs
    same = dataclasses.replace(one, idempotency_key=None) == dataclasses.replace(
        other, idempotency_key=None
    )

    assert (fingerprint("f", one) == fingerprint("f", other)) is same
    assert fingerprint("f", one) == fingerprint("f", dataclasses.replace(one, idempotency_key="x"))
    assert fingerprint("f", one) != fingerprint("g", one)


def test_a_fingerprint_is_the_same_in_every_version() -> None:
    """Keys outlive the process that stored them."""
    opportunity = ID("opp_1")
    quotes = CloseQuotesInput(
        opportunity_id=opportunity, quote_ids=[ID("b"), ID("a")], idempotency_key="k"
    )
    lost = CloseOpportunityInput(
        opportunity_id=opportunity,
        outcome=OpportunityOutcome.LOST,
        actual_close_date=date(2026, 11, 22),
        actual_revenue=MoneyInput(amount=Decimal("1.50")),
        description=None,
    )

    assert fingerprint("closeQuotes", quotes) == digest(
        '["closeQuotes", {"opportunity_id": "opp_1", "quote_ids": ["b", "a"]}]'
    )
    assert fingerprint("closeOpportunity", lost) == digest(
        '["closeOpportunity", {"actual_close_date": "2026-11-22", "actual_revenue": {"amount": '
        '"3/2"}, "close_open_quotes": false, "description": null, '
        '"opportunity_id": "opp_1", "outcome": "LOST"}]'
    )


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


# ── what can be remembered ──────────────────────────────────────────────────────────────────────


def input_of(mutation: str) -> Any:
    """Some input of this mutation, with all that it needs."""
    field = SCHEMA._schema.mutation_type.fields[mutation]  # type: ignore[union-attr]
    (argument,) = field.extensions["strawberry-definition"].arguments
    read = reader_of(argument.type)
    assert read is not None
    return read(coerced(get_nullable_type(field.args["input"].type)))


def coerced(type_: Any) -> Any:
    """A value of an input type, as graphql-core coerces it; what can be left out is."""
    if is_input_object_type(type_):
        return members(type_)
    if is_list_type(type_):
        return [coerced(get_nullable_type(type_.of_type))]
    if is_enum_type(type_):
        return next(iter(type_.values.values())).value
    values: dict[str, Any] = {
        "ID": "opp_1", "String": "x", "Int": 1, "Boolean": True, "Decimal": Decimal(1),
        "Date": date(2026, 11, 22), "DateTime": datetime(2026, 11, 22, tzinfo=UTC),
    }  # fmt: skip
    return values[type_.name]


def members(type_: GraphQLInputObjectType) -> dict[str, Any]:
    if type_.is_one_of:
        name, field = next(iter(type_.fields.items()))
        return {name: coerced(field.type)}
    return {
        name: coerced(get_nullable_type(field.type))
        for name, field in type_.fields.items()
        if isinstance(field.type, GraphQLNonNull)
    }


def examples(kind: Any) -> list[Any]:
    """Values of a type that an outcome's field can have."""
    if get_origin(kind) in {UnionType, Union}:
        return [each for part in get_args(kind) for each in examples(part)]
    if get_origin(kind) is tuple:
        of, *_ = get_args(kind)
        return [(), tuple(examples(of)), tuple(examples(of) * 2)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        choices = {name: examples(each) for name, each in get_type_hints(kind).items()}
        plain = {name: values[0] for name, values in choices.items()}
        return [
            kind(**{**plain, name: value}) for name, values in choices.items() for value in values
        ]
    values: dict[Any, list[Any]] = {
        str: ["", "opp_1", "é"], bool: [True, False], int: [0, 7], NoneType: [None],
        date: [date(1, 1, 1), date(9999, 12, 31)],
    }  # fmt: skip
    return values[kind]


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_what_comes_of_a_mutation_can_be_remembered(mutation: str) -> None:
    given = input_of(mutation)
    change = MUTATIONS[mutation].change(given, BusinessSettings())
    assert dataclasses.is_dataclass(change.outcome)
    outcomes = examples(change.outcome)
    assert outcomes

    for outcome in outcomes:
        again = read_outcome(write_outcome(outcome), change.outcome)
        assert again == outcome
        assert type(again) is type(outcome)
        assert write_outcome(again) == write_outcome(outcome)
    assert len(fingerprint(mutation, given)) == 64
