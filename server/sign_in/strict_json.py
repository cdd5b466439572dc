"""JSON that everybody reads alike: UTF-8, no member twice, no NaN."""

import json
from typing import Any, NoReturn


class NotStrictError(Exception):
    """It isn't a JSON object, or one that two readers could understand differently."""


def read_object(content: bytes) -> dict[str, Any]:
    """The JSON object, or NotStrictError."""
    try:
        found = json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotStrictError from None
    if not isinstance(found, dict):
        raise NotStrictError
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrictError
    return found


def _no_number(_: str) -> NoReturn:
    raise NotStrictError
