"""The cases: a document each, the variables that its requests rotate over, and their names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["read", "write"]

_QUOTE: Final = "id number name state totalAmount { amount currency }"
_OPPORTUNITY: Final = "id name state stage estimatedRevenue { amount currency } estimatedCloseDate"
_LINE: Final = "id position name quantity amount { amount currency }"

ONE: Final = (
    f"query One($id: ID!) {{ opportunity(id: $id) {{ {_OPPORTUNITY}"
    f" quotes(first: 10) {{ nodes {{ {_QUOTE} }} }} }} }}"
)
PAGE: Final = (
    f"query Page($first: Int!) {{ opportunities(first: $first) {{ nodes {{ {_OPPORTUNITY}"
    f" account {{ id name }} quotes(first: 10) {{ nodes {{ {_QUOTE} }} }} }} }} }}"
)
LINES: Final = (
    f"query Lines($first: Int!) {{ opportunities(first: $first) {{ nodes {{ {_OPPORTUNITY}"
    f" account {{ id name }} quotes(first: 10) {{ nodes {{ {_QUOTE} lines {{ {_LINE} }} }} }}"
    " } } }"
)
CLOSE_QUOTES: Final = (
    "mutation CloseQuotes($id: ID!) { closeQuotes(input: {opportunityId: $id}) {"
    " opportunity { id version state } closedQuotes { id number state closedOn }"
    " errors { code } } }"
)
CLOSE_OPPORTUNITY: Final = (
    "mutation CloseOpportunity($id: ID!) {"
    " closeOpportunity(input: {opportunityId: $id, outcome: WON}) {"
    " opportunity { id version state actualRevenue { amount currency } actualCloseDate }"
    " close { outcome actualCloseDate } errors { code } } }"
)

NESTED: Final = 10
"""What the documents say of nested quotes: `first: 10`."""

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Samples:
    """Ids of the data set: what the requests are about."""

    opportunities: Sequence[str]
    to_close_quotes: Sequence[str]
    to_close: Sequence[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is measured."""

    name: str
    title: str
    kind: Kind
    document: str
    variables: Callable[[Samples], list[Variables]]
    connections: int = 16
    """Of the load: enough to keep a server busy, no more than a slow one answers in time."""


def _page(size: int, document: str, name: str, title: str) -> Case:
    return Case(
        f"{name}-{size}",
        f"page of {size} {title}",
        "read",
        document,
        lambda _: [{"first": size}],
        connections=max(min(16, 2000 // size), 2),
    )


def _ids(ids: Sequence[str]) -> list[Variables]:
    return [{"id": each} for each in ids]


CASES: Final = (
    Case(
        "one",
        "one opportunity with its quotes",
        "read",
        ONE,
        lambda samples: _ids(samples.opportunities),
    ),
    *(_page(size, PAGE, "page", "with accounts and quotes") for size in (10, 50, 200, 1000)),
    _page(50, LINES, "lines", "with accounts, quotes and their lines"),
    Case(
        "close-quotes",
        "closeQuotes, two of three quotes",
        "write",
        CLOSE_QUOTES,
        lambda samples: _ids(samples.to_close_quotes),
    ),
    Case(
        "close-opportunity",
        "closeOpportunity",
        "write",
        CLOSE_OPPORTUNITY,
        lambda samples: _ids(samples.to_close),
    ),
)
