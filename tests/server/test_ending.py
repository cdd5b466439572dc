"""A server that is told to end: what runs is finished, what is new goes elsewhere, the rest is cut.

Over real processes: `clinch serve` on a database, and a rival that holds a row's lock.
"""

import asyncio
import http.client
import json
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from db.database import parse_url
from server.demo import DEMO_USER
from tests.api.demo import STORES
from tests.conftest import fresh_postgresql
from tests.edge.test_websocket import VIEWER, closed, greet, socket_to, subscribe, told
from tests.server.commands import PYTHON, Served, serving
from tests.server.test_killed import column

RENAME = f"""mutation {{ updateOpportunity(input: {{opportunityId: "{STORES}", name: "Renamed"}}) {{
  opportunity {{ name version }} errors {{ code }} }} }}"""
RENAMED = {"updateOpportunity": {"opportunity": {"name": "Renamed", "version": 2}, "errors": []}}
STORED = f"SELECT name FROM opportunity WHERE id = '{STORES}'"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
MESSAGE = (
    "The server ends, and had no more time for this request. Whether a mutation was done isn't "
    "known: send it again with the same idempotency key."
)
NEVER_CLOSED = """
import asyncio
from server import app

class Stuck(app.Database):
    async def __aexit__(self, *_):
        await asyncio.sleep(3600)

app.Database = Stuck
from server.cli import main
main()
"""
"""A server whose database doesn't answer any more when its connections shall be closed."""


class Answer(NamedTuple):
    """What a client sees of one."""

    status: int
    connection: str | None
    body: Any


def ask(connection: http.client.HTTPConnection, document: str) -> Answer:
    body = json.dumps({"query": document})
    connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
    return answer_of(connection)


def answer_of(connection: http.client.HTTPConnection) -> Answer:
    with connection.getresponse() as response:
        return Answer(response.status, response.headers["Connection"], json.load(response))


def look(connection: http.client.HTTPConnection, path: str = "/health/ready") -> Answer:
    connection.request("GET", path)
    return answer_of(connection)


Connect = Callable[[Served], http.client.HTTPConnection]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """A client with a connection that is kept."""
    with ExitStack() as stack:

        def opened(served: Served) -> http.client.HTTPConnection:
            connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
            return stack.enter_context(closing(connection))

        yield opened


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_refused(served: Served) -> bool:
    try:
        socket.create_connection(("127.0.0.1", served.port), 5).close()
    except ConnectionRefusedError:
        return True
    return False


def ended(served: Served) -> int:
    code = served.process.wait(30)
    served.note_what_it_wrote()
    return code


@contextmanager
def locked(url: str) -> Iterator[Callable[[], None]]:
    """Another program has the row's lock, until what is yielded is called."""
    engine = create_async_engine(parse_url(url))
    with asyncio.Runner() as runner:
        connection = runner.run(begin_with_lock(engine))
        try:
            yield lambda: runner.run(connection.rollback())
        finally:
            runner.run(connection.close())
            runner.run(engine.dispose())


async def begin_with_lock(engine: Any) -> Any:
    connection = await engine.connect()
    await connection.execute(text(f"SELECT id FROM opportunity WHERE id = '{STORES}' FOR UPDATE"))
    return connection


@pytest.fixture
def url(postgresql: Callable[[str], str]) -> Iterator[str]:
    with fresh_postgresql(postgresql) as found:
        yield found


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as found:
        yield found


Settings = Mapping[str, str]


def settings(url: str, **more: str) -> Settings:
    return {"CLINCH_DATABASE_URL": url, "CLINCH_ACTOR": DEMO_USER, **more}


def rename_that_waits(
    url: str, connection: http.client.HTTPConnection, pool: ThreadPoolExecutor
) -> Future[Answer]:
    """A mutation that is under way, and waits for the lock."""
    sent = pool.submit(ask, connection, RENAME)
    wait_for(lambda: column(url, WAITING) == [1])
    return sent


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_given_a_mutation_waits_for_a_lock_when_told_to_end_then_it_is_done_and_answered(
    tmp_path: Path,
    url: str,
    pool: ThreadPoolExecutor,
    connect: Connect,
    workers: str,
    number: signal.Signals,
) -> None:
    with (
        locked(url) as unlock,
        serving(tmp_path, "--workers", workers, **settings(url)) as served,
    ):
        sent = rename_that_waits(url, connect(served), pool)
        served.process.send_signal(number)
        wait_for(lambda: is_refused(served))
        before = column(url, STORED)
        unlock()
        answer = sent.result(30)
        code = ended(served)

    assert before == ["Store network"]
    assert (answer.status, answer.connection, answer.body["data"]) == (200, "close", RENAMED)
    assert column(url, STORED) == ["Renamed"]
    assert code == 0
    # Its line is in the log, although lines come a tenth of a second late.
    assert served.errors.count("mutation (unnamed) OK") == 1
    assert served.errors.count("Application shutdown complete.") == int(workers)
    assert not PYTHON.search(served.errors), served.errors


