"""What an operation cost, taken out of its answer where a test is about something else."""

import re
from collections.abc import Mapping
from typing import Any

from resolvers.limits import GREATEST_DEPTH, GREATEST_FIELDS

GENEROUS: Mapping[str, Any] = {
    "max_tokens": 100_000,
    "max_depth": GREATEST_DEPTH,
    "max_fields": GREATEST_FIELDS,
    "max_aliases": GREATEST_FIELDS,
    "max_root_fields": GREATEST_FIELDS,
    "max_directives": GREATEST_FIELDS,
    "max_cost": 1_000_000_000,
}
"""The limits as far as settings go."""

_COST = re.compile(
    r',"extensions":{"cost":{"requested":[0-9]+,"limit":[0-9]+}}}$'
    r'|,"cost":{"requested":[0-9]+,"limit":[0-9]+}(?=}}$)'
)


def without_cost(answer: Any) -> Any:
    """An answer without extensions.cost, which has to be there if anything was executed."""
    if "data" not in answer:
        return answer
    extensions = dict(answer["extensions"])
    cost = extensions.pop("cost")
    assert 1 <= cost["requested"] <= cost["limit"]
    rest = {name: value for name, value in answer.items() if name != "extensions"}
    return {**rest, "extensions": extensions} if extensions else rest


def text_without_cost(answer: str) -> str:
    """The same for an answer as it is sent."""
    return _COST.sub(lambda found: "}" if found[0].endswith("}}}") else "", answer)
