"""What an operation costs at most, in points, known before anything of it runs.

| what | points |
|---|---|
| an object of the answer, `data` itself among them | 1 |
| an object of the introspection | 3 |
| `totalCount` | 10 |
| `closeMetrics`, `pipeline`, `events` | 100 |
| a condition of a filter | 10, and 1 for every ten values of a list |
| in a filter, to go on to related records | 500 |
| a mutation, for each record that it is about | 10 |

An entry of a list counts as often as the list can have entries, down the tree:

| list | entries |
|---|---|
| `nodes` and `edges` of a page | `first` or `last`, or 20; CLINCH_MAX_PAGE at most |
| `nodes(ids:)` | the ids |
| what a mutation on many opportunities does, and its `results` | the ids; 1,000 by a filter |
| `errors`, `blockers`, `remedies` | 2: reasons are few |
| what an error lists: the quotes that block, the status reasons that would fit | 5 |
| `errorCodes`, and the introspection's | as many as there are, on average |
| any other | 20 |

A filter on what belongs to a record costs a tenth of that: it goes through less than all there is.

A list counts 1 at least. What @skip and @include leave out counts, and so does what is asked of
each type that an object can be. A field that is selected twice is one field.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.collect_fields import FragmentDetails

from resolvers.conditions import filter_points
from resolvers.limits import exceeded
from resolvers.sizes import (
    FEW,
    SEVERAL,
    USUAL,
    Size,
    Variables,
    batch_size,
    fixed_sizes,
    ids_size,
    page_size,
)

OBJECT: Final = 1
INTROSPECTED: Final = 3
"""These are written by Python; the others by the database."""
COUNT: Final = 10
THROUGH_ALL: Final = 100
WRITE: Final = 10

_THROUGH_ALL: Final = frozenset({"Query.closeMetrics", "Query.pipeline", "Query.events"})
"""What may have to go through all records: figures, or to find those that the actor sees."""
_OF_FEW: Final = frozenset({"errors", "blockers", "remedies"})
_OF_ERRORS: Final = "Error."
_OF_PAGES: Final = ("Connection.nodes", "Connection.edges", "Payload.results")


class Price(NamedTuple):
    """What is known of a cost without the variables, and what comes to it by them."""

    constant: int
    terms: Sequence[tuple[int, Size, "Price"]] = ()
    """How many lists, of how many entries, at which price for each."""

    def of(self, variables: Variables) -> int:
        """The points for these values of the variables."""
        points = self.constant
        for times, entries, each in self.terms:
            points += times * _number(entries, variables) * each.of(variables)
        return points


class _Part(NamedTuple):
    """A field: it costs `once`, and for each entry its points and what its parts cost."""

    key: str
    node: FieldNode
    once: int
    entries: Size
    points: int
    parts: "Sequence[_Part]"


class Pricing(NamedTuple):
    """What prices depend on beside the operation."""

    schema: GraphQLSchema
    max_page: int
    fixed: Mapping[str, int]

    @classmethod
    def of(cls, schema: GraphQLSchema, max_page: int) -> "Pricing":
        """How the operations of this schema are priced where pages have at most so many entries."""
        return cls(schema, max_page, fixed_sizes(schema))

    def price(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDetails]
    ) -> Price:
        """The price of a valid operation that is within the limits of its size."""
        found = _sum(_Walk(self, fragments).operation(operation))
        return Price(found.constant + OBJECT, found.terms)

    def too_dear(
        self,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDetails],
        variables: Variables,
        allowed: int,
    ) -> GraphQLError:
        """The error for what costs more than is allowed; it names the field that costs most."""
        shares: dict[str, int] = {}
        nodes: dict[str, FieldNode] = {}
        parts = _Walk(self, fragments).operation(operation)
        for path, node, points in _shares(parts, variables):
            shares[path] = shares.get(path, 0) + points
            nodes.setdefault(path, node)
        cost = OBJECT + sum(shares.values())
        path, most = max(shares.items(), key=lambda share: share[1])
        words = f"The operation costs {cost:,} points, {most:,} of them by {path}"
        return exceeded(words, "cost", allowed, nodes[path])


class _Walk(NamedTuple):
    """Through one operation. Its depth and the number of its fields are bounded already."""

    pricing: Pricing
    fragments: Mapping[str, FragmentDetails]

    def operation(self, operation: OperationDefinitionNode) -> Sequence[_Part]:
        root = self.pricing.schema.get_root_type(operation.operation)
        assert root is not None
        return self.parts(root, [operation.selection_set], USUAL)

    def parts(
        self, type_: GraphQLNamedType, sets: Sequence[SelectionSetNode], of_page: Size
    ) -> Sequence[_Part]:
        """What costs something in an object; `of_page` are a page's entries, or a batch's."""
        found: list[_Part | None] = []
        for parent, nodes in self.fields(type_, sets):
            found += [self.filter(parent, nodes[0]), self.part(parent, nodes, of_page)]
        return [each for each in found if each is not None]

    def fields(
        self, type_: GraphQLNamedType, sets: Sequence[SelectionSetNode]
    ) -> Iterator[tuple[GraphQLNamedType, list[FieldNode]]]:
        """The fields that are selected, each with the type it is selected of."""
        types = self.pricing.schema.type_map
        grouped: dict[tuple[str, str], list[FieldNode]] = {}
        spread: set[str] = set()
        waiting = [(type_, each) for each in reversed(sets)]
        while waiting:
            parent, selected = waiting.pop()
            for selection in selected.selections:
                match selection:
                    case FieldNode():
                        key = (selection.alias or selection.name).value
                        grouped.setdefault((parent.name, key), []).append(selection)
                    case InlineFragmentNode(type_condition=condition, selection_set=inner):
                        waiting.append(
                            (types[condition.name.value] if condition else parent, inner)
                        )
                    case FragmentSpreadNode() if selection.name.value not in spread:
                        spread.add(selection.name.value)
                        fragment = self.fragments[selection.name.value].definition
                        of = types[fragment.type_condition.name.value]
                        waiting.append((of, fragment.selection_set))
        for (parent_name, _), nodes in grouped.items():
            yield types[parent_name], nodes

    def part(self, parent: GraphQLNamedType, nodes: list[FieldNode], of_page: Size) -> _Part | None:
        """What a field costs; None if nothing."""
        node = nodes[0]
        name = node.name.value
        definition = self.pricing.schema.get_field(parent, name)  # type: ignore[arg-type]
        assert definition is not None
        type_ = get_named_type(definition.type)
        key = (node.alias or node.name).value
        if is_leaf_type(type_):
            return _Part(key, node, COUNT, 1, 0, ()) if name == "totalCount" else None
        where = f"{parent.name}.{name}"
        is_change = parent is self.pricing.schema.mutation_type
        batch = batch_size(node) if is_change and _is_of_many(definition) else 1
        of_page = batch if is_change else of_page
        if type_.name.endswith("Connection"):
            of_page = page_size(node, self.pricing.max_page)
        sets = [each.selection_set for each in nodes if each.selection_set is not None]
        parts = self.parts(type_, sets, of_page)
        if is_change:
            # The write, for each record: a part of its own, as the payload is there once.
            parts = [_Part("", node, 0, batch, WRITE, ()), *parts]
        return _Part(
            key,
            node,
            THROUGH_ALL if where in _THROUGH_ALL else 0,
            self.entries(where, definition, node, of_page),
            INTROSPECTED if type_.name.startswith("__") else OBJECT,
            parts,
        )

    def filter(self, parent: GraphQLNamedType, node: FieldNode) -> _Part | None:
        """What it costs to look for a field's records; None if nothing."""
        schema = self.pricing.schema
        definition = schema.get_field(parent, node.name.value)  # type: ignore[arg-type]
        assert definition is not None
        below = parent not in {schema.query_type, schema.mutation_type}
        points = filter_points(node, definition, below=below)
        return _Part((node.alias or node.name).value, node, 0, points, 1, ()) if points else None

    def entries(self, where: str, definition: GraphQLField, node: FieldNode, of_page: Size) -> Size:
        name = node.name.value
        if not is_list_type(get_nullable_type(definition.type)):
            return 1
        if where in self.pricing.fixed:
            return self.pricing.fixed[where]
        if where == "Query.nodes":
            return ids_size(node, self.pricing.max_page)
        if where.endswith(_OF_PAGES):
            return of_page
        if name in _OF_FEW:
            return FEW
        return SEVERAL if _OF_ERRORS in where else USUAL


