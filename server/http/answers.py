"""Answers over HTTP: bytes with their media type, status and headers."""

from dataclasses import dataclass
from typing import Final

from starlette.types import Receive, Scope, Send

from resolvers.faults import FaultCode
from server.http.media import GRAPHQL_RESPONSE, JSON
from server.observing.exchange import note_codes
from server.refusing import Headers
from server.running import Reply

_CONTENT_TYPES: Final = {
    type_: (b"content-type", f"{type_}; charset=utf-8".encode())
    for type_ in (JSON, GRAPHQL_RESPONSE)
}
VARY: Final = "Accept, Accept-Language, Authorization"
"""What an answer differs by."""
_VARY: Final = (b"vary", VARY.encode())
_NO_STORE: Final[Headers] = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer: Starlette's Response without what it would look up each time."""

    body: bytes
    content_type: tuple[bytes, bytes]
    status: int
    headers: Headers
    codes: tuple[FaultCode, ...] = ()
    """Those of its errors."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        if self.codes:
            note_codes(scope, self.codes)
        headers = [self.content_type, (b"content-length", b"%d" % len(self.body)), _VARY]
        headers += [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in self.headers.items()
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def answer_of(reply: Reply, media_type: str, headers: Headers = _NO_STORE) -> Answer:
    """A reply in this media type, with these headers beside its own."""
    strict = reply.everywhere or media_type == GRAPHQL_RESPONSE
    return Answer(
        reply.body,
        _CONTENT_TYPES[media_type],
        reply.status if strict else 200,
        {**reply.headers, **headers} if reply.headers else headers,
        reply.codes,
    )
