"""Forged, broken and borrowed tokens, and the exact reason why each isn't taken."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from time import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import get_default_algorithms
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.sign_in.refusing import Reason, TokenRefused
from tests.edge.sockets import listening
from tests.sign_in.conftest import EC, EDWARDS, RSA
from tests.sign_in.provider import AIKO, Provider, encoded, provider, sealed, signed, signer

Forge = Callable[[Provider], str]

MALLORY = signer("mallory", number=7)
"""A key that the provider has never seen."""


def refused(acme: Provider, token: str, **rules: Any) -> Reason:
    """Why it isn't taken, while the real one is."""
    tokens = acme.tokens(**rules)

    async def both() -> Reason:
        with pytest.raises(TokenRefused) as caught:
            await tokens.verify(token)
        assert caught.value.__cause__ is None
        assert (await tokens.verify(acme.token())).subject == AIKO
        return caught.value.reason

    return asyncio.run(both())


def parts_of(acme: Provider, **claims: Any) -> list[str]:
    return acme.token(**claims).split(".")


def unsigned(algorithm: str, signature: str = "") -> Forge:
    def forge(acme: Provider) -> str:
        head = json.dumps({"alg": algorithm, "typ": "JWT", "kid": "rsa"}).encode()
        return f"{encoded(head)}.{parts_of(acme)[1]}.{signature}"

    return forge


def with_hmac(algorithm: str, encoding: Encoding, form: PublicFormat) -> Forge:
    """The public key, which everybody has, as the secret."""

    def forge(acme: Provider) -> str:
        secret = RSA.private.public_key().public_bytes(encoding, form)
        head = json.dumps({"alg": algorithm, "typ": "JWT", "kid": "rsa"}).encode()
        text = f"{encoded(head)}.{parts_of(acme)[1]}"
        digest = getattr(hashlib, f"sha{algorithm[2:]}")
        return f"{text}.{encoded(hmac.new(secret, text.encode(), digest).digest())}"

    return forge


def header(**header: Any) -> Forge:
    """A token of the real provider, or of whoever else `by` is, with another header."""
    return lambda acme: acme.token(header=header)


def claims(**claims: Any) -> Forge:
    """What the provider's own key signs, but isn't for us, or isn't valid now."""
    return lambda acme: acme.token(**claims)


def content(text: str) -> Forge:
    """These bytes as claims, truly signed; `…` stands for those of a valid token."""

    def forge(acme: Provider) -> str:
        valid = json.dumps(acme.claims())[1:-1]
        return signed(RSA, {"kid": "rsa"}, text.replace("…", valid).encode())

    return forge


def by_mallory(**header: Any) -> Forge:
    return lambda acme: acme.token(MALLORY, header={"kid": "rsa", **header})


def head(text: bytes) -> Forge:
    """A header of these bytes, truly signed."""
    return lambda acme: sealed(RSA, text, json.dumps(acme.claims()).encode())


def later(name: str, seconds: int) -> Forge:
    return lambda acme: acme.token(None, None, **{name: int(time()) + seconds})


