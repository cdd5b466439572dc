"""The schema: the committed SDL is the program's, everything is described, the design is in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
    is_specified_scalar_type,
    parse,
    print_ast,
)

from schema.errors import ERROR_TYPES
from server.schema import SCHEMA

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = (ROOT / "schema" / "schema.graphql").read_text("utf-8")
DESIGN = ROOT.parent / "shared" / "design" / "contract.graphql"

LATER: dict[str, str] = {}
"""What the design has and the schema doesn't yet, and why."""


def core() -> GraphQLSchema:
    return SCHEMA._schema


def elements() -> Iterator[tuple[str, Any]]:
    """Everything that has a description, under a name that leads to it."""
    for name, type_ in core().type_map.items():
        if name.startswith("__") or is_specified_scalar_type(type_):
            continue
        yield name, type_
        if is_enum_type(type_):
            for value, definition in type_.values.items():
                yield f"{name}.{value}", definition
        if is_object_type(type_) or is_interface_type(type_) or is_input_object_type(type_):
            for field, definition in type_.fields.items():
                yield f"{name}.{field}", definition
                for argument, given in getattr(definition, "args", {}).items():
                    yield f"{name}.{field}({argument})", given


def test_the_committed_sdl_is_the_programs() -> None:
    assert SCHEMA.as_str() + "\n" == COMMITTED


def test_everything_has_a_description() -> None:
    described = dict(elements())

    assert len(described) > 300
    assert [name for name, each in described.items() if not (each.description or "").strip()] == []


def test_no_argument_and_no_input_field_is_null_by_default() -> None:
    defaults = [promise for promise in promises(COMMITTED).values() if " = " in promise]

    assert set(defaults) == {
        "Boolean! = false",
        "OrderDirection! = ASC",
        "BatchPolicy! = ALL_OR_NOTHING",
    }


def test_every_error_type_is_in_the_schema_and_is_a_user_error() -> None:
    interface = core().type_map["UserError"]
    possible = {type_.name for type_ in core().get_possible_types(interface)}  # type: ignore[arg-type]

    assert possible == {type_.__name__ for type_ in ERROR_TYPES}
    assert possible == {name for name in core().type_map if name.endswith("Error")} - {"UserError"}


def test_fields_of_mutations_can_be_null_and_their_errors_cant() -> None:
    mutation = core().mutation_type
    assert mutation is not None

    for field in mutation.fields.values():
        assert is_object_type(field.type), field
        assert str(field.type.fields["errors"].type) == "[UserError!]!"
        entities = [each for name, each in field.type.fields.items() if name != "errors"]
        assert [each for each in entities if str(each.type).endswith("!")] == []


def test_every_mutation_has_one_input_which_has_what_every_call_has() -> None:
    mutation = core().mutation_type
    assert mutation is not None

    for field in mutation.fields.values():
        ((name, argument),) = field.args.items()
        given = get_named_type(argument.type)
        assert (name, str(argument.type)) == ("input", f"{given.name}!")
        assert is_input_object_type(given)
        assert str(given.fields["dryRun"].type) == "Boolean!"
        assert given.fields["dryRun"].default_value is False
        assert str(given.fields["idempotencyKey"].type) == "String"


def test_every_page_is_read_both_ways_but_the_feed() -> None:
    pages = {
        f"{name}.{field}": set(definition.args)
        for name, type_ in core().type_map.items()
        if is_object_type(type_)
        for field, definition in type_.fields.items()
        if get_named_type(definition.type).name.endswith("Connection")
    }

    assert len(pages) > 10
    one_way = {
        at for at, given in pages.items() if not given >= {"first", "after", "last", "before"}
    }
    assert one_way == {"Query.events"}
    assert pages["Query.events"] == {"first", "after"}


# ── the design ──────────────────────────────────────────────────────────────────────────────────


def definitions(document: DocumentNode) -> dict[str, TypeDefinitionNode]:
    return {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, TypeDefinitionNode)
    }


def facts(definition: TypeDefinitionNode) -> Iterator[tuple[str, str]]:
    """What a definition promises: name and promise, one of each element."""
    name = definition.name.value
    match definition:
        case EnumTypeDefinitionNode():
            values = " ".join(value.name.value for value in definition.values or ())
            yield name, f"enum {values}"
        case ScalarTypeDefinitionNode():
            yield name, "scalar"
        case InputObjectTypeDefinitionNode():
            one_of = any(each.name.value == "oneOf" for each in definition.directives or ())
            yield name, "input @oneOf" if one_of else "input"
            for given in definition.fields or ():
                yield f"{name}.{given.name.value}", _input(given)
        case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
            kind = "type" if isinstance(definition, ObjectTypeDefinitionNode) else "interface"
            interfaces = sorted(each.name.value for each in definition.interfaces or ())
            yield name, " ".join([kind, *interfaces])
            for field in definition.fields or ():
                yield from _field(name, field)


def _field(owner: str, field: FieldDefinitionNode) -> Iterator[tuple[str, str]]:
    name = f"{owner}.{field.name.value}"
    yield name, print_ast(field.type)
    for argument in field.arguments or ():
        yield f"{name}({argument.name.value})", _input(argument)


def _input(given: InputValueDefinitionNode) -> str:
    default = f" = {print_ast(given.default_value)}" if given.default_value else ""
    return print_ast(given.type) + default


def promises(sdl: str) -> dict[str, str]:
    return {
        name: promise
        for definition in definitions(parse(sdl)).values()
        for name, promise in facts(definition)
    }


def is_later(name: str) -> bool:
    owner, _, field = name.partition("(")[0].partition(".")
    return bool({name.partition("(")[0], owner, field} & LATER.keys())


def keeps(name: str, promise: str, present: str | None) -> bool:
    """Whether what is there is what was designed; codes are append-only."""
    return present == promise or (
        name == "ErrorCode" and present is not None and present.startswith(f"{promise} ")
    )


@pytest.mark.skipif(not DESIGN.exists(), reason="the design isn't beside this checkout")
def test_everything_of_the_design_is_in_the_schema() -> None:
    designed = promises(DESIGN.read_text("utf-8"))
    present = promises(COMMITTED)

    assert len(designed) > 300
    missing = {
        name: (promise, present.get(name))
        for name, promise in designed.items()
        if not is_later(name) and not keeps(name, promise, present.get(name))
    }
    assert missing == {}


@pytest.mark.skipif(not DESIGN.exists(), reason="the design isn't beside this checkout")
def test_what_is_said_to_come_later_is_designed_and_isnt_there_yet() -> None:
    designed = promises(DESIGN.read_text("utf-8"))
    present = promises(COMMITTED)
    names = {part for name in designed for part in (name, name.partition(".")[2]) if part}

    assert LATER.keys() <= names
    assert [name for name in present if is_later(name)] == []


@pytest.mark.skipif(not DESIGN.exists(), reason="the design isn't beside this checkout")
def test_what_more_there_is_needs_nothing_from_a_client() -> None:
    """Further arguments and input fields of what is designed are optional."""
    designed = promises(DESIGN.read_text("utf-8"))
    present = promises(COMMITTED)
    inputs = {name for name, promise in present.items() if promise.startswith("input")}

    more = {
        name: promise
        for name, promise in present.items()
        if name not in designed
        and (name.partition("(")[0] if "(" in name else name.partition(".")[0]) in designed
    }
    required = [
        name
        for name, promise in more.items()
        if (name.partition("(")[0] in designed or name.partition(".")[0] in inputs)
        and promise.endswith("!")
        and "=" not in promise
    ]

    assert required == []