def _is_of_many(mutation: GraphQLField) -> bool:
    """Whether a mutation takes ids, or a filter instead."""
    given = get_named_type(mutation.args["input"].type)
    return isinstance(given, GraphQLInputObjectType) and "ids" in given.fields


def _number(entries: Size, variables: Variables) -> int:
    return entries if isinstance(entries, int) else entries(variables)


def _sum(parts: Sequence[_Part]) -> Price:
    """The price of these fields together, with what is constant in it added up."""
    constant = 0
    terms: list[tuple[int, Size, Price]] = []
    for part in parts:
        inner = _sum(part.parts)
        each = Price(inner.constant + part.points, inner.terms)
        constant += part.once
        if isinstance(part.entries, int):
            constant += part.entries * each.constant
            terms += [(part.entries * times, size, term) for times, size, term in each.terms]
        else:
            terms.append((1, part.entries, each))
    return Price(constant, tuple(terms))


def _shares(
    parts: Sequence[_Part], variables: Variables, path: str = "", times: int = 1
) -> Iterator[tuple[str, FieldNode, int]]:
    """What each field costs by itself, without its parts: its response path, its node, points."""
    for part in parts:
        here = ".".join(filter(None, (path, part.key)))
        entries = times * _number(part.entries, variables)
        yield here, part.node, times * part.once + entries * part.points
        yield from _shares(part.parts, variables, here, entries)
