"""An OpenID provider in this process, with keys of its own, as a real server on loopback."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from time import time
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import AllowedPrivateKeys, get_default_algorithms
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.sign_in.openid import OpenIdTokens
from server.sign_in.provider_keys import ProviderKeys
from server.sign_in.rules import ALGORITHMS, ClaimNames, TokenRules
from tests.edge.sockets import listening

AUDIENCE: Final = "https://crm.example.com/api"
AIKO: Final = "248289761001"
LEEWAY: Final = 30


@dataclass(frozen=True)
class Signer:
    """A private key, and how the provider's JWKS shows the public one."""

    kid: str
    algorithm: str
    private: Any
    shown: Mapping[str, Any]

    @property
    def jwk(self) -> dict[str, Any]:
        public = get_default_algorithms()[self.algorithm].to_jwk(
            self.private.public_key(), as_dict=True
        )
        return {**public, "kid": self.kid, "use": "sig", **self.shown}


@cache
def private_key(kind: str, number: int = 0) -> AllowedPrivateKeys:
    """The same each time: RSA keys take a second to be found."""
    del number
    match kind:
        case "P-256":
            return ec.generate_private_key(ec.SECP256R1())
        case "P-384":
            return ec.generate_private_key(ec.SECP384R1())
        case "P-521":
            return ec.generate_private_key(ec.SECP521R1())
        case "Ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            return rsa.generate_private_key(65_537, int(kind))


KIND: Final = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}


def signer(
    kid: str, algorithm: str = "RS256", number: int = 0, bits: int = 2048, **shown: Any
) -> Signer:
    """A key of the kind that this algorithm has."""
    return Signer(kid, algorithm, private_key(KIND.get(algorithm, str(bits)), number), shown)


@dataclass
class Provider:
    """What it has and says; tests change it while it runs."""

    signers: list[Signer]
    issuer: str = ""
    asked: list[str] = field(default_factory=list)
    """The paths of all requests."""
    delay: float = 0
    """Seconds until it answers."""
    answers: dict[str, Response] = field(default_factory=dict)
    """What it says instead, by path."""
    discovery: dict[str, Any] = field(default_factory=dict)
    """What its discovery says otherwise."""
    jwks: dict[str, Any] | None = None

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        await asyncio.sleep(self.delay)
        if path in self.answers:
            return self.answers[path]
        if path == "/realms/acme/keys":
            return JSONResponse(self.jwks or {"keys": [each.jwk for each in self.signers]})
        if path == "/realms/acme/.well-known/openid-configuration":
            said = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
            return JSONResponse({**said, **self.discovery})
        return Response(status_code=404)

    @property
    def fetches(self) -> int:
        """How often its keys were asked for."""
        return self.asked.count("/realms/acme/keys")

    def goes_down(self) -> None:
        for path in (".well-known/openid-configuration", "keys"):
            self.answers[f"/realms/acme/{path}"] = Response(status_code=503)

    def comes_back(self) -> None:
        self.answers.clear()

    def rules(self, **others: Any) -> TokenRules:
        names = ClaimNames(roles="realm_access.roles")
        rules = {"issuer": self.issuer, "audiences": (AUDIENCE,), "algorithms": ALGORITHMS}
        return TokenRules(**{**rules, "leeway": LEEWAY, "names": names, **others})

    def tokens(self, keys: ProviderKeys | None = None, **others: Any) -> OpenIdTokens:
        """What verifies its tokens, with nothing fetched yet."""
        return OpenIdTokens(self.rules(**others), keys)

    def claims(self, **others: Any) -> dict[str, Any]:
        """Those of a valid token; None leaves one out."""
        now = int(time())
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": AIKO,
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            "name": "Aiko Tanaka",
            "email": "aiko@example.com",
            "realm_access": {"roles": ["sales", "offline_access"]},
            **others,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(
        self, by: Signer | None = None, header: Mapping[str, Any] | None = None, **claims: Any
    ) -> str:
        """A signed token; `header` and `claims` change what a valid one has."""
        by = by or self.signers[0]
        return signed(by, {"kid": by.kid, **(header or {})}, self.claims(**claims))


def signed(by: Signer, header: Mapping[str, Any], claims: Mapping[str, Any] | bytes) -> str:
    """Signed by this key whatever it says; a header of None is left out."""
    content = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    headers = {"typ": "JWT", "alg": by.algorithm, **header}
    head = json.dumps({name: value for name, value in headers.items() if value is not None})
    return sealed(by, head.encode(), content)


def sealed(by: Signer, header: bytes, content: bytes) -> str:
    """A token of these very bytes, with this key's signature."""
    text = f"{encoded(header)}.{encoded(content)}"
    signature = get_default_algorithms()[by.algorithm].sign(text.encode(), by.private)
    return f"{text}.{encoded(signature)}"


def encoded(content: bytes) -> str:
    return jwt.utils.base64url_encode(content).decode()


@contextmanager
def provider(*signers: Signer) -> Iterator[Provider]:
    """It runs, and has these keys."""
    running = Provider(list(signers))
    routes = [Route("/{path:path}", running.answer)]
    with listening(Starlette(routes=routes)) as port:
        running.issuer = f"http://127.0.0.1:{port}/realms/acme"
        yield running
