"""ariadne-codegen: the story by a client that was generated from the schema, typed throughout."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from clinch_client import (
    Client,
    CloseOpportunityInput,
    CloseQuotesInput,
    CreateOpportunityInput,
    GraphQLClientGraphQLMultiError,
    MoneyInput,
    OpportunityOutcome,
    ReopenOpportunityInput,
)
from clinch_client.close_opportunity import (
    CloseOpportunityCloseOpportunityErrorsBlockingQuotesError as BlockingQuotesError,
)
from pydantic import BaseModel

URL, ID = sys.argv[1:]
TOO_DEEP = Path(__file__).parent.with_name("too_deep.graphql").read_text("utf-8")
IN_JAPANESE = {"Accept-Language": "ja"}
ONCE = {"Idempotency-Key": "order-17"}


def tell(step: str, answer: Any) -> None:
    print(json.dumps({step: answer}))


def told(answer: BaseModel) -> Any:
    """The answer by the contract's own names."""
    return answer.model_dump(mode="json", by_alias=True)


def code_of_error(client: Client, document: str, variables: dict[str, Any] | None = None) -> Any:
    """Of a request that can't be done; what the generated methods send can't be that wrong."""
    try:
        return client.get_data(client.execute(document, variables=variables))
    except GraphQLClientGraphQLMultiError as error:
        return (error.errors[0].extensions or {})["code"]


with Client(URL) as client:
    won = CloseOpportunityInput(
        opportunity_id=ID,
        outcome=OpportunityOutcome.WON,
        actual_revenue=MoneyInput(amount=Decimal("48500.00")),
    )

    tell("quotes", told(client.quotes(ID)))

    refused = client.close_opportunity(won)
    tell("refused", told(refused))
    tell("refusedInJapanese", told(client.close_opportunity(won, headers=IN_JAPANESE)))
    for error in refused.close_opportunity.errors if refused.close_opportunity else []:
        if isinstance(error, BlockingQuotesError):
            tell("blockedBy", [quote.number for quote in error.quotes])

    tell("quotesClosed", told(client.close_quotes(CloseQuotesInput(opportunity_id=ID))))
    tell("closed", told(client.close_opportunity(won)))
    reopened = client.reopen_opportunity(
        ReopenOpportunityInput(opportunity_id=ID), headers=IN_JAPANESE
    )
    tell("reopened", told(reopened))

    terminal = CreateOpportunityInput(name="Second terminal", currency="KWD")
    client.create_opportunity(terminal, headers=ONCE)
    tell("created", told(client.create_opportunity(terminal, headers=ONCE)))

    tell("invalid", code_of_error(client, "{ viewer { shoeSize } }"))
    by_hand = "query($first: Int) { users(first: $first) { totalCount } }"
    tell("wrongVariable", code_of_error(client, by_hand, {"first": "many"}))
    tell("tooMuch", code_of_error(client, TOO_DEEP))
