"""gql: the story, and what is its way of asking for extensions, headers and errors."""

import json
import sys
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport
from graphql import ExecutionResult

URL, ID = sys.argv[1:]

HERE = Path(__file__).parent
DOCUMENT = HERE.with_name("story.graphql").read_text("utf-8")
TOO_DEEP = HERE.with_name("too_deep.graphql").read_text("utf-8")


def tell(step: str, answer: Any) -> None:
    print(json.dumps({step: answer}))


with Client(transport=HTTPXTransport(URL)) as session:

    def send(
        name: str, headers: dict[str, str] | None = None, document: str = DOCUMENT, **variables: Any
    ) -> ExecutionResult:
        """What the operation of this name answers: data, errors and extensions."""
        request = GraphQLRequest(document, variable_values=variables, operation_name=name)
        answer: ExecutionResult = session.execute(
            request, get_execution_result=True, extra_args={"headers": headers}
        )
        return answer

    def code_of_error(name: str, document: str = DOCUMENT, **variables: Any) -> Any:
        """Of a request that can't be done; a refusal is data, and no error."""
        try:
            return send(name, document=document, **variables).data
        except TransportQueryError as error:
            return (error.errors or [])[0]["extensions"]["code"]

    won = {"opportunityId": ID, "outcome": "WON", "actualRevenue": {"amount": "48500.00"}}
    in_japanese = {"Accept-Language": "ja"}

    tell("quotes", send("Quotes", id=ID).data)
    tell("refused", send("CloseOpportunity", input=won).data)
    tell("refusedInJapanese", send("CloseOpportunity", in_japanese, input=won).data)
    tell("quotesClosed", send("CloseQuotes", input={"opportunityId": ID}).data)
    tell("closed", send("CloseOpportunity", input=won).data)
    tell("reopened", send("ReopenOpportunity", in_japanese, input={"opportunityId": ID}).data)

    once = {"Idempotency-Key": "order-17"}
    terminal = {"name": "Second terminal", "currency": "KWD"}
    tell("created", send("CreateOpportunity", once, input=terminal).data)
    again = send("CreateOpportunity", once, input=terminal)
    tell("createdAgain", (again.extensions or {})["idempotentReplays"])

    tell("invalid", code_of_error("Invalid", "query Invalid { viewer { shoeSize } }"))
    tell("wrongVariable", code_of_error("CloseOpportunity", input=won | {"outcome": "PERHAPS"}))
    tell("tooMuch", code_of_error("TooDeep", TOO_DEEP))
