"""uvicorn, as one process or several, with an exit code of 0 when it was told to end."""

import signal
import sys
from types import FrameType
from typing import Final

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from server.draining import SIGNALS
from server.observing.workers import shared_folder

STARTING_SECONDS: Final = 60
"""So long a worker may say nothing to its parent, who replaces it then."""


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
