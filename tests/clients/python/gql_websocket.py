"""gql: the story over WebSockets, in the protocol graphql-transport-ws."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from graphql import ExecutionResult

URL, ID = sys.argv[1:]
HERE = Path(__file__).parent
DOCUMENT = HERE.with_name("story.graphql").read_text("utf-8")
TOO_DEEP = HERE.with_name("too_deep.graphql").read_text("utf-8")


def tell(step: str, answer: Any) -> None:
    print(json.dumps({step: answer}))


async def send(
    session: AsyncClientSession, name: str, document: str = DOCUMENT, **variables: Any
) -> ExecutionResult:
    """What the operation of this name answers: data, errors and extensions."""
    request = GraphQLRequest(document, variable_values=variables, operation_name=name)
    return await session.execute(request, get_execution_result=True)


async def code_of_error(session: AsyncClientSession, name: str, **given: Any) -> Any:
    """Of a request that can't be done; a refusal is data, and no error."""
    try:
        return (await send(session, name, **given)).data
    except TransportQueryError as error:
        return (error.errors or [])[0]["extensions"]["code"]


async def play(session: AsyncClientSession, japanese: AsyncClientSession) -> None:
    robots = {"opportunityId": ID}
    won = robots | {"outcome": "WON", "actualRevenue": {"amount": "48500.00"}}

    tell("quotes", (await send(session, "Quotes", id=ID)).data)
    tell("refused", (await send(session, "CloseOpportunity", input=won)).data)
    tell("refusedInJapanese", (await send(japanese, "CloseOpportunity", input=won)).data)
    tell("quotesClosed", (await send(session, "CloseQuotes", input=robots)).data)
    tell("closed", (await send(session, "CloseOpportunity", input=won)).data)
    tell("reopened", (await send(japanese, "ReopenOpportunity", input=robots)).data)

    # A socket has headers only once: here the key is a part of the input.
    terminal = {"name": "Second terminal", "currency": "KWD", "idempotencyKey": "order-17"}
    tell("created", (await send(session, "CreateOpportunity", input=terminal)).data)
    again = await send(session, "CreateOpportunity", input=terminal)
    tell("createdAgain", (again.extensions or {})["idempotentReplays"])

    invalid = "query Invalid { viewer { shoeSize } }"
    tell("invalid", await code_of_error(session, "Invalid", document=invalid))
    wrong = won | {"outcome": "PERHAPS"}
    tell("wrongVariable", await code_of_error(session, "CloseOpportunity", input=wrong))
    tell("tooMuch", await code_of_error(session, "TooDeep", document=TOO_DEEP))


async def main() -> None:
    ordinary = WebsocketsTransport(URL)
    in_japanese = WebsocketsTransport(URL, headers={"Accept-Language": "ja"})
    async with (
        Client(transport=ordinary) as session,
        Client(transport=in_japanese) as japanese,
    ):
        await play(session, japanese)


asyncio.run(main())
