"""How large the variables of one request may be."""

from dataclasses import dataclass
from typing import Any, Final

from resolvers.faults import FaultCode
from server.refusing import RequestRefused

_NESTED: Final = {dict, list}


@dataclass(frozen=True, slots=True)
class VariableLimits:
    """How deep objects and lists may be nested in each other, how many values there may be."""

    depth: int = 20
    values: int = 10_000

    def check(self, variables: dict[str, Any] | None) -> None:
        """RequestRefused if there is too much; walked once, and no further than the limits."""
        if not variables:
            return
        if len(variables) <= self.values and _NESTED.isdisjoint(map(type, variables.values())):
            return
        level: list[Any] = [variables]
        depth = values = 0
        while level:
            depth += 1
            if depth > self.depth:
                message = (
                    f"The variables are nested more than {self.depth} deep "
                    "(CLINCH_MAX_VARIABLES_DEPTH)."
                )
                raise _exceeded(message)
            inside = [
                each
                for outer in level
                for each in (outer.values() if isinstance(outer, dict) else outer)
            ]
            values += len(inside)
            if values > self.values:
                message = (
                    f"The variables have more than {self.values:,} values (CLINCH_MAX_VARIABLES)."
                )
                raise _exceeded(message)
            level = [each for each in inside if isinstance(each, dict | list)]


def _exceeded(message: str) -> RequestRefused:
    return RequestRefused(400, message, FaultCode.LIMIT_EXCEEDED, everywhere=False)
