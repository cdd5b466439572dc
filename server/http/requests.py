"""What a GraphQL request over HTTP says: read from a body or a query string, or refused."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, Never
from urllib.parse import parse_qsl

import orjson

from server.refusing import RequestRefused
from server.request import GraphQLRequest

_NO_OBJECT: Final = "The request's body has to be a JSON object in UTF-8."
_TOO_DEEP: Final = "The request is nested too deeply."
_PARAMETERS: Final = frozenset({"query", "operationName", "variables", "extensions", "documentId"})


def _no_json(constant: str) -> Never:
    """NaN and Infinity, which Python reads and JSON doesn't have."""
    message = f"{constant} isn't JSON."
    raise ValueError(message)


class _TwiceError(ValueError):
    """A key that stands in an object twice: which of the values counts would be a guess."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, count in counts.items() if count > 1)
        message = f"The key {json.dumps(twice[:100])} stands twice in one object."
        raise _TwiceError(message)
    return members


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_json)


def read_body(body: bytes) -> GraphQLRequest:
    """The request in a JSON body."""
    members = _as_written(body)
    return read_members(members if isinstance(members, dict) else _members(body))


def _as_written(body: bytes) -> Any:
    """What a body says that is written the way orjson and JSON.stringify write; else None.

    What comes out again, byte by byte, had no key twice and no number that isn't kept: that much
    orjson doesn't say, and in a tenth of the time that the one takes which does.
    """
    try:
        members = orjson.loads(body)
        return members if orjson.dumps(members) == body else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):  # no JSON, or nested too deeply
        return None


def _members(body: bytes) -> dict[str, Any]:
    """What any body says, or why it is no request."""
    if not body.strip():
        message = "The request's body is empty; it has to be a JSON object in UTF-8."
        raise RequestRefused(400, message)
    try:
        members = _DECODER.decode(body.decode())
    except _TwiceError as error:
        raise RequestRefused(400, str(error)) from None
    except RecursionError:
        raise RequestRefused(400, _TOO_DEEP) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        message = f"The request's body isn't JSON: {error.msg} ({place})."
        raise RequestRefused(400, message) from None
    except ValueError:
        raise RequestRefused(400, _NO_OBJECT) from None
    if isinstance(members, list):
        message = "Several requests in one body aren't supported: send them one by one."
        raise RequestRefused(400, message)
    if not isinstance(members, dict):
        raise RequestRefused(400, _NO_OBJECT)
    return members


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
            members[name] = _member(name, members[name])
        else:
            members.pop(name, None)
    return read_members(members)


def _member(name: str, written: str) -> Any:
    """A parameter that is JSON."""
    try:
        return _DECODER.decode(written)
    except RecursionError:
        raise RequestRefused(400, _TOO_DEEP) from None
    except ValueError as error:
        reason = str(error) if isinstance(error, _TwiceError) else "it has to be a JSON object."
        message = f"The parameter {name} can't be read: {reason}"
        raise RequestRefused(400, message) from None


def read_members(members: Mapping[str, Any]) -> GraphQLRequest:
    """The request that these members make, once their types are right."""
    query, name = members.get("query"), members.get("operationName")
    variables, extensions = members.get("variables"), members.get("extensions")
    document_id = members.get("documentId")
    for key, value in (("query", query), ("operationName", name), ("documentId", document_id)):
        if not (value is None or isinstance(value, str)):
            message = f"`{key}` has to be a string."
            raise RequestRefused(400, message)
    for key, value in (("variables", variables), ("extensions", extensions)):
        if not (value is None or isinstance(value, dict)):
            message = f"`{key}` has to be an object."
            raise RequestRefused(400, message)
    return GraphQLRequest(query or None, variables, name, extensions, document_id)
