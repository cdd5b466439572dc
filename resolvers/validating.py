"""Validation by graphql-core, kept from taking more time than a document is worth."""

from collections.abc import Collection, Sequence
from typing import Final

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    ValidationRule,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError

from resolvers.faults import limit_exceeded
from resolvers.literals import RULES

MAX_ERRORS: Final = 10
"""How many errors of validation, or of variables, are looked for; then one more says so. Each can
quote a large value."""

# How far fields of one name, and fragments of one selection, are compared with each other, in units
# of graphql-core's own: that grows with their square. This is how it wants to be told.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 30_000

Rules = Collection[type[ASTValidationRule]]
_ABORTED: Final = "Validation aborted."


class _NoIntrospection(ValidationRule):
    """Nobody asks for the schema; the library's own rule says so once for each field within."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.name.value in {"__schema", "__type"}:
            message = "This installation doesn't tell its schema (CLINCH_INTROSPECTION)."
            self.report_error(GraphQLError(message, node))


def rules(*, introspection: bool) -> Rules:
    """The rules that documents have to keep."""
    return RULES if introspection else (*RULES, _NoIntrospection)


def validation_errors(
    schema: GraphQLSchema, tree: DocumentNode, rules: Rules
) -> Sequence[GraphQLError]:
    """What is wrong with a document, each once, with all its places.

    No suggestions: to find them takes long for a long name.
    """
    errors = validate(schema, tree, rules, max_errors=MAX_ERRORS, hide_suggestions=True)
    if any(
        isinstance(each, ValidationAbortedError) and each.message == _ABORTED for each in errors
    ):
        message = "The document selects the same fields or spreads fragments too often."
        return [limit_exceeded(message, [tree.definitions[0]])]
    return _merged(errors)


def _merged(errors: Sequence[GraphQLError]) -> Sequence[GraphQLError]:
    """Errors that say the same as one: a directive that stands ten times is one mistake."""
    alike: dict[str, list[GraphQLError]] = {}
    for each in errors:
        alike.setdefault(each.message, []).append(each)
    if len(alike) == len(errors):
        return errors
    return [
        GraphQLError(
            message,
            [node for each in same for node in each.nodes or ()],
            original_error=same[0].original_error,
            extensions=same[0].extensions,
        )
        for message, same in alike.items()
    ]
