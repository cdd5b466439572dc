"""Relay connections: pages with keyset cursors, which stay right while rows are added."""

from typing import Annotated, Any, Generic, TypeVar

import strawberry

T = TypeVar("T")


@strawberry.type(description="Where a page lies in the whole list.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = strawberry.field(description="Whether more follow after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there are any before it.")
    start_cursor: str | None = strawberry.field(
        description="The first one's cursor, for `before`; null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The last one's cursor, for `after`; null on an empty page: then keep the one "
        "you have."
    )


@strawberry.type(description="One entry of a page, with its place in the order.")
class Edge(Generic[T]):
    """Relay's Edge."""

    cursor: str = strawberry.field(
        description="Its place in this order, for `after` and `before`; another order refuses it."
    )
    node: T = strawberry.field(description="The entry itself.")


@strawberry.type(
    description="One page of a list. 20 entries when neither first nor last is given, 100 at most "
    "unless the installation says otherwise."
)
class Connection(Generic[T]):
    """Relay's Connection."""

    edges: list[Edge[T]] = strawberry.field(description="The entries with their cursors.")
    nodes: list[T] = strawberry.field(description="The entries alone: the short cut.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")
    total_count: int = strawberry.field(
        description="How many match in all, cursors aside. It costs a count, if asked for."
    )


def _argument(description: str) -> Any:
    return strawberry.argument(description=description)


First = Annotated[int | None, _argument("At most so many, from the start. Not with `last`.")]
FirstOnly = Annotated[int | None, _argument("At most so many.")]
After = Annotated[str | None, _argument("Only those after this cursor.")]
Last = Annotated[int | None, _argument("At most so many, from the end. Not with `first`.")]
Before = Annotated[str | None, _argument("Only those before this cursor.")]


def read_by_plan(*_: object) -> Any:
    """What stands for the resolver of a nested field with arguments: it is never called.

    The database writes such fields with their parent's JSON; see resolvers/planner.py.
    """
    raise NotImplementedError
