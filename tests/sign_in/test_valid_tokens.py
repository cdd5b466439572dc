"""Tokens that are taken, and what is read from them."""

import asyncio
from time import time
from typing import Any

import pytest

from server.sign_in.claims import Claims, claim, mapped_role
from server.sign_in.refusing import Reason, TokenRefused
from server.sign_in.rules import ALGORITHMS, ClaimNames
from tests.sign_in.provider import AIKO, AUDIENCE, Provider, signer


def verified(acme: Provider, token: str, **rules: Any) -> Claims:
    return asyncio.run(acme.tokens(**rules).verify(token))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_algorithm_signs_somebody_in(acme: Provider, algorithm: str) -> None:
    acme.signers = [signer("it", algorithm)]

    assert verified(acme, acme.token()).subject == AIKO


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_that_names_its_algorithm_is_used_for_it(acme: Provider, algorithm: str) -> None:
    acme.signers = [signer("it", algorithm, alg=algorithm, key_ops=["verify"])]

    assert verified(acme, acme.token()).subject == AIKO


def test_everything_that_is_wanted_is_read(steady: Provider) -> None:
    expires = int(time()) + 60

    claims = verified(steady, steady.token(exp=expires))

    roles = ("sales", "offline_access")
    assert claims == Claims(AIKO, "Aiko Tanaka", "aiko@example.com", roles, expires)


@pytest.mark.parametrize(
    "kind", [None, "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "application/jwt"]
)
def test_both_id_and_access_tokens_are_taken(steady: Provider, kind: str | None) -> None:
    assert verified(steady, steady.token(header={"typ": kind})).subject == AIKO


@pytest.mark.parametrize(
    ("audience", "ours"),
    [
        (AUDIENCE, (AUDIENCE,)),
        ([AUDIENCE], (AUDIENCE,)),
        (["account", AUDIENCE], (AUDIENCE,)),
        ("api://clinch", (AUDIENCE, "api://clinch")),
    ],
)
def test_one_audience_of_ours_is_enough(
    steady: Provider, audience: object, ours: tuple[str, ...]
) -> None:
    assert verified(steady, steady.token(aud=audience), audiences=ours).subject == AIKO


@pytest.mark.parametrize(
    "times",
    [
        {"exp": -20},
        {"nbf": 20, "iat": 20},
        {"nbf": None, "iat": None},
        {"exp": 0.5, "iat": -0.5},
        {"exp": 3600 * 24 * 365},
    ],
)
def test_clocks_may_differ_a_little(steady: Provider, times: dict[str, float | None]) -> None:
    now = int(time())
    claims: dict[str, Any] = {name: None if by is None else now + by for name, by in times.items()}

    assert verified(steady, steady.token(**claims)).subject == AIKO


def test_a_single_key_needs_no_name(acme: Provider) -> None:
    # Keycloak shows a key for encryption beside the one that it signs with.
    acme.signers = [signer("only"), signer("secret", number=1, use="enc", alg="RSA-OAEP")]

    assert verified(acme, acme.token(header={"kid": None})).subject == AIKO


def test_keys_of_one_name_differ_by_their_kind(acme: Provider) -> None:
    acme.signers = [signer("one"), signer("one", "ES256")]
    tokens = acme.tokens()

    for by in acme.signers:
        assert asyncio.run(tokens.verify(acme.token(by))).subject == AIKO


def test_the_user_can_be_in_another_claim(steady: Provider) -> None:
    # Entra ID's oid is the same in all applications, its sub isn't. A number there is no matter.
    names = ClaimNames(user="oid")

    assert verified(steady, steady.token(oid="f4c1", sub=7), names=names).subject == "f4c1"


@pytest.mark.parametrize("user", ["x", "x" * 255, "相子", "auth0|5f7c8ec7c33c6c004bbafe82"])
def test_a_user_is_a_short_text(steady: Provider, user: str) -> None:
    assert verified(steady, steady.token(sub=user)).subject == user


@pytest.mark.parametrize(
    "user",
    ["x" * 256, "x" * 10_000, "", 17, None, True, ["a"], {"a": 1}, "a\0b", "\ud800"],
    ids=["256", "10000", "empty", "number", "none", "true", "list", "object", "nul", "surrogate"],
)
def test_and_nothing_else(steady: Provider, user: object) -> None:
    token = steady.token(sub=user)

    with pytest.raises(TokenRefused) as caught:
        verified(steady, token)

    assert caught.value.reason == Reason.USER


@pytest.mark.parametrize(
    ("said", "known"), [(True, "a@b.example"), (False, None), ("true", None), (None, "a@b.example")]
)
def test_an_address_that_the_provider_has_not_verified_is_none(
    steady: Provider, said: object, known: str | None
) -> None:
    token = steady.token(email="a@b.example", email_verified=said)

    assert verified(steady, token).email == known


@pytest.mark.parametrize(
    ("path", "payload", "found"),
    [
        ("roles", {"roles": ["a"]}, ["a"]),
        ("realm_access.roles", {"realm_access": {"roles": ["a"]}}, ["a"]),
        (
            "https://crm.example.com/roles",
            {"https://crm.example.com/roles": ["a"], "https://crm": {"example": 1}},
            ["a"],
        ),
        ("a.b", {"a": {"b": 1}, "a.b": 2}, 2),
        ("a.b.c", {"a": {"b": "text"}}, None),
        ("a.b", {"a": ["b"]}, None),
        ("a.", {"a": {}}, None),
        ("", {"a": 1}, None),
    ],
)
def test_a_claim_is_found_by_its_name_and_else_by_its_path(
    path: str, payload: dict[str, Any], found: object
) -> None:
    assert claim(payload, path) == found


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        (["a", "b"], ("a", "b")),
        ("a b", ("a b",)),
        (["a", 1, None, ["b"]], ("a",)),
        ({"a": True}, ()),
        (None, ()),
        (7, ()),
    ],
)
def test_roles_are_texts(steady: Provider, said: object, roles: tuple[str, ...]) -> None:
    token = steady.token(realm_access={"roles": said})

    assert verified(steady, token).roles == roles


def test_the_first_line_that_fits_says_the_role() -> None:
    mapping = (("admin", 1), ("sales", 2))

    assert mapped_role(("sales", "admin"), mapping) == 1
    assert mapped_role(("sales", "other"), mapping) == 2
    assert mapped_role(("Sales", "adm"), mapping) is None
    assert mapped_role((), mapping) is None
