"""The provider's keys: when they are fetched, how often, and what is done without them."""

import asyncio
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from time import time
from typing import Any

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.sign_in.openid import OpenIdTokens
from server.sign_in.provider_keys import ASK_AGAIN, MAX_AGE, MAX_STALE, RETRY, ProviderKeys
from server.sign_in.refusing import Reason, TokenRefused
from tests.edge.sockets import listening
from tests.server.commands import free_port
from tests.sign_in.conftest import RSA
from tests.sign_in.provider import AIKO, LEEWAY, Provider, provider, signer

NEW = signer("new", "ES256", number=1)
DISCOVERY = "/realms/acme/.well-known/openid-configuration"
KEYS = "/realms/acme/keys"


@dataclass
class Clock:
    """The time that the keys go by, in seconds."""

    now: float = 1000

    def __call__(self) -> float:
        return self.now


def tokens_of(acme: Provider) -> tuple[OpenIdTokens, Clock]:
    clock = Clock()
    return acme.tokens(ProviderKeys(acme.issuer, clock)), clock


async def outcome(tokens: OpenIdTokens, token: str) -> str | Reason:
    """The user, or why there is none."""
    try:
        return (await tokens.verify(token)).subject
    except TokenRefused as refused:
        return refused.reason


async def outcomes(tokens: OpenIdTokens, them: Iterable[str]) -> list[str | Reason]:
    """One after another."""
    return [await outcome(tokens, token) for token in them]


async def settled(tokens: OpenIdTokens) -> None:
    """What is fetched in the background has come."""
    if tokens.keys._fetching is not None:
        await asyncio.wait([tokens.keys._fetching])


def test_they_are_fetched_once(acme: Provider) -> None:
    tokens, _ = tokens_of(acme)

    said = asyncio.run(outcomes(tokens, [acme.token() for _ in range(50)]))

    assert said == [AIKO] * 50
    assert acme.asked == [DISCOVERY, KEYS]


def test_first_callers_share_one_fetch(acme: Provider) -> None:
    acme.delay = 0.2
    tokens, _ = tokens_of(acme)

    async def together() -> list[str | Reason]:
        return await asyncio.gather(*[outcome(tokens, acme.token()) for _ in range(50)])

    assert asyncio.run(together()) == [AIKO] * 50
    assert acme.asked == [DISCOVERY, KEYS]