PUBLIC = PublicFormat.SubjectPublicKeyInfo
FORGED: dict[str, tuple[Forge, Reason]] = {
    **{
        f"alg {name}": (unsigned(name, "AA"), Reason.ALGORITHM)
        for name in ("none", "None", "nOnE", "NONE", "none ", "")
    },
    "alg none, no signature": (unsigned("none"), Reason.MALFORMED),
    "alg missing": (header(alg=None), Reason.ALGORITHM),
    "alg a number": (header(alg=256), Reason.ALGORITHM),
    "alg a list": (header(alg=["RS256"]), Reason.ALGORITHM),
    "alg rs256": (header(alg="rs256"), Reason.ALGORITHM),
    "alg ES256K": (header(alg="ES256K"), Reason.ALGORITHM),
    "HS256 with the PEM": (with_hmac("HS256", Encoding.PEM, PUBLIC), Reason.ALGORITHM),
    "HS256 with the DER": (with_hmac("HS256", Encoding.DER, PUBLIC), Reason.ALGORITHM),
    "HS384 with the PEM": (with_hmac("HS384", Encoding.PEM, PUBLIC), Reason.ALGORITHM),
    "HS512 with PKCS 1": (with_hmac("HS512", Encoding.PEM, PublicFormat.PKCS1), Reason.ALGORITHM),
    "another audience": (claims(aud="https://shop.example.com"), Reason.AUDIENCE),
    "several others": (claims(aud=["account", "shop"]), Reason.AUDIENCE),
    "the audience, and more": (claims(aud="https://crm.example.com/api/"), Reason.AUDIENCE),
    "no audience": (claims(aud=None), Reason.AUDIENCE),
    "an empty audience": (claims(aud=""), Reason.AUDIENCE),
    "no audiences": (claims(aud=[]), Reason.AUDIENCE),
    "an object as audience": (claims(aud={"https://crm.example.com/api": 1}), Reason.AUDIENCE),
    "a number beside it": (claims(aud=["https://crm.example.com/api", 1]), Reason.AUDIENCE),
    "expired": (later("exp", -40), Reason.EXPIRED),
    "long expired": (claims(exp=1), Reason.EXPIRED),
    "exp negative": (claims(exp=-5), Reason.EXPIRED),
    "exp zero": (claims(exp=0), Reason.EXPIRED),
    "exp missing": (claims(exp=None), Reason.NO_EXPIRY),
    "exp null": (content('{…, "exp2": 1}'.replace("…", '"exp": null')), Reason.TIME),
    "exp a text": (claims(exp="99999999999"), Reason.TIME),
    "exp true": (claims(exp=True), Reason.TIME),
    "exp in milliseconds": (claims(exp=1_800_000_000_000), Reason.TIME),
    "exp huge": (claims(exp=10**30), Reason.TIME),
    "exp of 5,000 digits": (content('{"exp": ' + "9" * 5000 + "}"), Reason.MALFORMED),
    "exp 1e999": (content('{"exp": 1e999}'), Reason.TIME),
    "exp NaN": (content('{"exp": NaN}'), Reason.MALFORMED),
    "exp Infinity": (content('{"exp": Infinity}'), Reason.MALFORMED),
    "exp a list": (claims(exp=[1]), Reason.TIME),
    "not yet valid": (later("nbf", 60), Reason.NOT_YET),
    "nbf a text": (claims(nbf="0"), Reason.TIME),
    "issued in the future": (later("iat", 60), Reason.NOT_YET),
    "iat a text": (claims(iat="0"), Reason.TIME),
    "another issuer": (claims(iss="https://login.example.com"), Reason.ISSUER),
    "the issuer with a slash": (lambda acme: acme.token(iss=f"{acme.issuer}/"), Reason.ISSUER),
    "the issuer in capitals": (lambda acme: acme.token(iss=acme.issuer.upper()), Reason.ISSUER),
    "no issuer": (claims(iss=None), Reason.ISSUER),
    "a list of issuers": (lambda acme: acme.token(iss=[acme.issuer]), Reason.ISSUER),
    **{
        f"kid {kid[:20]!r}": (header(kid=kid), Reason.UNKNOWN_KEY)
        for kid in (
            *("../../../../dev/null", "' OR '1'='1", "rsa'; DROP TABLE users; --", "RSA", "rsa "),
            *("", "\0", "rsa\0", "x" * 5000, "\ud800", "http://127.0.0.1/keys"),
        )
    },
    "kid missing, of several": (header(kid=None), Reason.NO_KEY_ID),
    "kid a number": (header(kid=1), Reason.MALFORMED),
    "kid a list": (header(kid=["rsa"]), Reason.MALFORMED),
    "kid null": (head(b'{"alg": "RS256", "kid": null}'), Reason.MALFORMED),
    "signed by somebody else": (by_mallory(), Reason.SIGNATURE),
    "with somebody's own key": (by_mallory(jwk=MALLORY.jwk), Reason.SIGNATURE),
    "and that key's name": (by_mallory(kid="mallory", jwk=MALLORY.jwk), Reason.UNKNOWN_KEY),
    "and no name": (by_mallory(kid=None, jwk=MALLORY.jwk), Reason.NO_KEY_ID),
    "with a certificate": (by_mallory(x5c=["MIIB"]), Reason.SIGNATURE),
    "crit": (header(crit=["exp"]), Reason.CRITICAL),
    "crit empty": (header(crit=[]), Reason.CRITICAL),
    "crit b64": (header(crit=["b64"], b64=True), Reason.CRITICAL),
    "b64 alone": (header(b64=False), Reason.CRITICAL),
    **{
        f"typ {kind}": (header(typ=kind), Reason.TYPE)
        for kind in (
            *("dpop+jwt", "logout+jwt", "secevent+jwt", "JWE", "", 7, ["JWT"]),
            *("application/logout+jwt", "oauth-authz-req+jwt", "token-introspection+jwt", "JOSE"),
        )
    },
    "an EC key for RS256": (lambda acme: acme.token(header={"kid": "ec"}), Reason.WRONG_KEY),
    "an RSA key for ES256": (lambda acme: acme.token(EC, {"kid": "rsa"}), Reason.WRONG_KEY),
    "an RSA key for EdDSA": (lambda acme: acme.token(EDWARDS, {"kid": "rsa"}), Reason.WRONG_KEY),
    "a P-256 key for ES512": (
        lambda acme: acme.token(signer("ec", "ES512"), {"kid": "ec"}),
        Reason.WRONG_KEY,
    ),
    "RS256 said to be PS256": (header(alg="PS256"), Reason.SIGNATURE),
    "RS256 said to be RS512": (header(alg="RS512"), Reason.SIGNATURE),
    "a megabyte": (claims(junk="x" * 1_000_000), Reason.TOO_LONG),
    "one character too many": (lambda acme: f"{acme.token()}{'A' * 16_384}", Reason.TOO_LONG),
    "nothing": (lambda _: "", Reason.MALFORMED),
    "dots": (lambda _: "..", Reason.MALFORMED),
    "one part": (lambda acme: parts_of(acme)[0], Reason.MALFORMED),
    "two parts": (lambda acme: ".".join(parts_of(acme)[:2]), Reason.MALFORMED),
    "four parts": (lambda acme: f"{acme.token()}.AA", Reason.MALFORMED),
    "five parts": (lambda acme: f"{acme.token()}.AA.AA", Reason.ENCRYPTED),
    "no signature": (lambda acme: ".".join([*parts_of(acme)[:2], ""]), Reason.MALFORMED),
    "a short signature": (lambda acme: ".".join([*parts_of(acme)[:2], "AA"]), Reason.SIGNATURE),
    "another's signature": (
        lambda acme: ".".join([*parts_of(acme)[:2], parts_of(acme, sub="other")[2]]),
        Reason.SIGNATURE,
    ),
    "other claims": (
        lambda acme: ".".join(
            [parts_of(acme)[0], parts_of(acme, sub="admin")[1], parts_of(acme)[2]]
        ),
        Reason.SIGNATURE,
    ),
    "padding": (lambda acme: f"{acme.token()}==", Reason.MALFORMED),
    "a space before": (lambda acme: f" {acme.token()}", Reason.MALFORMED),
    "a line after": (lambda acme: f"{acme.token()}\n", Reason.MALFORMED),
    "NUL": (lambda acme: f"{acme.token()}\0", Reason.MALFORMED),
    "not ASCII": (lambda acme: f"é{acme.token()[1:]}", Reason.MALFORMED),
    "digits of another script": (lambda acme: f"{acme.token()[:-1]}٣", Reason.MALFORMED),
    "half a pair": (lambda acme: f"{acme.token()[:-1]}\ud800", Reason.MALFORMED),
    "rubbish in base64": (lambda _: "AAAA.AAAA.AAAA", Reason.MALFORMED),
    "an impossible length": (lambda _: "A.A.A", Reason.MALFORMED),
    "standard base64": (lambda acme: f"{parts_of(acme)[0]}.+/+/.AAAA", Reason.MALFORMED),
    "a list as header": (head(b"[]"), Reason.MALFORMED),
    "deep nesting in the header": (head(b"[" * 9000), Reason.MALFORMED),
    "alg twice": (head(b'{"alg": "none", "alg": "RS256", "kid": "rsa"}'), Reason.MALFORMED),
    "a header in UTF-16": (head('{"alg": "RS256"}'.encode("utf-16")), Reason.MALFORMED),
    "claims that are a list": (content("[{…}]"), Reason.MALFORMED),
    "claims that are null": (content("null"), Reason.MALFORMED),
    "claims that are no JSON": (content("{…"), Reason.MALFORMED),
    "claims nested deeply": (content("[" * 9000), Reason.MALFORMED),
    "sub twice": (content('{…, "sub": "admin"}'), Reason.MALFORMED),
    "exp twice": (content('{"exp": 1, …}'), Reason.MALFORMED),
    "roles twice, further in": (content('{…, "a": {"b": 1, "b": 2}}'), Reason.MALFORMED),
    "a name twice, spelt otherwise": (content('{…, "s\\u0075b": "admin"}'), Reason.MALFORMED),
}


