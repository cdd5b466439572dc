"""A value in a document that isn't of its type is refused by its argument and the path in it."""

from collections.abc import Sequence
from typing import Any, Final

from graphql import (
    SKIP,
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    GraphQLError,
    GraphQLInputType,
    IntValueNode,
    ValueNode,
    VariableDefinitionNode,
    specified_rules,
)
from graphql.language import VisitorAction
from graphql.utilities.validate_input_value import validate_input_literal
from graphql.validation import ASTValidationRule, ValuesOfCorrectTypeRule

TOO_LONG: Final = "The number has too many digits."


class NamedValuesRule(ValuesOfCorrectTypeRule):
    """graphql-core's rule, which says by line and column alone where the value is."""

    given: ArgumentNode | VariableDefinitionNode
    owner: FieldNode | DirectiveNode
    """Of an argument: its field, or its directive."""

    def enter_argument(
        self, node: ArgumentNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]
    ) -> None:
        self.given, self.owner = node, ancestors[-1]

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        self.given = node

    def is_valid_value_node(
        self, node: ValueNode, input_type: GraphQLInputType | None
    ) -> VisitorAction:
        def refuse(error: GraphQLError, path: Sequence[str | int]) -> None:
            steps = [f"[{each}]" if isinstance(each, int) else f".{each}" for each in path]
            at = f" at {''.join(steps)}" if steps else ""
            message = TOO_LONG if _is_too_long(error) else error.message
            self.report_error(
                GraphQLError(
                    f"{self.place()}{at}: {message}",
                    # graphql-core's copies of nodes have no place in the document.
                    error.nodes if error.locations else node,
                )
            )

        if input_type:
            hide = self.context.hide_suggestions
            validate_input_literal(node, input_type, refuse, None, None, hide)
        return SKIP

    def place(self) -> str:
        """What has been given a value, and that it is wrong; an argument by its coordinate."""
        given = self.given
        if isinstance(given, VariableDefinitionNode):
            return f"Variable '${given.variable.name.value}' has invalid default value"
        owner = self.owner
        of = "@" if isinstance(owner, DirectiveNode) else f"{self.context.get_parent_type()}."
        return f"Argument '{of}{owner.name.value}({given.name.value}:)' has invalid value"


def _is_too_long(error: GraphQLError) -> bool:
    """Whether it is Python's own limit on the digits of an integer; no value of ours is so long."""
    (node,) = error.nodes or (None,)
    return isinstance(node, IntValueNode) and isinstance(error.original_error, ValueError)


RULES: Final[tuple[type[ASTValidationRule], ...]] = tuple(
    NamedValuesRule if rule is ValuesOfCorrectTypeRule else rule for rule in specified_rules
)
"""What a document has to keep to."""
