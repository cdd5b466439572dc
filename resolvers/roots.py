"""How each root field of Query is read: what to plan of its selection, what its arguments ask."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import GraphQLField
from graphql.execution.collect_fields import FieldDetailsList

from db.ids import kind_of
from db.reads.criteria import Criterion, Oneself
from db.reads.plan import Members, Record, Records, Root, RootPage
from resolvers.faults import bad_user_input
from resolvers.figures import plan_figures
from resolvers.planner import Planner
from resolvers.searches import matching
from resolvers.sites import NOTHING, Ask, by_id, by_ids

PlanRoot = Callable[[Planner, GraphQLField, FieldDetailsList], Root]
"""Plans a root field, with a site for its arguments."""


def _record(kind: str, ask: Ask | None = None) -> PlanRoot:
    """One record of this kind, by default the one with the id that is given."""

    def by_own_id(arguments: Mapping[str, Any], _max_page: int) -> Criterion:
        return by_id(arguments["id"]) if kind_of(arguments["id"]) == kind else NOTHING

    def plan(planner: Planner, definition: GraphQLField, nodes: FieldDetailsList) -> Root:
        site = planner.site(definition, nodes, ask or by_own_id)
        return Record(site, ((kind, planner.members(kind, nodes)),))

    return plan


def _page(kind: str) -> PlanRoot:
    """A page of all records of a kind."""

    def plan(planner: Planner, definition: GraphQLField, nodes: FieldDetailsList) -> Root:
        return RootPage(kind, planner.page(definition, "", nodes))

    return plan


def _reasons(column: str) -> PlanRoot:
    """The status reasons of the states in a column, in their order; retired ones if asked for."""

    def ask(arguments: Mapping[str, Any], _max_page: int) -> Criterion:
        state = arguments.get("state")
        condition: dict[str, Any] = {column: {"isNull": False} if state is None else {"eq": state}}
        if not arguments["includeInactive"]:
            condition["isActive"] = {"eq": True}
        return matching(condition, "StatusReason")

    def plan(planner: Planner, definition: GraphQLField, nodes: FieldDetailsList) -> Root:
        site = planner.site(definition, nodes, ask)
        return Records(site, (("StatusReason", planner.members("StatusReason", nodes)),))

    return plan


def _viewer(_arguments: Mapping[str, Any], _max_page: int) -> Criterion:
    return Criterion(Oneself())


def _node(arguments: Mapping[str, Any], _max_page: int) -> Criterion:
    return by_id(arguments["id"]) if kind_of(arguments["id"]) else NOTHING


def _nodes(arguments: Mapping[str, Any], max_page: int) -> Criterion:
    ids = arguments["ids"]
    if len(ids) > max_page:
        message = f"ids has {len(ids)} entries; it can have {max_page}."
        raise bad_user_input(message)
    known = [each if kind_of(each) else "" for each in ids]
    kinds = tuple(sorted({kind for each in known if (kind := kind_of(each))}))
    return by_ids(kinds, known)


def _choices(planner: Planner, nodes: FieldDetailsList) -> tuple[tuple[str, Members], ...]:
    """What to read of each type that is a Node."""
    return tuple((kind, planner.members(kind, nodes)) for kind in planner.kinds_of("Node"))


def _plan_node(planner: Planner, definition: GraphQLField, nodes: FieldDetailsList) -> Root:
    return Record(planner.site(definition, nodes, _node), _choices(planner, nodes))


def _plan_nodes(planner: Planner, definition: GraphQLField, nodes: FieldDetailsList) -> Root:
    return Records(planner.site(definition, nodes, _nodes), _choices(planner, nodes))


ROOTS: Final[Mapping[str, PlanRoot]] = {
    "node": _plan_node,
    "nodes": _plan_nodes,
    "viewer": _record("User", _viewer),
    "opportunity": _record("Opportunity"),
    "opportunities": _page("Opportunity"),
    "quote": _record("Quote"),
    "quotes": _page("Quote"),
    "account": _record("Account"),
    "accounts": _page("Account"),
    "contact": _record("Contact"),
    "contacts": _page("Contact"),
    "competitor": _record("Competitor"),
    "competitors": _page("Competitor"),
    "product": _record("Product"),
    "products": _page("Product"),
    "user": _record("User"),
    "users": _page("User"),
    "events": _page("Event"),
    "exchangeRates": _page("ExchangeRate"),
    "apiKeys": _page("ApiKey"),
    "auditEntries": _page("AuditEntry"),
    "closeMetrics": plan_figures("closes"),
    "pipeline": plan_figures("pipeline"),
    "opportunityStatusReasons": _reasons("opportunityState"),
    "quoteStatusReasons": _reasons("quoteState"),
}
"""The root fields that the database answers. One that isn't here has a resolver of its own."""
