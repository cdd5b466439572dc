"""Two answers are equal when every line of theirs is: keys in order, values with their types."""

import json
from typing import Any


class _Object(list[tuple[str, Any]]):
    """A JSON object as its pairs, in order; a key that comes twice is there twice."""


def lines(answer: str | bytes) -> list[str]:
    """An answer as one line for each value in it, in the answer's own order."""
    return [*_lines("", json.loads(answer, object_pairs_hook=_Object))]


def _lines(path: str, value: Any) -> list[str]:
    match value:
        case _Object():
            inner = [line for key, each in value for line in _lines(f"{path}.{key}", each)]
            return [f"{path} is an object of {len(value)}", *inner]
        case list():
            each = enumerate(value)
            inner = [line for place, item in each for line in _lines(f"{path}[{place}]", item)]
            return [f"{path} is a list of {len(value)}", *inner]
        case _:
            return [f"{path} = {json.dumps(value, ensure_ascii=False)}"]
