"""What the generated documents and their answers have in them: too little, and the test is idle."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    parse,
)

from tests.differential.ways import Request

LEAST = {
    "alias": 40, "inline fragment": 40, "fragment on an interface": 20, "named fragment": 40,
    "spread twice": 15, "merged field": 20, "@skip": 30, "@include": 30,
    "directive by variable": 30, "directive on a spread": 12,
    "directive on an inline fragment": 20, "variable": 50, "default": 40,
    "variable within a value": 8, "variable left out": 25, "variable null": 2,
    "several operations": 12, "several root fields": 40, "edges": 12, "nodes": 15, "pageInfo": 7,
    "totalCount": 15, "cursor given": 6, "filter": 10, "orderBy": 10, "__typename": 40,
    "comment": 8, "Japanese": 10, "null in the answer": 12, "beyond ASCII in the answer": 4,
    "long answer": 2,
}  # fmt: skip
"""How many of a hundred calls have to have each."""


@dataclass(slots=True)
class Features:
    """Counts the calls that have each feature."""

    calls: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def count(self, request: Request, answer: Sequence[str]) -> None:
        """Look at one call and its answer."""
        self.calls += 1
        self.counts.update(_of_document(request.document) | _of_call(request, answer))

    def lacking(self) -> dict[str, int]:
        """The features that too few calls have, and how many of a hundred have them."""
        shares = {name: 100 * self.counts[name] // self.calls for name in LEAST}
        return {name: share for name, share in shares.items() if share < LEAST[name]}


def _of_call(request: Request, answer: Sequence[str]) -> set[str]:
    text = "\n".join(answer)
    found = {
        "comment": "#" in request.document,
        "Japanese": request.locale == "ja",
        "variable left out": request.document.count("$") > 2 * len(request.variables or {}) + 1,
        "variable null": None in (request.variables or {}).values(),
        "null in the answer": " = null" in text,
        "beyond ASCII in the answer": not text.isascii(),
        "long answer": len(answer) > 150,
    }
    return {name for name, there in found.items() if there}


def _of_document(text: str) -> set[str]:
    nodes = [*_nodes(parse(text))]
    spreads = Counter(each.name.value for each in nodes if isinstance(each, FragmentSpreadNode))
    operations = [each for each in nodes if isinstance(each, OperationDefinitionNode)]
    found = {feature for node in nodes for feature in _of_node(node)}
    found |= {"spread twice"} if max(spreads.values(), default=0) > 1 else set()
    return found | ({"several operations"} if len(operations) > 1 else set())


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for key in node.keys:
        value = getattr(node, key, None)
        for each in value if isinstance(value, list | tuple) else (value,):
            if isinstance(each, Node):
                yield from _nodes(each)


def _of_node(node: Node) -> Iterator[str]:
    match node:
        case FieldNode():
            yield from _of_field(node)
        case SelectionSetNode():
            keys = Counter(
                (each.alias or each.name).value
                for each in node.selections
                if isinstance(each, FieldNode) and each.selection_set
            )
            if max(keys.values(), default=0) > 1:
                yield "merged field"
        case OperationDefinitionNode() if len(node.selection_set.selections) > 1:
            yield "several root fields"
        case InlineFragmentNode() | FragmentDefinitionNode():
            yield from _of_fragment(node)
        case FragmentSpreadNode() if node.directives:
            yield "directive on a spread"
        case _:
            yield from _of_part(node)


def _of_part(node: Node) -> Iterator[str]:
    match node:
        case DirectiveNode():
            yield f"@{node.name.value}"
            if isinstance((node.arguments or ())[0].value, VariableNode):
                yield "directive by variable"
        case VariableDefinitionNode():
            yield "default" if node.default_value else "variable"
        case ObjectFieldNode() if isinstance(node.value, VariableNode):
            yield "variable within a value"
        case ListValueNode() if any(isinstance(each, VariableNode) for each in node.values):
            yield "variable within a value"


def _of_fragment(node: InlineFragmentNode | FragmentDefinitionNode) -> Iterator[str]:
    inline = isinstance(node, InlineFragmentNode)
    yield "inline fragment" if inline else "named fragment"
    if node.type_condition and node.type_condition.name.value in {"Node", "UserError"}:
        yield "fragment on an interface"
    if inline and node.directives:
        yield "directive on an inline fragment"


def _of_field(node: FieldNode) -> Iterator[str]:
    given = {each.name.value for each in node.arguments or ()}
    if node.alias:
        yield "alias"
    if given & {"after", "before"}:
        yield "cursor given"
    yield from {"filter", "orderBy"} & given
    yield from {"pageInfo", "totalCount", "edges", "nodes", "__typename"} & {node.name.value}
