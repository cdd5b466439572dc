"""A selection set becomes a read plan: frozen data that later calls of the document reuse."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from db.reads import plan
from db.reads.plan import Member, Members
from resolvers.names import snake_case
from resolvers.selections import ErrorSelection, Finishing, ReadinessSelection, SelectedField
from resolvers.sites import Ask, Site, page_of
from schema.errors import UserError


@dataclass(slots=True)
class Planner:
    """Plans one operation, whose depth and number of fields are bounded: see limits.py."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues
    """They only say what @skip and @include leave."""
    sites: list[Site | None] = field(default_factory=list)
    """None: whoever has the plan brings the criterion."""
    finishing: dict[int, Finishing] = field(default_factory=dict)

    def site(self, definition: GraphQLField, nodes: FieldDetailsList, ask: Ask) -> int:
        """A site for the arguments of this field."""
        self.sites.append(Site.of(definition, nodes[0].node, ask))
        return len(self.sites) - 1

    def brought_site(self) -> int:
        """A site for a criterion that is brought."""
        self.sites.append(None)
        return len(self.sites) - 1

    def finished(self, *roots: plan.Root) -> plan.Plan:
        return plan.Plan(roots, len(self.sites), self.finishing)

    def kinds_of(self, interface: str) -> Sequence[str]:
        """The types that implement an interface."""
        abstract = self.schema.type_map[interface]
        assert isinstance(abstract, GraphQLInterfaceType)
        return [type_.name for type_ in self.schema.get_possible_types(abstract)]

    def type(self, name: str) -> GraphQLObjectType:
        found = self.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def selected(
        self, type_: GraphQLObjectType, details: FieldDetailsList
    ) -> list[tuple[str, str, FieldDetailsList]]:
        """The fields selected of an object of this type: (key, name, nodes), in their order."""
        grouped = collect_subfields(
            self.schema,
            self.fragments,
            self.variables,
            self.operation,
            type_,
            details,
        ).grouped_field_set
        return [(key, nodes[0].node.name.value, nodes) for key, nodes in grouped.items()]

    # ── records ─────────────────────────────────────────────────────────────────────────────────

    def members(self, kind: str, details: FieldDetailsList) -> Members:
        """What to read of a record of this kind."""
        type_ = self.type(kind)
        return tuple(
            plan.Constant(key, f'"{kind}"')
            if name == "__typename"
            else self.member(type_.fields[name], key, name, nodes)
            for key, name, nodes in self.selected(type_, details)
        )

    def member(
        self, definition: GraphQLField, key: str, name: str, nodes: FieldDetailsList
    ) -> Member:
        column = snake_case(name)
        named = get_named_type(definition.type)
        if is_leaf_type(named):
            return plan.Value(key, column)
        if named.name == "Money":
            return plan.Money(key, column, self.money(nodes))
        if named.name == "CloseReadiness":
            return self.readiness(key, nodes)
        if named.name.endswith("Connection"):
            return self.page(definition, key, nodes)
        members = self.members(named.name, nodes)
        if is_list_type(get_nullable_type(definition.type)):
            return plan.All(key, column, members)
        return plan.One(key, column, members)

    def money(self, nodes: FieldDetailsList) -> tuple[plan.Constant | plan.Value, ...]:
        return tuple(
            plan.Constant(key, '"Money"') if name == "__typename" else plan.Value(key, name)
            for key, name, _ in self.selected(self.type("Money"), nodes)
        )

    # ── pages ───────────────────────────────────────────────────────────────────────────────────

    def page(self, definition: GraphQLField, key: str, nodes: FieldDetailsList) -> plan.Page:
        """A connection; its kind is the one whose name its type starts with."""
        connection = get_named_type(definition.type)
        kind = connection.name.removesuffix("Connection")
        site = self.site(definition, nodes, page_of(kind))
        parts = tuple(
            self.part(kind, connection.name, part_key, name, part_nodes)
            for part_key, name, part_nodes in self.selected(self.type(connection.name), nodes)
        )
        return plan.Page(key, snake_case(nodes[0].node.name.value), site, parts)

    def part(
        self, kind: str, connection: str, key: str, name: str, nodes: FieldDetailsList
    ) -> plan.PagePart:
        match name:
            case "nodes":
                return plan.Nodes(key, self.members(kind, nodes))
            case "edges":
                return plan.Edges(key, self.edge(kind, nodes))
            case "pageInfo":
                return plan.Info(key, self.page_info(nodes))
            case "totalCount":
                return plan.Total(key)
        return plan.Constant(key, f'"{connection}"')

    def edge(
        self, kind: str, nodes: FieldDetailsList
    ) -> tuple[plan.Constant | plan.Cursor | plan.Node, ...]:
        edge = f"{kind}Edge"

        def member(
            key: str, name: str, nodes: FieldDetailsList
        ) -> plan.Constant | plan.Cursor | plan.Node:
            match name:
                case "cursor":
                    return plan.Cursor(key)
                case "node":
                    return plan.Node(key, self.members(kind, nodes))
            return plan.Constant(key, f'"{edge}"')

        return tuple(member(*each) for each in self.selected(self.type(edge), nodes))

    def page_info(self, nodes: FieldDetailsList) -> tuple[plan.Constant | plan.Value, ...]:
        return tuple(
            plan.Constant(key, '"PageInfo"')
            if name == "__typename"
            else plan.Value(key, snake_case(name))
            for key, name, _ in self.selected(self.type("PageInfo"), nodes)
        )

    # ── errors ──────────────────────────────────────────────────────────────────────────────────

    def errors(self, nodes: FieldDetailsList) -> ErrorSelection:
        """What is selected of each error type."""
        return {
            kind: self.finished_fields(self.type(kind), nodes)
            for kind in self.kinds_of(UserError.__name__)
        }

    def finished_fields(
        self, type_: GraphQLObjectType, nodes: FieldDetailsList
    ) -> tuple[SelectedField, ...]:
        """What is selected of an object that Python writes: an error, a remedy, a result."""
        return tuple(
            self.finished_field(type_, key, name, field_nodes)
            for key, name, field_nodes in self.selected(type_, nodes)
        )

    def finished_field(
        self, type_: GraphQLObjectType, key: str, name: str, nodes: FieldDetailsList
    ) -> SelectedField:
        if name == "__typename":
            return SelectedField(key, name)
        named = get_named_type(type_.fields[name].type)
        if is_leaf_type(named):
            return SelectedField(key, name)
        if named.name == "Remedy":
            return SelectedField(key, name, self.finished_fields(self.type(named.name), nodes))
        if named.name == UserError.__name__:
            return SelectedField(key, name, errors=self.errors(nodes))
        kinds = self.kinds_of(named.name) if is_interface_type(named) else [named.name]
        choices = tuple((kind, self.members(kind, nodes)) for kind in kinds)
        return SelectedField(key, name, choices=choices)

    def readiness(self, key: str, nodes: FieldDetailsList) -> plan.Facts:
        """The facts that the rule asks for, and what the blockers show of them."""
        number = len(self.finishing)
        fields: list[tuple[str, str]] = []
        errors: dict[str, tuple[SelectedField, ...]] = {}
        record: list[tuple[str, Members]] = [
            ("facts", (plan.Value("id", "id"), plan.Value("state", "state")))
        ]
        each = list(record)
        selection = ReadinessSelection((), errors)
        self.finishing[number] = selection
        for field_key, name, field_nodes in self.selected(self.type("CloseReadiness"), nodes):
            fields.append((field_key, name))
            if name != "blockers":
                continue
            for type_name, error_fields in self.errors(field_nodes).items():
                errors[f"{field_key}.{type_name}"] = error_fields
                for error_field in error_fields:
                    reading = f"{field_key}.{type_name}.{error_field.key}"
                    match error_field.choices:
                        case (("Opportunity", members),):
                            record.append((reading, members))
                        case (("Quote", members),):
                            each.append((reading, members))
        self.finishing[number] = ReadinessSelection(tuple(fields), errors)
        return plan.Facts(key, number, tuple(record), "open_quotes", tuple(each))
