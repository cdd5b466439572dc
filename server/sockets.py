"""A WebSocket as uvicorn has it, that lets others have their turn, and ends in order."""

import logging
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

PART: Final = 4096
"""So many bytes of a WebSocket are gone through at a time."""
LOGGER: Final = "uvicorn.error.sockets"
"""Tells of faults alone: else there would be each URL with its query, and headers and messages."""


class PatientSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which is closed by the application when its operations are over."""

    _left = b""
    """What has come and waits for its turn."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.logger = self.conn.logger = logging.getLogger(LOGGER)
        self.conn.debug = False

    def data_received(self, data: bytes) -> None:
        is_first = not self._left
        self._left += data
        if is_first:
            self._go_on()
        else:
            self.transport.pause_reading()

    def _go_on(self) -> None:
        """Take a part of what has come, and the rest when others had their turn.

        What is read at once can be 40,000 frames, and while a client sends, one read follows
        another: for seconds nobody else would be served.
        """
        if self.disconnected:
            return
        size = PART if self.handshake_initiated else len(self._left)
        part, self._left = self._left[:size], self._left[size:]
        super().data_received(part)
        if not self.handshake_initiated:
            # uvicorn would neither say why it is no handshake nor close.
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()
        elif self.conn.parser_exc is not None or self.transport.is_closing():
            self._left = b""
        elif self._left:
            self.transport.pause_reading()
            self.loop.call_soon(self._go_on)
        elif not self.read_paused:
            self.transport.resume_reading()

    def shutdown(self) -> None:
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
