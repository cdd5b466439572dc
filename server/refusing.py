"""A request that is refused before an operation runs: its status, code and words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from graphql import GraphQLError

from domain.text import printable
from resolvers.faults import FaultCode

Headers = Mapping[bytes, bytes]
"""An answer's, by their names in small letters."""
NO_HEADERS: Final[Headers] = MappingProxyType({})


class RequestRefused(Exception):  # noqa: N818 - no fault of ours
    """What was sent can't be answered: an HTTP status, a code, a message for a person.

    With `everywhere` the status holds for every media type; else a client that takes plain JSON
    gets 200, which is how it tells an answer of GraphQL's from one of a proxy's.
    """

    def __init__(
        self,
        status: int,
        message: str,
        code: FaultCode = FaultCode.BAD_REQUEST,
        headers: Headers = NO_HEADERS,
        *,
        everywhere: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers
        self.everywhere = everywhere

    @property
    def errors(self) -> list[Any]:
        """As GraphQL writes them."""
        error = GraphQLError(printable(str(self)), extensions={"code": self.code})
        return [error.formatted]
