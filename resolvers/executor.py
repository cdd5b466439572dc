"""The executor that lets finished JSON pass: what the database wrote isn't completed again."""

from typing import Any

from orjson import Fragment
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class FinishedJsonExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, but a Fragment is an answer already."""

    def complete_value(self, return_type: Any, *rest: Any) -> Any:
        # `result` is the last argument but one; see graphql.execution.executor.
        result = rest[-2]
        if isinstance(result, Fragment):
            return result
        return super().complete_value(return_type, *rest)
