"""The settings of docs/access.md, each with a token such as that provider makes."""

import asyncio
import os
import re
from typing import Any, Final

import pytest

from domain.access import ROLES, Reach, Right, Role
from server.settings import Settings, read_settings
from server.sign_in.claims import Claims, mapped_role
from server.sign_in.openid import OpenIdTokens
from server.sign_in.refusing import Reason, TokenRefused
from server.sign_in.rules import TokenRules
from tests.server.commands import ROOT
from tests.sign_in.provider import Provider

SECTIONS: Final = dict(
    re.findall(
        r"^### (\w+).*?\n```sh\n(.*?)```",
        (ROOT / "docs" / "access.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
)

TOKENS: Final[dict[str, dict[str, Any]]] = {
    "Keycloak": {
        "aud": ["clinch", "account"],
        "sub": "c7b2f5a0-58a1-4a9e-9a83-0f7f4a2a1f11",
        "typ": "Bearer",
        "azp": "front-end",
        "realm_access": {"roles": ["default-roles-acme", "clinch-sales"]},
        "resource_access": {"account": {"roles": ["view-profile"]}},
        "scope": "openid profile email",
        "email_verified": True,
    },
    "Entra": {
        "aud": "535fb089-9ff3-47b6-9bfb-4f1264799865",
        "oid": "c7b2f5a0-58a1-4a9e-9a83-0f7f4a2a1f11",
        "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
        "tid": "8eaef023-2b34-4da1-9baa-8bc8c9d6a490",
        "roles": ["Clinch.Sales"],
        "scp": "access",
        "ver": "2.0",
    },
    "Auth0": {
        "aud": ["https://crm.example.com/api", "https://acme.eu.auth0.com/userinfo"],
        "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
        "nbf": None,
        "name": None,
        "email": None,
        "https://crm.example.com/roles": ["sales"],
        "https://crm.example.com/name": "Aiko Tanaka",
        "https://crm.example.com/email": "aiko@example.com",
        "scope": "openid profile",
        "gty": "refresh_token",
    },
}


def settings_of(name: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """As the document has them."""
    for each in [each for each in os.environ if each.upper().startswith("CLINCH_")]:
        monkeypatch.delenv(each)
    for setting, value in re.findall(r"^export (CLINCH_\w+)=(\S+)$", SECTIONS[name], re.MULTILINE):
        monkeypatch.setenv(setting, value)
    return read_settings()


def here(rules: TokenRules | None, acme: Provider) -> TokenRules:
    """The same of a provider that can be reached."""
    assert rules is not None
    return TokenRules(acme.issuer, rules.audiences, rules.algorithms, rules.leeway, rules.names)


async def claims_of(token: str, rules: TokenRules) -> Claims:
    return await OpenIdTokens(rules).verify(token)


def test_each_provider_has_its_settings() -> None:
    assert SECTIONS.keys() == TOKENS.keys()


@pytest.mark.parametrize("name", TOKENS)
def test_its_token_signs_somebody_in(
    steady: Provider, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(name, monkeypatch)
    token = steady.token(None, None, **TOKENS[name])

    claims = asyncio.run(claims_of(token, here(settings.token_rules, steady)))

    said = TOKENS[name]
    assert claims.subject == said.get("oid", said["sub"])
    assert (claims.name, claims.email) == ("Aiko Tanaka", "aiko@example.com")
    assert mapped_role(claims.roles, settings.oidc_roles) is Role.SALESPERSON


@pytest.mark.parametrize("name", TOKENS)
def test_whoever_comes_for_the_first_time_without_a_role_sees_no_opportunity(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = settings_of(name, monkeypatch).oidc_new_users

    assert new is not None
    assert ROLES[new][Right.READ_OPPORTUNITIES] is Reach.OWN


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_for_another_program_does_not(
    steady: Provider, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(name, monkeypatch)
    token = steady.token(None, None, **{**TOKENS[name], "aud": "front-end"})

    with pytest.raises(TokenRefused) as caught:
        asyncio.run(claims_of(token, here(settings.token_rules, steady)))

    assert caught.value.reason == Reason.AUDIENCE


def test_entra_s_common_endpoint_is_no_issuer(acme: Provider) -> None:
    # Its discovery has a placeholder there, as it is everybody's.
    acme.discovery = {"issuer": f"{acme.issuer.rpartition('/')[0]}/{{tenantid}}/v2.0"}

    with pytest.raises(TokenRefused) as caught:
        asyncio.run(claims_of(acme.token(), acme.rules()))

    assert caught.value.reason == Reason.PROVIDER_DOWN
