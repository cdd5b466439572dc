"""What the router has no place for is refused as any other request is: in JSON, with a code."""

from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp

from server.http.answers import answer_of
from server.http.media import JSON
from server.refusing import Headers, RequestRefused
from server.running import Reply


async def refuse_unrouted(request: Request, error: HTTPException) -> ASGIApp:
    """The answer to a path that isn't there, or to a method that isn't for it."""
    headers: Headers = {}
    if error.status_code == HTTPStatus.NOT_FOUND:
        message = "There is nothing at this path. GraphQL is at /graphql."
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # Starlette names them in any order.
        allowed = ", ".join(sorted((error.headers or {})["Allow"].split(", ")))
        headers = {b"allow": allowed.encode()}
        message = f"This path is asked by {allowed}, not by {request.method[:20]}."
    else:
        raise error
    return answer_of(Reply.of(RequestRefused(error.status_code, message, headers=headers)), JSON)


UNROUTED: Final[dict[Any, Any]] = {HTTPException: refuse_unrouted}
"""What Starlette asks for an answer then; of its types, an answer is anything that can be sent."""
