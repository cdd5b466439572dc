"""Settings of sign-in: `CLINCH_OIDC_…`, with what is said of a wrong one."""

from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode

from db.ids import kind_of
from domain.access import Role
from server.setting_types import Names, split
from server.sign_in.addresses import fault_of
from server.sign_in.rules import ALGORITHMS, ClaimNames, TokenRules

DEFAULT_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")


def _issuer(value: str) -> str:
    fault = fault_of(value) if value else None
    if fault:
        raise ValueError(fault)
    return value


def _algorithms(value: tuple[str, ...]) -> tuple[str, ...]:
    for name in value:
        if name not in ALGORITHMS:
            message = f"{name!r} isn't one of {', '.join(ALGORITHMS)}"
            raise ValueError(message)
    if not value:
        message = "It has to have one"
        raise ValueError(message)
    return value


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        message = f"{word!r} isn't one of {', '.join(Role)}"
        raise ValueError(message) from None


def _roles(value: object) -> object:
    """`admin:ADMINISTRATOR,sales:SALESPERSON`; the provider's word can have colons in it."""
    words = split(value)
    if not isinstance(value, str) or not isinstance(words, tuple):
        return value
    pairs = []
    for word in words:
        theirs, colon, ours = word.rpartition(":")
        if not colon or not theirs:
            message = f"{word!r} isn't a pair such as admin:ADMINISTRATOR"
            raise ValueError(message)
        pairs.append((theirs.strip(), _role(ours.strip())))
    return tuple(pairs)


def _role_or_none(value: object) -> object:
    return _role(value) if isinstance(value, str) and value else None if value == "" else value


def _claim(value: str) -> str:
    if not value:
        message = "It has to name a claim"
        raise ValueError(message)
    return value


def _user(value: str | None) -> str | None:
    if value is not None and kind_of(value) != "User":
        message = "it isn't a user's id (usr_…)"
        raise ValueError(message)
    return value


Claim = Annotated[str, AfterValidator(_claim)]


class SignInSettings(BaseSettings):
    """Who may sign in, and as whom."""

    actor: Annotated[str | None, AfterValidator(_user)] = Field(
        default=None,
        description="Id of the user who acts for whoever comes without a token or a key; without, "
        "everybody has to sign in. For demos, on this machine only",
    )
    sign_in_max_age: float = Field(
        default=5,
        ge=0,
        le=300,
        description="Seconds for which a user's role and a key are remembered: so long a change "
        "of them may take to be heeded",
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        default="",
        description="The OpenID provider whose tokens are taken, as its discovery names it, "
        "letter by letter: `https://login.example.com/realms/acme`",
    )
    oidc_audience: Names = Field(
        default=(),
        validate_default=True,
        description="Names of this API at the provider, separated by commas; a token has to be "
        "for one of them",
    )
    oidc_algorithms: Annotated[Names, AfterValidator(_algorithms)] = Field(
        default=DEFAULT_ALGORITHMS,
        description=f"How tokens may be signed: any of {', '.join(ALGORITHMS)}",
    )
    oidc_leeway: int = Field(
        default=30,
        ge=0,
        le=300,
        description="Seconds that the provider's clock may differ from this machine's",
    )
    oidc_user_claim: Claim = Field(
        default="sub",
        description="The claim that names the user; once people sign in by it, it stays. This one "
        "and those below are a claim's name, or a path such as `realm_access.roles`",
    )
    oidc_name_claim: Claim = Field(default="name", description="The claim with a new user's name")
    oidc_email_claim: Claim = Field(
        default="email", description="The claim with a new user's address"
    )
    oidc_roles_claim: Claim = Field(
        default="roles", description="The claim with the user's roles at the provider"
    )
    oidc_roles: Annotated[tuple[tuple[str, Role], ...], NoDecode, BeforeValidator(_roles)] = Field(
        default=(),
        description="The provider's roles and ours: `admin:ADMINISTRATOR,sales:SALESPERSON`; of "
        "several that fit, the first",
    )
    oidc_new_users: Annotated[Role | None, BeforeValidator(_role_or_none)] = Field(
        default=None,
        description="The role of users who sign in for the first time; theirs at the provider "
        "counts instead for as long as they have it there, and isn't stored. Without, only known "
        "users can sign in",
    )

    @field_validator("oidc_audience")
    @classmethod
    def _audience(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        issuer = info.data.get("oidc_issuer")
        if issuer and not value:
            message = "With CLINCH_OIDC_ISSUER it has to be set"
            raise ValueError(message)
        if value and issuer == "":
            message = "It needs CLINCH_OIDC_ISSUER"
            raise ValueError(message)
        return value

    @property
    def token_rules(self) -> TokenRules | None:
        """What a token of the provider has to be; None if there is no provider."""
        if not self.oidc_issuer:
            return None
        return TokenRules(
            self.oidc_issuer,
            self.oidc_audience,
            self.oidc_algorithms,
            self.oidc_leeway,
            ClaimNames(
                self.oidc_user_claim,
                self.oidc_name_claim,
                self.oidc_email_claim,
                self.oidc_roles_claim,
            ),
        )
