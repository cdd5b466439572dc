"""Answers over HTTP: bytes with their media type, status and headers."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from server.http.media import GRAPHQL_RESPONSE, JSON
from server.observing.exchange import note_codes
from server.refusing import Headers
from server.running import Reply

_CONTENT_TYPES: Final = {
    type_: (b"content-type", f"{type_}; charset=utf-8".encode())
    for type_ in (JSON, GRAPHQL_RESPONSE)
}
VARY: Final = (b"vary", b"Accept, Accept-Language, Authorization")
"""What an answer differs by."""
_NO_STORE: Final[Headers] = {b"cache-control": b"no-store"}


def answer_of(reply: Reply, media_type: str, headers: Headers = _NO_STORE) -> ASGIApp:
    """A reply in this media type, with these headers beside its own.

    As Starlette's Response is, without what that would look up each time.
    """
    strict = reply.everywhere or media_type == GRAPHQL_RESPONSE
    status = reply.status if strict else 200

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        if reply.codes:
            note_codes(scope, reply.codes)
        sent = [
            _CONTENT_TYPES[media_type],
            (b"content-length", b"%d" % len(reply.body)),
            VARY,
            *reply.headers.items(),
            *headers.items(),
        ]
        await send({"type": "http.response.start", "status": status, "headers": sent})
        await send({"type": "http.response.body", "body": reply.body})

    return answer
