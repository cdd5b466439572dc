"""The benchmarks' servers: one whose port is taken meanwhile is started again on another."""

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

if sys.platform != "linux" or shutil.which("taskset") is None:
    pytest.skip("the benchmarks need Linux and taskset", allow_module_level=True)

from benchmarks.processes import PortTakenError, Running, listening, running

Start = Callable[[int], AbstractContextManager[Running]]
SERVER = """
import socket, sys, time
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
time.sleep(60)
"""


@pytest.fixture
def others() -> Iterator[ExitStack]:
    """Whatever else has ports on this machine."""
    with ExitStack() as stack:
        yield stack


def starting(folder: Path, others: ExitStack, ports: list[int], taken: int) -> Start:
    """Starts a server; somebody takes its port before it does, so many times."""

    def start(port: int) -> AbstractContextManager[Running]:
        if len(ports) < taken:
            others.enter_context(socket.socket()).bind(("127.0.0.1", port))
        ports.append(port)
        return running("web", [sys.executable, "-c", SERVER, str(port)], folder / "log")

    return start


def test_a_server_whose_port_was_taken_listens_on_another(
    tmp_path: Path, others: ExitStack
) -> None:
    # given
    ports: list[int] = []

    # when
    with listening(starting(tmp_path, others, ports, taken=2)) as (server, port):
        # then
        server.check()
        assert port == ports[-1]
        assert len(set(ports)) == 3
        socket.create_connection(("127.0.0.1", port), 5).close()


def test_a_server_gives_up_after_three_ports(tmp_path: Path, others: ExitStack) -> None:
    # given
    ports: list[int] = []
    start = starting(tmp_path, others, ports, taken=9)

    # when, then
    with pytest.raises(PortTakenError, match="web ended"), listening(start):
        pass
    assert len(ports) == 3


def test_what_else_ends_a_server_ends_it_at_once(tmp_path: Path) -> None:
    # given
    ports: list[int] = []

    def start(port: int) -> AbstractContextManager[Running]:
        ports.append(port)
        return running("web", [sys.executable, "-c", "raise SystemExit('no')"], tmp_path / "log")

    # when, then
    with pytest.raises(RuntimeError, match="no") as failure, listening(start):
        pass
    assert not isinstance(failure.value, PortTakenError)
    assert len(ports) == 1
