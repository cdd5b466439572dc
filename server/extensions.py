"""What happens around graphql-core's part: what was asked for is known already, and is kept."""

from collections.abc import Iterator
from typing import Any

from strawberry.extensions import SchemaExtension

from resolvers.asked import Asked, Refusal
from resolvers.asking import ask
from resolvers.extensions import extensions
from resolvers.faults import anew


class AskedOperation(SchemaExtension):
    """Takes the document as it was parsed and validated when it came first, or refuses."""

    def on_parse(self) -> Iterator[None]:
        asked = self._asked()
        if isinstance(asked, Refusal) and (asked.document is None or len(asked.errors) == 1):
            raise anew(asked.errors[0])
        assert asked.document is not None
        self.execution_context.graphql_document = asked.document.tree
        yield

    def on_validate(self) -> Iterator[None]:
        asked = self._asked()
        refused = asked.errors if isinstance(asked, Refusal) else ()
        self.execution_context.pre_execution_errors = list(refused)
        yield

    def _asked(self) -> Asked | Refusal:
        execution = self.execution_context
        return execution.context.asked or ask(
            execution.context,
            execution.query or "",
            execution.variables,
            execution._provided_operation_name,  # noqa: SLF001
        )


class Beside(SchemaExtension):
    """Says what an answer has beside its data."""

    def get_results(self) -> dict[str, Any]:
        return extensions(self.execution_context.context)


EXTENSIONS = (AskedOperation, Beside)
