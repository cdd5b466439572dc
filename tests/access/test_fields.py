"""Every field of every type, by every role, of one's own, of the team's and of others' records."""

from typing import Any, Final

import orjson
import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from tests.access.cast import DEALS, SEES, VIEWERS
from tests.access.conftest import Stage
from tests.access.expected import CLOSED, KINDS, MUTATIONS, NO_RECORDS, OPEN, ROOTS
from tests.access.keys import NARROW
from tests.access.viewers import Viewer, seen_by
from tests.access.visible import visible
from tests.differential.oracle import SDL, Oracle
from tests.differential.ways import Request, over_http
from tests.reads.row_oracle import table_of

ALL_VIEWERS: Final = {**VIEWERS, **NARROW}


def fields_of(name: str) -> dict[str, GraphQLField]:
    type_ = SDL.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    fields: dict[str, GraphQLField] = type_.fields
    return fields


# ── nothing is left out ─────────────────────────────────────────────────────────────────────────


def test_every_field_of_every_record_is_placed() -> None:
    placed = {
        *(f"{kind}.{name}" for kind, names in OPEN.items() for name in names.split()),
        *CLOSED,
    }
    node = SDL.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    kinds = {each.name for each in SDL.get_possible_types(node)}

    assert kinds == KINDS.keys() == OPEN.keys()
    assert placed == {f"{kind}.{name}" for kind in kinds for name in fields_of(kind)}
    assert not CLOSED.keys() & {
        f"{kind}.{name}" for kind, names in OPEN.items() for name in names.split()
    }


def test_every_other_type_is_placed() -> None:
    others = {
        name
        for name, type_ in SDL.type_map.items()
        if isinstance(type_, GraphQLObjectType)
        and not name.startswith("__")
        and not name.endswith(("Payload", "Connection", "Edge"))
        and name not in {"Query", "Mutation", *KINDS}
    }

    assert others == NO_RECORDS


def test_every_root_field_and_every_mutation_is_placed() -> None:
    assert fields_of("Query").keys() == ROOTS.keys()
    assert fields_of("Mutation").keys() == MUTATIONS.keys()
    assert SDL.subscription_type is None


# ── every field of every record ─────────────────────────────────────────────────────────────────

PAGES: Final = "totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage }"


def selection(kind: str) -> str:
    """Every field of a record; which records it leads to."""
    return " ".join(_selected(kind, name, field) for name, field in fields_of(kind).items())


def _selected(kind: str, name: str, field: GraphQLField) -> str:
    named = get_named_type(field.type)
    # What two types have by the same name may be of different types.
    head = f"{kind}_{name}: {name}"
    if is_leaf_type(named):
        return head
    match named.name:
        case "Money":
            return f"{head} {{ amount currency }}"
        case "CloseReadiness":
            blocking = "... on BlockingQuotesError { quotes { id } }"
            return f"{head} {{ canClose blockers {{ code message {blocking} }} }}"
        case other if other.endswith("Connection"):
            return f"{head}(first: 2) {{ {PAGES} }}"
    return f"{head} {{ __typename id }}"


NODES: Final = f"""query($ids: [ID!]!) {{ nodes(ids: $ids) {{
  __typename {" ".join(f"... on {kind} {{ {selection(kind)} }}" for kind in KINDS)}
}} }}"""


def told(stage: Stage, viewer: Viewer, document: str, **variables: Any) -> Any:
    """What he is answered."""
    with seen_by(stage.client, viewer):
        answer = orjson.loads(over_http(stage.client, Request(document, variables)))
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def ids_of(stage: Stage, kind: str) -> list[str]:
    return [row["id"] for row in stage.rows.tables[table_of(kind)]]


@pytest.mark.parametrize("name", ALL_VIEWERS)
def test_of_every_record_each_sees_the_fields_that_are_his(stage: Stage, name: str) -> None:
    viewer = ALL_VIEWERS[name]
    seen = visible(stage.rows, viewer)
    oracle = Oracle.of(seen, stage.cursors)

    for kind in KINDS:
        ids = ids_of(stage, kind)
        for start in range(0, len(ids), 100):
            variables = {"ids": ids[start : start + 100]}
            expected = orjson.loads(oracle.answer(Request(NODES, variables)))["data"]
            answer = told(stage, viewer, NODES, **variables)

            for identifier, found, right in zip(
                variables["ids"], answer["nodes"], expected["nodes"], strict=True
            ):
                assert found == right, (str(viewer), identifier)


@pytest.mark.parametrize("name", VIEWERS)
def test_whose_deals_each_sees(stage: Stage, name: str) -> None:
    page = "{ opportunities(first: 100) { nodes { id } } quotes(first: 100) { nodes { id } } }"
    answer = told(stage, VIEWERS[name], page)

    opportunities, quotes = (
        {each["id"] for each in answer[root]["nodes"]} for root in ("opportunities", "quotes")
    )
    assert {owner for owner, deals in DEALS.items() if deals.open.id in opportunities} == SEES[name]
    for owner, deals in DEALS.items():
        mine = {deals.open.id, deals.won.id, deals.again.id}
        offered = {deals.draft.id, deals.active.id, deals.gone.id}
        assert opportunities & mine == (mine if owner in SEES[name] else set())
        assert quotes & offered == (offered if owner in SEES[name] else set())
