"""A connection as uvicorn has it, with an end to headers, to silence, and to not reading."""

import sys
from asyncio import BaseTransport, TimerHandle
from http import HTTPStatus
from typing import ClassVar

from httptools import HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from server.refusing import RequestRefused
from server.running import Reply
from server.security import secured


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's connection, which by itself waits for ever, and keeps headers of any size.

    Requests that come whole, as nearly all do, cost no timer, only a look at how they ended.
    """

    head_bytes: ClassVar[int] = 65_536
    """What a request's line and headers may have; by as much as is read at once it can be more."""
    head_seconds: ClassVar[float] = 10.0
    """How long a request's headers may take, or a new connection say nothing."""
    stall_seconds: ClassVar[float] = 30.0
    """How long a client may take nothing of an answer that waits for it."""

    linger_seconds: ClassVar[float] = 2.0
    """How long a client that was refused is listened to, so that its connection isn't reset while
    it sends, and it can read why."""

    _refused = False
    _head_timer: TimerHandle | None = None
    _head_read = 0
    _stall_timer: TimerHandle | None = None
    _read = b""
    _unread = b""

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_done()
        self._resumed()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread = data
        while self._unread and not self._refused:
            self._read, self._unread = self._unread, b""
            super().data_received(self._read)
        if self._refused:
            return
        if self._answering and "method" in self.scope:
            if self._head_timer is not None:
                self._head_done()
        elif self.transport.get_protocol() is not self:
            self._head_done()  # it speaks WebSocket now
        else:
            self._count_head(len(data))

    def handle_websocket_upgrade(self) -> None:
        """Go on as a WebSocket; a request for any other protocol is answered without it.

        For the parser it has no body, whatever its headers say: what follows them would be taken
        for the next request, and its answer for that of whoever shares a proxy's connection. So
        its headers are read again, without the one that asks.
        """
        method = self.scope["method"]
        if method == "GET" and super()._should_upgrade() and not self._has_body:
            super().handle_websocket_upgrade()
            return
        if method == "CONNECT":
            self.send_400_response("Invalid HTTP request received.")
            return
        found = sys.exception()
        assert isinstance(found, HttpParserUpgrade)
        self._unread = self._read[found.args[0] :]
        line = f"{method} {self.url.decode('latin-1')} HTTP/{self.parser.get_http_version()}\r\n"
        kept = [b"%b: %b\r\n" % each for each in self.headers if each[0] != b"upgrade"]
        super().data_received(b"".join([line.encode("latin-1"), *kept, b"\r\n"]))

    @property
    def _has_body(self) -> bool:
        framing = {b"content-length", b"transfer-encoding"}
        return any(name in framing and value != b"0" for name, value in self.headers)

    def _should_upgrade(self) -> bool:
        """Whatever the protocol: which it is, is looked at when the headers are read."""
        return True

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall_timer = self.loop.call_later(
            self.stall_seconds, self._stalled, self.transport.get_write_buffer_size()
        )

    def resume_writing(self) -> None:
        self._resumed()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    @property
    def _answering(self) -> bool:
        if self.cycle is None:
            return False
        return not self.cycle.response_complete

    def _count_head(self, size: int) -> None:
        if self._refused or self.transport.is_closing():
            return
        self._head_read += size
        if self._head_read > self.head_bytes:
            self._refuse(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"The request's line and headers are larger than {self.head_bytes:,} bytes.",
            )
        elif self._head_timer is None:
            self._await_head()

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._head_late)

    def _head_done(self) -> None:
        self._head_read = 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_late(self) -> None:
        if self._answering:
            self._await_head()  # it has sent the next request's beginning meanwhile
        elif self._head_read:
            self._refuse(
                HTTPStatus.REQUEST_TIMEOUT,
                f"The request's headers didn't arrive within {self.head_seconds:g} seconds.",
            )
        else:
            self.transport.close()

    def _stalled(self, waiting: int) -> None:
        """Cut a client off that took nothing of what was waiting; look again at one that did."""
        now_waiting = self.transport.get_write_buffer_size()
        if now_waiting >= waiting:
            self.transport.abort()
        else:
            self._stall_timer = self.loop.call_later(self.stall_seconds, self._stalled, now_waiting)

    def _resumed(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Answer without the application, and close."""
        body = Reply.of(RequestRefused(status, message)).body
        headers = secured(
            [
                (b"content-type", b"application/json; charset=utf-8"),
                (b"content-length", b"%d" % len(body)),
                (b"cache-control", b"no-store"),
                (b"connection", b"close"),
            ]
        )
        head = b"".join(b"%b: %b\r\n" % each for each in headers)
        self._refused = True
        self._head_done()
        self.transport.write(STATUS_LINE[status] + head + b"\r\n" + body)
        if self._answering or not self.transport.can_write_eof():
            self.transport.close()
        else:
            self.transport.write_eof()
            self._head_timer = self.loop.call_later(self.linger_seconds, self.transport.close)
