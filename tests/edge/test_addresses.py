"""Who the caller is: an address, a network, or who a trusted proxy says it is."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from server.addresses import UNKNOWN, address_of
from server.app import create_app
from server.settings import Settings


@pytest.mark.parametrize(
    ("address", "caller"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("testclient", UNKNOWN),
        ("", UNKNOWN),
        ("x" * 10_000, UNKNOWN),
        ("203.0.113.7, 10.0.0.1", UNKNOWN),
    ],
)
def test_an_address_is_counted_as(address: str, caller: str) -> None:
    assert address_of({"type": "http", "client": (address, 1)}) == caller


def test_without_an_address_all_count_together() -> None:
    assert address_of({"type": "http", "client": None}) == UNKNOWN
    assert address_of({"type": "http"}) == UNKNOWN


def caller(peer: str, forwarded: str | None, *trusted: str) -> str:
    """Who the application takes a request for that this peer sent."""
    seen: list[str] = []
    app = create_app(Settings(trusted_proxies=trusted))

    async def note(scope: Any, receive: Any, send: Any) -> None:
        del receive, send
        seen.append(address_of(scope))

    app.router.default = note
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    client = TestClient(app, "http://localhost", client=(peer, 1), raise_server_exceptions=False)
    client.get("/nowhere", headers=headers)
    return seen[0]


PROXY = "127.0.0.1"
CLIENT = "203.0.113.7"


@pytest.mark.parametrize("trusted", [(), ("10.0.0.0/8", "192.0.2.1")])
def test_whom_nobody_trusts_cant_forge_the_caller(trusted: tuple[str, ...]) -> None:
    assert caller(PROXY, CLIENT, *trusted) == PROXY
    assert caller(CLIENT, "198.51.100.1", *trusted) == CLIENT


def test_a_trusted_proxy_says_who_it_is() -> None:
    assert caller(PROXY, CLIENT, PROXY) == CLIENT
    assert caller("10.1.2.3", "2001:db8::1", "10.0.0.0/8") == "2001:db8::/64"
    assert caller(PROXY, None, PROXY) == PROXY


def test_what_the_client_forged_before_the_proxy_counts_for_nothing() -> None:
    assert caller(PROXY, f"198.51.100.1, {CLIENT}", PROXY) == CLIENT
    assert caller(PROXY, f"127.0.0.1, {CLIENT}, 10.0.0.9", PROXY, "10.0.0.0/8") == CLIENT


def test_a_proxy_that_passes_nonsense_on_gets_one_caller_for_it() -> None:
    assert caller(PROXY, "<script>", PROXY) == UNKNOWN
    assert caller(PROXY, "x" * 5_000, PROXY) == UNKNOWN
