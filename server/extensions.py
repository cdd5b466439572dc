"""What happens around graphql-core's part: kept documents, one operation, codes, replays."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from resolvers.documents import Document, Documents
from resolvers.faults import FaultCode
from resolvers.idempotency import extensions


class KeptDocuments(SchemaExtension):
    """Takes the document as it was parsed and validated when it came first."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = self._document().tree
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = list(self._document().errors)
        yield

    def _document(self) -> Document:
        documents: Documents = self.execution_context.context.application.documents
        return documents.get(self.execution_context.query or "")


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
                    extensions={"code": FaultCode.OPERATION_RESOLUTION_FAILURE},
                )
            ]
        yield
        for error in context.pre_execution_errors or ():
            validation = {"code": FaultCode.GRAPHQL_VALIDATION_FAILED}
            error.extensions = {**validation, **(error.extensions or {})}


class Replays(SchemaExtension):
    """Says of which changes the answer is a replay."""

    def get_results(self) -> dict[str, Any]:
        return extensions(self.execution_context.context)


EXTENSIONS = (KeptDocuments, ValidationCodes, Replays)
