"""What happens around every operation: caches, one operation only, Apollo's code names."""

from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache

from server.errors import VALIDATION_FAILED

DOCUMENTS = 1000
"""How many documents are kept parsed and validated."""


class CachedParsing(ParserCache):
    """Keeps the newest documents' syntax trees."""

    def __init__(self) -> None:
        super().__init__(maxsize=DOCUMENTS)


class CachedValidation(ValidationCache):
    """Keeps the newest documents' validation."""

    def __init__(self) -> None:
        super().__init__(maxsize=DOCUMENTS)


class ValidationCodes(SchemaExtension):
    """Names validation errors, and refuses to choose among several unnamed operations."""

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        operations = [
            definition
            for definition in (document.definitions if document else ())
            if isinstance(definition, OperationDefinitionNode)
        ]
        if len(operations) > 1 and not context._provided_operation_name:  # noqa: SLF001
            context.pre_execution_errors = [
                GraphQLError(
                    "The document has several operations: say which one by operationName.",
                    extensions={"code": "OPERATION_RESOLUTION_FAILURE"},
                )
            ]
        yield
        for error in context.pre_execution_errors or ():
            error.extensions = {"code": VALIDATION_FAILED, **(error.extensions or {})}


EXTENSIONS = (CachedParsing, CachedValidation, ValidationCodes)
