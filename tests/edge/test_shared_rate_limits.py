"""One rate limit for several processes, in a real Redis: together, apart when it is gone, again."""

import asyncio
import json
import logging
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.limits.rate_limits import PAUSE, RateLimiter
from server.limits.redis_store import StoreError, open_store
from tests.edge.conftest import Serve
from tests.server.commands import PYTHON, ROOT, environment, free_port, run

PASSWORD = "hunter2"  # noqa: S105 - of a server that lives for a test
LIMIT = 10_000
SCRIPT = """
import asyncio, json, sys
from server.limits.rate_limits import RateLimiter
from server.limits.redis_store import open_store

async def main():
    limiter = RateLimiter(10_000, open_store(sys.argv[1]))
    verdicts = [await limiter.take("203.0.113.7", int(cost)) for cost in sys.argv[2:]]
    print(json.dumps([[each.allowed, each.remaining] for each in verdicts]))
    await limiter.close()

asyncio.run(main())
"""


@dataclass(slots=True)
class Redis:
    """A Redis of this test; it can be stopped and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *("redis-server", "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--requirepass", PASSWORD, "--save", "", "--dir", str(self.folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        pytest.fail("redis-server didn't start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)
            self.process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server isn't installed")
    server = Redis(tmp_path, free_port())
    server.start()
    yield server
    server.stop()


@contextmanager
def frozen(redis: Redis) -> Iterator[None]:
    """It takes connections and answers nothing."""
    assert redis.process
    redis.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        redis.process.send_signal(signal.SIGCONT)


def another_process(redis: Redis, *costs: int) -> list[list[int]]:
    """What a limiter of another process allows, and what is left then."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, redis.url, *(str(cost) for cost in costs)],
        env=environment(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    found: list[list[int]] = json.loads(done.stdout)
    return found


def test_two_processes_share_one_limit(redis: Redis) -> None:
    first = another_process(redis, 6_000, 0)
    second = another_process(redis, 6_000, 3_999, 1)

    assert first == [[True, 4_000], [True, 3_999]]
    assert second == [[False, 3_999], [True, 0], [False, 0]]


@pytest.mark.anyio
async def test_it_tells_the_same_as_one_process(redis: Redis) -> None:
    limiter = RateLimiter(LIMIT, open_store(redis.url))
    alone = RateLimiter(LIMIT)

    for cost in (4_000, 7_000, 0, LIMIT + 1, 5_999, 1):
        told, expected = await limiter.take("a", cost), await alone.take("a", cost)

        assert (told.allowed, told.remaining) == (expected.allowed, expected.remaining)
        assert bool(told.retry_after) == bool(expected.retry_after)
    # Its window begins with the caller's first request.
    assert told.reset == 120
    assert told.retry_after in {60, 61}
    assert limiter.spent("a")
    await limiter.close()


@pytest.mark.anyio
async def test_a_redis_that_goes_down_takes_nothing_with_it(
    redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    now = [1000.0]
    limiter = RateLimiter(LIMIT, open_store(redis.url), clock=lambda: now[0])
    assert (await limiter.take("a", 9_000)).remaining == 1_000
    redis.stop()

    with caplog.at_level(logging.WARNING, "clinch"):
        down = [await limiter.take("a", 1_000) for _ in range(3)]
        redis.start()
        still = await limiter.take("a", 1_000)
        now[0] += PAUSE
        again = await limiter.take("a", 3_000)
        after = await limiter.take("a", 3_000)

    # Meanwhile the process counts by itself, from nothing.
    assert [each.remaining for each in (*down, still)] == [9_000, 8_000, 7_000, 6_000]
    assert [each.remaining for each in (again, after)] == [7_000, 4_000]
    lost, found = (record.getMessage() for record in caplog.records)
    assert lost.startswith("The rate limit's Redis doesn't answer (")
    assert lost.endswith("): until it does, each process counts by itself.")
    assert found == "The rate limit's Redis answers again."
    assert PASSWORD not in lost
    await limiter.close()


@pytest.mark.anyio
async def test_one_request_alone_waits_for_a_redis_that_hangs(redis: Redis) -> None:
    limiter = RateLimiter(LIMIT, open_store(redis.url), clock=lambda: 1000.0)
    await limiter.take("a", 9_000)

    # Would each wait, it took 200 seconds.
    async with asyncio.timeout(60):
        with frozen(redis):
            verdicts = [await limiter.take("a", 10) for _ in range(200)]

    assert [each.remaining for each in verdicts] == [LIMIT - 10 * n for n in range(1, 201)]
    await limiter.close()


@pytest.mark.anyio
async def test_many_at_once_are_few_connections(redis: Redis) -> None:
    limiter = RateLimiter(LIMIT, open_store(redis.url))

    verdicts = await asyncio.gather(*(limiter.take("a", 50) for _ in range(200)))

    assert {each.allowed for each in verdicts} == {True}
    assert (await limiter.take("a", 1)).allowed is False
    await limiter.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("hunter2@", "wrong@"), "invalid username-password pair or user is disabled."),
        ((":hunter2@", ""), "it wants a password."),
        (("/0", "/99"), "DB index is out of range."),
    ],
)
async def test_what_cant_be_used_says_why(redis: Redis, change: tuple[str, str], why: str) -> None:
    store = open_store(redis.url.replace(*change))

    with pytest.raises(StoreError) as caught:
        await store.check()

    assert str(caught.value) == f"The Redis at 127.0.0.1:{redis.port} can't be used: {why}"
    await store.close()


def test_serve_counts_in_redis_and_outlives_it(redis: Redis, serve: Serve) -> None:
    with serve(CLINCH_RATE_LIMIT_STORE=redis.url) as served:
        assert served.get("/health/ready") == 200
        redis.stop()
        assert served.get("/health/ready") == 200
        assert served.end(signal.SIGTERM) in {0, -signal.SIGTERM}

    assert PASSWORD not in served.errors
    assert "Traceback" not in served.errors


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    shutil.copyfile(sqlite_template, tmp_path / "clinch.db")
    return tmp_path


def test_serve_doesnt_start_without_the_redis_it_is_told_of(folder: Path) -> None:
    port = free_port()
    url = f"redis://:{PASSWORD}@127.0.0.1:{port}/0"

    done = run(folder, "serve", "--port", str(free_port()), CLINCH_RATE_LIMIT_STORE=url)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"clinch: The Redis at 127.0.0.1:{port} can't be used: ")
    assert len(done.stderr.splitlines()) == 1
    assert not PYTHON.search(done.stderr)
    assert PASSWORD not in done.stderr


def test_serve_says_what_to_install(folder: Path) -> None:
    # The package comes with an extra of ours, which this installation doesn't have.
    (folder / "without").mkdir()
    (folder / "without" / "redis.py").write_text("raise ImportError")

    done = run(
        folder,
        *("serve", "--port", str(free_port())),
        CLINCH_RATE_LIMIT_STORE="redis://127.0.0.1/0",
        PYTHONPATH=f"{folder}/without:{ROOT}",
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "clinch: CLINCH_RATE_LIMIT_STORE needs the package redis, which isn't installed: "
        "pip install 'clinch[redis]'\n"
    )
