"""What a GraphQL request over HTTP says: read from a body or a query string, or refused."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from server.refusing import RequestRefused
from server.request import GraphQLRequest
from server.strict_json import NotStrictError, read_json

_PARAMETERS: Final[Mapping[str, type]] = {
    **dict.fromkeys(("query", "operationName", "documentId"), str),
    **dict.fromkeys(("variables", "extensions"), dict),
}
"""A request's members, each of which can be null, too."""


def read_body(body: bytes) -> GraphQLRequest:
    """The request in a JSON body."""
    if not body.strip():
        message = "The request's body is empty; it has to be a JSON object in UTF-8."
        raise RequestRefused(400, message)
    members = _read(body, "The request's body")
    if isinstance(members, list):
        message = "Several requests in one body aren't supported: send them one by one."
        raise RequestRefused(400, message)
    if not isinstance(members, dict):
        message = "The request's body has to be a JSON object in UTF-8."
        raise RequestRefused(400, message)
    return read_members(members)


def read_query_string(query_string: bytes) -> GraphQLRequest:
    """The request in a URL's query string; parameters that GraphQL doesn't know are ignored."""
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=100,
        )
    except ValueError:
        message = "The query string has to be form-encoded UTF-8, with at most 100 parameters."
        raise RequestRefused(400, message) from None
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name not in _PARAMETERS:
            continue
        if name in members:
            message = f"The parameter {name} stands twice in the query string."
            raise RequestRefused(400, message)
        members[name] = value
    for name in ("variables", "extensions"):
        if members.get(name):
            members[name] = _read(members[name].encode(), f"The parameter {name}")
        else:
            members.pop(name, None)
    return read_members(members)


def _read(written: bytes, name: str) -> Any:
    """What JSON says; a refusal that names it if it can't be read."""
    try:
        return read_json(written)
    except NotStrictError as error:
        message = f"{name} can't be read as JSON: {error}."
        raise RequestRefused(400, message) from None


def read_members(members: Mapping[str, Any]) -> GraphQLRequest:
    """The request that these members make, once their types are right."""
    for name, value in members.items():
        type_ = _PARAMETERS.get(name, object)
        if value is not None and not isinstance(value, type_):
            message = f"`{name}` has to be {'a string' if type_ is str else 'an object'}."
            raise RequestRefused(400, message)
    get = members.get
    return GraphQLRequest(
        get("query") or None,
        get("variables"),
        get("operationName"),
        get("extensions"),
        get("documentId"),
    )
