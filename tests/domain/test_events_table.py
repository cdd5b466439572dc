"""docs/events.md: every type of event, what its payload has, and what it means."""

import os
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from domain.events import (
    Event,
    OpportunityClosed,
    OpportunityReopened,
    QuotesClosed,
    QuoteWon,
    payload,
)
from domain.lifecycle import OpportunityOutcome
from domain.text import camel_case

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "events.md"
WRITING = "CLINCH_TEST_WRITE_GOLDEN"
BEGIN, END = "<!-- events: begin -->\n", "<!-- events: end -->"
KINDS: tuple[type[Any], ...] = get_args(Event)


def said(name: str, type_: Any) -> str:
    """A name of the payload: an id's, a list of ids' or a word's."""
    if isinstance(type_, type) and issubclass(type_, Enum):
        return f"`{camel_case(name)}` ({' or '.join(each.value for each in type_)})"
    assert name.endswith({str: "_id", tuple[str, ...]: "_ids"}[type_])
    return f"`{camel_case(name)}`"


def row(kind: type[Any]) -> str:
    types = get_type_hints(kind)
    names = ", ".join(said(each.name, types[each.name]) for each in fields(kind))
    return f"| {kind.__name__} | {names} | {kind.__doc__} |\n"


def table() -> str:
    return "".join(["| type | payload | |\n|---|---|---|\n", *map(row, KINDS)])


def test_the_document_lists_every_type_of_event() -> None:
    text = DOCUMENT.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    told, _, after = rest.partition(END)
    if os.environ.get(WRITING):
        DOCUMENT.write_text(before + BEGIN + table() + END + after, "utf-8")
        return

    assert told == table()


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (QuotesClosed("opp_1", ("quo_1",)), {"opportunityId": "opp_1", "quoteIds": ("quo_1",)}),
        (
            QuoteWon("opp_1", "quo_1", ()),
            {"opportunityId": "opp_1", "quoteId": "quo_1", "closedQuoteIds": ()},
        ),
        (
            OpportunityClosed("opp_1", "ocl_1", OpportunityOutcome.LOST),
            {"opportunityId": "opp_1", "closeId": "ocl_1", "outcome": "LOST"},
        ),
        (OpportunityReopened("opp_1", "ocl_1"), {"opportunityId": "opp_1", "closeId": "ocl_1"}),
    ],
)
def test_a_payload_is_spelled_as_the_contract_is(event: Event, expected: dict[str, Any]) -> None:
    assert payload(event) == expected
