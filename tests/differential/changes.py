"""Changes, refusals and dry runs, each with a payload that is selected anyhow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, get_named_type, parse, validate
from hypothesis import assume
from hypothesis import strategies as st

from tests.api.demo import (
    AIKO,
    BRIGHTSHELF,
    HARBOUR,
    LICENCES_JA,
    NO_COMPETITOR,
    NO_QUOTE,
    NORTHWIND,
    PILOT,
    ROBOTS,
    SERVICE,
    SIX,
    STORES,
    SYSTEM_JA,
)
from tests.differential.choices import Choices
from tests.differential.documents import Author
from tests.differential.literals import OMITTED, Literals
from tests.differential.oracle import SDL
from tests.differential.selections import Scope
from tests.differential.ways import Request
from tests.factories import OPPORTUNITY_REASONS

OUT_SOLD = OPPORTUNITY_REASONS["LOST", "OUT_SOLD"]
MADE = "quo_MADE"
"""Stands for the id of the quote that was made last."""

LINES: list[dict[str, object]] = [
    {"name": "Ｒｏｂｏｔ 🤖", "quantity": "1.5", "unitPrice": "1000.10", "tax": "0.01"},  # noqa: RUF001
    {"name": "\u2028 line", "quantity": 2, "unitPrice": "3", "discount": "6"},
]
Step = tuple[str, Mapping[str, Any]]
STEPS: Sequence[Step] = (
    ("closeOpportunity", {"opportunityId": ROBOTS, "outcome": "WON"}),
    ("createQuote", {"opportunityId": ROBOTS, "name": "北 🤖", "lines": LINES}),
    ("activateQuote", {"quoteId": MADE, "expectedVersion": 99}),
    ("activateQuote", {"quoteId": MADE}),
    ("activateQuote", {"quoteId": PILOT}),
    ("activateQuote", {"quoteId": LICENCES_JA}),
    ("activateQuote", {"quoteId": LICENCES_JA}),
    ("closeOpportunity", {"opportunityId": ROBOTS, "outcome": "WON", "expectedVersion": 0}),
    ("closeOpportunity", {
        "opportunityId": ROBOTS, "outcome": "LOST", "competitorId": BRIGHTSHELF,
        "closeOpenQuotes": True, "dryRun": True,
    }),
    ("closeQuotes", {"opportunityId": ROBOTS, "quoteIds": [PILOT, NO_QUOTE, LICENCES_JA]}),
    ("closeQuotes", {"opportunityId": ROBOTS, "dryRun": True, "description": "ａ"}),  # noqa: RUF001
    ("closeQuotes", {"opportunityId": ROBOTS}),
    ("closeOpportunity", {
        "opportunityId": STORES, "outcome": "LOST", "statusReasonCode": "NOPE",
        "competitorId": NO_COMPETITOR, "actualRevenue": {"amount": "1.123", "currency": "KWD"},
        "actualCloseDate": "2999-01-01", "description": "x" * 2001,
    }),
    ("closeOpportunity", {
        "opportunityId": ROBOTS, "outcome": "WON", "actualRevenue": {"amount": "48500.5"},
        "description": "ok\n'ok'",
    }),
    ("closeQuotes", {"opportunityId": ROBOTS}),
    ("createQuote", {"opportunityId": SERVICE, "name": " ", "lines": []}),
    ("reopenOpportunity", {"opportunityId": ROBOTS}),
    ("reopenOpportunity", {"opportunityId": ROBOTS}),
    ("createOpportunity", {"name": "Ö", "currency": "KWD", "accountId": NORTHWIND}),
    ("createOpportunity", {"name": "Ö", "currency": "XXX", "probability": 101}),
    ("createOpportunity", {"name": "dry", "currency": "JPY", "dryRun": True}),
    ("createOpportunity", {"name": "kept", "currency": "JPY", "idempotencyKey": "one"}),
    ("createOpportunity", {"name": "other", "currency": "JPY", "idempotencyKey": "one"}),
    ("closeQuotes", {"opportunityId": SERVICE, "idempotencyKey": "one"}),
    ("createQuote", {
        "opportunityId": ROBOTS, "name": "key", "lines": LINES, "idempotencyKey": " two ",
    }),
    ("reopenOpportunity", {"opportunityId": ROBOTS, "idempotencyKey": "three"}),
    ("reopenOpportunity", {"opportunityId": ROBOTS, "idempotencyKey": "é"}),
    ("updateOpportunity", {
        "opportunityId": ROBOTS, "name": "Ｒ 🤖", "description": None, "probability": 7,  # noqa: RUF001
        "estimatedRevenue": "1.5", "statusReasonCode": "ON_HOLD", "stage": "DEVELOP",
    }),
    ("updateOpportunity", {"opportunityId": ROBOTS, "expectedVersion": 1}),
    ("updateOpportunity", {
        "opportunityId": STORES, "name": None, "ownerId": NO_QUOTE, "statusReasonCode": "NOPE",
    }),
    ("updateQuote", {"quoteId": MADE, "name": "ａ", "lines": LINES[:1], "discount": "0.5"}),  # noqa: RUF001
    ("updateQuote", {"quoteId": MADE, "lines": LINES, "discount": None, "expectedVersion": 1}),
    ("updateQuote", {"quoteId": MADE, "lines": [LINES[0] | {"id": NO_QUOTE}], "name": " "}),
    ("updateQuote", {"quoteId": MADE, "freight": "1", "dryRun": True}),
    ("updateQuote", {"quoteId": LICENCES_JA, "expectedVersion": 99}),
    ("reopenOpportunity", {"opportunityId": ROBOTS, "statusReasonCode": "ON_HOLD"}),
    ("reviseQuote", {"quoteId": SIX}),
    ("reviseQuote", {"quoteId": SIX}),
    ("reopenOpportunity", {"opportunityId": ROBOTS}),
    ("reviseQuote", {"quoteId": MADE}),
    ("winQuote", {"quoteId": MADE, "description": "ok\n'ok'"}),
    ("winQuote", {"quoteId": PILOT, "closedOn": "2999-01-01", "description": "x" * 2001}),
    ("deleteOpportunity", {"opportunityId": ROBOTS}),
    ("deleteQuote", {"quoteId": SIX}),
    ("deleteQuote", {"quoteId": LICENCES_JA}),
    ("createQuote", {"opportunityId": ROBOTS, "name": "gone", "lines": LINES}),
    ("deleteQuote", {"quoteId": MADE, "dryRun": True}),
    ("deleteQuote", {"quoteId": MADE, "expectedVersion": 1, "idempotencyKey": "four"}),
    ("deleteOpportunity", {"opportunityId": SYSTEM_JA, "expectedVersion": 0}),
    ("deleteOpportunity", {"opportunityId": HARBOUR}),
    ("createAccount", {"name": "北", "annualRevenue": {"amount": 1, "currency": "KWD"}}),
    ("updateAccount", {"accountId": NORTHWIND, "sector": None, "parentId": NORTHWIND}),
    ("updateAccount", {"accountId": NORTHWIND, "sector": "北", "expectedVersion": 0}),
    ("createContact", {"name": "Ｃ", "email": "c@例え.jp", "accountId": NORTHWIND}),  # noqa: RUF001
    ("updateUser", {"userId": AIKO, "regionalOffice": None, "email": "x"}),
    ("createStatusReason", {
        "state": {"opportunityState": "LOST"}, "code": "OUT_SOLD", "labelEn": "Sold",
    }),
    ("setDefaultStatusReason", {"statusReasonId": OUT_SOLD}),
    ("closeQuotesOfOpportunities", {
        "ids": [STORES, NO_QUOTE, ROBOTS, SERVICE], "policy": "EACH", "dryRun": True,
    }),
    ("closeOpportunities", {
        "ids": [SERVICE, STORES, ROBOTS, ""], "expectedVersions": [None, 99, None, 1],
        "outcome": "LOST", "policy": "EACH", "statusReasonCode": "NOPE",
    }),
    ("closeOpportunities", {"ids": [ROBOTS, STORES, ROBOTS], "outcome": "WON"}),
    ("closeOpportunities", {
        "filter": {"state": {"eq": "OPEN"}}, "outcome": "WON", "policy": "EACH", "dryRun": True,
        "actualRevenue": {"amount": "1.5"},
    }),
    ("closeOpportunities", {
        "ids": [ROBOTS, STORES, NO_QUOTE], "outcome": "LOST", "policy": "EACH",
        "closeOpenQuotes": True, "competitorId": BRIGHTSHELF, "idempotencyKey": "many",
    }),
    ("closeQuotesOfOpportunities", {
        "filter": {"name": {"contains": "a"}}, "description": "ａ", "policy": "EACH",  # noqa: RUF001
    }),
    ("retireStatusReason", {"statusReasonId": OUT_SOLD, "dryRun": True}),
    ("renameStatusReason", {"statusReasonId": OUT_SOLD, "labelJa": None}),
    ("createApiKey", {
        "userId": AIKO, "name": "a", "expiresAt": "2998-01-01T00:00:00Z", "scopes": ["ａ"],  # noqa: RUF001
    }),
    ("createApiKey", {
        "userId": AIKO, "name": "a", "expiresAt": "2027-01-01T00:00:00Z",
        "scopes": ["quotes:write"], "dryRun": True,
    }),
    ("revokeApiKey", {"apiKeyId": NO_QUOTE}),
    ("setExchangeRate", {"currency": "KWD", "validFrom": "2026-05-01", "rate": "3.25"}),
    ("setExchangeRate", {
        "currency": "KWD", "validFrom": "2026-05-01", "rate": "3.5", "expectedVersion": 0,
    }),
    ("setExchangeRate", {
        "currency": "USD", "validFrom": "2026-05-01", "rate": "0", "expectedVersion": 1,
    }),
)  # fmt: skip
"""Each can be done, or is refused, whatever was done before."""


@dataclass(frozen=True, slots=True)
class Historian:
    """Writes documents that change things."""

    author: Author

    def requests(self, steps: Sequence[Step] = STEPS) -> st.SearchStrategy[Request]:
        """A document for any of these steps."""

        @st.composite
        def write(draw: st.DrawFn) -> Request:
            choices = Choices(draw)
            return self.request(choices, *choices.one(steps))

        return write()

    def request(self, choices: Choices, field: str, given: Mapping[str, Any]) -> Request:
        """A call of this mutation, its input a variable or written, or a bit of both."""
        assert SDL.mutation_type is not None
        definition = SDL.mutation_type.fields[field]
        payload = get_named_type(definition.type)
        assert isinstance(payload, GraphQLObjectType)
        selections = self.author.selections(choices, choices.number(4, 25))
        literals = selections.literals
        text = self.input(choices, literals, definition.args["input"].type, given)
        inner = selections.set(payload, Scope(within_fragment=False), 4)
        key = choices.one(["", "", "done: ", "errors: "])
        # What came of it, whatever else is selected.
        known = "e_: errors { __typename code message path }"
        root = f"{key}{field}(input: {text}) {{ {known} ...{selections.directives()} {inner} }}"
        if choices.chance(10):
            root += f" again: {field}(input: {text}) {inner}"
        declared = ", ".join(
            f"${each.name}: {each.declared}" for each in literals.variables.values()
        )
        fragments = "".join(
            f" fragment {each.name} on {each.on} {each.text}"
            for each in selections.fragments.values()
        )
        head = f"mutation M{f'({declared})' if declared else ''}"
        document = f"{head} {{ {root} }}{fragments}"
        assume(not validate(SDL, parse(document)))
        sent = {
            each.name: each.sent[0]
            for each in literals.variables.values()
            if each.sent[0] is not OMITTED
        }
        return Request(document, sent, locale=choices.one(["en", "ja"]))

    def input(
        self, choices: Choices, literals: Literals, type_: Any, given: Mapping[str, Any]
    ) -> str:
        """The input's text."""
        if choices.chance(50):
            return literals.variable(str(type_), (given, given))
        return literals.literal(type_, (given, given))
