"""The cases' documents in PostGraphile's words, aliased so that the answers are nearly alike."""

from typing import Any, Final

from benchmarks.cases import CLOSE_OPPORTUNITY, CLOSE_QUOTES, LINES, ONE, PAGE
from domain.actor import SYSTEM_USER_ID

_NEWEST: Final = "orderBy: [CREATED_AT_DESC, ROW_ID_DESC]"
_LINE: Final = (
    "id: rowId position name quantity: quantityText amount: amountMoney { amount currency }"
)
_LINES: Final = f"lines: quoteLinesByQuoteIdList(orderBy: [POSITION_ASC]) {{ {_LINE} }}"
_QUOTE: Final = "id: rowId number name state totalAmount: totalMoney { amount currency }"
_OPPORTUNITY: Final = (
    "id: rowId name state stage estimatedRevenue: estimatedMoney { amount currency }"
    " estimatedCloseDate"
)


def _quotes(inner: str) -> str:
    return f"quotes: quotesByOpportunityId(first: 10, {_NEWEST}) {{ nodes {{ {inner} }} }}"


def _page(name: str, quote: str) -> str:
    return (
        f"query {name}($first: Int!) {{ opportunities: allOpportunities(first: $first, {_NEWEST})"
        f" {{ nodes {{ {_OPPORTUNITY} account: accountByAccountId {{ id: rowId name }}"
        f" {_quotes(quote)} }} }} }}"
    )


DOCUMENTS: Final = {
    ONE: (
        "query One($id: String!) { opportunity: opportunityByRowId(rowId: $id)"
        f" {{ {_OPPORTUNITY} {_quotes(_QUOTE)} }} }}"
    ),
    PAGE: _page("Page", _QUOTE),
    LINES: _page("Lines", f"{_QUOTE} {_LINES}"),
    CLOSE_QUOTES: (
        "mutation CloseQuotes($id: String!) { closeQuotes("
        f'input: {{opportunityId: $id, actorId: "{SYSTEM_USER_ID}"}}) {{ result {{'
        " opportunity { id: rowId version state }"
        " closedQuotes: quotes { id: rowId number state closedOn } } } }"
    ),
    CLOSE_OPPORTUNITY: (
        "mutation CloseOpportunity($id: String!) { closeOpportunity("
        f'input: {{opportunityId: $id, outcome: "WON", actorId: "{SYSTEM_USER_ID}"}}) {{ result {{'
        " opportunity { id: rowId version state actualRevenue: actualMoney { amount currency }"
        " actualCloseDate } close { outcome actualCloseDate } } } }"
    ),
}


def normalised(answer: Any) -> Any:
    """A function's result stands where Clinch has the payload; a refusal is an error of GraphQL."""
    data = answer["data"]
    for name, payload in data.items():
        if isinstance(payload, dict) and "result" in payload:
            result = payload["result"]
            if "closedQuotes" in result:
                # It reads the function's array in an order of its own.
                result["closedQuotes"].sort(key=lambda quote: quote["id"], reverse=True)
            data[name] = {**result, "errors": []}
    return answer
