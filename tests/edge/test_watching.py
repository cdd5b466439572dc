"""What ends a request's work: the time limit, a client that left, and nothing else."""

import asyncio
from typing import Any

import pytest
from starlette.types import Receive

from server.limits.deadlines import Deadlines
from server.limits.watching import PATIENCE, ClientGoneError, TimeUpError, Watch

pytestmark = pytest.mark.anyio
LONG = 60.0


def watch(limit: float, receive: Receive | None) -> Watch:
    return Watch(Deadlines(PATIENCE), limit, receive)


async def never() -> Any:
    await asyncio.Event().wait()


async def gone() -> Any:
    return {"type": "http.disconnect"}


async def test_work_that_is_quick_is_not_looked_at() -> None:
    with watch(LONG, gone):
        await asyncio.sleep(0)

    await asyncio.sleep(PATIENCE * 2)


@pytest.mark.parametrize("limit", [0.01, PATIENCE + 0.05])
async def test_work_ends_at_its_limit(limit: float) -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await never()
        finally:
            ended.set()

    with pytest.raises(TimeUpError), watch(limit, never):
        await work()
    assert ended.is_set()


async def test_work_ends_when_its_client_leaves() -> None:
    with pytest.raises(ClientGoneError), watch(LONG, gone):
        await never()


async def test_a_late_body_is_no_disconnect() -> None:
    messages = iter([{"type": "http.request"}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    with pytest.raises(ClientGoneError), watch(LONG, receive):
        await never()


async def test_a_client_that_leaves_doesnt_end_what_it_isnt_asked_for() -> None:
    with pytest.raises(TimeUpError), watch(PATIENCE * 3, None):
        await never()


async def test_a_cancellation_from_elsewhere_stays_one() -> None:
    async def watched() -> None:
        with watch(LONG, never):
            await never()

    task = asyncio.create_task(watched())
    await asyncio.sleep(PATIENCE * 2)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_work_that_ends_in_spite_of_the_limit_has_its_answer() -> None:
    async def stubborn() -> str:
        try:
            await never()
        except asyncio.CancelledError:
            return "done"
        raise AssertionError

    with watch(0.01, never):
        assert await stubborn() == "done"
    # And what follows isn't cancelled.
    await asyncio.sleep(0)


async def test_an_error_of_the_work_stays_itself() -> None:
    async def failing() -> None:
        await asyncio.sleep(PATIENCE * 2)
        raise KeyError

    with pytest.raises(KeyError), watch(LONG, never):
        await failing()