def test_one_who_gives_up_takes_nobody_along(acme: Provider) -> None:
    acme.delay = 0.2
    tokens, _ = tokens_of(acme)

    async def one_is_cancelled() -> tuple[bool, str | Reason]:
        first, second = (asyncio.create_task(outcome(tokens, acme.token())) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.wait([first, second])
        return first.cancelled(), second.result()

    assert asyncio.run(one_is_cancelled()) == (True, AIKO)
    assert acme.fetches == 1


def test_fetched_at_start_nobody_waits_for_them(acme: Provider) -> None:
    tokens, _ = tokens_of(acme)

    async def start_first() -> str | Reason:
        tokens.keys.start()
        await settled(tokens)
        acme.goes_down()
        return await outcome(tokens, acme.token())

    assert asyncio.run(start_first()) == AIKO


def test_a_new_key_is_there_after_one_fetch(acme: Provider) -> None:
    tokens, _ = tokens_of(acme)

    async def rotate() -> list[str | Reason]:
        before = await outcome(tokens, acme.token())
        acme.signers = [NEW, RSA]
        return [before, *await outcomes(tokens, [acme.token(NEW), acme.token(RSA)])]

    assert asyncio.run(rotate()) == [AIKO, AIKO, AIKO]
    assert acme.fetches == 2


def test_a_key_that_is_withdrawn_is_gone_with_the_next_fetch(acme: Provider) -> None:
    tokens, clock = tokens_of(acme)

    async def withdraw() -> list[str | Reason]:
        token = acme.token(RSA)
        before = await outcomes(tokens, [token, token])
        acme.signers = [NEW]
        clock.now += MAX_AGE + 1
        await outcome(tokens, token)
        await settled(tokens)
        return [*before, *await outcomes(tokens, [token, acme.token(NEW)])]

    assert asyncio.run(withdraw()) == [AIKO, AIKO, Reason.UNKNOWN_KEY, AIKO]


def test_all_keys_can_be_withdrawn(acme: Provider) -> None:
    acme.jwks = {"keys": []}
    tokens, _ = tokens_of(acme)

    assert asyncio.run(outcome(tokens, acme.token())) == Reason.UNKNOWN_KEY


def test_a_flood_of_unknown_keys_asks_the_provider_once(acme: Provider) -> None:
    tokens, clock = tokens_of(acme)
    flood = [acme.token(header={"kid": f"no-{number}"}) for number in range(500)]

    async def all_of_them() -> list[str | Reason]:
        one_by_one = await outcomes(tokens, flood)
        together = await asyncio.gather(*[outcome(tokens, token) for token in flood])
        return [*one_by_one, *together]

    assert set(asyncio.run(all_of_them())) == {Reason.UNKNOWN_KEY}
    assert acme.fetches == 2

    clock.now += ASK_AGAIN
    assert asyncio.run(outcome(tokens, flood[0])) == Reason.UNKNOWN_KEY
    assert acme.fetches == 3
    assert asyncio.run(outcome(tokens, acme.token())) == AIKO


def test_old_keys_are_used_while_new_ones_are_fetched(acme: Provider) -> None:
    tokens, clock = tokens_of(acme)

    async def grow_old() -> tuple[list[str | Reason], int]:
        await outcome(tokens, acme.token())
        clock.now += MAX_AGE + 1
        acme.delay = 0.3
        said = await outcomes(tokens, [acme.token() for _ in range(20)])
        meanwhile = acme.fetches
        await settled(tokens)
        return said, meanwhile

    said, meanwhile = asyncio.run(grow_old())

    assert said == [AIKO] * 20
    assert (meanwhile, acme.fetches) == (1, 2)


def test_old_keys_are_used_for_a_day_without_the_provider(
    acme: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    tokens, clock = tokens_of(acme)

    async def without_it() -> list[str | Reason]:
        said = [await outcome(tokens, acme.token())]
        acme.goes_down()
        for age in (MAX_AGE + 1, MAX_STALE - 1, MAX_STALE + 1):
            clock.now = 1000 + age
            said.append(await outcome(tokens, acme.token()))
            await settled(tokens)
        acme.comes_back()
        said.append(await outcome(tokens, acme.token()))
        clock.now += RETRY
        said.append(await outcome(tokens, acme.token()))
        return said

    down = Reason.PROVIDER_DOWN
    assert asyncio.run(without_it()) == [AIKO, AIKO, AIKO, down, down, AIKO]
    place = f"{acme.issuer}/.well-known/openid-configuration"
    assert set(caplog.messages) == {
        f"the OpenID provider's keys can't be had: {place} answered 503."
    }


def test_a_provider_that_is_down_at_first_is_asked_now_and_then(acme: Provider) -> None:
    acme.goes_down()
    tokens, clock = tokens_of(acme)

    async def until_it_is_up() -> list[str | Reason]:
        said = await outcomes(tokens, [acme.token() for _ in range(20)])
        acme.comes_back()
        clock.now += RETRY
        return [*said, await outcome(tokens, acme.token())]

    assert asyncio.run(until_it_is_up()) == [*[Reason.PROVIDER_DOWN] * 20, AIKO]
    assert acme.asked == [DISCOVERY, DISCOVERY, KEYS]


def test_nobody_listens_there(caplog: pytest.LogCaptureFixture) -> None:
    nowhere = Provider([RSA], f"http://127.0.0.1:{free_port()}")

    assert asyncio.run(outcome(nowhere.tokens(), nowhere.token())) == Reason.PROVIDER_DOWN
    assert "can't be reached" in caplog.text


def test_a_slow_provider_blocks_nobody_else(acme: Provider) -> None:
    acme.delay = 0.5
    tokens, _ = tokens_of(acme)

    async def count_meanwhile() -> tuple[str | Reason, int]:
        turns = 0
        asking = asyncio.create_task(outcome(tokens, acme.token()))
        while not asking.done():
            await asyncio.sleep(0.001)
            turns += 1
        return await asking, turns

    said, turns = asyncio.run(count_meanwhile())

    assert said == AIKO
    # A loop that was blocked would have had a few.
    assert turns > 20


def test_close_ends_what_is_under_way(acme: Provider) -> None:
    acme.delay = 1
    tokens, _ = tokens_of(acme)

    async def start_and_close() -> bool:
        tokens.keys.start()
        await asyncio.sleep(0.05)
        await tokens.keys.close()
        await tokens.keys.close()
        return tokens.keys._fetching is None

    assert asyncio.run(start_and_close())


def test_discovery_is_of_the_issuer_and_no_other(
    acme: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    tokens, _ = tokens_of(acme)
    for other in (f"{acme.issuer}/", "https://login.example.com", None, 7, [acme.issuer]):
        acme.discovery = {"issuer": other}

        assert asyncio.run(outcome(acme.tokens(), acme.token())) == Reason.PROVIDER_DOWN
    assert acme.fetches == 0
    assert "is another issuer's: 'https://login.example.com', not" in caplog.text

    acme.discovery = {}
    assert asyncio.run(outcome(tokens, acme.token())) == AIKO


def test_an_issuer_can_end_in_a_slash(acme: Provider) -> None:
    # Auth0's does, and the address of the discovery doesn't have two for it.
    acme.issuer += "/"
    acme.discovery = {"jwks_uri": f"{acme.issuer}keys"}

    assert asyncio.run(outcome(acme.tokens(), acme.token())) == AIKO
    assert acme.asked == [DISCOVERY, KEYS]


@pytest.mark.parametrize(
    "address",
    [
        *(None, 7, "", "keys", "/keys", "file:///etc/passwd", "ftp://127.0.0.1/keys", "http://["),
        *("http://login.example.com/keys", "data:application/json,{}", "http://a@127.0.0.1/keys"),
    ],
)
def test_keys_are_fetched_from_safe_places_only(acme: Provider, address: object) -> None:
    acme.discovery = {"jwks_uri": address}

    assert asyncio.run(outcome(acme.tokens(), acme.token())) == Reason.PROVIDER_DOWN
    assert acme.asked == [DISCOVERY]


def rubbish() -> dict[str, Response]:
    big = {"keys": [RSA.jwk], "junk": "x" * 10_000_000}
    return {
        "10 MB": JSONResponse(big),
        "HTML": Response("<html>Sign in</html>", media_type="text/html"),
        "nothing": Response(""),
        "a list": JSONResponse([RSA.jwk]),
        "no keys": JSONResponse({}),
        "keys of another type": JSONResponse({"keys": {"rsa": RSA.jwk}}),
        "deep": Response("[" * 100_000),
        "a fault": JSONResponse({"keys": [RSA.jwk]}, 500),
        "elsewhere": RedirectResponse("/realms/acme/keys2"),
        "bytes": Response(b"\xff\xfe\x00"),
        "broken gzip": Response(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
    }


@pytest.mark.parametrize("kind", rubbish())
def test_rubbish_is_no_keys(acme: Provider, kind: str) -> None:
    tokens, clock = tokens_of(acme)

    async def after_good_ones() -> list[str | Reason]:
        acme.answers[KEYS] = rubbish()[kind]
        first = await outcome(tokens, acme.token())
        acme.comes_back()
        clock.now += RETRY
        good = await outcome(tokens, acme.token())
        acme.answers[KEYS] = rubbish()[kind]
        clock.now += MAX_AGE + 1
        kept = [await outcome(tokens, acme.token())]
        await settled(tokens)
        return [first, good, *kept, await outcome(tokens, acme.token())]

    assert asyncio.run(after_good_ones()) == [Reason.PROVIDER_DOWN, AIKO, AIKO, AIKO]
    assert "/realms/acme/keys2" not in acme.asked


@pytest.mark.parametrize("entry", [None, 7, "rsa", [], {}, {"kty": "RSA"}, {"kid": "rsa"}])
def test_a_broken_entry_spoils_no_other(acme: Provider, entry: object) -> None:
    acme.jwks = {"keys": [entry, RSA.jwk]}
    by_another = acme.token(header={"kid": "nobody"})

    said = asyncio.run(outcomes(acme.tokens(), [acme.token(), by_another]))

    expected = Reason.UNKNOWN_KEY
    assert said[1] == expected
    assert said[0] == AIKO


def test_a_key_that_is_not_used_is_told_of(
    acme: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "clinch")
    acme.signers = [RSA, signer("weak", bits=1024)]

    assert asyncio.run(outcome(acme.tokens(), acme.token())) == AIKO
    assert caplog.messages == [
        "the OpenID provider's key 'weak' isn't used: It is an RSA key of 1024 bits."
    ]


def test_a_trickle_is_cut_off(monkeypatch: pytest.MonkeyPatch, acme: Provider) -> None:
    monkeypatch.setattr("server.sign_in.fetching.DEADLINE", 0.3)

    left = threading.Event()

    async def trickle(_scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(200):
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.sleep(0.05)
        await receive()
        left.set()

    with listening(trickle) as port:
        acme.discovery = {"jwks_uri": f"http://127.0.0.1:{port}/keys"}
        said = asyncio.run(outcome(acme.tokens(), acme.token()))
        whole = left.is_set()

    assert said == Reason.PROVIDER_DOWN
    assert not whole


def test_two_providers_have_nothing_to_do_with_each_other(acme: Provider) -> None:
    with provider(signer("rsa", number=3)) as other:
        tokens, _ = tokens_of(other)

        said = asyncio.run(outcomes(tokens, [acme.token(), other.token()]))

    assert said == [Reason.SIGNATURE, AIKO]


def test_a_token_that_was_taken_is_refused_when_it_expires(
    acme: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens, _ = tokens_of(acme)
    expires = int(time()) + 60
    token = acme.token(exp=expires)

    async def until_then() -> list[str | Reason]:
        said = [await outcome(tokens, token)]
        for now in (expires + LEEWAY - 1, expires + LEEWAY):
            monkeypatch.setattr("server.sign_in.openid.time", lambda now=now: now)
            said.append(await outcome(tokens, token))
        return said

    assert asyncio.run(until_then()) == [AIKO, AIKO, Reason.EXPIRED]


def test_and_when_the_provider_has_been_away_for_too_long(acme: Provider) -> None:
    tokens, clock = tokens_of(acme)
    token = acme.token()

    async def wait_for_a_day() -> list[str | Reason]:
        said = [await outcome(tokens, token)]
        acme.goes_down()
        clock.now += MAX_STALE + 1
        return [*said, await outcome(tokens, token)]

    assert asyncio.run(wait_for_a_day()) == [AIKO, Reason.PROVIDER_DOWN]
