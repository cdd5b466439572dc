"""Builds the executable schema from the root types that resolvers/ hands down."""

from collections.abc import Iterable
from typing import Any

import strawberry
from graphql.execution import Executor
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig

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
    return QuietSchema(
        query=query,
        mutation=mutation,
        types=ERROR_TYPES,
        extensions=extensions,
        execution_context_class=executor,
        config=StrawberryConfig(scalar_map=SCALARS),
    )