@pytest.mark.parametrize(("forge", "reason"), FORGED.values(), ids=FORGED)
def test_it_is_refused(steady: Provider, forge: Forge, reason: Reason) -> None:
    assert refused(steady, forge(steady)) == reason


@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_nobody_is_asked_whom_the_token_names(steady: Provider, name: str) -> None:
    asked: list[str] = []

    async def answer(request: Request) -> Response:
        asked.append(request.url.path)
        return JSONResponse({"keys": [MALLORY.jwk, {**MALLORY.jwk, "kid": "rsa"}]})

    with listening(Starlette(routes=[Route("/{path:path}", answer)])) as port:
        address = f"http://127.0.0.1:{port}/keys"
        reasons = [
            refused(steady, steady.token(MALLORY, {"kid": kid, name: address}))
            for kid in ("rsa", "mallory", address)
        ]

    assert reasons == [Reason.SIGNATURE, Reason.UNKNOWN_KEY, Reason.UNKNOWN_KEY]
    assert asked == []


def test_another_realm_of_the_same_host_is_another_issuer(steady: Provider) -> None:
    with provider(signer("rsa", number=9)) as other:
        assert refused(steady, other.token()) == Reason.SIGNATURE


@pytest.mark.parametrize(
    ("shown", "algorithm"),
    [
        ({"alg": "RS256"}, "PS256"),
        ({"alg": "RSA-OAEP"}, "RS256"),
        ({"alg": 7}, "RS256"),
        ({"use": "enc"}, "RS256"),
        ({"use": None}, "RS256"),
        ({"key_ops": ["encrypt"]}, "RS256"),
        ({"key_ops": "verify"}, "RS256"),
        ({"kty": "oct", "k": "c2VjcmV0"}, "RS256"),
        ({"kty": "EC", "crv": "P-256"}, "ES256"),
        ({"n": "AQAB"}, "RS256"),
        ({"n": 5}, "RS256"),
        ({"e": "AQ"}, "RS256"),
        ({"d": "AQAB"}, "RS256"),
    ],
)
def test_a_key_is_used_for_what_it_is_for(
    acme: Provider, shown: dict[str, Any], algorithm: str
) -> None:
    acme.signers = [RSA, signer("other", number=1, **shown)]
    by = signer("other", algorithm, number=1)

    assert refused(acme, acme.token(by)) == Reason.WRONG_KEY
    assert acme.fetches == 1


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_a_private_key_that_is_published_is_none(acme: Provider, algorithm: str) -> None:
    leaked = signer("leaked", algorithm, number=1)
    whole = get_default_algorithms()[algorithm].to_jwk(leaked.private, as_dict=True)
    acme.jwks = {"keys": [RSA.jwk, {**whole, "kid": "leaked", "key_ops": ["sign", "verify"]}]}

    assert refused(acme, acme.token(leaked)) == Reason.WRONG_KEY


