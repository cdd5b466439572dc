"""JSON that everybody reads alike: UTF-8, no key twice in an object, no NaN."""

import json
from collections import Counter
from typing import Any, Final, NoReturn

import orjson


class NotStrictError(Exception):
    """It isn't JSON, or two readers could understand it differently; the text says why."""


def read_json(content: bytes) -> Any:
    """What it says, or NotStrictError."""
    found = _as_written(content)
    if found is not None:
        return found
    try:
        return _DECODER.decode(content.decode())
    except RecursionError:
        reason = "it is nested too deeply"
    except UnicodeDecodeError:
        reason = "it isn't UTF-8"
    except json.JSONDecodeError as error:
        reason = f"{error.msg} (line {error.lineno}, column {error.colno})"
    except ValueError:
        reason = "a number has too many digits"
    raise NotStrictError(reason)


def read_object(content: bytes) -> dict[str, Any]:
    """The JSON object, or NotStrictError."""
    found = read_json(content)
    if not isinstance(found, dict):
        reason = "it has to be an object"
        raise NotStrictError(reason)
    return found


def _as_written(content: bytes) -> Any:
    """What is written the way orjson and JSON.stringify write; None for all else.

    What comes out again, byte by byte, had no key twice and no number that isn't kept: that much
    orjson doesn't say, and in a tenth of the time that the one takes which does.
    """
    try:
        found = orjson.loads(content)
        return found if orjson.dumps(found) == content else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):  # no JSON, or nested too deeply
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Which of the values counts would be a guess.
        key, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        reason = f"the key {json.dumps(key[:100])} stands twice in one object"
        raise NotStrictError(reason)
    return found


def _no_number(constant: str) -> NoReturn:
    reason = f"{constant} isn't JSON"
    raise NotStrictError(reason)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
