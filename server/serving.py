"""uvicorn, as one process or several, with an exit code of 0 when it was told to end."""

import signal
import sys
from types import FrameType
from typing import Final

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.supervisors import Multiprocess

from server.draining import SIGNALS
from server.observing.workers import shared_folder

STARTING_SECONDS: Final = 60
"""So long a worker may say nothing to its parent, who replaces it then."""


PART: Final = 4096
"""So many bytes of a WebSocket are gone through at a time."""


class PatientSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which is closed by the application when its operations are over."""

    _left = b""
    """What has come and waits for its turn."""

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


class Workers(Multiprocess):
    """uvicorn's processes; told a second time to end, they are ended at once."""

    def terminate_all(self) -> None:
        # Else the system would still accept connections, for workers that take none.
        for each in self.sockets:
            each.close()
        super().terminate_all()

    def join_all(self) -> None:
        for worker in self.processes:
            while worker.process.is_alive():
                worker.process.join(0.1)
                if again := next((each for each in self.signal_queue if each in SIGNALS), None):
                    for each in self.processes:
                        each.process.kill()
                    signal.signal(again, signal.SIG_DFL)
                    signal.raise_signal(again)


def serve(config: uvicorn.Config) -> None:
    """Serve until a signal says to end; return, or exit with 0, if that went in order."""
    # uvicorn raises the signal again when all is done, for whoever was asked before it.
    for each in SIGNALS:
        signal.signal(each, _end)
    if config.workers > 1:
        with shared_folder():
            Workers(config, [config.bind_socket()]).run()
        return
    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
