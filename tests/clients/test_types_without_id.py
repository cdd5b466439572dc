"""docs/clients.md names every type that has no id, for caches that have to be told."""

import json
import re

from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema

from tests.server.commands import ROOT

DOCUMENT = (ROOT / "docs/clients.md").read_text("utf-8")
SCHEMA = build_schema((ROOT / "schema/schema.graphql").read_text("utf-8"))
KNOWN = re.compile(r"__.*|Query|Mutation|PageInfo|.*(Connection|Edge|Payload)")
"""What caches know by its name, and payloads, which none keeps."""


def named(constant: str) -> list[str]:
    (found,) = re.findall(rf"const {constant} = \[(.*?),\s*\];", DOCUMENT, re.DOTALL)
    names: list[str] = json.loads(f"[{found}]")
    return names


def test_the_types_without_an_id_are_those_of_the_schema() -> None:
    user_error = SCHEMA.type_map["UserError"]
    assert isinstance(user_error, GraphQLInterfaceType)
    errors = sorted(each.name for each in SCHEMA.get_possible_types(user_error))
    without = sorted(
        name
        for name, each in SCHEMA.type_map.items()
        if isinstance(each, GraphQLObjectType) and "id" not in each.fields
        if not KNOWN.fullmatch(name)
    )

    assert named("errors") == errors
    assert named("parts") == [name for name in without if name not in errors]
