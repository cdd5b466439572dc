"""An id that can't name a record: null where one reads, NotFoundError at its path in an input."""

import json
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
)
from starlette.testclient import TestClient

from domain.refusals import Path
from domain.text import is_storable
from server.app import create_app
from server.demo import DEMO_USER
from server.schema import SCHEMA
from server.settings import Settings
from tests.api.demo import AIKO, PILOT, ROBOTS
from tests.api.requests import ask, nothing_changes, post
from tests.api.test_scenes import put
from tests.conftest import LOCAL, NOW
from tests.differential.ways import Request, ordinary, over_http
from tests.scenes import SCENES
from tests.scenes.scene import CAST
from tests.services.shared import database_url  # noqa: F401

MALFORMED: tuple[str, ...] = (
    *("", " ", "opp_", "_", "opp", "0", "null", "opp_1", "opp-00000000000000000000000001"),
    *(ROBOTS.upper(), ROBOTS.replace("opp", "OPP"), ROBOTS.replace("opp", "xyz")),
    *(f" {ROBOTS}", f"{ROBOTS} ", f"{ROBOTS}\n", f"{ROBOTS}\0", f"{ROBOTS}0", ROBOTS[:-1]),
    *("opp_0000000000000000000000000\0", "opp_000000000000000000000000\ud800", "\0", "\ud800"),
    *("opp_0000000000000000000000000\uff11", "opp_" + "z" * 26, "opp_" + "\u0660" * 26),
    *("' OR 1=1 --", "opp_%", "opp_" + "_" * 26, "a" * 10_000, "opp_" * 2_500, "🤖" * 30),
)
"""Texts that name no record, of whatever type."""

BY_ID = (*("node", "opportunity", "quote", "account", "contact", "competitor", "product", "user"),)
CALLS = {each.mutation: each for each in reversed(SCENES) if not each.refusals}
"""Of each mutation a call that would succeed."""


@pytest.fixture(scope="module")
def stage(database_url: str) -> Iterator[TestClient]:  # noqa: F811
    """The application with what the calls are about."""
    settings = Settings(database_url=database_url, actor=DEMO_USER)
    with TestClient(create_app(settings, clock=lambda: NOW), LOCAL) as client:
        put(client, *CAST, *chain.from_iterable(each.rows for each in CALLS.values()))
        yield client


def test_what_reads_by_an_id_answers_null(stage: TestClient) -> None:
    fields = " ".join(f"{each}(id: $id) {{ id }}" for each in BY_ID)
    document = f"query($id: ID!) {{ {fields} nodes(ids: [$id, $id]) {{ id }} }}"

    for id_ in MALFORMED:
        literal = document.replace("query($id: ID!)", "").replace("$id", json.dumps(id_))
        for request in (Request(document, {"id": id_}), Request(literal)):
            if "\\ud800" in request.document:
                continue  # GraphQL's own syntax refuses half of a surrogate pair.
            for way in (over_http, ordinary):
                answer = json.loads(way(stage, request))
                nothing = {**dict.fromkeys(BY_ID), "nodes": [None, None]}
                assert answer["data"] == nothing, (id_, way)
                assert "errors" not in answer


def test_another_types_id_is_null_and_one_of_any_type_is_found(stage: TestClient) -> None:
    fields = " ".join(f"{each}(id: $id) {{ id }}" for each in BY_ID)
    document = f"query($id: ID!) {{ {fields} nodes(ids: [$id]) {{ id }} }}"

    for id_, own in ((ROBOTS, "opportunity"), (PILOT, "quote"), (AIKO, "user")):
        found = ask(stage, document, {"id": id_})
        assert {name for name, each in found.items() if each == {"id": id_}} == {"node", own}
        assert found["nodes"] == [{"id": id_}]
        assert all(
            each is None for name, each in found.items() if name not in {"node", own, "nodes"}
        )


def test_what_is_no_id_in_an_input_is_not_found_at_its_path(
    stage: TestClient,
    database_url: str,  # noqa: F811
) -> None:
    selection = "errors { __typename code path ... on NotFoundError { missingId } }"
    seen = 0

    with nothing_changes(database_url):
        for mutation, type_ in inputs():
            document = (
                f"mutation($input: {type_.name}!) {{ {mutation}(input: $input) {{ {selection} }} }}"
            )
            for path in places(type_):
                for id_ in MALFORMED[seen % 4 :: 4]:
                    given = placed(CALLS[mutation].given, path, id_)
                    errors = ask(stage, document, {"input": given})[mutation]["errors"]
                    told = [each for each in errors if each["path"] == ["input", *path]]
                    assert [each["__typename"] for each in told] == ["NotFoundError"], (
                        mutation,
                        path,
                        id_,
                        errors,
                    )
                seen += 1

    assert seen > 30


def test_what_is_no_id_in_a_filter_matches_nothing_or_is_refused_at_its_path(
    stage: TestClient,
) -> None:
    document = "query($f: OpportunityFilter) { opportunities(filter: $f) { totalCount } }"

    for id_ in MALFORMED:
        for field in ("id", "accountId", "ownerId", "productId"):
            for operator, operand in (("eq", id_), ("in", [id_, id_])):
                answer = post(stage, document, {"f": {field: {operator: operand}}})
                if is_storable(id_):
                    assert answer["data"] == {"opportunities": {"totalCount": 0}}, (field, id_)
                    continue
                (error,) = answer["errors"]
                assert error["extensions"] == {"code": "BAD_USER_INPUT"}
                reason = "has U+0000 or half of a surrogate pair; no text has."
                assert error["message"] == f"filter.{field}.{operator} {reason}"


def inputs() -> Iterator[tuple[str, GraphQLInputObjectType]]:
    """Each mutation with its input's type."""
    mutation = SCHEMA._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        type_ = get_named_type(field.args["input"].type)
        assert is_input_object_type(type_)
        yield name, type_


def places(type_: GraphQLInputObjectType, before: Path = ()) -> Iterator[Path]:
    """The paths within an input at which there is an id; of lists the first entry's."""
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        at = (
            (*before, name, "0") if is_list_type(get_nullable_type(field.type)) else (*before, name)
        )
        if inner.name == "ID":
            yield at
        elif is_input_object_type(inner) and "Filter" not in inner.name:
            yield from places(inner, at)


def placed(given: Any, path: Path, id_: str) -> Any:
    """The input with the id at this path."""
    copy = json.loads(json.dumps(given))
    inside = copy
    for step, following in pairwise(path):
        here = int(step) if isinstance(inside, list) else step
        if isinstance(inside, dict) and here not in inside:
            inside[here] = [] if following == "0" else {}
        if isinstance(inside, list) and not inside:
            inside.append({})
        inside = inside[here]
    if isinstance(inside, list):
        inside[:] = [id_]
    else:
        inside[path[-1]] = id_
    if path[0] == "ids":
        copy.pop("filter", None)
        copy.pop("expectedVersions", None)
    return copy