def test_given_a_delay_when_told_to_end_then_it_isnt_ready_and_serves_on(
    tmp_path: Path, database_url: str, connect: Connect
) -> None:
    given = settings(database_url, CLINCH_DRAIN_SECONDS="1.5")
    with serving(tmp_path, **given) as served:
        watcher, client, idle = (connect(served) for _ in range(3))
        ready = look(watcher)
        look(idle, "/health/live")
        asked = ask(client, VIEWER)
        served.process.send_signal(signal.SIGTERM)
        wait_for(lambda: look(watcher).status == 503)
        not_ready = look(watcher)
        last = ask(client, VIEWER)
        new = ask(connect(served), VIEWER)
        live = look(watcher, "/health/live")
        code = ended(served)

    assert ready == (200, None, {"status": "ready"})
    assert not_ready == (503, "close", {"status": "not ready", "reason": "The server ends."})
    assert (asked.status, asked.connection) == (200, None)
    assert (last.status, last.connection, last.body) == (200, "close", asked.body)
    assert (new.status, new.connection, new.body) == (200, "close", asked.body)
    assert (live.status, live.connection) == (200, "close")
    assert code == 0
    assert not PYTHON.search(served.errors), served.errors


def test_given_an_operation_on_a_socket_when_told_to_end_then_it_is_answered_before_the_close(
    tmp_path: Path, url: str
) -> None:
    with (
        locked(url) as unlock,
        serving(tmp_path, **settings(url)) as served,
        socket_to(served) as idle,
        socket_to(served) as busy,
    ):
        greet(idle)
        greet(busy)
        subscribe(busy, "a", RENAME)
        wait_for(lambda: column(url, WAITING) == [1])
        served.process.send_signal(signal.SIGTERM)
        idle_closed = closed(idle)
        wait_for(lambda: is_refused(served))
        # This one isn't begun: it is for the next connection.
        subscribe(busy, "b", VIEWER)
        unlock()
        answer = told(busy)
        completed = told(busy)
        busy_closed = closed(busy)
        code = ended(served)

    assert idle_closed == busy_closed == (1012, "The server ends")
    assert (answer["id"], answer["payload"]["data"]) == ("a", RENAMED)
    assert completed == {"type": "complete", "id": "a"}
    assert column(url, STORED) == ["Renamed"]
    assert code == 0
    assert not PYTHON.search(served.errors), served.errors


@pytest.mark.parametrize("workers", ["1", "2"])
def test_given_a_request_outlasts_the_time_when_told_to_end_then_it_is_cut_off_with_a_line(
    tmp_path: Path, url: str, connect: Connect, workers: str
) -> None:
    given = settings(url, CLINCH_OPERATION_TIMEOUT="0.5", CLINCH_RECEIVE_TIMEOUT="60")
    with serving(tmp_path, "--workers", workers, **given) as served:
        slow = connect(served)
        slow.putrequest("POST", "/graphql")
        slow.putheader("Content-Type", "application/json")
        slow.putheader("Content-Length", "100")
        slow.endheaders()
        slow.send(b'{"query": ')
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        answer = answer_of(slow)
        code = ended(served)

    (error,) = answer.body["errors"]
    assert (answer.status, answer.connection) == (503, "close")
    assert error == {"message": MESSAGE, "extensions": {"code": "TIMEOUT"}}
    assert code == 0
    assert "Cancel 1 running task(s), timeout graceful shutdown exceeded" in served.errors
    assert "/graphql TIMEOUT;" in served.errors
    assert not PYTHON.search(served.errors), served.errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_given_it_finishes_what_runs_when_told_again_then_it_ends_at_once(
    tmp_path: Path,
    url: str,
    pool: ThreadPoolExecutor,
    connect: Connect,
    workers: str,
    number: signal.Signals,
) -> None:
    with (
        locked(url) as unlock,
        serving(tmp_path, "--workers", workers, **settings(url)) as served,
    ):
        sent = rename_that_waits(url, connect(served), pool)
        served.process.send_signal(number)
        wait_for(lambda: is_refused(served))
        served.process.send_signal(number)
        code = ended(served)
        failed = sent.exception(30)
        unlock()

    assert code == -number
    assert isinstance(failed, http.client.RemoteDisconnected | ConnectionResetError)
    assert column(url, STORED) == ["Store network"]


def test_given_spans_wait_to_be_sent_when_told_to_end_then_they_are_sent(
    tmp_path: Path, database_url: str, connect: Connect
) -> None:
    with collector() as (endpoint, received):
        given = settings(database_url, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)
        with serving(tmp_path, **given) as served:
            ask(connect(served), VIEWER)
            before = list(received)
            code = served.end(signal.SIGTERM)

    # By itself the SDK would send them five seconds later.
    assert before == []
    assert [path for path, _ in received] == ["/v1/traces"]
    assert b"graphql.document.hash" in received[0][1]
    assert code == 0


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A collector of spans: where it is, and what it was sent."""
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", received
        finally:
            server.shutdown()
            thread.join()


def test_given_a_database_that_cant_be_closed_when_told_to_end_then_it_goes_with_a_line(
    tmp_path: Path, database_url: str
) -> None:
    command = (sys.executable, "-c", NEVER_CLOSED)
    given = settings(database_url, CLINCH_OPERATION_TIMEOUT="0.1")
    with serving(tmp_path, command=command, **given) as served:
        code = served.end(signal.SIGTERM)

    assert code == 1
    last = served.errors.splitlines()[-1]
    assert last.endswith("Not everything could be ended in time; the process ends without it.")
