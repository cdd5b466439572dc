"""Whoever waits too long or leaves: his reads end in the database, what he commits is whole."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from db.database import Database
from tests.api.demo import EIGHT, FOUR_LEASED, PILOT, ROBOTS, SIX
from tests.db.cancelling import until
from tests.edge.stuck import CLOSE, LONG, QUICK, TIMEOUT, Stuck, serving
from tests.services.dump import dump

pytestmark = pytest.mark.anyio

ENDED = "The operation took more than 0.5 seconds and was ended (CLINCH_OPERATION_TIMEOUT)."
NOTHING_DONE = f"{ENDED} Nothing was changed."
MAYBE_DONE = (
    f"{ENDED} It was being committed: send it again with the same idempotency key to learn "
    "what came of it."
)
KEY = b"Idempotency-Key: leaving-1"
CLOSED = {"closeQuotes": {"closedQuotes": [{"state": "CLOSED"}] * 3, "errors": []}}
OPEN_STATES = {SIX: "ACTIVE", FOUR_LEASED: "ACTIVE", EIGHT: "DRAFT", PILOT: "WON"}
CLOSED_STATES = {SIX: "CLOSED", FOUR_LEASED: "CLOSED", EIGHT: "CLOSED", PILOT: "WON"}


@pytest.fixture
async def hasty(database_url: str) -> AsyncIterator[Stuck]:
    """The server, where an operation has half a second."""
    async with serving(database_url, TIMEOUT) as running:
        yield running


@pytest.fixture
async def patient(database_url: str) -> AsyncIterator[Stuck]:
    """The server, where it has longer than the tests."""
    async with serving(database_url, LONG) as running:
        yield running


async def is_quick(stuck: Stuck) -> bool:
    """Whether a read is answered, for which there is one connection."""
    answer = await stuck.answered(QUICK)
    return bool(answer.json["data"] == {"viewer": {"name": "Aiko Tanaka"}})


async def states(database: Database) -> dict[str, str]:
    quotes = (await dump(database))["quote"].values()
    return {each["id"]: each["state"] for each in quotes if each["opportunity_id"] == ROBOTS}


async def are_closed(database: Database) -> None:
    """All of it was done: in bounded time the quotes are closed, and that is on record once."""

    async def closed() -> bool:
        return await states(database) == CLOSED_STATES

    await until(closed)
    stored = await dump(database)
    closes = [each["quote_id"] for each in stored["quote_close"].values()]
    happened = [each["type"] for each in stored["event"].values()]
    assert {SIX, FOUR_LEASED, EIGHT} <= {*closes}
    assert happened.count("QuotesClosed") == 1


# ── reads ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_read_that_takes_too_long_is_refused_and_has_ended_in_the_database(
    hasty: Stuck,
) -> None:
    async with hasty.unreadable(), hasty.client() as client:
        client.send(hasty.read)
        await until(hasty.runs)
        answer = await client.answer()

        await until(hasty.has_ended)
        assert await is_quick(hasty)

    assert answer.status == 503
    assert answer.json == {"errors": [{"message": ENDED, "extensions": {"code": "TIMEOUT"}}]}


async def test_a_read_whose_client_leaves_has_ended_in_the_database(patient: Stuck) -> None:
    async with patient.unreadable(), patient.client() as client:
        client.send(patient.read)
        await until(patient.runs)
        # It doesn't end as long as he stays.
        await asyncio.sleep(0.3)
        assert await patient.runs()

        await client.leave()

        await until(patient.has_ended)
        assert await is_quick(patient)


async def test_who_waits_too_long_and_who_leaves_has_a_line(
    database_url: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    async with (
        serving(database_url, TIMEOUT) as hasty,
        hasty.unreadable(),
        hasty.client() as client,
    ):
        await hasty.answered(hasty.read)
        client.send(hasty.read)
        await until(hasty.runs)
        await client.leave()
        await until(hasty.has_ended)

    waited, left = capsysbinary.readouterr().err.decode().splitlines()
    assert re.search(r" WARNING:  query \(unnamed\) TIMEOUT; \d{3,}\.\d ms, ", waited)
    assert re.search(r" INFO:     query \(unnamed\) CLIENT_GONE; \d+\.\d ms, ", left)


# ── changes ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_change_that_waits_too_long_says_that_nothing_was_changed_and_nothing_was(
    hasty: Stuck,
) -> None:
    before = await dump(hasty.database)

    async with hasty.locked():
        answer = await hasty.answered(CLOSE)

    assert answer.status == 503
    assert answer.json == {"errors": [{"message": NOTHING_DONE, "extensions": {"code": "TIMEOUT"}}]}
    assert await dump(hasty.database) == before
    # Nobody has the lock any more.
    assert (await hasty.answered(CLOSE)).json["data"] == CLOSED


async def test_a_change_that_is_being_committed_says_so_and_its_key_tells_what_came_of_it(
    hasty: Stuck,
) -> None:
    async with hasty.held_at_commit() as held, hasty.client() as client:
        client.send(CLOSE, KEY)
        await until(held.reached)
        await asyncio.sleep(TIMEOUT + 0.1)
        await held.let_go()
        answer = await client.answer()

        await are_closed(hasty.database)
        again = await hasty.answered(CLOSE, KEY)

    assert answer.status == 503
    assert answer.json == {"errors": [{"message": MAYBE_DONE, "extensions": {"code": "TIMEOUT"}}]}
    assert again.json["data"] == CLOSED
    assert again.json["extensions"]["idempotentReplays"] == ["closeQuotes"]
    await are_closed(hasty.database)


async def test_a_change_whose_client_leaves_while_it_is_committed_is_committed(
    patient: Stuck,
) -> None:
    async with patient.held_at_commit() as held, patient.client() as client:
        client.send(CLOSE)
        await until(held.reached)
        await client.leave()
        await asyncio.sleep(0.2)
        await held.let_go()

        await are_closed(patient.database)


async def test_a_change_whose_client_leaves_while_it_waits_goes_on(patient: Stuck) -> None:
    async with patient.client() as client:
        async with patient.locked():
            client.send(CLOSE)
            await asyncio.sleep(0.2)
            await client.leave()
            await asyncio.sleep(0.2)
            assert await states(patient.database) == OPEN_STATES

        await are_closed(patient.database)


# ── the same over a WebSocket ─────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def socket_to(stuck: Stuck) -> AsyncIterator[ClientConnection]:
    """A socket that was greeted."""
    url = f"ws://127.0.0.1:{stuck.port}/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        assert await told(socket) == {"type": "connection_ack"}
        yield socket


async def told(socket: ClientConnection) -> Any:
    async with asyncio.timeout(15):
        return json.loads(await socket.recv())


async def subscribe(socket: ClientConnection, identifier: str, query: str) -> None:
    message = {"type": "subscribe", "id": identifier, "payload": {"query": query}}
    await socket.send(json.dumps(message))


async def complete(socket: ClientConnection, identifier: str) -> None:
    await socket.send(json.dumps({"type": "complete", "id": identifier}))


async def test_a_read_that_takes_too_long_is_an_error_of_its_operation(hasty: Stuck) -> None:
    async with hasty.unreadable(), socket_to(hasty) as socket:
        await subscribe(socket, "long", hasty.read)
        await until(hasty.runs)
        refused = await told(socket)

        await until(hasty.has_ended)
        await subscribe(socket, "quick", QUICK)
        answered = await told(socket)

    errors = [{"message": ENDED, "extensions": {"code": "TIMEOUT"}}]
    assert refused == {"type": "error", "id": "long", "payload": errors}
    assert answered["payload"]["data"] == {"viewer": {"name": "Aiko Tanaka"}}


async def test_a_read_that_its_client_completes_has_ended_in_the_database(patient: Stuck) -> None:
    async with patient.unreadable(), socket_to(patient) as socket:
        await subscribe(socket, "long", patient.read)
        await until(patient.runs)

        await complete(socket, "long")

        await until(patient.has_ended)
        await subscribe(socket, "quick", QUICK)
        # Nothing more is said of the other.
        assert (await told(socket))["id"] == "quick"


async def test_reads_whose_socket_is_closed_have_ended_in_the_database(patient: Stuck) -> None:
    async with patient.unreadable():
        async with socket_to(patient) as socket:
            for identifier in ("reads", "waits for the connection"):
                await subscribe(socket, identifier, patient.read)
            await until(patient.runs)

        await until(patient.has_ended)
        assert await is_quick(patient)


async def test_operations_that_are_completed_or_left_have_a_line_that_says_so(
    database_url: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    async with serving(database_url, LONG) as patient, patient.unreadable():
        async with socket_to(patient) as socket:
            await subscribe(socket, "completed", patient.read)
            await until(patient.runs)
            await complete(socket, "completed")
            await until(patient.has_ended)
            await subscribe(socket, "quick", QUICK)
            assert [(await told(socket))["type"] for _ in range(2)] == ["next", "complete"]
            await subscribe(socket, "left", patient.read)
            await until(patient.runs)
        await until(patient.has_ended)

    lines = capsysbinary.readouterr().err.decode().splitlines()
    codes = [re.findall(r" INFO:     query \(unnamed\) (\w+); ", each) for each in lines]
    assert codes == [["CLIENT_GONE"], ["OK"], ["CLIENT_GONE"]]


@pytest.mark.parametrize("way", ["complete", "close"])
async def test_a_change_that_is_being_committed_is_committed_whatever_its_socket_does(
    patient: Stuck, way: str
) -> None:
    async with patient.held_at_commit() as held, socket_to(patient) as socket:
        await subscribe(socket, "change", CLOSE)
        await until(held.reached)
        await (complete(socket, "change") if way == "complete" else socket.close())
        await asyncio.sleep(0.2)
        await held.let_go()

        await are_closed(patient.database)


async def test_a_change_that_its_client_completes_while_it_waits_is_not_done(
    patient: Stuck,
) -> None:
    before = await dump(patient.database)

    async with socket_to(patient) as socket:
        async with patient.locked():
            await subscribe(socket, "change", CLOSE)
            await asyncio.sleep(0.2)
            await complete(socket, "change")
            await asyncio.sleep(0.2)
        # Nobody has the lock any more, so whoever waited for it would have it by now.
        async with patient.locked():
            pass

        assert await dump(patient.database) == before