def test_a_weak_key_is_none(acme: Provider) -> None:
    weak = signer("weak", bits=1024)
    acme.signers = [RSA, weak]

    assert refused(acme, acme.token(weak)) == Reason.WRONG_KEY


def test_only_algorithms_of_the_list_are_taken(steady: Provider) -> None:
    assert refused(steady, steady.token(EC), algorithms=("RS256",)) == Reason.ALGORITHM


def test_a_secret_that_the_provider_publishes_signs_nobody_in(acme: Provider) -> None:
    secret = base64.urlsafe_b64encode(b"x" * 32).decode()
    acme.jwks = {"keys": [RSA.jwk, {"kty": "oct", "k": secret, "kid": "shared", "alg": "HS256"}]}
    head = encoded(b'{"alg": "HS256", "kid": "shared"}')
    text = f"{head}.{parts_of(acme)[1]}"
    token = f"{text}.{encoded(hmac.new(b'x' * 32, text.encode(), 'sha256').digest())}"

    assert refused(acme, token) == Reason.ALGORITHM


def test_what_is_said_of_it_has_nothing_of_the_token(steady: Provider) -> None:
    token = steady.token(MALLORY, {"kid": "their-own-name"}, sub="somebody@example.com")

    async def said() -> str:
        with pytest.raises(TokenRefused) as caught:
            await steady.tokens().verify(token)
        return f"{caught.value}{caught.value!r}{caught.value.detail}"

    words = asyncio.run(said())

    assert "unknown_key" in words
    assert not [part for part in (*token.split("."), "their-own", "somebody") if part in words]
