"""The ways to answer a request: over HTTP, and by the schema's own execution."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.testclient import TestClient
from strawberry.types import ExecutionResult

from domain.access import FULL_ACCESS
from domain.actor import Actor
from resolvers.context import Application, Context
from schema.messages import Locale
from server.demo import DEMO_USER
from server.errors import presentable
from server.schema import SCHEMA

CLIENT_NAME = "differential/1.0"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sends."""

    document: str
    variables: Mapping[str, Any] | None = None
    operation_name: str | None = None
    locale: Locale = "en"
    also: Mapping[str, Any] = field(default_factory=dict)
    """What a client sends beside these three, which changes nothing."""


def over_http(client: TestClient, request: Request) -> str:
    """The answer of the application, as text."""
    body = {
        "query": request.document,
        "variables": request.variables,
        "operationName": request.operation_name,
        **request.also,
    }
    headers = {
        "Content-Type": "application/json",
        "Accept-Language": request.locale,
        "X-Client-Name": CLIENT_NAME,
    }
    return client.post("/graphql", content=json.dumps(body), headers=headers).text


def ordinary(client: TestClient, request: Request) -> str:
    """The answer of Strawberry and graphql-core, in the application's own event loop."""

    async def execute() -> ExecutionResult:
        variables = None if request.variables is None else dict(request.variables)
        result = await SCHEMA.execute(
            request.document,
            variables,
            context_value=context_of(client, request.locale),
            operation_name=request.operation_name,
        )
        assert isinstance(result, ExecutionResult)
        return result

    assert client.portal is not None
    result = client.portal.call(execute)
    errors = [_shown(each, request.locale) for each in result.errors or ()]
    # What fails before anything runs has no data, and no path.
    is_executed = result.data is not None or any("path" in each for each in errors)
    answer: dict[str, Any] = {"data": result.data} if is_executed else {}
    if errors:
        answer["errors"] = errors
    if result.extensions:
        answer["extensions"] = result.extensions
    return orjson.dumps(answer).decode()


def context_of(client: TestClient, locale: Locale) -> Context:
    """A request's context, as the application makes it: the one place that knows how."""
    application: Application = client.app.state.application  # type: ignore[attr-defined]
    return Context(application, Actor(DEMO_USER, CLIENT_NAME, access=FULL_ACCESS), locale)


def _shown(error: GraphQLError, locale: Locale) -> Any:
    return presentable(error, locale).formatted
