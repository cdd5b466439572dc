"""What a client asks for, whichever way it came."""

from typing import Any, NamedTuple


class GraphQLRequest(NamedTuple):
    """A request's members, of the right JSON types; its document can still be anything."""

    query: str | None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None

    @property
    def is_empty(self) -> bool:
        """It asks for nothing: it has neither a document nor the name of one."""
        return self.query is None and self.document_id is None and not self.extensions
