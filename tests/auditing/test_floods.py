"""A flood makes few entries, and a number."""

from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from tests.acting import BEN, acting
from tests.api.requests import post
from tests.auditing.audited import Clock, Row, flush, on_record, signing_in
from tests.conftest import NOW
from tests.sign_in.provider import Provider

DENIED = 'mutation { createUser(input: {kind: PERSON, name: "Eve"}) { errors { code } } }'


async def send(app: Any, address: str, token: str) -> int:
    """A request from this address, as a server hands it to the application; its status."""
    statuses: list[int] = []
    body = orjson.dumps({"query": "{ __typename }"})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = {
        b"host": b"localhost",
        b"content-type": b"application/json",
        b"authorization": f"Bearer {token}".encode(),
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "headers": list(headers.items()),
        "client": (address, 50_000),
        "server": ("localhost", 80),
    }
    await app(scope, receive, sent)
    (status,) = statuses
    return status


def flood(client: TestClient, addresses: list[str], count: int) -> None:
    async def all_of_it() -> None:
        for number in range(count):
            address = addresses[number % len(addresses)]
            assert await send(client.app, address, f"forged.{number}.token") in {401, 429}

    assert client.portal is not None
    client.portal.call(all_of_it)


def test_10000_forged_tokens_of_one_address_make_five_entries_and_a_sum(
    database_url: str, acme: Provider
) -> None:
    clock = Clock()
    with signing_in(database_url, acme, clock) as client:
        flood(client, ["192.0.2.7"], 10_000)
        clock.goes_on(minutes=1)
        # The next one tells that the minute is over.
        flood(client, ["192.0.2.8"], 1)
        flush(client)

    rows = on_record(database_url)
    assert [(each.happened_at, each.address, each.detail) for each in rows] == [
        *[(NOW, "192.0.2.7", "malformed")] * 5,
        (clock.now, "192.0.2.7", "and 9,995 more"),
        (clock.now, "192.0.2.8", "malformed"),
    ]
    assert rows[5] == Row(
        "SIGN_IN_REFUSED", clock.now, detail="and 9,995 more", address="192.0.2.7"
    )


def test_10000_forged_tokens_of_many_addresses_make_a_hundred_entries_and_a_sum(
    database_url: str, acme: Provider
) -> None:
    addresses = [f"10.{number // 250}.{number % 250}.1" for number in range(5_000)]
    with signing_in(database_url, acme, Clock()) as client:
        flood(client, addresses, 10_000)

    *single, summed = on_record(database_url)
    assert [each.address for each in single] == addresses[:100]
    assert summed == Row("SIGN_IN_REFUSED", NOW, detail="and 9,900 more")


def test_a_flood_does_not_hide_a_sign_in(database_url: str, acme: Provider) -> None:
    with signing_in(database_url, acme, Clock()) as client:
        flood(client, [f"10.0.{number}.1" for number in range(200)], 1_000)
        token = {"Authorization": f"Bearer {acme.token()}"}
        post(client, "{ __typename }", headers=token)
        flush(client)

    (signed_in,) = [each for each in on_record(database_url) if each.type == "SIGNED_IN"]
    assert signed_in.credential == acme.issuer


def test_one_who_is_denied_again_and_again_makes_five_entries_and_a_sum(
    client: TestClient, database_url: str
) -> None:
    with acting(client, BEN):
        for _ in range(12):
            post(client, DENIED)
        flush(client)

    *single, summed = on_record(database_url)
    assert [each.detail for each in single] == ["createUser: users:write"] * 5
    assert summed == Row("DENIED", NOW, BEN, detail="and 7 more")


@pytest.mark.parametrize("back", [-3600.0, -0.1])
def test_a_clock_that_is_set_back_ends_the_minute(
    database_url: str, acme: Provider, back: float
) -> None:
    clock = Clock()
    with signing_in(database_url, acme, clock) as client:
        flood(client, ["192.0.2.7"], 6)
        clock.goes_on(seconds=back)
        flood(client, ["192.0.2.7"], 1)
        flush(client)

    details = [each.detail for each in on_record(database_url)]
    assert details == [*["malformed"] * 5, "and 1 more", "malformed"]
