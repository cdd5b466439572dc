"""Documents of any depth, whose every record is read with the dearest of its fields."""

from collections.abc import Sequence
from random import Random

from graphql import OperationDefinitionNode, parse

from resolvers.limits import extent_of

PAGE = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
QUOTES = (
    '(first: 1, filter: { not: { statusReasonCode: { in: ["x"] } } }, orderBy: { field: NUMBER })'
)
DEALS = '(last: 1, filter: { quotes: { none: { name: { contains: "x" } } } })'

FIELDS = {
    "Account": "id name annualRevenue { amount currency }",
    "Opportunity": "__typename estimatedRevenue { amount currency } createdAt",
    "Quote": "number totalAmount { amount currency } effectiveTo",
    "QuoteLine": "quantity unitPrice { currency amount } name",
    "OpportunityClose": "actualRevenue { amount } reopenedAt closedAt",
    "QuoteClose": "closedOn description",
    "User": "name email",
}
"""What is read of each record on the way."""

STEPS: dict[str, dict[str, tuple[str, str]]] = {
    "Account": {
        "deals": ("Opportunity", f"opportunities{DEALS} {{ nodes {{ %s }} {PAGE} }}"),
        "edges": (
            "Opportunity",
            f"opportunities{DEALS} {{ {PAGE} edges {{ cursor node {{ %s }} }} }}",
        ),
        "parent": ("Account", "parent { %s }"),
    },
    "Opportunity": {
        "account": ("Account", "account { %s }"),
        "owner": ("User", "owner { %s }"),
        "closes": ("OpportunityClose", "closes { %s }"),
        "quotes": ("Quote", f"quotes{QUOTES} {{ {PAGE} nodes {{ %s }} }}"),
        "edges": ("Quote", f"quotes{QUOTES} {{ edges {{ node {{ %s }} }} {PAGE} }}"),
        "blocking": (
            "Quote",
            "closeReadiness { blockers { code ... on BlockingQuotesError { quotes { %s } } } }",
        ),
        "blocked": (
            "Opportunity",
            "closeReadiness { blockers { ... on BlockingQuotesError { opportunity { %s } } } }",
        ),
    },
    "Quote": {
        "opportunity": ("Opportunity", "opportunity { %s }"),
        "lines": ("QuoteLine", "lines { %s }"),
        "close": ("QuoteClose", "close { %s }"),
    },
    "QuoteLine": {"quote": ("Quote", "quote { %s }")},
    "OpportunityClose": {
        "opportunity": ("Opportunity", "opportunity { %s }"),
        "closed_by": ("User", "closedBy { %s }"),
        "reopened_by": ("User", "reopenedBy { %s }"),
    },
    "QuoteClose": {"quote": ("Quote", "quote { %s }"), "closed_by": ("User", "closedBy { %s }")},
    "User": {"manager": ("User", "manager { %s }")},
}
"""Where a record leads to, by a word: the kind that is there, and how it is asked for."""

ROOTS = {
    "Account": f"{{ accounts(first: 2) {{ {PAGE} edges {{ node {{ %s }} }} }} }}",
    "Opportunity": f"{{ opportunities(first: 2) {{ nodes {{ %s }} {PAGE} }} }}",
    "Quote": f"{{ quotes(last: 2) {{ edges {{ cursor node {{ %s }} }} {PAGE} }} }}",
    "User": "{ viewer { %s } }",
}


def going(kind: str, words: Sequence[str], depth: int) -> str:
    """A document that goes round these steps until so many records are nested."""
    steps: list[str] = []
    at = kind
    for number in range(depth - 1):
        steps.append(f"{FIELDS[at]} " + STEPS[at][words[number % len(words)]][1])
        at = STEPS[at][words[number % len(words)]][0]
    return _nested(ROOTS[kind], steps, at)


def wandering(random: Random, depth: int) -> str:
    """A document that takes any step at each record."""
    kind = random.choice([*ROOTS])
    words: list[str] = []
    at = kind
    for _ in range(depth):
        words.append(random.choice([*STEPS[at]]))
        at = STEPS[at][words[-1]][0]
    return going(kind, words, depth)


def depth_of(document: str) -> int:
    """How deep the fields of a document without fragments by name are nested."""
    (operation,) = parse(document).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return extent_of(operation, {}).depth


def _nested(root: str, steps: Sequence[str], last: str) -> str:
    text = FIELDS[last]
    for step in reversed(steps):
        text = step.replace("%s", text)
    return root.replace("%s", text)
