"""Builds the executable schema from the root types that resolvers/ hands down."""

from collections.abc import Iterable
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType
from graphql.execution import Executor
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.errors import ERROR_TYPES
from schema.scalars import SCALARS


class QuietSchema(strawberry.Schema):
    """Leaves the logging of errors to the edge, which gives each fault an id."""

    def process_errors(self, *_: object) -> None:
        """Nothing here; see server/errors.py."""


def build_schema(
    query: type,
    mutation: type,
    extensions: Iterable[type[SchemaExtension]] = (),
    executor: type[Executor[Any]] | None = None,
) -> strawberry.Schema:
    """The schema; error types are named, as only an interface leads to them."""
    schema = QuietSchema(
        query=query,
        mutation=mutation,
        types=ERROR_TYPES,
        extensions=extensions,
        execution_context_class=executor,
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    for type_ in schema._schema.type_map.values():  # noqa: SLF001 - Strawberry has no other way
        if isinstance(type_, GraphQLInputObjectType):
            # Then graphql-core checks it too, and says where it is wrong.
            type_.is_one_of = type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of
    return schema
