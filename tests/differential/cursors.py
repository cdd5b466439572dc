"""Cursors are opaque: which record each stands for is learned by reading whole lists.

The oracle can't write a cursor by itself. It takes the text that the ordinary way gives for the
same record in the same order, so an answer's cursors are right if they stand for the right records;
and a text is given to one record only.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from tests.differential.ways import Request, ordinary

Term = tuple[str, str]
"""A field of an order, and the direction."""

ORDERS: dict[str, Sequence[Sequence[Term]]] = {
    "Opportunity": (
        (),
        (("NAME", "ASC"),),
        (("ESTIMATED_REVENUE", "DESC"), ("NAME", "ASC")),
        (("ESTIMATED_CLOSE_DATE", "ASC"), ("CREATED_AT", "DESC")),
        (("ACTUAL_CLOSE_DATE", "DESC"),),
        (("UPDATED_AT", "ASC"), ("UPDATED_AT", "DESC")),
    ),
    "Quote": (
        (),
        (("NUMBER", "DESC"),),
        (("TOTAL_AMOUNT", "ASC"),),
        (("UPDATED_AT", "DESC"), ("NUMBER", "ASC")),
        (("CREATED_AT", "ASC"),),
    ),
    "Account": ((),),
    "Contact": ((),),
    "Competitor": ((),),
    "Product": ((),),
    "User": ((),),
    "ExchangeRate": ((),),
    "ApiKey": ((),),
    "AuditEntry": ((),),
    "Event": ((),),
    "FieldChange": ((),),
}
"""The orders that are asked for."""

ROOTS = {
    "Opportunity": "opportunities", "Quote": "quotes", "Account": "accounts",
    "ExchangeRate": "exchangeRates", "Event": "events", "ApiKey": "apiKeys",
    "AuditEntry": "auditEntries",
    "Contact": "contacts", "Competitor": "competitors", "Product": "products", "User": "users",
}  # fmt: skip
EDGES = "edges { cursor node { id } }"
CHANGES = f"""{{
  opportunities(first: 100) {{ nodes {{ changes(first: 100) {{ totalCount {EDGES} }} }} }}
  quotes(first: 100) {{ nodes {{ changes(first: 100) {{ totalCount {EDGES} }} }} }}
}}"""
"""Changes are listed with what was changed only."""


def in_json(order: Sequence[Term]) -> list[dict[str, str]]:
    """An order as an argument."""
    return [{"field": name, "direction": direction} for name, direction in order]


@dataclass(frozen=True, slots=True)
class Cursors:
    """The texts of all records in each order, learned from one application."""

    client: TestClient
    learned: dict[tuple[str, Sequence[Term]], dict[str, str]] = field(default_factory=dict)

    def texts(self, kind: str, order: Sequence[Term]) -> dict[str, str]:
        """The cursor of each record by its id, in the order's order."""
        if (kind, order) not in self.learned:
            self.learned[kind, order] = self._learn(kind, order)
        return self.learned[kind, order]

    def of(self, kind: str, order: Sequence[Term], identifier: str) -> str:
        """The text of this record."""
        return self.texts(kind, order)[identifier]

    def record(self, kind: str, order: Sequence[Term], text: str) -> str:
        """The id of the record that the text stands for."""
        (found,) = (each for each, cursor in self.texts(kind, order).items() if cursor == text)
        return found

    def _learn(self, kind: str, order: Sequence[Term]) -> dict[str, str]:
        if kind == "FieldChange":
            lists = self._ask(CHANGES, {}).values()
            return _texts(*(each["changes"] for page in lists for each in page["nodes"]))
        declared = f"query($orderBy: [{kind}Order!])" if order else ""
        given = "orderBy: $orderBy, " if order else ""
        document = f"""{declared} {{
          {ROOTS[kind]}({given}first: 100) {{ totalCount {EDGES} }}
        }}"""
        return _texts(self._ask(document, {"orderBy": in_json(order)})[ROOTS[kind]])

    def _ask(self, document: str, variables: dict[str, Any]) -> Any:
        return json.loads(ordinary(self.client, Request(document, variables)))["data"]


def _texts(*pages: Any) -> dict[str, str]:
    """The cursor of each record in these pages, which have to be whole."""
    texts = {each["node"]["id"]: each["cursor"] for page in pages for each in page["edges"]}
    assert len({*texts.values()}) == len(texts) == sum(page["totalCount"] for page in pages)
    return texts
